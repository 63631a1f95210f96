/* Reads the directory of a zip archive whose entries are stored, not compressed, as torch.save
 * writes them.
 *
 * An own reader rather than libzip or minizip: both hand out entries by copying them through
 * buffers, whereas here an entry is a view into the mapped file; and what is left to parse, once
 * compression and encryption are refused, is the directory.
 * Source: PKWARE's APPNOTE.TXT 6.3.9, sections 4.3.7 to 4.3.16 and 4.5.3 (zip64). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char *name;
  const guint8 *data;
  gsize size;
  guint32 crc; /* as the directory states it */
} AcuZipEntry;

typedef struct _AcuZipArchive AcuZipArchive;

/* Whether the bytes begin like a zip archive. */
gboolean acu_zip_archive_sniff (GBytes *bytes);

/* Reads the directory and finds every entry.  The archive keeps @bytes.  Errors:
 * ACU_WEIGHTS_ERROR_DAMAGED, and ACU_WEIGHTS_ERROR_UNSUPPORTED for entries that are compressed or
 * encrypted. (transfer full) */
AcuZipArchive *acu_zip_archive_read (GBytes *bytes, GError **error);
void acu_zip_archive_free (AcuZipArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuZipArchive, acu_zip_archive_free)

guint acu_zip_archive_get_length (const AcuZipArchive *archive);
const AcuZipEntry *acu_zip_archive_get (const AcuZipArchive *archive, guint index);

/* (nullable) */
const AcuZipEntry *acu_zip_archive_lookup (const AcuZipArchive *archive, const char *name);

/* Whether the entry's bytes have the checksum that the directory states. */
gboolean acu_zip_entry_check (const AcuZipEntry *entry, GError **error);

/* CRC-32 (ISO 3309, polynomial 0xEDB88320 reflected), the checksum of zip archives. */
guint32 acu_crc32 (const guint8 *data, gsize size);

G_END_DECLS

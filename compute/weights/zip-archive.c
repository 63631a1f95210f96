#include "compute/weights/zip-archive.h"

#include "compute/weights/architecture.h"
#include "compute/weights/byte-reader.h"
#include "compute/weights/tensor-set.h"

#include <glib/gi18n.h>

#define LOCAL_SIGNATURE     0x04034B50u
#define ENTRY_SIGNATURE     0x02014B50u
#define END_SIGNATURE       0x06054B50u
#define END64_SIGNATURE     0x06064B50u
#define LOCATOR64_SIGNATURE 0x07064B50u
#define LOCAL_SIZE          30
#define ENTRY_SIZE          46
#define END_SIZE            22
#define END64_SIZE          56
#define LOCATOR64_SIZE      20
#define MAX_COMMENT         65535
#define EXTRA_ZIP64         0x0001
#define FLAGS_ENCRYPTED     ((1u << 0) | (1u << 6) | (1u << 13))

struct _AcuZipArchive {
  GBytes *bytes;
  GPtrArray *entries;  /* AcuZipEntry */
  GHashTable *by_name; /* name -> AcuZipEntry */
};

typedef struct {
  guint64 offset;
  guint64 size;
  guint64 n_entries;
} Directory;

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED,
               _ ("the zip archive is damaged: %s"), what);
  return FALSE;
}

/* A little-endian integer at a place that is known to be inside. */
static guint64
field (const guint8 *record, guint offset, guint width)
{
  guint64 value = 0;

  for (guint i = 0; i < width; i++)
    value |= (guint64)record[offset + i] << (8 * i);
  return value;
}

static void
entry_free (gpointer data)
{
  AcuZipEntry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

gboolean
acu_zip_archive_sniff (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size >= 4 && field (data, 0, 4) == LOCAL_SIGNATURE;
}

/* The record that ends the archive, behind which only a comment of known length may follow. */
static const guint8 *
find_end (const guint8 *data, gsize size)
{
  if (size < END_SIZE)
    return NULL;
  for (gsize comment = 0; comment <= MIN (size - END_SIZE, MAX_COMMENT); comment++) {
    const guint8 *end = data + size - END_SIZE - comment;

    if (field (end, 0, 4) == END_SIGNATURE && field (end, 20, 2) == comment)
      return end;
  }
  return NULL;
}

static gboolean
find_directory (const guint8 *data, gsize size, Directory *directory, GError **error)
{
  const guint8 *end = find_end (data, size);
  gsize before;

  if (end == NULL)
    return damaged (error, _ ("its directory is missing; the file may have been cut short"));
  before = (gsize)(end - data);
  *directory = (Directory){field (end, 16, 4), field (end, 12, 4), field (end, 10, 2)};

  if (before >= LOCATOR64_SIZE && field (end - LOCATOR64_SIZE, 0, 4) == LOCATOR64_SIGNATURE) {
    guint64 offset = field (end - LOCATOR64_SIZE, 8, 8);

    before -= LOCATOR64_SIZE;
    if (before < END64_SIZE || offset > before - END64_SIZE ||
        field (data + offset, 0, 4) != END64_SIGNATURE)
      return damaged (error, _ ("its 64-bit directory is missing"));
    *directory = (Directory){field (data + offset, 48, 8), field (data + offset, 40, 8),
                             field (data + offset, 32, 8)};
    before = (gsize)offset;
  }
  if (directory->offset > before || directory->size > before - directory->offset ||
      directory->n_entries > directory->size / ENTRY_SIZE)
    return damaged (error, _ ("its directory lies outside the file"));
  return TRUE;
}

/* Where the directory says "too large for 32 bits", the values are in an extra field, in this
 * order and only those that are needed. */
static gboolean
read_zip64_extra (
    AcuByteReader extra, guint64 *full_size, guint64 *stored_size, guint64 *offset, GError **error)
{
  guint64 *wanted[] = {full_size, stored_size, offset};
  guint64 kind, length;

  if (*full_size != G_MAXUINT32 && *stored_size != G_MAXUINT32 && *offset != G_MAXUINT32)
    return TRUE;
  while (acu_byte_reader_uint (&extra, 2, &kind) && acu_byte_reader_uint (&extra, 2, &length)) {
    const guint8 *body = acu_byte_reader_take (&extra, length);

    if (body == NULL)
      break;
    if (kind != EXTRA_ZIP64)
      continue;

    AcuByteReader values = acu_byte_reader_new (body, length);

    for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
      if (*wanted[i] == G_MAXUINT32 && !acu_byte_reader_uint (&values, 8, wanted[i]))
        return damaged (error, _ ("a 64-bit size is missing"));
    return TRUE;
  }
  return damaged (error, _ ("a 64-bit size is missing"));
}

/* Follows an entry of the directory to its bytes, which must lie before the directory. */
static gboolean
find_data (const guint8 *data, guint64 limit, guint64 offset, AcuZipEntry *entry, GError **error)
{
  if (offset > limit || limit - offset < LOCAL_SIZE ||
      field (data + offset, 0, 4) != LOCAL_SIGNATURE)
    return damaged (error, _ ("an entry is not where the directory says"));

  guint64 start = offset + LOCAL_SIZE + field (data + offset, 26, 2) + field (data + offset, 28, 2);

  if (start > limit || entry->size > limit - start)
    return damaged (error, _ ("an entry is longer than the file"));
  entry->data = data + start;
  return TRUE;
}

static gboolean
add_entry (AcuZipArchive *archive,
           const guint8 *data,
           guint64 limit,
           AcuByteReader *directory,
           GError **error)
{
  const guint8 *record = acu_byte_reader_take (directory, ENTRY_SIZE);
  const guint8 *name, *extra;
  guint64 full_size, stored_size, offset;

  if (record == NULL || field (record, 0, 4) != ENTRY_SIGNATURE ||
      (name = acu_byte_reader_take (directory, field (record, 28, 2))) == NULL ||
      (extra = acu_byte_reader_take (directory, field (record, 30, 2))) == NULL ||
      acu_byte_reader_take (directory, field (record, 32, 2)) == NULL)
    return damaged (error, _ ("its directory ends early"));
  if (!acu_tensor_name_is_valid ((const char *)name, field (record, 28, 2)))
    return damaged (error, _ ("an entry has no proper name"));

  AcuZipEntry *entry = g_new0 (AcuZipEntry, 1);

  g_ptr_array_add (archive->entries, entry);
  entry->name = g_strndup ((const char *)name, field (record, 28, 2));
  entry->crc = (guint32)field (record, 16, 4);
  if ((field (record, 8, 2) & FLAGS_ENCRYPTED) != 0 || field (record, 10, 2) != 0) {
    g_set_error (
        error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED,
        _ ("“%s” in the zip archive is compressed or encrypted, which checkpoints are not; "
           "if this archive contains a checkpoint, unpack it first"),
        entry->name);
    return FALSE;
  }
  stored_size = field (record, 20, 4);
  full_size = field (record, 24, 4);
  offset = field (record, 42, 4);
  if (!read_zip64_extra (acu_byte_reader_new (extra, field (record, 30, 2)), &full_size,
                         &stored_size, &offset, error))
    return FALSE;
  if (full_size != stored_size || full_size > G_MAXSSIZE)
    return damaged (error, _ ("an entry has two sizes"));
  entry->size = (gsize)full_size;
  if (!find_data (data, limit, offset, entry, error))
    return FALSE;
  if (!g_hash_table_insert (archive->by_name, entry->name, entry))
    return damaged (error, _ ("two entries have the same name"));
  return TRUE;
}

AcuZipArchive *
acu_zip_archive_read (GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (AcuZipArchive) archive = NULL;
  Directory where;

  if (!find_directory (data, size, &where, error))
    return NULL;

  archive = g_new0 (AcuZipArchive, 1);
  archive->bytes = g_bytes_ref (bytes);
  archive->entries = g_ptr_array_new_with_free_func (entry_free);
  archive->by_name = g_hash_table_new (g_str_hash, g_str_equal);

  AcuByteReader directory = acu_byte_reader_new (data + where.offset, where.size);

  for (guint64 i = 0; i < where.n_entries; i++)
    if (!add_entry (archive, data, where.offset, &directory, error))
      return NULL;
  return g_steal_pointer (&archive);
}

void
acu_zip_archive_free (AcuZipArchive *archive)
{
  if (archive == NULL)
    return;
  g_hash_table_unref (archive->by_name);
  g_ptr_array_unref (archive->entries);
  g_bytes_unref (archive->bytes);
  g_free (archive);
}

guint
acu_zip_archive_get_length (const AcuZipArchive *archive)
{
  return archive->entries->len;
}

const AcuZipEntry *
acu_zip_archive_get (const AcuZipArchive *archive, guint index)
{
  g_return_val_if_fail (index < archive->entries->len, NULL);
  return g_ptr_array_index (archive->entries, index);
}

const AcuZipEntry *
acu_zip_archive_lookup (const AcuZipArchive *archive, const char *name)
{
  return g_hash_table_lookup (archive->by_name, name);
}

gboolean
acu_zip_entry_check (const AcuZipEntry *entry, GError **error)
{
  if (acu_crc32 (entry->data, entry->size) == entry->crc)
    return TRUE;
  g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED,
               _ ("the zip archive is damaged: the checksum of “%s” is wrong; get the file again"),
               entry->name);
  return FALSE;
}

/* The XML parts of a spreadsheet's archive, read node by node with suspicion. */
#pragma once

#include <glib.h>
#include <libxml/xmlreader.h>
#include <zip.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (zip_t, zip_discard)

/* Opens the archive at @path for reading. (transfer full) */
zip_t *acu_xlsx_open (const char *path, GError **error);

typedef struct {
  const char *path; /* of the archive, borrowed */
  const char *name; /* of the part, borrowed */
  char *data;
  xmlTextReader *reader; /* NULL: the part does not exist */
} AcuXlsxPart;

/* Unpacks the part @name and puts a reader before its first node.  A part that does not exist is an
 * error unless @optional; then part->reader is NULL.  Refused are parts of more than 64 MiB and
 * document type declarations.  @part is to be cleared whatever is returned. */
gboolean acu_xlsx_part_open (AcuXlsxPart *part,
                             zip_t *archive,
                             const char *path,
                             const char *name,
                             gboolean optional,
                             GError **error);
void acu_xlsx_part_clear (AcuXlsxPart *part);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuXlsxPart, acu_xlsx_part_clear)

/* Steps to the next node.  Returns 1, 0 at the end, -1 with an error set. */
int acu_xlsx_part_next (AcuXlsxPart *part, GError **error);

/* What the node under the cursor is: the start of an element, one without content, its end. */
gboolean acu_xlsx_part_at_element (const AcuXlsxPart *part, const char *name);
gboolean acu_xlsx_part_is_empty (const AcuXlsxPart *part);
gboolean acu_xlsx_part_at_end (const AcuXlsxPart *part, const char *name);

/* The text under the cursor, or NULL where that is no text. */
const char *acu_xlsx_part_get_text (const AcuXlsxPart *part);

/* An attribute of the element under the cursor; @space: its name space or NULL. (transfer full)
 * (nullable) */
char *acu_xlsx_part_dup_attribute (const AcuXlsxPart *part, const char *name, const char *space);

/* Sets ACU_DATASET_ERROR_FORMAT with a message that names archive and part. */
void acu_xlsx_part_set_error (const AcuXlsxPart *part, GError **error, const char *problem);

#include "app/learning/datasets/xlsx-part.h"

#include "app/learning/datasets/dataset-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define SIZE_LIMIT ((zip_uint64_t)64 << 20)

zip_t *
acu_xlsx_open (const char *path, GError **error)
{
  int code = 0;
  zip_t *archive = zip_open (path, ZIP_RDONLY, &code);
  zip_error_t reason;

  if (archive != NULL)
    return archive;
  zip_error_init_with_code (&reason, code);
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               _ ("%s cannot be opened as an xlsx spreadsheet: %s"), path,
               zip_error_strerror (&reason));
  zip_error_fini (&reason);
  return NULL;
}

void
acu_xlsx_part_set_error (const AcuXlsxPart *part, GError **error, const char *problem)
{
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, "%s: %s %s", part->path,
               part->name, problem);
}

/* Unpacks the part at @index of the archive into part->data. */
static gboolean
unpack (AcuXlsxPart *part, zip_t *archive, zip_uint64_t index, gsize *length, GError **error)
{
  zip_stat_t info;
  zip_file_t *file;
  zip_int64_t got;

  if (zip_stat_index (archive, index, 0, &info) != 0 || (info.valid & ZIP_STAT_SIZE) == 0 ||
      info.size > SIZE_LIMIT) {
    acu_xlsx_part_set_error (part, error, _ ("is larger than a table of scores can be"));
    return FALSE;
  }
  file = zip_fopen_index (archive, index, 0);
  if (file == NULL) {
    acu_xlsx_part_set_error (part, error, zip_strerror (archive));
    return FALSE;
  }
  /* The size is the directory's word; reading stops there whatever the data unpack to. */
  part->data = g_malloc (info.size + 1);
  got = zip_fread (file, part->data, info.size);
  zip_fclose (file);
  if (got < 0 || (zip_uint64_t)got != info.size) {
    acu_xlsx_part_set_error (part, error, _ ("is damaged"));
    return FALSE;
  }
  part->data[info.size] = '\0';
  *length = info.size;
  return TRUE;
}

static void
set_doctype_error (const AcuXlsxPart *part, GError **error)
{
  acu_xlsx_part_set_error (part, error,
                           _ ("has a document type declaration, which no spreadsheet has"));
}

gboolean
acu_xlsx_part_open (AcuXlsxPart *part,
                    zip_t *archive,
                    const char *path,
                    const char *name,
                    gboolean optional,
                    GError **error)
{
  const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT;
  zip_int64_t index;
  gsize length;

  *part = (AcuXlsxPart){.path = path, .name = name};
  index = zip_name_locate (archive, name, ZIP_FL_NOCASE);
  if (index < 0 && optional)
    return TRUE;
  if (index < 0) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s is no spreadsheet of the xlsx kind: it lacks %s"), path, name);
    return FALSE;
  }
  if (!unpack (part, archive, (zip_uint64_t)index, &length, error))
    return FALSE;

  /* A document type could define entities that unfold without end or fetch other files.  Looked for
   * before parsing, because the parser reads ahead of what it reports. */
  if (g_strstr_len (part->data, (gssize)length, "<!DOCTYPE") != NULL) {
    set_doctype_error (part, error);
    return FALSE;
  }
  part->reader = xmlReaderForMemory (part->data, (int)length, name, NULL, options);
  if (part->reader == NULL)
    acu_xlsx_part_set_error (part, error, _ ("cannot be parsed"));
  return part->reader != NULL;
}

void
acu_xlsx_part_clear (AcuXlsxPart *part)
{
  /* The reader borrows the data. */
  if (part->reader != NULL)
    xmlFreeTextReader (part->reader);
  part->reader = NULL;
  g_clear_pointer (&part->data, g_free);
}

int
acu_xlsx_part_next (AcuXlsxPart *part, GError **error)
{
  int status = xmlTextReaderRead (part->reader);

  if (status < 0) {
    g_autofree char *problem = g_strdup_printf (_ ("is not well-formed XML near line %d"),
                                                xmlTextReaderGetParserLineNumber (part->reader));

    acu_xlsx_part_set_error (part, error, problem);
    return -1;
  }
  /* In another encoding than UTF-8 the declaration shows only here. */
  if (status > 0 && xmlTextReaderNodeType (part->reader) == XML_READER_TYPE_DOCUMENT_TYPE) {
    set_doctype_error (part, error);
    return -1;
  }
  return status;
}

static gboolean
is_node (const AcuXlsxPart *part, int type, const char *name)
{
  return xmlTextReaderNodeType (part->reader) == type &&
         g_strcmp0 ((const char *)xmlTextReaderConstLocalName (part->reader), name) == 0;
}

gboolean
acu_xlsx_part_at_element (const AcuXlsxPart *part, const char *name)
{
  return is_node (part, XML_READER_TYPE_ELEMENT, name);
}

gboolean
acu_xlsx_part_is_empty (const AcuXlsxPart *part)
{
  return xmlTextReaderIsEmptyElement (part->reader) == 1;
}

gboolean
acu_xlsx_part_at_end (const AcuXlsxPart *part, const char *name)
{
  return is_node (part, XML_READER_TYPE_END_ELEMENT, name);
}

const char *
acu_xlsx_part_get_text (const AcuXlsxPart *part)
{
  switch (xmlTextReaderNodeType (part->reader)) {
  case XML_READER_TYPE_TEXT:
  case XML_READER_TYPE_CDATA:
  case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
    return (const char *)xmlTextReaderConstValue (part->reader);
  default:
    return NULL;
  }
}

char *
acu_xlsx_part_dup_attribute (const AcuXlsxPart *part, const char *name, const char *space)
{
  xmlChar *value = space != NULL ? xmlTextReaderGetAttributeNs (part->reader, (const xmlChar *)name,
                                                                (const xmlChar *)space)
                                 : xmlTextReaderGetAttribute (part->reader, (const xmlChar *)name);
  char *copy = g_strdup ((const char *)value);

  xmlFree (value);
  return copy;
}

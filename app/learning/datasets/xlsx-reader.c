#include "app/learning/datasets/xlsx-reader.h"

#include "app/learning/datasets/dataset-error.h"

#include <errno.h>
#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define PART_LIMIT    ((gsize)64 << 20)
#define CELL_LIMIT    ((gsize)4000000)
#define COLUMN_LIMIT  16384 /* ECMA-376 has no more */
#define ROW_LIMIT     1048576
#define HEADER_WITHIN 50

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlTextReader, xmlFreeTextReader)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (zip_t, zip_discard)

typedef struct {
  char *name;
  char *part; /* name inside the archive */
} Sheet;

/* One cell of a sheet before its meaning is settled. */
typedef struct {
  guint row;    /* from 1, as the spreadsheet counts */
  guint column; /* from 0 */
  char *text;
} Cell;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_free (sheet->name);
  g_free (sheet->part);
  g_free (sheet);
}

static void
cell_clear (gpointer data)
{
  Cell *cell = data;

  g_free (cell->text);
}

/* Unpacks one part.  Returns NULL without an error where it does not exist and @optional. */
static char *
read_part (const char *path,
           zip_t *archive,
           const char *part,
           gboolean optional,
           gsize *length,
           GError **error)
{
  zip_int64_t index = zip_name_locate (archive, part, ZIP_FL_NOCASE);
  zip_stat_t info;
  zip_file_t *file;
  g_autofree char *data = NULL;
  zip_int64_t got;

  if (index < 0) {
    if (!optional)
      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   "%s is no spreadsheet of the xlsx kind: it lacks %s", path, part);
    return NULL;
  }
  if (zip_stat_index (archive, (zip_uint64_t)index, 0, &info) != 0 ||
      (info.valid & ZIP_STAT_SIZE) == 0 || info.size > PART_LIMIT) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 "%s: %s is larger than a table of scores can be", path, part);
    return NULL;
  }
  file = zip_fopen_index (archive, (zip_uint64_t)index, 0);
  if (file == NULL) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, "%s: %s: %s", path, part,
                 zip_strerror (archive));
    return NULL;
  }
  /* The size is the directory's word; reading stops there whatever the data unpack to. */
  data = g_malloc (info.size + 1);
  got = zip_fread (file, data, info.size);
  zip_fclose (file);
  if (got < 0 || (zip_uint64_t)got != info.size) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, "%s: %s is damaged", path,
                 part);
    return NULL;
  }
  data[info.size] = '\0';
  *length = info.size;
  return g_steal_pointer (&data);
}

static void
set_doctype_error (const char *path, const char *part, GError **error)
{
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               "%s: %s has a document type declaration, which no spreadsheet has", path, part);
}

static xmlTextReader *
open_xml (const char *path, const char *part, const char *data, gsize length, GError **error)
{
  const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT;
  xmlTextReader *reader;

  /* A document type could define entities that unfold without end or fetch other files.  Looked for
   * before parsing, because the parser reads ahead of what it reports. */
  if (g_strstr_len (data, (gssize)length, "<!DOCTYPE") != NULL) {
    set_doctype_error (path, part, error);
    return NULL;
  }
  reader = xmlReaderForMemory (data, (int)length, part, NULL, options);
  if (reader == NULL)
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, "%s: %s cannot be parsed",
                 path, part);
  return reader;
}

/* Steps to the next node.  Returns 1, 0 at the end, -1 with an error set. */
static int
next_node (xmlTextReader *reader, const char *path, const char *part, GError **error)
{
  int status = xmlTextReaderRead (reader);

  if (status < 0) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 "%s: %s is not well-formed XML near line %d", path, part,
                 xmlTextReaderGetParserLineNumber (reader));
    return -1;
  }
  /* In another encoding than UTF-8 the declaration shows only here. */
  if (status > 0 && xmlTextReaderNodeType (reader) == XML_READER_TYPE_DOCUMENT_TYPE) {
    set_doctype_error (path, part, error);
    return -1;
  }
  return status;
}

static gboolean
is_start (xmlTextReader *reader, const char *name)
{
  return xmlTextReaderNodeType (reader) == XML_READER_TYPE_ELEMENT &&
         g_strcmp0 ((const char *)xmlTextReaderConstLocalName (reader), name) == 0;
}

static gboolean
is_end (xmlTextReader *reader, const char *name)
{
  return xmlTextReaderNodeType (reader) == XML_READER_TYPE_END_ELEMENT &&
         g_strcmp0 ((const char *)xmlTextReaderConstLocalName (reader), name) == 0;
}

static gboolean
is_text (xmlTextReader *reader)
{
  int type = xmlTextReaderNodeType (reader);

  return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
         type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE;
}

/* Copies an attribute into memory of GLib's. (nullable) */
static char *
dup_attribute (xmlTextReader *reader, const char *name)
{
  xmlChar *value = xmlTextReaderGetAttribute (reader, (const xmlChar *)name);
  char *copy = g_strdup ((const char *)value);

  xmlFree (value);
  return copy;
}

static char *
dup_relation_id (xmlTextReader *reader)
{
  xmlChar *value = xmlTextReaderGetAttributeNs (
      reader, (const xmlChar *)"id",
      (const xmlChar *)"http://schemas.openxmlformats.org/officeDocument/2006/relationships");
  char *copy = g_strdup ((const char *)value);

  xmlFree (value);
  return copy;
}

/* Maps relation ids of the workbook to names of parts. */
static GHashTable *
read_relations (const char *path, zip_t *archive, GError **error)
{
  const char *part = "xl/_rels/workbook.xml.rels";
  g_autoptr (GHashTable) relations =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (xmlTextReader) reader = NULL;
  g_autofree char *data = NULL;
  gsize length;
  int status;

  data = read_part (path, archive, part, FALSE, &length, error);
  if (data == NULL)
    return NULL;
  reader = open_xml (path, part, data, length, error);
  if (reader == NULL)
    return NULL;
  while ((status = next_node (reader, path, part, error)) > 0) {
    g_autofree char *id = NULL;
    g_autofree char *target = NULL;

    if (!is_start (reader, "Relationship"))
      continue;
    id = dup_attribute (reader, "Id");
    target = dup_attribute (reader, "Target");
    if (id != NULL && target != NULL) {
      char *name = target[0] == '/' ? g_strdup (target + 1) : g_strconcat ("xl/", target, NULL);

      g_hash_table_replace (relations, g_steal_pointer (&id), name);
    }
  }
  return status < 0 ? NULL : g_steal_pointer (&relations);
}

static GPtrArray *
read_sheets (const char *path, zip_t *archive, GError **error)
{
  const char *part = "xl/workbook.xml";
  g_autoptr (GPtrArray) sheets = g_ptr_array_new_with_free_func (sheet_free);
  g_autoptr (GHashTable) relations = NULL;
  g_autoptr (xmlTextReader) reader = NULL;
  g_autofree char *data = NULL;
  gsize length;
  int status;

  data = read_part (path, archive, part, FALSE, &length, error);
  if (data == NULL)
    return NULL;
  relations = read_relations (path, archive, error);
  if (relations == NULL)
    return NULL;
  reader = open_xml (path, part, data, length, error);
  if (reader == NULL)
    return NULL;
  while ((status = next_node (reader, path, part, error)) > 0) {
    g_autofree char *id = NULL;
    const char *target;
    Sheet *sheet;

    if (!is_start (reader, "sheet"))
      continue;
    id = dup_relation_id (reader);
    target = id != NULL ? g_hash_table_lookup (relations, id) : NULL;
    if (target == NULL)
      continue;
    sheet = g_new0 (Sheet, 1);
    sheet->name = dup_attribute (reader, "name");
    sheet->part = g_strdup (target);
    g_ptr_array_add (sheets, sheet);
  }
  return status < 0 ? NULL : g_steal_pointer (&sheets);
}

/* Appends the text inside the element under the cursor, all runs in turn but no phonetic ones, and
 * steps behind it. */
static gboolean
collect_text (xmlTextReader *reader,
              const char *element,
              GString *text,
              const char *path,
              const char *part,
              GError **error)
{
  gboolean inside = FALSE;
  gboolean phonetic = FALSE;
  int status;

  if (xmlTextReaderIsEmptyElement (reader))
    return TRUE;
  while ((status = next_node (reader, path, part, error)) > 0) {
    if (is_end (reader, element))
      return TRUE;
    if (is_start (reader, "rPh"))
      phonetic = !xmlTextReaderIsEmptyElement (reader);
    else if (is_end (reader, "rPh"))
      phonetic = FALSE;
    else if (is_start (reader, "t"))
      inside = !xmlTextReaderIsEmptyElement (reader);
    else if (is_end (reader, "t"))
      inside = FALSE;
    else if (inside && !phonetic && is_text (reader))
      g_string_append (text, (const char *)xmlTextReaderConstValue (reader));
  }
  return status == 0;
}

static GPtrArray *
read_shared_strings (const char *path, zip_t *archive, GError **error)
{
  const char *part = "xl/sharedStrings.xml";
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (xmlTextReader) reader = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *data = NULL;
  gsize length;
  int status;

  data = read_part (path, archive, part, TRUE, &length, &local_error);
  if (data == NULL) {
    if (local_error == NULL)
      return g_steal_pointer (&strings);
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  reader = open_xml (path, part, data, length, error);
  if (reader == NULL)
    return NULL;
  while ((status = next_node (reader, path, part, error)) > 0) {
    g_autoptr (GString) text = NULL;

    if (!is_start (reader, "si"))
      continue;
    if (strings->len >= CELL_LIMIT) {
      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   "%s: %s has more strings than a table of scores can have", path, part);
      return NULL;
    }
    text = g_string_new (NULL);
    if (!collect_text (reader, "si", text, path, part, error))
      return NULL;
    g_ptr_array_add (strings, g_string_free (g_steal_pointer (&text), FALSE));
  }
  return status < 0 ? NULL : g_steal_pointer (&strings);
}

/* Reads a reference such as "AB12".  FALSE where it is none or lies outside a sheet. */
static gboolean
parse_reference (const char *reference, guint *row, guint *column)
{
  guint64 c = 0;
  guint64 r = 0;

  while (g_ascii_isalpha (*reference) && c <= COLUMN_LIMIT)
    c = c * 26 + (guint64)(g_ascii_toupper (*reference++) - 'A' + 1);
  while (g_ascii_isdigit (*reference) && r <= ROW_LIMIT)
    r = r * 10 + (guint64)(*reference++ - '0');
  if (*reference != '\0' || c == 0 || c > COLUMN_LIMIT || r == 0 || r > ROW_LIMIT)
    return FALSE;
  *row = (guint)r;
  *column = (guint)c - 1;
  return TRUE;
}

/* Turns what a cell stores into its text. (transfer full) (nullable): empty */
static char *
settle_value (const char *type, const char *stored, const GPtrArray *strings)
{
  if (g_strcmp0 (type, "s") == 0) {
    guint64 index;

    if (!g_ascii_string_to_unsigned (stored, 10, 0, G_MAXUINT, &index, NULL) ||
        index >= strings->len)
      return NULL;
    stored = g_ptr_array_index (strings, index);
    return *stored != '\0' ? g_strdup (stored) : NULL;
  }
  if (g_strcmp0 (type, "e") == 0)
    return NULL;
  return g_strdup (stored);
}

/* Reads the cell under the cursor and steps behind it. */
static gboolean
read_cell (xmlTextReader *reader,
           Cell *cell,
           const GPtrArray *strings,
           const char *path,
           const char *part,
           GError **error)
{
  g_autofree char *type = dup_attribute (reader, "t");
  g_autoptr (GString) stored = g_string_new (NULL);
  gboolean inside = FALSE;
  int status;

  cell->text = NULL;
  if (xmlTextReaderIsEmptyElement (reader))
    return TRUE;
  while ((status = next_node (reader, path, part, error)) > 0 && !is_end (reader, "c")) {
    if (is_start (reader, "is")) {
      if (!collect_text (reader, "is", stored, path, part, error))
        return FALSE;
    } else if (is_start (reader, "v")) {
      inside = !xmlTextReaderIsEmptyElement (reader);
    } else if (is_end (reader, "v")) {
      inside = FALSE;
    } else if (inside && is_text (reader)) {
      g_string_append (stored, (const char *)xmlTextReaderConstValue (reader));
    }
  }
  if (status < 0)
    return FALSE;
  if (stored->len > 0)
    cell->text = settle_value (type, stored->str, strings);
  return TRUE;
}

/* Reads every cell that is not empty, in the order of the file. */
static GArray *
read_cells (
    const char *path, zip_t *archive, const char *part, const GPtrArray *strings, GError **error)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_autoptr (xmlTextReader) reader = NULL;
  g_autofree char *data = NULL;
  gsize length;
  guint row = 0;
  guint column = 0;
  int status;

  g_array_set_clear_func (cells, cell_clear);
  data = read_part (path, archive, part, FALSE, &length, error);
  if (data == NULL)
    return NULL;
  reader = open_xml (path, part, data, length, error);
  if (reader == NULL)
    return NULL;

  while ((status = next_node (reader, path, part, error)) > 0) {
    if (is_start (reader, "row")) {
      row++;
      column = 0;
    } else if (is_start (reader, "c")) {
      g_autofree char *reference = dup_attribute (reader, "r");
      Cell cell = {.row = row, .column = column};

      if (reference != NULL && !parse_reference (reference, &cell.row, &cell.column)) {
        g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                     "%s: %s has a cell at “%.16s”, which is no place in a sheet", path, part,
                     reference);
        return NULL;
      }
      row = cell.row;
      column = cell.column + 1;
      if (!read_cell (reader, &cell, strings, path, part, error))
        return NULL;
      if (cell.text == NULL)
        continue;
      if (cells->len >= CELL_LIMIT) {
        g_free (cell.text);
        g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                     "%s: %s has more cells than a table of scores can have", path, part);
        return NULL;
      }
      g_array_append_val (cells, cell);
    }
  }
  return status < 0 ? NULL : g_steal_pointer (&cells);
}

/* The index behind the last cell of the row that begins at @first. */
static gsize
row_end (const GArray *cells, gsize first)
{
  gsize end = first;

  while (end < cells->len &&
         g_array_index (cells, Cell, end).row == g_array_index (cells, Cell, first).row)
    end++;
  return end;
}

static gboolean
row_has (const GArray *cells, gsize first, gsize end, const char *name)
{
  for (gsize i = first; i < end; i++) {
    g_autofree char *text = g_strstrip (g_strdup (g_array_index (cells, Cell, i).text));

    if (g_ascii_strcasecmp (text, name) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Spreads the cells of a row over its columns. */
static void
fill_row (const GArray *cells, gsize first, gsize end, GPtrArray *row)
{
  for (guint i = 0; i < row->len; i++)
    g_ptr_array_index (row, i) = NULL;
  for (gsize i = first; i < end; i++) {
    const Cell *cell = &g_array_index (cells, Cell, i);

    if (cell->column < row->len)
      g_ptr_array_index (row, cell->column) = cell->text;
  }
}

/* Makes the table below the header with all @columns; NULL where no row is one. */
static AcuTable *
make_table (const char *path, const GArray *cells, const char *const *columns)
{
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (GPtrArray) row = g_ptr_array_new ();

  for (gsize first = 0, end; first < cells->len; first = end) {
    guint number = g_array_index (cells, Cell, first).row;
    gboolean complete = TRUE;

    end = row_end (cells, first);
    if (table != NULL) {
      fill_row (cells, first, end, row);
      acu_table_add_row (table, number, (const char *const *)row->pdata, row->len);
      continue;
    }
    if (number > HEADER_WITHIN)
      return NULL;
    for (gsize i = 0; complete && columns[i] != NULL; i++)
      complete = row_has (cells, first, end, columns[i]);
    if (!complete)
      continue;
    for (gsize i = first; i < end; i++)
      g_ptr_array_set_size (row, (int)MAX (row->len, g_array_index (cells, Cell, i).column + 1));
    fill_row (cells, first, end, row);
    table = acu_table_new (path);
    acu_table_set_columns (table, (const char *const *)row->pdata, row->len);
  }
  return g_steal_pointer (&table);
}

static zip_t *
open_archive (const char *path, GError **error)
{
  int code = 0;
  zip_t *archive = zip_open (path, ZIP_RDONLY, &code);
  zip_error_t reason;

  if (archive != NULL)
    return archive;
  zip_error_init_with_code (&reason, code);
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               "%s cannot be opened as an xlsx spreadsheet: %s", path,
               zip_error_strerror (&reason));
  zip_error_fini (&reason);
  return NULL;
}

AcuTable *
acu_xlsx_read (const char *path, const char *sheet, const char *const *columns, GError **error)
{
  g_autoptr (zip_t) archive = NULL;
  g_autoptr (GPtrArray) sheets = NULL;
  g_autoptr (GPtrArray) strings = NULL;
  g_autofree char *list = NULL;

  g_return_val_if_fail (path != NULL && columns != NULL, NULL);

  archive = open_archive (path, error);
  if (archive == NULL)
    return NULL;
  sheets = read_sheets (path, archive, error);
  if (sheets == NULL)
    return NULL;
  strings = read_shared_strings (path, archive, error);
  if (strings == NULL)
    return NULL;

  /* The preferred sheet in a first pass, the others in a second. */
  for (int pass = sheet != NULL ? 0 : 1; pass < 2; pass++) {
    for (guint i = 0; i < sheets->len; i++) {
      const Sheet *candidate = g_ptr_array_index (sheets, i);
      gboolean preferred = sheet != NULL && g_strcmp0 (candidate->name, sheet) == 0;
      g_autoptr (GArray) cells = NULL;
      AcuTable *table;

      if (preferred != (pass == 0))
        continue;
      cells = read_cells (path, archive, candidate->part, strings, error);
      if (cells == NULL)
        return NULL;
      table = make_table (path, cells, columns);
      if (table != NULL)
        return table;
    }
  }
  list = g_strjoinv ("”, “", (char **)columns);
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               "%s has no sheet with the columns “%s”", path, list);
  return NULL;
}

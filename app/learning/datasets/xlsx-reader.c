#include "app/learning/datasets/xlsx-reader.h"

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/xlsx-part.h"

#include <glib/gi18n.h>
#include <string.h>

#define CELL_LIMIT    4000000
#define COLUMN_LIMIT  16384 /* ECMA-376 has no more */
#define ROW_LIMIT     1048576
#define HEADER_WITHIN 50

#define RELATIONSHIPS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

typedef struct {
  char *name;
  char *part; /* name inside the archive */
} Sheet;

/* One cell that is not empty. */
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

/* Maps relation ids of the workbook to names of parts. */
static GHashTable *
read_relations (const char *path, zip_t *archive, GError **error)
{
  g_autoptr (GHashTable) relations =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (AcuXlsxPart) part = {0};
  int status;

  if (!acu_xlsx_part_open (&part, archive, path, "xl/_rels/workbook.xml.rels", FALSE, error))
    return NULL;
  while ((status = acu_xlsx_part_next (&part, error)) > 0) {
    g_autofree char *id = NULL;
    g_autofree char *target = NULL;

    if (!acu_xlsx_part_at_element (&part, "Relationship"))
      continue;
    id = acu_xlsx_part_dup_attribute (&part, "Id", NULL);
    target = acu_xlsx_part_dup_attribute (&part, "Target", NULL);
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
  g_autoptr (GPtrArray) sheets = g_ptr_array_new_with_free_func (sheet_free);
  g_autoptr (GHashTable) relations = NULL;
  g_auto (AcuXlsxPart) part = {0};
  int status;

  if (!acu_xlsx_part_open (&part, archive, path, "xl/workbook.xml", FALSE, error))
    return NULL;
  relations = read_relations (path, archive, error);
  if (relations == NULL)
    return NULL;
  while ((status = acu_xlsx_part_next (&part, error)) > 0) {
    g_autofree char *id = NULL;
    const char *target;
    Sheet *sheet;

    if (!acu_xlsx_part_at_element (&part, "sheet"))
      continue;
    id = acu_xlsx_part_dup_attribute (&part, "id", RELATIONSHIPS);
    target = id != NULL ? g_hash_table_lookup (relations, id) : NULL;
    if (target == NULL)
      continue;
    sheet = g_new0 (Sheet, 1);
    sheet->name = acu_xlsx_part_dup_attribute (&part, "name", NULL);
    sheet->part = g_strdup (target);
    g_ptr_array_add (sheets, sheet);
  }
  return status < 0 ? NULL : g_steal_pointer (&sheets);
}

/* Appends the text inside the element under the cursor, all runs in turn but no phonetic ones, and
 * steps to its end. */
static gboolean
collect_text (AcuXlsxPart *part, const char *element, GString *text, GError **error)
{
  gboolean inside = FALSE;
  gboolean phonetic = FALSE;
  int status;

  if (acu_xlsx_part_is_empty (part))
    return TRUE;
  while ((status = acu_xlsx_part_next (part, error)) > 0 && !acu_xlsx_part_at_end (part, element)) {
    const char *piece = acu_xlsx_part_get_text (part);

    if (acu_xlsx_part_at_element (part, "rPh"))
      phonetic = !acu_xlsx_part_is_empty (part);
    else if (acu_xlsx_part_at_end (part, "rPh"))
      phonetic = FALSE;
    else if (acu_xlsx_part_at_element (part, "t"))
      inside = !acu_xlsx_part_is_empty (part);
    else if (acu_xlsx_part_at_end (part, "t"))
      inside = FALSE;
    else if (inside && !phonetic && piece != NULL)
      g_string_append (text, piece);
  }
  return status >= 0;
}

static GPtrArray *
read_shared_strings (const char *path, zip_t *archive, GError **error)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_auto (AcuXlsxPart) part = {0};
  int status;

  if (!acu_xlsx_part_open (&part, archive, path, "xl/sharedStrings.xml", TRUE, error))
    return NULL;
  if (part.reader == NULL)
    return g_steal_pointer (&strings);
  while ((status = acu_xlsx_part_next (&part, error)) > 0) {
    g_autoptr (GString) text = NULL;

    if (!acu_xlsx_part_at_element (&part, "si"))
      continue;
    if (strings->len >= CELL_LIMIT) {
      acu_xlsx_part_set_error (&part, error,
                               _ ("has more strings than a table of scores can have"));
      return NULL;
    }
    text = g_string_new (NULL);
    if (!collect_text (&part, "si", text, error))
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

/* Reads the text of the cell under the cursor and steps to its end.  @text: NULL where it is empty.
 */
static gboolean
read_cell (AcuXlsxPart *part, const GPtrArray *strings, char **text, GError **error)
{
  g_autofree char *type = acu_xlsx_part_dup_attribute (part, "t", NULL);
  g_autoptr (GString) stored = g_string_new (NULL);
  gboolean inside = FALSE;
  int status;

  *text = NULL;
  if (acu_xlsx_part_is_empty (part))
    return TRUE;
  while ((status = acu_xlsx_part_next (part, error)) > 0 && !acu_xlsx_part_at_end (part, "c")) {
    const char *piece = acu_xlsx_part_get_text (part);

    if (acu_xlsx_part_at_element (part, "is")) {
      if (!collect_text (part, "is", stored, error))
        return FALSE;
    } else if (acu_xlsx_part_at_element (part, "v")) {
      inside = !acu_xlsx_part_is_empty (part);
    } else if (acu_xlsx_part_at_end (part, "v")) {
      inside = FALSE;
    } else if (inside && piece != NULL) {
      g_string_append (stored, piece);
    }
  }
  if (status < 0)
    return FALSE;
  if (stored->len > 0)
    *text = settle_value (type, stored->str, strings);
  return TRUE;
}

/* Reads every cell that is not empty, in the order of the file. */
static GArray *
read_cells (
    const char *path, zip_t *archive, const char *name, const GPtrArray *strings, GError **error)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_auto (AcuXlsxPart) part = {0};
  guint row = 0;
  guint column = 0;
  int status;

  g_array_set_clear_func (cells, cell_clear);
  if (!acu_xlsx_part_open (&part, archive, path, name, FALSE, error))
    return NULL;
  while ((status = acu_xlsx_part_next (&part, error)) > 0) {
    g_autofree char *reference = NULL;
    Cell cell;

    if (acu_xlsx_part_at_element (&part, "row")) {
      row++;
      column = 0;
    }
    if (!acu_xlsx_part_at_element (&part, "c"))
      continue;
    reference = acu_xlsx_part_dup_attribute (&part, "r", NULL);
    if (reference != NULL && !parse_reference (reference, &row, &column)) {
      g_autofree char *shown = g_utf8_make_valid (reference, (gssize)MIN (strlen (reference), 16));
      g_autofree char *problem =
          g_strdup_printf (_ ("has a cell at “%s”, which is no place in a sheet"), shown);

      acu_xlsx_part_set_error (&part, error, problem);
      return NULL;
    }
    if (cells->len >= CELL_LIMIT) {
      acu_xlsx_part_set_error (&part, error, _ ("has more cells than a table of scores can have"));
      return NULL;
    }
    cell = (Cell){.row = row, .column = column++};
    if (!read_cell (&part, strings, &cell.text, error))
      return NULL;
    if (cell.text != NULL)
      g_array_append_val (cells, cell);
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

AcuTable *
acu_xlsx_read (const char *path, const char *sheet, const char *const *columns, GError **error)
{
  g_autoptr (zip_t) archive = NULL;
  g_autoptr (GPtrArray) sheets = NULL;
  g_autoptr (GPtrArray) strings = NULL;
  g_autofree char *list = NULL;

  g_return_val_if_fail (path != NULL && columns != NULL, NULL);

  archive = acu_xlsx_open (path, error);
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
               _ ("%s has no sheet with the columns “%s”"), path, list);
  return NULL;
}

#include "app/learning/datasets/table.h"

#include "app/learning/datasets/dataset-error.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _AcuTable {
  char *path;
  GPtrArray *names; /* of char *, in the chunk */
  GPtrArray *cells; /* row-major, of char *, in the chunk */
  GArray *lines;    /* of guint, one a row */
  GStringChunk *strings;
  gboolean decimal_comma;
};

AcuTable *
acu_table_new (const char *path)
{
  AcuTable *table;

  g_return_val_if_fail (path != NULL, NULL);

  table = g_new0 (AcuTable, 1);
  table->path = g_strdup (path);
  table->names = g_ptr_array_new ();
  table->cells = g_ptr_array_new ();
  table->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  table->strings = g_string_chunk_new (16384);
  return table;
}

void
acu_table_free (AcuTable *table)
{
  if (table == NULL)
    return;
  g_free (table->path);
  g_ptr_array_unref (table->names);
  g_ptr_array_unref (table->cells);
  g_array_unref (table->lines);
  g_string_chunk_free (table->strings);
  g_free (table);
}

static const char *
keep (AcuTable *table, const char *text)
{
  gsize length;

  if (text == NULL)
    return "";
  while (g_ascii_isspace (*text))
    text++;
  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return length == 0 ? "" : g_string_chunk_insert_len (table->strings, text, (gssize)length);
}

void
acu_table_set_columns (AcuTable *table, const char *const *names, gsize n)
{
  g_return_if_fail (table != NULL && (n == 0 || names != NULL));
  g_return_if_fail (table->names->len == 0);

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (table->names, (gpointer)keep (table, names[i]));
}

void
acu_table_add_row (AcuTable *table, guint line, const char *const *cells, gsize n)
{
  g_return_if_fail (table != NULL && (n == 0 || cells != NULL));

  for (gsize i = 0; i < table->names->len; i++)
    g_ptr_array_add (table->cells, (gpointer)keep (table, i < n ? cells[i] : NULL));
  g_array_append_val (table->lines, line);
}

void
acu_table_set_decimal_comma (AcuTable *table, gboolean decimal_comma)
{
  g_return_if_fail (table != NULL);

  table->decimal_comma = decimal_comma;
}

const char *
acu_table_get_path (const AcuTable *table)
{
  g_return_val_if_fail (table != NULL, NULL);

  return table->path;
}

gsize
acu_table_get_n_rows (const AcuTable *table)
{
  g_return_val_if_fail (table != NULL, 0);

  return table->lines->len;
}

gsize
acu_table_get_n_columns (const AcuTable *table)
{
  g_return_val_if_fail (table != NULL, 0);

  return table->names->len;
}

const char *
acu_table_get_column_name (const AcuTable *table, gsize column)
{
  g_return_val_if_fail (table != NULL && column < table->names->len, NULL);

  return g_ptr_array_index (table->names, column);
}

int
acu_table_find_column (const AcuTable *table, const char *name)
{
  g_return_val_if_fail (table != NULL && name != NULL, -1);

  for (guint i = 0; i < table->names->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (table->names, i), name) == 0)
      return (int)i;
  return -1;
}

gboolean
acu_table_require_column (const AcuTable *table, const char *name, gsize *column, GError **error)
{
  int found;
  g_autoptr (GString) list = NULL;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (table != NULL && name != NULL && column != NULL, FALSE);

  found = acu_table_find_column (table, name);
  if (found >= 0) {
    *column = (gsize)found;
    return TRUE;
  }
  list = g_string_new (NULL);
  for (guint i = 0; i < table->names->len && i < 12; i++)
    g_string_append_printf (list, "%s“%s”", i == 0 ? "" : ", ",
                            (const char *)g_ptr_array_index (table->names, i));
  shown = g_utf8_make_valid (list->str, -1);
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               _ ("%s has no column “%s”; its first line names %s"), table->path, name,
               list->len > 0 ? shown : _ ("nothing"));
  return FALSE;
}

const char *
acu_table_get_text (const AcuTable *table, gsize row, gsize column)
{
  g_return_val_if_fail (table != NULL && row < table->lines->len, NULL);
  g_return_val_if_fail (column < table->names->len, NULL);

  return g_ptr_array_index (table->cells, row * table->names->len + column);
}

guint
acu_table_get_line (const AcuTable *table, gsize row)
{
  g_return_val_if_fail (table != NULL && row < table->lines->len, 0);

  return g_array_index (table->lines, guint, row);
}

gboolean
acu_table_parse_number (const AcuTable *table, const char *text, double *value)
{
  char buffer[64];
  char *comma;
  char *end;

  g_return_val_if_fail (table != NULL && text != NULL && value != NULL, FALSE);

  if (*text == '\0' || strlen (text) >= sizeof (buffer))
    return FALSE;
  g_strlcpy (buffer, text, sizeof (buffer));
  comma = table->decimal_comma ? strchr (buffer, ',') : NULL;
  if (comma != NULL && strchr (buffer, '.') == NULL)
    *comma = '.';
  *value = g_ascii_strtod (buffer, &end);
  while (g_ascii_isspace (*end))
    end++;
  return *end == '\0' && end != buffer && isfinite (*value);
}

gboolean
acu_table_get_number (const AcuTable *table, gsize row, gsize column, double *value, GError **error)
{
  const char *text = acu_table_get_text (table, row, column);
  g_autofree char *shown = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (text != NULL && value != NULL, FALSE);

  if (acu_table_parse_number (table, text, value))
    return TRUE;
  shown = g_utf8_make_valid (text, (gssize)MIN (strlen (text), 60));
  name = g_utf8_make_valid (acu_table_get_column_name (table, column), -1);
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               _ ("%s, line %u: “%s” in column “%s” is not a number"), table->path,
               acu_table_get_line (table, row), shown, name);
  return FALSE;
}

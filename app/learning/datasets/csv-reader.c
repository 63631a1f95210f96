#include "app/learning/datasets/csv-reader.h"

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/label-file.h"

#include <glib/gi18n.h>
#include <string.h>

#define SIZE_LIMIT ((gsize)256 << 20)

typedef struct {
  const char *path;
  char *at; /* the next byte to read; a NUL ends the text */
  char separator;
  guint line;
  GPtrArray *fields; /* of the record read last, pointing into the text */
} Reader;

static void
set_error (const Reader *reader, guint line, GError **error, const char *what)
{
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, _ ("%s, line %u: %s"),
               reader->path, line, what);
}

static gboolean
ends_line (char c)
{
  return c == '\n' || c == '\r';
}

static void
skip_line_end (Reader *reader)
{
  if (*reader->at == '\r')
    reader->at++;
  if (*reader->at == '\n')
    reader->at++;
  reader->line++;
}

/* Reads a quoted field and unescapes it in place.  Returns the place behind its text, where the
 * caller puts a NUL. */
static char *
read_quoted (Reader *reader, GError **error)
{
  guint first_line = reader->line;
  char *write = reader->at++;

  for (;;) {
    char c = *reader->at;

    if (c == '\0') {
      set_error (reader, first_line, error, _ ("a quote is opened here and never closed"));
      return NULL;
    }
    if (c == '"' && reader->at[1] != '"')
      break;
    if (c == '"')
      reader->at++;
    else if (c == '\n' || (c == '\r' && reader->at[1] != '\n'))
      reader->line++;
    *write++ = c;
    reader->at++;
  }
  reader->at++;
  while (*reader->at == ' ')
    reader->at++;
  if (*reader->at != reader->separator && !ends_line (*reader->at) && *reader->at != '\0') {
    set_error (reader, reader->line, error, _ ("there is text behind a closing quote"));
    return NULL;
  }
  return write;
}

/* Reads the fields up to the end of the line.  Nothing may be left to read before. */
static gboolean
read_record (Reader *reader, GError **error)
{
  g_ptr_array_set_size (reader->fields, 0);
  for (;;) {
    char *field = reader->at;
    char *end;
    char stop;

    if (*field == '"') {
      end = read_quoted (reader, error);
      if (end == NULL)
        return FALSE;
    } else {
      while (*reader->at != '\0' && *reader->at != reader->separator && !ends_line (*reader->at))
        reader->at++;
      end = reader->at;
    }

    /* The NUL may fall on the separator itself, so that is looked at first. */
    stop = *reader->at;
    g_ptr_array_add (reader->fields, field);
    if (stop == reader->separator)
      reader->at++;
    else if (stop != '\0')
      skip_line_end (reader);
    *end = '\0';
    if (stop != reader->separator)
      return TRUE;
  }
}

/* The separator that the first line has most of, quoted text aside. */
static char
find_separator (const char *text)
{
  static const char candidates[] = ",;\t";
  gsize counts[] = {0, 0, 0};
  gsize best = 0;
  gboolean quoted = FALSE;

  for (; *text != '\0' && (quoted || !ends_line (*text)); text++) {
    if (*text == '"')
      quoted = !quoted;
    for (gsize i = 0; !quoted && i < G_N_ELEMENTS (counts); i++)
      counts[i] += *text == candidates[i];
  }
  for (gsize i = 1; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > counts[best])
      best = i;
  return candidates[best];
}

static gboolean
is_blank (const GPtrArray *fields)
{
  return fields->len == 1 && *(const char *)g_ptr_array_index (fields, 0) == '\0';
}

AcuTable *
acu_csv_read (const char *path, GError **error)
{
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (GPtrArray) fields = NULL;
  g_autofree char *text = NULL;
  gsize length;
  Reader reader = {.path = path, .line = 1};
  gboolean has_header = FALSE;

  g_return_val_if_fail (path != NULL, NULL);

  if (!acu_label_file_read (path, SIZE_LIMIT, &text, &length, error))
    return NULL;
  if (length >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0)) {
    set_error (&reader, 1, error, _ ("the text is UTF-16; save it as UTF-8"));
    return NULL;
  }
  if (strlen (text) != length) {
    set_error (&reader, 1, error, _ ("this is no text: there is a NUL byte in it"));
    return NULL;
  }

  reader.at = g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text;
  while (ends_line (*reader.at))
    skip_line_end (&reader);
  reader.separator = find_separator (reader.at);
  reader.fields = fields = g_ptr_array_new ();
  table = acu_table_new (path);
  acu_table_set_decimal_comma (table, reader.separator == ';');

  while (*reader.at != '\0') {
    guint line = reader.line;

    if (!read_record (&reader, error))
      return NULL;
    if (is_blank (fields))
      continue;
    if (!has_header) {
      acu_table_set_columns (table, (const char *const *)fields->pdata, fields->len);
      has_header = TRUE;
      continue;
    }
    if (fields->len > acu_table_get_n_columns (table)) {
      g_autofree char *what =
          g_strdup_printf (ngettext ("there are %u fields, but the first line names %zu column; a "
                                     "field with a separator in it needs quotes",
                                     "there are %u fields, but the first line names %zu columns; a "
                                     "field with a separator in it needs quotes",
                                     acu_table_get_n_columns (table)),
                           fields->len, acu_table_get_n_columns (table));

      set_error (&reader, line, error, what);
      return NULL;
    }
    acu_table_add_row (table, line, (const char *const *)fields->pdata, fields->len);
  }
  if (!has_header) {
    set_error (&reader, 1, error, _ ("the file is empty"));
    return NULL;
  }
  return g_steal_pointer (&table);
}

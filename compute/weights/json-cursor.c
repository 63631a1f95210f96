#include "compute/weights/json-cursor.h"

#include <string.h>

static void
skip_space (AcuJsonCursor *cursor)
{
  while (cursor->next < cursor->end && strchr (" \t\r\n", *cursor->next) != NULL &&
         *cursor->next != '\0')
    cursor->next++;
}

gboolean
acu_json_cursor_accept (AcuJsonCursor *cursor, char punctuation)
{
  skip_space (cursor);
  if (cursor->next == cursor->end || *cursor->next != punctuation)
    return FALSE;
  cursor->next++;
  return TRUE;
}

gboolean
acu_json_cursor_at_end (AcuJsonCursor *cursor)
{
  skip_space (cursor);
  return cursor->next == cursor->end;
}

static gboolean
read_hex4 (AcuJsonCursor *cursor, gunichar *unit)
{
  if (cursor->end - cursor->next < 4)
    return FALSE;
  *unit = 0;
  for (guint i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (*cursor->next++);

    if (digit < 0)
      return FALSE;
    *unit = *unit << 4 | (gunichar)digit;
  }
  return TRUE;
}

/* After "\u": one UTF-16 unit, or a surrogate pair as two of them. */
static gboolean
append_unicode_escape (AcuJsonCursor *cursor, GString *text)
{
  gunichar unit, low;

  if (!read_hex4 (cursor, &unit) || unit == 0)
    return FALSE;
  if (unit >= 0xD800 && unit <= 0xDFFF) {
    if (unit >= 0xDC00 || cursor->end - cursor->next < 2 || cursor->next[0] != '\\' ||
        cursor->next[1] != 'u')
      return FALSE;
    cursor->next += 2;
    if (!read_hex4 (cursor, &low) || low < 0xDC00 || low > 0xDFFF)
      return FALSE;
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  g_string_append_unichar (text, unit);
  return TRUE;
}

static gboolean
append_escape (AcuJsonCursor *cursor, GString *text)
{
  static const char codes[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";

  if (cursor->next == cursor->end)
    return FALSE;

  char code = *cursor->next++;

  if (code == 'u')
    return append_unicode_escape (cursor, text);

  const char *found = code != '\0' ? strchr (codes, code) : NULL;

  if (found == NULL)
    return FALSE;
  g_string_append_c (text, meanings[found - codes]);
  return TRUE;
}

char *
acu_json_cursor_string (AcuJsonCursor *cursor)
{
  if (!acu_json_cursor_accept (cursor, '"'))
    return NULL;

  g_autoptr (GString) text = g_string_new (NULL);

  while (cursor->next < cursor->end) {
    char c = *cursor->next++;

    if (c == '"')
      return g_utf8_validate (text->str, (gssize)text->len, NULL)
                 ? g_string_free (g_steal_pointer (&text), FALSE)
                 : NULL;
    if ((guchar)c < 0x20)
      return NULL;
    if (c != '\\')
      g_string_append_c (text, c);
    else if (!append_escape (cursor, text))
      return NULL;
  }
  return NULL;
}

gboolean
acu_json_cursor_uint (AcuJsonCursor *cursor, guint64 *value)
{
  const char *first;

  skip_space (cursor);
  first = cursor->next;
  *value = 0;
  while (cursor->next < cursor->end && g_ascii_isdigit (*cursor->next)) {
    if (!g_uint64_checked_mul (value, *value, 10) ||
        !g_uint64_checked_add (value, *value, (guint64)(*cursor->next - '0')))
      return FALSE;
    cursor->next++;
  }
  if (cursor->next == first || (*first == '0' && cursor->next - first > 1))
    return FALSE;
  return cursor->next == cursor->end || strchr (".eE", *cursor->next) == NULL ||
         *cursor->next == '\0';
}

gboolean
acu_json_cursor_uints (AcuJsonCursor *cursor, guint room, guint64 *values, guint *n_values)
{
  *n_values = 0;
  if (!acu_json_cursor_accept (cursor, '['))
    return FALSE;
  if (acu_json_cursor_accept (cursor, ']'))
    return TRUE;
  do {
    if (*n_values == room || !acu_json_cursor_uint (cursor, &values[*n_values]))
      return FALSE;
    (*n_values)++;
  } while (acu_json_cursor_accept (cursor, ','));
  return acu_json_cursor_accept (cursor, ']');
}

void
acu_json_append_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_printf (json, "\\%c", *c);
    else if ((guchar)*c < 0x20)
      g_string_append_printf (json, "\\u%04x", (guint)(guchar)*c);
    else
      g_string_append_c (json, *c);
  }
  g_string_append_c (json, '"');
}

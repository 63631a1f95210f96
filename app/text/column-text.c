#include "app/text/column-text.h"

#include <string.h>

guint
acu_column_text_measure (const char *cell)
{
  guint columns = 0;

  if (!g_utf8_validate (cell, -1, NULL))
    return (guint)strlen (cell);
  for (const char *p = cell; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar letter = g_utf8_get_char (p);

    if (!g_unichar_iszerowidth (letter))
      columns += g_unichar_iswide (letter) ? 2 : 1;
  }
  return columns;
}

/* The spaces that @cell lacks of @width columns. */
static void
pad (GString *text, const char *cell, guint width)
{
  for (guint columns = acu_column_text_measure (cell); columns < width; columns++)
    g_string_append_c (text, ' ');
}

void
acu_column_text_left (GString *text, const char *cell, guint width)
{
  g_return_if_fail (text != NULL && cell != NULL);

  g_string_append (text, cell);
  pad (text, cell, width);
}

void
acu_column_text_right (GString *text, const char *cell, guint width)
{
  g_return_if_fail (text != NULL && cell != NULL);

  g_string_append_c (text, ' ');
  pad (text, cell, width);
  g_string_append (text, cell);
}

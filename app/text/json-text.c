#include "app/text/json-text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
append_character (GString *json, guchar character)
{
  switch (character) {
  case '"':
    g_string_append (json, "\\\"");
    break;
  case '\\':
    g_string_append (json, "\\\\");
    break;
  case '\n':
    g_string_append (json, "\\n");
    break;
  case '\r':
    g_string_append (json, "\\r");
    break;
  case '\t':
    g_string_append (json, "\\t");
    break;
  default:
    if (character < 0x20 || character == 0x7f)
      g_string_append_printf (json, "\\u%04x", character);
    else
      g_string_append_c (json, (char)character);
  }
}

void
acu_json_text_string (GString *json, const char *bytes)
{
  g_string_append_c (json, '"');
  while (*bytes != '\0') {
    const char *end;

    g_utf8_validate (bytes, -1, &end);
    for (; bytes < end; bytes++)
      append_character (json, (guchar)*bytes);
    if (*bytes != '\0')
      g_string_append_printf (json, "\\udc%02x", (guchar)*bytes++);
  }
  g_string_append_c (json, '"');
}

void
acu_json_text_float (GString *json, float value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value)) {
    g_string_append (json, "null");
    return;
  }
  /* Nine digits always suffice (IEEE 754-2008, section 5.12.2). */
  for (int digits = 6; digits <= 9; digits++) {
    char format[] = {'%', '.', (char)('0' + digits), 'g', '\0'};

    g_ascii_formatd (text, sizeof text, format, (double)value);
    if ((float)g_ascii_strtod (text, NULL) == value)
      break;
  }
  g_string_append (json, text);
}

void
acu_json_text_key (GString *json, const char *name)
{
  if (json->len > 0 && strchr ("{[", json->str[json->len - 1]) == NULL)
    g_string_append_c (json, ',');
  acu_json_text_string (json, name);
  g_string_append_c (json, ':');
}

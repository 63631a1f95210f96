#include "app/text/csv-text.h"

#include "app/text/json-text.h"

#include <math.h>
#include <string.h>

static void
begin_field (GString *csv)
{
  if (csv->len > 0 && csv->str[csv->len - 1] != '\n')
    g_string_append_c (csv, ',');
}

void
acu_csv_text_field (GString *csv, const char *text)
{
  const char *value = text != NULL ? text : "";
  gboolean opens_row = csv->len == 0 || csv->str[csv->len - 1] == '\n';
  gsize length = strlen (value);
  gboolean needs_quotes = strpbrk (value, ",;\t\"\r\n") != NULL ||
                          (length > 0 && (value[0] == ' ' || value[length - 1] == ' ')) ||
                          /* An empty first field would leave no trace of its place. */
                          (length == 0 && opens_row);

  begin_field (csv);
  if (!needs_quotes) {
    g_string_append (csv, value);
    return;
  }
  g_string_append_c (csv, '"');
  for (const char *at = value; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *at);
  }
  g_string_append_c (csv, '"');
}

void
acu_csv_text_decimal (GString *text, double value)
{
  char decimal[G_ASCII_DTOSTR_BUF_SIZE];

  /* Seventeen digits always suffice (IEEE 754-2008, section 5.12.2), fewer often do. */
  for (int digits = 15; digits <= 17; digits++) {
    char format[8];

    g_snprintf (format, sizeof format, "%%.%dg", digits);
    g_ascii_formatd (decimal, sizeof decimal, format, value);
    if (g_ascii_strtod (decimal, NULL) == value)
      break;
  }
  g_string_append (text, decimal);
}

void
acu_csv_text_number (GString *csv, double value, const char *missing)
{
  if (isnan (value)) {
    acu_csv_text_field (csv, missing);
    return;
  }
  begin_field (csv);
  acu_csv_text_decimal (csv, value);
}

void
acu_csv_text_int (GString *csv, gint64 value)
{
  begin_field (csv);
  g_string_append_printf (csv, "%" G_GINT64_FORMAT, value);
}

void
acu_csv_text_patch (GString *csv, gboolean is_first, int y, int x, float score)
{
  g_string_append_printf (csv, "%s%d:%d:", is_first ? "" : ";", y, x);
  acu_json_text_float (csv, score);
}

void
acu_csv_text_end_row (GString *csv)
{
  g_string_append_c (csv, '\n');
}

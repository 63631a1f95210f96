#include "app/text/number-text.h"

#include <math.h>
#include <string.h>

#define LEFT_TO_RIGHT "\u200e"
#define MINUS         "\u2212"

/* @text of printf, its hyphens as minus signs: that of the number and that of its exponent. */
static char *
typeset (const char *text)
{
  GString *number = g_string_new (*text == '-' || *text == '+' ? LEFT_TO_RIGHT : NULL);

  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '-')
      g_string_append (number, MINUS);
    else
      g_string_append_c (number, *c);
  }
  return g_string_free (number, FALSE);
}

/* What is left of @text without the sign of a number that rounds to nothing. */
static const char *
skip_empty_sign (const char *text)
{
  gboolean is_empty = strpbrk (text, "123456789") == NULL;

  return is_empty && (*text == '-' || *text == '+') ? text + 1 : text;
}

char *
acu_number_format (double value, int decimals)
{
  if (!isfinite (value))
    return g_strdup ("–");

  g_autofree char *text = g_strdup_printf ("%.*f", decimals, value);
  return typeset (skip_empty_sign (text));
}

char *
acu_number_format_signed (double value, int decimals)
{
  if (!isfinite (value))
    return g_strdup ("–");

  g_autofree char *text = g_strdup_printf ("%+.*f", decimals, value);
  const char *unsigned_text = skip_empty_sign (text);
  g_autofree char *nothing = g_strconcat ("+", unsigned_text, NULL);
  return typeset (unsigned_text != text ? nothing : text);
}

char *
acu_number_format_digits (double value, int digits)
{
  if (!isfinite (value))
    return g_strdup ("–");

  g_autofree char *text = g_strdup_printf ("%.*g", digits, value);
  return typeset (skip_empty_sign (text));
}

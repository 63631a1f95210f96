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

/* A negative number that rounds to nothing is nothing. */
static double
drop_empty_sign (double value, int decimals)
{
  return fabs (value) * pow (10, decimals) < 0.5 ? 0 : value;
}

char *
acu_number_format (double value, int decimals)
{
  if (!isfinite (value))
    return g_strdup ("–");

  g_autofree char *text = g_strdup_printf ("%.*f", decimals, drop_empty_sign (value, decimals));
  return typeset (text);
}

char *
acu_number_format_signed (double value, int decimals)
{
  if (!isfinite (value))
    return g_strdup ("–");

  g_autofree char *text = g_strdup_printf ("%+.*f", decimals, drop_empty_sign (value, decimals));
  return typeset (text);
}

char *
acu_number_format_digits (double value, int digits)
{
  if (!isfinite (value))
    return g_strdup ("–");

  g_autofree char *text = g_strdup_printf ("%.*g", digits, value == 0 ? 0 : value);
  return typeset (text);
}

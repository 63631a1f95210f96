#include "app/views/train/typed-number.h"

#include <langinfo.h>
#include <string.h>

/* What some language or other writes between thousands. */
static const char *const separators[] = {",", ".", "'", "’", " ", "\u00a0", "\u202f"};

const char *
acu_typed_number_get_decimal (void)
{
  const char *decimal = nl_langinfo (RADIXCHAR);

  return *decimal != '\0' ? decimal : ".";
}

/* What follows the sign between thousands that @text begins with; NULL where there is none. */
static const char *
skip_separator (const char *text, const char *decimal)
{
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    if (!g_str_equal (separators[i], decimal) && g_str_has_prefix (text, separators[i]))
      return text + strlen (separators[i]);
  return NULL;
}

/* The length of the digits that @text begins with. */
static gsize
count_digits (const char *text)
{
  return strspn (text, "0123456789");
}

/* Whether @text begins with up to three digits, the first no zero, and three after every sign. */
static gboolean
is_grouped (const char *text, const char *decimal)
{
  const char *rest = text + strspn (text, "+-");
  gsize n = count_digits (rest);
  guint n_groups = 0;

  if (n < 1 || n > 3 || *rest == '0')
    return FALSE;
  for (rest += n; (rest = skip_separator (rest, decimal)) != NULL; rest += 3, n_groups++) {
    if (count_digits (rest) != 3)
      return FALSE;
  }
  return n_groups > 0;
}

AcuTypedNumber
acu_typed_number_read (const char *text, const char *decimal, double *value)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GString) plain = g_string_new (stripped);
  char *end = NULL;
  double read;

  if (is_grouped (stripped, decimal))
    return ACU_TYPED_GROUPED;
  g_string_replace (plain, decimal, ".", 0);
  g_strdelimit (plain->str, ",", '.');
  read = g_ascii_strtod (plain->str, &end);
  if (plain->len == 0 || *end != '\0')
    return ACU_TYPED_NOTHING;
  *value = read;
  return ACU_TYPED_NUMBER;
}

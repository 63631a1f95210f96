#include "tests/display/pseudo-locale.h"

#include <libintl.h>
#include <string.h>

/* They are macros where the compiler optimizes. */
#undef gettext
#undef dgettext
#undef dcgettext
#undef ngettext
#undef dngettext
#undef dcngettext

static gint is_active;

/* Messages are asked for on any thread and never given back. */
static GMutex mutex;
static GHashTable *translated;

static const struct {
  char letter;
  const char *accented;
} vowels[] = {
    {'a', "áâ"}, {'e', "éê"}, {'i', "íî"}, {'o', "óô"}, {'u', "úû"},
    {'A', "Áâ"}, {'E', "Éê"}, {'I', "Íî"}, {'O', "Óô"}, {'U', "Úû"},
};

/* How many bytes from @text on are no words: a place for a value, a tag, an entity, the letter of
 * a mnemonic. */
static gsize
measure_fixed (const char *text)
{
  if (*text == '%') {
    gsize n = 1 + strspn (text + 1, "-+ #0123456789.$*'EO");
    n += strspn (text + n, "lhzjtq");
    return n + (text[n] != '\0');
  }
  if (*text == '<' && (g_ascii_isalpha (text[1]) || text[1] == '/')) {
    const char *end = strchr (text, '>');
    return end ? (gsize)(end - text) + 1 : 1;
  }
  if (*text == '&') {
    gsize n = 1 + strspn (text + 1, "abcdefghijklmnopqrstuvwxyz#0123456789");
    return text[n] == ';' ? n + 1 : 1;
  }
  return *text == '_' && text[1] ? 2 : 0;
}

static char *
translate (const char *message)
{
  GString *text = g_string_new ("[");

  for (const char *c = message; *c;) {
    gsize fixed = measure_fixed (c);
    const char *accented = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (vowels) && fixed == 0; i++)
      if (vowels[i].letter == *c)
        accented = vowels[i].accented;
    if (accented)
      g_string_append (text, accented);
    else
      g_string_append_len (text, c, MAX (fixed, 1));
    c += MAX (fixed, 1);
  }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static char *
get_message (const char *domain, const char *message)
{
  const char *context = message ? strchr (message, '\004') : NULL;
  char *text;

  /* The header, and what the toolkit takes for a setting rather than for words. */
  if (!message || *message == '\0' || g_str_has_prefix (message, "default:") ||
      g_str_has_prefix (message, "calendar:") || !g_atomic_int_get (&is_active))
    return (char *)message;

  g_mutex_lock (&mutex);
  if (!translated)
    translated = g_hash_table_new (g_str_hash, g_str_equal);
  text = g_hash_table_lookup (translated, message);
  if (!text) {
    text = translate (context ? context + 1 : message);
    g_hash_table_insert (translated, g_strdup (message), text);
  }
  g_mutex_unlock (&mutex);
  return text;
}

char *
gettext (const char *message)
{
  return get_message (NULL, message);
}

char *
dgettext (const char *domain, const char *message)
{
  return get_message (domain, message);
}

char *
dcgettext (const char *domain, const char *message, int category)
{
  return get_message (domain, message);
}

char *
ngettext (const char *singular, const char *plural, unsigned long n)
{
  return get_message (NULL, n == 1 ? singular : plural);
}

char *
dngettext (const char *domain, const char *singular, const char *plural, unsigned long n)
{
  return get_message (domain, n == 1 ? singular : plural);
}

char *
dcngettext (
    const char *domain, const char *singular, const char *plural, unsigned long n, int category)
{
  return get_message (domain, n == 1 ? singular : plural);
}

void
acu_pseudo_locale_set_active (gboolean active)
{
  g_atomic_int_set (&is_active, active);
}

/* What is outside of brackets. */
static GString *
strip_translated (const char *text)
{
  GString *left = g_string_new (NULL);
  int depth = 0;

  for (const char *c = text; *c; c++) {
    depth += *c == '[';
    if (depth == 0)
      g_string_append_c (left, *c);
    else if (*c == ']' && --depth == 0)
      g_string_append_c (left, ' ');
  }
  return left;
}

static gboolean
is_word (const char *word, gboolean after_number)
{
  gsize n_letters = 0;
  gboolean has_small = FALSE;

  for (const char *c = word; *c; c++) {
    if (g_ascii_isdigit (*c) || *c == '/')
      return FALSE;
    if (*c == '.' && g_ascii_isalpha (c[1]))
      return FALSE;
    n_letters += g_ascii_isalpha (*c);
    has_small |= g_ascii_islower (*c);
  }
  return n_letters > 1 && has_small && !(after_number && n_letters <= 3);
}

char *
acu_pseudo_locale_dup_foreign (const char *text, const char *const *names)
{
  g_autoptr (GString) left = strip_translated (text);
  g_autoptr (GString) foreign = g_string_new (NULL);
  gboolean after_number = FALSE;

  for (guint i = 0; names && names[i]; i++)
    g_string_replace (left, names[i], " ", 0);

  g_auto (GStrv) words = g_strsplit_set (left->str, " \n\t", -1);
  for (guint i = 0; words[i]; i++) {
    gsize length = strlen (words[i]);
    if (is_word (words[i], after_number))
      g_string_append_printf (foreign, "%s%s", foreign->len ? " " : "", words[i]);
    if (length > 0)
      after_number = g_ascii_isdigit (words[i][length - 1]);
  }
  return foreign->len ? g_strdup (foreign->str) : NULL;
}

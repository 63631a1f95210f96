/* Preloaded, has the toolkit believe that the user's language is read from right to left: for
 * pictures of the application in that direction before it has been translated into such a language.
 */
#include <glib.h>
#include <libintl.h>

/* In place of GLib's. */
const char *
g_dgettext (const char *domain, const char *text)
{
  return g_str_equal (text, "default:LTR") ? "default:RTL" : dgettext (domain, text);
}

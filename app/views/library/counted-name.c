#include "app/views/library/counted-name.h"

#include <glib/gi18n.h>

char *
acu_counted_name_new (const char *name, guint n)
{
  /* Translators: a folder's name and the number of its photos, for a screen reader */
  return g_strdup_printf (ngettext ("%s, %u photo", "%s, %u photos", n), name, n);
}

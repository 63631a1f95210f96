#include "app/views/shared/menu-label.h"

char *
acu_menu_label_escape (const char *name)
{
  GString *label = g_string_new (name);

  g_string_replace (label, "_", "__", 0);
  return g_string_free (label, FALSE);
}

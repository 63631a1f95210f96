/* Names in menus, whose labels take an underscore for the mark of a key. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The label that shows @name, UTF-8, as it is. (transfer full) */
char *acu_menu_label_escape (const char *name);

G_END_DECLS

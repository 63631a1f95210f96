/* What widgets are called by assistive technologies.  Needs GTK_A11Y=test. */
#pragma once

#include <gtk/gtk.h>

/* The name that @widget was given for itself; NULL where it has none. (transfer full) */
char *acu_layout_dup_name (GtkWidget *widget);

/* Whether a person can act on @widget, or is to see something in it, and those who listen are not
 * told what it is. */
gboolean acu_layout_is_nameless (GtkWidget *widget);

/* Whether @widget is one thing to those who listen, whatever it is made of. */
gboolean acu_layout_is_whole (GtkWidget *widget);

/* What a stack shows, for those who listen. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tells assistive technologies from now on that of the pages of @stack, a GtkStack or AdwViewStack,
 * all are hidden but the one that is shown.  Left to itself, GTK 4.8 tells of all of them as if
 * they were on the screen. */
void acu_shown_page_follow (GtkWidget *stack);

G_END_DECLS

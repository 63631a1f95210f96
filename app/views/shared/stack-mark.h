/* Marks a photo as one of several that are of the same thing. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *acu_stack_mark_new (void);

/* How many they are, the photo itself included. */
void acu_stack_mark_set_count (GtkWidget *mark, guint count);

G_END_DECLS

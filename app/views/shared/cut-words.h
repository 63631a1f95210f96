/* Words for which there is no room: the pointer shows what is missing. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Has the labels and entries of @window that cannot show all of their text tell it in a tooltip,
 * unless they have a tooltip of their own, or what they are a part of has. */
void acu_cut_words_attach (GtkWindow *window);

G_END_DECLS

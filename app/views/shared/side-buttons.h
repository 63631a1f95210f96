/* The buttons at the side of a mouse, which lead back and forward. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Has them do win.back and win.forward, as far as these can be done, wherever on @widget they are
 * clicked. */
void acu_side_buttons_attach (GtkWidget *widget);

G_END_DECLS

/* Keys that are held down, which the display repeats: where they answer or rate, what comes after
 * the first photo has been asked nothing yet. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether @event, a press of a key that is still down from the press before, is to do nothing in
 * @widget. */
typedef gboolean (*AcuHeldKeyFunc) (GtkWidget *widget, GdkEvent *event);

/* Asks @is_idle of each press in @widget, and in what is in it, that a key's being held down makes;
 * nobody else hears of those that it says so of. */
void acu_held_keys_attach (GtkWidget *widget, AcuHeldKeyFunc is_idle);

G_END_DECLS

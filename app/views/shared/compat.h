/* What differs between the oldest toolkit we build on (GTK 4.8, libadwaita 1.2) and newer ones, in
 * one place. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Has a screen reader say @message, where the toolkit can (GTK 4.14). */
void acu_announce (GtkWidget *widget, const char *message);

/* Looks up the colour that the style sheet defines as @name for @widget; @fallback if there is
 * none. */
GdkRGBA acu_lookup_colour (GtkWidget *widget, const char *name, const char *fallback);

/* The colour in which @widget draws text. */
GdkRGBA acu_get_text_colour (GtkWidget *widget);

/* Scrolls @view, a GtkListView or GtkGridView, so that the item at @position is seen. */
void acu_scroll_to_item (GtkWidget *view, guint position);

/* Has a screen reader call @item, which has its child already, and that child @name. */
void acu_name_list_item (GtkListItem *item, const char *name);

/* A button with @label, in which the letter after an underscore is its key.  It is called what one
 * sees, where GTK 4.8 by itself calls it by the label as it is written, underscore and all, and by
 * what one sees. */
GtkWidget *acu_mnemonic_button_new (const char *label);

/* Gives up what the template of @type put into @widget, bound or not: for dispose(). */
void acu_dispose_template (GtkWidget *widget, GType type);

G_END_DECLS

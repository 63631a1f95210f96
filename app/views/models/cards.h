/* Cards in a flow of one or two columns: how pages of charts are laid out. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An empty flow of cards, two beside each other where there is room. */
GtkWidget *acu_cards_new (void);

/* Puts @content on a card of its own at the end of @cards and returns the card. */
GtkWidget *acu_cards_add (GtkWidget *cards, GtkWidget *content);

/* A title of a card. */
GtkWidget *acu_card_title_new (const char *title);

/* A label for words that wrap, from the start on; dim where @dim. */
GtkWidget *acu_card_text_new (const char *text, gboolean dim);

G_END_DECLS

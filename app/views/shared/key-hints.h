/* Tooltips that name the key of what a button does. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Has the tooltips of the buttons in @root, those with an action that has a key, name it too:
 * "Quality map (H)", as the key is when the tooltip is shown. */
void acu_key_hints_attach (GtkWidget *root);

/* The keys of the action @detailed, in every place where it has one, or NULL. (transfer full) */
char *acu_key_hints_dup_label (const char *detailed);

/* The keys of the actions that the table has from @first to @last: "0–5" while they follow one
 * another as characters, "0 1 Q 3" where they do not; NULL where none has one. (transfer full) */
char *acu_key_hints_dup_row_label (const char *first, const char *last);

G_END_DECLS

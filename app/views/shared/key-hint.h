/* The key of an action, small, beside what it does: as it is now, and none where it has none. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_KEY_HINT (acu_key_hint_get_type ())
G_DECLARE_FINAL_TYPE (AcuKeyHint, acu_key_hint, ACU, KEY_HINT, GtkWidget)

/* Properties, all strings:
 *   action   detailed, as in the table of keys
 *   last     where the hint is of several actions: the last of those that the table has from
 *            "action" on
 *   words    what the key does, shown beside it and only with it */
GtkWidget *acu_key_hint_new (const char *action);

/* The key that is shown, or NULL. */
const char *acu_key_hint_get_text (AcuKeyHint *hint);

G_END_DECLS

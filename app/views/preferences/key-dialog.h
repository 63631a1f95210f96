/* Asks for another key: the next one that is pressed.  What it means already is told before it is
 * taken away. */
#pragma once

#include "app/views/shared/keymap.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_KEY_DIALOG (acu_key_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AcuKeyDialog, acu_key_dialog, ACU, KEY_DIALOG, AdwMessageDialog)

/* A dialog over @parent that changes @key. */
AcuKeyDialog *acu_key_dialog_new (GtkWindow *parent, const AcuKey *key);

/* Does what pressing @accelerators, separated by spaces, does: they become the keys at once where
 * nobody has them, and otherwise the dialog asks. */
void acu_key_dialog_propose (AcuKeyDialog *dialog, const char *accelerators);

G_END_DECLS

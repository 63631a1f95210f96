/* A name in a row of a list view, which folds into a second line before any of it is left out.
 *
 * GTK's list views ask rows how tall they are without telling them how wide they will be: a label
 * that wraps then answers for a single line, and the last rows are cut off.  This one answers for
 * the width that it was given last. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_FOLDED_NAME (acu_folded_name_get_type ())
G_DECLARE_FINAL_TYPE (AcuFoldedName, acu_folded_name, ACU, FOLDED_NAME, GtkWidget)

GtkWidget *acu_folded_name_new (void);
void acu_folded_name_set (AcuFoldedName *folded, const char *name);

G_END_DECLS

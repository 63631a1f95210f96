/* A text of a label set, such as its name, changed in the background. */
#pragma once

#include "app/catalog/label-store.h"
#include "app/views/shared/library.h"

G_BEGIN_DECLS

/* Gives the set @set a new text: acu_label_store_rename_set(), acu_label_store_set_note(). */
typedef gboolean (*AcuSetEdit) (AcuCatalog *catalog, gint64 set, const char *text, GError **error);

/* Has @edit give @text to the set called @set.  What goes wrong is said in the window. */
void acu_set_edit_run (AcuLibrary *library, AcuSetEdit edit, const char *set, const char *text);

G_END_DECLS

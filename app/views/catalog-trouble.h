/* What is shown in the place of the photos where the catalog cannot be opened: the reason, and the
 * ways on that help against it. */
#pragma once

#include "app/views/shared/library.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Emits "repaired" with what was done, in a sentence, before the catalog is opened again. */
#define ACU_TYPE_CATALOG_TROUBLE (acu_catalog_trouble_get_type ())
G_DECLARE_FINAL_TYPE (AcuCatalogTrouble, acu_catalog_trouble, ACU, CATALOG_TROUBLE, GObject)

/* Tells on @page what ails the catalog of @library, shows those buttons in the box @ways that help,
 * and adds to @actions what they do: open-again, restore-backup, start-fresh, open-read-only.
 * Nothing is told any more once @cancellable is cancelled, until when @page, @ways and @actions
 * have to be there. (transfer full) */
AcuCatalogTrouble *acu_catalog_trouble_new (AcuLibrary *library,
                                            AdwStatusPage *page,
                                            GtkWidget *ways,
                                            GActionMap *actions,
                                            GCancellable *cancellable);

/* Tells of the state that the library is in now. */
void acu_catalog_trouble_update (AcuCatalogTrouble *trouble);

G_END_DECLS

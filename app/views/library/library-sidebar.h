/* Folders, collections, and what is being computed. */
#pragma once

#include "app/views/library/own-collections.h"

G_BEGIN_DECLS

#define ACU_TYPE_LIBRARY_SIDEBAR (acu_library_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (AcuLibrarySidebar, acu_library_sidebar, ACU, LIBRARY_SIDEBAR, GtkWidget)

/* Lists the folders of @library and its collections, those of @own below the fixed ones.  Adds to
 * @actions: collection (s), which shows one of the fixed ones. */
void acu_library_sidebar_attach (AcuLibrarySidebar *sidebar,
                                 AcuLibrary *library,
                                 AcuOwnCollections *own,
                                 GActionMap *actions);

G_END_DECLS

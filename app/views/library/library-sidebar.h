/* Folders, collections, and what is being computed. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_LIBRARY_SIDEBAR (acu_library_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (AcuLibrarySidebar, acu_library_sidebar, ACU, LIBRARY_SIDEBAR, GtkWidget)

/* Adds to @actions: collection (s), which shows one of the collections. */
void
acu_library_sidebar_attach (AcuLibrarySidebar *sidebar, AcuLibrary *library, GActionMap *actions);

G_END_DECLS

/* The page Library: sidebar, filter bar and grid, and the viewer in their place. */
#pragma once

#include "app/views/shared/library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_LIBRARY_PAGE (acu_library_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuLibraryPage, acu_library_page, ACU, LIBRARY_PAGE, GtkWidget)

/* Works on @library, and adds its actions to @actions: what is done to photos, the viewer's, and
 * the parts' of the page.  The property "shown" tells what is in the page's place: "browse",
 * "view", "compare" or "cull"; "title", what a photo that has it all is called, else "". */
void acu_library_page_attach (AcuLibraryPage *page, AcuLibrary *library, GActionMap *actions);

/* Shows the photos at @paths as soon as the list has them: one in the viewer, several as the
 * selection of the grid.  NULL: what was asked for before is not wanted any more.  Until then, and
 * without any, the grid is shown, whatever was before. */
void acu_library_page_open_photos (AcuLibraryPage *page, const char *const *paths);

/* Whether it is the view that is shown, as it is at first.  While it is not, keys do nothing to
 * what it has, and it does not take the focus; then they go to its photos. */
void acu_library_page_set_active (AcuLibraryPage *page, gboolean active);

/* Whether the window fills the screen: then a photo that is looked at has it for itself. */
void acu_library_page_set_full_screen (AcuLibraryPage *page, gboolean full_screen);

/* The photos selected in the grid. (transfer full) (element-type gint64) */
GArray *acu_library_page_dup_selection (AcuLibraryPage *page);

G_END_DECLS

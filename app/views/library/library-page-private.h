/* What the files of the library's page share.  Private to them. */
#pragma once

#include "app/views/compare/compare-page.h"
#include "app/views/cull/cull-page.h"
#include "app/views/export/photo-files.h"
#include "app/views/library/collection-actions.h"
#include "app/views/library/filter-bar.h"
#include "app/views/library/library-page.h"
#include "app/views/library/library-sidebar.h"
#include "app/views/library/photo-grid.h"
#include "app/views/library/scoring-banner.h"
#include "app/views/library/undone-photos.h"
#include "app/views/library/wanted-photos.h"
#include "app/views/shared/photo-actions.h"
#include "app/views/viewer/viewer-page.h"

G_BEGIN_DECLS

/* What is in the page's place. */
typedef enum { ACU_BROWSE, ACU_VIEW, ACU_COMPARE, ACU_CULL } AcuLibraryMode;

struct _AcuLibraryPage {
  GtkWidget parent_instance;

  GtkStack *pages;
  GtkWidget *banner_place;
  AcuScoringBanner *banner;
  AdwFlap *flap;
  AcuLibrarySidebar *sidebar;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  AcuFilterBar *filter_bar;
  GtkStack *content;
  AdwStatusPage *gone_page;
  AdwStatusPage *collection_page;
  AcuPhotoGrid *grid;
  AcuViewerPage *viewer;
  AcuComparePage *compare;
  AcuCullPage *cull;

  AcuLibrary *library;
  GActionMap *actions;
  AcuPhotoList *photos;
  AcuPhotoActions *photo_actions;
  AcuPhotoFiles *photo_files;
  AcuOwnCollections *own;
  AcuCollectionActions *collection_actions;
  AcuLibraryMode mode;
  AcuLibraryMode view_origin, compare_origin; /* where the viewer and the comparison lead back to */
  AcuWantedPhotos *wanted;
  AcuUndonePhotos *undone;
  gboolean is_active; /* the view that is shown */
  gboolean is_full_screen;
};

/* What is shown, as the property "shown" has it. */
const char *acu_library_page_get_mode_name (AcuLibraryPage *page);

/* Shows something else in the place of the photos, or them again. */
void acu_library_page_set_mode (AcuLibraryPage *page, AcuLibraryMode mode);

/* Shows the photo at @position / that is culled. */
void acu_library_page_view (AcuLibraryPage *page, guint position);
void acu_library_page_view_culled (AcuLibraryPage *page, gint64 photo);

/* Goes where it was come from. */
void acu_library_page_go_back (AcuLibraryPage *page);

/* The photo that is looked at, where that is one; 0 for none. */
gint64 acu_library_page_get_photo (AcuLibraryPage *page);

/* Has what can be done be what can be done now: to photos / by keys that work wherever the focus
 * is.
 */
void acu_library_page_enable_photo_actions (AcuLibraryPage *page);
void acu_library_page_limit_reach (AcuLibraryPage *page);

/* Has keys go to the photos. */
void acu_library_page_focus (AcuLibraryPage *page);

/* In full screen the photo in the viewer is alone. */
void acu_library_page_show_around (AcuLibraryPage *page);

/* Adds those of what is done with the photos that are shown. */
void acu_library_page_add_actions (AcuLibraryPage *page);

G_END_DECLS

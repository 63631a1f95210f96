/* The viewer: one photo, the film of its neighbours, and why it scores as it does. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_VIEWER_PAGE (acu_viewer_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuViewerPage, acu_viewer_page, ACU, VIEWER_PAGE, GtkWidget)

/* Works on @library, and adds its actions to @actions: next-photo, previous-photo, quality-map,
 * saliency-map and panel (all of a state), map-opacity, worst-patch, best-patch, zoom-fit,
 * zoom-actual. */
void acu_viewer_page_attach (AcuViewerPage *page, AcuLibrary *library, GActionMap *actions);

/* Shows all of the photo at @position of the list. */
void acu_viewer_page_open (AcuViewerPage *page, guint position);

/* Shows the photo at @position of the list, with zoom and place as they were left, also before the
 * page was hidden.  The signal emptied () tells that none is left. */
void acu_viewer_page_show (AcuViewerPage *page, guint position);

/* Gives up what only the viewer needs while it is not seen. */
void acu_viewer_page_hide (AcuViewerPage *page);

/* What the photo that is shown is called, "" while that is not known; the signal named () tells
 * that it may be another one. (transfer none) */
const char *acu_viewer_page_get_name (AcuViewerPage *page);

/* The photo that is shown, and where it is in the list; GTK_INVALID_LIST_POSITION for none. */
gint64 acu_viewer_page_get_photo (AcuViewerPage *page);
guint acu_viewer_page_get_position (AcuViewerPage *page);

/* Goes on to the next photo, or back. Returns FALSE at the end. */
gboolean acu_viewer_page_step (AcuViewerPage *page, int step);

void acu_viewer_page_zoom_by (AcuViewerPage *page, double factor);

/* Shows nothing but the photo, and then again what was beside it before. */
void acu_viewer_page_set_bare (AcuViewerPage *page, gboolean bare);

void acu_viewer_page_focus (AcuViewerPage *page);

G_END_DECLS

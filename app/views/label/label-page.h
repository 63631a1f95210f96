/* The page Label: the label sets, a form for a new session, the session itself, the results. */
#pragma once

#include "app/views/shared/library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_LABEL_PAGE (acu_label_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuLabelPage, acu_label_page, ACU, LABEL_PAGE, GtkWidget)

/* Works on @library and adds its actions to @actions.  The property "blind" (gboolean) tells
 * whether a rater is to see nothing of names and predictions, anywhere in the window. */
void acu_label_page_attach (AcuLabelPage *page, AcuLibrary *library, GActionMap *actions);

/* Whether this is the page of the window that is seen.  A session pauses when it no longer is;
 * while it goes on, undo takes its last answer back. */
void acu_label_page_set_active (AcuLabelPage *page, gboolean active);

/* The photos (gint64) chosen in the library, which a new session may be of.  @selection: nullable.
 */
void acu_label_page_set_selection (AcuLabelPage *page, GArray *selection);

gboolean acu_label_page_is_blind (AcuLabelPage *page);

G_END_DECLS

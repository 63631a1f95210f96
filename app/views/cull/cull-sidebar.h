/* The list beside the culled photos: what would become of them, then group by group. */
#pragma once

#include "app/views/cull/cull-entry.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_CULL_SIDEBAR (acu_cull_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (AcuCullSidebar, acu_cull_sidebar, ACU, CULL_SIDEBAR, GtkWidget)

/* Follows @session.  The signal "selected" tells of another entry, or of other photos in it. */
void
acu_cull_sidebar_attach (AcuCullSidebar *sidebar, AcuLibrary *library, AcuCullSession *session);

/* Forgets the entries, and which one was chosen. */
void acu_cull_sidebar_reset (AcuCullSidebar *sidebar);

/* NULL for none. (transfer none) */
AcuCullEntry *acu_cull_sidebar_get_selected (AcuCullSidebar *sidebar);

/* Goes to the next entry, or back; FALSE at the end. */
gboolean acu_cull_sidebar_step (AcuCullSidebar *sidebar, int step);

/* Goes to an entry that has @photo: the one that is selected if that does, else its group, else
 * that of its fate.  FALSE where there is none. */
gboolean acu_cull_sidebar_select_photo (AcuCullSidebar *sidebar, gint64 photo);

G_END_DECLS

/* Culling: the groups of the photos that are shown, what would be picked and rejected at a given
 * strictness, and keys for whoever knows better. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_CULL_PAGE (acu_cull_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuCullPage, acu_cull_page, ACU, CULL_PAGE, GtkWidget)

/* Works on @library, and adds its actions to @actions: cull-apply, cull-next and cull-previous (of
 * the groups), cull-strictness (of a state, 0..100).  Signals:
 *   selection-changed ()
 *   activate (gint64 photo)   a photo is to be opened */
void acu_cull_page_attach (AcuCullPage *page, AcuLibrary *library, GActionMap *actions);

/* Begins with the photos that the library shows / ends it. */
void acu_cull_page_show (AcuCullPage *page);
void acu_cull_page_hide (AcuCullPage *page);

/* The photo that keys act on; 0 for none. */
gint64 acu_cull_page_get_photo (AcuCullPage *page);

/* The photos of the group, or whatever is chosen beside: what a comparison would show.
 * (transfer full) (element-type gint64) */
GArray *acu_cull_page_list_group (AcuCullPage *page);

/* Selects @photo and has it seen, where it is in any group or has any fate. */
void acu_cull_page_select (AcuCullPage *page, gint64 photo);

/* Goes on to the next photo, and from the last one to the next group. */
void acu_cull_page_advance (AcuCullPage *page);

void acu_cull_page_focus (AcuCullPage *page);

G_END_DECLS

/* Photos side by side, two to six at once, which zoom and move together: a reference that stays,
 * and others that page by it. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_COMPARE_PAGE (acu_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuComparePage, acu_compare_page, ACU, COMPARE_PAGE, GtkWidget)

/* Works on @library, and adds its actions to @actions: compare-next, compare-previous (pages of the
 * others), compare-swap (with the reference), compare-remove, compare-panes (of an int32 and such a
 * state), compare-actual, compare-fit. */
void acu_compare_page_attach (AcuComparePage *page, AcuLibrary *library, GActionMap *actions);

/* Compares @n photos, two or more; the first one is the reference. */
void acu_compare_page_show (AcuComparePage *page, const gint64 *photos, gsize n);

/* Gives up what only the comparison needs while it is not seen. */
void acu_compare_page_hide (AcuComparePage *page);

/* The photo that keys act on; 0 for none. */
gint64 acu_compare_page_get_photo (AcuComparePage *page);

void acu_compare_page_zoom_by (AcuComparePage *page, double factor);

void acu_compare_page_focus (AcuComparePage *page);

G_END_DECLS

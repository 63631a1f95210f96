/* The bar above the grid: which photos are shown, and in which order. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_FILTER_BAR (acu_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (AcuFilterBar, acu_filter_bar, ACU, FILTER_BAR, GtkWidget)

/* Works on @library, and adds its actions to @actions: those of filter-choice.h, where "days" as
 * the target of filter-date asks which, clear-filter, and sort (s). */
void acu_filter_bar_attach (AcuFilterBar *bar, AcuLibrary *library, GActionMap *actions);

G_END_DECLS

/* The bar above the grid: which photos are shown, and in which order. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_FILTER_BAR (acu_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (AcuFilterBar, acu_filter_bar, ACU, FILTER_BAR, GtkWidget)

/* Works on @library, and adds its actions to @actions: filter-stars (i: n and more; -1 - n for
 * exactly n), filter-flag (s), filter-colour (i), filter-date (s; "days" asks which), filter-days
 * (ss: the first and the last day, "2019-06-30", empty for no end), filter-camera (x), filter-text
 * (s), clear-filter, sort (s). */
void acu_filter_bar_attach (AcuFilterBar *bar, AcuLibrary *library, GActionMap *actions);

/* The filter of flags that @name, a target of filter-flag, means; see AcuPhotoQuery. */
guint acu_filter_get_flags (const char *name);

G_END_DECLS

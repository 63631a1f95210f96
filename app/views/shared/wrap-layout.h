/* Children side by side, in as many lines as their widths ask for. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_WRAP_LAYOUT (acu_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (AcuWrapLayout, acu_wrap_layout, ACU, WRAP_LAYOUT, GtkLayoutManager)

/* Lays the visible children of a widget out in their order.  One that expands horizontally is made
 * narrower before a line is broken, down to its minimum, and never wider than it wants to be; one
 * whose horizontal alignment is the end goes there, if it is the last of its line.  The property
 * "spacing" is what lies between two children, in pixels; half as much is between two lines. */
GtkLayoutManager *acu_wrap_layout_new (void);

G_END_DECLS

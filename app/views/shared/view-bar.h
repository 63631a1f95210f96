/* The bar at the foot of a narrow window that takes over from the switcher in its head. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows @bar while @title has room for a title alone.  That turns out while the window is being
 * laid out, when it is too late for another widget to come or go: @bar follows right after. */
void acu_view_bar_follow (AdwViewSwitcherBar *bar, AdwViewSwitcherTitle *title);

G_END_DECLS

/* The head of a window that fills the screen: out of the way, until the pointer goes to the upper
 * edge, or keys lead into it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_HEADER_REVEAL (acu_header_reveal_get_type ())
G_DECLARE_FINAL_TYPE (AcuHeaderReveal, acu_header_reveal, ACU, HEADER_REVEAL, GObject)

/* For @window, which is to outlive it, with the head @header, the first in the box that is the
 * child of @overlay.  The head gives up the window's own buttons while that fills the screen;
 * Escape, where nothing else has a use for it, has it fill the screen no more. (transfer full) */
AcuHeaderReveal *
acu_header_reveal_new (GtkWindow *window, GtkOverlay *overlay, AdwHeaderBar *header);

G_END_DECLS

/* What a person's hands do at the display of run.sh, and what its window manager would, of which
 * there is none. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _AcuHand AcuHand;

/* By a connection to the display of its own. (transfer full) */
AcuHand *acu_hand_new (void);
void acu_hand_free (AcuHand *hand);

/* Presses the key of the X symbol @key and lets go of it. */
void acu_hand_press (AcuHand *hand, guint key);

/* Presses the key, and keeps it so until it is let go of. */
void acu_hand_hold_key (AcuHand *hand, guint key);
void acu_hand_let_go_of_key (AcuHand *hand, guint key);

/* Moves the pointer to (@x,@y) of the display. */
void acu_hand_move (AcuHand *hand, int x, int y);

/* Moves the pointer to a place within @widget, parts of its width and height, and (@dx,@dy) pixels
 * from there.  Nobody moves windows on this display: theirs is its corner. */
void acu_hand_point_at (AcuHand *hand, GtkWidget *widget, double x, double y, int dx, int dy);

/* Presses the first button where the pointer is, and lets go of it; or @button, as X counts them.
 */
void acu_hand_click (AcuHand *hand);
void acu_hand_click_with (AcuHand *hand, guint button);

/* Presses the first button where the pointer is, and keeps it so until it is let go of. */
void acu_hand_hold (AcuHand *hand);
void acu_hand_let_go (AcuHand *hand);

/* Grants a window what it asked for: to fill the screen, or to do so no more.  Nothing where
 * nothing was asked for since the last time. */
void acu_hand_grant (AcuHand *hand);

G_END_DECLS

/* What the window says in toasts: what goes by itself, what stays until somebody closes it, and
 * what a blind rater is not to see before the session is left. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _AcuMessages AcuMessages;

/* Shows messages in @overlay, of which it takes a reference. (transfer full) */
AcuMessages *acu_messages_new (AdwToastOverlay *overlay);
void acu_messages_free (AcuMessages *self);

/* Says @text for a few seconds, in place of what was said before; @undoable: with a button for
 * win.undo. */
void acu_messages_say (AcuMessages *self, const char *text, gboolean undoable);

/* Takes away what win.undo would not undo any more: something else is the last step. */
void acu_messages_forget_undo (AcuMessages *self);

/* Says @text for long enough to be read, with a button that leads to the preferences. */
void acu_messages_say_of_setting (AcuMessages *self, const char *text);

/* Says @text until somebody closes it; it lies behind what acu_messages_say() says. */
void acu_messages_say_lastingly (AcuMessages *self, const char *text);

/* While @withheld nothing is shown.  Then what stays is there again, and the last of what was said
 * meanwhile. */
void acu_messages_set_withheld (AcuMessages *self, gboolean withheld);

G_END_DECLS

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the toolkit warns of itself by @text: GTK 4.18 tries narrower widths than they have on
 * the labels of libadwaita's message dialogs, and loses count of who is pressed where that goes
 * before the button is let go of. */
gboolean acu_test_is_of_toolkit (const char *text);

/* Has such warnings say nothing, where others end the test.  Once in a program. */
void acu_test_hush_toolkit (void);

G_END_DECLS

/* How deep JSON of unknown origin nests.  JSON-GLib parses by recursion, and before 1.10 a text of
 * nothing but brackets makes it overflow the stack. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether no value of @text, which need not be valid, lies in more than @limit arrays and objects.
 */
gboolean acu_json_is_shallow (const char *text, gsize length, guint limit);

G_END_DECLS

/* A property that is TRUE or FALSE as an action, which can be out of reach, as a GPropertyAction
 * cannot. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Adds the action @name to @actions, whose state is @property of @object and goes with it.  Neither
 * keeps the other. */
void acu_toggle_action_add (GActionMap *actions,
                            const char *name,
                            GObject *object,
                            const char *property);

G_END_DECLS

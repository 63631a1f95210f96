#include "app/views/shared/toggle-action.h"

/* The property's name, with the action. */
#define PROPERTY "acutance-property"

static gboolean
is_on (GObject *object, const char *property)
{
  gboolean on;

  g_object_get (object, property, &on, NULL);
  return on;
}

static void
change_cb (GSimpleAction *action, GVariant *state, GObject *object)
{
  g_object_set (object, g_object_get_data (G_OBJECT (action), PROPERTY),
                g_variant_get_boolean (state), NULL);
}

static void
notify_cb (GSimpleAction *action, GParamSpec *pspec, GObject *object)
{
  g_simple_action_set_state (action, g_variant_new_boolean (is_on (object, pspec->name)));
}

void
acu_toggle_action_add (GActionMap *actions, const char *name, GObject *object, const char *property)
{
  g_return_if_fail (G_IS_ACTION_MAP (actions) && G_IS_OBJECT (object));

  g_autoptr (GSimpleAction) action =
      g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (is_on (object, property)));
  g_autofree char *detail = g_strconcat ("notify::", property, NULL);

  g_object_set_data_full (G_OBJECT (action), PROPERTY, g_strdup (property), g_free);
  g_signal_connect_object (action, "change-state", G_CALLBACK (change_cb), object, 0);
  g_signal_connect_object (object, detail, G_CALLBACK (notify_cb), action, G_CONNECT_SWAPPED);
  g_action_map_add_action (actions, G_ACTION (action));
}

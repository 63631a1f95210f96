#include "app/views/train/recipe-buttons.h"

#include "app/views/train/run-fields.h"

struct _AcuRecipeButtons {
  GSimpleAction *action; /* its state is the name of the recipe */
  AcuRunTemplate recipe;
  void (*changed) (gpointer data);
  gpointer data;
};

static void
change_state_cb (GSimpleAction *action, GVariant *name, gpointer data)
{
  AcuRecipeButtons *self = data;

  for (guint i = 0; i < ACU_N_TEMPLATES; i++) {
    if (g_strcmp0 (acu_run_template_to_string ((AcuRunTemplate)i),
                   g_variant_get_string (name, NULL)) != 0)
      continue;
    g_simple_action_set_state (action, name);
    if (self->recipe == (AcuRunTemplate)i)
      return;
    self->recipe = (AcuRunTemplate)i;
    self->changed (self->data);
    return;
  }
}

static void
add_button (GtkFlowBox *box, AcuRunTemplate recipe)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (acu_run_template_get_title (recipe));
  const char *sentence = acu_run_template_get_sentence (recipe, ACU_RUN_FULL, FALSE);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "recipe.choose");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    acu_run_template_to_string (recipe));
  gtk_widget_set_tooltip_text (button, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence, -1);
  gtk_flow_box_insert (box, button, -1);
  /* The button is what is reached by keys, not what it lies in. */
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
}

AcuRecipeButtons *
acu_recipe_buttons_new (GtkFlowBox *box, void (*changed) (gpointer data), gpointer data)
{
  AcuRecipeButtons *self = g_new0 (AcuRecipeButtons, 1);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  const char *name = acu_run_template_to_string (ACU_TEMPLATE_PAPER);

  self->recipe = ACU_TEMPLATE_PAPER;
  self->changed = changed;
  self->data = data;
  self->action =
      g_simple_action_new_stateful ("choose", G_VARIANT_TYPE_STRING, g_variant_new_string (name));
  g_signal_connect (self->action, "change-state", G_CALLBACK (change_state_cb), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->action));
  gtk_widget_insert_action_group (GTK_WIDGET (box), "recipe", G_ACTION_GROUP (group));
  for (guint i = 0; i < ACU_N_TEMPLATES; i++)
    add_button (box, (AcuRunTemplate)i);
  return self;
}

void
acu_recipe_buttons_free (AcuRecipeButtons *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->action, self);
  g_object_unref (self->action);
  g_free (self);
}

AcuRunTemplate
acu_recipe_buttons_get (const AcuRecipeButtons *self)
{
  return self->recipe;
}

void
acu_recipe_buttons_set (AcuRecipeButtons *self, AcuRunTemplate recipe)
{
  g_action_change_state (G_ACTION (self->action),
                         g_variant_new_string (acu_run_template_to_string (recipe)));
}

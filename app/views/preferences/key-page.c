#include "app/views/preferences/key-page.h"

#include "app/views/preferences/key-dialog.h"
#include "app/views/shared/key-changes.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <string.h>

/* One key, on its row. */
typedef struct {
  const AcuKey *key;
  GtkShortcutLabel *shortcut;
  GtkWidget *change;
  GtkWidget *reset;
} Row;

struct _AcuKeyPage {
  AdwPreferencesPage parent_instance;

  GArray *rows; /* Row */
};

G_DEFINE_FINAL_TYPE (AcuKeyPage, acu_key_page, ADW_TYPE_PREFERENCES_PAGE)

/* @accelerators without those of the keypad, which say the same once more. (transfer full) */
static char *
join_shown (const char *const *accelerators)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; accelerators[i]; i++)
    if (i == 0 || !strstr (accelerators[i], "KP_"))
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", accelerators[i]);
  return g_string_free (text, FALSE);
}

static void
update_row (const Row *row)
{
  g_auto (GStrv) accelerators = acu_keymap_dup_accelerators (row->key);
  g_autofree char *all = join_shown ((const char *const *)accelerators);
  g_autofree char *label = g_strdup_printf (_ ("Change the key of “%s”"), _ (row->key->title));
  g_autofree char *description = NULL;
  GdkModifierType modifiers;
  guint keyval;

  if (accelerators[0] && gtk_accelerator_parse (accelerators[0], &keyval, &modifiers))
    description = gtk_accelerator_get_label (keyval, modifiers);
  gtk_shortcut_label_set_accelerator (row->shortcut, all);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->change), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description ?: _ ("No key"), -1);
  gtk_widget_set_visible (row->reset, acu_key_is_changed (row->key));
}

static void
update (AcuKeyPage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    update_row (&g_array_index (self->rows, Row, i));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "keys.reset-all", acu_key_is_any_changed ());
}

static void
add_row (AcuKeyPage *self, AdwPreferencesGroup *group, const AcuKey *key)
{
  g_autofree char *name = acu_keymap_dup_name (key);
  GtkWidget *action_row = adw_action_row_new ();
  Row row = {.key = key,
             .shortcut = GTK_SHORTCUT_LABEL (gtk_shortcut_label_new ("")),
             .change = gtk_button_new (),
             .reset = gtk_button_new_from_icon_name ("edit-undo-symbolic")};
  g_autofree char *reset = g_strdup_printf (_ ("Reset the key of “%s”"), _ (key->title));

  gtk_shortcut_label_set_disabled_text (row.shortcut, _ ("No key"));
  gtk_button_set_child (GTK_BUTTON (row.change), GTK_WIDGET (row.shortcut));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row.change), "keys.change");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row.change), "s", name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row.reset), "keys.reset");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row.reset), "s", name);
  gtk_widget_set_tooltip_text (row.reset, _ ("Reset"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row.reset), GTK_ACCESSIBLE_PROPERTY_LABEL, reset,
                                  -1);

  GtkWidget *const buttons[] = {row.reset, row.change};
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++) {
    gtk_widget_add_css_class (buttons[i], "flat");
    gtk_widget_set_valign (buttons[i], GTK_ALIGN_CENTER);
    adw_action_row_add_suffix (ADW_ACTION_ROW (action_row), buttons[i]);
  }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (action_row), _ (key->title));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (action_row), row.change);
  /* The row would have its title said after the button's own name. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row.change), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  adw_preferences_group_add (group, action_row);
  g_array_append_val (self->rows, row);
}

/* The scopes in the order in which people look for them: what is changed most comes first. */
static void
fill (AcuKeyPage *self)
{
  static const AcuKeyScope order[] = {
      ACU_KEY_SCOPE_PHOTOS,  ACU_KEY_SCOPE_CULL,   ACU_KEY_SCOPE_VIEWER,
      ACU_KEY_SCOPE_COMPARE, ACU_KEY_SCOPE_RATING, ACU_KEY_SCOPE_GRADES,
      ACU_KEY_SCOPE_PAIRS,   ACU_KEY_SCOPE_VALUE,  ACU_KEY_SCOPE_WINDOW};
  guint n;
  const AcuKey *keys = acu_keymap_get (&n);

  G_STATIC_ASSERT (G_N_ELEMENTS (order) == ACU_N_KEY_SCOPES);
  for (guint s = 0; s < G_N_ELEMENTS (order); s++) {
    AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

    adw_preferences_group_set_title (group, acu_key_scope_get_title (order[s]));
    if (s == 0) {
      GtkWidget *reset = gtk_button_new_with_label (_ ("Reset all"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (reset), "keys.reset-all");
      gtk_widget_set_valign (reset, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (reset, "flat");
      adw_preferences_group_set_header_suffix (group, reset);
    }
    for (guint i = 0; i < n; i++)
      if (keys[i].scope == order[s] && keys[i].title)
        add_row (self, group, &keys[i]);
    adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), group);
  }
}

static const AcuKey *
find_key (AcuKeyPage *self, GVariant *name)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const AcuKey *key = g_array_index (self->rows, Row, i).key;
    g_autofree char *own = acu_keymap_dup_name (key);

    if (g_str_equal (own, g_variant_get_string (name, NULL)))
      return key;
  }
  return NULL;
}

static void
change_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const AcuKey *key = find_key (ACU_KEY_PAGE (widget), parameter);

  if (key)
    gtk_window_present (
        GTK_WINDOW (acu_key_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), key)));
}

static void
reset_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const AcuKey *key = find_key (ACU_KEY_PAGE (widget), parameter);

  if (!key)
    return;
  if (!acu_key_find_holder (key, acu_keymap_get_standard (key))) {
    acu_key_change (key, acu_keymap_get_standard (key));
    return;
  }
  AcuKeyDialog *dialog = acu_key_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), key);
  acu_key_dialog_propose (dialog, acu_keymap_get_standard (key));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
reset_all_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  acu_key_reset_all ();
}

static void
acu_key_page_finalize (GObject *object)
{
  g_array_unref (ACU_KEY_PAGE (object)->rows);
  G_OBJECT_CLASS (acu_key_page_parent_class)->finalize (object);
}

static void
acu_key_page_init (AcuKeyPage *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  fill (self);
  g_signal_connect_object (acu_settings_get (), "changed::shortcuts", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
acu_key_page_class_init (AcuKeyPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = acu_key_page_finalize;
  gtk_widget_class_install_action (widget_class, "keys.change", "s", change_action);
  gtk_widget_class_install_action (widget_class, "keys.reset", "s", reset_action);
  gtk_widget_class_install_action (widget_class, "keys.reset-all", NULL, reset_all_action);
}

#include "app/views/train/field-rows.h"

#include "app/views/shared/choice-row.h"

#include <glib/gi18n.h>

/* Of what is chosen, in a narrow window. */
#define LEGIBLE_LETTERS 6

struct _AcuFieldRows {
  AcuRunSettings *settings;
  AcuFieldsChangedFunc changed;
  gpointer user_data;
  GtkWidget **widgets; /* by field; NULL until somebody wants to see them */
  char **troubles;     /* likewise: what is wrong with what is written there; each NULL: nothing */
  gboolean is_filling; /* rows change, but nobody touches them */
};

AcuFieldRows *
acu_field_rows_new (AcuRunSettings *settings, AcuFieldsChangedFunc changed, gpointer user_data)
{
  AcuFieldRows *self = g_new0 (AcuFieldRows, 1);

  self->settings = settings;
  self->changed = changed;
  self->user_data = user_data;
  return self;
}

void
acu_field_rows_free (AcuFieldRows *self)
{
  guint n;

  if (self == NULL)
    return;
  acu_run_fields_get (&n);
  for (guint i = 0; self->troubles != NULL && i < n; i++)
    g_free (self->troubles[i]);
  g_free (self->troubles);
  g_free (self->widgets);
  g_free (self);
}

/* Takes @trouble (nullable). */
static void
set_trouble (AcuFieldRows *self, const AcuRunField *field, char *trouble)
{
  guint n;
  gsize i = (gsize)(field - acu_run_fields_get (&n));

  g_free (self->troubles[i]);
  self->troubles[i] = trouble;
  if (trouble != NULL)
    gtk_widget_add_css_class (self->widgets[i], "error");
  else
    gtk_widget_remove_css_class (self->widgets[i], "error");
}

void
acu_field_rows_show (AcuFieldRows *self)
{
  guint n;
  const AcuRunField *fields = acu_run_fields_get (&n);

  if (self->widgets == NULL)
    return;
  self->is_filling = TRUE;
  for (guint i = 0; i < n; i++) {
    GtkWidget *widget = self->widgets[i];

    if (GTK_IS_SWITCH (widget)) {
      gtk_switch_set_active (GTK_SWITCH (widget),
                             acu_run_field_get_choice (&fields[i], self->settings) != 0);
    } else if (ADW_IS_COMBO_ROW (widget)) {
      adw_combo_row_set_selected (ADW_COMBO_ROW (widget),
                                  acu_run_field_get_choice (&fields[i], self->settings));
    } else {
      g_autofree char *text = acu_run_field_format (&fields[i], self->settings);
      gtk_editable_set_text (GTK_EDITABLE (widget), text);
      set_trouble (self, &fields[i], NULL);
    }
  }
  self->is_filling = FALSE;
}

static void
field_changed_cb (GtkWidget *widget, GParamSpec *pspec, AcuFieldRows *self)
{
  const AcuRunField *field = g_object_get_data (G_OBJECT (widget), "acu-field");
  g_autoptr (GError) error = NULL;

  if (self->is_filling)
    return;
  if (GTK_IS_SWITCH (widget)) {
    acu_run_field_set_choice (field, gtk_switch_get_active (GTK_SWITCH (widget)) ? 1 : 0,
                              self->settings);
  } else if (ADW_IS_COMBO_ROW (widget)) {
    acu_run_field_set_choice (field, adw_combo_row_get_selected (ADW_COMBO_ROW (widget)),
                              self->settings);
  } else {
    acu_run_field_parse (field, gtk_editable_get_text (GTK_EDITABLE (widget)), self->settings,
                         &error);
    set_trouble (self, field, error != NULL ? g_strdup (error->message) : NULL);
  }
  self->changed (self->user_data);
}

/* A row whose control is in @widget: a list of choices is its own. */
static GtkWidget *
make_row (AcuFieldRows *self, const AcuRunField *field, GtkWidget **widget)
{
  GtkWidget *row;

  if (field->choices != NULL) {
    g_autoptr (GPtrArray) names = g_ptr_array_new ();

    for (guint i = 0; field->choices[i] != NULL; i++)
      g_ptr_array_add (names, _ (field->choices[i]));
    *widget = row = adw_combo_row_new ();
    acu_choice_row_keep_legible (ADW_COMBO_ROW (row), LEGIBLE_LETTERS);
    acu_choice_row_offer_array (ADW_COMBO_ROW (row), names, 0);
    g_signal_connect (row, "notify::selected", G_CALLBACK (field_changed_cb), self);
  } else {
    row = adw_action_row_new ();
    if (field->kind == ACU_FIELD_SWITCH) {
      *widget = gtk_switch_new ();
      g_signal_connect (*widget, "notify::active", G_CALLBACK (field_changed_cb), self);
    } else {
      *widget = gtk_entry_new ();
      gtk_editable_set_max_width_chars (GTK_EDITABLE (*widget), 9);
      gtk_editable_set_width_chars (GTK_EDITABLE (*widget), 9);
      gtk_entry_set_alignment (GTK_ENTRY (*widget), 1);
      gtk_entry_set_input_purpose (GTK_ENTRY (*widget), GTK_INPUT_PURPOSE_NUMBER);
      g_signal_connect (*widget, "notify::text", G_CALLBACK (field_changed_cb), self);
    }
    gtk_widget_set_valign (*widget, GTK_ALIGN_CENTER);
    gtk_accessible_update_property (GTK_ACCESSIBLE (*widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ (field->title), -1);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), *widget);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), *widget);
  }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (field->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (field->sentence));
  g_object_set_data (G_OBJECT (*widget), "acu-field", (gpointer)field);
  return row;
}

void
acu_field_rows_fill (AcuFieldRows *self, AdwExpanderRow *expander)
{
  guint n;
  const AcuRunField *fields = acu_run_fields_get (&n);

  if (self->widgets != NULL)
    return;
  self->is_filling = TRUE;
  self->widgets = g_new0 (GtkWidget *, n);
  self->troubles = g_new0 (char *, n);
  for (guint i = 0; i < n; i++)
    adw_expander_row_add_row (expander, make_row (self, &fields[i], &self->widgets[i]));
  self->is_filling = FALSE;
  acu_field_rows_show (self);
}

void
acu_field_rows_set (AcuFieldRows *self, const char *name, const char *value)
{
  guint n;
  const AcuRunField *fields = acu_run_fields_get (&n);
  const AcuRunField *field = acu_run_fields_find (name);
  GtkWidget *widget;

  if (field == NULL || self->widgets == NULL)
    return;
  widget = self->widgets[field - fields];
  if (GTK_IS_SWITCH (widget))
    gtk_switch_set_active (GTK_SWITCH (widget), g_str_equal (value, "1"));
  else if (ADW_IS_COMBO_ROW (widget))
    adw_combo_row_set_selected (ADW_COMBO_ROW (widget), (guint)g_ascii_strtoull (value, NULL, 10));
  else
    gtk_editable_set_text (GTK_EDITABLE (widget), value);
}

const char *
acu_field_rows_find_trouble (AcuFieldRows *self)
{
  guint n;

  acu_run_fields_get (&n);
  for (guint i = 0; self->troubles != NULL && i < n; i++)
    if (self->troubles[i] != NULL)
      return self->troubles[i];
  return NULL;
}

#include "app/views/models/choice-rows.h"

#include <glib/gi18n.h>

typedef struct {
  char *id;
  char *title;
  GtkWidget *row;
  GtkCheckButton *check;
} Choice;

struct _AcuChoiceRows {
  AdwExpanderRow *expander;
  GPtrArray *choices;  /* Choice */
  GHashTable *before;  /* ids to whether they were chosen; while choices are added */
  const char *nothing; /* what is said where there is no choice */
};

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->id);
  g_free (choice->title);
  g_free (choice);
}

AcuChoiceRows *
acu_choice_rows_new (const char *title)
{
  AcuChoiceRows *self = g_new0 (AcuChoiceRows, 1);

  self->expander = g_object_ref_sink (ADW_EXPANDER_ROW (adw_expander_row_new ()));
  self->choices = g_ptr_array_new_with_free_func (choice_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->expander), title);
  return self;
}

void
acu_choice_rows_free (AcuChoiceRows *self)
{
  if (!self)
    return;
  for (guint i = 0; i < self->choices->len; i++) {
    Choice *choice = g_ptr_array_index (self->choices, i);
    g_signal_handlers_disconnect_by_data (choice->check, self);
  }
  g_object_unref (self->expander);
  g_ptr_array_unref (self->choices);
  g_clear_pointer (&self->before, g_hash_table_unref);
  g_free (self);
}

GtkWidget *
acu_choice_rows_get_widget (AcuChoiceRows *self)
{
  return GTK_WIDGET (self->expander);
}

static void
show_count (AcuChoiceRows *self)
{
  g_auto (GStrv) chosen = acu_choice_rows_dup_chosen (self);
  guint n = g_strv_length (chosen);
  g_autofree char *text = g_strdup_printf (_ ("%u of %u chosen"), n, self->choices->len);

  adw_expander_row_set_subtitle (self->expander, self->choices->len > 0 ? text : self->nothing);
}

void
acu_choice_rows_begin (AcuChoiceRows *self)
{
  g_clear_pointer (&self->before, g_hash_table_unref);
  self->before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < self->choices->len; i++) {
    Choice *choice = g_ptr_array_index (self->choices, i);
    gboolean chosen = gtk_check_button_get_active (choice->check);

    g_hash_table_insert (self->before, g_strdup (choice->id), GINT_TO_POINTER (chosen));
    adw_expander_row_remove (self->expander, choice->row);
  }
  g_ptr_array_set_size (self->choices, 0);
}

void
acu_choice_rows_add (
    AcuChoiceRows *self, const char *id, const char *title, const char *detail, gboolean chosen)
{
  g_return_if_fail (self->before && id && title);

  Choice *choice = g_new0 (Choice, 1);
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  g_autofree char *subtitle = g_markup_escape_text (detail ? detail : "", -1);
  gpointer was;

  if (g_hash_table_lookup_extended (self->before, id, NULL, &was))
    chosen = GPOINTER_TO_INT (was);
  choice->id = g_strdup (id);
  choice->title = g_strdup (title);
  choice->row = adw_action_row_new ();
  choice->check = GTK_CHECK_BUTTON (check);
  gtk_check_button_set_active (choice->check, chosen);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_name (check, id);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (choice->row), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (choice->row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (choice->row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (choice->row), check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_expander_row_add_row (self->expander, choice->row);
  g_ptr_array_add (self->choices, choice);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (show_count), self);
}

void
acu_choice_rows_end (AcuChoiceRows *self, const char *nothing)
{
  gboolean was_expanded = adw_expander_row_get_expanded (self->expander);

  self->nothing = nothing;
  g_clear_pointer (&self->before, g_hash_table_unref);
  adw_expander_row_set_enable_expansion (self->expander, self->choices->len > 0);
  /* What can be unfolded again is not to unfold by itself. */
  adw_expander_row_set_expanded (self->expander, was_expanded && self->choices->len > 0);
  show_count (self);
}

GStrv
acu_choice_rows_dup_chosen (AcuChoiceRows *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->choices->len; i++) {
    const Choice *choice = g_ptr_array_index (self->choices, i);
    if (gtk_check_button_get_active (choice->check))
      g_strv_builder_add (ids, choice->id);
  }
  return g_strv_builder_end (ids);
}

static const Choice *
find (AcuChoiceRows *self, const char *id)
{
  for (guint i = 0; i < self->choices->len; i++) {
    const Choice *choice = g_ptr_array_index (self->choices, i);
    if (g_str_equal (choice->id, id))
      return choice;
  }
  return NULL;
}

void
acu_choice_rows_choose (AcuChoiceRows *self, const char *id)
{
  const Choice *choice = find (self, id);

  g_return_if_fail (choice);
  gtk_check_button_set_active (choice->check, TRUE);
  adw_expander_row_set_expanded (self->expander, TRUE);
}

const char *
acu_choice_rows_get_title (AcuChoiceRows *self, const char *id)
{
  const Choice *choice = find (self, id);

  return choice ? choice->title : NULL;
}

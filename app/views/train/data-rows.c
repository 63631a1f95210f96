#include "app/views/train/data-rows.h"

#include "app/views/models/dataset-choices.h"
#include "app/views/shared/choice-row.h"
#include "app/views/shared/file-question.h"
#include "app/views/train/training-choices.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AcuDataRows {
  AdwComboRow *choice;
  AdwComboRow *layout;
  AdwEntryRow *path;
  GPtrArray *choices; /* AcuTrainingChoice, not owned; NULL until they are found */
};

AcuDataRows *
acu_data_rows_new (AdwComboRow *choice, AdwComboRow *layout, AdwEntryRow *path)
{
  AcuDataRows *self = g_new0 (AcuDataRows, 1);
  guint n;
  const AcuDatasetLayout *layouts = acu_dataset_layouts_get (&n);
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  self->choice = choice;
  self->layout = layout;
  self->path = path;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (titles, _ (layouts[i].title));
  acu_choice_row_offer_array (layout, titles, 0);
  return self;
}

void
acu_data_rows_free (AcuDataRows *self)
{
  g_free (self);
}

/* NULL: none is chosen. */
static const AcuDatasetLayout *
get_layout (AcuDataRows *self)
{
  guint n, selected = adw_combo_row_get_selected (self->layout);
  const AcuDatasetLayout *layouts = acu_dataset_layouts_get (&n);

  return selected < n ? &layouts[selected] : NULL;
}

/* Where there is no room for all of it, its end says what the file is called. */
static void
show_path (GtkWidget *row, const char *path)
{
  gtk_editable_set_text (GTK_EDITABLE (row), path);
  gtk_editable_set_position (GTK_EDITABLE (row), -1);
}

/* What the rows for a file or a folder say; "" where none is named, whatever the layout.
 * (transfer full) */
static char *
dup_typed (AcuDataRows *self)
{
  const AcuDatasetLayout *layout = get_layout (self);
  const char *path = gtk_editable_get_text (GTK_EDITABLE (self->path));

  return g_strconcat (*path != '\0' && layout != NULL ? layout->prefix : "", path, NULL);
}

/* Data that are in no list are typed. */
static void
type_spec (AcuDataRows *self, const char *spec)
{
  guint n;
  const AcuDatasetLayout *layouts = acu_dataset_layouts_get (&n);
  guint layout = 0;
  g_autofree char *typed = dup_typed (self);

  adw_combo_row_set_selected (self->choice, self->choices->len);
  /* What somebody is typing stays, and so does the place where. */
  if (g_str_equal (typed, spec))
    return;
  for (guint i = 1; i < n; i++)
    if (g_str_has_prefix (spec, layouts[i].prefix))
      layout = i;
  adw_combo_row_set_selected (self->layout, layout);
  show_path (GTK_WIDGET (self->path), spec + strlen (layouts[layout].prefix));
}

void
acu_data_rows_fill (AcuDataRows *self, GPtrArray *choices, const char *spec)
{
  gboolean is_listed =
      acu_training_choices_offer (self->choice, choices, spec, _ ("A file or folder"));

  self->choices = choices;
  if (spec != NULL && !is_listed)
    type_spec (self, spec);
}

void
acu_data_rows_show (AcuDataRows *self, gboolean visible)
{
  const AcuTrainingChoice *chosen = acu_training_choices_get_chosen (self->choice, self->choices);
  g_autofree char *words = g_markup_escape_text (chosen != NULL ? chosen->detail : "", -1);
  gboolean is_typed = visible && self->choices != NULL && chosen == NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->choice), words);
  gtk_widget_set_visible (GTK_WIDGET (self->choice), visible);
  gtk_widget_set_visible (GTK_WIDGET (self->layout), is_typed);
  gtk_widget_set_visible (GTK_WIDGET (self->path), is_typed);
}

char *
acu_data_rows_dup_spec (AcuDataRows *self)
{
  const AcuTrainingChoice *chosen = acu_training_choices_get_chosen (self->choice, self->choices);
  const AcuDatasetLayout *layout = get_layout (self);
  const char *path = gtk_editable_get_text (GTK_EDITABLE (self->path));

  if (chosen != NULL)
    return g_strdup (chosen->value);
  return *path != '\0' && layout != NULL ? g_strconcat (layout->prefix, path, NULL) : NULL;
}

char *
acu_data_rows_dup_title (AcuDataRows *self)
{
  const AcuTrainingChoice *chosen = acu_training_choices_get_chosen (self->choice, self->choices);

  g_autofree char *typed = dup_typed (self);

  return chosen != NULL ? g_strdup (chosen->title) : acu_dataset_choices_dup_name (typed);
}

void
acu_data_rows_refill (AcuDataRows *self, GPtrArray *choices)
{
  g_autofree char *spec = acu_data_rows_dup_spec (self);

  acu_data_rows_fill (self, choices, spec != NULL ? spec : "");
}

void
acu_data_rows_ask (AcuDataRows *self, const char *title)
{
  const AcuDatasetLayout *layout = get_layout (self);

  acu_file_ask (GTK_WIDGET (self->path),
                layout != NULL && layout->is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                                    : GTK_FILE_CHOOSER_ACTION_OPEN,
                title, _ ("_Choose"), NULL, show_path);
}

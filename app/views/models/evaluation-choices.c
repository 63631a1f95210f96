#include "app/views/models/evaluation-choices.h"

#include "app/views/models/choice-rows.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/shared/file-question.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AcuEvaluationChoices {
  AdwPreferencesGroup parent_instance;

  AcuChoiceRows *model_rows;
  AcuChoiceRows *dataset_rows;
  GtkWidget *other; /* dataset, typed */

  AcuLibrary *library;
  AcuModelList *models;
  GCancellable *finding;    /* of the datasets that there are */
  GPtrArray *found, *added; /* AcuDatasetChoice: those, and what was chosen or typed since */
  const char *prefix;       /* of what is being chosen */
};

G_DEFINE_FINAL_TYPE (AcuEvaluationChoices, acu_evaluation_choices, ADW_TYPE_PREFERENCES_GROUP)

static void
models_changed_cb (AcuEvaluationChoices *self)
{
  g_auto (GStrv) names = acu_model_list_dup_names (self->models);

  acu_choice_rows_begin (self->model_rows);
  for (guint i = 0; names[i]; i++)
    acu_choice_rows_add (self->model_rows, names[i], names[i], NULL, TRUE);
  acu_choice_rows_end (self->model_rows, _ ("There is no model that can score."));
}

static gpointer
find_datasets (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_dataset_choices_find (catalog, data, NULL, error);
}

static gboolean
has_spec (gconstpointer choice, gconstpointer spec)
{
  return g_str_equal (((const AcuDatasetChoice *)choice)->spec, spec);
}

/* Synthetic sets are large: whoever wants them asks. */
static void
list_datasets (AcuEvaluationChoices *self)
{
  acu_choice_rows_begin (self->dataset_rows);
  for (guint i = 0; i < self->found->len; i++) {
    const AcuDatasetChoice *choice = g_ptr_array_index (self->found, i);
    acu_choice_rows_add (self->dataset_rows, choice->spec, choice->title, choice->detail,
                         g_str_has_prefix (choice->spec, "labels:"));
  }
  for (guint i = 0; i < self->added->len; i++) {
    const AcuDatasetChoice *choice = g_ptr_array_index (self->added, i);
    if (!g_ptr_array_find_with_equal_func (self->found, choice->spec, has_spec, NULL))
      acu_choice_rows_add (self->dataset_rows, choice->spec, choice->title, choice->detail, TRUE);
  }
  acu_choice_rows_end (self->dataset_rows,
                       _ ("There are no label sets with enough ratings yet, nor other datasets."));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuEvaluationChoices) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) choices = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->finding);
  if (!choices) {
    g_signal_emit_by_name (self->library, "message", error->message, FALSE);
    return;
  }
  g_ptr_array_unref (self->found);
  self->found = g_steal_pointer (&choices);
  list_datasets (self);
}

static void
acu_evaluation_choices_map (GtkWidget *widget)
{
  AcuEvaluationChoices *self = ACU_EVALUATION_CHOICES (widget);
  AcuCatalog *catalog = acu_library_get_catalog (self->library);

  GTK_WIDGET_CLASS (acu_evaluation_choices_parent_class)->map (widget);
  if (!catalog || self->finding)
    return;
  self->finding = g_cancellable_new ();
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, find_datasets,
                         acu_dataset_choices_dup_named (), (GDestroyNotify)g_strfreev,
                         (GDestroyNotify)g_ptr_array_unref, self->finding, found_cb,
                         g_object_ref (self));
}

/* Has @spec among the datasets, and chosen. */
static void
add_dataset (AcuEvaluationChoices *self, const char *spec)
{
  if (!acu_choice_rows_get_title (self->dataset_rows, spec)) {
    g_ptr_array_add (self->added, acu_dataset_choice_new_named (spec));
    list_datasets (self);
  }
  acu_choice_rows_choose (self->dataset_rows, spec);
}

static void
take_typed (AcuEvaluationChoices *self)
{
  GtkEditable *editable = GTK_EDITABLE (self->other);
  g_autofree char *spec = g_strstrip (g_strdup (gtk_editable_get_text (editable)));

  if (*spec == '\0')
    return;
  gtk_editable_set_text (editable, "");
  add_dataset (self, spec);
}

/* What the table calls each of @specs.  Of those that were named all is said, as two files may have
 * one name; so it is where a label set and a synthetic one have. */
static const char *
get_title (AcuEvaluationChoices *self, const char *const *specs, const char *spec)
{
  const char *title = acu_choice_rows_get_title (self->dataset_rows, spec);
  g_auto (GStrv) named = acu_dataset_choices_dup_named ();

  if (g_strv_contains ((const char *const *)named, spec) ||
      g_ptr_array_find_with_equal_func (self->added, spec, has_spec, NULL))
    return spec;
  for (guint i = 0; specs[i]; i++)
    if (!g_str_equal (specs[i], spec) &&
        g_str_equal (acu_choice_rows_get_title (self->dataset_rows, specs[i]), title))
      return spec;
  return title;
}

GStrv
acu_evaluation_choices_dup_models (AcuEvaluationChoices *self)
{
  g_return_val_if_fail (ACU_IS_EVALUATION_CHOICES (self), NULL);

  return acu_choice_rows_dup_chosen (self->model_rows);
}

GPtrArray *
acu_evaluation_choices_dup_datasets (AcuEvaluationChoices *self)
{
  g_return_val_if_fail (ACU_IS_EVALUATION_CHOICES (self), NULL);

  take_typed (self);

  GPtrArray *datasets = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_dataset_choice_free);
  g_auto (GStrv) chosen = acu_choice_rows_dup_chosen (self->dataset_rows);

  for (guint i = 0; chosen[i]; i++)
    g_ptr_array_add (
        datasets, acu_dataset_choice_new (get_title (self, (const char *const *)chosen, chosen[i]),
                                          NULL, chosen[i]));
  return datasets;
}

/* Datasets of which nobody knows yet. */

static void
add_file (GtkWidget *widget, const char *path)
{
  AcuEvaluationChoices *self = ACU_EVALUATION_CHOICES (widget);
  g_autofree char *spec = g_strconcat (self->prefix, path, NULL);

  add_dataset (self, spec);
}

static void
add_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuEvaluationChoices *self = ACU_EVALUATION_CHOICES (widget);
  const char *prefix = g_variant_get_string (parameter, NULL);
  guint n;
  const AcuDatasetLayout *layouts = acu_dataset_layouts_get (&n);

  for (guint i = 0; i < n; i++) {
    if (!g_str_equal (layouts[i].prefix, prefix))
      continue;
    self->prefix = layouts[i].prefix;
    acu_file_ask (widget,
                  layouts[i].is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                       : GTK_FILE_CHOOSER_ACTION_OPEN,
                  _ ("Add a dataset"), _ ("_Add"), NULL, add_file);
  }
}

/* The widget. */

/* The ways to name a dataset by a chooser, beside the entry. */
static GtkWidget *
make_add_button (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();
  guint n;
  const AcuDatasetLayout *layouts = acu_dataset_layouts_get (&n);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (layouts[i].title), NULL);
    g_menu_item_set_action_and_target (item, "evaluation.add", "s", layouts[i].prefix);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "document-open-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Add a dataset"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a dataset"), -1);
  return button;
}

static void
acu_evaluation_choices_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (ACU_EVALUATION_CHOICES (widget)->finding);
  GTK_WIDGET_CLASS (acu_evaluation_choices_parent_class)->unroot (widget);
}

static void
acu_evaluation_choices_dispose (GObject *object)
{
  AcuEvaluationChoices *self = ACU_EVALUATION_CHOICES (object);

  g_clear_pointer (&self->model_rows, acu_choice_rows_free);
  g_clear_pointer (&self->dataset_rows, acu_choice_rows_free);
  g_clear_object (&self->finding);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_evaluation_choices_parent_class)->dispose (object);
}

static void
acu_evaluation_choices_finalize (GObject *object)
{
  AcuEvaluationChoices *self = ACU_EVALUATION_CHOICES (object);

  g_ptr_array_unref (self->found);
  g_ptr_array_unref (self->added);
  G_OBJECT_CLASS (acu_evaluation_choices_parent_class)->finalize (object);
}

static void
acu_evaluation_choices_init (AcuEvaluationChoices *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  self->found = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_dataset_choice_free);
  self->added = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_dataset_choice_free);
  self->model_rows = acu_choice_rows_new (_ ("Models"));
  self->dataset_rows = acu_choice_rows_new (_ ("Datasets"));
  self->other = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->other), _ ("Another dataset"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->other), TRUE);
  g_signal_connect_swapped (self->other, "apply", G_CALLBACK (take_typed), self);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->other), make_add_button ());
  adw_preferences_group_set_description (
      group, _ ("How well models agree with people: every chosen model on every chosen dataset."));
  adw_preferences_group_add (group, acu_choice_rows_get_widget (self->model_rows));
  adw_preferences_group_add (group, acu_choice_rows_get_widget (self->dataset_rows));
  adw_preferences_group_add (group, self->other);
}

static void
acu_evaluation_choices_class_init (AcuEvaluationChoicesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_evaluation_choices_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_evaluation_choices_finalize;
  widget_class->map = acu_evaluation_choices_map;
  widget_class->unroot = acu_evaluation_choices_unroot;
  gtk_widget_class_install_action (widget_class, "evaluation.add", "s", add_action);
}

GtkWidget *
acu_evaluation_choices_new (AcuLibrary *library, AcuModelList *models)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library) && ACU_IS_MODEL_LIST (models), NULL);

  AcuEvaluationChoices *self = g_object_new (ACU_TYPE_EVALUATION_CHOICES, NULL);

  self->library = g_object_ref (library);
  self->models = models;
  g_signal_connect_object (models, "changed", G_CALLBACK (models_changed_cb), self,
                           G_CONNECT_SWAPPED);
  models_changed_cb (self);
  return GTK_WIDGET (self);
}

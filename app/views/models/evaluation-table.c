#include "app/views/models/evaluation-table.h"

#include "app/imaging/output-place.h"
#include "app/text/whole-file.h"
#include "app/views/models/cards.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/models/evaluation-choices.h"
#include "app/views/models/evaluation-grid.h"
#include "app/views/models/evaluation-job.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/file-question.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/thread-task.h"

#include <glib/gi18n.h>
#include <string.h>

#define PROGRESS_INTERVAL_MS 200

struct _AcuEvaluationTable {
  GtkWidget parent_instance;

  GtkWidget *choices; /* AcuEvaluationChoices */
  GtkWidget *run, *cancel;
  GtkWidget *progress;
  GtkWidget *words;
  GtkWidget *place; /* of the grid */

  AcuLibrary *library;
  GCancellable *cancellable; /* NULL while nothing is evaluated */
  AcuMeasurementProgress measured;
  gint64 started;
  guint progress_source;
  GAsyncQueue *arriving; /* AcuEvaluationResult */
  GPtrArray *results;    /* likewise */
};

G_DEFINE_FINAL_TYPE (AcuEvaluationTable, acu_evaluation_table, GTK_TYPE_WIDGET)

/* Evaluating. */

static void
update_actions (AcuEvaluationTable *self)
{
  gboolean busy = self->cancellable != NULL;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "evaluation.run", !busy);
  gtk_widget_action_set_enabled (widget, "evaluation.cancel", busy);
  gtk_widget_action_set_enabled (widget, "evaluation.copy", self->results->len > 0);
  gtk_widget_action_set_enabled (widget, "evaluation.export", self->results->len > 0);
  gtk_widget_set_visible (self->run, !busy);
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_set_visible (self->progress, busy);
}

static void
say (AcuEvaluationTable *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->words), text);
  gtk_widget_set_visible (self->words, *text != '\0');
  if (*text)
    acu_announce (GTK_WIDGET (self), text);
}

/* Shows what has arrived since the last time. */
static void
take_results (AcuEvaluationTable *self)
{
  AcuEvaluationResult *result;
  guint before = self->results->len;
  GtkWidget *old;

  while ((result = g_async_queue_try_pop (self->arriving)))
    g_ptr_array_add (self->results, result);
  if (self->results->len == before)
    return;
  while ((old = gtk_widget_get_first_child (self->place)))
    gtk_box_remove (GTK_BOX (self->place), old);
  gtk_box_append (GTK_BOX (self->place), acu_evaluation_grid_new (self->results));
  update_actions (self);
}

static void
show_progress (AcuEvaluationTable *self)
{
  acu_measurement_show_progress (
      GTK_PROGRESS_BAR (self->progress), g_atomic_int_get (&self->measured.done),
      g_atomic_int_get (&self->measured.total), self->started, _ ("Reading the datasets"));
}

static gboolean
progress_cb (gpointer data)
{
  take_results (data);
  show_progress (data);
  return G_SOURCE_CONTINUE;
}

static void
evaluated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (source);
  gboolean done = acu_evaluation_job_run_finish (result, NULL);

  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_object (&self->cancellable);
  if (!self->place)
    return; /* closed meanwhile */
  take_results (self);
  if (!done)
    say (self, self->results->len > 0 ? _ ("Cancelled; what was done stays.") : _ ("Cancelled."));
  else
    say (self, _ ("SRCC with its interval at 95 percent, bold where it is the highest, and PLCC."));
  update_actions (self);
}

static void
run_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (widget);

  if (self->cancellable)
    return;

  AcuEvaluationChoices *choices = ACU_EVALUATION_CHOICES (self->choices);
  g_autoptr (GPtrArray) datasets = acu_evaluation_choices_dup_datasets (choices);
  g_auto (GStrv) models = acu_evaluation_choices_dup_models (choices);
  g_autofree char *device = g_settings_get_string (acu_settings_get (), "device");
  GtkWidget *old;

  if (!models[0] || datasets->len == 0) {
    say (self, _ ("Choose at least one model and one dataset."));
    return;
  }
  for (guint i = 0; i < datasets->len; i++)
    acu_dataset_choices_remember (
        ((const AcuDatasetChoice *)g_ptr_array_index (datasets, i))->spec);
  while ((old = gtk_widget_get_first_child (self->place)))
    gtk_box_remove (GTK_BOX (self->place), old);
  g_ptr_array_set_size (self->results, 0);
  say (self, "");
  self->cancellable = g_cancellable_new ();
  self->started = g_get_monotonic_time ();
  self->progress_source = g_timeout_add (PROGRESS_INTERVAL_MS, progress_cb, self);
  acu_evaluation_job_run_async (G_OBJECT (self), (const char *const *)models, datasets,
                                acu_library_get_catalog (self->library), device, &self->measured,
                                self->arriving, self->cancellable, evaluated_cb, NULL);
  show_progress (self);
  update_actions (self);
}

static void
cancel_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_cancellable_cancel (ACU_EVALUATION_TABLE (widget)->cancellable);
}

/* The table for other programs. */

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (widget);
  g_autofree char *csv = acu_evaluation_results_to_csv (self->results);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  say (self, _ ("Copied."));
}

typedef struct {
  char *path;
  char *text;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_free (export->path);
  g_free (export->text);
  g_free (export);
}

static void
export_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Export *export = data;
  GError *error = NULL;

  if (acu_output_place_check_name (export->path, &error) &&
      acu_whole_file_replace (export->path, export->text, strlen (export->text), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (source);
  const Export *export = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_name (export->path);
  g_autofree char *text = NULL;

  if (!self->place)
    return; /* closed meanwhile */
  if (g_task_propagate_boolean (G_TASK (result), &error))
    text = g_strdup_printf (_ ("Exported to %s"), name);
  else
    text = g_strdup (error->message);
  say (self, text);
}

static void
export_file_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (widget);
  const char *path = g_variant_get_string (parameter, NULL);
  g_autofree char *ending = g_ascii_strdown (strrchr (path, '.') ? strrchr (path, '.') : "", -1);
  g_autoptr (GTask) task = g_task_new (self, NULL, exported_cb, NULL);
  Export *export = g_new (Export, 1);

  export->path = g_strdup (path);
  export->text = g_str_equal (ending, ".json") ? acu_evaluation_results_to_json (self->results)
                                               : acu_evaluation_results_to_csv (self->results);
  g_task_set_task_data (task, export, export_free);
  acu_thread_task_run (task, export_in_thread);
}

static void
export_to (GtkWidget *widget, const char *path)
{
  gtk_widget_activate_action (widget, "evaluation.export-file", "s", path);
}

static void
export_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *name =
      g_strdup_printf ("%s.%s", _ ("evaluation"), g_variant_get_string (parameter, NULL));

  acu_file_ask (widget, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export the table"), _ ("_Export"), name,
                export_to);
}

/* The widget. */

/* Off its window, nobody waits for the numbers; they would keep the page until then. */
static void
acu_evaluation_table_unroot (GtkWidget *widget)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (widget);

  g_cancellable_cancel (self->cancellable);
  GTK_WIDGET_CLASS (acu_evaluation_table_parent_class)->unroot (widget);
}

static void
acu_evaluation_table_dispose (GObject *object)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->progress_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  self->place = NULL;
  g_clear_object (&self->cancellable);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_evaluation_table_parent_class)->dispose (object);
}

static void
acu_evaluation_table_finalize (GObject *object)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (object);

  g_ptr_array_unref (self->results);
  g_async_queue_unref (self->arriving);
  G_OBJECT_CLASS (acu_evaluation_table_parent_class)->finalize (object);
}

static GtkWidget *
add_button (GtkWidget *box, const char *label, const char *action, const char *class)
{
  GtkWidget *button = acu_mnemonic_button_new (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (class)
    gtk_widget_add_css_class (button, class);
  /* Words that are longer elsewhere make no window wider. */
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))),
                           PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_export_button (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (menu, _ ("As CSV…"), "evaluation.export::csv");
  g_menu_append (menu, _ ("As JSON…"), "evaluation.export::json");
  g_menu_append (menu, _ ("Copy as CSV"), "evaluation.copy");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("_Export"));
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (button), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Export"), -1);
  return button;
}

static void
acu_evaluation_table_init (AcuEvaluationTable *self)
{
  self->results = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_evaluation_result_free);
  self->arriving = g_async_queue_new_full ((GDestroyNotify)acu_evaluation_result_free);
}

static void
acu_evaluation_table_class_init (AcuEvaluationTableClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_evaluation_table_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_evaluation_table_finalize;
  widget_class->unroot = acu_evaluation_table_unroot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "evaluation-table");
  gtk_widget_class_install_action (widget_class, "evaluation.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "evaluation.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "evaluation.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "evaluation.export", "s", export_action);
  gtk_widget_class_install_action (widget_class, "evaluation.export-file", "s", export_file_action);
}

static void
build (AcuEvaluationTable *self)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->run = add_button (buttons, _ ("_Evaluate"), "evaluation.run", "suggested-action");
  self->cancel = add_button (buttons, _ ("C_ancel"), "evaluation.cancel", NULL);
  gtk_box_append (GTK_BOX (buttons), make_export_button ());
  self->progress = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->progress), TRUE);
  gtk_progress_bar_set_ellipsize (GTK_PROGRESS_BAR (self->progress), PANGO_ELLIPSIZE_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pictures scored"), -1);
  self->words = acu_card_text_new (NULL, TRUE);
  gtk_widget_set_visible (self->words, FALSE);
  self->place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (column), buttons);
  gtk_box_append (GTK_BOX (column), self->progress);
  gtk_box_append (GTK_BOX (column), self->place);
  gtk_box_append (GTK_BOX (column), self->words);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), column);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (self->choices));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  gtk_widget_set_parent (page, GTK_WIDGET (self));
  update_actions (self);
}

GtkWidget *
acu_evaluation_table_new (AcuLibrary *library, AcuModelList *models)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library) && ACU_IS_MODEL_LIST (models), NULL);

  AcuEvaluationTable *self = g_object_new (ACU_TYPE_EVALUATION_TABLE, NULL);
  self->library = g_object_ref (library);
  self->choices = acu_evaluation_choices_new (library, models);
  build (self);
  return GTK_WIDGET (self);
}

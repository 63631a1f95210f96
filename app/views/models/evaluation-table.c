#include "app/views/models/evaluation-table.h"

#include "app/learning/datasets/dataset-spec.h"
#include "app/views/models/cards.h"
#include "app/views/models/measurement.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <string.h>

#define PROGRESS_INTERVAL_MS 200

/* One model on one dataset. */
typedef struct {
  char *model;
  char *spec;
  AcuEvaluation *evaluation; /* NULL where it failed */
  char *error;
} Cell;

struct _AcuEvaluationTable {
  GtkWidget parent_instance;

  GtkWidget *specs;
  GtkWidget *progress;
  GtkWidget *words;
  GtkWidget *grid;

  AcuModelList *models;
  GCancellable *cancellable; /* NULL while nothing is evaluated */
  AcuMeasurementProgress measured;
  guint progress_source;
  GPtrArray *cells; /* Cell, by model and then by dataset */
};

G_DEFINE_FINAL_TYPE (AcuEvaluationTable, acu_evaluation_table, GTK_TYPE_WIDGET)

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_free (cell->model);
  g_free (cell->spec);
  g_free (cell->error);
  acu_evaluation_free (cell->evaluation);
  g_free (cell);
}

/* Evaluating, on another thread. */

typedef struct {
  GStrv models;
  GStrv specs;
  char *device;
  AcuMeasurementProgress *progress; /* of the widget, which the task keeps */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_strfreev (work->models);
  g_strfreev (work->specs);
  g_free (work->device);
  g_free (work);
}

static Cell *
evaluate (const Work *work, const char *name, const char *spec, GCancellable *cancellable)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModel) model = acu_model_store_open (store, name, &error);
  g_autoptr (AcuDataset) dataset = model ? acu_dataset_open (spec, &error) : NULL;
  Cell *cell = g_new0 (Cell, 1);

  cell->model = g_strdup (name);
  cell->spec = g_strdup (spec);
  if (dataset)
    cell->evaluation = acu_measure (model, dataset, ACU_SPLIT_NONE, work->device, work->progress,
                                    cancellable, &error);
  if (!cell->evaluation)
    cell->error = g_strdup (error->message);
  return cell;
}

/* What one model or one dataset fails at is told in its place; the others go on. */
static void
evaluate_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Work *work = data;
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (cell_free);

  for (guint i = 0; work->models[i]; i++)
    for (guint j = 0; work->specs[j] && !g_cancellable_is_cancelled (cancellable); j++)
      g_ptr_array_add (cells, evaluate (work, work->models[i], work->specs[j], cancellable));
  g_task_return_pointer (task, g_steal_pointer (&cells), (GDestroyNotify)g_ptr_array_unref);
}

/* The table. */

static void
attach (AcuEvaluationTable *self, const char *text, const char *class, int column, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN ((int)g_utf8_strlen (text, -1), 24));
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_add_css_class (label, "numeric");
  if (class)
    gtk_widget_add_css_class (label, class);
  gtk_grid_attach (GTK_GRID (self->grid), label, column, row, 1, 1);
}

static void
show_cells (AcuEvaluationTable *self)
{
  static const char *const titles[] = {N_ ("Model"), N_ ("Dataset"), N_ ("Pictures"), "SRCC",
                                       "PLCC"};

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    attach (self, i < 3 ? _ (titles[i]) : titles[i], "dim-label", (int)i, 0);
  for (guint i = 0; i < self->cells->len; i++) {
    const Cell *cell = g_ptr_array_index (self->cells, i);
    int row = (int)i + 1;

    attach (self, cell->model, NULL, 0, row);
    attach (self, cell->spec, NULL, 1, row);
    if (!cell->evaluation) {
      attach (self, cell->error, "weak-text", 2, row);
      continue;
    }
    const AcuInterval *srcc = &cell->evaluation->srcc, *plcc = &cell->evaluation->plcc;
    g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, cell->evaluation->n);
    /* Translators: a correlation and its 95 % interval */
    g_autofree char *by_rank =
        g_strdup_printf (_ ("%.3f (%.3f to %.3f)"), srcc->estimate, srcc->low, srcc->high);
    g_autofree char *by_value =
        g_strdup_printf (_ ("%.3f (%.3f to %.3f)"), plcc->estimate, plcc->low, plcc->high);
    attach (self, n, NULL, 2, row);
    attach (self, by_rank, NULL, 3, row);
    attach (self, by_value, NULL, 4, row);
  }
}

static void
append_field (GString *csv, const char *field)
{
  g_autoptr (GString) quoted = g_string_new (field);

  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_append_printf (csv, strpbrk (field, ",\"\r\n") ? "\"%s\"," : "%s,", quoted->str);
}

static void
append_interval (GString *csv, const AcuInterval *interval)
{
  const double values[] = {interval->estimate, interval->low, interval->high};
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_string_append_printf (csv, ",%s", g_ascii_formatd (buffer, sizeof buffer, "%.6g", values[i]));
}

char *
acu_evaluation_table_dup_csv (AcuEvaluationTable *self)
{
  g_return_val_if_fail (ACU_IS_EVALUATION_TABLE (self), NULL);

  GString *csv =
      g_string_new ("model,dataset,pictures,srcc,srcc_low,srcc_high,plcc,plcc_low,plcc_high\r\n");

  for (guint i = 0; i < self->cells->len; i++) {
    const Cell *cell = g_ptr_array_index (self->cells, i);
    if (!cell->evaluation)
      continue;
    append_field (csv, cell->model);
    append_field (csv, cell->spec);
    g_string_append_printf (csv, "%" G_GSIZE_FORMAT, cell->evaluation->n);
    append_interval (csv, &cell->evaluation->srcc);
    append_interval (csv, &cell->evaluation->plcc);
    g_string_append (csv, "\r\n");
  }
  return g_string_free (csv, FALSE);
}

static void
update_actions (AcuEvaluationTable *self)
{
  gboolean busy = self->cancellable != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "evaluation.cancel", busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "evaluation.copy", self->cells->len > 0);
  gtk_widget_set_visible (self->progress, busy);
}

static void
evaluated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (source);
  GPtrArray *cells = g_task_propagate_pointer (G_TASK (result), NULL);

  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_object (&self->cancellable);
  if (!self->grid) {
    g_clear_pointer (&cells, g_ptr_array_unref);
    return; /* closed meanwhile */
  }
  if (cells) {
    g_ptr_array_unref (self->cells);
    self->cells = cells;
    show_cells (self);
  } else {
    gtk_label_set_text (GTK_LABEL (self->words), _ ("Cancelled."));
  }
  update_actions (self);
}

static gboolean
progress_cb (gpointer data)
{
  AcuEvaluationTable *self = data;
  int done = g_atomic_int_get (&self->measured.done);
  g_autofree char *text =
      g_strdup_printf (ngettext ("%d picture scored", "%d pictures scored", (gulong)done), done);

  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->progress));
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->progress), text);
  return G_SOURCE_CONTINUE;
}

static void
run_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuEvaluationTable *self = ACU_EVALUATION_TABLE (widget);
  g_auto (GStrv) typed = g_strsplit (gtk_editable_get_text (GTK_EDITABLE (self->specs)), ";", -1);
  g_autoptr (GStrvBuilder) specs = g_strv_builder_new ();
  GtkWidget *label;

  for (guint i = 0; typed[i]; i++)
    if (*g_strstrip (typed[i]))
      g_strv_builder_add (specs, typed[i]);

  Work *work = g_new0 (Work, 1);
  work->models = acu_model_list_dup_names (self->models);
  work->specs = g_strv_builder_end (specs);
  work->device = g_settings_get_string (acu_settings_get (), "device");
  work->progress = &self->measured;
  if (self->cancellable || !work->specs[0]) {
    work_free (work);
    return;
  }

  while ((label = gtk_widget_get_first_child (self->grid)))
    gtk_grid_remove (GTK_GRID (self->grid), label);
  g_ptr_array_set_size (self->cells, 0);
  gtk_label_set_text (GTK_LABEL (self->words), "");
  g_atomic_int_set (&self->measured.done, 0);
  self->cancellable = g_cancellable_new ();
  self->progress_source = g_timeout_add (PROGRESS_INTERVAL_MS, progress_cb, self);
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, evaluated_cb, NULL);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, evaluate_in_thread);
  update_actions (self);
}

static void
cancel_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_cancellable_cancel (ACU_EVALUATION_TABLE (widget)->cancellable);
}

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *csv = acu_evaluation_table_dup_csv (ACU_EVALUATION_TABLE (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
}

/* Off its window, nobody waits for the numbers; they would keep the page until then. */
static void
acu_evaluation_table_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (ACU_EVALUATION_TABLE (widget)->cancellable);
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
  self->grid = NULL;
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (acu_evaluation_table_parent_class)->dispose (object);
}

static void
acu_evaluation_table_finalize (GObject *object)
{
  g_ptr_array_unref (ACU_EVALUATION_TABLE (object)->cells);
  G_OBJECT_CLASS (acu_evaluation_table_parent_class)->finalize (object);
}

static void
add_button (GtkWidget *box, const char *label, const char *action, const char *class)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (class)
    gtk_widget_add_css_class (button, class);
  gtk_box_append (GTK_BOX (box), button);
}

static void
acu_evaluation_table_init (AcuEvaluationTable *self)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->cells = g_ptr_array_new_with_free_func (cell_free);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Every model that can score, on every dataset named here: files of path and MOS, or "
         "folders "
         "in their published layout as koniq:/path; several are separated by semicolons."));
  self->specs = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->specs), _ ("Datasets"));
  add_button (buttons, _ ("_Evaluate"), "evaluation.run", "suggested-action");
  add_button (buttons, _ ("C_ancel"), "evaluation.cancel", NULL);
  add_button (buttons, _ ("C_opy as CSV"), "evaluation.copy", NULL);
  gtk_widget_set_margin_top (buttons, 12);
  gtk_widget_set_margin_bottom (buttons, 12);

  self->progress = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->progress), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pictures scored"), -1);
  self->words = acu_card_text_new (NULL, TRUE);
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->grid);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->specs);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), buttons);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->progress);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->words);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), scroller);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  gtk_widget_set_parent (page, GTK_WIDGET (self));
  update_actions (self);
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
}

GtkWidget *
acu_evaluation_table_new (AcuModelList *models)
{
  g_return_val_if_fail (ACU_IS_MODEL_LIST (models), NULL);

  AcuEvaluationTable *self = g_object_new (ACU_TYPE_EVALUATION_TABLE, NULL);
  self->models = models;
  return GTK_WIDGET (self);
}

#include "app/views/train/run-view.h"

#include "app/text/number-text.h"
#include "app/views/charts/chart.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/thread-task.h"
#include "app/views/train/run-plots.h"
#include "app/views/train/run-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

/* How long what is typed may wait to be written, milliseconds: not every letter is a file. */
#define NOTE_DELAY 500

struct _AcuRunView {
  GtkWidget parent_instance;

  GtkLabel *title;
  GtkLabel *summary;
  GtkLabel *progress_words;
  GtkLabel *speed_words;
  GtkProgressBar *progress;
  GtkWidget *running_buttons;
  GtkWidget *unfinished_buttons;
  GtkWidget *resume;
  GtkWidget *keep_best;
  GtkLabel *trouble;
  GtkFlowBox *charts;
  GtkWidget *outcome;
  GtkGrid *outcome_table;
  GtkLabel *outcome_words;
  GtkWidget *outcome_buttons;
  GtkWidget *keep_result;
  GtkWidget *discard_result;
  GtkGrid *configuration;
  GtkTextBuffer *note;
  GtkWidget *note_view;

  AcuTrainingService *service;
  AcuRunPlots *plots;
  char *id;
  char *offered;         /* the run that the page offers to go on with; NULL: none */
  gboolean is_live;      /* the plots grow with the run */
  AcuRunPace pace;       /* as the log tells that was read */
  gboolean is_filling;   /* the note changes, but nobody types */
  guint note_timer;      /* 0: the note is written */
  GCancellable *loading; /* of a log */
};

G_DEFINE_FINAL_TYPE (AcuRunView, acu_run_view, GTK_TYPE_WIDGET)

static void update (AcuRunView *self);

/* The curves. */

static void
read_log_in_thread (GTask *task, gpointer source, gpointer id, GCancellable *cancellable)
{
  g_autofree char *path = acu_run_record_path (id, ACU_RECORD_LOG);
  GError *error = NULL;
  AcuRunLog *log = acu_run_log_read (path, &error);

  if (log != NULL)
    g_task_return_pointer (task, log, (GDestroyNotify)acu_run_log_free);
  else
    g_task_return_error (task, error);
}

static void
log_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AcuRunView *self = ACU_RUN_VIEW (source);
  AcuRunLog *log = g_task_propagate_pointer (G_TASK (result), NULL);
  const AcuRunRecord *record;

  if (log == NULL)
    return;
  record = acu_training_service_find (self->service, self->id);
  if (record != NULL)
    self->pace = acu_run_log_measure_pace (log, acu_run_record_count_steps (record),
                                           record->settings.schedule.epochs);
  acu_run_plots_append (self->plots, log);
  update (self);
}

static void
load_log (AcuRunView *self)
{
  g_autoptr (GTask) task = NULL;

  self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, log_read_cb, NULL);
  g_task_set_task_data (task, g_strdup (self->id), g_free);
  acu_thread_task_run (task, read_log_in_thread);
}

static void
append_live (AcuRunView *self)
{
  guint n_steps, n_epochs;
  AcuRunLog *log;

  acu_run_plots_get_length (self->plots, &n_steps, &n_epochs);
  log = acu_training_service_dup_log (self->service, n_steps, n_epochs);
  if (log != NULL)
    acu_run_plots_append (self->plots, log);
}

/* What came of it. */

static GtkWidget *
make_label (const char *text, float xalign, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
clear_grid (GtkGrid *grid)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (grid))) != NULL)
    gtk_grid_remove (grid, child);
}

/* Has a cell say @text.  A run under way tells of itself ten times a second: the cells stay. */
static void
set_cell (GtkGrid *grid, int column, int row, const char *text, const char *style)
{
  GtkWidget *label = gtk_grid_get_child_at (grid, column, row);

  if (label != NULL) {
    gtk_label_set_label (GTK_LABEL (label), text);
    return;
  }
  label = make_label (text, column > 0 ? 1 : 0, style);
  gtk_label_set_wrap (GTK_LABEL (label), column == 0);
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

static void
set_number (GtkGrid *grid, int column, int row, double value, int decimals, const char *style)
{
  g_autofree char *text = acu_number_format (value, decimals);

  set_cell (grid, column, row, text, style);
  gtk_widget_add_css_class (gtk_grid_get_child_at (grid, column, row), "numeric");
}

static void
set_difference (GtkGrid *grid, int column, int row, double value, int decimals)
{
  g_autofree char *text = acu_number_format_signed (value, decimals);

  set_cell (grid, column, row, text, "numeric");
}

static void
show_agreement (AcuRunView *self, const AcuRunRecord *record)
{
  static const char *const heads[] = {NULL, N_ ("before"), N_ ("after"), N_ ("difference")};
  const struct {
    const char *name;
    double before, after;
    int decimals;
  } rows[] = {
      {"SRCC", record->before.srcc, record->best.srcc, 3},
      {"PLCC", record->before.plcc, record->best.plcc, 3},
      {"KRCC", record->before.krcc, record->best.krcc, 3},
      {"RMSE", record->before.rmse, record->best.rmse, 2},
  };
  gboolean had_before = record->before.count > 0;

  for (guint i = 1; i < G_N_ELEMENTS (heads); i++)
    set_cell (self->outcome_table, (int)i, 0, _ (heads[i]), "dim-label");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    int row = (int)i + 1;

    set_cell (self->outcome_table, 0, row, rows[i].name, NULL);
    set_number (self->outcome_table, 1, row, had_before ? rows[i].before : NAN, rows[i].decimals,
                NULL);
    set_number (self->outcome_table, 2, row, rows[i].after, rows[i].decimals, "heading");
    set_difference (self->outcome_table, 3, row, had_before ? rows[i].after - rows[i].before : NAN,
                    rows[i].decimals);
  }
}

/* Which epoch the figures are of, and whose choice it was: that of the very pictures that they are
 * measured on. (transfer full) */
static char *
describe_best (const AcuRunRecord *record, gboolean is_over)
{
  /* One picture has no rank, nor have equal scores. */
  if (!isfinite (record->best.srcc))
    return g_strdup (
        _ ("The held-out pictures have no order to choose an epoch by: the last one is kept."));
  if (is_over)
    return g_strdup_printf (
        ngettext ("The best epoch was %u of %u, by the %u held-out picture that chose the epoch.",
                  "The best epoch was %u of %u, by the %u held-out pictures that chose the epoch.",
                  record->best.count),
        record->best_epoch + 1, record->n_epochs, (guint)record->best.count);
  return g_strdup_printf (
      ngettext ("So far epoch %u is the best, by the %u held-out picture that chooses the epoch.",
                "So far epoch %u is the best, by the %u held-out pictures that choose the epoch.",
                record->best.count),
      record->best_epoch + 1, (guint)record->best.count);
}

static void
show_outcome (AcuRunView *self, const AcuRunRecord *record)
{
  gboolean has_result = record->state == ACU_RECORD_FINISHED || record->state == ACU_RECORD_STOPPED;
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *best = NULL;

  gtk_widget_set_visible (self->outcome, record->best.count > 0 || has_result);
  show_agreement (self, record);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome_table), record->best.count > 0);
  best = record->best.count > 0 ? describe_best (record, has_result)
                                : g_strdup (_ ("Nothing was held out, so nobody knows."));
  if (record->model != NULL) {
    g_string_append_printf (words, _ ("Kept as the model “%s”."), record->model);
    g_string_append_c (words, ' ');
  }
  g_string_append (words, best);
  if (record->best.count > 0)
    g_string_append_printf (words, " %s",
                            _ ("RMSE is of the predictions as they are, without a fit."));
  if (record->best.count > 0 && record->n_test > 0) {
    g_string_append_c (words, ' ');
    /* Translators: “Look closer” is a button */
    g_string_append_printf (words,
                            ngettext ("“Look closer” judges by %u other picture, which had no part "
                                      "in the training.",
                                      "“Look closer” judges by %u other pictures, which had no "
                                      "part in the training.",
                                      record->n_test),
                            (guint)record->n_test);
  }
  gtk_label_set_label (self->outcome_words, words->str);
  gtk_widget_set_visible (self->outcome_buttons,
                          has_result &&
                              (record->model != NULL || acu_run_record_has_result (record)));
  /* What was kept is decided. */
  gtk_widget_set_visible (self->keep_result, record->model == NULL);
  gtk_widget_set_visible (self->discard_result, record->model == NULL);
}

static void
show_configuration (AcuRunView *self, const AcuRunRecord *record)
{
  g_autoptr (GPtrArray) pairs = acu_run_words_configuration (record);

  clear_grid (self->configuration);
  for (guint i = 0; i + 1 < pairs->len; i += 2) {
    GtkWidget *value = make_label (g_ptr_array_index (pairs, i + 1), 0, "numeric");

    gtk_label_set_selectable (GTK_LABEL (value), TRUE);
    gtk_label_set_wrap (GTK_LABEL (value), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
    gtk_widget_set_hexpand (value, TRUE);
    gtk_grid_attach (self->configuration, make_label (g_ptr_array_index (pairs, i), 0, "dim-label"),
                     0, (int)i, 1, 1);
    gtk_grid_attach (self->configuration, value, 1, (int)i, 1, 1);
  }
}

/* How it stands. */

/* Of the whole training once it has begun, before that of what it waits for. */
static void
show_progress (AcuRunView *self, const AcuTrainingStatus *status)
{
  const AcuRunProgress *progress = &status->progress;

  if (status->state != ACU_TRAINING_OPENING && status->n_steps > 0)
    gtk_progress_bar_set_fraction (self->progress,
                                   MIN ((double)status->step / (double)status->n_steps, 1));
  else if (progress->total > 0)
    gtk_progress_bar_set_fraction (self->progress,
                                   MIN ((double)progress->done / (double)progress->total, 1));
  else
    gtk_progress_bar_set_fraction (self->progress, 0);
}

/* Why a run that is over failed, and what was warned of meanwhile. (transfer full) */
static char *
describe_trouble (const AcuRunRecord *record)
{
  g_autofree char *warnings = acu_run_words_warnings (record->warning, record->n_unsaid);

  if (record->error == NULL)
    return g_steal_pointer (&warnings);
  return g_strdup_printf ("%s%s%s", record->error, *warnings != '\0' ? "\n" : "", warnings);
}

static void
update (AcuRunView *self)
{
  const AcuRunRecord *record =
      self->id != NULL ? acu_training_service_find (self->service, self->id) : NULL;
  g_auto (AcuTrainingStatus) status = {0};
  /* What was measured before the end stays known. */
  const AcuTrainingStatus last = {.progress.patches_per_second = self->pace.patches_per_second};
  g_autofree char *summary = NULL, *words = NULL, *speed = NULL, *trouble = NULL;
  gboolean is_running, can_resume;

  if (record == NULL)
    return;
  acu_training_service_get_status (self->service, &status);
  is_running = g_strcmp0 (status.id, self->id) == 0;
  can_resume = !is_running && acu_run_record_can_resume (record);
  acu_run_plots_follow (self->plots, record);
  if (is_running && self->is_live)
    append_live (self);

  gtk_label_set_label (self->title, record->name);
  summary = acu_run_words_summary (record);
  gtk_label_set_label (self->summary, summary);
  if (is_running)
    words = acu_run_words_progress (&status);
  else
    words =
        can_resume ? acu_run_words_unfinished (record, &self->pace) : acu_run_words_state (record);
  gtk_label_set_label (self->progress_words, words);
  speed = acu_run_words_speed (is_running ? &status : &last, record->device);
  gtk_label_set_label (self->speed_words, speed);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), is_running);
  show_progress (self, &status);
  gtk_widget_set_visible (self->running_buttons, is_running);
  gtk_widget_set_visible (self->unfinished_buttons, can_resume);
  gtk_widget_set_visible (self->resume, g_strcmp0 (self->offered, self->id) != 0);
  gtk_widget_set_sensitive (self->keep_best, record->n_epochs > 0);
  trouble = is_running ? acu_run_words_warnings (status.warning, status.n_unsaid)
                       : describe_trouble (record);
  gtk_label_set_label (self->trouble, trouble);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), *gtk_label_get_label (self->trouble) != '\0');
  show_outcome (self, record);
}

static void
records_changed_cb (AcuRunView *self)
{
  const AcuRunRecord *record =
      self->id != NULL ? acu_training_service_find (self->service, self->id) : NULL;

  update (self);
  if (record != NULL)
    show_configuration (self, record);
}

static void
ended_cb (AcuRunView *self, const char *id)
{
  /* What the last moments brought is in the file. */
  if (self->is_live && g_strcmp0 (self->id, id) == 0)
    acu_run_view_show (self, id);
}

/* The note. */

static void
save_note (AcuRunView *self)
{
  GtkTextIter begin, end;
  g_autofree char *text = NULL;

  if (self->note_timer == 0)
    return;
  g_clear_handle_id (&self->note_timer, g_source_remove);
  gtk_text_buffer_get_bounds (self->note, &begin, &end);
  text = gtk_text_buffer_get_text (self->note, &begin, &end, FALSE);
  acu_training_service_set_note (self->service, self->id, text);
}

static gboolean
note_timer_cb (gpointer data)
{
  save_note (data);
  return G_SOURCE_REMOVE;
}

static void
note_changed_cb (AcuRunView *self)
{
  if (!self->is_filling && self->id != NULL && self->note_timer == 0)
    self->note_timer = g_timeout_add (NOTE_DELAY, note_timer_cb, self);
}

static void
show_note (AcuRunView *self, const char *note)
{
  self->is_filling = TRUE;
  gtk_text_buffer_set_text (self->note, note, -1);
  self->is_filling = FALSE;
}

void
acu_run_view_show (AcuRunView *self, const char *id)
{
  const AcuRunRecord *record;
  g_auto (AcuTrainingStatus) status = {0};
  gboolean is_same, is_live;

  g_return_if_fail (ACU_IS_RUN_VIEW (self) && id != NULL);

  save_note (self);
  record = acu_training_service_find (self->service, id);
  acu_training_service_get_status (self->service, &status);
  is_same = g_strcmp0 (self->id, id) == 0;
  is_live = g_strcmp0 (status.id, id) == 0;
  /* A run that was gone on with, or has ended, is the same run with another source of curves. */
  if (record == NULL || (is_same && self->is_live == is_live))
    return;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (!is_same) {
    g_free (self->id);
    self->id = g_strdup (id);
    show_note (self, record->note);
  }
  self->is_live = is_live;
  self->pace = (AcuRunPace){.seconds_left = -1};
  acu_run_plots_begin (self->plots, record);
  if (!is_live)
    load_log (self);
  records_changed_cb (self);
}

void
acu_run_view_set_offered (AcuRunView *self, const char *id)
{
  g_return_if_fail (ACU_IS_RUN_VIEW (self));

  g_free (self->offered);
  self->offered = g_strdup (id);
  update (self);
}

const char *
acu_run_view_get_id (AcuRunView *self)
{
  g_return_val_if_fail (ACU_IS_RUN_VIEW (self), NULL);

  return self->id;
}

/* The buttons act on the run that is shown. */
static void
run_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AcuRunView *self = ACU_RUN_VIEW (widget);
  g_autofree char *action = g_strconcat ("win.", name + strlen ("run."), NULL);

  if (self->id != NULL)
    gtk_widget_activate_action (widget, action, "s", self->id);
}

static void
copy_configuration_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AcuRunView *self = ACU_RUN_VIEW (widget);
  const AcuRunRecord *record =
      self->id != NULL ? acu_training_service_find (self->service, self->id) : NULL;
  g_autofree char *text = record != NULL ? acu_run_settings_to_json (&record->settings) : NULL;

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

void
acu_run_view_attach (AcuRunView *self, AcuTrainingService *service)
{
  g_return_if_fail (ACU_IS_RUN_VIEW (self) && ACU_IS_TRAINING_SERVICE (service));

  self->service = g_object_ref (service);
  g_signal_connect_object (service, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "records-changed", G_CALLBACK (records_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
}

/* Off its window, the page may be kept for a while by what still reads its log; what was typed does
 * not wait for that. */
static void
acu_run_view_unroot (GtkWidget *widget)
{
  save_note (ACU_RUN_VIEW (widget));
  GTK_WIDGET_CLASS (acu_run_view_parent_class)->unroot (widget);
}

static void
acu_run_view_dispose (GObject *object)
{
  AcuRunView *self = ACU_RUN_VIEW (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  save_note (self);
  if (self->note != NULL)
    g_signal_handlers_disconnect_by_data (self->note, self);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_RUN_VIEW);
  g_clear_object (&self->service);
  g_clear_pointer (&self->plots, acu_run_plots_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->offered, g_free);
  G_OBJECT_CLASS (acu_run_view_parent_class)->dispose (object);
}

static void
acu_run_view_init (AcuRunView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->plots = acu_run_plots_new ();
  for (guint i = 0; i < ACU_N_RUN_PLOTS; i++) {
    GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    GtkWidget *chart = acu_chart_new (acu_run_plots_get (self->plots, (AcuRunPlot)i));

    gtk_widget_add_css_class (card, "panel-card");
    gtk_widget_set_size_request (chart, 280, 230);
    gtk_widget_set_hexpand (chart, TRUE);
    gtk_box_append (GTK_BOX (card), chart);
    gtk_flow_box_append (self->charts, card);
    gtk_widget_set_focusable (gtk_widget_get_parent (card), FALSE);
  }
  g_signal_connect_swapped (self->note, "changed", G_CALLBACK (note_changed_cb), self);
}

static void
acu_run_view_class_init (AcuRunViewClass *class)
{
  static const char *const run_actions[] = {
      "run.resume-run",   "run.keep-best-run", "run.discard-run", "run.remove-run",
      "run.save-run-log", "run.keep-run",      "run.use-run",     "run.examine-run"};
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_run_view_dispose;
  widget_class->unroot = acu_run_view_unroot;
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/run-view.ui");
  gtk_widget_class_set_css_name (widget_class, "run-view");
  for (guint i = 0; i < G_N_ELEMENTS (run_actions); i++)
    gtk_widget_class_install_action (widget_class, run_actions[i], NULL, run_action_cb);
  gtk_widget_class_install_action (widget_class, "run.copy-configuration", NULL,
                                   copy_configuration_cb);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, title);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, summary);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, progress_words);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, speed_words);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, progress);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, running_buttons);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, unfinished_buttons);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, keep_best);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, resume);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, trouble);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, charts);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, outcome);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, outcome_table);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, outcome_words);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, outcome_buttons);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, keep_result);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, discard_result);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, configuration);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, note);
  gtk_widget_class_bind_template_child (widget_class, AcuRunView, note_view);
}

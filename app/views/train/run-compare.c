#include "app/views/train/run-compare.h"

#include "app/learning/service/run-log.h"
#include "app/text/number-text.h"
#include "app/views/charts/chart.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/thread-task.h"
#include "app/views/train/run-words.h"

#include <glib/gi18n.h>
#include <math.h>

/* Points of each run that are kept. */
#define MAX_POINTS 8000

/* Steps that are appended in one go. */
#define SLICE 4000

/* As in the run's own chart. */
#define SMOOTHING 0.98

enum { PLOT_LOSS, PLOT_SRCC, PLOT_PLCC, PLOT_HEAD, PLOT_BACKBONE, PLOT_SPEED, N_PLOTS };

/* What is drawn of each run. */
static const struct {
  const char *title;
  const char *measured;
  AcuAxisFlags axis;
  gboolean is_by_step; /* else by epoch */
} kinds[N_PLOTS] = {
    [PLOT_LOSS] = {N_ ("Loss per step, smoothed"), N_ ("Loss"), ACU_AXIS_DEFAULT, TRUE},
    [PLOT_SRCC] = {N_ ("SRCC on held-out pictures"), "SRCC", ACU_AXIS_DEFAULT, FALSE},
    [PLOT_PLCC] = {N_ ("PLCC on held-out pictures"), "PLCC", ACU_AXIS_DEFAULT, FALSE},
    [PLOT_HEAD] = {N_ ("Learning rate of the head"), N_ ("Learning rate"), ACU_AXIS_LOGARITHMIC,
                   TRUE},
    [PLOT_BACKBONE] = {N_ ("Learning rate of the backbone"), N_ ("Learning rate"),
                       ACU_AXIS_LOGARITHMIC, TRUE},
    [PLOT_SPEED] = {N_ ("Throughput"), N_ ("Patches a second"), ACU_AXIS_DEFAULT, FALSE},
};

struct _AcuRunCompare {
  GtkWidget parent_instance;

  GtkListBox *choices;
  GtkFlowBox *charts;
  GtkGrid *table;

  GPtrArray *records; /* AcuRunRecord */
  GHashTable *chosen; /* ids */
  AcuPlot *plots[N_PLOTS];
  GtkWidget *cards[N_PLOTS]; /* that they are on */
  GCancellable *loading;
  GTask *read;   /* whose logs are being drawn; NULL: none */
  guint n_drawn; /* logs */
  guint n_taken; /* steps of the next */
  guint drawing; /* source; 0: all are drawn */
  gboolean is_filling;
  gboolean is_asked; /* a person has chosen, and nothing else chooses any more */
};

G_DEFINE_FINAL_TYPE (AcuRunCompare, acu_run_compare, GTK_TYPE_WIDGET)

/* The chosen runs and their logs. */
typedef struct {
  GPtrArray *records; /* AcuRunRecord */
  GPtrArray *logs;    /* AcuRunLog */
} Course;

static void
course_free (gpointer data)
{
  Course *course = data;

  g_ptr_array_unref (course->records);
  g_ptr_array_unref (course->logs);
  g_free (course);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Course *course = data;

  for (guint i = 0; i < course->records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (course->records, i);
    g_autofree char *path = acu_run_record_path (record->id, ACU_RECORD_LOG);
    AcuRunLog *log = acu_run_log_read (path, NULL);

    g_ptr_array_add (course->logs, log != NULL ? log : acu_run_log_new ());
  }
  g_task_return_boolean (task, TRUE);
}

/* The steps of @log from @first on, @n of them.  A quick run leaves its backbone as it is. */
static void
append_steps (AcuRunCompare *self,
              guint series,
              const AcuRunRecord *record,
              const AcuRunLog *log,
              guint first,
              guint n)
{
  g_autofree double *places = g_new (double, n);
  g_autofree double *losses = g_new (double, n);
  g_autofree double *heads = g_new (double, n);
  g_autofree double *backbones = g_new (double, n);

  for (guint i = 0; i < n; i++) {
    const AcuRunStep *step = &g_array_index (log->steps, AcuRunStep, first + i);

    places[i] = (double)step->step;
    losses[i] = step->loss;
    heads[i] = step->rate_head;
    backbones[i] = step->rate_backbone;
  }
  acu_plot_append_many (self->plots[PLOT_LOSS], series, places, losses, n);
  acu_plot_append_many (self->plots[PLOT_HEAD], series, places, heads, n);
  if (record->settings.mode == ACU_RUN_FULL)
    acu_plot_append_many (self->plots[PLOT_BACKBONE], series, places, backbones, n);
}

static void
append_epochs (AcuRunCompare *self, guint series, const AcuRunRecord *record, const AcuRunLog *log)
{
  double patches = acu_run_record_count_patches (record);

  for (guint i = 0; i < log->epochs->len; i++) {
    const AcuRunEpoch *epoch = &g_array_index (log->epochs, AcuRunEpoch, i);
    double place = epoch->epoch + 1;

    if (epoch->validation.count > 0) {
      acu_plot_append (self->plots[PLOT_SRCC], series, place, epoch->validation.srcc);
      acu_plot_append (self->plots[PLOT_PLCC], series, place, epoch->validation.plcc);
    }
    if (epoch->seconds > 0 && patches > 0)
      acu_plot_append (self->plots[PLOT_SPEED], series, place, patches / epoch->seconds);
  }
}

/* Forgets what is not drawn yet. */
static void
stop_drawing (AcuRunCompare *self)
{
  g_clear_handle_id (&self->drawing, g_source_remove);
  self->n_drawn = self->n_taken = 0;
  /* Which may hold the last reference to what draws. */
  g_clear_object (&self->read);
}

/* One slice of what waits: however long the logs, nothing waits for them.  Each run has the same
 * series in every plot. */
static gboolean
draw_cb (gpointer data)
{
  AcuRunCompare *self = data;
  const Course *course = g_task_get_task_data (self->read);
  const AcuRunRecord *record;
  const AcuRunLog *log;
  guint n;

  if (self->n_drawn == course->logs->len) {
    self->drawing = 0;
    stop_drawing (self);
    return G_SOURCE_REMOVE;
  }
  record = g_ptr_array_index (course->records, self->n_drawn);
  log = g_ptr_array_index (course->logs, self->n_drawn);
  n = MIN (log->steps->len - self->n_taken, SLICE);
  if (n > 0)
    append_steps (self, self->n_drawn, record, log, self->n_taken, n);
  self->n_taken += n;
  if (self->n_taken == log->steps->len) {
    append_epochs (self, self->n_drawn, record, log);
    self->n_drawn++;
    self->n_taken = 0;
  }
  return G_SOURCE_CONTINUE;
}

static void
draw (AcuRunCompare *self, GTask *read)
{
  const Course *course = g_task_get_task_data (read);
  gboolean any_backbone = FALSE;

  stop_drawing (self);
  for (guint i = 0; i < N_PLOTS; i++)
    acu_plot_clear (self->plots[i]);
  for (guint i = 0; i < course->records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (course->records, i);

    any_backbone = any_backbone || record->settings.mode == ACU_RUN_FULL;
    for (guint j = 0; j < N_PLOTS; j++) {
      acu_plot_add_series (self->plots[j], record->name,
                           kinds[j].is_by_step ? ACU_SERIES_LINE : ACU_SERIES_LINE_POINTS);
      if (kinds[j].is_by_step)
        acu_plot_set_limit (self->plots[j], i, MAX_POINTS);
    }
    acu_plot_set_smoothing (self->plots[PLOT_LOSS], i, SMOOTHING);
  }
  gtk_widget_set_visible (self->cards[PLOT_BACKBONE], any_backbone);
  self->read = g_object_ref (read);
  self->drawing = g_idle_add (draw_cb, self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  if (g_task_propagate_boolean (G_TASK (result), NULL))
    draw (ACU_RUN_COMPARE (source), G_TASK (result));
}

static void
add_cell (GtkGrid *table, const char *text, guint column, guint row, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 26);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_grid_attach (table, label, (int)column, (int)row, 1, 1);
}

/* The chosen runs, the newest first. (element-type AcuRunRecord) */
static GPtrArray *
list_chosen (AcuRunCompare *self)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < self->records->len; i++) {
    AcuRunRecord *record = g_ptr_array_index (self->records, i);

    if (g_hash_table_contains (self->chosen, record->id))
      g_ptr_array_add (chosen, record);
  }
  return chosen;
}

static char *
format_agreement (double value, gsize count)
{
  return acu_number_format (count > 0 ? value : (double)NAN, 3);
}

/* How good they are, and in what they differ. */
static void
fill_table (AcuRunCompare *self, GPtrArray *chosen)
{
  g_autoptr (GPtrArray) configurations =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GPtrArray) differing = NULL;
  GtkWidget *child;
  guint row = 1;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->table))) != NULL)
    gtk_grid_remove (self->table, child);
  if (chosen->len == 0)
    return;
  add_cell (self->table, _ ("Validation SRCC"), 0, row, "dim-label");
  add_cell (self->table, _ ("Validation PLCC"), 0, row + 1, "dim-label");
  for (guint i = 0; i < chosen->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (chosen, i);
    g_autofree char *srcc = format_agreement (record->best.srcc, record->best.count);
    g_autofree char *plcc = format_agreement (record->best.plcc, record->best.count);

    add_cell (self->table, record->name, i + 1, 0, "heading");
    add_cell (self->table, srcc, i + 1, row, "numeric");
    add_cell (self->table, plcc, i + 1, row + 1, "numeric");
    g_ptr_array_add (configurations, acu_run_words_configuration (record));
  }
  row += 2;
  differing = acu_run_words_list_differing (configurations);
  for (guint line = 0; line < differing->len; line++) {
    const char *name = g_ptr_array_index (differing, line);

    add_cell (self->table, name, 0, row, "dim-label");
    for (guint i = 0; i < configurations->len; i++) {
      const char *value = acu_run_words_find_value (g_ptr_array_index (configurations, i), name);

      add_cell (self->table, value != NULL ? value : "–", i + 1, row, "numeric");
    }
    row++;
  }
}

static void
show (AcuRunCompare *self)
{
  g_autoptr (GPtrArray) chosen = list_chosen (self);
  g_autoptr (GTask) task = NULL;
  Course *course = g_new0 (Course, 1);

  course->records = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_run_record_free);
  course->logs = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_run_log_free);
  for (guint i = 0; i < chosen->len; i++)
    g_ptr_array_add (course->records, acu_run_record_copy (g_ptr_array_index (chosen, i)));
  fill_table (self, chosen);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, read_cb, NULL);
  g_task_set_task_data (task, course, course_free);
  acu_thread_task_run (task, read_in_thread);
}

static void
toggled_cb (GtkCheckButton *button, AcuRunCompare *self)
{
  const char *id = g_object_get_data (G_OBJECT (button), "acu-run");

  if (self->is_filling)
    return;
  self->is_asked = TRUE;
  if (gtk_check_button_get_active (button))
    g_hash_table_add (self->chosen, g_strdup (id));
  else
    g_hash_table_remove (self->chosen, id);
  show (self);
}

static void
fill_choices (AcuRunCompare *self)
{
  GtkListBoxRow *row;

  self->is_filling = TRUE;
  while ((row = gtk_list_box_get_row_at_index (self->choices, 0)) != NULL)
    gtk_list_box_remove (self->choices, GTK_WIDGET (row));
  for (guint i = 0; i < self->records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (self->records, i);
    GtkWidget *button = gtk_check_button_new ();
    GtkWidget *name = gtk_label_new (record->name);

    gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
    gtk_check_button_set_child (GTK_CHECK_BUTTON (button), name);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    record->name, -1);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                                 g_hash_table_contains (self->chosen, record->id));
    g_object_set_data_full (G_OBJECT (button), "acu-run", g_strdup (record->id), g_free);
    g_signal_connect (button, "toggled", G_CALLBACK (toggled_cb), self);
    gtk_list_box_append (self->choices, button);
    gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  }
  self->is_filling = FALSE;
}

static gboolean
is_gone (gpointer id, gpointer value, gpointer user_data)
{
  GPtrArray *records = user_data;

  for (guint i = 0; i < records->len; i++)
    if (g_str_equal (((const AcuRunRecord *)g_ptr_array_index (records, i))->id, id))
      return FALSE;
  return TRUE;
}

void
acu_run_compare_set_records (AcuRunCompare *self, GPtrArray *records)
{
  g_return_if_fail (ACU_IS_RUN_COMPARE (self) && records != NULL);

  g_ptr_array_set_size (self->records, 0);
  g_hash_table_foreach_remove (self->chosen, is_gone, records);
  for (guint i = 0; i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);

    g_ptr_array_add (self->records, acu_run_record_copy (record));
    if (!self->is_asked && g_hash_table_size (self->chosen) < 2)
      g_hash_table_add (self->chosen, g_strdup (record->id));
  }
  fill_choices (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show (self);
}

static void
acu_run_compare_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (acu_run_compare_parent_class)->map (widget);
  show (ACU_RUN_COMPARE (widget));
}

static void
acu_run_compare_dispose (GObject *object)
{
  AcuRunCompare *self = ACU_RUN_COMPARE (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  stop_drawing (self);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_RUN_COMPARE);
  for (guint i = 0; i < N_PLOTS; i++)
    g_clear_object (&self->plots[i]);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  G_OBJECT_CLASS (acu_run_compare_parent_class)->dispose (object);
}

static void
acu_run_compare_init (AcuRunCompare *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_run_record_free);
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < N_PLOTS; i++) {
    AcuPlot *plot = self->plots[i] = acu_plot_new (_ (kinds[i].title));
    GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *chart = acu_chart_new (plot);

    acu_plot_set_axis (plot, ACU_PLOT_X, kinds[i].is_by_step ? _ ("Step") : _ ("Epoch"),
                       ACU_AXIS_WHOLE);
    acu_plot_set_axis (plot, ACU_PLOT_Y, _ (kinds[i].measured), kinds[i].axis);
    gtk_widget_add_css_class (card, "panel-card");
    gtk_widget_set_size_request (chart, 280, 240);
    gtk_widget_set_hexpand (chart, TRUE);
    gtk_box_append (GTK_BOX (card), chart);
    gtk_flow_box_append (self->charts, card);
    self->cards[i] = gtk_widget_get_parent (card);
    gtk_widget_set_focusable (self->cards[i], FALSE);
  }
}

static void
acu_run_compare_class_init (AcuRunCompareClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_run_compare_dispose;
  widget_class->map = acu_run_compare_map;
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/run-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuRunCompare, choices);
  gtk_widget_class_bind_template_child (widget_class, AcuRunCompare, charts);
  gtk_widget_class_bind_template_child (widget_class, AcuRunCompare, table);
}

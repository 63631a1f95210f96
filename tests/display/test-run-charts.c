/* How a run's curves are drawn, however long its log, by itself and beside another's. */
#include "app/learning/training/run-folder.h"
#include "app/views/train/run-compare.h"
#include "app/views/train/run-list.h"
#include "app/views/train/run-notice.h"
#include "app/views/train/run-plots.h"
#include "app/views/train/run-view.h"
#include "tests/display/application-run.h"
#include "tests/display/run-fixture.h"
#include "tests/display/view-testing.h"

#include <adwaita.h>
#include <math.h>

/* Beside sanitizers, which make reading a log some fifty times slower, a few points are many. */
#ifdef ACU_SANITIZED
#define N_STEPS 4000
#else
#define N_STEPS 100000
#endif

/* Fewer than those, and than what is drawn in one go. */
#define N_SHORT 700

/* More points than a run's chart keeps. */
#define IS_THINNED (N_STEPS > 40000)

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

static void
count_frame_cb (GdkFrameClock *clock, guint *n_frames)
{
  (*n_frames)++;
}

/* The lines of the file @path that are whole; 0 where it is not there. */
static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  guint n = 0;

  if (g_file_get_contents (path, &text, NULL, NULL))
    for (const char *c = text; (c = strchr (c, '\n')); c++)
      n++;
  return n;
}

static void
test_long_log (void)
{
  g_autofree char *id = acu_fixture_make_run ("long", N_STEPS, 0.75);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  gint64 began = g_get_monotonic_time ();
  guint n_frames = 0;
  guint tick = acu_test_start_ticking ();
  AcuWatchdog watchdog;

  while (!acu_training_service_find (service, id))
    acu_test_turn (began);
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (window))
    acu_test_turn (began);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (count_frame_cb),
                    &n_frames);
  while (n_frames < 3) {
    gtk_widget_queue_draw (view);
    acu_test_turn (began);
  }

  /* The log arrives, and the curves are drawn. */
  acu_watchdog_start (&watchdog);
  acu_run_view_show (ACU_RUN_VIEW (view), id);
  AcuPlot *plot = acu_chart_get_plot (ACU_CHART (acu_test_find_chart (view, "Loss per step")));
  const AcuSeries *series = acu_plot_get_series (plot, 0);
  while (series->n_appended < N_STEPS)
    acu_test_turn (began);
  for (n_frames = 0; n_frames < 3;) {
    gtk_widget_queue_draw (view);
    acu_test_turn (began);
  }
  acu_watchdog_stop ();
  g_test_message ("busy for %" G_GINT64_FORMAT " us at most, %u times blocked",
                  watchdog.longest_busy, watchdog.n_blocked);
  g_assert_cmpint (watchdog.longest_busy, <, ACU_WATCHDOG_LIMIT);

  /* The figures are of the pictures that chose the epoch, which nothing may hide. */
  g_assert_true (
      acu_test_shows (view, "The best epoch was 1 of 1, by the 8 held-out pictures that chose"));
  g_assert_true (acu_test_shows (view, "RMSE is of the predictions as they are"));
  g_assert_true (acu_test_shows (view, "“Look closer” judges by 5 other pictures"));

  /* Few points stay, and the running mean of each is of all that came before it. */
  g_assert_cmpuint (series->n, <=, IS_THINNED ? N_STEPS / 2 : N_STEPS);
  g_assert_cmpuint (series->n, >, N_STEPS / 10);
  double mean = 0, weight = 0.98;
  gsize next = 0;
  for (guint i = 0; i < N_STEPS; i++) {
    mean = weight * mean + (1 - weight) * acu_fixture_get_loss (i);
    if (next < series->n && series->x[next] == i + 1)
      g_assert_cmpfloat_with_epsilon (series->smooth[next++], mean / (1 - pow (weight, i + 1.0)),
                                      1e-6);
  }
  g_assert_cmpuint (next, ==, series->n);

  /* What is saved is all of it. */
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "loss.csv", NULL);
  gtk_widget_activate_action (acu_test_find_chart (view, "Loss per step"), "chart.save-to", "s",
                              path);
  while (count_lines (path) < 1 + N_STEPS)
    acu_test_turn (began);
  g_assert_cmpuint (count_lines (path), ==, 1 + N_STEPS);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

/* The series of @plot called @name; NULL: none is. */
static const AcuSeries *
find_series (AcuPlot *plot, const char *name)
{
  for (guint i = 0; i < acu_plot_get_n_series (plot); i++)
    if (g_str_equal (acu_plot_get_series (plot, i)->name, name))
      return acu_plot_get_series (plot, i);
  return NULL;
}

static gsize
count_points (AcuPlot *plot, const char *name)
{
  const AcuSeries *series = find_series (plot, name);

  return series ? series->n_appended : 0;
}

/* The last point of the series @name of @plot, which has @n. */
static void
assert_last (AcuPlot *plot, const char *name, gsize n, double x, double y)
{
  const AcuSeries *series = find_series (plot, name);

  g_assert_nonnull (series);
  g_assert_cmpuint (series->n_appended, ==, n);
  g_assert_cmpfloat (series->x[series->n - 1], ==, x);
  g_assert_cmpfloat_with_epsilon (series->y[series->n - 1], y, 1e-12);
}

/* Every chart of a run has what its log tells. */
static void
test_charts (void)
{
  g_autofree char *id = acu_fixture_make_run ("charted", N_SHORT, 0.625);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  while (!acu_training_service_find (service, id))
    acu_test_turn (began);
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  acu_run_view_show (ACU_RUN_VIEW (view), id);
  AcuPlot *agreement = acu_test_find_plot (view, "Agreement with raters");
  while (count_points (agreement, "PLCC") == 0)
    acu_test_turn (began);
  assert_last (acu_test_find_plot (view, "Loss per step"), "L1", N_SHORT, N_SHORT,
               acu_fixture_get_loss (N_SHORT - 1));
  assert_last (agreement, "SRCC", 1, 1, 0.625);
  assert_last (agreement, "PLCC", 1, 1, 0.8);
  assert_last (acu_test_find_plot (view, "Learning rates"), "Head", N_SHORT, N_SHORT, 1e-5);
  assert_last (acu_test_find_plot (view, "Learning rates"), "Backbone", N_SHORT, N_SHORT, 1e-6);
  /* Ten pictures of twenty patches in four seconds. */
  assert_last (acu_test_find_plot (view, "Throughput"), "Training and validation", 1, 1, 50);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

/* The steps of @log from @first to @last, of four patches and so many seconds each. */
static void
add_steps (AcuRunLog *log, guint epoch, guint first, guint last, double seconds)
{
  for (guint i = first; i <= last; i++) {
    const AcuRunStep step = {.epoch = epoch,
                             .step = i,
                             .loss = 1,
                             .rate_head = 1e-5,
                             .rate_backbone = 1e-6,
                             .n_patches = 4,
                             .seconds = seconds};
    g_array_append_val (log->steps, step);
  }
}

/* Long before an epoch is over it is seen how fast it goes: by what was trained and how long that
 * took, neither pauses nor the validation between epochs counted. */
static void
test_pace (void)
{
  g_autofree char *id = acu_fixture_make_run ("paced", 0, 0.625);
  g_autoptr (GPtrArray) records = acu_run_record_list (NULL, NULL);
  AcuRunRecord *record = NULL;
  g_autoptr (AcuRunPlots) plots = acu_run_plots_new ();
  AcuPlot *speed = acu_run_plots_get (plots, ACU_RUN_PLOT_SPEED);

  for (guint i = 0; i < records->len; i++)
    if (g_str_equal (((AcuRunRecord *)g_ptr_array_index (records, i))->id, id))
      record = g_ptr_array_index (records, i);
  g_assert_nonnull (record);
  /* Fifty steps an epoch. */
  record->n_training = 10;
  record->settings.patches_per_image = 20;
  record->settings.batch = 4;
  acu_run_plots_begin (plots, record);

  /* Two patches a second; of a single step nothing is said. */
  AcuRunLog *log = acu_run_log_new ();
  add_steps (log, 0, 1, 2, 2);
  acu_run_plots_append (plots, log);
  g_assert_cmpuint (count_points (speed, "Training"), ==, 0);
  log = acu_run_log_new ();
  add_steps (log, 0, 3, 10, 2);
  acu_run_plots_append (plots, log);
  g_assert_cmpuint (count_points (speed, "Training and validation"), ==, 0);
  assert_last (speed, "Training", 3, 9.0 / 50, 2);
  g_assert_cmpfloat (find_series (speed, "Training")->x[0], ==, 3.0 / 50);

  /* The rest of the epoch is fast: what began before it still was slow. */
  log = acu_run_log_new ();
  add_steps (log, 0, 11, 50, 0.25);
  add_steps (log, 1, 51, 51, 6);
  acu_run_plots_append (plots, log);
  const AcuSeries *paces = find_series (speed, "Training");
  for (gsize i = 4; i + 1 < paces->n; i++) {
    g_assert_cmpfloat (paces->x[i], <=, 1);
    g_assert_cmpfloat_with_epsilon (paces->y[i], 16, 1e-9);
  }
  assert_last (speed, "Training", 6, 51.0 / 50, 4 / 6.0);
  AcuAxis axis = acu_plot_fit_axis (speed, ACU_PLOT_X, 5);
  g_assert_cmpuint (axis.n_ticks, >=, 2);

  /* A log of earlier versions knows of epochs alone. */
  acu_run_plots_begin (plots, record);
  log = acu_run_log_new ();
  add_steps (log, 0, 1, 50, NAN);
  acu_run_plots_append (plots, log);
  g_assert_null (find_series (speed, "Training"));
}

/* Has the run @id be one that was killed in its first epoch, after three steps of 32 patches and
 * four seconds each. */
static void
kill_run (const char *id)
{
  g_autoptr (GPtrArray) records = acu_run_record_list (NULL, NULL);
  g_autofree char *log = acu_run_record_path (id, ACU_RECORD_LOG);
  g_autofree char *root = acu_run_folder_root (), *folder = NULL, *settings = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++) {
    AcuRunRecord *record = g_ptr_array_index (records, i);

    if (!g_str_equal (record->id, id))
      continue;
    record->state = ACU_RECORD_RUNNING;
    record->n_epochs = 0;
    record->best.count = 0;
    g_assert_true (acu_run_record_save (record, NULL));
    folder = g_build_filename (root, record->name, NULL);
    settings = g_build_filename (folder, "settings.json", NULL);
  }
  for (guint i = 1; i <= 3; i++)
    g_string_append_printf (lines,
                            "{\"epoch\":1,\"step\":%u,\"loss\":1,\"lr_head\":1e-5,"
                            "\"lr_backbone\":1e-6,\"patches\":32,\"seconds\":4}\n",
                            i);
  g_assert_true (g_file_set_contents (log, lines->str, -1, NULL));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (settings, "{}", -1, NULL));
}

/* What was measured of a run before it was killed is there when the program is started again. */
static void
test_killed (void)
{
  g_autofree char *id = acu_fixture_make_run ("killed", 0, 0.625);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  kill_run (id);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  while (!acu_training_service_find (service, id))
    acu_test_turn (began);
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  acu_run_view_show (ACU_RUN_VIEW (view), id);
  AcuPlot *speed = acu_test_find_plot (view, "Throughput");
  while (count_points (speed, "Training") == 0)
    acu_test_turn (began);
  /* Two steps make a point.  Of 35 steps, 32 are left. */
  assert_last (speed, "Training", 1, 2 / 7.0, 8);
  g_assert_true (acu_test_says (view, "8.0 patches/s"));
  g_assert_true (acu_test_says (view, "interrupted in the first epoch · 2 min left"));
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

/* Of the runs that @widget offers, those that are chosen. */
static guint
count_chosen (GtkWidget *widget)
{
  guint n = GTK_IS_CHECK_BUTTON (widget) && gtk_check_button_get_active (GTK_CHECK_BUTTON (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_chosen (child);
  return n;
}

/* A run that is gone leaves its place to another, until a person has chosen: then nothing is chosen
 * by itself.
 * @records are two runs, one of them @left. */
static void
check_chosen (AcuRunCompare *compare, GPtrArray *records, const char *left)
{
  GtkWidget *widget = GTK_WIDGET (compare);
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();
  g_autoptr (GPtrArray) others =
      g_ptr_array_new_with_free_func ((GDestroyNotify)acu_run_record_free);

  for (guint i = 0; i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);
    AcuRunRecord *copy = acu_run_record_copy (record);

    if (g_str_equal (record->id, left)) {
      g_ptr_array_add (rest, (gpointer)record);
    } else {
      g_free (copy->id);
      copy->id = g_strdup ("another");
    }
    g_ptr_array_add (others, copy);
  }
  g_assert_cmpuint (others->len, ==, 2);
  acu_run_compare_set_records (compare, others);
  g_assert_cmpuint (count_chosen (widget), ==, 2);
  acu_run_compare_set_records (compare, rest);
  g_assert_cmpuint (count_chosen (widget), ==, 1);
  acu_run_compare_set_records (compare, records);
  g_assert_cmpuint (count_chosen (widget), ==, 2);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (acu_test_find_widget (widget, GTK_TYPE_CHECK_BUTTON)), FALSE);
  acu_run_compare_set_records (compare, records);
  g_assert_cmpuint (count_chosen (widget), ==, 1);
}

/* Beside another, its log is drawn in parts as well; and wherever its figures are told, so is what
 * they were measured on. */
static void
test_comparison (void)
{
  acu_fixture_forget_runs ();
  g_autofree char *id = acu_fixture_make_run ("long", N_STEPS, 0.75);
  g_autofree char *other = acu_fixture_make_run ("short", N_SHORT, 0.625);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *list = g_object_new (ACU_TYPE_RUN_LIST, NULL);
  GtkWidget *compare = g_object_new (ACU_TYPE_RUN_COMPARE, NULL);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();
  gboolean was_partial = FALSE;

  acu_run_list_attach (ACU_RUN_LIST (list), service);
  while (!acu_training_service_find (service, id))
    acu_test_turn (began);
  acu_run_compare_set_records (ACU_RUN_COMPARE (compare),
                               acu_training_service_get_records (service));
  gtk_widget_set_vexpand (compare, TRUE);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), compare);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  AcuPlot *plot = acu_test_find_plot (compare, "Loss per step, smoothed");
  AcuPlot *srcc = acu_test_find_plot (compare, "SRCC on held-out pictures");
  AcuPlot *plcc = acu_test_find_plot (compare, "PLCC on held-out pictures");
  while (count_points (plcc, "long") == 0 || count_points (plcc, "short") == 0) {
    gsize n = count_points (plot, "long");
    was_partial = was_partial || (n > 0 && n < N_STEPS);
    acu_test_turn (began);
  }
  assert_last (plot, "long", N_STEPS, N_STEPS, acu_fixture_get_loss (N_STEPS - 1));
  assert_last (plot, "short", N_SHORT, N_SHORT, acu_fixture_get_loss (N_SHORT - 1));
  assert_last (srcc, "long", 1, 1, 0.75);
  assert_last (srcc, "short", 1, 1, 0.625);
  assert_last (plcc, "long", 1, 1, 0.8);
  assert_last (plcc, "short", 1, 1, 0.8);
  g_assert_true (was_partial || !IS_THINNED);
  g_assert_true (acu_test_shows (compare, "Validation SRCC") &&
                 acu_test_shows (compare, "Validation PLCC"));

  GtkWidget *row = acu_test_find_widget (list, GTK_TYPE_LIST_BOX_ROW);
  g_autofree char *tooltips =
      g_strconcat (gtk_widget_get_tooltip_text (row), "\n",
                   gtk_widget_get_tooltip_text (gtk_widget_get_next_sibling (row)), NULL);
  g_assert_nonnull (strstr (tooltips, "validation SRCC 0.750"));
  g_assert_nonnull (strstr (tooltips, "validation SRCC 0.625"));
  g_autofree char *notice = acu_run_notice_tell (acu_training_service_find (service, id), FALSE);
  g_assert_cmpstr (notice, ==, "long: validation SRCC 0.750, before 0.500");
  check_chosen (ACU_RUN_COMPARE (compare), acu_training_service_get_records (service), other);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

/* Chooses or leaves out all runs that @widget offers. */
static void
choose_all (GtkWidget *widget, gboolean chosen)
{
  if (GTK_IS_CHECK_BUTTON (widget))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (widget), chosen);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    choose_all (child, chosen);
}

/* Three runs have their points in every chart there is; the backbone of one that is quick does not
 * learn, and has no rate. */
static void
test_three (void)
{
  static const char *const names[] = {"one", "two", "three"};
  g_autoptr (GPtrArray) records = NULL;
  GtkWidget *window = gtk_window_new ();
  GtkWidget *compare = g_object_new (ACU_TYPE_RUN_COMPARE, NULL);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  acu_fixture_forget_runs ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (acu_fixture_make_run (names[i], 100 * (i + 1), 0.5 + 0.125 * i));
  records = acu_run_record_list (NULL, NULL);
  g_assert_cmpuint (records->len, ==, 3);
  for (guint i = 0; i < records->len; i++) {
    AcuRunRecord *record = g_ptr_array_index (records, i);

    if (g_str_equal (record->name, "three"))
      record->settings.mode = ACU_RUN_QUICK;
    record->n_training = g_str_equal (record->name, "one") ? 10 : 30;
  }
  acu_run_compare_set_records (ACU_RUN_COMPARE (compare), records);
  gtk_window_set_child (GTK_WINDOW (window), compare);
  gtk_window_present (GTK_WINDOW (window));
  choose_all (compare, TRUE);
  AcuPlot *speed = acu_test_find_plot (compare, "Throughput");
  while (!count_points (speed, "one") || !count_points (speed, "two") ||
         !count_points (speed, "three"))
    acu_test_turn (began);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    guint n = 100 * (i + 1);

    assert_last (acu_test_find_plot (compare, "Loss per step, smoothed"), names[i], n, n,
                 acu_fixture_get_loss (n - 1));
    assert_last (acu_test_find_plot (compare, "SRCC on held-out pictures"), names[i], 1, 1,
                 0.5 + 0.125 * i);
    assert_last (acu_test_find_plot (compare, "PLCC on held-out pictures"), names[i], 1, 1, 0.8);
    assert_last (acu_test_find_plot (compare, "Learning rate of the head"), names[i], n, n, 1e-5);
    /* Of twenty patches each, in four seconds. */
    assert_last (speed, names[i], 1, 1, i == 0 ? 50 : 150);
  }
  GtkWidget *backbones = acu_test_find_chart (compare, "Learning rate of the backbone");
  AcuPlot *plot = acu_chart_get_plot (ACU_CHART (backbones));
  assert_last (plot, "one", 100, 100, 1e-6);
  assert_last (plot, "two", 200, 200, 1e-6);
  g_assert_cmpuint (count_points (plot, "three"), ==, 0);
  g_assert_true (gtk_widget_get_mapped (backbones));

  /* Where no backbone learns there is no chart of it. */
  for (guint i = 0; i < records->len; i++)
    ((AcuRunRecord *)g_ptr_array_index (records, i))->settings.mode = ACU_RUN_QUICK;
  acu_run_compare_set_records (ACU_RUN_COMPARE (compare), records);
  while (gtk_widget_get_mapped (backbones))
    acu_test_turn (began);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());
  g_test_add_func ("/run-charts/long-log", test_long_log);
  g_test_add_func ("/run-charts/every", test_charts);
  g_test_add_func ("/run-charts/pace", test_pace);
  g_test_add_func ("/run-charts/killed", test_killed);
  g_test_add_func ("/run-charts/comparison", test_comparison);
  g_test_add_func ("/run-charts/three", test_three);
  return g_test_run ();
}

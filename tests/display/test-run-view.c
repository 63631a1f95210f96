/* What is told of a run, in words while it is under way and by its curves, however long its log;
 * what its buttons ask for; and how one is set up by whoever is quick. */
#include "app/views/charts/chart.h"
#include "app/views/train/run-compare.h"
#include "app/views/train/run-list.h"
#include "app/views/train/run-notice.h"
#include "app/views/train/run-setup.h"
#include "app/views/train/run-view.h"
#include "app/views/train/run-words.h"
#include "compute/weights/deterministic-weights.h"
#include "compute/weights/model-file.h"
#include "tests/display/application-run.h"
#include "tests/display/file-chooser.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

#define PATIENCE_SECONDS 60

/* Beside sanitizers, which make reading a log some fifty times slower, a few points are many. */
#ifdef ACU_SANITIZED
#define N_STEPS 4000
#else
#define N_STEPS 100000
#endif

/* More points than a run's chart keeps. */
#define IS_THINNED (N_STEPS > 40000)

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

/* Words. */

static void
assert_progress (AcuTrainingStatus status, const char *wanted)
{
  g_autofree char *words = acu_run_words_progress (&status);

  g_assert_cmpstr (words, ==, wanted);
}

static void
test_words (void)
{
  AcuTrainingStatus status = {.state = ACU_TRAINING_OPENING, .progress.seconds_left = -1};

  /* Whatever is waited for has a name, and how long it takes as soon as that is known. */
  assert_progress (status, "Opening the model and the pictures");
  status.progress = (AcuRunProgress){.stage = ACU_RUN_PREPARING,
                                     .done = 100,
                                     .total = 400,
                                     .patches_per_second = 2,
                                     .seconds_left = -1};
  assert_progress (status, "Preparing: patch 100 of 400 looked at · 2 min until training");
  status.pause = ACU_PAUSE_TRAINING_PERSON;
  assert_progress (status, "Preparing: patch 100 of 400 looked at · paused");
  status.pause = 0;
  status.progress.stage = ACU_RUN_VALIDATING;
  assert_progress (status, "Measuring the base: held-out patch 100 of 400 · 2 min until training");

  status.state = ACU_TRAINING_WORKING;
  status.step = 5;
  status.n_steps = 50;
  status.progress.seconds_left = 240;
  assert_progress (status, "Held-out patch 100 of 400 · 4 min left");
  status.progress.stage = ACU_RUN_TRAINING;
  assert_progress (status, "Step 5 of 50 · 4 min left");
  status.state = ACU_TRAINING_PAUSED;
  status.pause = ACU_PAUSE_TRAINING_SCORING;
  assert_progress (status, "Step 5 of 50 · waits for scoring");
  /* Who stops what is paused waits for it to be saved. */
  status.state = ACU_TRAINING_ENDING;
  assert_progress (status, "Step 5 of 50 · saving");
}

/* How long a run took are the hours in which it worked, not the days over which they are spread. */
static void
test_duration (void)
{
  AcuRunRecord record = {.state = ACU_RECORD_STOPPED, .started = 1700000000};
  g_autofree char *spread = NULL, *worked = NULL;

  record.ended = record.started + 48 * 3600;
  spread = acu_run_words_state (&record);
  record.worked = 600;
  worked = acu_run_words_state (&record);
  g_assert_true (g_str_has_suffix (spread, " · stopped after 48.0 h"));
  g_assert_true (g_str_has_suffix (worked, " · stopped after 10 min"));
}

/* A long log. */

/* The loss of step @i, which never is twice the same. */
static double
get_loss (guint i)
{
  return 2 + sin (i * 0.37) + 20.0 / (i + 10);
}

/* A run that is over, with a log of N_STEPS; returns its id. (transfer full) */
static char *
make_record (void)
{
  AcuRunSettings settings;
  g_autoptr (AcuRunRecord) record = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  acu_run_settings_init (&settings, ACU_RUN_FULL, "nano");
  settings.base = g_strdup ("nano");
  settings.data = g_strdup ("/nowhere/scores.csv");
  record = acu_run_record_new ("long", "Scores", &settings);
  acu_run_settings_clear (&settings);
  record->state = ACU_RECORD_FINISHED;
  record->warning = g_strdup ("Scores: 1 of 9 labelled images is missing: 1.jpg");
  record->n_epochs = 1;
  record->before = (AcuAgreement){.count = 8, .srcc = 0.5, .plcc = 0.5, .krcc = 0.4, .rmse = 12};
  record->best = (AcuAgreement){.count = 8, .srcc = 0.75, .plcc = 0.8, .krcc = 0.6, .rmse = 9};
  g_assert_true (acu_run_record_save (record, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_STEPS; i++)
    g_string_append_printf (log,
                            "{\"epoch\":1,\"step\":%u,\"loss\":%.17g,\"l1\":1,\"rank\":0,"
                            "\"grad_norm\":1,\"lr_backbone\":1e-6,\"lr_head\":1e-5}\n",
                            i + 1, get_loss (i));
  g_autofree char *path = acu_run_record_path (record->id, ACU_RECORD_LOG);
  g_assert_true (g_file_set_contents (path, log->str, (gssize)log->len, &error));
  return g_strdup (record->id);
}

static GtkWidget *
find_chart (GtkWidget *widget, const char *title)
{
  if (ACU_IS_CHART (widget) &&
      g_str_equal (acu_plot_get_title (acu_chart_get_plot (ACU_CHART (widget))), title))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_chart (child, title);
    if (found)
      return found;
  }
  return NULL;
}

/* Whether a label in @widget that is shown says @text. */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* One turn of the main loop, which is not to go on for ever; something happens every tick. */
static void
turn (gint64 began)
{
  g_assert_cmpint (g_get_monotonic_time (), <, began + PATIENCE_SECONDS * G_USEC_PER_SEC);
  g_main_context_iteration (NULL, TRUE);
}

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
  g_autofree char *id = make_record ();
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  gint64 began = g_get_monotonic_time ();
  guint n_frames = 0;
  guint tick = g_timeout_add (10, tick_cb, NULL);
  AcuWatchdog watchdog;

  while (!acu_training_service_find (service, id))
    turn (began);
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (window))
    turn (began);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (count_frame_cb),
                    &n_frames);
  while (n_frames < 3) {
    gtk_widget_queue_draw (view);
    turn (began);
  }

  /* The log arrives, and the curves are drawn. */
  acu_watchdog_start (&watchdog);
  acu_run_view_show (ACU_RUN_VIEW (view), id);
  AcuPlot *plot = acu_chart_get_plot (ACU_CHART (find_chart (view, "Loss per step")));
  const AcuSeries *series = acu_plot_get_series (plot, 0);
  while (series->n_appended < N_STEPS)
    turn (began);
  for (n_frames = 0; n_frames < 3;) {
    gtk_widget_queue_draw (view);
    turn (began);
  }
  acu_watchdog_stop ();
  g_test_message ("busy for %" G_GINT64_FORMAT " us at most, %u times blocked",
                  watchdog.longest_busy, watchdog.n_blocked);
  g_assert_cmpint (watchdog.longest_busy, <, ACU_WATCHDOG_LIMIT);

  /* The figures are of the pictures that chose the epoch, which nothing may hide. */
  g_assert_true (says (view, "The best epoch was 1 of 1, by the 8 held-out pictures that chose"));
  g_assert_true (says (view, "RMSE is of the predictions as they are"));

  /* Few points stay, and the running mean of each is of all that came before it. */
  g_assert_cmpuint (series->n, <=, IS_THINNED ? N_STEPS / 2 : N_STEPS);
  g_assert_cmpuint (series->n, >, N_STEPS / 10);
  double mean = 0, weight = 0.98;
  gsize next = 0;
  for (guint i = 0; i < N_STEPS; i++) {
    mean = weight * mean + (1 - weight) * get_loss (i);
    if (next < series->n && series->x[next] == i + 1)
      g_assert_cmpfloat_with_epsilon (series->smooth[next++], mean / (1 - pow (weight, i + 1.0)),
                                      1e-6);
  }
  g_assert_cmpuint (next, ==, series->n);

  /* What is saved is all of it. */
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "loss.csv", NULL);
  gtk_widget_activate_action (find_chart (view, "Loss per step"), "chart.save-to", "s", path);
  while (count_lines (path) < 1 + N_STEPS)
    turn (began);
  g_assert_cmpuint (count_lines (path), ==, 1 + N_STEPS);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

/* Beside another, its log is drawn in parts as well; and wherever its figures are told, so is what
 * they were measured on. */
static void
test_comparison (void)
{
  g_autofree char *id = make_record ();
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *list = g_object_new (ACU_TYPE_RUN_LIST, NULL);
  GtkWidget *compare = g_object_new (ACU_TYPE_RUN_COMPARE, NULL);
  guint tick = g_timeout_add (10, tick_cb, NULL);
  gint64 began = g_get_monotonic_time ();
  gboolean was_partial = FALSE;

  acu_run_list_attach (ACU_RUN_LIST (list), service);
  while (!acu_training_service_find (service, id))
    turn (began);
  acu_run_compare_set_records (ACU_RUN_COMPARE (compare),
                               acu_training_service_get_records (service));
  gtk_widget_set_vexpand (compare, TRUE);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), compare);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  AcuPlot *plot = acu_chart_get_plot (ACU_CHART (find_chart (compare, "Loss per step, smoothed")));
  for (gsize n = 0; n < N_STEPS; turn (began)) {
    n = acu_plot_get_n_series (plot) > 0 ? acu_plot_get_series (plot, 0)->n_appended : 0;
    was_partial = was_partial || (n > 0 && n < N_STEPS);
  }
  g_assert_true (was_partial || !IS_THINNED);
  g_assert_true (says (compare, "Validation SRCC") && says (compare, "Validation PLCC"));

  GtkWidget *row = acu_test_find_widget (list, GTK_TYPE_LIST_BOX_ROW);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (row), "validation SRCC 0.750"));
  g_autofree char *notice = acu_run_notice_tell (acu_training_service_find (service, id), FALSE);
  g_assert_cmpstr (notice, ==, "long: validation SRCC 0.750, before 0.500");
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

/* Setting one up. */

/* The row called @title, of those that are shown. */
static AdwComboRow *
find_choice (GtkWidget *widget, const char *title)
{
  if (ADW_IS_COMBO_ROW (widget) && gtk_widget_get_visible (widget) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return ADW_COMBO_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    AdwComboRow *found = find_choice (child, title);
    if (found)
      return found;
  }
  return NULL;
}

static const char *
get_choice (AdwComboRow *row)
{
  return gtk_string_object_get_string (adw_combo_row_get_selected_item (row));
}

/* Chooses what is called @wanted. */
static void
choose (AdwComboRow *row, const char *wanted)
{
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);
    if (g_str_equal (gtk_string_object_get_string (item), wanted)) {
      adw_combo_row_set_selected (row, i);
      return;
    }
  }
  g_error ("“%s” is not among the choices", wanted);
}

/* What is written in the row of a file or folder, of those that are shown; NULL where none is. */
static const char *
get_path (GtkWidget *widget)
{
  if (ADW_IS_ENTRY_ROW (widget) && gtk_widget_get_mapped (widget) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), "File or folder"))
    return gtk_editable_get_text (GTK_EDITABLE (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    const char *found = get_path (child);
    if (found)
      return found;
  }
  return NULL;
}

/* Each of the two rows of paths is filled in by its own chooser. */
static void
choose_paths (GtkWidget *form)
{
  g_autofree char *csv = g_build_filename (g_get_user_data_dir (), "chosen.csv", NULL);

  g_assert_true (g_file_set_contents (csv, "path,mos\n", -1, NULL));
  choose (find_choice (form, "Learn from"), "A file or folder");
  gtk_widget_activate_action (form, "setup.choose-path", NULL);
  g_free (acu_test_choose_file (csv));
  g_assert_cmpstr (get_path (form), ==, csv);

  choose (find_choice (form, "Learn from"), "Ours");
  g_assert_null (get_path (form));
  choose (find_choice (form, "Hold out"), "Another set");
  choose (find_choice (form, "Held-out data"), "A file or folder");
  gtk_widget_activate_action (form, "setup.choose-held-out-path", NULL);
  g_free (acu_test_choose_file (csv));
  g_assert_cmpstr (get_path (form), ==, csv);
  choose (find_choice (form, "Hold out"), "A part of the data");
}

static void
ready_cb (gpointer setup, gboolean yes, gboolean *ready)
{
  *ready = yes;
}

/* Whoever is quicker than the catalog finds everything there once it is open. */
static void
test_early_setup (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  AcuRunSetup *setup = g_object_new (ACU_TYPE_RUN_SETUP, NULL);
  guint tick = g_timeout_add (10, tick_cb, NULL);
  gint64 began = g_get_monotonic_time ();
  gboolean ready = FALSE;

  g_signal_connect (setup, "ready", G_CALLBACK (ready_cb), &ready);
  acu_run_setup_attach (setup, library, service);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (setup));
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (setup)))
    turn (began);
  acu_run_setup_choose_data (setup, "/nowhere/scores.csv");
  g_assert_false (ready);
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  while (!ready)
    turn (began);

  /* Nor is a recipe begun whose network nobody has. */
  choose (find_choice (GTK_WIDGET (setup), "Settings"), "ResNet-50 backbone");
  g_assert_false (ready);
  g_assert_true (says (GTK_WIDGET (setup), "Import a ResNet-50 first"));
  choose (find_choice (GTK_WIDGET (setup), "Settings"), "The paper’s settings");
  g_assert_true (ready);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_library_close (library);
  g_object_unref (library);
}

/* A set made of photos, which is found without anyone naming it. */
static void
make_set (const char *name)
{
  g_autofree char *folder =
      g_build_filename (g_get_user_data_dir (), "acutance", "synthetic-sets", name, NULL);
  g_autofree char *path = g_build_filename (folder, "labels.csv", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "path,mos\n", -1, NULL));
}

/* A ResNet-50 among the models. */
static void
install_resnet (void)
{
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset ("resnet50", ACU_FUSION_SINGLE, NULL);
  g_autoptr (AcuTensorSet) weights = acu_deterministic_weights (architecture, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = acu_model_file_new (architecture, weights, &error);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "acutance", "models", NULL);
  g_autofree char *path = g_build_filename (folder, "Residual.safetensors", NULL);

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  acu_model_file_save (file, ACU_ELEMENT_F16, path, &error);
  g_assert_no_error (error);
}

/* What is held out is chosen among the same sets as what is learned from; and the recipe's base
 * where every other is. */
static void
test_choices (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  AcuRunSetup *setup = g_object_new (ACU_TYPE_RUN_SETUP, NULL);
  GtkWidget *form = GTK_WIDGET (setup);
  guint tick = g_timeout_add (10, tick_cb, NULL);
  gint64 began = g_get_monotonic_time ();
  gboolean ready = FALSE;

  make_set ("Ours");
  make_set ("Theirs");
  install_resnet ();
  g_signal_connect (setup, "ready", G_CALLBACK (ready_cb), &ready);
  acu_run_setup_attach (setup, library, service);
  gtk_window_set_child (GTK_WINDOW (window), form);
  gtk_window_present (GTK_WINDOW (window));
  acu_library_open (library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  while (!ready)
    turn (began);

  choose (find_choice (form, "Learn from"), "Ours");
  g_assert_null (find_choice (form, "Held-out data"));
  choose (find_choice (form, "Hold out"), "Another set");
  g_assert_false (ready);
  g_assert_true (says (form, "Choose the set to hold out."));
  choose (find_choice (form, "Held-out data"), "Ours");
  g_assert_false (ready);
  choose (find_choice (form, "Held-out data"), "Theirs");
  g_assert_true (ready);
  /* A look at what there is meanwhile changes nothing. */
  acu_run_setup_choose_data (setup, "/nowhere/scores.csv");
  while (!g_str_equal (get_choice (find_choice (form, "Learn from")), "A file or folder"))
    turn (began);
  g_assert_cmpstr (get_choice (find_choice (form, "Held-out data")), ==, "Theirs");
  choose (find_choice (form, "Hold out"), "A part of the data");
  g_assert_null (find_choice (form, "Held-out data"));

  AdwComboRow *base = find_choice (form, "Base model"), *recipe = find_choice (form, "Settings");
  choose (base, "From nothing: nano");
  /* What could not learn anything is said before it is begun. */
  g_assert_false (ready);
  g_assert_true (says (form, "a quick run trains the head alone"));
  choose (find_choice (form, "Trained part"), "Everything (full)");
  g_assert_true (ready);
  choose (find_choice (form, "Trained part"), "The head (quick)");
  g_assert_false (ready);
  choose (recipe, "ResNet-50 backbone");
  g_assert_cmpstr (get_choice (base), ==, "Residual");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (base)), ==,
                   "ResNet-50, scores 0 to 100");
  g_assert_true (ready);
  choose (recipe, "Step decay");
  g_assert_cmpstr (get_choice (base), ==, "From nothing: nano");
  choose (recipe, "ResNet-50 backbone");
  choose (base, "From nothing: nano");
  g_assert_cmpstr (get_choice (recipe), ==, "The paper’s settings");
  if (acu_test_has_chooser ())
    choose_paths (form);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_library_close (library);
  g_object_unref (library);
}

/* The buttons of a run, in a window that only notes what they ask for. */

static void
note_cb (GSimpleAction *action, GVariant *id, gpointer asked)
{
  g_string_append_printf (asked, "%s %s\n", g_action_get_name (G_ACTION (action)),
                          g_variant_get_string (id, NULL));
}

static void
pasted_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
test_buttons (void)
{
  static const GActionEntry entries[] = {
      {"resume-run", note_cb, "s"}, {"keep-best-run", note_cb, "s"}, {"discard-run", note_cb, "s"},
      {"remove-run", note_cb, "s"}, {"save-run-log", note_cb, "s"},  {"keep-run", note_cb, "s"},
      {"use-run", note_cb, "s"},    {"examine-run", note_cb, "s"},
  };
  g_autofree char *id = make_record ();
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GString) asked = g_string_new (NULL);
  g_autoptr (GString) wanted = g_string_new (NULL);
  g_autofree char *pasted = NULL;
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  guint tick = g_timeout_add (10, tick_cb, NULL);
  gint64 began = g_get_monotonic_time ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), asked);
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (actions));
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  while (!acu_training_service_find (service, id))
    turn (began);
  acu_run_view_show (ACU_RUN_VIEW (view), id);
  /* What was left out is said of a run that is over as well. */
  while (!says (view, "1 of 9 labelled images is missing"))
    turn (began);

  gtk_widget_activate_action (view, "run.resume-run", NULL);
  gtk_widget_activate_action (view, "run.keep-best-run", NULL);
  gtk_widget_activate_action (view, "run.discard-run", NULL);
  gtk_widget_activate_action (view, "run.remove-run", NULL);
  gtk_widget_activate_action (view, "run.save-run-log", NULL);
  gtk_widget_activate_action (view, "run.keep-run", NULL);
  gtk_widget_activate_action (view, "run.use-run", NULL);
  gtk_widget_activate_action (view, "run.examine-run", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_string_append_printf (wanted, "%s %s\n", entries[i].name, id);
  g_assert_cmpstr (asked->str, ==, wanted->str);

  gtk_widget_activate_action (view, "run.copy-configuration", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (view), NULL, pasted_cb, &pasted);
  while (!pasted)
    turn (began);
  g_assert_nonnull (strstr (pasted, "\"/nowhere/scores.csv\""));
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());
  g_test_add_func ("/run-view/words", test_words);
  g_test_add_func ("/run-view/duration", test_duration);
  g_test_add_func ("/run-view/long-log", test_long_log);
  g_test_add_func ("/run-view/comparison", test_comparison);
  g_test_add_func ("/run-setup/early", test_early_setup);
  g_test_add_func ("/run-setup/choices", test_choices);
  g_test_add_func ("/run-view/buttons", test_buttons);
  return g_test_run ();
}

/* What becomes of a run's result and of its log, by the actions that its buttons have; and which
 * one is offered to be gone on with. */
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"
#include "app/views/shared/settings.h"
#include "app/views/train/run-actions.h"
#include "app/views/train/train-page.h"
#include "tests/display/file-chooser.h"
#include "tests/display/models-fixture.h"
#include "tests/display/toolkit-warnings.h"
#include "tests/display/view-testing.h"
#include "tests/headless/small-model.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <utime.h>

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

/* A run called @name that is over, with a model as its result; returns its id. (transfer full) */
static char *
make_result (const char *name)
{
  AcuRunSettings settings;
  g_autoptr (AcuRunRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.base = g_strdup ("nano");
  settings.data = g_strdup ("/nowhere/scores.csv");
  record = acu_run_record_new (name, "Scores", &settings);
  acu_run_settings_clear (&settings);
  record->state = ACU_RECORD_FINISHED;
  g_assert_true (acu_run_record_save (record, &error));
  g_assert_no_error (error);

  g_autofree char *path = acu_run_record_path (record->id, ACU_RECORD_RESULT);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *model = acu_test_write_small_model (folder);
  g_assert_cmpint (g_rename (model, path), ==, 0);
  return g_strdup (record->id);
}

static void
told_cb (AcuLibrary *library, const char *text, gboolean undoable, char **told)
{
  g_free (*told);
  *told = g_strdup (text);
}

/* The log is asked for under the run's name, and saved as it is. */
static void
test_saved_log (void)
{
  g_autofree char *id = make_result ("long");
  g_autofree char *log = acu_run_record_path (id, ACU_RECORD_LOG);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "kept.jsonl", NULL);
  g_autofree char *text = NULL, *told = NULL;
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *page = gtk_label_new (NULL);
  AcuRunActions *run_actions = acu_run_actions_new (page, library, service, G_ACTION_MAP (actions));
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  g_assert_true (g_file_set_contents (log, "{\"epoch\":1}\n", -1, NULL));
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  while (!acu_training_service_find (service, id))
    acu_test_turn (began);
  g_signal_connect (library, "message", G_CALLBACK (told_cb), &told);
  if (acu_test_has_chooser ()) {
    g_action_group_activate_action (G_ACTION_GROUP (actions), "save-run-log",
                                    g_variant_new_string (id));
    g_autofree char *proposed = acu_test_choose_file (path);
    g_assert_cmpstr (proposed, ==, "long.jsonl");
    /* The file is there before it is said so. */
    while (!told)
      acu_test_turn (began);
    g_assert_cmpstr (told, ==, "The log is saved");
    g_clear_pointer (&told, g_free);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "{\"epoch\":1}\n");
  }

  /* Not in the place of a photo. */
  g_autofree char *photo = g_build_filename (g_get_user_data_dir (), "photo.jpg", NULL);
  g_autofree char *kept = NULL;
  g_assert_true (g_file_set_contents (photo, "photo", -1, NULL));
  g_action_group_activate_action (G_ACTION_GROUP (actions), "save-run-log-to",
                                  g_variant_new ("(ss)", id, photo));
  while (!told)
    acu_test_turn (began);
  g_assert_nonnull (strstr (told, photo));
  g_assert_true (g_file_get_contents (photo, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "photo");

  g_source_remove (tick);
  acu_run_actions_free (run_actions);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
  g_object_unref (library);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Who asks for a model to score and is told that there is another of its name gets it kept when
 * that is gone, and no more. */
static void
test_failed_use (void)
{
  g_autofree char *id = make_result ("taken");
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "acutance", "models", NULL);
  g_autofree char *path = g_build_filename (folder, "taken.safetensors", NULL);
  g_autofree char *scorer = g_settings_get_string (acu_settings_get (), "model");
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  AcuLibrary *library = acu_library_new ();
  GtkWidget *page = g_object_ref_sink (gtk_label_new (NULL));
  AcuRunActions *run_actions = acu_run_actions_new (page, library, service, G_ACTION_MAP (actions));
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();
  guint n_failed = 0;

  g_signal_connect_swapped (service, "failed", G_CALLBACK (count_cb), &n_failed);
  while (!acu_training_service_find (service, id))
    acu_test_turn (began);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  g_action_group_activate_action (G_ACTION_GROUP (actions), "use-run", g_variant_new_string (id));
  while (n_failed == 0)
    acu_test_turn (began);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_action_group_activate_action (G_ACTION_GROUP (actions), "keep-run", g_variant_new_string (id));
  while (!acu_training_service_find (service, id)->model)
    acu_test_turn (began);
  g_autofree char *kept = g_settings_get_string (acu_settings_get (), "model");
  g_assert_cmpstr (kept, ==, scorer);

  /* Asked for again, it scores. */
  g_action_group_activate_action (G_ACTION_GROUP (actions), "use-run", g_variant_new_string (id));
  g_autofree char *used = g_settings_get_string (acu_settings_get (), "model");
  g_assert_cmpstr (used, ==, "taken");
  g_settings_reset (acu_settings_get (), "model");
  g_source_remove (tick);
  acu_run_actions_free (run_actions);
  g_object_unref (page);
  acu_training_service_finish (service);
  g_object_unref (library);
}

/* What is on the disk of the run @id. (transfer full) */
static AcuRunRecord *
read_record (const char *id)
{
  g_autoptr (GPtrArray) records = acu_run_record_list (NULL, NULL);

  for (guint i = 0; i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);
    if (g_str_equal (record->id, id))
      return acu_run_record_copy (record);
  }
  g_error ("no run “%s”", id);
}

static gboolean
is_kept (gpointer id)
{
  g_autoptr (AcuRunRecord) record = read_record (id);

  return record->model != NULL;
}

static gboolean
is_discarded (gpointer id)
{
  g_autoptr (AcuRunRecord) record = read_record (id);

  return record->state == ACU_RECORD_DISCARDED;
}

static gboolean
is_free (const char *name)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModel) model = acu_model_store_open (store, name, NULL);

  return model == NULL;
}

/* Has the Train page ask whether the run @id helped, and answers by the button of @action. */
static void
decide (GtkWidget *page, GActionGroup *actions, const char *id, const char *action)
{
  GtkWidget *button;

  /* Nothing is asked before the runs are read. */
  while (!(button = acu_test_find_acting (page, action))) {
    g_action_group_activate_action (actions, "examine-run", g_variant_new_string (id));
    g_main_context_iteration (NULL, FALSE);
  }
  g_signal_emit_by_name (button, "clicked");
}

/* “Did it help?” is asked on the Train page, and what is answered there becomes of the run that it
 * was asked of: it is kept, or it is discarded, or it is what scores. */
static void
test_decided (void)
{
  g_autofree char *kept = make_result ("To be kept");
  g_autofree char *discarded = make_result ("To be discarded");
  g_autofree char *used = make_result ("To be used");
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GActionGroup *actions = G_ACTION_GROUP (group);
  g_autofree char *scorer = g_settings_get_string (acu_settings_get (), "model");
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *page = g_object_new (ACU_TYPE_TRAIN_PAGE, NULL);
  guint tick = acu_test_start_ticking ();

  gtk_widget_insert_action_group (window, "win", actions);
  acu_train_page_attach (ACU_TRAIN_PAGE (page), library, G_ACTION_MAP (group));
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));

  decide (page, actions, kept, "outcome.keep");
  acu_test_wait_for (is_kept, kept);
  g_autoptr (AcuRunRecord) record = read_record (kept);
  g_assert_cmpstr (record->model, ==, "To be kept");
  g_assert_cmpint (record->state, ==, ACU_RECORD_FINISHED);
  g_assert_false (is_free (record->model));
  g_autofree char *still = g_settings_get_string (acu_settings_get (), "model");
  g_assert_cmpstr (still, ==, scorer);

  decide (page, actions, discarded, "outcome.discard");
  acu_test_wait_for (acu_test_has_dialog, NULL);
  g_assert_false (is_discarded (discarded));
  acu_test_answer ("discard");
  acu_test_wait_for (is_discarded, discarded);
  g_autofree char *result = acu_run_record_path (discarded, ACU_RECORD_RESULT);
  g_assert_false (g_file_test (result, G_FILE_TEST_EXISTS));
  g_assert_false (is_kept (discarded) || is_discarded (kept));
  g_assert_true (is_free ("To be discarded"));

  decide (page, actions, used, "outcome.use");
  acu_test_wait_for (is_kept, used);
  gint64 began = g_get_monotonic_time ();
  g_autofree char *scores = NULL;
  while (g_strcmp0 (scores, "To be used") != 0) {
    acu_test_turn (began);
    g_free (scores);
    scores = g_settings_get_string (acu_settings_get (), "model");
  }
  g_settings_reset (acu_settings_get (), "model");
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (library);
}

/* The record of an unfinished run that was begun so many seconds after the first, and ended as many
 * after that. */
static void
leave_run (const char *name, AcuRecordState state, gint64 started, gint64 ended)
{
  const gint64 first = 1700000000;
  AcuRunSettings settings;
  g_autoptr (AcuRunRecord) record = NULL;
  g_autoptr (AcuRunFolder) folder = NULL;
  g_autoptr (GError) error = NULL;

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.base = g_strdup ("nano");
  settings.data = g_strdup ("/nowhere/scores.csv");
  folder = acu_run_folder_create (name, &settings, &error);
  g_assert_no_error (error);
  record = acu_run_record_new (name, "Scores", &settings);
  acu_run_settings_clear (&settings);
  record->state = state;
  record->started = first + started;
  record->ended = first + ended;
  g_assert_true (acu_run_record_save (record, &error));
  g_assert_no_error (error);

  /* What was killed tells of it by its files alone. */
  g_autofree char *log = acu_run_record_path (record->id, ACU_RECORD_LOG);
  struct utimbuf times = {first, first};
  g_assert_true (g_file_set_contents (log, "", -1, NULL));
  g_assert_cmpint (utime (log, &times), ==, 0);
}

/* Which run the page offers to go on with, after a start. */
static void
check_offered (const char *name)
{
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  AcuTrainPage *page = g_object_new (ACU_TYPE_TRAIN_PAGE, NULL);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autofree char *wanted = g_strdup_printf ("The run “%s” was interrupted", name);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  acu_train_page_attach (page, library, G_ACTION_MAP (actions));
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (page));
  gtk_window_present (GTK_WINDOW (window));
  while (!acu_test_shows (GTK_WIDGET (page), "was interrupted"))
    acu_test_turn (began);
  g_assert_true (acu_test_shows (GTK_WIDGET (page), wanted));
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (library);
}

/* It is the one that was worked on last, which need not be the one that was begun last. */
static void
test_offered (void)
{
  leave_run ("begun early", ACU_RECORD_INTERRUPTED, 10, 90);
  leave_run ("begun late", ACU_RECORD_INTERRUPTED, 50, 60);
  check_offered ("begun early");
  leave_run ("gone on with", ACU_RECORD_RUNNING, 0, 20);
  check_offered ("gone on with");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  acu_test_hush_toolkit ();
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());
  g_test_add_func ("/run-actions/saved-log", test_saved_log);
  g_test_add_func ("/run-actions/failed-use", test_failed_use);
  g_test_add_func ("/run-actions/decided", test_decided);
  g_test_add_func ("/run-actions/offered", test_offered);
  return g_test_run ();
}

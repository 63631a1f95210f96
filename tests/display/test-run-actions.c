/* What becomes of a run's result and of its log, by the actions that its buttons have. */
#include "app/views/shared/settings.h"
#include "app/views/train/run-actions.h"
#include "tests/display/file-chooser.h"
#include "tests/headless/small-model.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#define PATIENCE_SECONDS 60

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

/* The log is asked for under the run's name, and saved as it is. */
static void
test_saved_log (void)
{
  g_autofree char *id = make_result ("long");
  g_autofree char *log = acu_run_record_path (id, ACU_RECORD_LOG);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "kept.jsonl", NULL);
  g_autofree char *text = NULL;
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  AcuLibrary *library = acu_library_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *page = gtk_label_new (NULL);
  AcuRunActions *run_actions = acu_run_actions_new (page, library, service, G_ACTION_MAP (actions));
  guint tick = g_timeout_add (10, tick_cb, NULL);
  gint64 began = g_get_monotonic_time ();

  g_assert_true (g_file_set_contents (log, "{\"epoch\":1}\n", -1, NULL));
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  while (!acu_training_service_find (service, id))
    turn (began);
  if (acu_test_has_chooser ()) {
    g_action_group_activate_action (G_ACTION_GROUP (actions), "save-run-log",
                                    g_variant_new_string (id));
    g_autofree char *proposed = acu_test_choose_file (path);
    g_assert_cmpstr (proposed, ==, "long.jsonl");
    while (!g_file_get_contents (path, &text, NULL, NULL))
      turn (began);
    g_assert_cmpstr (text, ==, "{\"epoch\":1}\n");
  }
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
  guint tick = g_timeout_add (10, tick_cb, NULL);
  gint64 began = g_get_monotonic_time ();
  guint n_failed = 0;

  g_signal_connect_swapped (service, "failed", G_CALLBACK (count_cb), &n_failed);
  while (!acu_training_service_find (service, id))
    turn (began);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  g_action_group_activate_action (G_ACTION_GROUP (actions), "use-run", g_variant_new_string (id));
  while (n_failed == 0)
    turn (began);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_action_group_activate_action (G_ACTION_GROUP (actions), "keep-run", g_variant_new_string (id));
  while (!acu_training_service_find (service, id)->model)
    turn (began);
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

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/run-actions/saved-log", test_saved_log);
  g_test_add_func ("/run-actions/failed-use", test_failed_use);
  return g_test_run ();
}

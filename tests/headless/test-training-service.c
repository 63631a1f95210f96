/* Training in the background: started, paused, stopped and remembered. */
#include "app/learning/datasets/dataset-spec.h"
#include "app/learning/training/run-estimate.h"
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"
#include "tests/headless/test-support.h"
#include "tests/headless/training-service-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static gboolean
has_epochs (AcuTrainingService *service, gconstpointer n)
{
  g_autoptr (AcuRunLog) log = acu_training_service_dup_log (service, 0, 0);

  return log == NULL || log->epochs->len >= GPOINTER_TO_UINT (n);
}

typedef struct {
  const char *id;
  const char *model;
} Named;

static gboolean
is_called (AcuTrainingService *service, gconstpointer condition_data)
{
  const Named *named = condition_data;
  const AcuRunRecord *record = acu_training_service_find (service, named->id);

  return record != NULL && g_strcmp0 (record->model, named->model) == 0;
}

static gboolean
is_gone (AcuTrainingService *service, gconstpointer id)
{
  return acu_training_service_get_records (service) != NULL &&
         acu_training_service_find (service, id) == NULL;
}

static gboolean
has_model (AcuTrainingService *service, gconstpointer id)
{
  const AcuRunRecord *record = acu_training_service_find (service, id);

  return record != NULL && record->model != NULL;
}

static gboolean
has_note (AcuTrainingService *service, gconstpointer id)
{
  const AcuRunRecord *record = acu_training_service_find (service, id);

  return record != NULL && *record->note != '\0';
}

static gboolean
has_no_note (AcuTrainingService *service, gconstpointer id)
{
  return !has_note (service, id);
}

/* A model that came of no run. */
static void
add_stranger (AcuModelStore *store, const char *name)
{
  g_autoptr (AcuModelFile) file = acu_model_store_open_file (store, acu_fixture_get_base (), NULL);
  g_autofree char *path = NULL;

  g_assert_nonnull (file);
  path = acu_model_store_add (store, file, name, NULL);
  g_assert_nonnull (path);
}

/* A run from its beginning to a model among the others. */
static void
test_whole (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = acu_fixture_start_run (service, "whole", ACU_RUN_QUICK, 3);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuDataset) divided = NULL;
  g_autofree char *csv = NULL, *rows = NULL;
  const AcuRunRecord *record;

  g_assert_nonnull (id);
  g_assert_null (acu_fixture_start_run (service, "another", ACU_RUN_QUICK, 1)); /* one at a time */
  record = acu_fixture_wait_for_state (service, id, ACU_RECORD_FINISHED);
  g_assert_cmpstr (record->name, ==, "whole");
  g_assert_cmpuint (record->n_training, ==, 3);
  g_assert_cmpuint (record->n_held_out, ==, 3);
  g_assert_cmpuint (record->before.count, ==, 3);
  g_assert_cmpuint (record->best.count, ==, 3);
  g_assert_cmpuint (record->n_epochs, ==, 3);
  g_assert_true (acu_run_record_has_result (record));
  g_assert_false (acu_run_record_can_resume (record));

  csv = acu_run_record_path (id, ACU_RECORD_DATA);
  g_assert_true (g_file_get_contents (csv, &rows, NULL, NULL));
  g_assert_nonnull (strstr (rows, "picture1.png\",3.75,val,\"g,1\",,,0,5\n"));
  g_assert_nonnull (strstr (rows, "picture2.png\",3,train,\"g,2\",,,0,5\n"));

  /* The scores alone look like those of another scale. */
  divided = acu_dataset_open (csv, NULL);
  g_assert_nonnull (divided);
  g_assert_cmpuint (acu_dataset_get_length (divided), ==, ACU_FIXTURE_PICTURES);
  g_assert_cmpfloat (acu_dataset_get_score_min (divided), ==, 0);
  g_assert_cmpfloat (acu_dataset_get_score_max (divided), ==, 5);

  acu_training_service_set_note (service, id, "Größer\nis better");
  acu_fixture_wait_until (service, has_note, id);
  g_assert_cmpstr (acu_training_service_find (service, id)->note, ==, "Größer\nis better");
  acu_training_service_keep (service, id, "kept");
  acu_fixture_wait_until (service, has_model, id);
  g_assert_true (acu_model_store_has (store, "kept", NULL));
  g_assert_false (acu_run_record_has_result (acu_training_service_find (service, id)));

  /* A model that is called otherwise now is the run's as before, also where another one has taken
   * its name; one that is gone is not. */
  g_assert_true (acu_model_store_rename (store, "kept", "renamed", NULL));
  add_stranger (store, "kept");
  acu_training_service_set_note (service, id, "");
  acu_fixture_wait_until (service, has_no_note, id);
  g_assert_cmpstr (acu_training_service_find (service, id)->model, ==, "renamed");
  /* Whoever renames it does not tell; that it is another name is seen nevertheless. */
  g_assert_true (acu_model_store_rename (store, "renamed", "unheard-of", NULL));
  acu_fixture_wait_until (service, is_called, &(Named){id, "unheard-of"});
  g_assert_true (acu_model_store_rename (store, "unheard-of", "renamed", NULL));
  acu_fixture_wait_until (service, is_called, &(Named){id, "renamed"});
  g_assert_true (acu_model_store_remove (store, "kept", NULL));
  g_assert_true (acu_model_store_remove (store, "renamed", NULL));
  acu_training_service_set_note (service, id, "Removed");
  acu_fixture_wait_until (service, has_note, id);
  g_assert_null (acu_training_service_find (service, id)->model);

  acu_training_service_remove (service, id);
  acu_fixture_wait_until (service, is_gone, id);
}

/* The log that was gathered live is the one on the disk. */
static void
test_log (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = acu_fixture_start_run (service, "log", ACU_RUN_FULL, ACU_FIXTURE_ENDLESS);
  g_autofree char *path = acu_run_record_path (id, ACU_RECORD_LOG);
  g_autoptr (AcuRunLog) live = NULL;
  g_autoptr (AcuRunLog) rest = NULL;
  g_autoptr (AcuRunLog) read = NULL;

  acu_fixture_wait_until (service, acu_fixture_has_steps, GUINT_TO_POINTER (4));
  live = acu_training_service_dup_log (service, 0, 0);
  g_assert_nonnull (live);
  g_assert_cmpuint (live->steps->len, >=, 4);
  rest = acu_training_service_dup_log (service, live->steps->len, live->epochs->len);
  g_assert_nonnull (rest);
  acu_run_log_append (live, rest);
  acu_training_service_stop (service, ACU_TRAINING_SUSPEND);
  acu_fixture_wait_for_state (service, id, ACU_RECORD_INTERRUPTED);
  read = acu_run_log_read (path, NULL);
  g_assert_cmpuint (read->steps->len, >=, live->steps->len);
  g_assert_cmpuint (read->epochs->len, >=, live->epochs->len);
  for (guint i = 0; i < live->steps->len; i++) {
    const AcuRunStep *step = &g_array_index (live->steps, AcuRunStep, i);
    const AcuRunStep *same = &g_array_index (read->steps, AcuRunStep, i);

    g_assert_cmpuint (step->step, ==, i + 1);
    g_assert_cmpuint (same->step, ==, i + 1);
    g_assert_cmpuint (step->epoch, ==, same->epoch);
    g_assert_cmpfloat_with_epsilon (step->loss, same->loss, 1e-6 * fabs (step->loss));
    g_assert_cmpfloat_with_epsilon (step->rate_head, same->rate_head, 1e-12);
    g_assert_cmpuint (step->n_patches, >, 0);
    g_assert_cmpuint (same->n_patches, ==, step->n_patches);
    g_assert_cmpfloat (step->seconds, >, 0);
    g_assert_cmpfloat_with_epsilon (step->seconds, same->seconds, 1e-6 * step->seconds);
  }
}

/* The seconds that epochs took, by the log of the run under way. */
static double
count_epoch_seconds (AcuTrainingService *service)
{
  g_autoptr (AcuRunLog) log = acu_training_service_dup_log (service, 0, 0);
  double seconds = 0.0;

  for (guint i = 0; i < log->epochs->len; i++)
    seconds += g_array_index (log->epochs, AcuRunEpoch, i).seconds;
  return seconds;
}

/* No step begins while it is paused, whoever wants it to be; one that was under way may end.  The
 * time that it waited is no time that it took. */
static void
test_pause (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  gint64 began = g_get_monotonic_time ();
  g_autofree char *id = acu_fixture_start_run (service, "pause", ACU_RUN_FULL, ACU_FIXTURE_ENDLESS);
  g_auto (AcuTrainingStatus) before = {0}, after = {0};
  gint64 end;

  acu_fixture_wait_until (service, acu_fixture_has_steps, GUINT_TO_POINTER (1));
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_PERSON, TRUE);
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_SCORING, TRUE);
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_PERSON, FALSE);
  acu_training_service_get_status (service, &before);
  g_assert_cmpint (before.state, ==, ACU_TRAINING_PAUSED);
  end = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;
  /* Who looks on takes no processor from a step that is under way. */
  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  acu_training_service_get_status (service, &after);
  g_assert_cmpint (after.state, ==, ACU_TRAINING_PAUSED);
  g_assert_cmpuint (after.step, <=, before.step + 1);
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_SCORING, FALSE);
  /* Three steps are an epoch: that in which it waited is over. */
  acu_fixture_wait_until (service, acu_fixture_has_steps,
                          GUINT_TO_POINTER ((guint)before.step + 7));
  g_assert_cmpfloat (count_epoch_seconds (service), >, 0.0);
  g_assert_cmpfloat (count_epoch_seconds (service) + 2.5, <,
                     (double)(g_get_monotonic_time () - began) * 1e-6);
  acu_training_service_stop (service, ACU_TRAINING_DISCARD);
  acu_fixture_wait_for_state (service, id, ACU_RECORD_DISCARDED);
}

/* A run that is paused while it opens, when it measures what is trained from, leaves the device to
 * others as well, and goes on. */
static void
test_pause_opening (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = NULL;
  g_auto (AcuTrainingStatus) idle = {0}, opening = {0}, paused = {0}, resumed = {0};

  acu_training_service_get_status (service, &idle);
  g_assert_false (acu_training_status_holds_device (&idle));
  id = acu_fixture_start_run (service, "paused-early", ACU_RUN_FULL, 1);
  acu_training_service_get_status (service, &opening);
  g_assert_cmpint (opening.state, ==, ACU_TRAINING_OPENING);
  g_assert_true (acu_training_status_holds_device (&opening));
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_PERSON, TRUE);
  acu_training_service_get_status (service, &paused);
  g_assert_cmpint (paused.state, ==, ACU_TRAINING_OPENING);
  g_assert_false (acu_training_status_holds_device (&paused));
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_PERSON, FALSE);
  acu_training_service_get_status (service, &resumed);
  g_assert_true (acu_training_status_holds_device (&resumed));
  acu_training_service_stop (service, ACU_TRAINING_DISCARD);
  acu_fixture_wait_for_state (service, id, ACU_RECORD_DISCARDED);
}

/* Stopped after an epoch: the best one is the result.  Before: it can be gone on with. */
static void
test_stop (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id =
      acu_fixture_start_run (service, "stopped", ACU_RUN_QUICK, ACU_FIXTURE_ENDLESS);
  g_autofree char *early = NULL;
  g_autoptr (AcuRunRecord) ghost = NULL;
  const AcuRunRecord *record;
  gsize length;

  acu_fixture_wait_until (service, has_epochs, GUINT_TO_POINTER (1));
  acu_training_service_stop (service, ACU_TRAINING_KEEP_BEST);
  /* As when the window is closed right after: what was chosen first stands. */
  acu_training_service_stop (service, ACU_TRAINING_SUSPEND);
  record = acu_fixture_wait_for_state (service, id, ACU_RECORD_STOPPED);
  g_assert_true (acu_run_record_has_result (record));
  g_free (acu_fixture_read_result (id, &length));
  g_assert_cmpuint (length, >, 100000);
  acu_training_service_discard (service, id);
  record = acu_fixture_wait_for_state (service, id, ACU_RECORD_DISCARDED);
  g_assert_false (acu_run_record_has_result (record));

  /* The name is free again.  While it is paused no epoch ends. */
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_SCORING, TRUE);
  early = acu_fixture_start_run (service, "stopped", ACU_RUN_FULL, 100);
  acu_training_service_stop (service, ACU_TRAINING_KEEP_BEST);
  record = acu_fixture_wait_for_state (service, early, ACU_RECORD_INTERRUPTED);
  g_assert_true (acu_run_record_can_resume (record));

  /* Who forgets a run of this name that never began does not forget this one. */
  ghost = acu_run_record_new ("stopped", "Nothing", &record->settings);
  ghost->state = ACU_RECORD_FAILED;
  g_assert_true (acu_run_record_save (ghost, NULL));
  g_assert_false (acu_run_record_can_resume (ghost));
  acu_training_service_set_note (service, ghost->id, "never began");
  acu_fixture_wait_until (service, has_note, ghost->id);
  acu_training_service_remove (service, ghost->id);
  acu_fixture_wait_until (service, is_gone, ghost->id);
  g_assert_true (acu_run_record_can_resume (acu_training_service_find (service, early)));

  acu_training_service_discard (service, early);
  record = acu_fixture_wait_for_state (service, early, ACU_RECORD_DISCARDED);
  g_assert_false (acu_run_record_can_resume (record));
}

/* A result that is saved is a result, also where what it was made of cannot be removed. */
static void
test_left_over (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = NULL;
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *run = g_build_filename (root, "left-over", NULL);
  g_autofree char *settings = g_build_filename (run, "settings.json", NULL);
  g_autofree char *foreign = g_build_filename (run, "notes", NULL);
  g_autofree char *file = g_build_filename (foreign, "mine.txt", NULL);
  const AcuRunRecord *record;

  /* It does not end before it has found something, nor does it begin where something is already:
   * the settings are what it writes once it has looked. */
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_PERSON, TRUE);
  id = acu_fixture_start_run (service, "left-over", ACU_RUN_FULL, 3);
  while (!g_file_test (settings, G_FILE_TEST_EXISTS))
    g_usleep (1000);
  g_assert_cmpint (g_mkdir (foreign, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "a person's own", -1, NULL));
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_PERSON, FALSE);
  record = acu_fixture_wait_for_state (service, id, ACU_RECORD_FINISHED);
  g_assert_true (acu_run_record_has_result (record));
  g_assert_false (acu_run_record_can_resume (record));
  g_assert_nonnull (record->error);
  g_assert_nonnull (strstr (record->error, "notes"));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

/* What cannot be begun says why, and leaves nothing behind. */
static void
test_failure (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *told = NULL, *id = NULL;
  AcuRunSettings settings;

  g_signal_connect (service, "failed", G_CALLBACK (acu_fixture_note_failure_cb), &told);
  acu_fixture_run_settings (&settings, ACU_RUN_FULL, 1);
  g_free (settings.data);
  settings.data = g_strdup ("/nowhere/scores.csv");
  id = acu_training_service_start (service, "failure", "Nothing", &settings);
  acu_run_settings_clear (&settings);
  acu_fixture_wait_until (service, acu_fixture_is_idle, NULL);
  acu_fixture_wait_until (service, is_gone, id);
  g_assert_nonnull (told);
  g_assert_nonnull (strstr (told, "/nowhere/scores.csv"));
}

static gboolean
has_records (AcuTrainingService *service, gconstpointer condition_data)
{
  return acu_training_service_get_records (service) != NULL;
}

static gboolean
draw_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Records are there also where the next frame is always due, as while the curves of a run are drawn
 * on a slow machine. */
static void
test_drawing (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  guint drawing = g_idle_add_full (G_PRIORITY_HIGH_IDLE + 20, draw_cb, NULL, NULL);

  acu_fixture_wait_until (service, has_records, NULL);
  g_source_remove (drawing);
}

/* How large a run is going to be; whether it takes as long as foretold is another test's matter. */
static void
test_estimate (void)
{
  AcuRunSettings settings;
  g_auto (AcuRunEstimate) full = {0}, quick = {0}, none = {0};
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *left = g_build_filename (root, "estimate", NULL);

  acu_fixture_run_settings (&settings, ACU_RUN_FULL, 4);
  g_free (settings.base);
  settings.base = g_strdup ("test-weights:nano");
  g_assert_true (acu_run_estimate (&settings, &full, NULL, &error));
  g_assert_cmpfloat (full.seconds, >, 0.0);
  g_assert_cmpuint (full.facts.n_training, ==, 3);
  g_assert_cmpuint (full.facts.n_held_out, ==, 3);
  g_assert_cmpstr (full.facts.preset, ==, "nano");
  g_assert_cmpuint (full.device_bytes, >, 8000000 * 4); /* the weights alone */
  g_assert_cmpuint (full.disk_bytes, ==, 0);
  settings.mode = ACU_RUN_QUICK;
  g_assert_true (acu_run_estimate (&settings, &quick, NULL, &error));
  g_assert_cmpuint (quick.disk_bytes, >, 12 * 1000);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));

  g_cancellable_cancel (cancelled);
  g_assert_false (acu_run_estimate (&settings, &none, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  acu_run_settings_clear (&settings);
}

/* Memory is taken for the patches that there are, three pictures' here, and not for a whole batch.
 */
static void
test_estimate_of_few (void)
{
  AcuRunSettings settings;
  g_auto (AcuRunEstimate) two = {0}, all = {0}, whole = {0};
  g_autoptr (GError) error = NULL;

  acu_fixture_run_settings (&settings, ACU_RUN_FULL, 4);
  g_assert_true (acu_run_estimate (&settings, &two, NULL, &error));
  g_assert_cmpuint (two.n_patches, ==, 6);
  settings.batch = 6;
  g_assert_true (acu_run_estimate (&settings, &all, NULL, &error));
  settings.batch = 200;
  g_assert_true (acu_run_estimate (&settings, &whole, NULL, &error));
  g_assert_cmpuint (all.device_bytes, >, two.device_bytes);
  g_assert_cmpuint (whole.device_bytes, ==, all.device_bytes);
  acu_run_settings_clear (&settings);
}

int
main (int argc, char **argv)
{
  g_autofree char *decoder = acu_test_build_path ("app/imaging/acutance-decoder");

  g_setenv ("ACUTANCE_DECODER", decoder, TRUE);
  acu_fixture_begin_training_service (&argc, &argv);
  g_test_add_func ("/training-service/whole", test_whole);
  g_test_add_func ("/training-service/log", test_log);
  g_test_add_func ("/training-service/pause", test_pause);
  g_test_add_func ("/training-service/pause-opening", test_pause_opening);
  g_test_add_func ("/training-service/stop", test_stop);
  g_test_add_func ("/training-service/left-over", test_left_over);
  g_test_add_func ("/training-service/failure", test_failure);
  g_test_add_func ("/training-service/drawing", test_drawing);
  g_test_add_func ("/training-service/estimate", test_estimate);
  g_test_add_func ("/training-service/estimate-of-few", test_estimate_of_few);
  return acu_fixture_end_training_service ();
}

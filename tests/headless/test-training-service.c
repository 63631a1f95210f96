/* Training in the background: started, paused, stopped, killed in the middle and gone on with to
 * the same bits, and remembered. */
#include "app/imaging/image.h"
#include "app/learning/datasets/dataset-spec.h"
#include "app/learning/service/training-service.h"
#include "app/learning/synth/picture-codec.h"
#include "app/learning/training/run-estimate.h"
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"
#include "compute/random.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PICTURES 6
#define SIDE     230

/* Of a run that is not over before the test ends it. */
#define ENDLESS 100000

/* Steps of a run whose program is killed; there are nine at least. */
#define KILLED_AFTER 5

static char *program;
static char *data;
static char *home;
static char *base; /* small: how large the network is makes no difference here */

/* What is trained on. */

static void
write_picture (const char *folder, guint index)
{
  g_autoptr (AcuImage) image = acu_image_new (SIDE, SIDE, NULL);
  g_autofree char *name = g_strdup_printf ("picture%u.png", index);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  AcuRandom random = acu_random_new (index, 0);

  for (int i = 0; i < SIDE * SIDE * 3; i++)
    image->pixels[i] = (guint8)(acu_random_below (&random, 40 * (index + 1)));
  g_assert_true (acu_picture_write_png (image, path, NULL));
}

static char *
make_data (const char *folder)
{
  g_autoptr (GString) rows = g_string_new ("path,mos,split,group,score_min,score_max\n");
  char *path = g_build_filename (folder, "scores.csv", NULL);

  for (guint i = 0; i < PICTURES; i++) {
    write_picture (folder, i);
    g_string_append_printf (rows, "picture%u.png,%g,%s,\"g,%u\",0,5\n", i, 4.5 - 0.75 * i,
                            i % 2 == 0 ? "train" : "val", i);
  }
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

static void
settings_init (AcuRunSettings *settings, AcuRunMode mode, guint epochs)
{
  acu_run_settings_init (settings, mode, "nano");
  settings->base = g_strdup (base);
  settings->data = g_strdup (data);
  settings->device = g_strdup ("cpu");
  settings->schedule.epochs = epochs;
  settings->patience = 0;
  settings->batch = 2;
  settings->patches_per_image = 2;
  settings->seed = 3;
}

/* At no time does a record say that a run is over which the service has not done with. */
static void
check_records (AcuTrainingService *service, gpointer user_data)
{
  g_auto (AcuTrainingStatus) status = {0};
  const AcuRunRecord *record;

  acu_training_service_get_status (service, &status);
  record = status.id != NULL ? acu_training_service_find (service, status.id) : NULL;
  if (record != NULL)
    g_assert_cmpint (record->state, ==, ACU_RECORD_RUNNING);
}

static char *
start (AcuTrainingService *service, const char *name, AcuRunMode mode, guint epochs)
{
  AcuRunSettings settings;
  char *id;

  settings_init (&settings, mode, epochs);
  if (!g_signal_handler_find (service, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, check_records, NULL)) {
    g_signal_connect (service, "changed", G_CALLBACK (check_records), NULL);
    g_signal_connect (service, "records-changed", G_CALLBACK (check_records), NULL);
  }
  id = acu_training_service_start (service, name, "Six pictures", &settings);
  acu_run_settings_clear (&settings);
  return id;
}

/* Waiting. */

typedef gboolean (*Condition) (AcuTrainingService *service, gconstpointer data);

static gboolean
time_out_cb (gpointer timed_out)
{
  *(gboolean *)timed_out = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
tell_stuck (AcuTrainingService *service)
{
  g_auto (AcuTrainingStatus) status = {0};

  acu_training_service_get_status (service, &status);
  g_error ("%s waits in vain: state %d, pause %d, step %" G_GUINT64_FORMAT, g_test_get_path (),
           (int)status.state, (int)status.pause, status.step);
}

static void
wait_until (AcuTrainingService *service, Condition condition, gconstpointer condition_data)
{
  gboolean timed_out = FALSE;
  guint timer = g_timeout_add_seconds (200, time_out_cb, &timed_out);

  while (!condition (service, condition_data)) {
    if (timed_out)
      tell_stuck (service);
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (timer);
}

static gboolean
is_idle (AcuTrainingService *service, gconstpointer condition_data)
{
  return !acu_training_service_is_busy (service);
}

static gboolean
has_steps (AcuTrainingService *service, gconstpointer n)
{
  g_auto (AcuTrainingStatus) status = {0};

  acu_training_service_get_status (service, &status);
  return status.step >= GPOINTER_TO_UINT (n) || status.state == ACU_TRAINING_IDLE;
}

static gboolean
has_epochs (AcuTrainingService *service, gconstpointer n)
{
  g_autoptr (AcuRunLog) log = acu_training_service_dup_log (service, 0, 0);

  return log == NULL || log->epochs->len >= GPOINTER_TO_UINT (n);
}

typedef struct {
  const char *id;
  AcuRecordState state;
} Wanted;

static gboolean
is_in_state (AcuTrainingService *service, gconstpointer condition_data)
{
  const Wanted *wanted = condition_data;
  const AcuRunRecord *record = acu_training_service_find (service, wanted->id);

  return record != NULL && record->state == wanted->state;
}

static const AcuRunRecord *
wait_for_state (AcuTrainingService *service, const char *id, AcuRecordState state)
{
  wait_until (service, is_idle, NULL);
  wait_until (service, is_in_state, &(Wanted){id, state});
  return acu_training_service_find (service, id);
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

static char *
read_result (const char *id, gsize *length)
{
  g_autofree char *path = acu_run_record_path (id, ACU_RECORD_RESULT);
  char *bytes;

  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  return bytes;
}

/* A card tells the day on which it was written, which may be another for either of two runs: digits
 * that stand as in 2026-04-30 become zeros, in the header alone, which says how long it is (64
 * bits, little-endian).  (transfer full) */
static char *
read_undated_result (const char *id, gsize *length)
{
  char *bytes = read_result (id, length);
  guint64 header;
  guint n_dates = 0;

  memcpy (&header, bytes, sizeof header);
  header = GUINT64_FROM_LE (header) + sizeof header;
  g_assert_cmpuint (header, <, *length);
  for (gsize at = sizeof header; at + 10 <= header; at++) {
    gboolean is_date = TRUE;

    for (gsize i = 0; i < 10 && is_date; i++)
      is_date = i == 4 || i == 7 ? bytes[at + i] == '-' : g_ascii_isdigit (bytes[at + i]);
    if (!is_date)
      continue;
    for (gsize i = 0; i < 10; i++)
      bytes[at + i] = '0';
    n_dates++;
  }
  g_assert_cmpuint (n_dates, ==, 3); /* in the card, in what programs read of it, and beside it */
  return bytes;
}

/* A model that came of no run. */
static void
add_stranger (AcuModelStore *store, const char *name)
{
  g_autoptr (AcuModelFile) file = acu_model_store_open_file (store, base, NULL);
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
  g_autofree char *id = start (service, "whole", ACU_RUN_QUICK, 3);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuDataset) divided = NULL;
  g_autofree char *csv = NULL, *rows = NULL;
  const AcuRunRecord *record;

  g_assert_nonnull (id);
  g_assert_null (start (service, "another", ACU_RUN_QUICK, 1)); /* one at a time */
  record = wait_for_state (service, id, ACU_RECORD_FINISHED);
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
  g_assert_cmpuint (acu_dataset_get_length (divided), ==, PICTURES);
  g_assert_cmpfloat (acu_dataset_get_score_min (divided), ==, 0);
  g_assert_cmpfloat (acu_dataset_get_score_max (divided), ==, 5);

  acu_training_service_set_note (service, id, "Größer\nis better");
  wait_until (service, has_note, id);
  g_assert_cmpstr (acu_training_service_find (service, id)->note, ==, "Größer\nis better");
  acu_training_service_keep (service, id, "kept");
  wait_until (service, has_model, id);
  g_assert_true (acu_model_store_has (store, "kept", NULL));
  g_assert_false (acu_run_record_has_result (acu_training_service_find (service, id)));

  /* A model that is called otherwise now is the run's as before, also where another one has taken
   * its name; one that is gone is not. */
  g_assert_true (acu_model_store_rename (store, "kept", "renamed", NULL));
  add_stranger (store, "kept");
  acu_training_service_set_note (service, id, "");
  wait_until (service, has_no_note, id);
  g_assert_cmpstr (acu_training_service_find (service, id)->model, ==, "renamed");
  g_assert_true (acu_model_store_remove (store, "kept", NULL));
  g_assert_true (acu_model_store_remove (store, "renamed", NULL));
  acu_training_service_set_note (service, id, "Removed");
  wait_until (service, has_note, id);
  g_assert_null (acu_training_service_find (service, id)->model);

  acu_training_service_remove (service, id);
  wait_until (service, is_gone, id);
}

/* The log that was gathered live is the one on the disk. */
static void
test_log (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = start (service, "log", ACU_RUN_FULL, ENDLESS);
  g_autofree char *path = acu_run_record_path (id, ACU_RECORD_LOG);
  g_autoptr (AcuRunLog) live = NULL;
  g_autoptr (AcuRunLog) rest = NULL;
  g_autoptr (AcuRunLog) read = NULL;

  wait_until (service, has_steps, GUINT_TO_POINTER (4));
  live = acu_training_service_dup_log (service, 0, 0);
  g_assert_nonnull (live);
  g_assert_cmpuint (live->steps->len, >=, 4);
  rest = acu_training_service_dup_log (service, live->steps->len, live->epochs->len);
  g_assert_nonnull (rest);
  acu_run_log_append (live, rest);
  acu_training_service_stop (service, ACU_TRAINING_SUSPEND);
  wait_for_state (service, id, ACU_RECORD_INTERRUPTED);
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
  g_autofree char *id = start (service, "pause", ACU_RUN_FULL, ENDLESS);
  g_auto (AcuTrainingStatus) before = {0}, after = {0};
  gint64 end;

  wait_until (service, has_steps, GUINT_TO_POINTER (1));
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
  wait_until (service, has_steps, GUINT_TO_POINTER ((guint)before.step + 7));
  g_assert_cmpfloat (count_epoch_seconds (service), >, 0.0);
  g_assert_cmpfloat (count_epoch_seconds (service) + 2.5, <,
                     (double)(g_get_monotonic_time () - began) * 1e-6);
  acu_training_service_stop (service, ACU_TRAINING_DISCARD);
  wait_for_state (service, id, ACU_RECORD_DISCARDED);
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
  id = start (service, "paused-early", ACU_RUN_FULL, 1);
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
  wait_for_state (service, id, ACU_RECORD_DISCARDED);
}

/* Stopped after an epoch: the best one is the result.  Before: it can be gone on with. */
static void
test_stop (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = start (service, "stopped", ACU_RUN_QUICK, ENDLESS);
  g_autofree char *early = NULL;
  g_autoptr (AcuRunRecord) ghost = NULL;
  const AcuRunRecord *record;
  gsize length;

  wait_until (service, has_epochs, GUINT_TO_POINTER (1));
  acu_training_service_stop (service, ACU_TRAINING_KEEP_BEST);
  /* As when the window is closed right after: what was chosen first stands. */
  acu_training_service_stop (service, ACU_TRAINING_SUSPEND);
  record = wait_for_state (service, id, ACU_RECORD_STOPPED);
  g_assert_true (acu_run_record_has_result (record));
  g_free (read_result (id, &length));
  g_assert_cmpuint (length, >, 100000);
  acu_training_service_discard (service, id);
  record = wait_for_state (service, id, ACU_RECORD_DISCARDED);
  g_assert_false (acu_run_record_has_result (record));

  /* The name is free again.  While it is paused no epoch ends. */
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_SCORING, TRUE);
  early = start (service, "stopped", ACU_RUN_FULL, 100);
  acu_training_service_stop (service, ACU_TRAINING_KEEP_BEST);
  record = wait_for_state (service, early, ACU_RECORD_INTERRUPTED);
  g_assert_true (acu_run_record_can_resume (record));

  /* Who forgets a run of this name that never began does not forget this one. */
  ghost = acu_run_record_new ("stopped", "Nothing", &record->settings);
  ghost->state = ACU_RECORD_FAILED;
  g_assert_true (acu_run_record_save (ghost, NULL));
  g_assert_false (acu_run_record_can_resume (ghost));
  acu_training_service_set_note (service, ghost->id, "never began");
  wait_until (service, has_note, ghost->id);
  acu_training_service_remove (service, ghost->id);
  wait_until (service, is_gone, ghost->id);
  g_assert_true (acu_run_record_can_resume (acu_training_service_find (service, early)));

  acu_training_service_discard (service, early);
  record = wait_for_state (service, early, ACU_RECORD_DISCARDED);
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
  g_autofree char *foreign = g_build_filename (run, "notes", NULL);
  g_autofree char *file = g_build_filename (foreign, "mine.txt", NULL);
  const AcuRunRecord *record;

  /* It does not end before it has found something. */
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_PERSON, TRUE);
  id = start (service, "left-over", ACU_RUN_FULL, 3);
  while (!g_file_test (run, G_FILE_TEST_IS_DIR))
    g_usleep (1000);
  g_assert_cmpint (g_mkdir (foreign, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "a person's own", -1, NULL));
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_PERSON, FALSE);
  record = wait_for_state (service, id, ACU_RECORD_FINISHED);
  g_assert_true (acu_run_record_has_result (record));
  g_assert_false (acu_run_record_can_resume (record));
  g_assert_nonnull (record->error);
  g_assert_nonnull (strstr (record->error, "notes"));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

static void
failed_cb (AcuTrainingService *service, const char *message, char **told)
{
  g_free (*told);
  *told = g_strdup (message);
}

/* What cannot be begun says why, and leaves nothing behind. */
static void
test_failure (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *told = NULL, *id = NULL;
  AcuRunSettings settings;

  g_signal_connect (service, "failed", G_CALLBACK (failed_cb), &told);
  settings_init (&settings, ACU_RUN_FULL, 1);
  g_free (settings.data);
  settings.data = g_strdup ("/nowhere/scores.csv");
  id = acu_training_service_start (service, "failure", "Nothing", &settings);
  acu_run_settings_clear (&settings);
  wait_until (service, is_idle, NULL);
  wait_until (service, is_gone, id);
  g_assert_nonnull (told);
  g_assert_nonnull (strstr (told, "/nowhere/scores.csv"));
}

/* Killing. */

static void
quit_when_done (AcuTrainingService *service, const char *id, GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

/* Says on descriptor 3 that it is time to be killed, and takes no further step until that is done.
 */
static gboolean
say_steps_cb (gpointer user_data)
{
  AcuTrainingService *service = user_data;
  g_auto (AcuTrainingStatus) status = {0};

  acu_training_service_get_status (service, &status);
  if (status.step < KILLED_AFTER)
    return G_SOURCE_CONTINUE;
  acu_training_service_set_paused (service, ACU_PAUSE_TRAINING_PERSON, TRUE);
  if (write (3, "x", 1) != 1)
    _exit (1);
  return G_SOURCE_REMOVE;
}

/* Epochs of a head alone take milliseconds: it must not be over before it is killed. */
static guint
count_epochs (AcuRunMode mode)
{
  return mode == ACU_RUN_QUICK ? 60 : 3;
}

/* A process of its own that trains the run @name. */
static int
train_alone (const char *name, AcuRunMode mode)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = start (service, name, mode, count_epochs (mode));

  g_timeout_add (1, say_steps_cb, service);
  g_signal_connect (service, "ended", G_CALLBACK (quit_when_done), loop);
  g_main_loop_run (loop);
  return 0;
}

/* Trains in another process, and kills it in the middle. */
static void
train_and_kill (const char *name, AcuRunMode mode)
{
  int ends[2], status;
  pid_t child;
  char byte;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    dup2 (ends[1], 3);
    if (ends[0] != 3)
      close (ends[0]);
    execl (program, program, mode == ACU_RUN_QUICK ? "--train-quick" : "--train", name, home, data,
           base, NULL);
    _exit (2);
  }
  close (ends[1]);
  g_assert_cmpint (read (ends[0], &byte, 1), ==, 1);
  kill (child, SIGKILL);
  waitpid (child, &status, 0);
  g_assert_true (WIFSIGNALED (status));
  close (ends[0]);
}

static gboolean
has_interrupted (AcuTrainingService *service, gconstpointer name)
{
  GPtrArray *records = acu_training_service_get_records (service);

  for (guint i = 0; records != NULL && i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);

    if (g_str_equal (record->name, name))
      return record->state == ACU_RECORD_INTERRUPTED;
  }
  return FALSE;
}

static const AcuRunRecord *
find_by_name (AcuTrainingService *service, const char *name)
{
  GPtrArray *records = acu_training_service_get_records (service);

  for (guint i = 0; i < records->len; i++)
    if (g_str_equal (((AcuRunRecord *)g_ptr_array_index (records, i))->name, name))
      return g_ptr_array_index (records, i);
  return NULL;
}

/* Kills the run @name in the middle, goes on with it, and compares with @uninterrupted. */
static void
check_kill (const char *name, const char *uninterrupted, AcuRunMode mode)
{
  g_autoptr (AcuTrainingService) service = NULL;
  g_autofree char *whole = NULL, *killed = NULL, *expected = NULL, *found = NULL;
  g_autofree char *log = NULL;
  g_autoptr (AcuRunLog) read = NULL;
  const AcuRunRecord *record;
  gsize expected_length, found_length;

  train_and_kill (name, mode);
  service = acu_training_service_new ();
  wait_until (service, has_interrupted, name);
  record = find_by_name (service, name);
  g_assert_true (acu_run_record_can_resume (record));
  /* It worked until it last wrote something. */
  g_assert_cmpint (record->ended, >=, record->started);
  killed = g_strdup (record->id);
  g_assert_true (acu_training_service_resume (service, record));
  record = wait_for_state (service, killed, ACU_RECORD_FINISHED);
  g_assert_cmpuint (record->n_epochs, ==, count_epochs (mode));

  whole = start (service, uninterrupted, mode, count_epochs (mode));
  wait_for_state (service, whole, ACU_RECORD_FINISHED);
  expected = read_undated_result (whole, &expected_length);
  found = read_undated_result (killed, &found_length);
  g_assert_cmpmem (expected, expected_length, found, found_length);

  log = acu_run_record_path (killed, ACU_RECORD_LOG);
  read = acu_run_log_read (log, NULL);
  g_assert_cmpuint (read->steps->len, ==, 3 * count_epochs (mode));
  g_assert_cmpuint (read->epochs->len, ==, count_epochs (mode));
}

static void
test_kill (void)
{
  check_kill ("killed", "uninterrupted", ACU_RUN_FULL);
}

/* What the frozen backbone made is gone on with as well. */
static void
test_kill_quick (void)
{
  check_kill ("quickly-killed", "quickly-uninterrupted", ACU_RUN_QUICK);
}

/* Closing the program in the middle is no loss either. */
static void
test_suspend (void)
{
  AcuTrainingService *service = acu_training_service_new ();
  g_autofree char *id = start (service, "suspended", ACU_RUN_FULL, ENDLESS);
  const AcuRunRecord *record;
  gint64 between;
  double worked;

  wait_until (service, has_steps, GUINT_TO_POINTER (1));
  acu_training_service_finish (service);
  g_object_unref (service);
  between = g_get_monotonic_time ();
  g_usleep (2 * G_USEC_PER_SEC);
  service = acu_training_service_new ();
  record = wait_for_state (service, id, ACU_RECORD_INTERRUPTED);
  worked = record->worked;
  g_assert_cmpfloat (worked, >, 0.0);
  g_assert_true (acu_training_service_resume (service, record));
  wait_until (service, has_steps, GUINT_TO_POINTER (7));
  acu_training_service_stop (service, ACU_TRAINING_DISCARD);
  record = wait_for_state (service, id, ACU_RECORD_DISCARDED);
  g_assert_cmpuint (record->n_epochs, >=, 2);
  /* What lies between two sittings is no work. */
  g_assert_cmpfloat (record->worked, >, worked);
  g_assert_cmpfloat (record->worked - worked + 2.0, <,
                     (double)(g_get_monotonic_time () - between) * 1e-6);
  g_object_unref (service);
}

/* The seconds of the only epoch of a run with @settings, begun anew. */
static double
run_epoch (const AcuRunSettings *settings)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = NULL, *path = NULL;
  g_autoptr (AcuRunLog) log = NULL;

  g_assert_cmpuint (settings->schedule.epochs, ==, 1);
  id = acu_training_service_start (service, "measured", "Six pictures", settings);
  wait_for_state (service, id, ACU_RECORD_FINISHED);
  path = acu_run_record_path (id, ACU_RECORD_LOG);
  log = acu_run_log_read (path, NULL);
  g_assert_cmpuint (log->epochs->len, ==, 1);
  return g_array_index (log->epochs, AcuRunEpoch, 0).seconds;
}

static void
test_estimate (void)
{
  AcuRunSettings settings;
  g_auto (AcuRunEstimate) full = {0}, quick = {0}, none = {0};
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *left = g_build_filename (root, "estimate", NULL);
  double seconds;

  settings_init (&settings, ACU_RUN_FULL, 4);
  g_free (settings.base);
  settings.base = g_strdup ("test-weights:nano");
  g_assert_true (acu_run_estimate (&settings, &full, NULL, &error));
  g_assert_cmpuint (full.facts.n_training, ==, 3);
  g_assert_cmpuint (full.facts.n_held_out, ==, 3);
  g_assert_cmpstr (full.facts.preset, ==, "nano");
  g_assert_cmpuint (full.device_bytes, >, 8000000 * 4); /* the weights alone */
  g_assert_cmpuint (full.disk_bytes, ==, 0);
  /* It foretells the run: how busy the machine is, and pictures that are read, make a difference,
   * but not one of ten times. */
  settings.schedule.epochs = 1;
  seconds = run_epoch (&settings);
  g_test_message ("an epoch: estimated %.3f s, took %.3f s", full.seconds / 4, seconds);
  g_assert_cmpfloat (seconds, <, 10 * full.seconds / 4);
  g_assert_cmpfloat (seconds, >, full.seconds / 4 / 10);
  settings.schedule.epochs = 4;
  settings.mode = ACU_RUN_QUICK;
  g_assert_true (acu_run_estimate (&settings, &quick, NULL, &error));
  g_assert_cmpuint (quick.disk_bytes, >, 12 * 1000);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));

  g_cancellable_cancel (cancelled);
  g_assert_false (acu_run_estimate (&settings, &none, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  acu_run_settings_clear (&settings);
}

int
main (int argc, char **argv)
{
  g_autofree char *decoder = acu_test_build_path ("app/imaging/acutance-decoder");
  g_autofree char *folder = NULL, *cache = NULL;

  g_setenv ("ACUTANCE_DECODER", decoder, TRUE);
  if (argc == 6 && g_str_has_prefix (argv[1], "--train")) {
    g_setenv ("XDG_DATA_HOME", argv[3], TRUE);
    g_setenv ("ACUTANCE_SAVE_SECONDS", "0", TRUE); /* there is something to go on with */
    data = argv[4];
    base = argv[5];
    return train_alone (argv[2], g_str_equal (argv[1], "--train") ? ACU_RUN_FULL : ACU_RUN_QUICK);
  }
  g_test_init (&argc, &argv, NULL);
  program = g_file_read_link ("/proc/self/exe", NULL);
  home = acu_test_temporary_folder ();
  folder = acu_test_temporary_folder ();
  cache = acu_test_temporary_folder ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  data = make_data (folder);
  base = acu_test_write_small_model (folder);
  g_test_add_func ("/training-service/whole", test_whole);
  g_test_add_func ("/training-service/log", test_log);
  g_test_add_func ("/training-service/pause", test_pause);
  g_test_add_func ("/training-service/pause-opening", test_pause_opening);
  g_test_add_func ("/training-service/stop", test_stop);
  g_test_add_func ("/training-service/left-over", test_left_over);
  g_test_add_func ("/training-service/failure", test_failure);
  g_test_add_func ("/training-service/kill", test_kill);
  g_test_add_func ("/training-service/kill-quick", test_kill_quick);
  g_test_add_func ("/training-service/suspend", test_suspend);
  g_test_add_func ("/training-service/estimate", test_estimate);
  int status = g_test_run ();
  g_free (program);
  g_free (home);
  g_free (data);
  g_free (base);
  return status;
}

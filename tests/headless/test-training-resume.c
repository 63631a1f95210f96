/* Runs whose program is killed or closed in the middle are gone on with to the same bits, also
 * where the model that they began with is called otherwise by then. */
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"
#include "compute/weights/deterministic-weights.h"
#include "compute/weights/safetensors.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"
#include "tests/headless/training-service-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Steps of a run whose program is killed; there are nine at least. */
#define KILLED_AFTER 5

static char *program;

/* A card tells the day on which it was written, which may be another for either of two runs: digits
 * that stand as in 2026-04-30 become zeros, in the header alone, which says how long it is (64
 * bits, little-endian).  (transfer full) */
static char *
read_undated_result (const char *id, gsize *length)
{
  char *bytes = acu_fixture_read_result (id, length);
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
  return mode == ACU_RUN_QUICK ? 12 : 3;
}

/* A process of its own that trains the run @name. */
static int
train_alone (const char *name, AcuRunMode mode)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *id = acu_fixture_start_run (service, name, mode, count_epochs (mode));

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
    execl (program, program, mode == ACU_RUN_QUICK ? "--train-quick" : "--train", name,
           g_get_user_data_dir (), acu_fixture_get_data (), acu_fixture_get_base (), NULL);
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

/* The run @name, which was killed; it can be gone on with. */
static const AcuRunRecord *
find_killed (AcuTrainingService *service, const char *name)
{
  const AcuRunRecord *record;

  acu_fixture_wait_until (service, has_interrupted, name);
  record = find_by_name (service, name);
  g_assert_true (acu_run_record_can_resume (record));
  return record;
}

/* @killed and @whole: runs that are over. */
static void
assert_same_result (const char *killed, const char *whole)
{
  gsize expected_length, found_length;
  g_autofree char *expected = read_undated_result (whole, &expected_length);
  g_autofree char *found = read_undated_result (killed, &found_length);

  g_assert_cmpmem (expected, expected_length, found, found_length);
}

/* Kills the run @name in the middle, goes on with it, and compares with @uninterrupted. */
static void
check_kill (const char *name, const char *uninterrupted, AcuRunMode mode)
{
  g_autoptr (AcuTrainingService) service = NULL;
  g_autofree char *whole = NULL, *killed = NULL, *log = NULL;
  g_autoptr (AcuRunLog) read = NULL;
  const AcuRunRecord *record;

  train_and_kill (name, mode);
  service = acu_training_service_new ();
  record = find_killed (service, name);
  /* It worked until it last wrote something. */
  g_assert_cmpint (record->ended, >=, record->started);
  killed = g_strdup (record->id);
  g_assert_true (acu_training_service_resume (service, record));
  record = acu_fixture_wait_for_state (service, killed, ACU_RECORD_FINISHED);
  g_assert_cmpuint (record->n_epochs, ==, count_epochs (mode));

  whole = acu_fixture_start_run (service, uninterrupted, mode, count_epochs (mode));
  acu_fixture_wait_for_state (service, whole, ACU_RECORD_FINISHED);
  assert_same_result (killed, whole);

  log = acu_run_record_path (killed, ACU_RECORD_LOG);
  read = acu_run_log_read (log, NULL);
  g_assert_cmpuint (read->steps->len, ==, 3 * count_epochs (mode));
  /* How fast it was stays known, whichever sitting a step is of. */
  for (guint i = 0; i < read->steps->len; i++) {
    g_assert_cmpuint (g_array_index (read->steps, AcuRunStep, i).n_patches, >, 0);
    g_assert_cmpfloat (g_array_index (read->steps, AcuRunStep, i).seconds, >, 0);
  }
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

/* Adds a small network with the weights of @seed; a backbone has nothing but the stages. */
static void
add_model (AcuModelStore *store, const char *name, guint64 seed, gboolean is_backbone)
{
  g_autoptr (AcuArchitecture) architecture = acu_test_small_architecture ();
  g_autoptr (AcuTensorSet) weights = acu_deterministic_weights (architecture, seed);
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);
  g_autoptr (AcuTensorSet) kept = acu_tensor_set_new_from (weights);
  g_autoptr (AcuModelFile) file = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);

    if (!is_backbone || parameter->group == ACU_GROUP_BACKBONE)
      acu_tensor_set_add (kept, parameter->name, acu_tensor_set_lookup (weights, parameter->name));
  }
  if (is_backbone) {
    g_assert_cmpint (g_mkdir_with_parents (acu_model_store_get_folder (store), 0700), ==, 0);
    path = g_strdup_printf ("%s/%s.safetensors", acu_model_store_get_folder (store), name);
    g_assert_true (acu_safetensors_write (kept, ACU_ELEMENT_F32, path, NULL));
    return;
  }
  file = acu_model_file_new (architecture, kept, NULL);
  g_assert_nonnull (file);
  path = acu_model_store_add (store, file, name, NULL);
  g_assert_nonnull (path);
}

/* While nobody trains, the base is called otherwise, and another model as it was: it is gone on
 * with the one that the run began with, and the result says what that was called then. */
static void
check_renamed (const char *name,
               const char *uninterrupted,
               const char *model,
               AcuRunMode mode,
               gboolean is_backbone)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *other = g_strdup_printf ("%s otherwise", model);
  g_autofree char *former = g_strdup (acu_fixture_get_base ());
  g_autofree char *whole = NULL, *killed = NULL;
  g_autoptr (AcuTrainingService) service = NULL;
  const AcuRunRecord *record;

  add_model (store, model, 5, is_backbone);
  acu_fixture_train_on (acu_fixture_get_data (), model);
  train_and_kill (name, mode);
  service = acu_training_service_new ();
  whole = acu_fixture_start_run (service, uninterrupted, mode, count_epochs (mode));
  acu_fixture_wait_for_state (service, whole, ACU_RECORD_FINISHED);

  g_assert_true (acu_model_store_rename (store, model, other, NULL));
  add_model (store, model, 6, is_backbone);
  record = find_killed (service, name);
  killed = g_strdup (record->id);
  g_assert_true (acu_training_service_resume (service, record));
  acu_fixture_wait_for_state (service, killed, ACU_RECORD_FINISHED);
  assert_same_result (killed, whole);
  acu_fixture_train_on (acu_fixture_get_data (), former);
}

static void
test_renamed_base (void)
{
  check_renamed ("renamed", "renamed-whole", "small", ACU_RUN_FULL, FALSE);
}

/* Nor is one lost that cannot score. */
static void
test_renamed_backbone (void)
{
  check_renamed ("renamed-backbone", "renamed-backbone-whole", "backbone", ACU_RUN_QUICK, TRUE);
}

/* Where the base is gone that is said, and the run waits until it is back. */
static void
test_base_gone (void)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *former = g_strdup (acu_fixture_get_base ());
  g_autofree char *whole = NULL, *killed = NULL, *told = NULL;
  g_autoptr (AcuTrainingService) service = NULL;
  const AcuRunRecord *record;

  add_model (store, "lost", 7, FALSE);
  acu_fixture_train_on (acu_fixture_get_data (), "lost");
  train_and_kill ("waiting", ACU_RUN_QUICK);
  service = acu_training_service_new ();
  whole =
      acu_fixture_start_run (service, "not-waiting", ACU_RUN_QUICK, count_epochs (ACU_RUN_QUICK));
  acu_fixture_wait_for_state (service, whole, ACU_RECORD_FINISHED);

  g_assert_true (acu_model_store_remove (store, "lost", NULL));
  g_signal_connect (service, "failed", G_CALLBACK (acu_fixture_note_failure_cb), &told);
  record = find_killed (service, "waiting");
  killed = g_strdup (record->id);
  g_assert_true (acu_training_service_resume (service, record));
  record = acu_fixture_wait_for_state (service, killed, ACU_RECORD_FAILED);
  g_assert_nonnull (told);
  g_assert_nonnull (strstr (told, "the base model “lost”: there is no model"));
  g_assert_cmpstr (record->error, ==, told);
  g_assert_true (acu_run_record_can_resume (record));

  /* Another one in its place is none that was trained from. */
  add_model (store, "lost", 8, FALSE);
  g_assert_true (acu_training_service_resume (service, record));
  acu_fixture_wait_until (service, acu_fixture_is_idle, NULL);
  record = acu_fixture_wait_for_state (service, killed, ACU_RECORD_FAILED);
  g_assert_nonnull (strstr (told, "“lost”: its weights are others now"));
  g_assert_true (acu_run_record_can_resume (record));

  add_model (store, "found", 7, FALSE);
  g_assert_true (acu_training_service_resume (service, record));
  record = acu_fixture_wait_for_state (service, killed, ACU_RECORD_FINISHED);
  g_assert_null (record->error);
  assert_same_result (killed, whole);
  acu_fixture_train_on (acu_fixture_get_data (), former);
}

/* Closing the program in the middle is no loss either. */
static void
test_suspend (void)
{
  AcuTrainingService *service = acu_training_service_new ();
  g_autofree char *id =
      acu_fixture_start_run (service, "suspended", ACU_RUN_FULL, ACU_FIXTURE_ENDLESS);
  const AcuRunRecord *record;
  gint64 between;
  double worked;

  acu_fixture_wait_until (service, acu_fixture_has_steps, GUINT_TO_POINTER (1));
  acu_training_service_finish (service);
  g_object_unref (service);
  between = g_get_monotonic_time ();
  g_usleep (2 * G_USEC_PER_SEC);
  service = acu_training_service_new ();
  record = acu_fixture_wait_for_state (service, id, ACU_RECORD_INTERRUPTED);
  worked = record->worked;
  g_assert_cmpfloat (worked, >, 0.0);
  g_assert_true (acu_training_service_resume (service, record));
  acu_fixture_wait_until (service, acu_fixture_has_steps, GUINT_TO_POINTER (7));
  acu_training_service_stop (service, ACU_TRAINING_DISCARD);
  record = acu_fixture_wait_for_state (service, id, ACU_RECORD_DISCARDED);
  g_assert_cmpuint (record->n_epochs, >=, 2);
  /* What lies between two sittings is no work. */
  g_assert_cmpfloat (record->worked, >, worked);
  g_assert_cmpfloat (record->worked - worked + 2.0, <,
                     (double)(g_get_monotonic_time () - between) * 1e-6);
  g_object_unref (service);
}

int
main (int argc, char **argv)
{
  g_autofree char *decoder = acu_test_build_path ("app/imaging/acutance-decoder");
  int status;

  g_setenv ("ACUTANCE_DECODER", decoder, TRUE);
  if (argc == 6 && g_str_has_prefix (argv[1], "--train")) {
    g_setenv ("XDG_DATA_HOME", argv[3], TRUE);
    g_setenv ("ACUTANCE_SAVE_SECONDS", "0", TRUE); /* there is something to go on with */
    acu_fixture_train_on (argv[4], argv[5]);
    return train_alone (argv[2], g_str_equal (argv[1], "--train") ? ACU_RUN_FULL : ACU_RUN_QUICK);
  }
  program = g_file_read_link ("/proc/self/exe", NULL);
  acu_fixture_begin_training_service (&argc, &argv);
  g_test_add_func ("/training-resume/kill", test_kill);
  if (!acu_test_is_hurried ())
    g_test_add_func ("/training-resume/kill-quick", test_kill_quick);
  g_test_add_func ("/training-resume/suspend", test_suspend);
  g_test_add_func ("/training-resume/renamed-base", test_renamed_base);
  if (!acu_test_is_hurried ())
    g_test_add_func ("/training-resume/renamed-backbone", test_renamed_backbone);
  g_test_add_func ("/training-resume/base-gone", test_base_gone);
  status = acu_fixture_end_training_service ();
  g_free (program);
  return status;
}

#include "tests/headless/training-service-fixture.h"

#include "app/imaging/image.h"
#include "app/learning/synth/picture-codec.h"
#include "compute/random.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#define SIDE 230

/* Of the test that runs. */
static char *home;
static char *cache;
static char *data;
static char *base; /* small: how large the network is makes no difference here */

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
make_six_pictures (const char *folder)
{
  g_autoptr (GString) rows = g_string_new ("path,mos,split,group,score_min,score_max\n");
  char *path = g_build_filename (folder, "scores.csv", NULL);

  for (guint i = 0; i < ACU_FIXTURE_PICTURES; i++) {
    write_picture (folder, i);
    g_string_append_printf (rows, "picture%u.png,%g,%s,\"g,%u\",0,5\n", i, 4.5 - 0.75 * i,
                            i % 2 == 0 ? "train" : "val", i);
  }
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

void
acu_fixture_run_settings (AcuRunSettings *settings, AcuRunMode mode, guint epochs)
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

char *
acu_fixture_start_run (AcuTrainingService *service, const char *name, AcuRunMode mode, guint epochs)
{
  AcuRunSettings settings;
  char *id;

  acu_fixture_run_settings (&settings, mode, epochs);
  if (!g_signal_handler_find (service, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, check_records, NULL)) {
    g_signal_connect (service, "changed", G_CALLBACK (check_records), NULL);
    g_signal_connect (service, "records-changed", G_CALLBACK (check_records), NULL);
  }
  id = acu_training_service_start (service, name, "Six pictures", &settings);
  acu_run_settings_clear (&settings);
  return id;
}

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

void
acu_fixture_wait_until (AcuTrainingService *service,
                        AcuFixtureCondition condition,
                        gconstpointer condition_data)
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

gboolean
acu_fixture_is_idle (AcuTrainingService *service, gconstpointer condition_data)
{
  return !acu_training_service_is_busy (service);
}

gboolean
acu_fixture_has_steps (AcuTrainingService *service, gconstpointer n)
{
  g_auto (AcuTrainingStatus) status = {0};

  acu_training_service_get_status (service, &status);
  return status.step >= GPOINTER_TO_UINT (n) || status.state == ACU_TRAINING_IDLE;
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

const AcuRunRecord *
acu_fixture_wait_for_state (AcuTrainingService *service, const char *id, AcuRecordState state)
{
  acu_fixture_wait_until (service, acu_fixture_is_idle, NULL);
  acu_fixture_wait_until (service, is_in_state, &(Wanted){id, state});
  return acu_training_service_find (service, id);
}

char *
acu_fixture_read_result (const char *id, gsize *length)
{
  g_autofree char *path = acu_run_record_path (id, ACU_RECORD_RESULT);
  char *bytes;

  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  return bytes;
}

void
acu_fixture_note_failure_cb (AcuTrainingService *service, const char *message, char **told)
{
  g_free (*told);
  *told = g_strdup (message);
}

void
acu_fixture_begin_training_service (int *argc, char ***argv)
{
  g_autofree char *folder = NULL;

  g_test_init (argc, argv, NULL);
  home = acu_test_temporary_folder ();
  cache = acu_test_temporary_folder ();
  folder = acu_test_temporary_folder ();
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  data = make_six_pictures (folder);
  base = acu_test_write_small_model (folder);
}

int
acu_fixture_end_training_service (void)
{
  int status = g_test_run ();

  g_free (home);
  g_free (cache);
  g_free (data);
  g_free (base);
  return status;
}

void
acu_fixture_train_on (const char *other_data, const char *other_base)
{
  /* One of them may be what it was. */
  char *former_data = data, *former_base = base;

  data = g_strdup (other_data);
  base = g_strdup (other_base);
  g_free (former_data);
  g_free (former_base);
}

const char *
acu_fixture_get_data (void)
{
  return data;
}

const char *
acu_fixture_get_base (void)
{
  return base;
}

/* What the record of a run keeps: warnings, where they are more than are shown, and how long there
 * was work, also in what an older version began. */
#include "app/learning/service/training-service.h"
#include "app/learning/training/run-estimate.h"
#include "app/learning/training/run-folder.h"
#include "app/learning/training/training-error.h"
#include "app/scoring/model-store.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PICTURES 12
#define BROKEN   6 /* all of them learned from */
#define SHOWN    4
#define PATIENCE 200 /* seconds */

static char *folder;
static char *base;

static const char *
mark (guint i)
{
  return i < 8 ? "train" : i < 10 ? "val" : "test";
}

static gboolean
time_out_cb (gpointer timed_out)
{
  return *(gboolean *)timed_out = TRUE;
}

/* Until the run @id has ended as @state, which @service or another has written down. */
static void
wait_for (AcuTrainingService *service, const char *id, AcuRecordState state)
{
  gboolean timed_out = FALSE;
  guint timer = g_timeout_add_seconds (PATIENCE, time_out_cb, &timed_out);
  const AcuRunRecord *record = NULL;

  while (acu_training_service_is_busy (service) ||
         (record = acu_training_service_find (service, id)) == NULL || record->state != state) {
    if (timed_out)
      g_error ("the run does not come to its end: %s",
               record != NULL && record->error != NULL ? record->error : "no error");
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (timer);
}

static void
assert_counted (const char *id)
{
  g_autoptr (GPtrArray) records = acu_run_record_list (NULL, NULL);

  for (guint i = 0; i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);
    g_auto (GStrv) lines = g_strsplit (record->warning, "\n", -1);

    if (!g_str_equal (record->id, id))
      continue;
    g_assert_cmpuint (g_strv_length (lines), ==, SHOWN);
    g_assert_cmpuint (record->n_unsaid, ==, BROKEN - SHOWN);
    return;
  }
  g_assert_not_reached ();
}

/* Every epoch tries all pictures again: nothing is counted twice. */
static void
test_counted (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *data = acu_fixture_write_scores (folder, "counted.csv", PICTURES, 0, mark);
  g_autofree char *id = NULL;
  AcuRunSettings settings;

  for (guint i = 0; i < BROKEN; i++) {
    g_autofree char *path = g_strdup_printf ("%s.%u.png", data, i);

    g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  }
  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  settings.schedule.epochs = 3;
  settings.patches_per_image = 2;
  id = acu_training_service_start (service, "counted", "Twelve pictures", &settings);
  acu_run_settings_clear (&settings);
  wait_for (service, id, ACU_RECORD_FINISHED);
  assert_counted (id);
}

/* Until the run under way has finished an epoch. */
static void
wait_for_epoch (AcuTrainingService *service)
{
  gboolean timed_out = FALSE;
  guint timer = g_timeout_add_seconds (PATIENCE, time_out_cb, &timed_out);

  for (;;) {
    g_autoptr (AcuRunLog) log = acu_training_service_dup_log (service, 0, 0);

    if (log != NULL && log->epochs->len > 0)
      break;
    if (timed_out || !acu_training_service_is_busy (service))
      g_error ("the run does not come to the end of an epoch");
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (timer);
}

/* Has the log of the run @name tell of an epoch of 900 seconds or more. */
static void
lengthen_epoch (const char *name)
{
  static const char key[] = "\"seconds\": ";
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *path = g_build_filename (root, name, "log.jsonl", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  char *digits;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  /* Steps tell how long they took as well. */
  digits = strstr (text, "\"train_srcc\"");
  g_assert_nonnull (digits);
  digits = strstr (digits, key);
  g_assert_nonnull (digits);
  digits += strlen (key);
  g_assert_cmpuint (strcspn (digits, "}"), >=, 5);
  /* As long as it was. */
  memcpy (digits, "900.", 4);
  for (char *digit = digits + 4; *digit != '}'; digit++)
    *digit = '0';
  g_file_set_contents (path, text, (gssize)length, &error);
  g_assert_no_error (error);
}

/* Takes @member out of the record @id. */
static void
forget (const char *id, const char *member)
{
  g_autofree char *path = acu_run_record_path (id, "record.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;
  JsonObject *object;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_true (json_object_has_member (object, member));
  json_object_remove_member (object, member);
  text = json_to_string (json_parser_get_root (parser), TRUE);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* What tells apart the scores that a run on @data works with. (transfer full) */
static char *
dup_scores (const char *data)
{
  g_auto (AcuRunFacts) facts = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  run = acu_run_new ("told apart", &settings, NULL, &error);
  acu_run_settings_clear (&settings);
  g_assert_no_error (error);
  acu_run_get_facts (run, &facts);
  g_assert_true (acu_run_discard (run, &error));
  return g_steal_pointer (&facts.scores);
}

/* A copy has the same scores, wherever it is; what was rated otherwise has not; and the record
 * keeps which they were. */
static void
test_scores (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "scores.csv", PICTURES, 0, mark);
  g_autofree char *copy = g_build_filename (folder, "copy.csv", NULL);
  g_autofree char *rated = g_build_filename (folder, "rated.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (data, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (copy, text, -1, NULL));
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, ".1.png,37,", ".1.png,38,", 0), ==, 1);
  g_assert_true (g_file_set_contents (rated, changed->str, -1, NULL));

  g_autofree char *scores = dup_scores (data), *same = dup_scores (copy);
  g_autofree char *others = dup_scores (rated);
  g_assert_cmpstr (scores, ==, same);
  g_assert_cmpstr (scores, !=, others);

  AcuTrainingService *service = acu_training_service_new ();
  AcuRunSettings settings;
  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, copy);
  g_autofree char *id = acu_training_service_start (service, "kept", "Twelve pictures", &settings);
  acu_run_settings_clear (&settings);
  wait_for (service, id, ACU_RECORD_FINISHED);
  g_object_unref (service);
  service = acu_training_service_new ();
  wait_for (service, id, ACU_RECORD_FINISHED);
  g_assert_cmpstr (acu_training_service_find (service, id)->scores, ==, scores);
  g_object_unref (service);
}

static void
failed_cb (AcuTrainingService *service, const char *message, char **told)
{
  *told = g_strdup (message);
}

/* What cannot be begun leaves nothing of itself, of the copies that it would have learned from
 * neither; but what another run of its name has stays. */
static void
test_not_begun (void)
{
  AcuTrainingService *service = acu_training_service_new ();
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModelFile) file = acu_model_store_open_file (store, base, NULL);
  g_autofree char *model = acu_model_store_add (store, file, "taken", NULL);
  g_autofree char *copy = acu_run_folder_claim ("taken", "labels.csv", NULL);
  g_autofree char *run_folder = g_path_get_dirname (copy);
  g_autofree char *id = NULL, *told = NULL, *record = NULL;
  AcuRunSettings settings;

  g_assert_true (g_file_set_contents (copy, "path,mos\n", -1, NULL));
  g_signal_connect (service, "failed", G_CALLBACK (failed_cb), &told);
  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, copy);
  id = acu_training_service_start (service, "taken", "Nothing", &settings);
  while (told == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (told, "there is a model “taken” already"));
  g_assert_false (g_file_test (run_folder, G_FILE_TEST_EXISTS));
  record = acu_run_record_path (id, "");
  g_assert_false (g_file_test (record, G_FILE_TEST_EXISTS));
  acu_run_settings_clear (&settings);
  g_object_unref (service);
  g_assert_true (acu_model_store_remove (store, "taken", NULL));

  g_autofree char *data = acu_fixture_write_scores (folder, "begun.csv", PICTURES, 0, mark);
  g_autofree char *begun = g_build_filename (run_folder, "settings.json", NULL);
  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  g_autoptr (AcuRun) run = acu_run_new ("taken", &settings, NULL, NULL);
  g_assert_nonnull (run);
  g_assert_null (acu_run_new ("taken", &settings, NULL, NULL));
  g_assert_true (g_file_test (begun, G_FILE_TEST_EXISTS));
  g_assert_true (acu_run_discard (run, NULL));

  /* Nor does one that fails when its folder is there already. */
  g_assert_null (acu_run_new ("taken", &settings, folder, NULL));
  g_assert_false (g_file_test (run_folder, G_FILE_TEST_EXISTS));
  acu_run_settings_clear (&settings);
}

/* Records of earlier versions do not tell how long there was work, but the log does. */
static void
test_old (void)
{
  AcuTrainingService *service = acu_training_service_new ();
  g_autofree char *data = acu_fixture_write_scores (folder, "old.csv", PICTURES, 0, mark);
  g_autofree char *id = NULL;
  const AcuRunRecord *record;
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, ACU_RUN_QUICK, base, data);
  settings.schedule.epochs = 100000;
  id = acu_training_service_start (service, "old", "Twelve pictures", &settings);
  acu_run_settings_clear (&settings);
  wait_for_epoch (service);
  acu_training_service_finish (service);
  g_object_unref (service);
  lengthen_epoch ("old");
  forget (id, "worked");

  service = acu_training_service_new ();
  wait_for (service, id, ACU_RECORD_INTERRUPTED);
  record = acu_training_service_find (service, id);
  g_assert_cmpfloat (record->worked, ==, 0);
  g_assert_true (acu_training_service_resume (service, record));
  wait_for_epoch (service);
  acu_training_service_stop (service, ACU_TRAINING_DISCARD);
  wait_for (service, id, ACU_RECORD_DISCARDED);
  g_assert_cmpfloat (acu_training_service_find (service, id)->worked, >, 900);
  g_object_unref (service);
}

static const char *
mark_but_two (guint i)
{
  return i < 2 ? "" : "train";
}

/* How many pictures are in no part stays known. */
static void
test_unmarked (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *data = acu_fixture_write_scores (folder, "some.csv", 8, 0, mark_but_two);
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) records = NULL;
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  settings.schedule.epochs = 1;
  id = acu_training_service_start (service, "some", "Eight pictures", &settings);
  acu_run_settings_clear (&settings);
  wait_for (service, id, ACU_RECORD_FINISHED);
  records = acu_run_record_list (NULL, NULL);
  for (guint i = 0; i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);

    g_assert_cmpuint (record->n_unmarked, ==, g_str_equal (record->id, id) ? 2 : 0);
  }
  g_assert_cmpuint (acu_training_service_find (service, id)->n_unmarked, ==, 2);
}

/* Settings that name no base are refused by everything that takes them. */
static void
test_no_base (void)
{
  static const char *const bases[] = {NULL, ""};

  for (guint i = 0; i < G_N_ELEMENTS (bases); i++) {
    AcuRunSettings settings;
    g_autoptr (GError) checked = NULL, begun = NULL, estimated = NULL;
    g_auto (AcuRunEstimate) estimate = {0};

    acu_fixture_training_settings (&settings, ACU_RUN_QUICK, NULL, "/nowhere/scores.csv");
    settings.base = g_strdup (bases[i]);
    g_assert_false (acu_run_settings_check (&settings, &checked));
    g_assert_error (checked, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS);
    g_assert_nonnull (strstr (checked->message, "“base”"));
    g_assert_null (acu_run_new ("baseless", &settings, NULL, &begun));
    g_assert_error (begun, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS);
    g_assert_nonnull (strstr (begun->message, "“base”"));
    g_assert_false (acu_run_estimate (&settings, &estimate, NULL, &estimated));
    g_assert_error (estimated, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS);
    acu_run_settings_clear (&settings);
  }
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  base = acu_test_write_least_model (folder);
  g_test_add_func ("/run-record/counted", test_counted);
  g_test_add_func ("/run-record/scores", test_scores);
  g_test_add_func ("/run-record/not-begun", test_not_begun);
  g_test_add_func ("/run-record/old", test_old);
  g_test_add_func ("/run-record/unmarked", test_unmarked);
  g_test_add_func ("/run-record/no-base", test_no_base);
  status = g_test_run ();
  g_free (folder);
  g_free (base);
  return status;
}

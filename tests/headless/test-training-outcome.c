/* What comes of a training: what the model says of itself, what remains when base or data are gone,
 * and what is refused because nothing could come of it. */
#include "app/learning/datasets/dataset-spec.h"
#include "app/learning/service/training-service.h"
#include "app/learning/training/run-estimate.h"
#include "app/learning/training/training-error.h"
#include "app/scoring/model-lineage.h"
#include "app/scoring/model-store.h"
#include "compute/weights/checkpoint.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static char *folder;
static char *base;

/* Trains @mode on @data, called “Holidays”. (transfer full) */
static AcuModelFile *
train (AcuRunMode mode, const char *data, char **rows)
{
  const AcuRunListener listener = {NULL};
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  g_autofree char *table = g_build_filename (folder, "divided.csv", NULL);
  AcuModelFile *file;

  acu_fixture_training_settings (&settings, mode, base, data);
  settings.data_name = g_strdup ("Holidays");
  run = acu_run_new ("told", &settings, NULL, &error);
  acu_run_settings_clear (&settings);
  g_assert_no_error (error);
  g_assert_true (acu_run_save_data (run, table, NULL));
  g_assert_true (g_file_get_contents (table, rows, NULL, NULL));
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  return file;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  g_assert_true (json_object_has_member (object, name));
  return json_object_get_object_member (object, name);
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) listing = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (listing != NULL && g_dir_read_name (listing) != NULL)
    n++;
  return n;
}

static guint
count_pooled (void)
{
  g_autofree char *path =
      g_build_filename (g_get_user_cache_dir (), "acutance", "pooled-maps", NULL);

  return count_files (path);
}

/* From here on the program writes numbers as in German: 0,5. */
static void
use_comma (void)
{
  const char *const definition = "LC_NUMERIC\n"
                                 "decimal_point \"<U002C>\"\n"
                                 "thousands_sep \"\"\n"
                                 "grouping -1\n"
                                 "END LC_NUMERIC\n";
  g_autofree char *source = g_build_filename (folder, "comma.def", NULL);
  g_autofree char *compiled = g_build_filename (folder, "comma", NULL);
  const char *const command[] = {"localedef", "-c", "-i", source, compiled, NULL};
  char number[8];

  g_assert_true (g_file_set_contents (source, definition, -1, NULL));
  /* It warns of all that the definition leaves out. */
  g_assert_true (
      g_spawn_sync (NULL, (char **)command, NULL,
                    G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                    NULL, NULL, NULL, NULL, NULL, NULL));
  g_setenv ("LOCPATH", folder, TRUE);
  g_assert_nonnull (setlocale (LC_NUMERIC, "comma"));
  snprintf (number, sizeof number, "%.1f", 0.5);
  g_assert_cmpstr (number, ==, "0,5");
}

/* The card goes with the model, and so do licence and attribution of its base. */
static void
test_card (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "holidays.csv", 140, 0, NULL);
  g_autofree char *rows = NULL, *path = NULL, *card = NULL, *json = NULL;
  g_autoptr (AcuModelFile) file = NULL;
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *held_out, *settings;

  use_comma ();
  file = train (ACU_RUN_QUICK, data, &rows);
  setlocale (LC_NUMERIC, "C");
  /* The card is English, and so are its numbers, wherever it was made. */
  g_assert_false (g_regex_match_simple ("[0-9],[0-9]", file->card, 0, 0));
  g_assert_nonnull (strstr (file->card, "scored from 0 to 100"));
  g_assert_cmpuint (count_pooled (), ==, 0);
  g_assert_nonnull (strstr (rows, ",test,"));
  path = acu_model_store_add (store, file, "kept", &error);
  g_assert_no_error (error);
  entries = acu_model_store_list (store);
  for (guint i = 0; i < entries->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (entries, i);

    if (!g_str_equal (entry->name, "kept"))
      continue;
    g_assert_cmpstr (entry->file->licence, ==, "CC-BY-4.0");
    g_assert_nonnull (strstr (entry->file->provenance, "on Holidays"));
    card = g_strdup (entry->card);
    root = json_from_string (entry->file->training, NULL);
  }
  g_assert_nonnull (card);
  g_assert_nonnull (strstr (card, "# Trained on “Holidays”"));
  g_assert_nonnull (strstr (card, "On 21 pictures from 21 sources"));
  g_assert_nonnull (strstr (card, "| SRCC | "));
  g_assert_nonnull (strstr (card, "The epoch was chosen by other pictures"));
  g_assert_nonnull (strstr (card, "98 pictures of “Holidays”"));
  g_assert_nonnull (strstr (card, "licence of the base: CC-BY-4.0"));
  g_assert_nonnull (strstr (card, "by Ada and Grace"));
  /* With what the base says of itself, below the model's own headings. */
  g_assert_nonnull (strstr (card, "\n## What the base says of itself\n\n### Licensed\n"));
  g_assert_nonnull (strstr (card, "\n#### How well\n\nSRCC 0.9 on 40 pictures of “Ours”.\n"));
  g_assert_null (strstr (card, "curves"));

  g_assert_nonnull (root);
  held_out = get_object (json_node_get_object (root), "held_out");
  g_assert_cmpint (json_object_get_int_member (held_out, "pictures"), ==, 21);
  g_assert_false (json_object_get_boolean_member (held_out, "chose_epoch"));
  g_assert_cmpuint (
      json_array_get_length (json_object_get_array_member (held_out, "srcc_interval")), ==, 2);
  settings = get_object (json_node_get_object (root), "settings");
  g_assert_cmpint (json_object_get_int_member (settings, "batch"), ==, 8);
  g_assert_cmpstr (json_object_get_string_member (settings, "mode"), ==, "quick");
  g_assert_cmpint (
      json_object_get_int_member (get_object (json_node_get_object (root), "data"), "training"), ==,
      98);
  /* Whoever gets the model need not know where its maker keeps the photos. */
  g_assert_null (strstr (card, folder));
  json = json_to_string (root, FALSE);
  g_assert_null (strstr (json, folder));
}

static gboolean
has_learned (const AcuModelLineage *lineage, const char *name, gsize n_pictures)
{
  const char *const names[] = {name, NULL};
  const AcuDataIdentity identity = {.names = names, .n_pictures = n_pictures};

  return acu_model_lineage_find_data (lineage, &identity).whole == ACU_DATA_LEARNED;
}

/* What @further was trained from is told by its weights: @file, which is called further, and the
 * base that this came of. */
static void
check_lineage (const AcuModelFile *file, const AcuModelFile *further)
{
  g_autoptr (AcuModelLineage) lineage = acu_model_lineage_read (further->training);
  g_autoptr (AcuModelFile) oldest = acu_checkpoint_open (base, NULL, NULL);
  g_autoptr (AcuModel) model = acu_model_new ("renamed", file);
  g_autoptr (AcuModel) first = acu_model_new ("elsewhere", oldest);
  g_autofree char *fingerprint = acu_model_dup_fingerprint (model);
  g_autofree char *of_first = acu_model_dup_fingerprint (first);

  g_assert_cmpuint (g_strv_length (lineage->names), ==, 2);
  g_assert_cmpstr (lineage->names[0], ==, "further");
  g_assert_cmpstr (lineage->names[1], ==, "licensed");
  g_assert_cmpuint (g_strv_length (lineage->fingerprints), ==, 2);
  g_assert_cmpstr (lineage->fingerprints[0], ==, fingerprint);
  g_assert_cmpstr (lineage->fingerprints[1], ==, of_first);
  g_assert_cmpstr (fingerprint, !=, of_first);
  /* Twice the same data; from what the oldest learned nobody says for programs. */
  g_assert_cmpuint (lineage->data->len, ==, 2);
  g_assert_true (has_learned (lineage, "Holidays", 12));
  g_assert_true (has_learned (lineage, "Holidays", 0));
  g_assert_false (has_learned (lineage, "Holidays", 13));
  g_assert_false (has_learned (lineage, "Ours", 0));
}

/* Where too few pictures are held out, the card does not hide that they chose the epoch too; and a
 * model that is trained further keeps what its base said. */
static void
test_card_of_few (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "few-holidays.csv", 12, 2, NULL);
  g_autofree char *rows = NULL, *again = NULL, *first = g_strdup (base);
  g_autoptr (AcuModelFile) file = train (ACU_RUN_FULL, data, &rows);
  g_autoptr (AcuModelFile) further = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *of_base, *held_out;

  g_assert_null (strstr (rows, ",test,"));
  g_assert_nonnull (strstr (file->card, "the figures are optimistic"));
  g_assert_nonnull (strstr (file->card, "On 2 pictures from 1 source that"));
  g_assert_nonnull (strstr (file->card, "how sure these figures are"));
  g_free (base);
  base = g_build_filename (folder, "further.safetensors", NULL);
  acu_model_file_save (file, ACU_ELEMENT_F32, base, &error);
  g_assert_no_error (error);
  further = train (ACU_RUN_FULL, data, &again);
  g_free (base);
  base = g_steal_pointer (&first);
  /* So it is in words: figures, data and attribution of both. */
  g_assert_nonnull (strstr (further->card, "\n### Trained on “Holidays”\n"));
  g_assert_nonnull (strstr (further->card, "\n#### How well\n\nOn 2 pictures from 1 source that"));
  g_assert_nonnull (strstr (further->card, "\n##### Licensed\n"));
  g_assert_nonnull (strstr (further->card, "SRCC 0.9 on 40 pictures of “Ours”."));
  root = json_from_string (further->training, NULL);
  held_out = get_object (json_node_get_object (root), "held_out");
  g_assert_cmpint (json_object_get_int_member (held_out, "groups"), ==, 1);
  g_assert_false (json_object_has_member (held_out, "srcc_interval"));
  g_assert_false (json_object_has_member (held_out, "plcc_interval"));
  of_base = get_object (json_node_get_object (root), "base");
  g_assert_cmpstr (json_object_get_string_member (of_base, "name"), ==, "further");
  g_assert_cmpstr (json_object_get_string_member (
                       get_object (get_object (of_base, "training"), "base"), "provenance"),
                   ==, "by Ada and Grace");
  check_lineage (file, further);
}

/* Refusals. */

static void
check_refused (AcuRunMode mode,
               const char *from,
               const char *validation,
               AcuTrainingError code,
               const char *words)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "refused.csv", 20, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (AcuRunEstimate) estimate = {0};
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, mode, base, data);
  settings.validation = g_strdup (validation);
  g_free (settings.base);
  settings.base = g_strdup (from);
  g_assert_null (acu_run_new ("refused", &settings, NULL, &error));
  g_assert_error (error, ACU_TRAINING_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, words));
  /* Whoever chose from a list never saw how settings call it. */
  g_assert_null (strstr (error->message, ACU_BASE_PRESET_PREFIX));
  /* What cannot be trained is known before; one case tells for all. */
  if (mode == ACU_RUN_QUICK) {
    g_clear_error (&error);
    g_assert_false (acu_run_estimate (&settings, &estimate, NULL, &error));
    g_assert_error (error, ACU_TRAINING_ERROR, (int)code);
  }
  acu_run_settings_clear (&settings);
}

static void
test_refusals (void)
{
  g_autofree char *missing = g_build_filename (folder, "Rome.csv", NULL);
  g_autofree char *data = acu_fixture_write_scores (folder, "refused.csv", 20, 0, NULL);
  g_autoptr (GError) error = NULL;
  AcuRunSettings settings;

  check_refused (ACU_RUN_QUICK, "preset:nano", NULL, ACU_TRAINING_ERROR_OPTIONS, "in full");
  check_refused (ACU_RUN_FULL, "preset:resnet50", NULL, ACU_TRAINING_ERROR_OPTIONS, "import");
  check_refused (ACU_RUN_FULL, base, "", ACU_TRAINING_ERROR_OPTIONS, "another set");

  /* No part of the training data in place of a set that is not there. */
  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  settings.validation = g_strdup (missing);
  settings.validation_name = g_strdup ("Rome");
  g_assert_null (acu_run_new ("refused", &settings, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "“Rome”"));
  acu_run_settings_clear (&settings);
}

/* A picture that cannot be read is called by its name, by a quick run, which looks at each once,
 * only once, and the others are learned from. */

static gboolean
train_unread (AcuRunMode mode, const char *data, GPtrArray *warnings, GError **error)
{
  const AcuRunListener listener = {.warning = acu_fixture_note_warning_cb, .user_data = warnings};
  AcuRunSettings settings;
  g_autoptr (GError) failure = NULL;
  g_autoptr (AcuRun) run = NULL;
  gboolean done;

  acu_fixture_training_settings (&settings, mode, base, data);
  run = acu_run_new ("unread", &settings, NULL, &failure);
  acu_run_settings_clear (&settings);
  g_assert_no_error (failure);
  done = acu_run_execute (run, &listener, NULL, error);
  acu_run_discard (run, &failure);
  g_assert_no_error (failure);
  return done;
}

static void
test_unread (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "unread.csv", 12, 0, NULL);
  g_autoptr (GPtrArray) quick = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) full = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *broken = g_build_filename (folder, "unread.csv.7.png", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (broken, "no picture", -1, NULL));
  g_assert_true (train_unread (ACU_RUN_QUICK, data, quick, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (quick->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (quick, 0), broken));

  g_assert_true (train_unread (ACU_RUN_FULL, data, full, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (full->len, >, 0);
  g_assert_nonnull (strstr (g_ptr_array_index (full, 0), broken));
}

/* Pictures that are not where the data say are counted, and the first few named. */

static void
remove_pictures (const char *data, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("%s.%u.png", data, i);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
}

static void
test_missing (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "missing.csv", 12, 0, NULL);
  g_autofree char *others = acu_fixture_write_scores (folder, "others.csv", 4, 0, NULL);
  g_autofree char *end = g_strdup_printf ("%s.4.png and 2 more", data);
  g_autofree char *other =
      g_strdup_printf ("Rome: 1 of 4 labelled images is missing: %s.0.png", others);
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  const AcuRunListener listener = {.warning = acu_fixture_note_warning_cb, .user_data = warnings};
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;

  remove_pictures (data, 7);
  remove_pictures (others, 1);
  acu_fixture_training_settings (&settings, ACU_RUN_QUICK, base, data);
  settings.data_name = g_strdup ("Holidays");
  settings.validation = g_strdup (others);
  settings.validation_name = g_strdup ("Rome");
  run = acu_run_new ("missing", &settings, NULL, &error);
  acu_run_settings_clear (&settings);
  g_assert_no_error (error);
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, 2);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (warnings, 0),
                                   "Holidays: 7 of 12 labelled images are missing: "));
  g_assert_true (g_str_has_suffix (g_ptr_array_index (warnings, 0), end));
  g_assert_cmpstr (g_ptr_array_index (warnings, 1), ==, other);
}

/* Keeping the best. */

static gboolean
time_out_cb (gpointer timed_out)
{
  *(gboolean *)timed_out = TRUE;
  return G_SOURCE_CONTINUE;
}

/* The record of @id once it is in @state. */
static const AcuRunRecord *
wait_for (AcuTrainingService *service, const char *id, AcuRecordState state)
{
  gboolean timed_out = FALSE;
  guint timer = g_timeout_add_seconds (200, time_out_cb, &timed_out);
  const AcuRunRecord *record;

  while (acu_training_service_is_busy (service) ||
         (record = acu_training_service_find (service, id)) == NULL || record->state != state) {
    g_assert_false (timed_out);
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (timer);
  return record;
}

static void
wait_for_epoch (AcuTrainingService *service)
{
  gboolean timed_out = FALSE;
  guint timer = g_timeout_add_seconds (200, time_out_cb, &timed_out);

  for (;;) {
    g_autoptr (AcuRunLog) log = acu_training_service_dup_log (service, 0, 0);

    if (log == NULL || log->epochs->len > 0)
      break;
    g_assert_false (timed_out);
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (timer);
}

/* What the record of @id on the disk tells that was warned of. (transfer full) */
static char *
read_warning (const char *id)
{
  g_autoptr (GPtrArray) records = acu_run_record_list (NULL, NULL);

  for (guint i = 0; i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);

    if (g_str_equal (record->id, id))
      return g_strdup (record->warning);
  }
  g_assert_not_reached ();
}

/* What was warned of is known to programs that are started later; a record of an older version, to
 * which nobody told it, opens all the same. */
static void
check_remembered (const char *id, const char *expected)
{
  g_autofree char *path = acu_run_record_path (id, "record.json");
  g_autofree char *warning = read_warning (id);
  g_autofree char *nothing = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;

  g_assert_cmpstr (warning, ==, expected);
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  json_object_remove_member (json_node_get_object (json_parser_get_root (parser)), "warning");
  text = json_to_string (json_parser_get_root (parser), TRUE);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  nothing = read_warning (id);
  g_assert_null (nothing);
}

/* What is said when a run begins is there still when there is more to say, and nothing is said
 * twice. */
static void
check_warned (AcuRunMode mode)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *data = acu_fixture_write_scores (folder, "warned.csv", 12, 0, NULL);
  g_autofree char *broken = g_strdup_printf ("%s.7.png", data);
  g_autofree char *expected =
      g_strdup_printf ("Twelve pictures: 2 of 12 labelled images are missing: %s.0.png, %s.1.png\n"
                       "%s: not a picture of a kind that can be read",
                       data, data, broken);
  g_autofree char *id = NULL;
  g_auto (AcuTrainingStatus) status = {0};
  AcuRunSettings settings;

  remove_pictures (data, 2);
  g_assert_true (g_file_set_contents (broken, "no picture", -1, NULL));
  acu_fixture_training_settings (&settings, mode, base, data);
  settings.schedule.epochs = 100000;
  settings.data_name = g_strdup ("Twelve pictures");
  id = acu_training_service_start (service, "warned", "Twelve pictures", &settings);
  acu_run_settings_clear (&settings);
  wait_for_epoch (service);
  acu_training_service_get_status (service, &status);
  g_assert_cmpstr (status.warning, ==, expected);
  acu_training_service_stop (service, ACU_TRAINING_DISCARD);
  wait_for (service, id, ACU_RECORD_DISCARDED);
  check_remembered (id, expected);
}

static void
test_warned (void)
{
  check_warned (ACU_RUN_QUICK);
  check_warned (ACU_RUN_FULL);
}

/* A photo that changed stands in the way of going on, but not of what was learned before. */
static void
test_keep_best (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *data = acu_fixture_write_scores (folder, "changing.csv", 12, 0, NULL);
  g_autofree char *id = NULL, *runs = NULL, *result = NULL;
  g_autoptr (AcuModelFile) file = NULL;
  const AcuRunRecord *record;
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, ACU_RUN_QUICK, base, data);
  settings.schedule.epochs = 100000;
  id = acu_training_service_start (service, "changing", "Twelve pictures", &settings);
  acu_run_settings_clear (&settings);
  wait_for_epoch (service);
  acu_training_service_stop (service, ACU_TRAINING_SUSPEND);
  record = wait_for (service, id, ACU_RECORD_INTERRUPTED);
  g_assert_cmpuint (count_pooled (), ==, 1);

  acu_fixture_write_scored_picture (folder, "picture.png", 99);
  g_assert_true (g_file_set_contents (data, "path,mos\npicture.png,4\npicture.png,5\n", -1, NULL));
  g_assert_true (acu_training_service_resume (service, record));
  record = wait_for (service, id, ACU_RECORD_FAILED);
  g_assert_nonnull (record->error);
  acu_training_service_keep_best (service, id);
  record = wait_for (service, id, ACU_RECORD_STOPPED);
  g_assert_true (acu_run_record_has_result (record));
  g_assert_null (record->error);
  result = acu_run_record_path (id, ACU_RECORD_RESULT);
  file = acu_checkpoint_open (result, NULL, NULL);
  g_assert_nonnull (file);
  g_assert_nonnull (strstr (file->card, "“Twelve pictures”"));
  /* Nothing else is left of it. */
  runs = g_build_filename (g_get_user_data_dir (), "acutance", "runs", NULL);
  g_assert_cmpuint (count_files (runs), ==, 0);
  g_assert_cmpuint (count_pooled (), ==, 0);
}

/* The same where a run is thrown away that was never opened in this sitting. */
static void
test_discard (void)
{
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autofree char *data = acu_fixture_write_scores (folder, "discarded.csv", 12, 0, NULL);
  g_autofree char *id = NULL;
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, ACU_RUN_QUICK, base, data);
  settings.schedule.epochs = 100000;
  id = acu_training_service_start (service, "discarded", "Twelve pictures", &settings);
  acu_run_settings_clear (&settings);
  wait_for_epoch (service);
  acu_training_service_stop (service, ACU_TRAINING_SUSPEND);
  wait_for (service, id, ACU_RECORD_INTERRUPTED);
  g_assert_cmpuint (count_pooled (), ==, 1);
  acu_training_service_discard (service, id);
  wait_for (service, id, ACU_RECORD_DISCARDED);
  g_assert_cmpuint (count_pooled (), ==, 0);
}

/* A base with a licence, somebody to name, and a card beside it. (transfer full) */
static char *
write_base (void)
{
  g_autofree char *small = acu_test_write_least_model (folder);
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (small, NULL, NULL);
  g_autofree char *card = g_build_filename (folder, "licensed.md", NULL);
  char *path = g_build_filename (folder, "licensed.safetensors", NULL);

  g_assert_nonnull (file);
  file->licence = g_strdup ("CC-BY-4.0");
  file->provenance = g_strdup ("by Ada and Grace");
  g_assert_true (acu_model_file_save (file, ACU_ELEMENT_F32, path, NULL));
  g_assert_true (g_file_set_contents (card,
                                      "# Licensed\n\n![curves](curves.png)\n\n## How well\n\n"
                                      "SRCC 0.9 on 40 pictures of “Ours”.\n",
                                      -1, NULL));
  return path;
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  base = write_base ();
  g_test_add_func ("/training-outcome/card", test_card);
  g_test_add_func ("/training-outcome/card-of-few", test_card_of_few);
  g_test_add_func ("/training-outcome/refusals", test_refusals);
  g_test_add_func ("/training-outcome/unread", test_unread);
  g_test_add_func ("/training-outcome/missing", test_missing);
  g_test_add_func ("/training-outcome/warned", test_warned);
  g_test_add_func ("/training-outcome/keep-best", test_keep_best);
  g_test_add_func ("/training-outcome/discard", test_discard);
  status = g_test_run ();
  g_free (folder);
  g_free (base);
  return status;
}

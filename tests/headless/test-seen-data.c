/* What a trained model is known to have seen, whoever trained it and whoever asks. */
#include "app/learning/training/seen-data.h"

#include "app/learning/datasets/dataset-spec.h"
#include "app/learning/training/run.h"
#include "compute/weights/checkpoint.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <glib/gstdio.h>

static char *folder;
static char *base;

/* Writes @n scored pictures in the layout of AGIQA-3K to the folder @name. (transfer full) */
static char *
write_collection (const char *name, guint n)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *table = g_build_filename (path, "data.csv", NULL);
  g_autoptr (GString) rows = g_string_new ("name,mos_quality\n");

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  for (guint i = 0; i < n; i++) {
    g_autofree char *picture = g_strdup_printf ("%s/%u.png", name, i);

    acu_fixture_write_version (folder, picture);
    g_string_append_printf (rows, "%u.png,%u\n", i, i % 5);
  }
  g_assert_true (g_file_set_contents (table, rows->str, -1, NULL));
  return g_strconcat ("agiqa:", path, NULL);
}

/* Writes a model that says @training of itself. (transfer full) */
static char *
write_model (const char *name, const char *training)
{
  g_autofree char *small = acu_test_write_least_model (folder);
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (small, NULL, NULL);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_nonnull (file);
  file->training = g_strdup (training);
  g_assert_true (acu_model_file_save (file, ACU_ELEMENT_F32, path, NULL));
  return path;
}

/* A model trained on @data as @title (nullable), the epoch chosen by @validation (nullable), from
 * @teacher (nullable) as well. (transfer full) */
static AcuModel *
train (const char *data, const char *title, const char *validation, const char *teacher)
{
  const AcuRunListener listener = {NULL};
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  g_autoptr (AcuModelFile) file = NULL;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  settings.schedule.epochs = 1;
  settings.data_name = g_strdup (title);
  settings.validation = g_strdup (validation);
  settings.teacher = g_strdup (teacher);
  run = acu_run_new ("seen", &settings, NULL, &error);
  acu_run_settings_clear (&settings);
  g_assert_no_error (error);
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  return acu_model_new ("seen", file);
}

static AcuDataUse
find_seen (const AcuModel *model, const char *spec, AcuSplit split)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDataset) dataset = acu_dataset_open (spec, &error);

  g_assert_no_error (error);
  return acu_seen_data_find (acu_model_get_training (model), NULL, spec, dataset, split);
}

/* The window calls a published collection by its folder, the command line by its own name; either
 * knows it again, wherever it lies by then and however many of its pictures are there. */
static void
test_collection (void)
{
  g_autofree char *data = write_collection ("iqa", 8);
  g_autofree char *moved = write_collection ("AGIQA-3K pictures", 5);
  g_autofree char *table = acu_fixture_write_scores (folder, "table.csv", 8, 0, NULL);
  g_autoptr (AcuModel) by_window = train (data, "iqa", NULL, NULL);
  g_autoptr (AcuModel) by_command = train (data, NULL, NULL, NULL);

  g_assert_cmpstr (acu_dataset_spec_get_collection (data), ==, "agiqa");
  g_assert_null (acu_dataset_spec_get_collection (table));
  g_assert_null (acu_dataset_spec_get_collection ("json:/somebody's.json"));
  g_assert_cmpint (find_seen (by_window, data, ACU_SPLIT_NONE), ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_seen (by_window, moved, ACU_SPLIT_NONE), ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_seen (by_window, table, ACU_SPLIT_NONE), ==, ACU_DATA_UNSEEN);
  g_assert_cmpint (find_seen (by_command, data, ACU_SPLIT_NONE), ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_seen (by_command, moved, ACU_SPLIT_NONE), ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_seen (by_command, table, ACU_SPLIT_NONE), ==, ACU_DATA_UNSEEN);
}

/* Cards of before told no collection: its folder or its own name is what there is. */
static void
test_older_cards (void)
{
  static const char *const trainings[] = {"{\"data\":{\"name\":\"older\",\"pictures\":3}}",
                                          "{\"data\":{\"name\":\"AGIQA-3K\",\"pictures\":3}}"};
  g_autofree char *data = write_collection ("older", 3);
  g_autofree char *slash = g_strconcat (data, "/", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (trainings); i++) {
    g_autofree char *path = write_model ("older.safetensors", trainings[i]);
    g_autoptr (AcuModelFile) file = acu_checkpoint_open (path, NULL, NULL);
    g_autoptr (AcuModel) model = acu_model_new ("older", file);

    g_assert_cmpint (find_seen (model, data, ACU_SPLIT_NONE), ==, ACU_DATA_LEARNED);
    g_assert_cmpint (find_seen (model, slash, ACU_SPLIT_NONE), ==, ACU_DATA_LEARNED);
  }
}

/* What chose the epoch, and what the teacher had learned from, are in the card too. */
static void
test_held_out_and_taught (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "ours.csv", 8, 0, NULL);
  g_autofree char *judges = acu_fixture_write_scores (folder, "judges.csv", 4, 0, NULL);
  g_autofree char *lessons = acu_fixture_write_scores (folder, "lessons.csv", 5, 0, NULL);
  g_autofree char *teacher =
      write_model ("teacher.safetensors", "{\"data\":{\"name\":\"lessons.csv\",\"pictures\":5}}");
  g_autoptr (AcuModel) model = train (data, NULL, judges, teacher);
  g_autoptr (AcuModel) untaught = train (data, NULL, judges, NULL);

  g_assert_cmpint (find_seen (model, data, ACU_SPLIT_NONE), ==, ACU_DATA_LEARNED);
  /* They mark no part: what they will mark was learned from. */
  g_assert_cmpint (find_seen (model, data, ACU_SPLIT_VAL), ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_seen (model, data, ACU_SPLIT_TEST), ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_seen (model, judges, ACU_SPLIT_NONE), ==, ACU_DATA_CHOSE_EPOCH);
  g_assert_cmpint (find_seen (model, judges, ACU_SPLIT_TEST), ==, ACU_DATA_CHOSE_EPOCH);
  g_assert_cmpint (find_seen (model, lessons, ACU_SPLIT_NONE), ==, ACU_DATA_TAUGHT);
  g_assert_cmpint (find_seen (untaught, lessons, ACU_SPLIT_NONE), ==, ACU_DATA_UNSEEN);
}

static const char *
mark_test (guint i)
{
  return i < 3 ? "test" : "";
}

/* A test part that the data mark is held out; one that they have been given since is not. */
static void
test_marks (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "marks.csv", 8, 0, NULL);
  g_autoptr (AcuModel) before = train (data, NULL, NULL, NULL);
  g_autofree char *marked = acu_fixture_write_scores (folder, "marks.csv", 8, 0, mark_test);
  g_autoptr (AcuModel) after = train (marked, NULL, NULL, NULL);

  g_assert_cmpint (find_seen (before, marked, ACU_SPLIT_TEST), ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_seen (before, marked, ACU_SPLIT_VAL), ==, ACU_DATA_LEARNED);
  /* Nothing else was there to choose by. */
  g_assert_cmpint (find_seen (after, marked, ACU_SPLIT_TEST), ==, ACU_DATA_CHOSE_EPOCH);
  g_assert_cmpint (find_seen (after, marked, ACU_SPLIT_NONE), ==, ACU_DATA_LEARNED);
}

static const char *
mark_training (guint i)
{
  return "train";
}

/* The same where another set is held out, or nothing is: the data's own marks are what counts. */
static void
test_marks_beside_others (void)
{
  g_autofree char *judges = acu_fixture_write_scores (folder, "beside.csv", 4, 0, NULL);
  g_autofree char *data = acu_fixture_write_scores (folder, "later.csv", 8, 0, NULL);
  g_autoptr (AcuModel) judged = train (data, NULL, judges, NULL);
  g_autofree char *whole = acu_fixture_write_scores (folder, "later.csv", 8, 0, mark_training);
  g_autoptr (AcuModel) unjudged = train (whole, NULL, NULL, NULL);
  g_autofree char *marked = acu_fixture_write_scores (folder, "later.csv", 8, 0, mark_test);
  g_autoptr (AcuModel) spared = train (marked, NULL, judges, NULL);

  g_assert_cmpint (find_seen (judged, marked, ACU_SPLIT_TEST), ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_seen (unjudged, marked, ACU_SPLIT_TEST), ==, ACU_DATA_LEARNED);
  g_assert_cmpint (find_seen (spared, marked, ACU_SPLIT_TEST), ==, ACU_DATA_UNSEEN);
  g_assert_cmpint (find_seen (spared, marked, ACU_SPLIT_NONE), ==, ACU_DATA_LEARNED);
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  base = write_model ("base.safetensors", NULL);
  g_test_add_func ("/seen-data/collection", test_collection);
  g_test_add_func ("/seen-data/older-cards", test_older_cards);
  g_test_add_func ("/seen-data/held-out-and-taught", test_held_out_and_taught);
  g_test_add_func ("/seen-data/marks", test_marks);
  g_test_add_func ("/seen-data/marks-beside-others", test_marks_beside_others);
  status = g_test_run ();
  g_free (folder);
  g_free (base);
  return status;
}

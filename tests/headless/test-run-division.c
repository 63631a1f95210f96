/* Which pictures a run learns from, which choose its epoch, and which judge it. */
#include "app/learning/training/run.h"
#include "app/learning/training/training-error.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;
static char *base;

/* Writes the rows "path,mos,split" to the file @name. (transfer full) */
static char *
write_rows (const char *name, const char *rows)
{
  g_autofree char *text = g_strconcat ("path,mos,split\n", rows, NULL);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
copy_picture (const char *name, const char *as)
{
  g_autofree char *from = g_build_filename (folder, name, NULL);
  g_autofree char *to = g_build_filename (folder, as, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (to, bytes, (gssize)length, NULL));
}

/* Makes a run of @data, and @validation (nullable), which may be taken whole, and says how it
 * divides them. */
static void
divide (const char *data, const char *validation, gboolean is_whole, AcuRunFacts *facts)
{
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  settings.validation = g_strdup (validation);
  settings.validation_is_whole = is_whole;
  run = acu_run_new ("divided", &settings, NULL, &error);
  acu_run_settings_clear (&settings);
  g_assert_no_error (error);
  acu_run_get_facts (run, facts);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
}

static const char *
mark_train_or_test (guint i)
{
  return i % 8 == 0 ? "test" : "train";
}

static const char *
mark_test (guint i)
{
  return i % 8 == 0 ? "test" : "";
}

static const char *
mark_val (guint i)
{
  return i % 8 == 0 ? "val" : "";
}

/* What judges did not choose, where there are pictures enough. */
static void
test_division (void)
{
  g_autofree char *few = acu_fixture_write_scores (folder, "few.csv", 133, 0, NULL);
  g_autofree char *enough = acu_fixture_write_scores (folder, "enough.csv", 140, 0, NULL);
  g_autofree char *versions = acu_fixture_write_scores (folder, "versions.csv", 140, 10, NULL);
  g_autofree char *marked =
      acu_fixture_write_scores (folder, "marked.csv", 160, 0, mark_train_or_test);
  g_autofree char *short_marked =
      acu_fixture_write_scores (folder, "short-marked.csv", 80, 0, mark_train_or_test);
  g_autofree char *test_marked =
      acu_fixture_write_scores (folder, "test-marked.csv", 160, 0, mark_test);
  g_autofree char *short_test_marked =
      acu_fixture_write_scores (folder, "short-test-marked.csv", 80, 0, mark_test);
  g_autofree char *val_marked =
      acu_fixture_write_scores (folder, "val-marked.csv", 160, 0, mark_val);
  g_autofree char *other = acu_fixture_write_scores (folder, "other.csv", 40, 0, NULL);
  g_autofree char *small = acu_fixture_write_scores (folder, "small.csv", 39, 0, NULL);
  const struct {
    const char *data, *validation;
    gsize n_training, n_held_out, n_test, n_split_off;
  } cases[] = {
      {few, NULL, 106, 27, 0, 0},
      {enough, NULL, 98, 42, 21, 0},
      {versions, NULL, 110, 30, 0, 0}, /* fourteen sources */
      {marked, NULL, 119, 41, 20, 21}, /* a part of the training pictures chooses the epoch */
      {short_marked, NULL, 70, 10, 0, 0},
      {few, other, 133, 40, 20, 0},
      {few, small, 133, 39, 0, 0},
      /* what is held out is held out, though nothing is marked for training */
      {test_marked, NULL, 119, 41, 20, 21},
      {short_test_marked, NULL, 70, 10, 0, 0},
      {val_marked, NULL, 140, 20, 0, 0},
      {test_marked, other, 140, 40, 20, 0},
      {val_marked, other, 140, 40, 20, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (AcuRunFacts) facts = {0};

    g_test_message ("%s", cases[i].data);
    divide (cases[i].data, cases[i].validation, FALSE, &facts);
    g_assert_cmpuint (facts.n_training, ==, cases[i].n_training);
    g_assert_cmpuint (facts.n_held_out, ==, cases[i].n_held_out);
    g_assert_cmpuint (facts.n_test, ==, cases[i].n_test);
    g_assert_cmpuint (facts.n_split_off, ==, cases[i].n_split_off);
    g_assert_cmpuint (facts.n_left_out, ==, 0);
  }
}

/* KonIQ-10k with no more than the list of its test part. */
static void
test_list_of_tests (void)
{
  g_autofree char *data = g_strconcat ("koniq:", folder, "/koniq", NULL);
  g_autofree char *pictures = g_build_filename (folder, "koniq", "1024x768", NULL);
  g_autofree char *scores =
      g_build_filename (folder, "koniq", "koniq10k_scores_and_distributions.csv", NULL);
  g_autofree char *list = g_build_filename (folder, "koniq", "koniq_test.json", NULL);
  g_autoptr (GString) rows = g_string_new ("image_name,MOS_zscore\n");
  g_auto (AcuRunFacts) facts = {0};

  g_assert_cmpint (g_mkdir_with_parents (pictures, 0700), ==, 0);
  for (guint i = 0; i < 10; i++) {
    g_autofree char *name = g_strdup_printf ("koniq/1024x768/%u.jpg", i);

    acu_fixture_write_version (folder, name);
    g_string_append_printf (rows, "%u.jpg,%u\n", i, i * 10);
  }
  g_assert_true (g_file_set_contents (scores, rows->str, -1, NULL));
  g_assert_true (g_file_set_contents (list,
                                      "[{\"image\": \"koniq_test/1.jpg\", \"score\": 10},"
                                      " {\"image\": \"koniq_test/4.jpg\", \"score\": 40},"
                                      " {\"image\": \"koniq_test/7.jpg\", \"score\": 70}]",
                                      -1, NULL));
  divide (data, NULL, FALSE, &facts);
  g_assert_cmpuint (facts.n_training, ==, 7);
  g_assert_cmpuint (facts.n_held_out, ==, 3);
}

static const char *
mark_only_tests (guint i)
{
  return i == 0 ? "" : "test";
}

/* Data that are all held out teach nothing, and that is said. */
static void
test_nothing_to_learn (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "judging.csv", 9, 0, mark_only_tests);
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  g_assert_null (acu_run_new ("judging", &settings, NULL, &error));
  acu_run_settings_clear (&settings);
  g_assert_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "judging.csv has 1 picture"));
  g_assert_nonnull (strstr (error->message, "8 that it marks as held out"));
}

static const char *
mark_all (guint i)
{
  return i % 8 == 0 ? "test" : i % 8 == 1 ? "val" : "train";
}

static const char *
mark_train (guint i)
{
  return "train";
}

/* Of a set that somebody held out as it is nothing is split off, however large it is, and it holds
 * what it marks. */
static void
test_whole (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "data.csv", 10, 0, NULL);
  g_autofree char *plain = acu_fixture_write_scores (folder, "plain.csv", 80, 0, NULL);
  g_autofree char *marked = acu_fixture_write_scores (folder, "all-marked.csv", 80, 0, mark_all);
  g_autofree char *tests =
      acu_fixture_write_scores (folder, "tests.csv", 80, 0, mark_train_or_test);
  g_autofree char *trains = acu_fixture_write_scores (folder, "trains.csv", 80, 0, mark_train);
  const struct {
    const char *data, *validation;
    gsize n_training, n_held_out, n_test;
  } cases[] = {
      {data, plain, 10, 80, 0},  {data, marked, 10, 20, 10},   {data, tests, 10, 10, 0},
      {data, trains, 10, 80, 0}, {marked, marked, 60, 20, 10}, /* one set that holds both */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (AcuRunFacts) facts = {0};

    g_test_message ("%s, %s", cases[i].data, cases[i].validation);
    divide (cases[i].data, cases[i].validation, TRUE, &facts);
    g_assert_cmpuint (facts.n_training, ==, cases[i].n_training);
    g_assert_cmpuint (facts.n_held_out, ==, cases[i].n_held_out);
    g_assert_cmpuint (facts.n_test, ==, cases[i].n_test);
    g_assert_cmpuint (facts.n_left_out, ==, 0);
  }
}

/* A run that was begun before sets could be taken whole goes on as it was begun. */
static void
test_earlier_settings (void)
{
  AcuRunSettings settings, read;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *earlier = NULL;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, "mine.csv");
  settings.validation_is_whole = TRUE;
  text = acu_run_settings_to_json (&settings);
  acu_run_settings_clear (&settings);
  g_assert_true (acu_run_settings_from_json (text, &read, &error));
  g_assert_true (read.validation_is_whole);
  acu_run_settings_clear (&read);
  parts = g_strsplit (text, "\"validation_is_whole\" : true,", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  earlier = g_strjoinv ("", parts);
  g_assert_true (acu_run_settings_from_json (earlier, &read, &error));
  g_assert_no_error (error);
  g_assert_false (read.validation_is_whole);
  acu_run_settings_clear (&read);
}

static void
note_warning (const char *message, gpointer warning)
{
  g_free (*(char **)warning);
  *(char **)warning = g_strdup (message);
}

static void
count_best (const AcuRunEpoch *epoch, gpointer n_best)
{
  *(guint *)n_best += epoch->is_best ? 1 : 0;
}

/* One picture and equal scores have no order that a network could agree with: the last epoch is
 * kept, and none is waited for in vain. */
static void
test_no_order (void)
{
  static const char *const held_out[] = {"p4.png,50,val\n", "p4.png,50,val\np5.png,50,val\n"};

  for (guint i = 0; i < 6; i++) {
    g_autofree char *name = g_strdup_printf ("p%u.png", i);

    acu_fixture_write_version (folder, name);
  }
  for (guint i = 0; i < G_N_ELEMENTS (held_out); i++) {
    g_autofree char *rows = g_strconcat ("p0.png,10,train\np1.png,20,train\np2.png,30,train\n"
                                         "p3.png,90,train\n",
                                         held_out[i], NULL);
    g_autofree char *data = write_rows ("unordered.csv", rows);
    guint n_best = 0;
    const AcuRunListener listener = {.epoch = count_best, .user_data = &n_best};
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuRun) run = NULL;
    AcuRunSettings settings;

    acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
    settings.schedule.epochs = 3;
    settings.patience = 1;
    run = acu_run_new ("unordered", &settings, NULL, &error);
    acu_run_settings_clear (&settings);
    g_assert_no_error (error);
    acu_run_execute (run, &listener, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (n_best, ==, 3);
    acu_run_discard (run, &error);
    g_assert_no_error (error);
  }
}

/* So many warnings tell of columns that are passed over, though called like faults. */
static void
count_columns (const char *message, gpointer n)
{
  *(guint *)n +=
      strstr (message, "columns.csv: the column blur is called like a fault") != NULL ? 1 : 0;
}

/* A table whose faults do not count since its columns are called otherwise says so once, and has
 * not failed; and so does one that is held out. */
static void
test_fault_columns (void)
{
  static const char *const heads[] = {"path,mos,blur\n", "path,mos,fault:blur\n",
                                      "path,mos,blur\n"};

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    g_autoptr (GString) rows = g_string_new (heads[i]);
    g_autofree char *data = g_build_filename (folder, "columns.csv", NULL);
    guint n = 0;
    const AcuRunListener listener = {.warning = count_columns, .user_data = &n};
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuRun) run = NULL;
    AcuRunSettings settings;

    for (guint j = 0; j < 4; j++) {
      g_autofree char *name = g_strdup_printf ("p%u.png", j);

      acu_fixture_write_version (folder, name);
      g_string_append_printf (rows, "%s,%u,0.5\n", name, 20 * j);
    }
    g_assert_true (g_file_set_contents (data, rows->str, -1, NULL));
    acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
    if (i == 2) {
      settings.validation = g_steal_pointer (&settings.data);
      settings.data = acu_fixture_write_scores (folder, "unmarked.csv", 8, 0, NULL);
    }
    settings.schedule.epochs = 2;
    run = acu_run_new ("columns", &settings, NULL, &error);
    acu_run_settings_clear (&settings);
    g_assert_no_error (error);
    acu_run_execute (run, &listener, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (n, ==, i == 1 ? 0 : 1);
    g_assert_false (acu_run_has_failed_input (run));
    acu_run_discard (run, &error);
    g_assert_no_error (error);
  }
}

static const char *
mark_some_train (guint i)
{
  return i < 6 ? "train" : "";
}

/* Beside pictures that are marked for training, those without a mark are not used: that is said, in
 * the log and in the card too. */
static void
test_unmarked (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "some.csv", 14, 0, mark_some_train);
  g_autofree char *log = g_build_filename (folder, "some.jsonl", NULL);
  g_autofree char *lines = NULL, *warning = NULL;
  const AcuRunListener listener = {.warning = note_warning, .user_data = &warning};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  g_autoptr (AcuModelFile) file = NULL;
  g_auto (AcuRunFacts) facts = {0};
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  settings.schedule.epochs = 1;
  run = acu_run_new ("some", &settings, log, &error);
  acu_run_settings_clear (&settings);
  g_assert_no_error (error);
  acu_run_get_facts (run, &facts);
  g_assert_cmpuint (facts.n_training, ==, 6);
  g_assert_cmpuint (facts.n_held_out, ==, 0);
  g_assert_cmpuint (facts.n_unmarked, ==, 8);
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (warning);
  g_assert_true (g_str_has_prefix (warning, "8 pictures of the data are not used"));
  g_assert_true (g_file_get_contents (log, &lines, NULL, NULL));
  g_assert_nonnull (strstr (lines, "\"unmarked\": 8}"));
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (file->card, "8 pictures have no mark, and were not used"));
  acu_run_discard (run, &error);
  g_assert_no_error (error);
}

/* What is held out is not learned from, whether it has the same name or is a copy, and whichever
 * way it is held out; and that is said, in the log too. */
static void
test_overlap (void)
{
  g_autofree char *data = NULL, *held_out = NULL, *marked = NULL, *all = NULL;
  g_autofree char *log = g_build_filename (folder, "overlap.jsonl", NULL);
  g_autofree char *lines = NULL, *warning = NULL, *table = NULL, *rows = NULL;
  const AcuRunListener listener = {.warning = note_warning, .user_data = &warning};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  g_autoptr (AcuModelFile) file = NULL;
  g_auto (AcuRunFacts) facts = {0}, of_marked = {0};
  AcuRunSettings settings;

  for (guint i = 0; i < 6; i++) {
    g_autofree char *name = g_strdup_printf ("p%u.png", i);

    acu_fixture_write_version (folder, name);
  }
  copy_picture ("p1.png", "copy.png");
  data = write_rows ("mine.csv", "p0.png,1,\np1.png,2,\np2.png,3,\np3.png,4,\np4.png,5,\n");
  held_out = write_rows ("theirs.csv", "p0.png,1,\ncopy.png,2,\np5.png,5,\n");
  marked = write_rows ("both.csv", "p0.png,1,train\np1.png,2,train\np2.png,3,train\n"
                                   "copy.png,2,val\np5.png,5,val\n");
  divide (marked, NULL, FALSE, &of_marked);
  g_assert_cmpuint (of_marked.n_training, ==, 2);
  g_assert_cmpuint (of_marked.n_left_out, ==, 1);

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  settings.validation = g_strdup (held_out);
  settings.schedule.epochs = 1;
  run = acu_run_new ("overlap", &settings, log, &error);
  g_assert_no_error (error);
  acu_run_get_facts (run, &facts);
  g_assert_cmpuint (facts.n_training, ==, 3);
  g_assert_cmpuint (facts.n_left_out, ==, 2);
  g_assert_cmpuint (facts.n_held_out, ==, 3);
  table = g_build_filename (folder, "overlap.csv", NULL);
  g_assert_true (acu_run_save_data (run, table, NULL));
  g_assert_true (g_file_get_contents (table, &rows, NULL, NULL));
  g_assert_null (strstr (rows, "p1.png"));
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (warning);
  g_assert_nonnull (strstr (warning, "2 pictures"));
  g_assert_true (g_file_get_contents (log, &lines, NULL, NULL));
  g_assert_true (g_str_has_prefix (lines, "{\"left_out\": 2, "));
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (file->card, "2 pictures for training are held out as well"));
  acu_run_discard (run, &error);
  g_assert_no_error (error);

  /* Where nothing is left to learn from, that is why. */
  all = write_rows ("all.csv", "p0.png,1,\np1.png,2,\np5.png,5,\n");
  g_free (settings.data);
  settings.data = g_strdup (all);
  g_assert_null (acu_run_new ("overlap", &settings, NULL, &error));
  g_assert_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "held out as well"));
  acu_run_settings_clear (&settings);
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  base = acu_test_write_least_model (folder);
  g_test_add_func ("/run-division/parts", test_division);
  g_test_add_func ("/run-division/list-of-tests", test_list_of_tests);
  g_test_add_func ("/run-division/nothing-to-learn", test_nothing_to_learn);
  g_test_add_func ("/run-division/whole", test_whole);
  g_test_add_func ("/run-division/earlier-settings", test_earlier_settings);
  g_test_add_func ("/run-division/no-order", test_no_order);
  g_test_add_func ("/run-division/unmarked", test_unmarked);
  g_test_add_func ("/run-division/fault-columns", test_fault_columns);
  g_test_add_func ("/run-division/overlap", test_overlap);
  status = g_test_run ();
  g_free (folder);
  g_free (base);
  return status;
}

/* How well models agree with people, each on each dataset, as it is asked for and told in a table.
 */
#include "app/labeling/label-import.h"
#include "app/scoring/model-store.h"
#include "app/text/number-text.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/models/evaluation-choices.h"
#include "app/views/models/evaluation-grid.h"
#include "app/views/models/evaluation-job.h"
#include "app/views/models/evaluation-table.h"
#include "tests/display/file-chooser.h"
#include "tests/display/models-fixture.h"
#include "tests/headless/small-model.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

static gboolean
is_evaluated (gpointer data)
{
  GtkWidget *progress = acu_test_find (data, GTK_TYPE_PROGRESS_BAR, NULL);

  return !gtk_widget_get_visible (progress);
}

/* Ratings of samples that the catalog has. */
static void
import_labels (AcuCatalog *catalog)
{
  g_autoptr (GString) csv = g_string_new ("image,rater,score\n");
  g_autoptr (GDir) samples = g_dir_open (SAMPLES, 0, NULL);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "ratings.csv", NULL);
  g_autoptr (GError) error = NULL;
  const char *name;
  guint n = 0;

  while (n < ACU_DATASET_MIN_PICTURES && (name = g_dir_read_name (samples)))
    if (g_str_has_suffix (name, ".jpg"))
      g_string_append_printf (csv, "%s/%s,somebody,%u\n", SAMPLES, name, 1 + n++ % 5);
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  AcuLabelImportOptions options = {.set = "Ours & theirs"};
  g_autoptr (AcuLabelImport) import = acu_label_import_file (catalog, path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (import->n_added, ==, ACU_DATASET_MIN_PICTURES);
}

static gboolean
offers_labels (gpointer data)
{
  return acu_test_find (data, GTK_TYPE_CHECK_BUTTON, "labels:Ours & theirs") != NULL;
}

static void
pasted_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static gboolean
is_pasted (gpointer data)
{
  return *(char **)data != NULL;
}

static gboolean
is_written (gpointer data)
{
  return acu_test_says_text (data, "table.csv");
}

static gboolean
is_written_as_json (gpointer data)
{
  return acu_test_says_text (data, "table.json");
}

static gboolean
is_refused (gpointer data)
{
  return acu_test_says_text (data, "photo.jpg");
}

/* Adds a model that was trained from one that had learned from the label set, as cards tell. */
static void
add_evaluated (void)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModelFile) file = acu_test_make_model (acu_test_small_architecture ());
  g_autofree char *added = NULL;

  file->training = g_strdup ("{\"base\":{\"training\":{\"data\":{\"name\":\"Ours & theirs\"}}},"
                             "\"data\":{\"name\":\"other pictures\"}}");
  added = acu_model_store_add (store, file, "evaluated", NULL);
  g_assert_nonnull (added);
}

/* What stands in the table of @grid, whose rows are models. */
static GtkWidget *
get_cell (GtkWidget *grid, int model, int dataset)
{
  return gtk_grid_get_child_at (GTK_GRID (acu_test_find (grid, GTK_TYPE_GRID, NULL)), 1 + dataset,
                                1 + model);
}

static gboolean
is_bold (GtkWidget *cell)
{
  return gtk_widget_has_css_class (gtk_widget_get_first_child (cell), "best-value");
}

/* Each has its place, and the best of those that had not seen the pictures before stands out. */
static void
test_evaluation_grid (void)
{
  char first[] = "first", second[] = "second", third[] = "third", ours[] = "Ours",
       theirs[] = "Theirs";
  char gone[] = "it is gone";
  AcuEvaluation figures[6] = {0};
  AcuEvaluationResult results[6] = {
      {.model = first, .dataset = ours},  {.model = first, .dataset = theirs, .error = gone},
      {.model = second, .dataset = ours}, {.model = second, .dataset = theirs},
      {.model = third, .dataset = ours},  {.model = third, .dataset = theirs}};
  const double srcc[] = {0.5, 0.0, 0.9, 0.4, 0.6, 0.3};
  g_autoptr (GPtrArray) array = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    figures[i].srcc =
        (AcuInterval){.estimate = srcc[i], .low = srcc[i] - 0.125, .high = srcc[i] + 0.125};
    figures[i].plcc = (AcuInterval){.estimate = 0.7};
    figures[i].n = 12;
    if (!results[i].error)
      results[i].evaluation = &figures[i];
    g_ptr_array_add (array, &results[i]);
  }
  results[2].seen = ACU_DATA_LEARNED;
  GtkWidget *grid = g_object_ref_sink (acu_evaluation_grid_new (array));

  g_assert_true (acu_test_says_text (get_cell (grid, 0, -1), "first"));
  g_assert_true (acu_test_says_text (get_cell (grid, 2, -1), "third"));
  g_assert_true (acu_test_says_text (get_cell (grid, -1, 1), "Theirs"));
  g_assert_true (acu_test_says_text (get_cell (grid, -1, 0), "12 pictures"));
  for (int i = 0; i < 6; i++) {
    GtkWidget *cell = get_cell (grid, i / 2, i % 2);
    g_autofree char *value = acu_number_format (srcc[i], 3);

    g_assert_true (acu_test_says_text (cell, i == 1 ? "failed" : value));
    g_assert_true (i == 1 || acu_test_says_text (cell, "PLCC 0.700"));
    g_assert_cmpint (acu_test_says_text (cell, "learned from it"), ==, i == 2);
    g_assert_cmpint (is_bold (cell), ==, i == 3 || i == 4);
  }
  g_assert_true (acu_test_says_text (get_cell (grid, 2, 0), "0.47 to 0.72") ||
                 acu_test_says_text (get_cell (grid, 2, 0), "0.48 to 0.72"));
  g_assert_true (acu_test_says_text (grid, "its figures there flatter"));
  g_assert_true (acu_test_says_text (grid, "it is gone"));
  g_object_unref (grid);

  /* The others flatter in weaker ways, and are not compared either. */
  results[2].seen = ACU_DATA_TAUGHT;
  results[4].seen = ACU_DATA_CHOSE_EPOCH;
  grid = g_object_ref_sink (acu_evaluation_grid_new (array));
  g_assert_true (acu_test_says_text (get_cell (grid, 1, 0), "its teacher learned from it"));
  g_assert_true (acu_test_says_text (get_cell (grid, 2, 0), "it chose the epoch"));
  for (int i = 0; i < 3; i++)
    g_assert_false (is_bold (get_cell (grid, i, 0)));
  g_assert_true (acu_test_says_text (grid, "figures there flatter"));
  g_object_unref (grid);

  results[2].seen = results[4].seen = ACU_DATA_UNSEEN;
  grid = g_object_ref_sink (acu_evaluation_grid_new (array));
  g_assert_true (is_bold (get_cell (grid, 1, 0)));
  g_assert_false (acu_test_says_text (grid, "flatter"));
  g_assert_false (acu_test_says_text (grid, "no interval"));
  g_object_unref (grid);

  figures[5].srcc.low = figures[5].srcc.high = NAN;
  grid = g_object_ref_sink (acu_evaluation_grid_new (array));
  g_assert_true (acu_test_says_text (get_cell (grid, 2, 1), "PLCC 0.700"));
  g_assert_false (acu_test_says_text (get_cell (grid, 2, 1), "nan"));
  g_assert_true (acu_test_says_text (grid, "no interval where the pictures"));
  g_object_unref (grid);
}

/* Whether the row of @csv that begins with @begin says that the model learned from the data. */
static gboolean
says_learned (const char *csv, const char *begin)
{
  const char *row = strstr (csv, begin);
  g_autofree char *text = g_strndup (row, strcspn (row, "\n"));

  return g_str_has_suffix (text, ",learned,");
}

/* As much of a synthetic set as there is to be found. (transfer full) */
static char *
write_synthetic (const char *name)
{
  g_autofree char *root = acu_dataset_choices_synthetic_root ();
  g_autofree char *folder = g_build_filename (root, name, NULL);
  char *path = g_build_filename (folder, "labels.csv", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "path,mos\n", -1, NULL));
  return path;
}

/* A model on a label set, on a file, and on one that is not there. */
static void
test_evaluate (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *opinions = acu_test_write_opinions ();
  g_autofree char *folder = g_path_get_dirname (opinions);
  g_autofree char *folder_name = g_path_get_basename (folder);
  g_autofree char *file_name = g_path_get_basename (opinions);
  g_autofree char *name = g_build_filename (folder_name, file_name, NULL);
  g_autofree char *csv_path = g_build_filename (g_get_user_cache_dir (), "table.csv", NULL);
  g_autofree char *json_path = g_build_filename (g_get_user_cache_dir (), "table.json", NULL);
  g_autofree char *csv = NULL, *json = NULL, *pasted = NULL;

  acu_library_show_folder (fixture->library, SAMPLES);
  acu_test_wait_for (acu_test_has_photos, fixture->library);
  import_labels (acu_library_get_catalog (fixture->library));
  g_autofree char *synthetic = write_synthetic ("Ours & theirs");
  add_evaluated ();
  acu_models_fixture_show (fixture);
  acu_models_fixture_wait_for_row (fixture, "evaluated", TRUE);
  GtkWidget *page = acu_test_find (fixture->window, ACU_TYPE_EVALUATION_TABLE, NULL);
  adw_view_stack_set_visible_child_name (
      ADW_VIEW_STACK (acu_test_find (fixture->window, ADW_TYPE_VIEW_STACK, NULL)), "evaluate");
  acu_test_wait_for (offers_labels, page);
  GtkWidget *other = acu_test_find (page, GTK_TYPE_CHECK_BUTTON, "nano");
  GtkWidget *labels = acu_test_find (page, GTK_TYPE_CHECK_BUTTON, "labels:Ours & theirs");

  /* A label set and a synthetic one that are called the same are told apart. */
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (acu_test_find (page, GTK_TYPE_CHECK_BUTTON, synthetic)), TRUE);
  {
    g_autoptr (GPtrArray) chosen = acu_evaluation_choices_dup_datasets (
        ACU_EVALUATION_CHOICES (acu_test_find (page, ACU_TYPE_EVALUATION_CHOICES, NULL)));
    const AcuDatasetChoice *theirs = g_ptr_array_index (chosen, 0);
    const AcuDatasetChoice *made = g_ptr_array_index (chosen, 1);

    g_assert_cmpuint (chosen->len, ==, 2);
    g_assert_cmpstr (theirs->title, ==, "labels:Ours & theirs");
    g_assert_cmpstr (made->title, ==, synthetic);
  }
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (acu_test_find (page, GTK_TYPE_CHECK_BUTTON, synthetic)), FALSE);

  /* Nothing chosen is said, not done. */
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (labels)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (labels), FALSE);
  gtk_widget_activate_action (page, "evaluation.run", NULL);
  g_assert_true (acu_test_says_text (page, "at least one model"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (labels), TRUE);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (other), FALSE);
  /* One is typed and taken, a second one only typed. */
  GtkWidget *typed = acu_test_find (page, ADW_TYPE_ENTRY_ROW, NULL);
  gtk_editable_set_text (GTK_EDITABLE (typed), " /nowhere/at-all;2.csv ");
  g_signal_emit_by_name (typed, "apply");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (typed)), ==, "");
  g_assert_true (gtk_check_button_get_active (
      GTK_CHECK_BUTTON (acu_test_find (page, GTK_TYPE_CHECK_BUTTON, "/nowhere/at-all;2.csv"))));
  gtk_editable_set_text (GTK_EDITABLE (typed), opinions);
  gtk_widget_activate_action (page, "evaluation.run", NULL);
  g_assert_false (is_evaluated (page));
  acu_test_wait_for (is_evaluated, page);
  g_assert_true (acu_test_says_text (page, "Ours & theirs"));
  /* A file is called by its folder and name. */
  GtkWidget *grid = acu_test_find (page, GTK_TYPE_GRID, NULL);
  g_assert_true (acu_test_says_text (grid, name));
  g_assert_false (acu_test_says_text (grid, opinions));
  g_assert_true (acu_test_says_text (page, "failed"));
  g_assert_true (acu_test_says_text (page, "6 pictures") &&
                 acu_test_says_text (page, "10 pictures"));
  g_assert_true (
      acu_test_says_text (gtk_grid_get_child_at (GTK_GRID (grid), 1, 1), "learned from it"));
  g_assert_false (
      acu_test_says_text (gtk_grid_get_child_at (GTK_GRID (grid), 2, 1), "learned from it"));

  gtk_widget_activate_action (page, "evaluation.export-file", "s", csv_path);
  acu_test_wait_for (is_written, page);
  gtk_widget_activate_action (page, "evaluation.export-file", "s", json_path);
  g_autofree char *line = g_strdup_printf ("evaluated,%s,6,0,", opinions);
  acu_test_wait_for (is_written_as_json, page);
  g_assert_true (g_file_get_contents (json_path, &json, NULL, NULL));
  g_assert_true (g_file_get_contents (csv_path, &csv, NULL, NULL));
  g_assert_true (g_str_has_prefix (csv, "model,dataset,pictures,skipped,srcc,srcc_low,"));
  g_assert_nonnull (strstr (csv, line));
  g_assert_nonnull (strstr (csv, "evaluated,Ours & theirs,10,0,"));
  g_assert_nonnull (strstr (csv, "evaluated,\"/nowhere/at-all;2.csv\",,,"));
  /* Figures that flatter are told apart there too. */
  g_assert_true (says_learned (csv, "evaluated,Ours & theirs,"));
  g_assert_false (says_learned (csv, line));
  g_assert_nonnull (strstr (json, "\"dataset\":\"Ours & theirs\",\"pictures\":10,"
                                  "\"skipped\":0,\"missing\":0,\"seen\":\"learned\","));
  g_assert_nonnull (strstr (json, "\"pictures\":6,\"skipped\":0,\"missing\":0,\"seen\":null,"));
  g_assert_null (strstr (csv, "nano,"));
  g_assert_nonnull (strstr (json, "\"dataset\":\"Ours & theirs\",\"pictures\":10,"));
  g_assert_nonnull (strstr (json, "\"dataset\":\"/nowhere/at-all;2.csv\",\"error\":"));

  g_autofree char *photo = g_build_filename (g_get_user_data_dir (), "photo.jpg", NULL);
  g_autofree char *kept = NULL;
  g_assert_true (g_file_set_contents (photo, "photo", -1, NULL));
  gtk_widget_activate_action (page, "evaluation.export-file", "s", photo);
  acu_test_wait_for (is_refused, page);
  g_assert_true (g_file_get_contents (photo, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "photo");

  gtk_widget_activate_action (page, "evaluation.copy", NULL);
  g_assert_true (acu_test_says_text (page, "Copied."));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (page), NULL, pasted_cb, &pasted);
  acu_test_wait_for (is_pasted, &pasted);
  g_assert_cmpstr (pasted, ==, csv);
  if (acu_test_has_chooser ()) {
    g_unlink (json_path);
    gtk_widget_activate_action (page, "evaluation.export", "s", "json");
    g_autofree char *proposed = acu_test_choose_file (json_path);
    g_assert_cmpstr (proposed, ==, "evaluation.json");
    acu_test_wait_for (is_written_as_json, page);
    g_assert_true (g_file_test (json_path, G_FILE_TEST_EXISTS));
  }

  /* What was typed is offered from then on, as long as it is there. */
  g_auto (GStrv) named = acu_dataset_choices_dup_named ();
  g_autoptr (GPtrArray) choices = acu_dataset_choices_find (
      acu_library_get_catalog (fixture->library), (const char *const *)named, NULL, NULL);
  const AcuDatasetChoice *last = g_ptr_array_index (choices, choices->len - 1);
  g_assert_cmpuint (g_strv_length (named), ==, 2);
  g_assert_cmpstr (named[1], ==, "/nowhere/at-all;2.csv");
  g_assert_cmpuint (choices->len, ==, 3);
  g_assert_cmpstr (last->spec, ==, opinions);
  g_assert_cmpstr (last->title, ==, file_name);
  g_assert_nonnull (strstr (last->detail, opinions));
  for (guint i = 0; i < 20; i++) {
    g_autofree char *spec = g_strdup_printf ("koniq:/nowhere/%u", i % 15);
    g_auto (GStrv) all = NULL;

    acu_dataset_choices_remember (spec);
    acu_dataset_choices_remember ("labels:Ours & theirs");
    all = acu_dataset_choices_dup_named ();
    g_assert_cmpstr (all[0], ==, spec);
    g_assert_cmpuint (g_strv_length (all), ==, MIN (i + 3, 12));
    g_assert_cmpstr (all[1], !=, spec);
  }

  /* What is cancelled at once has nothing to keep, and can be begun again. */
  gtk_widget_activate_action (page, "evaluation.run", NULL);
  gtk_widget_activate_action (page, "evaluation.cancel", NULL);
  acu_test_wait_for (is_evaluated, page);
  g_assert_true (acu_test_says_text (page, "Cancelled"));
  g_unlink (opinions);
}

static void
job_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (acu_evaluation_job_run_finish (result, NULL));
  *(gboolean *)data = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return *(gboolean *)data;
}

/* A table of the six pictures, of @n_harmed that are none, and of one that is not there, with a
 * column that is called like a fault. (transfer full) */
static char *
write_incomplete (guint n_harmed)
{
  g_autofree char *opinions = acu_test_write_opinions ();
  g_autofree char *whole = NULL;
  g_autoptr (GString) csv = g_string_new ("path,mos,split,group,blur\n");
  char *path = g_build_filename (g_get_user_cache_dir (), "incomplete.csv", NULL);

  g_assert_true (g_file_get_contents (opinions, &whole, NULL, NULL));
  g_auto (GStrv) rows = g_strsplit (whole, "\n", -1);
  for (guint i = 1; rows[i] && *rows[i]; i++)
    g_string_append_printf (csv, "%s,0.5\n", rows[i]);
  for (guint i = 0; i < n_harmed; i++) {
    g_autofree char *name = g_strdup_printf ("harmed-%u.jpg", i);
    g_autofree char *harmed = g_build_filename (g_get_user_cache_dir (), name, NULL);

    g_assert_true (g_file_set_contents (harmed, "no picture", -1, NULL));
    g_string_append_printf (csv, "%s,3,val,b,0.5\n", name);
  }
  g_string_append (csv, "absent.jpg,3,val,b,0.5\n");
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  return path;
}

/* What a figure leaves out is told once below the table, by name as long as that is of use. */
static void
test_incomplete (AcuModelsFixture *fixture, gconstpointer data)
{
  static const char *const models[] = {"evaluated", "evaluated", NULL};

  add_evaluated ();
  for (guint n_harmed = 1; n_harmed <= 7; n_harmed += 6) {
    g_autofree char *table = write_incomplete (n_harmed);
    g_autoptr (GPtrArray) datasets =
        g_ptr_array_new_with_free_func ((GDestroyNotify)acu_dataset_choice_free);
    g_autoptr (GAsyncQueue) arriving =
        g_async_queue_new_full ((GDestroyNotify)acu_evaluation_result_free);
    g_autoptr (GPtrArray) results =
        g_ptr_array_new_with_free_func ((GDestroyNotify)acu_evaluation_result_free);
    AcuMeasurementProgress progress = {0};
    AcuEvaluationResult *result;
    gboolean done = FALSE;

    g_ptr_array_add (datasets, acu_dataset_choice_new ("Incomplete", "", table));
    acu_evaluation_job_run_async (G_OBJECT (fixture->library), models, datasets, NULL, "cpu",
                                  &progress, arriving, NULL, job_done_cb, &done);
    acu_test_wait_for (is_done, &done);
    while ((result = g_async_queue_try_pop (arriving)))
      g_ptr_array_add (results, result);
    g_assert_cmpuint (results->len, ==, 2);
    for (guint i = 0; i < results->len; i++) {
      result = g_ptr_array_index (results, i);
      g_assert_nonnull (result->evaluation);
      g_assert_cmpuint (result->evaluation->n, ==, 6);
      g_assert_cmpuint (result->evaluation->n_skipped, ==, n_harmed);
      g_assert_cmpuint (g_strv_length (result->remarks), ==, 3);
      g_assert_nonnull (strstr (result->remarks[0], "absent.jpg"));
      g_assert_nonnull (strstr (result->remarks[1], "harmed-0.jpg"));
      g_assert_cmpint (g_str_has_suffix (result->remarks[1], " and 2 more"), ==, n_harmed == 7);
      g_assert_null (strstr (result->remarks[1], "harmed-5.jpg"));
      g_assert_nonnull (strstr (result->remarks[2], "the column blur is called like a fault"));
    }

    GtkWidget *grid = g_object_ref_sink (acu_evaluation_grid_new (results));
    g_assert_true (acu_test_says_text (grid, "absent.jpg"));
    g_assert_true (acu_test_says_text (grid, "harmed-0.jpg"));
    g_assert_true (acu_test_says_text (grid, "called like a fault"));
    g_object_unref (grid);
    g_unlink (table);
  }
}

int
main (int argc, char **argv)
{
  acu_models_test_begin (&argc, &argv);
  g_test_add_func ("/evaluation/grid", test_evaluation_grid);
  g_test_add ("/evaluation/incomplete", AcuModelsFixture, NULL, acu_models_fixture_set_up,
              test_incomplete, acu_models_fixture_tear_down);
  g_test_add ("/evaluation/table", AcuModelsFixture, NULL, acu_models_fixture_set_up, test_evaluate,
              acu_models_fixture_tear_down);
  return acu_models_test_run ();
}

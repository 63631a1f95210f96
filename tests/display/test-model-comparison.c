/* What another model makes of photos, and what a training came to, beside the one that scores now.
 */
#include "app/learning/datasets/dataset-spec.h"
#include "app/scoring/model-store.h"
#include "app/text/number-text.h"
#include "app/views/charts/chart.h"
#include "app/views/models/folder-comparison.h"
#include "app/views/models/measurement.h"
#include "app/views/models/outcome-page.h"
#include "app/views/models/picture-browser.h"
#include "app/views/shared/settings.h"
#include "tests/display/models-fixture.h"
#include "tests/display/view-testing.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#include <adwaita.h>
#include <glib/gstdio.h>

/* What came of a training, and what scores meanwhile: small ones, as how long they take teaches
 * nothing. */
#define AFTER "after"
#define NOW   "now"

static void
set_up (AcuModelsFixture *fixture, gconstpointer data)
{
  acu_models_fixture_set_up (fixture, data);
  acu_test_add_seeded_model (AFTER, 2);
  acu_test_add_seeded_model (NOW, 3);
  g_settings_set_string (acu_settings_get (), "model", NOW);
}

/* A window that is asked to open photos, in place of the main one; the last goes to @opened. */
static void
open_path_cb (GSimpleAction *action, GVariant *path, gpointer opened)
{
  g_free (*(char **)opened);
  *(char **)opened = g_variant_dup_string (path, NULL);
}

static void
note_opened (GtkWidget *window, char **opened)
{
  static const GActionEntry entry = {"open-path", open_path_cb, "s"};
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), &entry, 1, opened);
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (actions));
}

/* The photo of the browser on @page is the one that is opened. */
static void
assert_shows (GtkWidget *page, char **opened)
{
  GtkWidget *picture = acu_test_find (page, GTK_TYPE_PICTURE, NULL);

  gtk_widget_activate_action (picture, "browser.show", NULL);
  g_assert_nonnull (*opened);
  g_autofree char *name = g_path_get_basename (*opened);
  g_assert_true (
      acu_test_says_text (gtk_widget_get_ancestor (picture, ACU_TYPE_PICTURE_BROWSER), name));
}

static gboolean
is_cancelled (gpointer data)
{
  return acu_test_says_text (data, "Cancelled.");
}

static gboolean
is_compared (gpointer data)
{
  return acu_test_says_text (data, "SRCC of both orders") ||
         acu_test_says_text (data, "no two photos");
}

static void
test_compare (AcuModelsFixture *fixture, gconstpointer data)
{
  acu_library_show_folder (fixture->library, SAMPLES);
  acu_test_wait_for (acu_test_has_photos, fixture->library);
  acu_test_add_model ("compared");
  acu_models_fixture_show (fixture);
  acu_models_fixture_wait_for_row (fixture, "compared", TRUE);
  GtkWidget *page = acu_test_find (fixture->window, ACU_TYPE_FOLDER_COMPARISON, NULL);
  GtkWidget *main_window = gtk_window_new ();
  g_autofree char *opened = NULL;

  gtk_window_set_transient_for (GTK_WINDOW (fixture->window), GTK_WINDOW (main_window));
  note_opened (main_window, &opened);
  gtk_widget_activate_action (page, "comparison.compare", NULL);
  gtk_widget_activate_action (page, "comparison.cancel", NULL);
  acu_test_wait_for (is_cancelled, page);
  g_assert_null (acu_test_find (page, ACU_TYPE_CHART, NULL));
  gtk_widget_activate_action (page, "comparison.compare", NULL);
  acu_test_wait_for (is_compared, page);
  g_assert_true (acu_test_says_text (page, " photos that the library shows, "));
  GtkWidget *chart = acu_test_find (page, ACU_TYPE_CHART, NULL);
  g_assert_cmpuint (acu_plot_get_series (acu_chart_get_plot (ACU_CHART (chart)), 0)->n, >=, 10);
  g_assert_true (acu_test_says_text (page, "1 of "));
  assert_shows (page, &opened);
  gtk_window_destroy (GTK_WINDOW (main_window));
}

static void
decided_cb (AcuOutcomePage *page, int outcome, int *decided)
{
  *decided = outcome;
}

static gboolean
is_measured (gpointer data)
{
  GtkWidget *stack = acu_test_find (data, GTK_TYPE_STACK, NULL);

  return !g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "measuring");
}

static void
show_page (AcuModelsFixture *fixture, GtkWidget *page)
{
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
test_outcome (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *opinions = acu_test_write_opinions ();
  g_autofree char *before = acu_test_write_least_model (g_get_user_cache_dir ());
  AcuOutcomeSource source = {.title = "A run",
                             .before = before,
                             .after = AFTER,
                             .data = opinions,
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};
  g_autofree char *opened = NULL;
  int decided = -1;

  acu_library_show_folder (fixture->library, SAMPLES);
  acu_test_wait_for (acu_test_has_photos, fixture->library);
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);
  g_signal_connect (page, "decided", G_CALLBACK (decided_cb), &decided);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  acu_test_wait_for (is_measured, page);

  /* The picture of the training part is not among them. */
  g_assert_true (acu_test_says_text (page, "5 held-out pictures"));
  g_assert_true (acu_test_says_text (page, "SRCC") && acu_test_says_text (page, "KRCC") &&
                 acu_test_says_text (page, "RMSE fit"));
  g_assert_true (acu_test_says_text (page, "1 of 5"));
  /* Why none of them only judges holds of whatever data they are. */
  g_assert_true (
      acu_test_says_text (page, "Few sources, or marks without a test part, leave none"));
  GtkWidget *chart = acu_test_find (page, ACU_TYPE_CHART, NULL);
  g_assert_cmpuint (acu_plot_get_series (acu_chart_get_plot (ACU_CHART (chart)), 0)->n, ==, 5);

  GtkWidget *picture = acu_test_find (page, GTK_TYPE_PICTURE, NULL);
  gtk_widget_activate_action (picture, "browser.next", NULL);
  g_assert_true (acu_test_says_text (page, "2 of 5"));
  gtk_widget_activate_action (picture, "browser.previous", NULL);
  g_assert_true (acu_test_says_text (page, "1 of 5"));
  note_opened (fixture->window, &opened);
  assert_shows (page, &opened);

  /* A point of the scatter is a picture. */
  GtkWidget *browser = gtk_widget_get_ancestor (picture, ACU_TYPE_PICTURE_BROWSER);
  g_signal_emit_by_name (chart, "point-activated", 0, (guint64)3);
  g_assert_true (acu_test_says_text (browser, "lake-dusk.jpg"));

  /* What it would do to the folder is counted, and every group has its bars. */
  g_autofree char *ranked = g_strdup_printf (
      "Of %u photos",
      g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (fixture->library))));
  g_assert_true (acu_test_says_text (page, ranked));
  g_assert_true (acu_test_says_text (page, "would rise and") &&
                 acu_test_says_text (page, "SRCC of both orders"));
  /* Not the model before, but the one that scores now is what photos are in the order of. */
  g_assert_true (acu_test_says_text (page, "Compared with “" NOW "”"));
  g_assert_true (acu_test_says_text (page, " before, place "));
  /* The part that chose the epoch flatters, and two groups are too few to tell chance. */
  g_assert_true (acu_test_says_text (page, "figures of the model after are optimistic"));
  /* What nobody knows to have helped is not what is proposed. */
  GtkWidget *use = acu_test_find_acting (page, "outcome.use");
  g_assert_nonnull (use);
  g_assert_false (gtk_widget_has_css_class (use, "suggested-action"));
  AcuPlot *errors = acu_test_find_plot (page, "Error by group");
  g_assert_nonnull (errors);
  g_assert_cmpstr (acu_plot_get_axis_title (errors, ACU_PLOT_Y), ==, "RMSE fit");
  g_assert_cmpstr (acu_plot_get_axis_title (errors, ACU_PLOT_X), ==, "Group");
  g_assert_cmpuint (g_strv_length ((char **)acu_plot_get_categories (errors)), ==, 2);
  for (guint i = 0; i < 2; i++) {
    const AcuSeries *bars = acu_plot_get_series (errors, i);
    g_assert_cmpuint (bars->n, ==, 2);
    g_assert_true (isfinite (bars->y[0]) && isfinite (bars->y[1]));
  }
  const AcuSeries *places =
      acu_plot_get_series (acu_test_find_plot (page, "Scores by both models"), 0);
  g_assert_cmpuint (
      places->n, ==,
      g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (fixture->library))));

  /* Discarding asks; whatever is decided is decided once. */
  gtk_widget_activate_action (page, "outcome.discard", NULL);
  acu_test_wait_for (acu_test_has_dialog, NULL);
  acu_test_answer ("cancel");
  g_assert_cmpint (decided, ==, -1);
  gtk_widget_activate_action (page, "outcome.use", NULL);
  g_assert_cmpint (decided, ==, ACU_OUTCOME_USE);
  gtk_widget_activate_action (page, "outcome.keep", NULL);
  g_assert_cmpint (decided, ==, ACU_OUTCOME_USE);
  g_unlink (opinions);
}

/* Writes opinions on the samples, each of a source of its own, in the order of @ranks (nullable).
 * (transfer full) */
static char *
write_ranks (const guint *ranks)
{
  g_autoptr (GDir) listing = g_dir_open (SAMPLES, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) csv = g_string_new ("path,mos,split\n");
  char *path = g_build_filename (g_get_user_cache_dir (), "ranks.csv", NULL);
  const char *name;

  while ((name = g_dir_read_name (listing)))
    if (g_str_has_suffix (name, ".jpg"))
      g_ptr_array_add (names, g_strdup (name));
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (csv, "%s/%s,%u,val\n", SAMPLES, (char *)g_ptr_array_index (names, i),
                            ranks ? 1 + ranks[i] : 1 + i);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  return path;
}

/* People who say of the samples what the model @name says of them. (transfer full) */
static char *
write_agreeing_opinions (const char *name)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModel) model = acu_model_store_open (store, name, NULL);
  g_autofree char *path = write_ranks (NULL);
  g_autoptr (AcuDataset) dataset = acu_dataset_open (path, NULL);
  AcuMeasurementProgress progress = {0};

  g_assert_true (model && dataset);
  g_autoptr (AcuEvaluation) said =
      acu_measure (model, dataset, ACU_SPLIT_VAL, "cpu", &progress, NULL, NULL, NULL);
  g_assert_nonnull (said);
  g_assert_cmpuint (said->n, ==, acu_dataset_get_length (dataset));
  g_autofree guint *ranks = g_new0 (guint, said->n);
  for (gsize i = 0; i < said->n; i++)
    for (gsize j = 0; j < said->n; j++)
      ranks[said->samples[i]] += said->predictions[j] < said->predictions[i];
  return write_ranks (ranks);
}

/* What is known to have helped is proposed: the button that has it score is the blue one. */
static void
test_helped (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *before = acu_test_write_least_model (g_get_user_cache_dir ());
  const char *after = AFTER;
  g_autofree char *opinions = write_agreeing_opinions (after);
  AcuOutcomeSource source = {.title = "A run",
                             .before = before,
                             .after = after,
                             .data = opinions,
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};
  int decided = -1;

  /* Beside the model that comes with the program, as for who has chosen none. */
  if (!acu_test_is_quick ())
    g_settings_reset (acu_settings_get (), "model");
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);
  g_signal_connect (page, "decided", G_CALLBACK (decided_cb), &decided);
  show_page (fixture, page);
  acu_test_wait_for (is_measured, page);
  g_assert_true (acu_test_says_text (page, "It helped: the order of the pictures"));
  GtkWidget *use = acu_test_find_acting (page, "outcome.use");
  g_assert_nonnull (use);
  g_assert_true (gtk_widget_has_css_class (use, "suggested-action"));
  /* It alone is, and it does what it says. */
  g_assert_false (
      gtk_widget_has_css_class (acu_test_find_acting (page, "outcome.keep"), "suggested-action"));
  g_assert_false (gtk_widget_has_css_class (acu_test_find_acting (page, "outcome.discard"),
                                            "suggested-action"));
  g_signal_emit_by_name (use, "clicked");
  g_assert_cmpint (decided, ==, ACU_OUTCOME_USE);
  g_unlink (opinions);
}

static void
test_outcome_fails (AcuModelsFixture *fixture, gconstpointer data)
{
  AcuOutcomeSource source = {
      .title = "A run", .after = AFTER, .data = "/nowhere/data.csv", .device = "cpu"};
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);

  show_page (fixture, page);
  acu_test_wait_for (is_measured, page);
  g_assert_true (acu_test_says_text (page, "/nowhere/data.csv"));
}

/* Without the model that a run began with, the one that came of it is judged all the same. */
static void
test_outcome_without_base (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *opinions = acu_test_write_opinions ();
  AcuOutcomeSource source = {.title = "A run",
                             .before = "called-otherwise-now",
                             .after = AFTER,
                             .data = opinions,
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);

  show_page (fixture, page);

  /* Who does not wait can ask again. */
  gtk_widget_activate_action (page, "outcome.cancel", NULL);
  acu_test_wait_for (is_measured, page);
  g_assert_true (acu_test_says_text (page, "Not measured"));
  g_assert_false (acu_test_says_text (page, "5 held-out pictures"));
  gtk_widget_activate_action (page, "outcome.measure", NULL);
  g_assert_false (is_measured (page));
  acu_test_wait_for (is_measured, page);
  g_assert_true (acu_test_says_text (page, "The base “called-otherwise-now” is gone"));
  g_assert_true (acu_test_says_text (page, "5 held-out pictures"));
  AcuPlot *scatter = acu_test_find_plot (page, "Held-out: MOS against predicted");
  g_assert_nonnull (scatter);
  g_assert_cmpuint (acu_plot_get_n_series (scatter), ==, 1);
  g_assert_cmpuint (acu_plot_get_series (scatter, 0)->n, ==, 5);
  g_unlink (opinions);
}

/* The base that is called otherwise now is known by its weights, which the model after tells. */
static void
test_outcome_renamed_base (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *opinions = acu_test_write_opinions ();
  g_autofree char *path = acu_test_write_least_model (g_get_user_cache_dir ());
  g_autoptr (AcuModelFile) file = acu_model_store_open_file (store, path, NULL);
  g_autoptr (AcuModel) model = acu_model_new ("base", file);
  g_autofree char *fingerprint = acu_model_dup_fingerprint (model);
  g_autofree char *added = acu_model_store_add (store, file, "base now", NULL);

  g_assert_nonnull (added);
  g_free (file->training);
  file->training =
      g_strdup_printf ("{\"base\":{\"name\":\"base then\",\"fingerprint\":\"%s\"}}", fingerprint);
  g_assert_true (acu_model_file_save (file, ACU_ELEMENT_F32, path, NULL));
  AcuOutcomeSource source = {.title = "A run",
                             .before = "base then",
                             .after = path,
                             .data = opinions,
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);

  show_page (fixture, page);
  acu_test_wait_for (is_measured, page);
  g_assert_false (acu_test_says_text (page, "is gone"));
  AcuPlot *scatter = acu_test_find_plot (page, "Held-out: MOS against predicted");
  g_assert_nonnull (scatter);
  g_assert_cmpuint (acu_plot_get_n_series (scatter), >=, 2);
  g_assert_true (acu_model_store_remove (store, "base now", NULL));
  g_unlink (path);
  g_unlink (opinions);
}

/* Puts @file, trained from the base of @fingerprint that was called "mine" then, among the models
 * under that very name. */
static void
add_mine (AcuModelStore *store, AcuModelFile *file, const char *fingerprint)
{
  file->training =
      g_strdup_printf ("{\"base\":{\"name\":\"mine\",\"fingerprint\":\"%s\"}}", fingerprint);
  g_autofree char *added = acu_model_store_add (store, file, "mine", NULL);

  g_assert_nonnull (added);
}

/* A base whose name the result of the run has now is not mistaken for it. */
static void
test_outcome_taken_name (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *opinions = acu_test_write_opinions ();
  g_autofree char *path = acu_test_write_least_model (g_get_user_cache_dir ());
  g_autoptr (AcuModelFile) base = acu_model_store_open_file (store, path, NULL);
  g_autoptr (AcuModelFile) result = acu_test_make_model (acu_test_least_architecture ());
  g_autofree char *fingerprint = acu_model_file_dup_fingerprint (base);
  g_autofree char *other = acu_model_file_dup_fingerprint (result);
  g_autofree char *added = acu_model_store_add (store, base, "mine v1", NULL);
  AcuOutcomeSource source = {.title = "A run",
                             .before = "mine",
                             .after = "mine",
                             .data = opinions,
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};

  g_assert_nonnull (added);
  g_assert_cmpstr (fingerprint, !=, other);
  add_mine (store, result, fingerprint);
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);
  show_page (fixture, page);
  acu_test_wait_for (is_measured, page);
  AcuPlot *scatter = acu_test_find_plot (page, "Held-out: MOS against predicted");
  g_assert_nonnull (scatter);
  const AcuSeries *before = acu_plot_get_series (scatter, 0);
  const AcuSeries *after = acu_plot_get_series (scatter, 1);
  g_assert_cmpuint (before->n, ==, 5);
  g_assert_cmpuint (after->n, ==, 5);
  g_assert_true (memcmp (before->y, after->y, before->n * sizeof *before->y) != 0 ||
                 memcmp (before->x, after->x, before->n * sizeof *before->x) != 0);

  /* Nor is it where the base is gone altogether. */
  g_assert_true (acu_model_store_remove (store, "mine v1", NULL));
  page = acu_outcome_page_new (fixture->library, &source);
  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  acu_test_wait_for (is_measured, page);
  g_assert_true (acu_test_says_text (page, "The base “mine” is gone"));
  scatter = acu_test_find_plot (page, "Held-out: MOS against predicted");
  g_assert_cmpuint (acu_plot_get_n_series (scatter), ==, 1);
  g_unlink (path);
  g_unlink (opinions);
}

/* The same of one that nothing can judge. */
static void
test_outcome_without_anything (AcuModelsFixture *fixture, gconstpointer data)
{
  AcuOutcomeSource source = {.title = "A run",
                             .before = "called-otherwise-now",
                             .after = AFTER,
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);
  int decided = -1;

  g_signal_connect (page, "decided", G_CALLBACK (decided_cb), &decided);
  show_page (fixture, page);
  acu_test_wait_for (is_measured, page);
  g_assert_true (acu_test_says_text (page, "Nothing was held out, so nobody knows. The base "
                                           "“called-otherwise-now” is gone"));

  /* What is discarded is asked for once more, and then it is. */
  gtk_widget_activate_action (page, "outcome.discard", NULL);
  acu_test_wait_for (acu_test_has_dialog, NULL);
  acu_test_answer ("discard");
  g_assert_cmpint (decided, ==, ACU_OUTCOME_DISCARD);
}

/* Photos of one's own: five copies of samples and one that is no picture. (transfer full) */
static char *
make_own_photos (void)
{
  static const char *const names[] = {"brick-house", "beech-leaves", "pebbles", "lake-dusk",
                                      "still-life"};
  char *folder = g_build_filename (g_get_home_dir (), "Own photos", NULL);
  g_autofree char *broken = g_build_filename (folder, "broken.jpg", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *sample = g_strdup_printf ("%s/%s.jpg", SAMPLES, names[i]);
    g_autofree char *path = g_strdup_printf ("%s/%s.jpg", folder, names[i]);
    g_autofree char *bytes = NULL;
    gsize length;

    g_assert_true (g_file_get_contents (sample, &bytes, &length, NULL));
    g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  }
  g_assert_true (g_file_set_contents (broken, "no picture", -1, NULL));
  return folder;
}

static gboolean
has_own_photos (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (data))) == 6;
}

/* Has the library show none of the folder's photos. */
static void
filter_photos (AcuLibrary *library)
{
  g_auto (AcuPhotoQuery) query;

  acu_photo_query_init (&query);
  query.scope = acu_library_get_query (library)->scope;
  query.scope_id = acu_library_get_query (library)->scope_id;
  query.text = g_strdup ("pebbles");
  query.stars_min = 3;
  query.flags = 1 << (ACU_FLAG_PICK + 1);
  acu_library_set_query (library, &query);
}

/* Has the library show a collection that has no photos. */
static void
show_collection (AcuLibrary *library)
{
  g_auto (AcuPhotoQuery) query;

  acu_photo_query_init (&query);
  query.scope = ACU_SCOPE_COLLECTION;
  query.scope_id = 1;
  acu_library_set_query (library, &query);
}

static gboolean
has_no_photos (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (data))) == 0;
}

typedef struct {
  GtkWidget *browser;
  const char *text;
} Said;

static gboolean
is_said (gpointer data)
{
  const Said *said = data;

  return acu_test_says_text (said->browser, said->text);
}

/* Where nothing was held out and the base never scored anything, what would change in the folder is
 * told all the same, of all of it, whatever the library shows of it; a photo of it that cannot be
 * read is left out, and one that is removed while it is looked at is named. */
static void
test_outcome_of_photos (AcuModelsFixture *fixture, gconstpointer data)
{
  AcuOutcomeSource source = {.title = "A run",
                             .before = "preset:nano",
                             .after = AFTER,
                             .split = ACU_SPLIT_VAL,
                             .device = "cpu"};
  g_autofree char *folder = make_own_photos ();
  g_autofree char *opened = NULL;

  acu_library_show_folder (fixture->library, folder);
  acu_test_wait_for (has_own_photos, fixture->library);
  filter_photos (fixture->library);
  acu_test_wait_for (has_no_photos, fixture->library);
  GtkWidget *page = acu_outcome_page_new (fixture->library, &source);
  show_page (fixture, page);
  acu_test_wait_for (is_measured, page);
  g_assert_true (acu_test_says_text (page, "Nothing was held out, so nobody knows."));
  g_assert_false (acu_test_says_text (page, "paired bootstrap") ||
                  acu_test_says_text (page, "are optimistic"));
  g_assert_true (acu_test_says_text (page, "Of 5 photos in this folder"));
  g_assert_true (acu_test_says_text (page, "Compared with “" NOW "”"));
  GtkWidget *places = acu_test_find (page, ACU_TYPE_CHART, NULL);
  AcuPlot *plot = acu_chart_get_plot (ACU_CHART (places));
  g_assert_cmpstr (acu_plot_get_title (plot), ==, "Scores by both models");

  /* Each is looked at when it is gone. */
  GtkWidget *browser = acu_test_find (page, ACU_TYPE_PICTURE_BROWSER, NULL);
  const AcuSeries *series = acu_plot_get_series (plot, 0);
  g_assert_cmpuint (series->n, ==, 5);
  note_opened (fixture->window, &opened);
  for (guint i = 0; i < series->n; i++) {
    g_autofree char *path = g_build_filename (folder, series->names[i], NULL);
    g_autofree char *score = acu_number_format (series->y[i], 1);
    g_autofree char *place = g_strdup_printf ("(%s) after", score);

    g_assert_cmpint (g_unlink (path), ==, 0);
    g_signal_emit_by_name (places, "point-activated", 0, (guint64)i);
    acu_test_wait_for (is_said, &(Said){browser, path});
    /* What was found out about it is still true. */
    g_assert_true (acu_test_says_text (browser, place));
    assert_shows (page, &opened);
    g_assert_cmpstr (opened, ==, path);
  }

  /* A collection, which here has no photos, is no folder: it is the library that is judged. */
  show_collection (fixture->library);
  page = acu_outcome_page_new (fixture->library, &source);
  gtk_window_set_child (GTK_WINDOW (fixture->window), page);
  acu_test_wait_for (is_measured, page);
  g_assert_true (acu_test_says_text (page, "photos in the library, "));
}

int
main (int argc, char **argv)
{
  acu_models_test_begin (&argc, &argv);

#define ADD(name, function)                                                                        \
  g_test_add ("/models/" name, AcuModelsFixture, NULL, set_up, function,                           \
              acu_models_fixture_tear_down)
  ADD ("outcome", test_outcome);
  ADD ("helped", test_helped);
  ADD ("outcome-fails", test_outcome_fails);
  ADD ("outcome-without-base", test_outcome_without_base);
  ADD ("outcome-renamed-base", test_outcome_renamed_base);
  ADD ("outcome-taken-name", test_outcome_taken_name);
  ADD ("outcome-without-anything", test_outcome_without_anything);
  ADD ("outcome-of-photos", test_outcome_of_photos);
  ADD ("compare", test_compare);
#undef ADD
  return acu_models_test_run ();
}

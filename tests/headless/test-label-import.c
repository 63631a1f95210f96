/* What comes in with a file of ratings: instructions, what was taken back, tables of other
 * programs, damaged ones, and ratings of other pictures. */
#include "app/labeling/error.h"
#include "catalog-fixture.h"
#include "compute/random.h"
#include "label-fixture.h"

#include <string.h>

/* Ratings of a file that takes a while. */
#define N_MANY 1000

static char *
get_note (AcuCatalog *catalog, const char *name)
{
  g_autoptr (AcuLabelSet) set = acu_label_table_find_set (catalog, name, NULL);

  g_assert_nonnull (set);
  return g_strdup (set->note);
}

/* Instructions go with their set.  A set that has none takes them; others are shown, and stay. */
static void
test_instructions (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  g_autofree char *path = NULL, *note = NULL, *taken = NULL, *kept = NULL;
  g_autoptr (AcuLabelImport) first = NULL, again = NULL, contrary = NULL, filled = NULL;
  g_autoptr (AcuLabelSet) known = NULL;
  gint64 there;

  g_assert_true (acu_label_store_set_note (fixture->catalog, set, "How sharp?\n“0”, to 100", NULL));
  acu_fixture_rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = acu_fixture_export_long (fixture, fixture->catalog, "S", "s.csv");
  first = acu_fixture_import (other, path, NULL);
  g_assert_null (first->other_note);
  note = get_note (other, "S");
  g_assert_cmpstr (note, ==, "How sharp?\n“0”, to 100");
  again = acu_fixture_import (other, path, NULL);
  g_assert_null (again->other_note);
  known = acu_label_table_find_set (other, "S", NULL);
  there = known->id;
  g_assert_true (acu_label_store_set_note (other, there, "How noisy?", NULL));
  contrary = acu_fixture_import (other, path, NULL);
  g_assert_cmpstr (contrary->note, ==, "How noisy?");
  g_assert_cmpstr (contrary->other_note, ==, "How sharp?\n“0”, to 100");
  kept = get_note (other, "S");
  g_assert_cmpstr (kept, ==, "How noisy?");

  g_assert_true (acu_label_store_set_note (other, there, "", NULL));
  filled = acu_fixture_import (other, path, NULL);
  g_assert_null (filled->other_note);
  taken = get_note (other, "S");
  g_assert_cmpstr (taken, ==, "How sharp?\n“0”, to 100");
}

/* What was taken back here stays so, and is not said to be new. */
static void
test_withdrawn (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelImport) report = NULL;
  g_autoptr (AcuLabelTable) table = NULL;
  g_autoptr (GPtrArray) labels = NULL;
  g_autofree char *path = NULL;

  acu_fixture_rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = acu_fixture_export_long (fixture, fixture->catalog, "S", "s.csv");
  labels = acu_label_store_list (fixture->catalog, set, NULL);
  g_assert_true (acu_label_store_withdraw (
      fixture->catalog, ((const AcuLabel *)g_ptr_array_index (labels, 3))->id, NULL, NULL));
  report = acu_fixture_import (fixture->catalog, path, NULL);
  g_assert_cmpuint (report->n_added, ==, 0);
  g_assert_cmpuint (report->n_known, ==, ACU_FIXTURE_LABEL_PHOTOS + 1);
  table = acu_label_table_load (fixture->catalog, "S", NULL);
  g_assert_cmpuint (table->n_ratings, ==, ACU_FIXTURE_LABEL_PHOTOS);
}

/* What any program writes: three columns.  Twice in, it is there once. */
static void
test_foreign (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autofree char *path = acu_fixture_write_file (fixture, "paper.csv",
                                                  "image,rater,score\n"
                                                  "/photos/000/IMG_0.JPG,r1,4\n"
                                                  "IMG_1.JPG,r1,2\n"
                                                  "IMG_0.JPG,r2,5\n"
                                                  "IMG_0.JPG,r2,3\n");
  g_autoptr (AcuLabelImport) report = acu_fixture_import (fixture->catalog, path, NULL);
  g_autoptr (AcuLabelImport) again = acu_fixture_import (fixture->catalog, path, NULL);
  g_autoptr (AcuLabelTable) table = acu_label_table_load (fixture->catalog, "paper", NULL);

  g_assert_cmpuint (report->n_added, ==, 4);
  g_assert_cmpstr (report->set, ==, "paper");
  g_assert_cmpuint (again->n_added, ==, 0);
  g_assert_cmpuint (again->n_known, ==, 4);
  g_assert_cmpint (table->set->method, ==, ACU_METHOD_ACR);
  g_assert_cmpuint (table->raters->len, ==, 2);
  g_assert_cmpuint (table->n_ratings, ==, 4);
  g_assert_cmpuint (table->repeats->len, ==, 1);
}

/* Every fault is named by its line, and nothing goes in. */
static void
test_bad_rows (AcuLabelFixture *fixture, gconstpointer data)
{
  static const char *const expected[] = {
      "line 3: the score is “four”, not a number",
      "line 4: the rater is empty",
      "line 5: the score is empty",
      "line 6: there is a score and a reason to skip",
      "line 8: the time is “yesterday”",
      "line 9: position is “-4”",
      "line 11: the display is fit or actual, not “large”",
      "line 12: zoom is “-0.5”, not a number above 0",
      "line 7: the score is beyond the scale: 120 (0 to 100)",
      "line 10: gone.jpg is not in the catalog",
  };
  g_autofree char *path =
      acu_fixture_write_file (fixture, "bad.csv",
                              "image,rater,score,time,position,skipped,display,zoom\n"
                              "IMG_0.JPG,r1,40.5,,,,,\n"
                              "IMG_1.JPG,r1,four,,,,,\n"
                              "IMG_1.JPG,,4,,,,,\n"
                              "IMG_1.JPG,r1,,,,,,\n"
                              "IMG_1.JPG,r1,3,,,blurred,,\n"
                              "IMG_1.JPG,r1,120,,,,,\n"
                              "IMG_1.JPG,r1,3,yesterday,,,,\n"
                              "IMG_1.JPG,r1,3,2026-01-02T03:04:05Z,-4,,,\n"
                              "gone.jpg,r1,3,2026-01-02T03:04:05.25+01:00,4,,,\n"
                              "IMG_1.JPG,r1,3,,,,large,\n"
                              "IMG_1.JPG,r1,3,,,,fit,-0.5\n");
  g_autoptr (AcuLabelImport) report = acu_fixture_import (fixture->catalog, path, NULL);
  const AcuLabelImportOptions options = {.skip_bad = TRUE};
  g_autoptr (AcuLabelImport) partly = NULL;
  g_autoptr (GPtrArray) sets = acu_label_store_list_sets (fixture->catalog, NULL);
  g_autoptr (GPtrArray) raters = acu_label_store_list_raters (fixture->catalog, NULL);

  g_assert_false (report->is_imported);
  g_assert_cmpuint (report->n_added, ==, 0);
  g_assert_cmpuint (report->n_ratings, ==, 11);
  g_assert_cmpuint (report->bad->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < report->bad->len; i++)
    g_assert_nonnull (strstr (g_ptr_array_index (report->bad, i), expected[i]));
  g_assert_cmpuint (sets->len, ==, 0);
  g_assert_cmpuint (raters->len, ==, 0);
  partly = acu_fixture_import (fixture->catalog, path, &options);
  g_assert_cmpuint (partly->n_added, ==, 1);
  g_assert_cmpuint (partly->bad->len, ==, G_N_ELEMENTS (expected));
  g_assert_cmpuint (partly->n_bad, ==, G_N_ELEMENTS (expected));
}

/* Of a line with a column a rater, the picture that is not there is told once. */
static void
test_bad_line (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autofree char *path = acu_fixture_write_file (
      fixture, "wide.csv", "image,r1,r2,r3\nIMG_0.JPG,3,4,5\ngone.jpg,3,4,5\nlost.jpg,1,,2\n");
  g_autoptr (AcuLabelImport) report = acu_fixture_import (fixture->catalog, path, NULL);

  g_assert_false (report->is_imported);
  g_assert_cmpuint (report->n_ratings, ==, 8);
  g_assert_cmpuint (report->n_bad, ==, 5);
  g_assert_cmpuint (report->bad->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (report->bad, 0), "line 3: gone.jpg is not in"));
  g_assert_nonnull (strstr (g_ptr_array_index (report->bad, 1), "line 4: lost.jpg is not in"));
}

/* A catalog that fails in the middle keeps nothing of the file. */
static void
test_no_half (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autofree char *path = acu_fixture_write_file (
      fixture, "half.csv", "image,rater,score\nIMG_0.JPG,r1,4\nIMG_1.JPG,r2,2\n");
  const AcuLabelImportOptions options = {.set = NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sets = NULL, raters = NULL;

  acu_fixture_run_sql (acu_catalog_get_path (fixture->catalog),
                       "CREATE TRIGGER stop BEFORE INSERT ON labels WHEN new.image = 2"
                       " BEGIN SELECT raise (ABORT, 'stop'); END");
  g_assert_null (acu_label_import_file (fixture->catalog, path, &options, &error));
  g_assert_nonnull (error);
  sets = acu_label_store_list_sets (fixture->catalog, NULL);
  raters = acu_label_store_list_raters (fixture->catalog, NULL);
  g_assert_cmpuint (sets->len, ==, 0);
  g_assert_cmpuint (raters->len, ==, 0);
}

/* How far an import has got that is stopped. */
typedef struct {
  GCancellable *cancellable;
  guint n_calls, n_wanted; /* of the progress, and that which stops it; 0: none */
  guint last, n;
} Stop;

static void
stop_cb (guint n_done, guint n, gpointer data)
{
  Stop *stop = data;

  g_assert_cmpuint (n_done, >=, stop->last);
  g_assert_cmpuint (n_done, <=, n);
  stop->last = n_done;
  stop->n = n;
  if (++stop->n_calls == stop->n_wanted)
    g_cancellable_cancel (stop->cancellable);
}

/* Imports @path into a catalog of its own, and stops where @stop says.  Nothing of the file is
 * there then, and else all of it. */
static void
import_and_stop (AcuLabelFixture *fixture, const char *path, Stop *stop)
{
  g_autofree char *name = g_strdup_printf ("stop-%u.db", stop->n_wanted);
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_label_catalog (fixture->folder, name);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const AcuLabelImportOptions options = {
      .cancellable = cancellable, .progress = stop_cb, .user_data = stop};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sets = NULL, raters = NULL;
  g_autoptr (AcuLabelImport) report = NULL;

  stop->cancellable = cancellable;
  report = acu_label_import_file (catalog, path, &options, &error);
  sets = acu_label_store_list_sets (catalog, NULL);
  raters = acu_label_store_list_raters (catalog, NULL);
  g_assert_true ((report == NULL) == (stop->n_wanted > 0));
  g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) == (report == NULL));
  g_assert_cmpuint (sets->len, ==, report != NULL ? 1 : 0);
  g_assert_cmpuint (raters->len, ==, report != NULL ? N_MANY : 0);
  g_assert_cmpuint (stop->n, ==, N_MANY);
}

static void
test_cancelled (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("image,rater,score\n");
  g_autofree char *path = NULL;
  Stop whole = {0};

  for (guint i = 0; i < N_MANY; i++)
    g_string_append_printf (text, "IMG_%u.JPG,r%u,%u\n", i % ACU_FIXTURE_LABEL_PHOTOS, i,
                            1 + i % 5);
  path = acu_fixture_write_file (fixture, "many.csv", text->str);
  import_and_stop (fixture, path, &whole);
  g_assert_cmpuint (whole.n_calls, >, 40);
  import_and_stop (fixture, path, &(Stop){.n_wanted = 1});
  import_and_stop (fixture, path, &(Stop){.n_wanted = whole.n_calls / 2});
  import_and_stop (fixture, path, &(Stop){.n_wanted = whole.n_calls - 1});
}

/* However many digits a scale has, its set is known again by it. */
static void
test_fine_scale (AcuLabelFixture *fixture, gconstpointer data)
{
  const double low = -1.0 / 3.0, high = 1234567.125;
  const AcuLabelImportOptions options = {.set = "S", .other = ACU_OTHER_SET_MERGE};
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, low, high);
  g_autoptr (AcuLabelImport) report = NULL;
  g_autofree char *path = NULL;

  acu_fixture_make_set (other, "S", ACU_METHOD_CONTINUOUS, low, high);
  acu_fixture_rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = acu_fixture_export_long (fixture, fixture->catalog, "S", "fine.csv");
  report = acu_fixture_import (other, path, &options);
  g_assert_cmpuint (report->n_added, ==, ACU_FIXTURE_LABEL_PHOTOS + 1);
}

/* Sets of another kind or scale take none of it. */
static void
test_other_kind (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  const AcuLabelImportOptions none = {.set = NULL}, pairs = {.method = "pairwise"};
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  acu_fixture_rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = acu_fixture_export_long (fixture, fixture->catalog, "S", "s.csv");
  acu_fixture_make_set (other, "S", ACU_METHOD_CONTINUOUS, 0, 10);
  g_assert_null (acu_label_import_file (other, path, &none, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET);
  g_assert_nonnull (strstr (error->message, "from 0 to 10,"));
  g_clear_error (&error);
  g_assert_null (acu_label_import_file (other, path, &pairs, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET);
}

/* A file with bytes changed, lost or doubled is refused or read, and in either case the catalog
 * holds what the report says. */
static void
test_damaged (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  g_autofree char *path = NULL, *text = NULL;
  AcuRandom random = acu_random_new (8, 0);
  guint n_refused = 0, n_labels = 0;
  gsize length;

  acu_fixture_rate_all (fixture->catalog, set, "Ada", 0, 1);
  path = acu_fixture_export_long (fixture, fixture->catalog, "S", "s.csv");
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (guint round = 0; round < 150; round++) {
    const AcuLabelImportOptions options = {
        .set = "S", .skip_bad = round % 2 == 1, .other = ACU_OTHER_SET_MERGE};
    g_autoptr (GString) damaged = g_string_new_len (text, (gssize)length);
    g_autoptr (AcuLabelImport) report = NULL;
    g_autoptr (GPtrArray) sets = NULL;
    g_autoptr (GError) error = NULL;

    for (guint k = 0; k < 1 + round % 4; k++) {
      gsize place = acu_random_below (&random, (guint32)damaged->len);

      if (acu_random_below (&random, 3) == 0)
        g_string_erase (damaged, (gssize)place, 1);
      else
        damaged->str[place] = (char)acu_random_below (&random, 256);
    }
    g_assert_true (g_file_set_contents (path, damaged->str, (gssize)damaged->len, NULL));
    report = acu_label_import_file (other, path, &options, &error);
    g_assert_true ((report == NULL) == (error != NULL));
    n_refused += report == NULL || !report->is_imported;
    n_labels += report != NULL ? report->n_added : 0;
    sets = acu_label_store_list_sets (other, NULL);
    g_assert_cmpuint (sets->len > 0 ? ((AcuLabelSet *)g_ptr_array_index (sets, 0))->n_labels : 0,
                      ==, n_labels);
  }
  g_test_message ("%u of 150 refused", n_refused);
  g_assert_cmpuint (n_refused, >, 10);
  g_assert_cmpuint (n_labels, >=, ACU_FIXTURE_LABEL_PHOTOS);
}

/* A photo that has another name on the other machine is known by its content. */
static void
test_content (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      acu_fixture_write_file (fixture, "moved.csv",
                              "image,rater,score,content\n"
                              "/elsewhere/a.jpg,r1,4,1000-"
                              "00000000000000000000000000000000000000000000000000000000000000ff\n");
  g_autoptr (AcuLabelImport) report = NULL;
  g_autoptr (AcuLabelTable) table = NULL;

  acu_fixture_run_sql (
      acu_catalog_get_path (fixture->catalog),
      "UPDATE images SET hash = cast (zeroblob (31) || x'ff' AS BLOB) WHERE id = 1");
  report = acu_fixture_import (fixture->catalog, path, NULL);
  g_assert_cmpuint (report->n_added, ==, 1);
  table = acu_label_table_load (fixture->catalog, "moved", NULL);
  g_assert_cmpint (((AcuStimulus *)g_ptr_array_index (table->stimuli, 0))->image, ==, 1);
}

/* For a photo of the same name, or even at the same path, whose content is another, a rating does
 * not count, until the picture itself is there; it does where nothing is known against it.  Every
 * row is found by its own content. */
static void
test_other_content (AcuLabelFixture *fixture, gconstpointer data)
{
#define HASH "00000000000000000000000000000000000000000000000000000000000000"
  g_autofree char *differing =
      acu_fixture_write_file (fixture, "differing.csv",
                              "image,rater,score,content\n"
                              "/photos/000/IMG_0.JPG,r1,4,1000-" HASH "aa\n"
                              "elsewhere/IMG_1.JPG,r1,4,1-" HASH "aa\n");
  g_autofree char *path = acu_fixture_write_file (fixture, "right.csv",
                                                  "image,rater,score,content\n"
                                                  "/photos/000/IMG_1.JPG,r1,4,1000-" HASH "ff\n"
                                                  "/photos/000/IMG_1.JPG,r2,2,8919-" HASH "aa\n"
                                                  "/photos/000/IMG_2.JPG,r1,3,16838-" HASH "ff\n");
  g_autoptr (AcuLabelImport) report = NULL, again = NULL, right = NULL;
  g_autoptr (AcuLabelTable) outdated = NULL, moved = NULL, table = NULL;

  acu_fixture_run_sql (
      acu_catalog_get_path (fixture->catalog),
      "UPDATE images SET hash = cast (zeroblob (31) || x'ff' AS BLOB) WHERE id IN (1, 3)");
  report = acu_fixture_import (fixture->catalog, differing, NULL);
  g_assert_cmpuint (report->n_added, ==, 2);
  g_assert_cmpuint (report->n_outdated, ==, 2);
  outdated = acu_label_table_load (fixture->catalog, "differing", NULL);
  g_assert_cmpuint (outdated->n_ratings, ==, 0);
  g_assert_cmpuint (outdated->n_outdated, ==, 2);
  acu_fixture_run_sql (acu_catalog_get_path (fixture->catalog),
                       "UPDATE images SET size = 1, hash = cast (zeroblob (31) || x'aa' AS BLOB)"
                       " WHERE id = 9");
  again = acu_fixture_import (fixture->catalog, differing, NULL);
  g_assert_cmpuint (again->n_known, ==, 2);
  g_assert_cmpuint (again->conflicts->len, ==, 0);
  moved = acu_label_table_load (fixture->catalog, "differing", NULL);
  g_assert_cmpuint (moved->n_ratings, ==, 1);
  g_assert_cmpint (((AcuStimulus *)g_ptr_array_index (moved->stimuli, 0))->image, ==, 9);
  right = acu_fixture_import (fixture->catalog, path, NULL);
  g_assert_cmpuint (right->n_added, ==, 3);
  table = acu_label_table_load (fixture->catalog, "right", NULL);
  g_assert_cmpuint (table->stimuli->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (((AcuStimulus *)g_ptr_array_index (table->stimuli, i))->image, ==, i + 1);
#undef HASH
}

#define ADD(name, func)                                                                            \
  g_test_add ("/label-merge/" name, AcuLabelFixture, NULL, acu_label_fixture_set_up, func,         \
              acu_label_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("instructions", test_instructions);
  ADD ("withdrawn", test_withdrawn);
  ADD ("foreign", test_foreign);
  ADD ("bad-rows", test_bad_rows);
  ADD ("bad-line", test_bad_line);
  ADD ("no-half", test_no_half);
  ADD ("cancelled", test_cancelled);
  ADD ("other-kind", test_other_kind);
  ADD ("damaged", test_damaged);
  ADD ("content", test_content);
  ADD ("other-content", test_other_content);
  ADD ("fine-scale", test_fine_scale);
  return g_test_run ();
}

/* The files that label sets go out to and come back from: the long form, the wide one, the
 * trainer's table. */
#include "app/labeling/error.h"
#include "app/labeling/label-export.h"
#include "app/learning/datasets/dataset-spec.h"
#include "catalog-fixture.h"
#include "label-fixture.h"

#include <math.h>
#include <string.h>

/* Out and in again: the same file, whatever it holds, a whole photo to practise on among the
 * patches included. */
static void
test_long_round (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "A, “B”", ACU_METHOD_PATCH, 0, 10);
  gint64 rater = acu_label_store_add_rater (fixture->catalog, "Ada, the \"first\"", NULL, NULL);
  AcuLabelSession session = {.label_set = set,
                             .rater = rater,
                             .seed = 0xfedcba9876543210,
                             .settings = (char *)"{\"display\":\"actual\"}"};
  gint64 id = acu_label_store_create_session (fixture->catalog, &session, NULL, 0, NULL);
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  g_autofree char *path = NULL, *again = NULL, *text = NULL, *again_text = NULL;
  g_autoptr (AcuLabelImport) report = NULL, second = NULL;

  acu_fixture_rate (
      fixture->catalog,
      (AcuLabel){.label_set = set,
                 .rater = rater,
                 .session = id,
                 .position = 0,
                 .item = {.image = 3, .y = 0, .x = 448, .side = 224, .role = ACU_ROLE_TRAINING},
                 .score = 0.1 + 0.2,
                 .response_ms = 12,
                 .given = 1699999999000007,
                 .zoom = 1.0 / 3,
                 .other_zoom = 2});
  acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = set,
                                                 .rater = rater,
                                                 .session = id,
                                                 .position = 1,
                                                 .item = {.image = 4, .y = 7, .x = 8, .side = 100},
                                                 .score = (double)NAN,
                                                 .skip_reason = (char *)"two\nlines, and a comma",
                                                 .response_ms = -1});
  acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = set,
                                                 .rater = rater,
                                                 .position = -1,
                                                 .item = {.image = 4, .y = 7, .x = 8, .side = 100},
                                                 .score = 10,
                                                 .response_ms = -1});
  acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = set,
                                                 .rater = rater,
                                                 .position = -1,
                                                 .item = {.image = 5, .role = ACU_ROLE_TRAINING},
                                                 .score = 5,
                                                 .response_ms = -1});
  path = acu_fixture_export_long (fixture, fixture->catalog, "A, “B”", "one.csv");
  report = acu_fixture_import (other, path, NULL);
  g_assert_true (report->is_imported);
  g_assert_cmpstr (report->set, ==, "A, “B”");
  g_assert_cmpuint (report->n_added, ==, 4);
  g_assert_cmpuint (report->bad->len, ==, 0);
  again = acu_fixture_export_long (fixture, other, "A, “B”", "two.csv");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_file_get_contents (again, &again_text, NULL, NULL));
  g_assert_cmpstr (text, ==, again_text);
  g_assert_nonnull (strstr (text, ",actual,0.333"));
  second = acu_fixture_import (other, path, NULL);
  g_assert_cmpuint (second->n_added, ==, 0);
  g_assert_cmpuint (second->n_known, ==, 4);
  g_assert_cmpuint (second->conflicts->len, ==, 0);
}

/* A score beyond its set's scale is one of that scale in the table too, and in the dataset that is
 * read from it. */
static void
test_mos_scale (AcuLabelFixture *fixture, gconstpointer data)
{
  static const double leans[] = {0, 3, -2, 1};
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 10);
  g_autoptr (GString) rows = g_string_new ("path,mos,score_min,score_max\n");
  g_autofree char *mos = NULL, *path = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;
  double least = 0, most = 10;

  for (guint k = 0; k < G_N_ELEMENTS (leans); k++) {
    g_autofree char *name = g_strdup_printf ("r%u", k);
    gint64 rater = acu_label_store_add_rater (fixture->catalog, name, NULL, NULL);

    for (guint i = 0; i < 20; i++)
      acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = set,
                                                     .rater = rater,
                                                     .position = -1,
                                                     .item = {.image = i + 1},
                                                     .score = CLAMP (i == 0   ? 0
                                                                     : i == 1 ? 10
                                                                              : 5 + leans[k] / 5,
                                                                     0, 10),
                                                     .response_ms = -1});
  }
  mos = acu_fixture_compute_mos (fixture->catalog, "S", ACU_OPINION_Z_SCORE);
  lines = g_strsplit (mos, "\n", 0);
  for (guint row = 1; lines[row][0] != '\0'; row++) {
    g_auto (GStrv) cells = g_strsplit (lines[row], ",", 0);
    g_autofree char *name = g_strdup_printf ("p%u.jpg", row);
    g_autofree char *photo = acu_fixture_write_file (fixture, name, "x");

    least = MIN (least, g_ascii_strtod (cells[1], NULL));
    most = MAX (most, g_ascii_strtod (cells[1], NULL));
    g_string_append_printf (rows, "%s,%s,%s,%s\n", photo, cells[1], cells[6], cells[7]);
  }
  g_assert_cmpfloat (least, <, 0);
  g_assert_cmpfloat (most, >, 10);
  path = acu_fixture_write_file (fixture, "mos.csv", rows->str);
  dataset = acu_dataset_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 20);
  g_assert_cmpfloat (acu_dataset_get_score_min (dataset), ==, 0);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 10);
}

/* SUREAL's form: numbers alone, and with names. */
static void
test_wide (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autofree char *path = acu_fixture_write_file (fixture, "wide.csv", "5.0,4.0,nan\n2,nan,1\n");
  static const char *const images[] = {"IMG_3.JPG", "/photos/000/IMG_2.JPG", NULL};
  const AcuLabelImportOptions options = {.images = images};
  const AcuLabelImportOptions renamed = {.set = "named"};
  g_autoptr (AcuLabelImport) report = acu_fixture_import (fixture->catalog, path, &options),
                             named = NULL;
  g_autoptr (AcuLabelTable) table = acu_label_table_load (fixture->catalog, "wide", NULL);
  g_autoptr (AcuLabelTable) named_table = NULL;
  g_autoptr (GString) bare = NULL, full = NULL;
  g_autofree char *named_path = NULL;
  static const char *const columns[][2] = {{"2", "5"}, {"nan", "4"}, {"1", "nan"}};
  g_autofree char *cells = NULL;
  g_autoptr (GError) error = NULL;
  guint order[3];

  g_assert_cmpuint (report->n_added, ==, 4);
  g_assert_cmpuint (table->raters->len, ==, 3);
  /* Rows are ordered by path, columns by what the raters, who are called by their place, got for a
   * uid. */
  for (guint i = 0; i < 3; i++)
    order[i] = (guint)g_ascii_strtoull (
                   ((const AcuRater *)g_ptr_array_index (table->raters, i))->name, NULL, 10) -
               1;
  cells = g_strdup_printf ("%s,%s,%s\n%s,%s,%s\n", columns[order[0]][0], columns[order[1]][0],
                           columns[order[2]][0], columns[order[0]][1], columns[order[1]][1],
                           columns[order[2]][1]);
  bare = acu_label_export_wide (table, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bare->str, ==, cells);
  full = acu_label_export_wide (table, TRUE, &error);
  g_assert_true (g_str_has_prefix (full->str, "image,"));
  named_path = acu_fixture_write_file (fixture, "full.csv", full->str);
  named = acu_fixture_import (fixture->catalog, named_path, &renamed);
  g_assert_cmpuint (named->n_added, ==, 4);
  named_table = acu_label_table_load (fixture->catalog, "named", NULL);
  for (guint j = 0; j < 2; j++)
    for (guint i = 0; i < 3; i++) {
      double a = acu_opinion_matrix_get (table->matrix, j, i);
      double b = acu_opinion_matrix_get (named_table->matrix, j, i);

      g_assert_true (isnan (a) ? isnan (b) : a == b);
    }
}

/* Two raters of one name have columns of their own, which are theirs again when they come back, and
 * two elsewhere too; a table with two columns of a name has two raters. */
static void
test_wide_namesakes (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  const AcuLabelImportOptions again = {.set = "again"};
  g_autofree char *path = NULL, *doubled = NULL;
  g_autoptr (AcuLabelTable) table = NULL, same = NULL, elsewhere = NULL, foreign = NULL;
  g_autoptr (GString) csv = NULL;

  for (guint8 i = 0; i < 3; i++) {
    const guint8 uid[ACU_UID_SIZE] = {(guint8)(0xa0 + i), 0xbc, 0xde, 0xf1};
    gint64 rater =
        acu_label_store_add_rater (fixture->catalog, i < 2 ? "Ada, B." : "Eve", uid, NULL);

    for (gint64 image = 1; image <= 2; image++)
      acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = set,
                                                     .rater = rater,
                                                     .position = -1,
                                                     .item = {.image = image},
                                                     .score = 10.25 * i + (double)image,
                                                     .response_ms = -1});
  }
  table = acu_label_table_load (fixture->catalog, "S", NULL);
  csv = acu_label_export_wide (table, TRUE, NULL);
  g_assert_cmpstr (csv->str, ==,
                   "image,\"Ada, B. #a0bcdef1\",\"Ada, B. #a1bcdef1\",Eve\n"
                   "/photos/000/IMG_0.JPG,1,11.25,21.5\n"
                   "/photos/000/IMG_1.JPG,2,12.25,22.5\n");
  path = acu_fixture_write_file (fixture, "wide.csv", csv->str);
  acu_label_import_free (acu_fixture_import (fixture->catalog, path, &again));
  acu_label_import_free (acu_fixture_import (other, path, &again));
  same = acu_label_table_load (fixture->catalog, "again", NULL);
  elsewhere = acu_label_table_load (other, "again", NULL);
  g_assert_cmpuint (elsewhere->raters->len, ==, 3);
  g_assert_cmpuint (same->raters->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    const AcuRater *rater = g_ptr_array_index (same->raters, i);

    g_assert_cmpint (rater->id, ==, ((const AcuRater *)g_ptr_array_index (table->raters, i))->id);
    for (guint j = 0; j < 2; j++)
      g_assert_cmpfloat (acu_opinion_matrix_get (same->matrix, j, i), ==, 10.25 * i + j + 1);
  }

  doubled = acu_fixture_write_file (fixture, "doubled.csv", "image,r,r\nIMG_0.JPG,1,3\n");
  acu_label_import_free (acu_fixture_import (other, doubled, NULL));
  foreign = acu_label_table_load (other, "doubled", NULL);
  g_assert_cmpuint (foreign->raters->len, ==, 2);
  g_assert_cmpuint (foreign->repeats->len, ==, 0);
}

/* What importing @path into @catalog, where the set "S" has one rating of a changed file after it,
 * comes to. */
static void
assert_import (AcuCatalog *catalog, const char *path, guint n_added, guint n_outdated)
{
  g_autoptr (AcuLabelImport) report = acu_fixture_import (catalog, path, NULL);
  g_autoptr (AcuLabelTable) table = acu_label_table_load (catalog, "S", NULL);

  g_assert_true (report->is_imported);
  g_assert_cmpuint (report->bad->len, ==, 0);
  g_assert_cmpuint (report->conflicts->len, ==, 0);
  g_assert_cmpuint (report->n_added, ==, n_added);
  g_assert_cmpuint (report->n_outdated, ==, n_outdated);
  g_assert_cmpuint (report->n_known, ==, ACU_FIXTURE_LABEL_PHOTOS + 1 - n_added);
  g_assert_cmpuint (table->n_ratings, ==, ACU_FIXTURE_LABEL_PHOTOS);
  g_assert_cmpuint (table->n_outdated, ==, 1);
}

/* Ratings stay with what was rated: they are kept, counted apart, and count again where the file
 * has its old content back.  As they go out, they are of what was rated, and so they come in again:
 * where they are still, where their set was removed, and into another catalog. */
static void
test_outdated (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  const char *catalog = acu_catalog_get_path (fixture->catalog);
  g_autoptr (AcuLabelTable) changed = NULL, restored = NULL;
  g_autofree char *path = NULL, *text = NULL, *copy = NULL;

  acu_fixture_rate_all (fixture->catalog, set, "Ada", 0, 1);
  acu_fixture_run_sql (catalog,
                       "UPDATE labels SET content = '77-' || lower (hex (zeroblob (31))) || 'ab'"
                       " WHERE image = 5");
  changed = acu_label_table_load (fixture->catalog, "S", NULL);
  g_assert_cmpuint (changed->n_ratings, ==, ACU_FIXTURE_LABEL_PHOTOS);
  g_assert_cmpuint (changed->n_outdated, ==, 1);
  g_assert_cmpuint (changed->stimuli->len, ==, ACU_FIXTURE_LABEL_PHOTOS - 1);
  path = acu_fixture_export_long (fixture, fixture->catalog, "S", "s.csv");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, ",77-0000"));
  assert_import (fixture->catalog, path, 0, 0);
  assert_import (other, path, ACU_FIXTURE_LABEL_PHOTOS + 1, 1);
  assert_import (other, path, 0, 0);
  g_assert_true (acu_label_store_remove_set (fixture->catalog, set, NULL));
  assert_import (fixture->catalog, path, ACU_FIXTURE_LABEL_PHOTOS + 1, 1);
  copy = acu_fixture_export_long (fixture, fixture->catalog, "S", "copy.csv");
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (copy, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, ",77-0000"));
  acu_fixture_run_sql (catalog, "UPDATE images SET size = 77,"
                                " hash = cast (zeroblob (31) || x'ab' AS BLOB) WHERE id = 5");
  restored = acu_label_table_load (fixture->catalog, "S", NULL);
  g_assert_cmpuint (restored->n_ratings, ==, ACU_FIXTURE_LABEL_PHOTOS + 1);
  g_assert_cmpuint (restored->n_outdated, ==, 0);
}

/* Grades remain grades where pictures were shown twice; patches have no wide form with names. */
static void
test_wide_grades (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "G", ACU_METHOD_ACR, 1, 5);
  gint64 patches = acu_fixture_make_set (fixture->catalog, "P", ACU_METHOD_PATCH, 1, 5);
  gint64 rater = acu_label_store_add_rater (fixture->catalog, "Ada", NULL, NULL);
  const AcuLabelImportOptions renamed = {.set = "again"};
  g_autoptr (AcuLabelTable) table = NULL, again = NULL, patch_table = NULL;
  g_autoptr (AcuLabelImport) report = NULL;
  g_autoptr (GString) csv = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++)
    acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = set,
                                                   .rater = rater,
                                                   .position = -1,
                                                   .item = {.image = i / 2 + 1},
                                                   .score = 3 + i % 2,
                                                   .response_ms = -1,
                                                   .given = 1700000000000000 + i});
  acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = patches,
                                                 .rater = rater,
                                                 .position = -1,
                                                 .item = {.image = 1, .side = 64},
                                                 .score = 3,
                                                 .response_ms = -1});
  table = acu_label_table_load (fixture->catalog, "G", NULL);
  g_assert_cmpfloat (acu_opinion_matrix_get (table->matrix, 0, 0), ==, 3.5);
  csv = acu_label_export_wide (table, TRUE, &error);
  g_assert_no_error (error);
  path = acu_fixture_write_file (fixture, "wide.csv", csv->str);
  report = acu_fixture_import (fixture->catalog, path, &renamed);
  g_assert_cmpuint (report->n_added, ==, 2);
  again = acu_label_table_load (fixture->catalog, "again", NULL);
  g_assert_cmpint (again->set->method, ==, ACU_METHOD_ACR);
  g_assert_cmpfloat (acu_opinion_matrix_get (again->matrix, 0, 0), ==, 3);
  patch_table = acu_label_table_load (fixture->catalog, "P", NULL);
  g_assert_null (acu_label_export_wide (patch_table, TRUE, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET);
}

static void
test_not_ratings (AcuLabelFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text, *part;
  } cases[] = {{"path,mos\na.jpg,3\n", "train on this file"},
               {"name,value\na,b\n", "holds no ratings"},
               {"1,2\n3,nan\n", "one path a line"},
               {"", "empty"}};
  const AcuLabelImportOptions options = {.set = "S"};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = acu_fixture_write_file (fixture, "file.csv", cases[i].text);
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_label_import_file (fixture->catalog, path, &options, &error));
    g_assert_nonnull (error);
    g_assert_nonnull (strstr (error->message, cases[i].part));
  }
}

/* The trainer's table: patches become their photo's mean. */
static void
test_mos (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_PATCH, 0, 100);
  gint64 rater = acu_label_store_add_rater (fixture->catalog, "Ada", NULL, NULL);
  g_autofree char *mos = NULL;

  for (int i = 0; i < 3; i++)
    acu_fixture_rate (fixture->catalog,
                      (AcuLabel){.label_set = set,
                                 .rater = rater,
                                 .position = -1,
                                 .item = {.image = i / 2 + 1, .x = 100 * i, .side = 50},
                                 .score = 20 + 10 * i,
                                 .response_ms = -1});
  mos = acu_fixture_compute_mos (fixture->catalog, "S", ACU_OPINION_MEAN);
  g_assert_cmpstr (mos, ==,
                   "path,mos,group,stddev,n,ci,score_min,score_max\n"
                   "/photos/000/IMG_0.JPG,25,/photos/000/IMG_0,,2,,0,100\n"
                   "/photos/000/IMG_1.JPG,40,/photos/000/IMG_1,,1,,0,100\n");
}

#define ADD(name, func)                                                                            \
  g_test_add ("/label-sets/" name, AcuLabelFixture, NULL, acu_label_fixture_set_up, func,          \
              acu_label_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("long-round", test_long_round);
  ADD ("wide", test_wide);
  ADD ("wide-namesakes", test_wide_namesakes);
  ADD ("outdated", test_outdated);
  ADD ("wide-grades", test_wide_grades);
  ADD ("not-ratings", test_not_ratings);
  ADD ("mos", test_mos);
  ADD ("mos-scale", test_mos_scale);
  return g_test_run ();
}

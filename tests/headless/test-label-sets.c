/* Label sets: what their ratings come to, what is chosen for them, and their removal. */
#include "app/catalog/backup.h"
#include "app/labeling/error.h"
#include "app/labeling/label-removal.h"
#include "label-fixture.h"

#include <math.h>
#include <string.h>

static void
test_results (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelResult) result = NULL;
  guint n = 0;

  acu_fixture_rate_all (fixture->catalog, set, "Ada", 10, 1);
  acu_fixture_rate_all (fixture->catalog, set, "Bob", -4, 2);
  acu_fixture_rate_all (fixture->catalog, set, "Cid", 0, 3);
  acu_fixture_rate_all (fixture->catalog, set, "Dan", 2, 4);
  acu_fixture_rate_all (fixture->catalog, set, "Eve", 2, 5);
  result = acu_fixture_compute (fixture->catalog, "S", ACU_OPINION_SUBJECT_MODEL);
  g_assert_cmpuint (result->table->stimuli->len, ==, ACU_FIXTURE_LABEL_PHOTOS);
  g_assert_cmpuint (result->table->n_ratings, ==, 5 * (ACU_FIXTURE_LABEL_PHOTOS + 1));
  for (guint i = 0; i < 5; i++) {
    const AcuRater *rater = g_ptr_array_index (result->table->raters, i);
    double bias = g_str_equal (rater->name, "Ada")   ? 8
                  : g_str_equal (rater->name, "Bob") ? -6
                  : g_str_equal (rater->name, "Cid") ? -2
                                                     : 0;

    g_assert_cmpfloat_with_epsilon (result->raters[i].bias, bias, 4);
    g_assert_cmpuint (result->raters[i].n_ratings, ==, ACU_FIXTURE_LABEL_PHOTOS + 1);
    g_assert_cmpuint (result->raters[i].n_repeats, ==, 1);
    g_assert_cmpfloat (result->raters[i].repeat_difference, <, 15);
    g_assert_cmpfloat (result->raters[i].agreement, >, 0.9);
    g_assert_true (result->raters[i].heard);
  }
  g_assert_cmpfloat (result->alpha, >, 0.8);
  for (guint i = 0; i < result->n_bins; i++)
    n += result->histogram[i];
  /* The picture that each has rated twice counts twice. */
  g_assert_cmpuint (n, ==, 5 * (ACU_FIXTURE_LABEL_PHOTOS + 1));
  for (guint j = 0; j < ACU_FIXTURE_LABEL_PHOTOS; j++) {
    const AcuStimulus *stimulus = g_ptr_array_index (result->table->stimuli, j);

    g_assert_cmpfloat_with_epsilon (result->scores[j].score, 2.0 * (double)stimulus->image + 17, 6);
    g_assert_cmpuint (result->scores[j].n, ==, 5);
    g_assert_cmpfloat (result->scores[j].ci, >, 0);
  }
}

/* Who has rated hardly anything is not in the subject model, and says so; the others are as if he
 * were not there. */
static void
test_few_ratings (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelResult) before = NULL, after = NULL, scores = NULL;
  g_autoptr (GError) error = NULL;
  guint n_few = 0;

  for (guint i = 0; i < 4; i++)
    acu_fixture_rate_all (fixture->catalog, set, "Ada", 2.0 * i, 1 + i);
  before = acu_fixture_compute (fixture->catalog, "S", ACU_OPINION_SUBJECT_MODEL);
  for (gint64 rater = 0; rater < 2; rater++)
    for (gint64 photo = 1; photo <= 1 + rater; photo++)
      acu_fixture_rate (
          fixture->catalog,
          (AcuLabel){.label_set = set,
                     .rater = acu_label_store_add_rater (
                         fixture->catalog, "Few", (guint8[ACU_UID_SIZE]){1, (guint8)rater}, NULL),
                     .position = -1,
                     .item = {.image = photo},
                     .score = 99,
                     .response_ms = -1});
  after = acu_fixture_compute (fixture->catalog, "S", ACU_OPINION_SUBJECT_MODEL);
  for (guint j = 0; j < ACU_FIXTURE_LABEL_PHOTOS; j++) {
    g_assert_cmpfloat_with_epsilon (after->scores[j].score, before->scores[j].score, 1e-9);
    g_assert_cmpuint (after->scores[j].n, ==, 4);
  }
  for (guint i = 0; i < after->table->raters->len; i++) {
    const AcuRater *rater = g_ptr_array_index (after->table->raters, i);
    gboolean few = g_str_equal (rater->name, "Few");

    g_assert_cmpint (after->raters[i].heard, ==, !few);
    g_assert_cmpint (after->raters[i].rule, ==, few ? ACU_SCREENING_FEW : ACU_SCREENING_NONE);
    g_assert_cmpint (isnan (after->raters[i].inconsistency), ==, few);
    g_assert_false (isnan (after->raters[i].bias));
    n_few += few;
  }
  g_assert_cmpuint (n_few, ==, 2);
  /* One z-score has nothing to be a deviation of. */
  scores = acu_fixture_compute (fixture->catalog, "S", ACU_OPINION_Z_SCORE);
  n_few = 0;
  for (guint i = 0; i < scores->table->raters->len; i++)
    n_few += scores->raters[i].rule == ACU_SCREENING_FEW && !scores->raters[i].heard;
  g_assert_cmpuint (n_few, ==, 1);
}

/* What is left must be enough for the model. */
static void
test_few_left (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (GError) error = NULL;

  acu_fixture_rate_all (fixture->catalog, set, "Ada", 2, 1);
  acu_fixture_rate_all (fixture->catalog, set, "Bob", 0, 2);
  acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = set,
                                                 .rater = acu_label_store_add_rater (
                                                     fixture->catalog, "Few", NULL, NULL),
                                                 .position = -1,
                                                 .item = {.image = 1},
                                                 .score = 99,
                                                 .response_ms = -1});
  g_assert_null (acu_label_result_new (acu_label_table_load (fixture->catalog, "S", NULL),
                                       ACU_OPINION_SUBJECT_MODEL, NULL, 0, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "of the raters of the label set “S” 2 have"));
}

/* Raters who share no picture leave nothing to compare; one of them among others who do is named
 * and does not count. */
static void
test_apart (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_apart = 0;

  for (guint k = 0; k < 3; k++) {
    g_autofree char *name = g_strdup_printf ("Apart %u", k);
    gint64 rater = acu_label_store_add_rater (fixture->catalog, name, NULL, NULL);

    for (gint64 photo = 1; photo <= 4; photo++)
      acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = set,
                                                     .rater = rater,
                                                     .position = -1,
                                                     .item = {.image = 4 * k + photo},
                                                     .score = 20.0 * (double)photo,
                                                     .response_ms = -1});
  }
  g_assert_null (acu_label_result_new (acu_label_table_load (fixture->catalog, "S", NULL),
                                       ACU_OPINION_SUBJECT_MODEL, NULL, 0, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "too few pictures in common"));

  g_assert_true (acu_label_store_remove_set (fixture->catalog, set, NULL));
  set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  for (guint k = 0; k < 5; k++) {
    g_autofree char *name = g_strdup_printf ("%s %u", k < 4 ? "Common" : "Apart", k);
    gint64 rater = acu_label_store_add_rater (fixture->catalog, name, NULL, NULL);

    for (gint64 photo = 1; photo <= 15; photo++)
      acu_fixture_rate (fixture->catalog,
                        (AcuLabel){.label_set = set,
                                   .rater = rater,
                                   .position = -1,
                                   .item = {.image = photo + (k < 4 ? 0 : 15)},
                                   .score = 3.0 * (double)photo + (double)(photo * (k + 2) % 7),
                                   .response_ms = -1});
  }
  result = acu_fixture_compute (fixture->catalog, "S", ACU_OPINION_SUBJECT_MODEL);
  for (guint i = 0; i < 5; i++) {
    const AcuRater *rater = g_ptr_array_index (result->table->raters, i);
    gboolean apart = g_str_has_prefix (rater->name, "Apart");

    g_assert_cmpint (result->raters[i].rule, ==, apart ? ACU_SCREENING_APART : ACU_SCREENING_NONE);
    g_assert_cmpint (result->raters[i].heard, ==, !apart);
    g_assert_cmpint (isnan (result->raters[i].bias), ==, apart);
    n_apart += apart;
  }
  g_assert_cmpuint (n_apart, ==, 1);
  for (guint j = 0; j < result->table->stimuli->len; j++)
    if (result->scores[j].n > 0)
      g_assert_cmpfloat (result->scores[j].ci, >, 0);
    else
      g_assert_true (isnan (result->scores[j].score));
}

static void
test_no_result (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_label_table_load (fixture->catalog, "T", &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET);
  g_assert_nonnull (strstr (error->message, "these: S"));
  g_clear_error (&error);
  g_assert_null (acu_label_result_new (acu_label_table_load (fixture->catalog, "S", NULL),
                                       ACU_OPINION_MEAN, NULL, 0, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
  g_clear_error (&error);
  acu_fixture_rate_all (fixture->catalog, set, "Ada", 0, 1);
  g_assert_null (acu_label_result_new (acu_label_table_load (fixture->catalog, "S", NULL),
                                       ACU_OPINION_SUBJECT_MODEL, NULL, 0, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
  g_clear_error (&error);
  g_assert_null (acu_label_result_new (acu_label_table_load (fixture->catalog, "S", NULL),
                                       ACU_OPINION_BRADLEY_TERRY, NULL, 0, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
}

static void
test_pairs (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "P", ACU_METHOD_PAIRWISE, 0, 1);
  gint64 rater = acu_label_store_add_rater (fixture->catalog, "Ada", NULL, NULL);
  g_autoptr (AcuLabelResult) result = NULL;
  g_autofree char *path = NULL, *mos = NULL, *other_mos = NULL;
  g_autoptr (AcuCatalog) other = acu_fixture_make_label_catalog (fixture->folder, "other.db");
  g_autoptr (AcuLabelImport) report = NULL;

  for (gint64 i = 1; i <= 5; i++)
    for (gint64 j = 1; j <= 5; j++)
      if (i != j)
        acu_fixture_rate (fixture->catalog, (AcuLabel){.label_set = set,
                                                       .rater = rater,
                                                       .position = -1,
                                                       .item = {.image = i, .other = j},
                                                       .score = i == j + 1 || j == i + 1 ? 0.5
                                                                : i > j                  ? 1.0
                                                                                         : 0.0,
                                                       .response_ms = -1});
  result = acu_fixture_compute (fixture->catalog, "P", ACU_OPINION_BRADLEY_TERRY);
  for (guint j = 0; j < 5; j++) {
    g_assert_cmpuint (result->scores[j].n, ==, 8);
    g_assert_true (j == 0 || result->scores[j].score > result->scores[j - 1].score);
  }
  g_assert_cmpfloat_with_epsilon (result->scores[2].score, 0.5, 1e-6);
  g_assert_cmpuint (result->n_components, ==, 1);
  g_assert_cmpuint (result->raters[0].n_ratings, ==, 20);
  g_assert_cmpfloat (result->raters[0].agreement, ==, 1.0);
  g_assert_cmpuint (result->raters[0].n_repeats, ==, 10);
  g_assert_cmpfloat (result->raters[0].repeat_difference, ==, 0.0);

  path = acu_fixture_export_long (fixture, fixture->catalog, "P", "pairs.csv");
  report = acu_fixture_import (other, path, NULL);
  g_assert_cmpuint (report->n_added, ==, 20);
  mos = acu_fixture_compute_mos (fixture->catalog, "P", ACU_OPINION_BRADLEY_TERRY);
  other_mos = acu_fixture_compute_mos (other, "P", ACU_OPINION_BRADLEY_TERRY);
  g_assert_cmpstr (mos, ==, other_mos);
}

/* What was chosen for a set is how everybody makes its scores. */
static void
test_choices (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelResult) unchosen = NULL, chosen = NULL, asked = NULL, foreign = NULL;
  const AcuOpinionMethod mean = ACU_OPINION_MEAN;
  g_autoptr (GArray) kept = NULL, fewer = NULL;
  gint64 rater;

  acu_fixture_rate_all (fixture->catalog, set, "Ada", 5, 1);
  acu_fixture_rate_all (fixture->catalog, set, "Bob", -5, 2);
  unchosen = acu_label_result_compute (fixture->catalog, "S", NULL, NULL);
  g_assert_cmpint (unchosen->method, ==, ACU_OPINION_MEAN);
  g_assert_true (acu_label_store_set_opinion (fixture->catalog, set, "zscore", NULL));
  chosen = acu_label_result_compute (fixture->catalog, "S", NULL, NULL);
  g_assert_cmpint (chosen->method, ==, ACU_OPINION_Z_SCORE);
  asked = acu_label_result_compute (fixture->catalog, "S", &mean, NULL);
  g_assert_cmpint (asked->method, ==, ACU_OPINION_MEAN);
  /* Another program's word for it, or a later version's. */
  g_assert_true (acu_label_store_set_opinion (fixture->catalog, set, "median", NULL));
  foreign = acu_label_result_compute (fixture->catalog, "S", NULL, NULL);
  g_assert_cmpint (foreign->method, ==, ACU_OPINION_MEAN);

  rater = ((const AcuRater *)g_ptr_array_index (chosen->table->raters, 0))->id;
  g_assert_true (acu_label_store_set_kept (fixture->catalog, set, rater, TRUE, NULL));
  g_assert_true (acu_label_store_set_kept (fixture->catalog, set, rater, TRUE, NULL));
  kept = acu_label_store_list_kept (fixture->catalog, set, NULL);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_cmpint (g_array_index (kept, gint64, 0), ==, rater);
  g_assert_true (acu_label_store_set_kept (fixture->catalog, set, rater, FALSE, NULL));
  fewer = acu_label_store_list_kept (fixture->catalog, set, NULL);
  g_assert_cmpuint (fewer->len, ==, 0);
}

/* A set that was removed can be had again from what was written before. */
static void
test_removal (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 id = acu_fixture_make_set (fixture->catalog, "A/B: “S”", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autoptr (AcuLabelSet) set = NULL;
  g_autoptr (AcuLabelSet) empty = NULL;
  g_autofree char *before = NULL, *after = NULL, *kept = NULL, *nothing = NULL;
  g_autoptr (GPtrArray) backups = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuLabelImport) report = NULL;

  acu_fixture_make_set (fixture->catalog, "Empty", ACU_METHOD_ACR, 1, 5);
  acu_fixture_rate_all (fixture->catalog, id, "Ada", 5, 1);
  before = acu_fixture_compute_mos (fixture->catalog, "A/B: “S”", ACU_OPINION_MEAN);
  set = acu_label_table_find_set (fixture->catalog, "A/B: “S”", NULL);
  g_assert_true (acu_label_set_remove (fixture->catalog, set, &kept, &error));
  g_assert_no_error (error);
  g_assert_null (acu_label_table_find_set (fixture->catalog, "A/B: “S”", NULL));
  backups = acu_backup_list (acu_catalog_get_path (fixture->catalog));
  g_assert_cmpuint (backups->len, ==, 1);
  report = acu_fixture_import (fixture->catalog, kept, NULL);
  g_assert_cmpuint (report->n_added, ==, ACU_FIXTURE_LABEL_PHOTOS + 1);
  after = acu_fixture_compute_mos (fixture->catalog, "A/B: “S”", ACU_OPINION_MEAN);
  g_assert_cmpstr (before, ==, after);

  empty = acu_label_table_find_set (fixture->catalog, "Empty", NULL);
  g_assert_true (acu_label_set_remove (fixture->catalog, empty, &nothing, NULL));
  g_assert_null (nothing);
}

/* Where no backup can be written nothing is removed. */
static void
test_no_backup (AcuLabelFixture *fixture, gconstpointer data)
{
  gint64 id = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_CONTINUOUS, 0, 100);
  g_autofree char *backups = g_build_filename (fixture->folder, "backups", NULL);
  g_autoptr (AcuLabelSet) set = NULL;
  g_autoptr (AcuLabelSet) still = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  acu_fixture_rate_all (fixture->catalog, id, "Ada", 5, 1);
  set = acu_label_table_find_set (fixture->catalog, "S", NULL);
  g_assert_true (g_file_set_contents (backups, "in the way", -1, NULL));
  g_assert_false (acu_label_set_remove (fixture->catalog, set, &kept, &error));
  g_assert_nonnull (error);
  g_assert_null (kept);
  still = acu_label_table_find_set (fixture->catalog, "S", NULL);
  g_assert_cmpuint (still->n_labels, ==, ACU_FIXTURE_LABEL_PHOTOS + 1);
}

/* Patches on five grades are grades: no others go in, and results count them as such. */
static void
test_patch_grades (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autofree char *odd = acu_fixture_write_file (fixture, "odd.csv",
                                                 "image,rater,score,method,scale,y,x,side\n"
                                                 "IMG_0.JPG,r1,3.5,patch,1..5,0,0,64\n");
  g_autofree char *right = acu_fixture_write_file (fixture, "right.csv",
                                                   "image,rater,score,method,scale,y,x,side\n"
                                                   "IMG_0.JPG,r1,3,patch,1..5,0,0,64\n"
                                                   "IMG_0.JPG,r2,4,patch,1..5,0,0,64\n"
                                                   "IMG_1.JPG,r2,5,patch,1..5,8,8,64\n");
  g_autoptr (AcuLabelImport) refused = acu_fixture_import (fixture->catalog, odd, NULL);
  g_autoptr (AcuLabelImport) report = acu_fixture_import (fixture->catalog, right, NULL);
  g_autoptr (AcuLabelResult) result =
      acu_fixture_compute (fixture->catalog, "right", ACU_OPINION_MEAN);

  g_assert_false (refused->is_imported);
  g_assert_nonnull (strstr (g_ptr_array_index (refused->bad, 0), "a grade is a whole number"));
  g_assert_cmpuint (report->n_added, ==, 3);
  g_assert_cmpuint (result->n_bins, ==, 5);
  g_assert_cmpuint (result->histogram[2] + result->histogram[3] + result->histogram[4], ==, 3);
  /* Two raters have a bias, by what they say of the same; who is inconsistent nobody can tell. */
  g_assert_cmpfloat (fabs (result->raters[0].bias), ==, 0.5);
  g_assert_cmpfloat (result->raters[0].bias, ==, -result->raters[1].bias);
  g_assert_true (isnan (result->raters[0].inconsistency));
}

/* Where several people rated the same patches, their photo's mean has an interval: that of the
 * means of each, since who rates one patch high does so with the next. */
static void
test_patch_interval (AcuLabelFixture *fixture, gconstpointer data)
{
  static const double scores[2][2] = {{20, 30}, {30, 50}};
  gint64 set = acu_fixture_make_set (fixture->catalog, "S", ACU_METHOD_PATCH, 0, 100);
  g_autoptr (AcuLabelTable) table = NULL;
  g_autoptr (AcuLabelResult) result = NULL;
  g_autoptr (GPtrArray) photos = NULL;
  const AcuPhotoScore *photo;

  for (int i = 0; i < 4; i++)
    acu_fixture_rate (
        fixture->catalog,
        (AcuLabel){.label_set = set,
                   .rater = acu_label_store_add_rater (fixture->catalog, i % 2 ? "Bea" : "Ada",
                                                       (guint8[ACU_UID_SIZE]){1, i % 2}, NULL),
                   .position = -1,
                   .item = {.image = 1, .x = 100 * (i / 2), .side = 50},
                   .score = scores[i % 2][i / 2],
                   .response_ms = -1});
  table = acu_label_table_load (fixture->catalog, "S", NULL);
  g_assert_cmpuint (table->stimuli->len, ==, 2);
  result = acu_label_result_new (g_steal_pointer (&table), ACU_OPINION_MEAN, NULL, 0, NULL);
  g_assert_nonnull (result);
  photos = acu_label_result_list_photos (result);
  g_assert_cmpuint (photos->len, ==, 1);
  photo = g_ptr_array_index (photos, 0);
  /* Means of 25 and 40: deviation 10.607, t of one degree of freedom 12.706. */
  g_assert_cmpfloat_with_epsilon (photo->score.score, 32.5, 1e-9);
  g_assert_cmpuint (photo->score.n, ==, 4);
  g_assert_cmpfloat_with_epsilon (photo->score.ci, 95.30, 0.01);
  g_assert_cmpfloat_with_epsilon (photo->low, 32.5 - 95.30, 0.01);
  g_assert_cmpfloat_with_epsilon (photo->high, 32.5 + 95.30, 0.01);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/label-sets/" name, AcuLabelFixture, NULL, acu_label_fixture_set_up, func,          \
              acu_label_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("results", test_results);
  ADD ("few-ratings", test_few_ratings);
  ADD ("few-left", test_few_left);
  ADD ("apart", test_apart);
  ADD ("no-result", test_no_result);
  ADD ("pairs", test_pairs);
  ADD ("choices", test_choices);
  ADD ("removal", test_removal);
  ADD ("no-backup", test_no_backup);
  ADD ("patch-grades", test_patch_grades);
  ADD ("patch-interval", test_patch_interval);
  return g_test_run ();
}

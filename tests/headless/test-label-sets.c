/* Label sets: results, tables of ratings out and in again. */
#include "app/catalog/backup.h"
#include "app/labeling/error.h"
#include "app/labeling/label-export.h"
#include "app/labeling/label-removal.h"
#include "app/learning/datasets/dataset-spec.h"
#include "catalog-fixture.h"
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
  ADD ("long-round", test_long_round);
  ADD ("choices", test_choices);
  ADD ("removal", test_removal);
  ADD ("no-backup", test_no_backup);
  ADD ("wide", test_wide);
  ADD ("wide-namesakes", test_wide_namesakes);
  ADD ("outdated", test_outdated);
  ADD ("wide-grades", test_wide_grades);
  ADD ("not-ratings", test_not_ratings);
  ADD ("patch-grades", test_patch_grades);
  ADD ("mos", test_mos);
  ADD ("mos-scale", test_mos_scale);
  ADD ("patch-interval", test_patch_interval);
  return g_test_run ();
}

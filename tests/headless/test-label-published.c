/* Published scores, imported as the table that they were published as, come to the published
 * results: SUREAL's conventions (rows stimuli, columns subjects, nan where a vote is missing) and
 * its own tests' values, whose places are named by each test here. See opinions/README.md. */
#include "catalog-fixture.h"
#include "label-fixture.h"
#include "opinion-fixture.h"
#include "test-support.h"

#include <math.h>

/* The precision that SUREAL's tests ask of themselves. */
#define PLACES_4 5e-5
#define PLACES_8 5e-9

/* 1.96 in SUREAL, to more digits here. */
#define NORMAL_QUANTILE 1.959963984540054

typedef struct {
  AcuCatalog *catalog;
  char *folder;
  GStrv images; /* the rows of a table */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const AcuCatalogRecipe recipe = {.n_photos = ACU_FIXTURE_STIMULI};
  g_autofree char *path = NULL;

  fixture->folder = acu_test_temporary_folder ();
  path = g_build_filename (fixture->folder, "catalog.db", NULL);
  fixture->catalog = acu_fixture_make_catalog (path, &recipe);
  fixture->images = g_new0 (char *, ACU_FIXTURE_STIMULI + 1);
  for (guint j = 0; j < ACU_FIXTURE_STIMULI; j++)
    fixture->images[j] = g_strdup_printf ("/photos/000/IMG_%u.JPG", j);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_strfreev (fixture->images);
  g_free (fixture->folder);
}

static char *
read_text (const char *relative)
{
  g_autofree char *path = acu_test_source_path (relative);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* Imports @text, which has a row for each of the fixture's images, as a set called "study". */
static void
import (Fixture *fixture, const char *text, guint n_votes)
{
  const AcuLabelImportOptions options = {.set = "study",
                                         .images = (const char *const *)fixture->images};
  g_autofree char *path = g_build_filename (fixture->folder, "table.csv", NULL);
  g_autoptr (AcuLabelImport) report = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  report = acu_fixture_import (fixture->catalog, path, &options);
  g_assert_true (report->is_imported);
  g_assert_cmpuint (report->bad->len, ==, 0);
  g_assert_cmpuint (report->n_added, ==, n_votes);
}

/* The place of the table's row of @stimulus. */
static guint
get_row (const AcuLabelResult *result, guint stimulus)
{
  const AcuStimulus *photo = g_ptr_array_index (result->table->stimuli, stimulus);

  /* See acu_fixture_make_catalog(). */
  return (guint)photo->image - 1;
}

/* The place of the table's column of @rater, who is called by it. */
static guint
get_column (const AcuLabelResult *result, guint rater)
{
  const AcuRater *who = g_ptr_array_index (result->table->raters, rater);

  return (guint)g_ascii_strtoull (who->name, NULL, 10) - 1;
}

typedef struct {
  double sum, mean, variance; /* of the population */
} Moments;

static Moments
describe (const double *values, guint n)
{
  Moments moments = {.mean = acu_fixture_get_mean (values, n),
                     .variance = acu_fixture_get_variance (values, n)};

  moments.sum = moments.mean * n;
  return moments;
}

static Moments
describe_scores (const AcuLabelResult *result)
{
  g_autofree double *values = g_new (double, result->table->stimuli->len);

  for (guint j = 0; j < result->table->stimuli->len; j++)
    values[j] = result->scores[j].score;
  return describe (values, result->table->stimuli->len);
}

static void
describe_raters (const AcuLabelResult *result, Moments *bias, Moments *inconsistency)
{
  guint n = result->table->raters->len;
  g_autofree double *biases = g_new (double, n), *inconsistencies = g_new (double, n);

  for (guint i = 0; i < n; i++) {
    biases[i] = result->raters[i].bias;
    inconsistencies[i] = result->raters[i].inconsistency;
  }
  *bias = describe (biases, n);
  *inconsistency = describe (inconsistencies, n);
}

/* What SUREAL calls quality_scores_ci95: the whole interval. */
static double
sum_intervals (const AcuLabelResult *result)
{
  double sum = 0.0;

  for (guint j = 0; j < result->table->stimuli->len; j++)
    sum += result->high[j] - result->low[j];
  return sum;
}

static void
assert_moments (Moments moments, double sum, double variance)
{
  g_assert_cmpfloat_with_epsilon (moments.sum, sum, PLACES_4);
  g_assert_cmpfloat_with_epsilon (moments.variance, variance, PLACES_4);
}

/* ---- The scores as they were given ---- */

/* test_mos_subjective_model, test_mos_subjective_model_output */
static void
test_mean (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (ACU_FIXTURE_OPINIONS "nflx-public.csv");
  g_autoptr (AcuLabelResult) result = NULL;
  double stddev = 0.0;

  import (fixture, text, ACU_FIXTURE_STIMULI * ACU_FIXTURE_SUBJECTS);
  result = acu_fixture_compute (fixture->catalog, "study", ACU_OPINION_MEAN);
  g_assert_cmpint (result->table->set->method, ==, ACU_METHOD_ACR);
  g_assert_cmpfloat (result->table->set->score_min, ==, 1);
  g_assert_cmpfloat (result->table->set->score_max, ==, 5);
  g_assert_cmpuint (result->table->stimuli->len, ==, ACU_FIXTURE_STIMULI);
  g_assert_cmpuint (result->table->raters->len, ==, ACU_FIXTURE_SUBJECTS);
  for (guint j = 0; j < ACU_FIXTURE_STIMULI; j++) {
    const AcuOpinionScore *score = &result->scores[j];
    guint row = get_row (result, j);

    g_assert_cmpuint (score->n, ==, ACU_FIXTURE_SUBJECTS);
    stddev += score->stddev / ACU_FIXTURE_STIMULI;
    if (row == 0) {
      g_assert_cmpfloat_with_epsilon (score->score, 4.884615384615385, PLACES_8);
      g_assert_cmpfloat_with_epsilon (score->stddev / sqrt (ACU_FIXTURE_SUBJECTS),
                                      0.08461538461538462, PLACES_8);
    }
    if (row == 10)
      g_assert_cmpfloat_with_epsilon (score->score, 2.0769230769230771, PLACES_8);
  }
  g_assert_cmpfloat_with_epsilon (describe_scores (result).mean, 3.544790652385589, PLACES_8);
  g_assert_cmpfloat_with_epsilon (stddev, 0.6621911698651353, PLACES_8);
  /* test_observer_content_aware_subjective_model_nosubject's quality is the mean. */
  assert_moments (describe_scores (result), 280.0384615384616, 1.4012220200639218);
}

/* test_observer_content_aware_subjective_model_nocontent_subjbias_zeromean, and
 * …_nocontent for the intervals */
static void
test_subject_model (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (ACU_FIXTURE_OPINIONS "nflx-public.csv");
  g_autoptr (AcuLabelResult) result = NULL;
  Moments bias, inconsistency;

  import (fixture, text, ACU_FIXTURE_STIMULI * ACU_FIXTURE_SUBJECTS);
  result = acu_fixture_compute (fixture->catalog, "study", ACU_OPINION_SUBJECT_MODEL);
  g_assert_false (result->restricted);
  describe_raters (result, &bias, &inconsistency);
  assert_moments (bias, 0.0, 0.089032585621095089);
  assert_moments (inconsistency, 15.681766163430936, 0.012565584832977776);
  assert_moments (describe_scores (result), 280.0384615384633, 1.4355485462027884);
  /* quality_scores_std, and quality_scores_ci95 */
  g_assert_cmpfloat_with_epsilon (sum_intervals (result) / 2.0 / NORMAL_QUANTILE, 8.907545016644042,
                                  1e-4);
  g_assert_cmpfloat_with_epsilon (sum_intervals (result), 34.91686386164329, 1e-3);
}

/* ---- Where votes are missing ---- */

/* Whether somebody has rated @row in SubjectiveModelPartialTest: not two of the nine contents, and
 * of a third only the reference. */
static gboolean
is_partial_row (guint row)
{
  return row != 0 && row != 5 && !(row >= 9 && row <= 18) && !(row >= 50 && row <= 55) &&
         !(row >= 63 && row <= 72);
}

static char *
write_partial (void)
{
  g_autofree char *text = read_text (ACU_FIXTURE_OPINIONS "nflx-public.csv");
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", 0);
  GString *partial = g_string_new (NULL);

  for (guint row = 0; row < ACU_FIXTURE_STIMULI; row++) {
    if (is_partial_row (row))
      g_string_append (partial, lines[row]);
    else
      for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++)
        g_string_append (partial, i == 0 ? "nan" : ",nan");
    g_string_append_c (partial, '\n');
  }
  return g_string_free (partial, FALSE);
}

/* Its test_mos_subjective_model and test_observer_content_aware_subjective_model_nocontent, whose
 * bias, of which the sum is -0.03836, was left in the quality. */
static void
test_rows_missing (Fixture *fixture, gconstpointer data)
{
  const guint n_rows = 51;
  const double shift = -0.038360699965624648 / ACU_FIXTURE_SUBJECTS;
  g_autofree char *text = write_partial ();
  g_autoptr (AcuLabelResult) mean = NULL, model = NULL;
  Moments bias, inconsistency;

  import (fixture, text, n_rows * ACU_FIXTURE_SUBJECTS);
  mean = acu_fixture_compute (fixture->catalog, "study", ACU_OPINION_MEAN);
  g_assert_cmpuint (mean->table->stimuli->len, ==, n_rows);
  g_assert_cmpfloat_with_epsilon (describe_scores (mean).mean, 3.4871794871794877, PLACES_8);
  for (guint j = 0; j < n_rows; j++) {
    guint row = get_row (mean, j);

    g_assert_true (is_partial_row (row));
    /* scores[0] and scores[10], which are rows 1 and 22 of all. */
    if (row == 1)
      g_assert_cmpfloat_with_epsilon (mean->scores[j].score, 4.884615384615385, PLACES_8);
    if (row == 22)
      g_assert_cmpfloat_with_epsilon (mean->scores[j].score, 2.8076923076923075, PLACES_8);
  }

  model = acu_fixture_compute (fixture->catalog, "study", ACU_OPINION_SUBJECT_MODEL);
  describe_raters (model, &bias, &inconsistency);
  assert_moments (bias, 0.0, 0.095605013092265753);
  assert_moments (inconsistency, 15.81030572681315, 0.014607671806207895);
  assert_moments (describe_scores (model), 177.92139983454805 + n_rows * shift, 1.4830610442685492);
}

/* itut_p910_demo: every number of the worked example of P.910, in which one vote is missing. */
static void
test_worked_example (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = read_text (ACU_FIXTURE_OPINIONS "p910-sample.csv");
  g_autoptr (AcuLabelResult) result = NULL;
  double mos[ACU_FIXTURE_STIMULI], bias[ACU_FIXTURE_SUBJECTS], inconsistency[ACU_FIXTURE_SUBJECTS];

  acu_fixture_read_column (ACU_FIXTURE_OPINIONS "p910-sample-mos.csv", 0, mos, ACU_FIXTURE_STIMULI);
  acu_fixture_read_column (ACU_FIXTURE_OPINIONS "p910-sample-raters.csv", 0, bias,
                           ACU_FIXTURE_SUBJECTS);
  acu_fixture_read_column (ACU_FIXTURE_OPINIONS "p910-sample-raters.csv", 1, inconsistency,
                           ACU_FIXTURE_SUBJECTS);
  import (fixture, text, ACU_FIXTURE_STIMULI * ACU_FIXTURE_SUBJECTS - 1);
  result = acu_fixture_compute (fixture->catalog, "study", ACU_OPINION_SUBJECT_MODEL);
  g_assert_cmpuint (result->table->stimuli->len, ==, ACU_FIXTURE_STIMULI);
  for (guint j = 0; j < ACU_FIXTURE_STIMULI; j++) {
    guint row = get_row (result, j);

    g_assert_cmpfloat_with_epsilon (result->scores[j].score, mos[row], 1e-7);
    g_assert_cmpuint (result->scores[j].n, ==,
                      row == 68 ? ACU_FIXTURE_SUBJECTS - 1 : ACU_FIXTURE_SUBJECTS);
  }
  g_assert_cmpuint (result->table->raters->len, ==, ACU_FIXTURE_SUBJECTS);
  for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++) {
    guint column = get_column (result, i);

    g_assert_true (result->raters[i].heard);
    g_assert_cmpuint (result->raters[i].n_ratings, ==,
                      column == 7 ? ACU_FIXTURE_STIMULI - 1 : ACU_FIXTURE_STIMULI);
    g_assert_cmpfloat_with_epsilon (result->raters[i].bias, bias[column], 1e-7);
    g_assert_cmpfloat_with_epsilon (result->raters[i].inconsistency, inconsistency[column], 1e-7);
  }
  /* test_proj_mle_subjective_model_corruptdata_missingdata's quality_scores_std */
  g_assert_cmpfloat_with_epsilon (sum_intervals (result) / 2.0 / NORMAL_QUANTILE, 9.589031768667335,
                                  1e-4);
}

/* ---- Where raters cannot be trusted ---- */

/* Imports what SUREAL's tests call the corrupted dataset: the worked example with its vote. */
static void
import_corrupted (Fixture *fixture)
{
  g_autofree char *text = read_text (ACU_FIXTURE_OPINIONS "p910-sample.csv");
  g_autoptr (GString) whole = g_string_new (text);

  g_assert_cmpuint (g_string_replace (whole, "nan", "5.0", 0), ==, 1);
  import (fixture, whole->str, ACU_FIXTURE_STIMULI * ACU_FIXTURE_SUBJECTS);
}

/* test_mos_subjective_model_corruptdata, test_proj_mle_subjective_model_corruptdata */
static void
test_corrupted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuLabelResult) mean = NULL, model = NULL;
  Moments bias, inconsistency;

  import_corrupted (fixture);
  mean = acu_fixture_compute (fixture->catalog, "study", ACU_OPINION_MEAN);
  g_assert_cmpfloat_with_epsilon (describe_scores (mean).mean, 3.5447906523855899, PLACES_8);
  g_assert_cmpfloat_with_epsilon (describe_scores (mean).variance, 0.95893305294535369, PLACES_8);
  model = acu_fixture_compute (fixture->catalog, "study", ACU_OPINION_SUBJECT_MODEL);
  describe_raters (model, &bias, &inconsistency);
  g_assert_cmpfloat_with_epsilon (describe_scores (model).variance, 1.3559834679453553, 1e-8);
  g_assert_cmpfloat_with_epsilon (bias.variance, 0.08903258562151985, 1e-8);
  g_assert_cmpfloat_with_epsilon (inconsistency.mean, 0.8091663380211014, 1e-8);
  g_assert_cmpfloat_with_epsilon (inconsistency.variance, 0.21269010120806528, 1e-8);
}

/* test_zscoremos_subjective_model_corruptdata_subjreject, which in spite of its name rejects
 * nobody: the five whose scores were shuffled are kept.  z of -3..3 is 1..5 here. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  const double unit = 6.0 / 4.0;
  gint64 everybody[ACU_FIXTURE_SUBJECTS];
  g_autoptr (AcuLabelResult) screened = NULL, kept = NULL;
  g_autoptr (GError) error = NULL;

  import_corrupted (fixture);
  screened = acu_fixture_compute (fixture->catalog, "study", ACU_OPINION_Z_SCORE);
  for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++) {
    everybody[i] = ((const AcuRater *)g_ptr_array_index (screened->table->raters, i))->id;
    g_assert_cmpint (screened->raters[i].heard, ==, get_column (screened, i) >= 5);
    g_assert_cmpint (screened->raters[i].rule, ==,
                     get_column (screened, i) >= 5 ? ACU_SCREENING_NONE
                                                   : ACU_SCREENING_DISAGREEMENT);
  }
  kept = acu_label_result_new (acu_label_table_load (fixture->catalog, "study", NULL),
                               ACU_OPINION_Z_SCORE, everybody, ACU_FIXTURE_SUBJECTS, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon ((describe_scores (kept).mean - 3.0) * unit, 0.0, PLACES_8);
  g_assert_cmpfloat_with_epsilon (describe_scores (kept).variance * unit * unit, 0.5405866214633748,
                                  PLACES_8);
}

/* ---- With names ---- */

/* test_mos_subjective_model_output_os_is_dict_style, on the scores of
 * test/resource/test_dataset_os_as_dict.py */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  const char *text = "image,Tom,Jerry,Pinokio\n"
                     "IMG_0.JPG,3,4,1\n"
                     "IMG_1.JPG,2,1,3\n"
                     "IMG_2.JPG,4,1,3\n";
  g_autoptr (AcuLabelResult) result = NULL;

  import (fixture, text, 9);
  result = acu_fixture_compute (fixture->catalog, "study", ACU_OPINION_MEAN);
  g_assert_cmpuint (result->table->raters->len, ==, 3);
  g_assert_cmpuint (get_row (result, 0), ==, 0);
  g_assert_cmpfloat_with_epsilon (result->scores[0].score, 2.6666666666666665, PLACES_8);
  g_assert_cmpfloat_with_epsilon (result->scores[0].stddev / sqrt (3), 0.881917103688197, PLACES_8);
  assert_moments (describe_scores (result), 7.333333333333332, 0.09876543209876538);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/label-published/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("mean", test_mean);
  ADD ("subject-model", test_subject_model);
  ADD ("rows-missing", test_rows_missing);
  ADD ("worked-example", test_worked_example);
  ADD ("corrupted", test_corrupted);
  ADD ("kept", test_kept);
  ADD ("names", test_names);
  return g_test_run ();
}

/* Whether one model is better than another: intervals, verdicts, groups, ranks. */
#include "app/learning/evaluation/comparison.h"

#include "app/learning/datasets/dataset-error.h"

#include <math.h>

#define N 60

/* N pictures with opinions 1..5 and two faults; the second is the harder one. */
static AcuDataset *
make_dataset (void)
{
  AcuDataset *dataset = acu_dataset_new ("made up", 1, 5);

  for (guint i = 0; i < N; i++) {
    g_autofree char *path = g_strdup_printf ("/pictures/%02u.jpg", i);
    AcuSample sample = {
        .path = path, .mos = 1 + 4.0 * i / (N - 1), .kind = i % 2 ? "hard" : "easy"};
    acu_dataset_add (dataset, &sample);
  }
  return dataset;
}

/* What a model said of all samples but @skipped: the truth on a scale of 0..100 and @error times
 * noise that does not repeat. */
static AcuEvaluation *
make_evaluation (double error, double error_of_hard, guint skipped)
{
  AcuEvaluation *evaluation = g_new0 (AcuEvaluation, 1);

  evaluation->faults = g_array_new (FALSE, FALSE, sizeof (AcuFaultResult));
  evaluation->kinds = g_array_new (FALSE, FALSE, sizeof (AcuKindResult));
  evaluation->samples = g_new0 (guint32, N);
  evaluation->predictions = g_new0 (double, N);
  evaluation->targets = g_new0 (double, N);
  for (guint i = 0; i < N; i++) {
    if (i == skipped)
      continue;
    double noise = sin (i * 12.9898) * (i % 2 ? error_of_hard : error);
    evaluation->samples[evaluation->n] = i;
    evaluation->predictions[evaluation->n++] = 100.0 * i / (N - 1) + noise;
  }
  return evaluation;
}

static const float hundred[2] = {0, 100};

static void
test_better (void)
{
  g_autoptr (AcuDataset) dataset = make_dataset ();
  g_autoptr (AcuEvaluation) before = make_evaluation (80, 80, N);
  g_autoptr (AcuEvaluation) after = make_evaluation (1, 12, 7);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuComparison) comparison =
      acu_comparison_new (dataset, before, hundred, after, hundred, 3, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (comparison->n, ==, N - 1);
  g_assert_cmpstr (comparison->paths[7], ==, "/pictures/08.jpg");
  /* Everything is on the opinions' scale. */
  g_assert_cmpfloat_with_epsilon (comparison->after[0], 1, 0.05);
  for (guint i = 0; i < ACU_N_METRICS; i++) {
    const AcuMetricChange *change = &comparison->metrics[i];
    g_assert_cmpint (change->verdict, ==, ACU_VERDICT_BETTER);
    g_assert_cmpfloat_with_epsilon (change->difference.estimate,
                                    change->after.estimate - change->before.estimate, 1e-9);
    g_assert_cmpfloat (change->after.low, <=, change->after.estimate);
    g_assert_cmpfloat (change->after.high, >=, change->after.estimate);
  }
  g_assert_cmpfloat (comparison->metrics[ACU_METRIC_RMSE].difference.high, <, 0);

  g_assert_cmpuint (comparison->groups->len, ==, 2);
  const AcuGroupError *worst = &g_array_index (comparison->groups, AcuGroupError, 0);
  g_assert_cmpstr (worst->name, ==, "hard");
  g_assert_cmpuint (worst->n, ==, N / 2 - 1);
  g_assert_cmpfloat (worst->after, <, worst->before);

  double last = INFINITY;
  for (guint i = 0; i < comparison->n; i++) {
    guint32 at = comparison->farthest[i];
    double distance = fabs (acu_logistic_apply (&comparison->fit_after, comparison->after[at]) -
                            comparison->targets[at]);
    g_assert_cmpfloat (distance, <=, last + 1e-12);
    last = distance;
  }
}

static void
test_verdicts (void)
{
  g_autoptr (AcuDataset) dataset = make_dataset ();
  g_autoptr (AcuEvaluation) good = make_evaluation (1, 1, N);
  g_autoptr (AcuEvaluation) bad = make_evaluation (80, 80, N);
  g_autoptr (AcuComparison) worse =
      acu_comparison_new (dataset, good, hundred, bad, hundred, 3, NULL);
  g_autoptr (AcuComparison) same =
      acu_comparison_new (dataset, bad, hundred, bad, hundred, 3, NULL);
  g_autoptr (AcuComparison) alone =
      acu_comparison_new (dataset, NULL, NULL, good, hundred, 3, NULL);

  g_assert_cmpint (worse->metrics[ACU_METRIC_SRCC].verdict, ==, ACU_VERDICT_WORSE);
  g_assert_cmpint (worse->metrics[ACU_METRIC_RMSE].verdict, ==, ACU_VERDICT_WORSE);
  g_assert_cmpint (same->metrics[ACU_METRIC_SRCC].verdict, ==, ACU_VERDICT_OPEN);
  g_assert_cmpfloat (same->metrics[ACU_METRIC_SRCC].difference.estimate, ==, 0);
  g_assert_false (alone->has_before);
  g_assert_cmpint (alone->metrics[ACU_METRIC_SRCC].verdict, ==, ACU_VERDICT_UNKNOWN);
  g_assert_true (isnan (alone->metrics[ACU_METRIC_SRCC].before.estimate));
  g_assert_cmpfloat (alone->metrics[ACU_METRIC_SRCC].after.estimate, >, 0.99);
}

/* A model's own scale makes no difference. */
static void
test_scales (void)
{
  g_autoptr (AcuDataset) dataset = make_dataset ();
  g_autoptr (AcuEvaluation) before = make_evaluation (5, 5, N);
  g_autoptr (AcuEvaluation) after = make_evaluation (5, 5, N);
  const float unit[2] = {0, 1};

  for (guint i = 0; i < after->n; i++)
    after->predictions[i] /= 100;
  g_autoptr (AcuComparison) comparison =
      acu_comparison_new (dataset, before, hundred, after, unit, 3, NULL);
  for (guint i = 0; i < comparison->n; i++)
    g_assert_cmpfloat_with_epsilon (comparison->before[i], comparison->after[i], 1e-6);
}

/* Versions of one source are no evidence of their own: the same errors, of four versions each,
 * leave a wider interval than those of pictures that have nothing to do with each other. */
static void
test_versions (void)
{
  g_autoptr (AcuDataset) single = make_dataset ();
  g_autoptr (AcuDataset) versions = acu_dataset_new ("versions", 1, 5);
  g_autoptr (AcuDataset) bursts = acu_dataset_new ("bursts", 1, 5);
  g_autoptr (AcuEvaluation) before = make_evaluation (80, 80, N);
  g_autoptr (AcuEvaluation) after = make_evaluation (60, 60, N);

  for (guint i = 0; i < N; i++) {
    AcuSample sample = *acu_dataset_get_sample (single, i);
    g_autofree char *source = g_strdup_printf ("source %u", i / 5);

    /* Alike within a source: both models miss all of its pictures by the same. */
    before->predictions[i] = 20 * (i % 5) + (i / 5 % 3) * 60;
    after->predictions[i] = 100.0 * i / (N - 1) + (i / 5 % 3) * 60;
    sample.group = source;
    acu_dataset_add (versions, &sample);
    sample.group = i < N / 2 ? "one" : "other";
    acu_dataset_add (bursts, &sample);
  }
  g_autoptr (AcuComparison) alone =
      acu_comparison_new (single, before, hundred, after, hundred, 3, NULL);
  g_autoptr (AcuComparison) grouped =
      acu_comparison_new (versions, before, hundred, after, hundred, 3, NULL);
  g_autoptr (AcuComparison) few =
      acu_comparison_new (bursts, before, hundred, after, hundred, 3, NULL);
  const AcuInterval *narrow = &alone->metrics[ACU_METRIC_SRCC].after;
  const AcuInterval *wide = &grouped->metrics[ACU_METRIC_SRCC].after;

  g_assert_cmpuint (alone->n_groups, ==, N);
  g_assert_cmpuint (grouped->n_groups, ==, N / 5);
  g_assert_cmpfloat (wide->estimate, ==, narrow->estimate);
  g_assert_cmpfloat (wide->high - wide->low, >, 1.5 * (narrow->high - narrow->low));
  /* Of two bursts nothing can be told. */
  g_assert_cmpint (few->metrics[ACU_METRIC_SRCC].verdict, ==, ACU_VERDICT_UNKNOWN);
  g_assert_true (isnan (few->metrics[ACU_METRIC_SRCC].after.low));
  g_assert_cmpfloat (few->metrics[ACU_METRIC_SRCC].after.estimate, ==, narrow->estimate);
}

/* Divides N pictures that @fill makes: into @n_groups by @expected, one of them called @name. */
static void
check_grouping (void (*fill) (guint i, AcuSample *sample, char **text),
                AcuGrouping expected,
                guint n_groups,
                const char *name)
{
  g_autoptr (AcuDataset) dataset = acu_dataset_new ("divided", 0, 100);
  guint32 samples[N];
  double targets[N], after[N];
  g_autoptr (GArray) groups = NULL;
  AcuGrouping grouping;
  guint n = 0;
  gboolean is_found = FALSE;

  for (guint i = 0; i < N; i++) {
    g_autofree char *path = g_strdup_printf ("/pictures/%02u.jpg", i);
    g_autofree char *text = NULL;
    AcuSample sample = {.path = path, .mos = i};

    fill (i, &sample, &text);
    acu_dataset_add (dataset, &sample);
    samples[i] = i;
    targets[i] = after[i] = i;
    after[i] += i % 2 ? 3 : -3;
  }
  groups = acu_group_errors_new (dataset, samples, N, targets, NULL, after, &grouping);
  g_assert_cmpint (grouping, ==, expected);
  g_assert_cmpuint (groups->len, ==, n_groups);
  for (guint i = 0; i < groups->len; i++) {
    const AcuGroupError *group = &g_array_index (groups, AcuGroupError, i);

    n += group->n;
    is_found |= g_str_equal (group->name, name);
    g_assert_cmpfloat_with_epsilon (group->after, 3, 1e-9);
    g_assert_true (isnan (group->before));
  }
  g_assert_cmpuint (n, ==, N);
  g_assert_true (is_found);
}

static void
fill_fault (guint i, AcuSample *sample, char **text)
{
  sample->kind = i % 5 == 0 ? "none" : i % 5 < 3 ? "jpeg" : i % 5 == 3 ? "blur" : "blur+noise";
  sample->level = i % 5 == 0 ? 0 : i % 2 ? 2 : 3.6;
  sample->group = i % 2 ? "a" : "b";
}

static void
fill_many_faults (guint i, AcuSample *sample, char **text)
{
  sample->kind = *text = g_strdup_printf ("fault %u", i < 40 ? i % 8 : i);
  sample->level = i % 4 + 1;
}

/* As label sets have them: a burst for most photos. */
static void
fill_bursts (guint i, AcuSample *sample, char **text)
{
  sample->group = *text = g_strdup_printf ("burst %u", i);
}

static void
fill_large_groups (guint i, AcuSample *sample, char **text)
{
  sample->group = *text = g_strdup_printf ("camera %u", i % 4);
}

static void
fill_folders (guint i, AcuSample *sample, char **text)
{
  sample->path = *text = g_strdup_printf ("/photos/2024/%s/%u.jpg", i % 3 ? "Sylt" : "Sylt/b", i);
}

/* Never a bar a photo. */
static void
test_groupings (void)
{
  check_grouping (fill_fault, ACU_GROUPING_FAULT_LEVEL, 7, "jpeg · 4");
  check_grouping (fill_many_faults, ACU_GROUPING_FAULT, ACU_MAX_GROUP_ERRORS, "others");
  check_grouping (fill_large_groups, ACU_GROUPING_GROUP, 4, "camera 3");
  check_grouping (fill_folders, ACU_GROUPING_FOLDER, 2, "b");
  check_grouping (fill_bursts, ACU_GROUPING_QUALITY, 5, "12 – 23");
}

/* Pictures that share nothing, and too few of them to be divided into fifths. */
static void
test_few_pictures (void)
{
  const double apart[] = {10, 40, 70, 90}, pairs[] = {-10, 70, -10, 70};
  const char *const paths[] = {"/1.jpg", "/2.jpg", "/3.jpg", "/4.jpg", NULL};
  g_autoptr (AcuDataset) dataset = acu_dataset_of_pictures (paths);
  const guint32 samples[] = {0, 1, 2, 3};
  g_autoptr (GArray) halves = NULL;
  AcuGrouping grouping;

  for (gsize n = 0; n <= G_N_ELEMENTS (apart); n++) {
    g_autoptr (GArray) groups =
        acu_group_errors_new (dataset, samples, n, apart, NULL, apart, &grouping);

    g_assert_cmpint (grouping, ==, ACU_GROUPING_NONE);
    g_assert_cmpuint (groups->len, ==, 0);
  }
  halves = acu_group_errors_new (dataset, samples, 4, pairs, NULL, apart, &grouping);
  g_assert_cmpint (grouping, ==, ACU_GROUPING_QUALITY);
  g_assert_cmpuint (halves->len, ==, 2);
  g_assert_cmpstr (g_array_index (halves, AcuGroupError, 0).name, ==, "\u200e−10");
  g_assert_cmpstr (g_array_index (halves, AcuGroupError, 1).name, ==, "70");
}

static void
test_nothing_in_common (void)
{
  g_autoptr (AcuDataset) dataset = make_dataset ();
  g_autoptr (AcuEvaluation) before = make_evaluation (5, 5, N);
  g_autoptr (AcuEvaluation) after = make_evaluation (5, 5, N);
  g_autoptr (GError) error = NULL;

  before->n = 1;
  after->n = 1;
  after->samples[0] = 9;
  g_assert_null (acu_comparison_new (dataset, before, hundred, after, hundred, 3, &error));
  g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
}

static void
test_ranks (void)
{
  const char *const paths[] = {"/a", "/b", "/c", "/d", NULL};
  const double old_scores[] = {40, 30, 20, 10}, new_scores[] = {1, 3, 2, 4};
  g_autoptr (AcuDataset) dataset = acu_dataset_of_pictures (paths);
  g_autoptr (AcuEvaluation) before = make_evaluation (0, 0, N);
  g_autoptr (AcuEvaluation) after = make_evaluation (0, 0, N);

  before->n = after->n = 4;
  for (guint i = 0; i < 4; i++) {
    before->predictions[i] = old_scores[i];
    after->predictions[i] = new_scores[i];
  }
  g_autoptr (AcuRankChange) change = acu_rank_change_new (dataset, before, after);
  g_assert_cmpuint (change->n, ==, 4);
  g_assert_cmpuint (change->rank_before[0], ==, 1);
  g_assert_cmpuint (change->rank_after[0], ==, 4);
  g_assert_cmpuint (change->rank_after[1], ==, 2);
  g_assert_cmpuint (change->far, ==, 1);
  g_assert_cmpuint (change->n_up, ==, 1);   /* d: from 4 to 1 */
  g_assert_cmpuint (change->n_down, ==, 1); /* a: from 1 to 4; b and c stay where they are */
  g_assert_cmpuint (change->most_moved[0], ==, 0);
  g_assert_cmpuint (change->most_moved[1], ==, 3);
  g_assert_cmpfloat_with_epsilon (change->srcc, -0.8, 1e-12);

  /* One of five that cannot be read leaves the folder, one of a sample of five leaves a sample. */
  g_assert_cmpuint (change->n_in_scope, ==, 4);
  acu_rank_change_set_scope (change, 5, 5);
  g_assert_cmpuint (change->n_in_scope, ==, 4);
  acu_rank_change_set_scope (change, 900, 5);
  g_assert_cmpuint (change->n_in_scope, ==, 900);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comparison/better", test_better);
  g_test_add_func ("/comparison/verdicts", test_verdicts);
  g_test_add_func ("/comparison/scales", test_scales);
  g_test_add_func ("/comparison/versions", test_versions);
  g_test_add_func ("/comparison/groupings", test_groupings);
  g_test_add_func ("/comparison/few-pictures", test_few_pictures);
  g_test_add_func ("/comparison/nothing-in-common", test_nothing_in_common);
  g_test_add_func ("/comparison/ranks", test_ranks);
  return g_test_run ();
}

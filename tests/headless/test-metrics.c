#include "compute/random.h"
#include "compute/train/bootstrap.h"
#include "compute/train/logistic-fit.h"
#include "compute/train/metrics.h"

#include <math.h>

/* Twelve samples with ties on both sides, and fifteen along an S.  The expected numbers come from
 * SciPy 1.10: stats.spearmanr, pearsonr, kendalltau (tau-b), rankdata, and optimize.curve_fit of
 * the four-parameter logistic with all tolerances at 1e-15. */
static const double tied_p[] = {3.1, 2, 5.5, 2, 7.25, 6, 1, 9.5, 5.5, 8, 4, 6.5};
static const double tied_t[] = {30, 25, 50, 20, 71, 71, 14, 88, 47, 66, 47, 52};
static const double curve_p[] = {-4, -3, -2.5, -2, -1, -0.5, 0, 0.4, 1, 1.5, 2, 3, 3.5, 4.5, 5};
static const double curve_t[] = {1.1, 1.0, 1.25, 1.2, 1.6,  2.2, 2.4, 3.1,
                                 3.6, 4.2, 4.3,  4.6, 4.75, 4.7, 4.9};

static void
assert_near (double value, double expected, double tolerance)
{
  g_assert_cmpfloat_with_epsilon (value, expected, tolerance);
}

static void
test_ranks_share_the_average (void)
{
  const double expected[] = {4, 2.5, 6.5, 2.5, 10, 8, 1, 12, 6.5, 11, 5, 9};
  double ranks[12];

  acu_metrics_rank (tied_p, 12, ranks);
  for (guint i = 0; i < 12; i++)
    g_assert_cmpfloat (ranks[i], ==, expected[i]);
}

static void
test_correlations (void)
{
  assert_near (acu_metrics_srcc (tied_p, tied_t, 12), 0.9524647887323942, 1e-14);
  assert_near (acu_metrics_plcc (tied_p, tied_t, 12), 0.9591643722634806, 1e-14);
  assert_near (acu_metrics_krcc (tied_p, tied_t, 12), 0.875, 1e-14);
  assert_near (acu_metrics_rmse (tied_p, tied_t, 12), 47.59435584534508, 1e-12);
}

static void
test_perfect_orders (void)
{
  const double up[] = {1, 2, 3, 4, 5};
  const double cubes[] = {1, 8, 27, 64, 125};
  const double down[] = {9, 7, 5, 3, 1};

  assert_near (acu_metrics_srcc (up, cubes, 5), 1, 1e-15);
  assert_near (acu_metrics_krcc (up, cubes, 5), 1, 1e-15);
  assert_near (acu_metrics_srcc (up, down, 5), -1, 1e-15);
  assert_near (acu_metrics_krcc (up, down, 5), -1, 1e-15);
  assert_near (acu_metrics_plcc (up, down, 5), -1, 1e-15);
}

/* tau-b by its definition, pair by pair. */
static double
slow_tau_b (const double *x, const double *y, gsize n)
{
  double difference = 0, untied_x = 0, untied_y = 0;

  for (gsize i = 0; i < n; i++) {
    for (gsize j = i + 1; j < n; j++) {
      double product = (x[i] - x[j]) * (y[i] - y[j]);

      difference += product > 0 ? 1 : product < 0 ? -1 : 0;
      untied_x += x[i] != x[j];
      untied_y += y[i] != y[j];
    }
  }
  return difference / sqrt (untied_x * untied_y);
}

static void
test_krcc_equals_its_definition (void)
{
  AcuRandom random = acu_random_new (11, 0);

  for (guint round = 0; round < 200; round++) {
    gsize n = 3 + acu_random_below (&random, 60);
    guint32 levels = 2 + acu_random_below (&random, 30);
    double x[64], y[64];

    for (gsize i = 0; i < n; i++) {
      x[i] = acu_random_below (&random, levels);
      y[i] = acu_random_below (&random, levels) + 0.3 * x[i];
    }
    if (isnan (slow_tau_b (x, y, n)))
      g_assert_true (isnan (acu_metrics_krcc (x, y, n)));
    else
      assert_near (acu_metrics_krcc (x, y, n), slow_tau_b (x, y, n), 1e-12);
  }
}

static void
test_no_number_where_none_exists (void)
{
  const double constant[] = {2, 2, 2};
  const double tenths[] = {0.1, 0.1, 0.1}; /* their rounded mean is another number */
  const double varied[] = {1, 2, 3};
  const double broken[] = {1, NAN, 3};
  const double endless[] = {1, INFINITY, 3};
  AcuAgreement agreement;

  g_assert_true (isnan (acu_metrics_srcc (constant, varied, 3)));
  g_assert_true (isnan (acu_metrics_krcc (varied, constant, 3)));
  g_assert_true (isnan (acu_metrics_plcc (constant, varied, 3)));
  g_assert_true (isnan (acu_metrics_plcc (varied, tenths, 3)));
  g_assert_true (isnan (acu_metrics_srcc (broken, varied, 3)));
  g_assert_true (isnan (acu_metrics_krcc (broken, varied, 3)));
  g_assert_true (isnan (acu_metrics_plcc (varied, endless, 3)));
  g_assert_true (isnan (acu_metrics_rmse (broken, varied, 3)));
  g_assert_true (isnan (acu_metrics_srcc (varied, varied, 1)));
  g_assert_cmpfloat (acu_metrics_rmse (constant, varied, 1), ==, 1);

  acu_metrics_agreement (constant, varied, 3, &agreement);
  g_assert_cmpuint (agreement.count, ==, 3);
  g_assert_true (isnan (agreement.plcc_fitted) && isnan (agreement.rmse_fitted));
  g_assert_false (agreement.logistic);
}

static void
test_logistic_fit (void)
{
  AcuLogisticFit fit = acu_logistic_fit (curve_p, curve_t, 15);
  AcuAgreement agreement;

  g_assert_cmpint (fit.kind, ==, ACU_FIT_LOGISTIC);
  assert_near (fit.top, 4.80106517, 1e-6);
  assert_near (fit.bottom, 1.03324083, 1e-6);
  assert_near (fit.center, 0.31631353, 1e-6);
  assert_near (fit.width, 0.82112377, 1e-6);

  acu_metrics_agreement (curve_p, curve_t, 15, &agreement);
  g_assert_true (agreement.logistic);
  assert_near (agreement.plcc, 0.9622975151574296, 1e-12);
  assert_near (agreement.plcc_fitted, 0.9980150757000452, 1e-9);
  assert_near (agreement.rmse_fitted, 0.09268928685634824, 1e-9);
}

static void
test_logistic_fit_of_a_difference_score (void)
{
  double reversed[15];
  AcuAgreement agreement;

  for (guint i = 0; i < 15; i++)
    reversed[i] = -curve_p[i];
  acu_metrics_agreement (reversed, curve_t, 15, &agreement);
  assert_near (agreement.plcc, -0.9622975151574296, 1e-12);
  assert_near (agreement.plcc_fitted, 0.9980150757000452, 1e-9);
}

/* The best logistic for these nearly proportional data is the tail of an endless one.  A grid over
 * center and width followed by SciPy's Nelder-Mead ends at correlation 0.9593578524 and RMSE
 * 6.2012348569; curve_fit gives up on the way there at 0.9593569351 and 6.2013034. */
static void
test_logistic_fit_of_nearly_proportional_data (void)
{
  AcuAgreement agreement;

  acu_metrics_agreement (tied_p, tied_t, 12, &agreement);
  g_assert_true (agreement.logistic);
  assert_near (agreement.plcc_fitted, 0.9593578524, 1e-7);
  assert_near (agreement.rmse_fitted, 6.2012348569, 1e-6);
}

static void
test_logistic_fit_recovers_its_own_curve (void)
{
  AcuRandom random = acu_random_new (5, 0);

  for (guint round = 0; round < 50; round++) {
    AcuLogisticFit truth = {.kind = ACU_FIT_LOGISTIC,
                            .top = 60 + 40 * acu_random_uniform (&random),
                            .bottom = 30 * acu_random_uniform (&random),
                            .center = 10 * acu_random_uniform (&random) - 5,
                            .width = 0.5 + 2 * acu_random_uniform (&random)};
    double x[200], y[200];
    AcuLogisticFit fit;

    for (guint i = 0; i < 200; i++) {
      x[i] = truth.center + truth.width * (12 * acu_random_uniform (&random) - 6);
      y[i] = acu_logistic_apply (&truth, x[i]);
    }
    fit = acu_logistic_fit (x, y, 200);
    g_assert_cmpint (fit.kind, ==, ACU_FIT_LOGISTIC);
    assert_near (fit.top, truth.top, 1e-4);
    assert_near (fit.bottom, truth.bottom, 1e-4);
    assert_near (fit.center, truth.center, 1e-4);
    assert_near (fit.width, truth.width, 1e-4);
  }
}

static void
test_logistic_fit_never_worse_than_a_line (void)
{
  AcuRandom random = acu_random_new (6, 0);

  for (guint round = 0; round < 200; round++) {
    gsize n = 2 + acu_random_below (&random, 12);
    double x[16], y[16];
    AcuAgreement agreement;

    for (gsize i = 0; i < n; i++) {
      x[i] = acu_random_below (&random, 6);
      y[i] = round % 3 == 0 ? (x[i] > 2 ? 1e6 : -1e6) : acu_random_normal (&random);
    }
    acu_metrics_agreement (x, y, n, &agreement);
    if (isnan (agreement.plcc))
      g_assert_true (isnan (agreement.plcc_fitted));
    else
      g_assert_cmpfloat (agreement.plcc_fitted, >=, fabs (agreement.plcc) - 1e-9);
  }
}

static void
test_little_data_gets_a_line (void)
{
  const double p[] = {1, 2, 3, 4};
  const double t[] = {3, 5, 7, 9};
  AcuLogisticFit fit = acu_logistic_fit (p, t, 4);

  g_assert_cmpint (fit.kind, ==, ACU_FIT_LINEAR);
  assert_near (fit.top, 2, 1e-12);
  assert_near (fit.bottom, 1, 1e-12);
  assert_near (acu_logistic_apply (&fit, 10), 21, 1e-10);
  g_assert_cmpint (acu_logistic_fit (p, t, 1).kind, ==, ACU_FIT_NONE);
}

/* By hand: thresholds 0.9, 0.8 (two at once), 0.3 give 1/3 x 1 + 1/3 x 2/3 + 1/3 x 3/4 = 29/36. */
static void
test_average_precision (void)
{
  const double scores[] = {0.8, 0.3, 0.9, 0.8};
  const gboolean relevant[] = {FALSE, TRUE, TRUE, TRUE};
  const gboolean swapped[] = {TRUE, TRUE, TRUE, FALSE};
  const gboolean nothing[] = {FALSE, FALSE, FALSE, FALSE};
  const gboolean everything[] = {TRUE, TRUE, TRUE, TRUE};

  assert_near (acu_metrics_average_precision (scores, relevant, 4), 29.0 / 36, 1e-15);
  assert_near (acu_metrics_average_precision (scores, swapped, 4), 29.0 / 36, 1e-15);
  assert_near (acu_metrics_average_precision (scores, everything, 4), 1, 1e-15);
  g_assert_true (isnan (acu_metrics_average_precision (scores, nothing, 4)));
}

static double
mean_prediction (const double *predictions, const double *targets, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += predictions[i];
  return sum / (double)n;
}

/* For a mean, the interval is the normal one: 1.96 standard errors to either side. */
static void
test_bootstrap_of_a_mean (void)
{
  const gsize n = 400;
  AcuBootstrapOptions options = {.seed = 3, .resamples = 4000, .confidence = 0.95};
  AcuRandom random = acu_random_new (9, 0);
  double x[400];
  double mean, variance = 0;
  AcuInterval interval, again, other;

  for (gsize i = 0; i < n; i++)
    x[i] = acu_random_normal (&random);
  mean = mean_prediction (x, x, n);
  for (gsize i = 0; i < n; i++)
    variance += (x[i] - mean) * (x[i] - mean) / (double)n;

  acu_bootstrap_interval (mean_prediction, x, x, n, &options, &interval);
  g_assert_cmpuint (interval.resamples, ==, 4000);
  assert_near (interval.estimate, mean, 1e-15);
  assert_near (interval.low, mean - 1.96 * sqrt (variance / n), 0.1 * sqrt (variance / n));
  assert_near (interval.high, mean + 1.96 * sqrt (variance / n), 0.1 * sqrt (variance / n));

  acu_bootstrap_interval (mean_prediction, x, x, n, &options, &again);
  g_assert_cmpmem (&interval, sizeof (interval), &again, sizeof (again));
  options.seed = 4;
  acu_bootstrap_interval (mean_prediction, x, x, n, &options, &other);
  g_assert_cmpfloat (other.low, !=, interval.low);
}

/* Four copies of each of 100 numbers are 100 numbers: the interval is as wide as theirs, and twice
 * as wide as that of 400. */
static void
test_bootstrap_of_groups (void)
{
  const guint n_groups = 100;
  const gsize n = 400;
  AcuRandom random = acu_random_new (11, 0);
  double x[400], once[100];
  guint32 groups[400];
  AcuBootstrapOptions options = {.seed = 3, .groups = groups, .n_groups = n_groups};
  AcuBootstrapOptions apart = {.seed = 3};
  AcuInterval grouped, alone, single;

  for (guint i = 0; i < n_groups; i++)
    once[i] = acu_random_normal (&random);
  for (gsize i = 0; i < n; i++) {
    groups[i] = (guint32)(i * 7 % n_groups);
    x[i] = once[groups[i]];
  }
  acu_bootstrap_interval (mean_prediction, x, x, n, &options, &grouped);
  acu_bootstrap_interval (mean_prediction, x, x, n, &apart, &alone);
  acu_bootstrap_interval (mean_prediction, once, once, n_groups, &apart, &single);
  assert_near (grouped.low, single.low, 1e-12);
  assert_near (grouped.high, single.high, 1e-12);
  assert_near ((grouped.high - grouped.low) / (alone.high - alone.low), 2, 0.3);
}

/* Of one source all draws are the same, which is no certainty. */
static void
test_bootstrap_of_few_groups (void)
{
  const guint32 groups[] = {0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1};

  for (guint n_groups = 1; n_groups <= ACU_BOOTSTRAP_MIN_GROUPS; n_groups++) {
    guint32 folded[12];
    const AcuBootstrapOptions options = {.groups = folded, .n_groups = n_groups};
    AcuInterval interval, difference;

    for (guint i = 0; i < 12; i++)
      folded[i] = groups[i] % n_groups;
    acu_bootstrap_interval (acu_metrics_plcc, tied_p, tied_t, 12, &options, &interval);
    acu_bootstrap_difference (acu_metrics_plcc, tied_p, tied_t, tied_t, 12, &options, &difference);
    assert_near (interval.estimate, 0.9591643722634806, 1e-14);
    assert_near (difference.estimate, 0.9591643722634806 - 1, 1e-14);
    g_assert_cmpint (isfinite (interval.low) != 0, ==, n_groups == ACU_BOOTSTRAP_MIN_GROUPS);
    g_assert_cmpint (isfinite (interval.high) != 0, ==, n_groups == ACU_BOOTSTRAP_MIN_GROUPS);
    g_assert_cmpint (isfinite (difference.low) != 0, ==, n_groups == ACU_BOOTSTRAP_MIN_GROUPS);
    g_assert_cmpint (isfinite (difference.high) != 0, ==, n_groups == ACU_BOOTSTRAP_MIN_GROUPS);
  }
}

static void
test_bootstrap_leaves_out_what_has_no_value (void)
{
  const double p[] = {1, 2};
  AcuInterval interval;

  /* Half of all draws of two from two are constant. */
  acu_bootstrap_interval (acu_metrics_srcc, p, p, 2, NULL, &interval);
  g_assert_cmpuint (interval.resamples, >, 400);
  g_assert_cmpuint (interval.resamples, <, 600);
  assert_near (interval.low, 1, 1e-15);
  acu_bootstrap_interval (acu_metrics_srcc, p, p, 1, NULL, &interval);
  g_assert_cmpuint (interval.resamples, ==, 0);
  g_assert_true (isnan (interval.low) && isnan (interval.high) && isnan (interval.estimate));
}

static void
test_bootstrap_difference_is_paired (void)
{
  const gsize n = 200;
  AcuRandom random = acu_random_new (10, 0);
  double target[200], good[200], bad[200];
  AcuInterval same, better, alone;

  for (gsize i = 0; i < n; i++) {
    double noise = acu_random_normal (&random);

    target[i] = acu_random_normal (&random);
    good[i] = target[i] + 0.5 * noise;
    bad[i] = target[i] + 0.7 * noise;
  }
  acu_bootstrap_difference (acu_metrics_plcc, good, good, target, n, NULL, &same);
  g_assert_cmpfloat (same.low, ==, 0);
  g_assert_cmpfloat (same.high, ==, 0);

  acu_bootstrap_difference (acu_metrics_plcc, good, bad, target, n, NULL, &better);
  g_assert_cmpfloat (better.low, >, 0);
  acu_bootstrap_interval (acu_metrics_plcc, bad, target, n, NULL, &alone);
  g_assert_cmpfloat (better.high - better.low, <, alone.high - alone.low);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/ranks", test_ranks_share_the_average);
  g_test_add_func ("/metrics/correlations", test_correlations);
  g_test_add_func ("/metrics/perfect-orders", test_perfect_orders);
  g_test_add_func ("/metrics/krcc-definition", test_krcc_equals_its_definition);
  g_test_add_func ("/metrics/nothing", test_no_number_where_none_exists);
  g_test_add_func ("/metrics/logistic/known", test_logistic_fit);
  g_test_add_func ("/metrics/logistic/difference-score", test_logistic_fit_of_a_difference_score);
  g_test_add_func ("/metrics/logistic/proportional", test_logistic_fit_of_nearly_proportional_data);
  g_test_add_func ("/metrics/logistic/recovers", test_logistic_fit_recovers_its_own_curve);
  g_test_add_func ("/metrics/logistic/not-worse", test_logistic_fit_never_worse_than_a_line);
  g_test_add_func ("/metrics/logistic/little-data", test_little_data_gets_a_line);
  g_test_add_func ("/metrics/average-precision", test_average_precision);
  g_test_add_func ("/bootstrap/mean", test_bootstrap_of_a_mean);
  g_test_add_func ("/bootstrap/few-groups", test_bootstrap_of_few_groups);
  g_test_add_func ("/bootstrap/groups", test_bootstrap_of_groups);
  g_test_add_func ("/bootstrap/no-value", test_bootstrap_leaves_out_what_has_no_value);
  g_test_add_func ("/bootstrap/difference", test_bootstrap_difference_is_paired);
  return g_test_run ();
}

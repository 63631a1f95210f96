#include "compute/train/bootstrap.h"

#include "compute/random.h"

#include <math.h>
#include <stdlib.h>

#define DEFAULT_RESAMPLES  1000
#define DEFAULT_CONFIDENCE 0.95

static int
compare_double_cb (const void *a, const void *b)
{
  double left = *(const double *)a;
  double right = *(const double *)b;

  return left < right ? -1 : left > right;
}

static double
quantile (const double *sorted, guint n, double q)
{
  double position = q * (double)(n - 1);
  guint below = (guint)position;
  double fraction = position - below;

  if (below + 1 >= n)
    return sorted[n - 1];
  return sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
}

/* @predictions_b: (nullable) */
static void
resample (AcuStatistic statistic,
          const double *predictions_a,
          const double *predictions_b,
          const double *targets,
          gsize n,
          const AcuBootstrapOptions *options,
          AcuInterval *interval)
{
  guint64 seed = options != NULL ? options->seed : 0;
  guint count = options != NULL && options->resamples > 0 ? options->resamples : DEFAULT_RESAMPLES;
  double confidence =
      options != NULL && options->confidence > 0 ? options->confidence : DEFAULT_CONFIDENCE;
  g_autofree double *buffer = g_new (double, MAX (3 * n, 1));
  g_autofree double *values = g_new (double, count);
  double *a = buffer;
  double *b = buffer + n;
  double *t = buffer + 2 * n;
  guint kept = 0;

  *interval = (AcuInterval){.low = NAN, .high = NAN};
  interval->estimate = statistic (predictions_a, targets, n);
  if (predictions_b != NULL)
    interval->estimate -= statistic (predictions_b, targets, n);
  if (n == 0)
    return;

  for (guint r = 0; r < count; r++) {
    AcuRandom random = acu_random_new (seed, r);
    double value;

    for (gsize i = 0; i < n; i++) {
      guint32 from = acu_random_below (&random, (guint32)n);

      a[i] = predictions_a[from];
      t[i] = targets[from];
      if (predictions_b != NULL)
        b[i] = predictions_b[from];
    }
    value = statistic (a, t, n);
    if (predictions_b != NULL)
      value -= statistic (b, t, n);
    if (!isnan (value))
      values[kept++] = value;
  }

  interval->resamples = kept;
  if (kept == 0)
    return;
  qsort (values, kept, sizeof (*values), compare_double_cb);
  interval->low = quantile (values, kept, 0.5 * (1 - confidence));
  interval->high = quantile (values, kept, 0.5 * (1 + confidence));
}

void
acu_bootstrap_interval (AcuStatistic statistic,
                        const double *predictions,
                        const double *targets,
                        gsize n,
                        const AcuBootstrapOptions *options,
                        AcuInterval *interval)
{
  g_return_if_fail (statistic != NULL && interval != NULL);
  g_return_if_fail (n == 0 || (predictions != NULL && targets != NULL));
  g_return_if_fail (n < G_MAXUINT32);
  g_return_if_fail (options == NULL || (options->confidence >= 0 && options->confidence < 1));

  resample (statistic, predictions, NULL, targets, n, options, interval);
}

void
acu_bootstrap_difference (AcuStatistic statistic,
                          const double *predictions_a,
                          const double *predictions_b,
                          const double *targets,
                          gsize n,
                          const AcuBootstrapOptions *options,
                          AcuInterval *interval)
{
  g_return_if_fail (statistic != NULL && interval != NULL);
  g_return_if_fail (predictions_a != NULL && predictions_b != NULL && targets != NULL);
  g_return_if_fail (n < G_MAXUINT32);
  g_return_if_fail (options == NULL || (options->confidence >= 0 && options->confidence < 1));

  resample (statistic, predictions_a, predictions_b, targets, n, options, interval);
}

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

/* The images by the group they are drawn with. */
typedef struct {
  guint32 *members; /* (n) group after group */
  guint32 *starts;  /* (n_groups + 1) in members */
  guint32 n_groups;
} Units;

static void
units_clear (Units *units)
{
  g_free (units->members);
  g_free (units->starts);
}

static void
units_init (Units *units, gsize n, const AcuBootstrapOptions *options)
{
  const guint32 *groups = options != NULL ? options->groups : NULL;
  g_autofree guint32 *next = NULL;

  *units = (Units){.n_groups = groups != NULL ? options->n_groups : (guint32)n};
  units->members = g_new (guint32, MAX (n, 1));
  units->starts = g_new0 (guint32, (gsize)units->n_groups + 1);
  for (gsize i = 0; i < n; i++)
    units->starts[(groups != NULL ? groups[i] : i) + 1]++;
  for (guint32 g = 0; g < units->n_groups; g++)
    units->starts[g + 1] += units->starts[g];
  next = g_memdup2 (units->starts, ((gsize)units->n_groups + 1) * sizeof *next);
  for (gsize i = 0; i < n; i++)
    units->members[next[groups != NULL ? groups[i] : i]++] = (guint32)i;
}

/* Replaces @drawn by the images of as many units as there are; groups of unlike size make that more
 * or fewer than there were. */
static void
units_draw (const Units *units, AcuRandom *random, GArray *drawn)
{
  g_array_set_size (drawn, 0);
  for (guint32 g = 0; g < units->n_groups; g++) {
    guint32 from = acu_random_below (random, units->n_groups), first = units->starts[from];

    g_array_append_vals (drawn, units->members + first, units->starts[from + 1] - first);
  }
}

static gboolean
has_too_few_groups (const AcuBootstrapOptions *options)
{
  return options != NULL && options->groups != NULL && options->n_groups < ACU_BOOTSTRAP_MIN_GROUPS;
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
  g_autofree double *values = g_new (double, count);
  g_autofree double *buffer = NULL;
  g_autoptr (GArray) drawn = NULL;
  gsize room = 0;
  guint kept = 0;
  Units units;

  *interval = (AcuInterval){.low = NAN, .high = NAN};
  interval->estimate = statistic (predictions_a, targets, n);
  if (predictions_b != NULL)
    interval->estimate -= statistic (predictions_b, targets, n);
  if (n == 0 || has_too_few_groups (options))
    return;

  units_init (&units, n, options);
  drawn = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint)n);
  for (guint r = 0; r < count; r++) {
    AcuRandom random = acu_random_new (seed, r);
    double *a, *b, *t, value;

    units_draw (&units, &random, drawn);
    if (drawn->len > room) {
      room = drawn->len;
      buffer = g_renew (double, buffer, 3 * room);
    }
    a = buffer;
    b = buffer + room;
    t = buffer + 2 * room;
    for (guint i = 0; i < drawn->len; i++) {
      guint32 from = g_array_index (drawn, guint32, i);

      a[i] = predictions_a[from];
      t[i] = targets[from];
      if (predictions_b != NULL)
        b[i] = predictions_b[from];
    }
    value = statistic (a, t, drawn->len);
    if (predictions_b != NULL)
      value -= statistic (b, t, drawn->len);
    if (!isnan (value))
      values[kept++] = value;
  }
  units_clear (&units);

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

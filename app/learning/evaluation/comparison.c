#include "app/learning/evaluation/comparison.h"

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/dataset-split.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

const char *
acu_metric_get_name (AcuMetric metric)
{
  static const char *const names[] = {"SRCC", "PLCC", "KRCC", N_ ("RMSE fit")};

  g_return_val_if_fail (metric < ACU_N_METRICS, NULL);

  return _ (names[metric]);
}

/* The sample's place among what @evaluation scored, or -1; samples are ascending. */
static gssize
find_sample (const AcuEvaluation *evaluation, guint32 sample)
{
  gsize low = 0, high = evaluation->n;

  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if (evaluation->samples[middle] < sample)
      low = middle + 1;
    else
      high = middle;
  }
  return low < evaluation->n && evaluation->samples[low] == sample ? (gssize)low : -1;
}

/* Calls for each sample that both scored, in order; @before may be NULL. Returns how many. */
static gsize
line_up (const AcuEvaluation *before,
         const AcuEvaluation *after,
         guint32 *in_before,
         guint32 *in_after)
{
  gsize n = 0;

  for (gsize i = 0; i < after->n; i++) {
    gssize other = before ? find_sample (before, after->samples[i]) : 0;
    if (other < 0)
      continue;
    in_before[n] = (guint32)other;
    in_after[n++] = (guint32)i;
  }
  return n;
}

static GStrv
dup_paths (const AcuDataset *dataset,
           const AcuEvaluation *evaluation,
           const guint32 *places,
           gsize n)
{
  GStrv paths = g_new0 (char *, n + 1);

  for (gsize i = 0; i < n; i++)
    paths[i] = g_strdup (acu_dataset_get_sample (dataset, evaluation->samples[places[i]])->path);
  return paths;
}

/* The dataset's samples that @places of @evaluation are. (transfer full) */
static guint32 *
dup_samples (const AcuEvaluation *evaluation, const guint32 *places, gsize n)
{
  guint32 *samples = g_new (guint32, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    samples[i] = evaluation->samples[places[i]];
  return samples;
}

static double
rescale (double value, const float from[2], double low, double high)
{
  return low + (value - from[0]) / (from[1] - from[0]) * (high - low);
}

/* Metrics. */

static double *
apply_fit (const AcuLogisticFit *fit, const double *predictions, gsize n)
{
  double *fitted = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    fitted[i] = acu_logistic_apply (fit, predictions[i]);
  return fitted;
}

static void
compare_metric (AcuComparison *self,
                AcuMetric metric,
                const double *before,
                const double *after,
                const AcuBootstrapOptions *options)
{
  static const AcuStatistic statistics[] = {acu_metrics_srcc, acu_metrics_plcc, acu_metrics_krcc,
                                            acu_metrics_rmse};
  AcuStatistic statistic = statistics[metric];
  AcuMetricChange *change = &self->metrics[metric];

  acu_bootstrap_interval (statistic, after, self->targets, self->n, options, &change->after);
  if (!self->has_before) {
    change->before = change->difference = (AcuInterval){NAN, NAN, NAN, 0};
    return;
  }
  acu_bootstrap_interval (statistic, before, self->targets, self->n, options, &change->before);
  acu_bootstrap_difference (statistic, after, before, self->targets, self->n, options,
                            &change->difference);

  const AcuInterval *difference = &change->difference;
  if (!isfinite (difference->low) || !isfinite (difference->high) || self->n < 2)
    return;
  if (difference->low <= 0 && difference->high >= 0)
    change->verdict = ACU_VERDICT_OPEN;
  else if ((difference->low > 0) == (metric != ACU_METRIC_RMSE))
    change->verdict = ACU_VERDICT_BETTER;
  else
    change->verdict = ACU_VERDICT_WORSE;
}

/* Orders. */

static int
compare_descending_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const double *values = data;
  guint32 i = *(const guint32 *)a, j = *(const guint32 *)b;

  if (values[i] != values[j])
    return values[i] > values[j] ? -1 : 1;
  return i < j ? -1 : i > j;
}

/* The places 0..n-1 from the largest of @values to the smallest. (transfer full) */
static guint32 *
order_descending (const double *values, gsize n)
{
  guint32 *order = g_new (guint32, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    order[i] = (guint32)i;
  g_qsort_with_data (order, (int)n, sizeof *order, compare_descending_cb, (gpointer)values);
  return order;
}

AcuComparison *
acu_comparison_new (const AcuDataset *dataset,
                    const AcuEvaluation *before,
                    const float range_before[2],
                    const AcuEvaluation *after,
                    const float range_after[2],
                    guint64 seed,
                    GError **error)
{
  g_return_val_if_fail (dataset && after && range_after && (!before || range_before), NULL);

  g_autoptr (AcuComparison) self = g_new0 (AcuComparison, 1);
  g_autofree guint32 *in_before = g_new (guint32, after->n + 1);
  g_autofree guint32 *in_after = g_new (guint32, after->n + 1);
  double low = acu_dataset_get_score_min (dataset), high = acu_dataset_get_score_max (dataset);
  AcuBootstrapOptions options = {.seed = seed};

  self->has_before = before != NULL;
  self->n = line_up (before, after, in_before, in_after);
  if (self->n == 0) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s: no picture could be scored by both models"),
                 acu_dataset_get_name (dataset));
    return NULL;
  }

  self->paths = dup_paths (dataset, after, in_after, self->n);
  self->targets = g_new (double, self->n);
  self->after = g_new (double, self->n);
  self->before = before ? g_new (double, self->n) : NULL;
  for (gsize i = 0; i < self->n; i++) {
    self->targets[i] = acu_dataset_get_sample (dataset, after->samples[in_after[i]])->mos;
    self->after[i] = rescale (after->predictions[in_after[i]], range_after, low, high);
    if (before)
      self->before[i] = rescale (before->predictions[in_before[i]], range_before, low, high);
  }

  self->fit_after = acu_logistic_fit (self->after, self->targets, self->n);
  if (before)
    self->fit_before = acu_logistic_fit (self->before, self->targets, self->n);
  g_autofree double *fitted_after = apply_fit (&self->fit_after, self->after, self->n);
  g_autofree double *fitted_before =
      before ? apply_fit (&self->fit_before, self->before, self->n) : NULL;

  g_autofree guint32 *samples = dup_samples (after, in_after, self->n);
  g_autofree guint32 *groups =
      acu_dataset_number_groups (dataset, samples, self->n, &self->n_groups);
  options.groups = groups;
  options.n_groups = self->n_groups;
  for (guint i = 0; i < ACU_N_METRICS; i++)
    compare_metric (self, i, i == ACU_METRIC_RMSE ? fitted_before : self->before,
                    i == ACU_METRIC_RMSE ? fitted_after : self->after, &options);
  self->groups = acu_group_errors_new (dataset, samples, self->n, self->targets, fitted_before,
                                       fitted_after, &self->grouping);

  g_autofree double *distances = g_new (double, self->n);
  for (gsize i = 0; i < self->n; i++)
    distances[i] = fabs (fitted_after[i] - self->targets[i]);
  self->farthest = order_descending (distances, self->n);
  return g_steal_pointer (&self);
}

void
acu_comparison_free (AcuComparison *self)
{
  if (!self)
    return;
  g_strfreev (self->paths);
  g_free (self->targets);
  g_free (self->before);
  g_free (self->after);
  g_free (self->farthest);
  g_clear_pointer (&self->groups, g_array_unref);
  g_free (self);
}

/* Ranks. */

static guint *
rank (const double *scores, gsize n)
{
  g_autofree guint32 *order = order_descending (scores, n);
  guint *ranks = g_new (guint, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    ranks[order[i]] = (guint)i + 1;
  return ranks;
}

AcuRankChange *
acu_rank_change_new (const AcuDataset *dataset,
                     const AcuEvaluation *before,
                     const AcuEvaluation *after)
{
  g_return_val_if_fail (dataset && before && after, NULL);

  AcuRankChange *self = g_new0 (AcuRankChange, 1);
  g_autofree guint32 *in_before = g_new (guint32, after->n + 1);
  g_autofree guint32 *in_after = g_new (guint32, after->n + 1);

  self->n = self->n_in_scope = line_up (before, after, in_before, in_after);
  self->paths = dup_paths (dataset, after, in_after, self->n);
  self->before = g_new (double, MAX (self->n, 1));
  self->after = g_new (double, MAX (self->n, 1));
  for (gsize i = 0; i < self->n; i++) {
    self->before[i] = before->predictions[in_before[i]];
    self->after[i] = after->predictions[in_after[i]];
  }
  self->rank_before = rank (self->before, self->n);
  self->rank_after = rank (self->after, self->n);
  self->srcc = acu_metrics_srcc (self->before, self->after, self->n);
  self->krcc = acu_metrics_krcc (self->before, self->after, self->n);

  g_autofree double *moved = g_new (double, MAX (self->n, 1));
  self->far = MAX (1, self->n / 10);
  for (gsize i = 0; i < self->n; i++) {
    int up = (int)self->rank_before[i] - (int)self->rank_after[i];
    moved[i] = abs (up);
    self->n_up += up >= (int)self->far;
    self->n_down += -up >= (int)self->far;
  }
  self->most_moved = order_descending (moved, self->n);
  return self;
}

void
acu_rank_change_set_scope (AcuRankChange *self, gsize n_in_scope, gsize limit)
{
  g_return_if_fail (self);

  self->n_in_scope = n_in_scope > limit ? n_in_scope : self->n;
}

void
acu_rank_change_free (AcuRankChange *self)
{
  if (!self)
    return;
  g_strfreev (self->paths);
  g_free (self->before);
  g_free (self->after);
  g_free (self->rank_before);
  g_free (self->rank_after);
  g_free (self->most_moved);
  g_free (self);
}

AcuDataset *
acu_dataset_of_pictures (const char *const *paths)
{
  g_return_val_if_fail (paths, NULL);

  AcuDataset *dataset = acu_dataset_new ("pictures", 0, 100);

  for (guint i = 0; paths[i]; i++) {
    AcuSample sample = {.path = paths[i]};
    acu_dataset_add (dataset, &sample);
  }
  return dataset;
}

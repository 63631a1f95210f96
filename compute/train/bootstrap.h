/* How sure a metric is: percentile bootstrap over the images, or over groups of them. */
#pragma once

#include <glib.h>

/* Groups below which there is no interval: of five there are 126 different draws, of fewer every
 * draw is much the same, and an interval of them promises what nobody knows. */
#define ACU_BOOTSTRAP_MIN_GROUPS 5

/* A metric of @n predictions and targets; NaN where it does not exist for that sample. */
typedef double (*AcuStatistic) (const double *predictions, const double *targets, gsize n);

typedef struct {
  guint64 seed;
  guint resamples;   /* 0: 1000 */
  double confidence; /* 0 < confidence < 1; 0: 0.95 */
  /* (n) The group of each image, numbered from 0 without gaps, and how many groups there are; NULL:
   * every image is its own.  Images of a group (versions of one source, a burst) err alike: drawn
   * one by one they would pass for more evidence than they are. */
  const guint32 *groups;
  guint32 n_groups;
} AcuBootstrapOptions;

typedef struct {
  double estimate; /* on the data as they are */
  double low;      /* NaN where no resample had a value, or there are too few groups */
  double high;
  guint resamples; /* how many resamples had a value */
} AcuInterval;

/* Percentile interval of @statistic: images, or whole groups, are drawn with replacement, as many
 * as there are, and the bounds are the (1 - confidence) / 2 and (1 + confidence) / 2 quantiles,
 * linearly interpolated, of the resampled statistic (Efron and Tibshirani, An Introduction to the
 * Bootstrap, chapter 13).  Resamples on which the statistic does not exist (a constant draw) are
 * left out and show in
 * @interval->resamples.  Of fewer groups than ACU_BOOTSTRAP_MIN_GROUPS, where @options names
 * groups, there is an estimate alone.  The same seed gives the same interval.  @options: NULL for
 * the defaults with seed 0. */
void acu_bootstrap_interval (AcuStatistic statistic,
                             const double *predictions,
                             const double *targets,
                             gsize n,
                             const AcuBootstrapOptions *options,
                             AcuInterval *interval);

/* Percentile interval of statistic(a) - statistic(b) for two predictors of the same images; both
 * are resampled with the same draws, which removes the variation they share.  The difference is
 * significant at 1 - confidence where the interval leaves out zero. */
void acu_bootstrap_difference (AcuStatistic statistic,
                               const double *predictions_a,
                               const double *predictions_b,
                               const double *targets,
                               gsize n,
                               const AcuBootstrapOptions *options,
                               AcuInterval *interval);

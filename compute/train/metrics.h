/* How well predicted scores agree with opinion scores: the four numbers of every table in the
 * quality-assessment literature, and average precision for named faults.
 *
 * All functions take plain arrays of equal length, change nothing, and return NaN where the number
 * does not exist: fewer than two samples, a value that is not finite, or one side constant. */
#pragma once

#include <glib.h>

/* Replaces values by their ranks 1..n, smallest first; equal values share the average of the ranks
 * they occupy ("fractional ranking").  @ranks may not overlap @values. */
void acu_metrics_rank (const double *values, gsize n, double *ranks);

/* Pearson's linear correlation coefficient, -1..1. */
double acu_metrics_plcc (const double *predictions, const double *targets, gsize n);

/* Spearman's rank correlation coefficient, -1..1: Pearson's on average ranks. */
double acu_metrics_srcc (const double *predictions, const double *targets, gsize n);

/* Kendall's tau-b, -1..1, which corrects for ties on both sides; O(n log n) by counting the
 * exchanges of a merge sort (Knight, JASA 61:436, 1966). */
double acu_metrics_krcc (const double *predictions, const double *targets, gsize n);

/* Root mean square error in the unit of the targets.  Unlike the correlations it exists from one
 * sample on, and for constants. */
double acu_metrics_rmse (const double *predictions, const double *targets, gsize n);

/* Area under the precision-recall curve as the sum of (R_k - R_{k-1}) P_k over the distinct
 * thresholds, highest first, without interpolation.  Samples of equal score enter together, so the
 * result does not depend on their order.
 * @relevant: whether the fault is truly present, one for each sample.
 * Returns 0..1, or NaN without a single relevant sample. */
double acu_metrics_average_precision (const double *scores, const gboolean *relevant, gsize n);

/* Everything a result table prints about one model on one dataset. */
typedef struct {
  gsize count;
  double srcc;
  double krcc;
  double plcc; /* of the raw predictions */
  double rmse; /* of the raw predictions */

  /* After mapping the predictions to the opinion scale with acu_logistic_fit(). */
  double plcc_fitted;
  double rmse_fitted;
  gboolean logistic; /* FALSE: a straight line was fitted, see acu_logistic_fit() */
} AcuAgreement;

/* Computes every member of @agreement. */
void acu_metrics_agreement (const double *predictions,
                            const double *targets,
                            gsize n,
                            AcuAgreement *agreement);

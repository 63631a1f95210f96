#include "app/labeling/reliability.h"

#include "compute/train/metrics.h"

#include <math.h>

/* Of what the subject rated and somebody else did too. */
static double
correlate_with_others (const AcuOpinionMatrix *matrix, guint subject)
{
  g_autofree double *own = g_new (double, matrix->n_stimuli + 1);
  g_autofree double *others = g_new (double, matrix->n_stimuli + 1);
  gsize n = 0;

  for (guint j = 0; j < matrix->n_stimuli; j++) {
    AcuOpinionMoments moments = acu_opinion_matrix_describe_stimulus (matrix, j, 0);
    double score = acu_opinion_matrix_get (matrix, j, subject);

    if (isnan (score) || moments.n < 2)
      continue;
    own[n] = score;
    others[n++] = (moments.mean * moments.n - score) / (moments.n - 1);
  }
  return n < 3 ? (double)NAN : acu_metrics_srcc (own, others, n);
}

static void
describe_repeats (const AcuRepeat *repeats,
                  gsize n_repeats,
                  guint subject,
                  AcuRaterReliability *rater)
{
  g_autofree double *first = g_new (double, n_repeats + 1);
  g_autofree double *second = g_new (double, n_repeats + 1);
  double sum = 0.0;
  guint n = 0;

  for (gsize k = 0; k < n_repeats; k++)
    if (repeats[k].subject == subject) {
      first[n] = repeats[k].first;
      second[n++] = repeats[k].second;
      sum += fabs (repeats[k].first - repeats[k].second);
    }
  rater->n_repeats = n;
  rater->repeat_srcc = n < 3 ? (double)NAN : acu_metrics_srcc (first, second, n);
  rater->repeat_difference = n > 0 ? sum / n : (double)NAN;
}

void
acu_reliability_describe (const AcuOpinionMatrix *matrix,
                          const AcuRepeat *repeats,
                          gsize n_repeats,
                          AcuRaterReliability *raters)
{
  for (guint i = 0; i < matrix->n_subjects; i++) {
    raters[i].srcc = correlate_with_others (matrix, i);
    describe_repeats (repeats, n_repeats, i, &raters[i]);
  }
}

double
acu_reliability_get_alpha (const AcuOpinionMatrix *matrix)
{
  double n = 0.0, sum = 0.0, squares = 0.0, observed = 0.0, expected;

  for (guint j = 0; j < matrix->n_stimuli; j++) {
    AcuOpinionMoments moments = acu_opinion_matrix_describe_stimulus (matrix, j, 1);

    if (moments.n < 2)
      continue;
    /* Over the ordered pairs of a unit, sum (a - b)^2 / (m - 1) is 2 m times its sample variance.
     */
    observed += 2.0 * moments.n * moments.stddev * moments.stddev;
    n += moments.n;
    for (guint i = 0; i < matrix->n_subjects; i++) {
      double score = acu_opinion_matrix_get (matrix, j, i);

      if (!isnan (score)) {
        sum += score;
        squares += score * score;
      }
    }
  }
  expected = 2.0 * (n * squares - sum * sum) / (n * (n - 1.0));
  return n > 0.0 && expected > 0.0 ? 1.0 - observed / n / expected : (double)NAN;
}

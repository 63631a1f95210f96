#include "app/labeling/bt500-screening.h"

#include <math.h>

/* m4 / m2^2 of the row, whose mean is @mean; NAN where all its scores are equal.  By sums, and not
 * by the deviation, whose root's rounding would put what is exactly 2 or 4 to either side. */
static double
get_kurtosis (const AcuOpinionMatrix *matrix, guint stimulus, double mean)
{
  double second = 0.0, fourth = 0.0;
  guint n = 0;

  for (guint i = 0; i < matrix->n_subjects; i++) {
    double score = acu_opinion_matrix_get (matrix, stimulus, i);
    double square = (score - mean) * (score - mean);

    if (isnan (score))
      continue;
    second += square;
    fourth += square * square;
    n++;
  }
  return n * fourth / (second * second);
}

static void
count_stimulus (const AcuOpinionMatrix *matrix,
                guint stimulus,
                guint ddof,
                AcuBt500Observer *observers)
{
  AcuOpinionMoments moments = acu_opinion_matrix_describe_stimulus (matrix, stimulus, 0);
  double kurtosis, reach;

  if (moments.n == 0)
    return;
  kurtosis = get_kurtosis (matrix, stimulus, moments.mean);
  reach = acu_opinion_matrix_describe_stimulus (matrix, stimulus, ddof).stddev *
          (kurtosis >= 2.0 && kurtosis <= 4.0 ? 2.0 : sqrt (20.0));
  for (guint i = 0; i < matrix->n_subjects; i++) {
    double score = acu_opinion_matrix_get (matrix, stimulus, i);

    if (isnan (score))
      continue;
    observers[i].n++;
    /* Where all agree, nobody is far from anybody. */
    if (moments.stddev > 0.0) {
      observers[i].p += score >= moments.mean + reach;
      observers[i].q += score <= moments.mean - reach;
    }
  }
}

void
acu_bt500_screen (const AcuOpinionMatrix *matrix, guint ddof, AcuBt500Observer *observers)
{
  for (guint i = 0; i < matrix->n_subjects; i++)
    observers[i] = (AcuBt500Observer){0};
  for (guint j = 0; j < matrix->n_stimuli; j++)
    count_stimulus (matrix, j, ddof, observers);
  for (guint i = 0; i < matrix->n_subjects; i++) {
    double far_away = observers[i].p + observers[i].q;
    double difference = fabs ((double)observers[i].p - (double)observers[i].q);

    observers[i].rejected =
        far_away > 0.0 && far_away / observers[i].n > 0.05 && difference / far_away < 0.3;
  }
}

AcuOpinionScores *
acu_bt500_compute (const AcuOpinionMatrix *matrix, const gboolean *keep)
{
  g_autoptr (AcuOpinionMatrix) heard = acu_opinion_matrix_copy (matrix);
  AcuOpinionScores *scores = acu_opinion_scores_new (matrix->n_stimuli, matrix->n_subjects);
  g_autofree AcuBt500Observer *observers = g_new (AcuBt500Observer, matrix->n_subjects + 1);

  acu_bt500_screen (matrix, 1, observers);
  for (guint i = 0; i < matrix->n_subjects; i++) {
    if (!observers[i].rejected)
      continue;
    scores->rules[i] = ACU_SCREENING_BT500;
    scores->heard[i] = keep != NULL && keep[i];
    if (!scores->heard[i])
      acu_opinion_matrix_drop_subject (heard, i);
  }
  acu_opinion_scores_set_means (scores, heard);
  return scores;
}

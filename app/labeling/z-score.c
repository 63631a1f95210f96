#include "app/labeling/z-score.h"

#include "compute/train/metrics.h"

#include <math.h>

AcuOpinionMatrix *
acu_z_score_standardise (const AcuOpinionMatrix *matrix)
{
  AcuOpinionMatrix *standard = acu_opinion_matrix_new (matrix->n_stimuli, matrix->n_subjects);

  for (guint i = 0; i < matrix->n_subjects; i++) {
    AcuOpinionMoments moments = acu_opinion_matrix_describe_subject (matrix, i, 1);

    if (!(moments.stddev > 0.0))
      continue;
    for (guint j = 0; j < matrix->n_stimuli; j++)
      acu_opinion_matrix_set (
          standard, j, i, (acu_opinion_matrix_get (matrix, j, i) - moments.mean) / moments.stddev);
  }
  return standard;
}

static int
compare_doubles (const void *a, const void *b)
{
  double first = *(const double *)a, second = *(const double *)b;

  return (first > second) - (first < second);
}

/* How often the subject's most frequent score occurs. */
static guint
count_most_frequent (const AcuOpinionMatrix *matrix, guint subject)
{
  g_autofree double *scores = g_new (double, matrix->n_stimuli + 1);
  guint n = 0, most = 0, run = 0;

  for (guint j = 0; j < matrix->n_stimuli; j++)
    if (!isnan (acu_opinion_matrix_get (matrix, j, subject)))
      scores[n++] = acu_opinion_matrix_get (matrix, j, subject);
  qsort (scores, n, sizeof (double), compare_doubles);
  for (guint k = 0; k < n; k++) {
    run = k > 0 && scores[k] == scores[k - 1] ? run + 1 : 1;
    most = MAX (most, run);
  }
  return most;
}

static AcuScreeningRule
judge_subject (const AcuOpinionMatrix *matrix, guint subject, gboolean graded)
{
  AcuOpinionMoments moments = acu_opinion_matrix_describe_subject (matrix, subject, 1);
  guint most;

  if (moments.n == 1)
    return ACU_SCREENING_FEW;
  if (moments.n > 1 && moments.stddev == 0.0)
    return ACU_SCREENING_CONSTANT;
  if (!graded || moments.n < ACU_LINE_CLICKER_RATINGS)
    return ACU_SCREENING_NONE;
  most = count_most_frequent (matrix, subject);
  return most > ACU_LINE_CLICKER_RATIO * (moments.n - most) ? ACU_SCREENING_LINE_CLICKER
                                                            : ACU_SCREENING_NONE;
}

/* Correlation with the mean of the others, of what both have rated; NAN where that is too little.
 */
static double
measure_agreement (const AcuOpinionMatrix *standard, const AcuOpinionMoments *crowd, guint subject)
{
  g_autofree double *own = g_new (double, standard->n_stimuli + 1);
  g_autofree double *others = g_new (double, standard->n_stimuli + 1);
  gsize n = 0;

  for (guint j = 0; j < standard->n_stimuli; j++) {
    double score = acu_opinion_matrix_get (standard, j, subject);

    if (isnan (score) || crowd[j].n < 2)
      continue;
    own[n] = score;
    others[n++] = (crowd[j].mean * crowd[j].n - score) / (crowd[j].n - 1);
  }
  return n < ACU_AGREEMENT_RATINGS ? (double)NAN : acu_metrics_plcc (own, others, n);
}

/* The subject who agrees least with the others, among those not yet judged; G_MAXUINT where all
 * that can be told of agree well enough. */
static guint
find_stranger (const AcuOpinionMatrix *standard, const AcuOpinionScores *scores)
{
  g_autofree AcuOpinionMoments *crowd = g_new (AcuOpinionMoments, standard->n_stimuli + 1);
  double least = ACU_AGREEMENT_PLCC;
  guint stranger = G_MAXUINT, n_heard = 0;

  for (guint j = 0; j < standard->n_stimuli; j++)
    crowd[j] = acu_opinion_matrix_describe_stimulus (standard, j, 0);
  for (guint i = 0; i < standard->n_subjects; i++) {
    double agreement;

    if (!scores->heard[i] || acu_opinion_matrix_count_subject (standard, i) == 0)
      continue;
    n_heard++;
    agreement = measure_agreement (standard, crowd, i);
    if (scores->rules[i] == ACU_SCREENING_NONE && agreement < least) {
      least = agreement;
      stranger = i;
    }
  }
  return n_heard >= ACU_AGREEMENT_SUBJECTS ? stranger : G_MAXUINT;
}

AcuOpinionScores *
acu_z_score_compute (const AcuOpinionMatrix *matrix,
                     double score_min,
                     double score_max,
                     gboolean graded,
                     const gboolean *keep)
{
  g_autoptr (AcuOpinionMatrix) standard = acu_z_score_standardise (matrix);
  AcuOpinionScores *scores = acu_opinion_scores_new (matrix->n_stimuli, matrix->n_subjects);
  double scale = (score_max - score_min) / 6.0;

  for (guint i = 0; i < matrix->n_subjects; i++) {
    scores->rules[i] = judge_subject (matrix, i, graded);
    /* A constant, or a single rating, has no z-scores: nobody can have it heard. */
    scores->heard[i] = scores->rules[i] == ACU_SCREENING_NONE ||
                       (scores->rules[i] == ACU_SCREENING_LINE_CLICKER && keep != NULL && keep[i]);
    if (!scores->heard[i])
      acu_opinion_matrix_drop_subject (standard, i);
  }
  for (guint i; (i = find_stranger (standard, scores)) != G_MAXUINT;) {
    scores->rules[i] = ACU_SCREENING_DISAGREEMENT;
    scores->heard[i] = keep != NULL && keep[i];
    if (!scores->heard[i])
      acu_opinion_matrix_drop_subject (standard, i);
  }
  acu_opinion_scores_set_means (scores, standard);
  for (guint j = 0; j < matrix->n_stimuli; j++) {
    AcuOpinionScore *stimulus = &scores->stimuli[j];

    stimulus->score = score_min + scale * (stimulus->score + 3.0);
    stimulus->stddev *= scale;
    stimulus->ci *= scale;
    for (guint i = 0; i < matrix->n_subjects; i++)
      acu_opinion_matrix_set (scores->influence, j, i,
                              acu_opinion_matrix_get (scores->influence, j, i) * scale);
  }
  return scores;
}

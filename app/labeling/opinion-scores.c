#include "app/labeling/opinion-scores.h"

#include "app/labeling/student-t.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *const rules[] = {
    [ACU_SCREENING_NONE] = "",
    [ACU_SCREENING_BT500] = N_ ("ITU-R BT.500: far from the others too often, in both directions"),
    [ACU_SCREENING_CONSTANT] = N_ ("the same score for everything"),
    [ACU_SCREENING_LINE_CLICKER] = N_ ("one grade more than twice as often as all others together"),
    [ACU_SCREENING_DISAGREEMENT] = N_ ("correlation below 0.5 with what the others say"),
    [ACU_SCREENING_FEW] = N_ ("too few ratings for this method"),
    [ACU_SCREENING_APART] = N_ ("too few pictures in common with the others who count"),
};

const char *
acu_screening_rule_to_string (AcuScreeningRule rule)
{
  g_return_val_if_fail (rule < G_N_ELEMENTS (rules), "");

  return rules[rule];
}

AcuOpinionScores *
acu_opinion_scores_new (guint n_stimuli, guint n_subjects)
{
  AcuOpinionScores *scores = g_new0 (AcuOpinionScores, 1);

  scores->n_stimuli = n_stimuli;
  scores->n_subjects = n_subjects;
  scores->stimuli = g_new0 (AcuOpinionScore, n_stimuli);
  scores->influence = acu_opinion_matrix_new (n_stimuli, n_subjects);
  scores->rules = g_new0 (AcuScreeningRule, n_subjects);
  scores->heard = g_new (gboolean, n_subjects);
  for (guint i = 0; i < n_subjects; i++)
    scores->heard[i] = TRUE;
  return scores;
}

void
acu_opinion_scores_free (AcuOpinionScores *scores)
{
  if (scores == NULL)
    return;
  g_free (scores->stimuli);
  acu_opinion_matrix_free (scores->influence);
  g_free (scores->rules);
  g_free (scores->heard);
  g_free (scores);
}

void
acu_opinion_scores_set_means (AcuOpinionScores *scores, const AcuOpinionMatrix *matrix)
{
  for (guint j = 0; j < matrix->n_stimuli; j++) {
    AcuOpinionMoments moments = acu_opinion_matrix_describe_stimulus (matrix, j, 1);

    scores->stimuli[j] = (AcuOpinionScore){
        .n = moments.n,
        .score = moments.mean,
        .stddev = moments.stddev,
        .ci = moments.n > 1
                  ? acu_student_t_quantile_975 (moments.n - 1) * moments.stddev / sqrt (moments.n)
                  : (double)NAN,
    };
    for (guint i = 0; i < matrix->n_subjects; i++)
      acu_opinion_matrix_set (scores->influence, j, i,
                              (acu_opinion_matrix_get (matrix, j, i) - moments.mean) / moments.n);
  }
}

AcuOpinionScores *
acu_mean_score_compute (const AcuOpinionMatrix *matrix)
{
  AcuOpinionScores *scores = acu_opinion_scores_new (matrix->n_stimuli, matrix->n_subjects);

  acu_opinion_scores_set_means (scores, matrix);
  return scores;
}

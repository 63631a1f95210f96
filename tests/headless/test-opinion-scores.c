/* Means, z-scores and the subject model, against published results. */
#include "app/labeling/student-t.h"
#include "app/labeling/subject-panel.h"
#include "app/labeling/z-score.h"
#include "compute/random.h"
#include "opinion-fixture.h"
#include "test-support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Quantiles as every statistical table prints them. */
static void
test_student_t (void)
{
  static const struct {
    guint freedom;
    double quantile;
  } table[] = {{1, 12.7062}, {2, 4.3027},  {3, 3.1824},   {4, 2.7764},   {10, 2.2281},
               {23, 2.0687}, {30, 2.0423}, {120, 1.9799}, {100000, 1.96}};

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpfloat_with_epsilon (acu_student_t_quantile_975 (table[i].freedom),
                                    table[i].quantile, 5e-5);
  g_assert_true (isnan (acu_student_t_quantile_975 (0)));
  g_assert_cmpfloat_with_epsilon (acu_student_t_cumulative (-1.0, 1.0), 0.25, 1e-12);
  g_assert_cmpfloat_with_epsilon (acu_student_t_cumulative (0.0, 7.0), 0.5, 1e-12);
}

static void
test_mean (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (3, 4);
  static const double row[] = {2, 4, 4, 6};
  g_autoptr (AcuOpinionScores) scores = NULL;

  for (guint i = 0; i < 4; i++)
    acu_opinion_matrix_set (matrix, 0, i, row[i]);
  acu_opinion_matrix_set (matrix, 1, 2, 3);
  scores = acu_mean_score_compute (matrix);
  g_assert_cmpuint (scores->stimuli[0].n, ==, 4);
  g_assert_cmpfloat (scores->stimuli[0].score, ==, 4);
  g_assert_cmpfloat_with_epsilon (scores->stimuli[0].stddev, sqrt (8.0 / 3.0), 1e-12);
  g_assert_cmpfloat_with_epsilon (scores->stimuli[0].ci, 3.182446305 * sqrt (8.0 / 3.0) / 2.0,
                                  1e-6);
  g_assert_cmpfloat (scores->stimuli[1].score, ==, 3);
  g_assert_true (isnan (scores->stimuli[1].ci));
  g_assert_cmpuint (scores->stimuli[2].n, ==, 0);
  g_assert_true (isnan (scores->stimuli[2].score));
}

/* test_mos_subjective_model: shuffling a subject's scores leaves the mean of all means. */
static void
test_mean_published (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_fixture_read_opinions (TRUE);
  g_autoptr (AcuOpinionScores) scores = acu_mean_score_compute (matrix);
  double values[ACU_FIXTURE_STIMULI];

  acu_fixture_get_scores (scores, values);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_mean (values, ACU_FIXTURE_STIMULI),
                                  3.544790652385589, 1e-9);
}

/* test_zscoremos_subjective_model_corruptdata_subjreject */
static void
test_z_score_published (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_fixture_read_opinions (TRUE);
  g_autoptr (AcuOpinionMatrix) standard = acu_z_score_standardise (matrix);
  g_autoptr (AcuOpinionScores) scores = acu_mean_score_compute (standard);
  g_autoptr (AcuOpinionScores) scaled = NULL;
  gboolean everybody[ACU_FIXTURE_SUBJECTS];
  double values[ACU_FIXTURE_STIMULI];

  for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++)
    everybody[i] = TRUE;
  scaled = acu_z_score_compute (matrix, 0, 100, FALSE, everybody);
  acu_fixture_get_scores (scores, values);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_mean (values, ACU_FIXTURE_STIMULI), 0.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_variance (values, ACU_FIXTURE_STIMULI),
                                  0.5405866214633748, 1e-9);
  for (guint j = 0; j < ACU_FIXTURE_STIMULI; j++)
    g_assert_cmpfloat_with_epsilon (scaled->stimuli[j].score,
                                    (scores->stimuli[j].score + 3.0) * 100.0 / 6.0, 1e-9);
}

static void
test_z_score_screening (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (30, 3);
  g_autoptr (AcuOpinionScores) scores = NULL, fine = NULL, kept = NULL;
  const gboolean keep[] = {TRUE, TRUE, TRUE};

  for (guint j = 0; j < 30; j++) {
    acu_opinion_matrix_set (matrix, j, 0, 1 + j % 5);
    acu_opinion_matrix_set (matrix, j, 1, j < 22 ? 3 : 1 + j % 5);
    acu_opinion_matrix_set (matrix, j, 2, 4);
  }
  scores = acu_z_score_compute (matrix, 1, 5, TRUE, NULL);
  g_assert_cmpint (scores->rules[0], ==, ACU_SCREENING_NONE);
  g_assert_cmpint (scores->rules[1], ==, ACU_SCREENING_LINE_CLICKER);
  g_assert_cmpint (scores->rules[2], ==, ACU_SCREENING_CONSTANT);
  for (guint j = 0; j < 30; j++)
    g_assert_cmpuint (scores->stimuli[j].n, ==, 1);
  kept = acu_z_score_compute (matrix, 1, 5, TRUE, keep);
  g_assert_true (kept->heard[1]);
  g_assert_false (kept->heard[2]);
  g_assert_cmpuint (kept->stimuli[0].n, ==, 2);
  fine = acu_z_score_compute (matrix, 1, 5, FALSE, NULL);
  g_assert_cmpint (fine->rules[1], ==, ACU_SCREENING_NONE);
}

/* The published example has subjects whose scores were shuffled, the first five: they and nobody
 * else disagree with the crowd, and whoever is kept is named but heard. */
static void
test_z_score_agreement (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_fixture_read_opinions (TRUE);
  g_autoptr (AcuOpinionMatrix) pair = acu_opinion_matrix_new (40, 2);
  g_autoptr (AcuOpinionScores) scores = acu_z_score_compute (matrix, 1, 5, FALSE, NULL);
  g_autoptr (AcuOpinionScores) kept = NULL, two = NULL;
  gboolean keep[ACU_FIXTURE_SUBJECTS] = {TRUE};

  for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++) {
    g_assert_cmpint (scores->rules[i], ==, i < 5 ? ACU_SCREENING_DISAGREEMENT : ACU_SCREENING_NONE);
    g_assert_cmpint (scores->heard[i], ==, i >= 5);
  }
  kept = acu_z_score_compute (matrix, 1, 5, FALSE, keep);
  g_assert_cmpint (kept->rules[0], ==, ACU_SCREENING_DISAGREEMENT);
  g_assert_true (kept->heard[0]);
  g_assert_false (kept->heard[1]);
  g_assert_cmpuint (kept->stimuli[0].n, ==, scores->stimuli[0].n + 1);

  /* Of two who contradict each other nobody can tell who is wrong. */
  for (guint j = 0; j < 40; j++) {
    acu_opinion_matrix_set (pair, j, 0, 1 + j % 5);
    acu_opinion_matrix_set (pair, j, 1, 5 - j % 5);
  }
  two = acu_z_score_compute (pair, 1, 5, FALSE, NULL);
  g_assert_true (two->heard[0] && two->heard[1]);
}

/* itut_p910_demo/README.md of SUREAL: "You should expect results like". */
static void
test_subject_model_published (void)
{
  double bias[ACU_FIXTURE_SUBJECTS], inconsistency[ACU_FIXTURE_SUBJECTS], mos[ACU_FIXTURE_STIMULI],
      sos[ACU_FIXTURE_STIMULI];
  g_autoptr (AcuOpinionMatrix) matrix = acu_fixture_read_opinions (FALSE);
  g_autoptr (AcuSubjectModel) model = acu_subject_model_fit (matrix);

  acu_fixture_read_column (ACU_FIXTURE_OPINIONS "p910-sample-raters.csv", 0, bias,
                           ACU_FIXTURE_SUBJECTS);
  acu_fixture_read_column (ACU_FIXTURE_OPINIONS "p910-sample-raters.csv", 1, inconsistency,
                           ACU_FIXTURE_SUBJECTS);
  acu_fixture_read_column (ACU_FIXTURE_OPINIONS "p910-sample-mos.csv", 0, mos, ACU_FIXTURE_STIMULI);
  acu_fixture_read_column (ACU_FIXTURE_OPINIONS "p910-sample-mos.csv", 1, sos, ACU_FIXTURE_STIMULI);
  for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++) {
    g_assert_cmpfloat_with_epsilon (model->bias[i], bias[i], 1e-7);
    g_assert_cmpfloat_with_epsilon (model->inconsistency[i], inconsistency[i], 1e-7);
  }
  for (guint j = 0; j < ACU_FIXTURE_STIMULI; j++) {
    g_assert_cmpfloat_with_epsilon (model->quality[j], mos[j], 1e-7);
    g_assert_cmpfloat_with_epsilon (model->sos[j], sos[j], 1e-7);
  }
  /* test_proj_mle_subjective_model2_corruptdata_missingdata */
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_mean (model->sos, ACU_FIXTURE_STIMULI) *
                                      ACU_FIXTURE_STIMULI,
                                  13.712083371807026, 1e-4);
}

/* test_proj_mle_subjective_model_corruptdata */
static void
test_subject_model_sureal (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_fixture_read_opinions (TRUE);
  g_autoptr (AcuSubjectModel) model = acu_subject_model_fit (matrix);

  g_assert_cmpfloat_with_epsilon (acu_fixture_get_mean (model->quality, ACU_FIXTURE_STIMULI),
                                  3.5447906523855877, 1e-8);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_variance (model->quality, ACU_FIXTURE_STIMULI),
                                  1.3559834679453553, 1e-8);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_mean (model->bias, ACU_FIXTURE_SUBJECTS), 0.0,
                                  1e-8);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_variance (model->bias, ACU_FIXTURE_SUBJECTS),
                                  0.08903258562151985, 1e-8);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_mean (model->inconsistency, ACU_FIXTURE_SUBJECTS),
                                  0.8091663380211014, 1e-8);
  g_assert_cmpfloat_with_epsilon (
      acu_fixture_get_variance (model->inconsistency, ACU_FIXTURE_SUBJECTS), 0.21269010120806528,
      1e-8);
  g_assert_cmpfloat_with_epsilon (
      acu_fixture_get_mean (model->standard_error, ACU_FIXTURE_STIMULI) * ACU_FIXTURE_STIMULI,
      9.592833401286343, 1e-4);
}

/* Raters of known bias and noise are recovered, a careless one loses his weight, intervals hold
 * what they promise, and what is missing does not matter. */
static void
test_subject_model_simulated (void)
{
  const guint n_stimuli = 1000, n_subjects = 20;
  AcuRandom random = acu_random_new (11, 0);
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (n_stimuli, n_subjects);
  g_autofree double *quality = g_new (double, n_stimuli);
  g_autoptr (AcuOpinionScores) scores = NULL;
  g_autoptr (AcuOpinionScores) means = NULL;
  g_autoptr (AcuSubjectModel) model = NULL;
  double bias[20], noise[20], mean_bias, model_error = 0.0, mean_error = 0.0;
  guint n_inside = 0;

  for (guint i = 0; i < n_subjects; i++) {
    bias[i] = 12.0 * ((double)acu_random_uniform (&random) - 0.5);
    noise[i] = i == 3 ? 40.0 : 5.0 + 6.0 * (double)acu_random_uniform (&random);
  }
  mean_bias = acu_fixture_get_mean (bias, n_subjects);
  for (guint j = 0; j < n_stimuli; j++) {
    quality[j] = 10.0 + 80.0 * (double)acu_random_uniform (&random);
    for (guint i = 0; i < n_subjects; i++)
      if ((i + j) % 4 != 0)
        acu_opinion_matrix_set (
            matrix, j, i, quality[j] + bias[i] + noise[i] * (double)acu_random_normal (&random));
  }
  model = acu_subject_model_fit (matrix);
  scores = acu_subject_model_get_scores (model, matrix);
  means = acu_mean_score_compute (matrix);
  for (guint i = 0; i < n_subjects; i++) {
    /* Four standard errors of a mean and of a deviation of 750 values, and an eighth of the
     * deviation: maximum likelihood makes the steadiest raters steadier than they are, since they
     * have a large part in what they are compared with. */
    g_assert_cmpfloat_with_epsilon (model->bias[i], bias[i] - mean_bias, 4 * noise[i] / sqrt (750));
    g_assert_cmpfloat_with_epsilon (model->inconsistency[i], noise[i],
                                    4 * noise[i] / sqrt (1500) + noise[i] / 8);
  }
  for (guint j = 0; j < n_stimuli; j++) {
    double truth = quality[j] + mean_bias;

    n_inside += fabs (scores->stimuli[j].score - truth) <= scores->stimuli[j].ci;
    model_error += fabs (scores->stimuli[j].score - truth) / n_stimuli;
    mean_error += fabs (means->stimuli[j].score - truth) / n_stimuli;
  }
  g_test_message ("mean error %.3f, of plain means %.3f; %u of %u intervals hold the truth",
                  model_error, mean_error, n_inside, n_stimuli);
  g_assert_cmpfloat (model_error, <, 0.75 * mean_error);
  /* 95 %, less what that takes from the intervals. */
  g_assert_cmpuint (n_inside, >, n_stimuli * 91 / 100);
}

/* A subject or a stimulus without any vote disturbs nobody. */
static void
test_subject_model_gaps (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (6, 5);
  g_autoptr (AcuSubjectModel) model = NULL;

  for (guint j = 0; j < 5; j++)
    for (guint i = 0; i < 4; i++)
      acu_opinion_matrix_set (matrix, j, i, j + 0.1 * i + 0.01 * (i * j % 3));
  model = acu_subject_model_fit (matrix);
  g_assert_true (isnan (model->bias[4]));
  g_assert_true (isnan (model->quality[5]));
  for (guint j = 0; j < 5; j++)
    g_assert_cmpfloat_with_epsilon (model->quality[j], j + 0.15, 0.05);
}

/* Four raters: the likelihood has no maximum, and that is told; the restricted one has, and its
 * intervals hold what they promise. */
static void
test_subject_model_collapse (void)
{
  AcuRandom random = acu_random_new (5, 0);
  g_autoptr (AcuOpinionMatrix) example = acu_fixture_read_opinions (TRUE);
  g_autoptr (AcuSubjectModel) sound = acu_subject_model_fit (example);
  guint n_collapsed = 0, n_inside = 0, n = 0;

  g_assert_cmpuint (sound->collapsed, ==, G_MAXUINT);
  for (guint round = 0; round < 20; round++) {
    g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (60, 4);
    g_autoptr (AcuSubjectModel) model = NULL, restricted = NULL;
    double quality[60];

    for (guint j = 0; j < 60; j++) {
      quality[j] = 100.0 * (double)acu_random_uniform (&random);
      for (guint i = 0; i < 4; i++)
        acu_opinion_matrix_set (matrix, j, i,
                                quality[j] + (3.0 + i) * (double)acu_random_normal (&random));
    }
    model = acu_subject_model_fit (matrix);
    n_collapsed += model->collapsed != G_MAXUINT;
    restricted = acu_subject_model_fit_restricted (matrix);
    if (restricted->collapsed != G_MAXUINT)
      continue;
    for (guint j = 0; j < 60; j++, n++)
      n_inside += fabs (restricted->quality[j] - quality[j]) <=
                  ACU_NORMAL_QUANTILE_975 * restricted->standard_error[j];
  }
  g_test_message ("%u of 20 collapse; restricted, %u of %u intervals hold the truth", n_collapsed,
                  n_inside, n);
  g_assert_cmpuint (n_collapsed, >, 5);
  g_assert_cmpuint (n, >, 17 * 60);
  /* 95 %, less what the errors do not know of: the uncertainty of the biases and of themselves. */
  g_assert_cmpuint (n_inside, >, n * 85 / 100);
}

/* ---- Whom the subject model can hear ---- */

/* By @matrix's subjects @first to before @end, of @n stimuli from @stimulus on; each is biased and
 * errs by 4. */
static void
rate_block (
    AcuOpinionMatrix *matrix, guint first, guint end, guint stimulus, guint n, AcuRandom *random)
{
  for (guint j = stimulus; j < stimulus + n; j++)
    for (guint i = first; i < end; i++)
      acu_opinion_matrix_set (matrix, j, i,
                              (double)(j * 37 % 90) + i + 4.0 * (double)acu_random_normal (random));
}

/* Who has nothing in common with the others says nothing of them, nor they of him. */
static void
test_subject_panel_stranger (void)
{
  AcuRandom random = acu_random_new (6, 0);
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (80, 7);
  g_autoptr (AcuSubjectPanel) before = NULL, after = NULL;
  g_autoptr (AcuOpinionScores) scores = NULL;

  rate_block (matrix, 0, 5, 0, 40, &random);
  before = acu_subject_panel_fit (matrix);
  g_assert_nonnull (before->model);
  rate_block (matrix, 5, 6, 40, 40, &random);
  /* One of 40 pictures, and two of them, are no more than a bias and a difference. */
  rate_block (matrix, 6, 7, 38, 42, &random);
  for (guint j = 40; j < 80; j++)
    acu_opinion_matrix_set (matrix, j, j % 2 == 0 ? 5 : 6, (double)NAN);
  after = acu_subject_panel_fit (matrix);
  g_assert_nonnull (after->model);
  g_assert_cmpuint (after->n_heard, ==, 5);
  for (guint i = 0; i < 7; i++)
    g_assert_cmpint (after->rules[i], ==, i < 5 ? ACU_SCREENING_NONE : ACU_SCREENING_APART);
  scores = acu_subject_model_get_scores (after->model, after->heard);
  for (guint j = 0; j < 80; j++) {
    g_assert_cmpuint (scores->stimuli[j].n, ==, j < 40 ? 5 : 0);
    if (j < 40)
      g_assert_cmpfloat_with_epsilon (after->model->quality[j], before->model->quality[j], 1e-9);
    g_assert_true (j < 40 ? scores->stimuli[j].ci > 0.5 : isnan (scores->stimuli[j].ci));
  }
}

/* Nothing tells how the scales of two groups lie to each other: the larger is heard, if it is large
 * enough. */
static void
test_subject_panel_islands (void)
{
  AcuRandom random = acu_random_new (7, 0);
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (90, 9);
  g_autoptr (AcuOpinionMatrix) pairs = acu_opinion_matrix_new (90, 6);
  g_autoptr (AcuOpinionMatrix) alone = acu_opinion_matrix_new (90, 9);
  g_autoptr (AcuSubjectPanel) larger = NULL, small = NULL, none = NULL;

  rate_block (matrix, 0, 4, 0, 60, &random);
  rate_block (matrix, 4, 9, 60, 30, &random);
  larger = acu_subject_panel_fit (matrix);
  g_assert_nonnull (larger->model);
  for (guint i = 0; i < 9; i++)
    g_assert_cmpint (larger->rules[i], ==, i >= 4 ? ACU_SCREENING_NONE : ACU_SCREENING_APART);

  for (guint k = 0; k < 3; k++)
    rate_block (pairs, 2 * k, 2 * k + 2, 30 * k, 30, &random);
  small = acu_subject_panel_fit (pairs);
  g_assert_null (small->model);
  g_assert_cmpuint (small->follows, ==, G_MAXUINT);
  g_assert_cmpuint (small->n_heard, ==, 2);

  for (guint i = 0; i < 9; i++)
    rate_block (alone, i, i + 1, 10 * i, 10, &random);
  none = acu_subject_panel_fit (alone);
  g_assert_null (none->model);
  g_assert_cmpuint (none->n_enough, ==, 9);
  g_assert_cmpuint (none->n_heard, <, ACU_SUBJECT_MODEL_RATERS);
}

/* What one alone has rated is scored as he rates, without making him look the more consistent the
 * more of it there is. */
static void
test_subject_panel_single (void)
{
  AcuRandom random = acu_random_new (8, 0);
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (560, 5);
  g_autoptr (AcuSubjectPanel) panel = NULL;

  rate_block (matrix, 0, 5, 0, 60, &random);
  for (guint i = 0; i < 5; i++)
    rate_block (matrix, i, i + 1, 60 + 100 * i, 100, &random);
  panel = acu_subject_panel_fit (matrix);
  g_assert_nonnull (panel->model);
  for (guint i = 0; i < 5; i++)
    g_assert_true (panel->model->inconsistency[i] > 2.5 && panel->model->inconsistency[i] < 5.5);
  for (guint j = 60; j < 560; j++) {
    guint rater = (j - 60) / 100;

    g_assert_cmpfloat (panel->model->standard_error[j], ==, panel->model->inconsistency[rater]);
    g_assert_cmpfloat (panel->model->quality[j], ==,
                       acu_opinion_matrix_get (matrix, j, rater) - panel->model->bias[rater]);
  }
}

/* An error of nought is not what a few equal answers prove. */
static void
test_subject_panel_agreement (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (5, 3);
  g_autoptr (AcuSubjectPanel) panel = NULL;
  g_autoptr (AcuOpinionScores) scores = NULL;

  for (guint j = 0; j < 5; j++)
    for (guint i = 0; i < 3; i++)
      acu_opinion_matrix_set (matrix, j, i, 1.0 + j);
  panel = acu_subject_panel_fit (matrix);
  g_assert_nonnull (panel->model);
  scores = acu_subject_model_get_scores (panel->model, panel->heard);
  for (guint j = 0; j < 5; j++) {
    g_assert_cmpfloat_with_epsilon (scores->stimuli[j].score, 1.0 + j, 1e-9);
    g_assert_true (isnan (scores->stimuli[j].ci));
  }
}

#define ADD(name, func) g_test_add_func ("/opinion-scores/" name, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("student-t", test_student_t);
  ADD ("mean", test_mean);
  ADD ("mean-published", test_mean_published);
  ADD ("z-score-published", test_z_score_published);
  ADD ("z-score-screening", test_z_score_screening);
  ADD ("z-score-agreement", test_z_score_agreement);
  ADD ("subject-model-published", test_subject_model_published);
  ADD ("subject-model-sureal", test_subject_model_sureal);
  ADD ("subject-model-simulated", test_subject_model_simulated);
  ADD ("subject-model-gaps", test_subject_model_gaps);
  ADD ("subject-model-collapse", test_subject_model_collapse);
  ADD ("subject-panel/stranger", test_subject_panel_stranger);
  ADD ("subject-panel/islands", test_subject_panel_islands);
  ADD ("subject-panel/single", test_subject_panel_single);
  ADD ("subject-panel/agreement", test_subject_panel_agreement);
  return g_test_run ();
}

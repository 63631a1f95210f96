/* Means, z-scores, screening and the subject model, against published results. */
#include "app/labeling/bt500-screening.h"
#include "app/labeling/student-t.h"
#include "app/labeling/subject-panel.h"
#include "app/labeling/z-score.h"
#include "compute/random.h"
#include "test-support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_STIMULI  79
#define N_SUBJECTS 26

/* The one vote that is missing in the worked example of P.910, and what it was before. */
#define MISSING_STIMULUS 68
#define MISSING_SUBJECT  7
#define MISSING_SCORE    5.0

/* The worked example (see opinions/README.md), with its missing vote put back where @whole: then it
 * is what SUREAL's own tests call the corrupted dataset. */
static AcuOpinionMatrix *
read_example (gboolean whole)
{
  g_autofree char *path = acu_test_source_path ("tests/headless/opinions/p910-sample.csv");
  AcuOpinionMatrix *matrix = acu_opinion_matrix_new (N_STIMULI, N_SUBJECTS);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", 0);
  for (guint j = 0; j < N_STIMULI; j++) {
    g_auto (GStrv) cells = g_strsplit (lines[j], ",", 0);

    g_assert_cmpuint (g_strv_length (cells), ==, N_SUBJECTS);
    for (guint i = 0; i < N_SUBJECTS; i++)
      acu_opinion_matrix_set (matrix, j, i, g_ascii_strtod (cells[i], NULL));
  }
  g_assert_true (isnan (acu_opinion_matrix_get (matrix, MISSING_STIMULUS, MISSING_SUBJECT)));
  if (whole)
    acu_opinion_matrix_set (matrix, MISSING_STIMULUS, MISSING_SUBJECT, MISSING_SCORE);
  return matrix;
}

static double
get_mean (const double *values, guint n)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  return sum / n;
}

/* Of the population, as NumPy's var(). */
static double
get_variance (const double *values, guint n)
{
  double mean = get_mean (values, n), sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += (values[i] - mean) * (values[i] - mean);
  return sum / n;
}

static void
get_scores (const AcuOpinionScores *scores, double *values)
{
  for (guint j = 0; j < scores->n_stimuli; j++)
    values[j] = scores->stimuli[j].score;
}

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
  g_autoptr (AcuOpinionMatrix) matrix = read_example (TRUE);
  g_autoptr (AcuOpinionScores) scores = acu_mean_score_compute (matrix);
  double values[N_STIMULI];

  get_scores (scores, values);
  g_assert_cmpfloat_with_epsilon (get_mean (values, N_STIMULI), 3.544790652385589, 1e-9);
}

/* test_subjrejmos_subjective_model_corruptdata_subjreject, whose deviation is that of the
 * population; by the Recommendation's, which is larger, fewer of the same are far away. */
static void
test_bt500_published (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = read_example (TRUE);
  g_autoptr (AcuOpinionMatrix) left = acu_opinion_matrix_copy (matrix);
  g_autoptr (AcuOpinionScores) published = NULL, kept = NULL;
  g_autoptr (AcuOpinionScores) scores = acu_bt500_compute (matrix, NULL);
  g_autoptr (AcuOpinionScores) means = acu_mean_score_compute (matrix);
  AcuBt500Observer observers[N_SUBJECTS];
  gboolean keep[N_SUBJECTS];
  double values[N_STIMULI];
  guint n_rejected = 0;

  acu_bt500_screen (matrix, 0, observers);
  for (guint i = 0; i < N_SUBJECTS; i++)
    if (observers[i].rejected)
      acu_opinion_matrix_drop_subject (left, i);
  published = acu_mean_score_compute (left);
  get_scores (published, values);
  g_assert_cmpfloat_with_epsilon (get_mean (values, N_STIMULI), 3.5611814345991566, 1e-9);
  g_assert_cmpfloat_with_epsilon (get_variance (values, N_STIMULI), 1.1049505732699529, 1e-9);
  for (guint i = 0; i < N_SUBJECTS; i++) {
    g_assert_cmpint (scores->heard[i], ==, scores->rules[i] == ACU_SCREENING_NONE);
    n_rejected += !scores->heard[i];
    /* Of the five whose scores were shuffled. */
    g_assert_cmpint (observers[i].rejected, ==, i < 2);
    g_assert_cmpint (scores->heard[i], ==, i != 1);
    keep[i] = TRUE;
  }
  g_assert_cmpuint (n_rejected, ==, 1);
  /* NumPy's, by the same formulas with ddof=1. */
  get_scores (scores, values);
  g_assert_cmpfloat_with_epsilon (get_mean (values, N_STIMULI), 3.5529113924050635, 1e-9);
  g_assert_cmpfloat_with_epsilon (get_variance (values, N_STIMULI), 1.0224915237942642, 1e-9);

  /* Kept in spite of the rule, they are named but heard. */
  kept = acu_bt500_compute (matrix, keep);
  for (guint i = 0; i < N_SUBJECTS; i++)
    g_assert_cmpint (kept->rules[i], ==, scores->rules[i]);
  for (guint j = 0; j < N_STIMULI; j++)
    g_assert_cmpfloat (kept->stimuli[j].score, ==, means->stimuli[j].score);
}

/* The Recommendation's formulas by hand: eleven observers, of whom the last one errs to both sides,
 * the one before always to the same. */
static void
test_bt500_by_hand (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (20, 11);
  AcuBt500Observer observers[11];

  for (guint j = 0; j < 20; j++)
    for (guint i = 0; i < 11; i++)
      acu_opinion_matrix_set (matrix, j, i, 3.0 + (i % 2 == 0 ? 0.5 : -0.5));
  /* Ten near 3 and one at 5.  Where it is the last one's: mean 3.18 (2.82 where he says 1),
   * deviation 0.783, kurtosis 3.52, so that two deviations are far, 4.75 (1.25), and he lies
   * beyond. Where it is the other's: mean 3.27, deviation 0.754, kurtosis 3.52, far 4.78. */
  for (guint j = 0; j < 4; j++) {
    acu_opinion_matrix_set (matrix, j, 10, j % 2 == 0 ? 5.0 : 1.0);
    acu_opinion_matrix_set (matrix, j + 4, 9, 5.0);
  }
  acu_bt500_screen (matrix, 1, observers);
  g_assert_cmpuint (observers[10].p, ==, 2);
  g_assert_cmpuint (observers[10].q, ==, 2);
  g_assert_cmpuint (observers[9].p, ==, 4);
  g_assert_cmpuint (observers[9].q, ==, 0);
  g_assert_true (observers[10].rejected);
  g_assert_false (observers[9].rejected);
  for (guint i = 0; i < 9; i++) {
    g_assert_cmpuint (observers[i].n, ==, 20);
    g_assert_false (observers[i].rejected);
  }
}

/* Ten at 3 +- 0.5 and one at 4.4: mean 3.1273, kurtosis 2.10, the squared differences' sum 4.2818.
 * By N the deviation is 0.6239 and far 4.375, by N - 1 it is 0.6544 and far 4.436. */
static void
test_bt500_deviation (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (10, 11);
  AcuBt500Observer population[11], sample[11];
  g_autoptr (AcuOpinionScores) scores = NULL;

  for (guint j = 0; j < 10; j++) {
    for (guint i = 0; i < 10; i++)
      acu_opinion_matrix_set (matrix, j, i, 3.0 + (i % 2 == 0 ? 0.5 : -0.5));
    acu_opinion_matrix_set (matrix, j, 10, j % 2 == 0 ? 4.4 : 1.6);
  }
  acu_bt500_screen (matrix, 0, population);
  acu_bt500_screen (matrix, 1, sample);
  g_assert_true (population[10].rejected);
  g_assert_cmpuint (population[10].p, ==, 5);
  g_assert_cmpuint (population[10].q, ==, 5);
  g_assert_cmpuint (sample[10].p + sample[10].q, ==, 0);
  scores = acu_bt500_compute (matrix, NULL);
  g_assert_true (scores->heard[10]);
}

/* test_zscoremos_subjective_model_corruptdata_subjreject */
static void
test_z_score_published (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = read_example (TRUE);
  g_autoptr (AcuOpinionMatrix) standard = acu_z_score_standardise (matrix);
  g_autoptr (AcuOpinionScores) scores = acu_mean_score_compute (standard);
  g_autoptr (AcuOpinionScores) scaled = NULL;
  gboolean everybody[N_SUBJECTS];
  double values[N_STIMULI];

  for (guint i = 0; i < N_SUBJECTS; i++)
    everybody[i] = TRUE;
  scaled = acu_z_score_compute (matrix, 0, 100, FALSE, everybody);
  get_scores (scores, values);
  g_assert_cmpfloat_with_epsilon (get_mean (values, N_STIMULI), 0.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (get_variance (values, N_STIMULI), 0.5405866214633748, 1e-9);
  for (guint j = 0; j < N_STIMULI; j++)
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
  g_autoptr (AcuOpinionMatrix) matrix = read_example (TRUE);
  g_autoptr (AcuOpinionMatrix) pair = acu_opinion_matrix_new (40, 2);
  g_autoptr (AcuOpinionScores) scores = acu_z_score_compute (matrix, 1, 5, FALSE, NULL);
  g_autoptr (AcuOpinionScores) kept = NULL, two = NULL;
  gboolean keep[N_SUBJECTS] = {TRUE};

  for (guint i = 0; i < N_SUBJECTS; i++) {
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
  static const double bias[] = {
      -0.189852445792812,    -0.20251067364091327, 0.24052730104263095,   0.11394502256161833,
      0.30381844028313737,   -0.07592839515990071, -0.189852445792812,    0.22732380304814973,
      -0.31643472427382474,  0.8101475542071879,   -0.037953711615596894, 0.3291348959793399,
      0.4683754023084537,    -0.05061193946369816, -0.03795371161559687,  -0.0379537116155969,
      0.0379956554730107,    -0.3417511799700272,  -0.41770054705863474,  -0.1012448508561032,
      -0.012637255919394364, -0.25314358503331835, -0.3037764964257234,   -0.4809916862991414,
      0.43040071876414987,   0.08862856686541574};
  static const double inconsistency[] = {
      1.8339364220090855,  1.792802362622858,   1.605246371617004,   1.7278966070151194,
      1.6895604729228137,  0.786059296814264,   0.8613886077228371,  0.524848660820412,
      0.6970790169197443,  0.6017693000691853,  0.5873782932391999,  0.44599274299540687,
      0.6313887803150662,  0.7595221581562296,  0.5730648402836974,  0.6043549053479051,
      0.45920504283107344, 0.5931245873480071,  0.5999448879567825,  0.5536617186771643,
      0.5180284438856356,  0.49438681572660886, 0.47280600362498404, 0.6515047349212039,
      0.4837623985925504,  0.4806602532869842};
  static const double mos[] = {4.926232195563247, 4.871884030934237,  4.660024317825715,
                               4.678210498440895, 4.8068815198945805, 4.9159566672217645,
                               4.503878533924408, 4.655077192984628,  4.696507394236214,
                               1.3750512302890123};
  static const double sos[] = {0.1548785178603921,  0.19724755984636633, 0.1232903501245844,
                               0.17592364253366718, 0.13162984275912668, 0.16016423078138683,
                               0.2223137463194553,  0.15892854914638418, 0.21424647134935995,
                               0.100043635773705};
  g_autoptr (AcuOpinionMatrix) matrix = read_example (FALSE);
  g_autoptr (AcuSubjectModel) model = acu_subject_model_fit (matrix);

  for (guint i = 0; i < N_SUBJECTS; i++) {
    g_assert_cmpfloat_with_epsilon (model->bias[i], bias[i], 1e-7);
    g_assert_cmpfloat_with_epsilon (model->inconsistency[i], inconsistency[i], 1e-7);
  }
  for (guint j = 0; j < G_N_ELEMENTS (mos); j++) {
    g_assert_cmpfloat_with_epsilon (model->quality[j], mos[j], 1e-7);
    g_assert_cmpfloat_with_epsilon (model->sos[j], sos[j], 1e-7);
  }
  g_assert_cmpfloat_with_epsilon (model->quality[78], 4.5726059728251345, 1e-7);
  g_assert_cmpfloat_with_epsilon (model->sos[78], 0.16654764193759772, 1e-7);
  /* test_proj_mle_subjective_model2_corruptdata_missingdata */
  g_assert_cmpfloat_with_epsilon (get_mean (model->sos, N_STIMULI) * N_STIMULI, 13.712083371807026,
                                  1e-4);
}

/* test_proj_mle_subjective_model_corruptdata */
static void
test_subject_model_sureal (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = read_example (TRUE);
  g_autoptr (AcuSubjectModel) model = acu_subject_model_fit (matrix);

  g_assert_cmpfloat_with_epsilon (get_mean (model->quality, N_STIMULI), 3.5447906523855877, 1e-8);
  g_assert_cmpfloat_with_epsilon (get_variance (model->quality, N_STIMULI), 1.3559834679453553,
                                  1e-8);
  g_assert_cmpfloat_with_epsilon (get_mean (model->bias, N_SUBJECTS), 0.0, 1e-8);
  g_assert_cmpfloat_with_epsilon (get_variance (model->bias, N_SUBJECTS), 0.08903258562151985,
                                  1e-8);
  g_assert_cmpfloat_with_epsilon (get_mean (model->inconsistency, N_SUBJECTS), 0.8091663380211014,
                                  1e-8);
  g_assert_cmpfloat_with_epsilon (get_variance (model->inconsistency, N_SUBJECTS),
                                  0.21269010120806528, 1e-8);
  g_assert_cmpfloat_with_epsilon (get_mean (model->standard_error, N_STIMULI) * N_STIMULI,
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
  mean_bias = get_mean (bias, n_subjects);
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
  g_autoptr (AcuOpinionMatrix) example = read_example (TRUE);
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
  ADD ("bt500-published-deviation-of-n", test_bt500_published);
  ADD ("bt500-by-hand", test_bt500_by_hand);
  ADD ("bt500-deviation", test_bt500_deviation);
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

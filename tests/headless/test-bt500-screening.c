/* Screening of observers by ITU-R BT.500-14, Annex 1 to Part 1, section A1-2.3.1, which prints its
 * rules but no example: SUREAL's published results, and each number of the rules from both sides.
 */
#include "app/labeling/bt500-screening.h"
#include "opinion-fixture.h"

#include <math.h>

/* ---- Published ---- */

/* test_subjrejmos_subjective_model_corruptdata_subjreject, whose deviation is that of the
 * population; by the Recommendation's, which is larger, fewer of the same are far away. */
static void
test_published (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_fixture_read_opinions (TRUE);
  g_autoptr (AcuOpinionMatrix) left = acu_opinion_matrix_copy (matrix);
  g_autoptr (AcuOpinionScores) published = NULL, kept = NULL;
  g_autoptr (AcuOpinionScores) scores = acu_bt500_compute (matrix, NULL);
  g_autoptr (AcuOpinionScores) means = acu_mean_score_compute (matrix);
  AcuBt500Observer observers[ACU_FIXTURE_SUBJECTS];
  gboolean keep[ACU_FIXTURE_SUBJECTS];
  double values[ACU_FIXTURE_STIMULI];
  guint n_rejected = 0;

  acu_bt500_screen (matrix, 0, observers);
  for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++)
    if (observers[i].rejected)
      acu_opinion_matrix_drop_subject (left, i);
  published = acu_mean_score_compute (left);
  acu_fixture_get_scores (published, values);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_mean (values, ACU_FIXTURE_STIMULI),
                                  3.5611814345991566, 1e-9);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_variance (values, ACU_FIXTURE_STIMULI),
                                  1.1049505732699529, 1e-9);
  for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++) {
    g_assert_cmpint (scores->heard[i], ==, scores->rules[i] == ACU_SCREENING_NONE);
    n_rejected += !scores->heard[i];
    /* Of the five whose scores were shuffled. */
    g_assert_cmpint (observers[i].rejected, ==, i < 2);
    g_assert_cmpint (scores->heard[i], ==, i != 1);
    keep[i] = TRUE;
  }
  g_assert_cmpuint (n_rejected, ==, 1);
  /* NumPy's, by the same formulas with ddof=1. */
  acu_fixture_get_scores (scores, values);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_mean (values, ACU_FIXTURE_STIMULI),
                                  3.5529113924050635, 1e-9);
  g_assert_cmpfloat_with_epsilon (acu_fixture_get_variance (values, ACU_FIXTURE_STIMULI),
                                  1.0224915237942642, 1e-9);

  /* Kept in spite of the rule, they are named but heard. */
  kept = acu_bt500_compute (matrix, keep);
  for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++)
    g_assert_cmpint (kept->rules[i], ==, scores->rules[i]);
  for (guint j = 0; j < ACU_FIXTURE_STIMULI; j++)
    g_assert_cmpfloat (kept->stimuli[j].score, ==, means->stimuli[j].score);
}

/* ---- What is far: 2 S where 2 <= b2 <= 4, else sqrt(20) S ---- */

/* Shows a presentation to observers of whom the first says two @unit more than the mean, the second
 * two less, @n_near pairs one more and one less, and @n_others the mean itself. */
static AcuBt500Observer *
screen_symmetric (guint n_near, guint n_others, double unit)
{
  guint n = 2 + 2 * n_near + n_others;
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (1, n);
  AcuBt500Observer *observers = g_new (AcuBt500Observer, n);

  for (guint i = 0; i < n; i++) {
    double sign = i % 2 == 0 ? 1.0 : -1.0;
    double distance = i < 2 ? 2.0 : i < 2 + 2 * n_near ? 1.0 : 0.0;

    acu_opinion_matrix_set (matrix, 0, i, 50.0 + sign * distance * unit);
  }
  acu_bt500_screen (matrix, 1, observers);
  for (guint i = 2; i < n; i++)
    g_assert_cmpuint (observers[i].p + observers[i].q, ==, 0);
  return observers;
}

/* With k pairs at one and N observers, b2 = N (2 k + 32) / (2 k + 8)^2 and
 * S = sqrt ((2 k + 8) / (N - 1)): two units are more than 2 S and less than sqrt(20) S in each,
 * whatever the unit is. */
static void
test_kurtosis (void)
{
  static const struct {
    guint n_near, n_others;
    gboolean is_far;
  } cases[] = {
      {16, 15, FALSE}, /* N = 49: b2 = 1.96 */
      {16, 16, TRUE},  /* 50: 2 */
      {16, 17, TRUE},  /* 51: 2.04 */
      {8, 29, TRUE},   /* 47: 3.917 */
      {8, 30, TRUE},   /* 48: 4 */
      {8, 31, FALSE},  /* 49: 4.083 */
  };

  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    for (guint unit = 1; unit <= 25; unit++) {
      g_autofree AcuBt500Observer *observers =
          screen_symmetric (cases[k].n_near, cases[k].n_others, unit);

      g_test_message ("%u observers, by %u", 2 + 2 * cases[k].n_near + cases[k].n_others, unit);
      g_assert_cmpuint (observers[0].p, ==, cases[k].is_far);
      g_assert_cmpuint (observers[0].q, ==, 0);
      g_assert_cmpuint (observers[1].p, ==, 0);
      g_assert_cmpuint (observers[1].q, ==, cases[k].is_far);
    }
}

/* One of N differs: he is (N - 1) / sqrt(N) deviations away, b2 is near N.  sqrt(20) is 4.472: of
 * 21 observers he is 4.364 away, of 22 it is 4.477. */
static void
test_outlier (void)
{
  for (guint n = 21; n <= 22; n++) {
    g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (2, n);
    g_autofree AcuBt500Observer *observers = g_new (AcuBt500Observer, n);

    for (guint i = 0; i < n; i++) {
      acu_opinion_matrix_set (matrix, 0, i, i == 0 ? 5.0 : 4.0);
      acu_opinion_matrix_set (matrix, 1, i, i == 0 ? 1.0 : 4.0);
    }
    acu_bt500_screen (matrix, 1, observers);
    g_assert_cmpuint (observers[0].p, ==, n == 22);
    g_assert_cmpuint (observers[0].q, ==, n == 22);
    g_assert_cmpint (observers[0].rejected, ==, n == 22);
  }
}

/* Ten at 3 +- 0.5 and one at 4.4: mean 3.1273, kurtosis 2.10, the squared differences' sum 4.2818.
 * By N the deviation is 0.6239 and far 4.375, by N - 1 it is 0.6544 and far 4.436. */
static void
test_deviation (void)
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

/* Where all agree, and where there is one alone, nobody is far away. */
static void
test_agreement (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (3, 3);
  AcuBt500Observer observers[3];

  for (guint i = 0; i < 3; i++)
    acu_opinion_matrix_set (matrix, 0, i, 4.0);
  acu_opinion_matrix_set (matrix, 1, 1, 2.0);
  acu_bt500_screen (matrix, 1, observers);
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpuint (observers[i].n, ==, i == 1 ? 2 : 1);
    g_assert_cmpuint (observers[i].p + observers[i].q, ==, 0);
    g_assert_false (observers[i].rejected);
  }
}

/* ---- Who is rejected: (P + Q) / n > 0.05 and |P - Q| / (P + Q) < 0.3 ---- */

/* Of eleven observers the last one rates @n of @n_all presentations, @p of them far above the
 * others and @q far below: of ten at 3 +- 0.5 and one at 5 the mean is 3.18, the deviation 0.783,
 * b2 3.52, so that far is 4.75. */
static AcuBt500Observer
screen_last (guint n_all, guint n, guint p, guint q)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (n_all, 11);
  AcuBt500Observer observers[11];

  for (guint j = 0; j < n_all; j++) {
    for (guint i = 0; i < 10; i++)
      acu_opinion_matrix_set (matrix, j, i, 3.0 + (i % 2 == 0 ? 0.5 : -0.5));
    if (j < n)
      acu_opinion_matrix_set (matrix, j, 10, j < p ? 5.0 : j < p + q ? 1.0 : 3.0);
  }
  acu_bt500_screen (matrix, 1, observers);
  for (guint i = 0; i < 10; i++) {
    g_assert_cmpuint (observers[i].n, ==, n_all);
    g_assert_cmpuint (observers[i].p + observers[i].q, ==, 0);
    g_assert_false (observers[i].rejected);
  }
  g_assert_cmpuint (observers[10].n, ==, n);
  g_assert_cmpuint (observers[10].p, ==, p);
  g_assert_cmpuint (observers[10].q, ==, q);
  return observers[10];
}

static void
test_rejection (void)
{
  static const struct {
    guint n_all, n, p, q;
    gboolean rejected;
  } cases[] = {
      {41, 41, 1, 1, FALSE},                         /* 4.9 % */
      {40, 40, 1, 1, FALSE},                         /* 5 % */
      {39, 39, 1, 1, TRUE},                          /* 5.1 % */
      {41, 39, 1, 1, TRUE},                          /* of what he has rated */
      {40, 40, 2, 1, FALSE},                         /* 7.5 %, and 33 % more to one side */
      {40, 40, 13, 7, FALSE},                        /* 30 % */
      {40, 40, 7, 13, FALSE}, {40, 40, 11, 6, TRUE}, /* 29 % */
      {40, 40, 6, 11, TRUE},  {40, 40, 20, 20, TRUE}, {40, 40, 20, 0, FALSE}, /* bias */
      {40, 40, 0, 20, FALSE}, {40, 40, 0, 0, FALSE},
  };

  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    g_test_message ("%u + %u of %u", cases[k].p, cases[k].q, cases[k].n);
    g_assert_cmpint (screen_last (cases[k].n_all, cases[k].n, cases[k].p, cases[k].q).rejected, ==,
                     cases[k].rejected);
  }
}

#define ADD(name, func) g_test_add_func ("/bt500-screening/" name, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("published-deviation-of-n", test_published);
  ADD ("kurtosis", test_kurtosis);
  ADD ("outlier", test_outlier);
  ADD ("deviation", test_deviation);
  ADD ("agreement", test_agreement);
  ADD ("rejection", test_rejection);
  return g_test_run ();
}

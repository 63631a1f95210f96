/* How far raters agree. */
#include "app/labeling/reliability.h"

#include <math.h>

/* Krippendorff's reliability data "C" (Content Analysis, 1980), four observers and twelve units,
 * with the alpha for the interval metric that R's packages irr and DescTools print for it: 0.849.
 */
static void
test_alpha (void)
{
  static const double units[12][4] = {{1, 1, NAN, 1}, {2, 2, 3, 2},     {3, 3, 3, 3},
                                      {3, 3, 3, 3},   {2, 2, 2, 2},     {1, 2, 3, 4},
                                      {4, 4, 4, 4},   {1, 1, 2, 1},     {2, 2, 2, 2},
                                      {NAN, 5, 5, 5}, {NAN, NAN, 1, 1}, {NAN, NAN, 3, NAN}};
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (12, 4);

  for (guint j = 0; j < 12; j++)
    for (guint i = 0; i < 4; i++)
      acu_opinion_matrix_set (matrix, j, i, units[j][i]);
  g_assert_cmpfloat_with_epsilon (acu_reliability_get_alpha (matrix), 0.849, 5e-4);
}

static void
test_alpha_limits (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (4, 2);

  g_assert_true (isnan (acu_reliability_get_alpha (matrix)));
  for (guint j = 0; j < 4; j++)
    acu_opinion_matrix_set (matrix, j, 0, j);
  g_assert_true (isnan (acu_reliability_get_alpha (matrix)));
  for (guint j = 0; j < 4; j++)
    acu_opinion_matrix_set (matrix, j, 1, j);
  g_assert_cmpfloat (acu_reliability_get_alpha (matrix), ==, 1.0);
}

static void
test_raters (void)
{
  g_autoptr (AcuOpinionMatrix) matrix = acu_opinion_matrix_new (6, 3);
  static const AcuRepeat repeats[] = {{0, 1, 2}, {0, 3, 3}, {0, 5, 4}, {2, 40, 45}, {2, 10, 11}};
  AcuRaterReliability raters[3];

  for (guint j = 0; j < 6; j++) {
    acu_opinion_matrix_set (matrix, j, 0, j);
    acu_opinion_matrix_set (matrix, j, 1, 10 + 2 * j);
    acu_opinion_matrix_set (matrix, j, 2, -(double)j);
  }
  acu_reliability_describe (matrix, repeats, G_N_ELEMENTS (repeats), raters);
  g_assert_cmpfloat_with_epsilon (raters[0].srcc, 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (raters[2].srcc, -1.0, 1e-12);
  g_assert_cmpuint (raters[0].n_repeats, ==, 3);
  g_assert_cmpfloat_with_epsilon (raters[0].repeat_difference, 2.0 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (raters[0].repeat_srcc, 1.0, 1e-12);
  g_assert_cmpuint (raters[1].n_repeats, ==, 0);
  g_assert_true (isnan (raters[1].repeat_difference));
  g_assert_cmpuint (raters[2].n_repeats, ==, 2);
  g_assert_true (isnan (raters[2].repeat_srcc));
  g_assert_cmpfloat (raters[2].repeat_difference, ==, 3.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reliability/alpha", test_alpha);
  g_test_add_func ("/reliability/alpha-limits", test_alpha_limits);
  g_test_add_func ("/reliability/raters", test_raters);
  return g_test_run ();
}

/* Strengths from pairs, and which pairs to show. */
#include "app/labeling/pair-choice.h"
#include "compute/random.h"

#include <math.h>

/* Agresti, Categorical Data Analysis (2nd edition, 2002), section 10.6, page 438: games of the 1987
 * season between the seven teams of the American League's Eastern Division.  [i][j]: how often i
 * beat j, in the order Milwaukee, Detroit, Toronto, New York, Boston, Cleveland, Baltimore. */
static const guint8 baseball[7][7] = {
    {0, 7, 9, 7, 7, 9, 11}, {6, 0, 7, 5, 11, 9, 9}, {4, 6, 0, 7, 7, 8, 12}, {6, 8, 6, 0, 6, 7, 10},
    {6, 2, 6, 7, 0, 7, 12}, {4, 4, 5, 6, 6, 0, 6},  {2, 4, 1, 3, 1, 7, 0}};

static AcuPairTable *
make_baseball (void)
{
  AcuPairTable *table = acu_pair_table_new (7);

  for (guint i = 0; i < 7; i++)
    for (guint j = 0; j < 7; j++)
      if (i != j)
        acu_pair_table_add (table, i, j, 1.0, baseball[i][j]);
  return table;
}

/* Estimates and standard errors of each team towards Baltimore, as R's BradleyTerry2 prints them
 * for these games (its file tests/baseball.Rout.save, baseballModel1). */
static void
test_baseball (void)
{
  static const double estimates[] = {1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839};
  static const double errors[] = {0.3433, 0.3396, 0.3367, 0.3359, 0.3339, 0.3319};
  g_autoptr (AcuPairTable) table = make_baseball ();
  g_autoptr (AcuBradleyTerry) fit = acu_bradley_terry_fit (table, 0.0, ACU_BRADLEY_TERRY_DENSE);
  double sum = 0.0;

  g_assert_true (fit->converged);
  g_assert_false (fit->separated);
  g_assert_cmpuint (fit->n_components, ==, 1);
  for (guint i = 0; i < 6; i++) {
    g_assert_cmpfloat_with_epsilon (fit->strength[i] - fit->strength[6], estimates[i], 5e-5);
    g_assert_cmpfloat_with_epsilon (sqrt (acu_bradley_terry_get_difference_variance (fit, i, 6)),
                                    errors[i], 5e-5);
    g_assert_cmpfloat (fit->comparisons[i], ==, 78);
    sum += fit->strength[i];
  }
  g_assert_cmpfloat_with_epsilon (sum + fit->strength[6], 0.0, 1e-9);
}

/* Two items: the odds are the counts' ratio, the error is sqrt (1/a + 1/b); a tie is half of each.
 */
static void
test_two (void)
{
  g_autoptr (AcuPairTable) table = acu_pair_table_new (2);
  g_autoptr (AcuBradleyTerry) fit = NULL;

  acu_pair_table_add (table, 1, 0, 1.0, 5);
  acu_pair_table_add (table, 0, 1, 1.0, 2);
  acu_pair_table_add (table, 1, 0, 0.5, 2);
  fit = acu_bradley_terry_fit (table, 0.0, ACU_BRADLEY_TERRY_DENSE);
  g_assert_cmpfloat_with_epsilon (fit->strength[1] - fit->strength[0], log (6.0 / 3.0), 1e-8);
  g_assert_cmpfloat_with_epsilon (acu_bradley_terry_get_difference_variance (fit, 0, 1),
                                  1.0 / 6.0 + 1.0 / 3.0, 1e-8);
  g_assert_cmpfloat_with_epsilon (acu_bradley_terry_predict (fit, 1, 0), 6.0 / 9.0, 1e-9);
}

/* One that always wins, and two groups that never met: finite, in order, and said. */
static void
test_unlinked (void)
{
  g_autoptr (AcuPairTable) table = acu_pair_table_new (6);
  g_autoptr (AcuBradleyTerry) fit = NULL;

  acu_pair_table_add (table, 0, 1, 1.0, 3);
  acu_pair_table_add (table, 1, 2, 1.0, 3);
  acu_pair_table_add (table, 3, 4, 1.0, 2);
  fit = acu_bradley_terry_fit (table, 0.0, ACU_BRADLEY_TERRY_DENSE);
  g_assert_true (fit->separated);
  g_assert_true (fit->converged);
  g_assert_cmpuint (fit->n_components, ==, 3);
  g_assert_cmpuint (fit->component[0], ==, fit->component[2]);
  g_assert_cmpuint (fit->component[3], ==, fit->component[4]);
  g_assert_cmpuint (fit->component[0], !=, fit->component[3]);
  g_assert_cmpuint (fit->component[5], ==, 2);
  g_assert_cmpfloat (fit->strength[0], >, fit->strength[1] + 0.5);
  g_assert_cmpfloat (fit->strength[1], >, fit->strength[2] + 0.5);
  g_assert_cmpfloat (fit->strength[3], >, fit->strength[4]);
  for (guint i = 0; i < 6; i++) {
    g_assert_true (isfinite (fit->strength[i]));
    g_assert_true (isfinite (fit->standard_error[i]));
  }
  /* Who never met anybody is known least. */
  g_assert_cmpfloat (fit->standard_error[5], >, fit->standard_error[1]);
}

/* Of 40 comparisons 26 won: 0.65 +- 1.96 sqrt (0.65 * 0.35 / 40), the prior's two more making
 * little of a difference. */
static void
test_share_of_two (void)
{
  g_autoptr (AcuPairTable) table = acu_pair_table_new (2);
  g_autoptr (AcuBradleyTerry) fit = NULL;
  AcuPairShare first, second;

  acu_pair_table_add (table, 0, 1, 1.0, 26);
  acu_pair_table_add (table, 1, 0, 1.0, 14);
  fit = acu_bradley_terry_fit (table, ACU_BRADLEY_TERRY_PRIOR, ACU_BRADLEY_TERRY_DENSE);
  first = acu_bradley_terry_get_share (fit, 0);
  second = acu_bradley_terry_get_share (fit, 1);
  g_assert_cmpfloat_with_epsilon (first.share, 0.65, 0.005);
  g_assert_cmpfloat_with_epsilon (first.standard_error, sqrt (0.65 * 0.35 / 40), 0.002);
  g_assert_cmpfloat_with_epsilon (first.high - first.low, 0.29, 0.01);
  g_assert_cmpfloat_with_epsilon (first.share + second.share, 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (first.low + second.high, 1.0, 1e-9);
}

/* How many of the shares of @n items of known strengths lie within their intervals, each pair
 * having been compared @times times, over many such studies. */
static double
measure_coverage (guint n, guint times, guint n_studies)
{
  AcuRandom random = acu_random_new (n, 5);
  guint n_covered = 0;

  for (guint study = 0; study < n_studies; study++) {
    g_autoptr (AcuPairTable) table = acu_pair_table_new (n);
    g_autoptr (AcuBradleyTerry) fit = NULL;
    g_autofree double *strength = g_new (double, n);
    g_autofree double *share = g_new0 (double, n);

    for (guint i = 0; i < n; i++)
      strength[i] = 0.7 * (double)acu_random_normal (&random);
    for (guint i = 0; i < n; i++)
      for (guint j = 0; j < i; j++) {
        double p = 1.0 / (1.0 + exp (strength[j] - strength[i]));

        share[i] += p / (n - 1);
        share[j] += (1.0 - p) / (n - 1);
        for (guint k = 0; k < times; k++)
          acu_pair_table_add (table, i, j, (double)acu_random_uniform (&random) < p ? 1.0 : 0.0, 1);
      }
    fit = acu_bradley_terry_fit (table, ACU_BRADLEY_TERRY_PRIOR, ACU_BRADLEY_TERRY_DENSE);
    for (guint i = 0; i < n; i++) {
      AcuPairShare found = acu_bradley_terry_get_share (fit, i);

      n_covered += share[i] >= found.low && share[i] <= found.high;
    }
  }
  return (double)n_covered / (n * n_studies);
}

/* Intervals of 95 % hold the truth in 95 of 100 cases, not in all of them, with the prior that
 * results are computed with and however few items there are. */
static void
test_coverage (void)
{
  static const struct {
    guint n, times, n_studies;
  } cases[] = {{2, 40, 2000}, {4, 12, 800}, {20, 2, 60}};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    double coverage = measure_coverage (cases[i].n, cases[i].times, cases[i].n_studies);

    g_test_message ("%u items: %.3f", cases[i].n, coverage);
    g_assert_cmpfloat (coverage, >, 0.93);
    g_assert_cmpfloat (coverage, <, 0.97);
  }
}

/* Lets pictures of known strength be compared, by @adaptive choice or at random, and returns the
 * mean error of the strengths found. */
static double
simulate (guint n, guint n_comparisons, gboolean adaptive, guint64 seed)
{
  AcuRandom random = acu_random_new (seed, adaptive ? 1 : 2);
  AcuRandom truth = acu_random_new (seed, 3);
  g_autofree double *strength = g_new (double, n);
  g_autoptr (AcuPairTable) table = acu_pair_table_new (n);
  g_autoptr (AcuBradleyTerry) fit = NULL;
  double mean = 0.0, error = 0.0;
  guint done = 0;

  for (guint i = 0; i < n; i++) {
    strength[i] = 2.0 * (double)acu_random_normal (&truth);
    mean += strength[i] / n;
  }
  while (done < n_comparisons) {
    g_autoptr (GArray) picks = NULL;

    if (adaptive) {
      picks = acu_pair_choice_pick (table, n / 2, seed + done);
    } else {
      picks = g_array_new (FALSE, FALSE, sizeof (AcuPairPick));
      for (guint k = 0; k < n / 2; k++) {
        guint first = acu_random_below (&random, n);
        AcuPairPick pick = {first, (first + 1 + acu_random_below (&random, n - 1)) % n};

        g_array_append_val (picks, pick);
      }
    }
    g_assert_cmpuint (picks->len, ==, n / 2);
    for (guint k = 0; k < picks->len; k++, done++) {
      const AcuPairPick *pick = &g_array_index (picks, AcuPairPick, k);
      double p = 1.0 / (1.0 + exp (strength[pick->second] - strength[pick->first]));

      g_assert_cmpuint (pick->first, !=, pick->second);
      acu_pair_table_add (table, pick->first, pick->second,
                          (double)acu_random_uniform (&random) < p ? 1.0 : 0.0, 1);
    }
  }
  fit = acu_bradley_terry_fit (table, ACU_BRADLEY_TERRY_PRIOR, ACU_BRADLEY_TERRY_DENSE);
  if (adaptive)
    g_assert_cmpuint (fit->n_components, ==, 1);
  for (guint i = 0; i < n; i++)
    error += fabs (fit->strength[i] - (strength[i] - mean)) / n;
  return error;
}

/* Chosen pairs tell more than random ones. */
static void
test_choice (void)
{
  double chosen = 0.0, random = 0.0;

  for (guint64 seed = 1; seed <= 6; seed++) {
    chosen += simulate (40, 600, TRUE, seed) / 6;
    random += simulate (40, 600, FALSE, seed) / 6;
  }
  g_test_message ("mean error: %.3f by choice, %.3f at random", chosen, random);
  g_assert_cmpfloat (chosen, <, random);
  g_assert_cmpfloat (chosen, <, 0.6);
}

/* The first picks link everything; the same seed picks the same; many pictures take no time. */
static void
test_first_picks (void)
{
  g_autoptr (AcuPairTable) table = acu_pair_table_new (500);
  g_autoptr (GArray) picks = acu_pair_choice_pick (table, 500, 9);
  g_autoptr (GArray) again = acu_pair_choice_pick (table, 500, 9);
  g_autofree guint *component = g_new (guint, 500);

  g_assert_cmpuint (picks->len, ==, 500);
  for (guint k = 0; k < picks->len; k++) {
    const AcuPairPick *pick = &g_array_index (picks, AcuPairPick, k);
    const AcuPairPick *same = &g_array_index (again, AcuPairPick, k);

    g_assert_cmpuint (pick->first, ==, same->first);
    g_assert_cmpuint (pick->second, ==, same->second);
    acu_pair_table_add (table, pick->first, pick->second, 1.0, 1);
  }
  g_assert_cmpuint (acu_pair_table_find_components (table, component), ==, 1);
}

/* Equal strengths known badly tell more than a foregone conclusion. */
static void
test_information (void)
{
  g_autoptr (AcuPairTable) table = acu_pair_table_new (3);
  g_autoptr (AcuBradleyTerry) fit = NULL;

  acu_pair_table_add (table, 0, 1, 0.5, 4);
  acu_pair_table_add (table, 0, 2, 1.0, 12);
  acu_pair_table_add (table, 2, 1, 1.0, 1);
  acu_pair_table_add (table, 1, 2, 1.0, 12);
  fit = acu_bradley_terry_fit (table, 0.0, ACU_BRADLEY_TERRY_DENSE);
  /* The first two are equals but for what each has shown beside the third. */
  g_assert_cmpfloat (acu_pair_choice_get_information (fit, 0, 1), >,
                     acu_pair_choice_get_information (fit, 1, 2));
  g_assert_cmpfloat_with_epsilon (acu_pair_choice_get_information (fit, 0, 1),
                                  acu_pair_choice_get_information (fit, 1, 0), 1e-12);
}

/* Of equals that are known equally well every pair tells the same, by the formula of its two: p is
 * a half, and of so many games between n the difference's variance is 8 over n times their number.
 */
static void
test_equals (void)
{
  g_autoptr (AcuPairTable) table = acu_pair_table_new (4);
  g_autoptr (AcuBradleyTerry) fit = NULL;
  const guint n = 4, games = 6;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      acu_pair_table_add (table, i, j, 0.5, games);
  fit = acu_bradley_terry_fit (table, 0.0, ACU_BRADLEY_TERRY_DENSE);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++) {
      g_assert_cmpfloat_with_epsilon (acu_bradley_terry_get_difference_variance (fit, i, j),
                                      8.0 / (n * games), 1e-9);
      g_assert_cmpfloat_with_epsilon (acu_pair_choice_get_information (fit, i, j),
                                      0.5 * log1p (2.0 / (n * games)), 1e-9);
    }
}

static void
assert_picks_differ (const GArray *picks)
{
  for (guint i = 0; i < picks->len; i++)
    for (guint k = 0; k < i; k++) {
      const AcuPairPick *a = &g_array_index (picks, AcuPairPick, i);
      const AcuPairPick *b = &g_array_index (picks, AcuPairPick, k);

      g_assert_false (MIN (a->first, a->second) == MIN (b->first, b->second) &&
                      MAX (a->first, a->second) == MAX (b->first, b->second));
    }
}

/* Of few items more pairs may be wanted than there are to choose from; none is asked for twice
 * before it is answered. */
static void
test_few_items (void)
{
  for (guint n = 2; n <= 12; n++)
    for (guint64 seed = 0; seed < 50; seed++) {
      g_autoptr (AcuPairTable) table = acu_pair_table_new (n);
      guint n_answers = 0;

      for (guint round = 0; round < 4; round++) {
        g_autoptr (GArray) picks = acu_pair_choice_pick (table, 8, seed + n_answers);

        g_assert_cmpuint (picks->len, ==, MIN (n * (n - 1) / 2, 8));
        assert_picks_differ (picks);
        for (guint i = 0; i < picks->len; i++, n_answers++) {
          const AcuPairPick *pick = &g_array_index (picks, AcuPairPick, i);

          g_assert_cmpuint (MAX (pick->first, pick->second), <, n);
          g_assert_cmpuint (pick->first, !=, pick->second);
          acu_pair_table_add (table, pick->first, pick->second, 1.0, 1);
        }
      }
    }
}

#define ADD(name, func) g_test_add_func ("/bradley-terry/" name, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("baseball", test_baseball);
  ADD ("two", test_two);
  ADD ("unlinked", test_unlinked);
  ADD ("share-of-two", test_share_of_two);
  ADD ("coverage", test_coverage);
  ADD ("choice", test_choice);
  ADD ("first-picks", test_first_picks);
  ADD ("few-items", test_few_items);
  ADD ("information", test_information);
  ADD ("equals", test_equals);
  return g_test_run ();
}

#include "app/labeling/pair-choice.h"

#include "compute/random.h"

#include <math.h>

/* Whom an item is looked at beside. */
#define NEIGHBOURS 6
#define STRANGERS  2

/* A rater waits for the pick: beyond so many items the variance of a difference is taken for the
 * sum of the two items' own. */
#define MAX_DENSE 500

double
acu_pair_choice_get_information (const AcuBradleyTerry *fit, guint first, guint second)
{
  double p = acu_bradley_terry_predict (fit, first, second);

  return 0.5 *
         log1p (p * (1.0 - p) * acu_bradley_terry_get_difference_variance (fit, first, second));
}

/* Which of the two is on the left is chance, since people favour a side. */
static void
add_pick (GArray *picks, AcuRandom *random, guint a, guint b)
{
  gboolean swapped = acu_random_below (random, 2) == 1;
  AcuPairPick pick = {swapped ? b : a, swapped ? a : b};

  g_array_append_val (picks, pick);
}

/* Chains items that have not met anybody: each with the one before, the first with one that has. */
static void
chain_strangers (const AcuBradleyTerry *fit, GArray *picks, guint n_picks, AcuRandom *random)
{
  g_autofree guint32 *order = g_new (guint32, fit->n);
  guint before = G_MAXUINT, first = G_MAXUINT, n_chained = 0;

  for (guint i = 0; i < fit->n; i++)
    order[i] = i;
  acu_random_shuffle (random, order, fit->n);
  for (guint k = 0; k < fit->n; k++)
    if (fit->comparisons[order[k]] > 0.0)
      before = order[k];
  for (guint k = 0; k < fit->n && picks->len < n_picks; k++) {
    if (fit->comparisons[order[k]] > 0.0)
      continue;
    if (before != G_MAXUINT)
      add_pick (picks, random, before, order[k]);
    if (first == G_MAXUINT)
      first = order[k];
    before = order[k];
    n_chained++;
  }
  /* Closing the ring lets every item of it win once and lose once. */
  if (n_chained > 2 && n_chained == fit->n && picks->len < n_picks)
    add_pick (picks, random, before, first);
}

typedef struct {
  guint first, second;
  double information;
} Candidate;

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *first = a, *second = b;

  if (first->information != second->information)
    return first->information > second->information ? -1 : 1;
  if (first->first != second->first)
    return first->first < second->first ? -1 : 1;
  return (first->second > second->second) - (first->second < second->second);
}

static int
compare_strengths (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const AcuBradleyTerry *fit = user_data;
  double first = fit->strength[*(const guint32 *)a], second = fit->strength[*(const guint32 *)b];

  return (first > second) - (first < second);
}

static void
add_candidate (GArray *candidates, const AcuBradleyTerry *fit, guint a, guint b)
{
  Candidate candidate = {MIN (a, b), MAX (a, b), acu_pair_choice_get_information (fit, a, b)};

  if (a != b)
    g_array_append_val (candidates, candidate);
}

static GArray *
list_candidates (const AcuBradleyTerry *fit, AcuRandom *random)
{
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autofree guint32 *order = g_new (guint32, fit->n);

  for (guint i = 0; i < fit->n; i++)
    order[i] = i;
  /* Shuffled first, so that equals are neighbours by chance and not by their place in a list. */
  acu_random_shuffle (random, order, fit->n);
  g_qsort_with_data (order, (int)fit->n, sizeof (guint32), compare_strengths, (gpointer)fit);
  for (guint k = 0; k < fit->n; k++) {
    for (guint step = 1; step <= NEIGHBOURS && k + step < fit->n; step++)
      add_candidate (candidates, fit, order[k], order[k + step]);
    for (guint i = 0; i < STRANGERS; i++)
      add_candidate (candidates, fit, order[k], acu_random_below (random, fit->n));
  }
  g_array_sort (candidates, compare_candidates);
  return candidates;
}

GArray *
acu_pair_choice_pick (const AcuPairTable *table, guint n_picks, guint64 seed)
{
  GArray *picks = g_array_new (FALSE, FALSE, sizeof (AcuPairPick));
  AcuRandom random = acu_random_new (seed, 0);
  guint n = acu_pair_table_get_n_items (table);
  g_autoptr (AcuBradleyTerry) fit = NULL;
  g_autoptr (GArray) candidates = NULL;
  g_autofree guint *uses = g_new0 (guint, n + 1);

  if (n < 2)
    return picks;
  fit = acu_bradley_terry_fit (table, ACU_BRADLEY_TERRY_PRIOR, MAX_DENSE);
  chain_strangers (fit, picks, n_picks, &random);
  if (picks->len >= n_picks)
    return picks;
  candidates = list_candidates (fit, &random);
  /* Level by level: first pairs of two items that this batch has not used, then of those used once,
   * and so on. */
  for (guint level = 0, n_left = 1; picks->len < n_picks && n_left > 0; level++) {
    n_left = 0;
    for (guint k = 0; k < candidates->len && picks->len < n_picks; k++) {
      Candidate *candidate = &g_array_index (candidates, Candidate, k);

      if (candidate->information < 0.0)
        continue;
      n_left++;
      if (MAX (uses[candidate->first], uses[candidate->second]) > level)
        continue;
      add_pick (picks, &random, candidate->first, candidate->second);
      uses[candidate->first]++;
      uses[candidate->second]++;
      candidate->information = -1.0;
    }
  }
  return picks;
}

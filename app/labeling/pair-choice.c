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

/* A batch, in which no pair is twice: before its first answer is known the second tells too little.
 */
typedef struct {
  GArray *picks;     /* AcuPairPick */
  GHashTable *taken; /* gint64 of both items */
  AcuRandom random;
} Batch;

/* Which of the two is on the left is chance, since people favour a side.  FALSE where they are in
 * the batch already. */
static gboolean
add_pick (Batch *batch, guint a, guint b)
{
  gint64 key = (gint64)MIN (a, b) << 32 | MAX (a, b);
  AcuPairPick pick;

  if (!g_hash_table_add (batch->taken, g_memdup2 (&key, sizeof key)))
    return FALSE;
  pick.first = acu_random_below (&batch->random, 2) == 1 ? b : a;
  pick.second = pick.first == a ? b : a;
  g_array_append_val (batch->picks, pick);
  return TRUE;
}

/* Chains items that have not met anybody: each with the one before, the first with one that has. */
static void
chain_strangers (const AcuBradleyTerry *fit, Batch *batch, guint n_picks)
{
  g_autofree guint32 *order = g_new (guint32, fit->n);
  guint before = G_MAXUINT, first = G_MAXUINT, n_chained = 0;

  for (guint i = 0; i < fit->n; i++)
    order[i] = i;
  acu_random_shuffle (&batch->random, order, fit->n);
  for (guint k = 0; k < fit->n; k++)
    if (fit->comparisons[order[k]] > 0.0)
      before = order[k];
  for (guint k = 0; k < fit->n && batch->picks->len < n_picks; k++) {
    if (fit->comparisons[order[k]] > 0.0)
      continue;
    if (before != G_MAXUINT)
      add_pick (batch, before, order[k]);
    if (first == G_MAXUINT)
      first = order[k];
    before = order[k];
    n_chained++;
  }
  /* Closing the ring lets every item of it win once and lose once. */
  if (n_chained > 2 && n_chained == fit->n && batch->picks->len < n_picks)
    add_pick (batch, before, first);
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

/* Level by level: first pairs of two items that the best pairs have not used, then of those used
 * once, and so on. */
static void
pick_best (const AcuBradleyTerry *fit, Batch *batch, guint n_picks)
{
  g_autoptr (GArray) candidates = list_candidates (fit, &batch->random);
  g_autofree guint *uses = g_new0 (guint, fit->n);

  for (guint level = 0, n_left = 1; batch->picks->len < n_picks && n_left > 0; level++) {
    n_left = 0;
    for (guint k = 0; k < candidates->len && batch->picks->len < n_picks; k++) {
      Candidate *candidate = &g_array_index (candidates, Candidate, k);

      if (candidate->information < 0.0)
        continue;
      n_left++;
      if (MAX (uses[candidate->first], uses[candidate->second]) > level)
        continue;
      candidate->information = -1.0;
      if (!add_pick (batch, candidate->first, candidate->second))
        continue;
      uses[candidate->first]++;
      uses[candidate->second]++;
    }
  }
}

GArray *
acu_pair_choice_pick (const AcuPairTable *table, guint n_picks, guint64 seed)
{
  Batch batch = {.picks = g_array_new (FALSE, FALSE, sizeof (AcuPairPick)),
                 .random = acu_random_new (seed, 0)};
  g_autoptr (AcuBradleyTerry) fit = NULL;

  if (acu_pair_table_get_n_items (table) < 2)
    return batch.picks;
  batch.taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  fit = acu_bradley_terry_fit (table, ACU_BRADLEY_TERRY_PRIOR, MAX_DENSE);
  chain_strangers (fit, &batch, n_picks);
  if (batch.picks->len < n_picks)
    pick_best (fit, &batch, n_picks);
  g_hash_table_unref (batch.taken);
  return batch.picks;
}

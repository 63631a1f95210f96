#include "app/learning/datasets/dataset-split.h"

#include "compute/random.h"

#include <math.h>

/* Splits draw from a stream of their own, so that no other use of the same seed shares numbers. */
#define SPLIT_STREAM 0x73706c6974 /* "split" */

guint32 *
acu_dataset_number_groups (const AcuDataset *dataset,
                           const guint32 *samples,
                           gsize n,
                           guint32 *n_groups)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  guint32 *group_of = g_new (guint32, MAX (n, 1));
  guint32 count = 0;

  for (gsize i = 0; i < n; i++) {
    const AcuSample *sample =
        acu_dataset_get_sample (dataset, samples != NULL ? samples[i] : (guint32)i);
    gpointer number;

    if (sample->group == NULL) {
      group_of[i] = count++;
    } else if (g_hash_table_lookup_extended (known, sample->group, NULL, &number)) {
      group_of[i] = GPOINTER_TO_UINT (number);
    } else {
      g_hash_table_insert (known, (gpointer)sample->group, GUINT_TO_POINTER (count));
      group_of[i] = count++;
    }
  }
  *n_groups = count;
  return group_of;
}

void
acu_dataset_split (AcuDataset *dataset, const AcuSplitOptions *options)
{
  const AcuSplit splits[] = {ACU_SPLIT_TRAIN, ACU_SPLIT_VAL, ACU_SPLIT_TEST};
  double shares[G_N_ELEMENTS (splits)];
  g_autofree guint32 *group_of = NULL;
  g_autofree guint32 *sizes = NULL;
  g_autofree guint32 *order = NULL;
  g_autofree AcuSplit *side = NULL;
  AcuRandom random;
  gsize length;
  guint32 n_groups;
  guint32 next = 0;
  double taken = 0;
  double due = 0;

  g_return_if_fail (dataset != NULL && options != NULL);
  g_return_if_fail (options->train >= 0 && options->val >= 0);
  g_return_if_fail (options->train + options->val <= 1 + 1e-9);

  length = acu_dataset_get_length (dataset);
  if (length == 0)
    return;
  group_of = acu_dataset_number_groups (dataset, NULL, length, &n_groups);
  sizes = g_new0 (guint32, n_groups);
  for (gsize i = 0; i < length; i++)
    sizes[group_of[i]]++;
  order = g_new (guint32, n_groups);
  side = g_new (AcuSplit, n_groups);
  for (guint32 g = 0; g < n_groups; g++)
    order[g] = g;
  random = acu_random_new (options->seed, SPLIT_STREAM);
  acu_random_shuffle (&random, order, n_groups);

  shares[0] = options->train;
  shares[1] = options->val;
  shares[2] = 1 - options->train - options->val;
  if (shares[2] < 1e-9)
    shares[2] = 0;

  for (gsize part = 0; part < G_N_ELEMENTS (splits); part++) {
    guint32 reserved = 0;
    guint32 first = next;

    if (shares[part] <= 0)
      continue;
    due += shares[part] * (double)length;
    for (gsize later = part + 1; later < G_N_ELEMENTS (splits); later++)
      reserved += shares[later] > 0;

    /* One more group as long as it brings the running total nearer to what is due, the first in any
     * case, and none that a later part needs so as not to stay empty. */
    while (next < n_groups && (next == first || n_groups - next > reserved)) {
      double size = sizes[order[next]];

      if (next > first && reserved > 0 && fabs (taken + size - due) > fabs (taken - due))
        break;
      side[order[next++]] = splits[part];
      taken += size;
    }
  }

  for (gsize i = 0; i < length; i++)
    acu_dataset_set_split (dataset, i, side[group_of[i]]);
}

void
acu_dataset_split_off (AcuDataset *dataset, AcuSplit from, AcuSplit to, double share, guint64 seed)
{
  g_autofree guint32 *samples = NULL;
  g_autofree guint32 *group_of = NULL;
  g_autofree guint32 *sizes = NULL;
  g_autofree guint32 *order = NULL;
  g_autofree gboolean *moves = NULL;
  AcuRandom random = acu_random_new (seed, SPLIT_STREAM);
  guint32 n_groups;
  gsize n;
  double taken = 0;

  g_return_if_fail (dataset != NULL && share >= 0 && share <= 1);

  samples = acu_dataset_indices (dataset, from, &n);
  group_of = acu_dataset_number_groups (dataset, samples, n, &n_groups);
  sizes = g_new0 (guint32, n_groups);
  order = g_new (guint32, n_groups);
  moves = g_new0 (gboolean, n_groups);
  for (gsize i = 0; i < n; i++)
    sizes[group_of[i]]++;
  for (guint32 g = 0; g < n_groups; g++)
    order[g] = g;
  acu_random_shuffle (&random, order, n_groups);
  for (guint32 g = 0; g < n_groups && taken + sizes[order[g]] / 2.0 < share * (double)n; g++) {
    moves[order[g]] = TRUE;
    taken += sizes[order[g]];
  }
  for (gsize i = 0; i < n; i++)
    if (moves[group_of[i]])
      acu_dataset_set_split (dataset, samples[i], to);
}

#include "app/learning/datasets/dataset-split.h"

#include "compute/random.h"

#include <math.h>

/* Splits draw from a stream of their own, so that no other use of the same seed shares numbers. */
#define SPLIT_STREAM 0x73706c6974 /* "split" */

/* Numbers the groups in order of appearance and counts their samples. */
static guint32
number_groups (const AcuDataset *dataset, guint32 *group_of, guint32 *sizes)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  gsize length = acu_dataset_get_length (dataset);
  guint32 count = 0;

  for (gsize i = 0; i < length; i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, i);
    gpointer number;

    if (sample->group == NULL) {
      group_of[i] = count++;
    } else if (g_hash_table_lookup_extended (known, sample->group, NULL, &number)) {
      group_of[i] = GPOINTER_TO_UINT (number);
    } else {
      g_hash_table_insert (known, (gpointer)sample->group, GUINT_TO_POINTER (count));
      group_of[i] = count++;
    }
    sizes[group_of[i]]++;
  }
  return count;
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
  group_of = g_new (guint32, length);
  sizes = g_new0 (guint32, length);
  n_groups = number_groups (dataset, group_of, sizes);
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

/* Dividing a dataset that was published without a split. */
#pragma once

#include "app/learning/datasets/dataset.h"

typedef struct {
  guint64 seed;
  double train; /* part of the samples to train on, 0..1 */
  double val;   /* part to validate on; train + val <= 1, what is left is for testing */
} AcuSplitOptions;

/* Four fifths for training, one fifth for validation, seed 0. */
#define ACU_SPLIT_OPTIONS_INIT                                                                     \
  {                                                                                                \
    .seed = 0, .train = 0.8, .val = 0.2                                                            \
  }

/* Assigns every sample anew to train, val or test, keeping each group (the distorted versions of
 * one reference, the pictures of one burst) on one side; a sample without a group is its own.
 * Groups are shuffled by the seed and dealt out in turn, so that parts come as near to their share
 * as whole groups allow; with equal groups this is the usual split by references.  As long as there
 * are groups enough, no part with a share above zero stays empty.
 * The same seed and samples give the same split. */
void acu_dataset_split (AcuDataset *dataset, const AcuSplitOptions *options);

/* The group of each of the @n @samples (NULL: the first @n), numbered from 0 in order of
 * appearance; a sample without a group is its own. (transfer full) */
guint32 *acu_dataset_number_groups (const AcuDataset *dataset,
                                    const guint32 *samples,
                                    gsize n,
                                    guint32 *n_groups);

/* Moves about @share of the samples in the part @from, whole groups of them, to the part @to. */
void
acu_dataset_split_off (AcuDataset *dataset, AcuSplit from, AcuSplit to, double share, guint64 seed);

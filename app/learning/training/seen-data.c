#include "app/learning/training/seen-data.h"

#include "app/learning/datasets/dataset-spec.h"
#include "app/learning/training/run-card.h"

#include <string.h>

/* Whoever trains by the window calls a published collection by its folder, and so did cards before
 * they told which one it is. (transfer full) (nullable) */
static char *
dup_folder_name (const char *spec)
{
  g_autofree char *path = NULL;

  if (acu_dataset_spec_get_collection (spec) == NULL)
    return NULL;
  path = g_canonicalize_filename (strchr (spec, ':') + 1, NULL);
  return g_path_get_basename (path);
}

AcuDataUse
acu_seen_data_find (const char *training,
                    const char *set,
                    const char *spec,
                    const AcuDataset *dataset,
                    AcuSplit split)
{
  g_autoptr (AcuModelLineage) lineage = acu_model_lineage_read (training);
  g_autofree char *name = acu_run_card_dup_data_name (set, spec, dataset);
  g_autofree char *folder = dup_folder_name (spec);
  const char *const names[] = {name, folder, NULL};
  /* A label set grows. */
  const AcuDataIdentity identity = {.names = names,
                                    .collection = acu_dataset_spec_get_collection (spec),
                                    .n_pictures =
                                        set != NULL ? 0 : acu_dataset_get_length (dataset)};
  AcuDataUses uses = acu_model_lineage_find_data (lineage, &identity);

  switch (split) {
  case ACU_SPLIT_VAL:
    return uses.validation;
  case ACU_SPLIT_TEST:
    return uses.test;
  default:
    return uses.whole;
  }
}

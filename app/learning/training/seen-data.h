/* What a model has seen of a dataset: its figures on that say less of what it will make of other
 * pictures than they seem to. */
#pragma once

#include "app/learning/datasets/dataset.h"
#include "app/scoring/model-lineage.h"

G_BEGIN_DECLS

/* What the part @split of @dataset (ACU_SPLIT_NONE: all of it), which @spec names, did in the
 * making of a model whose file says @training (AcuModelFile.training, nullable) of it.  @set: the
 * label set that it is; NULL: none. */
AcuDataUse acu_seen_data_find (const char *training,
                               const char *set,
                               const char *spec,
                               const AcuDataset *dataset,
                               AcuSplit split);

G_END_DECLS

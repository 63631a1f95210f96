/* Label sets as datasets: the specification labels:SET. */
#pragma once

#include "app/labeling/label-result.h"
#include "app/learning/datasets/dataset.h"

G_BEGIN_DECLS

/* The name in labels:SET; NULL for any other specification. */
const char *acu_label_dataset_get_set (const char *spec);

/* The photos of @result with their scores, each burst a group; those that are no longer where they
 * were are counted as missing.  Errors: ACU_LABELING_ERROR_DATA where none is. (transfer full) */
AcuDataset *acu_label_dataset_new (const AcuLabelResult *result, GError **error);

/* Opens what @spec says: labels:SET of the user's own catalog, scored by
 * acu_label_result_compute(), each burst a group; or anything that acu_dataset_open() opens.
 * Errors: those of either. (transfer full) */
AcuDataset *acu_label_dataset_open (const char *spec, GError **error);

/* Writes the scores of the set called @set to @path, as acu_label_export_mos() but none beyond the
 * scale: a copy that later ratings do not change. */
gboolean acu_label_dataset_save (const char *set, const char *path, GError **error);

G_END_DECLS

/* One importer for each published layout.  Each takes the dataset's folder or file (absolute) and
 * returns its labelled images in label order; images that are not there are noted as missing.
 * Errors: ACU_DATASET_ERROR, G_FILE_ERROR; each names the file.  Layouts and scales are described
 * above each definition. */
#pragma once

#include "app/learning/datasets/dataset.h"
#include "app/learning/datasets/folder-index.h"

AcuDataset *acu_import_agiqa (const char *folder, GError **error);
AcuDataset *acu_import_bid (const char *folder, GError **error);
AcuDataset *acu_import_csiq (const char *folder, GError **error);
AcuDataset *acu_import_csv (const char *file, GError **error);
AcuDataset *acu_import_json (const char *file, GError **error);
AcuDataset *acu_import_kadid (const char *folder, GError **error);
AcuDataset *acu_import_koniq (const char *folder, GError **error);
AcuDataset *acu_import_live (const char *folder, GError **error);
AcuDataset *acu_import_livec (const char *folder, GError **error);
AcuDataset *acu_import_spaq (const char *folder, GError **error);
AcuDataset *acu_import_tid2013 (const char *folder, GError **error);

/* For importers: adds the image called @name, or notes it as missing.  @group: (nullable) */
void acu_import_add_image (AcuDataset *dataset,
                           const AcuFolderIndex *images,
                           const char *name,
                           double mos,
                           AcuSplit split,
                           const char *group);

/* For importers: takes @dataset and gives it back, unless it has no image at all: then an error
 * (ACU_DATASET_ERROR_MISSING) says which were looked for, or that @labels (a file) lists none. */
AcuDataset *acu_import_finish (AcuDataset *dataset, const char *labels, GError **error);

#include "app/learning/datasets/importers.h"

#include "app/learning/datasets/dataset-error.h"

#include <glib/gi18n.h>

#define NAMES_IN_ERROR 5

void
acu_import_add_image (AcuDataset *dataset,
                      const AcuFolderIndex *images,
                      const char *name,
                      double mos,
                      AcuSplit split,
                      const char *group)
{
  const char *path;

  g_return_if_fail (dataset != NULL && images != NULL && name != NULL);

  path = acu_folder_index_find (images, name);
  if (path == NULL) {
    g_autofree char *expected = acu_folder_index_expected (images, name, acu_split_name (split));

    acu_dataset_add_missing (dataset, expected);
  } else {
    AcuSample sample = {.path = path, .mos = mos, .split = split, .group = group};

    acu_dataset_add (dataset, &sample);
  }
}

AcuDataset *
acu_import_finish (AcuDataset *dataset, const char *labels, GError **error)
{
  g_autofree char *missing = NULL;

  g_return_val_if_fail (dataset != NULL && labels != NULL, NULL);

  if (acu_dataset_get_length (dataset) > 0)
    return dataset;
  missing = acu_dataset_describe_missing (dataset, NAMES_IN_ERROR);
  if (missing != NULL)
    g_set_error_literal (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_MISSING, missing);
  else
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, _ ("%s lists no images"),
                 labels);
  acu_dataset_free (dataset);
  return NULL;
}

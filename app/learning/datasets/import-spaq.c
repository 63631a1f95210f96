#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/label-file.h"
#include "app/learning/datasets/xlsx-reader.h"

/* SPAQ (Fang et al., CVPR 2020): columns “Image name” and “MOS” (0..100) of Annotations/MOS and
 * Image attribute scores.xlsx; images in TestImage or img. */
AcuDataset *
acu_import_spaq (const char *folder, GError **error)
{
  static const char *const score_files[] = {"Annotations/MOS and Image attribute scores.xlsx",
                                            "MOS and Image attribute scores.xlsx", NULL};
  static const char *const image_folders[] = {"TestImage", "img", NULL};
  static const char *const columns[] = {"Image name", "MOS", NULL};
  g_autofree char *scores = acu_label_file_find (folder, score_files, error);
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (AcuFolderIndex) images = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  gsize name_column, score_column;

  if (scores == NULL)
    return NULL;
  table = acu_xlsx_read (scores, NULL, columns, error);
  if (table == NULL || !acu_table_require_column (table, columns[0], &name_column, error) ||
      !acu_table_require_column (table, columns[1], &score_column, error))
    return NULL;

  images = acu_folder_index_new ();
  acu_folder_index_add_all (images, folder, image_folders);
  dataset = acu_dataset_new ("SPAQ", 0, 100);
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    const char *name = acu_table_get_text (table, row, name_column);
    double mos;

    if (*name == '\0')
      continue;
    if (!acu_table_get_number (table, row, score_column, &mos, error))
      return NULL;
    acu_import_add_image (dataset, images, name, mos, ACU_SPLIT_NONE, NULL);
  }
  return acu_import_finish (g_steal_pointer (&dataset), scores, error);
}

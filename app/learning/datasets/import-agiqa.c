#include "app/learning/datasets/csv-reader.h"
#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/label-file.h"

/* AGIQA-3K (Li et al., TCSVT 2023): data.csv, of which `name` and `mos_quality` (0..5) are used;
 * images in all, in images, or beside the file.  Pictures of one prompt are one group, because they
 * show the same subject. */
AcuDataset *
acu_import_agiqa (const char *folder, GError **error)
{
  static const char *const score_files[] = {"data.csv", NULL};
  static const char *const image_folders[] = {"all", "images", "Images", ".", NULL};
  g_autofree char *path = acu_label_file_find (folder, score_files, error);
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (AcuFolderIndex) images = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  gsize name_column, score_column;
  int prompt_column;

  if (path == NULL)
    return NULL;
  table = acu_csv_read (path, error);
  if (table == NULL || !acu_table_require_column (table, "name", &name_column, error) ||
      !acu_table_require_column (table, "mos_quality", &score_column, error))
    return NULL;
  prompt_column = acu_table_find_column (table, "prompt");

  images = acu_folder_index_new ();
  acu_folder_index_add_all (images, folder, image_folders);
  dataset = acu_dataset_new ("AGIQA-3K", 0, 5);
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    const char *prompt =
        prompt_column >= 0 ? acu_table_get_text (table, row, (gsize)prompt_column) : "";
    double mos;

    if (!acu_table_get_number (table, row, score_column, &mos, error))
      return NULL;
    acu_import_add_image (dataset, images, acu_table_get_text (table, row, name_column), mos,
                          ACU_SPLIT_NONE, *prompt != '\0' ? prompt : NULL);
  }
  return acu_import_finish (g_steal_pointer (&dataset), path, error);
}

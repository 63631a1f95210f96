#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/label-file.h"
#include "app/learning/datasets/xlsx-reader.h"

/* Blurred Image Database (Ciancio et al., TIP 2011): “Image Number” and “Average Subjective Grade”
 * (0..5) of DatabaseGrades.xlsx; images DatabaseImage0001.JPG … beside it or in a folder. */
AcuDataset *
acu_import_bid (const char *folder, GError **error)
{
  static const char *const score_files[] = {"DatabaseGrades.xlsx", NULL};
  static const char *const image_folders[] = {".", "ImageDatabase", "images", NULL};
  static const char *const columns[] = {"Image Number", "Average Subjective Grade", NULL};
  g_autofree char *path = acu_label_file_find (folder, score_files, error);
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (AcuFolderIndex) images = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  gsize number_column, score_column;

  if (path == NULL)
    return NULL;
  table = acu_xlsx_read (path, NULL, columns, error);
  if (table == NULL || !acu_table_require_column (table, columns[0], &number_column, error) ||
      !acu_table_require_column (table, columns[1], &score_column, error))
    return NULL;

  images = acu_folder_index_new ();
  acu_folder_index_add_all (images, folder, image_folders);
  dataset = acu_dataset_new ("BID", 0, 5);
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    g_autofree char *name = NULL;
    double number, mos;

    /* Below the grades the sheet may go on with sums and remarks. */
    if (!acu_table_parse_number (table, acu_table_get_text (table, row, number_column), &number))
      continue;
    if (!acu_table_get_number (table, row, score_column, &mos, error))
      return NULL;
    name = g_strdup_printf ("DatabaseImage%04.0f.JPG", number);
    acu_import_add_image (dataset, images, name, mos, ACU_SPLIT_NONE, NULL);
  }
  return acu_import_finish (g_steal_pointer (&dataset), path, error);
}

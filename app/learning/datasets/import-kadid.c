#include "app/learning/datasets/csv-reader.h"
#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/label-file.h"

/* KADID-10k (Lin et al., QoMEX 2019): dmos.csv with dist_img, ref_img, dmos, var; images in images.
 * What the file calls dmos is a mean of degradation category ratings from 1 (very annoying) to 5
 * (imperceptible), so higher is better already.  References are the groups. */
AcuDataset *
acu_import_kadid (const char *folder, GError **error)
{
  static const char *const score_files[] = {"dmos.csv", NULL};
  static const char *const image_folders[] = {"images", NULL};
  g_autofree char *scores = acu_label_file_find (folder, score_files, error);
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (AcuFolderIndex) images = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  gsize name_column, reference_column, score_column;

  if (scores == NULL)
    return NULL;
  table = acu_csv_read (scores, error);
  if (table == NULL || !acu_table_require_column (table, "dist_img", &name_column, error) ||
      !acu_table_require_column (table, "ref_img", &reference_column, error) ||
      !acu_table_require_column (table, "dmos", &score_column, error))
    return NULL;

  images = acu_folder_index_new ();
  acu_folder_index_add_all (images, folder, image_folders);
  dataset = acu_dataset_new ("KADID-10k", 1, 5);
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    double mos;

    if (!acu_table_get_number (table, row, score_column, &mos, error))
      return NULL;
    acu_import_add_image (dataset, images, acu_table_get_text (table, row, name_column), mos,
                          ACU_SPLIT_NONE, acu_table_get_text (table, row, reference_column));
  }
  return acu_import_finish (g_steal_pointer (&dataset), scores, error);
}

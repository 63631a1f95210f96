#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/label-file.h"
#include "app/learning/datasets/words-reader.h"

#include <string.h>

/* TID2013 (Ponomarenko et al., SPIC 2015): mos_with_names.txt (score and name, 0..9), images
 * I01_01_1.bmp … in distorted_images.  What stands before the first underscore is the reference and
 * the group; copies differ in the letter case of names. */
AcuDataset *
acu_import_tid2013 (const char *folder, GError **error)
{
  static const char *const score_files[] = {"mos_with_names.txt", NULL};
  static const char *const image_folders[] = {"distorted_images", NULL};
  static const char *const columns[] = {"mos", "name", NULL};
  g_autofree char *path = acu_label_file_find (folder, score_files, error);
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (AcuFolderIndex) images = NULL;
  g_autoptr (AcuDataset) dataset = NULL;

  if (path == NULL)
    return NULL;
  table = acu_words_read (path, columns, 0, error);
  if (table == NULL)
    return NULL;
  images = acu_folder_index_new ();
  acu_folder_index_add_all (images, folder, image_folders);
  dataset = acu_dataset_new ("TID2013", 0, 9);
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    const char *name = acu_table_get_text (table, row, 1);
    g_autofree char *reference = g_ascii_strup (name, (gssize)strcspn (name, "_"));
    double mos;

    if (!acu_table_get_number (table, row, 0, &mos, error))
      return NULL;
    acu_import_add_image (dataset, images, name, mos, ACU_SPLIT_NONE, reference);
  }
  return acu_import_finish (g_steal_pointer (&dataset), path, error);
}

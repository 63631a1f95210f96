#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/json-reader.h"

/* [{"image", "score"}] of SMART-IQA.  Its paths name a folder that need not be there any more
 * ("koniq_test/1.jpg"): an image is looked for at its path beside the file, then by its bare name,
 * which is how the reference implementation does it.  The scale is guessed from the scores. */
AcuDataset *
acu_import_json (const char *file, GError **error)
{
  g_autoptr (AcuTable) table = acu_json_scores_read (file, error);
  g_autoptr (AcuDataset) dataset = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  if (table == NULL)
    return NULL;
  folder = g_path_get_dirname (file);
  name = g_path_get_basename (file);
  dataset = acu_dataset_new (name, 0, 100);
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    const char *image = acu_table_get_text (table, row, 0);
    g_autofree char *base = g_path_get_basename (image);
    g_autofree char *named = g_canonicalize_filename (image, folder);
    g_autofree char *beside = g_build_filename (folder, base, NULL);
    AcuSample sample = {.split = ACU_SPLIT_NONE};

    if (!acu_table_get_number (table, row, 1, &sample.mos, error))
      return NULL;
    if (g_file_test (named, G_FILE_TEST_IS_REGULAR))
      sample.path = named;
    else if (g_file_test (beside, G_FILE_TEST_IS_REGULAR))
      sample.path = beside;
    if (sample.path != NULL)
      acu_dataset_add (dataset, &sample);
    else
      acu_dataset_add_missing (dataset, named);
  }
  acu_dataset_guess_score_range (dataset);
  return acu_import_finish (g_steal_pointer (&dataset), file, error);
}

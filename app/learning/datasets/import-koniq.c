#include "app/learning/datasets/csv-reader.h"
#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/json-reader.h"
#include "app/learning/datasets/label-file.h"

#include <glib/gi18n.h>

#define SETS_FILE "koniq10k_distributions_sets.csv"

static const char *const score_files[] = {"koniq10k_scores_and_distributions.csv", SETS_FILE, NULL};
static const char *const image_folders[] = {"1024x768",    "512x384",    "train", "test",
                                            "koniq_train", "koniq_test", NULL};

static void
put_split (GHashTable *splits, const char *name, AcuSplit split)
{
  g_hash_table_replace (splits, g_strdup (name), GINT_TO_POINTER (split));
}

/* The official split: column `set` of its own file. */
static gboolean
read_sets (const char *path, GHashTable *splits, GError **error)
{
  g_autoptr (AcuTable) table = acu_csv_read (path, error);
  gsize name_column, set_column;

  if (table == NULL || !acu_table_require_column (table, "image_name", &name_column, error) ||
      !acu_table_require_column (table, "set", &set_column, error))
    return FALSE;
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    const char *text = acu_table_get_text (table, row, set_column);
    AcuSplit split;

    if (!acu_split_from_name (text, &split)) {
      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   _ ("%s, line %u: the set is training, validation or test, not “%.40s”"), path,
                   acu_table_get_line (table, row), text);
      return FALSE;
    }
    put_split (splits, acu_table_get_text (table, row, name_column), split);
  }
  return TRUE;
}

/* The split as the reference implementation of SMART-IQA has it: a list of images for each part. */
static gboolean
read_list (const char *path, AcuSplit split, GHashTable *splits, GError **error)
{
  g_autoptr (AcuTable) table = acu_json_scores_read (path, error);

  if (table == NULL)
    return FALSE;
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    g_autofree char *name = g_path_get_basename (acu_table_get_text (table, row, 0));

    put_split (splits, name, split);
  }
  return TRUE;
}

static GHashTable *
read_splits (const char *folder, GError **error)
{
  g_autoptr (GHashTable) splits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *sets = g_build_filename (folder, SETS_FILE, NULL);
  g_autofree char *train = g_build_filename (folder, "koniq_train.json", NULL);
  g_autofree char *test = g_build_filename (folder, "koniq_test.json", NULL);

  if (g_file_test (sets, G_FILE_TEST_EXISTS)) {
    if (!read_sets (sets, splits, error))
      return NULL;
    return g_steal_pointer (&splits);
  }
  if (g_file_test (train, G_FILE_TEST_EXISTS) && !read_list (train, ACU_SPLIT_TRAIN, splits, error))
    return NULL;
  if (g_file_test (test, G_FILE_TEST_EXISTS) && !read_list (test, ACU_SPLIT_TEST, splits, error))
    return NULL;
  return g_steal_pointer (&splits);
}

/* Without any list, images that lie in a folder of their part belong to it. */
static AcuSplit
split_of_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_str_has_suffix (folder, "train"))
    return ACU_SPLIT_TRAIN;
  return g_str_has_suffix (folder, "test") ? ACU_SPLIT_TEST : ACU_SPLIT_NONE;
}

/* KonIQ-10k (Hosu et al., TIP 2020): scores in koniq10k_scores_and_distributions.csv, of which
 * MOS_zscore (0..100) is used; the official split, and where the first is absent the same scores,
 * in koniq10k_distributions_sets.csv; images in one of 1024x768, 512x384 or in train and test. */
AcuDataset *
acu_import_koniq (const char *folder, GError **error)
{
  g_autofree char *scores = acu_label_file_find (folder, score_files, error);
  g_autoptr (AcuTable) table = NULL;
  g_autoptr (GHashTable) splits = NULL;
  g_autoptr (AcuFolderIndex) images = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  gsize name_column, score_column;

  if (scores == NULL)
    return NULL;
  table = acu_csv_read (scores, error);
  if (table == NULL || !acu_table_require_column (table, "image_name", &name_column, error))
    return NULL;
  /* Only the file of the sets calls the z-scored opinion plainly MOS. */
  if (!acu_table_require_column (table, g_str_has_suffix (scores, SETS_FILE) ? "MOS" : "MOS_zscore",
                                 &score_column, error))
    return NULL;
  splits = read_splits (folder, error);
  if (splits == NULL)
    return NULL;

  images = acu_folder_index_new ();
  acu_folder_index_add_all (images, folder, image_folders);
  dataset = acu_dataset_new ("KonIQ-10k", 0, 100);
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    const char *name = acu_table_get_text (table, row, name_column);
    const char *path = acu_folder_index_find (images, name);
    AcuSplit split = GPOINTER_TO_INT (g_hash_table_lookup (splits, name));
    double mos;

    if (!acu_table_get_number (table, row, score_column, &mos, error))
      return NULL;
    if (g_hash_table_size (splits) == 0 && path != NULL)
      split = split_of_folder (path);
    acu_import_add_image (dataset, images, name, mos, split, NULL);
  }
  return acu_import_finish (g_steal_pointer (&dataset), scores, error);
}

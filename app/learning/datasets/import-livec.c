#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/label-file.h"
#include "app/learning/datasets/mat-reader.h"

#include <glib/gi18n.h>

/* The first images taught the raters the task; every published evaluation leaves them out. */
#define TRAINING_IMAGES 7

/* LIVE In the Wild Image Quality Challenge (Ghadiyaram and Bovik, TIP 2016): `AllImages_release`
 * and `AllMOS_release` (0..100) of the files of the same names in Data; images in Images. */
AcuDataset *
acu_import_livec (const char *folder, GError **error)
{
  static const char *const name_files[] = {"Data/AllImages_release.mat", NULL};
  static const char *const score_files[] = {"Data/AllMOS_release.mat", NULL};
  static const char *const image_folders[] = {"Images", NULL};
  g_autofree char *names_path = acu_label_file_find (folder, name_files, error);
  g_autofree char *scores_path = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree double *scores = NULL;
  g_autoptr (AcuFolderIndex) images = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  gsize n_names, n_scores;

  if (names_path == NULL)
    return NULL;
  scores_path = acu_label_file_find (folder, score_files, error);
  if (scores_path == NULL)
    return NULL;
  names = acu_mat_read_strings (names_path, "AllImages_release", &n_names, error);
  if (names == NULL)
    return NULL;
  scores = acu_mat_read_numbers (scores_path, "AllMOS_release", &n_scores, error);
  if (scores == NULL)
    return NULL;
  if (n_names != n_scores) {
    g_autofree char *counted =
        g_strdup_printf (ngettext ("%zu score", "%zu scores", n_scores), n_scores);
    g_autofree char *pictures =
        g_strdup_printf (ngettext ("%zu image", "%zu images", n_names), n_names);

    /* Translators: two files, “9 scores”, “8 images” */
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s does not belong to %s: there are %s for %s"), scores_path, names_path,
                 counted, pictures);
    return NULL;
  }

  images = acu_folder_index_new ();
  acu_folder_index_add_all (images, folder, image_folders);
  dataset = acu_dataset_new ("LIVE Challenge", 0, 100);
  for (gsize i = TRAINING_IMAGES; i < n_names; i++)
    acu_import_add_image (dataset, images, names[i], scores[i], ACU_SPLIT_NONE, NULL);
  return acu_import_finish (g_steal_pointer (&dataset), scores_path, error);
}

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/label-file.h"
#include "app/learning/datasets/words-reader.h"
#include "app/learning/datasets/xlsx-reader.h"

#include <glib/gi18n.h>

static const char *const image_folders[] = {"dst_imgs_all",  "dst_imgs",          "dst_imgs/awgn",
                                            "dst_imgs/jpeg", "dst_imgs/jpeg2000", "dst_imgs/fnoise",
                                            "dst_imgs/blur", "dst_imgs/contrast", NULL};

/* What the spreadsheet calls a distortion, and how file names abbreviate it. */
static const struct {
  const char *type;
  const char *token;
} distortions[] = {
    {"noise", "AWGN"},    {"jpeg", "JPEG"}, {"jpeg 2000", "jpeg2000"},
    {"fnoise", "fnoise"}, {"blur", "BLUR"}, {"contrast", "contrast"},
};

static const char *
find_token (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (distortions); i++)
    if (g_ascii_strcasecmp (type, distortions[i].type) == 0)
      return distortions[i].token;
  return NULL;
}

static gboolean
add_from_spreadsheet (AcuDataset *dataset,
                      const AcuFolderIndex *images,
                      const char *path,
                      GError **error)
{
  static const char *const columns[] = {"image", "dst_type", "dst_lev", "dmos", NULL};
  g_autoptr (AcuTable) table = acu_xlsx_read (path, "all_by_image", columns, error);
  gsize image, type, level, score;

  if (table == NULL || !acu_table_require_column (table, "image", &image, error) ||
      !acu_table_require_column (table, "dst_type", &type, error) ||
      !acu_table_require_column (table, "dst_lev", &level, error) ||
      !acu_table_require_column (table, "dmos", &score, error))
    return FALSE;
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    const char *reference = acu_table_get_text (table, row, image);
    const char *token = find_token (acu_table_get_text (table, row, type));
    g_autofree char *name = NULL;
    double dmos, step;

    if (*reference == '\0')
      continue;
    if (token == NULL) {
      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   _ ("%s, line %u: CSIQ has no distortion “%.40s”"), path,
                   acu_table_get_line (table, row), acu_table_get_text (table, row, type));
      return FALSE;
    }
    if (!acu_table_get_number (table, row, level, &step, error) ||
        !acu_table_get_number (table, row, score, &dmos, error))
      return FALSE;
    name = g_strdup_printf ("%s.%s.%.0f.png", reference, token, step);
    acu_import_add_image (dataset, images, name, 1 - dmos, ACU_SPLIT_NONE, reference);
  }
  return TRUE;
}

static gboolean
add_from_list (AcuDataset *dataset, const AcuFolderIndex *images, const char *path, GError **error)
{
  static const char *const columns[] = {"image", "dmos", NULL};
  g_autoptr (AcuTable) table = acu_words_read (path, columns, 0, error);

  if (table == NULL)
    return FALSE;
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    const char *name = acu_table_get_text (table, row, 0);
    g_auto (GStrv) parts = g_strsplit (name, ".", 2);
    double dmos;

    if (!acu_table_get_number (table, row, 1, &dmos, error))
      return FALSE;
    acu_import_add_image (dataset, images, name, 1 - dmos, ACU_SPLIT_NONE, parts[0]);
  }
  return TRUE;
}

/* CSIQ (Larson and Chandler, JEI 2010): sheet all_by_image of csiq.DMOS.xlsx, or the csiq_label.txt
 * (name and score) that circulates with it; images in dst_imgs and its folders, or all in
 * dst_imgs_all.  Scores are DMOS from 0 (best) to 1; MOS = 1 - DMOS.  References are the groups. */
AcuDataset *
acu_import_csiq (const char *folder, GError **error)
{
  static const char *const score_files[] = {"csiq.DMOS.xlsx", "csiq_label.txt", NULL};
  g_autofree char *path = acu_label_file_find (folder, score_files, error);
  g_autoptr (AcuFolderIndex) images = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  gboolean spreadsheet;

  if (path == NULL)
    return NULL;
  images = acu_folder_index_new ();
  acu_folder_index_add_all (images, folder, image_folders);
  dataset = acu_dataset_new ("CSIQ", 0, 1);
  spreadsheet = g_str_has_suffix (path, ".xlsx");
  if (spreadsheet && !add_from_spreadsheet (dataset, images, path, error))
    return NULL;
  if (!spreadsheet && !add_from_list (dataset, images, path, error))
    return NULL;
  return acu_import_finish (g_steal_pointer (&dataset), path, error);
}

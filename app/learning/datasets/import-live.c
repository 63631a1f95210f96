#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/importers.h"
#include "app/learning/datasets/label-file.h"
#include "app/learning/datasets/mat-reader.h"
#include "app/learning/datasets/words-reader.h"

#include <glib/gi18n.h>
#include <string.h>

/* The order in which the score vectors run through the folders, and how many images each has in the
 * published release. */
static const struct {
  const char *folder;
  gsize count;
} distortions[] = {
    {"jp2k", 227}, {"jpeg", 233}, {"wn", 174}, {"gblur", 174}, {"fastfading", 174},
};

/* @n scores, in words. (transfer full) */
static char *
count_scores (gsize n)
{
  return g_strdup_printf (ngettext ("%zu score", "%zu scores", n), n);
}

/* Sets @counts to the images of each folder: the published numbers if these make @total, or else
 * (in an excerpt) as many as each info.txt (reference, image, level) lists. */
static gboolean
count_images (const char *root, gsize total, gsize *counts, GError **error)
{
  static const char *const columns[] = {"reference", "image", "level", NULL};
  g_autofree char *scores = NULL, *images = NULL;
  gsize sum = 0;

  for (gsize d = 0; d < G_N_ELEMENTS (distortions); d++)
    sum += counts[d] = distortions[d].count;
  if (sum == total)
    return TRUE;

  sum = 0;
  for (gsize d = 0; d < G_N_ELEMENTS (distortions); d++) {
    g_autofree char *path = g_build_filename (root, distortions[d].folder, "info.txt", NULL);
    g_autoptr (AcuTable) table = NULL;

    if (g_file_test (path, G_FILE_TEST_EXISTS)) {
      table = acu_words_read (path, columns, 1, error);
      if (table == NULL)
        return FALSE;
      counts[d] = acu_table_get_n_rows (table);
    }
    sum += counts[d];
  }
  if (sum == total)
    return TRUE;
  scores = count_scores (total);
  images = g_strdup_printf (ngettext ("%zu image", "%zu images", sum), sum);
  /* Translators: a folder, “9 scores”, “8 images” */
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               _ ("The score file of %s has %s, but its folders have %s by their info.txt"), root,
               scores, images);
  return FALSE;
}

/* The vectors of one release, all of the same length. */
typedef struct {
  double *dmos;
  double *originals; /* 1 where the image is its own reference */
  char **references;
  gsize n;
} Scores;

static void
scores_clear (Scores *scores)
{
  g_free (scores->dmos);
  g_free (scores->originals);
  g_strfreev (scores->references);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scores, scores_clear)

static gboolean
read_scores (const char *folder, const char *path, Scores *scores, GError **error)
{
  static const char *const reference_files[] = {"refnames_all.mat", NULL};
  g_autofree char *references = acu_label_file_find (folder, reference_files, error);
  gsize n_originals, n_references;

  if (references == NULL)
    return FALSE;
  scores->dmos = acu_mat_read_numbers (path, acu_mat_has (path, "dmos_new") ? "dmos_new" : "dmos",
                                       &scores->n, error);
  if (scores->dmos == NULL)
    return FALSE;
  scores->originals = acu_mat_read_numbers (path, "orgs", &n_originals, error);
  if (scores->originals == NULL)
    return FALSE;
  scores->references = acu_mat_read_strings (references, "refnames_all", &n_references, error);
  if (scores->references == NULL)
    return FALSE;
  if (n_originals != scores->n || n_references != scores->n) {
    g_autofree char *counted = count_scores (scores->n);
    g_autofree char *flags =
        g_strdup_printf (ngettext ("%zu flag", "%zu flags", n_originals), n_originals);
    g_autofree char *names =
        g_strdup_printf (ngettext ("%zu reference", "%zu references", n_references), n_references);

    /* Translators: two files, “9 scores”, “8 flags”, “8 references” */
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s does not belong to %s: there are %s, %s and %s"), path, references, counted,
                 flags, names);
    return FALSE;
  }
  return TRUE;
}

/* LIVE Image Quality Assessment Database, release 2 (Sheikh et al., TIP 2006): one score vector
 * over the images img1.bmp, img2.bmp, … of jp2k, jpeg, wn, gblur, fastfading in turn; `dmos_new` of
 * dmos_realigned.mat (to be preferred) or `dmos` of dmos.mat, `orgs` marking undistorted images,
 * which are left out, and refnames_all.mat naming the references, which are the groups.
 * MOS = 100 - DMOS; realigned scores leave 0..100 by a few points and are kept as they are. */
AcuDataset *
acu_import_live (const char *folder, GError **error)
{
  static const char *const score_files[] = {"dmos_realigned.mat", "dmos.mat", NULL};
  g_autofree char *path = acu_label_file_find (folder, score_files, error);
  g_auto (Scores) scores = {0};
  g_autoptr (AcuDataset) dataset = NULL;
  gsize counts[G_N_ELEMENTS (distortions)];
  gsize at = 0;

  if (path == NULL || !read_scores (folder, path, &scores, error) ||
      !count_images (folder, scores.n, counts, error))
    return NULL;

  dataset = acu_dataset_new ("LIVE", 0, 100);
  for (gsize d = 0; d < G_N_ELEMENTS (distortions); d++) {
    g_autoptr (AcuFolderIndex) images = acu_folder_index_new ();
    g_autofree char *image_folder = g_build_filename (folder, distortions[d].folder, NULL);

    acu_folder_index_add (images, image_folder);
    for (gsize i = 0; i < counts[d]; i++, at++) {
      g_autofree char *name = g_strdup_printf ("img%" G_GSIZE_FORMAT ".bmp", i + 1);

      if (scores.originals[at] == 0)
        acu_import_add_image (dataset, images, name, 100 - scores.dmos[at], ACU_SPLIT_NONE,
                              scores.references[at]);
    }
  }
  return acu_import_finish (g_steal_pointer (&dataset), path, error);
}

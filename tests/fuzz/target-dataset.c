/* The importers of datasets, through the folder that each expects.  The first byte of an input
 * picks a layout, the rest is its files of labels: before each but the last two bytes, low first,
 * say how long it is. */
#include "app/learning/datasets/dataset-spec.h"
#include "tests/fuzz/fuzz-input.h"
#include "tests/fuzz/fuzz-workbook.h"

#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_FILES  7
#define MAX_IMAGES 3

typedef struct {
  const char *name; /* as specifications say it; NULL: a file by itself */
  const char *files[MAX_FILES];
  const char *images[MAX_IMAGES]; /* that are there, so that some of what is labelled is found */
  const char *sheet;              /* the files are workbooks with one of this name; or NULL */
  gboolean is_file;               /* the specification names the file and not the folder */
} Layout;

/* New ones come last: inputs name them by their place. */
static const Layout layouts[] = {
    {NULL, {"labels.csv"}, {"a.jpg", "b.jpg"}, .is_file = TRUE},
    {"json", {"labels.json"}, {"a.jpg", "b.jpg"}, .is_file = TRUE},
    {"koniq",
     {"koniq10k_scores_and_distributions.csv", "koniq10k_distributions_sets.csv"},
     {"1024x768/a.jpg", "1024x768/b.jpg"}},
    {"koniq",
     {"koniq10k_scores_and_distributions.csv", "koniq_train.json", "koniq_test.json"},
     {"train/a.jpg", "test/b.jpg"}},
    {"koniq", {"koniq10k_distributions_sets.csv"}, {"512x384/a.jpg"}},
    {"spaq",
     {"MOS and Image attribute scores.xlsx"},
     {"TestImage/a.jpg", "TestImage/b.jpg"},
     .sheet = "Sheet1"},
    {"kadid", {"dmos.csv"}, {"images/I01_01_01.png", "images/I02.png"}},
    {"live",
     {"dmos_realigned.mat", "refnames_all.mat", "jp2k/info.txt", "jpeg/info.txt", "wn/info.txt",
      "gblur/info.txt", "fastfading/info.txt"},
     {"jp2k/img1.bmp", "jp2k/img2.bmp"}},
    {"livec",
     {"Data/AllImages_release.mat", "Data/AllMOS_release.mat"},
     {"Images/a.jpg", "Images/b.jpg"}},
    {"csiq",
     {"csiq.DMOS.xlsx"},
     {"dst_imgs/awgn/a.AWGN.1.png", "dst_imgs/blur/a.BLUR.2.png"},
     .sheet = "all_by_image"},
    {"csiq", {"csiq_label.txt"}, {"dst_imgs_all/a.AWGN.1.png"}},
    {"bid", {"DatabaseGrades.xlsx"}, {"DatabaseImage0001.JPG"}, .sheet = "Sheet1"},
    {"tid2013", {"mos_with_names.txt"}, {"distorted_images/I01_01_1.bmp"}},
    {"agiqa", {"data.csv"}, {"all/a.jpg", "all/b.jpg"}},
};

static char *root;
static char *folders[G_N_ELEMENTS (layouts)]; /* NULL until they are made */

static int
remove_cb (const char *path, const struct stat *info, int type, struct FTW *place)
{
  return remove (path);
}

static void
remove_root (void)
{
  nftw (root, remove_cb, 8, FTW_DEPTH | FTW_PHYS);
  g_free (root);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    g_free (folders[i]);
}

/* Writes a file below @folder, and to no disk before time: this is done thousands of times. */
static void
write_file (const char *folder, const char *name, const void *data, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  int file;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  file = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (write (file, data, size), ==, (gssize)size);
  close (file);
}

/* The folder of a layout, which has its pictures. */
static const char *
get_folder (gsize index)
{
  const Layout *layout = &layouts[index];

  if (root == NULL) {
    root = g_dir_make_tmp ("acutance-fuzz-XXXXXX", NULL);
    g_assert_nonnull (root);
    atexit (remove_root);
  }
  if (folders[index] == NULL) {
    folders[index] = g_strdup_printf ("%s/%u", root, (guint)index);
    for (gsize i = 0; i < MAX_IMAGES && layout->images[i] != NULL; i++)
      write_file (folders[index], layout->images[i], "", 0);
  }
  return folders[index];
}

static void
write_labels (const Layout *layout, const char *folder, const guint8 *data, gsize size)
{
  for (gsize i = 0; i < MAX_FILES && layout->files[i] != NULL; i++) {
    gboolean is_last = i + 1 == MAX_FILES || layout->files[i + 1] == NULL;
    gsize length = size;

    if (!is_last) {
      length = size < 2 ? 0 : MIN ((gsize)(data[0] | data[1] << 8), size - 2);
      data += MIN (size, 2);
      size -= MIN (size, 2);
    }
    if (layout->sheet != NULL) {
      g_autoptr (GBytes) book = acu_fuzz_pack_workbook (layout->sheet, data, length);
      gsize book_size;
      const void *bytes = g_bytes_get_data (book, &book_size);

      write_file (folder, layout->files[i], bytes, book_size);
    } else {
      write_file (folder, layout->files[i], data, length);
    }
    data += length;
    size -= length;
  }
}

/* What is read of a dataset's files is what trainings are promised. */
static void
check (const AcuDataset *dataset)
{
  g_autofree char *missing = acu_dataset_describe_missing (dataset, 3);

  g_assert_true (missing == NULL || g_utf8_validate (missing, -1, NULL));
  g_assert_cmpuint (acu_dataset_get_length (dataset), >, 0);
  g_assert_cmpfloat (acu_dataset_get_score_min (dataset), <, acu_dataset_get_score_max (dataset));
  for (gsize i = 0; i < acu_dataset_get_length (dataset); i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, i);

    g_assert_true (g_path_is_absolute (sample->path));
    g_assert_true (isfinite (sample->mos));
    g_assert_cmpint (sample->split, <=, ACU_SPLIT_TEST);
    g_assert_true (isfinite (sample->level));
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize index = size > 0 ? data[0] % G_N_ELEMENTS (layouts) : 0;
  const Layout *layout = &layouts[index];
  const char *folder = get_folder (index);
  g_autofree char *path = NULL, *spec = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDataset) dataset = NULL;

  write_labels (layout, folder, data + MIN (size, 1), size - MIN (size, 1));
  path = layout->is_file ? g_build_filename (folder, layout->files[0], NULL) : g_strdup (folder);
  spec = layout->name != NULL ? g_strconcat (layout->name, ":", path, NULL) : g_strdup (path);
  dataset = acu_dataset_open (spec, &error);
  acu_fuzz_check_outcome (dataset != NULL, error);
  if (dataset != NULL)
    check (dataset);
  return 0;
}

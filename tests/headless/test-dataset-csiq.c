#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <string.h>

/* As published: three rows above the header, three columns left of it, a number as image name. */
static const char *const rows[] = {
    "|||CSIQ subjective database",
    "",
    "",
    "|||image|dst_idx|dst_type|dst_lev|dmos_std|dmos",
    "|||#1600|#1|noise|#1|#0.06|#0.062",
    "|||1600|#1|noise|#2|#0.08|#0.206",
    "|||aerial_city|#3|jpeg 2000|#4|#0.05|#0.75",
    "|||aerial_city|#5|blur|#5|#0.05|#1",
    "",
    NULL,
};

static void
write_images (const char *folder)
{
  acu_fixture_image (folder, "dst_imgs/awgn/1600.AWGN.1.png");
  acu_fixture_image (folder, "dst_imgs/awgn/1600.AWGN.2.png");
  acu_fixture_image (folder, "dst_imgs/jpeg2000/aerial_city.jpeg2000.4.png");
  acu_fixture_image (folder, "dst_imgs/blur/aerial_city.BLUR.5.png");
}

static void
test_published (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_xlsx (folder, "csiq.DMOS.xlsx", "all_by_image", rows);
  write_images (folder);
  dataset = acu_fixture_open ("csiq", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 4);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 1);
  acu_fixture_assert_sample (dataset, 0, "/awgn/1600.AWGN.1.png", 0.938, ACU_SPLIT_NONE, "1600");
  acu_fixture_assert_sample (dataset, 1, "/awgn/1600.AWGN.2.png", 0.794, ACU_SPLIT_NONE, "1600");
  acu_fixture_assert_sample (dataset, 2, "/jpeg2000/aerial_city.jpeg2000.4.png", 0.25,
                             ACU_SPLIT_NONE, "aerial_city");
  acu_fixture_assert_sample (dataset, 3, "/blur/aerial_city.BLUR.5.png", 0, ACU_SPLIT_NONE,
                             "aerial_city");
}

static void
test_list_and_one_folder (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_text (folder, "csiq_label.txt", "1600.AWGN.1.png 0.062\nshroom.contrast.3.png 0.4\n");
  acu_fixture_image (folder, "dst_imgs_all/1600.AWGN.1.png");
  acu_fixture_image (folder, "dst_imgs_all/shroom.contrast.3.png");
  dataset = acu_fixture_open ("csiq", folder, NULL);
  acu_fixture_assert_sample (dataset, 0, "/dst_imgs_all/1600.AWGN.1.png", 0.938, ACU_SPLIT_NONE,
                             "1600");
  acu_fixture_assert_sample (dataset, 1, "/dst_imgs_all/shroom.contrast.3.png", 0.6, ACU_SPLIT_NONE,
                             "shroom");
}

static void
test_incomplete (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_fails ("csiq", folder, NULL, ACU_DATASET_ERROR_MISSING, "csiq.DMOS.xlsx", NULL);
  acu_fixture_xlsx (folder, "csiq.DMOS.xlsx", "all_by_image",
                    (const char *const[]){"image|dst_type|dst_lev|dmos", "a|fog|#1|#0.5", NULL});
  acu_fixture_fails ("csiq", folder, NULL, ACU_DATASET_ERROR_FORMAT, "line 2", "fog", NULL);
}

/* What is missing is named where it belongs. */
static void
test_missing_places (void)
{
  g_autofree char *folder = acu_test_temporary_folder (), *missing = NULL;
  g_autofree char *sharp = g_build_filename (folder, "dst_imgs/jpeg2000", NULL);
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_xlsx (folder, "csiq.DMOS.xlsx", "all_by_image", rows);
  acu_fixture_image (folder, "dst_imgs/awgn/1600.AWGN.1.png");
  acu_fixture_image (folder, "dst_imgs/jpeg/other.png");
  g_assert_cmpint (g_mkdir (sharp, 0777), ==, 0);
  dataset = acu_fixture_open ("csiq", folder, NULL);
  missing = acu_dataset_describe_missing (dataset, 3);
  g_assert_nonnull (strstr (missing, "/dst_imgs/awgn/1600.AWGN.2.png"));
  g_assert_nonnull (strstr (missing, "/dst_imgs/jpeg2000/aerial_city.jpeg2000.4.png"));
  /* Nobody can tell of a folder that is missing as well. */
  g_assert_nonnull (strstr (missing, "/dst_imgs/aerial_city.BLUR.5.png"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/csiq/published", test_published);
  g_test_add_func ("/dataset/csiq/list", test_list_and_one_folder);
  g_test_add_func ("/dataset/csiq/missing-places", test_missing_places);
  g_test_add_func ("/dataset/csiq/incomplete", test_incomplete);
  return g_test_run ();
}

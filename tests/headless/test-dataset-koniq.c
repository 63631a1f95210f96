#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <string.h>

#define SCORES "koniq10k_scores_and_distributions.csv"
#define SETS   "koniq10k_distributions_sets.csv"

static const char scores[] =
    "\"image_name\",\"c1\",\"c2\",\"c3\",\"c4\",\"c5\",\"c_total\",\"MOS\",\"SD\",\"MOS_zscore\"\n"
    "\"10004473376.jpg\",0,0,25,73,7,105,3.82857142857143,0.527,77.3836206896552\n"
    "\"10007357496.jpg\",0,3,45,47,1,96,3.47916666666667,0.58,68.7285714285714\n"
    "\"826373.jpg\",20,30,40,10,0,100,2.4,0.92,31.5\n";
static const char sets[] =
    "image_name,c1,c2,c3,c4,c5,c_total,MOS,SD,set\n"
    "10004473376.jpg,0.0,0.0,0.238,0.695,0.067,105,77.3836206897,0.527,training\n"
    "10007357496.jpg,0.0,0.031,0.469,0.490,0.010,96,68.7285714286,0.580,test\n"
    "826373.jpg,0.2,0.3,0.4,0.1,0.0,100,31.5,0.92,validation\n";

static void
test_published (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_text (folder, SCORES, scores);
  acu_fixture_text (folder, SETS, sets);
  acu_fixture_image (folder, "1024x768/10004473376.jpg");
  acu_fixture_image (folder, "1024x768/10007357496.jpg");
  acu_fixture_image (folder, "1024x768/826373.jpg");
  acu_fixture_image (folder, "512x384/826373.jpg");
  dataset = acu_fixture_open ("koniq", folder, NULL);
  g_assert_cmpstr (acu_dataset_get_name (dataset), ==, "KonIQ-10k");
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 3);
  g_assert_cmpfloat (acu_dataset_get_score_min (dataset), ==, 0);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 100);
  acu_fixture_assert_sample (dataset, 0, "/1024x768/10004473376.jpg", 77.3836206896552,
                             ACU_SPLIT_TRAIN, NULL);
  acu_fixture_assert_sample (dataset, 1, "/1024x768/10007357496.jpg", 68.7285714285714,
                             ACU_SPLIT_TEST, NULL);
  acu_fixture_assert_sample (dataset, 2, "/1024x768/826373.jpg", 31.5, ACU_SPLIT_VAL, NULL);
}

static void
test_small_images_and_sets_alone (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;
  g_autofree char *missing = NULL;

  acu_fixture_text (folder, SETS, sets);
  acu_fixture_image (folder, "512x384/10007357496.jpg");
  dataset = acu_fixture_open ("koniq", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 1);
  acu_fixture_assert_sample (dataset, 0, "/512x384/10007357496.jpg", 68.7285714286, ACU_SPLIT_TEST,
                             NULL);
  missing = acu_dataset_describe_missing (dataset, 1);
  g_assert_nonnull (g_strrstr (missing, "2 of 3"));
  g_assert_nonnull (g_strrstr (missing, "512x384/10004473376.jpg and 1 more"));
}

static void
test_folders_of_parts (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) by_folder = NULL;
  g_autoptr (AcuDataset) by_list = NULL, incomplete = NULL;
  g_autofree char *tested = g_build_filename (folder, "test", "10007357496.jpg", NULL);
  g_autofree char *missing = NULL;

  acu_fixture_text (folder, SCORES, scores);
  acu_fixture_image (folder, "train/10004473376.jpg");
  acu_fixture_image (folder, "train/826373.jpg");
  acu_fixture_image (folder, "test/10007357496.jpg");
  by_folder = acu_fixture_open ("koniq", folder, NULL);
  acu_fixture_assert_sample (by_folder, 0, "/train/10004473376.jpg", 77.3836206896552,
                             ACU_SPLIT_TRAIN, NULL);
  acu_fixture_assert_sample (by_folder, 1, "/test/10007357496.jpg", 68.7285714285714,
                             ACU_SPLIT_TEST, NULL);
  acu_fixture_assert_sample (by_folder, 2, "/train/826373.jpg", 31.5, ACU_SPLIT_TRAIN, NULL);

  /* The reference implementation's lists outrank where the images lie. */
  acu_fixture_text (folder, "koniq_train.json",
                    "[{\"image\": \"koniq_train/10004473376.jpg\", \"score\": 77.4}]");
  acu_fixture_text (folder, "koniq_test.json",
                    "[{\"image\": \"koniq_test/10007357496.jpg\", \"score\": 68},"
                    " {\"image\": \"koniq_test/826373.jpg\", \"score\": 31.5}]");
  by_list = acu_fixture_open ("koniq", folder, NULL);
  acu_fixture_assert_sample (by_list, 0, "/10004473376.jpg", 77.3836206896552, ACU_SPLIT_TRAIN,
                             NULL);
  acu_fixture_assert_sample (by_list, 2, "/826373.jpg", 31.5, ACU_SPLIT_TEST, NULL);

  /* What is missing is named in the folder of its part. */
  g_assert_cmpint (g_remove (tested), ==, 0);
  incomplete = acu_fixture_open ("koniq", folder, NULL);
  missing = acu_dataset_describe_missing (incomplete, 1);
  g_assert_nonnull (strstr (missing, tested));
}

static void
test_incomplete (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_fails ("koniq", folder, "nowhere", ACU_DATASET_ERROR_MISSING, "no folder", "nowhere",
                     NULL);
  acu_fixture_fails ("koniq", folder, NULL, ACU_DATASET_ERROR_MISSING, "lacks", SCORES, NULL);
  acu_fixture_text (folder, SCORES, scores);
  acu_fixture_fails ("koniq", folder, NULL, ACU_DATASET_ERROR_MISSING, "3 of 3", "1024x768", NULL);
  acu_fixture_image (folder, "1024x768/826373.jpg");
  acu_fixture_text (folder, SETS, "image_name,set\n826373.jpg,trainig\n");
  acu_fixture_fails ("koniq", folder, NULL, ACU_DATASET_ERROR_FORMAT, SETS, "line 2", "trainig",
                     NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/koniq/published", test_published);
  g_test_add_func ("/dataset/koniq/sets-alone", test_small_images_and_sets_alone);
  g_test_add_func ("/dataset/koniq/folders-of-parts", test_folders_of_parts);
  g_test_add_func ("/dataset/koniq/incomplete", test_incomplete);
  return g_test_run ();
}

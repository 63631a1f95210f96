#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

static void
test_published (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_text (folder, "dmos.csv",
                    "dist_img,ref_img,dmos,var\r\nI01_01_01.png,I01.png,4.57,0.496\r\n"
                    "I01_01_02.png,I01.png,4.33,0.869\r\nI02_25_05.png,I02.png,1.03,0.03\r\n");
  acu_fixture_image (folder, "images/I01.png");
  acu_fixture_image (folder, "images/I01_01_01.png");
  acu_fixture_image (folder, "images/I02_25_05.png");
  dataset = acu_fixture_open ("kadid", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 2);
  g_assert_cmpfloat (acu_dataset_get_score_min (dataset), ==, 1);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 5);
  acu_fixture_assert_sample (dataset, 0, "/images/I01_01_01.png", 4.57, ACU_SPLIT_NONE, "I01.png");
  acu_fixture_assert_sample (dataset, 1, "/images/I02_25_05.png", 1.03, ACU_SPLIT_NONE, "I02.png");
  g_assert_cmpuint (acu_dataset_get_missing (dataset)->len, ==, 1);
}

static void
test_incomplete (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_fails ("kadid", folder, NULL, ACU_DATASET_ERROR_MISSING, "lacks dmos.csv", NULL);
  acu_fixture_text (folder, "dmos.csv", "dist_img,dmos\na.png,3\n");
  acu_fixture_fails ("kadid", folder, NULL, ACU_DATASET_ERROR_FORMAT, "“ref_img”", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/kadid/published", test_published);
  g_test_add_func ("/dataset/kadid/incomplete", test_incomplete);
  return g_test_run ();
}

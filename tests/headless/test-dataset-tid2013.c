#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

static void
test_published (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_text (folder, "mos_with_names.txt",
                    "5.51429 I01_01_1.bmp\r\n5.56757 i01_01_2.bmp\r\n3.66667 i25_24_5.bmp\r\n");
  acu_fixture_image (folder, "distorted_images/I01_01_1.bmp");
  acu_fixture_image (folder, "distorted_images/I01_01_2.bmp");
  acu_fixture_image (folder, "distorted_images/I25_24_5.BMP");
  dataset = acu_fixture_open ("tid2013", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 3);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 9);
  acu_fixture_assert_sample (dataset, 0, "/I01_01_1.bmp", 5.51429, ACU_SPLIT_NONE, "I01");
  acu_fixture_assert_sample (dataset, 1, "/I01_01_2.bmp", 5.56757, ACU_SPLIT_NONE, "I01");
  acu_fixture_assert_sample (dataset, 2, "/I25_24_5.BMP", 3.66667, ACU_SPLIT_NONE, "I25");
}

static void
test_incomplete (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_fails ("tid2013", folder, NULL, ACU_DATASET_ERROR_MISSING, "mos_with_names.txt",
                     NULL);
  acu_fixture_text (folder, "mos_with_names.txt", "5.5 I01_01_1.bmp\n5.6\n");
  acu_fixture_fails ("tid2013", folder, NULL, ACU_DATASET_ERROR_FORMAT, "line 2", "mos name", NULL);
  acu_fixture_text (folder, "mos_with_names.txt", "I01_01_1.bmp 5.5\n");
  acu_fixture_fails ("tid2013", folder, NULL, ACU_DATASET_ERROR_FORMAT, "line 1", "not a number",
                     NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/tid2013/published", test_published);
  g_test_add_func ("/dataset/tid2013/incomplete", test_incomplete);
  return g_test_run ();
}

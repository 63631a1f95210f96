#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

static void
test_published (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_xlsx (folder, "DatabaseGrades.xlsx", "Plan1",
                    (const char *const[]){"Image Number|Average Subjective Grade|std",
                                          "#1|#2.2|#0.4", "#12|#4.875|#0.2", "#590|#1|#0.1",
                                          "|#2.7", "Mean|#2.7", NULL});
  acu_fixture_image (folder, "DatabaseImage0001.JPG");
  acu_fixture_image (folder, "ImageDatabase/DatabaseImage0012.JPG");
  dataset = acu_fixture_open ("bid", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 2);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 5);
  acu_fixture_assert_sample (dataset, 0, "/DatabaseImage0001.JPG", 2.2, ACU_SPLIT_NONE, NULL);
  acu_fixture_assert_sample (dataset, 1, "/DatabaseImage0012.JPG", 4.875, ACU_SPLIT_NONE, NULL);
  g_assert_cmpuint (acu_dataset_get_missing (dataset)->len, ==, 1);
}

static void
test_incomplete (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_fails ("bid", folder, NULL, ACU_DATASET_ERROR_MISSING, "DatabaseGrades.xlsx", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/bid/published", test_published);
  g_test_add_func ("/dataset/bid/incomplete", test_incomplete);
  return g_test_run ();
}

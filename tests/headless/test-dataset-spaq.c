#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

#define SCORES "Annotations/MOS and Image attribute scores.xlsx"

static const char *const rows[] = {
    "Image name|MOS|Brightness|Colorfulness|Contrast|Noisiness|Sharpness",
    "00001.jpg|#33.44|#35.74|#47.03|#39.3|#25.8|#21.86",
    "00002.jpg|#50.71|#49.43|#57.57|#59.5|#42.86|#48.5",
    "@00003.jpg|#8e1|#1|#2|#3|#4|#5",
    NULL,
};

static void
test_published (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_xlsx (folder, SCORES, "Sheet1", rows);
  acu_fixture_image (folder, "TestImage/00001.jpg");
  acu_fixture_image (folder, "TestImage/00002.jpg");
  acu_fixture_image (folder, "TestImage/00003.jpg");
  dataset = acu_fixture_open ("spaq", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 3);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 100);
  acu_fixture_assert_sample (dataset, 0, "/TestImage/00001.jpg", 33.44, ACU_SPLIT_NONE, NULL);
  acu_fixture_assert_sample (dataset, 1, "/TestImage/00002.jpg", 50.71, ACU_SPLIT_NONE, NULL);
  acu_fixture_assert_sample (dataset, 2, "/TestImage/00003.jpg", 80, ACU_SPLIT_NONE, NULL);
}

static void
test_other_folder (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_xlsx (folder, SCORES, "Sheet1", rows);
  acu_fixture_image (folder, "img/00002.JPG");
  dataset = acu_fixture_open ("spaq", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 1);
  acu_fixture_assert_sample (dataset, 0, "/img/00002.JPG", 50.71, ACU_SPLIT_NONE, NULL);
  g_assert_cmpuint (acu_dataset_get_missing (dataset)->len, ==, 2);
}

static void
test_incomplete (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_fails ("spaq", folder, NULL, ACU_DATASET_ERROR_MISSING, "lacks", SCORES, NULL);
  acu_fixture_text (folder, SCORES, "no archive");
  acu_fixture_fails ("spaq", folder, NULL, ACU_DATASET_ERROR_FORMAT, SCORES, NULL);
  acu_fixture_xlsx (folder, SCORES, "Sheet1",
                    (const char *const[]){"Image name|Score", "a|#1", NULL});
  acu_fixture_fails ("spaq", folder, NULL, ACU_DATASET_ERROR_FORMAT, "Image name”, “MOS", NULL);
  acu_fixture_xlsx (folder, SCORES, "Sheet1",
                    (const char *const[]){"Image name|MOS", "a.jpg|?", NULL});
  acu_fixture_fails ("spaq", folder, NULL, ACU_DATASET_ERROR_FORMAT, "line 2", "“MOS”", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/spaq/published", test_published);
  g_test_add_func ("/dataset/spaq/other-folder", test_other_folder);
  g_test_add_func ("/dataset/spaq/incomplete", test_incomplete);
  return g_test_run ();
}

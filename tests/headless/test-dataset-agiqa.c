#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

static void
test_published (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_text (
      folder, "data.csv",
      "name,prompt,adj1,adj2,style,mos_quality,std_quality,mos_align,std_align\n"
      "AttnGAN_normal_000.jpg,statue of a man,,,,0.8519,0.34,0.93,0.29\n"
      "midjourney_lowstep_004.jpg,\"goat on a rock, sunny\",sharp,,baroque style,2.9,0.4,3.1,0.5\n"
      "glide_normal_000.jpg,statue of a man,,,,1.3,0.34,0.93,0.29\n");
  acu_fixture_image (folder, "all/AttnGAN_normal_000.jpg");
  acu_fixture_image (folder, "all/midjourney_lowstep_004.jpg");
  dataset = acu_fixture_open ("agiqa", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 2);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 5);
  acu_fixture_assert_sample (dataset, 0, "/all/AttnGAN_normal_000.jpg", 0.8519, ACU_SPLIT_NONE,
                             "statue of a man");
  acu_fixture_assert_sample (dataset, 1, "/all/midjourney_lowstep_004.jpg", 2.9, ACU_SPLIT_NONE,
                             "goat on a rock, sunny");
  g_assert_cmpuint (acu_dataset_get_missing (dataset)->len, ==, 1);
}

static void
test_other_folders (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_text (folder, "data.csv", "name,mos_quality\na.jpg,1\nb.jpg,2\n");
  acu_fixture_image (folder, "images/a.jpg");
  acu_fixture_image (folder, "b.jpg");
  dataset = acu_fixture_open ("agiqa", folder, NULL);
  acu_fixture_assert_sample (dataset, 0, "/images/a.jpg", 1, ACU_SPLIT_NONE, NULL);
  acu_fixture_assert_sample (dataset, 1, "/b.jpg", 2, ACU_SPLIT_NONE, NULL);
}

static void
test_incomplete (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_fails ("agiqa", folder, NULL, ACU_DATASET_ERROR_MISSING, "data.csv", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/agiqa/published", test_published);
  g_test_add_func ("/dataset/agiqa/other-folders", test_other_folders);
  g_test_add_func ("/dataset/agiqa/incomplete", test_incomplete);
  return g_test_run ();
}

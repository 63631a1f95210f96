#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

static const char *const names[] = {"t1.bmp", "t2.bmp", "t3.bmp", "t4.bmp", "t5.bmp",
                                    "t6.bmp", "t7.bmp", "3.bmp",  "10.JPG", "1000.bmp"};
static const double scores[] = {64, 57, 61, 60, 59, 58, 57, 63.9634, 25.3353, 48.9366};

static void
write_labels (const char *folder, gsize n_scores)
{
  AcuFixtureVariable images = {
      .name = "AllImages_release", .strings = names, .n = 10, .column = TRUE};
  AcuFixtureVariable mos = {.name = "AllMOS_release", .numbers = scores, .n = n_scores};

  acu_fixture_mat (folder, "Data/AllImages_release.mat", &images, 1);
  acu_fixture_mat (folder, "Data/AllMOS_release.mat", &mos, 1);
}

static void
test_published (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  write_labels (folder, 10);
  acu_fixture_image (folder, "Images/trainingImages/t1.bmp");
  acu_fixture_image (folder, "Images/3.bmp");
  acu_fixture_image (folder, "Images/10.JPG");
  acu_fixture_image (folder, "Images/1000.bmp");
  dataset = acu_fixture_open ("livec", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 3);
  g_assert_cmpuint (acu_dataset_get_missing (dataset)->len, ==, 0);
  acu_fixture_assert_sample (dataset, 0, "/Images/3.bmp", 63.9634, ACU_SPLIT_NONE, NULL);
  acu_fixture_assert_sample (dataset, 1, "/Images/10.JPG", 25.3353, ACU_SPLIT_NONE, NULL);
  acu_fixture_assert_sample (dataset, 2, "/Images/1000.bmp", 48.9366, ACU_SPLIT_NONE, NULL);
}

static void
test_incomplete (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_fails ("livec", folder, NULL, ACU_DATASET_ERROR_MISSING, "Data/AllImages_release.mat",
                     NULL);
  write_labels (folder, 9);
  acu_fixture_fails ("livec", folder, NULL, ACU_DATASET_ERROR_FORMAT, "9 scores", "10 images",
                     NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/livec/published", test_published);
  g_test_add_func ("/dataset/livec/incomplete", test_incomplete);
  return g_test_run ();
}

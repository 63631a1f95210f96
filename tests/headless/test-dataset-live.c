#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

/* Eight images: three of jp2k, two of jpeg, one of each other; the third and the last are
 * originals. */
static const double dmos[] = {40.5, 61.25, 0, 12, 80, 33, 44, 0};
static const double realigned[] = {41.5, 62.25, 0, 13, -3, 34, 45, 0};
static const double originals[] = {0, 0, 1, 0, 0, 0, 0, 1};
static const char *const references[] = {"caps.bmp",  "bikes.bmp", "caps.bmp",  "womanhat.bmp",
                                         "bikes.bmp", "ocean.bmp", "ocean.bmp", "caps.bmp"};

static void
write_references (const char *folder)
{
  AcuFixtureVariable variable = {.name = "refnames_all", .strings = references, .n = 8};

  acu_fixture_mat (folder, "refnames_all.mat", &variable, 1);
}

static void
write_scores (const char *folder, const char *name, const char *variable, const double *values)
{
  AcuFixtureVariable variables[] = {{.name = variable, .numbers = values, .n = 8},
                                    {.name = "orgs", .numbers = originals, .n = 8}};

  acu_fixture_mat (folder, name, variables, 2);
}

static void
write_images (const char *folder)
{
  acu_fixture_text (
      folder, "jp2k/info.txt",
      "bikes.bmp img2.bmp 0.95 \r\ncaps.bmp img1.bmp 0.2 \r\ncaps.bmp img3.bmp 0\r\n");
  acu_fixture_text (folder, "jpeg/info.txt",
                    "womanhat.bmp img1.bmp 1.2\nbikes.bmp img2.bmp 0.3\n\n");
  acu_fixture_text (folder, "wn/info.txt", "ocean.bmp img1.bmp 0.5\n");
  acu_fixture_text (folder, "gblur/info.txt", "ocean.bmp img1.bmp 0.5\n");
  acu_fixture_text (folder, "fastfading/info.txt", "caps.bmp img1.bmp\n");
  acu_fixture_image (folder, "jp2k/img1.bmp");
  acu_fixture_image (folder, "jp2k/img2.bmp");
  acu_fixture_image (folder, "jp2k/img3.bmp");
  acu_fixture_image (folder, "jpeg/img1.bmp");
  acu_fixture_image (folder, "jpeg/img2.bmp");
  acu_fixture_image (folder, "wn/img1.bmp");
  acu_fixture_image (folder, "fastfading/img1.bmp");
}

static void
test_published (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;
  g_autoptr (AcuDataset) better = NULL;

  write_references (folder);
  write_scores (folder, "dmos.mat", "dmos", dmos);
  write_images (folder);
  dataset = acu_fixture_open ("live", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 5);
  g_assert_cmpfloat (acu_dataset_get_score_min (dataset), ==, 0);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 100);
  acu_fixture_assert_sample (dataset, 0, "/jp2k/img1.bmp", 59.5, ACU_SPLIT_NONE, "caps.bmp");
  acu_fixture_assert_sample (dataset, 1, "/jp2k/img2.bmp", 38.75, ACU_SPLIT_NONE, "bikes.bmp");
  acu_fixture_assert_sample (dataset, 2, "/jpeg/img1.bmp", 88, ACU_SPLIT_NONE, "womanhat.bmp");
  acu_fixture_assert_sample (dataset, 3, "/jpeg/img2.bmp", 20, ACU_SPLIT_NONE, "bikes.bmp");
  acu_fixture_assert_sample (dataset, 4, "/wn/img1.bmp", 67, ACU_SPLIT_NONE, "ocean.bmp");
  g_assert_cmpuint (acu_dataset_get_missing (dataset)->len, ==, 1);
  g_assert_true (g_str_has_suffix (acu_dataset_get_missing (dataset)->pdata[0], "/gblur/img1.bmp"));

  write_scores (folder, "dmos_realigned.mat", "dmos_new", realigned);
  better = acu_fixture_open ("live", folder, NULL);
  acu_fixture_assert_sample (better, 0, "/jp2k/img1.bmp", 58.5, ACU_SPLIT_NONE, "caps.bmp");
  acu_fixture_assert_sample (better, 3, "/jpeg/img2.bmp", 103, ACU_SPLIT_NONE, "bikes.bmp");
}

/* The release itself: 227, 233 and three times 174 images, whatever its info.txt say. */
static void
test_published_numbers (void)
{
  static const struct {
    const char *name;
    gsize index;
  } images[] = {{"jp2k/img1.bmp", 0},          {"jp2k/img227.bmp", 226},
                {"jpeg/img1.bmp", 227},        {"wn/img174.bmp", 633},
                {"gblur/img1.bmp", 634},       {"fastfading/img1.bmp", 808},
                {"fastfading/img174.bmp", 981}};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;
  const char *names[982];
  double scores[982];
  double none[982] = {0};
  AcuFixtureVariable labels[] = {{.name = "dmos", .numbers = scores, .n = 982},
                                 {.name = "orgs", .numbers = none, .n = 982}};
  AcuFixtureVariable sources = {.name = "refnames_all", .strings = names, .n = 982};

  for (gsize i = 0; i < 982; i++) {
    names[i] = i % 2 == 0 ? "even.bmp" : "odd.bmp";
    scores[i] = (double)i / 10;
  }
  acu_fixture_mat (folder, "dmos.mat", labels, 2);
  acu_fixture_mat (folder, "refnames_all.mat", &sources, 1);
  acu_fixture_text (folder, "jp2k/info.txt", "even.bmp img1.bmp 0.95\n");
  for (gsize i = 0; i < G_N_ELEMENTS (images); i++)
    acu_fixture_image (folder, images[i].name);
  dataset = acu_fixture_open ("live", folder, NULL);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, G_N_ELEMENTS (images));
  g_assert_cmpuint (acu_dataset_get_missing (dataset)->len, ==, 982 - G_N_ELEMENTS (images));
  for (gsize i = 0; i < G_N_ELEMENTS (images); i++)
    acu_fixture_assert_sample (dataset, i, images[i].name, 100 - (double)images[i].index / 10,
                               ACU_SPLIT_NONE, images[i].index % 2 == 0 ? "even.bmp" : "odd.bmp");
}

static void
test_incomplete (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  AcuFixtureVariable scores = {.name = "dmos", .numbers = dmos, .n = 8};
  AcuFixtureVariable text = {.name = "refnames_all", .numbers = dmos, .n = 8};

  acu_fixture_fails ("live", folder, NULL, ACU_DATASET_ERROR_MISSING,
                     "dmos_realigned.mat or dmos.mat", NULL);
  write_scores (folder, "dmos.mat", "dmos", dmos);
  acu_fixture_fails ("live", folder, NULL, ACU_DATASET_ERROR_MISSING, "refnames_all.mat", NULL);
  write_references (folder);

  /* Without info.txt the published number of images counts, and that is not eight. */
  acu_fixture_fails ("live", folder, NULL, ACU_DATASET_ERROR_FORMAT, "8 scores", "982 images",
                     NULL);

  acu_fixture_mat (folder, "dmos.mat", &scores, 1);
  acu_fixture_fails ("live", folder, NULL, ACU_DATASET_ERROR_FORMAT, "dmos.mat", "“orgs”", NULL);
  write_scores (folder, "dmos.mat", "dmos", dmos);
  acu_fixture_mat (folder, "refnames_all.mat", &text, 1);
  acu_fixture_fails ("live", folder, NULL, ACU_DATASET_ERROR_FORMAT, "refnames_all.mat",
                     "cell array", NULL);
  acu_fixture_text (folder, "refnames_all.mat",
                    "no MATLAB file at all, but long enough to be one: "
                    "its header of 128 bytes would have to say so much, "
                    "and so on, and so on, and so on, and on.");
  acu_fixture_fails ("live", folder, NULL, ACU_DATASET_ERROR_FORMAT, "refnames_all.mat", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/live/published", test_published);
  g_test_add_func ("/dataset/live/published-numbers", test_published_numbers);
  g_test_add_func ("/dataset/live/incomplete", test_incomplete);
  return g_test_run ();
}

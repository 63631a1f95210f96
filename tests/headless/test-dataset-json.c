#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

static void
test_upstream (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_text (folder, "spaq_test.json",
                    "[{\"image\": \"spaq_test/00021.jpg\", \"score\": 3.5, \"id\": 7},\n"
                    " {\"image\": \"deep/00022.jpg\", \"score\": 4},\n"
                    " {\"image\": \"spaq_test/gone.jpg\", \"score\": 1}]");
  acu_fixture_image (folder, "00021.jpg");
  acu_fixture_image (folder, "deep/00022.jpg");
  dataset = acu_fixture_open ("json", folder, "spaq_test.json");
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 2);
  acu_fixture_assert_sample (dataset, 0, "/00021.jpg", 3.5, ACU_SPLIT_NONE, NULL);
  acu_fixture_assert_sample (dataset, 1, "/deep/00022.jpg", 4, ACU_SPLIT_NONE, NULL);
  g_assert_cmpfloat (acu_dataset_get_score_min (dataset), ==, 1);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 5);
  g_assert_cmpuint (acu_dataset_get_missing (dataset)->len, ==, 1);
}

static void
test_errors (void)
{
  static const char *const broken[] = {
      "[{\"image\": \"a.jpg\", \"score\": 1}, {\"image\": \"b.jpg\"}]",
      "[{\"image\": \"a.jpg\", \"score\": 1}, {\"image\": 7, \"score\": 1}]",
      "[{\"image\": \"a.jpg\", \"score\": 1}, {\"image\": \"b.jpg\", \"score\": \"2\"}]",
      "[{\"image\": \"a.jpg\", \"score\": 1}, 4]",
      "[{\"image\": \"a.jpg\", \"score\": 1}, null]",
  };
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_image (folder, "a.jpg");
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
    acu_fixture_text (folder, "list.json", broken[i]);
    acu_fixture_fails ("json", folder, "list.json", ACU_DATASET_ERROR_FORMAT, "list.json",
                       "element 2", NULL);
  }
  acu_fixture_text (folder, "list.json", "{\"image\": \"a.jpg\", \"score\": 1}");
  acu_fixture_fails ("json", folder, "list.json", ACU_DATASET_ERROR_FORMAT, "no list", NULL);
  acu_fixture_text (folder, "list.json", "[{\"image\"");
  acu_fixture_fails ("json", folder, "list.json", ACU_DATASET_ERROR_FORMAT, "no JSON", NULL);
  acu_fixture_text (folder, "list.json", "");
  acu_fixture_fails ("json", folder, "list.json", ACU_DATASET_ERROR_FORMAT, "list.json", NULL);
  acu_fixture_text (folder, "list.json", "[]");
  acu_fixture_fails ("json", folder, "list.json", ACU_DATASET_ERROR_FORMAT, "no images", NULL);
}

static void
test_deep_nesting (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *brackets = g_strnfill (2000000, '[');
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_text (folder, "list.json", brackets);
  acu_fixture_fails ("json", folder, "list.json", ACU_DATASET_ERROR_FORMAT, "nested", NULL);

  /* Brackets inside text are text. */
  acu_fixture_image (folder, "[[[[[[[[[[[[[[[[[[[[\".jpg");
  acu_fixture_text (folder, "list.json",
                    "[{\"image\": \"[[[[[[[[[[[[[[[[[[[[\\\".jpg\", \"score\": 1}]");
  dataset = acu_fixture_open ("json", folder, "list.json");
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/json/upstream", test_upstream);
  g_test_add_func ("/dataset/json/errors", test_errors);
  g_test_add_func ("/dataset/json/deep-nesting", test_deep_nesting);
  return g_test_run ();
}

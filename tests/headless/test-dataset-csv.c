#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/dataset-spec.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

#include <math.h>
#include <string.h>

static void
test_minimal (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_image (folder, "a.bmp");
  acu_fixture_image (folder, "deep/er/b.bmp");
  acu_fixture_text (folder, "mine.csv", "path,mos\na.bmp,12.5\ndeep/er/b.bmp,80\n");
  dataset = acu_fixture_open ("", folder, "mine.csv");
  g_assert_cmpstr (acu_dataset_get_name (dataset), ==, "mine.csv");
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 2);
  acu_fixture_assert_sample (dataset, 0, "/a.bmp", 12.5, ACU_SPLIT_NONE, NULL);
  acu_fixture_assert_sample (dataset, 1, "/deep/er/b.bmp", 80, ACU_SPLIT_NONE, NULL);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 100);
  g_assert_cmpuint (acu_dataset_get_n_faults (dataset), ==, 0);
}

/* Faults are what is called so; whatever else a table holds, such as numbers of 0..1, is none. */
static void
test_everything (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *absolute = g_build_filename (folder, "b.bmp", NULL);
  g_autofree char *text = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  const char *const *names;
  const float *faults;

  acu_fixture_image (folder, "a.bmp");
  acu_fixture_image (folder, "b.bmp");
  text = g_strdup_printf ("group,mos,path,split,fault:blur,remark,confidence,fault:noise,grain\n"
                          "r1,1.5,a.bmp,train,0.25,0.1 or so,0.3,,1\n"
                          "r2,4.5,%s,Test,1,,0.4,0.5,2\n",
                          absolute);
  acu_fixture_text (folder, "all.csv", text);
  dataset = acu_fixture_open ("", folder, "all.csv");
  acu_fixture_assert_sample (dataset, 0, "/a.bmp", 1.5, ACU_SPLIT_TRAIN, "r1");
  acu_fixture_assert_sample (dataset, 1, "/b.bmp", 4.5, ACU_SPLIT_TEST, "r2");
  g_assert_cmpfloat (acu_dataset_get_score_min (dataset), ==, 1);
  g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, 5);

  names = acu_dataset_get_fault_names (dataset);
  g_assert_cmpuint (acu_dataset_get_n_faults (dataset), ==, 2);
  g_assert_cmpstr (names[0], ==, "blur");
  g_assert_cmpstr (names[1], ==, "noise");
  g_assert_null (names[2]);
  faults = acu_dataset_get_sample (dataset, 0)->faults;
  g_assert_cmpfloat (faults[0], ==, 0.25f);
  g_assert_true (isnan (faults[1]));
  faults = acu_dataset_get_sample (dataset, 1)->faults;
  g_assert_cmpfloat (faults[1], ==, 0.5f);
}

/* The scale that a table says is its scale, even where scores leave it; half a scale is none. */
static void
test_scale (void)
{
  static const struct {
    const char *text, *fault;
    double low, high;
  } cases[] = {
      {"path,mos,score_min,score_max\na.bmp,-0.1,1,5\nb.bmp,5.2,1,5\n", NULL, 1, 5},
      {"path,mos,score_max\na.bmp,2,9\nb.bmp,3,9\n", NULL, 1, 5},
      {"path,mos,score_min,score_max\na.bmp,2,1,5\nb.bmp,3,0,5\n", "line 3: the scale ends at 0", 0,
       0},
      {"path,mos,score_min,score_max\na.bmp,2,5,5\n", "not below score_max", 0, 0},
      {"path,mos,score_min,score_max\na.bmp,2,,5\n", "line 2", 0, 0},
  };
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "scale.csv", NULL);

  acu_fixture_image (folder, "a.bmp");
  acu_fixture_image (folder, "b.bmp");
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++) {
    g_autoptr (AcuDataset) dataset = NULL;
    g_autoptr (GError) error = NULL;

    acu_fixture_text (folder, "scale.csv", cases[k].text);
    dataset = acu_dataset_open (path, &error);
    if (cases[k].fault != NULL) {
      g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, cases[k].fault));
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpuint (acu_dataset_get_n_faults (dataset), ==, 0);
    g_assert_cmpfloat (acu_dataset_get_score_min (dataset), ==, cases[k].low);
    g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, cases[k].high);
  }
}

/* What synthetic sets say besides: what was done to a picture, how much of it, and where. */
static void
test_kinds (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *map = g_build_filename (folder, "maps", "b.png", NULL);
  g_autoptr (AcuDataset) dataset = NULL;
  const AcuSample *samples[3];

  acu_fixture_image (folder, "a.bmp");
  acu_fixture_image (folder, "b.bmp");
  acu_fixture_image (folder, "c.bmp");
  acu_fixture_text (folder, "set.csv",
                    "path,mos,fault,level,map,fault:blur\n"
                    "a.bmp,100,none,0,,0\n"
                    "b.bmp,60,local jpeg,2.5,maps/b.png,0.4\n"
                    "c.bmp,30,jpeg+halos,1.5+3.25,,0.2\n");
  dataset = acu_fixture_open ("", folder, "set.csv");
  for (gsize i = 0; i < 3; i++)
    samples[i] = acu_dataset_get_sample (dataset, i);
  g_assert_cmpuint (acu_dataset_get_n_faults (dataset), ==, 1);
  g_assert_cmpstr (samples[0]->kind, ==, "none");
  g_assert_cmpfloat (samples[0]->level, ==, 0.0);
  g_assert_null (samples[0]->map);
  g_assert_cmpstr (samples[1]->kind, ==, "local jpeg");
  g_assert_cmpfloat (samples[1]->level, ==, 2.5);
  g_assert_cmpstr (samples[1]->map, ==, map);
  g_assert_cmpfloat (samples[2]->level, ==, 3.25);
}

/* A table of numbers of 0..1 alone knows no faults. */
static void
test_plain_columns (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_image (folder, "a.bmp");
  acu_fixture_text (folder, "plain.csv", "path,mos,confidence,blur,fault\na.bmp,50,0.5,0.25,1\n");
  dataset = acu_fixture_open ("", folder, "plain.csv");
  g_assert_cmpuint (acu_dataset_get_n_faults (dataset), ==, 0);
  /* But what it has is known. */
  g_assert_true (g_strv_contains (acu_dataset_get_other_columns (dataset), "blur"));
}

static void
test_missing_images (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;
  g_autofree char *missing = NULL;

  acu_fixture_image (folder, "a.bmp");
  acu_fixture_text (folder, "some.csv", "path,mos\ngone.bmp,1\na.bmp,2\n");
  dataset = acu_fixture_open ("", folder, "some.csv");
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 1);
  missing = acu_dataset_describe_missing (dataset, 10);
  g_assert_nonnull (g_strrstr (missing, "gone.bmp"));
  g_assert_nonnull (g_strrstr (missing, "1 of 2"));

  acu_fixture_text (folder, "none.csv", "path,mos\ngone.bmp,1\nlost.bmp,2\n");
  acu_fixture_fails ("", folder, "none.csv", ACU_DATASET_ERROR_MISSING, "2 of 2", "gone.bmp",
                     "lost.bmp", NULL);
}

static void
test_errors (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  acu_fixture_image (folder, "a.bmp");
  acu_fixture_text (folder, "header.csv", "a.bmp,1\n");
  acu_fixture_fails ("", folder, "header.csv", ACU_DATASET_ERROR_FORMAT, "header.csv", "“path”",
                     NULL);
  acu_fixture_text (folder, "number.csv", "path,mos\na.bmp,1\na.bmp,good\n");
  acu_fixture_fails ("", folder, "number.csv", ACU_DATASET_ERROR_FORMAT, "line 3", "“good”",
                     "“mos”", NULL);
  acu_fixture_text (folder, "split.csv", "path,mos,split\na.bmp,1,tarin\n");
  acu_fixture_fails ("", folder, "split.csv", ACU_DATASET_ERROR_FORMAT, "line 2", "tarin", NULL);
  acu_fixture_text (folder, "fault.csv", "path,mos,fault:blur\na.bmp,1,1.5\n");
  acu_fixture_fails ("", folder, "fault.csv", ACU_DATASET_ERROR_FORMAT, "line 2", "between 0 and 1",
                     NULL);
  acu_fixture_text (folder, "blank.csv", "path,mos\n,1\n");
  acu_fixture_fails ("", folder, "blank.csv", ACU_DATASET_ERROR_FORMAT, "line 2", "empty", NULL);
  acu_fixture_text (folder, "rows.csv", "path,mos\n");
  acu_fixture_fails ("", folder, "rows.csv", ACU_DATASET_ERROR_FORMAT, "rows.csv", "no images",
                     NULL);
}

static void
test_specifications (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDataset) dataset = NULL;

  acu_fixture_fails ("", folder, NULL, ACU_DATASET_ERROR_SPEC, "folder", "koniq:", NULL);
  acu_fixture_fails ("tampere", folder, NULL, ACU_DATASET_ERROR_SPEC, "tampere", "tid2013:", NULL);

  /* A colon in a name is no layout. */
  acu_fixture_image (folder, "a.bmp");
  acu_fixture_text (folder, "odd:name.csv", "path,mos\na.bmp,1\n");
  dataset = acu_fixture_open ("", folder, "odd:name.csv");
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/csv/minimal", test_minimal);
  g_test_add_func ("/dataset/csv/everything", test_everything);
  g_test_add_func ("/dataset/csv/scale", test_scale);
  g_test_add_func ("/dataset/csv/kinds", test_kinds);
  g_test_add_func ("/dataset/csv/plain-columns", test_plain_columns);
  g_test_add_func ("/dataset/csv/missing-images", test_missing_images);
  g_test_add_func ("/dataset/csv/errors", test_errors);
  g_test_add_func ("/dataset/csv/specifications", test_specifications);
  return g_test_run ();
}

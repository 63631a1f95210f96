#include "app/learning/datasets/dataset-split.h"
#include "app/learning/datasets/dataset.h"

#include <math.h>
#include <string.h>

static AcuDataset *
make_dataset (gsize n, gsize n_groups)
{
  AcuDataset *dataset = acu_dataset_new ("made", 0, 100);

  for (gsize i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf ("/made/%" G_GSIZE_FORMAT ".png", i);
    g_autofree char *group =
        n_groups > 0 ? g_strdup_printf ("reference %" G_GSIZE_FORMAT, i % n_groups) : NULL;
    AcuSample sample = {.path = path, .mos = (double)i, .group = group};

    acu_dataset_add (dataset, &sample);
  }
  return dataset;
}

static void
assert_groups_whole (const AcuDataset *dataset)
{
  g_autoptr (GHashTable) sides = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < acu_dataset_get_length (dataset); i++) {
    const AcuSample *sample = acu_dataset_get_sample (dataset, i);
    gpointer side;

    g_assert_cmpint (sample->split, !=, ACU_SPLIT_NONE);
    if (g_hash_table_lookup_extended (sides, sample->group, NULL, &side))
      g_assert_cmpint (GPOINTER_TO_INT (side), ==, sample->split);
    else
      g_hash_table_insert (sides, (gpointer)sample->group, GINT_TO_POINTER (sample->split));
  }
}

static void
test_names (void)
{
  AcuSplit split;

  g_assert_true (acu_split_from_name ("Training", &split) && split == ACU_SPLIT_TRAIN);
  g_assert_true (acu_split_from_name ("validation", &split) && split == ACU_SPLIT_VAL);
  g_assert_true (acu_split_from_name ("test", &split) && split == ACU_SPLIT_TEST);
  g_assert_true (acu_split_from_name ("", &split) && split == ACU_SPLIT_NONE);
  g_assert_false (acu_split_from_name ("tets", &split));
  for (AcuSplit s = ACU_SPLIT_NONE; s <= ACU_SPLIT_TEST; s++)
    g_assert_true (acu_split_from_name (acu_split_name (s), &split) && split == s);
}

static void
test_single_images (void)
{
  g_autoptr (AcuDataset) dataset = make_dataset (1000, 0);
  AcuSplitOptions options = ACU_SPLIT_OPTIONS_INIT;

  acu_dataset_split (dataset, &options);
  g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_TRAIN), ==, 800);
  g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_VAL), ==, 200);
  g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_TEST), ==, 0);
}

static void
test_references (void)
{
  g_autoptr (AcuDataset) dataset = make_dataset (81 * 25, 81);
  AcuSplitOptions options = {.seed = 3, .train = 0.6, .val = 0.2};

  acu_dataset_split (dataset, &options);
  assert_groups_whole (dataset);
  g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_TRAIN), ==, 49 * 25);
  g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_VAL), ==, 16 * 25);
  g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_TEST), ==, 16 * 25);
}

static void
test_seed (void)
{
  g_autoptr (AcuDataset) first = make_dataset (300, 30);
  g_autoptr (AcuDataset) again = make_dataset (300, 30);
  g_autoptr (AcuDataset) other = make_dataset (300, 30);
  AcuSplitOptions options = ACU_SPLIT_OPTIONS_INIT;
  gsize different = 0;

  options.seed = 5;
  acu_dataset_split (first, &options);
  acu_dataset_split (again, &options);
  options.seed = 6;
  acu_dataset_split (other, &options);
  for (gsize i = 0; i < 300; i++) {
    AcuSplit split = acu_dataset_get_sample (first, i)->split;

    g_assert_cmpint (split, ==, acu_dataset_get_sample (again, i)->split);
    different += split != acu_dataset_get_sample (other, i)->split;
  }
  g_assert_cmpuint (different, >, 0);
}

static void
test_no_part_stays_empty (void)
{
  for (gsize n_groups = 2; n_groups < 8; n_groups++) {
    g_autoptr (AcuDataset) dataset = make_dataset (40, n_groups);
    AcuSplitOptions options = {.seed = n_groups, .train = 0.99, .val = 0.01};

    acu_dataset_split (dataset, &options);
    assert_groups_whole (dataset);
    g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_TRAIN), >, 0);
    g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_VAL), >, 0);
    g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_TEST), ==, 0);
  }
}

static void
test_everything_in_one_part (void)
{
  g_autoptr (AcuDataset) dataset = make_dataset (10, 3);
  AcuSplitOptions options = {.train = 0, .val = 1};

  acu_dataset_split (dataset, &options);
  g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_VAL), ==, 10);
  options.val = 0;
  acu_dataset_split (dataset, &options);
  g_assert_cmpuint (acu_dataset_count (dataset, ACU_SPLIT_TEST), ==, 10);
}

static void
test_indices (void)
{
  g_autoptr (AcuDataset) dataset = make_dataset (4, 0);
  g_autofree guint32 *indices = NULL;
  gsize n;

  acu_dataset_set_split (dataset, 1, ACU_SPLIT_TEST);
  acu_dataset_set_split (dataset, 3, ACU_SPLIT_TEST);
  indices = acu_dataset_indices (dataset, ACU_SPLIT_TEST, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (indices[0], ==, 1);
  g_assert_cmpuint (indices[1], ==, 3);
}

static void
test_scales (void)
{
  static const struct {
    double low, high, expected_low, expected_high;
  } cases[] = {
      {0, 0.9, 0, 1},  {1, 1, 0, 1},     {1.2, 4.9, 1, 5},     {0.5, 4, 0, 10},
      {3, 80, 0, 100}, {-3, 80, -3, 80}, {500, 900, 500, 900},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuDataset) dataset = acu_dataset_new ("scale", 0, 100);
    AcuSample low = {.path = "/a", .mos = cases[i].low};
    AcuSample high = {.path = "/b", .mos = cases[i].high};

    acu_dataset_add (dataset, &low);
    acu_dataset_add (dataset, &high);
    acu_dataset_guess_score_range (dataset);
    g_assert_cmpfloat (acu_dataset_get_score_min (dataset), ==, cases[i].expected_low);
    g_assert_cmpfloat (acu_dataset_get_score_max (dataset), ==, cases[i].expected_high);
    g_assert_cmpfloat_with_epsilon (acu_dataset_rescale (dataset, cases[i].expected_high, -1, 3), 3,
                                    1e-12);
  }
}

static void
test_missing (void)
{
  g_autoptr (AcuDataset) dataset = make_dataset (7, 0);
  g_autofree char *complete = acu_dataset_describe_missing (dataset, 2);
  g_autofree char *named = NULL;
  g_autofree char *counted = NULL;

  g_assert_null (complete);
  acu_dataset_add_missing (dataset, "/x/a.png");
  acu_dataset_add_missing (dataset, "/x/b.png");
  acu_dataset_add_missing (dataset, "/x/c.png");
  named = acu_dataset_describe_missing (dataset, 5);
  g_assert_cmpstr (named, ==,
                   "made: 3 of 10 labelled images are missing: /x/a.png, /x/b.png, /x/c.png");
  counted = acu_dataset_describe_missing (dataset, 1);
  g_assert_cmpstr (counted, ==, "made: 3 of 10 labelled images are missing: /x/a.png and 2 more");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/split/names", test_names);
  g_test_add_func ("/dataset/split/single-images", test_single_images);
  g_test_add_func ("/dataset/split/references", test_references);
  g_test_add_func ("/dataset/split/seed", test_seed);
  g_test_add_func ("/dataset/split/no-part-empty", test_no_part_stays_empty);
  g_test_add_func ("/dataset/split/one-part", test_everything_in_one_part);
  g_test_add_func ("/dataset/indices", test_indices);
  g_test_add_func ("/dataset/scales", test_scales);
  g_test_add_func ("/dataset/missing", test_missing);
  return g_test_run ();
}

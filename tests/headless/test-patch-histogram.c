/* How a folder's patches score: which photos count, and where on the scale. */
#include "app/catalog/patch-histogram.h"
#include "app/catalog/photo-store.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <math.h>

static gint64
add_scorer (AcuCatalog *catalog, const char *model)
{
  const AcuScorerInfo info = {.model = (char *)model,
                              .fingerprint = (char *)"abc",
                              .protocol = (char *)"native",
                              .plan = (char *)"grid",
                              .score_min = 1,
                              .score_max = 5};
  g_autoptr (GError) error = NULL;
  gint64 scorer = acu_score_store_add_scorer (catalog, &info, &error);

  g_assert_no_error (error);
  return scorer;
}

/* Keeps that the patches of @photo score @scores. */
static void
put (AcuCatalog *catalog, gint64 scorer, gint64 photo, float *scores, guint n)
{
  g_autofree AcuPatch *patches = g_new0 (AcuPatch, n);
  AcuScoreDetails details = {.score = 3,
                             .width = 672,
                             .height = 224,
                             .side = 224,
                             .n_patches = n,
                             .patches = patches,
                             .scores = scores};
  const AcuScoreResult result = {.photo = photo, .version = 1, .details = &details};
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    patches[i].x = (int)i * 224;
  acu_score_store_put (catalog, scorer, &result, 1, &error);
  g_assert_no_error (error);
}

static gint64
get_folder (AcuCatalog *catalog, gint64 photo)
{
  g_autoptr (AcuPhotoRow) row = acu_photo_store_get (catalog, photo, 0, NULL);

  return row->folder;
}

static AcuPatchHistogram *
load (AcuCatalog *catalog, gint64 scorer, gint64 folder)
{
  g_autoptr (GError) error = NULL;
  AcuPatchHistogram *histogram = acu_patch_histogram_load (catalog, scorer, folder, NULL, &error);

  g_assert_no_error (error);
  return histogram;
}

static void
test_folder (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 12, .photos_per_folder = 6};
  g_autofree char *place = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (place, "catalog.db", NULL);
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);
  gint64 scorer = add_scorer (catalog, "nano"), other = add_scorer (catalog, "tiny");
  gint64 folder = get_folder (catalog, 2);
  g_autoptr (AcuPatchHistogram) histogram = NULL;
  g_autoptr (GError) error = NULL;

  /* Ends of the scale, beyond them, and the middle. */
  put (catalog, scorer, 2, (float[]){1, 3.001f, 5}, 3);
  put (catalog, scorer, 3, (float[]){0.5f, 7}, 2);
  put (catalog, scorer, 4, (float[]){NAN, 3.001f}, 2);
  /* None of these counts: a photo that is gone, one of another folder, another scorer's word. */
  put (catalog, scorer, 5, (float[]){2, 2}, 2);
  acu_fixture_run_sql (path, "UPDATE images SET hidden = 2 WHERE id = 5");
  put (catalog, scorer, 9, (float[]){2, 2}, 2);
  put (catalog, other, 2, (float[]){4, 4}, 2);

  histogram = load (catalog, scorer, folder);
  g_assert_cmpuint (histogram->n_photos, ==, 3);
  g_assert_cmpuint (histogram->n_patches, ==, 6);
  g_assert_cmpuint (histogram->counts[0], ==, 2);
  g_assert_cmpuint (histogram->counts[ACU_PATCH_BINS / 2], ==, 2);
  g_assert_cmpuint (histogram->counts[ACU_PATCH_BINS - 1], ==, 2);
  g_assert_cmpfloat_with_epsilon (acu_patch_histogram_get_median (histogram), 3,
                                  4.0 / ACU_PATCH_BINS);

  /* What came later counts at the next reading; a row that is damaged does not. */
  acu_patch_histogram_free (g_steal_pointer (&histogram));
  put (catalog, scorer, 6, (float[]){2.001f, 2.001f, 2.001f, 2.001f, 2.001f}, 5);
  acu_fixture_run_sql (path, "UPDATE score_details SET details = x'07' WHERE image = 3");
  histogram = load (catalog, scorer, folder);
  g_assert_cmpuint (histogram->n_photos, ==, 3);
  g_assert_cmpuint (histogram->n_patches, ==, 9);
  g_assert_cmpuint (histogram->counts[ACU_PATCH_BINS / 4], ==, 5);
  g_assert_cmpfloat_with_epsilon (acu_patch_histogram_get_median (histogram), 2,
                                  4.0 / ACU_PATCH_BINS);
}

static void
test_nothing (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 2};
  g_autofree char *place = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (place, "catalog.db", NULL);
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);
  gint64 scorer = add_scorer (catalog, "nano");
  g_autoptr (AcuPatchHistogram) histogram = load (catalog, scorer, get_folder (catalog, 2));
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (histogram->n_photos, ==, 0);
  g_assert_true (isnan (acu_patch_histogram_get_median (histogram)));

  g_assert_null (acu_patch_histogram_load (catalog, scorer + 1, 1, NULL, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_null (acu_patch_histogram_load (catalog, scorer, 1, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patch-histogram/folder", test_folder);
  g_test_add_func ("/patch-histogram/nothing", test_nothing);
  return g_test_run ();
}

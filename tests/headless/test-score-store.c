/* Scores: kept in full, per scorer, refused where the photo has changed; the blob against damage.
 */
#include "app/catalog/photo-store.h"
#include "app/catalog/score-blob.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <math.h>
#include <string.h>

#define N_FAULTS 3

static const AcuScorerInfo scorer_info = {
    .model = (char *)"nano",
    .fingerprint = (char *)"abc",
    .protocol = (char *)"native",
    .plan = (char *)"grid",
    .score_max = 100,
    .faults = (char **)(const char *const[]){"blur", "noise", "exposure", NULL},
};

/* Details of @n patches, in a grid of four columns or anywhere. */
static AcuScoreDetails *
make_details (guint n, gboolean grid, gboolean faults, gboolean fusion)
{
  AcuScoreDetails *details = g_new0 (AcuScoreDetails, 1);

  details->score = 61.25;
  details->std = 4.5;
  details->width = 4000;
  details->height = 3000;
  details->side = 224;
  details->n_patches = n;
  details->patches = g_new (AcuPatch, n);
  details->scores = g_new (float, n);
  for (guint i = 0; i < n; i++) {
    details->patches[i].y = grid ? (int)(i / 4 * 200) : (int)(i * 7919 % 2700);
    details->patches[i].x = grid ? (int)(i % 4 * 210) : (int)(i * 104729 % 3700);
    details->scores[i] = (float)i * 1.37f - 3.0f;
  }
  if (fusion)
    for (int i = 0; i < 4; i++)
      details->fusion[i] = 0.1f * (float)(i + 1);
  details->has_gates = fusion && grid;
  if (faults) {
    details->n_faults = N_FAULTS;
    details->patch_faults = g_new (float, n *N_FAULTS);
    for (guint i = 0; i < n * N_FAULTS; i++)
      details->patch_faults[i] = (float)(i * 37 % 101) / 100.0f;
  }
  return details;
}

static void
assert_same (const AcuScoreDetails *a, const AcuScoreDetails *b)
{
  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  g_assert_cmpint (a->side, ==, b->side);
  g_assert_cmpmem (a->fusion, sizeof a->fusion, b->fusion, sizeof b->fusion);
  g_assert_cmpint (a->has_gates, ==, b->has_gates);
  g_assert_cmpuint (a->n_patches, ==, b->n_patches);
  g_assert_cmpmem (a->patches, a->n_patches * sizeof (AcuPatch), b->patches,
                   b->n_patches * sizeof (AcuPatch));
  g_assert_cmpmem (a->scores, a->n_patches * sizeof (float), b->scores,
                   b->n_patches * sizeof (float));
  g_assert_cmpuint (a->n_faults, ==, b->n_faults);
  for (guint i = 0; i < a->n_patches * a->n_faults; i++)
    g_assert_cmpfloat_with_epsilon (a->patch_faults[i], b->patch_faults[i], 0.5 / 255 + 1e-6);
}

static void
test_blob (void)
{
  for (guint variant = 0; variant < 8; variant++)
    for (guint n = 1; n <= 40; n += 3) {
      g_autoptr (AcuScoreDetails) details =
          make_details (n, (variant & 1) != 0, (variant & 2) != 0, (variant & 4) != 0);
      g_autoptr (GBytes) blob = acu_score_blob_pack (details);
      g_autoptr (GError) error = NULL;
      gsize size;
      const guint8 *data = g_bytes_get_data (blob, &size);
      g_autoptr (AcuScoreDetails) back = acu_score_blob_unpack (data, size, &error);

      g_assert_no_error (error);
      assert_same (details, back);
      /* A grid's places cost next to nothing. */
      if (n == 40 && variant == 3)
        g_assert_cmpuint (size, <=, 14 + 8 + 14 * 4 + 40 * (4 + N_FAULTS));
    }
}

/* Every cut and every changed byte ends in an error or in numbers, never in a crash. */
static void
test_damaged_blob (void)
{
  g_autoptr (AcuScoreDetails) details = make_details (12, TRUE, TRUE, TRUE);
  g_autoptr (GBytes) blob = acu_score_blob_pack (details);
  gsize size;
  const guint8 *data = g_bytes_get_data (blob, &size);

  for (gsize cut = 0; cut < size; cut++) {
    /* A copy of its own, so that the sanitizer sees a read beyond it. */
    g_autofree guint8 *copy = g_memdup2 (data, cut);
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_score_blob_unpack (copy, cut, &error));
    g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED);
  }
  for (gsize i = 0; i < size; i++)
    for (int bit = 0; bit < 8; bit++) {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (AcuScoreDetails) back = NULL;

      copy[i] ^= (guint8)(1 << bit);
      back = acu_score_blob_unpack (copy, size, NULL);
      if (i == 0)
        g_assert_null (back);
    }
}

static AcuCatalog *
make_catalog (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 10};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "catalog.db", NULL);

  return acu_fixture_make_catalog (path, &recipe);
}

static void
test_scorers (void)
{
  g_autoptr (AcuCatalog) catalog = make_catalog ();
  AcuScorerInfo other = scorer_info;
  g_autoptr (AcuScorerInfo) info = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first = acu_score_store_add_scorer (catalog, &scorer_info, &error);
  gint64 second;

  g_assert_no_error (error);
  g_assert_cmpint (acu_score_store_add_scorer (catalog, &scorer_info, &error), ==, first);
  other.fingerprint = (char *)"trained anew";
  other.faults = NULL;
  second = acu_score_store_add_scorer (catalog, &other, &error);
  g_assert_cmpint (second, !=, first);
  info = acu_score_store_get_scorer (catalog, first, &error);
  g_assert_cmpstr (info->model, ==, "nano");
  g_assert_cmpstr (info->faults[2], ==, "exposure");
  g_assert_cmpuint (g_strv_length (info->faults), ==, 3);
  list = acu_score_store_list_scorers (catalog, &error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpint (((AcuScorerInfo *)g_ptr_array_index (list, 0))->id, ==, second);
  g_assert_cmpuint (g_strv_length (((AcuScorerInfo *)g_ptr_array_index (list, 0))->faults), ==, 0);

  /* What it was trained from is noted when it is known, and not forgotten. */
  other = scorer_info;
  other.bases = (char **)(const char *const[]){"small", "preset", NULL};
  other.base_fingerprints = (char **)(const char *const[]){"-", "-", NULL};
  g_assert_cmpuint (g_strv_length (info->bases), ==, 0);
  g_assert_cmpint (acu_score_store_add_scorer (catalog, &other, &error), ==, first);
  g_assert_cmpint (acu_score_store_add_scorer (catalog, &scorer_info, &error), ==, first);
  g_clear_pointer (&info, acu_scorer_info_free);
  info = acu_score_store_get_scorer (catalog, first, &error);
  g_assert_cmpstrv (info->bases, other.bases);
  g_assert_cmpstrv (info->base_fingerprints, other.base_fingerprints);
  other.fingerprint = (char *)"trained anew";

  /* A model that is renamed takes its scores along, but no other's. */
  g_assert_true (acu_score_store_rename_model (catalog, "nano", "pico", &error));
  g_clear_pointer (&info, acu_scorer_info_free);
  info = acu_score_store_get_scorer (catalog, first, &error);
  g_assert_cmpstr (info->model, ==, "pico");
  other.model = (char *)"pico";
  g_assert_cmpint (acu_score_store_add_scorer (catalog, &other, &error), ==, second);

  g_assert_true (acu_score_store_remove_scorer (catalog, second, &error));
  g_assert_null (acu_score_store_get_scorer (catalog, second, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
}

static void
test_scores (void)
{
  g_autoptr (AcuCatalog) catalog = make_catalog ();
  g_autoptr (AcuScoreDetails) details = make_details (12, TRUE, TRUE, FALSE);
  g_autoptr (AcuScoreDetails) back = NULL;
  g_autoptr (AcuPhotoRow) row = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;
  gint64 scorer = acu_score_store_add_scorer (catalog, &scorer_info, NULL);
  const AcuScoreResult results[] = {
      {.photo = 2, .version = 1, .details = details},
      {.photo = 3, .version = 1, .error = "too small"},
      {.photo = 4, .version = 7, .details = details},  /* of another content */
      {.photo = 99, .version = 1, .details = details}, /* gone */
  };
  const gint64 wanted[] = {7, 2, 3, 99, 4, 1};

  g_assert_true (acu_score_store_put (catalog, scorer, results, G_N_ELEMENTS (results), &error));
  g_assert_no_error (error);
  back = acu_score_store_get (catalog, scorer, 2, &error);
  g_assert_no_error (error);
  assert_same (details, back);
  g_assert_cmpfloat (back->score, ==, 61.25);
  g_assert_cmpfloat (back->std, ==, 4.5);
  g_assert_null (acu_score_store_get (catalog, scorer, 3, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
  g_clear_error (&error);
  row = acu_photo_store_get (catalog, 3, scorer, &error);
  g_assert_false (row->has_score);
  g_assert_cmpstr (row->score_error, ==, "too small");

  /* Photo 1 cannot be decoded; 2 and 3 have been dealt with. */
  left =
      acu_score_store_list_unscored (catalog, scorer, wanted, G_N_ELEMENTS (wanted), 100, &error);
  g_assert_cmpuint (left->len, ==, 2);
  g_assert_cmpint (((AcuUnscored *)g_ptr_array_index (left, 0))->id, ==, 7);
  g_assert_cmpint (((AcuUnscored *)g_ptr_array_index (left, 1))->id, ==, 4);
  g_assert_cmpstr (((AcuUnscored *)g_ptr_array_index (left, 1))->path, ==, "/photos/000/IMG_3.JPG");
  g_clear_pointer (&left, g_ptr_array_unref);
  left = acu_score_store_list_unscored (catalog, scorer, NULL, 0, 100, &error);
  g_assert_cmpuint (left->len, ==, 7);
  g_clear_pointer (&left, g_ptr_array_unref);
  left = acu_score_store_list_unscored (catalog, scorer, NULL, 0, 3, &error);
  g_assert_cmpuint (left->len, ==, 3);

  /* A failure in place of a score, and the other way round. */
  {
    const AcuScoreResult now[] = {{.photo = 2, .version = 1, .error = "worse"},
                                  {.photo = 3, .version = 1, .details = details}};

    g_assert_true (acu_score_store_put (catalog, scorer, now, 2, &error));
    g_assert_null (acu_score_store_get (catalog, scorer, 2, NULL));
    acu_score_details_free (g_steal_pointer (&back));
    back = acu_score_store_get (catalog, scorer, 3, &error);
    g_assert_no_error (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/score-store/blob", test_blob);
  g_test_add_func ("/score-store/damaged-blob", test_damaged_blob);
  g_test_add_func ("/score-store/scorers", test_scorers);
  g_test_add_func ("/score-store/scores", test_scores);
  return g_test_run ();
}

/* Which faults tell against a photo: what it has more of than the best of its group, and what is
 * strong by itself. */
#include "app/culling/cull-faults.h"
#include "catalog-fixture.h"
#include "test-support.h"

#define N_FAULTS 4

static const char *const names[] = {"blur", "noise", "overexposure", "halos", NULL};

/* "+blur noise": faults that are stronger than the best's with a sign. */
static char *
tell (const GPtrArray *faults)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++) {
    const AcuCullFault *fault = g_ptr_array_index (faults, i);
    g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", fault->is_stronger ? "+" : "",
                            fault->name);
  }
  return g_strdup (text->str);
}

static void
assert_told (const float *faults, const float *best, const char *expected)
{
  g_autoptr (GPtrArray) found = acu_cull_faults_compare (names, faults, best, N_FAULTS);
  g_autofree char *told = tell (found);

  g_assert_cmpstr (told, ==, expected);
}

static void
test_compare (void)
{
  const float best[N_FAULTS] = {0.1f, 0.4f, 0.0f, 0.6f};

  /* Softer, though not much; as noisy as the best is. */
  assert_told ((const float[]){0.3f, 0.45f, 0.0f, 0.0f}, best, "+blur noise");
  /* The stronger one first. */
  assert_told ((const float[]){0.3f, 0.9f, 0.0f, 0.0f}, best, "+noise +blur");
  /* What differs too little to be seen, and what the best has more of, is no reason. */
  assert_told ((const float[]){0.15f, 0.18f, 0.05f, 0.19f}, best, "");
  /* Three are enough. */
  assert_told ((const float[]){0.9f, 0.8f, 0.7f, 0.95f}, best, "+halos +blur +noise");
}

static void
test_alone (void)
{
  assert_told ((const float[]){0.3f, 0.4f, 0.0f, 0.6f}, NULL, "halos noise blur");
  assert_told ((const float[]){0.19f, 0.1f, 0.0f, 0.18f}, NULL, "");
}

static void
put_score (AcuCatalog *catalog, gint64 scorer, gint64 photo, float blur, float noise)
{
  g_autoptr (GError) error = NULL;
  AcuPatch patch = {0, 0};
  float score = 50, faults[N_FAULTS] = {blur, noise};
  AcuScoreDetails details = {.score = score,
                             .width = 224,
                             .height = 224,
                             .side = 224,
                             .n_faults = N_FAULTS,
                             .n_patches = 1,
                             .patches = &patch,
                             .scores = &score,
                             .patch_faults = faults,
                             .faults = faults};
  AcuScoreResult result = {photo, 1, &details, NULL};

  g_assert_true (acu_score_store_put (catalog, scorer, &result, 1, &error));
  g_assert_no_error (error);
}

static void
assert_loaded (AcuCatalog *catalog, gint64 scorer, gint64 photo, gint64 best, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) faults = acu_cull_faults_load (catalog, scorer, photo, best, &error);

  g_assert_no_error (error);
  g_autofree char *told = tell (faults);
  g_assert_cmpstr (told, ==, expected);
}

static void
test_load (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 4};
  const AcuScorerInfo info = {.model = (char *)"nano",
                              .fingerprint = (char *)"abc",
                              .protocol = (char *)"native",
                              .plan = (char *)"grid",
                              .score_max = 100,
                              .faults = (char **)names};
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "catalog.db", NULL);
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);
  gint64 scorer = acu_score_store_add_scorer (catalog, &info, &error);

  g_assert_no_error (error);
  put_score (catalog, scorer, 1, 0.1f, 0.5f);
  put_score (catalog, scorer, 2, 0.3f, 0.5f);
  assert_loaded (catalog, scorer, 2, 1, "+blur noise");
  assert_loaded (catalog, scorer, 1, 2, "noise");
  /* The best is no worse than itself; nothing is known of photos without a score. */
  assert_loaded (catalog, scorer, 1, 1, "noise");
  assert_loaded (catalog, scorer, 2, 0, "noise blur");
  assert_loaded (catalog, scorer, 2, 3, "noise blur");
  assert_loaded (catalog, scorer, 3, 1, "");
  g_assert_null (acu_cull_faults_load (catalog, scorer + 1, 1, 0, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cull-faults/compare", test_compare);
  g_test_add_func ("/cull-faults/alone", test_alone);
  g_test_add_func ("/cull-faults/load", test_load);
  return g_test_run ();
}

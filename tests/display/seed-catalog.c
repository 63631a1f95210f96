/* Fills the catalog of the tests' home with a folder's photos and with scores, so that every view
 * has something to show without a model.
 *
 *   seed-catalog [--cull] FOLDER…
 *
 * The scores stand in for a model's and mean little: a patch scores by its gradients, as sharp and
 * well exposed patches have many, and its faults are guessed from its mean and deviation.  For
 * culling, nothing is rated, photos were taken a second apart in the order of their names, and
 * every score is lower by some points more or less and blur stronger, so that copies of one picture
 * differ. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/photo-query.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/score-store.h"
#include "app/imaging/decoder.h"
#include "app/imaging/patch-plan.h"

#include <math.h>
#include <stdlib.h>

#define SIDE 224

enum { BLUR, NOISE, OVER, UNDER, N_FAULTS };

static const char *const fault_names[] = {"blur", "noise", "overexposure", "underexposure", NULL};

static int
luma (const AcuImage *image, int x, int y)
{
  const guint8 *p = image->pixels + 3 * ((gsize)y * image->width + x);

  return (p[0] * 77 + p[1] * 150 + p[2] * 29) >> 8;
}

static float
score_patch (const AcuImage *image, AcuPatch patch, float *faults)
{
  double sum = 0, fine = 0, coarse = 0;
  int n = 0;

  for (int y = patch.y; y < patch.y + SIDE - 4; y += 2)
    for (int x = patch.x; x < patch.x + SIDE - 4; x += 2, n++) {
      int here = luma (image, x, y);
      sum += here;
      fine += abs (luma (image, x + 1, y) - here) + abs (luma (image, x, y + 1) - here);
      coarse += abs (luma (image, x + 4, y) - here) + abs (luma (image, x, y + 4) - here);
    }
  double mean = sum / n / 255, sharpness = fine / MAX (coarse, 1), detail = coarse / n / 2;

  faults[BLUR] = CLAMP (2.3 - 5 * sharpness, 0, 1);
  faults[NOISE] = CLAMP (4 * (sharpness - 0.75), 0, 1);
  faults[OVER] = CLAMP (5 * (mean - 0.72), 0, 1);
  faults[UNDER] = CLAMP (5 * (0.22 - mean), 0, 1);
  double score = 44 + 54 * (1 - exp (-detail / 8));
  score -= 45 * faults[BLUR] + 40 * faults[NOISE] + 40 * faults[OVER] + 44 * faults[UNDER];
  return CLAMP (score, 4, 98);
}

static AcuScoreDetails *
score (const AcuImage *image)
{
  g_autoptr (AcuPatchPlan) plan = acu_patch_plan_parse ("grid", NULL);
  gsize n;
  AcuPatch *patches = acu_patch_plan_place (plan, image->width, image->height, SIDE, &n, NULL);
  AcuScoreDetails *details = g_new0 (AcuScoreDetails, 1);

  details->width = image->width;
  details->height = image->height;
  details->side = SIDE;
  details->fusion[0] = 0.31f;
  details->fusion[1] = 0.18f;
  details->fusion[2] = 0.27f;
  details->fusion[3] = 0.24f;
  details->n_faults = N_FAULTS;
  details->n_patches = n;
  details->patches = patches;
  details->scores = g_new (float, n);
  details->patch_faults = g_new (float, n *N_FAULTS);
  details->faults = g_new0 (float, N_FAULTS);
  for (gsize i = 0; i < n; i++) {
    details->scores[i] = score_patch (image, patches[i], details->patch_faults + i * N_FAULTS);
    details->score += details->scores[i] / n;
    for (guint f = 0; f < N_FAULTS; f++)
      details->faults[f] += details->patch_faults[i * N_FAULTS + f] / n;
  }
  for (gsize i = 0; i < n; i++)
    details->std += pow (details->scores[i] - details->score, 2) / n;
  details->std = sqrt (details->std);
  return details;
}

/* Has what was seen be worse the larger @n is, 0..3. */
static void
worsen (AcuScoreDetails *details, guint n)
{
  details->score = MAX (1, details->score - 4 * (double)n);
  for (guint i = 0; i < details->n_patches; i++) {
    float *blur = &details->patch_faults[i * N_FAULTS + BLUR];
    *blur = MIN (1, *blur + 0.2f * (float)n);
  }
}

static void
prepare_culling (AcuCatalog *catalog, const AcuUnscored *photo, const AcuImage *image)
{
  g_autoptr (GError) error = NULL;
  AcuPhotoFacts facts = {.format = (char *)"JPEG",
                         .width = image->width,
                         .height = image->height,
                         .taken = 1700000000 + photo->id,
                         .camera = (char *)"Camera"};

  if (!acu_photo_store_set_facts (catalog, photo->id, photo->version, &facts, &error))
    g_error ("%s", error->message);
}

int
main (int argc, char **argv)
{
  gboolean culling = argc > 1 && g_str_equal (argv[1], "--cull");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = acu_catalog_get_default_path ();
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_autoptr (AcuDecoder) decoder = catalog ? acu_decoder_new (NULL, &error) : NULL;
  if (!decoder)
    g_error ("%s", error->message);

  for (int i = culling ? 2 : 1; i < argc; i++) {
    AcuScanOptions options = {.decoder = decoder, .recursive = TRUE};
    AcuScanCounts counts;
    g_autofree char *folder = g_canonicalize_filename (argv[i], NULL);
    if (!acu_folder_scan_run (catalog, folder, &options, NULL, NULL, &counts, NULL, &error))
      g_error ("%s", error->message);
  }

  AcuScorerInfo info = {.model = (char *)"gradients",
                        .fingerprint = (char *)"0",
                        .protocol = (char *)"native",
                        .plan = (char *)"grid",
                        .score_min = 0,
                        .score_max = 100,
                        .faults = (char **)fault_names};
  gint64 scorer = acu_score_store_add_scorer (catalog, &info, &error);
  g_autoptr (GPtrArray) photos =
      scorer ? acu_score_store_list_unscored (catalog, scorer, NULL, 0, G_MAXINT, &error) : NULL;
  if (!photos)
    g_error ("%s", error->message);

  for (guint i = 0; i < photos->len; i++) {
    AcuUnscored *photo = g_ptr_array_index (photos, i);
    g_autoptr (AcuImage) image = acu_decoder_load (decoder, photo->path, NULL, &error);
    AcuScoreDetails *details =
        image && MIN (image->width, image->height) >= SIDE ? score (image) : NULL;
    if (culling && details) {
      worsen (details, photo->id % 4);
      prepare_culling (catalog, photo, image);
    }
    AcuScoreResult result = {photo->id, photo->version, details,
                             details ? NULL
                             : error ? error->message
                                     : "smaller than a patch"};
    g_autoptr (GError) put_error = NULL;
    if (!acu_score_store_put (catalog, scorer, &result, 1, &put_error))
      g_error ("%s", put_error->message);
    g_clear_pointer (&details, acu_score_details_free);
    g_clear_error (&error);

    if (culling)
      continue;
    /* Some ratings, so that every mark is seen. */
    AcuRatingChange change = {.photo = photo->id,
                              .fields = ACU_RATING_STARS | ACU_RATING_FLAG | ACU_RATING_COLOUR,
                              .stars = i % 3 == 0 ? 5 - (i / 3) % 3 : 0,
                              .flag = i % 7 == 3   ? ACU_FLAG_REJECT
                                      : i % 6 == 0 ? ACU_FLAG_PICK
                                                   : 0,
                              .colour = i % 5 == 2 ? 1 + i % 4 : 0};
    if (!acu_rating_store_apply (catalog, &change, 1, NULL, &error))
      g_error ("%s", error->message);
  }
  g_print ("%u photos scored\n", photos->len);
  return 0;
}

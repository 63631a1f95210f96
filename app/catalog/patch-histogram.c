#include "app/catalog/patch-histogram.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/score-blob.h"

#include <math.h>

static const char details_of_folder[] = "SELECT d.details FROM images i INDEXED BY images_by_folder"
                                        " JOIN score_details d ON d.scorer = ?1 AND d.image = i.id"
                                        " WHERE i.hidden = 0 AND i.folder = ?2";

static void
count (AcuPatchHistogram *histogram, const AcuScoreDetails *details)
{
  double range = histogram->max - histogram->min;

  histogram->n_photos++;
  for (guint i = 0; i < details->n_patches; i++) {
    double position = ((double)details->scores[i] - histogram->min) / range;

    /* Only a network that overflowed gives what is no number. */
    if (isnan (position))
      continue;
    histogram->counts[(guint)(CLAMP (position, 0, 1) * (ACU_PATCH_BINS - 1e-9))]++;
    histogram->n_patches++;
  }
}

AcuPatchHistogram *
acu_patch_histogram_load (
    AcuCatalog *catalog, gint64 scorer, gint64 folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuScorerInfo) info = acu_score_store_get_scorer (catalog, scorer, error);
  g_autoptr (AcuPatchHistogram) histogram = NULL;
  AcuDatabase *reader = info != NULL ? acu_catalog_borrow_reader (catalog, error) : NULL;
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  histogram = g_new0 (AcuPatchHistogram, 1);
  histogram->min = info->score_min;
  histogram->max = info->score_max;
  statement = acu_database_query (reader, &failure, details_of_folder, "ii", scorer, folder);
  while (statement != NULL && !g_cancellable_set_error_if_cancelled (cancellable, &failure) &&
         acu_statement_next (statement, &failure)) {
    gsize size;
    const guint8 *data = acu_statement_get_blob (statement, 0, &size);
    /* A row that is damaged says so where its own photo is looked at; the others still count. */
    g_autoptr (AcuScoreDetails) details = acu_score_blob_unpack (data, size, NULL);

    if (details != NULL)
      count (histogram, details);
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&histogram);
}

void
acu_patch_histogram_free (AcuPatchHistogram *histogram)
{
  g_free (histogram);
}

double
acu_patch_histogram_get_median (const AcuPatchHistogram *histogram)
{
  double half = (double)histogram->n_patches / 2;
  double below = 0;

  for (guint i = 0; i < ACU_PATCH_BINS; i++) {
    double here = (double)histogram->counts[i];

    /* Within a part of the scale, scores are taken to be spread evenly. */
    if (here > 0 && below + here >= half)
      return histogram->min +
             (i + (half - below) / here) / ACU_PATCH_BINS * (histogram->max - histogram->min);
    below += here;
  }
  return (double)NAN;
}

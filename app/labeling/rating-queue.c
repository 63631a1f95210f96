#include "app/labeling/rating-queue.h"

#include "app/catalog/photo-store.h"
#include "app/catalog/score-store.h"
#include "compute/random.h"

#include <math.h>

static const char *const queues[] = {
    [ACU_QUEUE_RANDOM] = "random",
    [ACU_QUEUE_UNCERTAIN] = "uncertain",
    [ACU_QUEUE_DISAGREEMENT] = "disagreement",
    [ACU_QUEUE_BOUNDARY] = "boundary",
};

const char *
acu_rating_queue_to_string (AcuRatingQueue queue)
{
  g_return_val_if_fail (queue < G_N_ELEMENTS (queues), "");

  return queues[queue];
}

/* A photo's place in the queue: the larger the value, the sooner. */
typedef struct {
  guint32 place;
  guint32 chance;
  double value; /* NAN: nothing is known */
} Entry;

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = a, *second = b;

  if (isnan (first->value) != isnan (second->value))
    return isnan (first->value) ? 1 : -1;
  if (first->value != second->value && !isnan (first->value))
    return first->value > second->value ? -1 : 1;
  return (first->chance > second->chance) - (first->chance < second->chance);
}

static GHashTable *
index_photos (const gint64 *photos, gsize n)
{
  GHashTable *places = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (gsize i = 0; i < n; i++)
    g_hash_table_insert (places, (gpointer)&photos[i], GSIZE_TO_POINTER (i));
  return places;
}

/* Scores of @scorer as parts of its scale, and their spread. */
static gboolean
read_scores (AcuCatalog *catalog,
             gint64 scorer,
             const gint64 *photos,
             gsize n,
             double *scores,
             double *spreads,
             GError **error)
{
  g_autoptr (AcuScorerInfo) info = acu_score_store_get_scorer (catalog, scorer, error);
  g_autoptr (GHashTable) places = index_photos (photos, n);
  g_autoptr (GPtrArray) rows = NULL;

  for (gsize i = 0; i < n; i++)
    scores[i] = spreads[i] = (double)NAN;
  rows = info != NULL ? acu_photo_store_get_rows (catalog, photos, n, scorer, error) : NULL;
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);
    gsize place = GPOINTER_TO_SIZE (g_hash_table_lookup (places, &row->id));
    double range = info->score_max - info->score_min;

    if (row->has_score) {
      scores[place] = (row->score - info->score_min) / range;
      spreads[place] = row->std / range;
    }
  }
  return TRUE;
}

static gboolean
value_uncertainty (AcuCatalog *catalog,
                   const AcuQueueOptions *options,
                   const gint64 *photos,
                   gsize n,
                   Entry *entries,
                   GError **error)
{
  g_autofree double *scores = g_new (double, n + 1);
  g_autofree double *spreads = g_new (double, n + 1);
  g_autofree double *others = g_new (double, n + 1);
  g_autofree double *ignored = g_new (double, n + 1);

  if (!read_scores (catalog, options->scorer, photos, n, scores, spreads, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    entries[i].value = spreads[i];
  if (options->previous == 0)
    return TRUE;
  if (!read_scores (catalog, options->previous, photos, n, others, ignored, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!isnan (others[i]))
      entries[i].value += fabs (scores[i] - others[i]);
  return TRUE;
}

static gboolean
value_nearness (AcuCatalog *catalog,
                const AcuQueueOptions *options,
                const gint64 *photos,
                gsize n,
                Entry *entries,
                GError **error)
{
  g_autoptr (AcuScorerInfo) info = acu_score_store_get_scorer (catalog, options->scorer, error);
  g_autofree double *scores = g_new (double, n + 1);
  g_autofree double *spreads = g_new (double, n + 1);

  if (info == NULL || !read_scores (catalog, options->scorer, photos, n, scores, spreads, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    entries[i].value = -fabs (scores[i] - (options->boundary - info->score_min) /
                                              (info->score_max - info->score_min));
  return TRUE;
}

/* The standard deviation of all ratings of each photo that has two. */
static gboolean
value_disagreement (AcuCatalog *catalog,
                    const AcuQueueOptions *options,
                    const gint64 *photos,
                    gsize n,
                    Entry *entries,
                    GError **error)
{
  g_autoptr (GPtrArray) labels = acu_label_store_list (catalog, options->set, error);
  g_autoptr (GHashTable) places = index_photos (photos, n);
  g_autofree double *sums = g_new0 (double, n + 1);
  g_autofree double *squares = g_new0 (double, n + 1);
  g_autofree guint *counts = g_new0 (guint, n + 1);

  if (labels == NULL)
    return FALSE;
  for (guint i = 0; i < labels->len; i++) {
    const AcuLabel *label = g_ptr_array_index (labels, i);
    gpointer place;

    if (isnan (label->score) || label->item.role == ACU_ROLE_TRAINING || label->item.other != 0 ||
        !g_hash_table_lookup_extended (places, &label->item.image, NULL, &place))
      continue;
    counts[GPOINTER_TO_SIZE (place)]++;
    sums[GPOINTER_TO_SIZE (place)] += label->score;
    squares[GPOINTER_TO_SIZE (place)] += label->score * label->score;
  }
  for (gsize i = 0; i < n; i++)
    if (counts[i] > 1)
      entries[i].value =
          sqrt (fmax (squares[i] - sums[i] * sums[i] / counts[i], 0.0) / (counts[i] - 1));
  return TRUE;
}

guint32 *
acu_rating_queue_order (AcuCatalog *catalog,
                        const AcuQueueOptions *options,
                        const gint64 *photos,
                        gsize n,
                        guint64 seed,
                        GError **error)
{
  AcuRandom random = acu_random_new (seed, G_MAXUINT32);
  g_autofree Entry *entries = g_new0 (Entry, n + 1);
  gboolean ok = TRUE;
  guint32 *order;

  for (gsize i = 0; i < n; i++)
    entries[i] = (Entry){(guint32)i, acu_random_next (&random), (double)NAN};
  if (options->queue == ACU_QUEUE_UNCERTAIN)
    ok = value_uncertainty (catalog, options, photos, n, entries, error);
  else if (options->queue == ACU_QUEUE_BOUNDARY)
    ok = value_nearness (catalog, options, photos, n, entries, error);
  else if (options->queue == ACU_QUEUE_DISAGREEMENT)
    ok = value_disagreement (catalog, options, photos, n, entries, error);
  if (!ok)
    return NULL;
  qsort (entries, n, sizeof (Entry), compare_entries);
  order = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    order[i] = entries[i].place;
  return order;
}

#include "app/labeling/rating-queue.h"

#include "app/catalog/photo-store.h"
#include "app/catalog/score-store.h"
#include "app/labeling/label-identity.h"
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

gboolean
acu_rating_queue_from_string (const char *text, AcuRatingQueue *queue)
{
  for (guint i = 0; i < G_N_ELEMENTS (queues); i++)
    if (g_strcmp0 (text, queues[i]) == 0) {
      *queue = (AcuRatingQueue)i;
      return TRUE;
    }
  return FALSE;
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

static gboolean
is_same_stimulus (const AcuLabel *a, const AcuLabel *b)
{
  return a->item.image == b->item.image && a->item.y == b->item.y && a->item.x == b->item.x &&
         a->item.side == b->item.side;
}

static int
compare_numbers (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

/* By photo, patch and rater. */
static int
compare_labels (gconstpointer a, gconstpointer b)
{
  const AcuLabel *first = *(AcuLabel *const *)a, *second = *(AcuLabel *const *)b;
  int order = compare_numbers (first->item.image, second->item.image);

  if (order == 0)
    order = compare_numbers (first->item.y, second->item.y);
  if (order == 0)
    order = compare_numbers (first->item.x, second->item.x);
  if (order == 0)
    order = compare_numbers (first->item.side, second->item.side);
  return order != 0 ? order : compare_numbers (first->rater, second->rater);
}

/* The standard deviation of what raters, each by his mean, said of the stimulus of the label at
 * *@place, which moves behind it; NAN for one rater alone, who does not disagree with anybody. */
static double
measure_disagreement (const GPtrArray *labels, guint *place)
{
  const AcuLabel *first = g_ptr_array_index (labels, *place);
  double sum = 0.0, squares = 0.0;
  guint n_raters = 0;

  while (*place < labels->len && is_same_stimulus (first, g_ptr_array_index (labels, *place))) {
    gint64 rater = ((const AcuLabel *)g_ptr_array_index (labels, *place))->rater;
    double own = 0.0;
    guint n = 0;

    for (; *place < labels->len; (*place)++, n++) {
      const AcuLabel *label = g_ptr_array_index (labels, *place);

      if (label->rater != rater || !is_same_stimulus (first, label))
        break;
      own += label->score;
    }
    own /= n;
    sum += own;
    squares += own * own;
    n_raters++;
  }
  return n_raters > 1 ? sqrt (fmax (squares - sum * sum / n_raters, 0.0) / (n_raters - 1))
                      : (double)NAN;
}

/* How far raters are apart about each photo that two have rated; about patches of it, their mean.
 */
static gboolean
value_disagreement (AcuCatalog *catalog,
                    const AcuQueueOptions *options,
                    const gint64 *photos,
                    gsize n,
                    Entry *entries,
                    GError **error)
{
  g_autoptr (GPtrArray) all = acu_label_store_list (catalog, options->set, error);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_autoptr (GHashTable) places = index_photos (photos, n);
  g_autofree double *sums = g_new0 (double, n + 1);
  g_autofree guint *counts = g_new0 (guint, n + 1);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++) {
    AcuLabel *label = g_ptr_array_index (all, i);

    if (acu_label_counts (label) && label->item.other == 0 &&
        g_hash_table_contains (places, &label->item.image))
      g_ptr_array_add (labels, label);
  }
  g_ptr_array_sort (labels, compare_labels);
  for (guint i = 0; i < labels->len;) {
    const AcuLabel *first = g_ptr_array_index (labels, i);
    gsize place = GPOINTER_TO_SIZE (g_hash_table_lookup (places, &first->item.image));
    double disagreement = measure_disagreement (labels, &i);

    if (isnan (disagreement))
      continue;
    sums[place] += disagreement;
    counts[place]++;
  }
  for (gsize i = 0; i < n; i++)
    if (counts[i] > 0)
      entries[i].value = sums[i] / counts[i];
  return TRUE;
}

/* Tells of every photo what the queue goes by, where something is known. (transfer full) */
static Entry *
value_photos (AcuCatalog *catalog,
              const AcuQueueOptions *options,
              const gint64 *photos,
              gsize n,
              GError **error)
{
  g_autofree Entry *entries = g_new0 (Entry, n + 1);
  gboolean by_score = options->queue == ACU_QUEUE_UNCERTAIN || options->queue == ACU_QUEUE_BOUNDARY;
  gboolean ok = TRUE;

  for (gsize i = 0; i < n; i++)
    entries[i] = (Entry){.place = (guint32)i, .value = (double)NAN};
  if (by_score && options->scorer == 0)
    return g_steal_pointer (&entries);
  if (options->queue == ACU_QUEUE_UNCERTAIN)
    ok = value_uncertainty (catalog, options, photos, n, entries, error);
  else if (options->queue == ACU_QUEUE_BOUNDARY)
    ok = value_nearness (catalog, options, photos, n, entries, error);
  else if (options->queue == ACU_QUEUE_DISAGREEMENT)
    ok = value_disagreement (catalog, options, photos, n, entries, error);
  return ok ? g_steal_pointer (&entries) : NULL;
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
  g_autofree Entry *entries = value_photos (catalog, options, photos, n, error);
  guint32 *order;

  if (entries == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    entries[i].chance = acu_random_next (&random);
  qsort (entries, n, sizeof (Entry), compare_entries);
  order = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    order[i] = entries[i].place;
  return order;
}

gboolean
acu_rating_queue_count_known (AcuCatalog *catalog,
                              const AcuQueueOptions *options,
                              const gint64 *photos,
                              gsize n,
                              guint *n_known,
                              GError **error)
{
  g_autofree Entry *entries = value_photos (catalog, options, photos, n, error);

  *n_known = 0;
  for (gsize i = 0; entries != NULL && i < n; i++)
    *n_known += !isnan (entries[i].value);
  return entries != NULL;
}

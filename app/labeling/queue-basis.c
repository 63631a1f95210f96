#include "app/labeling/queue-basis.h"

#include "app/catalog/score-store.h"

void
acu_queue_basis_free (AcuQueueBasis *basis)
{
  g_free (basis->previous_model);
  g_free (basis);
}

/* How many of the photos @scorer has scored. */
static gboolean
count_scored (AcuCatalog *catalog,
              gint64 scorer,
              const gint64 *photos,
              gsize n,
              guint *n_scored,
              GError **error)
{
  const AcuQueueOptions options = {.queue = ACU_QUEUE_UNCERTAIN, .scorer = scorer};

  return acu_rating_queue_count_known (catalog, &options, photos, n, n_scored, error);
}

static gboolean
is_alike (const AcuScorerInfo *a, const AcuScorerInfo *b)
{
  return g_str_equal (a->protocol, b->protocol) && g_str_equal (a->plan, b->plan);
}

typedef gboolean (*IsVersion) (const AcuScorerInfo *info, const AcuScorerInfo *current, guint base);

/* Trained anew under its name. */
static gboolean
is_called_so (const AcuScorerInfo *info, const AcuScorerInfo *current, guint base)
{
  return g_str_equal (info->model, current->model) && info->id < current->id;
}

/* What the model of @current was trained from, so many generations ago. */
static gboolean
is_base (const AcuScorerInfo *info, const AcuScorerInfo *current, guint base)
{
  const char *fingerprint = current->base_fingerprints[base];

  return g_str_equal (fingerprint, "-") ? g_str_equal (info->model, current->bases[base])
                                        : g_str_equal (info->fingerprint, fingerprint);
}

/* Which of @scorers, newest first, is such a version of @current and has scored photos.  *@found is
 * NULL where there is none. */
static gboolean
find_version (AcuCatalog *catalog,
              const GPtrArray *scorers,
              const AcuScorerInfo *current,
              IsVersion is_version,
              guint base,
              const gint64 *photos,
              gsize n,
              const AcuScorerInfo **found,
              GError **error)
{
  *found = NULL;
  for (guint i = 0; i < scorers->len && *found == NULL; i++) {
    const AcuScorerInfo *info = g_ptr_array_index (scorers, i);
    guint n_scored = 0;

    if (!is_version (info, current, base) || !is_alike (info, current) ||
        g_str_equal (info->fingerprint, current->fingerprint))
      continue;
    if (!count_scored (catalog, info->id, photos, n, &n_scored, error))
      return FALSE;
    if (n_scored > 0)
      *found = info;
  }
  return TRUE;
}

static guint
count_bases (const AcuScorerInfo *info)
{
  return MIN (g_strv_length (info->bases), g_strv_length (info->base_fingerprints));
}

static gboolean
find_previous (AcuCatalog *catalog,
               const AcuQueueOptions *options,
               const gint64 *photos,
               gsize n,
               AcuQueueBasis *basis,
               GError **error)
{
  g_autoptr (GPtrArray) scorers = acu_score_store_list_scorers (catalog, error);
  const AcuScorerInfo *current = NULL, *found = NULL;

  if (scorers == NULL)
    return FALSE;
  for (guint i = 0; i < scorers->len; i++) {
    const AcuScorerInfo *info = g_ptr_array_index (scorers, i);

    if (info->id == options->scorer)
      current = info;
    if (info->id == options->previous)
      found = info;
  }
  if (current == NULL)
    return TRUE;
  if (options->previous == 0 &&
      !find_version (catalog, scorers, current, is_called_so, 0, photos, n, &found, error))
    return FALSE;
  for (guint i = 0; found == NULL && i < count_bases (current); i++)
    if (!find_version (catalog, scorers, current, is_base, i, photos, n, &found, error))
      return FALSE;
  if (found != NULL) {
    basis->kind = ACU_BASIS_VERSIONS;
    basis->previous = found->id;
    basis->previous_model = g_strdup (found->model);
  }
  return TRUE;
}

AcuQueueBasis *
acu_queue_basis_find (AcuCatalog *catalog,
                      const AcuQueueOptions *options,
                      const gint64 *photos,
                      gsize n,
                      GError **error)
{
  static const AcuBasisKind kinds[] = {[ACU_QUEUE_RANDOM] = ACU_BASIS_CHANCE,
                                       [ACU_QUEUE_UNCERTAIN] = ACU_BASIS_SPREAD,
                                       [ACU_QUEUE_DISAGREEMENT] = ACU_BASIS_RATINGS,
                                       [ACU_QUEUE_BOUNDARY] = ACU_BASIS_SCORES};
  g_autoptr (AcuQueueBasis) basis = g_new0 (AcuQueueBasis, 1);

  basis->n_photos = (guint)n;
  if (!acu_rating_queue_count_known (catalog, options, photos, n, &basis->n_known, error))
    return NULL;
  if (basis->n_known == 0)
    return g_steal_pointer (&basis);
  basis->kind = kinds[options->queue];
  if (options->queue == ACU_QUEUE_UNCERTAIN &&
      !find_previous (catalog, options, photos, n, basis, error))
    return NULL;
  return g_steal_pointer (&basis);
}

char *
acu_queue_basis_to_string (const AcuQueueBasis *basis)
{
  static const char *const names[] = {[ACU_BASIS_CHANCE] = "chance",
                                      [ACU_BASIS_SPREAD] = "spread",
                                      [ACU_BASIS_SCORES] = "scores",
                                      [ACU_BASIS_RATINGS] = "ratings"};

  return basis->kind == ACU_BASIS_VERSIONS ? g_strconcat ("versions:", basis->previous_model, NULL)
                                           : g_strdup (names[basis->kind]);
}

#include "app/culling/cull-faults.h"

void
acu_cull_fault_free (AcuCullFault *fault)
{
  g_free (fault->name);
  g_free (fault);
}

/* What is worse than in the best comes first, then what is strong. */
static int
compare_faults (gconstpointer a, gconstpointer b)
{
  const AcuCullFault *one = *(AcuCullFault *const *)a, *other = *(AcuCullFault *const *)b;

  if (one->is_stronger != other->is_stronger)
    return one->is_stronger ? -1 : 1;
  return (one->strength < other->strength) - (one->strength > other->strength);
}

GPtrArray *
acu_cull_faults_compare (const char *const *names,
                         const float *faults,
                         const float *best,
                         guint n_faults)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_cull_fault_free);

  for (guint i = 0; i < n_faults; i++) {
    gboolean is_stronger = best != NULL && faults[i] - best[i] >= ACU_CULL_FAULT_STEP;

    if (!is_stronger && faults[i] < ACU_FAULT_NOTABLE)
      continue;
    AcuCullFault *fault = g_new (AcuCullFault, 1);
    *fault = (AcuCullFault){g_strdup (names[i]), faults[i], is_stronger};
    g_ptr_array_add (found, fault);
  }
  g_ptr_array_sort (found, compare_faults);
  if (found->len > ACU_CULL_FAULTS_MAX)
    g_ptr_array_set_size (found, ACU_CULL_FAULTS_MAX);
  return found;
}

/* Details of @photo, or NULL without an error where it has no score. */
static AcuScoreDetails *
load_details (AcuCatalog *catalog, gint64 scorer, gint64 photo, GError **error)
{
  GError *failure = NULL;
  AcuScoreDetails *details = acu_score_store_get (catalog, scorer, photo, &failure);

  if (g_error_matches (failure, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING))
    g_error_free (failure);
  else if (failure != NULL)
    g_propagate_error (error, failure);
  return details;
}

GPtrArray *
acu_cull_faults_load (AcuCatalog *catalog, gint64 scorer, gint64 photo, gint64 best, GError **error)
{
  g_autoptr (AcuScorerInfo) info = acu_score_store_get_scorer (catalog, scorer, error);
  GError *failure = NULL;

  if (info == NULL)
    return NULL;
  g_autoptr (AcuScoreDetails) details = load_details (catalog, scorer, photo, &failure);
  g_autoptr (AcuScoreDetails) better = failure == NULL && best != 0 && best != photo
                                           ? load_details (catalog, scorer, best, &failure)
                                           : NULL;
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }

  guint n = details != NULL ? MIN (details->n_faults, g_strv_length (info->faults)) : 0;
  gboolean has_best = better != NULL && better->n_faults >= n;
  return acu_cull_faults_compare ((const char *const *)info->faults, n > 0 ? details->faults : NULL,
                                  has_best ? better->faults : NULL, n);
}

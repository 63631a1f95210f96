#include "app/scoring/service/result-sink.h"

#include "app/catalog/photo-store.h"

/* What a killed program may lose. */
#define MAX_RESULTS 64
#define MAX_AGE     (G_USEC_PER_SEC / 2)

typedef struct {
  gint64 photo;
  guint version;
  AcuScoreDetails *details; /* NULL: there is an error */
  char *error;
  gboolean is_undecodable;
} Result;

struct _AcuResultSink {
  AcuCatalog *catalog;
  gint64 scorer;
  int side;
  GArray *results; /* Result */
  gint64 oldest;   /* when the first of them came, monotonic */
};

static void
result_clear (gpointer data)
{
  Result *result = data;

  g_clear_pointer (&result->details, acu_score_details_free);
  g_free (result->error);
}

AcuResultSink *
acu_result_sink_new (AcuCatalog *catalog, gint64 scorer, int side)
{
  AcuResultSink *sink = g_new0 (AcuResultSink, 1);

  sink->catalog = g_object_ref (catalog);
  sink->scorer = scorer;
  sink->side = side;
  sink->results = g_array_new (FALSE, FALSE, sizeof (Result));
  g_array_set_clear_func (sink->results, result_clear);
  return sink;
}

void
acu_result_sink_free (AcuResultSink *sink)
{
  if (sink == NULL)
    return;
  g_array_unref (sink->results);
  g_object_unref (sink->catalog);
  g_free (sink);
}

static void
add (AcuResultSink *sink, Result result)
{
  if (sink->results->len == 0)
    sink->oldest = g_get_monotonic_time ();
  g_array_append_val (sink->results, result);
}

void
acu_result_sink_add (
    AcuResultSink *sink, const AcuUnscored *photo, int width, int height, const AcuScore *score)
{
  AcuScoreDetails *details = g_new0 (AcuScoreDetails, 1);
  const gsize n = score->n_patches, k = score->n_faults;

  details->score = score->score;
  details->std = score->std;
  details->width = width;
  details->height = height;
  details->side = sink->side;
  for (guint i = 0; i < G_N_ELEMENTS (details->fusion); i++)
    details->fusion[i] = (float)score->fusion_weights[i];
  details->has_gates = score->has_gates;
  details->n_faults = score->n_faults;
  details->n_patches = (guint)n;
  details->patches = g_memdup2 (score->patches, n * sizeof *score->patches);
  details->scores = g_memdup2 (score->patch_scores, n * sizeof *score->patch_scores);
  if (k > 0) {
    details->patch_faults = g_memdup2 (score->patch_faults, n * k * sizeof (float));
    details->faults = g_new (float, k);
    for (gsize i = 0; i < k; i++)
      details->faults[i] = (float)score->faults[i];
  }
  add (sink, (Result){.photo = photo->id, .version = photo->version, .details = details});
}

void
acu_result_sink_add_error (AcuResultSink *sink,
                           const AcuUnscored *photo,
                           const char *reason,
                           gboolean is_undecodable)
{
  add (sink, (Result){.photo = photo->id,
                      .version = photo->version,
                      .error = g_strdup (reason),
                      .is_undecodable = is_undecodable});
}

gboolean
acu_result_sink_write (AcuResultSink *sink, gboolean now, GError **error)
{
  g_autofree AcuScoreResult *results = NULL;
  guint n = sink->results->len;

  if (n == 0 || (!now && n < MAX_RESULTS && g_get_monotonic_time () - sink->oldest < MAX_AGE))
    return TRUE;
  results = g_new0 (AcuScoreResult, n);
  for (guint i = 0; i < n; i++) {
    const Result *result = &g_array_index (sink->results, Result, i);

    results[i] = (AcuScoreResult){.photo = result->photo,
                                  .version = result->version,
                                  .details = result->details,
                                  .error = result->error};
    if (result->is_undecodable &&
        !acu_photo_store_set_error (sink->catalog, result->photo, result->version, result->error,
                                    error))
      return FALSE;
  }
  if (!acu_score_store_put (sink->catalog, sink->scorer, results, n, error))
    return FALSE;
  g_array_set_size (sink->results, 0);
  return TRUE;
}

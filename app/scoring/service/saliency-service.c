#include "app/scoring/service/saliency-service.h"

#include "app/catalog/score-store.h"
#include "app/imaging/protocol.h"
#include "app/scoring/error.h"
#include "app/scoring/model-store.h"
#include "app/scoring/saliency.h"

#include <glib/gi18n.h>
#include <string.h>

/* Between two pictures of the map that is growing, microseconds. */
#define PICTURE_INTERVAL (G_USEC_PER_SEC / 2)

/* Detail is what differs from the mean of a square of 2 * RADIUS + 1 pixels. */
#define RADIUS 6

struct _AcuSaliencyService {
  GObject parent_instance;

  AcuCatalog *catalog;
  AcuDecoder *decoder;
  GMutex lock; /* held while a map is computed */
  AcuSaliency *engine;
  char *engine_key; /* model, weights and device of the engine */
};

G_DEFINE_FINAL_TYPE (AcuSaliencyService, acu_saliency_service, G_TYPE_OBJECT)

/* One request on its way. */
typedef struct {
  AcuSaliencyRequest request;
  char *path, *device;
  AcuSaliencyProgress progress;
  gpointer progress_data;
  gint64 told; /* monotonic */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job->device);
  g_free (job);
}

/* A picture on its way to the caller. */
typedef struct {
  GTask *task;
  gpointer picture;
  guint n_done, n;
} News;

static void
news_free (gpointer data)
{
  News *news = data;
  Job *job = g_task_get_task_data (news->task);

  if (news->picture != NULL)
    job->request.picture_free (news->picture);
  g_object_unref (news->task);
  g_free (news);
}

static gboolean
tell_cb (gpointer data)
{
  News *news = data;
  Job *job = g_task_get_task_data (news->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (news->task)) &&
      !g_task_get_completed (news->task))
    job->progress (g_steal_pointer (&news->picture), news->n_done, news->n, job->progress_data);
  return G_SOURCE_REMOVE;
}

static void
tell (GTask *task, const AcuSaliencyMap *map, guint n_done, guint n)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  News *news;

  if (job->progress == NULL || g_get_monotonic_time () - job->told < PICTURE_INTERVAL)
    return;
  job->told = g_get_monotonic_time ();
  news = g_new (News, 1);
  *news = (News){g_object_ref (task), job->request.render (map), n_done, n};
  /* In that context's thread, which g_main_context_invoke() leaves to whoever finds it idle. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, news, news_free);
  g_source_attach (source, g_task_get_context (task));
}

/* Has the engine be that of @scorer. */
static gboolean
open_engine (AcuSaliencyService *service,
             const AcuScorerInfo *scorer,
             const char *device,
             GError **error)
{
  const AcuPredictorOptions options = {.device = device};
  g_autofree char *key = g_strdup_printf ("%s\n%s\n%s", scorer->model, scorer->fingerprint,
                                          device != NULL ? device : "");
  g_autoptr (AcuModelStore) store = NULL;
  g_autoptr (AcuModel) model = NULL;
  g_autofree char *fingerprint = NULL;

  if (service->engine != NULL && g_str_equal (key, service->engine_key))
    return TRUE;
  g_clear_pointer (&service->engine, acu_saliency_free);
  store = acu_model_store_new ();
  model = acu_model_store_open (store, scorer->model, error);
  if (model == NULL)
    return FALSE;
  fingerprint = acu_model_dup_fingerprint (model);
  if (!g_str_equal (fingerprint, scorer->fingerprint)) {
    g_set_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL,
                 _ ("%s is not the model any more that gave these scores"), scorer->model);
    return FALSE;
  }
  service->engine = acu_saliency_new (model, &options, error);
  g_free (service->engine_key);
  service->engine_key = g_steal_pointer (&key);
  return service->engine != NULL;
}

/* The order in which patches are looked at: the worst first, since they are what is asked about. */
static int
compare_scores (gconstpointer a, gconstpointer b, gpointer scores)
{
  float x = ((const float *)scores)[*(const guint *)a],
        y = ((const float *)scores)[*(const guint *)b];

  return x < y ? -1 : x > y;
}

static guint *
order_patches (const AcuScoreDetails *details)
{
  guint *order = g_new (guint, details->n_patches);

  for (guint i = 0; i < details->n_patches; i++)
    order[i] = i;
  g_qsort_with_data (order, (int)details->n_patches, sizeof *order, compare_scores,
                     details->scores);
  return order;
}

static gboolean
add_patch (AcuSaliencyService *service,
           const AcuImage *image,
           AcuPatch place,
           AcuSaliencyMap *map,
           GError **error)
{
  const gsize side = acu_saliency_get_side (service->engine), n = side * side;
  g_autofree guint8 *patch = g_malloc (n * 3);
  g_autofree float *gradient = g_new (float, n * 3);
  g_autofree float *contributions = g_new (float, n);

  for (gsize y = 0; y < side; y++)
    memcpy (patch + y * side * 3,
            image->pixels + 3 * (((gsize)place.y + y) * (gsize)image->width + (gsize)place.x),
            side * 3);
  if (!acu_saliency_run (service->engine, patch, gradient, error))
    return FALSE;
  acu_saliency_contributions (patch, gradient, (guint)side, RADIUS, contributions);
  acu_saliency_map_add (map, place, contributions);
  return TRUE;
}

static AcuImage *
load (AcuSaliencyService *service,
      const Job *job,
      const AcuScorerInfo *scorer,
      GCancellable *cancellable,
      GError **error)
{
  const int side = (int)acu_saliency_get_side (service->engine);
  AcuProtocol protocol;
  g_autoptr (AcuImage) image = NULL;

  if (!acu_protocol_parse (scorer->protocol, &protocol, error))
    return NULL;
  image = acu_decoder_load (service->decoder, job->path, cancellable, error);
  return image != NULL ? acu_protocol_apply (&protocol, image, side, NULL, error) : NULL;
}

/* Whether the patches, which are what the catalog says, lie in the picture. */
static gboolean
fits (const AcuImage *image, const AcuScoreDetails *details, int side)
{
  if (image->width != details->width || image->height != details->height || details->side != side)
    return FALSE;
  for (guint i = 0; i < details->n_patches; i++) {
    const AcuPatch *place = &details->patches[i];

    if (place->x < 0 || place->x > image->width - side || place->y < 0 ||
        place->y > image->height - side)
      return FALSE;
  }
  return TRUE;
}

static gpointer
compute (AcuSaliencyService *service, GTask *task, GCancellable *cancellable, GError **error)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (AcuScorerInfo) scorer =
      acu_score_store_get_scorer (service->catalog, job->request.scorer, error);
  g_autoptr (AcuScoreDetails) details =
      scorer != NULL
          ? acu_score_store_get (service->catalog, job->request.scorer, job->request.photo, error)
          : NULL;
  g_autoptr (AcuImage) image = NULL;
  g_autoptr (AcuSaliencyMap) map = NULL;
  g_autofree guint *order = NULL;

  if (details == NULL || !open_engine (service, scorer, job->device, error) ||
      (image = load (service, job, scorer, cancellable, error)) == NULL)
    return NULL;
  if (!fits (image, details, (int)acu_saliency_get_side (service->engine))) {
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                         _ ("the photo has changed since it was scored"));
    return NULL;
  }
  map = acu_saliency_map_new (image->width, image->height, (guint)details->side);
  order = order_patches (details);
  job->told = g_get_monotonic_time ();
  for (guint i = 0; i < details->n_patches; i++) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !add_patch (service, image, details->patches[order[i]], map, error))
      return NULL;
    tell (task, map, i + 1, details->n_patches);
  }
  return job->request.render (map);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AcuSaliencyService *service = source;
  Job *job = data;
  GError *error = NULL;
  gpointer picture = NULL;

  g_mutex_lock (&service->lock);
  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    picture = compute (service, task, cancellable, &error);
  /* A device that failed is opened anew. */
  if (picture == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_pointer (&service->engine, acu_saliency_free);
  g_mutex_unlock (&service->lock);
  if (picture != NULL)
    g_task_return_pointer (task, picture, job->request.picture_free);
  else
    g_task_return_error (task, error);
}

void
acu_saliency_service_run_async (AcuSaliencyService *service,
                                const AcuSaliencyRequest *request,
                                AcuSaliencyProgress progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (ACU_IS_SALIENCY_SERVICE (service));
  g_return_if_fail (request->render != NULL && request->picture_free != NULL);

  g_autoptr (GTask) task = g_task_new (service, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  job->request = *request;
  job->path = g_strdup (request->path);
  job->device = g_strdup (request->device);
  job->progress = progress;
  job->progress_data = progress_data;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_in_thread);
}

gpointer
acu_saliency_service_run_finish (AcuSaliencyService *service, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, service), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
acu_saliency_service_finalize (GObject *object)
{
  AcuSaliencyService *service = ACU_SALIENCY_SERVICE (object);

  g_clear_pointer (&service->engine, acu_saliency_free);
  g_free (service->engine_key);
  acu_decoder_unref (service->decoder);
  g_object_unref (service->catalog);
  g_mutex_clear (&service->lock);
  G_OBJECT_CLASS (acu_saliency_service_parent_class)->finalize (object);
}

static void
acu_saliency_service_init (AcuSaliencyService *service)
{
  g_mutex_init (&service->lock);
}

static void
acu_saliency_service_class_init (AcuSaliencyServiceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_saliency_service_finalize;
}

AcuSaliencyService *
acu_saliency_service_new (AcuCatalog *catalog, AcuDecoder *decoder)
{
  g_return_val_if_fail (ACU_IS_CATALOG (catalog) && decoder != NULL, NULL);

  AcuSaliencyService *service = g_object_new (ACU_TYPE_SALIENCY_SERVICE, NULL);
  service->catalog = g_object_ref (catalog);
  service->decoder = acu_decoder_ref (decoder);
  return service;
}

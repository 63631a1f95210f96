#include "app/learning/training/batch-loader.h"

#include <glib/gi18n.h>
#include <string.h>

/* Batches that may wait for the device for each worker. */
#define AHEAD_PER_WORKER 2

/* How often somebody who waits for a batch looks whether it is still wanted. */
#define PATIENCE (G_USEC_PER_SEC / 20)

/* Random streams of an epoch: one to shuffle by, one a patch. */
#define STREAMS_PER_EPOCH (G_GUINT64_CONSTANT (1) << 32)

struct _AcuBatchLoader {
  AcuBatchLoaderOptions options;
  AcuPatchRequest *requests;
  gsize n_requests;
  gsize n_batches;
  AcuLoadWarningFunc warning;
  gpointer user_data;

  GPtrArray *workers; /* GThread */
  GCancellable *cancellable;
  GMutex mutex;
  GCond changed;
  AcuLoadedBatch **done; /* one a batch; NULL until made, and again when taken */
  gsize next_to_make;
  gsize next_to_take;
};

void
acu_loaded_batch_free (AcuLoadedBatch *batch)
{
  if (batch == NULL)
    return;
  g_free (batch->pixels);
  g_free (batch->samples);
  g_free (batch->requests);
  g_free (batch->quarters);
  g_free (batch->severity);
  g_free (batch);
}

/* Fills in what the map of @sample, if it has one, says about the piece of @place. */
static gboolean
read_map (AcuBatchLoader *loader,
          const AcuPatchRequest *request,
          guint32 sample,
          const AcuPatchPlace *place,
          const AcuImage *image,
          guint cells,
          float *severity,
          GError **error)
{
  const AcuBatchLoaderOptions *options = &loader->options;
  const char *path = acu_dataset_get_sample (options->dataset, sample)->map;
  g_autoptr (AcuImage) map = NULL;

  for (guint i = 0; i < cells * cells; i++)
    severity[i] = -1.0f;
  if (path == NULL || place->window < cells)
    return TRUE;
  map = acu_image_cache_load (options->caches[request->cache], path, loader->cancellable, error);
  if (map == NULL)
    return FALSE;
  if (map->width != image->width || map->height != image->height) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _ ("%s: the map has %d x %d pixels, but its picture %d x %d"), path, map->width,
                 map->height, image->width, image->height);
    return FALSE;
  }
  acu_patch_average (place, map, cells, severity);
  return TRUE;
}

/* Cuts a piece of @side x @side pixels, @cells x @cells cells, out of @sample: where the request
 * says or at random. */
static gboolean
cut_piece (AcuBatchLoader *loader,
           const AcuPatchRequest *request,
           guint32 sample,
           guint side,
           guint cells,
           AcuRandom *random,
           guint8 *pixels,
           float *severity,
           GError **error)
{
  const AcuBatchLoaderOptions *options = &loader->options;
  const char *path = acu_dataset_get_sample (options->dataset, sample)->path;
  AcuPatchPlace place = {.window = side};
  g_autoptr (AcuImage) image =
      acu_image_cache_load (options->caches[request->cache], path, loader->cancellable, error);

  if (image == NULL)
    return FALSE;
  if (request->y < 0) {
    if (!acu_augmentation_cut (&options->augmentation, image, side, random, pixels, &place, error))
      return FALSE;
  } else if (request->y + (gint64)side > image->height ||
             request->x + (gint64)side > image->width) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("%s: the patch at y %d, x %d lies outside the picture of %d x %d pixels"), path,
                 request->y, request->x, image->width, image->height);
    return FALSE;
  } else {
    place.y = (guint)request->y;
    place.x = (guint)request->x;
    acu_patch_copy (image, side, place.y, place.x, pixels);
  }
  return severity == NULL ||
         read_map (loader, request, sample, &place, image, cells, severity, error);
}

/* Copies rows of @size bytes into quarter @quarter of rows twice as long. */
static void
paste_quarter (gpointer whole, gconstpointer piece, guint quarter, gsize rows, gsize size)
{
  guint8 *to = (guint8 *)whole + (quarter / 2 * rows * 2 + quarter % 2) * size;

  for (gsize row = 0; row < rows; row++)
    memcpy (to + 2 * row * size, (const guint8 *)piece + row * size, size);
}

/* A patch of four pictures' quarters; the first is that of the request.  One patch then tells a
 * network that judges its every part about four pictures instead of one. */
static gboolean
make_mosaic (AcuBatchLoader *loader,
             const AcuPatchRequest *request,
             AcuRandom *random,
             guint8 *pixels,
             float *severity,
             guint32 *quarters,
             GError **error)
{
  const AcuBatchLoaderOptions *options = &loader->options;
  gsize side = options->side / 2, cells = options->cells / 2;
  g_autofree guint8 *piece = g_malloc (side * side * 3);
  g_autofree float *part = g_new (float, cells *cells + 1);

  for (guint i = 0; i < ACU_QUARTERS; i++) {
    if (i > 0)
      quarters[i] = options->partners[acu_random_below (random, (guint32)options->n_partners)];
    if (!cut_piece (loader, request, quarters[i], (guint)side, (guint)cells, random, piece,
                    severity != NULL ? part : NULL, error))
      return FALSE;
    paste_quarter (pixels, piece, i, side, side * 3);
    if (severity != NULL)
      paste_quarter (severity, part, i, cells, cells * sizeof (float));
  }
  return TRUE;
}

static gboolean
make_patch (AcuBatchLoader *loader,
            const AcuPatchRequest *request,
            guint8 *pixels,
            float *severity,
            guint32 *quarters,
            GError **error)
{
  const AcuBatchLoaderOptions *options = &loader->options;
  AcuRandom random = acu_random_new (options->seed, request->stream);

  for (guint i = 0; i < ACU_QUARTERS; i++)
    quarters[i] = request->sample;
  if (request->y < 0 && options->mosaic > 0.0 &&
      (double)acu_random_uniform (&random) < options->mosaic)
    return make_mosaic (loader, request, &random, pixels, severity, quarters, error);
  return cut_piece (loader, request, request->sample, options->side, options->cells, &random,
                    pixels, severity, error);
}

static AcuLoadedBatch *
make_batch (AcuBatchLoader *loader, gsize index)
{
  const AcuBatchLoaderOptions *options = &loader->options;
  gsize size = (gsize)options->side * options->side * 3;
  gsize cells = (gsize)options->cells * options->cells;
  gsize first = index * options->batch;
  gsize count = MIN (options->batch, loader->n_requests - first);
  AcuLoadedBatch *batch = g_new0 (AcuLoadedBatch, 1);

  batch->pixels = g_malloc (count * size);
  batch->samples = g_new (guint32, count);
  batch->requests = g_new (gsize, count);
  batch->quarters = g_new (guint32, ACU_QUARTERS * count);
  if (cells > 0)
    batch->severity = g_new (float, count *cells);
  for (gsize i = 0; i < count && !g_cancellable_is_cancelled (loader->cancellable); i++) {
    const AcuPatchRequest *request = &loader->requests[first + i];
    g_autoptr (GError) error = NULL;

    if (make_patch (loader, request, batch->pixels + batch->count * size,
                    cells > 0 ? batch->severity + batch->count * cells : NULL,
                    batch->quarters + ACU_QUARTERS * batch->count, &error)) {
      batch->requests[batch->count] = first + i;
      batch->samples[batch->count++] = request->sample;
    } else if (loader->warning != NULL &&
               !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      loader->warning (error->message, loader->user_data);
    }
  }
  return batch;
}

static gpointer
work (gpointer data)
{
  AcuBatchLoader *loader = data;

  for (;;) {
    AcuLoadedBatch *batch;
    gsize index;

    g_mutex_lock (&loader->mutex);
    while (!g_cancellable_is_cancelled (loader->cancellable) &&
           loader->next_to_make < loader->n_batches &&
           loader->next_to_make >=
               loader->next_to_take + AHEAD_PER_WORKER * loader->options.threads)
      g_cond_wait (&loader->changed, &loader->mutex);
    index = loader->next_to_make++;
    g_mutex_unlock (&loader->mutex);
    if (index >= loader->n_batches || g_cancellable_is_cancelled (loader->cancellable))
      return NULL;

    batch = make_batch (loader, index);
    g_mutex_lock (&loader->mutex);
    loader->done[index] = batch;
    g_cond_broadcast (&loader->changed);
    g_mutex_unlock (&loader->mutex);
  }
}

AcuBatchLoader *
acu_batch_loader_new (const AcuBatchLoaderOptions *options,
                      const AcuPatchRequest *requests,
                      gsize n_requests,
                      AcuLoadWarningFunc warning,
                      gpointer user_data)
{
  AcuBatchLoader *loader = g_new0 (AcuBatchLoader, 1);

  g_return_val_if_fail (options->batch > 0 && options->side > 0, NULL);
  g_return_val_if_fail (options->mosaic <= 0.0 || options->n_partners > 0, NULL);
  g_return_val_if_fail (options->mosaic <= 0.0 || (options->side | options->cells) % 2 == 0, NULL);

  loader->options = *options;
  if (loader->options.threads == 0)
    loader->options.threads = g_get_num_processors ();
  loader->requests = g_memdup2 (requests, n_requests * sizeof *requests);
  loader->n_requests = n_requests;
  loader->n_batches = (n_requests + options->batch - 1) / options->batch;
  loader->warning = warning;
  loader->user_data = user_data;
  loader->done = g_new0 (AcuLoadedBatch *, loader->n_batches);
  loader->cancellable = g_cancellable_new ();
  g_mutex_init (&loader->mutex);
  g_cond_init (&loader->changed);
  loader->workers = g_ptr_array_new ();
  for (guint i = 0; i < loader->options.threads; i++)
    g_ptr_array_add (loader->workers, g_thread_new ("acu-batches", work, loader));
  return loader;
}

void
acu_batch_loader_free (AcuBatchLoader *loader)
{
  if (loader == NULL)
    return;
  g_cancellable_cancel (loader->cancellable);
  g_mutex_lock (&loader->mutex);
  g_cond_broadcast (&loader->changed);
  g_mutex_unlock (&loader->mutex);
  for (guint i = 0; i < loader->workers->len; i++)
    g_thread_join (g_ptr_array_index (loader->workers, i));
  g_ptr_array_unref (loader->workers);
  for (gsize i = 0; i < loader->n_batches; i++)
    acu_loaded_batch_free (loader->done[i]);
  g_free (loader->done);
  g_free (loader->requests);
  g_object_unref (loader->cancellable);
  g_cond_clear (&loader->changed);
  g_mutex_clear (&loader->mutex);
  g_free (loader);
}

AcuLoadedBatch *
acu_batch_loader_next (AcuBatchLoader *loader, GCancellable *cancellable)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&loader->mutex);

  if (loader->next_to_take == loader->n_batches)
    return NULL;
  while (loader->done[loader->next_to_take] == NULL) {
    if (g_cancellable_is_cancelled (cancellable))
      return NULL;
    g_cond_wait_until (&loader->changed, &loader->mutex, g_get_monotonic_time () + PATIENCE);
  }
  g_cond_broadcast (&loader->changed);
  return g_steal_pointer (&loader->done[loader->next_to_take++]);
}

AcuPatchRequest *
acu_epoch_requests (const guint32 *samples,
                    gsize n_samples,
                    guint patches,
                    guint64 seed,
                    guint epoch,
                    gsize *n_requests)
{
  guint64 first_stream = epoch * STREAMS_PER_EPOCH;
  AcuRandom random = acu_random_new (seed, first_stream);
  gsize n = n_samples * patches;
  g_autofree guint32 *order = g_new (guint32, n);
  AcuPatchRequest *requests = g_new (AcuPatchRequest, n);

  for (gsize i = 0; i < n; i++)
    order[i] = (guint32)i;
  acu_random_shuffle (&random, order, n);
  for (gsize i = 0; i < n; i++)
    requests[i] = (AcuPatchRequest){.sample = samples[order[i] % n_samples],
                                    .y = -1,
                                    .x = -1,
                                    .stream = first_stream + 1 + order[i]};
  *n_requests = n;
  return requests;
}

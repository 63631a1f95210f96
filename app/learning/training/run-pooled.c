/* The pooled maps that a quick run learns from: made once by the frozen backbone, read ever after.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "app/learning/training/run-private.h"
#include "compute/parameters.h"
#include "compute/session.h"

gsize
acu_run_count_training_patches (const AcuRun *run)
{
  return run->training.n_samples * run->settings.patches_per_image;
}

void
acu_run_free_maps (float *maps[ACU_POOLED_MAPS])
{
  for (guint i = 0; i < ACU_POOLED_MAPS; i++)
    g_clear_pointer (&maps[i], g_free);
}

gboolean
acu_run_gather (AcuRun *run,
                const guint32 *indices,
                gsize n,
                AcuPatchBatch *batch,
                float *maps[ACU_POOLED_MAPS],
                GError **error)
{
  *batch = (AcuPatchBatch){.count = (guint)n};
  for (guint i = 0; i < ACU_POOLED_MAPS; i++) {
    gsize length = acu_pooled_store_map_length (run->pooled, i);

    maps[i] = length > 0 ? g_new (float, n *length) : NULL;
    batch->inputs[i] = maps[i];
  }
  return acu_pooled_store_gather (run->pooled, indices, n, maps, error);
}

/* A backbone ready to compute pooled maps. */
typedef struct {
  AcuNetwork *network;
  AcuParameters *parameters;
  AcuSession *session;
} Backbone;

static void
backbone_clear (Backbone *backbone)
{
  g_clear_pointer (&backbone->session, acu_session_free);
  g_clear_pointer (&backbone->parameters, acu_parameters_free);
  g_clear_pointer (&backbone->network, acu_network_free);
}

static gboolean
backbone_init (Backbone *backbone, AcuRun *run, GError **error)
{
  AcuNetworkOptions options = {.part = ACU_NETWORK_BACKBONE, .batch = run->settings.batch};
  const AcuGraph *graph;

  *backbone = (Backbone){.network = acu_network_new (run->base->architecture, &options)};
  graph = backbone->network->graph;
  backbone->parameters = acu_parameters_new (run->device, graph, error);
  if (backbone->parameters == NULL)
    return FALSE;
  for (AcuValue value = 0; value < acu_graph_get_n_nodes (graph); value++) {
    const AcuNode *node = acu_graph_get_node (graph, value);
    gsize count = acu_shape_count (node->shape);
    g_autofree float *values = NULL;

    if (node->op != ACU_OP_PARAMETER)
      continue;
    values = g_new (float, count);
    acu_tensor_view_read_all (acu_tensor_set_lookup (run->base->weights, node->name), values);
    if (!acu_parameters_write (backbone->parameters, node->name, values, count, error))
      return FALSE;
  }
  backbone->session = acu_session_new (graph, backbone->parameters, error);
  return backbone->session != NULL;
}

/* Appends the maps of the patches in @loaded, whose batch is filled up to the network's. */
static gboolean
append_maps (AcuRun *run, const Backbone *backbone, const AcuLoadedBatch *loaded, GError **error)
{
  guint batch = run->settings.batch;
  gsize patch =
      (gsize)run->base->architecture->input_size * run->base->architecture->input_size * 3;
  g_autofree guint8 *filled = g_malloc0 (batch * patch);
  float *maps[ACU_POOLED_MAPS] = {NULL};
  gboolean done;

  memcpy (filled, loaded->pixels, loaded->count * patch);
  done = acu_session_upload (backbone->session, backbone->network->images, filled, batch * patch,
                             error) &&
         acu_session_run (backbone->session, error);
  for (guint i = 0; i < ACU_POOLED_MAPS && done; i++) {
    gsize count = loaded->count * acu_pooled_store_map_length (run->pooled, i);

    if (count == 0)
      continue;
    maps[i] = g_new (float, count);
    done = acu_session_download (backbone->session, backbone->network->pooled[i], maps[i], count,
                                 error);
  }
  done = done &&
         acu_pooled_store_append (run->pooled, (const float *const *)maps, loaded->count, error);
  acu_run_free_maps (maps);
  return done;
}

gboolean
acu_run_measure_backbone (AcuRun *run,
                          guint n_runs,
                          double *patches_per_second,
                          gsize *bytes,
                          GCancellable *cancellable,
                          GError **error)
{
  gsize size = (gsize)run->settings.batch * run->base->architecture->input_size *
               run->base->architecture->input_size * 3;
  g_autofree guint8 *pixels = g_malloc0 (size);
  gint64 started = 0;
  Backbone backbone;
  gboolean done = backbone_init (&backbone, run, error);

  /* The first batch is not timed: it finds memory untouched and clocks low. */
  for (guint i = 0; i <= n_runs && done; i++) {
    if (i == 1)
      started = g_get_monotonic_time ();
    done = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
           acu_session_upload (backbone.session, backbone.network->images, pixels, size, error) &&
           acu_session_run (backbone.session, error);
  }
  if (done) {
    double seconds = (double)(g_get_monotonic_time () - started) * 1e-6;

    *patches_per_second = n_runs * run->settings.batch / MAX (seconds, 1e-6);
    *bytes = acu_session_get_arena_size (backbone.session) +
             acu_parameters_get_size (backbone.parameters);
  }
  backbone_clear (&backbone);
  return done;
}

/* What the pooled maps depend on: weights and pictures, how patches are cut, what the network is.
 */
static char *
pooled_key (const AcuRun *run)
{
  const AcuArchitecture *architecture = run->base->architecture;
  const AcuAugmentation *augmentation = &run->settings.augmentation;
  g_autofree char *text = g_strdup_printf (
      "%s %s %s %u %g %g %g %g %g %g, %u patches from %" G_GUINT64_FORMAT ", %d %d %a %a",
      run->digest, architecture->preset, architecture->protocol, architecture->input_size,
      architecture->mean[0], architecture->mean[1], architecture->mean[2], architecture->std[0],
      architecture->std[1], architecture->std[2], run->settings.patches_per_image,
      run->settings.seed, augmentation->flips, augmentation->jitters, augmentation->scale_low,
      augmentation->scale_high);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* How far the maps of all parts are. */
typedef struct {
  gsize done; /* patches */
  gsize total;
  gsize skipped; /* that were there */
  gint64 began;
} Preparation;

/* Passes warnings on, from any thread, and keeps the first: what was wrong with which picture. */
typedef struct {
  const AcuRunListener *listener;
  GMutex lock;
  char *first; /* NULL: all could */
} Unread;

static void
unread_init (Unread *unread, const AcuRunListener *listener)
{
  *unread = (Unread){.listener = listener};
  g_mutex_init (&unread->lock);
}

static void
unread_clear (Unread *unread)
{
  g_mutex_clear (&unread->lock);
  g_free (unread->first);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Unread, unread_clear)

static void
warning_cb (const char *message, gpointer data)
{
  Unread *unread = data;

  g_mutex_lock (&unread->lock);
  if (unread->first == NULL)
    unread->first = g_strdup (message);
  g_mutex_unlock (&unread->lock);
  if (unread->listener->warning != NULL)
    unread->listener->warning (message, unread->listener->user_data);
}

static void
set_unread_error (Unread *unread, GError **error)
{
  g_mutex_lock (&unread->lock);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _ ("%s; a quick run needs every picture: take it out of the data, or train in full"),
               unread->first);
  g_mutex_unlock (&unread->lock);
}

/* Computes those maps of the patches of @part that are not among the first @n_done of all, which
 * the store has already, and appends them. */
static gboolean
append_part (AcuRun *run,
             const Backbone *backbone,
             const AcuRunPart *part,
             Preparation *preparation,
             const AcuRunListener *listener,
             GCancellable *cancellable,
             GError **error)
{
  guint patches = run->settings.patches_per_image;
  gsize total = part->n_samples * patches;
  gsize skip = preparation->skipped - MIN (preparation->skipped, part->first);
  g_autofree AcuPatchRequest *requests = acu_run_fixed_requests (part, patches);
  AcuBatchLoaderOptions options =
      acu_run_loader_options (run, part->dataset, part == &run->training);
  g_auto (Unread) unread = {0};
  g_autoptr (AcuBatchLoader) loader = NULL;

  unread_init (&unread, listener);
  if (skip >= total)
    return TRUE;
  loader = acu_batch_loader_new (&options, requests + skip, total - skip, warning_cb, &unread);
  for (gsize done = skip; done < total; done += options.batch) {
    g_autoptr (AcuLoadedBatch) loaded = acu_batch_loader_next (loader);
    gsize wanted = MIN (options.batch, total - done);

    acu_run_wait_while_paused (run, cancellable);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (loaded->count < wanted) {
      set_unread_error (&unread, error);
      return FALSE;
    }
    if (!append_maps (run, backbone, loaded, error))
      return FALSE;
    preparation->done += wanted;
    run->n_pooled = preparation->done;
    acu_run_report (
        run, listener, ACU_RUN_PREPARING, preparation->done, preparation->total,
        acu_run_rate_since (run, preparation->began, preparation->done - preparation->skipped),
        -1.0);
  }
  return TRUE;
}

gboolean
acu_run_prepare_pooled (AcuRun *run,
                        const AcuRunListener *listener,
                        GCancellable *cancellable,
                        GError **error)
{
  const AcuRunPart *last = &run->test;
  Preparation preparation = {.total =
                                 last->first + last->n_samples * run->settings.patches_per_image};
  g_autofree char *key = pooled_key (run);
  Backbone backbone;
  gboolean done;

  if (!acu_run_folder_note_pooled (run->folder, key, error))
    return FALSE;
  run->pooled = acu_pooled_store_open (run->base->architecture, key, preparation.total,
                                       &preparation.skipped, error);
  if (run->pooled == NULL)
    return FALSE;
  if (preparation.skipped == preparation.total)
    return TRUE;
  preparation.done = preparation.skipped;
  preparation.began = acu_run_get_clock (run);
  acu_run_report (run, listener, ACU_RUN_PREPARING, preparation.done, preparation.total, 0.0, -1.0);
  done =
      backbone_init (&backbone, run, error) &&
      append_part (run, &backbone, &run->training, &preparation, listener, cancellable, error) &&
      append_part (run, &backbone, &run->validation, &preparation, listener, cancellable, error) &&
      append_part (run, &backbone, &run->test, &preparation, listener, cancellable, error);
  backbone_clear (&backbone);
  /* It is opened anew with all that it has. */
  if (!done)
    g_clear_pointer (&run->pooled, acu_pooled_store_free);
  return done;
}

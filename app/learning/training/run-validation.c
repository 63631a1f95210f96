/* What a run does besides stepping: validation, and the pooled maps of a frozen backbone. */
#include <math.h>
#include <string.h>

#include "app/learning/training/run-private.h"
#include "compute/parameters.h"
#include "compute/session.h"

static void
report (const AcuRun *run,
        const AcuRunListener *listener,
        AcuRunStage stage,
        gsize done,
        gsize total,
        double seconds)
{
  AcuRunProgress progress = {.stage = stage,
                             .epoch = run->position.epoch,
                             .n_epochs = run->settings.schedule.epochs,
                             .done = done,
                             .total = total,
                             .loss = NAN,
                             .patches_per_second = seconds > 0.0 ? (double)done / seconds : 0.0,
                             .seconds_left = -1.0};

  if (listener->progress != NULL)
    listener->progress (&progress, listener->user_data);
}

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

/* Adds up the predictions of each picture, in the network's terms. */
typedef struct {
  AcuRun *run;
  double *sums; /* by sample of the dataset */
  guint *counts;
} Means;

static gboolean
predict_loaded (Means *means, const AcuLoadedBatch *loaded, GError **error)
{
  AcuPatchBatch batch = {.inputs = {loaded->pixels}, .count = loaded->count};
  g_autofree float *scores = g_new (float, MAX (loaded->count, 1));

  if (loaded->count > 0 && !acu_trainer_predict (means->run->trainer, &batch, scores, NULL, error))
    return FALSE;
  for (guint i = 0; i < loaded->count; i++) {
    means->sums[loaded->samples[i]] += scores[i];
    means->counts[loaded->samples[i]]++;
  }
  return TRUE;
}

static gboolean
predict_patches (Means *means,
                 const AcuRunListener *listener,
                 GCancellable *cancellable,
                 GError **error)
{
  AcuRun *run = means->run;
  const AcuRunPart *part = &run->validation;
  guint patches = run->settings.patches_per_image;
  gsize total = part->n_samples * patches, done = 0;
  gint64 started = g_get_monotonic_time ();
  AcuBatchLoaderOptions options = acu_run_loader_options (run, part->dataset, FALSE);
  g_autofree AcuPatchRequest *requests =
      acu_run_fixed_requests (part, patches, ACU_STREAM_VALIDATION);
  g_autoptr (AcuBatchLoader) loader =
      acu_batch_loader_new (&options, requests, total, listener->warning, listener->user_data);

  for (;;) {
    g_autoptr (AcuLoadedBatch) loaded = acu_batch_loader_next (loader);

    if (loaded == NULL)
      return TRUE;
    acu_run_wait_while_paused (run, cancellable);
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !predict_loaded (means, loaded, error))
      return FALSE;
    done = MIN (done + options.batch, total);
    report (run, listener, ACU_RUN_VALIDATING, done, total,
            (double)(g_get_monotonic_time () - started) * 1e-6);
  }
}

static gboolean
predict_pooled (Means *means, GCancellable *cancellable, GError **error)
{
  AcuRun *run = means->run;
  gsize first = acu_run_count_training_patches (run);
  guint patches = run->settings.patches_per_image;

  for (gsize i = 0; i < run->validation.n_samples; i++) {
    guint32 sample = run->validation.samples[i];
    g_autofree guint32 *indices = g_new (guint32, patches);
    g_autofree float *scores = g_new (float, patches);
    float *maps[ACU_POOLED_MAPS] = {NULL};
    AcuPatchBatch batch;
    gboolean done;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    for (guint j = 0; j < patches; j++)
      indices[j] = (guint32)(first + i * patches + j);
    done = acu_run_gather (run, indices, patches, &batch, maps, error) &&
           acu_trainer_predict (run->trainer, &batch, scores, NULL, error);
    acu_run_free_maps (maps);
    if (!done)
      return FALSE;
    for (guint j = 0; j < patches; j++)
      means->sums[sample] += scores[j];
    means->counts[sample] += patches;
  }
  return TRUE;
}

gboolean
acu_run_validate (AcuRun *run,
                  const AcuRunListener *listener,
                  GCancellable *cancellable,
                  AcuAgreement *agreement,
                  GError **error)
{
  const AcuRunPart *part = &run->validation;
  gsize length = part->n_samples > 0 ? acu_dataset_get_length (part->dataset) : 0;
  g_autofree double *sums = g_new0 (double, length + 1);
  g_autofree guint *counts = g_new0 (guint, length + 1);
  g_autofree double *predictions = g_new (double, length + 1);
  g_autofree double *targets = g_new (double, length + 1);
  Means means = {.run = run, .sums = sums, .counts = counts};
  gsize n = 0;

  memset (agreement, 0, sizeof *agreement);
  if (part->n_samples == 0)
    return TRUE;
  if (run->pooled != NULL ? !predict_pooled (&means, cancellable, error)
                          : !predict_patches (&means, listener, cancellable, error))
    return FALSE;
  for (gsize i = 0; i < part->n_samples; i++) {
    guint32 sample = part->samples[i];

    if (counts[sample] == 0)
      continue;
    predictions[n] = run->targets.offset + run->targets.scale * sums[sample] / counts[sample];
    targets[n] = run->targets.offset +
                 run->targets.scale * (double)acu_run_target (run, part->dataset, sample);
    n++;
  }
  acu_metrics_agreement (predictions, targets, n, agreement);
  return TRUE;
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
acu_run_measure_backbone (
    AcuRun *run, guint n_runs, double *patches_per_second, gsize *bytes, GError **error)
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
    done = acu_session_upload (backbone.session, backbone.network->images, pixels, size, error) &&
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

/* Computes the maps of the patches of @part from @skip on and appends them to the store. */
static gboolean
append_part (AcuRun *run,
             const Backbone *backbone,
             const AcuRunPart *part,
             guint64 first_stream,
             gsize skip,
             const AcuRunListener *listener,
             GCancellable *cancellable,
             GError **error)
{
  guint patches = run->settings.patches_per_image;
  gsize total = part->n_samples * patches;
  gint64 started = g_get_monotonic_time ();
  g_autofree AcuPatchRequest *requests = acu_run_fixed_requests (part, patches, first_stream);
  AcuBatchLoaderOptions options =
      acu_run_loader_options (run, part->dataset, first_stream == ACU_STREAM_QUICK);
  g_autoptr (AcuBatchLoader) loader = NULL;

  if (skip >= total)
    return TRUE;
  loader = acu_batch_loader_new (&options, requests + skip, total - skip, listener->warning,
                                 listener->user_data);
  for (gsize done = skip; done < total; done += options.batch) {
    g_autoptr (AcuLoadedBatch) loaded = acu_batch_loader_next (loader);

    acu_run_wait_while_paused (run, cancellable);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (loaded->count < MIN (options.batch, total - done)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "a picture of the data cannot be read; see the warning, and take it out of the "
                   "list");
      return FALSE;
    }
    if (!append_maps (run, backbone, loaded, error))
      return FALSE;
    report (run, listener, ACU_RUN_PREPARING, MIN (done + options.batch, total), total,
            (double)(g_get_monotonic_time () - started) * 1e-6);
  }
  return TRUE;
}

gboolean
acu_run_prepare_pooled (AcuRun *run,
                        const AcuRunListener *listener,
                        GCancellable *cancellable,
                        GError **error)
{
  gsize n_training = acu_run_count_training_patches (run);
  gsize total = n_training + run->validation.n_samples * run->settings.patches_per_image;
  g_autofree char *key = pooled_key (run);
  Backbone backbone;
  gboolean done;
  gsize n_done;

  run->pooled = acu_pooled_store_open (run->base->architecture, key, total, &n_done, error);
  if (run->pooled == NULL)
    return FALSE;
  if (n_done == total)
    return TRUE;
  done = backbone_init (&backbone, run, error) &&
         append_part (run, &backbone, &run->training, ACU_STREAM_QUICK, n_done, listener,
                      cancellable, error) &&
         append_part (run, &backbone, &run->validation, ACU_STREAM_VALIDATION,
                      n_done > n_training ? n_done - n_training : 0, listener, cancellable, error);
  backbone_clear (&backbone);
  return done;
}

#include "app/scoring/predictor.h"

#include "app/scoring/error.h"
#include "compute/nn/network.h"
#include "compute/plan.h"
#include "compute/session.h"

#include <glib/gi18n.h>

/* Of what a device says is free: other programs, and the driver itself, take memory too. */
#define USABLE_MEMORY 0.8

/* A device that is lost again and again is broken, not unlucky. */
#define MAX_REOPENINGS 2

struct _AcuPredictor {
  AcuModel *model;
  char *selector; /* of the very device that was chosen, to find it again */
  AcuDType storage;
  guint batch;
  double flops; /* of one patch */
  gsize peak_memory;
  guint n_losses, n_shortages;
  AcuDeviceInfo *info;

  AcuDevice *device;         /* NULL after it was lost and could not be opened anew */
  AcuParameters *parameters; /* likewise */
  AcuNetwork *network;       /* what `session` runs: a graph has one batch size */
  AcuSession *session;
  guint session_batch;
};

gboolean
acu_precision_parse (const char *text, AcuPrecision *precision, GError **error)
{
  static const char *const names[] = {"auto", "fp32", "fp16", NULL};

  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (text, names[i])) {
      *precision = (AcuPrecision)i;
      return TRUE;
    }
  g_set_error (error, ACU_SCORING_ERROR, ACU_SCORING_ERROR_ARGUMENT,
               _ ("unknown precision “%s”: use auto, fp32 or fp16"), text);
  return FALSE;
}

/* Measured on what there was to measure: a CPU gains nothing past some 20 patches, a driver that
 * imitates a graphics processor on it runs long enough with 4, and real ones want to be filled. */
static guint
preferred_batch (AcuDeviceKind kind)
{
  switch (kind) {
  case ACU_DEVICE_CPU:
    return 20;
  case ACU_DEVICE_SOFTWARE_GPU:
    return 4;
  case ACU_DEVICE_INTEGRATED_GPU:
    return 16;
  case ACU_DEVICE_DISCRETE_GPU:
  case ACU_DEVICE_VIRTUAL_GPU:
    return 64;
  }
  g_assert_not_reached ();
}

static AcuNetwork *
build_network (const AcuPredictor *predictor, guint batch)
{
  AcuNetworkOptions options = {.batch = batch, .storage = predictor->storage};

  return acu_network_new (acu_model_get_architecture (predictor->model), &options);
}

static void
close_session (AcuPredictor *predictor)
{
  g_clear_pointer (&predictor->session, acu_session_free);
  g_clear_pointer (&predictor->network, acu_network_free);
  predictor->session_batch = 0;
}

static void
close_device (AcuPredictor *predictor)
{
  close_session (predictor);
  g_clear_pointer (&predictor->parameters, acu_parameters_free);
  g_clear_pointer (&predictor->device, acu_device_close);
}

void
acu_predictor_free (AcuPredictor *predictor)
{
  if (predictor == NULL)
    return;
  close_device (predictor);
  acu_device_info_free (predictor->info);
  acu_model_unref (predictor->model);
  g_free (predictor->selector);
  g_free (predictor);
}

gboolean
acu_precision_choose (AcuPrecision precision,
                      const AcuDeviceInfo *info,
                      AcuDType *storage,
                      GError **error)
{
  gboolean is_gpu = info->kind != ACU_DEVICE_CPU && info->kind != ACU_DEVICE_SOFTWARE_GPU;

  if (precision == ACU_PRECISION_FP16 && !info->has_f16_storage) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED,
                 _ ("%s cannot store half precision; use fp32 or another device"), info->name);
    return FALSE;
  }
  *storage = precision == ACU_PRECISION_FP16 ||
                     (precision == ACU_PRECISION_AUTO && is_gpu && info->has_f16_storage)
                 ? ACU_DTYPE_F16
                 : ACU_DTYPE_F32;
  return TRUE;
}

/* Halves the batch until the planned memory is there.  That single patches do not fit is for the
 * back end to say: the estimate is cautious. */
static void
choose_batch (AcuPredictor *predictor, guint most)
{
  const AcuDeviceInfo *info = predictor->info;
  double usable = USABLE_MEMORY * (double)info->memory;

  predictor->batch = most > 0 ? most : preferred_batch (info->kind);
  for (; predictor->batch > 1; predictor->batch /= 2) {
    g_autoptr (AcuNetwork) network = build_network (predictor, predictor->batch);
    g_autoptr (AcuPlan) plan = acu_plan_new (network->graph, info, NULL);

    if (plan != NULL && (double)(plan->arena_size + plan->parameter_size) <= usable)
      return;
  }
}

static gboolean
load_parameters (AcuPredictor *predictor, GError **error)
{
  const AcuDeviceInfo *info = predictor->info;
  g_autoptr (AcuNetwork) network = build_network (predictor, 1);

  predictor->flops = acu_graph_count_flops (network->graph);
  predictor->parameters = acu_parameters_new (predictor->device, network->graph, error);
  if (predictor->parameters == NULL ||
      !acu_model_write_parameters (predictor->model, predictor->parameters, error)) {
    g_prefix_error (error, _ ("cannot load %s on %s: "), acu_model_get_name (predictor->model),
                    info->name);
    return FALSE;
  }
  predictor->peak_memory =
      MAX (predictor->peak_memory, acu_parameters_get_size (predictor->parameters));
  return TRUE;
}

static gboolean
is_lost (const GError *error)
{
  return g_error_matches (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_DEVICE_LOST);
}

/* Opens what @selector means, once more where it is lost in the doing. */
static AcuDevice *
open_device (const char *selector, GError **error)
{
  for (guint i = 0;; i++) {
    GError *failure = NULL;
    AcuDevice *device = acu_device_open (selector, &failure);

    if (device != NULL)
      return device;
    if (!is_lost (failure) || i == MAX_REOPENINGS) {
      g_propagate_error (error, failure);
      return NULL;
    }
    g_error_free (failure);
  }
}

/* Replaces a device that was lost. */
static gboolean
reopen (AcuPredictor *predictor, GError **error)
{
  close_device (predictor);
  predictor->device = open_device (predictor->selector, error);
  if (predictor->device == NULL)
    return FALSE;
  if (load_parameters (predictor, error))
    return TRUE;
  close_device (predictor);
  return FALSE;
}

static gboolean
load_at_first (AcuPredictor *predictor, GError **error)
{
  GError *failure = NULL;
  gboolean loaded = load_parameters (predictor, &failure);

  for (guint i = 0; i < MAX_REOPENINGS && !loaded && is_lost (failure); i++) {
    g_clear_error (&failure);
    loaded = reopen (predictor, &failure);
  }
  if (!loaded)
    g_propagate_error (error, failure);
  return loaded;
}

AcuPredictor *
acu_predictor_new (AcuModel *model, const AcuPredictorOptions *options, GError **error)
{
  static const AcuPredictorOptions defaults = {0};
  g_autoptr (AcuPredictor) predictor = g_new0 (AcuPredictor, 1);

  g_return_val_if_fail (model != NULL, NULL);

  if (options == NULL)
    options = &defaults;
  predictor->model = acu_model_ref (model);
  predictor->device = open_device (options->device != NULL ? options->device : "auto", error);
  if (predictor->device == NULL)
    return NULL;
  predictor->info = acu_device_info_copy (acu_device_get_info (predictor->device));
  predictor->selector = g_strdup_printf ("%s:%u", predictor->info->backend, predictor->info->index);
  if (!acu_precision_choose (options->precision, predictor->info, &predictor->storage, error))
    return NULL;
  choose_batch (predictor, options->batch);
  if (!load_at_first (predictor, error))
    return NULL;
  return g_steal_pointer (&predictor);
}

AcuModel *
acu_predictor_get_model (const AcuPredictor *predictor)
{
  return predictor->model;
}

const AcuDeviceInfo *
acu_predictor_get_device (const AcuPredictor *predictor)
{
  return predictor->info;
}

const char *
acu_predictor_get_precision (const AcuPredictor *predictor)
{
  return predictor->storage == ACU_DTYPE_F16 ? "fp16" : "fp32";
}

guint
acu_predictor_get_batch (const AcuPredictor *predictor)
{
  return predictor->batch;
}

gsize
acu_predictor_get_peak_memory (const AcuPredictor *predictor)
{
  return predictor->peak_memory;
}

guint
acu_predictor_get_n_losses (const AcuPredictor *predictor)
{
  return predictor->n_losses;
}

guint
acu_predictor_get_n_shortages (const AcuPredictor *predictor)
{
  return predictor->n_shortages;
}

double
acu_predictor_get_flops (const AcuPredictor *predictor)
{
  return predictor->flops;
}

gboolean
acu_predictor_has_fusion_weights (const AcuPredictor *predictor)
{
  return acu_model_get_architecture (predictor->model)->fusion == ACU_FUSION_SCALE ||
         acu_predictor_has_fusion_gates (predictor);
}

gboolean
acu_predictor_has_fusion_gates (const AcuPredictor *predictor)
{
  return acu_model_get_architecture (predictor->model)->fusion == ACU_FUSION_CHANNEL;
}

/* Makes the session one for runs of exactly @batch patches.  Only one is kept: two would need the
 * memory of both. */
static gboolean
prepare_session (AcuPredictor *predictor, guint batch, GError **error)
{
  if (predictor->session_batch == batch)
    return TRUE;
  if (predictor->device == NULL && !reopen (predictor, error))
    return FALSE;
  close_session (predictor);
  predictor->network = build_network (predictor, batch);
  predictor->session = acu_session_new (predictor->network->graph, predictor->parameters, error);
  if (predictor->session == NULL)
    return FALSE;
  predictor->session_batch = batch;
  predictor->peak_memory =
      MAX (predictor->peak_memory, acu_parameters_get_size (predictor->parameters) +
                                       acu_session_get_arena_size (predictor->session));
  return TRUE;
}

/* Bytes of @n patches. */
static gsize
patch_bytes (const AcuPredictor *predictor, guint n)
{
  gsize side = acu_model_get_architecture (predictor->model)->input_size;

  return n * side * side * 3;
}

/* Fills @weights, (n,4), with the means of each stage's part of the gates, (n,C). */
static void
average_gates (const AcuArchitecture *architecture, const float *gates, guint n, float *weights)
{
  for (guint i = 0; i < n; i++)
    for (guint stage = 0; stage < ACU_STAGES; stage++) {
      gsize channels = acu_architecture_stage_channels (architecture, stage);
      double sum = 0;

      for (gsize c = 0; c < channels; c++)
        sum += (double)*gates++;
      *weights++ = (float)(sum / (double)channels);
    }
}

static gboolean
download_fusion (AcuPredictor *predictor, guint n, float *weights, GError **error)
{
  AcuValue value = predictor->network->fusion_weights;
  g_autofree float *gates = NULL;
  gsize count;

  if (!acu_predictor_has_fusion_gates (predictor))
    return acu_session_download (predictor->session, value, weights, (gsize)n * ACU_STAGES, error);
  count = acu_shape_count (acu_graph_get_shape (predictor->network->graph, value));
  gates = g_new (float, count);
  if (!acu_session_download (predictor->session, value, gates, count, error))
    return FALSE;
  average_gates (acu_model_get_architecture (predictor->model), gates, n, weights);
  return TRUE;
}

static gboolean
run_once (AcuPredictor *predictor,
          const guint8 *patches,
          guint n,
          const AcuPrediction *prediction,
          GError **error)
{
  const AcuArchitecture *architecture = acu_model_get_architecture (predictor->model);
  gsize n_faults = acu_architecture_count_faults (architecture);
  AcuNetwork *network;

  if (!prepare_session (predictor, n, error))
    return FALSE;
  network = predictor->network;
  if (!acu_session_upload (predictor->session, network->images, patches, patch_bytes (predictor, n),
                           error) ||
      !acu_session_run (predictor->session, NULL, error) ||
      !acu_session_download (predictor->session, network->scores, prediction->scores, n, error))
    return FALSE;
  if (prediction->faults != NULL && !acu_session_download (predictor->session, network->faults,
                                                           prediction->faults, n * n_faults, error))
    return FALSE;
  return prediction->fusion_weights == NULL ||
         download_fusion (predictor, n, prediction->fusion_weights, error);
}

/* Makes another attempt at a run of @n patches worthwhile after @failure, which it takes. */
static gboolean
recover (AcuPredictor *predictor, guint n, guint *n_reopenings, GError *failure, GError **error)
{
  if (g_error_matches (failure, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY) && n > 1) {
    close_session (predictor);
    predictor->batch = n / 2;
    predictor->n_shortages++;
    g_error_free (failure);
    return TRUE;
  }
  if (is_lost (failure) && *n_reopenings < MAX_REOPENINGS) {
    /* The next attempt begins with opening it, which may fail in the same way. */
    (*n_reopenings)++;
    predictor->n_losses++;
    g_error_free (failure);
    close_device (predictor);
    return TRUE;
  }
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
acu_predictor_run (AcuPredictor *predictor,
                   const guint8 *patches,
                   guint n,
                   const AcuPrediction *prediction,
                   GCancellable *cancellable,
                   GError **error)
{
  gsize n_faults = acu_architecture_count_faults (acu_model_get_architecture (predictor->model));
  guint done = 0;
  guint n_reopenings = 0; /* since the last run that went well */

  g_return_val_if_fail (prediction->faults == NULL || n_faults > 0, FALSE);
  g_return_val_if_fail (
      prediction->fusion_weights == NULL || acu_predictor_has_fusion_weights (predictor), FALSE);

  while (done < n) {
    guint batch = MIN (n - done, predictor->batch);
    AcuPrediction part = {
        .scores = prediction->scores + done,
        .faults = prediction->faults == NULL ? NULL : prediction->faults + done * n_faults,
        .fusion_weights = prediction->fusion_weights == NULL
                              ? NULL
                              : prediction->fusion_weights + (gsize)done * ACU_STAGES,
    };
    GError *failure = NULL;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (run_once (predictor, patches + patch_bytes (predictor, done), batch, &part, &failure)) {
      n_reopenings = 0;
      done += batch;
    } else if (!recover (predictor, batch, &n_reopenings, failure, error))
      return FALSE;
  }
  return TRUE;
}

#include "app/learning/training/run-estimate.h"

#include "app/learning/training/run-private.h"
#include "compute/nn/token-heads.h"

/* Timed after one that is not; a slow machine takes seconds for each. */
#define N_STEPS 2

/* On a CPU the time of a patch does not depend much on how many a step has, and a small step is
 * soon over.  A graphics processor is not even busy with so few: it is measured with the run's own.
 */
#define CPU_BATCH 8

/* Forward alone is about a third of forward and backward. */
#define FORWARD_SHARE (1.0 / 3.0)

void
acu_run_estimate_clear (AcuRunEstimate *estimate)
{
  acu_run_facts_clear (&estimate->facts);
}

/* Patches that are scored, not learned from, each epoch; at most, since the part that judges is
 * only after one that is the best so far. */
static double
count_held_out (const AcuRun *run)
{
  return (double)(run->validation.n_samples + run->test.n_samples) *
         run->settings.patches_per_image;
}

static guint
measured_batch (const AcuRun *run)
{
  AcuDeviceKind kind = acu_device_get_info (run->device)->kind;
  gboolean is_cpu = kind == ACU_DEVICE_CPU || kind == ACU_DEVICE_SOFTWARE_GPU;

  return is_cpu ? MIN (acu_run_get_largest_step (run), CPU_BATCH) : acu_run_get_largest_step (run);
}

/* Patches a second of the trainer's steps; @inputs: enough for measured_batch(). */
static gboolean
measure_steps (AcuRun *run,
               const gconstpointer inputs[ACU_POOLED_MAPS],
               double *patches_per_second,
               GCancellable *cancellable,
               GError **error)
{
  static const float rates[ACU_N_RATES] = {0.0f, 0.0f};
  gsize side = acu_token_heads_get_side (run->base->architecture);
  gsize length = side * side * acu_token_heads_get_length (run->base->architecture);
  guint n = measured_batch (run);
  guint n_faults = acu_architecture_count_faults (run->base->architecture);
  gboolean has_tokens = run->settings.mode == ACU_RUN_FULL && run->settings.token_weight > 0.0f;
  g_autofree float *scores = g_new0 (float, n);
  g_autofree float *faults = g_new0 (float, (gsize)n *n_faults + 1);
  g_autofree float *tokens = has_tokens ? g_new0 (float, n *length) : NULL;
  const AcuTargets targets = {.scores = scores, .faults = faults, .tokens = tokens};
  AcuPatchBatch batch = {.count = n};
  AcuStepReport report;
  gint64 started = 0;

  for (guint i = 0; i < ACU_POOLED_MAPS; i++)
    batch.inputs[i] = inputs[i];
  for (guint i = 0; i <= N_STEPS; i++) {
    if (i == 1)
      started = g_get_monotonic_time ();
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !acu_trainer_step (run->trainer, &batch, &targets, rates, NULL, &report, cancellable,
                           error))
      return FALSE;
  }
  *patches_per_second =
      N_STEPS * n / MAX ((double)(g_get_monotonic_time () - started) * 1e-6, 1e-6);
  return TRUE;
}

static gboolean
measure_full (AcuRun *run, AcuRunEstimate *estimate, GCancellable *cancellable, GError **error)
{
  gsize side = run->base->architecture->input_size;
  g_autofree guint8 *pixels = g_malloc0 (measured_batch (run) * side * side * 3);
  gconstpointer inputs[ACU_POOLED_MAPS] = {pixels};
  double validated = count_held_out (run);

  if (!measure_steps (run, inputs, &estimate->patches_per_second, cancellable, error))
    return FALSE;
  estimate->seconds = run->settings.schedule.epochs *
                      ((double)estimate->n_patches + validated * FORWARD_SHARE) /
                      estimate->patches_per_second;
  return TRUE;
}

/* Every patch passes the backbone once, then the head once an epoch. */
static gboolean
measure_quick (AcuRun *run, AcuRunEstimate *estimate, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuNetwork) head = acu_network_new (
      run->base->architecture, &(AcuNetworkOptions){.part = ACU_NETWORK_HEAD, .batch = 1});
  double validated = count_held_out (run);
  double all = (double)estimate->n_patches + validated, rate, steps;
  gconstpointer inputs[ACU_POOLED_MAPS] = {NULL};
  float *maps[ACU_POOLED_MAPS] = {NULL};
  gsize bytes, record = 0;
  gboolean done;

  for (guint i = 0; i < ACU_POOLED_MAPS; i++) {
    gsize length = head->pooled[i] == ACU_NO_VALUE
                       ? 0
                       : acu_shape_count (acu_graph_get_shape (head->graph, head->pooled[i]));

    record += length;
    if (length > 0)
      inputs[i] = maps[i] = g_new0 (float, measured_batch (run) * length);
  }
  done = measure_steps (run, inputs, &steps, cancellable, error) &&
         acu_run_measure_backbone (run, 1, &rate, &bytes, cancellable, error);
  acu_run_free_maps (maps);
  if (!done)
    return FALSE;
  estimate->patches_per_second = rate;
  estimate->disk_bytes = (gsize)(all * (double)record * sizeof (float));
  estimate->device_bytes += bytes;
  estimate->seconds = all / rate + run->settings.schedule.epochs *
                                       ((double)estimate->n_patches + validated * FORWARD_SHARE) /
                                       steps;
  return TRUE;
}

gboolean
acu_run_estimate (const AcuRunSettings *settings,
                  AcuRunEstimate *estimate,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (AcuRun) run = acu_run_alloc ("estimate");
  g_autofree char *text = acu_run_settings_to_json (settings);

  *estimate = (AcuRunEstimate){0};
  if (!acu_run_settings_from_json (text, &run->settings, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error) || !acu_run_open_all (run, error))
    return FALSE;
  acu_run_get_facts (run, &estimate->facts);
  estimate->n_patches = acu_run_count_epoch_patches (run);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !acu_run_make_trainer (run, error))
    return FALSE;
  estimate->device_bytes = acu_run_get_memory (run);
  return run->settings.mode == ACU_RUN_QUICK ? measure_quick (run, estimate, cancellable, error)
                                             : measure_full (run, estimate, cancellable, error);
}

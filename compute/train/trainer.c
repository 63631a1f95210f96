#include "compute/train/trainer.h"

#include <math.h>
#include <string.h>

#include "compute/nn/token-heads.h"
#include "compute/train/token-loss.h"
#include "compute/train/trainer-private.h"

AcuTrainer *
acu_trainer_new (AcuDevice *device,
                 const AcuArchitecture *architecture,
                 const AcuTensorSet *weights,
                 const AcuTrainerOptions *options,
                 GError **error)
{
  g_autoptr (AcuTrainer) trainer = g_new0 (AcuTrainer, 1);

  g_return_val_if_fail (options->batch > 0, NULL);

  trainer->device = device;
  trainer->architecture = acu_architecture_copy (architecture);
  trainer->options = *options;
  trainer->n_faults = acu_architecture_count_faults (architecture);
  for (guint stage = 0; stage < ACU_STAGES && options->token_weight > 0.0f; stage++) {
    gsize length = acu_trainer_token_length (trainer, stage);

    trainer->tokens[stage] = g_new (float, options->batch *length);
    trainer->token_gradients[stage] = g_new (float, options->batch *length);
  }
  trainer->loss_scale = acu_loss_scale_for (acu_trainer_get_storage (trainer));
  acu_trainer_restore_micro_batch (trainer, weights);
  if (!acu_trainer_choose_micro_batch (trainer, error) ||
      !acu_trainer_load (trainer, weights, error))
    return NULL;
  acu_trainer_list_statistics (trainer);
  return g_steal_pointer (&trainer);
}

void
acu_trainer_free (AcuTrainer *trainer)
{
  if (trainer == NULL)
    return;
  acu_pass_clear (&trainer->pass);
  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    g_free (trainer->tokens[stage]);
    g_free (trainer->token_gradients[stage]);
  }
  g_clear_pointer (&trainer->trained, g_ptr_array_unref);
  g_clear_pointer (&trainer->statistics, g_array_unref);
  acu_parameters_free (trainer->parameters);
  acu_architecture_free (trainer->architecture);
  g_free (trainer);
}

/* A step under way: all its samples' predictions and the losses' gradients. */
typedef struct {
  AcuTrainer *trainer;
  const AcuTargets *targets;
  guint count;      /* samples */
  gsize n_labelled; /* fault labels among the targets */
  float *scores;
  float *faults;
  float *score_gradients;
  float *fault_gradients;
  AcuStepReport *report;
  GCancellable *cancellable;
} Step;

/* Binary cross entropy of the samples @first to @first + @count, and, times its weight, the
 * gradient with respect to the probabilities; both as their share of the mean over all labels. */
static void
evaluate_faults (Step *step, guint first, guint count)
{
  guint n_faults = step->trainer->n_faults;
  double weight = step->trainer->options.fault_weight;

  for (gsize i = (gsize)first * n_faults; i < (gsize)(first + count) * n_faults; i++) {
    /* A saturated sigmoid has no logarithm. */
    double p = CLAMP ((double)step->faults[i], 1e-7, 1.0 - 1e-7);
    double y = step->targets->faults != NULL ? step->targets->faults[i] : -1.0;

    step->fault_gradients[i] = 0.0f;
    if (y < 0.0)
      continue;
    step->report->fault_loss -=
        (y * log (p) + (1.0 - y) * log (1.0 - p)) / (double)step->n_labelled;
    step->fault_gradients[i] =
        (float)(weight * (p - y) / (p * (1.0 - p)) / (double)step->n_labelled);
  }
}

/* Adds the loss of the same kind to what the teacher says, times @weight. */
static void
add_teacher_loss (Step *step, guint first, guint count, double weight)
{
  g_autofree float *gradients = g_new (float, count);
  AcuLossValue value;

  acu_loss_evaluate (&step->trainer->options.loss, step->scores + first,
                     step->targets->teacher + first, count, gradients, &value);
  for (guint i = 0; i < count; i++)
    step->score_gradients[first + i] += (float)weight * gradients[i];
  step->report->loss.total += weight * value.total;
}

/* Adds the losses of the samples @first to @first + @count to the report, as their share of the
 * step, and fills in their gradients. */
static void
evaluate_losses (Step *step, guint first, guint count)
{
  double taught = step->targets->teacher != NULL ? step->trainer->options.teacher_share : 0.0;
  double share = (double)count / (double)step->count;
  AcuLossValue value;

  acu_loss_evaluate (&step->trainer->options.loss, step->scores + first,
                     step->targets->scores + first, count, step->score_gradients + first, &value);
  for (guint i = first; i < first + count; i++)
    step->score_gradients[i] *= (float)(share * (1.0 - taught));
  step->report->loss.total += share * (1.0 - taught) * value.total;
  step->report->loss.l1 += share * value.l1;
  step->report->loss.rank += share * value.rank;
  if (taught > 0.0)
    add_teacher_loss (step, first, count, share * taught);
  evaluate_faults (step, first, count);
}

/* Adds the losses of the token heads on the micro batch that was run last to the report, and fills
 * in their gradients: of every stage the mean over its cells. */
static void
evaluate_tokens (Step *step, const AcuMicroBatch *micro)
{
  AcuTrainer *trainer = step->trainer;
  AcuTokenGrid grid = {.target_side = acu_token_heads_get_side (trainer->architecture),
                       .n_faults = trainer->n_faults};
  gsize size = (gsize)grid.target_side * grid.target_side * (1 + grid.n_faults);

  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    double share, sum;

    grid.side = acu_token_heads_get_stage_side (trainer->architecture, stage);
    share = 1.0 / ((double)grid.side * grid.side * step->count * ACU_STAGES);
    sum = acu_token_loss_evaluate (
        &grid, trainer->tokens[stage], step->targets->tokens + micro->first * size, micro->count,
        trainer->options.token_weight * share, trainer->token_gradients[stage]);
    step->report->token_loss += share * sum;
  }
}

/* Whether a sample's gradient depends on that sample alone: then each micro batch can be finished
 * before the next is begun. */
static gboolean
is_separable (const AcuLossOptions *loss)
{
  return (loss->kind == ACU_LOSS_L1 || loss->kind == ACU_LOSS_L2) && loss->rank_alpha == 0.0;
}

static const AcuPass *
forward (Step *step, const AcuMicroBatch *micro, GError **error)
{
  const AcuPass *pass = acu_trainer_get_training_pass (step->trainer, micro->count, error);

  if (pass == NULL || !acu_trainer_forward (step->trainer, pass, micro, step->scores, step->faults,
                                            step->cancellable, error))
    return NULL;
  return pass;
}

/* Runs all micro batches forward and backward, so that the accumulators hold the step's gradients.
 * Returns the last pass. */
static const AcuPass *
run_passes (Step *step, const AcuPatchBatch *samples, GError **error)
{
  guint size = step->trainer->options.micro_batch;
  guint n_passes = (samples->count + size - 1) / size;
  gboolean at_once = n_passes == 1 || is_separable (&step->trainer->options.loss);
  AcuMicroBatch micro = {.samples = samples};
  const AcuPass *pass = NULL;

  if (!at_once) {
    for (micro.index = 0; micro.index < n_passes; micro.index++) {
      micro.first = micro.index * size;
      micro.count = MIN (size, samples->count - micro.first);
      if (forward (step, &micro, error) == NULL)
        return NULL;
    }
    evaluate_losses (step, 0, samples->count);
  }
  for (micro.index = 0; micro.index < n_passes; micro.index++) {
    micro.first = micro.index * size;
    micro.count = MIN (size, samples->count - micro.first);
    pass = forward (step, &micro, error);
    if (pass == NULL)
      return NULL;
    if (at_once)
      evaluate_losses (step, micro.first, micro.count);
    if (step->trainer->options.token_weight > 0.0f)
      evaluate_tokens (step, &micro);
    if (!acu_trainer_backward (step->trainer, pass, &micro, step->score_gradients,
                               step->fault_gradients, step->cancellable, error))
      return NULL;
  }
  return pass;
}

/* Whether a step can be taken back.  From a graphics processor a ResNet-50's 106 statistics come
 * one by one, which is too much for each of its steps. */
static gboolean
can_take_back (const AcuTrainer *trainer)
{
  AcuDeviceKind kind = acu_device_get_info (trainer->device)->kind;

  return trainer->statistics->len == 0 || kind == ACU_DEVICE_CPU || kind == ACU_DEVICE_SOFTWARE_GPU;
}

/* Makes the state what it was before a step that was cancelled. */
static void
take_back (AcuTrainer *trainer, const AcuLossScale *loss_scale, GError **error)
{
  GError *failure = NULL;

  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  trainer->loss_scale = *loss_scale;
  if (acu_trainer_restore_statistics (trainer, &failure))
    return;
  g_clear_error (error);
  g_propagate_error (error, failure);
}

static gboolean
try_step (Step *step, const AcuPatchBatch *samples, const float rates[ACU_N_RATES], GError **error)
{
  AcuTrainer *trainer = step->trainer;
  const AcuPass *pass;

  do {
    memset (step->report, 0, sizeof *step->report);
    pass = run_passes (step, samples, error);
    if (pass == NULL ||
        !acu_trainer_update (trainer, pass, rates, &step->report->gradient_norm, error))
      return FALSE;
  } while (!isfinite (step->report->gradient_norm) && isfinite (step->report->loss.total) &&
           acu_loss_scale_shrink (&trainer->loss_scale, trainer->step));
  return TRUE;
}

gboolean
acu_trainer_step (AcuTrainer *trainer,
                  const AcuPatchBatch *samples,
                  const AcuTargets *targets,
                  const float rates[ACU_N_RATES],
                  float *predictions,
                  AcuStepReport *report,
                  GCancellable *cancellable,
                  GError **error)
{
  gsize n_fault_values = (gsize)samples->count * trainer->n_faults;
  g_autofree float *values = g_new (float, 2 * (samples->count + n_fault_values));
  Step step = {.trainer = trainer,
               .targets = targets,
               .count = samples->count,
               .report = report,
               .cancellable = can_take_back (trainer) ? cancellable : NULL};
  const AcuLossScale loss_scale = trainer->loss_scale;
  GError *failure = NULL;

  g_return_val_if_fail (samples->count > 0 && samples->count <= trainer->options.batch, FALSE);

  g_return_val_if_fail (trainer->options.token_weight == 0.0f || targets->tokens != NULL, FALSE);

  step.scores = values;
  step.score_gradients = step.scores + samples->count;
  step.faults = step.score_gradients + samples->count;
  step.fault_gradients = step.faults + n_fault_values;
  for (gsize i = 0; targets->faults != NULL && i < n_fault_values; i++)
    step.n_labelled += targets->faults[i] >= 0.0f;
  if (step.cancellable != NULL && !acu_trainer_keep_statistics (trainer, error))
    return FALSE;
  acu_loss_scale_grow (&trainer->loss_scale, trainer->step);
  if (!try_step (&step, samples, rates, &failure)) {
    take_back (trainer, &loss_scale, &failure);
    g_propagate_error (error, failure);
    return FALSE;
  }
  report->step = ++trainer->step;
  if (predictions != NULL)
    memcpy (predictions, step.scores, samples->count * sizeof (float));
  return TRUE;
}

gboolean
acu_trainer_predict (AcuTrainer *trainer,
                     const AcuPatchBatch *samples,
                     float *scores,
                     float *faults,
                     GCancellable *cancellable,
                     GError **error)
{
  const AcuPass *pass = acu_trainer_get_scoring_pass (trainer, error);
  guint n_faults = trainer->n_faults;
  AcuMicroBatch micro = {.samples = samples};

  if (pass == NULL)
    return FALSE;
  for (; micro.first < samples->count; micro.first += pass->count) {
    micro.count = MIN (pass->count, samples->count - micro.first);
    if (!acu_pass_upload (pass, &micro, error) ||
        !acu_session_run (pass->session, cancellable, error) ||
        !acu_session_download (pass->session, pass->scoring->scores, scores + micro.first,
                               micro.count, error))
      return FALSE;
    if (faults != NULL && n_faults > 0 &&
        !acu_session_download (pass->session, pass->scoring->faults,
                               faults + (gsize)micro.first * n_faults,
                               (gsize)micro.count * n_faults, error))
      return FALSE;
  }
  return TRUE;
}

guint
acu_trainer_get_micro_batch (const AcuTrainer *trainer)
{
  return trainer->options.micro_batch;
}

AcuRecompute
acu_trainer_get_recompute (const AcuTrainer *trainer)
{
  return trainer->options.recompute;
}

gsize
acu_trainer_get_memory (const AcuTrainer *trainer)
{
  return acu_parameters_get_size (trainer->parameters) +
         (trainer->pass.session != NULL ? acu_session_get_arena_size (trainer->pass.session) : 0);
}

/* The passes of a trainer: graphs of a batch size made ready, and their three phases. */
#include <math.h>
#include <string.h>

#include "compute/nn/token-heads.h"
#include "compute/plan.h"
#include "compute/train/trainer-private.h"

/* The share of the device's free memory that training may take. */
#define MEMORY_SHARE 0.8

void
acu_pass_clear (AcuPass *pass)
{
  g_clear_pointer (&pass->session, acu_session_free);
  g_clear_pointer (&pass->training, acu_training_graph_free);
  g_clear_pointer (&pass->scoring, acu_network_free);
  pass->count = 0;
}

static const AcuNetwork *
pass_network (const AcuPass *pass)
{
  return pass->training != NULL ? pass->training->network : pass->scoring;
}

/* The head alone is small, and its inputs are F32. */
AcuDType
acu_trainer_get_storage (const AcuTrainer *trainer)
{
  return trainer->options.part == ACU_NETWORK_WHOLE ? trainer->options.storage : ACU_DTYPE_F32;
}

static AcuNetworkOptions
network_options (const AcuTrainer *trainer, guint count)
{
  return (AcuNetworkOptions){.part = trainer->options.part,
                             .batch = count,
                             .storage = acu_trainer_get_storage (trainer),
                             .master_weights = TRUE,
                             .dropout = trainer->options.dropout,
                             .drop_path = trainer->options.drop_path,
                             .fusion_dropout = trainer->options.fusion_dropout};
}

gsize
acu_trainer_token_length (const AcuTrainer *trainer, guint stage)
{
  gsize side = acu_token_heads_get_stage_side (trainer->architecture, stage);

  return side * side * acu_token_heads_get_length (trainer->architecture);
}

static AcuTrainingGraph *
build_training_graph (const AcuTrainer *trainer, guint count)
{
  AcuTrainingGraphOptions options = {.network = network_options (trainer, count),
                                     .recompute = trainer->options.recompute};

  options.network.token_heads = trainer->options.token_weight > 0.0f;
  return acu_training_graph_new (trainer->architecture, &options);
}

static gboolean
fits (const AcuTrainer *trainer, const AcuGraph *graph)
{
  const AcuDeviceInfo *info = acu_device_get_info (trainer->device);
  g_autoptr (AcuPlan) plan = acu_plan_new (graph, info, NULL);

  return plan != NULL &&
         (double)(plan->arena_size + plan->parameter_size) <= MEMORY_SHARE * (double)info->memory;
}

/* Whether a pass of @count samples fits, computing as much again as it must. */
static gboolean
choose_recompute (AcuTrainer *trainer, guint count)
{
  AcuRecompute wanted = trainer->options.recompute;

  for (; trainer->options.recompute <= ACU_RECOMPUTE_BLOCKS; trainer->options.recompute++) {
    g_autoptr (AcuTrainingGraph) training = build_training_graph (trainer, count);

    if (fits (trainer, training->network->graph))
      return TRUE;
  }
  trainer->options.recompute = wanted;
  return FALSE;
}

/* The next smaller number of samples for a pass.  One that divides the batch needs no graph of its
 * own for the rest; but where there is none down to half of @count, as of a prime number, it is the
 * next at which the batch takes one pass more. */
static guint
next_micro_batch (const AcuTrainer *trainer, guint count)
{
  const guint batch = trainer->options.batch;
  guint next = count - 1;

  while (batch % next != 0)
    next--;
  if (next >= (count + 1) / 2)
    return next;
  next = count;
  for (guint n_passes = 2; next >= count; n_passes++)
    next = (batch + n_passes - 1) / n_passes;
  return next;
}

static gboolean
make_first_pass (AcuTrainer *trainer, GError **error)
{
  g_autoptr (AcuTrainingGraph) training =
      build_training_graph (trainer, trainer->options.micro_batch);

  if (trainer->parameters == NULL)
    trainer->parameters = acu_parameters_new (trainer->device, training->network->graph, error);
  if (trainer->trained == NULL)
    trainer->trained = g_ptr_array_ref (training->trained);
  return trainer->parameters != NULL &&
         acu_trainer_get_training_pass (trainer, trainer->options.micro_batch, error) != NULL;
}

static gboolean
is_out_of_memory (const GError *error)
{
  return g_error_matches (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY);
}

/* Computing more again costs time; smaller passes cost time too and give batch norms less to see.
 * So the first is tried to its end before the second, by what is planned and by what is allocated.
 */
gboolean
acu_trainer_choose_micro_batch (AcuTrainer *trainer, GError **error)
{
  AcuTrainerOptions *options = &trainer->options;
  const AcuRecompute least = options->recompute;
  const gboolean is_given = options->micro_batch > 0;

  if (!is_given)
    options->micro_batch = options->batch;
  for (;; options->micro_batch = next_micro_batch (trainer, options->micro_batch)) {
    const gboolean is_last = is_given || options->micro_batch == 1;
    g_autoptr (GError) failure = NULL;

    options->recompute = least;
    if (!choose_recompute (trainer, options->micro_batch)) {
      if (!is_last)
        continue;
      options->recompute = ACU_RECOMPUTE_BLOCKS;
    }
    if (make_first_pass (trainer, &failure))
      return TRUE;
    if (is_last || !is_out_of_memory (failure)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  }
}

static gboolean
make_session (AcuPass *pass, AcuTrainer *trainer, GError **error)
{
  pass->session = acu_session_new (pass_network (pass)->graph, trainer->parameters, error);
  if (pass->session == NULL)
    acu_pass_clear (pass);
  return pass->session != NULL;
}

const AcuPass *
acu_trainer_get_training_pass (AcuTrainer *trainer, guint count, GError **error)
{
  AcuPass *pass = &trainer->pass;

  if (pass->training != NULL && pass->count == count)
    return pass;
  acu_pass_clear (pass);
  for (;; trainer->options.recompute++) {
    g_autoptr (GError) failure = NULL;

    pass->training = build_training_graph (trainer, count);
    pass->count = count;
    if (make_session (pass, trainer, &failure))
      return pass;
    if (trainer->options.recompute == ACU_RECOMPUTE_BLOCKS || !is_out_of_memory (failure)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  }
}

const AcuPass *
acu_trainer_get_scoring_pass (AcuTrainer *trainer, GError **error)
{
  AcuNetworkOptions options = network_options (trainer, trainer->options.micro_batch);
  AcuPass *pass = &trainer->pass;

  if (pass->scoring != NULL)
    return pass;
  acu_pass_clear (pass);
  for (;; options.batch = next_micro_batch (trainer, options.batch)) {
    g_autoptr (GError) failure = NULL;

    pass->scoring = acu_network_new (trainer->architecture, &options);
    pass->count = options.batch;
    if (make_session (pass, trainer, &failure))
      return pass;
    if (options.batch == 1 || !is_out_of_memory (failure)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  }
}

gboolean
acu_pass_upload (const AcuPass *pass, const AcuMicroBatch *micro, GError **error)
{
  const AcuNetwork *network = pass_network (pass);
  const AcuValue *inputs = network->images != ACU_NO_VALUE ? &network->images : network->pooled;
  guint n_inputs = network->images != ACU_NO_VALUE ? 1 : ACU_POOLED_MAPS;

  for (guint i = 0; i < n_inputs; i++) {
    const AcuNode *node;
    gsize size;
    const guint8 *data;
    g_autofree guint8 *filled = NULL;

    if (inputs[i] == ACU_NO_VALUE)
      continue;
    node = acu_graph_get_node (network->graph, inputs[i]);
    size = acu_shape_count (node->shape) / pass->count * acu_dtype_size (node->dtype);
    data = (const guint8 *)micro->samples->inputs[i] + micro->first * size;
    if (micro->count < pass->count) {
      filled = g_malloc (pass->count * size);
      for (guint j = 0; j < pass->count; j++)
        memcpy (filled + j * size, data + MIN (j, micro->count - 1) * size, size);
      data = filled;
    }
    if (!acu_session_upload (pass->session, inputs[i], data, pass->count * size, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
acu_trainer_forward (AcuTrainer *trainer,
                     const AcuPass *pass,
                     const AcuMicroBatch *micro,
                     float *scores,
                     float *faults,
                     GCancellable *cancellable,
                     GError **error)
{
  const AcuNetwork *network = pass_network (pass);
  const guint32 state[4] = {(guint32)trainer->options.seed, (guint32)(trainer->options.seed >> 32),
                            (guint32)trainer->step, micro->index};

  if (!acu_pass_upload (pass, micro, error))
    return FALSE;
  if (network->random_state != ACU_NO_VALUE &&
      !acu_session_upload (pass->session, network->random_state, state, sizeof state, error))
    return FALSE;
  if (!acu_session_run_phase (pass->session, ACU_PHASE_FORWARD, cancellable, error))
    return FALSE;
  if (!acu_session_download (pass->session, network->scores, scores + micro->first, micro->count,
                             error))
    return FALSE;
  for (guint stage = 0; stage < ACU_STAGES; stage++)
    if (network->tokens[stage] != ACU_NO_VALUE &&
        !acu_session_download (pass->session, network->tokens[stage], trainer->tokens[stage],
                               micro->count * acu_trainer_token_length (trainer, stage), error))
      return FALSE;
  return trainer->n_faults == 0 ||
         acu_session_download (pass->session, network->faults,
                               faults + (gsize)micro->first * trainer->n_faults,
                               (gsize)micro->count * trainer->n_faults, error);
}

/* Uploads the gradients of a loss to the input @value, at the scale of the losses. */
static gboolean
upload_gradients (const AcuTrainer *trainer,
                  const AcuPass *pass,
                  AcuValue value,
                  const float *gradients,
                  gsize count,
                  GError **error)
{
  g_autofree float *scaled = g_new (float, count);

  for (gsize i = 0; i < count; i++)
    scaled[i] = trainer->loss_scale.factor * gradients[i];
  return acu_session_upload (pass->session, value, scaled, count * sizeof (float), error);
}

gboolean
acu_trainer_backward (AcuTrainer *trainer,
                      const AcuPass *pass,
                      const AcuMicroBatch *micro,
                      const float *score_gradients,
                      const float *fault_gradients,
                      GCancellable *cancellable,
                      GError **error)
{
  const AcuTrainingGraph *training = pass->training;
  const float carry = micro->index == 0 ? 0.0f : 1.0f;

  if (!upload_gradients (trainer, pass, training->score_gradients, score_gradients + micro->first,
                         micro->count, error) ||
      !acu_session_upload (pass->session, training->carry, &carry, sizeof carry, error))
    return FALSE;
  if (trainer->n_faults > 0 &&
      !upload_gradients (trainer, pass, training->fault_gradients,
                         fault_gradients + (gsize)micro->first * trainer->n_faults,
                         (gsize)micro->count * trainer->n_faults, error))
    return FALSE;
  for (guint stage = 0; stage < ACU_STAGES; stage++)
    if (training->token_gradients[stage] != ACU_NO_VALUE &&
        !upload_gradients (trainer, pass, training->token_gradients[stage],
                           trainer->token_gradients[stage],
                           micro->count * acu_trainer_token_length (trainer, stage), error))
      return FALSE;
  return acu_session_run_phase (pass->session, ACU_PHASE_BACKWARD, cancellable, error);
}

gboolean
acu_trainer_update (AcuTrainer *trainer,
                    const AcuPass *pass,
                    const float rates[ACU_N_RATES],
                    double *gradient_norm,
                    GError **error)
{
  const AcuTrainerOptions *options = &trainer->options;
  double step = (double)trainer->step + 1.0;
  float square_norm;

  for (guint i = 0; i < ACU_N_ADAMW; i++) {
    AcuAdamwStep numbers = {.learning_rate = acu_training_graph_get_rate (
                                pass->training, trainer->architecture, i, rates),
                            .beta1 = options->beta1,
                            .beta2 = options->beta2,
                            .epsilon = options->epsilon,
                            .weight_decay = options->weight_decay,
                            .correction1 = (float)(1.0 - pow (options->beta1, step)),
                            .correction2 = (float)(1.0 - pow (options->beta2, step)),
                            .clip_norm = options->clip_norm,
                            .scale = 1.0f / trainer->loss_scale.factor};

    if (pass->training->adamw[i] != ACU_NO_VALUE &&
        !acu_session_upload (pass->session, pass->training->adamw[i], &numbers, sizeof numbers,
                             error))
      return FALSE;
  }
  if (!acu_session_run_phase (pass->session, ACU_PHASE_UPDATE, NULL, error) ||
      !acu_session_download (pass->session, pass->training->square_norm, &square_norm, 1, error))
    return FALSE;
  *gradient_norm = sqrt (square_norm) / trainer->loss_scale.factor;
  return TRUE;
}

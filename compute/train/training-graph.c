#include "compute/train/training-graph.h"

#include <string.h>

#include "compute/nn/token-heads.h"

AcuRate
acu_training_rate_of (const char *name)
{
  return g_str_has_prefix (name, "swin.") || g_str_has_prefix (name, "res.") ||
                 acu_token_heads_own (name)
             ? ACU_RATE_BACKBONE
             : ACU_RATE_HEAD;
}

GPtrArray *
acu_training_list_parameters (const AcuArchitecture *architecture, gboolean token_heads)
{
  GPtrArray *parameters = acu_architecture_list_parameters (architecture);

  if (token_heads)
    g_ptr_array_extend_and_steal (parameters, acu_token_heads_list_parameters (architecture));
  return parameters;
}

/* Names of the trained parameters that the graph has. */
static GPtrArray *
list_trained (const AcuArchitecture *architecture, const AcuGraph *graph, gboolean token_heads)
{
  g_autoptr (GPtrArray) parameters = acu_training_list_parameters (architecture, token_heads);
  GPtrArray *trained = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);

    if (parameter->kind == ACU_PARAMETER_BUFFER)
      continue;
    if (acu_graph_find (graph, parameter->name) != ACU_NO_VALUE)
      g_ptr_array_add (trained, g_strdup (parameter->name));
  }
  return trained;
}

/* The parameter "KIND/NAME" that belongs to @name's. */
static AcuValue
companion (AcuGraph *graph, const char *kind, const char *name)
{
  g_autofree char *full_name = g_strconcat (kind, "/", name, NULL);

  return acu_graph_parameter_like (graph, full_name, acu_graph_find (graph, name));
}

static AcuValue
gradient_input (AcuGraph *graph, const char *name, AcuValue value)
{
  if (value == ACU_NO_VALUE)
    return ACU_NO_VALUE;
  return acu_graph_input (graph, name, ACU_DTYPE_F32, acu_graph_get_shape (graph, value));
}

static void
append_backward (AcuTrainingGraph *training, AcuRecompute recompute)
{
  AcuGraph *graph = training->network->graph;
  guint n_trained = training->trained->len;
  g_autofree AcuValue *targets = g_new (AcuValue, n_trained);
  g_autofree AcuValue *gradients = g_new (AcuValue, n_trained);
  AcuSeed seeds[2 + ACU_STAGES];
  guint n_seeds = 0;

  training->score_gradients = gradient_input (graph, "score_gradients", training->network->scores);
  training->fault_gradients = gradient_input (graph, "fault_gradients", training->network->faults);
  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    char name[32];

    g_snprintf (name, sizeof name, "token_gradients%u", stage + 1);
    training->token_gradients[stage] =
        gradient_input (graph, name, training->network->tokens[stage]);
  }
  training->carry = acu_graph_input (graph, "carry", ACU_DTYPE_F32, ACU_SHAPE (1));
  seeds[n_seeds++] = (AcuSeed){training->network->scores, training->score_gradients};
  if (training->fault_gradients != ACU_NO_VALUE)
    seeds[n_seeds++] = (AcuSeed){training->network->faults, training->fault_gradients};
  for (guint stage = 0; stage < ACU_STAGES; stage++)
    if (training->token_gradients[stage] != ACU_NO_VALUE)
      seeds[n_seeds++] =
          (AcuSeed){training->network->tokens[stage], training->token_gradients[stage]};

  acu_graph_begin_phase (graph);
  acu_network_move_statistics (training->network);
  for (guint i = 0; i < n_trained; i++)
    targets[i] = acu_graph_find (graph, g_ptr_array_index (training->trained, i));
  acu_graph_differentiate (graph, seeds, n_seeds, targets, n_trained, recompute, gradients);
  for (guint i = 0; i < n_trained; i++) {
    const char *name = g_ptr_array_index (training->trained, i);

    g_assert (gradients[i] != ACU_NO_VALUE);
    acu_graph_accumulate (graph, companion (graph, "gradient", name), gradients[i],
                          training->carry);
  }
}

static gboolean
is_taught (const AcuTrainingGraph *training)
{
  return training->network->tokens[0] != ACU_NO_VALUE;
}

/* The stage of a Swin backbone that @name belongs to; merging patches begins a stage. */
static guint
stage_of (const char *name)
{
  const char *layer = strstr (name, ".layers_");

  return layer != NULL ? (guint)g_ascii_digit_value (layer[strlen (".layers_")]) : 0;
}

/* Upstream's rate for the local distortion modules suits those that follow a trained backbone.
 * Where one is taught from nothing through token heads, they are as new as the head, and as wide.
 */
static guint
choose_adamw (const AcuTrainingGraph *training, const char *name)
{
  if (is_taught (training) && strstr (name, ".lda") != NULL)
    return ACU_RATE_HEAD;
  if (is_taught (training) && g_str_has_prefix (name, "swin.backbone."))
    return ACU_ADAMW_STAGES + stage_of (name);
  return acu_training_rate_of (name);
}

float
acu_training_graph_get_rate (const AcuTrainingGraph *training,
                             const AcuArchitecture *architecture,
                             guint adamw,
                             const float rates[ACU_N_RATES])
{
  if (adamw < ACU_N_RATES)
    return rates[adamw];
  return rates[ACU_RATE_BACKBONE] * (float)acu_architecture_stage_channels (architecture, 0) /
         (float)acu_architecture_stage_channels (architecture, adamw - ACU_ADAMW_STAGES);
}

static void
append_update (AcuTrainingGraph *training)
{
  AcuGraph *graph = training->network->graph;
  AcuValue total = ACU_NO_VALUE;

  for (guint i = 0; i < training->trained->len; i++) {
    guint index = choose_adamw (training, g_ptr_array_index (training->trained, i));
    char name[16];

    if (training->adamw[index] != ACU_NO_VALUE)
      continue;
    g_snprintf (name, sizeof name, "adamw%u", index);
    training->adamw[index] =
        acu_graph_input (graph, name, ACU_DTYPE_F32, ACU_SHAPE (ACU_ADAMW_LENGTH));
  }
  acu_graph_begin_phase (graph);
  for (guint i = 0; i < training->trained->len; i++)
    total = acu_graph_square_sum (
        graph, companion (graph, "gradient", g_ptr_array_index (training->trained, i)), total);
  acu_graph_set_output (graph, total, "square_norm");
  training->square_norm = total;
  for (guint i = 0; i < training->trained->len; i++) {
    const char *name = g_ptr_array_index (training->trained, i);

    acu_graph_adamw (graph, acu_graph_find (graph, name), companion (graph, "adamw.m", name),
                     companion (graph, "adamw.v", name), companion (graph, "gradient", name),
                     training->adamw[choose_adamw (training, name)], total);
  }
}

AcuTrainingGraph *
acu_training_graph_new (const AcuArchitecture *architecture, const AcuTrainingGraphOptions *options)
{
  AcuTrainingGraph *training = g_new0 (AcuTrainingGraph, 1);
  AcuNetworkOptions network = options->network;

  network.training = TRUE;
  network.master_weights = TRUE;
  training->network = acu_network_new (architecture, &network);
  for (guint i = 0; i < ACU_N_ADAMW; i++)
    training->adamw[i] = ACU_NO_VALUE;
  training->trained = list_trained (architecture, training->network->graph, network.token_heads);
  append_backward (training, options->recompute);
  append_update (training);
  return training;
}

void
acu_training_graph_free (AcuTrainingGraph *training)
{
  if (training == NULL)
    return;
  acu_network_free (training->network);
  g_ptr_array_unref (training->trained);
  g_free (training);
}

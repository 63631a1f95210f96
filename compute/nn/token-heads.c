#include "compute/nn/token-heads.h"

#include <math.h>

#include "compute/nn/initialise.h"
#include "compute/nn/layers.h"
#include "compute/random.h"

/* A cell is as many pixels wide as a token of the third stage, which a fault can be told from. */
#define CELL_SIDE 16

/* Random streams apart from those of the network's own parameters, which are counted from 0. */
#define FIRST_STREAM (G_GUINT64_CONSTANT (1) << 32)

/* Of the answers. */
#define INITIAL_DEVIATION 0.1

/* A step of the optimizer moves all weights alike, and so the answers of a wide stage more than
 * those of a narrow one.  Norms begin with this, over the stage's channels, so that all heads learn
 * as fast as the widest stage of the smallest network. */
#define GAIN_CHANNELS 384.0

guint
acu_token_heads_get_side (const AcuArchitecture *architecture)
{
  return architecture->input_size / CELL_SIDE;
}

guint
acu_token_heads_get_stage_side (const AcuArchitecture *architecture, guint stage)
{
  guint side = acu_token_heads_get_side (architecture);

  return stage == ACU_STAGES - 1 ? side / 2 : side;
}

guint
acu_token_heads_get_length (const AcuArchitecture *architecture)
{
  return 1 + acu_architecture_count_faults (architecture);
}

static void
parameter_free (gpointer data)
{
  AcuParameter *parameter = data;

  g_free (parameter->name);
  g_free (parameter);
}

static void
add (GPtrArray *parameters, guint stage, const char *name, guint rank, guint64 out, guint64 in)
{
  AcuParameter *parameter = g_new0 (AcuParameter, 1);

  parameter->name = g_strdup_printf ("tokens.stage%u.%s", stage + 1, name);
  parameter->kind = rank == 2 ? ACU_PARAMETER_MATRIX : ACU_PARAMETER_VECTOR;
  parameter->group = ACU_GROUP_FAULTS;
  parameter->rank = rank;
  parameter->dims[0] = out;
  parameter->dims[1] = in;
  g_ptr_array_add (parameters, parameter);
}

GPtrArray *
acu_token_heads_list_parameters (const AcuArchitecture *architecture)
{
  GPtrArray *parameters = g_ptr_array_new_with_free_func (parameter_free);
  guint length = acu_token_heads_get_length (architecture);

  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    guint channels = acu_architecture_stage_channels (architecture, stage);

    add (parameters, stage, "norm.weight", 1, channels, 0);
    add (parameters, stage, "norm.bias", 1, channels, 0);
    add (parameters, stage, "linear.weight", 2, length, channels);
    add (parameters, stage, "linear.bias", 1, length, 0);
  }
  return parameters;
}

gboolean
acu_token_heads_own (const char *name)
{
  return g_str_has_prefix (name, "tokens.");
}

void
acu_token_heads_fill (const AcuParameter *parameter, guint index, guint64 seed, float *values)
{
  gsize count = acu_parameter_count (parameter);
  double channels = (double)parameter->dims[parameter->rank - 1], gain = GAIN_CHANNELS / channels;
  AcuRandom random = acu_random_new (seed, FIRST_STREAM + index);

  for (gsize i = 0; i < count; i++) {
    if (parameter->rank == 2)
      values[i] =
          (float)(INITIAL_DEVIATION / (gain * sqrt (channels))) * acu_random_normal (&random);
    else if (g_str_has_suffix (parameter->name, "linear.bias"))
      values[i] = i == 0 ? 0.0f : ACU_INITIAL_FAULT_LOGIT;
    else
      values[i] = g_str_has_suffix (parameter->name, "norm.weight") ? (float)gain : 0.0f;
  }
}

void
acu_build_token_heads (AcuBuilder *builder)
{
  AcuNetwork *network = builder->network;
  guint length = acu_token_heads_get_length (builder->architecture);

  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    guint side = acu_token_heads_get_stage_side (builder->architecture, stage);
    char norm[32], linear[32], output[16];
    AcuValue x;

    g_snprintf (norm, sizeof norm, "tokens.stage%u.norm", stage + 1);
    g_snprintf (linear, sizeof linear, "tokens.stage%u.linear", stage + 1);
    g_snprintf (output, sizeof output, "tokens%u", stage + 1);
    x = acu_graph_average_pool (builder->graph, network->stages[stage], side, side);
    x = acu_layer_norm (builder, norm, x);
    x = acu_layer_linear (builder, linear, x, length, ACU_ACTIVATION_NONE);
    network->tokens[stage] = acu_graph_convert (builder->graph, x, ACU_DTYPE_F32);
    acu_graph_set_output (builder->graph, network->tokens[stage], output);
  }
}

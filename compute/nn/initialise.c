#include "compute/nn/initialise.h"

#include <math.h>
#include <string.h>

#include "compute/random.h"

#define PATCH_SIDE  4
#define DCT_FILTERS (3 * PATCH_SIDE * PATCH_SIDE)

static void
fill_constant (float *values, gsize count, float value)
{
  for (gsize i = 0; i < count; i++)
    values[i] = value;
}

static void
fill_normal (float *values, gsize count, float deviation, AcuRandom *random)
{
  for (gsize i = 0; i < count; i++)
    values[i] = deviation * acu_random_normal (random);
}

static void
fill_cut_normal (float *values, gsize count, float deviation, AcuRandom *random)
{
  for (gsize i = 0; i < count; i++) {
    float x;

    do
      x = acu_random_normal (random);
    while (fabsf (x) > 2.0f);
    values[i] = deviation * x;
  }
}

static void
fill_uniform (float *values, gsize count, float bound, AcuRandom *random)
{
  for (gsize i = 0; i < count; i++)
    values[i] = bound * (2.0f * acu_random_uniform (random) - 1.0f);
}

/* The @position-th element of the orthonormal cosine vector of @frequency over four samples. */
static double
cosine (guint frequency, guint position)
{
  double scale = frequency == 0 ? sqrt (1.0 / PATCH_SIDE) : sqrt (2.0 / PATCH_SIDE);

  return scale * cos (G_PI * (position + 0.5) * frequency / PATCH_SIDE);
}

/* Filter o < 48 is axis o / 16 and frequencies (o / 4 mod 4, o mod 4). */
static void
fill_patch_embedding (float *values, const AcuParameter *parameter, AcuRandom *random)
{
  static const double axes[3][3] = {
      {0.57735026918962576, 0.57735026918962576, 0.57735026918962576},
      {0.70710678118654752, -0.70710678118654752, 0.0},
      {0.40824829046386302, 0.40824829046386302, -0.81649658092772603}};
  const gsize taps = PATCH_SIDE * PATCH_SIDE;
  gsize fan_in = 3 * taps;

  fill_uniform (values, acu_parameter_count (parameter), sqrtf (1.0f / (float)fan_in), random);
  for (guint o = 0; o < MIN (parameter->dims[0], DCT_FILTERS); o++) {
    guint axis = o / (guint)taps, v = o / PATCH_SIDE % PATCH_SIDE, u = o % PATCH_SIDE;
    double gain = u == 0 && v == 0 ? 0.5 : 4.0;

    for (guint c = 0; c < 3; c++)
      for (guint y = 0; y < PATCH_SIDE; y++)
        for (guint x = 0; x < PATCH_SIDE; x++)
          values[o * fan_in + c * taps + y * PATCH_SIDE + x] =
              (float)(gain * axes[axis][c] * cosine (v, y) * cosine (u, x));
  }
}

/* Inputs of one output of the layer that @parameter, a weight or a bias, belongs to. */
static gsize
fan_in (GPtrArray *parameters, guint index)
{
  const AcuParameter *parameter = g_ptr_array_index (parameters, index);

  /* A bias follows its weight. */
  if (parameter->rank == 1 && index > 0)
    parameter = g_ptr_array_index (parameters, index - 1);
  return acu_parameter_count (parameter) / parameter->dims[0];
}

static gboolean
is_norm (GPtrArray *parameters, guint index)
{
  const AcuParameter *parameter = g_ptr_array_index (parameters, index);
  const AcuParameter *previous = index > 0 ? g_ptr_array_index (parameters, index - 1) : NULL;
  gboolean is_weight = g_str_has_suffix (parameter->name, ".weight");

  /* A norm's weight is the only weight that is a vector; its bias follows it. */
  return parameter->rank == 1 && (is_weight || (previous != NULL && previous->rank == 1));
}

/* Inputs of the target network's layer whose weights the layer @name makes; 0 where it makes
 * none. */
static guint
target_inputs (const char *name)
{
  static const guint inputs[] = {ACU_TARGET_INPUT, 112, 56, 28};

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++) {
    char convolution[24];

    g_snprintf (convolution, sizeof convolution, "fc%uw_conv.weight", i + 1);
    if (g_str_equal (name, convolution))
      return inputs[i];
  }
  return g_str_equal (name, "fc5w_fc.weight") ? 14 : 0;
}

/* Layers that write to the residual stream begin quietly, so that what it carries is not drowned by
 * the time it has passed twelve blocks. */
static float
residual_gain (const char *name)
{
  return g_str_has_suffix (name, ".attn.proj.weight") || g_str_has_suffix (name, ".mlp.fc2.weight")
             ? 0.5f
             : 1.0f;
}

static void
fill (float *values,
      const AcuArchitecture *architecture,
      GPtrArray *parameters,
      guint index,
      gboolean from_nothing,
      AcuRandom *random)
{
  const AcuParameter *parameter = g_ptr_array_index (parameters, index);
  gsize count = acu_parameter_count (parameter);
  guint inputs = from_nothing ? target_inputs (parameter->name) : 0;
  gboolean is_weight = g_str_has_suffix (parameter->name, ".weight");
  gboolean is_swin =
      architecture->backbone == ACU_BACKBONE_SWIN && parameter->group == ACU_GROUP_BACKBONE;

  if (parameter->kind == ACU_PARAMETER_BUFFER)
    fill_constant (values, count, g_str_has_suffix (parameter->name, "running_var") ? 1.0f : 0.0f);
  else if (is_norm (parameters, index))
    fill_constant (values, count, is_weight ? 1.0f : 0.0f);
  else if (g_str_has_suffix (parameter->name, "patch_embed.proj.weight"))
    fill_patch_embedding (values, parameter, random);
  else if (g_str_has_suffix (parameter->name, "patch_embed.proj.bias"))
    fill_normal (values, count, 0.3f, random);
  else if (parameter->group == ACU_GROUP_FAULTS && parameter->rank == 1)
    fill_constant (values, count, ACU_INITIAL_FAULT_LOGIT);
  else if (is_swin && parameter->rank == 1)
    fill_constant (values, count, 0.0f);
  else if (is_swin && parameter->kind == ACU_PARAMETER_MATRIX)
    fill_cut_normal (values, count,
                     residual_gain (parameter->name) / sqrtf ((float)fan_in (parameters, index)),
                     random);
  else if (is_swin)
    fill_cut_normal (values, count, 0.02f, random);
  else if (parameter->rank == 1)
    fill_uniform (values, count, sqrtf (1.0f / (float)fan_in (parameters, index)), random);
  else if (inputs > 0)
    fill_normal (values, count, sqrtf (2.0f / ((float)fan_in (parameters, index) * (float)inputs)),
                 random);
  else
    fill_normal (values, count, sqrtf (2.0f / (float)fan_in (parameters, index)), random);
}

AcuTensorSet *
acu_initial_weights_complete (const AcuArchitecture *architecture,
                              AcuTensorSet *weights,
                              guint64 seed)
{
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);
  AcuTensorSet *set =
      weights != NULL ? acu_tensor_set_new_from (weights) : acu_tensor_set_new (NULL);

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    const AcuTensorView *given =
        weights != NULL ? acu_tensor_set_lookup (weights, parameter->name) : NULL;
    AcuRandom random = acu_random_new (seed, i);
    float *values;

    if (given != NULL) {
      acu_tensor_set_add (set, parameter->name, given);
      continue;
    }
    values = g_new (float, acu_parameter_count (parameter));
    fill (values, architecture, parameters, i, weights == NULL, &random);
    acu_tensor_set_add_floats (set, parameter->name, parameter->rank, parameter->dims, values);
  }
  return set;
}

AcuTensorSet *
acu_initial_weights_new (const AcuArchitecture *architecture, guint64 seed)
{
  return acu_initial_weights_complete (architecture, NULL, seed);
}

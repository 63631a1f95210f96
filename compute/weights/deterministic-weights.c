#include "compute/weights/deterministic-weights.h"

#include <math.h>
#include <string.h>

/* Upstream's module of the `channel` fusion was called so when the reference values were made. */
#define CHANNEL_FUSION        "multiscale_attention.fc."
#define CHANNEL_FUSION_HASHED "attention.fc."

/* FNV-1a, 64 bits (Fowler, Noll and Vo). */
static guint64
hash_name (const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *c = name; *c != '\0'; c++)
    hash = (hash ^ (guint8)*c) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

/* The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
static guint64
mix (guint64 z)
{
  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ z >> 31;
}

/* How a draw u in -15/16 to 15/16 becomes a value: offset + scale * u.  Biases, running statistics
 * and scales stay near what they are in a trained network; matrices keep the variance of their
 * input, with a power of two so that values stay exact. */
static void
choose_range (const AcuParameter *parameter, const char *name, float *offset, float *scale)
{
  gboolean is_weight = g_str_has_suffix (name, "weight");

  *offset = 0;
  if (g_str_has_suffix (name, "running_var")) {
    *offset = 1;
    *scale = 0.25f;
  } else if (g_str_has_suffix (name, "running_mean")) {
    *scale = 0.125f;
  } else if (strstr (name, "relative_position_bias_table") != NULL) {
    *scale = 1;
  } else if (is_weight && (strstr (name, "norm") != NULL || strstr (name, ".bn") != NULL ||
                           strstr (name, "downsample.1") != NULL)) {
    *offset = 1;
    *scale = 0.125f;
  } else if (g_str_has_suffix (name, "bias")) {
    *scale = 0.125f;
  } else {
    double fan_in = 1;

    for (guint axis = 1; axis < parameter->rank; axis++)
      fan_in *= (double)parameter->dims[axis];
    *scale = (float)exp2 (rint (log2 (sqrt (3 / fan_in))));
  }
}

void
acu_deterministic_fill (const AcuParameter *parameter, guint64 seed, float *values)
{
  guint64 count = acu_parameter_count (parameter);
  g_autofree char *alias = NULL;
  const char *name = parameter->name;
  guint64 key;
  float offset, scale;

  if (g_str_has_prefix (name, CHANNEL_FUSION))
    name = alias = g_strconcat (CHANNEL_FUSION_HASHED, name + strlen (CHANNEL_FUSION), NULL);
  key = hash_name (name) ^ (seed * G_GUINT64_CONSTANT (0xD1B54A32D192ED03));
  choose_range (parameter, name, &offset, &scale);

  for (guint64 i = 0; i < count; i++) {
    guint64 z = mix ((i + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) + key);
    float u = (float)(2 * (int)(z >> 60) - 15) / 16;

    values[i] = offset + scale * u;
  }
}

AcuTensorSet *
acu_deterministic_weights (const AcuArchitecture *architecture, guint64 seed)
{
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);
  AcuTensorSet *set = acu_tensor_set_new (NULL);

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    float *values = g_new (float, acu_parameter_count (parameter));

    acu_deterministic_fill (parameter, seed, values);
    acu_tensor_set_add_floats (set, parameter->name, parameter->rank, parameter->dims, values);
  }
  return set;
}

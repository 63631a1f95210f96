#include "app/learning/training/training-base.h"

#include "app/learning/training/run-settings.h"
#include "app/learning/training/training-error.h"
#include "app/scoring/model-store.h"
#include "compute/nn/initialise.h"
#include "compute/weights/deterministic-weights.h"

void
acu_training_base_free (AcuTrainingBase *base)
{
  if (base == NULL)
    return;
  acu_architecture_free (base->architecture);
  acu_tensor_set_unref (base->weights);
  g_free (base->licence);
  g_free (base->provenance);
  g_free (base->training);
  g_free (base->fingerprint);
  g_free (base->identity);
  g_free (base->card);
  g_free (base);
}

static AcuTrainingBase *
base_new (AcuArchitecture *architecture, AcuTensorSet *weights, gboolean is_untrained)
{
  AcuTrainingBase *base = g_new0 (AcuTrainingBase, 1);

  base->architecture = architecture;
  base->weights = weights;
  base->is_untrained = is_untrained;
  return base;
}

void
acu_last_layer_rescale (const char *name, float *values, gsize count, double scale, double offset)
{
  gboolean is_bias = g_str_has_prefix (name, "fc5b_fc.");

  if (!is_bias && !g_str_has_prefix (name, "fc5w_fc."))
    return;
  for (gsize i = 0; i < count; i++)
    values[i] = (float)(scale * values[i]);
  if (is_bias && g_str_has_suffix (name, ".bias"))
    values[0] = (float)(values[0] + offset);
}

void
acu_training_base_standardise (AcuTrainingBase *base, double scale, double offset)
{
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (base->architecture);
  AcuTensorSet *set = acu_tensor_set_new_from (base->weights);

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    gsize count = acu_parameter_count (parameter);
    float *values = g_new (float, count);

    acu_tensor_view_read_all (acu_tensor_set_lookup (base->weights, parameter->name), values);
    acu_last_layer_rescale (parameter->name, values, count, 1.0 / scale, -offset / scale);
    acu_tensor_set_add_floats (set, parameter->name, parameter->rank, parameter->dims, values);
  }
  acu_tensor_set_unref (base->weights);
  base->weights = set;
}

static AcuTrainingBase *
open_preset (const char *preset, const AcuFusion *fusion, guint64 seed, GError **error)
{
  AcuArchitecture *architecture = acu_architecture_new_preset (
      preset, fusion != NULL ? *fusion : acu_architecture_default_fusion (preset), error);
  AcuTrainingBase *base;

  if (architecture == NULL)
    return NULL;
  base = base_new (architecture, acu_initial_weights_new (architecture, seed), TRUE);
  base->is_random = TRUE;
  return base;
}

/* The tensors of @weights that fit the parameters of @architecture by name and count. */
static AcuTensorSet *
keep_fitting (const AcuArchitecture *architecture, AcuTensorSet *weights)
{
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);
  AcuTensorSet *kept = acu_tensor_set_new_from (weights);

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    const AcuTensorView *view = acu_tensor_set_lookup (weights, parameter->name);

    if (view != NULL && acu_tensor_view_count (view) == acu_parameter_count (parameter))
      acu_tensor_set_add (kept, parameter->name, view);
  }
  return kept;
}

AcuTrainingBase *
acu_training_base_open (const char *name, const char *fusion, guint64 seed, GError **error)
{
  AcuFusion wanted = ACU_FUSION_CHANNEL;
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModelFile) file = NULL;
  g_autoptr (AcuTensorSet) kept = NULL;
  AcuArchitecture *architecture;
  AcuTrainingBase *base;

  if (fusion != NULL && !acu_fusion_from_string (fusion, &wanted, error))
    return NULL;
  if (g_str_has_prefix (name, ACU_BASE_PRESET_PREFIX))
    return open_preset (name + strlen (ACU_BASE_PRESET_PREFIX), fusion != NULL ? &wanted : NULL,
                        seed, error);
  if (g_str_has_prefix (name, ACU_TEST_WEIGHTS_PREFIX)) {
    g_autoptr (AcuModel) model = acu_model_store_open (store, name, error);
    guint64 weights_seed;

    if (model == NULL)
      return NULL;
    weights_seed = g_ascii_strtoull (strrchr (acu_model_get_name (model), ':') + 1, NULL, 10);
    architecture = acu_architecture_copy (acu_model_get_architecture (model));
    base = base_new (architecture, acu_deterministic_weights (architecture, weights_seed), FALSE);
    base->fingerprint = acu_model_dup_fingerprint (model);
    return base;
  }
  file = acu_model_store_open_file (store, name, error);
  if (file == NULL)
    return NULL;
  architecture = acu_architecture_copy (file->architecture);
  if (fusion != NULL)
    architecture->fusion = wanted;
  kept = keep_fitting (architecture, file->tensors);
  base = base_new (architecture, acu_initial_weights_complete (architecture, kept, seed),
                   file->backbone_only);
  base->licence = g_strdup (file->licence);
  base->provenance = g_strdup (file->provenance);
  base->training = g_strdup (file->training);
  base->identity = acu_model_file_dup_fingerprint (file);
  if (!file->backbone_only)
    base->fingerprint = g_strdup (base->identity);
  base->card = g_strdup (file->card);
  return base;
}

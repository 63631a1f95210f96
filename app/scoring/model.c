#include "app/scoring/model.h"

#include "compute/weights/deterministic-weights.h"

struct _AcuModel {
  char *name;
  AcuArchitecture *architecture;
  AcuTensorSet *tensors; /* NULL: deterministic weights */
  guint64 seed;          /* of those */
  char *training;        /* JSON, or NULL */
};

AcuModel *
acu_model_new (const char *name, const AcuModelFile *file)
{
  AcuModel *model = g_atomic_rc_box_new0 (AcuModel);

  model->name = g_strdup (name);
  model->architecture = acu_architecture_copy (file->architecture);
  model->tensors = acu_tensor_set_ref (file->tensors);
  model->training = g_strdup (file->training);
  return model;
}

AcuModel *
acu_model_new_test_weights (const AcuArchitecture *architecture, guint64 seed)
{
  AcuModel *model = g_atomic_rc_box_new0 (AcuModel);

  model->name = g_strdup_printf ("test-weights:%s:%s:%" G_GUINT64_FORMAT, architecture->preset,
                                 acu_fusion_to_string (architecture->fusion), seed);
  model->architecture = acu_architecture_copy (architecture);
  model->seed = seed;
  return model;
}

AcuModel *
acu_model_ref (AcuModel *model)
{
  return g_atomic_rc_box_acquire (model);
}

static void
clear (AcuModel *model)
{
  g_free (model->name);
  g_free (model->training);
  acu_architecture_free (model->architecture);
  g_clear_pointer (&model->tensors, acu_tensor_set_unref);
}

void
acu_model_unref (AcuModel *model)
{
  g_atomic_rc_box_release_full (model, (GDestroyNotify)clear);
}

const char *
acu_model_get_name (const AcuModel *model)
{
  return model->name;
}

const AcuArchitecture *
acu_model_get_architecture (const AcuModel *model)
{
  return model->architecture;
}

const char *
acu_model_get_training (const AcuModel *model)
{
  return model->training;
}

gboolean
acu_model_has_test_weights (const AcuModel *model)
{
  return model->tensors == NULL;
}

/* Of those parameters that are in @tensors. */
static char *
dup_fingerprint (const AcuArchitecture *architecture, const AcuTensorSet *tensors)
{
  g_autoptr (GPtrArray) list = acu_architecture_list_parameters (architecture);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < list->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (list, i);
    const AcuTensorView *view = acu_tensor_set_lookup (tensors, parameter->name);
    gsize count = view != NULL ? acu_tensor_view_count (view) : 0;
    g_autofree float *values = g_new (float, count);

    if (view == NULL)
      continue;
    acu_tensor_view_read_all (view, values);
    g_checksum_update (checksum, (const guchar *)parameter->name, -1);
    g_checksum_update (checksum, (const guchar *)values, (gssize)(count * sizeof *values));
  }
  return g_strdup (g_checksum_get_string (checksum));
}

char *
acu_model_dup_fingerprint (const AcuModel *model)
{
  return model->tensors != NULL ? dup_fingerprint (model->architecture, model->tensors)
                                : g_strdup (model->name);
}

char *
acu_model_file_dup_fingerprint (const AcuModelFile *file)
{
  return dup_fingerprint (file->architecture, file->tensors);
}

gboolean
acu_model_write_parameters (const AcuModel *model, AcuParameters *parameters, GError **error)
{
  g_autoptr (GPtrArray) list = acu_architecture_list_parameters (model->architecture);

  for (guint i = 0; i < list->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (list, i);
    gsize count = acu_parameter_count (parameter);
    g_autofree float *values = g_new (float, count);

    if (model->tensors == NULL)
      acu_deterministic_fill (parameter, model->seed, values);
    else
      acu_tensor_view_read_all (acu_tensor_set_lookup (model->tensors, parameter->name), values);
    if (!acu_parameters_write (parameters, parameter->name, values, count, error))
      return FALSE;
  }
  return TRUE;
}

/* A trainer's weights and moments: in from a file's tensors, out to a file's tensors. */
#include "compute/train/trainer-private.h"

/* Writes the tensor @name of @weights to the device; absent optimizer state stays zero. */
static gboolean
write_tensor (AcuTrainer *trainer,
              const AcuTensorSet *weights,
              const char *name,
              gboolean is_optional,
              GError **error)
{
  const AcuTensorView *view = acu_tensor_set_lookup (weights, name);
  g_autofree float *values = NULL;
  gsize count;

  if (view == NULL) {
    if (!is_optional)
      g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                   "the weights lack the tensor “%s”", name);
    return is_optional;
  }
  count = acu_tensor_view_count (view);
  values = g_new (float, count);
  acu_tensor_view_read_all (view, values);
  return acu_parameters_write (trainer->parameters, name, values, count, error);
}

static gboolean
write_moment (AcuTrainer *trainer,
              const AcuTensorSet *weights,
              const char *kind,
              const char *name,
              GError **error)
{
  g_autofree char *full_name = g_strconcat (kind, "/", name, NULL);

  return write_tensor (trainer, weights, full_name, TRUE, error);
}

gboolean
acu_trainer_load (AcuTrainer *trainer, const AcuTensorSet *weights, GError **error)
{
  const AcuGraph *graph = trainer->full.training->network->graph;
  const GPtrArray *trained = trainer->full.training->trained;
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (trainer->architecture);
  const char *step = acu_tensor_set_get_metadata (weights, "step");

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);

    if (acu_graph_find (graph, parameter->name) != ACU_NO_VALUE &&
        !write_tensor (trainer, weights, parameter->name, FALSE, error))
      return FALSE;
  }
  for (guint i = 0; i < trained->len; i++) {
    const char *name = g_ptr_array_index (trained, i);

    if (!write_moment (trainer, weights, "adamw.m", name, error) ||
        !write_moment (trainer, weights, "adamw.v", name, error))
      return FALSE;
  }
  trainer->step = step != NULL ? g_ascii_strtoull (step, NULL, 10) : 0;
  return TRUE;
}

/* Adds the parameter @name of @count values to @set under its name. */
static gboolean
read_tensor (AcuTrainer *trainer,
             AcuTensorSet *set,
             const char *name,
             guint rank,
             const guint64 *dims,
             gsize count,
             GError **error)
{
  g_autofree float *values = g_new (float, count);

  if (!acu_parameters_read (trainer->parameters, name, values, count, error))
    return FALSE;
  acu_tensor_set_add_floats (set, name, rank, dims, g_steal_pointer (&values));
  return TRUE;
}

AcuTensorSet *
acu_trainer_get_state (AcuTrainer *trainer, gboolean moments, GError **error)
{
  static const char *const kinds[] = {"adamw.m", "adamw.v"};
  const AcuGraph *graph = trainer->full.training->network->graph;
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (trainer->architecture);
  g_autoptr (AcuTensorSet) set = acu_tensor_set_new (NULL);

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    gsize count = acu_parameter_count (parameter);

    if (acu_graph_find (graph, parameter->name) == ACU_NO_VALUE)
      continue;
    if (!read_tensor (trainer, set, parameter->name, parameter->rank, parameter->dims, count,
                      error))
      return NULL;
    for (guint j = 0; moments && j < G_N_ELEMENTS (kinds); j++) {
      g_autofree char *name = g_strconcat (kinds[j], "/", parameter->name, NULL);

      if (acu_graph_find (graph, name) != ACU_NO_VALUE &&
          !read_tensor (trainer, set, name, parameter->rank, parameter->dims, count, error))
        return NULL;
    }
  }
  if (moments) {
    g_autofree char *step = g_strdup_printf ("%" G_GUINT64_FORMAT, trainer->step);

    acu_tensor_set_set_metadata (set, "step", step);
  }
  return g_steal_pointer (&set);
}

gboolean
acu_trainer_read_gradient (
    AcuTrainer *trainer, const char *name, float *values, gsize count, GError **error)
{
  g_autofree char *full_name = g_strconcat ("gradient/", name, NULL);

  return acu_parameters_read (trainer->parameters, full_name, values, count, error);
}

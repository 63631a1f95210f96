/* A trainer's weights and moments: in from a file's tensors, out to a file's tensors. */
#include "compute/nn/token-heads.h"
#include "compute/train/trainer-private.h"

#include <glib/gi18n.h>

static const char *const moments_of[] = {"adamw.m", "adamw.v"};

/* Writes the tensor @name of @weights, which has @parameter's shape, to the device.  An absent
 * optional one stays as it is on the device. */
static gboolean
write_tensor (AcuTrainer *trainer,
              const AcuTensorSet *weights,
              const AcuParameter *parameter,
              const char *name,
              gboolean is_optional,
              GError **error)
{
  const AcuTensorView *view = acu_tensor_set_lookup (weights, name);
  gsize count = acu_parameter_count (parameter);
  g_autofree float *values = NULL;

  if (view == NULL && is_optional)
    return TRUE;
  if (view == NULL || acu_tensor_view_count (view) != count) {
    g_set_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH,
                 view == NULL ? ngettext ("the weights lack the tensor “%s” of %zu value",
                                          "the weights lack the tensor “%s” of %zu values", count)
                              : ngettext ("the tensor “%s” should have %zu value",
                                          "the tensor “%s” should have %zu values", count),
                 name, count);
    return FALSE;
  }
  values = g_new (float, count);
  acu_tensor_view_read_all (view, values);
  return acu_parameters_write (trainer->parameters, name, values, count, error);
}

void
acu_trainer_restore_micro_batch (AcuTrainer *trainer, const AcuTensorSet *weights)
{
  const char *text = acu_tensor_set_get_metadata (weights, "micro_batch");
  guint64 count;

  if (text != NULL &&
      g_ascii_string_to_unsigned (text, 10, 1, trainer->options.batch, &count, NULL))
    trainer->options.micro_batch = (guint)count;
}

/* The initial weights of token heads, which only the state of a run has. */
static gboolean
fill_token_heads (AcuTrainer *trainer, GError **error)
{
  g_autoptr (GPtrArray) parameters = acu_token_heads_list_parameters (trainer->architecture);

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    gsize count = acu_parameter_count (parameter);
    g_autofree float *values = g_new (float, count);

    acu_token_heads_fill (parameter, i, trainer->options.seed, values);
    if (!acu_parameters_write (trainer->parameters, parameter->name, values, count, error))
      return FALSE;
  }
  return TRUE;
}

static void
restore_loss_scale (AcuTrainer *trainer, const AcuTensorSet *weights)
{
  const char *factor = acu_tensor_set_get_metadata (weights, "loss_scale");
  const char *since = acu_tensor_set_get_metadata (weights, "loss_scale_since");
  const guint64 most = (guint64)trainer->loss_scale.most;
  guint64 number;

  if (factor != NULL && g_ascii_string_to_unsigned (factor, 10, 1, most, &number, NULL))
    trainer->loss_scale.factor = (float)number;
  if (since != NULL && g_ascii_string_to_unsigned (since, 10, 0, trainer->step, &number, NULL))
    trainer->loss_scale.since = number;
}

gboolean
acu_trainer_load (AcuTrainer *trainer, const AcuTensorSet *weights, GError **error)
{
  gboolean token_heads = trainer->options.token_weight > 0.0f;
  g_autoptr (GPtrArray) parameters =
      acu_training_list_parameters (trainer->architecture, token_heads);
  const char *step = acu_tensor_set_get_metadata (weights, "step");

  if (token_heads && !fill_token_heads (trainer, error))
    return FALSE;
  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);

    if (!acu_parameters_has (trainer->parameters, parameter->name))
      continue;
    if (!write_tensor (trainer, weights, parameter, parameter->name,
                       acu_token_heads_own (parameter->name), error))
      return FALSE;
    for (guint j = 0; j < G_N_ELEMENTS (moments_of); j++) {
      g_autofree char *name = g_strconcat (moments_of[j], "/", parameter->name, NULL);

      if (acu_parameters_has (trainer->parameters, name) &&
          !write_tensor (trainer, weights, parameter, name, TRUE, error))
        return FALSE;
    }
  }
  trainer->step = step != NULL ? g_ascii_strtoull (step, NULL, 10) : 0;
  restore_loss_scale (trainer, weights);
  return TRUE;
}

static void
clear_statistic (gpointer data)
{
  AcuKeptStatistic *statistic = data;

  g_free (statistic->name);
  g_free (statistic->values);
}

void
acu_trainer_list_statistics (AcuTrainer *trainer)
{
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (trainer->architecture);

  trainer->statistics = g_array_new (FALSE, FALSE, sizeof (AcuKeptStatistic));
  g_array_set_clear_func (trainer->statistics, clear_statistic);
  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    AcuKeptStatistic statistic = {.count = acu_parameter_count (parameter)};

    if (parameter->kind != ACU_PARAMETER_BUFFER ||
        !acu_parameters_has (trainer->parameters, parameter->name))
      continue;
    statistic.name = g_strdup (parameter->name);
    statistic.values = g_new (float, statistic.count);
    g_array_append_val (trainer->statistics, statistic);
  }
}

gboolean
acu_trainer_keep_statistics (AcuTrainer *trainer, GError **error)
{
  for (guint i = 0; i < trainer->statistics->len; i++) {
    AcuKeptStatistic *statistic = &g_array_index (trainer->statistics, AcuKeptStatistic, i);

    if (!acu_parameters_read (trainer->parameters, statistic->name, statistic->values,
                              statistic->count, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
acu_trainer_restore_statistics (AcuTrainer *trainer, GError **error)
{
  for (guint i = 0; i < trainer->statistics->len; i++) {
    const AcuKeptStatistic *statistic = &g_array_index (trainer->statistics, AcuKeptStatistic, i);

    if (!acu_parameters_write (trainer->parameters, statistic->name, statistic->values,
                               statistic->count, error))
      return FALSE;
  }
  return TRUE;
}

/* Adds the tensor @name, which has @parameter's shape, to @set. */
static gboolean
read_tensor (AcuTrainer *trainer,
             AcuTensorSet *set,
             const AcuParameter *parameter,
             const char *name,
             GError **error)
{
  gsize count = acu_parameter_count (parameter);
  g_autofree float *values = g_new (float, count);

  if (!acu_parameters_read (trainer->parameters, name, values, count, error))
    return FALSE;
  acu_tensor_set_add_floats (set, name, parameter->rank, parameter->dims,
                             g_steal_pointer (&values));
  return TRUE;
}

static void
set_count (AcuTensorSet *set, const char *key, guint64 count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);

  acu_tensor_set_set_metadata (set, key, text);
}

AcuTensorSet *
acu_trainer_get_state (AcuTrainer *trainer, gboolean moments, GError **error)
{
  /* Token heads are no part of the network, but of what goes on. */
  gboolean token_heads = moments && trainer->options.token_weight > 0.0f;
  g_autoptr (GPtrArray) parameters =
      acu_training_list_parameters (trainer->architecture, token_heads);
  g_autoptr (AcuTensorSet) set = acu_tensor_set_new (NULL);

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);

    if (!acu_parameters_has (trainer->parameters, parameter->name))
      continue;
    if (!read_tensor (trainer, set, parameter, parameter->name, error))
      return NULL;
    for (guint j = 0; moments && j < G_N_ELEMENTS (moments_of); j++) {
      g_autofree char *name = g_strconcat (moments_of[j], "/", parameter->name, NULL);

      if (acu_parameters_has (trainer->parameters, name) &&
          !read_tensor (trainer, set, parameter, name, error))
        return NULL;
    }
  }
  if (moments) {
    set_count (set, "step", trainer->step);
    set_count (set, "micro_batch", trainer->options.micro_batch);
    if (trainer->loss_scale.most > 1.0f) {
      set_count (set, "loss_scale", (guint64)trainer->loss_scale.factor);
      set_count (set, "loss_scale_since", trainer->loss_scale.since);
    }
  }
  return g_steal_pointer (&set);
}

gboolean
acu_trainer_read_gradient (
    AcuTrainer *trainer, const char *name, float *values, gsize count, GError **error)
{
  g_autofree char *full_name = g_strconcat ("gradient/", name, NULL);

  if (!acu_parameters_read (trainer->parameters, full_name, values, count, error))
    return FALSE;
  for (gsize i = 0; i < count; i++)
    values[i] /= trainer->loss_scale.factor;
  return TRUE;
}

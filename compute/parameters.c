#include "compute/parameters.h"

#include <string.h>

#include "compute/backend.h"
#include "compute/half.h"
#include "compute/parameters-private.h"

typedef struct {
  AcuDType dtype;
  AcuShape shape;
  AcuParameterAttributes layout;
  AcuOperand operand;
} Parameter;

struct _AcuParameters {
  AcuDevice *device;
  GPtrArray *buffers;  /* AcuBuffer */
  GHashTable *entries; /* name -> Parameter */
  gsize size;
};

static gsize
round_up (gsize size, gsize alignment)
{
  return (size + alignment - 1) / alignment * alignment;
}

/* Buffers are filled one after the other, each as large as the device allows. */
static gboolean
allocate (AcuParameters *parameters, GPtrArray *pending, gsize size, GError **error)
{
  const AcuBackend *backend = parameters->device->backend;
  AcuBuffer *buffer;

  if (pending->len == 0)
    return TRUE;
  buffer = backend->buffer_new (parameters->device, size, error);
  if (buffer == NULL)
    return FALSE;
  g_ptr_array_add (parameters->buffers, buffer);
  parameters->size += size;
  for (guint i = 0; i < pending->len; i++)
    ((Parameter *)g_ptr_array_index (pending, i))->operand.buffer = buffer;
  g_ptr_array_set_size (pending, 0);
  return TRUE;
}

AcuParameters *
acu_parameters_new (AcuDevice *device, const AcuGraph *graph, GError **error)
{
  g_autoptr (AcuParameters) parameters = g_new0 (AcuParameters, 1);
  g_autoptr (GPtrArray) pending = g_ptr_array_new ();
  const AcuDeviceInfo *info = acu_device_get_info (device);
  gsize filled = 0;

  parameters->device = device;
  parameters->buffers =
      g_ptr_array_new_with_free_func ((GDestroyNotify)device->backend->buffer_free);
  parameters->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (AcuValue value = 0; value < acu_graph_get_n_nodes (graph); value++) {
    const AcuNode *node = acu_graph_get_node (graph, value);
    Parameter *parameter;
    gsize size;

    if (node->op != ACU_OP_PARAMETER)
      continue;
    size = acu_shape_count (node->shape) * acu_dtype_size (node->dtype);
    if (filled + size > info->max_buffer) {
      if (!allocate (parameters, pending, filled, error))
        return NULL;
      filled = 0;
    }
    parameter = g_new0 (Parameter, 1);
    parameter->dtype = node->dtype;
    parameter->shape = node->shape;
    parameter->layout = node->attributes.parameter;
    parameter->operand.offset = filled;
    parameter->operand.size = size;
    filled += round_up (size, info->alignment);
    g_hash_table_insert (parameters->entries, g_strdup (node->name), parameter);
    g_ptr_array_add (pending, parameter);
  }
  if (!allocate (parameters, pending, filled, error))
    return NULL;
  return g_steal_pointer (&parameters);
}

void
acu_parameters_free (AcuParameters *parameters)
{
  if (parameters == NULL)
    return;
  g_hash_table_unref (parameters->entries);
  g_ptr_array_unref (parameters->buffers);
  g_free (parameters);
}

AcuDevice *
acu_parameters_get_device (AcuParameters *parameters)
{
  return parameters->device;
}

gboolean
acu_parameters_has (AcuParameters *parameters, const char *name)
{
  return g_hash_table_contains (parameters->entries, name);
}

gsize
acu_parameters_get_size (const AcuParameters *parameters)
{
  return parameters->size;
}

const AcuOperand *
acu_parameters_get_operand (AcuParameters *parameters, const AcuNode *node)
{
  const Parameter *parameter = g_hash_table_lookup (parameters->entries, node->name);

  g_assert (parameter != NULL && parameter->dtype == node->dtype &&
            acu_shape_equal (parameter->shape, node->shape));
  return &parameter->operand;
}

/* Copies between the order of files, (out,in,ky,kx), and that of the engine, (out,ky,kx,in). */
static void
reorder (const Parameter *parameter, const float *source, float *target, gboolean to_engine)
{
  gsize taps = (gsize)parameter->layout.kernel_height * parameter->layout.kernel_width;
  gsize out = parameter->shape.dims[0];
  gsize in;

  if (taps <= 1) {
    memcpy (target, source, acu_shape_count (parameter->shape) * sizeof (float));
    return;
  }
  in = parameter->shape.dims[1] / taps;
  for (gsize o = 0; o < out; o++)
    for (gsize i = 0; i < in; i++)
      for (gsize tap = 0; tap < taps; tap++) {
        gsize file = (o * in + i) * taps + tap;
        gsize engine = (o * taps + tap) * in + i;

        if (to_engine)
          target[engine] = source[file];
        else
          target[file] = source[engine];
      }
}

gboolean
acu_parameters_write (
    AcuParameters *parameters, const char *name, const float *values, gsize count, GError **error)
{
  const Parameter *parameter = g_hash_table_lookup (parameters->entries, name);
  g_autofree float *ordered = NULL;
  g_autofree guint16 *halves = NULL;
  gconstpointer data;

  g_return_val_if_fail (parameter != NULL, FALSE);
  g_return_val_if_fail (count == acu_shape_count (parameter->shape), FALSE);

  data = ordered = g_new (float, count);
  reorder (parameter, values, ordered, TRUE);
  if (parameter->dtype == ACU_DTYPE_F16) {
    data = halves = g_new (guint16, count);
    acu_half_from_floats (ordered, halves, count);
  }
  return parameters->device->backend->buffer_write (
      parameter->operand.buffer, parameter->operand.offset, data, parameter->operand.size, error);
}

gboolean
acu_parameters_read (
    AcuParameters *parameters, const char *name, float *values, gsize count, GError **error)
{
  const Parameter *parameter = g_hash_table_lookup (parameters->entries, name);
  g_autofree float *ordered = NULL;
  g_autofree guint16 *halves = NULL;

  g_return_val_if_fail (parameter != NULL, FALSE);
  g_return_val_if_fail (count == acu_shape_count (parameter->shape), FALSE);

  ordered = g_new (float, count);
  if (parameter->dtype == ACU_DTYPE_F16)
    halves = g_new (guint16, count);
  if (!parameters->device->backend->buffer_read (
          parameter->operand.buffer, parameter->operand.offset,
          halves != NULL ? (gpointer)halves : ordered, parameter->operand.size, error))
    return FALSE;
  if (halves != NULL)
    acu_half_to_floats (halves, ordered, count);
  reorder (parameter, ordered, values, FALSE);
  return TRUE;
}

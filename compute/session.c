#include "compute/session.h"

#include "compute/backend.h"
#include "compute/half.h"
#include "compute/parameters-private.h"
#include "compute/plan.h"

#include <glib/gi18n.h>

struct _AcuSession {
  const AcuGraph *graph;
  AcuDevice *device;
  AcuPlan *plan;
  GPtrArray *blocks;    /* AcuBuffer */
  AcuOperand *operands; /* one a value */
  AcuProgram *program;
};

AcuSession *
acu_session_new (const AcuGraph *graph, AcuParameters *parameters, GError **error)
{
  g_autoptr (AcuSession) session = g_new0 (AcuSession, 1);
  AcuDevice *device = acu_parameters_get_device (parameters);
  const AcuBackend *backend = device->backend;
  const AcuDeviceInfo *info = acu_device_get_info (device);
  guint n_nodes = acu_graph_get_n_nodes (graph);

  session->graph = graph;
  session->device = device;
  session->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)backend->buffer_free);
  if (acu_graph_get_storage (graph) == ACU_DTYPE_F16 && !info->has_f16_storage) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED,
                 _ ("%s has no half-precision storage; use fp32"), info->name);
    return NULL;
  }
  session->plan = acu_plan_new (graph, info, error);
  if (session->plan == NULL)
    return NULL;
  for (guint i = 0; i < session->plan->n_blocks; i++) {
    AcuBuffer *block = backend->buffer_new (device, session->plan->block_sizes[i], error);

    if (block == NULL)
      return NULL;
    g_ptr_array_add (session->blocks, block);
  }
  session->operands = g_new0 (AcuOperand, n_nodes);
  for (AcuValue value = 0; value < n_nodes; value++) {
    const AcuPlacement *placement = &session->plan->placements[value];
    const AcuNode *root = acu_graph_get_node (graph, acu_graph_get_root (graph, value));

    if (root->op == ACU_OP_PARAMETER)
      session->operands[value] = *acu_parameters_get_operand (parameters, root);
    else
      session->operands[value] =
          (AcuOperand){.buffer = g_ptr_array_index (session->blocks, placement->block),
                       .offset = placement->offset,
                       .size = placement->size};
  }
  session->program = backend->program_new (device, graph, session->operands, error);
  if (session->program == NULL)
    return NULL;
  return g_steal_pointer (&session);
}

void
acu_session_free (AcuSession *session)
{
  if (session == NULL)
    return;
  if (session->program != NULL)
    session->device->backend->program_free (session->program);
  g_free (session->operands);
  g_ptr_array_unref (session->blocks);
  acu_plan_free (session->plan);
  g_free (session);
}

gboolean
acu_session_upload (
    AcuSession *session, AcuValue input, gconstpointer data, gsize size, GError **error)
{
  const AcuOperand *operand = &session->operands[input];

  g_return_val_if_fail (acu_graph_get_node (session->graph, input)->op == ACU_OP_INPUT, FALSE);
  g_return_val_if_fail (size == operand->size, FALSE);

  return session->device->backend->buffer_write (operand->buffer, operand->offset, data, size,
                                                 error);
}

gboolean
acu_session_run (AcuSession *session, GCancellable *cancellable, GError **error)
{
  for (guint phase = 0; phase < acu_graph_get_n_phases (session->graph); phase++)
    if (!acu_session_run_phase (session, phase, cancellable, error))
      return FALSE;
  return TRUE;
}

gboolean
acu_session_run_phase (AcuSession *session, guint phase, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (phase < acu_graph_get_n_phases (session->graph), FALSE);

  return session->device->backend->program_run (session->program, phase, cancellable, error);
}

gboolean
acu_session_download (
    AcuSession *session, AcuValue output, float *data, gsize count, GError **error)
{
  const AcuNode *node = acu_graph_get_node (session->graph, output);
  const AcuOperand *operand = &session->operands[output];
  const AcuBackend *backend = session->device->backend;
  g_autofree guint16 *halves = NULL;

  g_return_val_if_fail (node->is_output, FALSE);
  g_return_val_if_fail (count <= acu_shape_count (node->shape), FALSE);
  g_return_val_if_fail (node->dtype == ACU_DTYPE_F32 || node->dtype == ACU_DTYPE_F16, FALSE);

  if (node->dtype == ACU_DTYPE_F32)
    return backend->buffer_read (operand->buffer, operand->offset, data, count * sizeof (float),
                                 error);
  halves = g_new (guint16, count);
  if (!backend->buffer_read (operand->buffer, operand->offset, halves, count * sizeof (guint16),
                             error))
    return FALSE;
  acu_half_to_floats (halves, data, count);
  return TRUE;
}

gsize
acu_session_get_arena_size (const AcuSession *session)
{
  return session->plan->arena_size;
}

#include "compute/graph.h"

#include <string.h>

#include "compute/graph-private.h"

struct _AcuGraph {
  AcuDType storage;
  GArray *nodes;      /* AcuNode */
  GHashTable *values; /* name -> AcuValue + 1; the names are the nodes' */
  guint phase;        /* of the nodes being added */
};

static void
node_clear (gpointer data)
{
  AcuNode *node = data;

  g_free (node->name);
}

AcuGraph *
acu_graph_new (AcuDType storage)
{
  AcuGraph *graph = g_new0 (AcuGraph, 1);

  g_assert (storage == ACU_DTYPE_F32 || storage == ACU_DTYPE_F16);
  graph->storage = storage;
  graph->nodes = g_array_new (FALSE, FALSE, sizeof (AcuNode));
  g_array_set_clear_func (graph->nodes, node_clear);
  graph->values = g_hash_table_new (g_str_hash, g_str_equal);
  return graph;
}

void
acu_graph_free (AcuGraph *graph)
{
  if (graph == NULL)
    return;
  g_hash_table_unref (graph->values);
  g_array_unref (graph->nodes);
  g_free (graph);
}

AcuDType
acu_graph_get_storage (const AcuGraph *graph)
{
  return graph->storage;
}

guint
acu_graph_get_n_nodes (const AcuGraph *graph)
{
  return graph->nodes->len;
}

const AcuNode *
acu_graph_get_node (const AcuGraph *graph, AcuValue value)
{
  g_assert (value < graph->nodes->len);
  return &g_array_index (graph->nodes, AcuNode, value);
}

AcuShape
acu_graph_get_shape (const AcuGraph *graph, AcuValue value)
{
  return acu_graph_get_node (graph, value)->shape;
}

void
acu_graph_begin_phase (AcuGraph *graph)
{
  graph->phase++;
}

guint
acu_graph_get_n_phases (const AcuGraph *graph)
{
  return graph->phase + 1;
}

gboolean
acu_op_writes_input (AcuOp op, guint index)
{
  switch (op) {
  case ACU_OP_ACCUMULATE:
  case ACU_OP_BLEND:
    return index == 0;
  case ACU_OP_ADAMW:
    return index <= 2;
  default:
    return FALSE;
  }
}

AcuValue
acu_graph_get_root (const AcuGraph *graph, AcuValue value)
{
  const AcuNode *node = acu_graph_get_node (graph, value);

  while (node->op == ACU_OP_RESHAPE || acu_op_writes_input (node->op, 0)) {
    value = node->inputs[0];
    node = acu_graph_get_node (graph, value);
  }
  return value;
}

AcuValue
acu_graph_find (const AcuGraph *graph, const char *name)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (graph->values, name));

  return found > 0 ? found - 1 : ACU_NO_VALUE;
}

static void
name_value (AcuGraph *graph, AcuValue value, const char *name)
{
  AcuNode *node = &g_array_index (graph->nodes, AcuNode, value);

  g_assert (node->name == NULL && acu_graph_find (graph, name) == ACU_NO_VALUE);
  node->name = g_strdup (name);
  g_hash_table_insert (graph->values, node->name, GUINT_TO_POINTER (value + 1));
}

void
acu_graph_set_output (AcuGraph *graph, AcuValue value, const char *name)
{
  g_assert (value < graph->nodes->len);
  g_array_index (graph->nodes, AcuNode, value).is_output = TRUE;
  name_value (graph, value, name);
}

void
acu_graph_set_checkpoint (AcuGraph *graph, AcuValue value)
{
  g_assert (value < graph->nodes->len);
  g_array_index (graph->nodes, AcuNode, value).is_checkpoint = TRUE;
}

AcuValue
acu_graph_append (AcuGraph *graph,
                  AcuOp op,
                  AcuDType dtype,
                  AcuShape shape,
                  const AcuValue *inputs,
                  guint n_inputs,
                  const AcuOpAttributes *attributes)
{
  AcuNode node = {
      .op = op, .dtype = dtype, .shape = shape, .n_inputs = n_inputs, .phase = graph->phase};

  g_assert (n_inputs <= ACU_MAX_INPUTS);
  for (guint i = 0; i < ACU_MAX_INPUTS; i++)
    node.inputs[i] = ACU_NO_VALUE;
  for (guint i = 0; i < n_inputs; i++) {
    g_assert (inputs[i] == ACU_NO_VALUE || inputs[i] < graph->nodes->len);
    node.inputs[i] = inputs[i];
  }
  if (attributes != NULL)
    node.attributes = *attributes;
  g_array_append_val (graph->nodes, node);
  return graph->nodes->len - 1;
}

AcuValue
acu_graph_input (AcuGraph *graph, const char *name, AcuDType dtype, AcuShape shape)
{
  AcuValue value = acu_graph_append (graph, ACU_OP_INPUT, dtype, shape, NULL, 0, NULL);

  name_value (graph, value, name);
  return value;
}

static AcuValue
append_parameter (AcuGraph *graph,
                  const char *name,
                  AcuDType dtype,
                  AcuShape shape,
                  const AcuOpAttributes *attributes)
{
  AcuValue value = acu_graph_find (graph, name);

  if (value != ACU_NO_VALUE) {
    const AcuNode *node = acu_graph_get_node (graph, value);

    g_assert (node->op == ACU_OP_PARAMETER && acu_shape_equal (node->shape, shape));
    return value;
  }
  value = acu_graph_append (graph, ACU_OP_PARAMETER, dtype, shape, NULL, 0, attributes);
  name_value (graph, value, name);
  return value;
}

AcuValue
acu_graph_parameter (AcuGraph *graph, const char *name, AcuShape shape, gboolean keep_f32)
{
  AcuDType dtype = shape.rank == 1 || keep_f32 ? ACU_DTYPE_F32 : graph->storage;

  return append_parameter (graph, name, dtype, shape, NULL);
}

AcuValue
acu_graph_convolution_parameter (AcuGraph *graph,
                                 const char *name,
                                 gsize out,
                                 gsize in,
                                 guint kernel_height,
                                 guint kernel_width,
                                 gboolean keep_f32)
{
  AcuOpAttributes attributes = {
      .parameter = {.kernel_height = kernel_height, .kernel_width = kernel_width}};

  return append_parameter (graph, name, keep_f32 ? ACU_DTYPE_F32 : graph->storage,
                           ACU_SHAPE (out, in * kernel_height * kernel_width), &attributes);
}

AcuValue
acu_graph_parameter_like (AcuGraph *graph, const char *name, AcuValue like)
{
  const AcuNode node = *acu_graph_get_node (graph, like);

  g_assert (node.op == ACU_OP_PARAMETER);
  return append_parameter (graph, name, ACU_DTYPE_F32, node.shape, &node.attributes);
}

const char *
acu_op_name (AcuOp op)
{
  static const char *const names[ACU_N_OPS] = {
      [ACU_OP_INPUT] = "input",
      [ACU_OP_PARAMETER] = "parameter",
      [ACU_OP_RESHAPE] = "reshape",
      [ACU_OP_CONVERT] = "convert",
      [ACU_OP_NORMALIZE_IMAGE] = "normalize-image",
      [ACU_OP_MATMUL] = "matmul",
      [ACU_OP_UNFOLD] = "unfold",
      [ACU_OP_LAYER_NORM] = "layer-norm",
      [ACU_OP_WINDOW_ATTENTION] = "window-attention",
      [ACU_OP_PATCH_MERGE] = "patch-merge",
      [ACU_OP_ADD] = "add",
      [ACU_OP_ACTIVATION] = "activation",
      [ACU_OP_AVERAGE_POOL] = "average-pool",
      [ACU_OP_MAX_POOL] = "max-pool",
      [ACU_OP_CONCAT] = "concat",
      [ACU_OP_SCALE_CHANNELS] = "scale-channels",
      [ACU_OP_SOFTMAX] = "softmax",
      [ACU_OP_CHANNELS_FIRST] = "channels-first",
      [ACU_OP_BATCH_NORM] = "batch-norm",
      [ACU_OP_TARGET_LINEAR] = "target-linear",
      [ACU_OP_DROPOUT] = "dropout",
      [ACU_OP_DROP_PATH] = "drop-path",
      [ACU_OP_BYPRODUCT] = "byproduct",
      [ACU_OP_SUM_ROWS] = "sum-rows",
      [ACU_OP_SLICE] = "slice",
      [ACU_OP_FOLD] = "fold",
      [ACU_OP_LAYER_NORM_GRADIENT] = "layer-norm-gradient",
      [ACU_OP_WINDOW_ATTENTION_GRADIENT] = "window-attention-gradient",
      [ACU_OP_PATCH_SPLIT] = "patch-split",
      [ACU_OP_ACTIVATION_GRADIENT] = "activation-gradient",
      [ACU_OP_AVERAGE_POOL_GRADIENT] = "average-pool-gradient",
      [ACU_OP_MAX_POOL_GRADIENT] = "max-pool-gradient",
      [ACU_OP_SCALE_CHANNELS_GRADIENT] = "scale-channels-gradient",
      [ACU_OP_SOFTMAX_GRADIENT] = "softmax-gradient",
      [ACU_OP_CHANNELS_LAST] = "channels-last",
      [ACU_OP_BATCH_STATISTICS] = "batch-statistics",
      [ACU_OP_BATCH_NORM_GRADIENT] = "batch-norm-gradient",
      [ACU_OP_TARGET_LINEAR_GRADIENT] = "target-linear-gradient",
      [ACU_OP_OUTER_PRODUCT] = "outer-product",
      [ACU_OP_ACCUMULATE] = "accumulate",
      [ACU_OP_BLEND] = "blend",
      [ACU_OP_SQUARE_SUM] = "square-sum",
      [ACU_OP_ADAMW] = "adamw",
  };

  g_assert (op < ACU_N_OPS && names[op] != NULL);
  return names[op];
}

double
acu_node_count_flops (const AcuGraph *graph, AcuValue value)
{
  const AcuNode *node = acu_graph_get_node (graph, value);
  double count = (double)acu_shape_count (node->shape);

  switch (node->op) {
  case ACU_OP_MATMUL: {
    AcuShape a = acu_graph_get_shape (graph, node->inputs[0]);

    return 2.0 * count *
           (double)(node->attributes.matmul.transpose_a ? acu_shape_rows (a)
                                                        : acu_shape_columns (a));
  }
  case ACU_OP_WINDOW_ATTENTION: {
    double window = node->attributes.attention.window;

    return 4.0 * count * window * window;
  }
  case ACU_OP_WINDOW_ATTENTION_GRADIENT: {
    double window = node->attributes.attention.window;

    /* Scores again, then dP, dV, dQ and dK; the result is three times as wide as the map. */
    return 10.0 * count / 3.0 * window * window;
  }
  case ACU_OP_TARGET_LINEAR:
    return 2.0 * (double)acu_shape_count (acu_graph_get_shape (graph, node->inputs[1]));
  default:
    return 0.0;
  }
}

double
acu_graph_count_flops (const AcuGraph *graph)
{
  double flops = 0.0;

  for (AcuValue value = 0; value < graph->nodes->len; value++)
    flops += acu_node_count_flops (graph, value);
  return flops;
}

#include "compute/autodiff.h"

#include "compute/gradient-ops.h"
#include "compute/graph-private.h"

typedef struct {
  AcuGraph *graph;
  AcuRecompute recompute;
  guint n_forward;     /* nodes before this one are the forward pass */
  gboolean *needed;    /* whether a target lies upstream of the value */
  AcuValue *gradients; /* of each forward value, so far */
  AcuValue *recalled;  /* the copy that the backward pass reads */
} Backward;

static gboolean
is_cheap (AcuOp op)
{
  return op == ACU_OP_LAYER_NORM || op == ACU_OP_ACTIVATION || op == ACU_OP_UNFOLD ||
         op == ACU_OP_PATCH_MERGE || op == ACU_OP_CONVERT || op == ACU_OP_NORMALIZE_IMAGE;
}

static gboolean
is_kept (const Backward *backward, const AcuNode *node)
{
  if (node->op == ACU_OP_INPUT || node->op == ACU_OP_PARAMETER || node->is_output)
    return TRUE;
  switch (backward->recompute) {
  case ACU_RECOMPUTE_NOTHING:
    return TRUE;
  case ACU_RECOMPUTE_CHEAP:
    return !is_cheap (node->op);
  case ACU_RECOMPUTE_BLOCKS:
    /* Statistics of a batch are small, and the running ones move by them. */
    return node->is_checkpoint || node->op == ACU_OP_BATCH_STATISTICS;
  }
  g_assert_not_reached ();
}

/* What the backward pass reads for the forward value @value: itself, or a copy made again. */
static AcuValue
recall (Backward *backward, AcuValue value)
{
  AcuNode node;

  if (value == ACU_NO_VALUE)
    return value;
  if (backward->recalled[value] != ACU_NO_VALUE)
    return backward->recalled[value];
  node = *acu_graph_get_node (backward->graph, value);
  if (is_kept (backward, &node))
    return backward->recalled[value] = value;
  for (guint i = 0; i < node.n_inputs; i++)
    node.inputs[i] = recall (backward, node.inputs[i]);
  return backward->recalled[value] =
             acu_graph_append (backward->graph, node.op, node.dtype, node.shape, node.inputs,
                               node.n_inputs, &node.attributes);
}

static void
add_gradient (Backward *backward, AcuValue value, AcuValue gradient)
{
  AcuGraph *graph = backward->graph;

  if (value == ACU_NO_VALUE || !backward->needed[value])
    return;
  gradient = acu_graph_reshape (graph, gradient, acu_graph_get_shape (graph, value));
  if (backward->gradients[value] != ACU_NO_VALUE)
    gradient = acu_graph_add (graph, backward->gradients[value], gradient);
  backward->gradients[value] = gradient;
}

static gboolean
is_needed (const Backward *backward, AcuValue value)
{
  return value != ACU_NO_VALUE && backward->needed[value];
}

/* The gradient of what entered an activation fused into @value, whose own gradient is @dy. */
static AcuValue
undo_activation (Backward *backward, AcuValue value, AcuValue dy, AcuActivation activation)
{
  if (activation == ACU_ACTIVATION_NONE)
    return dy;
  g_assert (activation != ACU_ACTIVATION_GELU);
  return acu_graph_activation_gradient (backward->graph, recall (backward, value), dy, activation);
}

static void
differentiate_matmul (Backward *backward, AcuValue value, const AcuNode *node, AcuValue dy)
{
  AcuGraph *graph = backward->graph;
  AcuMatmulAttributes matmul = node->attributes.matmul;
  AcuValue a = node->inputs[0], b = node->inputs[1];
  AcuValue bias = node->inputs[2], residual = node->inputs[3];
  AcuValue dz;

  g_assert (!matmul.transpose_a);
  g_assert (residual == ACU_NO_VALUE || matmul.activation == ACU_ACTIVATION_NONE);
  add_gradient (backward, residual, dy);
  dz = undo_activation (backward, value, dy, matmul.activation);
  if (is_needed (backward, a))
    add_gradient (backward, a,
                  acu_graph_matmul (graph, dz, recall (backward, b), ACU_NO_VALUE, ACU_NO_VALUE,
                                    (AcuMatmulAttributes){.transpose_b = !matmul.transpose_b}));
  if (is_needed (backward, b)) {
    AcuMatmulAttributes attributes = {.transpose_a = TRUE, .result_f32 = TRUE};
    AcuValue left = matmul.transpose_b ? dz : recall (backward, a);
    AcuValue right = matmul.transpose_b ? recall (backward, a) : dz;

    add_gradient (backward, b,
                  acu_graph_matmul (graph, left, right, ACU_NO_VALUE, ACU_NO_VALUE, attributes));
  }
  if (is_needed (backward, bias))
    add_gradient (backward, bias, acu_graph_sum_rows (graph, dz));
}

/* Hands the two rows of a norm's by-product to its weight and bias. */
static void
add_affine_gradients (Backward *backward, AcuValue weight, AcuValue bias, AcuValue affine)
{
  AcuGraph *graph = backward->graph;
  gsize channels = acu_shape_columns (acu_graph_get_shape (graph, affine));
  AcuValue flat = acu_graph_reshape (graph, affine, ACU_SHAPE (2 * channels));

  if (is_needed (backward, weight))
    add_gradient (backward, weight, acu_graph_slice (graph, flat, 0, channels));
  if (is_needed (backward, bias))
    add_gradient (backward, bias, acu_graph_slice (graph, flat, channels, channels));
}

static void
differentiate_layer_norm (Backward *backward, const AcuNode *node, AcuValue dy)
{
  AcuValue affine;
  AcuValue dx =
      acu_graph_layer_norm_gradient (backward->graph, recall (backward, node->inputs[0]),
                                     node->inputs[1], dy, node->attributes.norm.epsilon, &affine);

  add_gradient (backward, node->inputs[0], dx);
  add_affine_gradients (backward, node->inputs[1], node->inputs[2], affine);
}

static void
differentiate_window_attention (Backward *backward, const AcuNode *node, AcuValue dy)
{
  AcuValue table_gradient;
  AcuValue dqkv = acu_graph_window_attention_gradient (
      backward->graph, recall (backward, node->inputs[0]), node->inputs[1], dy,
      node->attributes.attention, &table_gradient);

  add_gradient (backward, node->inputs[0], dqkv);
  add_gradient (backward, node->inputs[1], table_gradient);
}

/* Whether @value is a part of a batch's statistics, behind slices and reshapes. */
static gboolean
is_batch_statistic (const AcuGraph *graph, AcuValue value)
{
  const AcuNode *node = acu_graph_get_node (graph, value);

  while (node->op == ACU_OP_SLICE || node->op == ACU_OP_RESHAPE)
    node = acu_graph_get_node (graph, node->inputs[0]);
  return node->op == ACU_OP_BATCH_STATISTICS;
}

static void
differentiate_batch_norm (Backward *backward, AcuValue value, const AcuNode *node, AcuValue dy)
{
  AcuNormAttributes norm = node->attributes.norm;
  AcuValue dz = undo_activation (backward, value, dy, norm.activation);
  AcuValue dx, affine;

  g_assert (is_batch_statistic (backward->graph, node->inputs[3]));
  add_gradient (backward, node->inputs[5], dz);
  dx =
      acu_graph_batch_norm_gradient (backward->graph, recall (backward, node->inputs[0]),
                                     node->inputs[1], recall (backward, node->inputs[3]),
                                     recall (backward, node->inputs[4]), dz, norm.epsilon, &affine);
  add_gradient (backward, node->inputs[0], dx);
  add_affine_gradients (backward, node->inputs[1], node->inputs[2], affine);
}

static void
differentiate_concat (Backward *backward, const AcuNode *node, AcuValue dy)
{
  gsize offset = 0;

  for (guint i = 0; i < node->n_inputs; i++) {
    gsize length = acu_shape_columns (acu_graph_get_shape (backward->graph, node->inputs[i]));

    if (is_needed (backward, node->inputs[i]))
      add_gradient (backward, node->inputs[i],
                    acu_graph_slice (backward->graph, dy, offset, length));
    offset += length;
  }
}

static void
differentiate_scale_channels (Backward *backward, const AcuNode *node, AcuValue dy)
{
  AcuGraph *graph = backward->graph;
  AcuScaleAttributes segments = node->attributes.scale;
  AcuValue x = node->inputs[0], scale = node->inputs[1];

  if (is_needed (backward, x))
    add_gradient (backward, x,
                  acu_graph_scale_channels (graph, dy, recall (backward, scale), segments));
  if (is_needed (backward, scale))
    add_gradient (backward, scale,
                  acu_graph_scale_channels_gradient (graph, recall (backward, x), dy, segments));
}

static void
differentiate_target_linear (Backward *backward, AcuValue value, const AcuNode *node, AcuValue dy)
{
  AcuGraph *graph = backward->graph;
  AcuValue dz = undo_activation (backward, value, dy, node->attributes.activation.activation);
  AcuValue x = node->inputs[0], weight = node->inputs[1], bias = node->inputs[2];

  if (is_needed (backward, x))
    add_gradient (backward, x,
                  acu_graph_target_linear_gradient (graph, recall (backward, weight), dz));
  if (is_needed (backward, weight))
    add_gradient (backward, weight, acu_graph_outer_product (graph, dz, recall (backward, x)));
  add_gradient (backward, bias, dz);
}

/* Operations of one differentiable input whose gradient is one node. */
static AcuValue
differentiate_simple (Backward *backward, AcuValue value, const AcuNode *node, AcuValue dy)
{
  AcuGraph *graph = backward->graph;
  AcuShape shape = acu_graph_get_shape (graph, node->inputs[0]);
  AcuActivation activation = node->attributes.activation.activation;

  switch (node->op) {
  case ACU_OP_RESHAPE:
    return dy;
  case ACU_OP_CONVERT:
    return acu_graph_convert (graph, dy, acu_graph_get_node (graph, node->inputs[0])->dtype);
  case ACU_OP_UNFOLD:
    return acu_graph_fold (graph, dy, shape.dims[1], shape.dims[2], node->attributes.window);
  case ACU_OP_PATCH_MERGE:
    return acu_graph_patch_split (graph, dy);
  case ACU_OP_ACTIVATION:
    return acu_graph_activation_gradient (
        graph, recall (backward, activation == ACU_ACTIVATION_GELU ? node->inputs[0] : value), dy,
        activation);
  case ACU_OP_AVERAGE_POOL:
    return acu_graph_average_pool_gradient (graph, dy, shape.dims[1], shape.dims[2]);
  case ACU_OP_MAX_POOL:
    return acu_graph_max_pool_gradient (graph, recall (backward, node->inputs[0]), dy,
                                        node->attributes.window);
  case ACU_OP_SOFTMAX:
    return acu_graph_softmax_gradient (graph, recall (backward, value), dy);
  case ACU_OP_CHANNELS_FIRST:
    return acu_graph_channels_last (graph, dy);
  case ACU_OP_DROPOUT:
    return acu_graph_dropout (graph, dy, node->inputs[1], node->attributes.dropout);
  case ACU_OP_DROP_PATH:
    return acu_graph_drop_path (graph, dy, node->inputs[1], node->attributes.dropout);
  default:
    g_error ("%s has no gradient", acu_op_name (node->op));
  }
}

static void
differentiate_node (Backward *backward, AcuValue value, AcuValue dy)
{
  /* A copy: appending moves the nodes. */
  const AcuNode node = *acu_graph_get_node (backward->graph, value);

  dy = acu_graph_reshape (backward->graph, dy, node.shape);
  switch (node.op) {
  case ACU_OP_INPUT:
  case ACU_OP_PARAMETER:
  case ACU_OP_NORMALIZE_IMAGE:
    break;
  case ACU_OP_MATMUL:
    differentiate_matmul (backward, value, &node, dy);
    break;
  case ACU_OP_LAYER_NORM:
    differentiate_layer_norm (backward, &node, dy);
    break;
  case ACU_OP_WINDOW_ATTENTION:
    differentiate_window_attention (backward, &node, dy);
    break;
  case ACU_OP_ADD:
    add_gradient (backward, node.inputs[0], dy);
    add_gradient (backward, node.inputs[1], dy);
    break;
  case ACU_OP_CONCAT:
    differentiate_concat (backward, &node, dy);
    break;
  case ACU_OP_SCALE_CHANNELS:
    differentiate_scale_channels (backward, &node, dy);
    break;
  case ACU_OP_BATCH_NORM:
    differentiate_batch_norm (backward, value, &node, dy);
    break;
  case ACU_OP_TARGET_LINEAR:
    differentiate_target_linear (backward, value, &node, dy);
    break;
  default:
    add_gradient (backward, node.inputs[0], differentiate_simple (backward, value, &node, dy));
  }
}

/* The statistics' own gradient is part of the batch norm's, and what they are made from is its
 * input: nothing flows through the nodes that compute them. */
static gboolean
passes_gradient (AcuOp op)
{
  return op != ACU_OP_BATCH_STATISTICS && op != ACU_OP_SLICE && op != ACU_OP_BLEND;
}

static void
mark_needed (Backward *backward, const AcuValue *targets, guint n_targets)
{
  for (guint i = 0; i < n_targets; i++)
    backward->needed[targets[i]] = TRUE;
  for (AcuValue value = 0; value < backward->n_forward; value++) {
    const AcuNode *node = acu_graph_get_node (backward->graph, value);

    for (guint i = 0; i < node->n_inputs && passes_gradient (node->op); i++)
      backward->needed[value] |= is_needed (backward, node->inputs[i]);
  }
}

void
acu_graph_differentiate (AcuGraph *graph,
                         const AcuSeed *seeds,
                         guint n_seeds,
                         const AcuValue *targets,
                         guint n_targets,
                         AcuRecompute recompute,
                         AcuValue *gradients)
{
  guint n_forward = acu_graph_get_n_nodes (graph);
  g_autofree gboolean *needed = g_new0 (gboolean, n_forward);
  g_autofree AcuValue *found = g_new (AcuValue, n_forward);
  g_autofree AcuValue *recalled = g_new (AcuValue, n_forward);
  Backward backward = {.graph = graph,
                       .recompute = recompute,
                       .n_forward = n_forward,
                       .needed = needed,
                       .gradients = found,
                       .recalled = recalled};

  for (AcuValue value = 0; value < n_forward; value++)
    found[value] = recalled[value] = ACU_NO_VALUE;
  mark_needed (&backward, targets, n_targets);
  for (guint i = 0; i < n_seeds; i++)
    add_gradient (&backward, seeds[i].value, seeds[i].gradient);
  for (AcuValue value = n_forward; value-- > 0;)
    if (needed[value] && found[value] != ACU_NO_VALUE)
      differentiate_node (&backward, value, found[value]);
  for (guint i = 0; i < n_targets; i++)
    gradients[i] = found[targets[i]];
}

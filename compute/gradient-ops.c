#include "compute/gradient-ops.h"

#include "compute/graph-private.h"

static AcuValue
append_f32 (AcuGraph *graph,
            AcuOp op,
            AcuShape shape,
            const AcuValue *inputs,
            guint n_inputs,
            const AcuOpAttributes *attributes)
{
  return acu_graph_append (graph, op, ACU_DTYPE_F32, shape, inputs, n_inputs, attributes);
}

static void
assert_same_count (const AcuGraph *graph, AcuValue a, AcuValue b)
{
  g_assert (acu_shape_count (acu_graph_get_shape (graph, a)) ==
            acu_shape_count (acu_graph_get_shape (graph, b)));
}

static void
assert_f32 (const AcuGraph *graph, AcuValue value)
{
  g_assert (acu_graph_get_node (graph, value)->dtype == ACU_DTYPE_F32);
}

AcuValue
acu_graph_sum_rows (AcuGraph *graph, AcuValue x)
{
  gsize columns = acu_shape_columns (acu_graph_get_shape (graph, x));

  return append_f32 (graph, ACU_OP_SUM_ROWS, ACU_SHAPE (columns), &x, 1, NULL);
}

AcuValue
acu_graph_slice (AcuGraph *graph, AcuValue x, gsize offset, gsize length)
{
  const AcuNode *node = acu_graph_get_node (graph, x);
  const AcuOpAttributes attributes = {.slice = {.offset = offset}};
  AcuShape shape = node->shape;

  g_assert (offset + length <= acu_shape_columns (shape));
  shape.dims[shape.rank - 1] = length;
  return acu_graph_append (graph, ACU_OP_SLICE, node->dtype, shape, &x, 1, &attributes);
}

AcuValue
acu_graph_fold (
    AcuGraph *graph, AcuValue columns, gsize height, gsize width, AcuWindowAttributes window)
{
  const AcuOpAttributes attributes = {.window = window};
  AcuShape shape = acu_graph_get_shape (graph, columns);
  gsize taps = (gsize)window.kernel * window.kernel;

  g_assert (shape.rank == 4 && shape.dims[3] % taps == 0);
  return acu_graph_append_map (graph, ACU_OP_FOLD,
                               ACU_SHAPE (shape.dims[0], height, width, shape.dims[3] / taps),
                               &columns, 1, &attributes);
}

AcuValue
acu_graph_layer_norm_gradient (
    AcuGraph *graph, AcuValue x, AcuValue weight, AcuValue dy, float epsilon, AcuValue *affine)
{
  const AcuValue inputs[] = {x, weight, dy};
  const AcuOpAttributes attributes = {.norm = {.epsilon = epsilon}};
  AcuShape shape = acu_graph_get_shape (graph, x);
  AcuValue dx;

  assert_same_count (graph, x, dy);
  dx = acu_graph_append_map (graph, ACU_OP_LAYER_NORM_GRADIENT, shape, inputs,
                             G_N_ELEMENTS (inputs), &attributes);
  *affine =
      append_f32 (graph, ACU_OP_BYPRODUCT, ACU_SHAPE (2, acu_shape_columns (shape)), &dx, 1, NULL);
  return dx;
}

AcuValue
acu_graph_window_attention_gradient (AcuGraph *graph,
                                     AcuValue qkv,
                                     AcuValue table,
                                     AcuValue dy,
                                     AcuAttentionAttributes attention,
                                     AcuValue *table_gradient)
{
  const AcuValue inputs[] = {qkv, table, dy};
  const AcuOpAttributes attributes = {.attention = attention};
  AcuValue dqkv = acu_graph_append_map (graph, ACU_OP_WINDOW_ATTENTION_GRADIENT,
                                        acu_graph_get_shape (graph, qkv), inputs,
                                        G_N_ELEMENTS (inputs), &attributes);

  *table_gradient =
      append_f32 (graph, ACU_OP_BYPRODUCT, acu_graph_get_shape (graph, table), &dqkv, 1, NULL);
  return dqkv;
}

AcuValue
acu_graph_patch_split (AcuGraph *graph, AcuValue x)
{
  AcuShape shape = acu_graph_get_shape (graph, x);

  g_assert (shape.rank == 4 && shape.dims[3] % 4 == 0);
  return acu_graph_append_map (
      graph, ACU_OP_PATCH_SPLIT,
      ACU_SHAPE (shape.dims[0], 2 * shape.dims[1], 2 * shape.dims[2], shape.dims[3] / 4), &x, 1,
      NULL);
}

AcuValue
acu_graph_activation_gradient (AcuGraph *graph,
                               AcuValue reference,
                               AcuValue dy,
                               AcuActivation activation)
{
  const AcuValue inputs[] = {reference, dy};
  const AcuOpAttributes attributes = {.activation = {.activation = activation}};

  assert_same_count (graph, reference, dy);
  if (activation == ACU_ACTIVATION_NONE)
    return dy;
  return acu_graph_append_map (graph, ACU_OP_ACTIVATION_GRADIENT, acu_graph_get_shape (graph, dy),
                               inputs, G_N_ELEMENTS (inputs), &attributes);
}

AcuValue
acu_graph_average_pool_gradient (AcuGraph *graph, AcuValue dy, gsize height, gsize width)
{
  AcuShape shape = acu_graph_get_shape (graph, dy);

  g_assert (shape.rank == 4);
  return acu_graph_append_map (graph, ACU_OP_AVERAGE_POOL_GRADIENT,
                               ACU_SHAPE (shape.dims[0], height, width, shape.dims[3]), &dy, 1,
                               NULL);
}

AcuValue
acu_graph_max_pool_gradient (AcuGraph *graph, AcuValue x, AcuValue dy, AcuWindowAttributes window)
{
  const AcuValue inputs[] = {x, dy};
  const AcuOpAttributes attributes = {.window = window};

  return acu_graph_append_map (graph, ACU_OP_MAX_POOL_GRADIENT, acu_graph_get_shape (graph, x),
                               inputs, G_N_ELEMENTS (inputs), &attributes);
}

AcuValue
acu_graph_scale_channels_gradient (AcuGraph *graph,
                                   AcuValue x,
                                   AcuValue dy,
                                   AcuScaleAttributes segments)
{
  const AcuValue inputs[] = {x, dy};
  const AcuOpAttributes attributes = {.scale = segments};
  AcuShape shape = acu_graph_get_shape (graph, x);
  gsize scales = segments.n_segments > 0 ? segments.n_segments : shape.dims[3];

  assert_same_count (graph, x, dy);
  return acu_graph_append_map (graph, ACU_OP_SCALE_CHANNELS_GRADIENT,
                               ACU_SHAPE (shape.dims[0], scales), inputs, G_N_ELEMENTS (inputs),
                               &attributes);
}

AcuValue
acu_graph_softmax_gradient (AcuGraph *graph, AcuValue y, AcuValue dy)
{
  const AcuValue inputs[] = {y, dy};

  assert_same_count (graph, y, dy);
  return acu_graph_append_map (graph, ACU_OP_SOFTMAX_GRADIENT, acu_graph_get_shape (graph, y),
                               inputs, G_N_ELEMENTS (inputs), NULL);
}

AcuValue
acu_graph_channels_last (AcuGraph *graph, AcuValue x)
{
  AcuShape shape = acu_graph_get_shape (graph, x);

  g_assert (shape.rank == 4);
  return acu_graph_append_map (
      graph, ACU_OP_CHANNELS_LAST,
      ACU_SHAPE (shape.dims[0], shape.dims[2], shape.dims[3], shape.dims[1]), &x, 1, NULL);
}

AcuValue
acu_graph_batch_statistics (AcuGraph *graph, AcuValue x)
{
  gsize columns = acu_shape_columns (acu_graph_get_shape (graph, x));

  return append_f32 (graph, ACU_OP_BATCH_STATISTICS, ACU_SHAPE (2, columns), &x, 1, NULL);
}

AcuValue
acu_graph_batch_norm_gradient (AcuGraph *graph,
                               AcuValue x,
                               AcuValue weight,
                               AcuValue mean,
                               AcuValue variance,
                               AcuValue dz,
                               float epsilon,
                               AcuValue *affine)
{
  const AcuValue inputs[] = {x, weight, mean, variance, dz};
  const AcuOpAttributes attributes = {.norm = {.epsilon = epsilon}};
  AcuShape shape = acu_graph_get_shape (graph, x);
  AcuValue dx;

  assert_same_count (graph, x, dz);
  dx = acu_graph_append_map (graph, ACU_OP_BATCH_NORM_GRADIENT, shape, inputs,
                             G_N_ELEMENTS (inputs), &attributes);
  *affine =
      append_f32 (graph, ACU_OP_BYPRODUCT, ACU_SHAPE (2, acu_shape_columns (shape)), &dx, 1, NULL);
  return dx;
}

AcuValue
acu_graph_target_linear_gradient (AcuGraph *graph, AcuValue weight, AcuValue dz)
{
  const AcuValue inputs[] = {weight, dz};
  AcuShape shape = acu_graph_get_shape (graph, dz);
  gsize elements = acu_shape_count (acu_graph_get_shape (graph, weight));

  g_assert (shape.rank == 2 && elements % acu_shape_count (shape) == 0);
  return acu_graph_append_map (graph, ACU_OP_TARGET_LINEAR_GRADIENT,
                               ACU_SHAPE (shape.dims[0], elements / acu_shape_count (shape)),
                               inputs, G_N_ELEMENTS (inputs), NULL);
}

AcuValue
acu_graph_outer_product (AcuGraph *graph, AcuValue a, AcuValue b)
{
  const AcuValue inputs[] = {a, b};
  AcuShape rows = acu_graph_get_shape (graph, a);
  AcuShape columns = acu_graph_get_shape (graph, b);

  g_assert (rows.rank == 2 && columns.rank == 2 && rows.dims[0] == columns.dims[0]);
  return acu_graph_append_map (graph, ACU_OP_OUTER_PRODUCT,
                               ACU_SHAPE (rows.dims[0], rows.dims[1], columns.dims[1]), inputs,
                               G_N_ELEMENTS (inputs), NULL);
}

AcuValue
acu_graph_accumulate (AcuGraph *graph, AcuValue accumulator, AcuValue x, AcuValue factor)
{
  const AcuValue inputs[] = {accumulator, x, factor};

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    assert_f32 (graph, inputs[i]);
  assert_same_count (graph, accumulator, x);
  return append_f32 (graph, ACU_OP_ACCUMULATE, acu_graph_get_shape (graph, accumulator), inputs,
                     G_N_ELEMENTS (inputs), NULL);
}

AcuValue
acu_graph_blend (AcuGraph *graph, AcuValue running, AcuValue x, AcuBlendAttributes blend)
{
  const AcuValue inputs[] = {running, x};
  const AcuOpAttributes attributes = {.blend = blend};

  assert_f32 (graph, running);
  assert_f32 (graph, x);
  assert_same_count (graph, running, x);
  return append_f32 (graph, ACU_OP_BLEND, acu_graph_get_shape (graph, running), inputs,
                     G_N_ELEMENTS (inputs), &attributes);
}

AcuValue
acu_graph_square_sum (AcuGraph *graph, AcuValue x, AcuValue total)
{
  const AcuValue inputs[] = {x, total};

  assert_f32 (graph, x);
  return append_f32 (graph, ACU_OP_SQUARE_SUM, ACU_SHAPE (1), inputs, G_N_ELEMENTS (inputs), NULL);
}

AcuValue
acu_graph_adamw (AcuGraph *graph,
                 AcuValue weight,
                 AcuValue m,
                 AcuValue v,
                 AcuValue gradient,
                 AcuValue step,
                 AcuValue square_norm)
{
  const AcuValue inputs[] = {weight, m, v, gradient, step, square_norm};

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    assert_f32 (graph, inputs[i]);
  for (guint i = 1; i <= 3; i++)
    assert_same_count (graph, weight, inputs[i]);
  g_assert (acu_shape_count (acu_graph_get_shape (graph, step)) == ACU_ADAMW_LENGTH);
  return append_f32 (graph, ACU_OP_ADAMW, acu_graph_get_shape (graph, weight), inputs,
                     G_N_ELEMENTS (inputs), NULL);
}

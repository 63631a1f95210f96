/* The builders of operations: each checks its inputs and works out the result's shape. */
#include "compute/graph-private.h"

AcuValue
acu_graph_append_map (AcuGraph *graph,
                      AcuOp op,
                      AcuShape shape,
                      const AcuValue *inputs,
                      guint n_inputs,
                      const AcuOpAttributes *attributes)
{
  return acu_graph_append (graph, op, acu_graph_get_storage (graph), shape, inputs, n_inputs,
                           attributes);
}

static void
assert_vector (const AcuGraph *graph, AcuValue value, gsize length)
{
  const AcuNode *node = acu_graph_get_node (graph, value);

  g_assert (node->dtype == ACU_DTYPE_F32 && acu_shape_count (node->shape) == length);
}

AcuValue
acu_graph_reshape (AcuGraph *graph, AcuValue x, AcuShape shape)
{
  const AcuNode *node = acu_graph_get_node (graph, x);

  g_assert (acu_shape_count (node->shape) == acu_shape_count (shape));
  if (acu_shape_equal (node->shape, shape))
    return x;
  return acu_graph_append (graph, ACU_OP_RESHAPE, node->dtype, shape, &x, 1, NULL);
}

AcuValue
acu_graph_convert (AcuGraph *graph, AcuValue x, AcuDType dtype)
{
  const AcuNode *node = acu_graph_get_node (graph, x);

  g_assert (dtype == ACU_DTYPE_F32 || dtype == ACU_DTYPE_F16);
  if (node->dtype == dtype)
    return x;
  return acu_graph_append (graph, ACU_OP_CONVERT, dtype, node->shape, &x, 1, NULL);
}

AcuValue
acu_graph_normalize_image (AcuGraph *graph, AcuValue image, const float mean[3], const float std[3])
{
  const AcuNode *node = acu_graph_get_node (graph, image);
  AcuOpAttributes attributes = {
      .image = {.mean = {mean[0], mean[1], mean[2]}, .std = {std[0], std[1], std[2]}}};

  g_assert (node->dtype == ACU_DTYPE_U8 && node->shape.rank == 4 && node->shape.dims[3] == 3);
  return acu_graph_append_map (graph, ACU_OP_NORMALIZE_IMAGE, node->shape, &image, 1, &attributes);
}

AcuValue
acu_graph_matmul (AcuGraph *graph,
                  AcuValue a,
                  AcuValue b,
                  AcuValue bias,
                  AcuValue residual,
                  AcuMatmulAttributes matmul)
{
  const AcuValue inputs[] = {a, b, bias, residual};
  const AcuOpAttributes attributes = {.matmul = matmul};
  AcuShape shape_a = acu_graph_get_shape (graph, a);
  AcuShape shape_b = acu_graph_get_shape (graph, b);
  gsize inner_a = matmul.transpose_a ? acu_shape_rows (shape_a) : acu_shape_columns (shape_a);
  gsize inner_b = matmul.transpose_b ? acu_shape_columns (shape_b) : acu_shape_rows (shape_b);
  gsize columns = matmul.transpose_b ? acu_shape_rows (shape_b) : acu_shape_columns (shape_b);
  AcuShape shape = shape_a;

  g_assert (inner_a == inner_b);
  if (matmul.transpose_a)
    shape = ACU_SHAPE (acu_shape_columns (shape_a), columns);
  else
    shape.dims[shape.rank - 1] = columns;
  if (bias != ACU_NO_VALUE)
    assert_vector (graph, bias, columns);
  if (residual != ACU_NO_VALUE)
    g_assert (acu_shape_count (acu_graph_get_shape (graph, residual)) == acu_shape_count (shape));
  return acu_graph_append (graph, ACU_OP_MATMUL,
                           matmul.result_f32 ? ACU_DTYPE_F32 : acu_graph_get_storage (graph), shape,
                           inputs, G_N_ELEMENTS (inputs), &attributes);
}

AcuValue
acu_graph_linear (
    AcuGraph *graph, AcuValue x, AcuValue weight, AcuValue bias, AcuActivation activation)
{
  return acu_graph_matmul (graph, x, weight, bias, ACU_NO_VALUE,
                           (AcuMatmulAttributes){.transpose_b = TRUE, .activation = activation});
}

/* The (B,Ho,Wo,channels) that sliding a window over @x gives. */
static AcuShape
window_shape (AcuShape x, AcuWindowAttributes window, gsize channels)
{
  g_assert (x.rank == 4 && window.kernel > 0 && window.stride > 0);
  g_assert (x.dims[1] + 2 * window.padding >= window.kernel &&
            x.dims[2] + 2 * window.padding >= window.kernel);
  return ACU_SHAPE (x.dims[0], (x.dims[1] + 2 * window.padding - window.kernel) / window.stride + 1,
                    (x.dims[2] + 2 * window.padding - window.kernel) / window.stride + 1, channels);
}

AcuValue
acu_graph_unfold (AcuGraph *graph, AcuValue x, AcuWindowAttributes window)
{
  AcuShape shape = acu_graph_get_shape (graph, x);
  const AcuOpAttributes attributes = {.window = window};

  return acu_graph_append_map (
      graph, ACU_OP_UNFOLD,
      window_shape (shape, window, shape.dims[3] * window.kernel * window.kernel), &x, 1,
      &attributes);
}

AcuValue
acu_graph_convolution (AcuGraph *graph,
                       AcuValue x,
                       AcuValue weight,
                       AcuValue bias,
                       AcuWindowAttributes window,
                       AcuActivation activation)
{
  gboolean is_pointwise = window.kernel == 1 && window.stride == 1 && window.padding == 0;
  AcuValue columns = is_pointwise ? x : acu_graph_unfold (graph, x, window);

  return acu_graph_linear (graph, columns, weight, bias, activation);
}

AcuValue
acu_graph_layer_norm (AcuGraph *graph, AcuValue x, AcuValue weight, AcuValue bias, float epsilon)
{
  const AcuValue inputs[] = {x, weight, bias};
  const AcuOpAttributes attributes = {.norm = {.epsilon = epsilon}};
  AcuShape shape = acu_graph_get_shape (graph, x);

  assert_vector (graph, weight, acu_shape_columns (shape));
  assert_vector (graph, bias, acu_shape_columns (shape));
  return acu_graph_append_map (graph, ACU_OP_LAYER_NORM, shape, inputs, G_N_ELEMENTS (inputs),
                               &attributes);
}

AcuValue
acu_graph_window_attention (AcuGraph *graph,
                            AcuValue qkv,
                            AcuValue table,
                            AcuAttentionAttributes attention)
{
  const AcuValue inputs[] = {qkv, table};
  const AcuOpAttributes attributes = {.attention = attention};
  AcuShape shape = acu_graph_get_shape (graph, qkv);
  gsize span = 2 * attention.window - 1;

  g_assert (shape.rank == 4 && shape.dims[3] % (3 * attention.heads) == 0);
  g_assert (attention.window > 0 && attention.shift < attention.window);
  g_assert (shape.dims[1] % attention.window == 0 && shape.dims[2] % attention.window == 0);
  assert_vector (graph, table, span * span * attention.heads);
  shape.dims[3] /= 3;
  return acu_graph_append_map (graph, ACU_OP_WINDOW_ATTENTION, shape, inputs, G_N_ELEMENTS (inputs),
                               &attributes);
}

AcuValue
acu_graph_patch_merge (AcuGraph *graph, AcuValue x)
{
  AcuShape shape = acu_graph_get_shape (graph, x);

  g_assert (shape.rank == 4 && shape.dims[1] % 2 == 0 && shape.dims[2] % 2 == 0);
  return acu_graph_append_map (
      graph, ACU_OP_PATCH_MERGE,
      ACU_SHAPE (shape.dims[0], shape.dims[1] / 2, shape.dims[2] / 2, 4 * shape.dims[3]), &x, 1,
      NULL);
}

AcuValue
acu_graph_add (AcuGraph *graph, AcuValue a, AcuValue b)
{
  const AcuValue inputs[] = {a, b};
  const AcuNode *node = acu_graph_get_node (graph, a);

  g_assert (acu_shape_count (node->shape) == acu_shape_count (acu_graph_get_shape (graph, b)));
  g_assert (node->dtype == acu_graph_get_node (graph, b)->dtype);
  return acu_graph_append (graph, ACU_OP_ADD, node->dtype, node->shape, inputs,
                           G_N_ELEMENTS (inputs), NULL);
}

AcuValue
acu_graph_activation (AcuGraph *graph, AcuValue x, AcuActivation activation)
{
  const AcuOpAttributes attributes = {.activation = {.activation = activation}};

  return acu_graph_append_map (graph, ACU_OP_ACTIVATION, acu_graph_get_shape (graph, x), &x, 1,
                               &attributes);
}

AcuValue
acu_graph_average_pool (AcuGraph *graph, AcuValue x, gsize height, gsize width)
{
  AcuShape shape = acu_graph_get_shape (graph, x);

  g_assert (shape.rank == 4);
  if (shape.dims[1] == height && shape.dims[2] == width)
    return x;
  return acu_graph_append_map (graph, ACU_OP_AVERAGE_POOL,
                               ACU_SHAPE (shape.dims[0], height, width, shape.dims[3]), &x, 1,
                               NULL);
}

AcuValue
acu_graph_max_pool (AcuGraph *graph, AcuValue x, AcuWindowAttributes window)
{
  AcuShape shape = acu_graph_get_shape (graph, x);
  const AcuOpAttributes attributes = {.window = window};

  g_assert (window.padding < window.kernel);
  return acu_graph_append_map (graph, ACU_OP_MAX_POOL, window_shape (shape, window, shape.dims[3]),
                               &x, 1, &attributes);
}

AcuValue
acu_graph_concat (AcuGraph *graph, const AcuValue *values, guint n_values)
{
  AcuShape shape = acu_graph_get_shape (graph, values[0]);
  gsize rows = acu_shape_rows (shape);

  g_assert (n_values >= 1 && n_values <= ACU_MAX_INPUTS);
  for (guint i = 1; i < n_values; i++) {
    AcuShape other = acu_graph_get_shape (graph, values[i]);

    g_assert (acu_shape_rows (other) == rows);
    shape.dims[shape.rank - 1] += acu_shape_columns (other);
  }
  return acu_graph_append_map (graph, ACU_OP_CONCAT, shape, values, n_values, NULL);
}

AcuValue
acu_graph_scale_channels (AcuGraph *graph, AcuValue x, AcuValue scale, AcuScaleAttributes segments)
{
  const AcuValue inputs[] = {x, scale};
  const AcuOpAttributes attributes = {.scale = segments};
  AcuShape shape = acu_graph_get_shape (graph, x);
  AcuShape scales = acu_graph_get_shape (graph, scale);
  gsize channels = 0;

  for (guint i = 0; i < segments.n_segments; i++)
    channels += segments.segments[i];
  g_assert (shape.rank == 4 && acu_shape_rows (scales) == shape.dims[0]);
  if (segments.n_segments > 0)
    g_assert (channels == shape.dims[3] && acu_shape_columns (scales) == segments.n_segments);
  else
    g_assert (acu_shape_columns (scales) == shape.dims[3]);
  return acu_graph_append_map (graph, ACU_OP_SCALE_CHANNELS, shape, inputs, G_N_ELEMENTS (inputs),
                               &attributes);
}

AcuValue
acu_graph_softmax (AcuGraph *graph, AcuValue x)
{
  return acu_graph_append_map (graph, ACU_OP_SOFTMAX, acu_graph_get_shape (graph, x), &x, 1, NULL);
}

AcuValue
acu_graph_channels_first (AcuGraph *graph, AcuValue x)
{
  AcuShape shape = acu_graph_get_shape (graph, x);

  g_assert (shape.rank == 4);
  return acu_graph_append_map (
      graph, ACU_OP_CHANNELS_FIRST,
      ACU_SHAPE (shape.dims[0], shape.dims[3], shape.dims[1], shape.dims[2]), &x, 1, NULL);
}

AcuValue
acu_graph_batch_norm (AcuGraph *graph,
                      AcuValue x,
                      AcuValue weight,
                      AcuValue bias,
                      AcuValue mean,
                      AcuValue variance,
                      AcuValue residual,
                      AcuNormAttributes norm)
{
  const AcuValue inputs[] = {x, weight, bias, mean, variance, residual};
  const AcuOpAttributes attributes = {.norm = norm};
  AcuShape shape = acu_graph_get_shape (graph, x);

  for (guint i = 1; i <= 4; i++)
    assert_vector (graph, inputs[i], acu_shape_columns (shape));
  if (residual != ACU_NO_VALUE)
    g_assert (acu_shape_count (acu_graph_get_shape (graph, residual)) == acu_shape_count (shape));
  return acu_graph_append_map (graph, ACU_OP_BATCH_NORM, shape, inputs, G_N_ELEMENTS (inputs),
                               &attributes);
}

AcuValue
acu_graph_target_linear (
    AcuGraph *graph, AcuValue x, AcuValue weight, AcuValue bias, AcuActivation activation)
{
  const AcuValue inputs[] = {x, weight, bias};
  const AcuOpAttributes attributes = {.activation = {.activation = activation}};
  AcuShape shape = acu_graph_get_shape (graph, x);
  gsize batch = shape.dims[0];
  gsize outputs = acu_shape_count (acu_graph_get_shape (graph, bias)) / batch;

  g_assert (shape.rank == 2);
  g_assert (acu_shape_count (acu_graph_get_shape (graph, bias)) == batch * outputs);
  g_assert (acu_shape_count (acu_graph_get_shape (graph, weight)) ==
            batch * outputs * shape.dims[1]);
  return acu_graph_append_map (graph, ACU_OP_TARGET_LINEAR, ACU_SHAPE (batch, outputs), inputs,
                               G_N_ELEMENTS (inputs), &attributes);
}

static AcuValue
append_dropout (AcuGraph *graph, AcuOp op, AcuValue x, AcuValue state, AcuDropoutAttributes dropout)
{
  const AcuValue inputs[] = {x, state};
  const AcuOpAttributes attributes = {.dropout = dropout};
  const AcuNode *node = acu_graph_get_node (graph, state);

  g_assert (node->dtype == ACU_DTYPE_U32 && acu_shape_count (node->shape) == 4);
  g_assert (dropout.rate >= 0.0f && dropout.rate < 1.0f);
  return acu_graph_append_map (graph, op, acu_graph_get_shape (graph, x), inputs,
                               G_N_ELEMENTS (inputs), &attributes);
}

AcuValue
acu_graph_dropout (AcuGraph *graph, AcuValue x, AcuValue state, AcuDropoutAttributes attributes)
{
  return append_dropout (graph, ACU_OP_DROPOUT, x, state, attributes);
}

AcuValue
acu_graph_drop_path (AcuGraph *graph, AcuValue x, AcuValue state, AcuDropoutAttributes attributes)
{
  return append_dropout (graph, ACU_OP_DROP_PATH, x, state, attributes);
}

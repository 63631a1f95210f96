#include "compute/nn/layers.h"

const char *
acu_join_name (char *buffer, gsize size, const char *prefix, const char *name)
{
  gsize length = (gsize)g_snprintf (buffer, size, "%s.%s", prefix, name);

  g_assert (length < size);
  return buffer;
}

static AcuValue
vector_parameter (AcuBuilder *builder, const char *prefix, const char *name, gsize length)
{
  return acu_graph_parameter (builder->graph, ACU_NAME (prefix, name), ACU_SHAPE (length), TRUE);
}

AcuValue
acu_layer_weight (AcuBuilder *builder, const char *prefix, gsize out, gsize in)
{
  AcuValue weight = acu_graph_parameter (builder->graph, ACU_NAME (prefix, "weight"),
                                         ACU_SHAPE (out, in), builder->options->master_weights);

  return acu_graph_convert (builder->graph, weight, builder->options->storage);
}

static gsize
columns_of (AcuBuilder *builder, AcuValue x)
{
  return acu_shape_columns (acu_graph_get_shape (builder->graph, x));
}

/* The derivative of GELU needs its argument, which a fused activation does not keep; those of the
 * others can be told from their result. */
static AcuActivation
fusable (AcuBuilder *builder, AcuActivation activation)
{
  return builder->options->training && activation == ACU_ACTIVATION_GELU ? ACU_ACTIVATION_NONE
                                                                         : activation;
}

static AcuValue
apply_unfused (AcuBuilder *builder, AcuValue x, AcuActivation activation)
{
  if (fusable (builder, activation) == activation)
    return x;
  return acu_graph_activation (builder->graph, x, activation);
}

AcuValue
acu_layer_linear (
    AcuBuilder *builder, const char *prefix, AcuValue x, gsize out, AcuActivation activation)
{
  AcuValue weight = acu_layer_weight (builder, prefix, out, columns_of (builder, x));
  AcuValue bias = vector_parameter (builder, prefix, "bias", out);
  AcuValue y = acu_graph_linear (builder->graph, x, weight, bias, fusable (builder, activation));

  return apply_unfused (builder, y, activation);
}

AcuValue
acu_layer_linear_residual (
    AcuBuilder *builder, const char *prefix, AcuValue x, gsize out, AcuValue residual)
{
  AcuValue weight = acu_layer_weight (builder, prefix, out, columns_of (builder, x));
  AcuValue bias = vector_parameter (builder, prefix, "bias", out);

  return acu_graph_matmul (builder->graph, x, weight, bias, residual,
                           (AcuMatmulAttributes){.transpose_b = TRUE});
}

AcuValue
acu_layer_convolution (AcuBuilder *builder,
                       const char *prefix,
                       AcuValue x,
                       gsize out,
                       AcuWindowAttributes window,
                       gboolean has_bias,
                       AcuActivation activation)
{
  AcuValue weight = acu_graph_convolution_parameter (
      builder->graph, ACU_NAME (prefix, "weight"), out, columns_of (builder, x), window.kernel,
      window.kernel, builder->options->master_weights);
  AcuValue bias = has_bias ? vector_parameter (builder, prefix, "bias", out) : ACU_NO_VALUE;
  AcuValue y;

  weight = acu_graph_convert (builder->graph, weight, builder->options->storage);
  y = acu_graph_convolution (builder->graph, x, weight, bias, window,
                             fusable (builder, activation));
  return apply_unfused (builder, y, activation);
}

AcuValue
acu_layer_norm (AcuBuilder *builder, const char *prefix, AcuValue x)
{
  gsize channels = columns_of (builder, x);

  return acu_graph_layer_norm (builder->graph, x,
                               vector_parameter (builder, prefix, "weight", channels),
                               vector_parameter (builder, prefix, "bias", channels), 1e-5f);
}

/* The random state is an input only of graphs that draw from it. */
static AcuDropoutAttributes
next_dropout (AcuBuilder *builder, float rate)
{
  if (builder->network->random_state == ACU_NO_VALUE)
    builder->network->random_state =
        acu_graph_input (builder->graph, "random", ACU_DTYPE_U32, ACU_SHAPE (4));
  return (AcuDropoutAttributes){.rate = rate, .stream = builder->next_stream++};
}

AcuValue
acu_layer_dropout (AcuBuilder *builder, AcuValue x, float rate)
{
  AcuDropoutAttributes attributes;

  if (!builder->options->training || rate <= 0.0f)
    return x;
  attributes = next_dropout (builder, rate);
  return acu_graph_dropout (builder->graph, x, builder->network->random_state, attributes);
}

AcuValue
acu_layer_drop_path (AcuBuilder *builder, AcuValue x, float rate)
{
  AcuDropoutAttributes attributes;

  if (!builder->options->training || rate <= 0.0f)
    return x;
  attributes = next_dropout (builder, rate);
  return acu_graph_drop_path (builder->graph, x, builder->network->random_state, attributes);
}

void
acu_layer_trace (AcuBuilder *builder, AcuValue value, const char *name)
{
  if (builder->options->trace)
    acu_graph_set_output (builder->graph, value, name);
}

/* From the pooled feature maps to a score: local distortion aware modules, fusion, hypernetwork,
 * target network, and the fault head. */
#include "compute/nn/layers.h"

#define TARGET_LAYERS 5

static const gsize target_lengths[TARGET_LAYERS + 1] = {ACU_TARGET_INPUT, 112, 56, 28, 14, 1};

/* (B,H,W,C) -> (B,C): the mean over the map. */
static AcuValue
global_average (AcuBuilder *builder, AcuValue x)
{
  AcuShape shape = acu_graph_get_shape (builder->graph, x);

  x = acu_graph_average_pool (builder->graph, x, 1, 1);
  return acu_graph_reshape (builder->graph, x, ACU_SHAPE (shape.dims[0], shape.dims[3]));
}

/* (B,C): the mean of the last stage, which is pooled to one cell. */
static AcuValue
last_stage_mean (AcuBuilder *builder)
{
  return global_average (builder, builder->network->pooled[ACU_STAGES - 1]);
}

/* One stage's local distortion features: a 1x1 convolution and a linear layer on its map pooled to
 * @side x @side cells.  Upstream convolves first; without a bias the order makes no difference. */
static AcuValue
build_lda (AcuBuilder *builder, const char *prefix, guint stage, gsize channels, gsize side)
{
  char name[32];
  AcuValue x;

  g_snprintf (name, sizeof name, "lda%u_pool.0", stage + 1);
  x = acu_layer_convolution (builder, ACU_NAME (prefix, name), builder->network->pooled[stage],
                             channels, (AcuWindowAttributes){.kernel = 1, .stride = 1}, FALSE,
                             ACU_ACTIVATION_NONE);
  x = acu_graph_channels_first (builder->graph, x);
  x = acu_graph_reshape (builder->graph, x,
                         ACU_SHAPE (builder->options->batch, channels * side * side));
  g_snprintf (name, sizeof name, "lda%u_fc", stage + 1);
  return acu_layer_linear (builder, ACU_NAME (prefix, name), x, ACU_LDA_LENGTH,
                           ACU_ACTIVATION_NONE);
}

/* (B,224): what the target network judges. */
static AcuValue
build_features (AcuBuilder *builder)
{
  const char *prefix = builder->architecture->backbone == ACU_BACKBONE_SWIN ? "swin" : "res";
  AcuValue parts[ACU_STAGES];

  for (guint stage = 0; stage < ACU_STAGES - 1; stage++)
    parts[stage] = build_lda (builder, prefix, stage, (gsize)16 << stage, (gsize)8 >> stage);
  parts[ACU_STAGES - 1] =
      acu_layer_linear (builder, ACU_NAME (prefix, "lda4_fc"), last_stage_mean (builder),
                        ACU_TARGET_INPUT - (ACU_STAGES - 1) * ACU_LDA_LENGTH, ACU_ACTIVATION_NONE);
  return acu_graph_concat (builder->graph, parts, ACU_STAGES);
}

/* One weight a stage, learned from the last. */
static AcuValue
build_scale_fusion (AcuBuilder *builder, AcuValue fused)
{
  AcuScaleAttributes segments = {.n_segments = ACU_STAGES};
  AcuValue weights;

  weights = acu_layer_linear (builder, "multiscale_attention.attention_net.0",
                              last_stage_mean (builder), ACU_SCALE_HIDDEN, ACU_ACTIVATION_RELU);
  weights = acu_layer_dropout (builder, weights, builder->options->fusion_dropout);
  weights = acu_layer_linear (builder, "multiscale_attention.attention_net.3", weights, ACU_STAGES,
                              ACU_ACTIVATION_NONE);
  weights = acu_graph_softmax (builder->graph, weights);
  builder->network->fusion_weights = weights;
  for (guint stage = 0; stage < ACU_STAGES; stage++)
    segments.segments[stage] = acu_architecture_stage_channels (builder->architecture, stage);
  return acu_graph_scale_channels (builder->graph, fused, weights, segments);
}

/* Squeeze and excite (Hu et al., CVPR 2018) over the concatenated channels. */
static AcuValue
build_channel_fusion (AcuBuilder *builder, AcuValue fused)
{
  gsize channels = acu_shape_columns (acu_graph_get_shape (builder->graph, fused));
  AcuValue weights = global_average (builder, fused);

  weights = acu_layer_linear (builder, "multiscale_attention.fc.0", weights,
                              channels / ACU_CHANNEL_REDUCTION, ACU_ACTIVATION_RELU);
  weights = acu_layer_linear (builder, "multiscale_attention.fc.2", weights, channels,
                              ACU_ACTIVATION_SIGMOID);
  /* Scoring tells them; a training has no use for another result. */
  if (!builder->options->training)
    builder->network->fusion_weights = weights;
  return acu_graph_scale_channels (builder->graph, fused, weights, (AcuScaleAttributes){0});
}

/* (B,7,7,C): the stages, pooled alike, side by side and weighted. */
static AcuValue
build_fusion (AcuBuilder *builder)
{
  const AcuValue *pooled = builder->network->pooled + ACU_STAGES;
  AcuValue fused;

  if (builder->architecture->fusion == ACU_FUSION_SINGLE)
    return pooled[ACU_STAGES - 1];
  fused = acu_graph_concat (builder->graph, pooled, ACU_STAGES);
  if (builder->architecture->fusion == ACU_FUSION_SCALE)
    return build_scale_fusion (builder, fused);
  if (builder->architecture->fusion == ACU_FUSION_CHANNEL)
    return build_channel_fusion (builder, fused);
  return fused;
}

/* (B,7,7,112): the map that the target network's weights are read from. */
static AcuValue
build_hyper_input (AcuBuilder *builder, AcuValue fused)
{
  static const char *const names[] = {"conv1.0", "conv1.2", "conv1.4"};
  guint channels[G_N_ELEMENTS (names)];

  acu_architecture_reduction_channels (builder->architecture, channels);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    fused = acu_layer_convolution (builder, names[i], fused, channels[i],
                                   (AcuWindowAttributes){.kernel = 1, .stride = 1}, TRUE,
                                   ACU_ACTIVATION_RELU);
  return acu_layer_dropout (builder, fused, builder->options->dropout);
}

/* The weights of target layer @layer (0-based): maps of the hypernetwork read as (B,out,in), or,
 * for the last, a linear layer's output. */
static AcuValue
build_target_weight (AcuBuilder *builder, guint layer, AcuValue hyper, AcuValue mean)
{
  gsize count = target_lengths[layer] * target_lengths[layer + 1];
  char name[16];
  AcuValue weight;

  if (layer == TARGET_LAYERS - 1) {
    g_snprintf (name, sizeof name, "fc%uw_fc", layer + 1);
    return acu_layer_linear (builder, name, mean, count, ACU_ACTIVATION_NONE);
  }
  g_snprintf (name, sizeof name, "fc%uw_conv", layer + 1);
  weight = acu_layer_convolution (builder, name, hyper, count / (ACU_HYPER_SIDE * ACU_HYPER_SIDE),
                                  (AcuWindowAttributes){.kernel = 3, .stride = 1, .padding = 1},
                                  TRUE, ACU_ACTIVATION_NONE);
  return acu_graph_channels_first (builder->graph, weight);
}

static AcuValue
build_target_network (AcuBuilder *builder, AcuValue features, AcuValue hyper)
{
  AcuValue mean = global_average (builder, hyper);
  AcuValue x = features;

  for (guint layer = 0; layer < TARGET_LAYERS; layer++) {
    gboolean is_last = layer == TARGET_LAYERS - 1;
    char name[16];
    AcuValue weight, bias;

    weight = build_target_weight (builder, layer, hyper, mean);
    g_snprintf (name, sizeof name, "fc%uw", layer + 1);
    acu_layer_trace (builder, weight, name);
    g_snprintf (name, sizeof name, "fc%ub_fc", layer + 1);
    bias = acu_layer_linear (builder, name, mean, target_lengths[layer + 1], ACU_ACTIVATION_NONE);
    g_snprintf (name, sizeof name, "fc%ub", layer + 1);
    acu_layer_trace (builder, bias, name);
    x = acu_graph_target_linear (builder->graph, x, weight, bias,
                                 is_last ? ACU_ACTIVATION_NONE : ACU_ACTIVATION_SIGMOID);
    /* Upstream drops after the first three sigmoids, not after the last. */
    if (layer < TARGET_LAYERS - 2)
      x = acu_layer_dropout (builder, x, builder->options->dropout);
  }
  return x;
}

static AcuValue
as_output (AcuBuilder *builder, AcuValue value, const char *name)
{
  value = acu_graph_convert (builder->graph, value, ACU_DTYPE_F32);
  acu_graph_set_output (builder->graph, value, name);
  return value;
}

void
acu_build_head (AcuBuilder *builder)
{
  AcuNetwork *network = builder->network;
  guint n_faults = acu_architecture_count_faults (builder->architecture);
  AcuValue fused, hyper;

  network->features = build_features (builder);
  acu_layer_trace (builder, network->features, "target_in_vec");
  fused = build_fusion (builder);
  if (builder->architecture->fusion != ACU_FUSION_SINGLE)
    acu_layer_trace (builder, fused, "fused");
  hyper = build_hyper_input (builder, fused);
  acu_layer_trace (builder, hyper, "hyper_in_feat");
  network->scores =
      as_output (builder, build_target_network (builder, network->features, hyper), "scores");
  if (network->fusion_weights != ACU_NO_VALUE)
    network->fusion_weights = as_output (builder, network->fusion_weights, "fusion_weights");
  if (n_faults > 0)
    network->faults = as_output (builder,
                                 acu_layer_linear (builder, "fault_head", network->features,
                                                   n_faults, ACU_ACTIVATION_SIGMOID),
                                 "faults");
}

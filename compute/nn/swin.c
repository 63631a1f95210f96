/* The Swin Transformer (Liu et al., ICCV 2021) as a pyramid of four feature maps.  As upstream
 * takes them, stages end without a norm of their own. */
#include "compute/nn/layers.h"

#define PATCH_SIDE 4
#define MLP_RATIO  4

static AcuValue
build_attention (AcuBuilder *builder, const char *prefix, AcuValue x, guint stage, guint block)
{
  const AcuArchitecture *architecture = builder->architecture;
  AcuShape shape = acu_graph_get_shape (builder->graph, x);
  guint side = (guint)MIN (shape.dims[1], shape.dims[2]);
  AcuAttentionAttributes attributes = {.heads = architecture->heads[stage],
                                       .window = architecture->window};
  gsize span = 2 * (gsize)architecture->window - 1;
  AcuValue table, qkv;

  /* A map that is one window has nothing to shift into. */
  attributes.shift = block % 2 == 1 && side > attributes.window ? attributes.window / 2 : 0;
  table = acu_graph_parameter (builder->graph, ACU_NAME (prefix, "relative_position_bias_table"),
                               ACU_SHAPE (span * span, attributes.heads), TRUE);
  qkv = acu_layer_linear (builder, ACU_NAME (prefix, "qkv"), x, 3 * shape.dims[3],
                          ACU_ACTIVATION_NONE);
  return acu_graph_window_attention (builder->graph, qkv, table, attributes);
}

/* @x plus the linear layer @prefix of @branch, the branch dropped now and then while training. */
static AcuValue
build_residual (
    AcuBuilder *builder, const char *prefix, AcuValue x, AcuValue branch, float drop_path)
{
  gsize channels = acu_shape_columns (acu_graph_get_shape (builder->graph, x));
  AcuValue y;

  if (!builder->options->training || drop_path <= 0.0f)
    return acu_layer_linear_residual (builder, prefix, branch, channels, x);
  y = acu_layer_linear (builder, prefix, branch, channels, ACU_ACTIVATION_NONE);
  return acu_graph_add (builder->graph, x, acu_layer_drop_path (builder, y, drop_path));
}

static AcuValue
build_block (AcuBuilder *builder, AcuValue x, guint stage, guint block, float drop_path)
{
  gsize channels = acu_shape_columns (acu_graph_get_shape (builder->graph, x));
  char prefix[64];
  AcuValue y;

  g_snprintf (prefix, sizeof prefix, "swin.backbone.layers_%u.blocks.%u", stage, block);
  y = acu_layer_norm (builder, ACU_NAME (prefix, "norm1"), x);
  y = build_attention (builder, ACU_NAME (prefix, "attn"), y, stage, block);
  x = build_residual (builder, ACU_NAME (prefix, "attn.proj"), x, y, drop_path);
  y = acu_layer_norm (builder, ACU_NAME (prefix, "norm2"), x);
  y = acu_layer_linear (builder, ACU_NAME (prefix, "mlp.fc1"), y, MLP_RATIO * channels,
                        ACU_ACTIVATION_GELU);
  x = build_residual (builder, ACU_NAME (prefix, "mlp.fc2"), x, y, drop_path);
  acu_graph_set_checkpoint (builder->graph, x);
  return x;
}

static AcuValue
build_patch_merging (AcuBuilder *builder, AcuValue x, guint stage)
{
  gsize channels = acu_shape_columns (acu_graph_get_shape (builder->graph, x));
  char prefix[64];
  AcuValue weight;

  g_snprintf (prefix, sizeof prefix, "swin.backbone.layers_%u.downsample", stage);
  x = acu_graph_patch_merge (builder->graph, x);
  x = acu_layer_norm (builder, ACU_NAME (prefix, "norm"), x);
  weight = acu_layer_weight (builder, ACU_NAME (prefix, "reduction"), 2 * channels, 4 * channels);
  x = acu_graph_linear (builder->graph, x, weight, ACU_NO_VALUE, ACU_ACTIVATION_NONE);
  acu_graph_set_checkpoint (builder->graph, x);
  return x;
}

void
acu_build_swin (AcuBuilder *builder, AcuValue x)
{
  const AcuArchitecture *architecture = builder->architecture;
  guint n_blocks = 0, n_built = 0;

  for (guint stage = 0; stage < ACU_STAGES; stage++)
    n_blocks += architecture->depths[stage];

  x = acu_layer_convolution (builder, "swin.backbone.patch_embed.proj", x, architecture->embed_dim,
                             (AcuWindowAttributes){.kernel = PATCH_SIDE, .stride = PATCH_SIDE},
                             TRUE, ACU_ACTIVATION_NONE);
  x = acu_layer_norm (builder, "swin.backbone.patch_embed.norm", x);
  acu_graph_set_checkpoint (builder->graph, x);
  acu_layer_trace (builder, x, "patch_embed");
  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    char name[16];

    if (stage > 0)
      x = build_patch_merging (builder, x, stage);
    for (guint block = 0; block < architecture->depths[stage]; block++, n_built++) {
      float rate = n_blocks > 1
                       ? builder->options->drop_path * (float)n_built / (float)(n_blocks - 1)
                       : 0.0f;

      x = build_block (builder, x, stage, block, rate);
      if (stage == 0 && block == 0 && architecture->depths[0] > 1)
        acu_layer_trace (builder, x, "stage1.block0");
    }
    g_snprintf (name, sizeof name, "stage%u", stage + 1);
    acu_layer_trace (builder, x, name);
    builder->network->stages[stage] = x;
  }
}

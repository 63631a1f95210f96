/* ResNet-50 (He et al., CVPR 2016) with the stride on the 3x3 convolution, as torchvision has it.
 */
#include "compute/nn/layers.h"

static AcuValue
build_batch_norm (AcuBuilder *builder,
                  const char *prefix,
                  AcuValue x,
                  AcuValue residual,
                  AcuActivation activation)
{
  static const char *const names[] = {"weight", "bias", "running_mean", "running_var"};
  gsize channels = acu_shape_columns (acu_graph_get_shape (builder->graph, x));
  AcuValue parameters[G_N_ELEMENTS (names)];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    parameters[i] = acu_graph_parameter (builder->graph, ACU_NAME (prefix, names[i]),
                                         ACU_SHAPE (channels), TRUE);
  return acu_graph_batch_norm (builder->graph, x, parameters[0], parameters[1], parameters[2],
                               parameters[3], residual,
                               (AcuNormAttributes){.epsilon = 1e-5f, .activation = activation});
}

static AcuValue
build_convolution (
    AcuBuilder *builder, const char *prefix, AcuValue x, gsize out, guint kernel, guint stride)
{
  return acu_layer_convolution (
      builder, prefix, x, out,
      (AcuWindowAttributes){.kernel = kernel, .stride = stride, .padding = kernel / 2}, FALSE,
      ACU_ACTIVATION_NONE);
}

static AcuValue
build_bottleneck (
    AcuBuilder *builder, const char *prefix, AcuValue x, gsize out, guint stride, gboolean projects)
{
  AcuValue shortcut = x;
  AcuValue y;

  y = build_convolution (builder, ACU_NAME (prefix, "conv1"), x, out / 4, 1, 1);
  y = build_batch_norm (builder, ACU_NAME (prefix, "bn1"), y, ACU_NO_VALUE, ACU_ACTIVATION_RELU);
  y = build_convolution (builder, ACU_NAME (prefix, "conv2"), y, out / 4, 3, stride);
  y = build_batch_norm (builder, ACU_NAME (prefix, "bn2"), y, ACU_NO_VALUE, ACU_ACTIVATION_RELU);
  y = build_convolution (builder, ACU_NAME (prefix, "conv3"), y, out, 1, 1);
  if (projects) {
    shortcut = build_convolution (builder, ACU_NAME (prefix, "downsample.0"), x, out, 1, stride);
    shortcut = build_batch_norm (builder, ACU_NAME (prefix, "downsample.1"), shortcut, ACU_NO_VALUE,
                                 ACU_ACTIVATION_NONE);
  }
  return build_batch_norm (builder, ACU_NAME (prefix, "bn3"), y, shortcut, ACU_ACTIVATION_RELU);
}

void
acu_build_resnet (AcuBuilder *builder, AcuValue x)
{
  x = build_convolution (builder, "res.conv1", x, 64, 7, 2);
  x = build_batch_norm (builder, "res.bn1", x, ACU_NO_VALUE, ACU_ACTIVATION_RELU);
  x = acu_graph_max_pool (builder->graph, x,
                          (AcuWindowAttributes){.kernel = 3, .stride = 2, .padding = 1});
  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    gsize out = acu_architecture_stage_channels (builder->architecture, stage);
    char name[32];

    for (guint block = 0; block < builder->architecture->depths[stage]; block++) {
      g_snprintf (name, sizeof name, "res.layer%u.%u", stage + 1, block);
      x = build_bottleneck (builder, name, x, out, stage > 0 && block == 0 ? 2 : 1, block == 0);
    }
    g_snprintf (name, sizeof name, "stage%u", stage + 1);
    acu_layer_trace (builder, x, name);
    builder->network->stages[stage] = x;
  }
}

/* ResNet-50 (He et al., CVPR 2016) with the stride on the 3x3 convolution, as torchvision has it.
 */
#include "compute/gradient-ops.h"
#include "compute/nn/layers.h"

#define RUNNING_MOMENTUM 0.1f

typedef struct {
  AcuValue mean;
  AcuValue variance;
} Statistics;

static void
add_running (AcuBuilder *builder, AcuValue running, AcuValue batch, float correction)
{
  AcuRunningStatistic statistic = {
      .running = running,
      .batch = batch,
      .blend = {.momentum = RUNNING_MOMENTUM, .correction = correction}};

  g_array_append_val (builder->network->running, statistic);
}

/* The statistics of the batch itself, by which the running ones will move: as PyTorch does, with
 * the unbiased variance. */
static Statistics
build_batch_statistics (AcuBuilder *builder, AcuValue x, Statistics running)
{
  AcuGraph *graph = builder->graph;
  AcuShape shape = acu_graph_get_shape (graph, x);
  gsize channels = acu_shape_columns (shape);
  float rows = (float)acu_shape_rows (shape);
  AcuValue both =
      acu_graph_reshape (graph, acu_graph_batch_statistics (graph, x), ACU_SHAPE (2 * channels));
  Statistics batch = {.mean = acu_graph_slice (graph, both, 0, channels),
                      .variance = acu_graph_slice (graph, both, channels, channels)};

  add_running (builder, running.mean, batch.mean, 1.0f);
  add_running (builder, running.variance, batch.variance, rows / MAX (rows - 1.0f, 1.0f));
  return batch;
}

static AcuValue
vector_parameter (AcuBuilder *builder, const char *prefix, const char *name, AcuValue x)
{
  gsize channels = acu_shape_columns (acu_graph_get_shape (builder->graph, x));

  return acu_graph_parameter (builder->graph, ACU_NAME (prefix, name), ACU_SHAPE (channels), TRUE);
}

static AcuValue
build_batch_norm (AcuBuilder *builder,
                  const char *prefix,
                  AcuValue x,
                  AcuValue residual,
                  AcuActivation activation)
{
  AcuValue weight = vector_parameter (builder, prefix, "weight", x);
  AcuValue bias = vector_parameter (builder, prefix, "bias", x);
  Statistics statistics = {.mean = vector_parameter (builder, prefix, "running_mean", x),
                           .variance = vector_parameter (builder, prefix, "running_var", x)};

  if (builder->options->training)
    statistics = build_batch_statistics (builder, x, statistics);
  return acu_graph_batch_norm (builder->graph, x, weight, bias, statistics.mean,
                               statistics.variance, residual,
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
  y = build_batch_norm (builder, ACU_NAME (prefix, "bn3"), y, shortcut, ACU_ACTIVATION_RELU);
  acu_graph_set_checkpoint (builder->graph, y);
  return y;
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

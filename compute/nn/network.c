#include "compute/nn/network.h"

#include "compute/gradient-ops.h"
#include "compute/nn/layers.h"

static void
build_backbone (AcuBuilder *builder)
{
  const AcuArchitecture *architecture = builder->architecture;
  gsize side = architecture->input_size;
  AcuValue x;

  builder->network->images = acu_graph_input (builder->graph, "images", ACU_DTYPE_U8,
                                              ACU_SHAPE (builder->options->batch, side, side, 3));
  x = acu_graph_normalize_image (builder->graph, builder->network->images, architecture->mean,
                                 architecture->std);
  builder->network->pixels = x;
  if (architecture->backbone == ACU_BACKBONE_SWIN)
    acu_build_swin (builder, x);
  else
    acu_build_resnet (builder, x);
}

AcuNetwork *
acu_network_new (const AcuArchitecture *architecture, const AcuNetworkOptions *options)
{
  AcuNetwork *network = g_new (AcuNetwork, 1);
  AcuBuilder builder = {
      .architecture = architecture,
      .options = options,
      .network = network,
  };

  g_return_val_if_fail (options->batch > 0, NULL);
  g_return_val_if_fail (!options->token_heads || options->part == ACU_NETWORK_WHOLE, NULL);

  *network = (AcuNetwork){.images = ACU_NO_VALUE,
                          .pixels = ACU_NO_VALUE,
                          .random_state = ACU_NO_VALUE,
                          .features = ACU_NO_VALUE,
                          .fusion_weights = ACU_NO_VALUE,
                          .scores = ACU_NO_VALUE,
                          .faults = ACU_NO_VALUE,
                          .running = g_array_new (FALSE, FALSE, sizeof (AcuRunningStatistic))};
  for (guint stage = 0; stage < ACU_STAGES; stage++)
    network->stages[stage] = network->tokens[stage] = ACU_NO_VALUE;
  network->graph = builder.graph = acu_graph_new (options->storage);
  if (options->part != ACU_NETWORK_HEAD)
    build_backbone (&builder);
  acu_build_pooled_maps (&builder);
  if (options->part != ACU_NETWORK_BACKBONE)
    acu_build_head (&builder);
  if (options->token_heads)
    acu_build_token_heads (&builder);
  return network;
}

void
acu_network_free (AcuNetwork *network)
{
  if (network == NULL)
    return;
  acu_graph_free (network->graph);
  g_array_unref (network->running);
  g_free (network);
}

void
acu_network_move_statistics (AcuNetwork *network)
{
  for (guint i = 0; i < network->running->len; i++) {
    const AcuRunningStatistic *statistic =
        &g_array_index (network->running, AcuRunningStatistic, i);

    acu_graph_blend (network->graph, statistic->running, statistic->batch, statistic->blend);
  }
}

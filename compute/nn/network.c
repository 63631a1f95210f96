#include "compute/nn/network.h"

#include "compute/nn/layers.h"

AcuNetwork *
acu_network_new (const AcuArchitecture *architecture, const AcuNetworkOptions *options)
{
  AcuNetwork *network = g_new0 (AcuNetwork, 1);
  AcuBuilder builder = {
      .architecture = architecture,
      .options = options,
      .network = network,
  };
  gsize side = architecture->input_size;
  AcuValue x;

  g_return_val_if_fail (options->batch > 0, NULL);

  network->graph = builder.graph = acu_graph_new (options->storage);
  network->random_state = ACU_NO_VALUE;
  network->fusion_weights = ACU_NO_VALUE;
  network->faults = ACU_NO_VALUE;
  network->images = acu_graph_input (builder.graph, "images", ACU_DTYPE_U8,
                                     ACU_SHAPE (options->batch, side, side, 3));
  x = acu_graph_normalize_image (builder.graph, network->images, architecture->mean,
                                 architecture->std);
  if (architecture->backbone == ACU_BACKBONE_SWIN)
    acu_build_swin (&builder, x);
  else
    acu_build_resnet (&builder, x);
  acu_build_head (&builder);
  return network;
}

void
acu_network_free (AcuNetwork *network)
{
  if (network == NULL)
    return;
  acu_graph_free (network->graph);
  g_free (network);
}

/* What the head reads of the backbone: every stage pooled to a few cells. */
#include "compute/nn/layers.h"

/* Pooled map @index is stage index mod 4, cut into this many cells in either direction: first for
 * the local distortion aware modules, then for the fusion. */
static const gsize sides[ACU_POOLED_MAPS] = {
    8, 4, 2, 1, ACU_HYPER_SIDE, ACU_HYPER_SIDE, ACU_HYPER_SIDE, ACU_HYPER_SIDE};

static gboolean
is_read (const AcuArchitecture *architecture, guint index)
{
  return architecture->fusion != ACU_FUSION_SINGLE || index < ACU_STAGES ||
         index == ACU_POOLED_MAPS - 1;
}

static AcuValue
build_input (AcuBuilder *builder, guint index, const char *name)
{
  AcuShape shape =
      ACU_SHAPE (builder->options->batch, sides[index], sides[index],
                 acu_architecture_stage_channels (builder->architecture, index % ACU_STAGES));

  return acu_graph_input (builder->graph, name, builder->options->storage, shape);
}

void
acu_build_pooled_maps (AcuBuilder *builder)
{
  AcuNetwork *network = builder->network;

  for (guint i = 0; i < ACU_POOLED_MAPS; i++) {
    char name[16];

    network->pooled[i] = ACU_NO_VALUE;
    if (!is_read (builder->architecture, i))
      continue;
    g_snprintf (name, sizeof name, "pooled%u", i);
    if (builder->options->part == ACU_NETWORK_HEAD)
      network->pooled[i] = build_input (builder, i, name);
    else
      network->pooled[i] = acu_graph_average_pool (builder->graph, network->stages[i % ACU_STAGES],
                                                   sides[i], sides[i]);
    if (builder->options->part == ACU_NETWORK_BACKBONE)
      acu_graph_set_output (builder->graph, network->pooled[i], name);
  }
}

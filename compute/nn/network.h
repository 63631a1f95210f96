/* Builds the graph of a whole network: patches in, quality scores out.
 *
 * HyperIQA (Su et al., CVPR 2020) on ResNet-50, and HyperIQA-Swin (SMART-IQA): a backbone gives
 * four feature maps; local distortion aware modules make of them the vector that a small target
 * network judges; a hypernetwork reads their fusion and makes that target network's weights. */
#pragma once

#include "compute/graph.h"
#include "compute/weights/architecture.h"

G_BEGIN_DECLS

typedef struct {
  guint batch;          /* patches a run */
  AcuDType storage;     /* ACU_DTYPE_F32 or ACU_DTYPE_F16 */
  gboolean training;    /* keeps what the backward pass needs; the rates below apply */
  float dropout;        /* in the hypernetwork and the target network */
  float drop_path;      /* of the last Swin block; rises linearly from 0 at the first */
  float fusion_dropout; /* in the `scale` fusion's hidden layer */
  gboolean trace;       /* keeps the intermediate maps as outputs, see AcuNetwork */
} AcuNetworkOptions;

/* The values of a built network.  With `trace`, the graph also has the outputs "patch_embed",
 * "stage1.block0", "stage1" to "stage4", "fused", "hyper_in_feat", "target_in_vec" and "fc1w",
 * "fc1b" … "fc5b". */
typedef struct {
  AcuGraph *graph;
  AcuValue images;             /* input "images": U8 (B,S,S,3), RGB patches */
  AcuValue random_state;       /* input "random": U32 (4), see acu_graph_dropout(); or none */
  AcuValue stages[ACU_STAGES]; /* (B,H,W,C) feature maps of the backbone */
  AcuValue features;           /* (B,224): what the target network and the fault head judge */
  AcuValue fusion_weights;     /* output "fusion_weights": (B,4) of the `scale` fusion, or none */
  AcuValue scores;             /* output "scores": F32 (B,1) on the network's own scale */
  AcuValue faults;             /* output "faults": F32 (B,K) in 0..1, or none */
} AcuNetwork;

/* Builds @architecture, which must be valid, for @options.  Parameters have the names of
 * acu_architecture_list_parameters(). (transfer full) */
AcuNetwork *acu_network_new (const AcuArchitecture *architecture, const AcuNetworkOptions *options);
void acu_network_free (AcuNetwork *network);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuNetwork, acu_network_free)

G_END_DECLS

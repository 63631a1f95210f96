/* Builds the graph of a whole network: patches in, quality scores out.
 *
 * HyperIQA (Su et al., CVPR 2020) on ResNet-50, and HyperIQA-Swin (SMART-IQA): a backbone gives
 * four feature maps; local distortion aware modules make of them the vector that a small target
 * network judges; a hypernetwork reads their fusion and makes that target network's weights. */
#pragma once

#include "compute/graph.h"
#include "compute/weights/architecture.h"

G_BEGIN_DECLS

/* Which part of a network a graph has.  A backbone that is not trained needs to see each patch only
 * once: what the head reads of it is small, and can be kept. */
typedef enum {
  ACU_NETWORK_WHOLE,    /* patches in, scores out */
  ACU_NETWORK_BACKBONE, /* patches in, pooled maps out */
  ACU_NETWORK_HEAD,     /* pooled maps in, scores out */
} AcuNetworkPart;

typedef struct {
  AcuNetworkPart part;
  guint batch;             /* patches a run */
  AcuDType storage;        /* ACU_DTYPE_F32 or ACU_DTYPE_F16 */
  gboolean training;       /* keeps what the backward pass needs; the rates below apply */
  gboolean master_weights; /* parameters are F32 whatever the storage: what training changes */
  float dropout;           /* in the hypernetwork and the target network */
  float drop_path;         /* of the last Swin block; rises linearly from 0 at the first */
  float fusion_dropout;    /* in the `scale` fusion's hidden layer */
  gboolean token_heads;    /* has them, see token-heads.h; the whole network only */
  gboolean trace;          /* keeps the intermediate maps as outputs, see AcuNetwork */
} AcuNetworkOptions;

/* A running mean or variance, and what a training batch moves it by.  The network does not move it
 * itself, since a batch may be run forward more than once; see acu_network_move_statistics(). */
typedef struct {
  AcuValue running; /* parameter (C) */
  AcuValue batch;   /* (C) */
  AcuBlendAttributes blend;
} AcuRunningStatistic;

/* The pooled maps that the head reads of the backbone: those of the local distortion aware modules
 * (8x8, 4x4, 2x2 and 1x1 cells of stages 1 to 4), then those of the fusion (7x7 cells of stages 1
 * to 4; the `single` fusion has the last alone).  Their names as inputs or outputs are "pooled0" …
 */
#define ACU_POOLED_MAPS (2 * ACU_STAGES)

/* The values of a built network; ACU_NO_VALUE where its part, architecture or options have none.
 * With `trace`, the graph also has the outputs "patch_embed", "stage1.block0", "stage1" to
 * "stage4", "fused", "hyper_in_feat", "target_in_vec" and "fc1w", "fc1b" … "fc5b". */
typedef struct {
  AcuGraph *graph;
  AcuValue images;                  /* input "images": U8 (B,S,S,3), RGB patches */
  AcuValue pixels;                  /* (B,S,S,3): the same less the mean, over the deviation */
  AcuValue random_state;            /* input "random": U32 (4), see acu_graph_dropout() */
  AcuValue stages[ACU_STAGES];      /* (B,H,W,C) feature maps of the backbone */
  AcuValue pooled[ACU_POOLED_MAPS]; /* (B,h,w,C) what the head reads of them */
  AcuValue features;                /* (B,224): what target network and fault head judge */
  AcuValue fusion_weights;          /* output "fusion_weights": (B,4), of the `scale` fusion; of
                                     * `channel`, where it is not for training, the gates (B,C) */
  AcuValue scores;                  /* output "scores": F32 (B,1) on the network's own scale */
  AcuValue faults;                  /* output "faults": F32 (B,K) in 0..1 */
  AcuValue tokens[ACU_STAGES];      /* outputs "tokens1" …: F32 (B,G,G,1+K), of token heads */
  GArray *running; /* AcuRunningStatistic: what training moves beside the weights */
} AcuNetwork;

/* Builds @architecture, which must be valid, for @options.  Parameters have the names of
 * acu_architecture_list_parameters(). (transfer full) */
AcuNetwork *acu_network_new (const AcuArchitecture *architecture, const AcuNetworkOptions *options);
void acu_network_free (AcuNetwork *network);

/* Appends to the graph what moves the running statistics by those of the batch. */
void acu_network_move_statistics (AcuNetwork *network);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuNetwork, acu_network_free)

G_END_DECLS

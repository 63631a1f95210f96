/* The graph of one training step, in three phases.
 *
 * The host computes losses between the phases: it runs ACU_PHASE_FORWARD, reads the predictions,
 * writes the losses' gradients, and runs ACU_PHASE_BACKWARD, which adds the parameters' gradients
 * to their accumulators.  After one or more such batches ACU_PHASE_UPDATE takes one AdamW step. */
#pragma once

#include "compute/autodiff.h"
#include "compute/gradient-ops.h"
#include "compute/nn/network.h"

G_BEGIN_DECLS

enum {
  ACU_PHASE_FORWARD,
  ACU_PHASE_BACKWARD,
  ACU_PHASE_UPDATE,
};

/* The two learning rates of upstream's optimizer. */
typedef enum {
  ACU_RATE_BACKBONE, /* everything under `swin.` or `res.`, local distortion modules included, and
                      * the token heads, which it learns through */
  ACU_RATE_HEAD,
  ACU_N_RATES
} AcuRate;

/* A step of the optimizer moves all weights alike, and so what a wide layer says, which sums more
 * of them, by more.  A backbone that is taught from nothing by large steps has for each stage a
 * step of its own, smaller by as much as the stage is wider than the first. */
enum { ACU_ADAMW_STAGES = ACU_N_RATES, ACU_N_ADAMW = ACU_ADAMW_STAGES + ACU_STAGES };

typedef struct {
  AcuNetworkOptions network; /* `training` and `master_weights` are implied */
  AcuRecompute recompute;
} AcuTrainingGraphOptions;

typedef struct {
  AcuNetwork *network;
  AcuValue score_gradients;             /* input "score_gradients": F32 (B,1) */
  AcuValue fault_gradients;             /* input "fault_gradients": F32 (B,K), or none */
  AcuValue token_gradients[ACU_STAGES]; /* inputs "token_gradients1" …: as AcuNetwork's tokens */
  AcuValue carry;              /* input "carry": F32 (1), 0 for the first batch of a step, else 1 */
  AcuValue adamw[ACU_N_ADAMW]; /* inputs "adamw0", "adamw1", …: an AcuAdamwStep each, or none */
  AcuValue square_norm; /* output "square_norm": F32 (1), of all gradients, at the losses' scale */
  GPtrArray *trained;   /* names of the trained parameters (element-type utf8) */
} AcuTrainingGraph;

/* Builds the graph of @architecture.  Besides the network's, it has for each trained parameter NAME
 * the parameters "gradient/NAME", "adamw.m/NAME" and "adamw.v/NAME".  (transfer full) */
AcuTrainingGraph *acu_training_graph_new (const AcuArchitecture *architecture,
                                          const AcuTrainingGraphOptions *options);
void acu_training_graph_free (AcuTrainingGraph *training);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuTrainingGraph, acu_training_graph_free)

/* The parameters of @architecture and, with @token_heads, of those: what a training graph may have.
 * (transfer full) (element-type AcuParameter) */
GPtrArray *acu_training_list_parameters (const AcuArchitecture *architecture, gboolean token_heads);

/* Which of @rates the step @adamw of @training, of @architecture, has, times the stage's share. */
float acu_training_graph_get_rate (const AcuTrainingGraph *training,
                                   const AcuArchitecture *architecture,
                                   guint adamw,
                                   const float rates[ACU_N_RATES]);

/* The rate of the parameter @name: upstream's grouping by prefix, token heads aside. */
AcuRate acu_training_rate_of (const char *name);

G_END_DECLS

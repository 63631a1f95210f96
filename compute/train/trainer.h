/* Training of one network on one device, step by step.
 *
 * The trainer owns the weights on the device, the optimizer's state and the position in the random
 * sequence; where its batches come from, how rates change and when to stop is its caller's affair.
 * A step either completes or fails without a trace on disk; acu_trainer_get_state() between steps
 * gives all that is needed to go on elsewhere with the same bits. */
#pragma once

#include <gio/gio.h>

#include "compute/device.h"
#include "compute/train/losses.h"
#include "compute/train/training-graph.h"
#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

typedef struct {
  AcuNetworkPart part;    /* ACU_NETWORK_WHOLE, or ACU_NETWORK_HEAD on kept pooled maps */
  guint batch;            /* patches of a full step */
  guint micro_batch;      /* patches of one pass; 0: as many as the memory allows.  Dropout is drawn
                           * and gradients are summed by passes, so that the bits depend on it */
  AcuRecompute recompute; /* at least this much is computed again; to the same bits */
  AcuDType storage;       /* of the whole network's maps; F16 halves memory and what it moves */
  float dropout;          /* rates as in AcuNetworkOptions */
  float drop_path;
  float fusion_dropout;
  AcuLossOptions loss;
  float fault_weight;  /* of the faults' binary cross entropy beside the loss of the scores */
  float token_weight;  /* of the token heads' losses beside it; 0: there are none */
  float teacher_share; /* 0..1: of the loss to the teacher's scores, where there are any, in that of
                        * the scores */
  float beta1;
  float beta2;
  float epsilon;
  float weight_decay;
  float clip_norm; /* 0: gradients are not clipped */
  guint64 seed;    /* of dropout and drop path */
} AcuTrainerOptions;

/* The paper's: batch 32, L1, AdamW with betas 0.9 and 0.999, weight decay 2e-4, clipping at 1. */
#define ACU_TRAINER_OPTIONS_INIT                                                                   \
  {                                                                                                \
    .batch = 32, .loss = ACU_LOSS_OPTIONS_INIT, .fault_weight = 0.25f, .beta1 = 0.9f,              \
    .beta2 = 0.999f, .epsilon = 1e-8f, .weight_decay = 2e-4f, .clip_norm = 1.0f                    \
  }

/* Samples as the network's part takes them: for the whole network inputs[0] is U8 (N,S,S,3); for
 * the head inputs[i] is F32 (N,h,w,C) of pooled map i, NULL where the architecture has none. */
typedef struct {
  gconstpointer inputs[ACU_POOLED_MAPS];
  guint count;
} AcuPatchBatch;

/* What the samples should be given: @scores (N), and @faults (N,K) in 0..1, where a negative number
 * means that the fault was not labelled; NULL where none was.  For token heads, @tokens (N,G,G,1+K)
 * says the same of each cell of the finest grid: score, then faults.  @teacher (N), or NULL, is
 * what another model says. */
typedef struct {
  const float *scores;
  const float *faults;
  const float *tokens;
  const float *teacher;
} AcuTargets;

typedef struct {
  AcuLossValue loss;
  double fault_loss;    /* mean binary cross entropy over what is labelled, before its weight */
  double token_loss;    /* of the token heads, mean over the stages, before its weight */
  double gradient_norm; /* of all parameters, before clipping */
  guint64 step;         /* 1 for the first */
} AcuStepReport;

typedef struct _AcuTrainer AcuTrainer;

/* Prepares training of @architecture on @device from the tensors of @weights, named as
 * acu_architecture_list_parameters() names them; moments, token heads and the micro batch that a
 * state holds are taken up too.  Otherwise the micro batch, and what is computed again, are chosen
 * so that everything fits in what the device reports.  Keeps references to none of the arguments
 * but
 * @device. Errors: those of the back end; ACU_WEIGHTS_ERROR_MISMATCH for a tensor that is missing
 * or has another size. (transfer full) */
AcuTrainer *acu_trainer_new (AcuDevice *device,
                             const AcuArchitecture *architecture,
                             const AcuTensorSet *weights,
                             const AcuTrainerOptions *options,
                             GError **error);
void acu_trainer_free (AcuTrainer *trainer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuTrainer, acu_trainer_free)

/* One AdamW step on all of @samples (at most the options' batch) at the rates @rates.  Where
 * gradients of F16 overflow, it begins again with losses scaled by less; then running statistics
 * move again too.  When cancelled in the middle, it is taken back within a fraction of a second:
 * the state is that before the step, and the error G_IO_ERROR_CANCELLED.  Only a network with
 * running statistics that is not on a processor takes its step to the end.
 * @predictions: (nullable) receives the N scores before the step. */
gboolean acu_trainer_step (AcuTrainer *trainer,
                           const AcuPatchBatch *samples,
                           const AcuTargets *targets,
                           const float rates[ACU_N_RATES],
                           float *predictions,
                           AcuStepReport *report,
                           GCancellable *cancellable,
                           GError **error);

/* Scores any number of samples with the weights as they are, without dropout and with running
 * statistics.  @scores receives N numbers, @faults (nullable) N times K. */
gboolean acu_trainer_predict (AcuTrainer *trainer,
                              const AcuPatchBatch *samples,
                              float *scores,
                              float *faults,
                              GCancellable *cancellable,
                              GError **error);

/* Copies of the network's parameters as float tensors; with @moments also "adamw.m/NAME",
 * "adamw.v/NAME", the token heads, and the metadata "step", "micro_batch" and, of F16 maps,
 * "loss_scale" and "loss_scale_since", on which the bits of further steps depend. (transfer full)
 */
AcuTensorSet *acu_trainer_get_state (AcuTrainer *trainer, gboolean moments, GError **error);

/* A parameter's gradient as the last step had it, before clipping, in the order of files. */
gboolean acu_trainer_read_gradient (
    AcuTrainer *trainer, const char *name, float *values, gsize count, GError **error);

guint acu_trainer_get_micro_batch (const AcuTrainer *trainer);
AcuRecompute acu_trainer_get_recompute (const AcuTrainer *trainer);

/* Bytes of device memory that the trainer holds now. */
gsize acu_trainer_get_memory (const AcuTrainer *trainer);

G_END_DECLS

/* What the trainer's files share: its passes over a batch and its state. */
#pragma once

#include "compute/parameters.h"
#include "compute/session.h"
#include "compute/train/loss-scale.h"
#include "compute/train/trainer.h"

G_BEGIN_DECLS

/* A graph of one batch size, made ready.  For scoring, `training` is NULL. */
typedef struct {
  guint count;
  AcuTrainingGraph *training;
  AcuNetwork *scoring;
  AcuSession *session;
} AcuPass;

/* A running mean or variance, as it was when a step began. */
typedef struct {
  char *name; /* of the parameter */
  gsize count;
  float *values; /* (count) */
} AcuKeptStatistic;

struct _AcuTrainer {
  AcuDevice *device;
  AcuArchitecture *architecture;
  AcuTrainerOptions options;
  AcuParameters *parameters;
  GPtrArray *trained; /* names of the trained parameters (element-type utf8) */
  AcuPass pass;       /* the one that is ready: two at a time need not fit in memory */
  guint64 step;
  AcuLossScale loss_scale; /* of the last step's gradients */
  guint n_faults;
  float *tokens[ACU_STAGES];          /* what the token heads answered a micro batch with */
  float *token_gradients[ACU_STAGES]; /* as many */
  GArray *statistics; /* AcuKeptStatistic: all that move in training; empty where none do */
};

/* One micro batch of a step. */
typedef struct {
  const AcuPatchBatch *samples;
  guint first;
  guint count;
  guint index;
} AcuMicroBatch;

/* Makes the parameters and a first pass, of a micro batch and a recomputation that fit in the
 * device's memory; where memory runs out all the same, more is computed again, and then a pass has
 * fewer samples. */
gboolean acu_trainer_choose_micro_batch (AcuTrainer *trainer, GError **error);

/* The training pass for @count samples; makes it, and ends any other.  Where memory runs out, more
 * is computed again from now on, which changes no bit. (transfer none) */
const AcuPass *acu_trainer_get_training_pass (AcuTrainer *trainer, guint count, GError **error);

/* The scoring pass of a micro batch, or of fewer samples where memory runs out; makes it, and ends
 * any other. (transfer none) */
const AcuPass *acu_trainer_get_scoring_pass (AcuTrainer *trainer, GError **error);

void acu_pass_clear (AcuPass *pass);

/* Of the maps. */
AcuDType acu_trainer_get_storage (const AcuTrainer *trainer);

/* Uploads the samples of @micro; a pass of more samples is filled up with the last one. */
gboolean acu_pass_upload (const AcuPass *pass, const AcuMicroBatch *micro, GError **error);

/* Runs the forward phase and writes the predictions of the micro batch to their place among those
 * of all samples. */
gboolean acu_trainer_forward (AcuTrainer *trainer,
                              const AcuPass *pass,
                              const AcuMicroBatch *micro,
                              float *scores,
                              float *faults,
                              GCancellable *cancellable,
                              GError **error);

/* Numbers that the token heads of @stage answer a sample with. */
gsize acu_trainer_token_length (const AcuTrainer *trainer, guint stage);

/* Runs the backward phase, in which running statistics move, on the gradients of the micro batch,
 * at their place among all. */
gboolean acu_trainer_backward (AcuTrainer *trainer,
                               const AcuPass *pass,
                               const AcuMicroBatch *micro,
                               const float *score_gradients,
                               const float *fault_gradients,
                               GCancellable *cancellable,
                               GError **error);

/* Runs the update phase: nothing ends it before its time. */
gboolean acu_trainer_update (AcuTrainer *trainer,
                             const AcuPass *pass,
                             const float rates[ACU_N_RATES],
                             double *gradient_norm,
                             GError **error);

/* Finds the running statistics, once the parameters are there; the head alone has none. */
void acu_trainer_list_statistics (AcuTrainer *trainer);

/* Keeps the running statistics as they are, so that a step can be taken back. */
gboolean acu_trainer_keep_statistics (AcuTrainer *trainer, GError **error);

/* Makes them what they were then. */
gboolean acu_trainer_restore_statistics (AcuTrainer *trainer, GError **error);

/* Takes up the micro batch of the state @weights, if it is one. */
void acu_trainer_restore_micro_batch (AcuTrainer *trainer, const AcuTensorSet *weights);

/* Writes weights, and moments where there are any, to the device. */
gboolean acu_trainer_load (AcuTrainer *trainer, const AcuTensorSet *weights, GError **error);

G_END_DECLS

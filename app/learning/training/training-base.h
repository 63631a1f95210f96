/* What a training starts from. */
#pragma once

#include "compute/weights/architecture.h"
#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

typedef struct {
  AcuArchitecture *architecture;
  AcuTensorSet *weights; /* every parameter */
  char *licence;         /* of the weights; NULL if unknown, or if there are none of anybody's */
  char *provenance;      /* where they come from; NULL if unknown */
  char *training;        /* how they were trained, JSON; NULL if unknown */
  char *fingerprint;     /* of the model as it scores (acu_model_dup_fingerprint()); NULL where it
                          * does not */
  char *identity;     /* of the weights in its file (acu_model_file_dup_fingerprint()), also where
                       * they are a backbone; NULL where there is no file */
  char *card;         /* what is to be known of them, Markdown; NULL if nothing is written */
  gboolean is_random; /* the backbone has learned nothing either */
  gboolean is_untrained; /* nothing of it was learned: its scores have no scale yet */
} AcuTrainingBase;

/* Opens @name: "preset:P" for initial weights drawn from @seed, "test-weights:…", an installed
 * model or backbone, or a file that acu_checkpoint_open() reads.  A backbone gets an initial head.
 * @fusion: (nullable): what to fuse the stages by, where the base does not decide it; another
 * fusion than the base's draws the layers that depend on it anew. (transfer full) */
AcuTrainingBase *
acu_training_base_open (const char *name, const char *fusion, guint64 seed, GError **error);
void acu_training_base_free (AcuTrainingBase *base);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuTrainingBase, acu_training_base_free)

/* Changes the @count @values of the parameter @name so that a network that said y says @scale * y +
 * @offset.  Only the layers that make the target network's last one, which is linear, change. */
void
acu_last_layer_rescale (const char *name, float *values, gsize count, double scale, double offset);

/* Makes the network of @base say (y - @offset) / @scale where it said y. */
void acu_training_base_standardise (AcuTrainingBase *base, double scale, double offset);

G_END_DECLS

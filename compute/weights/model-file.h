/* A model: what its network is, its weights by their canonical names, and what is to be known of
 * it.  Saved as safetensors whose metadata hold the description. */
#pragma once

#include "compute/weights/architecture.h"
#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

/* Metadata keys of what is free text. */
#define ACU_MODEL_LICENCE    "licence"
#define ACU_MODEL_PROVENANCE "provenance"
#define ACU_MODEL_TRAINING   "training"
#define ACU_MODEL_CARD       "card"

typedef struct {
  AcuArchitecture *architecture;
  AcuTensorSet *tensors;  /* the parameters in the architecture's order, and nothing else */
  gboolean backbone_only; /* there is no head: something to start training from */
  char *licence;          /* of the weights, "CC0-1.0"; NULL if unknown */
  char *provenance;       /* where they come from, in words; NULL if unknown */
  char *training;         /* how it was trained, JSON, see run-card.h; NULL if unknown, or
                           * if it nests deeper than the bases of bases of anybody's model */
  char *card;             /* what is to be known of it, Markdown; NULL if nothing is written */
  char *report;           /* what was found in the file, lines of text; NULL if not read from one */
} AcuModelFile;

/* Brings together a copy of @architecture and a reference to @tensors, which must be all of its
 * parameters.  Fails as acu_architecture_fit() and acu_tensor_set_check_finite() do. (transfer
 * full)
 */
AcuModelFile *
acu_model_file_new (const AcuArchitecture *architecture, AcuTensorSet *tensors, GError **error);
void acu_model_file_free (AcuModelFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuModelFile, acu_model_file_free)

/* Writes the project's own format to @path, atomically: see acu_safetensors_write() for @storage
 * and errors.  Names of faults may not contain commas. */
gboolean acu_model_file_save (const AcuModelFile *file,
                              AcuElementType storage,
                              const char *path,
                              GError **error);

/* Whether @set carries the metadata of this project's format. */
gboolean acu_model_metadata_present (const AcuTensorSet *set);

/* What the metadata of @set say about the fusion: of a model the one it has, of a backbone the one
 * that a model trained from it is to have.  FALSE where they say nothing. */
gboolean acu_model_metadata_get_fusion (const AcuTensorSet *set, AcuFusion *fusion);

/* Sets in @architecture what the metadata of @set say and tensors cannot: input size, mean and
 * deviation, protocol, score range, names of faults.  Fails with ACU_WEIGHTS_ERROR_MISMATCH where
 * they contradict the tensors, with _UNSUPPORTED where a later version wrote them. */
gboolean acu_model_metadata_apply (const AcuTensorSet *set,
                                   AcuArchitecture *architecture,
                                   gboolean backbone_only,
                                   GError **error);

G_END_DECLS

/* A network with weights: what it is called, what it is, and where its numbers come from. */
#pragma once

#include "compute/parameters.h"
#include "compute/weights/model-file.h"

G_BEGIN_DECLS

typedef struct _AcuModel AcuModel;

/* The model in @file, which has a head; takes a reference to its tensors and copies the rest.
 * (transfer full) */
AcuModel *acu_model_new (const char *name, const AcuModelFile *file);

/* A model with the deterministic weights of @seed, whose scores mean nothing: for tests and
 * measurements.  Called "test-weights:PRESET:FUSION:SEED". (transfer full) */
AcuModel *acu_model_new_test_weights (const AcuArchitecture *architecture, guint64 seed);

/* Reference counting, from any thread. */
AcuModel *acu_model_ref (AcuModel *model);
void acu_model_unref (AcuModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuModel, acu_model_unref)

/* What results are recorded under. */
const char *acu_model_get_name (const AcuModel *model);

const AcuArchitecture *acu_model_get_architecture (const AcuModel *model);

/* How it was trained, JSON; NULL where nobody said so. (nullable) */
const char *acu_model_get_training (const AcuModel *model);

/* Whether the weights were made up and not learned. */
gboolean acu_model_has_test_weights (const AcuModel *model);

/* Tells weights apart, whatever they are called and however they are stored: a SHA-256 over the
 * parameters in the architecture's order.  Reads all of them. (transfer full) */
char *acu_model_dup_fingerprint (const AcuModel *model);

/* Likewise of the weights in @file, which may be a backbone: what its model would have.
 * (transfer full) */
char *acu_model_file_dup_fingerprint (const AcuModelFile *file);

/* Sets every parameter of @parameters, which are of a graph of the model's architecture, one tensor
 * at a time, so that hardly more memory than the file is taken.  Errors: those of the back end. */
gboolean
acu_model_write_parameters (const AcuModel *model, AcuParameters *parameters, GError **error);

G_END_DECLS

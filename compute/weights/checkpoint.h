/* Opens a file of weights, whoever wrote it: this project's models, PyTorch checkpoints of the
 * networks it knows, and published backbones. */
#pragma once

#include "compute/weights/model-file.h"

G_BEGIN_DECLS

typedef enum {
  ACU_CHECKPOINT_SAFETENSORS,
  ACU_CHECKPOINT_TORCH_ZIP,    /* PyTorch 1.6 and later */
  ACU_CHECKPOINT_TORCH_LEGACY, /* before */
} AcuCheckpointFormat;

/* Maps the file at @path and lists its tensors by the names they have there.  Errors are
 * G_FILE_ERROR or ACU_WEIGHTS_ERROR and name @path.
 * @format: (out) (optional)
 * (transfer full) */
AcuTensorSet *
acu_checkpoint_read_tensors (const char *path, AcuCheckpointFormat *format, GError **error);

/* The same for a whole file that is in memory; messages name no file. (transfer full) */
AcuTensorSet *
acu_checkpoint_read_bytes (GBytes *bytes, AcuCheckpointFormat *format, GError **error);

/* Opens the model in @path: finds the format, opens wrappers, recognises whose names they are,
 * renames, infers the architecture and checks that every tensor fits.  The file stays mapped; the
 * values are converted when they are read.  Reads the file once, so a large one takes a second: a
 * value that is not finite is an ACU_WEIGHTS_ERROR_DAMAGED.
 * @fusion: (nullable): how the stages are fused, where the names and shapes are not to decide
 * (transfer full) */
AcuModelFile *acu_checkpoint_open (const char *path, const AcuFusion *fusion, GError **error);

/* The same, for whoever asks what the file is and not yet for its values: none of them is looked
 * at, so that it takes no longer for a large one.  What is to be computed with is opened.
 * (transfer full) */
AcuModelFile *acu_checkpoint_peek (const char *path, GError **error);

/* The same for a whole file that is in memory; messages name no file. (transfer full) */
AcuModelFile *acu_checkpoint_open_bytes (GBytes *bytes, const AcuFusion *fusion, GError **error);

G_END_DECLS

/* Checkpoints of PyTorch 1.6 and later: a zip archive with the pickle in NAME/data.pkl and each
 * storage in NAME/data/KEY. */
#pragma once

#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

/* Reads a whole file that is in memory or mapped; the set's tensors are views into @bytes.  The
 * checksums of what is used are verified.  Errors are ACU_WEIGHTS_ERROR, without the file's name.
 * (transfer full) */
AcuTensorSet *acu_torch_zip_read (GBytes *bytes, GError **error);

G_END_DECLS

/* Checkpoints of PyTorch 0.1.10 to 1.5, and of later ones on request: five pickles in a row (magic
 * number, protocol, system, the object, the storages' keys), then each storage's element count and
 * elements in the order of those keys. */
#pragma once

#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

/* Whether the bytes begin like a pickle. */
gboolean acu_torch_legacy_sniff (GBytes *bytes);

/* Reads a whole file that is in memory or mapped; the set's tensors are views into @bytes.  Errors
 * are ACU_WEIGHTS_ERROR, without the file's name. (transfer full) */
AcuTensorSet *acu_torch_legacy_read (GBytes *bytes, GError **error);

G_END_DECLS

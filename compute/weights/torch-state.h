/* What torch.save puts into its pickle: storages that live outside it, tensors that are views of
 * storages, and dictionaries of those.  Shared by the two containers, torch-zip and torch-legacy.
 */
#pragma once

#include "compute/weights/byte-reader.h"
#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

/* Metadata keys that acu_torch_state_collect() sets for reports. */
#define ACU_TORCH_UNWRAPPED                                                                        \
  "torch.unwrapped"                       /* "state_dict": the dictionaries around the tensors */
#define ACU_TORCH_SKIPPED "torch.skipped" /* "epoch, optimizer": what lay beside them */

/* One block of numbers, stored outside the pickle. */
typedef struct {
  char *key;
  AcuElementType type;
  guint64 count;      /* elements */
  gsize size;         /* bytes */
  const guint8 *data; /* set by the container's reader; NULL where the file lacks it */
  gboolean used;      /* by a tensor that acu_torch_state_collect() found */
} AcuTorchStorage;

typedef struct _AcuTorchState AcuTorchState;

/* Reads the pickle at @input, which the state borrows, and lists the storages it refers to.  Errors
 * as acu_pickle_read(). (transfer full) */
AcuTorchState *acu_torch_state_read (AcuByteReader *input, GError **error);
void acu_torch_state_free (AcuTorchState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuTorchState, acu_torch_state_free)

guint acu_torch_state_count_storages (const AcuTorchState *state);
AcuTorchStorage *acu_torch_state_get_storage (AcuTorchState *state, guint index);

/* (nullable) */
AcuTorchStorage *acu_torch_state_lookup_storage (AcuTorchState *state, const char *key);

/* Collects the tensors of the state dict, after every storage got its data, as views into
 * @backing.  A dictionary that holds tensors is one; else `state_dict`, `model`, `params` and their
 * like are opened.  What is not a tensor is skipped. (transfer full) */
AcuTensorSet *acu_torch_state_collect (AcuTorchState *state, GBytes *backing, GError **error);

G_END_DECLS

/* The safetensors format: eight bytes of header length, a JSON header that maps names to types,
 * shapes and byte ranges, then the tensors, row-major and little-endian.
 * Source: the format section of the safetensors project's README, and its rule that the ranges
 * cover the rest of the file without gaps or overlaps. */
#pragma once

#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

/* Whether the bytes could be the beginning of such a file; decides only which reader is asked. */
gboolean acu_safetensors_sniff (GBytes *bytes);

/* Reads a whole file that is in memory or mapped; the set keeps @bytes.  A file that contradicts
 * itself is ACU_WEIGHTS_ERROR_DAMAGED, a type that is not known ACU_WEIGHTS_ERROR_UNSUPPORTED; the
 * messages say what is wrong but not in which file. (transfer full) */
AcuTensorSet *acu_safetensors_read (GBytes *bytes, GError **error);

/* Writes @set with its metadata to @path, replacing what is there at once and only when everything
 * is on the disk.  Floating point tensors are stored as @storage, ACU_ELEMENT_F32 or
 * ACU_ELEMENT_F16 (rounded to nearest; what exceeds 65504 is refused rather than made infinite);
 * other types are ACU_WEIGHTS_ERROR_UNSUPPORTED.  Tensors are ordered by name, so that the same set
 * always makes the same file.  Failures to write are in G_FILE_ERROR; all messages name @path. */
gboolean acu_safetensors_write (const AcuTensorSet *set,
                                AcuElementType storage,
                                const char *path,
                                GError **error);

G_END_DECLS

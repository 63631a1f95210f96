/* Which network a set of canonically named tensors is, and whether it is all of it. */
#pragma once

#include "compute/weights/architecture.h"
#include "compute/weights/tensor-set.h"

G_BEGIN_DECLS

/* Infers sizes and fusion from names and shapes.  @fusion, where not NULL, is taken for granted.
 * *@backbone_only tells that nothing but a backbone is there; its fusion is then `channel` unless
 * given.  The input size is 32 windows, as published Swin networks have it.  What is not in the
 * tensors has its default.  Fails with ACU_WEIGHTS_ERROR_MISMATCH, naming the tensor that would
 * have told. (transfer full) */
AcuArchitecture *acu_architecture_infer (const AcuTensorSet *set,
                                         const AcuFusion *fusion,
                                         gboolean *backbone_only,
                                         GError **error);

/* Picks from @set the parameters of @architecture (those of its backbone, if @backbone_only) in
 * their order.  Whatever is missing, of another shape, not of a floating point type or not part of
 * the network is an ACU_WEIGHTS_ERROR_MISMATCH that lists all of it, one tensor a line. (transfer
 * full) */
AcuTensorSet *acu_architecture_fit (const AcuArchitecture *architecture,
                                    AcuTensorSet *set,
                                    gboolean backbone_only,
                                    GError **error);

/* Reads all values of @set; one that is not finite is an ACU_WEIGHTS_ERROR_DAMAGED. */
gboolean acu_tensor_set_check_finite (const AcuTensorSet *set, GError **error);

G_END_DECLS

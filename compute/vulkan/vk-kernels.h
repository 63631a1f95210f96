/* The table of compute kernels: their code and the shape of their interface.
 *
 * Conventions that hold for every kernel: bindings are storage buffers, inputs first, results last;
 * what is changed in place is a result; specialization constant 0 is the width of a workgroup,
 * which has one dimension; push constants are the structure of push-constants.h named in the table.
 */
#pragma once

#include "compute/tensor.h"
#include "compute/vulkan/vk-api.h"
#include "shaders/push-constants.h"

G_BEGIN_DECLS

/* K (identifier, source file and SPIR-V name, bindings, results among them, push constants) */
#define ACU_VK_FORWARD_KERNELS(K)                                                                  \
  K (ACTIVATION, activation, 2, 1, AcuElementsPush)                                                \
  K (ADD, add, 3, 1, AcuElementsPush)                                                              \
  K (AVERAGE_POOL, average_pool, 2, 1, AcuPoolPush)                                                \
  K (BATCH_NORM, batch_norm, 7, 1, AcuBatchNormPush)                                               \
  K (CHANNELS_FIRST, channels_first, 2, 1, AcuChannelsFirstPush)                                   \
  K (CONVERT, convert, 2, 1, AcuElementsPush)                                                      \
  K (COPY_COLUMNS, copy_columns, 2, 1, AcuCopyColumnsPush)                                         \
  K (DROPOUT, dropout, 3, 1, AcuDropoutPush)                                                       \
  K (LAYER_NORM, layer_norm, 4, 1, AcuLayerNormPush)                                               \
  K (MATMUL_DIRECT, matmul_direct, 5, 1, AcuMatmulPush)                                            \
  K (MATMUL_TILED, matmul_tiled, 5, 1, AcuMatmulPush)                                              \
  K (MATMUL_SUM, matmul_sum, 4, 1, AcuMatmulSumPush)                                               \
  K (MAX_POOL, max_pool, 2, 1, AcuWindowPush)                                                      \
  K (NORMALIZE_IMAGE, normalize_image, 2, 1, AcuNormalizePush)                                     \
  K (PATCH_MERGE, patch_merge, 2, 1, AcuPatchMergePush)                                            \
  K (SCALE_CHANNELS, scale_channels, 3, 1, AcuScaleChannelsPush)                                   \
  K (SOFTMAX, softmax, 2, 1, AcuRowsPush)                                                          \
  K (TARGET_LINEAR, target_linear, 4, 1, AcuTargetLinearPush)                                      \
  K (UNFOLD, unfold, 2, 1, AcuWindowPush)                                                          \
  K (WINDOW_ATTENTION, window_attention, 3, 1, AcuAttentionPush)

#define ACU_VK_GRADIENT_KERNELS(K)                                                                 \
  K (ACCUMULATE, accumulate, 3, 1, AcuElementsPush)                                                \
  K (ACTIVATION_GRADIENT, activation_gradient, 3, 1, AcuElementsPush)                              \
  K (ADAMW, adamw, 6, 3, AcuElementsPush)                                                          \
  K (AVERAGE_POOL_GRADIENT, average_pool_gradient, 2, 1, AcuPoolPush)                              \
  K (BLEND, blend, 2, 1, AcuBlendPush)                                                             \
  K (LAYER_NORM_AFFINE, layer_norm_affine, 4, 1, AcuColumnsPush)                                   \
  K (LAYER_NORM_GRADIENT, layer_norm_gradient, 5, 2, AcuLayerNormPush)                             \
  K (MAX_POOL_GRADIENT, max_pool_gradient, 3, 1, AcuWindowPush)                                    \
  K (OUTER_PRODUCT, outer_product, 3, 1, AcuOuterProductPush)                                      \
  K (PATCH_SPLIT, patch_split, 2, 1, AcuPatchMergePush)                                            \
  K (SCALE_CHANNELS_GRADIENT, scale_channels_gradient, 3, 1, AcuColumnsPush)                       \
  K (SCALE_SEGMENTS_GRADIENT, scale_segments_gradient, 3, 1, AcuScaleChannelsPush)                 \
  K (SOFTMAX_GRADIENT, softmax_gradient, 3, 1, AcuRowsPush)                                        \
  K (SQUARE_SUM, square_sum, 3, 1, AcuSquareSumPush)                                               \
  K (TARGET_LINEAR_GRADIENT, target_linear_gradient, 3, 1, AcuColumnsPush)                         \
  K (BATCH_MOMENTS, batch_moments, 2, 1, AcuColumnsPush)                                           \
  K (BATCH_NORM_GRADIENT, batch_norm_gradient, 7, 1, AcuBatchNormPush)                             \
  K (BATCH_NORM_SUMS, batch_norm_sums, 5, 1, AcuBatchNormSumsPush)                                 \
  K (BATCH_STATISTICS, batch_statistics, 2, 1, AcuBatchStatisticsPush)                             \
  K (FOLD, fold, 2, 1, AcuWindowPush)                                                              \
  K (SUM_ROWS, sum_rows, 2, 1, AcuColumnsPush)                                                     \
  K (WINDOW_ATTENTION_GRADIENT, window_attention_gradient, 5, 2, AcuAttentionGradientPush)

#define ACU_VK_KERNELS(K)                                                                          \
  ACU_VK_FORWARD_KERNELS (K)                                                                       \
  ACU_VK_GRADIENT_KERNELS (K)

/* F16 only, and only if the shader compiler at hand knew how. */
#define ACU_VK_COOPERATIVE_KERNELS(K)                                                              \
  K (MATMUL_COOPERATIVE, matmul_cooperative, 5, 1, AcuMatmulPush)

typedef enum {
#define ACU_VK_ENUM(id, file, n_bindings, n_results, Push) ACU_VK_KERNEL_##id,
  ACU_VK_KERNELS (ACU_VK_ENUM) ACU_VK_COOPERATIVE_KERNELS (ACU_VK_ENUM)
#undef ACU_VK_ENUM
      ACU_VK_N_KERNELS
} AcuVkKernel;

#define ACU_VK_MAX_BINDINGS  8
#define ACU_VK_MAX_CONSTANTS 13
#define ACU_VK_MAX_PUSH      128 /* bytes every device has */

typedef struct {
  const char *name;
  const guint32 *code[2]; /* SPIR-V by storage: ACU_DTYPE_F32, ACU_DTYPE_F16; NULL: not built */
  gsize code_size[2];     /* bytes */
  guint n_bindings;
  guint n_results;
  guint push_size; /* bytes */
} AcuVkKernelInfo;

const AcuVkKernelInfo *acu_vk_kernel_get (AcuVkKernel kernel);

G_END_DECLS

/* What every kernel shares.
 *
 * The files in this folder are compiled once for each instruction set, with ACU_ISA naming it:
 * ACU_KERNEL (add) is acu_cpu_add_avx512 in one library and acu_cpu_add_avx2 in another. */
#pragma once

#include "compute/cpu/cpu-kernels.h"
#include "compute/cpu/kernels/vector.h"

#define ACU_KERNEL(name)                 ACU_KERNEL_JOIN (name, ACU_ISA)
#define ACU_KERNEL_JOIN(name, isa)       ACU_KERNEL_JOIN_NAMES (name, isa)
#define ACU_KERNEL_JOIN_NAMES(name, isa) acu_cpu_##name##_##isa

#define ACU_DECLARE_KERNEL(name)                                                                   \
  void ACU_KERNEL (name) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)

ACU_DECLARE_KERNEL (activation);
ACU_DECLARE_KERNEL (add);
ACU_DECLARE_KERNEL (attention);
ACU_DECLARE_KERNEL (attention_prepare);
ACU_DECLARE_KERNEL (average_pool);
ACU_DECLARE_KERNEL (batch_norm);
ACU_DECLARE_KERNEL (channels_first);
ACU_DECLARE_KERNEL (concat);
ACU_DECLARE_KERNEL (drop_path);
ACU_DECLARE_KERNEL (dropout);
ACU_DECLARE_KERNEL (layer_norm);
ACU_DECLARE_KERNEL (matmul);
ACU_DECLARE_KERNEL (matmul_prepare);
ACU_DECLARE_KERNEL (max_pool);
ACU_DECLARE_KERNEL (normalize_image);
ACU_DECLARE_KERNEL (patch_merge);
ACU_DECLARE_KERNEL (scale_channels);
ACU_DECLARE_KERNEL (softmax);
ACU_DECLARE_KERNEL (target_linear);
ACU_DECLARE_KERNEL (unfold);

ACU_DECLARE_KERNEL (accumulate);
ACU_DECLARE_KERNEL (activation_gradient);
ACU_DECLARE_KERNEL (adamw);
ACU_DECLARE_KERNEL (attention_gradient);
ACU_DECLARE_KERNEL (attention_gradient_prepare);
ACU_DECLARE_KERNEL (average_pool_gradient);
ACU_DECLARE_KERNEL (batch_norm_gradient_finish);
ACU_DECLARE_KERNEL (batch_norm_gradient_prepare);
ACU_DECLARE_KERNEL (batch_statistics);
ACU_DECLARE_KERNEL (batch_statistics_prepare);
ACU_DECLARE_KERNEL (blend);
ACU_DECLARE_KERNEL (channels_last);
ACU_DECLARE_KERNEL (fold);
ACU_DECLARE_KERNEL (layer_norm_gradient);
ACU_DECLARE_KERNEL (max_pool_gradient);
ACU_DECLARE_KERNEL (outer_product);
ACU_DECLARE_KERNEL (patch_split);
ACU_DECLARE_KERNEL (row_product);
ACU_DECLARE_KERNEL (row_product_finish);
ACU_DECLARE_KERNEL (scale_channels_gradient);
ACU_DECLARE_KERNEL (slice);
ACU_DECLARE_KERNEL (softmax_gradient);
ACU_DECLARE_KERNEL (square_sum);
ACU_DECLARE_KERNEL (square_sum_prepare);
ACU_DECLARE_KERNEL (sum_parts);
ACU_DECLARE_KERNEL (sum_rows_prepare);
ACU_DECLARE_KERNEL (target_linear_gradient);

void ACU_KERNEL (attention_configure) (AcuCpuStep *step);
void ACU_KERNEL (matmul_configure) (AcuCpuStep *step);
void ACU_KERNEL (target_linear_configure) (AcuCpuStep *step);
gsize ACU_KERNEL (attention_count_prepared) (const AcuCpuStep *step, gsize *n_items);
gsize ACU_KERNEL (matmul_count_prepared) (const AcuCpuStep *step, gsize *n_items);

void ACU_KERNEL (attention_gradient_configure) (AcuCpuStep *step);
void ACU_KERNEL (batch_statistics_configure) (AcuCpuStep *step);
void ACU_KERNEL (layer_norm_gradient_configure) (AcuCpuStep *step);
void ACU_KERNEL (max_pool_gradient_configure) (AcuCpuStep *step);
void ACU_KERNEL (row_product_configure) (AcuCpuStep *step);
void ACU_KERNEL (scale_channels_gradient_configure) (AcuCpuStep *step);
void ACU_KERNEL (square_sum_configure) (AcuCpuStep *step);
void ACU_KERNEL (sum_rows_configure) (AcuCpuStep *step);
void ACU_KERNEL (update_configure) (AcuCpuStep *step);
gsize ACU_KERNEL (attention_gradient_count_prepared) (const AcuCpuStep *step, gsize *n_items);
gsize ACU_KERNEL (channel_sums_count_prepared) (const AcuCpuStep *step, gsize *n_items);
gsize ACU_KERNEL (batch_norm_gradient_count_finished) (const AcuCpuStep *step);
gsize ACU_KERNEL (layer_norm_gradient_count_prepared) (const AcuCpuStep *step, gsize *n_items);
gsize ACU_KERNEL (row_product_count_prepared) (const AcuCpuStep *step, gsize *n_items);
gsize ACU_KERNEL (row_product_count_finished) (const AcuCpuStep *step);
gsize ACU_KERNEL (square_sum_count_prepared) (const AcuCpuStep *step, gsize *n_items);
gsize ACU_KERNEL (sum_parts_count_finished) (const AcuCpuStep *step);
gsize ACU_KERNEL (sum_rows_count_prepared) (const AcuCpuStep *step, gsize *n_items);

/* The length of a tensor's rows, that is of its last dimension. */
ACU_INLINE gsize
acu_cpu_columns (const AcuCpuTensor *tensor)
{
  return tensor->shape.dims[tensor->shape.rank - 1];
}

/* The start of row @row of a tensor seen as a matrix. */
ACU_INLINE float *
acu_cpu_row (const AcuCpuTensor *tensor, gsize row)
{
  return (float *)tensor->data + row * acu_cpu_columns (tensor);
}

ACU_INLINE AcuVector
acu_cpu_activate (AcuVector x, AcuActivation activation)
{
  switch (activation) {
  case ACU_ACTIVATION_RELU:
    return acu_vector_max ((AcuVector){0}, x);
  case ACU_ACTIVATION_GELU:
    return acu_vector_gelu (x);
  case ACU_ACTIVATION_SIGMOID:
    return acu_vector_sigmoid (x);
  case ACU_ACTIVATION_NONE:
  default:
    return x;
  }
}

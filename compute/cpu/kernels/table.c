/* The operations of one instruction set, for acu_cpu_kernels_get() to choose from. */
#include "compute/cpu/kernels/kernel.h"

extern const AcuCpuKernels ACU_KERNEL (kernels);

const AcuCpuKernels ACU_KERNEL (kernels) = {
    .name = G_STRINGIFY (ACU_ISA),
    .methods = {
        [ACU_OP_NORMALIZE_IMAGE] = {ACU_KERNEL (normalize_image), .row_inputs = 1 << 0},
        [ACU_OP_MATMUL] = {ACU_KERNEL (matmul), ACU_KERNEL (matmul_configure),
                           ACU_KERNEL (matmul_prepare), ACU_KERNEL (matmul_count_prepared),
                           .row_inputs = 1 << 0 | 1 << 3},
        [ACU_OP_UNFOLD] = {ACU_KERNEL (unfold)},
        [ACU_OP_LAYER_NORM] = {ACU_KERNEL (layer_norm), .row_inputs = 1 << 0},
        [ACU_OP_WINDOW_ATTENTION] = {ACU_KERNEL (attention), ACU_KERNEL (attention_configure),
                                     ACU_KERNEL (attention_prepare),
                                     ACU_KERNEL (attention_count_prepared)},
        [ACU_OP_PATCH_MERGE] = {ACU_KERNEL (patch_merge)},
        [ACU_OP_ADD] = {ACU_KERNEL (add), .row_inputs = 1 << 0 | 1 << 1},
        [ACU_OP_ACTIVATION] = {ACU_KERNEL (activation), .row_inputs = 1 << 0},
        [ACU_OP_AVERAGE_POOL] = {ACU_KERNEL (average_pool)},
        [ACU_OP_MAX_POOL] = {ACU_KERNEL (max_pool)},
        [ACU_OP_CONCAT] = {ACU_KERNEL (concat), .row_inputs = (1 << ACU_MAX_INPUTS) - 1},
        [ACU_OP_SCALE_CHANNELS] = {ACU_KERNEL (scale_channels), .row_inputs = 1 << 0},
        [ACU_OP_SOFTMAX] = {ACU_KERNEL (softmax), .row_inputs = 1 << 0},
        [ACU_OP_CHANNELS_FIRST] = {ACU_KERNEL (channels_first)},
        [ACU_OP_BATCH_NORM] = {ACU_KERNEL (batch_norm), .row_inputs = 1 << 0 | 1 << 5},
        [ACU_OP_TARGET_LINEAR] = {ACU_KERNEL (target_linear), ACU_KERNEL (target_linear_configure)},
        [ACU_OP_DROPOUT] = {ACU_KERNEL (dropout), .row_inputs = 1 << 0},
        [ACU_OP_DROP_PATH] = {ACU_KERNEL (drop_path), .row_inputs = 1 << 0},
    }};

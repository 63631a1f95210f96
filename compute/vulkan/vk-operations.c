#include "compute/vulkan/vk-operations.h"

#include <glib/gi18n.h>

static const AcuVkTranslateFunc translators[ACU_N_OPS] = {
    [ACU_OP_CONVERT] = acu_vk_translate_convert,
    [ACU_OP_NORMALIZE_IMAGE] = acu_vk_translate_normalize_image,
    [ACU_OP_MATMUL] = acu_vk_translate_matmul,
    [ACU_OP_UNFOLD] = acu_vk_translate_unfold,
    [ACU_OP_LAYER_NORM] = acu_vk_translate_layer_norm,
    [ACU_OP_WINDOW_ATTENTION] = acu_vk_translate_window_attention,
    [ACU_OP_PATCH_MERGE] = acu_vk_translate_patch_merge,
    [ACU_OP_ADD] = acu_vk_translate_add,
    [ACU_OP_ACTIVATION] = acu_vk_translate_activation,
    [ACU_OP_AVERAGE_POOL] = acu_vk_translate_average_pool,
    [ACU_OP_MAX_POOL] = acu_vk_translate_max_pool,
    [ACU_OP_CONCAT] = acu_vk_translate_concat,
    [ACU_OP_SCALE_CHANNELS] = acu_vk_translate_scale_channels,
    [ACU_OP_SOFTMAX] = acu_vk_translate_softmax,
    [ACU_OP_CHANNELS_FIRST] = acu_vk_translate_channels_first,
    [ACU_OP_BATCH_NORM] = acu_vk_translate_batch_norm,
    [ACU_OP_TARGET_LINEAR] = acu_vk_translate_target_linear,
    [ACU_OP_DROPOUT] = acu_vk_translate_dropout,
    [ACU_OP_DROP_PATH] = acu_vk_translate_dropout,
    [ACU_OP_SUM_ROWS] = acu_vk_translate_sum_rows,
    [ACU_OP_SLICE] = acu_vk_translate_slice,
    [ACU_OP_FOLD] = acu_vk_translate_fold,
    [ACU_OP_WINDOW_ATTENTION_GRADIENT] = acu_vk_translate_window_attention_gradient,
    [ACU_OP_BATCH_STATISTICS] = acu_vk_translate_batch_statistics,
    [ACU_OP_BATCH_NORM_GRADIENT] = acu_vk_translate_batch_norm_gradient,
    [ACU_OP_LAYER_NORM_GRADIENT] = acu_vk_translate_layer_norm_gradient,
    [ACU_OP_PATCH_SPLIT] = acu_vk_translate_patch_split,
    [ACU_OP_ACTIVATION_GRADIENT] = acu_vk_translate_activation_gradient,
    [ACU_OP_AVERAGE_POOL_GRADIENT] = acu_vk_translate_average_pool_gradient,
    [ACU_OP_MAX_POOL_GRADIENT] = acu_vk_translate_max_pool_gradient,
    [ACU_OP_SCALE_CHANNELS_GRADIENT] = acu_vk_translate_scale_channels_gradient,
    [ACU_OP_SOFTMAX_GRADIENT] = acu_vk_translate_softmax_gradient,
    [ACU_OP_CHANNELS_LAST] = acu_vk_translate_channels_last,
    [ACU_OP_TARGET_LINEAR_GRADIENT] = acu_vk_translate_target_linear_gradient,
    [ACU_OP_OUTER_PRODUCT] = acu_vk_translate_outer_product,
    [ACU_OP_ACCUMULATE] = acu_vk_translate_accumulate,
    [ACU_OP_BLEND] = acu_vk_translate_blend,
    [ACU_OP_SQUARE_SUM] = acu_vk_translate_square_sum,
    [ACU_OP_ADAMW] = acu_vk_translate_adamw,
};

gboolean
acu_vk_operation_translate (AcuVkProgram *program, AcuValue value, GError **error)
{
  const AcuNode *node = acu_vk_program_get_node (program, value);

  switch (node->op) {
  case ACU_OP_INPUT:
  case ACU_OP_PARAMETER:
  case ACU_OP_RESHAPE:
  case ACU_OP_BYPRODUCT:
    return TRUE;
  default:
    if (translators[node->op] == NULL) {
      g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED,
                   _ ("the Vulkan back end has no kernel for %s"), acu_op_name (node->op));
      return FALSE;
    }
    return translators[node->op](program, node, acu_vk_program_get_operand (program, value), error);
  }
}

guint64
acu_vk_elements_groups (gsize count)
{
  return (count + ACU_VK_ELEMENTS_WIDTH - 1) / ACU_VK_ELEMENTS_WIDTH;
}

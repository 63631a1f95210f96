/* Gradients of operations that treat elements, rows or samples alike. */
#include "compute/vulkan/vk-operations.h"

gboolean
acu_vk_translate_activation_gradient (AcuVkProgram *program,
                                      const AcuNode *node,
                                      AcuOperand result,
                                      GError **error)
{
  const AcuElementsPush push = {.count = (guint32)acu_shape_count (node->shape)};
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_ACTIVATION_GRADIENT,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH, node->attributes.activation.activation},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

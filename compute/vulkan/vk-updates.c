/* What training changes in place, one invocation an element, 128 a workgroup; and the norm that the
 * step depends on. */
#include "compute/vulkan/vk-operations.h"

gboolean
acu_vk_translate_accumulate (AcuVkProgram *program,
                             const AcuNode *node,
                             AcuOperand result,
                             GError **error)
{
  const AcuElementsPush push = {.count = (guint32)acu_shape_count (node->shape)};
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_ACCUMULATE,
      .storage = ACU_DTYPE_F32,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .operands = {acu_vk_program_get_operand (program, node->inputs[1]),
                   acu_vk_program_get_operand (program, node->inputs[2]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_blend (AcuVkProgram *program,
                        const AcuNode *node,
                        AcuOperand result,
                        GError **error)
{
  const AcuBlendAttributes *blend = &node->attributes.blend;
  const AcuBlendPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .kept = 1.0f - blend->momentum,
      .added = blend->momentum * blend->correction,
  };
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_BLEND,
      .storage = ACU_DTYPE_F32,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .operands = {acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_adamw (AcuVkProgram *program,
                        const AcuNode *node,
                        AcuOperand result,
                        GError **error)
{
  const AcuElementsPush push = {.count = (guint32)acu_shape_count (node->shape)};
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_ADAMW,
      .storage = ACU_DTYPE_F32,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .operands = {acu_vk_program_get_operand (program, node->inputs[3]),
                   acu_vk_program_get_operand (program, node->inputs[4]),
                   acu_vk_program_get_operand (program, node->inputs[5]), result,
                   acu_vk_program_get_operand (program, node->inputs[1]),
                   acu_vk_program_get_operand (program, node->inputs[2])},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

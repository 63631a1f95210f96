/* Operations that treat every element alike: one invocation an element, 128 a workgroup. */
#include <math.h>

#include "compute/vulkan/vk-operations.h"

gboolean
acu_vk_translate_activation (AcuVkProgram *program,
                             const AcuNode *node,
                             AcuOperand result,
                             GError **error)
{
  const AcuElementsPush push = {.count = (guint32)acu_shape_count (node->shape)};
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_ACTIVATION,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH, node->attributes.activation.activation},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_add (AcuVkProgram *program, const AcuNode *node, AcuOperand result, GError **error)
{
  const AcuElementsPush push = {.count = (guint32)acu_shape_count (node->shape)};
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_ADD,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_batch_norm (AcuVkProgram *program,
                             const AcuNode *node,
                             AcuOperand result,
                             GError **error)
{
  const AcuBatchNormPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .channels = (guint32)acu_shape_columns (node->shape),
      .epsilon = node->attributes.norm.epsilon,
  };
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_BATCH_NORM,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH, node->attributes.norm.activation,
                    node->inputs[5] != ACU_NO_VALUE},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  for (guint i = 0; i < 6; i++)
    launch.operands[i] = acu_vk_program_get_operand (program, node->inputs[i]);
  launch.operands[6] = result;
  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_convert (AcuVkProgram *program,
                          const AcuNode *node,
                          AcuOperand result,
                          GError **error)
{
  const AcuElementsPush push = {.count = (guint32)acu_shape_count (node->shape)};
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_CONVERT,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

/* One invocation four elements: as many as one draw gives. */
gboolean
acu_vk_translate_dropout (AcuVkProgram *program,
                          const AcuNode *node,
                          AcuOperand result,
                          GError **error)
{
  const double rate = node->attributes.dropout.rate;
  const AcuDropoutPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .period = (guint32)(acu_shape_count (node->shape) / node->shape.dims[0]),
      .stream = node->attributes.dropout.stream,
      .threshold = (guint32)ceil (rate * 0x1p32),
      .scale = (float)(1.0 / (1.0 - rate)),
  };
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_DROPOUT,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH, node->op == ACU_OP_DROP_PATH},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups ((push.count + 3) / 4),
  };

  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_normalize_image (AcuVkProgram *program,
                                  const AcuNode *node,
                                  AcuOperand result,
                                  GError **error)
{
  const AcuImageAttributes *image = &node->attributes.image;
  const AcuNormalizePush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .mean = {image->mean[0], image->mean[1], image->mean[2]},
      .std = {image->std[0], image->std[1], image->std[2]},
  };
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_NORMALIZE_IMAGE,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_scale_channels (AcuVkProgram *program,
                                 const AcuNode *node,
                                 AcuOperand result,
                                 GError **error)
{
  const AcuScaleAttributes *segments = &node->attributes.scale;
  const AcuNode *scale = acu_vk_program_get_node (program, node->inputs[1]);
  AcuScaleChannelsPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .period = (guint32)(acu_shape_count (node->shape) / node->shape.dims[0]),
      .channels = (guint32)acu_shape_columns (node->shape),
      .scales = (guint32)acu_shape_columns (scale->shape),
  };
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_SCALE_CHANNELS,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH, segments->n_segments > 0},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };
  guint32 end = 0;

  G_STATIC_ASSERT (G_N_ELEMENTS (push.ends) == ACU_MAX_RANK);
  for (guint i = 0; i < segments->n_segments; i++)
    push.ends[i] = end += segments->segments[i];
  return acu_vk_program_launch (program, &launch, error);
}

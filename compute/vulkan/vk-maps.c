/* Operations that move or pool the pixels of feature maps: one invocation an element of the
 * result, 128 a workgroup. */
#include "compute/vulkan/vk-operations.h"

static gboolean
launch_map (AcuVkProgram *program,
            AcuVkKernel kernel,
            const AcuNode *node,
            gconstpointer push,
            AcuOperand result,
            GError **error)
{
  const AcuVkLaunch launch = {
      .kernel = kernel,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]), result},
      .push = push,
      .n_groups = acu_vk_elements_groups (acu_shape_count (node->shape)),
  };

  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_average_pool (AcuVkProgram *program,
                               const AcuNode *node,
                               AcuOperand result,
                               GError **error)
{
  const AcuNode *x = acu_vk_program_get_node (program, node->inputs[0]);
  const AcuPoolPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .height = (guint32)x->shape.dims[1],
      .width = (guint32)x->shape.dims[2],
      .channels = (guint32)x->shape.dims[3],
      .out_height = (guint32)node->shape.dims[1],
      .out_width = (guint32)node->shape.dims[2],
  };

  return launch_map (program, ACU_VK_KERNEL_AVERAGE_POOL, node, &push, result, error);
}

gboolean
acu_vk_translate_channels_first (AcuVkProgram *program,
                                 const AcuNode *node,
                                 AcuOperand result,
                                 GError **error)
{
  const AcuChannelsFirstPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .channels = (guint32)node->shape.dims[1],
      .pixels = (guint32)(node->shape.dims[2] * node->shape.dims[3]),
  };

  return launch_map (program, ACU_VK_KERNEL_CHANNELS_FIRST, node, &push, result, error);
}

/* Seen as matrices, pixels and channels change places in either direction. */
gboolean
acu_vk_translate_channels_last (AcuVkProgram *program,
                                const AcuNode *node,
                                AcuOperand result,
                                GError **error)
{
  const AcuChannelsFirstPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .channels = (guint32)(node->shape.dims[1] * node->shape.dims[2]),
      .pixels = (guint32)node->shape.dims[3],
  };

  return launch_map (program, ACU_VK_KERNEL_CHANNELS_FIRST, node, &push, result, error);
}

/* One launch an input. */
gboolean
acu_vk_translate_concat (AcuVkProgram *program,
                         const AcuNode *node,
                         AcuOperand result,
                         GError **error)
{
  guint32 offset = 0;

  for (guint i = 0; i < node->n_inputs; i++) {
    const AcuNode *x = acu_vk_program_get_node (program, node->inputs[i]);
    const guint32 columns = (guint32)acu_shape_columns (x->shape);
    const AcuCopyColumnsPush push = {
        .count = (guint32)acu_shape_count (x->shape),
        .columns = columns,
        .source_stride = columns,
        .target_stride = (guint32)acu_shape_columns (node->shape),
        .target_offset = offset,
    };
    const AcuVkLaunch launch = {
        .kernel = ACU_VK_KERNEL_COPY_COLUMNS,
        .storage = node->dtype,
        .constants = {ACU_VK_ELEMENTS_WIDTH},
        .operands = {acu_vk_program_get_operand (program, node->inputs[i]), result},
        .push = &push,
        .n_groups = acu_vk_elements_groups (push.count),
    };

    if (!acu_vk_program_launch (program, &launch, error))
      return FALSE;
    offset += columns;
  }
  return TRUE;
}

gboolean
acu_vk_translate_slice (AcuVkProgram *program,
                        const AcuNode *node,
                        AcuOperand result,
                        GError **error)
{
  const AcuNode *x = acu_vk_program_get_node (program, node->inputs[0]);
  const AcuCopyColumnsPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .columns = (guint32)acu_shape_columns (node->shape),
      .source_stride = (guint32)acu_shape_columns (x->shape),
      .source_offset = (guint32)node->attributes.slice.offset,
      .target_stride = (guint32)acu_shape_columns (node->shape),
  };

  return launch_map (program, ACU_VK_KERNEL_COPY_COLUMNS, node, &push, result, error);
}

static AcuWindowPush
window_push (const AcuNode *node, const AcuNode *x)
{
  return (AcuWindowPush){
      .count = (guint32)acu_shape_count (node->shape),
      .height = (guint32)x->shape.dims[1],
      .width = (guint32)x->shape.dims[2],
      .channels = (guint32)x->shape.dims[3],
      .out_height = (guint32)node->shape.dims[1],
      .out_width = (guint32)node->shape.dims[2],
      .kernel = node->attributes.window.kernel,
      .stride = node->attributes.window.stride,
      .padding = node->attributes.window.padding,
  };
}

gboolean
acu_vk_translate_max_pool (AcuVkProgram *program,
                           const AcuNode *node,
                           AcuOperand result,
                           GError **error)
{
  const AcuWindowPush push = window_push (node, acu_vk_program_get_node (program, node->inputs[0]));

  return launch_map (program, ACU_VK_KERNEL_MAX_POOL, node, &push, result, error);
}

gboolean
acu_vk_translate_unfold (AcuVkProgram *program,
                         const AcuNode *node,
                         AcuOperand result,
                         GError **error)
{
  const AcuWindowPush push = window_push (node, acu_vk_program_get_node (program, node->inputs[0]));

  return launch_map (program, ACU_VK_KERNEL_UNFOLD, node, &push, result, error);
}

gboolean
acu_vk_translate_patch_merge (AcuVkProgram *program,
                              const AcuNode *node,
                              AcuOperand result,
                              GError **error)
{
  const AcuNode *x = acu_vk_program_get_node (program, node->inputs[0]);
  const AcuPatchMergePush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .height = (guint32)x->shape.dims[1],
      .width = (guint32)x->shape.dims[2],
      .channels = (guint32)x->shape.dims[3],
  };

  return launch_map (program, ACU_VK_KERNEL_PATCH_MERGE, node, &push, result, error);
}

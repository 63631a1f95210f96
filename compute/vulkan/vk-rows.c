/* Operations that reduce rows: one workgroup, a team, a row. */
#include <math.h>

#include "compute/vulkan/vk-operations.h"

/* Rows up to this long are left to one subgroup. */
#define SUBGROUP_COLUMNS 1024

/* Invocations of a larger team. */
#define WIDE_TEAM 256

void
acu_vk_choose_team (AcuVkLaunch *launch, const AcuVkContext *context, gsize columns)
{
  const AcuVkTraits *traits = &context->traits;
  const gboolean is_alone = traits->has_full_subgroups && (columns <= SUBGROUP_COLUMNS ||
                                                           traits->kind == ACU_DEVICE_SOFTWARE_GPU);

  launch->constants[0] =
      is_alone ? traits->subgroup_size : MIN (WIDE_TEAM, MAX (traits->max_subgroup_size, 64));
  launch->constants[1] = is_alone;
}

gboolean
acu_vk_translate_layer_norm (AcuVkProgram *program,
                             const AcuNode *node,
                             AcuOperand result,
                             GError **error)
{
  const AcuLayerNormPush push = {
      .rows = (guint32)acu_shape_rows (node->shape),
      .columns = (guint32)acu_shape_columns (node->shape),
      .epsilon = node->attributes.norm.epsilon,
  };
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_LAYER_NORM,
      .storage = node->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]),
                   acu_vk_program_get_operand (program, node->inputs[2]), result},
      .push = &push,
      .n_groups = push.rows,
  };

  acu_vk_choose_team (&launch, acu_vk_program_get_context (program), push.columns);
  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_softmax (AcuVkProgram *program,
                          const AcuNode *node,
                          AcuOperand result,
                          GError **error)
{
  const AcuRowsPush push = {
      .rows = (guint32)acu_shape_rows (node->shape),
      .columns = (guint32)acu_shape_columns (node->shape),
  };
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_SOFTMAX,
      .storage = node->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]), result},
      .push = &push,
      .n_groups = push.rows,
  };

  acu_vk_choose_team (&launch, acu_vk_program_get_context (program), push.columns);
  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_target_linear (AcuVkProgram *program,
                                const AcuNode *node,
                                AcuOperand result,
                                GError **error)
{
  const AcuNode *x = acu_vk_program_get_node (program, node->inputs[0]);
  const AcuTargetLinearPush push = {
      .outputs = (guint32)node->shape.dims[1],
      .columns = (guint32)x->shape.dims[1],
      .count = (guint32)acu_shape_count (node->shape),
  };
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_TARGET_LINEAR,
      .storage = node->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]),
                   acu_vk_program_get_operand (program, node->inputs[2]), result},
      .push = &push,
      .n_groups = push.count,
  };

  acu_vk_choose_team (&launch, acu_vk_program_get_context (program), push.columns);
  launch.constants[2] = node->attributes.activation.activation;
  return acu_vk_program_launch (program, &launch, error);
}

/* One workgroup a window and head, one invocation a query; keys and values are staged in shared
 * memory, as many as half of it holds. */
gboolean
acu_vk_translate_window_attention (AcuVkProgram *program,
                                   const AcuNode *node,
                                   AcuOperand result,
                                   GError **error)
{
  const AcuVkContext *context = acu_vk_program_get_context (program);
  const AcuVkTraits *traits = &context->traits;
  const VkPhysicalDeviceLimits *limits = &traits->properties.limits;
  const AcuAttentionAttributes *attention = &node->attributes.attention;
  const guint32 area = attention->window * attention->window;
  const guint32 head = (guint32)node->shape.dims[3] / attention->heads;
  const gsize windows = node->shape.dims[0] * (node->shape.dims[1] / attention->window) *
                        (node->shape.dims[2] / attention->window);
  const AcuAttentionPush push = {
      .height = (guint32)node->shape.dims[1],
      .width = (guint32)node->shape.dims[2],
      .channels = (guint32)node->shape.dims[3],
      .heads = attention->heads,
      .shift = attention->shift,
      .n_groups = (guint32)(windows * attention->heads),
      .scale = 1.0f / sqrtf ((float)head),
  };
  const gboolean is_staged = !context->is_software;
  const gsize vectors = (head + 3) / 4;
  const guint32 chunk =
      CLAMP (limits->maxComputeSharedMemorySize / 2 / (guint32)(2 * vectors * 4 * sizeof (float)),
             1, area);
  const guint32 width =
      (area + traits->subgroup_size - 1) / traits->subgroup_size * traits->subgroup_size;
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_WINDOW_ATTENTION,
      .storage = node->dtype,
      .constants = {MIN (width, limits->maxComputeWorkGroupInvocations), head, attention->window,
                    is_staged ? chunk : area, is_staged},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
      .n_groups = push.n_groups,
      .flops = 4.0 * (double)acu_shape_count (node->shape) * area,
  };

  return acu_vk_program_launch (program, &launch, error);
}

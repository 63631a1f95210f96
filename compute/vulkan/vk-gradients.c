/* Gradients of operations that treat elements, rows or samples alike. */
#include "compute/vulkan/vk-operations.h"

/* One invocation an element of the result, 128 a workgroup. */
static gboolean
launch_elements (AcuVkProgram *program,
                 AcuVkKernel kernel,
                 const AcuNode *node,
                 gconstpointer push,
                 AcuOperand result,
                 GError **error)
{
  AcuVkLaunch launch = {
      .kernel = kernel,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .push = push,
      .n_groups = acu_vk_elements_groups (acu_shape_count (node->shape)),
  };

  for (guint i = 0; i < node->n_inputs; i++)
    launch.operands[i] = acu_vk_program_get_operand (program, node->inputs[i]);
  launch.operands[node->n_inputs] = result;
  return acu_vk_program_launch (program, &launch, error);
}

/* One invocation four elements: they move as a vector where all do. */
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
      .constants = {ACU_VK_ELEMENTS_WIDTH, node->attributes.activation.activation,
                    push.count % 4 == 0},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups ((push.count + 3) / 4),
  };

  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_average_pool_gradient (AcuVkProgram *program,
                                        const AcuNode *node,
                                        AcuOperand result,
                                        GError **error)
{
  const AcuNode *dy = acu_vk_program_get_node (program, node->inputs[0]);
  const AcuPoolPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .height = (guint32)node->shape.dims[1],
      .width = (guint32)node->shape.dims[2],
      .channels = (guint32)node->shape.dims[3],
      .out_height = (guint32)dy->shape.dims[1],
      .out_width = (guint32)dy->shape.dims[2],
  };

  return launch_elements (program, ACU_VK_KERNEL_AVERAGE_POOL_GRADIENT, node, &push, result, error);
}

gboolean
acu_vk_translate_max_pool_gradient (AcuVkProgram *program,
                                    const AcuNode *node,
                                    AcuOperand result,
                                    GError **error)
{
  const AcuNode *dy = acu_vk_program_get_node (program, node->inputs[1]);
  const AcuWindowPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .height = (guint32)node->shape.dims[1],
      .width = (guint32)node->shape.dims[2],
      .channels = (guint32)node->shape.dims[3],
      .out_height = (guint32)dy->shape.dims[1],
      .out_width = (guint32)dy->shape.dims[2],
      .kernel = node->attributes.window.kernel,
      .stride = node->attributes.window.stride,
      .padding = node->attributes.window.padding,
  };

  return launch_elements (program, ACU_VK_KERNEL_MAX_POOL_GRADIENT, node, &push, result, error);
}

gboolean
acu_vk_translate_patch_split (AcuVkProgram *program,
                              const AcuNode *node,
                              AcuOperand result,
                              GError **error)
{
  const AcuPatchMergePush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .height = (guint32)node->shape.dims[1],
      .width = (guint32)node->shape.dims[2],
      .channels = (guint32)node->shape.dims[3],
  };

  return launch_elements (program, ACU_VK_KERNEL_PATCH_SPLIT, node, &push, result, error);
}

gboolean
acu_vk_translate_outer_product (AcuVkProgram *program,
                                const AcuNode *node,
                                AcuOperand result,
                                GError **error)
{
  const AcuOuterProductPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .rows = (guint32)node->shape.dims[1],
      .columns = (guint32)node->shape.dims[2],
  };

  return launch_elements (program, ACU_VK_KERNEL_OUTER_PRODUCT, node, &push, result, error);
}

gboolean
acu_vk_translate_softmax_gradient (AcuVkProgram *program,
                                   const AcuNode *node,
                                   AcuOperand result,
                                   GError **error)
{
  const AcuRowsPush push = {
      .rows = (guint32)acu_shape_rows (node->shape),
      .columns = (guint32)acu_shape_columns (node->shape),
  };
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_SOFTMAX_GRADIENT,
      .storage = node->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
      .n_groups = push.rows,
  };

  acu_vk_choose_team (&launch, acu_vk_program_get_context (program), push.columns);
  return acu_vk_program_launch (program, &launch, error);
}

/* Sums over the rows of each sample by themselves: samples are the parts of columns.glsl. */
static gboolean
launch_samples (AcuVkProgram *program,
                AcuVkKernel kernel,
                const AcuNode *node,
                gsize rows,
                AcuOperand result,
                GError **error)
{
  const AcuColumnsPush push = {
      .rows = (guint32)(node->shape.dims[0] * rows),
      .columns = (guint32)acu_shape_columns (node->shape),
      .part_rows = (guint32)rows,
  };
  AcuVkLaunch launch = {
      .kernel = kernel,
      .storage = node->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
  };

  acu_vk_choose_columns (&launch, acu_vk_program_get_context (program), &push);
  return acu_vk_program_launch (program, &launch, error);
}

/* One workgroup a segment of a sample. */
static gboolean
launch_segments (AcuVkProgram *program, const AcuNode *node, AcuOperand result, GError **error)
{
  const AcuScaleAttributes *segments = &node->attributes.scale;
  const AcuNode *x = acu_vk_program_get_node (program, node->inputs[0]);
  const gsize pixels = x->shape.dims[1] * x->shape.dims[2];
  AcuScaleChannelsPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .period = (guint32)(pixels * x->shape.dims[3]),
      .channels = (guint32)x->shape.dims[3],
      .scales = segments->n_segments,
  };
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_SCALE_SEGMENTS_GRADIENT,
      .storage = node->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]), result},
      .push = &push,
      .n_groups = push.count,
  };
  guint32 end = 0;

  for (guint i = 0; i < segments->n_segments; i++)
    push.ends[i] = end += segments->segments[i];
  acu_vk_choose_team (&launch, acu_vk_program_get_context (program),
                      pixels * (push.channels / push.scales));
  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_scale_channels_gradient (AcuVkProgram *program,
                                          const AcuNode *node,
                                          AcuOperand result,
                                          GError **error)
{
  const AcuNode *x = acu_vk_program_get_node (program, node->inputs[0]);

  if (node->attributes.scale.n_segments > 0)
    return launch_segments (program, node, result, error);
  return launch_samples (program, ACU_VK_KERNEL_SCALE_CHANNELS_GRADIENT, node,
                         x->shape.dims[1] * x->shape.dims[2], result, error);
}

gboolean
acu_vk_translate_target_linear_gradient (AcuVkProgram *program,
                                         const AcuNode *node,
                                         AcuOperand result,
                                         GError **error)
{
  const AcuNode *dz = acu_vk_program_get_node (program, node->inputs[1]);

  return launch_samples (program, ACU_VK_KERNEL_TARGET_LINEAR_GRADIENT, node,
                         acu_shape_columns (dz->shape), result, error);
}

/* The sums of dy xhat and of dy over each part of the rows. */
static gboolean
launch_affine (AcuVkProgram *program,
               const AcuNode *node,
               const AcuColumnsPush *push,
               AcuOperand moments,
               AcuOperand sums,
               GError **error)
{
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_LAYER_NORM_AFFINE,
      .storage = node->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[2]), moments, sums},
      .push = push,
  };

  acu_vk_choose_columns (&launch, acu_vk_program_get_context (program), push);
  return acu_vk_program_launch (program, &launch, error);
}

/* One workgroup a row, which keeps the row's moments; then the affine gradient's sums from these,
 * in parts, and the sums of the parts. */
gboolean
acu_vk_translate_layer_norm_gradient (AcuVkProgram *program,
                                      const AcuNode *node,
                                      AcuOperand result,
                                      GError **error)
{
  const AcuLayerNormPush push = {
      .rows = (guint32)acu_shape_rows (node->shape),
      .columns = (guint32)acu_shape_columns (node->shape),
      .epsilon = node->attributes.norm.epsilon,
  };
  const AcuColumnsPush affine = acu_vk_columns_in_parts (push.rows, push.columns);
  gsize used = 0;
  const AcuOperand moments =
      acu_vk_program_append_scratch (program, &used, (gsize)push.rows * 2 * sizeof (float));
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_LAYER_NORM_GRADIENT,
      .storage = node->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]),
                   acu_vk_program_get_operand (program, node->inputs[2]), result, moments},
      .push = &push,
      .n_groups = push.rows,
  };
  const guint32 parts = acu_vk_columns_count_parts (&affine);
  AcuOperand sums = acu_vk_program_get_byproduct (program);

  if (parts > 1)
    sums = acu_vk_program_append_scratch (program, &used,
                                          (gsize)parts * 2 * push.columns * sizeof (float));
  acu_vk_choose_team (&launch, acu_vk_program_get_context (program), push.columns);
  return acu_vk_program_launch (program, &launch, error) &&
         launch_affine (program, node, &affine, moments, sums, error) &&
         (parts == 1 || acu_vk_sum_parts (program, sums, parts, 2 * push.columns,
                                          acu_vk_program_get_byproduct (program), error));
}

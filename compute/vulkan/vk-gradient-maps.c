/* Gradients of what gathers over maps: attention, convolution, batch norm. */
#include <glib/gi18n.h>
#include <math.h>

#include "compute/vulkan/vk-operations.h"

/* Shared memory that attention's gradient takes at most, bytes: more than one workgroup should fit
 * where there is more. */
#define ATTENTION_SHARED (32u << 10)

/* Workgroups that keep a device busy; beyond, each takes several windows. */
#define ATTENTION_GROUPS 4096

/* What keeps a workgroup of attention's gradient within its device. */
typedef struct {
  guint32 width; /* invocations: at least one a key, in whole subgroups */
  guint32 rows;  /* queries at a time */
  guint32 team;  /* invocations a query */
  guint32 share; /* queries of which an invocation makes four columns of the gradient */
} AttentionGroup;

/* Chooses the most queries that shared memory has space for, evenly over their passes. */
static gboolean
choose_attention_group (
    const AcuVkTraits *traits, guint32 window, guint32 head, AttentionGroup *group, GError **error)
{
  const VkPhysicalDeviceLimits *limits = &traits->properties.limits;
  const guint32 available = MIN (limits->maxComputeSharedMemorySize, ATTENTION_SHARED);
  const guint32 area = window * window, span = 2 * window - 1, vectors = (head + 3) / 4;
  const guint32 width = (MAX (area, vectors) + traits->subgroup_size - 1) / traits->subgroup_size *
                        traits->subgroup_size;
  const guint32 most_invocations =
      MIN (limits->maxComputeWorkGroupInvocations, limits->maxComputeWorkGroupSize[0]);
  /* The arrays of window_attention_gradient.comp. */
  const guint32 fixed = (3 * width + 2 * span * span + area) * (guint32)sizeof (float);
  const guint32 row = 2 * (4 * vectors + (area | 1)) * (guint32)sizeof (float);
  guint32 passes;

  if (width > most_invocations || fixed + row > available) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED,
                 _ ("%s is too small to train attention in windows of %u x %u"),
                 traits->properties.deviceName, window, window);
    return FALSE;
  }
  passes = (area + (available - fixed) / row - 1) / ((available - fixed) / row);
  group->width = width;
  group->rows = (area + passes - 1) / passes;
  group->team = 1;
  while (2 * group->team * group->rows <= width)
    group->team *= 2;
  group->share = (group->rows + width / vectors - 1) / (width / vectors);
  return TRUE;
}

/* One workgroup a head of a few windows, then column sums that join the parts of the table's
 * gradient. */
gboolean
acu_vk_translate_window_attention_gradient (AcuVkProgram *program,
                                            const AcuNode *node,
                                            AcuOperand result,
                                            GError **error)
{
  const AcuVkTraits *traits = &acu_vk_program_get_context (program)->traits;
  const AcuAttentionAttributes *attention = &node->attributes.attention;
  const AcuNode *table = acu_vk_program_get_node (program, node->inputs[1]);
  const AcuNode *dy = acu_vk_program_get_node (program, node->inputs[2]);
  const guint32 table_size = (guint32)acu_shape_count (table->shape);
  const guint32 head = (guint32)dy->shape.dims[3] / attention->heads;
  const guint32 windows = (guint32)(dy->shape.dims[0] * (dy->shape.dims[1] / attention->window) *
                                    (dy->shape.dims[2] / attention->window));
  const guint32 part_windows = MAX (windows * attention->heads / ATTENTION_GROUPS, 1);
  const AcuAttentionGradientPush push = {
      .height = (guint32)dy->shape.dims[1],
      .width = (guint32)dy->shape.dims[2],
      .channels = (guint32)dy->shape.dims[3],
      .heads = attention->heads,
      .shift = attention->shift,
      .n_windows = windows,
      .part_windows = part_windows,
      .n_parts = (windows + part_windows - 1) / part_windows,
      .scale = 1.0f / sqrtf ((float)head),
  };
  const AcuOperand sums = acu_vk_program_get_byproduct (program);
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_WINDOW_ATTENTION_GRADIENT,
      .storage = node->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]),
                   acu_vk_program_get_operand (program, node->inputs[1]),
                   acu_vk_program_get_operand (program, node->inputs[2]), result, sums},
      .push = &push,
      .n_groups = (guint64)push.n_parts * push.heads,
      .flops = 10.0 * (double)acu_shape_count (dy->shape) * attention->window * attention->window,
  };
  AttentionGroup group;

  if (!choose_attention_group (traits, attention->window, head, &group, error))
    return FALSE;
  launch.constants[0] = group.width;
  launch.constants[1] = head;
  launch.constants[2] = attention->window;
  launch.constants[3] = group.rows;
  launch.constants[4] = group.team;
  launch.constants[5] = group.share;
  if (push.n_parts == 1)
    return acu_vk_program_launch (program, &launch, error);
  launch.operands[4] =
      acu_vk_program_get_scratch (program, (gsize)push.n_parts * table_size * sizeof (float));
  return acu_vk_program_launch (program, &launch, error) &&
         acu_vk_sum_parts (program, launch.operands[4], push.n_parts, table_size, sums, error);
}

/* One invocation an element of the result. */
gboolean
acu_vk_translate_fold (AcuVkProgram *program,
                       const AcuNode *node,
                       AcuOperand result,
                       GError **error)
{
  const AcuNode *columns = acu_vk_program_get_node (program, node->inputs[0]);
  const AcuWindowPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .height = (guint32)node->shape.dims[1],
      .width = (guint32)node->shape.dims[2],
      .channels = (guint32)node->shape.dims[3],
      .out_height = (guint32)columns->shape.dims[1],
      .out_width = (guint32)columns->shape.dims[2],
      .kernel = node->attributes.window.kernel,
      .stride = node->attributes.window.stride,
      .padding = node->attributes.window.padding,
  };
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_FOLD,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

/* The moments of parts of the rows, then one launch that joins them. */
gboolean
acu_vk_translate_batch_statistics (AcuVkProgram *program,
                                   const AcuNode *node,
                                   AcuOperand result,
                                   GError **error)
{
  const AcuVkContext *context = acu_vk_program_get_context (program);
  const AcuNode *x = acu_vk_program_get_node (program, node->inputs[0]);
  const AcuColumnsPush rows =
      acu_vk_columns_in_parts (acu_shape_rows (x->shape), acu_shape_columns (x->shape));
  const guint32 n_parts = acu_vk_columns_count_parts (&rows);
  const AcuColumnsPush parts = {.rows = n_parts, .columns = rows.columns, .part_rows = n_parts};
  const AcuBatchStatisticsPush push = {
      .rows = parts.rows,
      .columns = parts.columns,
      .part_rows = parts.part_rows,
      .count = rows.rows,
      .part_count = rows.part_rows,
  };
  const AcuOperand moments =
      acu_vk_program_get_scratch (program, (gsize)n_parts * 2 * rows.columns * sizeof (float));
  AcuVkLaunch measure = {
      .kernel = ACU_VK_KERNEL_BATCH_MOMENTS,
      .storage = x->dtype,
      .operands = {acu_vk_program_get_operand (program, node->inputs[0]), moments},
      .push = &rows,
  };
  AcuVkLaunch join = {
      .kernel = ACU_VK_KERNEL_BATCH_STATISTICS,
      .storage = ACU_DTYPE_F32,
      .operands = {moments, result},
      .push = &push,
  };

  acu_vk_choose_columns (&measure, context, &rows);
  acu_vk_choose_columns (&join, context, &parts);
  return acu_vk_program_launch (program, &measure, error) &&
         acu_vk_program_launch (program, &join, error);
}

/* The sums of parts of the rows, those of all parts, and with them one invocation an element. */
gboolean
acu_vk_translate_batch_norm_gradient (AcuVkProgram *program,
                                      const AcuNode *node,
                                      AcuOperand result,
                                      GError **error)
{
  const AcuOperand x = acu_vk_program_get_operand (program, node->inputs[0]);
  const AcuOperand mean = acu_vk_program_get_operand (program, node->inputs[2]);
  const AcuOperand variance = acu_vk_program_get_operand (program, node->inputs[3]);
  const AcuOperand dz = acu_vk_program_get_operand (program, node->inputs[4]);
  const AcuOperand affine = acu_vk_program_get_byproduct (program);
  const AcuColumnsPush rows =
      acu_vk_columns_in_parts (acu_shape_rows (node->shape), acu_shape_columns (node->shape));
  const guint32 n_parts = acu_vk_columns_count_parts (&rows);
  const AcuBatchNormSumsPush sums_push = {
      .rows = rows.rows,
      .columns = rows.columns,
      .part_rows = rows.part_rows,
      .epsilon = node->attributes.norm.epsilon,
  };
  const AcuBatchNormPush push = {
      .count = (guint32)acu_shape_count (node->shape),
      .channels = rows.columns,
      .epsilon = node->attributes.norm.epsilon,
  };
  AcuVkLaunch sums = {
      .kernel = ACU_VK_KERNEL_BATCH_NORM_SUMS,
      .storage = node->dtype,
      .operands = {x, mean, variance, dz, affine},
      .push = &sums_push,
  };
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_BATCH_NORM_GRADIENT,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH},
      .operands = {x, acu_vk_program_get_operand (program, node->inputs[1]), mean, variance, dz,
                   affine, result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  acu_vk_choose_columns (&sums, acu_vk_program_get_context (program), &rows);
  if (n_parts > 1)
    sums.operands[4] =
        acu_vk_program_get_scratch (program, (gsize)n_parts * 2 * rows.columns * sizeof (float));
  if (!acu_vk_program_launch (program, &sums, error))
    return FALSE;
  if (n_parts > 1 &&
      !acu_vk_sum_parts (program, sums.operands[4], n_parts, 2 * rows.columns, affine, error))
    return FALSE;
  return acu_vk_program_launch (program, &launch, error);
}

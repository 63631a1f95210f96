/* Sums over all rows or all elements, in two passes where there are many: parts of them, then the
 * parts.  How they are cut depends on shapes alone, so that sums have one order. */
#include "compute/vulkan/vk-operations.h"

/* Parts have at least so many rows, and there are at most so many of them. */
#define LEAST_ROWS 64
#define MOST_PARTS 128

/* The same for the elements of a vector. */
#define LEAST_SQUARES     4096
#define MOST_SQUARE_PARTS 256

/* The widest workgroup that columns.glsl has memory for, and the columns that it stands on. */
#define WIDTH   256
#define COLUMNS 32

static guint32
divide_up (gsize a, gsize b)
{
  return (guint32)((a + b - 1) / b);
}

AcuColumnsPush
acu_vk_columns_in_parts (gsize rows, gsize columns)
{
  return (AcuColumnsPush){
      .rows = (guint32)rows,
      .columns = (guint32)columns,
      .part_rows = MAX (divide_up (rows, MOST_PARTS), LEAST_ROWS),
  };
}

guint32
acu_vk_columns_count_parts (const AcuColumnsPush *push)
{
  return divide_up (push->rows, push->part_rows);
}

/* One workgroup a part of some columns: a single line of invocations where shared memory and
 * barriers are slow. */
void
acu_vk_choose_columns (AcuVkLaunch *launch, const AcuVkContext *context, const AcuColumnsPush *push)
{
  const AcuVkTraits *traits = &context->traits;
  const guint32 columns = context->is_software ? traits->subgroup_size : COLUMNS;
  const guint32 width = context->is_software
                            ? columns
                            : MIN (WIDTH, traits->properties.limits.maxComputeWorkGroupInvocations);

  launch->constants[0] = width;
  launch->constants[1] = columns;
  launch->n_groups =
      (guint64)divide_up (push->columns, columns) * acu_vk_columns_count_parts (push);
}

/* The columns of each part of the matrix @x. */
static gboolean
launch_sum_rows (AcuVkProgram *program,
                 AcuOperand x,
                 AcuDType dtype,
                 const AcuColumnsPush *push,
                 AcuOperand sums,
                 GError **error)
{
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_SUM_ROWS,
      .storage = dtype,
      .operands = {x, sums},
      .push = push,
  };

  acu_vk_choose_columns (&launch, acu_vk_program_get_context (program), push);
  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_sum_parts (AcuVkProgram *program,
                  AcuOperand parts,
                  guint32 n_parts,
                  gsize columns,
                  AcuOperand sums,
                  GError **error)
{
  const AcuColumnsPush push = {
      .rows = n_parts,
      .columns = (guint32)columns,
      .part_rows = n_parts,
  };

  return launch_sum_rows (program, parts, ACU_DTYPE_F32, &push, sums, error);
}

gboolean
acu_vk_translate_sum_rows (AcuVkProgram *program,
                           const AcuNode *node,
                           AcuOperand result,
                           GError **error)
{
  const AcuNode *x = acu_vk_program_get_node (program, node->inputs[0]);
  const AcuColumnsPush push =
      acu_vk_columns_in_parts (acu_shape_rows (x->shape), acu_shape_columns (x->shape));
  const guint32 parts = acu_vk_columns_count_parts (&push);
  const AcuOperand operand = acu_vk_program_get_operand (program, node->inputs[0]);
  AcuOperand scratch;

  if (parts == 1)
    return launch_sum_rows (program, operand, x->dtype, &push, result, error);
  scratch = acu_vk_program_get_scratch (program, (gsize)parts * push.columns * sizeof (float));
  return launch_sum_rows (program, operand, x->dtype, &push, scratch, error) &&
         acu_vk_sum_parts (program, scratch, parts, push.columns, result, error);
}

/* One workgroup a part of @x. */
static gboolean
launch_square_sum (AcuVkProgram *program,
                   AcuOperand x,
                   const AcuSquareSumPush *push,
                   gboolean is_squared,
                   AcuOperand total,
                   AcuOperand sums,
                   GError **error)
{
  AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_SQUARE_SUM,
      .storage = ACU_DTYPE_F32,
      .operands = {x, total, sums},
      .push = push,
      .n_groups = divide_up (push->count, push->part_count),
  };

  acu_vk_choose_team (&launch, acu_vk_program_get_context (program), push->part_count);
  launch.constants[2] = is_squared;
  launch.constants[3] = total.buffer != NULL;
  return acu_vk_program_launch (program, &launch, error);
}

gboolean
acu_vk_translate_square_sum (AcuVkProgram *program,
                             const AcuNode *node,
                             AcuOperand result,
                             GError **error)
{
  const AcuNode *x = acu_vk_program_get_node (program, node->inputs[0]);
  const gsize count = acu_shape_count (x->shape);
  const AcuSquareSumPush push = {
      .count = (guint32)count,
      .part_count = MAX (divide_up (count, MOST_SQUARE_PARTS), LEAST_SQUARES),
  };
  const guint32 parts = divide_up (count, push.part_count);
  const AcuSquareSumPush rest = {.count = parts, .part_count = parts};
  const AcuOperand operand = acu_vk_program_get_operand (program, node->inputs[0]);
  const AcuOperand total = acu_vk_program_get_operand (program, node->inputs[1]);
  AcuOperand scratch;

  if (parts == 1)
    return launch_square_sum (program, operand, &push, TRUE, total, result, error);
  scratch = acu_vk_program_get_scratch (program, parts * sizeof (float));
  return launch_square_sum (program, operand, &push, TRUE, (AcuOperand){0}, scratch, error) &&
         launch_square_sum (program, scratch, &rest, FALSE, total, result, error);
}

/* Matrix products: which kernel, with which tiles, in how many slices. */
#include "compute/vulkan/vk-operations.h"
#include "compute/vulkan/vk-self-test.h"

/* A slice of the sums over k is at least this long. */
#define MIN_SLICE 256

/* Slices are multiples of this: of every tile's depth, and of whole vectors. */
#define SLICE_GRANULARITY 16

/* Fewer workgroups than this leave a large device partly idle. */
#define WANTED_GROUPS 200

/* Gradients of weights are small and sum over all rows of a batch: they can have as many workgroups
 * as a large device likes, if their slices are this long. */
#define WANTED_GRADIENT_GROUPS 256
#define GRADIENT_SLICE         512

/* Shared memory that lets a tile be 16 deep instead of 8, bytes. */
#define DEEP_SHARED (32u << 10)

/* Rows that one invocation of the direct kernel makes at most. */
#define DIRECT_ROWS 8

/* Matrices smaller than this in any direction leave matrix units mostly idle. */
#define COOPERATIVE_MIN 32

/* Shared memory of a tile of 128 for matrix units, bytes. */
#define COOPERATIVE_SHARED (44u << 10)

/* Sums shorter than this are over before a tile of 128 has paid for storing it: several smaller
 * ones take turns. */
#define COOPERATIVE_LONG 512

typedef struct {
  guint32 block_m, block_n;   /* elements made by one workgroup */
  guint32 thread_m, thread_n; /* by one invocation */
} Tile;

/* From the most reuse to the most workgroups. */
static const Tile tiles[] = {
    {128, 128, 8, 8},
    {64, 64, 8, 4},
    {32, 32, 4, 4},
};

typedef struct {
  AcuMatmulPush push;
  AcuMatmulAttributes attributes;
  gboolean has_bias;
  gboolean has_residual;
  guint32 slices;
  AcuDType storage;         /* of a and b */
  gboolean has_second_pass; /* the sums go to scratch memory first */
} Product;

static guint64
divide_up (guint64 a, guint64 b)
{
  return (a + b - 1) / b;
}

static Product
describe (AcuVkProgram *program, const AcuNode *node)
{
  const AcuNode *a = acu_vk_program_get_node (program, node->inputs[0]);
  Product product = {
      .attributes = node->attributes.matmul,
      .has_bias = node->inputs[2] != ACU_NO_VALUE,
      .has_residual = node->inputs[3] != ACU_NO_VALUE,
      .slices = 1,
      .storage = a->dtype,
      .push = {.m = (guint32)acu_shape_rows (node->shape),
               .n = (guint32)acu_shape_columns (node->shape)},
  };

  product.push.k = (guint32)(product.attributes.transpose_a ? acu_shape_rows (a->shape)
                                                            : acu_shape_columns (a->shape));
  product.push.slice = product.push.k;
  return product;
}

static guint64
get_wanted_groups (const Product *product)
{
  return product->attributes.transpose_a ? WANTED_GRADIENT_GROUPS : WANTED_GROUPS;
}

/* Whether tiles of which there are @n_groups leave no part of a device idle, with the sums over k
 * in slices if need be. */
static gboolean
fills_device (const Product *product, guint64 n_groups)
{
  const guint64 slices =
      product->attributes.transpose_a ? MAX (product->push.k / GRADIENT_SLICE, 1) : 1;

  return n_groups * slices >= get_wanted_groups (product);
}

/* Cuts long sums of small results, such as the gradients of weights, so that there are enough
 * workgroups.  The slices depend on shapes and device alone, and are added up in order. */
static void
choose_slices (Product *product, guint64 n_groups)
{
  const guint64 wanted = MAX (get_wanted_groups (product) / n_groups, 1);
  const guint64 most = MAX (product->push.k / MIN_SLICE, 1);
  const guint64 slices = MIN (wanted, most);

  product->push.slice =
      (guint32)(divide_up (divide_up (product->push.k, slices), SLICE_GRANULARITY) *
                SLICE_GRANULARITY);
  product->slices = (guint32)divide_up (product->push.k, product->push.slice);
}

/* What every kernel of products is launched with.  Sums that are stored as they are, F32 from F16
 * matrices, are a product of one slice whose part is the result. */
static AcuVkLaunch
begin_launch (AcuVkProgram *program, const AcuNode *node, Product *product, AcuOperand result)
{
  const gboolean is_plain = product->attributes.activation == ACU_ACTIVATION_NONE &&
                            !product->has_bias && !product->has_residual;
  const gboolean is_sliced = product->slices > 1 || node->dtype != product->storage;
  const gsize size = (gsize)product->slices * product->push.m * product->push.n * sizeof (float);
  AcuVkLaunch launch = {
      .storage = product->storage,
      .constants = {0, product->attributes.transpose_a, product->attributes.transpose_b,
                    product->attributes.activation, product->has_bias, product->has_residual,
                    is_sliced},
      .push = &product->push,
      .flops = 2.0 * product->push.m * product->push.n * product->push.k,
  };

  for (guint i = 0; i < 4; i++)
    launch.operands[i] = acu_vk_program_get_operand (program, node->inputs[i]);
  product->has_second_pass = product->slices > 1 || (is_sliced && !is_plain);
  launch.operands[4] =
      product->has_second_pass ? acu_vk_program_get_scratch (program, size) : result;
  return launch;
}

/* One invocation an element. */
static gboolean
launch_sum (AcuVkProgram *program,
            const AcuNode *node,
            const Product *product,
            AcuOperand parts,
            AcuOperand result,
            GError **error)
{
  const AcuMatmulSumPush push = {
      .count = product->push.m * product->push.n,
      .n = product->push.n,
      .slices = product->slices,
  };
  const AcuVkLaunch launch = {
      .kernel = ACU_VK_KERNEL_MATMUL_SUM,
      .storage = node->dtype,
      .constants = {ACU_VK_ELEMENTS_WIDTH, product->attributes.activation, product->has_bias,
                    product->has_residual},
      .operands = {parts, acu_vk_program_get_operand (program, node->inputs[2]),
                   acu_vk_program_get_operand (program, node->inputs[3]), result},
      .push = &push,
      .n_groups = acu_vk_elements_groups (push.count),
  };

  return acu_vk_program_launch (program, &launch, error);
}

/* Whether the rows of a, or of b, as they are stored, can be read by fours. */
static gboolean
has_vectors (const Product *product, gboolean is_b)
{
  const AcuMatmulPush *push = &product->push;

  if (is_b)
    return (product->attributes.transpose_b ? push->k : push->n) % 4 == 0;
  return (product->attributes.transpose_a ? push->m : push->k) % 4 == 0;
}

/* One workgroup a tile and slice, one invocation THREAD_M x THREAD_N elements. */
static AcuVkLaunch
launch_tiled (AcuVkProgram *program, const AcuNode *node, Product *product, AcuOperand result)
{
  const VkPhysicalDeviceLimits *limits =
      &acu_vk_program_get_context (program)->traits.properties.limits;
  const Tile *tile = NULL;
  guint64 n_groups = 0;
  guint32 flags = 0;
  AcuVkLaunch launch;

  for (guint i = 0; i < G_N_ELEMENTS (tiles); i++) {
    const guint32 width =
        tiles[i].block_m / tiles[i].thread_m * tiles[i].block_n / tiles[i].thread_n;

    if (width > limits->maxComputeWorkGroupInvocations ||
        width > limits->maxComputeWorkGroupSize[0])
      continue;
    tile = &tiles[i];
    n_groups =
        divide_up (product->push.m, tile->block_m) * divide_up (product->push.n, tile->block_n);
    if (fills_device (product, n_groups))
      break;
  }
  g_assert (tile != NULL);
  choose_slices (product, n_groups);

  if (has_vectors (product, FALSE))
    flags |= 1;
  if (has_vectors (product, TRUE))
    flags |= 2;
  if (limits->maxComputeSharedMemorySize < DEEP_SHARED)
    flags |= 4;
  launch = begin_launch (program, node, product, result);
  launch.kernel = ACU_VK_KERNEL_MATMUL_TILED;
  launch.constants[0] = tile->block_m / tile->thread_m * (tile->block_n / tile->thread_n);
  launch.constants[7] = tile->block_m;
  launch.constants[8] = tile->block_n;
  launch.constants[9] = tile->thread_m;
  launch.constants[10] = tile->thread_n;
  launch.constants[11] = flags;
  launch.n_groups = n_groups * product->slices;
  return launch;
}

/* Whether the product is one for the device's matrix units: large enough to fill a tile of theirs,
 * and the device gets them right. */
static gboolean
is_cooperative (AcuVkContext *context, const Product *product)
{
  return !context->is_software && product->storage == ACU_DTYPE_F16 &&
         product->push.m >= COOPERATIVE_MIN && product->push.n >= COOPERATIVE_MIN &&
         product->push.k >= COOPERATIVE_MIN && acu_vk_cooperative_is_trusted (context);
}

/* Whether its lines, as they are stored, can be read by eights. */
static gboolean
has_eights (const Product *product, gboolean is_b)
{
  const AcuMatmulPush *push = &product->push;

  if (is_b)
    return (product->attributes.transpose_b ? push->k : push->n) % 8 == 0;
  return (product->attributes.transpose_a ? push->m : push->k) % 8 == 0;
}

/* One workgroup a tile and slice, of eight subgroups for tiles of 128 and four for tiles of 64. */
static AcuVkLaunch
launch_cooperative (AcuVkProgram *program, const AcuNode *node, Product *product, AcuOperand result)
{
  const AcuVkTraits *traits = &acu_vk_program_get_context (program)->traits;
  const AcuMatmulPush *push = &product->push;
  guint32 block = 128;
  guint64 n_groups = divide_up (push->m, block) * divide_up (push->n, block);
  AcuVkLaunch launch;

  if (!fills_device (product, n_groups) || push->k < COOPERATIVE_LONG ||
      traits->properties.limits.maxComputeSharedMemorySize < COOPERATIVE_SHARED ||
      8 * traits->subgroup_size > traits->properties.limits.maxComputeWorkGroupInvocations) {
    block = 64;
    n_groups = divide_up (push->m, block) * divide_up (push->n, block);
  }
  choose_slices (product, n_groups);
  launch = begin_launch (program, node, product, result);
  launch.kernel = ACU_VK_KERNEL_MATMUL_COOPERATIVE;
  launch.constants[0] = (block == 128 ? 8 : 4) * traits->subgroup_size;
  launch.constants[7] = traits->cooperative.m;
  launch.constants[8] = traits->cooperative.n;
  launch.constants[9] = traits->cooperative.k;
  launch.constants[10] =
      (has_eights (product, FALSE) ? 1 : 0) | (has_eights (product, TRUE) ? 2 : 0);
  launch.constants[11] = traits->subgroup_size;
  launch.constants[12] = block;
  launch.n_groups = n_groups * product->slices;
  return launch;
}

/* One subgroup a few rows of four columns an invocation. */
static AcuVkLaunch
launch_direct (AcuVkProgram *program, const AcuNode *node, Product *product, AcuOperand result)
{
  const guint32 lanes = acu_vk_program_get_context (program)->traits.subgroup_size;
  const gboolean is_vector_a = has_vectors (product, FALSE);
  const guint32 blocks = (guint32)divide_up (product->push.m, DIRECT_ROWS);
  const guint32 rows = is_vector_a && product->attributes.transpose_a
                           ? DIRECT_ROWS
                           : (guint32)divide_up (product->push.m, blocks);
  const guint64 n_groups =
      divide_up (product->push.m, rows) * divide_up (product->push.n, lanes * 4);
  AcuVkLaunch launch;

  choose_slices (product, n_groups);
  launch = begin_launch (program, node, product, result);
  launch.kernel = ACU_VK_KERNEL_MATMUL_DIRECT;
  launch.constants[0] = lanes;
  launch.constants[7] = rows;
  launch.constants[8] = is_vector_a;
  launch.constants[9] = has_vectors (product, TRUE);
  launch.constants[10] = lanes;
  launch.n_groups = n_groups * product->slices;
  return launch;
}

gboolean
acu_vk_translate_matmul (AcuVkProgram *program,
                         const AcuNode *node,
                         AcuOperand result,
                         GError **error)
{
  AcuVkContext *context = acu_vk_program_get_context (program);
  Product product = describe (program, node);
  AcuVkLaunch launch;

  if (is_cooperative (context, &product))
    launch = launch_cooperative (program, node, &product, result);
  else if (context->is_software)
    launch = launch_direct (program, node, &product, result);
  else
    launch = launch_tiled (program, node, &product, result);
  if (!acu_vk_program_launch (program, &launch, error))
    return FALSE;
  return !product.has_second_pass ||
         launch_sum (program, node, &product, launch.operands[4], result, error);
}

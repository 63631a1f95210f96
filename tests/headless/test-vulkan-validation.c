/* Kernels under GPU-assisted validation, which watches every access to memory, odd sizes and all.
 *
 * It rewrites the kernels, and the software device takes minutes to compile the largest tiles and
 * windows then: shapes are as small as they can be with a border in them, and every kernel has few
 * pipelines.  Messages of the layer are warnings, which fail a test. */
#include "compute/gradient-ops.h"
#include "compute/vulkan/vk-pipeline.h"
#include "op-fixture.h"
#include "stray-kernel.h"
#include "tests/headless/test-support.h"

#define DEVICE "vulkan:llvmpipe"

/* Roundoff of F32 and F16, of a few operations in a row. */
#define TOLERANCE      256.0
#define HALF_TOLERANCE 64.0

typedef void (*BuildFunc) (AcuOpFixture *fixture);

static AcuDevice *
open_device (void)
{
  g_autoptr (GError) error = NULL;
  AcuDevice *device = acu_device_open (DEVICE, &error);

  if (device == NULL)
    g_test_skip ("no software Vulkan device, or no validation layer: install mesa-vulkan-drivers "
                 "and vulkan-validationlayers");
  return device;
}

/* A picture and what treats each of its elements alike. */
static void
build_elements (AcuOpFixture *fixture)
{
  static const float mean[] = {0.485f, 0.456f, 0.406f}, std[] = {0.229f, 0.224f, 0.225f};
  AcuGraph *graph = fixture->graph;
  const AcuDType storage = acu_graph_get_storage (graph);
  AcuValue x = acu_graph_normalize_image (
      graph, acu_op_fixture_image (fixture, ACU_SHAPE (3, 5, 9, 3)), mean, std);
  AcuValue scale = acu_op_fixture_map (fixture, ACU_SHAPE (3, 3));
  AcuValue segments = acu_op_fixture_map (fixture, ACU_SHAPE (3, 2));

  x = acu_graph_scale_channels (graph, x, scale, (AcuScaleAttributes){.n_segments = 0});
  x = acu_graph_scale_channels (graph, x, segments,
                                (AcuScaleAttributes){.n_segments = 2, .segments = {1, 2}});
  x = acu_graph_add (graph, x, acu_op_fixture_map (fixture, ACU_SHAPE (3, 5, 9, 3)));
  x = acu_graph_activation (graph, x, ACU_ACTIVATION_GELU);
  acu_graph_set_output (graph, x, "elements");
  if (storage == ACU_DTYPE_F16)
    x = acu_graph_convert (graph, x, ACU_DTYPE_F32);
  acu_graph_set_output (graph, acu_graph_convert (graph, x, ACU_DTYPE_F16), "converted");
}

/* A map of odd size through everything that moves, pools or reduces one. */
static void
build_maps (AcuOpFixture *fixture)
{
  AcuGraph *graph = fixture->graph;
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (3, 6, 10, 7));
  AcuValue scale = acu_op_fixture_vector (fixture, 28, 0.5, 1.5);
  AcuValue bias = acu_op_fixture_vector (fixture, 28, -1.0, 1.0);
  AcuValue state = acu_op_fixture_state (fixture);
  AcuValue parts[2];

  x = acu_graph_patch_merge (graph, x);
  x = acu_graph_layer_norm (graph, x, scale, bias, 1e-5f);
  x = acu_graph_batch_norm (
      graph, x, scale, bias, bias, scale, x,
      (AcuNormAttributes){.epsilon = 1e-5f, .activation = ACU_ACTIVATION_RELU});
  parts[0] = acu_graph_average_pool (graph, x, 2, 3);
  parts[1] = acu_graph_max_pool (graph, x, (AcuWindowAttributes){.kernel = 2, .stride = 2});
  parts[1] = acu_graph_average_pool (graph, parts[1], 2, 3);
  x = acu_graph_concat (graph, parts, 2);
  x = acu_graph_drop_path (graph, x, state, (AcuDropoutAttributes){.rate = 0.3f, .stream = 1});
  x = acu_graph_dropout (graph, x, state, (AcuDropoutAttributes){.rate = 0.3f, .stream = 2});
  acu_graph_set_output (graph, acu_graph_channels_first (graph, x), "channels-first");
  x = acu_graph_unfold (graph, x, (AcuWindowAttributes){.kernel = 3, .stride = 1, .padding = 1});
  acu_graph_set_output (graph, acu_graph_softmax (graph, x), "softmax");
}

/* Attention and products, no size a multiple of a tile.  One product is read number by number where
 * storage is F32 and by vectors where it is F16, the other by vectors, its long sums in slices. */
static void
build_products (AcuOpFixture *fixture)
{
  AcuGraph *graph = fixture->graph;
  const gsize depth = acu_graph_get_storage (graph) == ACU_DTYPE_F32 ? 5 : 12;
  const AcuAttentionAttributes attention = {.heads = 2, .window = 2, .shift = 1};
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (1, 4, 2, 18));
  AcuValue table = acu_op_fixture_vector (fixture, 3 * 3 * 2, -1.0, 1.0);
  AcuValue weight, bias, score_weight, score_bias;

  acu_graph_set_output (graph, acu_graph_window_attention (graph, x, table, attention),
                        "attention");
  x = acu_op_fixture_map (fixture, ACU_SHAPE (3, depth));
  weight = acu_op_fixture_parameter (fixture, ACU_SHAPE (37, depth));
  bias = acu_op_fixture_vector (fixture, 37, -1.0, 1.0);
  acu_graph_set_output (graph, acu_graph_linear (graph, x, weight, bias, ACU_ACTIVATION_RELU),
                        "linear");
  x = acu_op_fixture_map (fixture, ACU_SHAPE (9, 516));
  weight = acu_op_fixture_parameter (fixture, ACU_SHAPE (5, 516));
  bias = acu_op_fixture_vector (fixture, 5, -1.0, 1.0);
  acu_graph_set_output (graph, acu_graph_linear (graph, x, weight, bias, ACU_ACTIVATION_GELU),
                        "sliced");
  x = acu_op_fixture_map (fixture, ACU_SHAPE (5, 13));
  score_weight = acu_op_fixture_map (fixture, ACU_SHAPE (5, 3, 13));
  score_bias = acu_op_fixture_map (fixture, ACU_SHAPE (5, 3));
  x = acu_graph_target_linear (graph, x, score_weight, score_bias, ACU_ACTIVATION_SIGMOID);
  acu_graph_set_output (graph, x, "target-linear");
}

/* The gradients of what moves and pools. */
static void
build_map_gradients (AcuOpFixture *fixture)
{
  AcuGraph *graph = fixture->graph;
  const AcuWindowAttributes window = {.kernel = 3, .stride = 2, .padding = 1};
  const AcuAttentionAttributes attention = {.heads = 2, .window = 2, .shift = 1};
  AcuValue x, y, table, table_gradient;

  x = acu_op_fixture_map (fixture, ACU_SHAPE (2, 3, 4, 9 * 5));
  x = acu_graph_fold (graph, x, 5, 7, window);
  y = acu_op_fixture_map (fixture, ACU_SHAPE (2, 3, 4, 5));
  acu_graph_set_output (graph, acu_graph_max_pool_gradient (graph, x, y, window), "max-pool");
  acu_graph_set_output (graph, acu_graph_average_pool_gradient (graph, y, 5, 7), "average-pool");
  x = acu_op_fixture_map (fixture, ACU_SHAPE (1, 3, 5, 12));
  acu_graph_set_output (graph, acu_graph_patch_split (graph, x), "patch-split");
  acu_graph_set_output (graph, acu_graph_slice (graph, x, 3, 7), "slice");
  x = acu_op_fixture_map (fixture, ACU_SHAPE (3, 4, 2, 18));
  table = acu_op_fixture_vector (fixture, 3 * 3 * 2, -1.0, 1.0);
  y = acu_op_fixture_map (fixture, ACU_SHAPE (3, 4, 2, 6));
  x = acu_graph_window_attention_gradient (graph, x, table, y, attention, &table_gradient);
  acu_graph_set_output (graph, x, "attention");
  acu_graph_set_output (graph, table_gradient, "table");
}

/* The gradients of what treats elements, rows, channels or samples alike. */
static void
build_row_gradients (AcuOpFixture *fixture)
{
  AcuGraph *graph = fixture->graph;
  const AcuShape shape = ACU_SHAPE (3, 1, 11, 5);
  AcuValue x = acu_op_fixture_map (fixture, shape);
  AcuValue dy = acu_op_fixture_map (fixture, shape);
  AcuValue weight = acu_op_fixture_vector (fixture, 5, 0.5, 1.5);
  AcuValue y, affine, statistics, mean, variance;

  y = acu_graph_layer_norm_gradient (graph, x, weight, dy, 1e-5f, &affine);
  acu_graph_set_output (graph, y, "layer-norm");
  acu_graph_set_output (graph, affine, "layer-norm-affine");
  statistics = acu_graph_reshape (graph, acu_graph_batch_statistics (graph, x), ACU_SHAPE (10));
  mean = acu_graph_slice (graph, statistics, 0, 5);
  variance = acu_graph_slice (graph, statistics, 5, 5);
  y = acu_graph_batch_norm_gradient (graph, x, weight, mean, variance, dy, 1e-5f, &affine);
  acu_graph_set_output (graph, y, "batch-norm");
  acu_graph_set_output (graph, affine, "batch-norm-affine");
  y = acu_graph_activation_gradient (graph, x, dy, ACU_ACTIVATION_GELU);
  acu_graph_set_output (graph, y, "activation");
  acu_graph_set_output (graph, acu_graph_sum_rows (graph, dy), "sums");
  acu_graph_set_output (graph, acu_graph_softmax_gradient (graph, acu_graph_softmax (graph, x), dy),
                        "softmax");
  y = acu_graph_scale_channels_gradient (graph, x, dy, (AcuScaleAttributes){.n_segments = 0});
  acu_graph_set_output (graph, y, "scale");
  y = acu_graph_scale_channels_gradient (graph, x, dy,
                                         (AcuScaleAttributes){.n_segments = 2, .segments = {2, 3}});
  acu_graph_set_output (graph, y, "segments");
  x = acu_op_fixture_map (fixture, ACU_SHAPE (5, 7 * 13));
  dy = acu_op_fixture_map (fixture, ACU_SHAPE (5, 7));
  y = acu_graph_target_linear_gradient (graph, x, dy);
  acu_graph_set_output (graph, acu_graph_outer_product (graph, dy, y), "target-linear");
}

/* What changes parameters in place. */
static void
build_updates (AcuOpFixture *fixture)
{
  AcuGraph *graph = fixture->graph;
  const gsize n = 131;
  const float factor = 0.75f;
  const AcuAdamwStep numbers = {.learning_rate = 0.01f,
                                .beta1 = 0.9f,
                                .beta2 = 0.999f,
                                .epsilon = 1e-8f,
                                .weight_decay = 0.02f,
                                .correction1 = 0.1f,
                                .correction2 = 0.001f,
                                .clip_norm = 0.5f,
                                .scale = 0.25f};
  AcuValue gradient = acu_op_fixture_parameter (fixture, ACU_SHAPE (n));
  AcuValue weight = acu_op_fixture_parameter (fixture, ACU_SHAPE (n));
  AcuValue running = acu_op_fixture_parameter (fixture, ACU_SHAPE (n));
  AcuValue m = acu_op_fixture_vector (fixture, n, -0.1, 0.1);
  AcuValue v = acu_op_fixture_vector (fixture, n, 0.0, 0.1);
  AcuValue x = acu_op_fixture_vector (fixture, n, -1.0, 1.0);
  AcuValue step =
      acu_op_fixture_numbers (fixture, (const float *)&numbers, sizeof numbers / sizeof (float));
  AcuValue norm;

  gradient =
      acu_graph_accumulate (graph, gradient, x, acu_op_fixture_numbers (fixture, &factor, 1));
  norm = acu_graph_square_sum (graph, x, acu_graph_square_sum (graph, gradient, ACU_NO_VALUE));
  acu_graph_set_output (graph, acu_graph_adamw (graph, weight, m, v, gradient, step, norm),
                        "weight");
  running = acu_graph_blend (graph, running, x,
                             (AcuBlendAttributes){.momentum = 0.1f, .correction = 1.25f});
  acu_graph_set_output (graph, running, "running");
}

/* Nothing that a kernel of the software device does strays from its operands; and none is forgotten
 * here. */
static void
test_kernels (gconstpointer data)
{
  static const BuildFunc builds[] = {build_elements,      build_maps,          build_products,
                                     build_map_gradients, build_row_gradients, build_updates};
  const AcuDType storage = GPOINTER_TO_UINT (data);
  g_autoptr (AcuDevice) device = open_device ();

  if (device == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (builds); i++) {
    g_autoptr (AcuOpFixture) fixture = acu_op_fixture_new (storage, 11 + i);

    builds[i](fixture);
    acu_op_fixture_check (fixture, device, TOLERANCE, HALF_TOLERANCE);
  }
  for (AcuVkKernel kernel = 0; kernel < ACU_VK_N_KERNELS; kernel++) {
    /* Those of hardware, of which one tile alone takes minutes to compile. */
    if (kernel == ACU_VK_KERNEL_MATMUL_TILED || kernel == ACU_VK_KERNEL_MATMUL_COOPERATIVE)
      continue;
    if (!acu_vk_pipelines_use (((AcuVkContext *)device)->pipelines, kernel)) {
      g_test_message ("no access of %s was watched", acu_vk_kernel_get (kernel)->name);
      g_test_fail ();
    }
  }
}

/* A kernel that writes one number behind its buffer is reported, and one that fills it is not. */
static void
test_stray (void)
{
  g_autoptr (AcuDevice) device = open_device ();
  g_autoptr (GError) error = NULL;

  if (device == NULL)
    return;
  acu_stray_kernel_run (device, 64, 64, &error);
  g_assert_no_error (error);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*out of bounds*");
  acu_stray_kernel_run (device, 64, 65, &error);
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("ACUTANCE_VULKAN_VALIDATION", "gpu", TRUE);
  g_test_add_func ("/vulkan-validation/stray", test_stray);
  /* It takes minutes beside sanitizers, which have nothing to see in kernels. */
#ifndef ACU_SANITIZED
  g_test_add_data_func ("/vulkan-validation/kernels/f32", GUINT_TO_POINTER (ACU_DTYPE_F32),
                        test_kernels);
  g_test_add_data_func ("/vulkan-validation/kernels/f16", GUINT_TO_POINTER (ACU_DTYPE_F16),
                        test_kernels);
#else
  (void)test_kernels;
#endif
  return g_test_run ();
}

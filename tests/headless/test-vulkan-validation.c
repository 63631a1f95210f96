/* Kernels under GPU-assisted validation, which watches every access to memory, odd sizes and all.
 *
 * It rewrites the kernels, and the software device takes minutes to compile the largest tiles and
 * windows then; of matrix products and attention there is one of each here.  Messages of the layer
 * are warnings, which fail a test. */
#include "op-fixture.h"
#include "tests/headless/test-support.h"

#define DEVICE "vulkan:llvmpipe"

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

/* A map of odd size through everything that moves, pools or reduces one. */
static void
test_maps (gconstpointer storage)
{
  g_autoptr (AcuDevice) device = open_device ();
  g_autoptr (AcuOpFixture) fixture = acu_op_fixture_new (GPOINTER_TO_UINT (storage), 11);
  AcuGraph *graph = fixture->graph;
  AcuValue x, scale, bias, state, parts[2];

  if (device == NULL)
    return;
  x = acu_op_fixture_map (fixture, ACU_SHAPE (3, 6, 10, 7));
  scale = acu_op_fixture_vector (fixture, 28, 0.5, 1.5);
  bias = acu_op_fixture_vector (fixture, 28, -1.0, 1.0);
  state = acu_op_fixture_state (fixture);
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
  acu_op_fixture_check (fixture, device, 64.0, 64.0);
}

/* Attention and the products around it, no size a multiple of a tile. */
static void
test_products (gconstpointer storage)
{
  g_autoptr (AcuDevice) device = open_device ();
  g_autoptr (AcuOpFixture) fixture = acu_op_fixture_new (GPOINTER_TO_UINT (storage), 12);
  AcuGraph *graph = fixture->graph;
  const AcuAttentionAttributes attention = {.heads = 3, .window = 7, .shift = 3};
  AcuValue x, weight, bias, table, score_weight, score_bias;

  if (device == NULL)
    return;
  x = acu_op_fixture_map (fixture, ACU_SHAPE (1, 14, 7, 37));
  weight = acu_op_fixture_parameter (fixture, ACU_SHAPE (3 * 48, 37));
  bias = acu_op_fixture_vector (fixture, 3 * 48, -1.0, 1.0);
  table = acu_op_fixture_vector (fixture, 13 * 13 * 3, -1.0, 1.0);
  x = acu_graph_linear (graph, x, weight, bias, ACU_ACTIVATION_NONE);
  x = acu_graph_window_attention (graph, x, table, attention);
  weight = acu_op_fixture_parameter (fixture, ACU_SHAPE (61, 48));
  bias = acu_op_fixture_vector (fixture, 61, -1.0, 1.0);
  x = acu_graph_linear (graph, x, weight, bias, ACU_ACTIVATION_GELU);
  acu_graph_set_output (graph, x, "linear");
  x = acu_op_fixture_map (fixture, ACU_SHAPE (5, 13));
  score_weight = acu_op_fixture_map (fixture, ACU_SHAPE (5, 3, 13));
  score_bias = acu_op_fixture_map (fixture, ACU_SHAPE (5, 3));
  x = acu_graph_target_linear (graph, x, score_weight, score_bias, ACU_ACTIVATION_SIGMOID);
  acu_graph_set_output (graph, x, "target-linear");
  /* Roundoff of three products in a row. */
  acu_op_fixture_check (fixture, device, 256.0, 64.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("ACUTANCE_VULKAN_VALIDATION", "gpu", TRUE);
  g_test_add_data_func ("/vulkan-validation/maps/f32", GUINT_TO_POINTER (ACU_DTYPE_F32), test_maps);
  g_test_add_data_func ("/vulkan-validation/maps/f16", GUINT_TO_POINTER (ACU_DTYPE_F16), test_maps);
  /* It takes minutes beside sanitizers, which have nothing to see in kernels. */
#ifndef ACU_SANITIZED
  g_test_add_data_func ("/vulkan-validation/products/f32", GUINT_TO_POINTER (ACU_DTYPE_F32),
                        test_products);
#else
  (void)test_products;
#endif
  return g_test_run ();
}

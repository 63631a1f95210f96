/* What the software device would not run of itself: the kernels for hardware, in every tile size
 * and in slices; and arguments beyond those that other tests draw. */
#include <math.h>
#include <string.h>

#include "compute/backend.h"
#include "compute/gradient-ops.h"
#include "compute/session.h"
#include "compute/vulkan/vk-self-test.h"
#include "op-fixture.h"
#include "tests/headless/test-support.h"

#define DEVICE "vulkan:llvmpipe"

typedef struct {
  const char *name;
  gsize m, n, k;
  gboolean transpose_a, transpose_b;
  AcuActivation activation;
  gboolean has_bias, has_residual;
} Product;

static const Product products[] = {
    {"tile-128", 1864, 1868, 20, FALSE, TRUE, ACU_ACTIVATION_GELU, TRUE, TRUE},
    {"tile-128-odd", 1867, 1865, 19, FALSE, TRUE, ACU_ACTIVATION_NONE, TRUE, FALSE},
    {"tile-128-plain", 1864, 1865, 20, FALSE, FALSE, ACU_ACTIVATION_NONE, FALSE, FALSE},
    {"tile-64", 900, 904, 68, FALSE, TRUE, ACU_ACTIVATION_RELU, TRUE, FALSE},
    {"tile-64-odd", 899, 901, 33, TRUE, FALSE, ACU_ACTIVATION_NONE, FALSE, FALSE},
    {"tile-64-transposed", 900, 904, 36, TRUE, TRUE, ACU_ACTIVATION_NONE, FALSE, TRUE},
    {"sliced", 96, 48, 1040, TRUE, FALSE, ACU_ACTIVATION_NONE, FALSE, FALSE},
    {"sliced-epilogue", 33, 48, 2051, FALSE, TRUE, ACU_ACTIVATION_SIGMOID, TRUE, TRUE},
    {"sliced-odd", 7, 5, 4099, TRUE, FALSE, ACU_ACTIVATION_NONE, TRUE, FALSE},
};

static AcuDevice *
open_device (const char *kernels)
{
  g_autoptr (GError) error = NULL;
  AcuDevice *device;

  g_setenv ("ACUTANCE_VULKAN_KERNELS", kernels, TRUE);
  device = acu_device_open (DEVICE, &error);
  if (device == NULL)
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
  return device;
}

static void
check_product (const Product *product, const char *kernels, AcuDType storage)
{
  g_autoptr (AcuDevice) device = open_device (kernels);
  g_autoptr (AcuOpFixture) fixture = acu_op_fixture_new (storage, 7);
  AcuValue a, b, bias = ACU_NO_VALUE, residual = ACU_NO_VALUE;

  if (device == NULL)
    return;
  a = acu_op_fixture_map (fixture, product->transpose_a ? ACU_SHAPE (product->k, product->m)
                                                        : ACU_SHAPE (product->m, product->k));
  b = acu_op_fixture_parameter (fixture, product->transpose_b ? ACU_SHAPE (product->n, product->k)
                                                              : ACU_SHAPE (product->k, product->n));
  if (product->has_bias)
    bias = acu_op_fixture_vector (fixture, product->n, -1.0, 1.0);
  if (product->has_residual)
    residual = acu_op_fixture_map (fixture, ACU_SHAPE (product->m, product->n));
  acu_graph_set_output (fixture->graph,
                        acu_graph_matmul (fixture->graph, a, b, bias, residual,
                                          (AcuMatmulAttributes){
                                              .transpose_a = product->transpose_a,
                                              .transpose_b = product->transpose_b,
                                              .activation = product->activation,
                                          }),
                        "result");
  /* The error of a sum of k random products grows as the root of k. */
  acu_op_fixture_check (fixture, device, 8.0 + 3.0 * sqrt ((double)product->k), 4.0);
}

static void
test_hardware (gconstpointer data)
{
  check_product (data, "hardware", ACU_DTYPE_F32);
  check_product (data, "hardware", ACU_DTYPE_F16);
}

/* Software devices have one kernel for all sizes: a part of what fills hardware will do. */
static void
test_software (gconstpointer data)
{
  Product part = *(const Product *)data;

  part.m %= 512;
  part.n %= 512;
  check_product (&part, "software", ACU_DTYPE_F32);
}

/* Whoever makes kernels faster sees what each takes: here of two launches, a product in slices. */
static void
test_profile (void)
{
  g_autoptr (AcuDevice) device = NULL;

  if (g_test_subprocess ()) {
    g_setenv ("ACUTANCE_VULKAN_PROFILE", "1", TRUE);
    check_product (&products[6], "hardware", ACU_DTYPE_F32);
    return;
  }
  device = open_device ("hardware");
  if (device == NULL)
    return;
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*1 runs of 2 launches*matmul_tiled 96 48 1040*matmul_sum 4608*");
}

/* Far from zero, activations approach their limits and neither overflow nor turn around. */
static void
test_limits (gconstpointer kernels)
{
  static const float x[] = {-1e30f, -300.0f, -104.0f, -89.0f, -88.0f, -87.5f,
                            87.5f,  88.0f,   89.0f,   104.0f, 300.0f, 1e30f};
  g_autoptr (AcuDevice) device = open_device (kernels);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuGraph) graph = acu_graph_new (ACU_DTYPE_F32);
  g_autoptr (AcuParameters) parameters = NULL;
  g_autoptr (AcuSession) session = NULL;
  AcuValue input = acu_graph_input (graph, "x", ACU_DTYPE_F32, ACU_SHAPE (G_N_ELEMENTS (x)));
  AcuValue sigmoid = acu_graph_activation (graph, input, ACU_ACTIVATION_SIGMOID);
  AcuValue gelu = acu_graph_activation (graph, input, ACU_ACTIVATION_GELU);
  AcuValue softmax = acu_graph_softmax (graph, input);
  float results[3][G_N_ELEMENTS (x)];

  if (device == NULL)
    return;
  acu_graph_set_output (graph, sigmoid, "sigmoid");
  acu_graph_set_output (graph, gelu, "gelu");
  acu_graph_set_output (graph, softmax, "softmax");
  parameters = acu_parameters_new (device, graph, &error);
  g_assert_no_error (error);
  session = acu_session_new (graph, parameters, &error);
  g_assert_no_error (error);
  acu_session_upload (session, input, x, sizeof x, &error);
  g_assert_no_error (error);
  acu_session_run (session, NULL, &error);
  g_assert_no_error (error);
  acu_session_download (session, sigmoid, results[0], G_N_ELEMENTS (x), &error);
  g_assert_no_error (error);
  acu_session_download (session, gelu, results[1], G_N_ELEMENTS (x), &error);
  g_assert_no_error (error);
  acu_session_download (session, softmax, results[2], G_N_ELEMENTS (x), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (x); i++) {
    g_assert_cmpfloat_with_epsilon (results[0][i], x[i] < 0.0f ? 0.0f : 1.0f, 1e-30f);
    g_assert_cmpfloat_with_epsilon (results[1][i] / x[i], x[i] < 0.0f ? 0.0f : 1.0f, 1e-6f);
    g_assert_cmpfloat (results[2][i], ==, i + 1 == G_N_ELEMENTS (x) ? 1.0f : 0.0f);
  }
}

/* Prepares the gradient of a layer norm of @rows rows of two halves, for which a row's moments,
 * kept in scratch memory, take twice as much as the row, on a device that addresses @most bytes. */
static gboolean
prepare_norm (AcuDevice *device, gsize rows, gsize most, GError **error)
{
  g_autoptr (AcuGraph) graph = acu_graph_new (ACU_DTYPE_F16);
  g_autoptr (AcuParameters) parameters = NULL;
  g_autoptr (AcuSession) session = NULL;
  AcuValue x = acu_graph_input (graph, "x", ACU_DTYPE_F16, ACU_SHAPE (rows, 2));
  AcuValue weight = acu_graph_input (graph, "weight", ACU_DTYPE_F32, ACU_SHAPE (2));
  AcuValue dy = acu_graph_input (graph, "dy", ACU_DTYPE_F16, ACU_SHAPE (rows, 2));
  AcuValue affine;
  AcuValue dx = acu_graph_layer_norm_gradient (graph, x, weight, dy, 1e-5f, &affine);

  acu_graph_set_output (graph, dx, "dx");
  device->info.max_operand = most;
  parameters = acu_parameters_new (device, graph, error);
  if (parameters == NULL)
    return FALSE;
  session = acu_session_new (graph, parameters, error);
  return session != NULL;
}

/* Scratch memory beyond what the device addresses asks for a smaller batch, as values do. */
static void
test_scratch_limit (void)
{
  const gsize rows = 4096;
  g_autoptr (AcuDevice) device = open_device ("software");
  g_autoptr (GError) error = NULL, failure = NULL;

  if (device == NULL)
    return;
  g_assert_true (prepare_norm (device, rows, rows * 8, &error));
  g_assert_no_error (error);
  g_assert_false (prepare_norm (device, rows, rows * 4, &failure));
  g_assert_error (failure, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY);
  g_assert_nonnull (strstr (failure->message, "layer_norm_gradient"));
}

/* A kernel is trusted when it rounds, and not when it is wrong in one place. */
static void
test_self_test (void)
{
  static const float expected[] = {10.0f, -20.0f, 0.0f, 3.0f};
  static const struct {
    float result[G_N_ELEMENTS (expected)];
    gboolean is_right;
  } cases[] = {
      {{10.0f, -20.0f, 0.0f, 3.0f}, TRUE},  {{10.01f, -19.98f, 0.02f, 3.01f}, TRUE},
      {{10.0f, -20.0f, 0.0f, 3.1f}, FALSE}, {{0.0f, 0.0f, 0.0f, 0.0f}, FALSE},
      {{10.0f, -20.0f, NAN, 3.0f}, FALSE},  {{10.0f, -INFINITY, 0.0f, 3.0f}, FALSE},
      {{-20.0f, 10.0f, 0.0f, 3.0f}, FALSE}, {{10.0f, -20.0f, 3.0f, 0.0f}, FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (acu_vk_products_agree (expected, cases[i].result, G_N_ELEMENTS (expected)), ==,
                     cases[i].is_right);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (products); i++) {
    g_autofree char *hardware =
        g_strconcat ("/vulkan-kernels/hardware/matmul/", products[i].name, NULL);
    g_autofree char *software =
        g_strconcat ("/vulkan-kernels/software/matmul/", products[i].name, NULL);

    g_test_add_data_func (hardware, &products[i], test_hardware);
    g_test_add_data_func (software, &products[i], test_software);
  }
  g_test_add_data_func ("/vulkan-kernels/hardware/limits", "hardware", test_limits);
  g_test_add_data_func ("/vulkan-kernels/software/limits", "software", test_limits);
  g_test_add_func ("/vulkan-kernels/profile", test_profile);
  g_test_add_func ("/vulkan-kernels/self-test", test_self_test);
  g_test_add_func ("/vulkan-kernels/scratch-limit", test_scratch_limit);
  return g_test_run ();
}

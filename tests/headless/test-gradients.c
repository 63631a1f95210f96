/* Every operation's gradient against central differences of the operation itself. */
#include <math.h>

#include "compute/autodiff.h"
#include "compute/gradient-ops.h"
#include "compute/random.h"
#include "compute/session.h"
#include "tests/headless/test-support.h"

#define MAX_ARGUMENTS 6

/* An operation under test: its differentiable arguments' shapes, and how it is built from them. */
typedef struct {
  const char *name;
  guint n_arguments;
  AcuShape shapes[MAX_ARGUMENTS];
  AcuValue (*build) (AcuGraph *graph, const AcuValue *arguments, AcuValue state);
} Case;

#define SHAPE1(a)                                                                                  \
  {                                                                                                \
    1,                                                                                             \
    {                                                                                              \
      a                                                                                            \
    }                                                                                              \
  }
#define SHAPE2(a, b)                                                                               \
  {                                                                                                \
    2,                                                                                             \
    {                                                                                              \
      a, b                                                                                         \
    }                                                                                              \
  }
#define SHAPE4(a, b, c, d)                                                                         \
  {                                                                                                \
    4,                                                                                             \
    {                                                                                              \
      a, b, c, d                                                                                   \
    }                                                                                              \
  }

static AcuDevice *device;

static AcuValue
build_linear (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_matmul (graph, arguments[0], arguments[1], arguments[2], arguments[3],
                           (AcuMatmulAttributes){.transpose_b = TRUE});
}

static AcuValue
build_linear_relu (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_linear (graph, arguments[0], arguments[1], arguments[2], ACU_ACTIVATION_RELU);
}

static AcuValue
build_linear_sigmoid (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_linear (graph, arguments[0], arguments[1], arguments[2], ACU_ACTIVATION_SIGMOID);
}

static AcuValue
build_product (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_matmul (graph, arguments[0], arguments[1], ACU_NO_VALUE, ACU_NO_VALUE,
                           (AcuMatmulAttributes){0});
}

static AcuValue
build_convolution (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_convolution (graph, arguments[0], arguments[1], arguments[2],
                                (AcuWindowAttributes){.kernel = 3, .stride = 2, .padding = 1},
                                ACU_ACTIVATION_NONE);
}

static AcuValue
build_layer_norm (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_layer_norm (graph, arguments[0], arguments[1], arguments[2], 1e-5f);
}

static AcuValue
build_attention (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_window_attention (graph, arguments[0], arguments[1],
                                     (AcuAttentionAttributes){.heads = 2, .window = 3, .shift = 0});
}

static AcuValue
build_shifted_attention (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_window_attention (graph, arguments[0], arguments[1],
                                     (AcuAttentionAttributes){.heads = 2, .window = 3, .shift = 1});
}

static AcuValue
build_patch_merge (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_patch_merge (graph, arguments[0]);
}

static AcuValue
build_add (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  /* One argument twice: its gradients add up. */
  return acu_graph_add (graph, acu_graph_add (graph, arguments[0], arguments[1]), arguments[0]);
}

static AcuValue
build_relu (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_activation (graph, arguments[0], ACU_ACTIVATION_RELU);
}

static AcuValue
build_gelu (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_activation (graph, arguments[0], ACU_ACTIVATION_GELU);
}

static AcuValue
build_sigmoid (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_activation (graph, arguments[0], ACU_ACTIVATION_SIGMOID);
}

static AcuValue
build_average_pool (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_average_pool (graph, arguments[0], 3, 2);
}

static AcuValue
build_max_pool (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_max_pool (graph, arguments[0],
                             (AcuWindowAttributes){.kernel = 3, .stride = 2, .padding = 1});
}

static AcuValue
build_concat (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_concat (graph, arguments, 3);
}

static AcuValue
build_scale_channels (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_scale_channels (graph, arguments[0], arguments[1], (AcuScaleAttributes){0});
}

static AcuValue
build_scale_segments (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_scale_channels (graph, arguments[0], arguments[1],
                                   (AcuScaleAttributes){.n_segments = 3, .segments = {1, 4, 2}});
}

static AcuValue
build_softmax (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_softmax (graph, arguments[0]);
}

static AcuValue
build_channels_first (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_channels_first (graph, arguments[0]);
}

static AcuValue
build_batch_norm (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  gsize channels = acu_shape_columns (acu_graph_get_shape (graph, arguments[0]));
  AcuValue both = acu_graph_reshape (graph, acu_graph_batch_statistics (graph, arguments[0]),
                                     ACU_SHAPE (2 * channels));

  return acu_graph_batch_norm (
      graph, arguments[0], arguments[1], arguments[2], acu_graph_slice (graph, both, 0, channels),
      acu_graph_slice (graph, both, channels, channels), arguments[3],
      (AcuNormAttributes){.epsilon = 1e-5f, .activation = ACU_ACTIVATION_RELU});
}

static AcuValue
build_target_linear (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_target_linear (graph, arguments[0], arguments[1], arguments[2],
                                  ACU_ACTIVATION_SIGMOID);
}

static AcuValue
build_dropout (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_dropout (graph, arguments[0], state,
                            (AcuDropoutAttributes){.rate = 0.4f, .stream = 3});
}

static AcuValue
build_drop_path (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  return acu_graph_drop_path (graph, arguments[0], state,
                              (AcuDropoutAttributes){.rate = 0.5f, .stream = 1});
}

/* Two layers, so that values of the forward pass are needed again. */
static AcuValue
build_perceptron (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  AcuValue x = acu_graph_layer_norm (graph, arguments[0], arguments[1], arguments[2], 1e-5f);

  x = acu_graph_linear (graph, x, arguments[3], ACU_NO_VALUE, ACU_ACTIVATION_NONE);
  x = acu_graph_activation (graph, x, ACU_ACTIVATION_GELU);
  x = acu_graph_linear (graph, x, arguments[4], ACU_NO_VALUE, ACU_ACTIVATION_NONE);
  return acu_graph_add (graph, x, arguments[0]);
}

/* @branch, which is dropped for some of the samples of @x, added to it: what nobody needs then is
 * left out, forward and backward. */
static AcuValue
drop_branch (AcuGraph *graph, AcuValue x, AcuValue branch, AcuValue state)
{
  AcuDropoutAttributes dropout = {.rate = 0.4f, .stream = 2};

  return acu_graph_add (graph, x, acu_graph_drop_path (graph, branch, state, dropout));
}

static AcuValue
build_dropped_attention (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  AcuValue y = acu_graph_layer_norm (graph, arguments[0], arguments[1], arguments[2], 1e-5f);

  y = acu_graph_linear (graph, y, arguments[3], ACU_NO_VALUE, ACU_ACTIVATION_NONE);
  y = acu_graph_window_attention (graph, y, arguments[4],
                                  (AcuAttentionAttributes){.heads = 2, .window = 3, .shift = 1});
  y = acu_graph_linear (graph, y, arguments[5], ACU_NO_VALUE, ACU_ACTIVATION_NONE);
  return drop_branch (graph, arguments[0], y, state);
}

static AcuValue
build_dropped_perceptron (AcuGraph *graph, const AcuValue *arguments, AcuValue state)
{
  AcuValue y = acu_graph_layer_norm (graph, arguments[0], arguments[1], arguments[2], 1e-5f);

  y = acu_graph_linear (graph, y, arguments[3], arguments[4], ACU_ACTIVATION_NONE);
  y = acu_graph_activation (graph, y, ACU_ACTIVATION_GELU);
  y = acu_graph_linear (graph, y, arguments[5], ACU_NO_VALUE, ACU_ACTIVATION_NONE);
  return drop_branch (graph, arguments[0], y, state);
}

static const Case cases[] = {
    {"linear", 4, {SHAPE2 (5, 7), SHAPE2 (3, 7), SHAPE1 (3), SHAPE2 (5, 3)}, build_linear},
    {"linear-relu", 3, {SHAPE2 (6, 5), SHAPE2 (4, 5), SHAPE1 (4)}, build_linear_relu},
    {"linear-sigmoid", 3, {SHAPE2 (6, 5), SHAPE2 (4, 5), SHAPE1 (4)}, build_linear_sigmoid},
    {"product", 2, {SHAPE2 (4, 6), SHAPE2 (6, 5)}, build_product},
    {"convolution", 3, {SHAPE4 (2, 5, 6, 3), SHAPE2 (4, 27), SHAPE1 (4)}, build_convolution},
    {"layer-norm", 3, {SHAPE2 (5, 9), SHAPE1 (9), SHAPE1 (9)}, build_layer_norm},
    {"attention", 2, {SHAPE4 (2, 3, 6, 12), SHAPE2 (25, 2)}, build_attention},
    {"shifted-attention", 2, {SHAPE4 (1, 6, 6, 12), SHAPE2 (25, 2)}, build_shifted_attention},
    {"patch-merge", 1, {SHAPE4 (2, 4, 6, 3)}, build_patch_merge},
    {"add", 2, {SHAPE2 (3, 5), SHAPE2 (3, 5)}, build_add},
    {"relu", 1, {SHAPE2 (4, 7)}, build_relu},
    {"gelu", 1, {SHAPE2 (4, 7)}, build_gelu},
    {"sigmoid", 1, {SHAPE2 (4, 7)}, build_sigmoid},
    {"average-pool", 1, {SHAPE4 (2, 7, 5, 3)}, build_average_pool},
    {"max-pool", 1, {SHAPE4 (2, 7, 6, 3)}, build_max_pool},
    {"concat", 3, {SHAPE2 (4, 3), SHAPE2 (4, 1), SHAPE2 (4, 6)}, build_concat},
    {"scale-channels", 2, {SHAPE4 (2, 3, 4, 5), SHAPE2 (2, 5)}, build_scale_channels},
    {"scale-segments", 2, {SHAPE4 (2, 3, 4, 7), SHAPE2 (2, 3)}, build_scale_segments},
    {"softmax", 1, {SHAPE2 (3, 6)}, build_softmax},
    {"channels-first", 1, {SHAPE4 (2, 3, 4, 5)}, build_channels_first},
    {"batch-norm",
     4,
     {SHAPE4 (2, 3, 4, 5), SHAPE1 (5), SHAPE1 (5), SHAPE4 (2, 3, 4, 5)},
     build_batch_norm},
    {"target-linear", 3, {SHAPE2 (3, 5), SHAPE2 (3, 20), SHAPE2 (3, 4)}, build_target_linear},
    {"dropout", 1, {SHAPE2 (5, 13)}, build_dropout},
    {"drop-path", 1, {SHAPE2 (9, 4)}, build_drop_path},
    {"dropped-attention",
     6,
     {SHAPE4 (5, 3, 6, 4), SHAPE1 (4), SHAPE1 (4), SHAPE2 (12, 4), SHAPE2 (25, 2), SHAPE2 (4, 4)},
     build_dropped_attention},
    {"dropped-perceptron",
     6,
     {SHAPE4 (5, 2, 3, 6), SHAPE1 (6), SHAPE1 (6), SHAPE2 (9, 6), SHAPE1 (9), SHAPE2 (6, 9)},
     build_dropped_perceptron},
    {"perceptron",
     5,
     {SHAPE2 (4, 6), SHAPE1 (6), SHAPE1 (6), SHAPE2 (9, 6), SHAPE2 (6, 9)},
     build_perceptron},
};

/* A case made ready on the device; the loss is the sum of its results times fixed weights. */
typedef struct {
  const Case *test;
  AcuGraph *graph;
  AcuParameters *parameters;
  AcuSession *session;
  AcuValue state, seed, result;
  AcuValue gradients[MAX_ARGUMENTS];
  float *weights;
  float *results;
  gsize n_results;
} Fixture;

static void
argument_name (char name[16], guint index)
{
  g_snprintf (name, 16, "argument%u", index);
}

/* The graph up to the result. */
static void
build (Fixture *fixture, const Case *test, AcuValue *arguments)
{
  char name[16];

  *fixture = (Fixture){.test = test, .graph = acu_graph_new (ACU_DTYPE_F32)};
  for (guint i = 0; i < test->n_arguments; i++) {
    argument_name (name, i);
    arguments[i] = acu_graph_parameter (fixture->graph, name, test->shapes[i], TRUE);
  }
  fixture->state = acu_graph_input (fixture->graph, "state", ACU_DTYPE_U32, ACU_SHAPE (4));
  fixture->result = test->build (fixture->graph, arguments, fixture->state);
}

static void
fixture_init (Fixture *fixture, const Case *test, AcuRecompute recompute)
{
  g_autoptr (GError) error = NULL;
  AcuRandom random = acu_random_new (2, 0);
  AcuValue arguments[MAX_ARGUMENTS];
  char name[16];

  build (fixture, test, arguments);
  acu_graph_set_output (fixture->graph, fixture->result, "result");
  fixture->seed = acu_graph_input (fixture->graph, "seed", ACU_DTYPE_F32,
                                   acu_graph_get_shape (fixture->graph, fixture->result));
  acu_graph_begin_phase (fixture->graph);
  acu_graph_differentiate (fixture->graph, &(AcuSeed){fixture->result, fixture->seed}, 1, arguments,
                           test->n_arguments, recompute, fixture->gradients);
  for (guint i = 0; i < test->n_arguments; i++) {
    g_assert_cmpuint (fixture->gradients[i], !=, ACU_NO_VALUE);
    /* Where the gradient is the seed itself, there is nothing to compute. */
    if (acu_graph_get_node (fixture->graph, fixture->gradients[i])->op == ACU_OP_INPUT)
      continue;
    if (acu_graph_get_node (fixture->graph, fixture->gradients[i])->name == NULL) {
      g_snprintf (name, sizeof name, "gradient%u", i);
      acu_graph_set_output (fixture->graph, fixture->gradients[i], name);
    }
  }
  fixture->n_results = acu_shape_count (acu_graph_get_shape (fixture->graph, fixture->result));
  fixture->results = g_new (float, fixture->n_results);
  fixture->weights = g_new (float, fixture->n_results);
  for (gsize i = 0; i < fixture->n_results; i++)
    fixture->weights[i] = acu_random_normal (&random);
  fixture->parameters = acu_parameters_new (device, fixture->graph, &error);
  g_assert_no_error (error);
  fixture->session = acu_session_new (fixture->graph, fixture->parameters, &error);
  g_assert_no_error (error);
}

static void
fixture_clear (Fixture *fixture)
{
  acu_session_free (fixture->session);
  acu_parameters_free (fixture->parameters);
  acu_graph_free (fixture->graph);
  g_free (fixture->weights);
  g_free (fixture->results);
}

static void
run (Fixture *fixture, guint n_phases)
{
  static const guint32 state[4] = {5, 6, 7, 8};
  g_autoptr (GError) error = NULL;

  acu_session_upload (fixture->session, fixture->state, state, sizeof state, &error);
  g_assert_no_error (error);
  acu_session_upload (fixture->session, fixture->seed, fixture->weights,
                      fixture->n_results * sizeof (float), &error);
  g_assert_no_error (error);
  for (guint phase = 0; phase < n_phases; phase++) {
    acu_session_run_phase (fixture->session, phase, NULL, &error);
    g_assert_no_error (error);
  }
}

/* The loss with element @index of argument @argument moved by @delta. */
static double
loss_at (Fixture *fixture, guint argument, float *values, gsize count, gsize index, float delta)
{
  g_autoptr (GError) error = NULL;
  float kept = values[index];
  double loss = 0.0;
  char name[16];

  argument_name (name, argument);
  values[index] += delta;
  acu_parameters_write (fixture->parameters, name, values, count, &error);
  g_assert_no_error (error);
  run (fixture, 1);
  values[index] = kept;
  acu_parameters_write (fixture->parameters, name, values, count, &error);
  acu_session_download (fixture->session, fixture->result, fixture->results, fixture->n_results,
                        &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < fixture->n_results; i++)
    loss += (double)fixture->weights[i] * fixture->results[i];
  return loss;
}

static void
check_case (const Case *test, AcuRecompute recompute)
{
  const float step = 4e-3f;
  g_autoptr (GError) error = NULL;
  AcuRandom random = acu_random_new (9, 0);
  float *values[MAX_ARGUMENTS], *gradients[MAX_ARGUMENTS];
  Fixture fixture;
  char name[16];

  fixture_init (&fixture, test, recompute);
  for (guint i = 0; i < test->n_arguments; i++) {
    gsize count = acu_shape_count (test->shapes[i]);

    values[i] = g_new (float, count);
    gradients[i] = g_new (float, count);
    for (gsize j = 0; j < count; j++)
      values[i][j] = acu_random_normal (&random);
    argument_name (name, i);
    acu_parameters_write (fixture.parameters, name, values[i], count, &error);
    g_assert_no_error (error);
  }
  run (&fixture, 2);
  for (guint i = 0; i < test->n_arguments; i++) {
    gsize count = acu_shape_count (test->shapes[i]);

    if (acu_graph_get_node (fixture.graph, fixture.gradients[i])->op == ACU_OP_INPUT)
      for (gsize j = 0; j < count; j++)
        gradients[i][j] = fixture.weights[j];
    else
      acu_session_download (fixture.session, fixture.gradients[i], gradients[i], count, &error);
    g_assert_no_error (error);
  }
  for (guint i = 0; i < test->n_arguments; i++) {
    gsize count = acu_shape_count (test->shapes[i]);
    double difference = 0.0, magnitude = 0.0;

    for (gsize j = 0; j < count; j++) {
      double expected = (loss_at (&fixture, i, values[i], count, j, step) -
                         loss_at (&fixture, i, values[i], count, j, -step)) /
                        (2.0 * step);

      difference += (expected - gradients[i][j]) * (expected - gradients[i][j]);
      magnitude += expected * expected;
    }
    g_test_message ("%s, argument %u: relative difference %.2g", test->name, i,
                    sqrt (difference / magnitude));
    g_assert_cmpfloat (magnitude, >, 0.0);
    g_assert_cmpfloat (sqrt (difference / magnitude), <, 2e-3);
    g_free (values[i]);
    g_free (gradients[i]);
  }
  fixture_clear (&fixture);
}

static void
test_case (gconstpointer data)
{
  check_case (data, ACU_RECOMPUTE_NOTHING);
}

static void
test_recompute (void)
{
  for (guint i = 1; i <= 3; i++) {
    check_case (&cases[G_N_ELEMENTS (cases) - i], ACU_RECOMPUTE_CHEAP);
    check_case (&cases[G_N_ELEMENTS (cases) - i], ACU_RECOMPUTE_BLOCKS);
  }
}

/* A new operation without a case would go unnoticed.  Of pictures nobody wants the gradient, and
 * between types there is nothing to convert where all is F32. */
static void
test_every_op (void)
{
  gboolean is_seen[ACU_N_OPS] = {[ACU_OP_NORMALIZE_IMAGE] = TRUE, [ACU_OP_CONVERT] = TRUE};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    AcuValue arguments[MAX_ARGUMENTS];
    Fixture fixture;

    build (&fixture, &cases[i], arguments);
    for (guint k = 0; k < acu_graph_get_n_nodes (fixture.graph); k++)
      is_seen[acu_graph_get_node (fixture.graph, k)->op] = TRUE;
    acu_graph_free (fixture.graph);
  }
  for (AcuOp op = 0; op < ACU_OP_BYPRODUCT; op++)
    if (!is_seen[op])
      g_test_fail_printf ("no case has the operation %s", acu_op_name (op));
}

int
main (int argc, char **argv)
{
  const char *selector = g_getenv ("ACUTANCE_TEST_DEVICE");
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  device = acu_device_open (selector != NULL ? selector : "cpu", &error);
  if (device == NULL) {
    g_print ("1..0 # SKIP %s\n", error->message);
    return 0;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/gradients/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/gradients/recompute", test_recompute);
  g_test_add_func ("/gradients/every", test_every_op);
  status = g_test_run ();
  acu_device_close (device);
  return status;
}

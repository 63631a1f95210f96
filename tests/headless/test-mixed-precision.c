/* Training with F16 maps and F32 weights on Mesa's software device, against training in F32. */
#include <math.h>

#include "compute/nn/initialise.h"
#include "compute/random.h"
#include "compute/train/loss-scale.h"
#include "compute/train/trainer.h"
#include "tests/headless/test-support.h"

#define DEVICE  "vulkan:llvmpipe"
#define SIDE    96 /* of pictures: one window of three in the last stage */
#define SAMPLES 2
#define STEPS   5

typedef struct {
  AcuDevice *device;
  AcuArchitecture *architecture;
  AcuTensorSet *weights;
  guint8 *pixels;
  float scores[SAMPLES];
} Problem;

/* A network of one narrow block a stage, and noise of different brightness that is to be told
 * apart.  FALSE, and the test skipped, without the device. */
static gboolean
problem_init (Problem *problem)
{
  AcuRandom random = acu_random_new (5, 0);
  const gsize size = SIDE * SIDE * 3;

  problem->device = acu_device_open (DEVICE, NULL);
  if (problem->device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    return FALSE;
  }
  problem->architecture = acu_architecture_new_preset ("nano", ACU_FUSION_CHANNEL, NULL);
  problem->architecture->embed_dim = 16;
  problem->architecture->input_size = SIDE;
  problem->architecture->window = 3;
  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    problem->architecture->depths[stage] = 1;
    problem->architecture->heads[stage] = 1u << stage;
  }
  acu_architecture_name_preset (problem->architecture);
  problem->weights = acu_initial_weights_new (problem->architecture, 3);
  problem->pixels = g_malloc (SAMPLES * size);
  for (gsize i = 0; i < SAMPLES * size; i++)
    problem->pixels[i] = (guint8)(acu_random_below (&random, 128) + 100 * (i / size));
  for (guint i = 0; i < SAMPLES; i++)
    problem->scores[i] = 2.0f * (float)i - 1.0f;
  return TRUE;
}

static void
problem_clear (Problem *problem)
{
  acu_device_close (problem->device);
  acu_architecture_free (problem->architecture);
  acu_tensor_set_unref (problem->weights);
  g_free (problem->pixels);
}

static AcuTrainer *
make_trainer (const Problem *problem, const AcuTensorSet *weights, AcuDType storage)
{
  AcuTrainerOptions options = ACU_TRAINER_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  AcuTrainer *trainer;

  options.batch = options.micro_batch = SAMPLES;
  options.storage = storage;
  options.loss.kind = ACU_LOSS_L2;
  trainer = acu_trainer_new (problem->device, problem->architecture, weights, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

static AcuStepReport
take_step (const Problem *problem, AcuTrainer *trainer, float rate)
{
  const AcuPatchBatch samples = {.inputs = {problem->pixels}, .count = SAMPLES};
  const AcuTargets targets = {.scores = problem->scores};
  const float rates[ACU_N_RATES] = {rate, rate};
  g_autoptr (GError) error = NULL;
  AcuStepReport report;

  acu_trainer_step (trainer, &samples, &targets, rates, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  return report;
}

static float *
read_gradient (AcuTrainer *trainer, const AcuParameter *parameter)
{
  const gsize count = acu_parameter_count (parameter);
  g_autoptr (GError) error = NULL;
  float *values = g_new (float, count);

  acu_trainer_read_gradient (trainer, parameter->name, values, count, &error);
  g_assert_no_error (error);
  return values;
}

/* Each parameter's gradient, those included that are smaller than F16 can say. */
static void
test_gradients (void)
{
  g_autoptr (GPtrArray) parameters = NULL;
  g_autoptr (AcuTrainer) single = NULL, half = NULL;
  AcuStepReport expected, got;
  Problem problem;

  if (!problem_init (&problem))
    return;
  single = make_trainer (&problem, problem.weights, ACU_DTYPE_F32);
  half = make_trainer (&problem, problem.weights, ACU_DTYPE_F16);
  expected = take_step (&problem, single, 0.0f);
  got = take_step (&problem, half, 0.0f);
  g_assert_cmpfloat_with_epsilon (got.loss.total, expected.loss.total, 1e-2 * expected.loss.total);
  g_assert_cmpfloat_with_epsilon (got.gradient_norm, expected.gradient_norm,
                                  2e-2 * expected.gradient_norm);
  parameters = acu_architecture_list_parameters (problem.architecture);
  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    g_autofree float *wanted = NULL, *values = NULL;
    double difference = 0.0, magnitude = 0.0;

    if (parameter->kind == ACU_PARAMETER_BUFFER)
      continue;
    wanted = read_gradient (single, parameter);
    values = read_gradient (half, parameter);
    for (gsize j = 0; j < acu_parameter_count (parameter); j++) {
      difference += ((double)values[j] - wanted[j]) * ((double)values[j] - wanted[j]);
      magnitude += (double)wanted[j] * wanted[j];
    }
    g_test_message ("%s: %.2g of %.2g", parameter->name, sqrt (difference), sqrt (magnitude));
    g_assert_cmpfloat (sqrt (difference), <=,
                       0.08 * sqrt (magnitude) + 1e-8 * expected.gradient_norm);
  }
  g_clear_pointer (&single, acu_trainer_free);
  g_clear_pointer (&half, acu_trainer_free);
  problem_clear (&problem);
}

/* Both learn, and at the same pace. */
static void
test_learning (void)
{
  g_autoptr (AcuTrainer) single = NULL, half = NULL;
  double first = 0.0, expected = 0.0, got = 0.0;
  Problem problem;

  if (!problem_init (&problem))
    return;
  single = make_trainer (&problem, problem.weights, ACU_DTYPE_F32);
  half = make_trainer (&problem, problem.weights, ACU_DTYPE_F16);
  for (guint step = 0; step < STEPS; step++) {
    expected = take_step (&problem, single, 5e-4f).loss.total;
    got = take_step (&problem, half, 5e-4f).loss.total;
    if (step == 0)
      first = expected;
    g_test_message ("step %u: %.4f, in F16 %.4f", step + 1, expected, got);
  }
  g_assert_cmpfloat (expected, <, 0.5 * first);
  g_assert_cmpfloat_with_epsilon (got, expected, 0.05 * first);
  g_clear_pointer (&single, acu_trainer_free);
  g_clear_pointer (&half, acu_trainer_free);
  problem_clear (&problem);
}

/* The step is taken in spite of gradients that overflow at first, and the scale that it took is
 * part of the state. */
static void
test_overflow (void)
{
  g_autoptr (AcuTrainer) trainer = NULL, resumed = NULL;
  g_autoptr (AcuTensorSet) state = NULL, copy = NULL;
  g_autoptr (GError) error = NULL;
  const char *scale;
  AcuStepReport report;
  Problem problem;

  if (!problem_init (&problem))
    return;
  problem.scores[0] = 500.0f;
  trainer = make_trainer (&problem, problem.weights, ACU_DTYPE_F16);
  report = take_step (&problem, trainer, 1e-4f);
  g_assert_cmpuint (report.step, ==, 1);
  g_assert_true (isfinite (report.gradient_norm) && report.gradient_norm > 0.0);
  state = acu_trainer_get_state (trainer, TRUE, &error);
  g_assert_no_error (error);
  scale = acu_tensor_set_get_metadata (state, "loss_scale");
  g_test_message ("scale %s", scale);
  g_assert_cmpuint (g_ascii_strtoull (scale, NULL, 10), <, 1024);
  g_clear_pointer (&trainer, acu_trainer_free);
  resumed = make_trainer (&problem, state, ACU_DTYPE_F16);
  copy = acu_trainer_get_state (resumed, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (acu_tensor_set_get_metadata (copy, "loss_scale"), ==, scale);
  g_assert_cmpstr (acu_tensor_set_get_metadata (copy, "loss_scale_since"), ==,
                   acu_tensor_set_get_metadata (state, "loss_scale_since"));
  g_clear_pointer (&resumed, acu_trainer_free);
  problem_clear (&problem);
}

/* The scale itself: halved at once, doubled after long, and none where none is needed. */
static void
test_scale (void)
{
  AcuLossScale scale = acu_loss_scale_for (ACU_DTYPE_F16),
               none = acu_loss_scale_for (ACU_DTYPE_F32);
  const float most = scale.factor;

  acu_loss_scale_grow (&scale, 100000);
  g_assert_cmpfloat (scale.factor, ==, most);
  g_assert_true (acu_loss_scale_shrink (&scale, 7));
  g_assert_cmpfloat (scale.factor, ==, most / 2);
  acu_loss_scale_grow (&scale, 8);
  g_assert_cmpfloat (scale.factor, ==, most / 2);
  acu_loss_scale_grow (&scale, 10007);
  g_assert_cmpfloat (scale.factor, ==, most);
  while (acu_loss_scale_shrink (&scale, 10008))
    ;
  g_assert_cmpfloat (scale.factor, ==, 1.0f);
  acu_loss_scale_grow (&none, 100000);
  g_assert_cmpfloat (none.factor, ==, 1.0f);
  g_assert_false (acu_loss_scale_shrink (&none, 100000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mixed-precision/scale", test_scale);
  g_test_add_func ("/mixed-precision/gradients", test_gradients);
  g_test_add_func ("/mixed-precision/learning", test_learning);
  g_test_add_func ("/mixed-precision/overflow", test_overflow);
  return g_test_run ();
}

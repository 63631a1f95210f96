/* The heads that judge every part of a patch: their loss, and its way back through the network,
 * against central differences. */
#include "compute/nn/initialise.h"
#include "compute/nn/token-heads.h"
#include "compute/random.h"
#include "compute/train/token-loss.h"
#include "compute/train/trainer.h"

#include <math.h>

#define SAMPLES 2
#define FAULTS  2

/* A loss of two samples with every kind of cell: far off and near, labelled and not, and a coarse
 * grid against fine targets. */
static void
test_loss (void)
{
  const AcuTokenGrid grid = {.side = 2, .target_side = 4, .n_faults = FAULTS};
  const gsize n = SAMPLES * 2 * 2 * (1 + FAULTS), n_targets = 4 * n;
  AcuRandom random = acu_random_new (3, 0);
  g_autofree float *answers = g_new (float, n), *targets = g_new (float, n_targets);
  g_autofree float *gradients = g_new (float, n), *unused = g_new (float, n);
  const double weight = 0.7, step = 1e-3;

  for (gsize i = 0; i < n; i++)
    answers[i] = 2.5f * acu_random_normal (&random);
  for (gsize i = 0; i < n_targets; i++)
    targets[i] = i % (1 + FAULTS) == 0                        ? acu_random_normal (&random)
                 : i % (1 + FAULTS) == 1 && i < n_targets / 2 ? -1.0f
                                                              : acu_random_uniform (&random);
  acu_token_loss_evaluate (&grid, answers, targets, SAMPLES, weight, gradients);
  for (gsize i = 0; i < n; i++) {
    const float kept = answers[i];
    double up, down;

    answers[i] = kept + (float)step;
    up = acu_token_loss_evaluate (&grid, answers, targets, SAMPLES, weight, unused);
    answers[i] = kept - (float)step;
    down = acu_token_loss_evaluate (&grid, answers, targets, SAMPLES, weight, unused);
    answers[i] = kept;
    g_assert_cmpfloat_with_epsilon (gradients[i], weight * (up - down) / (2.0 * step), 2e-3);
    if (i % (1 + FAULTS) == 1 && i < n / 2)
      g_assert_cmpfloat (gradients[i], ==, 0.0f);
  }
}

/* Cells that agree with their targets cost nothing but the faults' own uncertainty. */
static void
test_agreement (void)
{
  const AcuTokenGrid grid = {.side = 1, .target_side = 2, .n_faults = 1};
  const float targets[] = {-1.0f, 1.0f, 1.0f, 1.0f, 3.0f, 1.0f, 1.0f, 1.0f};
  const float answers[] = {1.0f, 40.0f};
  float gradients[2];

  g_assert_cmpfloat_with_epsilon (
      acu_token_loss_evaluate (&grid, answers, targets, 1, 1.0, gradients), 0.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (gradients[0], 0.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (gradients[1], 0.0, 1e-12);
}

static AcuArchitecture *
make_architecture (void)
{
  static const char *const faults[] = {"blur", "noise", NULL};
  AcuArchitecture *architecture = acu_architecture_new_preset ("nano", ACU_FUSION_CHANNEL, NULL);

  architecture->embed_dim = 16;
  for (guint stage = 0; stage < ACU_STAGES; stage++)
    architecture->depths[stage] = architecture->heads[stage] = 1;
  acu_architecture_name_preset (architecture);
  acu_architecture_set_faults (architecture, faults);
  g_assert_true (acu_architecture_validate (architecture, NULL));
  return architecture;
}

typedef struct {
  AcuDevice *device;
  AcuArchitecture *architecture;
  guint8 *pixels;
  float scores[SAMPLES];
  float faults[SAMPLES * FAULTS];
  float *tokens;
  guint micro_batch;
} Problem;

static void
problem_init (Problem *problem)
{
  AcuRandom random = acu_random_new (11, 0);
  gsize n_pixels, n_tokens, side;

  problem->device = acu_device_open ("cpu", NULL);
  problem->architecture = make_architecture ();
  side = acu_token_heads_get_side (problem->architecture);
  n_pixels = (gsize)SAMPLES * 224 * 224 * 3;
  n_tokens = SAMPLES * side * side * (1 + FAULTS);
  problem->pixels = g_malloc (n_pixels);
  problem->tokens = g_new (float, n_tokens);
  problem->micro_batch = SAMPLES;
  for (gsize i = 0; i < n_pixels; i++)
    problem->pixels[i] = (guint8)acu_random_below (&random, 256);
  for (gsize i = 0; i < n_tokens; i++)
    problem->tokens[i] =
        i % (1 + FAULTS) == 0 ? acu_random_normal (&random) : acu_random_uniform (&random);
  for (guint i = 0; i < SAMPLES; i++)
    problem->scores[i] = acu_random_normal (&random);
  for (guint i = 0; i < SAMPLES * FAULTS; i++)
    problem->faults[i] = acu_random_uniform (&random);
}

static void
problem_clear (Problem *problem)
{
  acu_device_close (problem->device);
  acu_architecture_free (problem->architecture);
  g_free (problem->pixels);
  g_free (problem->tokens);
}

static AcuTrainer *
make_trainer (const Problem *problem, const AcuTensorSet *weights)
{
  AcuTrainerOptions options = ACU_TRAINER_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  AcuTrainer *trainer;

  options.batch = SAMPLES;
  options.micro_batch = problem->micro_batch;
  options.loss.kind = ACU_LOSS_L2;
  options.fault_weight = 0.5f;
  options.token_weight = 0.8f;
  trainer = acu_trainer_new (problem->device, problem->architecture, weights, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

/* Takes a step of length zero; returns what is minimised. */
static double
evaluate (const Problem *problem, AcuTrainer *trainer)
{
  const AcuPatchBatch batch = {.inputs = {problem->pixels}, .count = SAMPLES};
  const AcuTargets targets = {problem->scores, problem->faults, problem->tokens};
  const float rates[ACU_N_RATES] = {0.0f, 0.0f};
  g_autoptr (GError) error = NULL;
  AcuStepReport report;

  acu_trainer_step (trainer, &batch, &targets, rates, NULL, &report, NULL, &error);
  g_assert_no_error (error);
  return report.loss.total + 0.5 * report.fault_loss + 0.8 * report.token_loss;
}

/* A copy of @weights with element @index of @name moved by @step. */
static AcuTensorSet *
perturb (AcuTensorSet *weights, const char *name, gsize index, float step)
{
  AcuTensorSet *set = acu_tensor_set_new_from (weights);

  for (guint i = 0; i < acu_tensor_set_get_length (weights); i++) {
    const AcuTensorView *view = acu_tensor_set_get (weights, i);
    float *values;

    if (!g_str_equal (view->name, name)) {
      acu_tensor_set_add (set, view->name, view);
      continue;
    }
    values = g_new (float, acu_tensor_view_count (view));
    acu_tensor_view_read_all (view, values);
    values[index] += step;
    acu_tensor_set_add_floats (set, name, view->rank, view->dims, values);
  }
  return set;
}

static double
difference (
    const Problem *problem, AcuTensorSet *weights, const char *name, gsize index, float step)
{
  double values[2];

  for (guint i = 0; i < 2; i++) {
    g_autoptr (AcuTensorSet) moved = perturb (weights, name, index, i == 0 ? step : -step);
    g_autoptr (AcuTrainer) trainer = make_trainer (problem, moved);

    values[i] = evaluate (problem, trainer);
  }
  return (values[0] - values[1]) / (2.0 * step);
}

/* Parameters of heads of the first and the last stage, and one of the backbone, into which all
 * losses flow; in one pass and in two. */
static void
test_gradients (void)
{
  static const struct {
    const char *name;
    gsize index;
    float step;
  } cases[] = {{"tokens.stage1.linear.weight", 3, 0.001f},
               {"tokens.stage1.norm.weight", 5, 0.05f},
               {"tokens.stage2.linear.bias", 0, 0.02f},
               {"tokens.stage3.norm.bias", 2, 0.05f},
               {"tokens.stage4.linear.weight", 130, 0.01f},
               {"swin.backbone.layers_2.downsample.norm.bias", 7, 0.05f}};
  double expected[G_N_ELEMENTS (cases)];
  Problem problem;
  g_autoptr (AcuTensorSet) initial = NULL, state = NULL;
  g_autoptr (AcuTrainer) first = NULL;

  problem_init (&problem);
  initial = acu_initial_weights_new (problem.architecture, 5);
  first = make_trainer (&problem, initial);
  state = acu_trainer_get_state (first, TRUE, NULL);
  g_clear_pointer (&first, acu_trainer_free);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    expected[i] = difference (&problem, state, cases[i].name, cases[i].index, cases[i].step);
  for (problem.micro_batch = 1; problem.micro_batch <= SAMPLES; problem.micro_batch++) {
    g_autoptr (AcuTrainer) trainer = NULL;

    /* The state remembers the passes it was made with. */
    acu_tensor_set_set_metadata (state, "micro_batch", problem.micro_batch == 1 ? "1" : "2");
    trainer = make_trainer (&problem, state);
    evaluate (&problem, trainer);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
      gsize count = acu_tensor_view_count (acu_tensor_set_lookup (state, cases[i].name));
      g_autofree float *gradient = g_new (float, count);

      g_assert_true (acu_trainer_read_gradient (trainer, cases[i].name, gradient, count, NULL));
      g_test_message ("%s: %g, by differences %g", cases[i].name, (double)gradient[cases[i].index],
                      expected[i]);
      g_assert_cmpfloat (fabs (expected[i]), >, 1e-6);
      g_assert_cmpfloat_with_epsilon (gradient[cases[i].index], expected[i],
                                      1e-2 * fabs (expected[i]));
    }
  }
  problem_clear (&problem);
}

/* The first step of AdamW moves every weight by the rate, whatever its gradient: the largest move
 * of those of @name. */
static double
largest_move (const AcuTensorSet *before, const AcuTensorSet *after, const char *name)
{
  const AcuTensorView *view = acu_tensor_set_lookup (before, name);
  gsize count = acu_tensor_view_count (view);
  g_autofree float *from = g_new (float, count), *to = g_new (float, count);
  double largest = 0.0;

  acu_tensor_view_read_all (view, from);
  acu_tensor_view_read_all (acu_tensor_set_lookup (after, name), to);
  for (gsize i = 0; i < count; i++)
    largest = fmax (largest, fabs ((double)to[i] - (double)from[i]));
  return largest;
}

/* Every stage is twice as wide as the one before and takes half its steps; what is not of a stage
 * takes whole ones. */
static void
test_rates (void)
{
  static const struct {
    const char *name;
    double rate;
  } cases[] = {{"swin.backbone.patch_embed.proj.weight", 1e-3},
               {"swin.backbone.layers_0.blocks.0.mlp.fc1.weight", 1e-3},
               {"swin.backbone.layers_1.downsample.reduction.weight", 5e-4},
               {"swin.backbone.layers_2.blocks.0.attn.qkv.weight", 2.5e-4},
               {"swin.backbone.layers_3.blocks.0.mlp.fc2.weight", 1.25e-4},
               {"tokens.stage4.linear.weight", 1e-3},
               {"swin.lda4_fc.weight", 1e-4},
               {"conv1.0.weight", 1e-4}};
  const float rates[ACU_N_RATES] = {1e-3f, 1e-4f};
  Problem problem;
  g_autoptr (AcuTensorSet) initial = NULL, before = NULL, after = NULL;
  g_autoptr (AcuTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  AcuStepReport report;

  problem_init (&problem);
  initial = acu_initial_weights_new (problem.architecture, 5);
  trainer = make_trainer (&problem, initial);
  before = acu_trainer_get_state (trainer, TRUE, NULL);
  acu_trainer_step (trainer, &(AcuPatchBatch){.inputs = {problem.pixels}, .count = SAMPLES},
                    &(AcuTargets){problem.scores, problem.faults, problem.tokens}, rates, NULL,
                    &report, NULL, &error);
  g_assert_no_error (error);
  after = acu_trainer_get_state (trainer, TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (largest_move (before, after, cases[i].name), cases[i].rate,
                                    0.02 * cases[i].rate);
  g_clear_pointer (&trainer, acu_trainer_free);
  problem_clear (&problem);
}

/* The heads are in what goes on and not in what is kept. */
static void
test_state (void)
{
  Problem problem;
  g_autoptr (AcuTensorSet) initial = NULL, state = NULL, model = NULL;
  g_autoptr (AcuTrainer) trainer = NULL;
  g_autoptr (GPtrArray) parameters = NULL;

  problem_init (&problem);
  initial = acu_initial_weights_new (problem.architecture, 5);
  trainer = make_trainer (&problem, initial);
  state = acu_trainer_get_state (trainer, TRUE, NULL);
  model = acu_trainer_get_state (trainer, FALSE, NULL);
  parameters = acu_token_heads_list_parameters (problem.architecture);
  g_assert_cmpuint (parameters->len, ==, 4 * ACU_STAGES);
  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    g_autofree char *moment = g_strconcat ("adamw.v/", parameter->name, NULL);
    const AcuTensorView *view = acu_tensor_set_lookup (state, parameter->name);

    g_assert_true (acu_token_heads_own (parameter->name));
    g_assert_nonnull (view);
    g_assert_cmpuint (acu_tensor_view_count (view), ==, acu_parameter_count (parameter));
    g_assert_nonnull (acu_tensor_set_lookup (state, moment));
    g_assert_null (acu_tensor_set_lookup (model, parameter->name));
  }
  g_clear_pointer (&trainer, acu_trainer_free);
  problem_clear (&problem);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token-heads/loss", test_loss);
  g_test_add_func ("/token-heads/agreement", test_agreement);
  g_test_add_func ("/token-heads/gradients", test_gradients);
  g_test_add_func ("/token-heads/state", test_state);
  g_test_add_func ("/token-heads/rates", test_rates);
  return g_test_run ();
}

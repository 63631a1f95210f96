/* Training where memory is short: what is planned by what a device says it has, and what becomes of
 * a network whose memory runs out all the same. */
#include "compute/backend.h"
#include "compute/random.h"
#include "compute/train/trainer.h"
#include "compute/vulkan/vk-memory.h"
#include "compute/weights/deterministic-weights.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#include <string.h>

#define SAMPLES   4
#define STEPS     2
#define N_LEVELS  (ACU_RECOMPUTE_BLOCKS + 1)
#define SHARE     0.8 /* of a device's memory that training takes at most */
#define MANY      1000000
#define GPU       "vulkan:llvmpipe"
#define TOLERANCE 1e-5 /* relative: sums of other parts */

typedef struct {
  AcuDevice *device;
  AcuArchitecture *architecture;
  AcuTensorSet *weights;
  guint8 *pixels;
  float scores[SAMPLES];
  AcuTrainerOptions options;
} Problem;

/* Of @architecture, which it takes.  FALSE, and the test skipped, without the device. */
static gboolean
problem_init (Problem *problem, AcuArchitecture *architecture, const char *device)
{
  const gsize size = (gsize)SAMPLES * architecture->input_size * architecture->input_size * 3;
  AcuRandom random = acu_random_new (21, 0);

  problem->architecture = architecture;
  problem->device = acu_device_open (device, NULL);
  if (problem->device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    acu_architecture_free (architecture);
    return FALSE;
  }
  problem->weights = acu_deterministic_weights (architecture, 0);
  problem->pixels = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    problem->pixels[i] = (guint8)acu_random_below (&random, 256);
  for (guint i = 0; i < SAMPLES; i++)
    problem->scores[i] = 20.0f * (float)i;
  problem->options = (AcuTrainerOptions)ACU_TRAINER_OPTIONS_INIT;
  problem->options.batch = SAMPLES;
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
make_trainer (const Problem *problem, guint micro_batch, AcuRecompute recompute)
{
  AcuTrainerOptions options = problem->options;
  g_autoptr (GError) error = NULL;
  AcuTrainer *trainer;

  options.micro_batch = micro_batch;
  options.recompute = recompute;
  trainer =
      acu_trainer_new (problem->device, problem->architecture, problem->weights, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

/* What a device must say that it has for @memory to be taken; what lies between tensors aside. */
static guint64
offer (gsize memory)
{
  return (guint64)(1.001 * (double)memory / SHARE);
}

static void
check_choice (
    const Problem *problem, guint64 memory, guint given, guint micro_batch, AcuRecompute recompute)
{
  g_autoptr (AcuTrainer) trainer = NULL;

  problem->device->info.memory = memory;
  trainer = make_trainer (problem, given, ACU_RECOMPUTE_NOTHING);
  g_assert_cmpuint (acu_trainer_get_micro_batch (trainer), ==, micro_batch);
  g_assert_cmpint (acu_trainer_get_recompute (trainer), ==, recompute);
}

/* The less memory there is, the more is computed again; then passes are of fewer samples.  Passes
 * whose size is given keep it. */
static void
test_choice (void)
{
  gsize needs[SAMPLES + 1][N_LEVELS];
  guint64 enough;
  Problem problem;

  if (!problem_init (&problem, acu_test_small_architecture (), "cpu"))
    return;
  enough = problem.device->info.memory;
  for (guint micro_batch = SAMPLES; micro_batch > 0; micro_batch /= 2)
    for (guint level = 0; level < N_LEVELS; level++) {
      g_autoptr (AcuTrainer) trainer = make_trainer (&problem, micro_batch, (AcuRecompute)level);

      needs[micro_batch][level] = acu_trainer_get_memory (trainer);
      g_test_message ("%u samples, level %u: %zu KiB", micro_batch, level,
                      needs[micro_batch][level] >> 10);
      g_assert_cmpint (acu_trainer_get_recompute (trainer), ==, level);
      if (level > 0)
        g_assert_cmpuint (needs[micro_batch][level], <, needs[micro_batch][level - 1]);
      if (micro_batch < SAMPLES)
        g_assert_cmpuint (needs[micro_batch][level], <, needs[2 * micro_batch][level]);
    }

  check_choice (&problem, enough, 0, SAMPLES, ACU_RECOMPUTE_NOTHING);
  check_choice (&problem, offer (needs[SAMPLES][0]), 0, SAMPLES, ACU_RECOMPUTE_NOTHING);
  check_choice (&problem, offer (needs[SAMPLES][1]), 0, SAMPLES, ACU_RECOMPUTE_CHEAP);
  check_choice (&problem, offer (needs[SAMPLES][2]), 0, SAMPLES, ACU_RECOMPUTE_BLOCKS);
  check_choice (&problem, offer (needs[1][2]), 0, 1, ACU_RECOMPUTE_BLOCKS);
  check_choice (&problem, 1, 0, 1, ACU_RECOMPUTE_BLOCKS);
  for (guint level = 0; level < N_LEVELS; level++)
    check_choice (&problem, offer (needs[2][level]), 2, 2, (AcuRecompute)level);
  check_choice (&problem, 1, 2, 2, ACU_RECOMPUTE_BLOCKS);
  check_choice (&problem, enough, 2, 2, ACU_RECOMPUTE_NOTHING);
  problem_clear (&problem);
}

/* A batch that nothing divides takes passes with a rest, rather than one pass for each sample. */
static void
test_prime (void)
{
  static const guint sizes[] = {31, 16, 11, 8, 2, 1};
  Problem problem;

  if (!problem_init (&problem, acu_test_least_architecture (), "cpu"))
    return;
  problem.options.batch = sizes[0];
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (AcuTrainer) least = make_trainer (&problem, sizes[i], ACU_RECOMPUTE_BLOCKS);
    g_autoptr (AcuTrainer) trainer = NULL;

    problem.device->info.memory = offer (acu_trainer_get_memory (least));
    trainer = make_trainer (&problem, 0, ACU_RECOMPUTE_NOTHING);
    g_assert_cmpuint (acu_trainer_get_micro_batch (trainer), ==, sizes[i]);
  }
  problem_clear (&problem);
}

/* What came of a short training. */
typedef struct {
  double losses[STEPS];
  float scores[SAMPLES]; /* by the network after the first step */
  guint micro_batch;
  AcuRecompute recompute;
} Outcome;

/* From making the trainer, which leaves @n_left, if there are any, of the allocations until one
 * fails; it scores between its steps, as after an epoch. */
static void
train (const Problem *problem, AcuRecompute recompute, gint *n_left, Outcome *outcome)
{
  const AcuPatchBatch samples = {.inputs = {problem->pixels}, .count = SAMPLES};
  const AcuTargets targets = {.scores = problem->scores};
  const float rates[ACU_N_RATES] = {1e-4f, 1e-3f};
  g_autoptr (AcuTrainer) trainer = make_trainer (problem, 0, recompute);
  g_autoptr (GError) error = NULL;

  *n_left = acu_vk_memory_run_out_at (0, FALSE);
  acu_vk_memory_run_out_at (*n_left, FALSE);
  for (guint step = 0; step < STEPS; step++) {
    AcuStepReport report;

    if (step > 0) {
      acu_trainer_predict (trainer, &samples, outcome->scores, NULL, NULL, &error);
      g_assert_no_error (error);
    }
    acu_trainer_step (trainer, &samples, &targets, rates, NULL, &report, NULL, &error);
    g_assert_no_error (error);
    outcome->losses[step] = report.loss.total;
  }
  outcome->micro_batch = acu_trainer_get_micro_batch (trainer);
  outcome->recompute = acu_trainer_get_recompute (trainer);
}

/* Computing again is a matter of memory and time: not a bit of what is learned depends on it. */
static void
test_recompute (void)
{
  Problem problem;
  Outcome outcomes[N_LEVELS];
  gint n_left;

  if (!problem_init (&problem, acu_test_small_architecture (), "cpu"))
    return;
  problem.options.dropout = problem.options.drop_path = 0.3f;
  for (guint level = 0; level < N_LEVELS; level++) {
    train (&problem, (AcuRecompute)level, &n_left, &outcomes[level]);
    g_assert_cmpint (outcomes[level].recompute, ==, level);
    g_assert_cmpmem (outcomes[level].losses, sizeof outcomes[level].losses, outcomes[0].losses,
                     sizeof outcomes[0].losses);
    g_assert_cmpmem (outcomes[level].scores, sizeof outcomes[level].scores, outcomes[0].scores,
                     sizeof outcomes[0].scores);
  }
  problem_clear (&problem);
}

/* A rest, which is a smaller pass, counts as much as the rest of them. */
static void
test_rest (void)
{
  const float rates[ACU_N_RATES] = {1e-4f, 1e-3f};
  float scores[2][SAMPLES];
  Problem problem;

  if (!problem_init (&problem, acu_test_least_architecture (), "cpu"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (scores); i++) {
    const AcuPatchBatch samples = {.inputs = {problem.pixels}, .count = SAMPLES};
    const AcuTargets targets = {.scores = problem.scores};
    g_autoptr (AcuTrainer) trainer = make_trainer (&problem, SAMPLES - i, ACU_RECOMPUTE_NOTHING);
    g_autoptr (GError) error = NULL;
    AcuStepReport report;

    acu_trainer_step (trainer, &samples, &targets, rates, NULL, &report, NULL, &error);
    g_assert_no_error (error);
    acu_trainer_predict (trainer, &samples, scores[i], NULL, NULL, &error);
    g_assert_no_error (error);
  }
  for (guint j = 0; j < SAMPLES; j++)
    g_assert_cmpfloat_with_epsilon (scores[1][j], scores[0][j],
                                    TOLERANCE * (1.0 + ABS (scores[0][j])));
  problem_clear (&problem);
}

/* Memory runs out, once, at each allocation in turn; where all is computed again already, when the
 * trainer is made, since there passes can still be halved. */
static void
run_out (const Problem *problem, AcuRecompute recompute, guint n_with[SAMPLES + 1][N_LEVELS])
{
  Outcome quiet;
  gint n, n_left;

  acu_vk_memory_run_out_at (MANY, FALSE);
  train (problem, recompute, &n_left, &quiet);
  n = MANY - acu_vk_memory_run_out_at (0, FALSE);
  g_test_message ("%d allocations, %d of them to make the trainer", n, MANY - n_left);
  g_assert_cmpint (n, >, MANY - n_left);
  g_assert_cmpuint (quiet.micro_batch, ==, SAMPLES);
  g_assert_cmpint (quiet.recompute, ==, recompute);
  if (recompute == ACU_RECOMPUTE_BLOCKS)
    n = MANY - n_left;
  for (gint i = 1; i <= n; i++) {
    Outcome outcome;

    acu_vk_memory_run_out_at (i, FALSE);
    train (problem, recompute, &n_left, &outcome);
    g_assert_cmpint (acu_vk_memory_run_out_at (0, FALSE), ==, 0);
    n_with[outcome.micro_batch][outcome.recompute]++;
    for (guint step = 0; step < STEPS; step++)
      g_assert_cmpfloat_with_epsilon (outcome.losses[step], quiet.losses[step],
                                      TOLERANCE * quiet.losses[step]);
    for (guint j = 0; j < SAMPLES; j++)
      g_assert_cmpfloat_with_epsilon (outcome.scores[j], quiet.scores[j],
                                      TOLERANCE * (1.0 + ABS (quiet.scores[j])));
  }
}

static void
test_run_out (void)
{
  guint n_with[SAMPLES + 1][N_LEVELS] = {{0}};
  Problem problem;

  if (!problem_init (&problem, acu_test_least_architecture (), GPU))
    return;
  /* More is computed again.  For want of the parameters' memory passes are halved too. */
  run_out (&problem, ACU_RECOMPUTE_NOTHING, n_with);
  g_test_message ("more was computed again after %u", n_with[SAMPLES][ACU_RECOMPUTE_CHEAP]);
  g_assert_cmpuint (n_with[SAMPLES][ACU_RECOMPUTE_CHEAP], >, 1);
  memset (n_with, 0, sizeof n_with);
  run_out (&problem, ACU_RECOMPUTE_BLOCKS, n_with);
  g_test_message ("passes were halved after %u", n_with[SAMPLES / 2][ACU_RECOMPUTE_BLOCKS]);
  g_assert_cmpuint (n_with[SAMPLES / 2][ACU_RECOMPUTE_BLOCKS], >, 0);
  problem_clear (&problem);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trainer-memory/choice", test_choice);
  g_test_add_func ("/trainer-memory/prime", test_prime);
  g_test_add_func ("/trainer-memory/recompute", test_recompute);
  g_test_add_func ("/trainer-memory/rest", test_rest);
  g_test_add_func ("/trainer-memory/run-out", test_run_out);
  return g_test_run ();
}

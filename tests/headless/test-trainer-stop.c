/* A step of training that is cancelled in the middle is taken back: weights, moments, running
 * statistics and the scale of the losses are those before it, and the next one has the bits that it
 * would have had. */
#include "compute/random.h"
#include "compute/train/trainer.h"
#include "compute/weights/deterministic-weights.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#include <string.h>

#define GPU     "vulkan:llvmpipe"
#define SAMPLES 2
#define STEPS   2
#define PARTS   4 /* of a step, after each of which one is cancelled */

typedef struct {
  AcuDevice *device;
  AcuArchitecture *architecture;
  AcuTensorSet *weights;
  guint8 *pixels;
  AcuTrainerOptions options;
} Problem;

/* Of @architecture, which it takes.  FALSE, and the test skipped, without the device. */
static gboolean
problem_init (Problem *problem, AcuArchitecture *architecture, const char *device)
{
  const gsize size = (gsize)SAMPLES * architecture->input_size * architecture->input_size * 3;
  AcuRandom random = acu_random_new (5, 0);

  problem->device = acu_device_open (device, NULL);
  if (problem->device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    acu_architecture_free (architecture);
    return FALSE;
  }
  problem->architecture = architecture;
  problem->weights = acu_deterministic_weights (architecture, 0);
  problem->pixels = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    problem->pixels[i] = (guint8)acu_random_below (&random, 256);
  problem->options = (AcuTrainerOptions)ACU_TRAINER_OPTIONS_INIT;
  problem->options.batch = SAMPLES;
  /* Passes of their own, which move statistics and gradients one after the other. */
  problem->options.micro_batch = 1;
  problem->options.dropout = 0.3f;
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
make_trainer (const Problem *problem)
{
  g_autoptr (GError) error = NULL;
  AcuTrainer *trainer = acu_trainer_new (problem->device, problem->architecture, problem->weights,
                                         &problem->options, &error);

  g_assert_no_error (error);
  return trainer;
}

/* Takes a step; FALSE if it was cancelled. */
static gboolean
take_step (const Problem *problem, AcuTrainer *trainer, GCancellable *cancellable)
{
  static const float scores[SAMPLES] = {10.0f, 70.0f};
  static const float rates[ACU_N_RATES] = {1e-4f, 1e-3f};
  const AcuPatchBatch samples = {.inputs = {problem->pixels}, .count = SAMPLES};
  const AcuTargets targets = {.scores = scores};
  g_autoptr (GError) error = NULL;
  AcuStepReport report;

  if (acu_trainer_step (trainer, &samples, &targets, rates, NULL, &report, cancellable, &error))
    return TRUE;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return FALSE;
}

static AcuTensorSet *
get_state (AcuTrainer *trainer)
{
  g_autoptr (GError) error = NULL;
  AcuTensorSet *state = acu_trainer_get_state (trainer, TRUE, &error);

  g_assert_no_error (error);
  return state;
}

static void
assert_same (const AcuTensorSet *a, const AcuTensorSet *b)
{
  static const char *const keys[] = {"step", "micro_batch", "loss_scale", "loss_scale_since"};

  g_assert_cmpuint (acu_tensor_set_get_length (a), ==, acu_tensor_set_get_length (b));
  for (guint i = 0; i < acu_tensor_set_get_length (a); i++) {
    const AcuTensorView *view = acu_tensor_set_get (a, i);
    const AcuTensorView *other = acu_tensor_set_lookup (b, view->name);
    gsize size = acu_tensor_view_count (view) * acu_element_type_size (view->type);

    g_assert_nonnull (other);
    if (memcmp (view->data, other->data, size) != 0)
      g_error ("%s differs", view->name);
  }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpstr (acu_tensor_set_get_metadata (a, keys[i]), ==,
                     acu_tensor_set_get_metadata (b, keys[i]));
}

typedef struct {
  GCancellable *cancellable;
  gint64 delay; /* microseconds */
} Alarm;

static gpointer
ring (gpointer data)
{
  const Alarm *alarm = data;

  g_usleep ((gulong)alarm->delay);
  g_cancellable_cancel (alarm->cancellable);
  return NULL;
}

/* Takes a step that is cancelled after @delay, unless it is over by then; whether it was. */
static gboolean
is_stopped (const Problem *problem, AcuTrainer *trainer, gint64 delay)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Alarm alarm = {cancellable, delay};
  GThread *thread = g_thread_new ("alarm", ring, &alarm);
  gboolean is_done = take_step (problem, trainer, cancellable);

  g_thread_join (thread);
  return !is_done;
}

/* Frees @architecture. */
static void
check (AcuArchitecture *architecture, const char *device, AcuDType storage)
{
  g_autoptr (AcuTrainer) whole = NULL, trainer = NULL;
  g_autoptr (AcuTensorSet) expected = NULL, found = NULL, before = NULL;
  guint n_done = 0, n_stopped = 0;
  gint64 duration = 0;
  Problem problem;

  if (!problem_init (&problem, architecture, device))
    return;
  problem.options.storage = storage;
  whole = make_trainer (&problem);
  for (guint i = 0; i < STEPS; i++) {
    gint64 began = g_get_monotonic_time ();

    g_assert_true (take_step (&problem, whole, NULL));
    duration = g_get_monotonic_time () - began;
  }
  expected = get_state (whole);

  trainer = make_trainer (&problem);
  before = get_state (trainer);
  for (guint i = 0; i < PARTS && n_done < STEPS; i++) {
    const gboolean is_cut = is_stopped (&problem, trainer, duration * i / PARTS);
    g_autoptr (AcuTensorSet) after = get_state (trainer);

    if (is_cut) {
      n_stopped++;
      assert_same (before, after);
      continue;
    }
    n_done++;
    g_clear_pointer (&before, acu_tensor_set_unref);
    before = g_steal_pointer (&after);
  }
  while (n_done++ < STEPS)
    g_assert_true (take_step (&problem, trainer, NULL));
  found = get_state (trainer);
  assert_same (expected, found);
  g_test_message ("%u of %d steps of %g s were stopped", n_stopped, PARTS,
                  (double)duration / G_USEC_PER_SEC);
  g_assert_cmpuint (n_stopped, >, 0);
  g_clear_pointer (&trainer, acu_trainer_free);
  g_clear_pointer (&whole, acu_trainer_free);
  problem_clear (&problem);
}

static void
test_swin (void)
{
  check (acu_test_small_architecture (), "cpu", ACU_DTYPE_F32);
}

/* Has running statistics.  Both kinds of bottlenecks are there. */
static void
test_resnet (void)
{
  AcuArchitecture *architecture = acu_architecture_new_preset ("resnet50", ACU_FUSION_SINGLE, NULL);

  architecture->input_size = 64;
  for (guint stage = 0; stage < ACU_STAGES; stage++)
    architecture->depths[stage] = stage == 0 ? 2 : 1;
  acu_architecture_name_preset (architecture);
  g_assert_true (acu_architecture_validate (architecture, NULL));
  check (architecture, "cpu", ACU_DTYPE_F32);
}

static void
test_gpu (void)
{
  check (acu_test_least_architecture (), GPU, ACU_DTYPE_F32);
}

static void
test_halves (void)
{
  check (acu_test_least_architecture (), GPU, ACU_DTYPE_F16);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trainer-stop/swin", test_swin);
  g_test_add_func ("/trainer-stop/resnet", test_resnet);
  g_test_add_func ("/trainer-stop/gpu", test_gpu);
  g_test_add_func ("/trainer-stop/halves", test_halves);
  return g_test_run ();
}

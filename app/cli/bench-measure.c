#include "app/cli/bench-measure.h"

#include "app/learning/training/run-settings.h"
#include "app/scoring/model-store.h"
#include "compute/random.h"
#include "compute/train/trainer.h"
#include "compute/weights/deterministic-weights.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

/* Enough runs for a median that one hiccup does not move, however long a run takes; and enough time
 * for clocks to settle where runs are short. */
#define MIN_RUNS     5
#define MAX_RUNS     1000
#define MIN_SECONDS  3.0
#define WARM_UP_RUNS 2

typedef gboolean (*RunFunc) (gpointer data, GError **error);

void
acu_measurement_clear (AcuMeasurement *measurement)
{
  g_clear_pointer (&measurement->device, g_free);
  g_clear_pointer (&measurement->backend, g_free);
}

static void
set_device (AcuMeasurement *measurement, const AcuDeviceInfo *info)
{
  measurement->device = g_strdup (info->name);
  measurement->backend = g_strdup (info->backend);
}

static guint8 *
make_patches (gsize count)
{
  AcuRandom random = acu_random_new (0, 0);
  guint8 *pixels = g_malloc (count);

  for (gsize i = 0; i < count; i++)
    pixels[i] = (guint8)acu_random_below (&random, 256);
  return pixels;
}

static int
compare_seconds_cb (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
median (GArray *values)
{
  guint n = values->len;

  g_array_sort (values, compare_seconds_cb);
  return (g_array_index (values, double, n / 2) + g_array_index (values, double, (n - 1) / 2)) / 2;
}

static gboolean
warm_up (RunFunc run, gpointer data, GError **error)
{
  for (guint i = 0; i < WARM_UP_RUNS; i++)
    if (!run (data, error))
      return FALSE;
  return TRUE;
}

/* The median time of @run in seconds; negative where it fails. */
static double
time_runs (RunFunc run, gpointer data, GError **error)
{
  g_autoptr (GArray) seconds = g_array_new (FALSE, FALSE, sizeof (double));
  double total = 0;

  while (seconds->len < MIN_RUNS || (total < MIN_SECONDS && seconds->len < MAX_RUNS)) {
    gint64 start = g_get_monotonic_time ();
    double taken;

    if (!run (data, error))
      return -1;
    taken = (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
    total += taken;
    g_array_append_val (seconds, taken);
  }
  return median (seconds);
}

static AcuModel *
open_made_up_model (const char *preset, GError **error)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *name = g_strconcat (ACU_TEST_WEIGHTS_PREFIX, preset, NULL);

  return acu_model_store_open (store, name, error);
}

typedef struct {
  AcuPredictor *predictor;
  guint batch;
  guint8 *patches;
  float *scores;
} Scoring;

static gboolean
score_batch (gpointer data, GError **error)
{
  const Scoring *scoring = data;
  AcuPrediction prediction = {.scores = scoring->scores};

  return acu_predictor_run (scoring->predictor, scoring->patches, scoring->batch, &prediction, NULL,
                            error);
}

gboolean
acu_measure_scoring (const AcuMeasureOptions *options, AcuMeasurement *measurement, GError **error)
{
  const AcuPredictorOptions predictor_options = {
      .device = options->device, .precision = options->precision, .batch = options->batch};
  g_autoptr (AcuModel) model = open_made_up_model (options->preset, error);
  g_autoptr (AcuPredictor) predictor = NULL;
  g_autofree guint8 *patches = NULL;
  g_autofree float *scores = NULL;
  Scoring scoring;
  double seconds;
  gsize side;

  if (model == NULL)
    return FALSE;
  predictor = acu_predictor_new (model, &predictor_options, error);
  if (predictor == NULL)
    return FALSE;
  side = acu_model_get_architecture (model)->input_size;
  scoring.predictor = predictor;
  scoring.batch = acu_predictor_get_batch (predictor);
  scoring.patches = patches = make_patches (scoring.batch * side * side * 3);
  scoring.scores = scores = g_new (float, scoring.batch);
  if (!warm_up (score_batch, &scoring, error))
    return FALSE;
  /* Whoever did not say how many gets what turned out to fit, and it is timed by itself. */
  if (options->batch == 0)
    scoring.batch = acu_predictor_get_batch (predictor);
  seconds = time_runs (score_batch, &scoring, error);
  if (seconds < 0)
    return FALSE;
  if (scoring.batch != acu_predictor_get_batch (predictor)) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY,
                 ngettext ("%s has not the memory for runs of %u patch; %u fit",
                           "%s has not the memory for runs of %u patches; %u fit", scoring.batch),
                 acu_predictor_get_device (predictor)->name, scoring.batch,
                 acu_predictor_get_batch (predictor));
    return FALSE;
  }
  set_device (measurement, acu_predictor_get_device (predictor));
  measurement->batch = scoring.batch;
  measurement->precision = acu_predictor_get_precision (predictor);
  measurement->patches_per_second = scoring.batch / seconds;
  measurement->gflops = acu_predictor_get_flops (predictor) * measurement->patches_per_second / 1e9;
  measurement->peak_bytes = acu_predictor_get_peak_memory (predictor);
  return TRUE;
}

typedef struct {
  AcuTrainer *trainer;
  AcuPatchBatch samples;
  AcuTargets targets;
} Training;

static gboolean
take_step (gpointer data, GError **error)
{
  static const float rates[ACU_N_RATES] = {1e-5f, 1e-4f};
  const Training *training = data;
  AcuStepReport report;

  return acu_trainer_step (training->trainer, &training->samples, &training->targets, rates, NULL,
                           &report, NULL, error);
}

/* What one patch of a step costs, forward and backward. */
static double
count_training_flops (const AcuArchitecture *architecture)
{
  const AcuTrainingGraphOptions options = {.network = {.batch = 1, .storage = ACU_DTYPE_F32}};
  g_autoptr (AcuTrainingGraph) graph = acu_training_graph_new (architecture, &options);

  return acu_graph_count_flops (graph->network->graph);
}

gboolean
acu_measure_training (const AcuMeasureOptions *options, AcuMeasurement *measurement, GError **error)
{
  AcuTrainerOptions trainer_options = ACU_TRAINER_OPTIONS_INIT;
  AcuRunSettings paper;
  g_autoptr (AcuModel) model = open_made_up_model (options->preset, error);
  g_autoptr (AcuTensorSet) weights = NULL;
  g_autoptr (AcuDevice) device = NULL;
  g_autoptr (AcuTrainer) trainer = NULL;
  g_autofree char *size = NULL;
  g_autofree guint8 *patches = NULL;
  g_autofree float *scores = NULL;
  const AcuArchitecture *architecture;
  Training training = {0};
  double seconds;

  if (model == NULL)
    return FALSE;
  architecture = acu_model_get_architecture (model);
  size = g_strndup (options->preset, strcspn (options->preset, ":"));
  acu_run_settings_init (&paper, ACU_RUN_FULL, size);
  trainer_options.batch = options->batch > 0 ? options->batch : paper.batch;
  trainer_options.dropout = paper.dropout;
  trainer_options.drop_path = paper.drop_path;
  trainer_options.fusion_dropout = paper.fusion_dropout;
  acu_run_settings_clear (&paper);
  device = acu_device_open (options->device != NULL ? options->device : "auto", error);
  if (device == NULL || !acu_precision_choose (options->precision, acu_device_get_info (device),
                                               &trainer_options.storage, error))
    return FALSE;
  weights = acu_deterministic_weights (architecture, 0);
  trainer = acu_trainer_new (device, architecture, weights, &trainer_options, error);
  if (trainer == NULL)
    return FALSE;
  patches = make_patches ((gsize)trainer_options.batch * architecture->input_size *
                          architecture->input_size * 3);
  scores = g_new0 (float, trainer_options.batch);
  training.trainer = trainer;
  training.samples.inputs[0] = patches;
  training.samples.count = trainer_options.batch;
  training.targets.scores = scores;
  if (!warm_up (take_step, &training, error))
    return FALSE;
  seconds = time_runs (take_step, &training, error);
  if (seconds < 0)
    return FALSE;
  set_device (measurement, acu_device_get_info (device));
  measurement->batch = trainer_options.batch;
  measurement->precision = trainer_options.storage == ACU_DTYPE_F16 ? "fp16" : "fp32";
  measurement->patches_per_second = trainer_options.batch / seconds;
  measurement->gflops = count_training_flops (architecture) * measurement->patches_per_second / 1e9;
  measurement->peak_bytes = acu_trainer_get_memory (trainer);
  return TRUE;
}

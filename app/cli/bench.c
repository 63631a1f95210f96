/* acutance-cli bench: how fast a device scores. */
#include "app/cli/command.h"
#include "app/cli/json-text.h"

#include "app/scoring/model-store.h"
#include "app/scoring/predictor.h"
#include "compute/random.h"

#include <stdlib.h>

/* Enough runs for a median that one hiccup does not move, however long a run takes; and enough time
 * for clocks to settle where runs are short. */
#define MIN_RUNS       5
#define MAX_RUNS       1000
#define MIN_SECONDS    3.0
#define WARM_UP_RUNS   2
#define DEFAULT_PRESET "nano"

typedef struct {
  const AcuDeviceInfo *device;
  const char *preset;
  guint batch;
  const char *precision;
  double patches_per_second;
  double gflops;
  gsize peak_bytes;
} Measurement;

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

/* The median time of a run of one full batch, in seconds; negative where a run fails. */
static double
time_runs (AcuPredictor *predictor, GError **error)
{
  const AcuArchitecture *architecture =
      acu_model_get_architecture (acu_predictor_get_model (predictor));
  gsize side = architecture->input_size;
  guint batch = acu_predictor_get_batch (predictor);
  g_autofree guint8 *patches = make_patches (batch * side * side * 3);
  g_autofree float *scores = g_new (float, batch);
  AcuPrediction prediction = {.scores = scores};
  g_autoptr (GArray) seconds = g_array_new (FALSE, FALSE, sizeof (double));
  double total = 0;

  for (guint i = 0; i < WARM_UP_RUNS; i++)
    if (!acu_predictor_run (predictor, patches, batch, &prediction, NULL, error))
      return -1;
  while (seconds->len < MIN_RUNS || (total < MIN_SECONDS && seconds->len < MAX_RUNS)) {
    gint64 start = g_get_monotonic_time ();
    double taken;

    if (!acu_predictor_run (predictor, patches, batch, &prediction, NULL, error))
      return -1;
    taken = (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
    total += taken;
    g_array_append_val (seconds, taken);
  }
  return median (seconds);
}

static gboolean
measure (AcuPredictor *predictor, guint wanted_batch, Measurement *measurement, GError **error)
{
  double seconds = time_runs (predictor, error);
  guint batch = acu_predictor_get_batch (predictor);

  if (seconds < 0)
    return FALSE;
  if (wanted_batch > 0 && batch != wanted_batch) {
    g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY,
                 "%s has not the memory for runs of %u patches; %u fit",
                 acu_predictor_get_device (predictor)->name, wanted_batch, batch);
    return FALSE;
  }
  measurement->device = acu_predictor_get_device (predictor);
  measurement->batch = batch;
  measurement->precision = acu_predictor_get_precision (predictor);
  measurement->patches_per_second = batch / seconds;
  measurement->gflops = acu_predictor_get_flops (predictor) * measurement->patches_per_second / 1e9;
  measurement->peak_bytes = acu_predictor_get_peak_memory (predictor);
  return TRUE;
}

static gboolean
print_json (const Measurement *measurement)
{
  g_autoptr (GString) json = g_string_new ("{");

  acu_json_text_key (json, "device");
  acu_json_text_string (json, measurement->device->name);
  acu_json_text_key (json, "backend");
  acu_json_text_string (json, measurement->device->backend);
  acu_json_text_key (json, "preset");
  acu_json_text_string (json, measurement->preset);
  acu_json_text_key (json, "batch");
  g_string_append_printf (json, "%u", measurement->batch);
  acu_json_text_key (json, "precision");
  acu_json_text_string (json, measurement->precision);
  acu_json_text_key (json, "patches_per_second");
  acu_json_text_float (json, (float)measurement->patches_per_second);
  acu_json_text_key (json, "gflops");
  acu_json_text_float (json, (float)measurement->gflops);
  acu_json_text_key (json, "mode");
  acu_json_text_string (json, "score");
  acu_json_text_key (json, "peak_bytes");
  g_string_append_printf (json, "%" G_GSIZE_FORMAT "}\n", measurement->peak_bytes);
  return acu_print (json->str);
}

static gboolean
print_text (const Measurement *measurement)
{
  g_autofree char *text =
      g_strdup_printf ("%s on %s (%s), %s, %u patches a run:\n"
                       "%.1f patches a second, %.1f GFLOP/s, %.0f MiB of its memory at most\n",
                       measurement->preset, measurement->device->name, measurement->device->backend,
                       measurement->precision, measurement->batch, measurement->patches_per_second,
                       measurement->gflops, (double)measurement->peak_bytes / (1 << 20));

  return acu_print (text);
}

/* Scores with made-up weights: time does not depend on their values. */
static AcuExit
bench (const char *preset, const AcuPredictorOptions *options, gboolean as_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autofree char *name = g_strconcat (ACU_TEST_WEIGHTS_PREFIX, preset, NULL);
  g_autoptr (AcuModel) model = acu_model_store_open (store, name, &error);
  g_autoptr (AcuPredictor) predictor = NULL;
  Measurement measurement = {.preset = preset};

  if (model == NULL)
    return acu_fail (&error);
  predictor = acu_predictor_new (model, options, &error);
  if (predictor == NULL || !measure (predictor, options->batch, &measurement, &error))
    return acu_fail (&error);
  return (as_json ? print_json (&measurement) : print_text (&measurement)) ? ACU_EXIT_DONE
                                                                           : ACU_EXIT_ERROR;
}

AcuExit
acu_command_bench (int argc, char **argv)
{
  g_autofree char *preset = NULL;
  g_autofree char *device = NULL;
  g_autofree char *precision_text = NULL;
  int batch = 0;
  gboolean train = FALSE, as_json = FALSE;
  const GOptionEntry entries[] = {
      {"preset", 0, 0, G_OPTION_ARG_STRING, &preset,
       "The network: nano, tiny, small, base, large, large-384 or resnet50 "
       "(default: " DEFAULT_PRESET "), or PRESET:FUSION",
       "P"},
      {"batch", 'b', 0, G_OPTION_ARG_INT, &batch,
       "Patches a run (default: what scoring would take)", "N"},
      {"train", 0, 0, G_OPTION_ARG_NONE, &train, "Measure training steps instead of scoring", NULL},
      {"device", 'd', 0, G_OPTION_ARG_STRING, &device,
       "What computes: auto, cpu, vulkan, vulkan:N or vulkan:NAME (default: auto)", "DEVICE"},
      {"precision", 0, 0, G_OPTION_ARG_STRING, &precision_text,
       "How numbers are stored: auto, fp32 or fp16 (default: auto)", "PRECISION"},
      {"json", 'j', 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON object", NULL},
      {NULL},
  };
  const AcuUsage usage = {
      NULL,
      "Measures how many patches a device scores in a second: the median of several runs\n"
      "after a warm-up, with made-up weights and pixels, decoding not included.",
      "Examples:\n"
      "  acutance-cli bench --preset tiny --device cpu --batch 20\n"
      "  acutance-cli bench --preset base --device vulkan --precision fp16 --json",
      entries};
  g_autoptr (GError) error = NULL;
  AcuPredictorOptions options = {0};
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc > 1)
    return acu_fail_usage ("bench", "“%s” is too much: only options are expected", argv[1]);
  if (train)
    return acu_fail_usage ("bench", "training cannot be measured yet; leave out --train");
  if (batch < 0 || batch > 4096)
    return acu_fail_usage ("bench", "a run takes 1 to 4096 patches, not %d", batch);
  if (precision_text != NULL && !acu_precision_parse (precision_text, &options.precision, &error))
    return acu_fail_usage ("bench", "%s", error->message);
  options.device = device;
  options.batch = (guint)batch;
  return bench (preset != NULL ? preset : DEFAULT_PRESET, &options, as_json);
}

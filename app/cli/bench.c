/* acutance-cli bench: how fast a device scores or trains. */
#include "app/cli/bench-measure.h"
#include "app/cli/command.h"

#include "app/text/json-text.h"

#include <glib/gi18n.h>

#define DEFAULT_PRESET "nano"

#define MAX_BATCH 4096

static gboolean
print_json (const AcuMeasureOptions *options, const char *mode, const AcuMeasurement *measurement)
{
  g_autoptr (GString) json = g_string_new ("{");

  acu_json_text_key (json, "device");
  acu_json_text_string (json, measurement->device);
  acu_json_text_key (json, "backend");
  acu_json_text_string (json, measurement->backend);
  acu_json_text_key (json, "preset");
  acu_json_text_string (json, options->preset);
  acu_json_text_key (json, "batch");
  g_string_append_printf (json, "%u", measurement->batch);
  acu_json_text_key (json, "precision");
  acu_json_text_string (json, measurement->precision);
  acu_json_text_key (json, "patches_per_second");
  acu_json_text_float (json, (float)measurement->patches_per_second);
  acu_json_text_key (json, "gflops");
  acu_json_text_float (json, (float)measurement->gflops);
  acu_json_text_key (json, "mode");
  acu_json_text_string (json, mode);
  acu_json_text_key (json, "peak_bytes");
  g_string_append_printf (json, "%" G_GSIZE_FORMAT "}\n", measurement->peak_bytes);
  return acu_print (json->str);
}

static gboolean
print_text (const AcuMeasureOptions *options, const char *mode, const AcuMeasurement *measurement)
{
  gboolean trains = g_str_equal (mode, "train");
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text,
                   trains ? ngettext ("%s on %s (%s), %s, %u patch a training step:\n",
                                      "%s on %s (%s), %s, %u patches a training step:\n",
                                      measurement->batch)
                          : ngettext ("%s on %s (%s), %s, %u patch a run:\n",
                                      "%s on %s (%s), %s, %u patches a run:\n", measurement->batch),
                   options->preset, measurement->device, measurement->backend,
                   measurement->precision, measurement->batch);
  g_string_append_printf (
      text, _ ("%.1f patches a second, %.1f GFLOP/s, %.0f MiB of its memory at most\n"),
      measurement->patches_per_second, measurement->gflops,
      (double)measurement->peak_bytes / (1 << 20));
  return acu_print (text->str);
}

AcuExit
acu_command_bench (int argc, char **argv)
{
  g_autofree char *preset = NULL;
  g_autofree char *device = NULL;
  g_autofree char *precision_text = NULL;
  g_autofree char *batch_text = NULL;
  guint64 batch = 0;
  gboolean train = FALSE, as_json = FALSE;
  const GOptionEntry entries[] = {
      {"preset", 0, 0, G_OPTION_ARG_STRING, &preset,
       _ ("The network: nano, tiny, small, base, large, large-384 or resnet50 (default: nano), or "
          "PRESET:FUSION"),
       "P"},
      {"batch", 'b', 0, G_OPTION_ARG_STRING, &batch_text,
       _ ("Patches a run or step (default: what scoring would take, the paper's 32 with --train)"),
       "N"},
      {"train", 0, 0, G_OPTION_ARG_NONE, &train, _ ("Measure training steps instead of scoring"),
       NULL},
      {"device", 'd', 0, G_OPTION_ARG_STRING, &device,
       _ ("What computes: auto, cpu, vulkan, vulkan:N or vulkan:NAME (default: auto)"), "DEVICE"},
      {"precision", 0, 0, G_OPTION_ARG_STRING, &precision_text,
       _ ("How numbers are stored: auto, fp32 or fp16 (default: auto)"), "PRECISION"},
      {"json", 'j', 0, G_OPTION_ARG_NONE, &as_json, _ ("Print one JSON object"), NULL},
      {NULL},
  };
  const AcuUsage usage = {
      NULL,
      _ ("Measures how many patches a device scores in a second, or with --train how many it\n"
         "learns from: the median of several runs after a warm-up, with made-up weights and\n"
         "pixels, decoding not included."),
      _ ("Examples:\n"
         "  acutance-cli bench --preset tiny --device cpu --batch 20\n"
         "  acutance-cli bench --preset base --device vulkan --precision fp16 --json\n"
         "  acutance-cli bench --train --preset tiny --batch 8"),
      entries};
  g_autoptr (GError) error = NULL;
  g_auto (AcuMeasurement) measurement = {0};
  AcuMeasureOptions options = {.preset = DEFAULT_PRESET};
  gboolean printed;
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc > 1)
    return acu_fail_usage ("bench", _ ("“%s” is too much: only options are expected"), argv[1]);
  if (batch_text != NULL &&
      !g_ascii_string_to_unsigned (batch_text, 10, 1, MAX_BATCH, &batch, NULL))
    return acu_fail_usage ("bench", _ ("the patches of a run are from 1 to %d, not “%s”"),
                           MAX_BATCH, batch_text);
  if (precision_text != NULL && !acu_precision_parse (precision_text, &options.precision, &error))
    return acu_fail_usage ("bench", "%s", error->message);
  if (preset != NULL)
    options.preset = preset;
  options.device = device;
  options.batch = (guint)batch;
  if (!(train ? acu_measure_training : acu_measure_scoring) (&options, &measurement, &error))
    return acu_fail (&error);
  printed = (as_json ? print_json : print_text) (&options, train ? "train" : "score", &measurement);
  return printed ? ACU_EXIT_DONE : ACU_EXIT_ERROR;
}

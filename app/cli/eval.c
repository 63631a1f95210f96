/* acutance-cli eval: how well a model agrees with people. */
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/progress.h"

#include "app/imaging/protocol.h"
#include "app/labeling/label-dataset.h"
#include "app/learning/evaluation/evaluation-text.h"
#include "app/scoring/model-store.h"

#include <math.h>

static gboolean
print_json (const char *model, GPtrArray *evaluations)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; i < evaluations->len; i++) {
    if (i > 0)
      g_string_append (json, ",\n ");
    acu_evaluation_append_json (json, model, g_ptr_array_index (evaluations, i));
  }
  g_string_append (json, "]\n");
  return acu_print (json->str);
}

static void
append_kinds (GString *text, const AcuEvaluation *evaluation)
{
  for (guint i = 0; i < evaluation->kinds->len; i++) {
    const AcuKindResult *kind = &g_array_index (evaluation->kinds, AcuKindResult, i);

    g_string_append_printf (text, "  only %-17s %8u %7.4f %17s %7.4f\n", kind->name, kind->n,
                            kind->srcc, "", kind->plcc);
  }
  if (evaluation->n_strong > 0)
    g_string_append_printf (text,
                            "  the strongest fault is named in %.1f %% of %u pictures at level "
                            "%g and up\n",
                            100.0 * evaluation->n_named / evaluation->n_strong,
                            evaluation->n_strong, ACU_STRONG_LEVEL);
  if (evaluation->n_pairs > 0)
    g_string_append_printf (text,
                            "  the untouched picture is the better of %.1f %% of %u pairs at "
                            "level %g and up\n",
                            100.0 * evaluation->n_ordered / evaluation->n_pairs,
                            evaluation->n_pairs, ACU_STRONG_LEVEL);
}

static gboolean
print_table (GPtrArray *evaluations)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%-24s %8s %7s %17s %7s %17s %7s %8s %9s\n", "dataset", "pictures", "SRCC",
                   "95 %", "PLCC", "95 %", "KRCC", "RMSE", "PLCC fit");
  for (guint i = 0; i < evaluations->len; i++) {
    const AcuEvaluation *evaluation = g_ptr_array_index (evaluations, i);
    const AcuAgreement *agreement = &evaluation->agreement;

    g_string_append_printf (
        text,
        "%-24s %8" G_GSIZE_FORMAT " %7.4f  %7.4f..%7.4f %7.4f  %7.4f..%7.4f %7.4f %8.3f %9.4f\n",
        evaluation->dataset, evaluation->n, agreement->srcc, evaluation->srcc.low,
        evaluation->srcc.high, agreement->plcc, evaluation->plcc.low, evaluation->plcc.high,
        agreement->krcc, agreement->rmse, agreement->plcc_fitted);
    for (guint j = 0; j < evaluation->faults->len; j++) {
      const AcuFaultResult *fault = &g_array_index (evaluation->faults, AcuFaultResult, j);

      g_string_append_printf (text, "  %-22s %8u average precision %.4f, %u have it\n", fault->name,
                              fault->n_labelled, fault->average_precision, fault->n_present);
    }
    append_kinds (text, evaluation);
  }
  return acu_print (text->str);
}

static void
show_progress (gsize done, gsize total, gpointer user_data)
{
  acu_progress_update (done);
}

static void
show_warning (const char *message, gpointer user_data)
{
  gboolean *any = user_data;

  *any = TRUE;
  acu_complain ("%s", message);
}

static AcuEvaluation *
evaluate (AcuModel *model,
          const char *device,
          const char *spec,
          AcuEvaluationOptions *options,
          GError **error)
{
  g_autoptr (AcuDataset) dataset = acu_label_dataset_open (spec, error);
  AcuPredictorOptions predicting = {.device = device};
  g_autofree char *missing = NULL;
  gsize total;
  AcuEvaluation *evaluation;

  if (dataset == NULL)
    return NULL;
  missing = acu_dataset_describe_missing (dataset, 5);
  if (missing != NULL)
    show_warning (missing, options->user_data);
  total = options->split == ACU_SPLIT_NONE ? acu_dataset_get_length (dataset)
                                           : acu_dataset_count (dataset, options->split);
  acu_progress_begin (total, "pictures");
  evaluation = acu_evaluate (model, &predicting, dataset, options, NULL, error);
  acu_progress_end ();
  return evaluation;
}

AcuExit
acu_command_eval (int argc, char **argv)
{
  g_autofree char *model_name = NULL, *device = NULL, *split = NULL, *protocol = NULL;
  g_auto (GStrv) specs = NULL;
  gboolean as_json = FALSE, any_warning = FALSE;
  int patches = 0;
  const GOptionEntry entries[] = {
      {"model", 'm', 0, G_OPTION_ARG_FILENAME, &model_name,
       "Which model: a name from “acutance-cli models”, or a file (default: as “score”)",
       "NAME|FILE"},
      {"data", 0, 0, G_OPTION_ARG_STRING_ARRAY, &specs,
       "Scored pictures, as “acutance-cli help train” lists them; may be given several times",
       "SPEC"},
      {"split", 0, 0, G_OPTION_ARG_STRING, &split, "Only this part: train, val or test", "PART"},
      {"protocol", 0, 0, G_OPTION_ARG_STRING, &protocol,
       "How pictures become patches: native, koniq or long-side:N (default: the model's)", "P"},
      {"patches", 0, 0, G_OPTION_ARG_INT, &patches, "Random patches a picture (default: 20)", "N"},
      {"device", 'd', 0, G_OPTION_ARG_STRING, &device,
       "What computes: auto, cpu, vulkan, vulkan:N or vulkan:NAME (default: auto)", "DEVICE"},
      {"json", 'j', 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON array", NULL},
      {NULL},
  };
  const AcuUsage usage = {
      NULL,
      "Scores the pictures of datasets and compares with people's opinion scores: Spearman's,\n"
      "Pearson's (also after a logistic fit) and Kendall's correlation and the error, with 95 %\n"
      "intervals by bootstrap, and how well named faults are found. Sets made by “synth” also "
      "tell\n"
      "how well each fault by itself is judged, and how often an untouched picture wins.",
      "Examples:\n"
      "  acutance-cli eval --model tuned --data koniq:KonIQ-10k --split test\n"
      "  acutance-cli eval --model tuned --data livec:LIVE-C --data spaq:SPAQ --json\n"
      "  acutance-cli eval --model tuned --data labels:Holidays\n"
      "      a label set of the catalog, scored by the method chosen for it",
      entries};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelStore) store = NULL;
  g_autoptr (AcuModel) model = NULL;
  g_autoptr (GPtrArray) evaluations =
      g_ptr_array_new_with_free_func ((GDestroyNotify)acu_evaluation_free);
  AcuEvaluationOptions options = {
      .progress = show_progress, .warning = show_warning, .user_data = &any_warning};
  AcuProtocol parsed;
  AcuExit status;
  gboolean printed;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc > 1)
    return acu_fail_usage ("eval", "“%s” is too much: only options are expected", argv[1]);
  if (specs == NULL)
    return acu_fail_usage ("eval", "--data is needed");
  if (split != NULL && !acu_split_from_name (split, &options.split))
    return acu_fail_usage ("eval", "--split is train, val or test, not “%s”", split);
  if (protocol != NULL && !acu_protocol_parse (protocol, &parsed, &error))
    return acu_fail_usage ("eval", "%s", error->message);
  if (patches < 0 || patches > 10000)
    return acu_fail_usage ("eval", "--patches must be from 1 to 10000, not %d", patches);
  options.protocol = protocol;
  options.patches = (guint)patches;
  store = acu_model_store_new ();
  model = model_name != NULL ? acu_model_store_open (store, model_name, &error)
                             : acu_model_store_open_default (store, &error);
  if (model == NULL)
    return acu_fail (&error);
  for (guint i = 0; specs[i] != NULL; i++) {
    AcuEvaluation *evaluation = evaluate (model, device, specs[i], &options, &error);

    if (evaluation == NULL)
      return acu_fail (&error);
    g_ptr_array_add (evaluations, evaluation);
  }
  printed =
      as_json ? print_json (acu_model_get_name (model), evaluations) : print_table (evaluations);
  if (!printed)
    return ACU_EXIT_ERROR;
  return any_warning ? ACU_EXIT_SOME : ACU_EXIT_DONE;
}

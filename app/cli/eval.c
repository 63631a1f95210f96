/* acutance-cli eval: how well a model agrees with people. */
#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/line-file.h"
#include "app/cli/progress.h"

#include "app/imaging/protocol.h"
#include "app/labeling/label-dataset.h"
#include "app/learning/evaluation/evaluation-text.h"
#include "app/learning/training/fault-columns.h"
#include "app/learning/training/run-card.h"
#include "app/learning/training/seen-data.h"
#include "app/scoring/fault-words.h"
#include "app/scoring/model-store.h"
#include "app/text/column-text.h"

#include <glib/gi18n.h>
#include <math.h>

/* Columns of the table. */
#define DATASET_WIDTH  24
#define PICTURES_WIDTH 8
#define FIT_WIDTH      9 /* at least */

static void
append_kinds (GString *text, const AcuEvaluation *evaluation)
{
  for (guint i = 0; i < evaluation->kinds->len; i++) {
    const AcuKindResult *kind = &g_array_index (evaluation->kinds, AcuKindResult, i);
    g_autofree char *name = g_strdup_printf (_ ("  only %s"), acu_fault_get_kind_word (kind->name));

    acu_column_text_left (text, name, DATASET_WIDTH);
    g_string_append_printf (text, " %*u %7.4f %17s %7.4f\n", PICTURES_WIDTH, kind->n, kind->srcc,
                            "", kind->plcc);
  }
  if (evaluation->n_strong > 0)
    g_string_append_printf (
        text,
        ngettext (
            "  the fault is named in %.1f %% of %u picture with just one, at level %g and up\n",
            "  the fault is named in %.1f %% of %u pictures with just one, at level %g and up\n",
            evaluation->n_strong),
        100.0 * evaluation->n_named / evaluation->n_strong, evaluation->n_strong, ACU_STRONG_LEVEL);
  if (evaluation->n_pairs > 0)
    g_string_append_printf (
        text,
        ngettext (
            "  the untouched picture is the better of %.1f %% of %u pair at level %g and up\n",
            "  the untouched picture is the better of %.1f %% of %u pairs at level %g and up\n",
            evaluation->n_pairs),
        100.0 * evaluation->n_ordered / evaluation->n_pairs, evaluation->n_pairs, ACU_STRONG_LEVEL);
}

/* Empty where there is none. (transfer full) */
static char *
format_interval (const AcuInterval *interval)
{
  return isfinite (interval->low) ? g_strdup_printf ("%7.4f..%7.4f", interval->low, interval->high)
                                  : g_strdup ("");
}

static void
append_head (GString *text)
{
  acu_column_text_left (text, C_ ("table", "dataset"), DATASET_WIDTH);
  acu_column_text_right (text, C_ ("table", "pictures"), PICTURES_WIDTH);
  g_string_append_printf (text, " %7s %17s %7s %17s %7s %8s", "SRCC", "95 %", "PLCC", "95 %",
                          "KRCC", "RMSE");
  acu_column_text_right (text, _ ("PLCC fit"), FIT_WIDTH);
  acu_column_text_right (text, _ ("RMSE fit"), FIT_WIDTH);
  g_string_append_c (text, '\n');
}

/* That of a column of fits, which is called @head. */
static int
get_fit_width (const char *head)
{
  return (int)MAX (acu_column_text_measure (head), FIT_WIDTH);
}

static void
append_rows (GString *text, const AcuEvaluation *evaluation, AcuDataUse seen)
{
  const AcuAgreement *agreement = &evaluation->agreement;
  g_autofree char *srcc = format_interval (&evaluation->srcc);
  g_autofree char *plcc = format_interval (&evaluation->plcc);

  acu_column_text_left (text, evaluation->dataset, DATASET_WIDTH);
  g_string_append_printf (text, " %*" G_GSIZE_FORMAT " %7.4f %17s %7.4f %17s %7.4f %8.3f",
                          PICTURES_WIDTH, evaluation->n, agreement->srcc, srcc, agreement->plcc,
                          plcc, agreement->krcc, agreement->rmse);
  g_string_append_printf (text, " %*.4f %*.3f\n", get_fit_width (_ ("PLCC fit")),
                          agreement->plcc_fitted, get_fit_width (_ ("RMSE fit")),
                          agreement->rmse_fitted);
  if (seen != ACU_DATA_UNSEEN)
    g_string_append_printf (text, _ ("  these figures flatter: %s\n"),
                            acu_data_use_describe (seen));
  for (guint j = 0; j < evaluation->faults->len; j++) {
    const AcuFaultResult *fault = &g_array_index (evaluation->faults, AcuFaultResult, j);

    g_autofree char *name = g_strdup_printf ("  %s", acu_fault_get_word (fault->name));

    acu_column_text_left (text, name, DATASET_WIDTH);
    g_string_append_printf (text, _ (" %8u average precision %.4f, %u have it (label %g and up)\n"),
                            fault->n_labelled, fault->average_precision, fault->n_present,
                            ACU_PRESENT_LABEL);
  }
  append_kinds (text, evaluation);
}

/* One evaluation of some datasets.  A dataset takes long, so that what is known of it is written
 * before the next, which may fail or be interrupted, is begun. */
typedef struct {
  AcuModel *model;
  const char *device;
  AcuEvaluationOptions options;
  AcuLineFile *file;
  GCancellable *cancellable;
  gboolean as_json;
  gboolean any_warning;
  gboolean has_begun; /* showing the progress of a dataset */
  guint n_written;
  guint n_done;
} Job;

/* The result of a dataset, or of JSON the @failure; a table has no place for that. */
static gboolean
write_result (Job *job,
              const char *spec,
              const AcuEvaluation *evaluation,
              AcuDataUse seen,
              const GError *failure,
              GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *model = acu_model_get_name (job->model);

  if (job->as_json) {
    g_string_append (text, job->n_written > 0 ? ",\n " : "");
    if (evaluation != NULL)
      acu_evaluation_append_json (text, model, evaluation, seen);
    else
      acu_evaluation_append_json_error (text, model, spec, failure->message);
  } else if (evaluation != NULL) {
    if (job->n_written == 0)
      append_head (text);
    append_rows (text, evaluation, seen);
  }
  if (text->len == 0)
    return TRUE;
  job->n_written++;
  return acu_line_file_write (job->file, text->str, error);
}

static void
show_progress (gsize done, gsize total, gpointer user_data)
{
  Job *job = user_data;

  if (!job->has_begun)
    acu_progress_begin_at (done, total, C_ ("progress", "pictures"));
  job->has_begun = TRUE;
  acu_progress_update (done);
}

static void
show_warning (const char *message, gpointer user_data)
{
  Job *job = user_data;

  job->any_warning = TRUE;
  acu_complain ("%s", message);
}

/* Figures on what a model has seen before say little of what it will see. */
static AcuDataUse
find_seen (const Job *job, const char *spec, const AcuDataset *dataset, const char *name)
{
  const char *set = acu_label_dataset_get_set (spec);
  const char *model = acu_model_get_name (job->model);
  AcuDataUse seen = acu_seen_data_find (acu_model_get_training (job->model), set, spec, dataset,
                                        job->options.split);

  if (seen == ACU_DATA_LEARNED)
    acu_complain (_ ("“%s”, or a model that it was trained from, learned from “%s”: its figures "
                     "there flatter"),
                  model, name);
  else if (seen == ACU_DATA_TAUGHT)
    acu_complain (
        _ ("“%s” was taught by a model that learned from “%s”: its figures there flatter"), model,
        name);
  else if (seen == ACU_DATA_CHOSE_EPOCH)
    acu_complain (_ ("of “%s”, or of a model that it was trained from or taught by, “%s” chose the "
                     "epoch that is kept: its figures there flatter a little"),
                  model, name);
  return seen;
}

/* @seen: (out): what the dataset did in the making of the model. */
static AcuEvaluation *
evaluate (Job *job, const char *spec, AcuDataUse *seen, GError **error)
{
  g_autoptr (AcuDataset) dataset = acu_label_dataset_open (spec, error);
  AcuPredictorOptions predicting = {.device = job->device};
  g_autofree char *missing = NULL, *columns = NULL, *name = NULL;
  AcuEvaluation *evaluation;

  if (dataset == NULL)
    return NULL;
  missing = acu_dataset_describe_missing (dataset, 5);
  if (missing != NULL)
    show_warning (missing, job);
  /* Nothing of the pictures is lost by it. */
  columns = acu_fault_columns_describe (dataset);
  if (columns != NULL)
    acu_complain ("%s", columns);
  name = acu_run_card_dup_data_name (acu_label_dataset_get_set (spec), spec, dataset);
  *seen = find_seen (job, spec, dataset, name);
  job->has_begun = FALSE;
  evaluation =
      acu_evaluate (job->model, &predicting, dataset, &job->options, job->cancellable, error);
  acu_progress_end ();
  if (evaluation != NULL) {
    g_free (evaluation->dataset);
    evaluation->dataset = g_steal_pointer (&name);
  }
  return evaluation;
}

/* A dataset that fails is told, and those after it are evaluated all the same; FALSE where the
 * device or the output fails, or somebody has had enough. */
static gboolean
evaluate_all (Job *job, const char *const *specs, GError **error)
{
  for (guint i = 0; specs[i] != NULL; i++) {
    g_autoptr (GError) failure = NULL;
    AcuDataUse seen = ACU_DATA_UNSEEN;
    AcuEvaluation *evaluation = evaluate (job, specs[i], &seen, &failure);
    gboolean written;

    if (g_cancellable_set_error_if_cancelled (job->cancellable, error)) {
      g_clear_pointer (&evaluation, acu_evaluation_free);
      return FALSE;
    }
    if (evaluation == NULL && failure->domain == ACU_COMPUTE_ERROR) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    if (evaluation == NULL)
      acu_complain ("%s", failure->message);
    else
      job->n_done++;
    written = write_result (job, specs[i], evaluation, seen, failure, error);
    g_clear_pointer (&evaluation, acu_evaluation_free);
    if (!written)
      return FALSE;
  }
  return TRUE;
}

static AcuExit
run (Job *job, const char *const *specs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean succeeded = acu_line_file_begin (job->file, job->as_json ? "[" : "",
                                            job->as_json ? "]\n" : NULL, &error) &&
                       evaluate_all (job, specs, &error);

  if (!acu_line_file_finish (job->file, &failure) && succeeded)
    return acu_fail (&failure);
  acu_interrupt_end ();
  if (!succeeded)
    return acu_fail (&error);
  if (job->n_done == 0)
    return ACU_EXIT_ERROR;
  return job->any_warning || job->n_done < g_strv_length ((char **)specs) ? ACU_EXIT_SOME
                                                                          : ACU_EXIT_DONE;
}

AcuExit
acu_command_eval (int argc, char **argv)
{
  g_autofree char *model_name = NULL, *device = NULL, *split = NULL, *protocol = NULL;
  g_auto (GStrv) specs = NULL;
  Job job = {.options = {.progress = show_progress, .warning = show_warning, .user_data = &job}};
  int patches = 20;
  const GOptionEntry entries[] = {
      {"model", 'm', 0, G_OPTION_ARG_FILENAME, &model_name,
       _ ("Which model: a name from “acutance-cli models”, or a file (default: as “score”)"),
       "NAME|FILE"},
      {"data", 0, 0, G_OPTION_ARG_STRING_ARRAY, &specs,
       _ ("Scored pictures, as “acutance-cli help train” lists them; may be given several times"),
       "SPEC"},
      {"split", 0, 0, G_OPTION_ARG_STRING, &split, _ ("Only this part: train, val or test"),
       "PART"},
      {"protocol", 0, 0, G_OPTION_ARG_STRING, &protocol,
       _ ("How pictures become patches: native, koniq or long-side:N (default: the model's)"), "P"},
      {"patches", 0, 0, G_OPTION_ARG_INT, &patches, _ ("Random patches a picture (default: 20)"),
       "N"},
      {"device", 'd', 0, G_OPTION_ARG_STRING, &device,
       _ ("What computes: auto, cpu, vulkan, vulkan:N or vulkan:NAME (default: auto)"), "DEVICE"},
      {"json", 'j', 0, G_OPTION_ARG_NONE, &job.as_json,
       _ ("Print one JSON array; “seen” says what the data did in the making of the model: learned "
          "(it learned from them), teacher (its teacher did), epoch (they chose the epoch that is "
          "kept), else null"),
       NULL},
      {NULL},
  };
  const AcuUsage usage = {
      NULL,
      /* xgettext:no-c-format */
      _ ("Scores the pictures of datasets and compares with people's opinion scores:\n"
         "Spearman's, Pearson's (also after a logistic fit) and Kendall's correlation and the\n"
         "error, with 95 % intervals by bootstrap, and how well named faults are found: a picture\n"
         "has those whose labels are 0.5 and up. Sets made by “synth”, where that is about level\n"
         "3, also tell how well each fault by itself is judged, and for level 3 and up how often\n"
         "a fault is named (mixtures are left out) and how often an untouched picture wins.\n"
         "The same command goes on with what was interrupted."),
      _ ("Examples:\n"
         "  acutance-cli eval --model tuned --data koniq:KonIQ-10k --split test\n"
         "  acutance-cli eval --model tuned --data livec:LIVE-C --data spaq:SPAQ --json\n"
         "  acutance-cli eval --model tuned --data labels:Holidays\n"
         "      a label set of the catalog, scored by the method chosen for it"),
      entries};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelStore) store = NULL;
  g_autoptr (AcuModel) model = NULL;
  g_autoptr (AcuLineFile) file = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  AcuProtocol parsed;
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc > 1)
    return acu_fail_usage ("eval", _ ("“%s” is too much: only options are expected"), argv[1]);
  if (specs == NULL)
    return acu_fail_usage ("eval", _ ("--data is needed"));
  if (split != NULL && (*split == '\0' || !acu_split_from_name (split, &job.options.split)))
    return acu_fail_usage ("eval", _ ("--split is train, val or test, not “%s”"), split);
  if (protocol != NULL && !acu_protocol_parse (protocol, &parsed, &error))
    return acu_fail_usage ("eval", "%s", error->message);
  if (patches < 1 || patches > 10000)
    return acu_fail_usage ("eval", _ ("--patches must be from 1 to 10000, not %d"), patches);
  /* Before threads and helpers are started, which must not be the ones a signal reaches. */
  acu_interrupt_begin (cancellable);
  job.options.protocol = protocol;
  job.options.patches = (guint)patches;
  job.device = device;
  job.cancellable = cancellable;
  store = acu_model_store_new ();
  job.model = model = model_name != NULL ? acu_model_store_open (store, model_name, &error)
                                         : acu_model_store_open_default (store, &error);
  if (model == NULL)
    return acu_fail (&error);
  job.file = file = acu_line_file_open (NULL, &error);
  if (file == NULL)
    return acu_fail (&error);
  acu_interrupt_set_file (file);
  return run (&job, (const char *const *)specs);
}

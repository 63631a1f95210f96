/* acutance-cli score: the quality of pictures. */
#include "app/cli/command.h"
#include "app/cli/input-list.h"
#include "app/cli/interrupt.h"
#include "app/cli/progress.h"
#include "app/cli/result-writer.h"

#include "app/imaging/image-source.h"
#include "app/scoring/model-store.h"

#include <glib/gi18n.h>
#include <math.h>
#include <signal.h>
#include <string.h>

/* As many as the papers average, each time the same ones. */
#define DEFAULT_PLAN "random:20"

/* What the command line says, and what follows from it. */
typedef struct {
  char *model_name;
  char *protocol_text;
  char *plan_text;
  char *device;
  char *precision_text;
  char *format_text;
  char *output;
  char *shard_text;
  gboolean recursive;
  gboolean no_icc;
  char **paths;

  AcuPatchPlan *plan;
  AcuProtocol protocol;
  AcuPrecision precision;
  AcuResultFormat format;
  AcuShard shard;
} Options;

/* A scoring of many pictures under way. */
typedef struct {
  const Options *options;
  AcuModel *model;
  AcuResultWriter *writer;
  AcuLineFile *file;
  GCancellable *cancellable;
  gsize n_total;
  gsize n_done;
  gsize n_failed;
  GError *write_error; /* the output cannot be written: nothing further makes sense */
} Job;

/* What is remembered of a picture until its score is there. */
typedef struct {
  char *path;
  int width;
  int height;
  gboolean enlarged;
  char *warnings;
  char *error;
} Item;

static void
options_clear (Options *options)
{
  g_free (options->model_name);
  g_free (options->protocol_text);
  g_free (options->plan_text);
  g_free (options->device);
  g_free (options->precision_text);
  g_free (options->format_text);
  g_free (options->output);
  g_free (options->shard_text);
  g_strfreev (options->paths);
  g_clear_pointer (&options->plan, acu_patch_plan_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
item_free (Item *item)
{
  g_free (item->path);
  g_free (item->warnings);
  g_free (item->error);
  g_free (item);
}

static gboolean
parse_options (Options *options, int *argc, char ***argv, AcuExit *status)
{
  const GOptionEntry entries[] = {
      {"model", 'm', 0, G_OPTION_ARG_FILENAME, &options->model_name,
       _ ("Which model scores: a name from “acutance-cli models”, or a file"), "NAME|FILE"},
      {"protocol", 'p', 0, G_OPTION_ARG_STRING, &options->protocol_text,
       _ ("What a picture is resized to first: native, koniq or long-side:N (default: the model's "
          "own)"),
       "P"},
      {"patches", 0, 0, G_OPTION_ARG_STRING, &options->plan_text,
       _ ("Where patches are cut: grid, grid:N, random:N@SEED, center or at:Y,X;Y,X… (default: "
          "random:20)"),
       "PLAN"},
      {"device", 'd', 0, G_OPTION_ARG_STRING, &options->device,
       _ ("What computes: auto, cpu, vulkan, vulkan:N or vulkan:NAME (default: auto)"), "DEVICE"},
      {"precision", 0, 0, G_OPTION_ARG_STRING, &options->precision_text,
       _ ("How numbers are stored: auto, fp32 or fp16 (default: auto)"), "PRECISION"},
      {"format", 'f', 0, G_OPTION_ARG_STRING, &options->format_text,
       _ ("How results are written: table, csv, json or jsonl (default: table)"), "FORMAT"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
       _ ("Write results to FILE instead of standard output (-), one by one as they come: what it "
          "held before goes with the first, and whatever ends the program, it has whole results "
          "only"),
       "FILE"},
      {"recursive", 'r', 0, G_OPTION_ARG_NONE, &options->recursive,
       _ ("Also the pictures in folders within folders"), NULL},
      {"no-icc", 0, 0, G_OPTION_ARG_NONE, &options->no_icc,
       _ ("Take colours as stored, without converting embedded profiles to sRGB"), NULL},
      {"shard", 0, 0, G_OPTION_ARG_STRING, &options->shard_text,
       _ ("Score only the I-th of N equal parts of the pictures"), "I/N"},
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->paths, NULL, NULL},
      {NULL},
  };
  const char *summary =
      _ ("Scores how good pictures look, from the patches of each, and says what is wrong\n"
         "with them where the model knows faults.  A folder stands for the pictures in it.");
  const char *description =
      _ ("Examples:\n"
         "  acutance-cli score photo.jpg\n"
         "      score one photo with the default model\n"
         "  acutance-cli score --recursive --format jsonl --output scores.jsonl ~/Pictures\n"
         "      score a library; stopped by Ctrl-C, the file has what was finished\n"
         "  acutance-cli score --model smart-tiny --protocol koniq --patches random:20@7 *.jpg\n"
         "      score as the paper does: 512 x 384, mean of 20 random patches\n"
         "  acutance-cli score --shard 2/8 --format jsonl --recursive /photos > 2.jsonl\n"
         "      the second of eight machines; the eight files concatenate\n"
         "\n"
         "The table tells of each picture the score, STD (the standard deviation of its patches'\n"
         "scores), the LOWEST and the HIGHEST of these, the size and, in words, what is wrong.\n"
         "\n"
         "Each line of jsonl is an object with path, model, protocol, width and height (of the\n"
         "whole picture, upright), score, std (of the patches' scores), faults (only of models\n"
         "that know some; means over the patches) and patches, each with y and x, pixels of the\n"
         "picture after the protocol's resize, score and, likewise, faults; or an object with\n"
         "path and error.  A picture that was enlarged to hold a patch has \"enlarged\":true.\n"
         "\n"
         "The columns of csv are called the same, but patches is how many there are, each fault\n"
         "is a column, enlarged is yes or no, and the last, patch_scores, has every patch as\n"
         "y:x:score, with ; between them.  Fields that a failed picture cannot fill are empty.\n"
         "\n"
         "Exit status: 0 when all pictures were scored; 1 when one or more could not be, each\n"
         "named on standard error, and all others were; 2 when options are wrong, when there is\n"
         "no such model or device or it fails, or when results cannot be written.");
  const AcuUsage usage = {"PATH…", summary, description, entries};
  g_autoptr (GError) error = NULL;

  if (!acu_command_parse (&usage, argc, argv, status))
    return FALSE;
  *status = ACU_EXIT_ERROR;
  if (options->paths == NULL) {
    acu_fail_usage ("score", _ ("no picture or folder is named"));
    return FALSE;
  }
  options->plan =
      acu_patch_plan_parse (options->plan_text != NULL ? options->plan_text : DEFAULT_PLAN, &error);
  if (options->plan == NULL ||
      (options->protocol_text != NULL &&
       !acu_protocol_parse (options->protocol_text, &options->protocol, &error)) ||
      (options->precision_text != NULL &&
       !acu_precision_parse (options->precision_text, &options->precision, &error))) {
    acu_fail_usage ("score", "%s", error->message);
    return FALSE;
  }
  if (options->format_text != NULL &&
      !acu_result_format_parse (options->format_text, &options->format)) {
    acu_fail_usage ("score", _ ("unknown format “%s”: use table, csv, json or jsonl"),
                    options->format_text);
    return FALSE;
  }
  options->shard = (AcuShard){.count = 1};
  if (options->shard_text != NULL && !acu_shard_parse (options->shard_text, &options->shard)) {
    acu_fail_usage ("score", _ ("“%s” is not a part I/N with I from 1 to N"), options->shard_text);
    return FALSE;
  }
  return TRUE;
}

static void
write_result (Job *job, const AcuResult *result)
{
  if (acu_line_file_is_terminal (job->file))
    acu_progress_hide ();
  if (job->write_error == NULL)
    acu_result_writer_write (job->writer, result, &job->write_error);
  job->n_done++;
  acu_progress_update (job->n_done);
}

/* An AcuScorerFunc. */
static void
score_cb (gpointer data, const AcuScore *score, gpointer user_data)
{
  const Item *item = data;
  Job *job = user_data;
  AcuResult result = {
      .path = item->path,
      .width = item->width,
      .height = item->height,
      .enlarged = item->enlarged,
      .warnings = item->warnings,
      .score = score,
      .error = item->error,
  };

  if (score != NULL && !isfinite (score->score)) {
    result.score = NULL;
    result.error = _ ("the network overflowed: its score is not a number; try --precision fp32, "
                      "and another model if that does not help");
  }
  if (result.score == NULL) {
    g_autofree char *name = g_filename_display_name (item->path);

    job->n_failed++;
    acu_complain ("%s: %s", name, result.error);
  }
  write_result (job, &result);
}

/* Messages of the decoder begin with the file's name, which results have in a place of its own. */
static char *
strip_name (const char *message, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  gsize length = strlen (name);

  if (g_str_has_prefix (message, name) && g_str_has_prefix (message + length, ": "))
    return g_strdup (message + length + strlen (": "));
  return g_strdup (message);
}

/* Hands @sourced to the scorer.  FALSE where scoring cannot go on. */
static gboolean
push (Job *job, AcuScorer *scorer, const AcuSourcedImage *sourced, GError **error)
{
  int side = (int)acu_model_get_architecture (job->model)->input_size;
  const AcuImage *image = sourced->image;
  Item *item = g_new0 (Item, 1);
  g_autoptr (GError) misplaced = NULL;
  g_autofree AcuPatch *patches = NULL;
  gsize n_patches;

  item->path = g_strdup (sourced->path);
  if (image == NULL) {
    item->error = strip_name (sourced->error->message, sourced->path);
    acu_scorer_skip (scorer, item);
    return TRUE;
  }
  patches = acu_patch_plan_place (job->options->plan, image->width, image->height, side, &n_patches,
                                  &misplaced);
  if (patches == NULL) {
    item->error = g_strdup (misplaced->message);
    acu_scorer_skip (scorer, item);
    return TRUE;
  }
  /* Orientations 5 to 8 turn the picture by a quarter. */
  item->width = image->orientation < 5 ? image->original_width : image->original_height;
  item->height = image->orientation < 5 ? image->original_height : image->original_width;
  item->enlarged = sourced->enlarged;
  item->warnings = g_strdup (image->warnings);
  return acu_scorer_push (scorer, sourced->image, patches, n_patches, item, job->cancellable,
                          error);
}

/* Folders that could not be listed, and what could not be looked at, are inputs that failed, too.
 */
static void
report_problems (Job *job, GPtrArray *inputs)
{
  for (guint i = 0; i < inputs->len; i++) {
    const AcuInput *input = g_ptr_array_index (inputs, i);
    AcuResult result = {.path = input->path};
    g_autofree char *reason = NULL;

    if (input->problem == NULL)
      continue;
    result.error = reason = strip_name (input->problem, input->path);
    job->n_failed++;
    acu_complain ("%s", input->problem);
    write_result (job, &result);
  }
}

static AcuImageSource *
open_source (const Job *job, GPtrArray *inputs, GError **error)
{
  int side = (int)acu_model_get_architecture (job->model)->input_size;
  AcuDecoderOptions options = {.no_icc = job->options->no_icc};
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (&options, error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  if (decoder == NULL)
    return NULL;
  for (guint i = 0; i < inputs->len; i++) {
    const AcuInput *input = g_ptr_array_index (inputs, i);

    if (input->problem == NULL)
      g_ptr_array_add (paths, input->path);
  }
  return acu_image_source_new ((const char *const *)paths->pdata, paths->len,
                               &job->options->protocol, side, decoder, NULL, job->cancellable);
}

static AcuScorer *
open_scorer (Job *job, GError **error)
{
  AcuPredictorOptions options = {.device = job->options->device,
                                 .precision = job->options->precision};
  AcuPredictor *predictor = acu_predictor_new (job->model, &options, error);

  return predictor == NULL ? NULL
                           : acu_scorer_new (predictor, score_cb, job, (GDestroyNotify)item_free);
}

/* Scores all that @source decodes of @inputs. */
static gboolean
score_inputs (
    Job *job, GPtrArray *inputs, AcuImageSource *source, AcuScorer *scorer, GError **error)
{
  acu_progress_begin (job->n_total, C_ ("progress", "pictures"));
  report_problems (job, inputs);
  for (;;) {
    g_auto (AcuSourcedImage) sourced = {0};

    if (job->write_error != NULL) {
      g_propagate_error (error, g_steal_pointer (&job->write_error));
      return FALSE;
    }
    if (!acu_image_source_next (source, &sourced))
      break;
    /* What was not decoded because of the interruption has not failed. */
    if (g_cancellable_set_error_if_cancelled (job->cancellable, error) ||
        !push (job, scorer, &sourced, error))
      return FALSE;
  }
  if (!acu_scorer_flush (scorer, job->cancellable, error))
    return FALSE;
  if (job->write_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&job->write_error));
    return FALSE;
  }
  return TRUE;
}

static AcuModel *
open_model (const char *name, GError **error)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  return name != NULL ? acu_model_store_open (store, name, error)
                      : acu_model_store_open_default (store, error);
}

/* Ends the program as any other whose reader has left, where that is what @failure says. */
static void
die_of_closed_pipe (const GError *failure)
{
  if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_PIPE))
    acu_die_by_signal (SIGPIPE);
}

/* Ends the output and finds the exit status, where the program is not ended by a signal. */
static AcuExit
finish (Job *job, gboolean succeeded, GError *failure)
{
  g_autoptr (GError) error = NULL;

  acu_progress_end ();
  die_of_closed_pipe (failure);
  if (!acu_line_file_finish (job->file, &error) && succeeded) {
    die_of_closed_pipe (error);
    return acu_fail (&error);
  }
  acu_interrupt_end ();
  if (!succeeded) {
    acu_complain ("%s", failure->message);
    return ACU_EXIT_ERROR;
  }
  if (job->n_failed == 0)
    return ACU_EXIT_DONE;
  if (job->n_total > 1)
    acu_complain (_ ("%zu of %zu could not be scored"), job->n_failed, job->n_total);
  return ACU_EXIT_SOME;
}

AcuExit
acu_command_score (int argc, char **argv)
{
  g_auto (Options) options = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) inputs = NULL;
  g_autoptr (AcuModel) model = NULL;
  g_autoptr (AcuLineFile) file = NULL;
  g_autoptr (AcuResultWriter) writer = NULL;
  g_autoptr (AcuImageSource) source = NULL;
  g_autoptr (AcuScorer) scorer = NULL;
  g_autofree char *protocol = NULL;
  Job job = {.options = &options, .cancellable = cancellable};
  gsize n_all;
  gboolean succeeded;
  AcuExit status;

  if (!parse_options (&options, &argc, &argv, &status))
    return status;
  /* First of all: threads and helpers that are started later inherit that signals pass them by. */
  acu_interrupt_begin (cancellable);
  job.model = model = open_model (options.model_name, &error);
  if (model == NULL)
    return acu_fail (&error);
  if (options.protocol_text == NULL &&
      !acu_protocol_parse (acu_model_get_architecture (model)->protocol, &options.protocol, &error))
    return acu_fail (&error);
  protocol = acu_protocol_to_string (&options.protocol);
  inputs = acu_input_list_new ((const char *const *)options.paths, options.recursive, options.shard,
                               &n_all);
  job.n_total = inputs->len;
  job.file = file = acu_line_file_open (options.output, &error);
  if (file == NULL)
    return acu_fail (&error);
  acu_interrupt_set_file (file);
  /* Decoding begins before the device is set up, which takes a moment. */
  if (inputs->len > 0 && ((source = open_source (&job, inputs, &error)) == NULL ||
                          (scorer = open_scorer (&job, &error)) == NULL))
    return acu_fail (&error);
  job.writer = writer = acu_result_writer_new (file, options.format, model, protocol);
  if (!acu_result_writer_begin (writer, &error))
    return finish (&job, FALSE, error);
  if (options.model_name == NULL && acu_model_has_test_weights (model))
    acu_complain (_ ("no trained model is installed: these numbers come from made-up weights and "
                     "mean nothing; “acutance-cli import --help” tells how to install a model"));
  if (inputs->len == 0 && n_all > 0)
    acu_complain (ngettext ("part %u of %u has no pictures: there is only %zu in all",
                            "part %u of %u has no pictures: there are only %zu in all", n_all),
                  options.shard.index + 1, options.shard.count, n_all);
  else if (inputs->len == 0)
    acu_complain (
        "%s",
        options.recursive
            ? _ ("there are no pictures to score")
            : _ ("there are no pictures to score; --recursive looks into folders within folders"));
  succeeded = inputs->len == 0 || score_inputs (&job, inputs, source, scorer, &error);
  return finish (&job, succeeded, error);
}

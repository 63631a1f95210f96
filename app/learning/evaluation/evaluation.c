#include "app/learning/evaluation/evaluation.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/imaging/image-source.h"
#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/dataset-split.h"
#include "app/learning/evaluation/fault-tables.h"
#include "app/learning/evaluation/kept-scores.h"
#include "app/scoring/scorer.h"

#define DEFAULT_PATCHES 20

/* An evaluation under way. */
typedef struct {
  const AcuDataset *dataset;
  const AcuEvaluationOptions *options;
  const AcuArchitecture *architecture;
  AcuEvaluation *evaluation;
  AcuProtocol protocol;
  AcuKeptScores *kept;
  guint32 *chosen; /* samples to score, in order */
  gsize n_chosen;
  gsize *pending; /* places in `chosen` that an interrupted evaluation has not come to */
  gsize n_pending;
  gsize n_done;
  guint n_faults;
  double *scores; /* (n_chosen,1+K), NaN where there is none */
  GArray *faults; /* double: (n,K) of the pictures that were scored */
} Job;

void
acu_evaluation_free (AcuEvaluation *evaluation)
{
  if (evaluation == NULL)
    return;
  for (guint i = 0; i < evaluation->faults->len; i++)
    g_free (g_array_index (evaluation->faults, AcuFaultResult, i).name);
  for (guint i = 0; i < evaluation->kinds->len; i++)
    g_free (g_array_index (evaluation->kinds, AcuKindResult, i).name);
  g_array_unref (evaluation->faults);
  g_array_unref (evaluation->kinds);
  g_free (evaluation->dataset);
  g_free (evaluation->samples);
  g_free (evaluation->predictions);
  g_free (evaluation->targets);
  g_free (evaluation);
}

static void
choose_samples (Job *job)
{
  gsize length = acu_dataset_get_length (job->dataset);

  if (job->options->split != ACU_SPLIT_NONE) {
    job->chosen = acu_dataset_indices (job->dataset, job->options->split, &job->n_chosen);
    return;
  }
  job->chosen = g_new (guint32, length);
  job->n_chosen = length;
  for (gsize i = 0; i < length; i++)
    job->chosen[i] = (guint32)i;
}

static const char *
get_path (const Job *job, gsize place)
{
  return acu_dataset_get_sample (job->dataset, job->chosen[place])->path;
}

/* The score of the picture at a place in `chosen`, and behind it its faults. */
static double *
get_scores (const Job *job, gsize place)
{
  return job->scores + place * (1 + job->n_faults);
}

static void
tell_progress (const Job *job)
{
  if (job->options->progress != NULL)
    job->options->progress (job->n_done, job->n_chosen, job->options->user_data);
}

/* An AcuScorerFunc; items are places in `chosen`, from 1. */
static void
score_cb (gpointer item, const AcuScore *score, gpointer user_data)
{
  Job *job = user_data;
  gsize place = GPOINTER_TO_SIZE (item) - 1;
  double *scores = get_scores (job, place);

  job->n_done++;
  tell_progress (job);
  if (score == NULL || !isfinite (score->score))
    return;
  scores[0] = score->score;
  for (guint i = 0; i < job->n_faults; i++)
    scores[1 + i] = score->faults[i];
  acu_kept_scores_add (job->kept, get_path (job, place), scores);
}

static guint
get_patches (const Job *job)
{
  return job->options->patches > 0 ? job->options->patches : DEFAULT_PATCHES;
}

/* Tells the pictures from those of other evaluations. (transfer full) */
static char *
digest_pictures (const Job *job)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (gsize i = 0; i < job->n_chosen; i++)
    g_checksum_update (checksum, (const guchar *)get_path (job, i),
                       (gssize)strlen (get_path (job, i)) + 1);
  return g_strdup (g_checksum_get_string (checksum));
}

/* Opens what an interrupted evaluation has come to, and finds what is left to do. */
static void
find_pending (Job *job, const AcuModel *model, AcuPredictor *predictor)
{
  g_autofree char *fingerprint = acu_model_dup_fingerprint (model);
  g_autofree char *protocol = acu_protocol_to_string (&job->protocol);
  g_autofree char *pictures = digest_pictures (job);
  g_autofree char *what = g_strdup_printf (
      "%s %s %s %s %s %s %u %" G_GUINT64_FORMAT, ACU_VERSION, pictures, fingerprint,
      acu_predictor_get_device (predictor)->name, acu_predictor_get_precision (predictor), protocol,
      get_patches (job), job->options->seed);

  job->kept = acu_kept_scores_open (what, 1 + job->n_faults);
  job->scores = g_new (double, job->n_chosen *(1 + job->n_faults) + 1);
  job->pending = g_new (gsize, job->n_chosen + 1);
  for (gsize i = 0; i < job->n_chosen; i++) {
    const double *kept = acu_kept_scores_find (job->kept, get_path (job, i));

    get_scores (job, i)[0] = NAN;
    if (kept != NULL)
      memcpy (get_scores (job, i), kept, (1 + job->n_faults) * sizeof (double));
    else
      job->pending[job->n_pending++] = i;
  }
  job->n_done = job->n_chosen - job->n_pending;
  tell_progress (job);
}

static gboolean
push (Job *job,
      AcuScorer *scorer,
      const AcuSourcedImage *sourced,
      GCancellable *cancellable,
      GError **error)
{
  AcuPatchPlan plan = {
      .kind = ACU_PATCH_PLAN_RANDOM, .count = get_patches (job), .seed = job->options->seed};
  gpointer item = GSIZE_TO_POINTER (job->pending[sourced->index] + 1);
  g_autofree AcuPatch *patches = NULL;
  g_autoptr (GError) misplaced = NULL;
  gsize n;

  if (sourced->image != NULL)
    patches = acu_patch_plan_place (&plan, sourced->image->width, sourced->image->height,
                                    (int)job->architecture->input_size, &n, &misplaced);
  if (patches != NULL)
    return acu_scorer_push (scorer, sourced->image, patches, n, item, cancellable, error);
  if (job->options->warning != NULL)
    job->options->warning (sourced->error != NULL ? sourced->error->message : misplaced->message,
                           job->options->user_data);
  acu_scorer_skip (scorer, item);
  return TRUE;
}

/* Scores the pictures that are left. */
static gboolean
score_all (Job *job, AcuScorer *scorer, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (NULL, error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (AcuImageSource) source = NULL;

  if (decoder == NULL)
    return FALSE;
  for (gsize i = 0; i < job->n_pending; i++)
    g_ptr_array_add (paths, (char *)get_path (job, job->pending[i]));
  source = acu_image_source_new ((const char *const *)paths->pdata, paths->len, &job->protocol,
                                 (int)job->architecture->input_size, decoder, NULL, cancellable);
  for (;;) {
    g_auto (AcuSourcedImage) sourced = {0};

    if (!acu_image_source_next (source, &sourced))
      return acu_scorer_flush (scorer, cancellable, error);
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !push (job, scorer, &sourced, cancellable, error))
      return FALSE;
  }
}

/* Hands over what there is for the chosen pictures. */
static void
gather (Job *job)
{
  AcuEvaluation *evaluation = job->evaluation;

  evaluation->samples = g_new (guint32, job->n_chosen + 1);
  evaluation->predictions = g_new (double, job->n_chosen + 1);
  evaluation->targets = g_new (double, job->n_chosen + 1);
  for (gsize i = 0; i < job->n_chosen; i++) {
    const double *scores = get_scores (job, i);
    const AcuSample *sample = acu_dataset_get_sample (job->dataset, job->chosen[i]);

    if (isnan (scores[0])) {
      evaluation->n_skipped++;
      continue;
    }
    evaluation->samples[evaluation->n] = job->chosen[i];
    evaluation->predictions[evaluation->n] = scores[0];
    evaluation->targets[evaluation->n] = acu_dataset_rescale (
        job->dataset, sample->mos, job->architecture->score_min, job->architecture->score_max);
    evaluation->n++;
    g_array_append_vals (job->faults, scores + 1, job->n_faults);
  }
}

static void
summarise (Job *job)
{
  AcuEvaluation *evaluation = job->evaluation;
  AcuBootstrapOptions bootstrap = {.seed = job->options->seed};
  g_autofree guint32 *groups = acu_dataset_number_groups (job->dataset, evaluation->samples,
                                                          evaluation->n, &bootstrap.n_groups);

  bootstrap.groups = groups;

  acu_metrics_agreement (evaluation->predictions, evaluation->targets, evaluation->n,
                         &evaluation->agreement);
  acu_bootstrap_interval (acu_metrics_srcc, evaluation->predictions, evaluation->targets,
                          evaluation->n, &bootstrap, &evaluation->srcc);
  acu_bootstrap_interval (acu_metrics_plcc, evaluation->predictions, evaluation->targets,
                          evaluation->n, &bootstrap, &evaluation->plcc);
  acu_evaluation_tabulate (evaluation, job->dataset, job->architecture->fault_names,
                           (const double *)job->faults->data,
                           acu_architecture_count_faults (job->architecture));
}

/* Scores what is left, and keeps it until all is done. */
static gboolean
run (Job *job, AcuModel *model, AcuPredictor *taken, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuScorer) scorer = acu_scorer_new (taken, score_cb, job, NULL);

  find_pending (job, model, taken);
  if (!score_all (job, scorer, cancellable, error))
    return FALSE;
  acu_kept_scores_end (job->kept);
  gather (job);
  if (job->evaluation->n > 0)
    return TRUE;
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               _ ("%s: none of its pictures could be scored"), job->evaluation->dataset);
  return FALSE;
}

AcuEvaluation *
acu_evaluate (AcuModel *model,
              const AcuPredictorOptions *predicting,
              const AcuDataset *dataset,
              const AcuEvaluationOptions *options,
              GCancellable *cancellable,
              GError **error)
{
  AcuPredictor *predictor = NULL;
  g_autoptr (AcuEvaluation) evaluation = g_new0 (AcuEvaluation, 1);
  g_autoptr (GArray) faults = g_array_new (FALSE, FALSE, sizeof (double));
  Job job = {.dataset = dataset, .options = options, .evaluation = evaluation, .faults = faults};
  const char *protocol;
  gboolean done = FALSE;

  evaluation->dataset = g_strdup (acu_dataset_get_name (dataset));
  evaluation->n_missing = acu_dataset_get_missing (dataset)->len;
  evaluation->faults = g_array_new (FALSE, FALSE, sizeof (AcuFaultResult));
  evaluation->kinds = g_array_new (FALSE, FALSE, sizeof (AcuKindResult));
  job.architecture = acu_model_get_architecture (model);
  job.n_faults = acu_architecture_count_faults (job.architecture);
  protocol = options->protocol != NULL ? options->protocol : job.architecture->protocol;
  choose_samples (&job);
  if (job.n_chosen == 0 && options->split != ACU_SPLIT_NONE)
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s: it has no pictures that are marked as “%s”"), evaluation->dataset,
                 acu_split_name (options->split));
  else if (acu_protocol_parse (protocol, &job.protocol, error))
    predictor = acu_predictor_new (model, predicting, error);
  if (predictor != NULL)
    done = run (&job, model, predictor, cancellable, error);
  if (done)
    summarise (&job);
  g_clear_pointer (&job.kept, acu_kept_scores_close);
  g_free (job.scores);
  g_free (job.pending);
  g_free (job.chosen);
  return done ? g_steal_pointer (&evaluation) : NULL;
}

#include "app/learning/evaluation/evaluation.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/imaging/image-source.h"
#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/dataset-split.h"
#include "app/learning/evaluation/fault-tables.h"
#include "app/scoring/scorer.h"

#define DEFAULT_PATCHES 20

/* An evaluation under way. */
typedef struct {
  const AcuDataset *dataset;
  const AcuEvaluationOptions *options;
  const AcuArchitecture *architecture;
  AcuEvaluation *evaluation;
  guint32 *chosen; /* samples to score, in order */
  gsize n_chosen;
  gsize n_done;
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

/* An AcuScorerFunc; items are places in `chosen`, from 1. */
static void
score_cb (gpointer item, const AcuScore *score, gpointer user_data)
{
  Job *job = user_data;
  AcuEvaluation *evaluation = job->evaluation;
  guint32 sample = job->chosen[GPOINTER_TO_SIZE (item) - 1];

  job->n_done++;
  if (job->options->progress != NULL)
    job->options->progress (job->n_done, job->n_chosen, job->options->user_data);
  if (score == NULL || !isfinite (score->score)) {
    evaluation->n_skipped++;
    return;
  }
  evaluation->samples[evaluation->n] = sample;
  evaluation->predictions[evaluation->n] = score->score;
  evaluation->targets[evaluation->n] =
      acu_dataset_rescale (job->dataset, acu_dataset_get_sample (job->dataset, sample)->mos,
                           job->architecture->score_min, job->architecture->score_max);
  evaluation->n++;
  if (score->n_faults > 0)
    g_array_append_vals (job->faults, score->faults, score->n_faults);
}

static gboolean
push (Job *job,
      AcuScorer *scorer,
      const AcuSourcedImage *sourced,
      GCancellable *cancellable,
      GError **error)
{
  AcuPatchPlan plan = {.kind = ACU_PATCH_PLAN_RANDOM,
                       .count = job->options->patches > 0 ? job->options->patches : DEFAULT_PATCHES,
                       .seed = job->options->seed};
  gpointer item = GSIZE_TO_POINTER (sourced->index + 1);
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

/* Scores the chosen pictures. */
static gboolean
score_all (Job *job, AcuScorer *scorer, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (NULL, error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (AcuImageSource) source = NULL;
  const char *text =
      job->options->protocol != NULL ? job->options->protocol : job->architecture->protocol;
  AcuProtocol protocol;

  if (decoder == NULL || !acu_protocol_parse (text, &protocol, error))
    return FALSE;
  for (gsize i = 0; i < job->n_chosen; i++)
    g_ptr_array_add (paths, (char *)acu_dataset_get_sample (job->dataset, job->chosen[i])->path);
  source = acu_image_source_new ((const char *const *)paths->pdata, paths->len, &protocol,
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

AcuEvaluation *
acu_evaluate (AcuModel *model,
              const AcuPredictorOptions *predicting,
              const AcuDataset *dataset,
              const AcuEvaluationOptions *options,
              GCancellable *cancellable,
              GError **error)
{
  AcuPredictor *predictor;
  g_autoptr (AcuEvaluation) evaluation = g_new0 (AcuEvaluation, 1);
  g_autoptr (AcuScorer) scorer = NULL;
  g_autoptr (GArray) faults = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree guint32 *chosen = NULL;
  Job job = {.dataset = dataset, .options = options, .evaluation = evaluation, .faults = faults};

  evaluation->dataset = g_strdup (acu_dataset_get_name (dataset));
  evaluation->n_missing = acu_dataset_get_missing (dataset)->len;
  evaluation->faults = g_array_new (FALSE, FALSE, sizeof (AcuFaultResult));
  evaluation->kinds = g_array_new (FALSE, FALSE, sizeof (AcuKindResult));
  job.architecture = acu_model_get_architecture (model);
  choose_samples (&job);
  chosen = job.chosen;
  if (job.n_chosen == 0 && options->split != ACU_SPLIT_NONE) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s: it has no pictures that are marked as “%s”"), evaluation->dataset,
                 acu_split_name (options->split));
    return NULL;
  }
  predictor = acu_predictor_new (model, predicting, error);
  if (predictor == NULL)
    return NULL;
  evaluation->samples = g_new (guint32, job.n_chosen + 1);
  evaluation->predictions = g_new (double, job.n_chosen + 1);
  evaluation->targets = g_new (double, job.n_chosen + 1);
  scorer = acu_scorer_new (predictor, score_cb, &job, NULL);
  if (!score_all (&job, scorer, cancellable, error))
    return NULL;
  if (evaluation->n == 0) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s: none of its pictures could be scored"), evaluation->dataset);
    return NULL;
  }
  summarise (&job);
  return g_steal_pointer (&evaluation);
}

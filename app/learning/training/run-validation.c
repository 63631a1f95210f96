/* How the network of a run does on what is held out. */
#include <math.h>

#include "app/learning/datasets/dataset-split.h"
#include "app/learning/training/run-private.h"

void
acu_run_report (const AcuRun *run,
                const AcuRunListener *listener,
                AcuRunStage stage,
                gsize done,
                gsize total,
                double rate,
                double seconds_left)
{
  AcuRunProgress progress = {.stage = stage,
                             .epoch = run->position.epoch,
                             .n_epochs = run->settings.schedule.epochs,
                             .done = done,
                             .total = total,
                             .loss = NAN,
                             .patches_per_second = rate,
                             .seconds_left = seconds_left};

  if (listener->progress != NULL)
    listener->progress (&progress, listener->user_data);
}

double
acu_run_rate_since (const AcuRun *run, gint64 began, gsize patches)
{
  double seconds = (double)(acu_run_get_clock (run) - began) * 1e-6;

  return seconds > 0.0 ? (double)patches / seconds : 0.0;
}

/* The same of the whole run while it validates: the pictures that are left, and what comes then. */
static void
report_validation (
    const AcuRun *run, const AcuRunListener *listener, gsize done, gsize total, double rate)
{
  double later = acu_run_get_seconds_left (run, 0);

  /* Of what comes later the validation under way is a part. */
  if (later >= 0.0)
    later = MAX (later - run->validating, 0.0) + (double)(total - done) / MAX (rate, 1e-6);
  acu_run_report (run, listener, ACU_RUN_VALIDATING, done, total, rate, later);
}

/* Adds up the predictions of each picture, in the network's terms. */
typedef struct {
  AcuRun *run;
  double *sums; /* by sample of the dataset */
  guint *counts;
} Means;

static gboolean
predict_loaded (Means *means,
                const AcuLoadedBatch *loaded,
                GCancellable *cancellable,
                GError **error)
{
  AcuPatchBatch batch = {.inputs = {loaded->pixels}, .count = loaded->count};
  g_autofree float *scores = g_new (float, MAX (loaded->count, 1));

  if (loaded->count > 0 &&
      !acu_trainer_predict (means->run->trainer, &batch, scores, NULL, cancellable, error))
    return FALSE;
  for (guint i = 0; i < loaded->count; i++) {
    means->sums[loaded->samples[i]] += scores[i];
    means->counts[loaded->samples[i]]++;
  }
  return TRUE;
}

static gboolean
predict_patches (Means *means,
                 const AcuRunPart *part,
                 const AcuRunListener *listener,
                 GCancellable *cancellable,
                 GError **error)
{
  AcuRun *run = means->run;
  guint patches = run->settings.patches_per_image;
  gsize total = part->n_samples * patches, done = 0;
  gint64 began = acu_run_get_clock (run);
  AcuBatchLoaderOptions options = acu_run_loader_options (run, part->dataset, FALSE);
  g_autofree AcuPatchRequest *requests = acu_run_fixed_requests (part, patches);
  AcuRunTeller teller = {.run = run, .listener = listener};
  g_autoptr (AcuBatchLoader) loader =
      acu_batch_loader_new (&options, requests, total, acu_run_tell_cb, &teller);

  for (;;) {
    g_autoptr (AcuLoadedBatch) loaded = acu_batch_loader_next (loader, cancellable);

    if (loaded == NULL)
      return !g_cancellable_set_error_if_cancelled (cancellable, error);
    acu_run_wait_while_paused (run, cancellable);
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !predict_loaded (means, loaded, cancellable, error))
      return FALSE;
    done = MIN (done + options.batch, total);
    report_validation (run, listener, done, total, acu_run_rate_since (run, began, done));
  }
}

static gboolean
predict_pooled (Means *means,
                const AcuRunPart *part,
                const AcuRunListener *listener,
                GCancellable *cancellable,
                GError **error)
{
  AcuRun *run = means->run;
  guint patches = run->settings.patches_per_image;
  gsize total = part->n_samples * patches;
  gint64 began = acu_run_get_clock (run);

  for (gsize i = 0; i < part->n_samples; i++) {
    guint32 sample = part->samples[i];
    g_autofree guint32 *indices = g_new (guint32, patches);
    g_autofree float *scores = g_new (float, patches);
    float *maps[ACU_POOLED_MAPS] = {NULL};
    AcuPatchBatch batch;
    gsize n = acu_run_list_pooled (run, part->first + i * patches, patches, indices);
    gboolean done;

    acu_run_wait_while_paused (run, cancellable);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    done = n == 0 || (acu_run_gather (run, indices, n, &batch, maps, error) &&
                      acu_trainer_predict (run->trainer, &batch, scores, NULL, cancellable, error));
    acu_run_free_maps (maps);
    if (!done)
      return FALSE;
    for (gsize j = 0; j < n; j++)
      means->sums[sample] += scores[j];
    means->counts[sample] += (guint)n;
    report_validation (run, listener, (i + 1) * patches, total,
                       acu_run_rate_since (run, began, (i + 1) * patches));
  }
  return TRUE;
}

static void
judge (const AcuRunPart *part,
       const double *predictions,
       const double *targets,
       const guint32 *samples,
       gsize n,
       AcuRunHeldOut *held_out)
{
  g_autofree guint32 *groups =
      acu_dataset_number_groups (part->dataset, samples, n, &held_out->n_groups);
  const AcuBootstrapOptions options = {.groups = groups, .n_groups = held_out->n_groups};

  acu_metrics_agreement (predictions, targets, n, &held_out->agreement);
  acu_bootstrap_interval (acu_metrics_srcc, predictions, targets, n, &options, &held_out->srcc);
  acu_bootstrap_interval (acu_metrics_plcc, predictions, targets, n, &options, &held_out->plcc);
}

gboolean
acu_run_evaluate (AcuRun *run,
                  const AcuRunPart *part,
                  const AcuRunListener *listener,
                  GCancellable *cancellable,
                  AcuRunHeldOut *held_out,
                  GError **error)
{
  gsize length = part->n_samples > 0 ? acu_dataset_get_length (part->dataset) : 0;
  g_autofree double *sums = g_new0 (double, length + 1);
  g_autofree guint *counts = g_new0 (guint, length + 1);
  g_autofree double *predictions = g_new (double, length + 1);
  g_autofree double *targets = g_new (double, length + 1);
  g_autofree guint32 *samples = g_new (guint32, length + 1);
  Means means = {.run = run, .sums = sums, .counts = counts};
  gint64 began = acu_run_get_clock (run);
  gsize n = 0;

  *held_out = (AcuRunHeldOut){.chose_epoch = part == &run->validation};
  if (part->n_samples == 0)
    return TRUE;
  if (run->pooled != NULL ? !predict_pooled (&means, part, listener, cancellable, error)
                          : !predict_patches (&means, part, listener, cancellable, error))
    return FALSE;
  if (part == &run->validation)
    run->validating = (double)(acu_run_get_clock (run) - began) * 1e-6;
  for (gsize i = 0; i < part->n_samples; i++) {
    guint32 sample = part->samples[i];

    if (counts[sample] == 0)
      continue;
    predictions[n] = run->targets.offset + run->targets.scale * sums[sample] / counts[sample];
    targets[n] = run->targets.offset +
                 run->targets.scale * (double)acu_run_target (run, part->dataset, sample);
    samples[n++] = sample;
  }
  if (n > 0)
    judge (part, predictions, targets, samples, n, held_out);
  return TRUE;
}

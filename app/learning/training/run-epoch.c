/* One epoch of a run: its batches, and what is made of them at its end. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

#include "app/learning/training/run-private.h"
#include "app/learning/training/training-error.h"
#include "compute/nn/token-heads.h"

/* How often the state is saved within an epoch, in seconds; the variable is for tests. */
#define SAVE_SECONDS          60
#define SAVE_SECONDS_VARIABLE "ACUTANCE_SAVE_SECONDS"

/* Where so many patches in a row, and a whole batch, cannot be read, a disk is gone; so is it where
 * none of an epoch can. */
#define MAX_LOST 16

/* One epoch under way. */
typedef struct {
  AcuRun *run;
  const AcuRunListener *listener;
  AcuRunTeller teller;
  GCancellable *cancellable;
  AcuPatchRequest *requests; /* patches to cut; NULL in a quick run */
  guint32 *order;            /* quick: places in the store */
  gsize n;
  AcuBatchLoader *loader;
  gsize begun_at; /* position at which this sitting's part began */
  gint64 began;
  gint64 stepped; /* when the last step was done; at first, when there was none */
} Epoch;

static void
epoch_clear (Epoch *epoch)
{
  acu_batch_loader_free (epoch->loader);
  g_free (epoch->requests);
  g_free (epoch->order);
}

static void
epoch_init (Epoch *epoch)
{
  AcuRun *run = epoch->run;
  const AcuRunSettings *settings = &run->settings;
  AcuBatchLoaderOptions options = acu_run_loader_options (run, run->data, TRUE);
  guint n_declines = MAX (settings->schedule.epochs, 2) - 1;

  epoch->began = epoch->stepped = acu_run_get_clock (run);
  epoch->begun_at = run->position.position;
  run->n_lost = 0;
  if (settings->mode == ACU_RUN_QUICK) {
    AcuRandom random = acu_random_new (settings->seed, (guint64)run->position.epoch << 32);

    epoch->order = g_new (guint32, acu_run_count_training_patches (run));
    epoch->n = acu_run_list_pooled (run, 0, acu_run_count_training_patches (run), epoch->order);
    acu_random_shuffle (&random, epoch->order, epoch->n);
    return;
  }
  if (run->listed == NULL) {
    options.mosaic = settings->mosaic * (1.0 - (double)run->position.epoch / n_declines);
    options.partners = run->training.samples;
    options.n_partners = run->training.n_samples;
  }
  if (run->listed != NULL) {
    epoch->n = run->n_listed;
    epoch->requests = g_memdup2 (run->listed, epoch->n * sizeof *run->listed);
  } else {
    epoch->requests = acu_epoch_requests (run->training.samples, run->training.n_samples,
                                          settings->patches_per_image, settings->seed,
                                          run->position.epoch, &epoch->n);
  }
  epoch->loader = acu_batch_loader_new (&options, epoch->requests + epoch->begun_at,
                                        epoch->n - MIN (epoch->begun_at, epoch->n), acu_run_tell_cb,
                                        &epoch->teller);
}

/* The samples of the next batch and its inputs; @loaded or @maps own them. */
static gboolean
next_batch (Epoch *epoch,
            AcuPatchBatch *batch,
            guint32 *samples,
            AcuLoadedBatch **loaded,
            float *maps[ACU_POOLED_MAPS],
            GError **error)
{
  AcuRun *run = epoch->run;
  gsize position = run->position.position;

  if (run->settings.mode == ACU_RUN_QUICK) {
    gsize n = MIN (run->settings.batch, epoch->n - position);

    for (gsize i = 0; i < n; i++)
      samples[i] =
          run->training.samples[epoch->order[position + i] / run->settings.patches_per_image];
    return acu_run_gather (run, epoch->order + position, n, batch, maps, error);
  }
  *batch = (AcuPatchBatch){.count = 0};
  *loaded = acu_batch_loader_next (epoch->loader, epoch->cancellable);
  if (*loaded == NULL)
    return !g_cancellable_set_error_if_cancelled (epoch->cancellable, error);
  *batch = (AcuPatchBatch){.inputs = {(*loaded)->pixels}, .count = (*loaded)->count};
  for (guint i = 0; i < batch->count; i++)
    samples[i] = (*loaded)->samples[i];
  return TRUE;
}

/* Numbers that the token heads should answer a patch with; 0 without such heads. */
static gsize
token_length (const AcuRun *run)
{
  gsize side = acu_token_heads_get_side (run->base->architecture);

  return run->settings.mode == ACU_RUN_FULL && run->settings.token_weight > 0.0f
             ? side * side * acu_token_heads_get_length (run->base->architecture)
             : 0;
}

/* What the teacher says of the batch, in the terms in which the network learns. */
static gboolean
ask_teacher (Epoch *epoch, const AcuPatchBatch *batch, float *scores, float *faults, GError **error)
{
  AcuRun *run = epoch->run;

  if (!acu_teacher_ask (run->teacher, batch->inputs[0], batch->count, scores, faults,
                        epoch->cancellable, error))
    return FALSE;
  for (guint i = 0; i < batch->count; i++)
    scores[i] = (float)(((double)scores[i] - run->targets.offset) / run->targets.scale);
  return TRUE;
}

/* Writes down that a step is done. */
static gboolean
note_step (Epoch *epoch,
           const AcuStepReport *report,
           const float rates[ACU_N_RATES],
           guint n_patches,
           GError **error)
{
  AcuRun *run = epoch->run;
  gint64 now = acu_run_get_clock (run);
  const AcuRunStep step = {.epoch = run->position.epoch,
                           .step = report->step,
                           .loss = report->loss.total,
                           .l1 = report->loss.l1,
                           .rank = report->loss.rank,
                           .gradient_norm = report->gradient_norm,
                           .rate_backbone = rates[ACU_RATE_BACKBONE],
                           .rate_head = rates[ACU_RATE_HEAD],
                           .n_patches = n_patches,
                           .seconds = (double)(now - epoch->stepped) * 1e-6};

  epoch->stepped = now;
  if (!acu_run_log_step (run, &step, report, error))
    return FALSE;
  if (epoch->listener->step != NULL)
    epoch->listener->step (&step, epoch->listener->user_data);
  return TRUE;
}

/* @loaded: what @batch holds, or NULL in a quick run, which keeps no more of it than maps. */
static gboolean
train_batch (Epoch *epoch,
             const AcuPatchBatch *batch,
             const guint32 *samples,
             const AcuLoadedBatch *loaded,
             double *loss,
             GError **error)
{
  AcuRun *run = epoch->run;
  gsize side = acu_token_heads_get_side (run->base->architecture), length = token_length (run);
  guint n_faults = acu_architecture_count_faults (run->base->architecture);
  g_autofree float *scores = g_new (float, batch->count);
  g_autofree float *predictions = g_new (float, batch->count);
  g_autofree float *faults = g_new (float, (gsize)batch->count *n_faults + 1);
  g_autofree float *tokens = length > 0 ? g_new (float, batch->count *length) : NULL;
  g_autofree float *taught = run->teacher != NULL ? g_new (float, batch->count) : NULL;
  const AcuTargets targets = {
      .scores = scores, .faults = faults, .tokens = tokens, .teacher = taught};
  guint64 step =
      run->position.epoch * ((epoch->n + run->settings.batch - 1) / run->settings.batch) +
      run->position.position / run->settings.batch;
  AcuLearningRates planned =
      acu_schedule_rates (&run->settings.schedule, run->position.epoch, step);
  const float rates[ACU_N_RATES] = {(float)planned.backbone, (float)planned.head};
  AcuStepReport report;

  /* With token heads of every cell of every patch: a fast device waits for this. */
#pragma omp parallel for schedule(dynamic, 1) if (tokens != NULL)
  for (guint i = 0; i < batch->count; i++) {
    const guint32 alike[ACU_QUARTERS] = {samples[i], samples[i], samples[i], samples[i]};
    const guint32 *quarters = loaded != NULL ? loaded->quarters + ACU_QUARTERS * i : alike;
    const float *severity =
        loaded != NULL && loaded->severity != NULL ? loaded->severity + i * side * side : NULL;

    acu_run_fill_targets (run, quarters, severity, scores + i, faults + (gsize)i * n_faults,
                          tokens != NULL ? tokens + i * length : NULL);
  }
  if (taught != NULL && !ask_teacher (epoch, batch, taught, faults, error))
    return FALSE;
  if (!acu_trainer_step (run->trainer, batch, &targets, rates, predictions, &report,
                         epoch->cancellable, error))
    return FALSE;
  *loss = report.loss.total;
  if (!isfinite (report.loss.total) || !isfinite (report.gradient_norm)) {
    g_set_error (
        error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DIVERGED,
        _ ("the loss is no longer a number at step %" PRIu64 ": try a smaller learning rate"),
        report.step);
    return FALSE;
  }
  g_array_append_vals (run->predicted, predictions, batch->count);
  g_array_append_vals (run->wanted, scores, batch->count);
  return note_step (epoch, &report, rates, batch->count, error);
}

static void
report_step (const Epoch *epoch, double loss)
{
  AcuRun *run = epoch->run;
  double seconds = (double)(acu_run_get_clock (run) - epoch->began) * 1e-6;
  gsize done = MIN (run->position.position, epoch->n);

  /* Before the first step the last epoch's holds. */
  if (done > epoch->begun_at && seconds > 0.0)
    run->training_rate = (double)(done - epoch->begun_at) / seconds;
  AcuRunProgress progress = {.stage = ACU_RUN_TRAINING,
                             .epoch = run->position.epoch,
                             .n_epochs = run->settings.schedule.epochs,
                             .done = done,
                             .total = epoch->n,
                             .loss = loss,
                             .patches_per_second = run->training_rate,
                             .seconds_left = acu_run_get_seconds_left (run, epoch->n - done)};

  if (epoch->listener->progress != NULL)
    epoch->listener->progress (&progress, epoch->listener->user_data);
}

/* What is finished is kept, and the rest for another sitting. */
static gboolean
stop (Epoch *epoch, GError **error)
{
  return acu_run_save_state (epoch->run, error) &&
         !g_cancellable_set_error_if_cancelled (epoch->cancellable, error);
}

/* Pictures that cannot be read are left out; but when none can any more, all the epochs that are
 * left would go by in a moment, and the run would be over. */
static gboolean
check_lost (Epoch *epoch, const AcuPatchBatch *batch, GError **error)
{
  AcuRun *run = epoch->run;

  if (batch->count > 0) {
    run->n_lost = 0;
    return TRUE;
  }
  run->n_lost += MIN (run->settings.batch, epoch->n - run->position.position);
  if (run->n_lost < MIN (MAX (MAX_LOST, run->settings.batch), epoch->n))
    return TRUE;
  g_mutex_lock (&run->mutex);
  g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA,
               ngettext ("the last %zu patch could not be read: %s",
                         "the last %zu patches could not be read: %s", run->n_lost),
               run->n_lost, run->last_failure != NULL ? run->last_failure : "");
  g_mutex_unlock (&run->mutex);
  return FALSE;
}

static gboolean
train_batches (Epoch *epoch, GError **error)
{
  AcuRun *run = epoch->run;
  const char *save_seconds = g_getenv (SAVE_SECONDS_VARIABLE);
  const gint64 save_interval =
      (save_seconds != NULL ? g_ascii_strtoll (save_seconds, NULL, 10) : SAVE_SECONDS) *
      G_USEC_PER_SEC;
  g_autofree guint32 *samples = g_new (guint32, run->settings.batch);

  report_step (epoch, NAN);
  while (run->position.position < epoch->n) {
    g_autoptr (AcuLoadedBatch) loaded = NULL;
    g_autoptr (GError) failure = NULL;
    float *maps[ACU_POOLED_MAPS] = {NULL};
    AcuPatchBatch batch;
    double loss = NAN;
    gboolean done;

    acu_run_wait_while_paused (run, epoch->cancellable);
    if (g_cancellable_is_cancelled (epoch->cancellable))
      return stop (epoch, error);
    done = next_batch (epoch, &batch, samples, &loaded, maps, &failure) &&
           check_lost (epoch, &batch, &failure) &&
           (batch.count == 0 || train_batch (epoch, &batch, samples, loaded, &loss, &failure));
    acu_run_free_maps (maps);
    /* A step that was cancelled has left no trace. */
    if (!done && g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      return stop (epoch, error);
    if (!done) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    run->position.position += run->settings.batch;
    report_step (epoch, loss);
    /* Nor is a state written that has passed over what may be there again. */
    if (run->n_lost == 0 && acu_run_get_clock (run) - run->saved > save_interval &&
        !acu_run_save_state (run, error))
      return FALSE;
  }
  return TRUE;
}

static double
training_srcc (const AcuRun *run)
{
  g_autofree double *predicted = g_new (double, run->predicted->len + 1);
  g_autofree double *wanted = g_new (double, run->wanted->len + 1);

  for (guint i = 0; i < run->predicted->len; i++) {
    predicted[i] = g_array_index (run->predicted, float, i);
    wanted[i] = g_array_index (run->wanted, float, i);
  }
  return acu_metrics_srcc (predicted, wanted, run->predicted->len);
}

/* The best epoch is a whole model from the moment it is known, so that it can be kept whatever
 * becomes of base and data.  @validation: how it does on the part that chose it; where there is a
 * part to judge that can be read, that does. */
static gboolean
save_best (Epoch *epoch, const AcuRunHeldOut *validation, GError **error)
{
  AcuRun *run = epoch->run;
  g_autofree char *path = acu_run_folder_path (run->folder, ACU_RUN_BEST_FILE);
  g_autoptr (AcuTensorSet) weights = acu_trainer_get_state (run->trainer, FALSE, error);
  g_autoptr (AcuModelFile) file = NULL;
  AcuRunHeldOut judged;

  if (weights == NULL ||
      !acu_run_evaluate (run, &run->test, epoch->listener, epoch->cancellable, &judged, error))
    return FALSE;
  file =
      acu_run_make_model (run, weights, judged.agreement.count > 0 ? &judged : validation, error);
  return file != NULL && acu_model_file_save (file, ACU_ELEMENT_F32, path, error);
}

/* Validates, keeps the weights if they are the best, and moves on to the next epoch. */
static gboolean
finish_epoch (Epoch *epoch, GError **error)
{
  AcuRun *run = epoch->run;
  AcuRunEpoch result = {.epoch = run->position.epoch, .train_srcc = training_srcc (run)};
  AcuRunHeldOut validation;
  gboolean can_choose;
  double srcc, rmse;

  if (!acu_run_save_state (run, error) ||
      !acu_run_evaluate (run, &run->validation, epoch->listener, epoch->cancellable, &validation,
                         error))
    return FALSE;
  result.validation = validation.agreement;
  result.seconds = run->position.seconds + (double)(acu_run_get_clock (run) - run->started) * 1e-6;
  /* One picture has no rank, nor have equal scores; and a few of them are easier to put in order.
   */
  can_choose = result.validation.count > 0 && isfinite (result.validation.srcc) &&
               result.validation.count >= run->n_judged;
  srcc = can_choose ? result.validation.srcc : -1.5;
  rmse = can_choose ? result.validation.rmse : 0.0;
  run->n_judged = MAX (run->n_judged, result.validation.count);
  /* Of few pictures every order is reached soon, and by several epochs: the nearest is kept.  Where
   * nothing can choose, the last one is; but not before one that was chosen. */
  result.is_best = srcc > run->position.best_srcc ||
                   (srcc == run->position.best_srcc && !(rmse > run->position.best_rmse));
  if (result.is_best) {
    run->position.best_srcc = srcc;
    run->position.best_rmse = rmse;
    run->position.best_epoch = run->position.epoch;
    if (!save_best (epoch, &validation, error))
      return FALSE;
  }
  if (!acu_run_log_epoch (run, &result, error))
    return FALSE;
  run->position.epoch++;
  run->position.position = 0;
  run->position.seconds = 0.0;
  run->started = acu_run_get_clock (run);
  g_array_set_size (run->predicted, 0);
  g_array_set_size (run->wanted, 0);
  if (epoch->listener->epoch != NULL)
    epoch->listener->epoch (&result, epoch->listener->user_data);
  return acu_run_save_state (run, error);
}

gboolean
acu_run_train_epoch (AcuRun *run,
                     const AcuRunListener *listener,
                     GCancellable *cancellable,
                     GError **error)
{
  Epoch epoch = {.run = run,
                 .listener = listener,
                 .teller = {.run = run, .listener = listener},
                 .cancellable = cancellable};
  gboolean done;

  epoch_init (&epoch);
  done = train_batches (&epoch, error) && finish_epoch (&epoch, error);
  epoch_clear (&epoch);
  return done;
}

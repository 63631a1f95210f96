#include "app/learning/training/run.h"

#include <math.h>
#include <string.h>

#include "app/learning/training/run-private.h"
#include "app/learning/training/training-error.h"
#include "app/scoring/model-store.h"
#include "compute/nn/token-heads.h"
#include "compute/weights/checkpoint.h"
#include "compute/weights/safetensors.h"

#define BEST_FILE "best.safetensors"

/* How often the state is saved within an epoch, in seconds; the variable is for tests. */
#define SAVE_SECONDS          60
#define SAVE_SECONDS_VARIABLE "ACUTANCE_SAVE_SECONDS"

/* How often a device may be lost without a step in between. */
#define MAX_LOSSES 3

AcuRun *
acu_run_alloc (const char *name)
{
  AcuRun *run = g_new0 (AcuRun, 1);

  run->name = g_strdup (name);
  run->position.best_srcc = -2.0;
  run->predicted = g_array_new (FALSE, FALSE, sizeof (float));
  run->wanted = g_array_new (FALSE, FALSE, sizeof (float));
  g_mutex_init (&run->mutex);
  g_cond_init (&run->resumed);
  return run;
}

void
acu_run_free (AcuRun *run)
{
  if (run == NULL)
    return;
  acu_trainer_free (run->trainer);
  acu_teacher_free (run->teacher);
  acu_device_close (run->device);
  acu_pooled_store_free (run->pooled);
  acu_run_clear_data (run);
  acu_training_base_free (run->base);
  g_clear_pointer (&run->state, acu_tensor_set_unref);
  acu_run_folder_free (run->folder);
  acu_run_settings_clear (&run->settings);
  g_array_unref (run->predicted);
  g_array_unref (run->wanted);
  g_mutex_clear (&run->mutex);
  g_cond_clear (&run->resumed);
  g_free (run->digest);
  g_free (run->name);
  g_free (run);
}

/* After the data, which may give the base a fault head. */
static gboolean
open_teacher (AcuRun *run, GError **error)
{
  if (run->settings.mode == ACU_RUN_QUICK) {
    g_set_error_literal (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
                         "a quick run sees no patches that a teacher could look at; learn from "
                         "another model in a full run");
    return FALSE;
  }
  run->teacher = acu_teacher_new (run->settings.teacher,
                                  &(AcuPredictorOptions){.device = run->settings.device,
                                                         .precision = run->settings.precision,
                                                         .batch = run->settings.batch},
                                  run->base->architecture, error);
  return run->teacher != NULL;
}

gboolean
acu_run_open_all (AcuRun *run, GError **error)
{
  run->base =
      acu_training_base_open (run->settings.base, run->settings.fusion, run->settings.seed, error);
  if (run->base == NULL || !acu_run_open_data (run, error))
    return FALSE;
  if (run->settings.teacher != NULL && !open_teacher (run, error))
    return FALSE;
  run->digest = acu_run_digest (run);
  run->device = acu_device_open (run->settings.device, error);
  return run->device != NULL;
}

/* Replaces a path by its absolute one, so that a run can be resumed from anywhere. */
static void
make_absolute (char **path)
{
  char *absolute;

  if (*path == NULL)
    return;
  absolute = g_canonicalize_filename (*path, NULL);
  g_free (*path);
  *path = absolute;
}

/* As make_absolute(), for "LAYOUT:PATH" or a path. */
static void
make_spec_absolute (char **spec)
{
  char *colon = *spec != NULL ? strchr (*spec, ':') : NULL;

  if (colon != NULL && memchr (*spec, '/', (gsize)(colon - *spec)) == NULL) {
    g_autofree char *path = g_canonicalize_filename (colon + 1, NULL);
    g_autofree char *layout = g_strndup (*spec, (gsize)(colon - *spec));

    g_free (*spec);
    *spec = g_strconcat (layout, ":", path, NULL);
  } else {
    make_absolute (spec);
  }
}

static void
make_settings_absolute (AcuRunSettings *settings)
{
  make_spec_absolute (&settings->data);
  make_spec_absolute (&settings->validation);
  make_absolute (&settings->patch_list);
  if (g_file_test (settings->base, G_FILE_TEST_IS_REGULAR))
    make_absolute (&settings->base);
  if (settings->teacher != NULL && g_file_test (settings->teacher, G_FILE_TEST_IS_REGULAR))
    make_absolute (&settings->teacher);
}

AcuRun *
acu_run_new (const char *name, const AcuRunSettings *settings, const char *log, GError **error)
{
  g_autoptr (AcuRun) run = acu_run_alloc (name);
  g_autofree char *text = acu_run_settings_to_json (settings);

  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  if (!acu_model_name_check (name, error) || acu_model_store_has (store, name, error) ||
      !acu_run_settings_from_json (text, &run->settings, error))
    return NULL;
  make_settings_absolute (&run->settings);
  if (!acu_run_open_all (run, error))
    return NULL;
  run->folder = acu_run_folder_create (name, &run->settings, error);
  if (run->folder == NULL ||
      (log != NULL && !acu_run_folder_set_log_copy (run->folder, log, error)))
    return NULL;
  return g_steal_pointer (&run);
}

AcuRun *
acu_run_resume (const char *name, const char *log, GError **error)
{
  g_autoptr (AcuRun) run = acu_run_alloc (name);
  g_autoptr (GError) failure = NULL;

  run->folder = acu_run_folder_open (name, &run->settings, error);
  if (run->folder == NULL || !acu_run_open_all (run, error))
    return NULL;
  run->state = acu_run_folder_load (run->folder, &run->position, run->digest, &failure);
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  if (log != NULL && !acu_run_folder_set_log_copy (run->folder, log, error))
    return NULL;
  return g_steal_pointer (&run);
}

const AcuRunSettings *
acu_run_get_settings (const AcuRun *run)
{
  return &run->settings;
}

void
acu_run_set_paused (AcuRun *run, gboolean paused)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&run->mutex);

  run->paused = paused;
  g_cond_broadcast (&run->resumed);
}

void
acu_run_wait_while_paused (AcuRun *run, GCancellable *cancellable)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&run->mutex);

  while (run->paused && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait_until (&run->resumed, &run->mutex, g_get_monotonic_time () + G_USEC_PER_SEC / 10);
}

/* The epoch's predictions so far are part of the state: its train_srcc must not depend on where it
 * was interrupted. */
static void
add_floats (AcuTensorSet *set, const char *name, const GArray *values)
{
  guint64 length = values->len;

  if (length > 0)
    acu_tensor_set_add_floats (set, name, 1, &length,
                               g_memdup2 (values->data, length * sizeof (float)));
}

static void
read_floats (const AcuTensorSet *set, const char *name, GArray *values)
{
  const AcuTensorView *view = acu_tensor_set_lookup (set, name);

  if (view == NULL)
    return;
  g_array_set_size (values, (guint)acu_tensor_view_count (view));
  acu_tensor_view_read_all (view, (float *)values->data);
}

static gboolean
save_state (AcuRun *run, GError **error)
{
  g_autoptr (AcuTensorSet) state = acu_trainer_get_state (run->trainer, TRUE, error);
  gint64 now = g_get_monotonic_time ();

  if (state == NULL)
    return FALSE;
  add_floats (state, "run/predicted", run->predicted);
  add_floats (state, "run/wanted", run->wanted);
  run->position.seconds += (double)(now - run->started) * 1e-6;
  run->position.log_bytes = acu_run_folder_get_log_bytes (run->folder);
  run->started = run->saved = now;
  return acu_run_folder_save (run->folder, state, &run->position, run->digest, error);
}

gboolean
acu_run_make_trainer (AcuRun *run, GError **error)
{
  const AcuRunSettings *settings = &run->settings;
  gboolean is_quick = settings->mode == ACU_RUN_QUICK;
  AcuTrainerOptions options = ACU_TRAINER_OPTIONS_INIT;
  const AcuTensorSet *weights = run->state != NULL ? run->state : run->base->weights;

  options.part = is_quick ? ACU_NETWORK_HEAD : ACU_NETWORK_WHOLE;
  options.batch = settings->batch;
  if (!acu_precision_choose (settings->precision, acu_device_get_info (run->device),
                             &options.storage, error))
    return FALSE;
  options.dropout = settings->dropout;
  options.drop_path = settings->drop_path;
  options.fusion_dropout = settings->fusion_dropout;
  options.loss = settings->loss;
  options.fault_weight = settings->fault_weight;
  options.teacher_share = settings->teacher_share;
  options.token_weight = is_quick ? 0.0f : settings->token_weight;
  options.weight_decay = settings->weight_decay;
  options.clip_norm = settings->clip_norm;
  options.seed = settings->seed;
  run->trainer = acu_trainer_new (run->device, run->base->architecture, weights, &options, error);
  if (run->trainer == NULL)
    return FALSE;
  if (run->state != NULL) {
    read_floats (run->state, "run/predicted", run->predicted);
    read_floats (run->state, "run/wanted", run->wanted);
  }
  g_clear_pointer (&run->state, acu_tensor_set_unref);
  return TRUE;
}

static void
append_number (GString *line, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (line, ", \"%s\": %s", name,
                          isfinite (value) ? g_ascii_formatd (text, sizeof text, "%.9g", value)
                                           : "null");
}

static gboolean
log_step (AcuRun *run, const AcuStepReport *report, const float rates[ACU_N_RATES], GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "{\"epoch\": %u, \"step\": %" G_GUINT64_FORMAT, run->position.epoch + 1,
                   report->step);
  append_number (line, "loss", report->loss.total);
  append_number (line, "l1", report->loss.l1);
  append_number (line, "rank", report->loss.rank);
  append_number (line, "grad_norm", report->gradient_norm);
  append_number (line, "lr_backbone", rates[ACU_RATE_BACKBONE]);
  append_number (line, "lr_head", rates[ACU_RATE_HEAD]);
  if (acu_architecture_count_faults (run->base->architecture) > 0)
    append_number (line, "fault_loss", report->fault_loss);
  if (run->settings.token_weight > 0.0f)
    append_number (line, "token_loss", report->token_loss);
  g_string_append_c (line, '}');
  return acu_run_folder_log (run->folder, line->str, error);
}

static gboolean
log_epoch (AcuRun *run, const AcuRunEpoch *epoch, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean validated = epoch->validation.count > 0;

  g_string_printf (line, "{\"epoch\": %u", epoch->epoch + 1);
  append_number (line, "train_srcc", epoch->train_srcc);
  append_number (line, "val_srcc", validated ? epoch->validation.srcc : NAN);
  append_number (line, "val_plcc", validated ? epoch->validation.plcc : NAN);
  append_number (line, "val_krcc", validated ? epoch->validation.krcc : NAN);
  append_number (line, "val_rmse", validated ? epoch->validation.rmse : NAN);
  append_number (line, "seconds", epoch->seconds);
  g_string_append_c (line, '}');
  return acu_run_folder_log (run->folder, line->str, error);
}

/* One epoch under way. */
typedef struct {
  AcuRun *run;
  const AcuRunListener *listener;
  GCancellable *cancellable;
  AcuPatchRequest *requests; /* patches to cut; NULL in a quick run */
  guint32 *order;            /* quick: places in the store */
  gsize n;
  AcuBatchLoader *loader;
  gsize begun_at; /* position at which this sitting's part began */
  gint64 began;
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

  epoch->began = g_get_monotonic_time ();
  epoch->begun_at = run->position.position;
  if (settings->mode == ACU_RUN_QUICK) {
    AcuRandom random = acu_random_new (settings->seed, (guint64)run->position.epoch << 32);

    epoch->n = acu_run_count_training_patches (run);
    epoch->order = g_new (guint32, epoch->n);
    for (gsize i = 0; i < epoch->n; i++)
      epoch->order[i] = (guint32)i;
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
                                        epoch->n - MIN (epoch->begun_at, epoch->n),
                                        epoch->listener->warning, epoch->listener->user_data);
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
  *loaded = acu_batch_loader_next (epoch->loader);
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
ask_teacher (AcuRun *run, const AcuPatchBatch *batch, float *scores, float *faults, GError **error)
{
  if (!acu_teacher_ask (run->teacher, batch->inputs[0], batch->count, scores, faults, error))
    return FALSE;
  for (guint i = 0; i < batch->count; i++)
    scores[i] = (float)(((double)scores[i] - run->targets.offset) / run->targets.scale);
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

  for (guint i = 0; i < batch->count; i++) {
    const guint32 alike[ACU_QUARTERS] = {samples[i], samples[i], samples[i], samples[i]};
    const guint32 *quarters = loaded != NULL ? loaded->quarters + ACU_QUARTERS * i : alike;
    const float *severity =
        loaded != NULL && loaded->severity != NULL ? loaded->severity + i * side * side : NULL;

    acu_run_fill_targets (run, quarters, severity, scores + i, faults + (gsize)i * n_faults,
                          tokens != NULL ? tokens + i * length : NULL);
  }
  if (taught != NULL && !ask_teacher (run, batch, taught, faults, error))
    return FALSE;
  if (!acu_trainer_step (run->trainer, batch, &targets, rates, predictions, &report, error))
    return FALSE;
  *loss = report.loss.total;
  if (!isfinite (report.loss.total) || !isfinite (report.gradient_norm)) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DIVERGED,
                 "the loss is no longer a number at step %" G_GUINT64_FORMAT
                 ": try a smaller learning rate",
                 report.step);
    return FALSE;
  }
  g_array_append_vals (run->predicted, predictions, batch->count);
  g_array_append_vals (run->wanted, scores, batch->count);
  if (!log_step (run, &report, rates, error))
    return FALSE;
  if (epoch->listener->step != NULL)
    epoch->listener->step (&(AcuRunStep){.epoch = run->position.epoch,
                                         .step = report.step,
                                         .loss = report.loss.total,
                                         .l1 = report.loss.l1,
                                         .rank = report.loss.rank,
                                         .gradient_norm = report.gradient_norm,
                                         .rate_backbone = rates[ACU_RATE_BACKBONE],
                                         .rate_head = rates[ACU_RATE_HEAD]},
                           epoch->listener->user_data);
  return TRUE;
}

static void
report_step (const Epoch *epoch, double loss)
{
  const AcuRun *run = epoch->run;
  double seconds = (double)(g_get_monotonic_time () - epoch->began) * 1e-6;
  gsize done = MIN (run->position.position, epoch->n);
  double rate = seconds > 0.0 ? (double)(done - epoch->begun_at) / seconds : 0.0;
  gsize left =
      epoch->n - done + epoch->n * (run->settings.schedule.epochs - run->position.epoch - 1);
  AcuRunProgress progress = {.stage = ACU_RUN_TRAINING,
                             .epoch = run->position.epoch,
                             .n_epochs = run->settings.schedule.epochs,
                             .done = done,
                             .total = epoch->n,
                             .loss = loss,
                             .patches_per_second = rate,
                             .seconds_left = rate > 0.0 ? (double)left / rate : -1.0};

  if (epoch->listener->progress != NULL)
    epoch->listener->progress (&progress, epoch->listener->user_data);
}

static gboolean
train_epoch (Epoch *epoch, GError **error)
{
  AcuRun *run = epoch->run;
  const char *save_seconds = g_getenv (SAVE_SECONDS_VARIABLE);
  const gint64 save_interval =
      (save_seconds != NULL ? g_ascii_strtoll (save_seconds, NULL, 10) : SAVE_SECONDS) *
      G_USEC_PER_SEC;
  g_autofree guint32 *samples = g_new (guint32, run->settings.batch);

  while (run->position.position < epoch->n) {
    g_autoptr (AcuLoadedBatch) loaded = NULL;
    float *maps[ACU_POOLED_MAPS] = {NULL};
    AcuPatchBatch batch;
    double loss = NAN;
    gboolean done;

    acu_run_wait_while_paused (run, epoch->cancellable);
    if (g_cancellable_is_cancelled (epoch->cancellable))
      return save_state (run, error) &&
             !g_cancellable_set_error_if_cancelled (epoch->cancellable, error);
    done = next_batch (epoch, &batch, samples, &loaded, maps, error) &&
           (batch.count == 0 || train_batch (epoch, &batch, samples, loaded, &loss, error));
    acu_run_free_maps (maps);
    if (!done)
      return FALSE;
    run->position.position += run->settings.batch;
    report_step (epoch, loss);
    if (g_get_monotonic_time () - run->saved > save_interval && !save_state (run, error))
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

static gboolean
save_best (AcuRun *run, GError **error)
{
  g_autofree char *path = acu_run_folder_path (run->folder, BEST_FILE);
  g_autoptr (AcuTensorSet) weights = acu_trainer_get_state (run->trainer, FALSE, error);

  return weights != NULL && acu_safetensors_write (weights, ACU_ELEMENT_F32, path, error);
}

/* Validates, keeps the weights if they are the best, and moves on to the next epoch. */
static gboolean
finish_epoch (Epoch *epoch, GError **error)
{
  AcuRun *run = epoch->run;
  AcuRunEpoch result = {.epoch = run->position.epoch, .train_srcc = training_srcc (run)};
  double srcc;

  if (!save_state (run, error) ||
      !acu_run_validate (run, epoch->listener, epoch->cancellable, &result.validation, error))
    return FALSE;
  result.seconds = run->position.seconds + (double)(g_get_monotonic_time () - run->started) * 1e-6;
  srcc = result.validation.count > 0 && isfinite (result.validation.srcc) ? result.validation.srcc
                                                                          : -1.5;
  result.is_best = run->validation.n_samples == 0 || srcc > run->position.best_srcc;
  if (result.is_best) {
    run->position.best_srcc = srcc;
    run->position.best_epoch = run->position.epoch;
    if (!save_best (run, error))
      return FALSE;
  }
  if (!log_epoch (run, &result, error))
    return FALSE;
  run->position.epoch++;
  run->position.position = 0;
  run->position.seconds = 0.0;
  run->started = g_get_monotonic_time ();
  g_array_set_size (run->predicted, 0);
  g_array_set_size (run->wanted, 0);
  if (epoch->listener->epoch != NULL)
    epoch->listener->epoch (&result, epoch->listener->user_data);
  return save_state (run, error);
}

static gboolean
is_out_of_patience (const AcuRun *run)
{
  return run->settings.patience > 0 && run->validation.n_samples > 0 &&
         run->position.epoch > run->position.best_epoch + run->settings.patience;
}

static gboolean
is_lost (const GError *error)
{
  return g_error_matches (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_DEVICE_LOST);
}

/* Opens a lost device anew and goes back to what was saved last. */
static gboolean
recover (AcuRun *run, const AcuRunListener *listener, GError **error)
{
  GError *failure = NULL;

  g_clear_pointer (&run->trainer, acu_trainer_free);
  g_clear_pointer (&run->device, acu_device_close);
  g_clear_pointer (&run->state, acu_tensor_set_unref);
  g_array_set_size (run->predicted, 0);
  g_array_set_size (run->wanted, 0);
  run->position = (AcuRunPosition){.best_srcc = -2.0};
  run->state = acu_run_folder_load (run->folder, &run->position, run->digest, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  run->device = acu_device_open (run->settings.device, error);
  if (run->device == NULL)
    return FALSE;
  if (listener->warning != NULL)
    listener->warning ("the device was lost; going on from what was saved last",
                       listener->user_data);
  return TRUE;
}

static gboolean
execute (AcuRun *run, const AcuRunListener *listener, GCancellable *cancellable, GError **error)
{
  run->started = run->saved = g_get_monotonic_time ();
  if (run->settings.mode == ACU_RUN_QUICK && run->pooled == NULL &&
      !acu_run_prepare_pooled (run, listener, cancellable, error))
    return FALSE;
  if (run->trainer == NULL && !acu_run_make_trainer (run, error))
    return FALSE;
  while (run->position.epoch < run->settings.schedule.epochs && !is_out_of_patience (run)) {
    Epoch epoch = {.run = run, .listener = listener, .cancellable = cancellable};
    gboolean done;

    epoch_init (&epoch);
    done = train_epoch (&epoch, error) && finish_epoch (&epoch, error);
    epoch_clear (&epoch);
    if (!done)
      return FALSE;
  }
  return TRUE;
}

gboolean
acu_run_execute (AcuRun *run,
                 const AcuRunListener *listener,
                 GCancellable *cancellable,
                 GError **error)
{
  guint64 furthest = 0;
  guint n_losses = 0;

  for (;;) {
    GError *failure = NULL;
    gboolean done = run->device == NULL ? recover (run, listener, &failure)
                                        : execute (run, listener, cancellable, &failure);
    guint64 reached = ((guint64)run->position.epoch << 32) + run->position.position;

    if (done && run->trainer != NULL)
      return TRUE;
    if (done)
      continue;
    /* A device that is lost at the same place again and again is broken, not unlucky. */
    n_losses = reached > furthest ? 1 : n_losses + 1;
    furthest = MAX (furthest, reached);
    if (!is_lost (failure) || n_losses > MAX_LOSSES) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    g_error_free (failure);
    g_clear_pointer (&run->trainer, acu_trainer_free);
    g_clear_pointer (&run->device, acu_device_close);
  }
}

AcuModelFile *
acu_run_dup_model (AcuRun *run, GError **error)
{
  g_autofree char *path = acu_run_folder_path (run->folder, BEST_FILE);
  g_autoptr (AcuTensorSet) best = acu_checkpoint_read_tensors (path, NULL, error);
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (run->base->architecture);
  g_autoptr (AcuTensorSet) tensors = NULL;
  AcuModelFile *file;

  if (best == NULL)
    return NULL;
  tensors = acu_tensor_set_new_from (run->base->weights);
  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    gsize count = acu_parameter_count (parameter);
    const AcuTensorView *view = acu_tensor_set_lookup (best, parameter->name);
    float *values;

    /* What a quick run left alone is the base's. */
    if (view == NULL)
      view = acu_tensor_set_lookup (run->base->weights, parameter->name);
    values = g_new (float, count);
    acu_tensor_view_read_all (view, values);
    acu_last_layer_rescale (parameter->name, values, count, run->targets.scale,
                            run->targets.offset);
    acu_tensor_set_add_floats (tensors, parameter->name, parameter->rank, parameter->dims, values);
  }
  file = acu_model_file_new (run->base->architecture, tensors, error);
  if (file != NULL)
    file->provenance = g_strdup_printf ("trained from %s on %s", run->settings.base,
                                        run->settings.data != NULL ? run->settings.data
                                                                   : run->settings.patch_list);
  return file;
}

gboolean
acu_run_discard (AcuRun *run, GError **error)
{
  if (run->pooled != NULL && !acu_pooled_store_remove (run->pooled, error))
    return FALSE;
  return acu_run_folder_remove (run->folder, error);
}

#include "app/learning/training/run.h"

#include "app/learning/training/fault-columns.h"
#include "app/learning/training/run-private.h"
#include "app/learning/training/seen-data.h"
#include "app/learning/training/training-error.h"
#include "app/scoring/model-store.h"

#include <glib/gi18n.h>

/* How often a device may be lost without a step in between. */
#define MAX_LOSSES 3

/* Of the pictures that are missing, so many are named. */
#define MAX_NAMED 5

AcuRun *
acu_run_alloc (const char *name)
{
  AcuRun *run = g_new0 (AcuRun, 1);

  run->name = g_strdup (name);
  run->opened = acu_run_get_clock (run);
  run->position.best_srcc = -2.0;
  run->predicted = g_array_new (FALSE, FALSE, sizeof (float));
  run->wanted = g_array_new (FALSE, FALSE, sizeof (float));
  run->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
  g_hash_table_unref (run->told);
  g_mutex_clear (&run->mutex);
  g_cond_clear (&run->resumed);
  g_free (run->digest);
  g_free (run->terms);
  g_free (run->pooled_key);
  g_free (run->unread);
  g_free (run->last_failure);
  g_free (run->name);
  g_free (run);
}

/* After the data, which may give the base a fault head. */
static gboolean
open_teacher (AcuRun *run, GError **error)
{
  if (run->settings.mode == ACU_RUN_QUICK) {
    g_set_error_literal (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
                         _ ("a quick run sees no patches that a teacher could look at; learn from "
                            "another model in a full run"));
    return FALSE;
  }
  run->teacher = acu_teacher_new (run->settings.teacher,
                                  &(AcuPredictorOptions){.device = run->settings.device,
                                                         .precision = run->settings.precision,
                                                         .batch = acu_run_get_largest_step (run)},
                                  run->base->architecture, error);
  return run->teacher != NULL;
}

static gboolean
open_device (AcuRun *run, GError **error)
{
  run->device = acu_device_open (run->settings.device, error);
  if (run->device == NULL || !acu_run_choose_storage (run, error))
    return FALSE;
  acu_run_limit_caches (run);
  return TRUE;
}

gboolean
acu_run_open_all (AcuRun *run, GError **error)
{
  if (!acu_run_settings_check (&run->settings, error))
    return FALSE;
  run->base = acu_run_open_base (run, error);
  if (run->base == NULL || !acu_run_open_data (run, error))
    return FALSE;
  if (run->settings.teacher != NULL && !open_teacher (run, error))
    return FALSE;
  return open_device (run, error);
}

static void
digest (AcuRun *run)
{
  run->digest = acu_run_digest (run);
  run->terms = acu_run_digest_terms (run);
}

static gboolean
begin (
    AcuRun *run, const char *name, const AcuRunSettings *settings, const char *log, GError **error)
{
  g_autofree char *text = acu_run_settings_to_json (settings);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  if (!acu_model_name_check (name, error) || acu_model_store_has (store, name, error) ||
      !acu_run_settings_from_json (text, &run->settings, error))
    return FALSE;
  acu_run_settings_make_absolute (&run->settings);
  if (!acu_run_open_all (run, error))
    return FALSE;
  digest (run);
  run->folder = acu_run_folder_create (name, &run->settings, error);
  return run->folder != NULL && acu_run_note_base (run, error) &&
         (log == NULL || acu_run_folder_set_log_copy (run->folder, log, error));
}

AcuRun *
acu_run_new (const char *name, const AcuRunSettings *settings, const char *log, GError **error)
{
  g_autoptr (AcuRun) run = acu_run_alloc (name);

  if (begin (run, name, settings, log, error))
    return g_steal_pointer (&run);
  if (run->folder != NULL)
    acu_run_folder_remove (run->folder, NULL);
  else
    acu_run_folder_release (name);
  return NULL;
}

static void
note_failed_input (AcuRun *run)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&run->mutex);

  run->has_failed = TRUE;
}

/* Reads what was saved last, if anything was. */
static gboolean
load_state (AcuRun *run, GError **error)
{
  GError *failure = NULL;

  run->state = acu_run_folder_load (run->folder, &run->position, run->digest, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (run->state != NULL && !acu_run_check_terms (run, error))
    return FALSE;
  /* What was missing from the beginning stays so, whatever was saved. */
  if (run->position.has_failed_input)
    note_failed_input (run);
  return TRUE;
}

AcuRun *
acu_run_resume (const char *name, const char *device, const char *log, GError **error)
{
  g_autoptr (AcuRun) run = acu_run_alloc (name);

  run->folder = acu_run_folder_open (name, &run->settings, error);
  if (run->folder == NULL)
    return NULL;
  if (device != NULL) {
    run->is_elsewhere = g_strcmp0 (device, run->settings.device) != 0;
    g_free (run->settings.device);
    run->settings.device = g_strdup (device);
  }
  if (!acu_run_open_all (run, error))
    return NULL;
  digest (run);
  /* What was saved can have a say in how maps are stored. */
  if (!load_state (run, error) || !acu_run_choose_storage (run, error) ||
      (log != NULL && !acu_run_folder_set_log_copy (run->folder, log, error)))
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

  gint64 began = g_get_monotonic_time ();

  while (run->paused && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait_until (&run->resumed, &run->mutex, g_get_monotonic_time () + G_USEC_PER_SEC / 10);
  run->waited += g_get_monotonic_time () - began;
}

gint64
acu_run_get_clock (const AcuRun *run)
{
  return g_get_monotonic_time () - run->waited;
}

double
acu_run_get_seconds (const AcuRun *run)
{
  return (double)(acu_run_get_clock (run) - run->opened) * 1e-6;
}

gsize
acu_run_count_epoch_patches (const AcuRun *run)
{
  return run->listed != NULL ? run->n_listed : acu_run_count_training_patches (run);
}

guint
acu_run_get_largest_step (const AcuRun *run)
{
  return (guint)CLAMP (acu_run_count_epoch_patches (run), 1, run->settings.batch);
}

double
acu_run_get_seconds_left (const AcuRun *run, gsize patches)
{
  guint later =
      run->settings.schedule.epochs - MIN (run->position.epoch + 1, run->settings.schedule.epochs);
  gsize per_epoch = acu_run_count_epoch_patches (run);

  if (run->training_rate <= 0.0)
    return -1.0;
  return (double)(patches + later * per_epoch) / run->training_rate + (later + 1) * run->validating;
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
  g_clear_pointer (&run->trainer, acu_trainer_free);
  g_clear_pointer (&run->device, acu_device_close);
  g_clear_pointer (&run->state, acu_tensor_set_unref);
  g_array_set_size (run->predicted, 0);
  g_array_set_size (run->wanted, 0);
  run->position = (AcuRunPosition){.best_srcc = -2.0};
  if (!load_state (run, error))
    return FALSE;
  if (!open_device (run, error))
    return FALSE;
  if (listener->warning != NULL)
    listener->warning (_ ("the device was lost; going on from what was saved last"),
                       listener->user_data);
  return TRUE;
}

gboolean
acu_run_do (AcuRun *run,
            AcuRunWork work,
            const AcuRunListener *listener,
            GCancellable *cancellable,
            gpointer data,
            GError **error)
{
  guint64 furthest = 0;
  guint n_losses = 0;

  for (;;) {
    GError *failure = NULL;
    guint64 reached;

    if ((run->device != NULL || recover (run, listener, &failure)) &&
        work (run, listener, cancellable, data, &failure))
      return TRUE;
    reached = ((guint64)run->position.epoch << 32) + run->position.position + run->n_pooled;
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

static gboolean
execute (AcuRun *run,
         const AcuRunListener *listener,
         GCancellable *cancellable,
         gpointer data,
         GError **error)
{
  /* Before the first state the log is cut back to nothing. */
  if (acu_run_folder_get_log_bytes (run->folder) == 0 && !acu_run_log_division (run, error))
    return FALSE;
  if (run->settings.mode == ACU_RUN_QUICK && run->pooled == NULL &&
      !acu_run_prepare_pooled (run, listener, cancellable, error))
    return FALSE;
  if (run->trainer == NULL && !acu_run_make_trainer (run, error))
    return FALSE;
  /* What is done once for all epochs is none's time. */
  run->started = run->saved = acu_run_get_clock (run);
  while (run->position.epoch < run->settings.schedule.epochs && !is_out_of_patience (run)) {
    if (!acu_run_train_epoch (run, listener, cancellable, error))
      return FALSE;
  }
  return TRUE;
}

/* @message: (transfer full) (nullable) */
static void
warn (const AcuRunListener *listener, char *message)
{
  if (message != NULL && listener->warning != NULL)
    listener->warning (message, listener->user_data);
  g_free (message);
}

gboolean
acu_run_has_failed_input (AcuRun *run)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&run->mutex);

  return run->has_failed;
}

static void
warn_of_data (AcuRun *run, const AcuDataset *dataset, const AcuRunListener *listener)
{
  char *missing = acu_dataset_describe_missing (dataset, MAX_NAMED);

  if (missing != NULL)
    note_failed_input (run);
  warn (listener, missing);
  warn (listener, acu_fault_columns_describe (dataset));
}

/* Whether base or teacher learned from what is held out now, or from the set that it is drawn from:
 * a set that has grown is divided otherwise. */
static gboolean
has_seen_held_out (const AcuRun *run)
{
  const AcuRunSettings *settings = &run->settings;
  gboolean is_other = run->validation_data != NULL;
  const char *name = is_other ? settings->validation_name : settings->data_name;
  const char *spec = is_other ? settings->validation : settings->data;
  AcuSplit part = run->division == ACU_DIVISION_MARKED ? ACU_SPLIT_VAL : ACU_SPLIT_NONE;
  const char *const trainings[] = {
      run->base->training, run->teacher != NULL ? acu_teacher_get_training (run->teacher) : NULL};
  gboolean is_seen = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (trainings); i++)
    is_seen |= spec != NULL && run->validation.n_samples > 0 && trainings[i] != NULL &&
               acu_seen_data_find (trainings[i], name, spec, run->validation.dataset, part) ==
                   ACU_DATA_LEARNED;
  return is_seen;
}

void
acu_run_warn_of_data (AcuRun *run, const AcuRunListener *listener)
{
  if (run->has_warned)
    return;
  run->has_warned = TRUE;
  warn_of_data (run, run->data, listener);
  if (run->validation_data != NULL)
    warn_of_data (run, run->validation_data, listener);
  warn (listener,
        acu_fault_columns_describe_unknown (run->data, run->base->architecture->fault_names));
  if (has_seen_held_out (run))
    warn (listener, g_strdup_printf (_ ("the base, or the teacher, learned from “%s” before, "
                                        "perhaps from what is held out now: its figures flatter"),
                                     acu_dataset_get_name (run->validation.dataset)));
  warn (listener, acu_run_describe_unmarked (run->n_unmarked));
  warn (listener, acu_run_describe_left_out (run->n_left_out));
}

void
acu_run_tell_cb (const char *message, gpointer teller)
{
  const AcuRunTeller *told_by = teller;
  gboolean is_new;

  g_mutex_lock (&told_by->run->mutex);
  is_new = g_hash_table_add (told_by->run->told, g_strdup (message));
  g_free (told_by->run->last_failure);
  told_by->run->last_failure = g_strdup (message);
  told_by->run->has_failed = TRUE;
  g_mutex_unlock (&told_by->run->mutex);
  if (is_new && told_by->listener->warning != NULL)
    told_by->listener->warning (message, told_by->listener->user_data);
}

gboolean
acu_run_execute (AcuRun *run,
                 const AcuRunListener *listener,
                 GCancellable *cancellable,
                 GError **error)
{
  acu_run_warn_of_data (run, listener);
  return acu_run_do (run, execute, listener, cancellable, NULL, error);
}

AcuModelFile *
acu_run_make_model (AcuRun *run,
                    const AcuTensorSet *trained,
                    const AcuRunHeldOut *held_out,
                    GError **error)
{
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (run->base->architecture);
  g_autoptr (AcuTensorSet) tensors = acu_tensor_set_new_from (run->base->weights);
  const AcuRunCard card = {
      .settings = &run->settings,
      .base = run->base,
      .teacher = run->teacher,
      .data = run->data,
      .validation_data = run->validation_data,
      .division = run->division,
      .data_marks_parts = run->data_marks_parts,
      .n_training = run->listed != NULL ? run->n_listed : run->training.n_samples,
      .n_left_out = run->n_left_out,
      .n_split_off = run->n_split_off,
      .n_unmarked = run->n_unmarked,
      .n_validation = run->validation.n_samples,
      .n_test = run->test.n_samples,
      .is_seen = has_seen_held_out (run),
      .epoch = run->position.epoch,
      .held_out = held_out,
  };
  AcuModelFile *file;

  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    gsize count = acu_parameter_count (parameter);
    const AcuTensorView *view = acu_tensor_set_lookup (trained, parameter->name);
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
    acu_run_card_write (&card, file);
  return file;
}

AcuModelFile *
acu_run_dup_model (AcuRun *run, GError **error)
{
  return acu_run_folder_open_best (run->folder, error);
}

gboolean
acu_run_discard (AcuRun *run, GError **error)
{
  return acu_run_folder_remove (run->folder, error);
}

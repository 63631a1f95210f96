/* What of a run is saved and read again: the trainer's state, and what the epoch has predicted so
 * far. */
#include <glib/gi18n.h>

#include "app/learning/training/run-private.h"
#include "app/learning/training/training-error.h"

/* Of the state. */
#define TERMS_KEY   "run.terms"
#define STORAGE_KEY "run.storage" /* of the backbone of a quick run, where it is not F32 */
#define HALVES      "f16"

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
has_halved_maps (const AcuRun *run)
{
  return run->settings.mode == ACU_RUN_QUICK && run->storage == ACU_DTYPE_F16;
}

gboolean
acu_run_save_state (AcuRun *run, GError **error)
{
  g_autoptr (AcuTensorSet) state = acu_trainer_get_state (run->trainer, TRUE, error);
  gint64 now = acu_run_get_clock (run);

  if (state == NULL)
    return FALSE;
  add_floats (state, "run/predicted", run->predicted);
  add_floats (state, "run/wanted", run->wanted);
  acu_run_keep_unread (run, state);
  acu_tensor_set_set_metadata (state, TERMS_KEY, run->terms);
  if (has_halved_maps (run))
    acu_tensor_set_set_metadata (state, STORAGE_KEY, HALVES);
  run->position.seconds += (double)(now - run->started) * 1e-6;
  run->position.log_bytes = acu_run_folder_get_log_bytes (run->folder);
  run->position.has_failed_input = acu_run_has_failed_input (run);
  run->started = now;
  if (!acu_run_folder_save (run->folder, state, &run->position, run->digest, error))
    return FALSE;
  /* A disk that is slow is not to be written to all the time. */
  run->saved = acu_run_get_clock (run);
  return TRUE;
}

gboolean
acu_run_check_terms (AcuRun *run, GError **error)
{
  const char *former = acu_tensor_set_get_metadata (run->state, TERMS_KEY);

  if (former == NULL || g_str_equal (former, run->terms))
    return TRUE;
  g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
               _ ("%s: the scale of the scores, the names of the faults or the maps are not those "
                  "the run began with"),
               run->name);
  return FALSE;
}

/* Earlier versions computed what a quick run learns from in single precision whatever was asked
 * for, and what has learned from such maps goes on with them. */
static gboolean
has_full_maps (const AcuRun *run)
{
  return run->settings.mode == ACU_RUN_QUICK && run->state != NULL &&
         g_strcmp0 (acu_tensor_set_get_metadata (run->state, STORAGE_KEY), HALVES) != 0;
}

/* Networks that know nothing learn at rates at which halves overflow: from random weights a nano
 * network of 8 patches a step had no loss that was a number after 260 steps.  And what a quick run
 * learns from is computed once, as well as it can be unless somebody wants otherwise. */
static AcuPrecision
get_precision (const AcuRun *run)
{
  gboolean is_full_wanted = run->base->is_random || run->settings.mode == ACU_RUN_QUICK;

  if (has_full_maps (run))
    return ACU_PRECISION_FP32;
  return run->settings.precision == ACU_PRECISION_AUTO && is_full_wanted ? ACU_PRECISION_FP32
                                                                         : run->settings.precision;
}

gboolean
acu_run_choose_storage (AcuRun *run, GError **error)
{
  return acu_precision_choose (get_precision (run), acu_device_get_info (run->device),
                               &run->storage, error);
}

/* Tells the run's device from others. (transfer full) */
static char *
describe_device (const AcuRun *run)
{
  const AcuDeviceInfo *info = acu_device_get_info (run->device);

  return g_strdup_printf ("%s %s", info->backend, info->name);
}

/* Passes that fitted one device need not fit another, on which the bits are others anyway.
 * Returns how many patches they have; 0: it is to be chosen. */
static guint
restore_passes (AcuRun *run)
{
  g_autofree char *device = describe_device (run), *former = NULL;
  guint noted = acu_run_folder_get_micro_batch (run->folder, &former);
  gboolean is_other = former != NULL ? !g_str_equal (former, device) : run->is_elsewhere;

  /* A state may be that of a device from which the run moved before it was saved again. */
  if (run->state != NULL && (is_other || former != NULL))
    acu_tensor_set_set_metadata (run->state, "micro_batch", NULL);
  return is_other ? 0 : MIN (noted, acu_run_get_largest_step (run));
}

static gboolean
note_passes (AcuRun *run, GError **error)
{
  g_autofree char *device = describe_device (run);

  return acu_run_folder_note_micro_batch (run->folder, acu_trainer_get_micro_batch (run->trainer),
                                          device, error);
}

gboolean
acu_run_make_trainer (AcuRun *run, GError **error)
{
  const AcuRunSettings *settings = &run->settings;
  gboolean is_quick = settings->mode == ACU_RUN_QUICK;
  AcuTrainerOptions options = ACU_TRAINER_OPTIONS_INIT;
  const AcuTensorSet *weights = run->state != NULL ? run->state : run->base->weights;

  options.part = is_quick ? ACU_NETWORK_HEAD : ACU_NETWORK_WHOLE;
  /* Memory for a whole batch would be taken, and given back before the first step. */
  options.batch = acu_run_get_largest_step (run);
  if (run->folder != NULL)
    options.micro_batch = restore_passes (run);
  options.storage = run->storage;
  options.dropout = settings->dropout;
  options.drop_path = settings->drop_path;
  options.fusion_dropout = settings->fusion_dropout;
  options.loss = acu_loss_options_rescale (&settings->loss, run->targets.scale);
  options.fault_weight = settings->fault_weight;
  options.teacher_share = settings->teacher_share;
  options.token_weight = is_quick ? 0.0f : settings->token_weight;
  options.weight_decay = settings->weight_decay;
  options.clip_norm = settings->clip_norm;
  options.seed = settings->seed;
  run->trainer = acu_trainer_new (run->device, run->base->architecture, weights, &options, error);
  if (run->trainer == NULL)
    return FALSE;
  /* A run that is only estimated has no folder.  How much is computed again changes no bit, and is
   * chosen anew. */
  if (run->folder != NULL && !note_passes (run, error)) {
    g_clear_pointer (&run->trainer, acu_trainer_free);
    return FALSE;
  }
  if (run->state != NULL) {
    read_floats (run->state, "run/predicted", run->predicted);
    read_floats (run->state, "run/wanted", run->wanted);
  }
  g_clear_pointer (&run->state, acu_tensor_set_unref);
  return TRUE;
}

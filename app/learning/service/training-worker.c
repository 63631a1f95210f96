#include "app/learning/service/training-worker.h"

#include "app/learning/training/run-folder.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Below whatever a person waits for.  The threads that the computation starts inherit it. */
#define NICENESS 5

/* So many are shown. */
#define MAX_WARNINGS 4

struct _AcuTrainingWorker {
  gboolean resumes;
  AcuTrainingNotifyFunc notify;
  gpointer user_data;
  GDestroyNotify user_data_free;
  GThread *thread;
  GCancellable *cancellable;
  double worked; /* seconds, in sittings before this one */

  GMutex lock;
  AcuTrainingStatus status; /* under the lock, as all below */
  AcuRunRecord *record;
  AcuRunRecord *concluded; /* how it ended, until somebody knows that the thread is done */
  AcuRunLog *log;
  GPtrArray *warnings; /* of which the status tells */
  GHashTable *told;    /* all of them, also those of which it does not */
  AcuRun *run;         /* while it is there to be paused */
  gboolean is_stopped;
  AcuTrainingEnd end; /* once it is stopped */
  gboolean is_done;
  char *failure;
};

static void
worker_clear (gpointer data)
{
  AcuTrainingWorker *worker = data;

  acu_training_status_clear (&worker->status);
  acu_run_record_free (worker->record);
  g_clear_pointer (&worker->concluded, acu_run_record_free);
  acu_run_log_free (worker->log);
  g_ptr_array_unref (worker->warnings);
  g_hash_table_unref (worker->told);
  g_object_unref (worker->cancellable);
  g_mutex_clear (&worker->lock);
  g_free (worker->failure);
  if (worker->user_data_free != NULL)
    worker->user_data_free (worker->user_data);
}

void
acu_training_worker_unref (AcuTrainingWorker *worker)
{
  g_atomic_rc_box_release_full (worker, worker_clear);
}

/* What the run tells. */

static void
progress_cb (const AcuRunProgress *progress, gpointer user_data)
{
  AcuTrainingWorker *worker = user_data;
  guint batch;

  g_mutex_lock (&worker->lock);
  batch = worker->record->settings.batch;
  worker->status.progress = *progress;
  if (progress->stage == ACU_RUN_TRAINING) {
    guint64 per_epoch = (progress->total + batch - 1) / batch;

    worker->status.n_steps = per_epoch * progress->n_epochs;
    worker->status.memory = acu_run_get_memory (worker->run);
  }
  g_mutex_unlock (&worker->lock);
  worker->notify (worker->user_data);
}

static void
step_cb (const AcuRunStep *step, gpointer user_data)
{
  AcuTrainingWorker *worker = user_data;
  GArray *steps = worker->log->steps;

  g_mutex_lock (&worker->lock);
  worker->status.step = step->step;
  /* After a lost device the run is where it was saved last, and so is its log. */
  while (steps->len > 0 && g_array_index (steps, AcuRunStep, steps->len - 1).step >= step->step)
    g_array_set_size (steps, steps->len - 1);
  g_array_append_val (worker->log->steps, *step);
  g_mutex_unlock (&worker->lock);
}

/* Under the lock. */
static void
note_work (AcuTrainingWorker *worker, const AcuRun *run)
{
  worker->record->worked = worker->worked + acu_run_get_seconds (run);
}

static void
epoch_cb (const AcuRunEpoch *epoch, gpointer user_data)
{
  AcuTrainingWorker *worker = user_data;
  GArray *epochs = worker->log->epochs;
  g_autoptr (AcuRunRecord) record = NULL;

  g_mutex_lock (&worker->lock);
  acu_run_record_add_epoch (worker->record, epoch);
  note_work (worker, worker->run);
  while (epochs->len > 0 &&
         g_array_index (epochs, AcuRunEpoch, epochs->len - 1).epoch >= epoch->epoch)
    g_array_set_size (epochs, epochs->len - 1);
  g_array_append_val (worker->log->epochs, *epoch);
  record = acu_run_record_copy (worker->record);
  g_mutex_unlock (&worker->lock);
  /* The record is for people; the run itself does not depend on it. */
  acu_run_record_save (record, NULL);
  worker->notify (worker->user_data);
}

/* What is said at the beginning is not driven out by what is said of every other picture. */
static void
note_warning (AcuTrainingWorker *worker, const char *message)
{
  GPtrArray *warnings = worker->warnings;

  if (!g_hash_table_add (worker->told, g_strdup (message)))
    return;
  if (warnings->len == MAX_WARNINGS)
    g_ptr_array_remove_index (warnings, MAX_WARNINGS - 1);
  g_ptr_array_add (warnings, g_strdup (message));
}

/* One that is gone on with goes on from what was said before. */
static void
restore_warnings (AcuTrainingWorker *worker, const char *text)
{
  g_auto (GStrv) strings = g_strsplit (text != NULL ? text : "", "\n", -1);

  worker->warnings = g_ptr_array_new_with_free_func (g_free);
  worker->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (char **line = strings; *line != NULL; line++)
    note_warning (worker, *line);
}

static char *
join_lines (const GPtrArray *lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, i == 0 ? "%s" : "\n%s", (char *)g_ptr_array_index (lines, i));
  return g_string_free (text, FALSE);
}

static void
warning_cb (const char *message, gpointer user_data)
{
  AcuTrainingWorker *worker = user_data;

  /* A record is UTF-8, which a file's name need not be. */
  g_autofree char *text = g_utf8_make_valid (message, -1);

  g_mutex_lock (&worker->lock);
  note_warning (worker, text);
  /* It is saved with what is noted next: at the end of the epoch, or of the run. */
  g_free (worker->record->warning);
  worker->record->warning = join_lines (worker->warnings);
  /* Of what was said before there may be more than is known by now. */
  worker->record->n_unsaid =
      MAX (worker->record->n_unsaid, g_hash_table_size (worker->told) - worker->warnings->len);
  g_mutex_unlock (&worker->lock);
  worker->notify (worker->user_data);
}

static void
set_state (AcuTrainingWorker *worker, AcuTrainingState state)
{
  g_mutex_lock (&worker->lock);
  if (worker->status.state != ACU_TRAINING_ENDING)
    worker->status.state = state;
  if (worker->status.state == ACU_TRAINING_WORKING && worker->status.pause != 0)
    worker->status.state = ACU_TRAINING_PAUSED;
  g_mutex_unlock (&worker->lock);
  worker->notify (worker->user_data);
}

/* The thread. */

static AcuRun *
open_run (AcuTrainingWorker *worker, const char *log, GError **error)
{
  g_autoptr (AcuRunRecord) record = acu_training_worker_dup_record (worker);

  return worker->resumes ? acu_run_resume (record->name, NULL, log, error)
                         : acu_run_new (record->name, &record->settings, log, error);
}

/* Notes what the run works with, and its log so far. */
static gboolean
describe (AcuTrainingWorker *worker, AcuRun *run, const char *log_path, GError **error)
{
  g_autofree char *data = acu_run_record_path (worker->record->id, ACU_RECORD_DATA);
  g_autoptr (AcuRunLog) log = acu_run_log_read (log_path, error);
  g_auto (AcuRunFacts) facts = {0};
  g_autoptr (AcuRunRecord) record = NULL;
  double seconds = 0;

  if (log == NULL || !acu_run_save_data (run, data, error))
    return FALSE;
  acu_run_get_facts (run, &facts);
  g_mutex_lock (&worker->lock);
  worker->run = run;
  acu_run_set_paused (run, worker->status.pause != 0);
  acu_run_log_append (worker->log, log);
  /* Records of earlier versions do not tell how long there was work, but the log does. */
  for (guint i = 0; i < log->epochs->len; i++)
    seconds += g_array_index (log->epochs, AcuRunEpoch, i).seconds;
  worker->worked = MAX (worker->worked, seconds);
  if (log->steps->len > 0)
    worker->status.step = g_array_index (log->steps, AcuRunStep, log->steps->len - 1).step;
  worker->record->n_training = facts.n_training;
  worker->record->n_held_out = facts.n_held_out;
  worker->record->n_left_out = facts.n_left_out;
  worker->record->n_split_off = facts.n_split_off;
  worker->record->n_unmarked = facts.n_unmarked;
  worker->record->n_test = facts.n_test;
  g_free (worker->record->device);
  worker->record->device = g_steal_pointer (&facts.device);
  g_free (worker->record->scores);
  worker->record->scores = g_steal_pointer (&facts.scores);
  record = acu_run_record_copy (worker->record);
  g_mutex_unlock (&worker->lock);
  return acu_run_record_save (record, error);
}

static gboolean
measure_base (AcuTrainingWorker *worker,
              AcuRun *run,
              const AcuRunListener *listener,
              GError **error)
{
  g_autoptr (AcuRunRecord) record = NULL;
  AcuAgreement before;

  if (worker->record->before.count > 0)
    return TRUE;
  if (!acu_run_measure_base (run, listener, worker->cancellable, &before, error))
    return FALSE;
  g_mutex_lock (&worker->lock);
  worker->record->before = before;
  record = acu_run_record_copy (worker->record);
  g_mutex_unlock (&worker->lock);
  return acu_run_record_save (record, error);
}

/* Puts the best epoch into the record; the run's folder goes only when that is done.  Where it
 * cannot go, that is said, as @error, of a result that is there all the same. */
static gboolean
save_result (AcuTrainingWorker *worker, AcuRun *run, GError **error)
{
  g_autoptr (AcuModelFile) file = acu_run_dup_model (run, error);
  g_autofree char *path = acu_run_record_path (worker->record->id, ACU_RECORD_RESULT);

  if (file == NULL || !acu_model_file_save (file, ACU_ELEMENT_F32, path, error))
    return FALSE;
  acu_run_discard (run, error);
  return TRUE;
}

/* What has become of the run after @done, or @failure. */
static AcuRecordState
conclude (AcuTrainingWorker *worker, AcuRun *run, gboolean done, GError **failure)
{
  gboolean cancelled = g_error_matches (*failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  AcuTrainingEnd end;

  g_mutex_lock (&worker->lock);
  end = worker->end;
  g_mutex_unlock (&worker->lock);
  if (done)
    return save_result (worker, run, failure) ? ACU_RECORD_FINISHED : ACU_RECORD_FAILED;
  if (!cancelled)
    return ACU_RECORD_FAILED;
  g_clear_error (failure);
  if (end == ACU_TRAINING_DISCARD)
    return acu_run_discard (run, failure) ? ACU_RECORD_DISCARDED : ACU_RECORD_FAILED;
  if (end == ACU_TRAINING_KEEP_BEST && acu_run_has_model (run))
    return save_result (worker, run, failure) ? ACU_RECORD_STOPPED : ACU_RECORD_FAILED;
  return ACU_RECORD_INTERRUPTED;
}

static void
note_end (AcuTrainingWorker *worker, AcuRecordState state, const GError *error)
{
  AcuRunRecord *record = acu_training_worker_dup_record (worker);

  record->state = state;
  record->ended = g_get_real_time () / G_USEC_PER_SEC;
  g_clear_pointer (&record->error, g_free);
  if (error != NULL)
    record->error = g_utf8_make_valid (error->message, -1);
  acu_run_record_save (record, NULL);
  g_mutex_lock (&worker->lock);
  worker->concluded = record;
  g_mutex_unlock (&worker->lock);
}

/* What could not even begin leaves no record, but its reason; what could not be gone on with can be
 * another time. */
static void
note_failure (AcuTrainingWorker *worker, const GError *error)
{
  if (worker->resumes)
    note_end (worker, worker->record->n_training > 0 ? ACU_RECORD_FAILED : ACU_RECORD_INTERRUPTED,
              error);
  else {
    acu_run_record_remove (worker->record->id, NULL);
    acu_run_folder_release (worker->record->name);
  }
  g_mutex_lock (&worker->lock);
  worker->failure = g_strdup (error->message);
  g_mutex_unlock (&worker->lock);
}

static void
work (AcuTrainingWorker *worker)
{
  const AcuRunListener listener = {.progress = progress_cb,
                                   .step = step_cb,
                                   .epoch = epoch_cb,
                                   .warning = warning_cb,
                                   .user_data = worker};
  g_autofree char *log = acu_run_record_path (worker->record->id, ACU_RECORD_LOG);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  AcuRecordState state;
  gboolean done;

  if (!acu_run_record_save (worker->record, &error) ||
      (run = open_run (worker, log, &error)) == NULL) {
    note_failure (worker, error);
    return;
  }
  done = describe (worker, run, log, &error) && measure_base (worker, run, &listener, &error);
  if (done) {
    set_state (worker, ACU_TRAINING_WORKING);
    done = acu_run_execute (run, &listener, worker->cancellable, &error);
  }
  g_mutex_lock (&worker->lock);
  note_work (worker, run);
  worker->run = NULL;
  g_mutex_unlock (&worker->lock);
  set_state (worker, ACU_TRAINING_ENDING);
  /* By itself: it changes the error. */
  state = conclude (worker, run, done, &error);
  note_end (worker, state, error);
}

static gpointer
work_in_thread (gpointer data)
{
  AcuTrainingWorker *worker = data;

  setpriority (PRIO_PROCESS, (id_t)syscall (SYS_gettid), NICENESS);
  work (worker);
  g_mutex_lock (&worker->lock);
  worker->is_done = TRUE;
  g_mutex_unlock (&worker->lock);
  worker->notify (worker->user_data);
  acu_training_worker_unref (worker);
  return NULL;
}

/* From other threads. */

AcuTrainingWorker *
acu_training_worker_new (const AcuRunRecord *record,
                         gboolean resumes,
                         AcuPauseTraining pause,
                         AcuTrainingNotifyFunc notify,
                         gpointer user_data,
                         GDestroyNotify user_data_free)
{
  AcuTrainingWorker *worker = g_atomic_rc_box_new0 (AcuTrainingWorker);

  g_mutex_init (&worker->lock);
  worker->resumes = resumes;
  worker->notify = notify;
  worker->user_data = user_data;
  worker->user_data_free = user_data_free;
  worker->cancellable = g_cancellable_new ();
  restore_warnings (worker, record->warning);
  worker->record = acu_run_record_copy (record);
  worker->record->state = ACU_RECORD_RUNNING;
  worker->worked = record->worked;
  worker->log = acu_run_log_new ();
  worker->status = (AcuTrainingStatus){
      .state = ACU_TRAINING_OPENING, .pause = pause, .id = g_strdup (record->id)};
  worker->status.progress.seconds_left = -1.0;
  worker->thread = g_thread_new ("training", work_in_thread, g_atomic_rc_box_acquire (worker));
  return worker;
}

void
acu_training_worker_join (AcuTrainingWorker *worker)
{
  g_thread_join (worker->thread);
  acu_training_worker_unref (worker);
}

void
acu_training_worker_get_status (AcuTrainingWorker *worker, AcuTrainingStatus *status)
{
  g_mutex_lock (&worker->lock);
  *status = worker->status;
  status->id = g_strdup (worker->status.id);
  status->warning = g_strdup (worker->record->warning);
  status->n_unsaid = worker->record->n_unsaid;
  g_mutex_unlock (&worker->lock);
}

void
acu_training_worker_set_pause (AcuTrainingWorker *worker, AcuPauseTraining pause)
{
  g_mutex_lock (&worker->lock);
  worker->status.pause = pause;
  if (worker->run != NULL)
    acu_run_set_paused (worker->run, pause != 0);
  if (worker->status.state == ACU_TRAINING_WORKING && pause != 0)
    worker->status.state = ACU_TRAINING_PAUSED;
  else if (worker->status.state == ACU_TRAINING_PAUSED && pause == 0)
    worker->status.state = ACU_TRAINING_WORKING;
  g_mutex_unlock (&worker->lock);
  worker->notify (worker->user_data);
}

void
acu_training_worker_stop (AcuTrainingWorker *worker, AcuTrainingEnd end)
{
  g_mutex_lock (&worker->lock);
  /* What a person chose stands, also where the window is closed before it is done. */
  if (!worker->is_stopped)
    worker->end = end;
  worker->is_stopped = TRUE;
  worker->status.state = ACU_TRAINING_ENDING;
  g_mutex_unlock (&worker->lock);
  g_cancellable_cancel (worker->cancellable);
  worker->notify (worker->user_data);
}

AcuRunRecord *
acu_training_worker_dup_record (AcuTrainingWorker *worker)
{
  AcuRunRecord *copy;

  g_mutex_lock (&worker->lock);
  copy = acu_run_record_copy (worker->record);
  g_mutex_unlock (&worker->lock);
  return copy;
}

AcuRunLog *
acu_training_worker_dup_log (AcuTrainingWorker *worker, guint from_step, guint from_epoch)
{
  AcuRunLog *copy = acu_run_log_new ();

  g_mutex_lock (&worker->lock);
  if (from_step < worker->log->steps->len)
    g_array_append_vals (copy->steps, &g_array_index (worker->log->steps, AcuRunStep, from_step),
                         worker->log->steps->len - from_step);
  if (from_epoch < worker->log->epochs->len)
    g_array_append_vals (copy->epochs,
                         &g_array_index (worker->log->epochs, AcuRunEpoch, from_epoch),
                         worker->log->epochs->len - from_epoch);
  g_mutex_unlock (&worker->lock);
  return copy;
}

gboolean
acu_training_worker_is_done (AcuTrainingWorker *worker, char **error)
{
  gboolean is_done;

  g_mutex_lock (&worker->lock);
  is_done = worker->is_done;
  if (is_done && worker->concluded != NULL) {
    acu_run_record_free (worker->record);
    worker->record = g_steal_pointer (&worker->concluded);
  }
  if (error != NULL)
    *error = g_strdup (worker->failure);
  g_mutex_unlock (&worker->lock);
  return is_done;
}

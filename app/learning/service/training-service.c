#include "app/learning/service/training-service.h"

#include "app/learning/service/run-keeping.h"
#include "app/learning/service/run-models.h"
#include "app/learning/service/training-worker.h"
#include "app/scoring/model-watch.h"

/* Between two `changed` signals, milliseconds. */
#define SIGNAL_INTERVAL 100

struct _AcuTrainingService {
  GObject parent_instance;
  AcuTrainingWorker *worker; /* NULL when idle */
  AcuPauseTraining pause;
  struct _Begun *begun;
  GPtrArray *records; /* NULL until they are read */
  GThreadPool *clerk; /* one thread, for what is done to records */
  guint n_errands;    /* that are not done yet */
  AcuModelWatch *models;
  GMainContext *context;
};

G_DEFINE_FINAL_TYPE (AcuTrainingService, acu_training_service, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, SIGNAL_RECORDS_CHANGED, SIGNAL_ENDED, SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

gboolean
acu_training_status_holds_device (const AcuTrainingStatus *status)
{
  return status->state != ACU_TRAINING_IDLE && status->pause == 0;
}

void
acu_training_status_clear (AcuTrainingStatus *status)
{
  g_clear_pointer (&status->id, g_free);
  g_clear_pointer (&status->warning, g_free);
}

/* The records of the runs that this program began, shared with the clerk: theirs are not the
 * remains of another program, whatever the disk says at the moment. */
typedef struct _Begun {
  GMutex lock;
  GHashTable *ids;
} Begun;

static Begun *
begun_new (void)
{
  Begun *begun = g_atomic_rc_box_new (Begun);

  g_mutex_init (&begun->lock);
  begun->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return begun;
}

static void
begun_clear (gpointer data)
{
  Begun *begun = data;

  g_mutex_clear (&begun->lock);
  g_hash_table_unref (begun->ids);
}

static void
begun_add (Begun *begun, const char *id)
{
  g_mutex_lock (&begun->lock);
  g_hash_table_add (begun->ids, g_strdup (id));
  g_mutex_unlock (&begun->lock);
}

static gboolean
begun_has (const char *id, gpointer data)
{
  Begun *begun = data;
  gboolean has;

  g_mutex_lock (&begun->lock);
  has = g_hash_table_contains (begun->ids, id);
  g_mutex_unlock (&begun->lock);
  return has;
}

/* Records, and what is done to them. */

typedef enum {
  ERRAND_LIST, /* nothing else */
  ERRAND_NOTE,
  ERRAND_KEEP,
  ERRAND_DISCARD,
  ERRAND_KEEP_BEST,
  ERRAND_REMOVE,
} ErrandKind;

/* What the clerk is to do; afterwards, and after whatever came before it, the records are listed.
 */
typedef struct {
  GWeakRef service;
  GMainContext *context;
  ErrandKind kind;
  char *id;
  char *text;
  Begun *begun;
  GPtrArray *records;
  GError *error;
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_weak_ref_clear (&errand->service);
  g_main_context_unref (errand->context);
  g_free (errand->id);
  g_free (errand->text);
  g_atomic_rc_box_release_full (errand->begun, begun_clear);
  g_clear_pointer (&errand->records, g_ptr_array_unref);
  g_clear_error (&errand->error);
  g_free (errand);
}

static AcuRunRecord *
find_record (GPtrArray *records, const char *id)
{
  for (guint i = 0; records != NULL && i < records->len; i++) {
    AcuRunRecord *record = g_ptr_array_index (records, i);

    if (g_strcmp0 (record->id, id) == 0)
      return record;
  }
  return NULL;
}

static gboolean
run_errand (Errand *errand, GError **error)
{
  g_autoptr (GPtrArray) records = acu_run_record_list (begun_has, errand->begun);
  AcuRunRecord *record = find_record (records, errand->id);

  if (errand->kind == ERRAND_LIST || record == NULL)
    return TRUE;
  switch (errand->kind) {
  case ERRAND_NOTE:
    return acu_run_record_save_note (errand->id, errand->text, error);
  case ERRAND_KEEP:
    return acu_run_record_keep (record, errand->text, error);
  case ERRAND_DISCARD:
    return acu_run_record_discard (record, error);
  case ERRAND_KEEP_BEST:
    return acu_run_record_keep_best (record, error);
  case ERRAND_REMOVE:
    return (!acu_run_record_can_resume (record) || acu_run_record_discard (record, error)) &&
           acu_run_record_remove (errand->id, error);
  default:
    return TRUE;
  }
}

/* Has the record of the run under way say how it stands now: before a signal, so that records stay
 * as they are while somebody looks at them. */
static void
refresh_record (AcuTrainingService *service)
{
  g_autoptr (AcuRunRecord) now = NULL;

  if (service->worker == NULL || service->records == NULL)
    return;
  now = acu_training_worker_dup_record (service->worker);
  for (guint i = 0; i < service->records->len; i++) {
    AcuRunRecord *record = g_ptr_array_index (service->records, i);

    if (!g_str_equal (record->id, now->id))
      continue;
    /* Notes are written by a person meanwhile, not by the run. */
    g_free (now->note);
    now->note = g_strdup (record->note);
    acu_run_record_free (record);
    g_ptr_array_index (service->records, i) = g_steal_pointer (&now);
    return;
  }
  g_ptr_array_insert (service->records, 0, g_steal_pointer (&now));
}

static gboolean
errand_done_cb (gpointer data)
{
  Errand *errand = data;
  g_autoptr (AcuTrainingService) service = g_weak_ref_get (&errand->service);

  if (service == NULL)
    return G_SOURCE_REMOVE;
  service->n_errands--;
  /* What was listed before the errands that are still to be run may lack a run that was begun or
   * ended since. */
  if (service->n_errands == 0 || service->records == NULL) {
    g_clear_pointer (&service->records, g_ptr_array_unref);
    service->records = g_steal_pointer (&errand->records);
    refresh_record (service);
    g_signal_emit (service, signals[SIGNAL_RECORDS_CHANGED], 0);
  }
  if (errand->error != NULL)
    g_signal_emit (service, signals[SIGNAL_FAILED], 0, errand->error->message);
  return G_SOURCE_REMOVE;
}

static void
clerk_cb (gpointer data, gpointer user_data)
{
  Errand *errand = data;
  g_autoptr (GSource) source = g_idle_source_new ();
  GMainContext *context = errand->context;

  /* Whoever draws all the time is not waited for. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);

  run_errand (errand, &errand->error);
  errand->records = acu_run_record_list (begun_has, errand->begun);
  acu_run_models_follow (errand->records);
  g_source_set_callback (source, errand_done_cb, errand, errand_free);
  g_source_attach (source, context);
}

static void
send (AcuTrainingService *service, ErrandKind kind, const char *id, const char *text)
{
  Errand *errand = g_new0 (Errand, 1);

  g_weak_ref_init (&errand->service, service);
  errand->context = g_main_context_ref (service->context);
  errand->kind = kind;
  errand->id = g_strdup (id);
  errand->text = g_strdup (text);
  errand->begun = g_atomic_rc_box_acquire (service->begun);
  service->n_errands++;
  g_thread_pool_push (service->clerk, errand, NULL);
}

static void
models_changed_cb (gpointer service)
{
  send (service, ERRAND_LIST, NULL, NULL);
}

/* The run under way. */

/* How the worker's thread reaches the service, which may be gone. */
typedef struct {
  GWeakRef service;
  GMainContext *context;
  gint is_pending; /* atomic: a signal is on its way */
} Link;

static void
link_clear (gpointer data)
{
  Link *link = data;

  g_weak_ref_clear (&link->service);
  g_main_context_unref (link->context);
}

static void
link_unref (gpointer link)
{
  g_atomic_rc_box_release_full (link, link_clear);
}

static void
end (AcuTrainingService *service)
{
  g_auto (AcuTrainingStatus) status = {0};
  g_autofree char *failure = NULL;
  AcuTrainingWorker *worker;

  refresh_record (service);
  worker = g_steal_pointer (&service->worker);
  acu_training_worker_is_done (worker, &failure);
  acu_training_worker_get_status (worker, &status);
  acu_training_worker_join (worker);
  service->pause &= ~ACU_PAUSE_TRAINING_PERSON;
  send (service, ERRAND_LIST, NULL, NULL);
  if (failure != NULL)
    g_signal_emit (service, signals[SIGNAL_FAILED], 0, failure);
  g_signal_emit (service, signals[SIGNAL_ENDED], 0, status.id);
  g_signal_emit (service, signals[SIGNAL_CHANGED], 0);
}

static gboolean
emit_cb (gpointer data)
{
  Link *link = data;
  g_autoptr (AcuTrainingService) service = g_weak_ref_get (&link->service);

  g_atomic_int_set (&link->is_pending, FALSE);
  if (service == NULL || service->worker == NULL)
    return G_SOURCE_REMOVE;
  if (acu_training_worker_is_done (service->worker, NULL))
    end (service);
  else {
    refresh_record (service);
    g_signal_emit (service, signals[SIGNAL_CHANGED], 0);
  }
  return G_SOURCE_REMOVE;
}

static void
notify_cb (gpointer data)
{
  Link *link = data;
  g_autoptr (GSource) source = NULL;

  if (!g_atomic_int_compare_and_exchange (&link->is_pending, FALSE, TRUE))
    return;
  source = g_timeout_source_new (SIGNAL_INTERVAL);
  g_source_set_callback (source, emit_cb, g_atomic_rc_box_acquire (link), link_unref);
  g_source_attach (source, link->context);
}

static void
begin (AcuTrainingService *service, const AcuRunRecord *record, gboolean resumes)
{
  Link *link = g_atomic_rc_box_new0 (Link);

  g_weak_ref_init (&link->service, service);
  link->context = g_main_context_ref (service->context);
  begun_add (service->begun, record->id);
  service->worker =
      acu_training_worker_new (record, resumes, service->pause, notify_cb, link, link_unref);
  send (service, ERRAND_LIST, NULL, NULL);
  refresh_record (service);
  g_signal_emit (service, signals[SIGNAL_CHANGED], 0);
}

char *
acu_training_service_start (AcuTrainingService *service,
                            const char *name,
                            const char *title,
                            const AcuRunSettings *settings)
{
  g_autoptr (AcuRunRecord) record = NULL;

  g_return_val_if_fail (ACU_IS_TRAINING_SERVICE (service) && name != NULL && title != NULL, NULL);

  if (service->worker != NULL)
    return NULL;
  record = acu_run_record_new (name, title, settings);
  begin (service, record, FALSE);
  return g_strdup (record->id);
}

gboolean
acu_training_service_resume (AcuTrainingService *service, const AcuRunRecord *record)
{
  g_return_val_if_fail (ACU_IS_TRAINING_SERVICE (service) && record != NULL, FALSE);

  if (service->worker != NULL)
    return FALSE;
  begin (service, record, TRUE);
  return TRUE;
}

gboolean
acu_training_service_is_busy (AcuTrainingService *service)
{
  g_return_val_if_fail (ACU_IS_TRAINING_SERVICE (service), FALSE);

  return service->worker != NULL;
}

void
acu_training_service_get_status (AcuTrainingService *service, AcuTrainingStatus *status)
{
  g_return_if_fail (ACU_IS_TRAINING_SERVICE (service));

  if (service->worker != NULL)
    acu_training_worker_get_status (service->worker, status);
  else
    *status = (AcuTrainingStatus){.state = ACU_TRAINING_IDLE, .pause = service->pause};
}

void
acu_training_service_set_paused (AcuTrainingService *service,
                                 AcuPauseTraining reason,
                                 gboolean paused)
{
  AcuPauseTraining pause;

  g_return_if_fail (ACU_IS_TRAINING_SERVICE (service));

  pause = paused ? service->pause | reason : service->pause & ~reason;
  if (pause == service->pause)
    return;
  service->pause = pause;
  if (service->worker != NULL)
    acu_training_worker_set_pause (service->worker, pause);
}

void
acu_training_service_stop (AcuTrainingService *service, AcuTrainingEnd how)
{
  g_return_if_fail (ACU_IS_TRAINING_SERVICE (service));

  if (service->worker != NULL)
    acu_training_worker_stop (service->worker, how);
}

void
acu_training_service_finish (AcuTrainingService *service)
{
  GThreadPool *clerk;

  g_return_if_fail (ACU_IS_TRAINING_SERVICE (service));

  if (service->worker != NULL) {
    acu_training_worker_stop (service->worker, ACU_TRAINING_SUSPEND);
    acu_training_worker_join (g_steal_pointer (&service->worker));
  }
  clerk = service->clerk;
  service->clerk = g_thread_pool_new (clerk_cb, NULL, 1, TRUE, NULL);
  g_thread_pool_free (clerk, FALSE, TRUE);
}

AcuRunLog *
acu_training_service_dup_log (AcuTrainingService *service, guint from_step, guint from_epoch)
{
  g_return_val_if_fail (ACU_IS_TRAINING_SERVICE (service), NULL);

  return service->worker != NULL
             ? acu_training_worker_dup_log (service->worker, from_step, from_epoch)
             : NULL;
}

GPtrArray *
acu_training_service_get_records (AcuTrainingService *service)
{
  g_return_val_if_fail (ACU_IS_TRAINING_SERVICE (service), NULL);

  return service->records;
}

const AcuRunRecord *
acu_training_service_find (AcuTrainingService *service, const char *id)
{
  g_return_val_if_fail (ACU_IS_TRAINING_SERVICE (service), NULL);

  return find_record (service->records, id);
}

void
acu_training_service_set_note (AcuTrainingService *service, const char *id, const char *note)
{
  g_return_if_fail (ACU_IS_TRAINING_SERVICE (service) && id != NULL && note != NULL);

  send (service, ERRAND_NOTE, id, note);
}

void
acu_training_service_keep (AcuTrainingService *service, const char *id, const char *model)
{
  g_return_if_fail (ACU_IS_TRAINING_SERVICE (service) && id != NULL && model != NULL);

  send (service, ERRAND_KEEP, id, model);
}

void
acu_training_service_discard (AcuTrainingService *service, const char *id)
{
  g_return_if_fail (ACU_IS_TRAINING_SERVICE (service) && id != NULL);

  send (service, ERRAND_DISCARD, id, NULL);
}

void
acu_training_service_keep_best (AcuTrainingService *service, const char *id)
{
  g_return_if_fail (ACU_IS_TRAINING_SERVICE (service) && id != NULL);

  send (service, ERRAND_KEEP_BEST, id, NULL);
}

void
acu_training_service_remove (AcuTrainingService *service, const char *id)
{
  g_return_if_fail (ACU_IS_TRAINING_SERVICE (service) && id != NULL);

  send (service, ERRAND_REMOVE, id, NULL);
}

static void
acu_training_service_dispose (GObject *object)
{
  AcuTrainingService *service = ACU_TRAINING_SERVICE (object);

  g_clear_pointer (&service->models, acu_model_watch_free);
  if (service->clerk != NULL) {
    acu_training_service_finish (service);
    g_thread_pool_free (g_steal_pointer (&service->clerk), FALSE, TRUE);
  }
  G_OBJECT_CLASS (acu_training_service_parent_class)->dispose (object);
}

static void
acu_training_service_finalize (GObject *object)
{
  AcuTrainingService *service = ACU_TRAINING_SERVICE (object);

  g_clear_pointer (&service->records, g_ptr_array_unref);
  g_main_context_unref (service->context);
  g_atomic_rc_box_release_full (service->begun, begun_clear);
  G_OBJECT_CLASS (acu_training_service_parent_class)->finalize (object);
}

static void
acu_training_service_class_init (AcuTrainingServiceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_training_service_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_training_service_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ACU_TYPE_TRAINING_SERVICE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RECORDS_CHANGED] =
      g_signal_new ("records-changed", ACU_TYPE_TRAINING_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", ACU_TYPE_TRAINING_SERVICE, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", ACU_TYPE_TRAINING_SERVICE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
acu_training_service_init (AcuTrainingService *service)
{
  service->context = g_main_context_ref_thread_default ();
  service->begun = begun_new ();
  service->models = acu_model_watch_new (models_changed_cb, service);
  service->clerk = g_thread_pool_new (clerk_cb, NULL, 1, TRUE, NULL);
}

AcuTrainingService *
acu_training_service_new (void)
{
  AcuTrainingService *service = g_object_new (ACU_TYPE_TRAINING_SERVICE, NULL);

  send (service, ERRAND_LIST, NULL, NULL);
  return service;
}

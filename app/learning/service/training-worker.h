/* The thread behind a training service: one sitting of one run. */
#pragma once

#include "app/learning/service/run-log.h"
#include "app/learning/service/run-record.h"
#include "app/learning/service/training-service.h"

G_BEGIN_DECLS

typedef struct _AcuTrainingWorker AcuTrainingWorker;

/* Called, from the worker's thread, when there is something new. */
typedef void (*AcuTrainingNotifyFunc) (gpointer user_data);

/* Starts the thread, which begins the run of @record, a new one or one to go on with, or resumes it
 * where @resumes says so.  @user_data is freed by @user_data_free when the last reference is gone.
 * (transfer full) */
AcuTrainingWorker *acu_training_worker_new (const AcuRunRecord *record,
                                            gboolean resumes,
                                            AcuPauseTraining pause,
                                            AcuTrainingNotifyFunc notify,
                                            gpointer user_data,
                                            GDestroyNotify user_data_free);

/* Gives the caller's reference up; the thread goes on to its end. */
void acu_training_worker_unref (AcuTrainingWorker *worker);

/* Waits for the thread's end and gives the caller's reference up. */
void acu_training_worker_join (AcuTrainingWorker *worker);

/* From any thread. */
void acu_training_worker_get_status (AcuTrainingWorker *worker, AcuTrainingStatus *status);
void acu_training_worker_set_pause (AcuTrainingWorker *worker, AcuPauseTraining pause);
void acu_training_worker_stop (AcuTrainingWorker *worker, AcuTrainingEnd end);

/* (transfer full) */
AcuRunRecord *acu_training_worker_dup_record (AcuTrainingWorker *worker);

/* What the log has beyond so many steps and epochs. (transfer full) */
AcuRunLog *
acu_training_worker_dup_log (AcuTrainingWorker *worker, guint from_step, guint from_epoch);

/* Whether the thread is done; then *@error (nullable) is why the run could not begin, or NULL, and
 * the record says how it ended.  Before, it says that the run is under way, whatever is saved
 * already: with what is over can be done what cannot be done meanwhile. */
gboolean acu_training_worker_is_done (AcuTrainingWorker *worker, char **error);

G_END_DECLS

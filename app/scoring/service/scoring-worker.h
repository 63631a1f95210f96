/* The thread behind a scoring service. */
#pragma once

#include "app/scoring/service/scoring-service.h"

G_BEGIN_DECLS

typedef struct _AcuScoringWorker AcuScoringWorker;

/* Called, from the worker's thread, when the status has changed. */
typedef void (*AcuScoringNotifyFunc) (gpointer user_data);

/* Starts the thread.  @user_data is freed by @user_data_free when the last reference is gone.
 * (transfer full) */
AcuScoringWorker *acu_scoring_worker_new (AcuCatalog *catalog,
                                          const AcuScoringSettings *settings,
                                          AcuScoringNotifyFunc notify,
                                          gpointer user_data,
                                          GDestroyNotify user_data_free);

/* Gives the caller's reference up; the thread ends as soon as it can. */
void acu_scoring_worker_stop (AcuScoringWorker *worker);

/* The same, and waits for the thread. */
void acu_scoring_worker_finish (AcuScoringWorker *worker);

/* From any thread. */
void acu_scoring_worker_get_status (AcuScoringWorker *worker, AcuScoringStatus *status);
void acu_scoring_worker_set_visible (AcuScoringWorker *worker, const gint64 *photos, gsize n);
void acu_scoring_worker_set_folder (AcuScoringWorker *worker, const char *path);
void
acu_scoring_worker_set_paused (AcuScoringWorker *worker, AcuPauseReasons reason, gboolean paused);
void acu_scoring_worker_retry (AcuScoringWorker *worker);

/* The catalog's photos are others: look what is to be done. */
void acu_scoring_worker_look_again (AcuScoringWorker *worker);

G_END_DECLS

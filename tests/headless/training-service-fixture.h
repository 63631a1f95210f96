/* Short runs of the training service over six pictures, and waiting for them. */
#pragma once

#include "app/learning/service/training-service.h"

G_BEGIN_DECLS

#define ACU_FIXTURE_PICTURES 6

/* Epochs of a run that is not over before the test ends it. */
#define ACU_FIXTURE_ENDLESS 100000

/* In place of g_test_init(): folders, pictures and a small base of this test alone. */
void acu_fixture_begin_training_service (int *argc, char ***argv);

/* In place of g_test_run(). */
int acu_fixture_end_training_service (void);

/* Runs are of @data and begin with @base from now on. */
void acu_fixture_train_on (const char *data, const char *base);
const char *acu_fixture_get_data (void);
const char *acu_fixture_get_base (void);

void acu_fixture_run_settings (AcuRunSettings *settings, AcuRunMode mode, guint epochs);

/* Starts a run; while it goes on, its record never says that it is over.  Returns its id, NULL
 * where another one is under way. (transfer full) (nullable) */
char *acu_fixture_start_run (AcuTrainingService *service,
                             const char *name,
                             AcuRunMode mode,
                             guint epochs);

typedef gboolean (*AcuFixtureCondition) (AcuTrainingService *service, gconstpointer data);

/* Runs the main loop until @condition is true; that it is not soon enough is an error. */
void acu_fixture_wait_until (AcuTrainingService *service,
                             AcuFixtureCondition condition,
                             gconstpointer condition_data);

/* Conditions; @n: GUINT_TO_POINTER(), of steps that are done. */
gboolean acu_fixture_is_idle (AcuTrainingService *service, gconstpointer condition_data);
gboolean acu_fixture_has_steps (AcuTrainingService *service, gconstpointer n);

/* Waits until the run @id is over and its record says @state. */
const AcuRunRecord *
acu_fixture_wait_for_state (AcuTrainingService *service, const char *id, AcuRecordState state);

/* The bytes of what came of the run @id. (transfer full) */
char *acu_fixture_read_result (const char *id, gsize *length);

/* For the signal "failed": keeps what was told. */
void acu_fixture_note_failure_cb (AcuTrainingService *service, const char *message, char **told);

G_END_DECLS

/* Trains in the background, one run at a time, and remembers all of them.
 *
 * The run executes on a thread of low priority, so that what a person does meanwhile comes first.
 * Its state is on the disk: a program that is killed, or closed, offers to go on with the run, and
 * the result is the same bit for bit.  For the main context in which it was made; nothing here
 * blocks but acu_training_service_finish(). */
#pragma once

#include "app/learning/service/run-log.h"
#include "app/learning/service/run-record.h"

G_BEGIN_DECLS

#define ACU_TYPE_TRAINING_SERVICE (acu_training_service_get_type ())
G_DECLARE_FINAL_TYPE (AcuTrainingService, acu_training_service, ACU, TRAINING_SERVICE, GObject)

typedef enum {
  ACU_TRAINING_IDLE,
  ACU_TRAINING_OPENING, /* base, data and device are opened, and the base is measured */
  ACU_TRAINING_WORKING,
  ACU_TRAINING_PAUSED,
  ACU_TRAINING_ENDING, /* its state or its model is being saved */
} AcuTrainingState;

/* Why a training waits; any of them is enough. */
typedef enum {
  ACU_PAUSE_TRAINING_PERSON = 1 << 0,
  ACU_PAUSE_TRAINING_SCORING = 1 << 1, /* photos are scored, which was given precedence */
} AcuPauseTraining;

/* What becomes of a run that is stopped before its end. */
typedef enum {
  ACU_TRAINING_SUSPEND,   /* it can be gone on with */
  ACU_TRAINING_KEEP_BEST, /* its best epoch is the result; suspended where there is none yet */
  ACU_TRAINING_DISCARD,   /* nothing of it is kept but its record */
} AcuTrainingEnd;

/* How it stands. */
typedef struct {
  AcuTrainingState state;
  AcuPauseTraining pause;
  char *id; /* of the run's record; NULL when idle */
  AcuRunProgress progress;
  guint64 step;    /* steps taken, over all epochs */
  guint64 n_steps; /* planned; 0: not known yet */
  gsize memory;    /* bytes on the device */
  char *warning;   /* what the user is warned of, a line each, the last one last; or NULL */
  guint n_unsaid;  /* further warnings, of which it has no line */
} AcuTrainingStatus;

/* Whether a run has the device for itself: not where it waits, which it does while it opens as
 * well, without being called paused then. */
gboolean acu_training_status_holds_device (const AcuTrainingStatus *status);
void acu_training_status_clear (AcuTrainingStatus *status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuTrainingStatus, acu_training_status_clear)

/* Signals, all in the main context:
 *   changed ()            the status is another, or the log is longer; ten times a second at most
 *   records-changed ()    what acu_training_service_get_records() returns
 *   ended (id)            the run of this record is over, whatever came of it
 *   failed (message)      what could not be begun, or done to a record
 * (transfer full) */
AcuTrainingService *acu_training_service_new (void);

/* Fills @status, which the caller clears. */
void acu_training_service_get_status (AcuTrainingService *service, AcuTrainingStatus *status);

/* Whether a run is under way, paused ones included. */
gboolean acu_training_service_is_busy (AcuTrainingService *service);

/* Begins the run @name; its data are called @title.  Returns the id of its record, or NULL where a
 * run is under way.  What cannot be begun, `failed` tells, and leaves no record.
 * (transfer full) (nullable) */
char *acu_training_service_start (AcuTrainingService *service,
                                  const char *name,
                                  const char *title,
                                  const AcuRunSettings *settings);

/* Goes on with the run of @record.  FALSE where a run is under way. */
gboolean acu_training_service_resume (AcuTrainingService *service, const AcuRunRecord *record);

/* Adds or takes away a reason to wait; it stands for later runs as well, but for the person's. */
void acu_training_service_set_paused (AcuTrainingService *service,
                                      AcuPauseTraining reason,
                                      gboolean paused);

/* Has the run end after its step.  Where it is to end already, what was said first stands. */
void acu_training_service_stop (AcuTrainingService *service, AcuTrainingEnd end);

/* Suspends the run and waits until that is done, and until every change to a record is on the disk:
 * before the program ends, and in tests. */
void acu_training_service_finish (AcuTrainingService *service);

/* The steps and epochs of the run under way beyond the first so many. (transfer full) (nullable) */
AcuRunLog *
acu_training_service_dup_log (AcuTrainingService *service, guint from_step, guint from_epoch);

/* All runs, the newest first, that under way included; NULL until they are read.  They, and what
 * acu_training_service_find() returns, stay until the next signal.
 * (transfer none) (element-type AcuRunRecord) */
GPtrArray *acu_training_service_get_records (AcuTrainingService *service);

/* (transfer none) (nullable) */
const AcuRunRecord *acu_training_service_find (AcuTrainingService *service, const char *id);

/* Each of these is done in its turn on another thread; `records-changed` tells when. */
void acu_training_service_set_note (AcuTrainingService *service, const char *id, const char *note);

/* Puts the result among the user's models as @model. */
void acu_training_service_keep (AcuTrainingService *service, const char *id, const char *model);

/* Throws the result, or what is saved of an unfinished run, away. */
void acu_training_service_discard (AcuTrainingService *service, const char *id);

/* Makes the best epoch of an unfinished run its result. */
void acu_training_service_keep_best (AcuTrainingService *service, const char *id);

/* Forgets the run. */
void acu_training_service_remove (AcuTrainingService *service, const char *id);

G_END_DECLS

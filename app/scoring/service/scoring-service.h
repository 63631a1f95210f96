/* Scores the photos of a catalog in the background: those that a person is looking at first, then
 * those of the open folder, then all others; only what has no score yet or has changed since.
 *
 * Pictures are decoded ahead of the device, which works on a thread of its own; results go to the
 * catalog several at a time, so that a program that is killed has lost a second's work.  For the
 * main context in which it was made; nothing here blocks. */
#pragma once

#include "app/catalog/catalog.h"
#include "app/scoring/predictor.h"

G_BEGIN_DECLS

#define ACU_TYPE_SCORING_SERVICE (acu_scoring_service_get_type ())
G_DECLARE_FINAL_TYPE (AcuScoringService, acu_scoring_service, ACU, SCORING_SERVICE, GObject)

typedef struct {
  char *model;  /* name or file; NULL: what scores where nobody chose */
  char *device; /* a selector of acu_device_open(); NULL: "auto" */
  AcuPrecision precision;
  char *protocol; /* NULL: the model's own */
  char *plan;     /* where patches are cut; NULL: "grid" */
} AcuScoringSettings;

typedef enum {
  ACU_SCORING_STARTING, /* the model and the device are opened */
  ACU_SCORING_WORKING,
  ACU_SCORING_PAUSED,
  ACU_SCORING_DONE,   /* every photo has its score, for now */
  ACU_SCORING_FAILED, /* `message` says why; acu_scoring_service_retry() tries again */
} AcuScoringState;

/* Why scoring waits; any of them is enough. */
typedef enum {
  ACU_PAUSE_PERSON = 1 << 0,
  ACU_PAUSE_BATTERY = 1 << 1,
  ACU_PAUSE_TRAINING = 1 << 2,
} AcuPauseReasons;

/* What scoring had to get over; it goes on all the same. */
typedef enum {
  ACU_TROUBLE_NONE,
  ACU_TROUBLE_DEVICE_LOST,
  ACU_TROUBLE_MEMORY, /* too little of it on the device */
} AcuScoringTrouble;

/* How it stands. */
typedef struct {
  AcuScoringState state;
  AcuPauseReasons pause;
  gint64 scorer;       /* in the catalog; 0 until the model is open */
  char *model;         /* its name, once it is open */
  gboolean is_made_up; /* nothing was learned by it: its scores mean nothing */
  char *device;        /* its name, once it is open */
  guint n_done;        /* photos in this sitting, failures included */
  guint n_left;
  guint n_visible_left;      /* of these, those on the screen that were not begun yet */
  double photos_per_second;  /* 0: not known yet */
  double seconds_left;       /* < 0: not known yet */
  AcuScoringTrouble trouble; /* the last one since scoring began */
  gboolean is_on_fallback;   /* the CPU goes on, where another device could not */
  char *message;             /* of a failure, or of what scoring had to do without; NULL */
} AcuScoringStatus;

void acu_scoring_status_clear (AcuScoringStatus *status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuScoringStatus, acu_scoring_status_clear)

/* Begins at once. @settings are copied.  (transfer full)
 *
 * Signal: void (*changed) (AcuScoringService *service, gpointer user_data): the status is another
 * one; ten times a second at most. */
AcuScoringService *acu_scoring_service_new (AcuCatalog *catalog,
                                            const AcuScoringSettings *settings);

/* Ends the work; what is on the device is waited for by nobody.  Also done by the last unref. */
void acu_scoring_service_stop (AcuScoringService *service);

/* acu_scoring_service_stop() that waits until the thread has ended and its last results are
 * written. */
void acu_scoring_service_finish (AcuScoringService *service);

/* Fills @status, which the caller clears. */
void acu_scoring_service_get_status (AcuScoringService *service, AcuScoringStatus *status);

/* The photos on the screen, the most wanted first. */
void acu_scoring_service_set_visible (AcuScoringService *service, const gint64 *photos, gsize n);

/* The folder that is open, or NULL.  With another one, nothing is on the screen until it is told.
 */
void acu_scoring_service_set_folder (AcuScoringService *service, const char *path);

/* Adds or takes away a reason to wait. */
void acu_scoring_service_set_paused (AcuScoringService *service,
                                     AcuPauseReasons reason,
                                     gboolean paused);

/* Tries again after a failure. */
void acu_scoring_service_retry (AcuScoringService *service);

G_END_DECLS

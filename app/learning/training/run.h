/* One training from beginning to end: data in, a better model out.
 *
 * A run executes on the thread that calls acu_run_execute(); other threads may pause it, cancel it
 * or look at it through its listener.  It saves its state as it goes, so that a killed run can be
 * gone on with and ends with the weights of an uninterrupted one, bit for bit on one device. */
#pragma once

#include <gio/gio.h>

#include "app/learning/training/run-settings.h"
#include "compute/train/metrics.h"
#include "compute/weights/model-file.h"

G_BEGIN_DECLS

typedef enum {
  ACU_RUN_PREPARING, /* pooled maps of a frozen backbone */
  ACU_RUN_TRAINING,
  ACU_RUN_VALIDATING,
} AcuRunStage;

typedef struct {
  AcuRunStage stage;
  guint epoch; /* from 0 */
  guint n_epochs;
  gsize done; /* patches of this stage, of `total` */
  gsize total;
  double loss; /* of the last step */
  double patches_per_second;
  double seconds_left; /* of the whole run, if it is not stopped early; < 0: not known yet */
} AcuRunProgress;

typedef struct {
  guint epoch;
  double train_srcc;       /* over the epoch's patches, as predicted while training */
  AcuAgreement validation; /* by picture; count 0 without a validation part */
  gboolean is_best;
  double seconds;
} AcuRunEpoch;

/* Called from the thread that executes the run, but for `warning`; any may be NULL. */
typedef struct {
  void (*progress) (const AcuRunProgress *progress, gpointer user_data);
  void (*epoch) (const AcuRunEpoch *epoch, gpointer user_data);
  void (*warning) (const char *message, gpointer user_data);
  gpointer user_data;
} AcuRunListener;

typedef struct _AcuRun AcuRun;

/* Prepares a new run called @name: opens the base, the data and the device, and makes the run's
 * folder.  @log: (nullable): a file that gets a copy of the log. (transfer full) */
AcuRun *
acu_run_new (const char *name, const AcuRunSettings *settings, const char *log, GError **error);

/* Prepares to go on with the unfinished run @name. (transfer full) */
AcuRun *acu_run_resume (const char *name, const char *log, GError **error);
void acu_run_free (AcuRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRun, acu_run_free)

const AcuRunSettings *acu_run_get_settings (const AcuRun *run);

/* Trains to the end.  When cancelled, the state is saved and the error is G_IO_ERROR_CANCELLED. */
gboolean acu_run_execute (AcuRun *run,
                          const AcuRunListener *listener,
                          GCancellable *cancellable,
                          GError **error);

/* Makes the run wait before its next step, or go on; from any thread. */
void acu_run_set_paused (AcuRun *run, gboolean paused);

/* The model that a finished run made: the epoch with the best validation, or the last one where
 * there is no validation part. (transfer full) */
AcuModelFile *acu_run_dup_model (AcuRun *run, GError **error);

/* Removes what the run keeps on disk. */
gboolean acu_run_discard (AcuRun *run, GError **error);

G_END_DECLS

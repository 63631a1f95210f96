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
  double loss; /* of the last step; NaN before it, and in other stages */
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

/* What the log keeps of one step. */
typedef struct {
  guint epoch;  /* from 0 */
  guint64 step; /* from 1, over all epochs */
  double loss;
  double l1;
  double rank;
  double gradient_norm; /* before clipping */
  double rate_backbone;
  double rate_head;
  guint n_patches; /* of its batch; 0 where a log of earlier versions does not tell */
  double seconds;  /* that it took, with its pictures and without pauses; likewise NaN */
} AcuRunStep;

/* Called from the thread that executes the run, but for `warning`; any may be NULL. */
typedef struct {
  void (*progress) (const AcuRunProgress *progress, gpointer user_data);
  void (*step) (const AcuRunStep *step, gpointer user_data);
  void (*epoch) (const AcuRunEpoch *epoch, gpointer user_data);
  void (*warning) (const char *message, gpointer user_data);
  gpointer user_data;
} AcuRunListener;

typedef struct _AcuRun AcuRun;

/* Prepares a new run called @name: opens the base, the data and the device, and makes the run's
 * folder.  What cannot be begun leaves nothing there, of what acu_run_folder_claim() was for
 * neither.  @log: (nullable): a file that gets a copy of the log. (transfer full) */
AcuRun *
acu_run_new (const char *name, const AcuRunSettings *settings, const char *log, GError **error);

/* Prepares to go on with the unfinished run @name.  @device: (nullable): in this sitting, instead
 * of the one that its settings name; its weights are then those of no uninterrupted run to the last
 * bit.  @log: as of acu_run_new(). (transfer full) */
AcuRun *acu_run_resume (const char *name, const char *device, const char *log, GError **error);
void acu_run_free (AcuRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRun, acu_run_free)

const AcuRunSettings *acu_run_get_settings (const AcuRun *run);

/* What a run works with, known once it is made. */
typedef struct {
  gsize n_training; /* pictures */
  gsize n_held_out;
  gsize n_test;       /* of those, which judge the model and did not choose its epoch; 0: too few */
  gsize n_left_out;   /* pictures for training that are held out as well, and not learned from */
  gsize n_split_off;  /* pictures marked for training that choose the epoch, which none is for */
  gsize n_unmarked;   /* pictures in no part, while others are marked for training: not used */
  char *device;       /* its name */
  char *scores;       /* tells apart which pictures there are and what people said of them,
                       * wherever that was read from */
  char *preset;       /* of the network: "tiny", … */
  const char *fusion; /* static */
} AcuRunFacts;

void acu_run_facts_clear (AcuRunFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuRunFacts, acu_run_facts_clear)

/* Fills @facts, which the caller clears. */
void acu_run_get_facts (const AcuRun *run, AcuRunFacts *facts);

/* What became of the marks of the data, as a sentence each; NULL where nothing did.
 * (transfer full) (nullable) */
char *acu_run_describe_unmarked (gsize n_unmarked);
char *acu_run_describe_left_out (gsize n_left_out);
char *acu_run_describe_split_off (gsize n_split_off);

/* Seconds since the run was made or resumed, those left out in which it was paused; from the thread
 * that executes it. */
double acu_run_get_seconds (const AcuRun *run);

/* Bytes of the device's memory that the run holds now; from the thread that executes it. */
gsize acu_run_get_memory (const AcuRun *run);

/* Whether an epoch was finished, in this sitting or before: then acu_run_dup_model() has one. */
gboolean acu_run_has_model (const AcuRun *run);

/* Writes the data as it was divided to @path, in the form
 * `path,mos,split,group,fault,level`.  Scores stay on the data's scale. */
gboolean acu_run_save_data (const AcuRun *run, const char *path, GError **error);

/* How the base does on the part that chooses the epoch, by the very patches that every epoch is
 * validated on; before acu_run_execute().  Of a network that has learned nothing, and of a run that
 * is gone on with, the count is 0.  Cancelling leaves the run as it was. */
gboolean acu_run_measure_base (AcuRun *run,
                               const AcuRunListener *listener,
                               GCancellable *cancellable,
                               AcuAgreement *agreement,
                               GError **error);

/* Trains to the end.  When cancelled, the state is saved and the error is G_IO_ERROR_CANCELLED. */
gboolean acu_run_execute (AcuRun *run,
                          const AcuRunListener *listener,
                          GCancellable *cancellable,
                          GError **error);

/* Whether a picture of the data was missing or could not be read; each was told as a warning, in
 * this sitting or in one before.  What takes no part by design is no failure.  From any thread. */
gboolean acu_run_has_failed_input (AcuRun *run);

/* Makes the run wait before its next step, or go on; from any thread. */
void acu_run_set_paused (AcuRun *run, gboolean paused);

/* The model that a finished run made: the epoch with the best validation, or the last one where
 * there is no validation part.  It has a card, see run-card.h. (transfer full) */
AcuModelFile *acu_run_dup_model (AcuRun *run, GError **error);

/* Removes what the run keeps on disk. */
gboolean acu_run_discard (AcuRun *run, GError **error);

G_END_DECLS

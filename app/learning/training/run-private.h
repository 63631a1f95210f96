/* What the files of a run share. */
#pragma once

#include "app/learning/training/batch-loader.h"
#include "app/learning/training/pooled-store.h"
#include "app/learning/training/run-card.h"
#include "app/learning/training/run-folder.h"
#include "app/learning/training/run.h"
#include "app/learning/training/teacher.h"
#include "app/learning/training/training-base.h"

G_BEGIN_DECLS

/* A part of the data: what is trained on, what chooses the epoch, or what judges it. */
typedef struct {
  AcuDataset *dataset; /* not owned */
  guint32 *samples;    /* indices in the dataset */
  gsize n_samples;
  guint64 stream; /* of its first patch, where every epoch has the same ones */
  gsize first;    /* place of its first patch in the pooled store */
} AcuRunPart;

/* How scores of the data relate to what the network is trained to say: y = (score - offset) /
 * scale. A trained base has the model's own scale; a network that is new, or learns through token
 * heads, learns standardised scores, and its last layer takes scale and offset up when it is saved.
 */
typedef struct {
  double scale;
  double offset;
} AcuRunTargets;

struct _AcuRun {
  char *name;
  AcuRunSettings settings;
  AcuRunFolder *folder;
  AcuTrainingBase *base;
  AcuTensorSet *state; /* of a resumed run, until the trainer has it */
  AcuRunPosition position;
  char *digest; /* of what it works on, see acu_run_digest(); NULL where it is only estimated */
  char *terms;  /* likewise, see acu_run_digest_terms() */

  AcuDevice *device;
  AcuDType storage; /* of maps on the device: of the whole network, or of a quick run's backbone */
  gboolean is_elsewhere; /* in this sitting another device is named than by the settings */
  AcuTrainer *trainer;
  AcuTeacher *teacher; /* or NULL */
  AcuDecoder *decoder;
  GPtrArray *caches; /* AcuImageCache, one a protocol */
  AcuDataset *data;
  AcuDataset *validation_data; /* or NULL: what is held out is a part of `data` */
  AcuRunDivision division;
  gboolean data_marks_parts; /* the data themselves mark what is not learned from */
  AcuRunPart training;
  AcuRunPart validation;
  AcuRunPart test;     /* empty where there are too few pictures for one */
  gsize n_left_out;    /* pictures of the training part that are held out as well */
  gboolean has_warned; /* of what takes no part */
  GHashTable *told;    /* under the mutex: what was said of pictures that cannot be read */
  gboolean has_failed; /* likewise: a picture was missing, or could not be read */
  gsize n_split_off;   /* that the data mark for training and that choose the epoch */
  gsize n_unmarked;    /* that are in no part, while others are marked for training */
  AcuRunTargets targets;
  AcuPatchRequest *listed; /* of a patch list, else NULL */
  gsize n_listed;
  AcuPooledStore *pooled; /* quick runs: training patches, then validation patches; all of them */
  char *pooled_key;       /* of the store; NULL: not known yet */
  guint8 *unread;       /* of each of its patches, 1: left out, since its picture could not be read
                           when learning began; NULL: not known yet */
  gsize n_lost;         /* patches of this epoch in a row that could not be read */
  char *last_failure;   /* under the mutex: why the last of them could not, or NULL */
  gsize n_judged;       /* pictures that have chosen an epoch of this sitting, at most */
  gsize n_pooled;       /* patches whose maps are made, also while `pooled` is not there yet */
  GArray *predicted;    /* float: of this epoch's patches while training */
  GArray *wanted;       /* float: their targets */
  gint64 opened;        /* when this sitting began, by acu_run_get_clock() */
  gint64 started;       /* of what is not yet in the position, likewise */
  gint64 saved;         /* last time the state was */
  gint64 waited;        /* microseconds of this sitting in which it was paused */
  double training_rate; /* patches a second of the last step; 0: none yet */
  double validating;    /* seconds that the last validation took; 0: none yet */

  GMutex mutex;
  GCond resumed;
  gboolean paused;
};

/* Divides the data into what is trained on, what chooses the epoch, and what judges it.  Of another
 * set that is held out and taken whole, the pictures that it marks for validation choose and those
 * that it marks for testing judge, or do both where it marks none for validation; without such
 * marks all of it chooses. */
void acu_run_divide (AcuRun *run);

/* A run without settings, folder or anything open. (transfer full) */
AcuRun *acu_run_alloc (const char *name);

/* Opens base, data, teacher and device as the settings say. */
gboolean acu_run_open_all (AcuRun *run, GError **error);

/* Tells, once, what of the data takes no part: what is missing, and what is held out as well. */
void acu_run_warn_of_data (AcuRun *run, const AcuRunListener *listener);

/* Passes on what is said of pictures that cannot be read, each once a run. */
typedef struct {
  AcuRun *run;
  const AcuRunListener *listener;
} AcuRunTeller;

/* AcuLoadWarningFunc, from any thread; @teller: AcuRunTeller */
void acu_run_tell_cb (const char *message, gpointer teller);

/* Something that a run does on its device. */
typedef gboolean (*AcuRunWork) (AcuRun *run,
                                const AcuRunListener *listener,
                                GCancellable *cancellable,
                                gpointer data,
                                GError **error);

/* Does @work.  Where the device is lost, it is opened anew, and @work done again from what was
 * saved last. */
gboolean acu_run_do (AcuRun *run,
                     AcuRunWork work,
                     const AcuRunListener *listener,
                     GCancellable *cancellable,
                     gpointer data,
                     GError **error);

/* Chooses on the device, which is open, how maps are stored there.  Fails with
 * ACU_COMPUTE_ERROR_UNSUPPORTED where it cannot store them as the settings say. */
gboolean acu_run_choose_storage (AcuRun *run, GError **error);

/* Makes the trainer, from the saved state where there is one. */
gboolean acu_run_make_trainer (AcuRun *run, GError **error);

/* Says in the log what became of the marks of the data, where that is not what they say. */
gboolean acu_run_log_division (AcuRun *run, GError **error);

/* Writes the state as it is now, from which the run can be gone on with. */
gboolean acu_run_save_state (AcuRun *run, GError **error);

/* Whether the state that was read is of a run on the terms of acu_run_digest_terms() as they are
 * now; ACU_TRAINING_ERROR_RUN otherwise. */
gboolean acu_run_check_terms (AcuRun *run, GError **error);

/* Trains what is left of the epoch that the position is in, validates, keeps the weights if they
 * are the best, and moves on to the next epoch.  When cancelled, the state is saved. */
gboolean acu_run_train_epoch (AcuRun *run,
                              const AcuRunListener *listener,
                              GCancellable *cancellable,
                              GError **error);

/* Each adds a line to the log; @report: what the heads say of @step that not every run has. */
gboolean
acu_run_log_step (AcuRun *run, const AcuRunStep *step, const AcuStepReport *report, GError **error);
gboolean acu_run_log_epoch (AcuRun *run, const AcuRunEpoch *epoch, GError **error);

/* Waits as long as somebody wants the run paused. */
void acu_run_wait_while_paused (AcuRun *run, GCancellable *cancellable);

/* Microseconds by a clock that stands still while the run waits: what speed and time left are
 * worked out from.  From the thread that executes the run. */
gint64 acu_run_get_clock (const AcuRun *run);

/* Seconds that are left when @patches of this epoch are still to be trained on, and all of later
 * epochs; validations included.  Negative before the first step. */
double acu_run_get_seconds_left (const AcuRun *run, gsize patches);

/* Opens the base that the settings name or, where the run was begun before, the one that it was
 * begun with, whatever that is called now.  Where it is gone, that is ACU_TRAINING_ERROR_RUN.
 * (transfer full) */
AcuTrainingBase *acu_run_open_base (const AcuRun *run, GError **error);

/* Notes in the run's folder which weights it begins with. */
gboolean acu_run_note_base (AcuRun *run, GError **error);

/* Opens the data that the settings name and divides it. */
gboolean acu_run_open_data (AcuRun *run, GError **error);
void acu_run_clear_data (AcuRun *run);

/* Divides among the caches what pictures may take beside a network on the run's device. */
void acu_run_limit_caches (AcuRun *run);

/* A digest of what the run works on: the base's weights, and every picture with its label, size and
 * time.  (transfer full) */
char *acu_run_digest (const AcuRun *run);

/* A digest of what the labels mean beside it: the scales of the scores, the names of the faults,
 * and every map's size and time.  It is one of its own since pooled maps do not depend on it, and
 * since the states of earlier versions have none: those are gone on with whatever it is by now.
 * (transfer full) */
char *acu_run_digest_terms (const AcuRun *run);

/* A digest of the pictures and their scores alone: the same for two copies of one label set.
 * (transfer full) */
char *acu_run_digest_scores (const AcuRun *run);

/* What the network should say of @sample, in its own terms. */
float acu_run_target (const AcuRun *run, const AcuDataset *dataset, guint32 sample);

/* Fills @faults (K) for @sample in the order of the architecture's faults, -1 where not labelled;
 * returns whether any was. */
gboolean
acu_run_fault_targets (const AcuRun *run, const AcuDataset *dataset, guint32 sample, float *faults);

/* What the network should say of a patch of training pictures, @quarters (4) as AcuLoadedBatch has
 * them: @score, @faults (K, -1
 * where not labelled) and, where @tokens is not NULL, (G,G,1+K) of the cells of
 * acu_token_heads_get_side().
 * @severity: (nullable) (G,G) what its map says is taken from the score in each cell; negative
 * without a map: then every part is like the whole. */
void acu_run_fill_targets (const AcuRun *run,
                           const guint32 *quarters,
                           const float *severity,
                           float *score,
                           float *faults,
                           float *tokens);

/* Options for a loader of @dataset; augmented as the settings say, or not at all. */
AcuBatchLoaderOptions
acu_run_loader_options (AcuRun *run, const AcuDataset *dataset, gboolean augmented);

/* The requests of all patches of @part, in order, not shuffled: what held-out parts are scored by,
 * and what a quick run computes pooled maps of. (transfer full) */
AcuPatchRequest *acu_run_fixed_requests (const AcuRunPart *part, guint patches);

/* Tells @listener of a stage besides training. */
void acu_run_report (const AcuRun *run,
                     const AcuRunListener *listener,
                     AcuRunStage stage,
                     gsize done,
                     gsize total,
                     double rate,
                     double seconds_left);

/* Patches a second since the run's clock was at @began. */
double acu_run_rate_since (const AcuRun *run, gint64 began, gsize patches);

/* Predicts every picture of @part, the mean over its patches, and compares.  @held_out is as the
 * epoch stands: cleared where the part is empty, or nothing of it can be read. */
gboolean acu_run_evaluate (AcuRun *run,
                           const AcuRunPart *part,
                           const AcuRunListener *listener,
                           GCancellable *cancellable,
                           AcuRunHeldOut *held_out,
                           GError **error);

/* The model that @trained, what of the trainer's weights there is, makes of the base; with its
 * card, which tells of @held_out at the end of the epoch under way. (transfer full) */
AcuModelFile *acu_run_make_model (AcuRun *run,
                                  const AcuTensorSet *trained,
                                  const AcuRunHeldOut *held_out,
                                  GError **error);

/* Computes the pooled maps that a quick run needs and does not have yet; pictures that cannot be
 * read are left out, and told once.  What a saved state has left out stays left out, whether or not
 * it can be read by now, and nothing else does.  After a failure those that were made are on the
 * disk.  Errors: G_IO_ERROR_INVALID_DATA where nothing of a set can be read; ACU_TRAINING_ERROR_RUN
 * where a picture that the saved state has learned from is needed again and cannot be read. */
gboolean acu_run_prepare_pooled (AcuRun *run,
                                 const AcuRunListener *listener,
                                 GCancellable *cancellable,
                                 GError **error);

/* Patches a second that the frozen backbone of a quick run makes maps of, by a short measurement.
 * @n_runs: batches to time. */
gboolean acu_run_measure_backbone (AcuRun *run,
                                   guint n_runs,
                                   double *patches_per_second,
                                   gsize *bytes,
                                   GCancellable *cancellable,
                                   GError **error);

/* Copies the pooled maps of the patches @indices to @maps, which @batch then names; free them with
 * acu_run_free_maps(), also after a failure. */
gboolean acu_run_gather (AcuRun *run,
                         const guint32 *indices,
                         gsize n,
                         AcuPatchBatch *batch,
                         float *maps[ACU_POOLED_MAPS],
                         GError **error);
void acu_run_free_maps (float *maps[ACU_POOLED_MAPS]);

/* Adds to @state which pooled maps a quick run learns from and which patches it leaves out; nothing
 * where that is not known yet. */
void acu_run_keep_unread (const AcuRun *run, AcuTensorSet *state);

/* Takes from the saved state, where there is one, what acu_run_keep_unread() put there. */
gboolean acu_run_restore_unread (AcuRun *run, GError **error);

/* Patches of a quick run: those of all parts. */
gsize acu_run_count_patches (const AcuRun *run);

/* Those of the @n patches from @first on whose maps are there and not left out; returns how many.
 */
gsize acu_run_list_pooled (const AcuRun *run, gsize first, gsize n, guint32 *indices);

/* Patches of quick runs' training part; those of validation and test follow in the store. */
gsize acu_run_count_training_patches (const AcuRun *run);

/* Patches that are trained on in an epoch, unless pictures cannot be read. */
gsize acu_run_count_epoch_patches (const AcuRun *run);

/* Patches that a step has at most: a batch, or all of an epoch where those are fewer. */
guint acu_run_get_largest_step (const AcuRun *run);

/* Random streams that no epoch uses. */
#define ACU_STREAM_QUICK      (G_GUINT64_CONSTANT (1) << 62)
#define ACU_STREAM_VALIDATION (G_GUINT64_CONSTANT (1) << 63)
#define ACU_STREAM_TEST       (G_GUINT64_CONSTANT (3) << 62)

G_END_DECLS

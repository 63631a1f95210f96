/* What a run keeps on disk: its settings, its state, its best weights and its log.
 *
 * A folder holds `settings.json`, `state.safetensors` (weights, moments, position),
 * `best.safetensors`, which is the whole model of the best epoch, `base`, which tells the base's
 * weights apart, `micro-batch`, `log.jsonl` and, of a quick run, `pooled-maps`, the key of its maps
 * in the cache. Files are replaced whole; a kill at any moment leaves the last state, and the log
 * is cut back to it on resuming.  The log is locked while a program works on the run. */
#pragma once

#include <gio/gio.h>

#include "app/learning/training/run-settings.h"
#include "compute/weights/model-file.h"

/* The model of the best epoch so far, in the run's folder. */
#define ACU_RUN_BEST_FILE "best.safetensors"

/* The fingerprint of the base's weights, in the run's folder; none where the base has no file. */
#define ACU_RUN_BASE_FILE "base"

G_BEGIN_DECLS

/* How far a run has come, beside the weights. */
typedef struct {
  guint epoch;      /* under way, from 0 */
  gsize position;   /* requests of this epoch already trained on */
  gint64 log_bytes; /* length of the log at this moment */
  double best_srcc; /* on the validation part; -2 before the first epoch's end */
  double best_rmse; /* likewise, of the same epoch; 0 where nothing chose it */
  guint best_epoch;
  double seconds;            /* that this epoch has taken so far, over all sittings */
  gboolean has_failed_input; /* a picture of what was trained on until then could not be read */
} AcuRunPosition;

typedef struct _AcuRunFolder AcuRunFolder;

/* The folder of runs: "acutance/runs" under the user's data directory. (transfer full) */
char *acu_run_folder_root (void);

/* Makes a folder for @name, which must be fit for a model, and writes @settings there.  A run of
 * this name that was never finished is not overwritten: ACU_TRAINING_ERROR_RUN. (transfer full) */
AcuRunFolder *
acu_run_folder_create (const char *name, const AcuRunSettings *settings, GError **error);

/* Where the run @name, which is yet to be created, keeps a copy of data that may change under it:
 * the path of @file, which begins with "labels", in its folder, which is made.  A run of this name
 * that was never finished is not disturbed: ACU_TRAINING_ERROR_RUN. (transfer full) */
char *acu_run_folder_claim (const char *name, const char *file, GError **error);

/* Removes what acu_run_folder_claim() was for where no run @name was created after all; what is a
 * run's stays. */
void acu_run_folder_release (const char *name);

/* Whether @path is a copy of data in the folder of a run, as acu_run_folder_claim() names them. */
gboolean acu_run_folder_is_copy (const char *path);

/* Opens the run @name and reads its settings. (transfer full) */
AcuRunFolder *acu_run_folder_open (const char *name, AcuRunSettings *settings, GError **error);
void acu_run_folder_free (AcuRunFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRunFolder, acu_run_folder_free)

/* Replaces the saved state by the tensors @state and @position, of a run on what @digest tells. */
gboolean acu_run_folder_save (AcuRunFolder *folder,
                              AcuTensorSet *state,
                              const AcuRunPosition *position,
                              const char *digest,
                              GError **error);

/* Reads the saved state; cuts the log back to it.  A run that was killed before its first state has
 * none: NULL without an error.  A state of another @digest is ACU_TRAINING_ERROR_RUN: what the run
 * works on has changed. (transfer full) */
AcuTensorSet *acu_run_folder_load (AcuRunFolder *folder,
                                   AcuRunPosition *position,
                                   const char *digest,
                                   GError **error);

/* The model of the best epoch, whatever has become of what the run was made from.  Another program
 * that trains it at the moment is ACU_TRAINING_ERROR_RUN. (transfer full) */
AcuModelFile *acu_run_folder_open_best (AcuRunFolder *folder, GError **error);

/* Sets ACU_TRAINING_ERROR_RUN: what the run works on has changed.  FALSE. */
gboolean acu_run_folder_set_changed_error (const AcuRunFolder *folder, GError **error);

/* Notes that the pooled maps of @key are the run's, and go when it goes; those of another key that
 * were go now. */
gboolean acu_run_folder_note_pooled (AcuRunFolder *folder, const char *key, GError **error);

/* Notes of how many patches the run's passes are on @device: what was chosen by the memory that was
 * free there holds for as long as the run is gone on with there, from the first step on. */
gboolean acu_run_folder_note_micro_batch (AcuRunFolder *folder,
                                          guint micro_batch,
                                          const char *device,
                                          GError **error);

/* What was noted last; 0: nothing yet.  @device: on which, NULL where an earlier version noted it.
 * (transfer full) */
guint acu_run_folder_get_micro_batch (const AcuRunFolder *folder, char **device);

/* The path of @file in the folder. (transfer full) */
char *acu_run_folder_path (const AcuRunFolder *folder, const char *file);

/* Appends one line to the log, and to the user's own log file if one was set. */
gboolean acu_run_folder_log (AcuRunFolder *folder, const char *line, GError **error);

/* Makes @path a copy of the log so far; further lines of this sitting go there too.  It is not
 * remembered: what is there by the next need not be the run's. */
gboolean acu_run_folder_set_log_copy (AcuRunFolder *folder, const char *path, GError **error);

gint64 acu_run_folder_get_log_bytes (const AcuRunFolder *folder);

/* Removes the folder, all in it and the run's pooled maps: the run is finished and its model saved,
 * or it is discarded. */
gboolean acu_run_folder_remove (AcuRunFolder *folder, GError **error);

G_END_DECLS

/* What is remembered of a run when its own folder is long gone: settings, course, outcome, notes.
 *
 * A record is a folder of its own under "acutance/run-history" with `record.json`, `log.jsonl` (a
 * copy of the run's log), `data.csv` (the data as it was divided), `note.txt`, and, until it is
 * kept or discarded, `result.safetensors`.  Files are replaced whole. */
#pragma once

#include "app/learning/training/run.h"

G_BEGIN_DECLS

typedef enum {
  ACU_RECORD_RUNNING,     /* by this program or, if that was killed, by nobody */
  ACU_RECORD_INTERRUPTED, /* can be gone on with */
  ACU_RECORD_FINISHED,    /* to the end of its plan, or of its patience */
  ACU_RECORD_STOPPED,     /* before; the best epoch was kept */
  ACU_RECORD_FAILED,      /* `error` says why; what was saved can be gone on with */
  ACU_RECORD_DISCARDED,   /* its model was thrown away */
} AcuRecordState;

typedef struct {
  char *id;    /* the folder's name */
  char *name;  /* of the run, and of the model that comes of it */
  char *title; /* of the data, in a person's words */
  AcuRecordState state;
  char *error;    /* (nullable) */
  char *warning;  /* (nullable) what was warned of while it ran, a line each */
  guint n_unsaid; /* further warnings, of which `warning` has no line */
  char *note;     /* never NULL */
  char *model;    /* (nullable) what the result was kept as */
  char *device;
  char
      *scores; /* (nullable) what tells apart what was learned from and held out; see AcuRunFacts */
  gint64 started; /* seconds since 1970 */
  gint64 ended;   /* 0: not yet */
  double worked; /* seconds, over all sittings, pauses left out; up to the last finished epoch where
                  * the program was killed; 0: none yet, or not noted by an older version */
  gsize n_training, n_held_out;
  gsize n_left_out;    /* for training, but held out as well */
  gsize n_split_off;   /* marked for training, but choose the epoch */
  gsize n_unmarked;    /* in no part, while others are marked for training */
  gsize n_test;        /* of what is held out, what judges and did not choose the epoch */
  AcuAgreement before; /* of the base on the part that chooses the epoch; count 0: not known */
  AcuAgreement best;   /* of the best epoch on that part; count 0: none yet */
  guint n_epochs;      /* finished */
  guint best_epoch;    /* from 0 */
  AcuRunSettings settings;
} AcuRunRecord;

/* A record of a run that begins now, with an id of its own; copies everything. (transfer full) */
AcuRunRecord *
acu_run_record_new (const char *name, const char *title, const AcuRunSettings *settings);
AcuRunRecord *acu_run_record_copy (const AcuRunRecord *record);
void acu_run_record_free (AcuRunRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRunRecord, acu_run_record_free)

/* "acutance/run-history" under the user's data directory. (transfer full) */
char *acu_run_record_root (void);

/* The path of @file of the record @id. (transfer full) */
char *acu_run_record_path (const char *id, const char *file);

#define ACU_RECORD_LOG    "log.jsonl"
#define ACU_RECORD_DATA   "data.csv"
#define ACU_RECORD_RESULT "result.safetensors"

/* Writes the record, but for its note, so that it survives whatever comes. */
gboolean acu_run_record_save (const AcuRunRecord *record, GError **error);

/* Writes the note of the record @id. */
gboolean acu_run_record_save_note (const char *id, const char *note, GError **error);

/* Removes the record and what came of the run, if that was not kept elsewhere. */
gboolean acu_run_record_remove (const char *id, GError **error);

/* Whether this program has begun the run of the record @id; called from acu_run_record_list(). */
typedef gboolean (*AcuRunRecordFunc) (const char *id, gpointer user_data);

/* Every record, the newest first.  One that says RUNNING comes from a program that is gone unless
 * @is_ours (nullable) knows it: it becomes INTERRUPTED, FAILED where there is nothing to go on
 * with, or FINISHED where only that was not noted yet.  What cannot be read is left out.
 * (transfer full) (element-type AcuRunRecord) */
GPtrArray *acu_run_record_list (AcuRunRecordFunc is_ours, gpointer user_data);

/* The one of @records (AcuRunRecord) that was interrupted last, however long ago it was begun.
 * (transfer none) (nullable) */
const AcuRunRecord *acu_run_record_find_interrupted (GPtrArray *records);

/* Whether there is a saved run to go on with: the state says so, and its folder exists. */
gboolean acu_run_record_can_resume (const AcuRunRecord *record);

/* Whether there is a model that was neither kept nor discarded. */
gboolean acu_run_record_has_result (const AcuRunRecord *record);

/* Patches that an epoch learns from; 0 until it is known how many pictures there are. */
double acu_run_record_count_patches (const AcuRunRecord *record);

/* Of the whole training; 0 as long as its pictures are not known. */
guint64 acu_run_record_count_steps (const AcuRunRecord *record);

/* Notes a finished epoch. */
void acu_run_record_add_epoch (AcuRunRecord *record, const AcuRunEpoch *epoch);

G_END_DECLS

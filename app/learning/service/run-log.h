/* The course of a run: its steps and epochs, as its log has them. */
#pragma once

#include "app/learning/training/run.h"

G_BEGIN_DECLS

typedef struct {
  GArray *steps;  /* AcuRunStep */
  GArray *epochs; /* AcuRunEpoch; KRCC and what else a log lacks is NaN */
} AcuRunLog;

AcuRunLog *acu_run_log_new (void);
void acu_run_log_free (AcuRunLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRunLog, acu_run_log_free)

/* Reads the file that --log writes.  Lines that are neither a step nor an epoch, as the last one of
 * a program that was killed, are passed over; a file that does not exist is an empty log.
 * (transfer full) */
AcuRunLog *acu_run_log_read (const char *path, GError **error);

/* How fast a run went, and how long it would still take. */
typedef struct {
  double patches_per_second; /* 0: nobody knows */
  double seconds_left;       /* < 0: nobody knows */
} AcuRunPace;

/* By the last epoch of @log that was begun, for a run of so many epochs that has @n_steps in all
 * (0: nobody knows). */
AcuRunPace acu_run_log_measure_pace (const AcuRunLog *log, guint64 n_steps, guint n_epochs);

/* Appends everything of @log to @to. */
void acu_run_log_append (AcuRunLog *to, const AcuRunLog *log);

G_END_DECLS

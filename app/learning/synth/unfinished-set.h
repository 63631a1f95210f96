/* A synthetic set that is being made: labels.csv.part has the row of each picture from when it is
 * there, so that a set that was interrupted, by whatever, is gone on with.
 *
 * Its first line is a digest of all that the pictures are made from: the options, and the photos'
 * names, sizes and times.  Then come records: "SOURCE INDEX BYTES LENGTH" (the photo's place in the
 * plan, the picture's number, the size of its files, how long its row is), a line's end, the row.
 * One that is cut short, or whose files have another size, does not count, nor do those of its
 * photo that follow. */
#pragma once

#include "app/learning/synth/set-plan.h"

typedef struct _AcuUnfinishedSet AcuUnfinishedSet;

/* Begins the set of @plan, or goes on with it.  The folder must be there.  Fails with
 * ACU_SYNTH_ERROR_OUTPUT where it holds a finished set, or another program is making this one,
 * with ACU_SYNTH_ERROR_UNFINISHED where it holds an unfinished one of other photos or options, or
 * with a G_FILE_ERROR. */
AcuUnfinishedSet *
acu_unfinished_set_open (const AcuSynthOptions *options, const AcuSetPlan *plan, GError **error);

/* How many pictures of @source are finished: its first ones. */
guint acu_unfinished_set_count (AcuUnfinishedSet *set, guint source);

/* Their rows in labels.csv. */
const GString *acu_unfinished_set_get_rows (AcuUnfinishedSet *set, guint source);

/* Says that the next picture of @source is finished.  Threads may do so, each for sources of its
 * own.  Fails with a G_FILE_ERROR. */
gboolean acu_unfinished_set_add (AcuUnfinishedSet *set, guint source, GString *row, GError **error);

/* Removes labels.csv.part: the set is finished, or nothing of it is. */
void acu_unfinished_set_end (AcuUnfinishedSet *set);

void acu_unfinished_set_close (AcuUnfinishedSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuUnfinishedSet, acu_unfinished_set_close)

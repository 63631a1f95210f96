/* What is kept of a run that has ended: its model among the person's, its best epoch, or nothing.
 * All of it reads and writes files, and waits for them. */
#pragma once

#include "app/learning/service/run-record.h"

G_BEGIN_DECLS

/* Adds the result of the run to the person's models under the name @model, which the record notes.
 */
gboolean acu_run_record_keep (AcuRunRecord *record, const char *model, GError **error);

/* Makes the best epoch of an unfinished run its result, and removes what else is saved of it. */
gboolean acu_run_record_keep_best (AcuRunRecord *record, GError **error);

/* Removes what is saved of an unfinished run, and its result; the record stays.  Of a run whose
 * result was kept nothing is left to discard, and it stays what it is. */
gboolean acu_run_record_discard (AcuRunRecord *record, GError **error);

G_END_DECLS

/* One line on the terminal that says how far a long job is; nothing where standard error is none.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Begins a job of @total steps, called @unit ("pictures"), and shows that nothing of it is done:
 * the first may take a while. */
void acu_progress_begin (gsize total, const char *unit);

/* Likewise of a job that is gone on with: @done of them were done before, and tell nothing of how
 * fast it is. */
void acu_progress_begin_at (gsize done, gsize total, const char *unit);

/* Says that there are @total steps now: some have turned out not to be possible. */
void acu_progress_set_total (gsize total);

/* Says that @done of them are done.  Redraws a few times a second at most. */
void acu_progress_update (gsize done);

/* Takes the line off the terminal until the next update, so that something else can be printed. */
void acu_progress_hide (void);

/* Ends the job and takes its line off. */
void acu_progress_end (void);

/* "1 h 02 min", "3 min 05 s", "12 s". (transfer full) */
char *acu_format_duration (double seconds);

G_END_DECLS

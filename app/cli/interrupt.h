/* Ctrl-C and SIGTERM: what is finished stays, and the program ends within a second. */
#pragma once

#include "app/cli/line-file.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* From now on either of the two signals ends the program, at once as long as there is nothing to
 * finish: see acu_interrupt_set_file().
 *
 * To be called once, before other threads are started: they, and the helper processes, must not be
 * the ones the signal reaches. */
void acu_interrupt_begin (GCancellable *cancellable);

/* From now on the two signals cancel the cancellable of acu_interrupt_begin().  If the program has
 * not ended by itself a moment later, because a run on a slow device takes longer than that, @file
 * is ended and the program is ended by the signal.  A second signal ends it at once. */
void acu_interrupt_set_file (AcuLineFile *file);

/* Instead of acu_interrupt_begin(): the two signals cancel @cancellable, and the program ends
 * itself when it has saved what it must, however long that takes.  A second signal ends it at
 * once. */
void acu_interrupt_begin_patient (GCancellable *cancellable);

/* Ends the program by the signal that has cancelled it, as the shell expects of one that was
 * interrupted; returns where there was none. */
void acu_interrupt_end (void);

/* Ends the program by @signal_number, whatever had been done about that signal. */
G_NORETURN void acu_die_by_signal (int signal_number);

G_END_DECLS

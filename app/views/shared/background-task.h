/* Work that takes the processor for minutes, below what somebody waits for. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How much lower than the interface's the priority of such work is: a training's, a measurement's.
 */
#define ACU_BACKGROUND_NICENESS 5

/* Runs @func as g_task_run_in_thread() does, but on a thread of its own called @name, whose
 * priority, and that of the threads it starts, is below the interface's.  Threads of the pool are
 * shared with work that somebody waits for. */
void acu_background_task_run (GTask *task, const char *name, GTaskThreadFunc func);

G_END_DECLS

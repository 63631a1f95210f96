/* Tasks whose work is done on a thread, and whose source is often a widget.
 *
 * A thread that GTask runs lets go of the task after it has returned.  If whoever began it has let
 * go by then, for instance because a window was closed, then the source is disposed of on that
 * thread, beside the main loop.  Here the context that made the task lets go of it last. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How much lower than the interface's the priority of background work is: a training's, a
 * measurement's. */
#define ACU_BACKGROUND_NICENESS 5

/* Runs @func as g_task_run_in_thread() does. */
void acu_thread_task_run (GTask *task, GTaskThreadFunc func);

/* The same for work that takes the processor for minutes, below what somebody waits for: on a
 * thread of its own called @name, whose priority, and that of the threads it starts, is below the
 * interface's.  Threads of the pool are shared with work that somebody waits for. */
void acu_thread_task_run_in_background (GTask *task, const char *name, GTaskThreadFunc func);

G_END_DECLS

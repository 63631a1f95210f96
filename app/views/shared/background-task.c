#include "app/views/shared/background-task.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct {
  GTask *task;
  GTaskThreadFunc func;
} Work;

static gboolean
release_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* The last one to let go of a task lets go of its source, often a widget: that is for the context
 * that made it. */
static void
release_where_it_came_from (GTask *task)
{
  GMainContext *context = g_task_get_context (task);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, release_cb, task, g_object_unref);
  g_source_attach (source, context);
}

static gpointer
work_in_thread (gpointer data)
{
  g_autofree Work *work = data;
  GTask *task = work->task;

  /* Of this thread alone: on Linux a priority is a thread's. */
  setpriority (PRIO_PROCESS, (id_t)syscall (SYS_gettid), ACU_BACKGROUND_NICENESS);
  work->func (task, g_task_get_source_object (task), g_task_get_task_data (task),
              g_task_get_cancellable (task));
  release_where_it_came_from (task);
  return NULL;
}

void
acu_background_task_run (GTask *task, const char *name, GTaskThreadFunc func)
{
  g_return_if_fail (G_IS_TASK (task) && name && func);

  Work *work = g_new (Work, 1);

  work->task = g_object_ref (task);
  work->func = func;
  g_thread_unref (g_thread_new (name, work_in_thread, work));
}

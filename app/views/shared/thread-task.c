#include "app/views/shared/thread-task.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct {
  GTask *task;
  GTaskThreadFunc func;
} Work;

static Work *
work_new (GTask *task, GTaskThreadFunc func)
{
  Work *work = g_new (Work, 1);

  *work = (Work){g_object_ref (task), func};
  return work;
}

static gboolean
release_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
do_work (Work *work)
{
  GTask *task = work->task;
  g_autoptr (GSource) source = g_idle_source_new ();

  work->func (task, g_task_get_source_object (task), g_task_get_task_data (task),
              g_task_get_cancellable (task));
  g_source_set_callback (source, release_cb, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
  g_free (work);
}

static void
work_in_pool (GTask *carrier, gpointer source, gpointer data, GCancellable *cancellable)
{
  do_work (data);
  g_task_return_boolean (carrier, TRUE);
}

static gpointer
work_in_background (gpointer data)
{
  /* Of this thread alone: on Linux a priority is a thread's. */
  setpriority (PRIO_PROCESS, (id_t)syscall (SYS_gettid), ACU_BACKGROUND_NICENESS);
  do_work (data);
  return NULL;
}

void
acu_thread_task_run (GTask *task, GTaskThreadFunc func)
{
  g_return_if_fail (G_IS_TASK (task) && func != NULL);

  g_autoptr (GTask) carrier = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_priority (carrier, g_task_get_priority (task));
  g_task_set_task_data (carrier, work_new (task, func), NULL);
  g_task_run_in_thread (carrier, work_in_pool);
}

void
acu_thread_task_run_in_background (GTask *task, const char *name, GTaskThreadFunc func)
{
  g_return_if_fail (G_IS_TASK (task) && name != NULL && func != NULL);

  g_thread_unref (g_thread_new (name, work_in_background, work_new (task, func)));
}

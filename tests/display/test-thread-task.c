/* Whoever lets go of a task's source last, it is disposed of where it came from. */
#include "app/views/shared/thread-task.h"

/* Work that has returned is not over until somebody says so. */
static GMutex mutex;
static GCond cond;
static gboolean is_over;

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_true (g_thread_self () != data);
  g_task_return_boolean (task, TRUE);
  g_mutex_lock (&mutex);
  while (!is_over)
    g_cond_wait (&cond, &mutex);
  g_mutex_unlock (&mutex);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer is_done)
{
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  *(gboolean *)is_done = TRUE;
}

static void
disposed_cb (gpointer thread, GObject *source)
{
  g_atomic_pointer_set ((GThread **)thread, g_thread_self ());
  g_main_context_wakeup (NULL);
}

/* @name: of a thread of its own, or NULL. */
static void
test_release (gconstpointer name)
{
  GObject *source = g_object_new (G_TYPE_OBJECT, NULL);
  GTask *task;
  GThread *disposed_on = NULL;
  gboolean is_done = FALSE;

  is_over = FALSE;
  g_object_weak_ref (source, disposed_cb, &disposed_on);
  task = g_task_new (source, NULL, done_cb, &is_done);
  g_task_set_task_data (task, g_thread_self (), NULL);
  if (name != NULL)
    acu_thread_task_run_in_background (task, name, work);
  else
    acu_thread_task_run (task, work);
  g_object_unref (task);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);

  /* Now the thread's is the last one. */
  g_object_unref (source);
  g_assert_null (g_atomic_pointer_get (&disposed_on));
  g_mutex_lock (&mutex);
  is_over = TRUE;
  g_cond_signal (&cond);
  g_mutex_unlock (&mutex);
  while (g_atomic_pointer_get (&disposed_on) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_atomic_pointer_get (&disposed_on) == g_thread_self ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/thread-task/pool", NULL, test_release);
  g_test_add_data_func ("/thread-task/background", "background", test_release);
  return g_test_run ();
}

#include "app/views/catalog-repair.h"

#include "app/catalog/backup.h"
#include "app/views/shared/thread-task.h"

#include <glib/gi18n.h>

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = acu_catalog_get_default_path ();
  g_autoptr (GPtrArray) backups = acu_backup_list (path);

  g_task_return_boolean (task, backups->len > 0);
}

void
acu_catalog_repair_look_async (GObject *source,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);

  acu_thread_task_run (task, look_in_thread);
}

gboolean
acu_catalog_repair_look_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
restore_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = acu_catalog_get_default_path ();
  GError *error = NULL;
  gint64 seconds;

  if (!acu_backup_restore_newest (path, &seconds, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autofree char *when = time ? g_date_time_format (time, "%x, %H:%M") : g_strdup ("");
  /* Translators: the catalog is again as it was then: a date and a time of day */
  g_task_return_pointer (task, g_strdup_printf (_ ("Restored the backup of %s"), when), g_free);
}

void
acu_catalog_repair_restore_async (GObject *source,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);

  acu_thread_task_run (task, restore_in_thread);
}

static void
start_fresh_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = acu_catalog_get_default_path ();
  GError *error = NULL;

  if (acu_backup_set_aside (path, NULL, &error))
    g_task_return_pointer (task, g_strdup (""), g_free);
  else
    g_task_return_error (task, error);
}

void
acu_catalog_repair_start_fresh_async (GObject *source,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);

  acu_thread_task_run (task, start_fresh_in_thread);
}

char *
acu_catalog_repair_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

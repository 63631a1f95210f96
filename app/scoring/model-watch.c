#include "app/scoring/model-watch.h"

#include "app/scoring/model-store.h"

#include <gio/gio.h>

/* Changes that come so soon after one another are one, milliseconds. */
#define GATHER 100

struct _AcuModelWatch {
  GMainContext *context;
  void (*changed) (gpointer data);
  gpointer data;
  char *folder;
  char *watched;         /* the folder, or what it will be in; NULL: nothing */
  GFileMonitor *monitor; /* of that */
  GSource *source;       /* a call is on its way */
};

static gboolean
gathered_cb (gpointer data)
{
  AcuModelWatch *watch = data;

  g_clear_pointer (&watch->source, g_source_unref);
  watch->changed (watch->data);
  return G_SOURCE_REMOVE;
}

static void
gather (AcuModelWatch *watch)
{
  if (watch->source != NULL)
    return;
  watch->source = g_timeout_source_new (GATHER);
  g_source_set_callback (watch->source, gathered_cb, watch, NULL);
  g_source_attach (watch->source, watch->context);
}

/* The folder, or what is nearest to it of the folders it will be in. (transfer full) */
static char *
find_watchable (const AcuModelWatch *watch)
{
  char *path = g_strdup (watch->folder);

  while (!g_file_test (path, G_FILE_TEST_IS_DIR)) {
    char *parent = g_path_get_dirname (path);

    g_free (path);
    path = parent;
  }
  return path;
}

static void
stop (AcuModelWatch *watch)
{
  if (watch->monitor != NULL) {
    g_signal_handlers_disconnect_by_data (watch->monitor, watch);
    g_file_monitor_cancel (watch->monitor);
    g_clear_object (&watch->monitor);
  }
  g_clear_pointer (&watch->watched, g_free);
}

static void monitored_cb (AcuModelWatch *watch, GFile *file, GFile *other, GFileMonitorEvent event);

/* Watches the folder, or waits for it, whichever it has come to.  A folder that is made before the
 * one around it is watched would be missed: hence another look afterwards. */
static void
follow (AcuModelWatch *watch)
{
  for (;;) {
    g_autofree char *path = find_watchable (watch);
    g_autoptr (GFile) file = g_file_new_for_path (path);

    if (g_strcmp0 (path, watch->watched) == 0)
      return;
    /* There may be models in it already, or there are none any more. */
    if (watch->watched != NULL &&
        (g_str_equal (path, watch->folder) || g_str_equal (watch->watched, watch->folder)))
      gather (watch);
    stop (watch);
    watch->watched = g_steal_pointer (&path);
    watch->monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
    if (watch->monitor != NULL)
      g_signal_connect_swapped (watch->monitor, "changed", G_CALLBACK (monitored_cb), watch);
  }
}

/* What is written into a file is no news. */
static void
monitored_cb (AcuModelWatch *watch, GFile *file, GFile *other, GFileMonitorEvent event)
{
  if (event == G_FILE_MONITOR_EVENT_CHANGED || event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT ||
      event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    return;
  if (g_str_equal (watch->watched, watch->folder))
    gather (watch);
  follow (watch);
}

AcuModelWatch *
acu_model_watch_new (void (*changed) (gpointer data), gpointer data)
{
  AcuModelWatch *watch = g_new0 (AcuModelWatch, 1);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  g_return_val_if_fail (changed != NULL, NULL);

  watch->context = g_main_context_ref_thread_default ();
  watch->changed = changed;
  watch->data = data;
  watch->folder = g_strdup (acu_model_store_get_folder (store));
  follow (watch);
  return watch;
}

void
acu_model_watch_free (AcuModelWatch *watch)
{
  if (watch == NULL)
    return;
  stop (watch);
  if (watch->source != NULL) {
    g_source_destroy (watch->source);
    g_source_unref (watch->source);
  }
  g_main_context_unref (watch->context);
  g_free (watch->folder);
  g_free (watch);
}

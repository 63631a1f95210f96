#include "app/catalog/folder-watch.h"

#include "app/imaging/file-kind.h"

#include <gio/gio.h>
#include <string.h>

/* Milliseconds without a change after which those before are told, and for how long they wait at
 * most. */
#define QUIET   1000
#define PATIENT 5000

/* Folders that are watched at most: the system lends every user some thousands of watches. */
#define MAX_FOLDERS 4000

struct _AcuFolderWatch {
  void (*changed) (gpointer user_data);
  gpointer user_data;
  GMainContext *owner; /* in which `changed` is called, and `is_over` is set and looked at */
  gboolean is_over;

  char *path;
  GCancellable *cancellable;
  GMainContext *context; /* the thread's, as all below */
  GMainLoop *loop;
  GHashTable *monitors; /* path: GFileMonitor */
  GSource *timer;
  gint64 first; /* monotonic time of the first change that was not told; 0 for none */
};

static void
watch_clear (gpointer data)
{
  AcuFolderWatch *watch = data;

  g_main_loop_unref (watch->loop);
  g_main_context_unref (watch->context);
  g_main_context_unref (watch->owner);
  g_object_unref (watch->cancellable);
  g_free (watch->path);
}

static void
watch_unref (gpointer watch)
{
  g_atomic_rc_box_release_full (watch, watch_clear);
}

static gboolean
tell_cb (gpointer data)
{
  AcuFolderWatch *watch = data;

  if (!watch->is_over)
    watch->changed (watch->user_data);
  return G_SOURCE_REMOVE;
}

static void
clear_timer (AcuFolderWatch *watch)
{
  if (watch->timer != NULL)
    g_source_destroy (watch->timer);
  g_clear_pointer (&watch->timer, g_source_unref);
}

static gboolean
quiet_cb (gpointer data)
{
  AcuFolderWatch *watch = data;

  clear_timer (watch);
  watch->first = 0;
  g_main_context_invoke_full (watch->owner, G_PRIORITY_DEFAULT, tell_cb,
                              g_atomic_rc_box_acquire (watch), watch_unref);
  return G_SOURCE_REMOVE;
}

static void
note_change (AcuFolderWatch *watch)
{
  gint64 now = g_get_monotonic_time ();
  gint64 waited;

  if (watch->first == 0)
    watch->first = now;
  waited = (now - watch->first) / 1000;
  clear_timer (watch);
  watch->timer = g_timeout_source_new ((guint)CLAMP (PATIENT - waited, 0, QUIET));
  g_source_set_callback (watch->timer, quiet_cb, watch, NULL);
  g_source_attach (watch->timer, watch->context);
}

static void add_folder (AcuFolderWatch *watch, GFile *folder);

static gboolean
is_folder (AcuFolderWatch *watch, GFile *file)
{
  return g_file_query_file_type (file, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, watch->cancellable) ==
         G_FILE_TYPE_DIRECTORY;
}

/* Whether the file of @path is @folder or below it. */
static gboolean
is_within (gpointer path, gpointer monitor, gpointer folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 &&
         (((const char *)path)[length] == '\0' || ((const char *)path)[length] == G_DIR_SEPARATOR);
}

/* Whether @file is, or was until now, a folder that is watched.  One that is gone is watched no
 * more, nor what was below it: of those that come, only so many can be. */
static gboolean
was_watched (AcuFolderWatch *watch, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL || !g_hash_table_contains (watch->monitors, path))
    return FALSE;
  if (!is_folder (watch, file))
    g_hash_table_foreach_remove (watch->monitors, is_within, path);
  return TRUE;
}

/* Whether what happened to @file can matter: what has the name of a photo or a sidecar does, and so
 * does what may be, or have been, a folder, whatever its name. */
static gboolean
matters (AcuFolderWatch *watch, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return was_watched (watch, file) ||
         (name != NULL && name[0] != '.' &&
          (acu_file_kind_guess (name) != ACU_FILE_OTHER || strchr (name, '.') == NULL));
}

static void
changed_cb (GFileMonitor *monitor,
            GFile *file,
            GFile *other,
            GFileMonitorEvent event,
            AcuFolderWatch *watch)
{
  GFile *now = event == G_FILE_MONITOR_EVENT_RENAMED ? other : file;
  gboolean is_news;

  /* Reading a photo, or a change that is not over, is no news. */
  if (event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED || event == G_FILE_MONITOR_EVENT_CHANGED)
    return;
  is_news = matters (watch, file) || (other != NULL && matters (watch, other));
  if ((event == G_FILE_MONITOR_EVENT_CREATED || event == G_FILE_MONITOR_EVENT_MOVED_IN ||
       event == G_FILE_MONITOR_EVENT_RENAMED) &&
      is_folder (watch, now)) {
    add_folder (watch, now);
    is_news = TRUE;
  }
  if (is_news)
    note_change (watch);
}

static void
monitor_free (gpointer data)
{
  g_file_monitor_cancel (data);
  g_object_unref (data);
}

/* Watches @folder and all below it.  Hidden ones and links are passed over, as in a scan. */
static void
add_folder (AcuFolderWatch *watch, GFile *folder)
{
  g_autofree char *path = g_file_get_path (folder);
  g_autoptr (GFileEnumerator) children = NULL;
  GFileMonitor *monitor;
  GFileInfo *info;
  GFile *child;

  if (g_hash_table_size (watch->monitors) >= MAX_FOLDERS ||
      g_cancellable_is_cancelled (watch->cancellable))
    return;
  /* First the watch, then the look: what comes between the two is seen twice, and not never. */
  monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, watch->cancellable, NULL);
  if (monitor == NULL)
    return;
  g_signal_connect (monitor, "changed", G_CALLBACK (changed_cb), watch);
  g_hash_table_replace (watch->monitors, g_steal_pointer (&path), monitor);
  children = g_file_enumerate_children (
      folder,
      G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE
                                     "," G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN,
      G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, watch->cancellable, NULL);
  while (children != NULL &&
         g_file_enumerator_iterate (children, &info, &child, watch->cancellable, NULL) &&
         info != NULL)
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY &&
        !g_file_info_get_is_hidden (info))
      add_folder (watch, child);
}

/* Its own coming and going, which its monitor does not always tell: of what is in it that one does.
 */
static void
root_changed_cb (GFileMonitor *monitor,
                 GFile *file,
                 GFile *other,
                 GFileMonitorEvent event,
                 AcuFolderWatch *watch)
{
  if (event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED || event == G_FILE_MONITOR_EVENT_CHANGED ||
      event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT)
    return;

  g_autoptr (GFile) root = g_file_new_for_path (watch->path);
  add_folder (watch, root);
  note_change (watch);
}

static GFileMonitor *
watch_root (AcuFolderWatch *watch, GFile *root)
{
  GFileMonitor *monitor =
      g_file_monitor_file (root, G_FILE_MONITOR_WATCH_MOVES, watch->cancellable, NULL);

  if (monitor != NULL)
    g_signal_connect (monitor, "changed", G_CALLBACK (root_changed_cb), watch);
  return monitor;
}

static gpointer
run (gpointer data)
{
  AcuFolderWatch *watch = data;
  g_autoptr (GFile) folder = g_file_new_for_path (watch->path);
  GFileMonitor *root;

  g_main_context_push_thread_default (watch->context);
  watch->monitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, monitor_free);
  root = watch_root (watch, folder);
  add_folder (watch, folder);
  /* It went before anybody watched, so that nothing else tells. */
  if (!g_file_query_exists (folder, watch->cancellable))
    note_change (watch);
  if (!g_cancellable_is_cancelled (watch->cancellable))
    g_main_loop_run (watch->loop);
  g_clear_pointer (&root, monitor_free);
  clear_timer (watch);
  g_hash_table_unref (watch->monitors);
  g_main_context_pop_thread_default (watch->context);
  watch_unref (watch);
  return NULL;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (((AcuFolderWatch *)data)->loop);
  return G_SOURCE_REMOVE;
}

AcuFolderWatch *
acu_folder_watch_new (const char *path, void (*changed) (gpointer user_data), gpointer user_data)
{
  AcuFolderWatch *watch = g_atomic_rc_box_new0 (AcuFolderWatch);

  watch->changed = changed;
  watch->user_data = user_data;
  watch->owner = g_main_context_ref_thread_default ();
  watch->path = g_strdup (path);
  watch->cancellable = g_cancellable_new ();
  watch->context = g_main_context_new ();
  watch->loop = g_main_loop_new (watch->context, FALSE);
  g_thread_unref (g_thread_new ("acu-watch", run, g_atomic_rc_box_acquire (watch)));
  return watch;
}

void
acu_folder_watch_free (AcuFolderWatch *watch)
{
  GSource *quit;

  if (watch == NULL)
    return;
  watch->is_over = TRUE;
  g_cancellable_cancel (watch->cancellable);
  /* As a source, so that it is still there where the loop does not run yet. */
  quit = g_idle_source_new ();
  g_source_set_callback (quit, quit_cb, watch, NULL);
  g_source_set_priority (quit, G_PRIORITY_HIGH);
  g_source_attach (quit, watch->context);
  g_source_unref (quit);
  watch_unref (watch);
}

#include "app/catalog/folder-scan.h"

#include "app/catalog/folder-store.h"
#include "app/catalog/scan-private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* How often a main loop hears of progress. */
#define PROGRESS_MICROSECONDS (100 * 1000)

void
acu_scan_report (AcuScan *scan)
{
  scan->counts->n_vanished = g_hash_table_size (scan->vanished);
  if (scan->progress != NULL)
    scan->progress (scan->counts, scan->progress_data);
}

/* ---- Folders ---- */

/* Whether nothing is lost by ending between two folders: who gave its place to another photo and
 * got one that has a file is known to be displaced to this scan alone, which has to find it its
 * own. */
static gboolean
is_settled (AcuScan *scan)
{
  GHashTableIter iter;
  gpointer photo;

  g_hash_table_iter_init (&iter, scan->displaced);
  while (g_hash_table_iter_next (&iter, &photo, NULL))
    if (!g_hash_table_contains (scan->vanished, photo))
      return FALSE;
  return TRUE;
}

static int
compare_backwards (const void *a, const void *b)
{
  return strcmp (*(char *const *)b, *(char *const *)a);
}

/* Walks the tree; a stack and not recursion, since how deep it is is for the disk to say. */
static gboolean
walk (AcuScan *scan, GError **error)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_free);
  gboolean is_root = !scan->options->below_root;

  g_ptr_array_add (waiting, g_strdup (scan->root));
  while (waiting->len > 0) {
    g_autofree char *next = g_ptr_array_steal_index (waiting, waiting->len - 1);
    guint first = waiting->len;
    gint64 id;

    if (is_settled (scan) && g_cancellable_set_error_if_cancelled (scan->cancellable, error))
      return FALSE;
    id = acu_folder_store_add (scan->catalog, next, is_root, error);
    if (id == 0)
      return FALSE;
    is_root = FALSE;
    g_hash_table_add (scan->folders, g_memdup2 (&id, sizeof id));
    if (!acu_scan_folder (scan, next, id, waiting, error))
      return FALSE;
    /* Taken from the end, so the first in the alphabet has to come last; a disk has no order. */
    if (waiting->len > first)
      qsort (waiting->pdata + first, waiting->len - first, sizeof (gpointer), compare_backwards);
  }
  return TRUE;
}

/* Hides the photos of folders that were below the root and are no longer. */
static gboolean
hide_lost_folders (AcuScan *scan, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (scan->catalog, ACU_RELAXED, error);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GArray) lost = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  {
    g_autoptr (AcuStatement) statement = acu_database_query (
        writer, &failure,
        "SELECT i.id, f.id, f.path FROM folders f JOIN images i ON i.folder = f.id"
        " WHERE f.path >= rtrim (?1, '/') || '/' AND f.path < rtrim (?1, '/') || '0'"
        " AND i.hidden <> 2",
        "s", scan->root);

    while (statement != NULL && acu_statement_next (statement, &failure)) {
      gint64 photo = acu_statement_get_int (statement, 0);
      gint64 folder = acu_statement_get_int (statement, 1);

      if (!g_hash_table_contains (scan->folders, &folder) &&
          !g_file_test (acu_statement_get_text (statement, 2), G_FILE_TEST_EXISTS))
        g_array_append_val (lost, photo);
    }
  }
  ok = failure == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&failure));
  for (guint i = 0; i < lost->len && ok; i++)
    ok = acu_scan_hide (scan, writer, g_array_index (lost, gint64, i), error);
  return acu_catalog_end (scan->catalog, ok, error);
}

/* Whether there is no folder at @path, and not only none that can be read. */
static gboolean
is_gone (const char *path)
{
  struct stat info;

  if (stat (path, &info) == 0)
    return !S_ISDIR (info.st_mode);
  return errno == ENOENT || errno == ENOTDIR;
}

static GHashTable *
new_id_set (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

gboolean
acu_folder_scan_run (AcuCatalog *catalog,
                     const char *path,
                     const AcuScanOptions *options,
                     AcuScanProgress progress,
                     gpointer progress_data,
                     AcuScanCounts *counts,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *root = g_canonicalize_filename (path, NULL);
  AcuScan scan = {
      .catalog = catalog,
      .options = options,
      .root = root,
      .progress = progress,
      .progress_data = progress_data,
      .counts = counts,
      .cancellable = cancellable,
      .folders = new_id_set (),
      .vanished = new_id_set (),
      .displaced = new_id_set (),
      .sidecars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
  };
  gboolean ok;

  memset (counts, 0, sizeof *counts);
  ok = walk (&scan, error);
  counts->is_gone = is_gone (root);
  /* What lies below a root that is gone, as that of a card which was taken out, will be back with
   * it as what lies in it. */
  ok = ok && (!options->recursive || counts->is_gone || hide_lost_folders (&scan, error)) &&
       acu_scan_describe (&scan, error) && acu_scan_sidecars (&scan, error);
  acu_scan_report (&scan);
  g_hash_table_unref (scan.folders);
  g_hash_table_unref (scan.vanished);
  g_hash_table_unref (scan.displaced);
  g_hash_table_unref (scan.sidecars);
  return ok;
}

/* ---- On a thread ---- */

typedef struct {
  gatomicrefcount references;
  AcuCatalog *catalog;
  char *path;
  AcuScanOptions options;
  AcuScanProgress progress;
  gpointer progress_data;
  GMainContext *context;
  AcuScanCounts counts; /* of the scanning thread, then of whoever finishes */

  GMutex lock;
  AcuScanCounts news; /* what the main loop is about to hear */
  GSource *coming;    /* will have it hear them; NULL where it has */
  gint64 last_told;   /* monotonic time */
  gboolean is_over;   /* for the main loop: no more calls */
} Request;

static void
request_unref (gpointer data)
{
  Request *request = data;

  if (!g_atomic_ref_count_dec (&request->references))
    return;
  g_clear_pointer (&request->options.decoder, acu_decoder_unref);
  g_object_unref (request->catalog);
  g_main_context_unref (request->context);
  g_mutex_clear (&request->lock);
  g_free (request->path);
  g_free (request);
}

static Request *
request_ref (Request *request)
{
  g_atomic_ref_count_inc (&request->references);
  return request;
}

static gboolean
tell_cb (gpointer data)
{
  Request *request = data;
  AcuScanCounts news;

  g_mutex_lock (&request->lock);
  news = request->news;
  g_clear_pointer (&request->coming, g_source_unref);
  request->last_told = g_get_monotonic_time ();
  g_mutex_unlock (&request->lock);
  if (!request->is_over)
    request->progress (&news, request->progress_data);
  return G_SOURCE_REMOVE;
}

/* The last news are told as well, however long nothing comes after them: a disk may be slow. */
static void
progress_in_thread (const AcuScanCounts *counts, gpointer user_data)
{
  Request *request = user_data;
  gint64 wait;

  if (request->progress == NULL)
    return;
  g_mutex_lock (&request->lock);
  request->news = *counts;
  wait = request->last_told + PROGRESS_MICROSECONDS - g_get_monotonic_time ();
  if (request->coming == NULL) {
    request->coming = g_timeout_source_new ((guint)MAX (wait / 1000, 0));
    g_source_set_priority (request->coming, G_PRIORITY_DEFAULT_IDLE);
    g_source_set_callback (request->coming, tell_cb, request_ref (request), request_unref);
    g_source_attach (request->coming, request->context);
  }
  g_mutex_unlock (&request->lock);
}

static void
scan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;

  if (acu_folder_scan_run (request->catalog, request->path, &request->options, progress_in_thread,
                           request, &request->counts, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
acu_folder_scan_run_async (AcuCatalog *catalog,
                           const char *path,
                           const AcuScanOptions *options,
                           AcuScanProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (catalog, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_atomic_ref_count_init (&request->references);
  g_mutex_init (&request->lock);
  request->catalog = g_object_ref (catalog);
  request->path = g_strdup (path);
  request->options = *options;
  if (options->decoder != NULL)
    acu_decoder_ref (options->decoder);
  request->progress = progress;
  request->progress_data = progress_data;
  request->context = g_main_context_ref_thread_default ();
  g_task_set_task_data (task, request, request_unref);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, scan_in_thread);
}

gboolean
acu_folder_scan_run_finish (AcuCatalog *catalog,
                            GAsyncResult *result,
                            AcuScanCounts *counts,
                            GError **error)
{
  g_autoptr (GSource) coming = NULL;
  Request *request;
  gboolean is_whole;

  g_return_val_if_fail (g_task_is_valid (result, catalog), FALSE);

  is_whole = g_task_propagate_boolean (G_TASK (result), error);
  request = g_task_get_task_data (G_TASK (result));
  request->is_over = TRUE;
  if (counts != NULL)
    *counts = request->counts;
  g_mutex_lock (&request->lock);
  coming = g_steal_pointer (&request->coming);
  g_mutex_unlock (&request->lock);
  if (coming != NULL)
    g_source_destroy (coming);
  return is_whole;
}

#include "app/catalog/catalog-private.h"

#include "app/catalog/migration.h"
#include "app/catalog/news.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* Readers kept open while nobody uses them. */
#define IDLE_READERS 3

struct _AcuCatalog {
  GObject parent;

  char *path;
  gboolean read_only;

  GRecMutex write_lock;
  AcuDatabase *writer; /* NULL where read_only */
  guint depth;         /* of nested acu_catalog_begin() */
  gboolean failed;     /* one of the nested ends was not ok */
  AcuDurability durability;
  AcuNews *news;

  GMutex reader_lock;
  GQueue idle_readers; /* AcuDatabase */
  guint n_lent;        /* readers that somebody has */
  GCond returned;      /* one was given back */
  GError *closed;      /* why everything fails; NULL where nothing does */

  GThreadPool *writes; /* GTask */
  GThreadPool *reads;
  GThreadPool *files;
};

G_DEFINE_FINAL_TYPE (AcuCatalog, acu_catalog, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* ---- Jobs ---- */

typedef struct {
  AcuCatalogJob job;
  gpointer data;
  GDestroyNotify data_free;
  GDestroyNotify result_free;
} Job;

static void
job_free (Job *job)
{
  if (job->data_free != NULL)
    job->data_free (job->data);
  g_free (job);
}

static void
run_job (gpointer item, gpointer user_data)
{
  g_autoptr (GTask) task = item;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer result;

  if (g_task_return_error_if_cancelled (task))
    return;
  result =
      job->job (g_task_get_source_object (task), job->data, g_task_get_cancellable (task), &error);
  if (result != NULL)
    g_task_return_pointer (task, result, job->result_free);
  else
    g_task_return_error (task, error);
}

void
acu_catalog_run_async (AcuCatalog *catalog,
                       AcuCatalogQueue queue,
                       AcuCatalogJob job,
                       gpointer data,
                       GDestroyNotify data_free,
                       GDestroyNotify result_free,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (catalog, cancellable, callback, user_data);
  Job *details = g_new0 (Job, 1);

  details->job = job;
  details->data = data;
  details->data_free = data_free;
  details->result_free = result_free;
  g_task_set_task_data (task, details, (GDestroyNotify)job_free);
  g_task_set_source_tag (task, acu_catalog_run_async);
  /* What was done was done, even if somebody cancels between that and the callback. */
  g_task_set_check_cancellable (task, queue == ACU_CATALOG_READS);
  g_thread_pool_push (queue == ACU_CATALOG_WRITES  ? catalog->writes
                      : queue == ACU_CATALOG_FILES ? catalog->files
                                                   : catalog->reads,
                      task, NULL);
}

gpointer
acu_catalog_run_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, catalog), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  GMutex lock;
  GCond cond;
  gboolean done;
} Drain;

static gpointer
drained (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  Drain *drain = data;

  g_mutex_lock (&drain->lock);
  drain->done = TRUE;
  g_cond_signal (&drain->cond);
  g_mutex_unlock (&drain->lock);
  return catalog;
}

static void
drain_queue (AcuCatalog *catalog, AcuCatalogQueue queue)
{
  Drain drain = {.done = FALSE};

  g_mutex_init (&drain.lock);
  g_cond_init (&drain.cond);
  acu_catalog_run_async (catalog, queue, drained, &drain, NULL, NULL, NULL, NULL, NULL);
  g_mutex_lock (&drain.lock);
  while (!drain.done)
    g_cond_wait (&drain.cond, &drain.lock);
  g_mutex_unlock (&drain.lock);
  g_cond_clear (&drain.cond);
  g_mutex_clear (&drain.lock);
}

void
acu_catalog_drain (AcuCatalog *catalog)
{
  drain_queue (catalog, ACU_CATALOG_WRITES);
  drain_queue (catalog, ACU_CATALOG_FILES);
}

/* ---- News ---- */

gboolean
acu_catalog_change_has_photo (const AcuCatalogChange *change, gint64 photo)
{
  gsize low = 0, high = change->n_photos;

  if (change->photos == NULL)
    return TRUE;
  while (low < high) {
    gsize middle = low + (high - low) / 2;

    if (change->photos[middle] == photo)
      return TRUE;
    if (change->photos[middle] < photo)
      low = middle + 1;
    else
      high = middle;
  }
  return FALSE;
}

static void
tell_cb (gpointer owner, const AcuCatalogChange *change)
{
  g_signal_emit (owner, signals[SIGNAL_CHANGED], 0, change);
}

void
acu_catalog_note (AcuCatalog *catalog, AcuChangeFlags flags, gint64 photo)
{
  acu_news_note (catalog->news, flags, photo);
}

/* ---- Transactions ---- */

/* With the lock of the readers. */
static gboolean
check_is_open (AcuCatalog *catalog, GError **error)
{
  if (catalog->closed == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (catalog->closed));
  return FALSE;
}

static gboolean
begin (AcuCatalog *catalog, AcuDurability durability, GError **error)
{
  if (catalog->writer == NULL) {
    g_autofree char *name = g_filename_display_name (catalog->path);
    gboolean is_open;

    g_mutex_lock (&catalog->reader_lock);
    is_open = check_is_open (catalog, error);
    g_mutex_unlock (&catalog->reader_lock);
    if (!is_open)
      return FALSE;

    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_READ_ONLY,
                 _ ("%s: the catalog is open for reading only, so nothing can be changed in it"),
                 name);
    return FALSE;
  }
  if (durability != catalog->durability) {
    if (!acu_database_run_script (catalog->writer,
                                  durability == ACU_DURABLE ? "PRAGMA synchronous = FULL"
                                                            : "PRAGMA synchronous = NORMAL",
                                  error))
      return FALSE;
    catalog->durability = durability;
  }
  return acu_database_run (catalog->writer, error, "BEGIN IMMEDIATE", NULL);
}

AcuDatabase *
acu_catalog_begin (AcuCatalog *catalog, AcuDurability durability, GError **error)
{
  g_rec_mutex_lock (&catalog->write_lock);
  if (catalog->depth == 0 && !begin (catalog, durability, error)) {
    g_rec_mutex_unlock (&catalog->write_lock);
    return NULL;
  }
  catalog->depth++;
  return catalog->writer;
}

gboolean
acu_catalog_end (AcuCatalog *catalog, gboolean ok, GError **error)
{
  g_assert (catalog->depth > 0);

  catalog->failed |= !ok;
  if (--catalog->depth == 0) {
    ok = !catalog->failed && acu_database_run (catalog->writer, error, "COMMIT", NULL);
    if (!ok) {
      /* Where the failure has rolled back by itself there is nothing left to do. */
      if (!sqlite3_get_autocommit (acu_database_get_handle (catalog->writer)))
        acu_database_run (catalog->writer, NULL, "ROLLBACK", NULL);
    } else {
      acu_news_publish (catalog->news);
    }
    catalog->failed = FALSE;
    acu_news_forget (catalog->news);
  }
  g_rec_mutex_unlock (&catalog->write_lock);
  return ok;
}

static AcuDatabase *
open_reader (AcuCatalog *catalog, GError **error)
{
  return acu_database_open (catalog->path,
                            catalog->read_only ? ACU_DATABASE_READ_ONLY : ACU_DATABASE_READ, error);
}

/* A reader that was counted as lent is free again, or has never come to be. */
static void
take_back (AcuCatalog *catalog)
{
  g_mutex_lock (&catalog->reader_lock);
  catalog->n_lent--;
  g_cond_broadcast (&catalog->returned);
  g_mutex_unlock (&catalog->reader_lock);
}

AcuDatabase *
acu_catalog_borrow_reader (AcuCatalog *catalog, GError **error)
{
  AcuDatabase *reader = NULL;
  gboolean is_open;

  g_mutex_lock (&catalog->reader_lock);
  is_open = check_is_open (catalog, error);
  if (is_open) {
    reader = g_queue_pop_head (&catalog->idle_readers);
    catalog->n_lent++;
  }
  g_mutex_unlock (&catalog->reader_lock);
  if (!is_open)
    return NULL;
  if (reader == NULL)
    reader = open_reader (catalog, error);
  if (reader != NULL && !acu_database_run (reader, error, "BEGIN", NULL))
    g_clear_pointer (&reader, acu_database_free);
  if (reader == NULL)
    take_back (catalog);
  return reader;
}

void
acu_catalog_return_reader (AcuCatalog *catalog, AcuDatabase *reader)
{
  gboolean sound = acu_database_run (reader, NULL, "COMMIT", NULL);

  g_mutex_lock (&catalog->reader_lock);
  if (sound && catalog->closed == NULL && catalog->idle_readers.length < IDLE_READERS)
    g_queue_push_head (&catalog->idle_readers, g_steal_pointer (&reader));
  g_mutex_unlock (&catalog->reader_lock);
  acu_database_free (reader);
  take_back (catalog);
}

gint64
acu_catalog_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* ---- Opening and closing ---- */

static void
acu_catalog_init (AcuCatalog *catalog)
{
  catalog->news = acu_news_new (G_OBJECT (catalog), tell_cb);
  g_rec_mutex_init (&catalog->write_lock);
  g_mutex_init (&catalog->reader_lock);
  g_cond_init (&catalog->returned);
  g_queue_init (&catalog->idle_readers);
  catalog->durability = ACU_DURABLE;
  /* Threads of its own: a shared one that is started by a thread in the background cannot be raised
   * to the priority that GLib wants for it. */
  catalog->writes = g_thread_pool_new (run_job, NULL, 1, TRUE, NULL);
  catalog->reads = g_thread_pool_new (run_job, NULL, 2, TRUE, NULL);
  catalog->files = g_thread_pool_new (run_job, NULL, 1, TRUE, NULL);
}

static void
acu_catalog_finalize (GObject *object)
{
  AcuCatalog *catalog = ACU_CATALOG (object);

  /* Jobs hold a reference, so none is left; but the last reference may be a job's own, which is why
   * nothing may wait for the threads here. */
  g_thread_pool_free (catalog->writes, FALSE, FALSE);
  g_thread_pool_free (catalog->reads, FALSE, FALSE);
  g_thread_pool_free (catalog->files, FALSE, FALSE);
  acu_news_free (catalog->news);
  g_queue_clear_full (&catalog->idle_readers, (GDestroyNotify)acu_database_free);
  if (catalog->writer != NULL)
    acu_database_run_script (catalog->writer, "PRAGMA optimize", NULL);
  acu_database_free (catalog->writer);
  g_rec_mutex_clear (&catalog->write_lock);
  g_mutex_clear (&catalog->reader_lock);
  g_cond_clear (&catalog->returned);
  g_clear_error (&catalog->closed);
  g_free (catalog->path);
  G_OBJECT_CLASS (acu_catalog_parent_class)->finalize (object);
}

static void
acu_catalog_class_init (AcuCatalogClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_catalog_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ACU_TYPE_CATALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

char *
acu_catalog_get_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "acutance", "catalog.db", NULL);
}

const char *
acu_catalog_get_path (AcuCatalog *catalog)
{
  return catalog->path;
}

gboolean
acu_catalog_is_read_only (AcuCatalog *catalog)
{
  return catalog->read_only;
}

static gboolean
open_for_writing (AcuCatalog *catalog, GError **error)
{
  g_autofree char *name = g_filename_display_name (catalog->path);
  g_autofree char *folder = g_path_get_dirname (catalog->path);
  int version;

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_FILE,
                 _ ("%s: its folder cannot be made: %s"), name, g_strerror (errno));
    return FALSE;
  }
  /* What people think of their photos is nobody else's business. */
  if (!g_file_test (catalog->path, G_FILE_TEST_EXISTS)) {
    int file = g_open (catalog->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (file >= 0)
      g_close (file, NULL);
  }
  catalog->writer = acu_database_open (catalog->path, ACU_DATABASE_WRITE, error);
  if (catalog->writer == NULL)
    return FALSE;
  if (!acu_migration_inspect (catalog->writer, &version, error))
    return FALSE;
  if (sqlite3_db_readonly (acu_database_get_handle (catalog->writer), NULL) == 1) {
    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_READ_ONLY,
                 _ ("%s: the catalog cannot be written; make the file and its folder writable, or "
                    "look at it without changing anything"),
                 name);
    return FALSE;
  }
  return acu_database_run_script (catalog->writer,
                                  "PRAGMA journal_mode = WAL;"
                                  "PRAGMA synchronous = FULL;"
                                  "PRAGMA wal_autocheckpoint = 1000;"
                                  "PRAGMA journal_size_limit = 67108864",
                                  error) &&
         acu_migration_run (catalog->writer, error);
}

static gboolean
open_for_reading (AcuCatalog *catalog, GError **error)
{
  g_autofree char *name = g_filename_display_name (catalog->path);
  g_autoptr (AcuDatabase) reader = NULL;
  int version;

  catalog->read_only = TRUE;
  reader = open_reader (catalog, error);
  if (reader == NULL || !acu_migration_inspect (reader, &version, error))
    return FALSE;
  if (version != acu_migration_get_newest ()) {
    g_set_error (
        error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_READ_ONLY,
        _ ("%s: this catalog is of an older Acutance and has to be brought up to date first, "
           "which needs a writable file"),
        name);
    return FALSE;
  }
  g_mutex_lock (&catalog->reader_lock);
  g_queue_push_head (&catalog->idle_readers, g_steal_pointer (&reader));
  g_mutex_unlock (&catalog->reader_lock);
  return TRUE;
}

AcuCatalog *
acu_catalog_open (const char *path, AcuCatalogOpenFlags flags, GError **error)
{
  g_autoptr (AcuCatalog) catalog = g_object_new (ACU_TYPE_CATALOG, NULL);

  g_return_val_if_fail (path != NULL, NULL);

  catalog->path = g_strdup (path);
  if ((flags & ACU_CATALOG_OPEN_READ_ONLY) != 0 ? !open_for_reading (catalog, error)
                                                : !open_for_writing (catalog, error))
    return NULL;
  if ((flags & ACU_CATALOG_OPEN_CHECK) != 0 && !acu_catalog_check (catalog, error))
    return NULL;
  return g_steal_pointer (&catalog);
}

typedef struct {
  char *path;
  AcuCatalogOpenFlags flags;
  GMainContext *context;
} Opening;

static void
opening_free (Opening *opening)
{
  g_main_context_unref (opening->context);
  g_free (opening->path);
  g_free (opening);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  AcuCatalog *catalog = acu_catalog_open (opening->path, opening->flags, &error);

  if (catalog == NULL) {
    g_task_return_error (task, error);
    return;
  }
  acu_news_set_context (catalog->news, opening->context);
  g_task_return_pointer (task, catalog, g_object_unref);
}

void
acu_catalog_open_async (const char *path,
                        AcuCatalogOpenFlags flags,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->path = g_strdup (path);
  opening->flags = flags;
  opening->context = g_main_context_ref_thread_default ();
  g_task_set_task_data (task, opening, (GDestroyNotify)opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

AcuCatalog *
acu_catalog_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- Closed and opened again ---- */

void
acu_catalog_close (AcuCatalog *catalog, const GError *reason)
{
  g_return_if_fail (reason != NULL);

  acu_catalog_drain (catalog);
  g_mutex_lock (&catalog->reader_lock);
  if (catalog->closed == NULL)
    catalog->closed = g_error_copy (reason);
  while (catalog->n_lent > 0)
    g_cond_wait (&catalog->returned, &catalog->reader_lock);
  g_queue_clear_full (&catalog->idle_readers, (GDestroyNotify)acu_database_free);
  g_mutex_unlock (&catalog->reader_lock);
  /* Not taken before: whoever had a reader may have been about to write. */
  g_rec_mutex_lock (&catalog->write_lock);
  g_clear_pointer (&catalog->writer, acu_database_free);
  g_rec_mutex_unlock (&catalog->write_lock);
}

static void
close_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  acu_catalog_close (source, data);
  g_task_return_boolean (task, TRUE);
}

void
acu_catalog_close_async (AcuCatalog *catalog,
                         const GError *reason,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (catalog, NULL, callback, user_data);

  g_task_set_task_data (task, g_error_copy (reason), (GDestroyNotify)g_error_free);
  g_task_run_in_thread (task, close_in_thread);
}

gboolean
acu_catalog_reopen (AcuCatalog *catalog, AcuCatalogOpenFlags flags, GError **error)
{
  gboolean ok;

  g_rec_mutex_lock (&catalog->write_lock);
  catalog->durability = ACU_DURABLE;
  catalog->read_only = FALSE;
  ok = (flags & ACU_CATALOG_OPEN_READ_ONLY) != 0 ? open_for_reading (catalog, error)
                                                 : open_for_writing (catalog, error);
  if (ok) {
    g_mutex_lock (&catalog->reader_lock);
    g_clear_error (&catalog->closed);
    g_mutex_unlock (&catalog->reader_lock);
  } else {
    g_clear_pointer (&catalog->writer, acu_database_free);
  }
  g_rec_mutex_unlock (&catalog->write_lock);
  return ok;
}

static void
reopen_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (acu_catalog_reopen (source, GPOINTER_TO_UINT (data), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
acu_catalog_reopen_async (AcuCatalog *catalog,
                          AcuCatalogOpenFlags flags,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (catalog, cancellable, callback, user_data);

  g_task_set_task_data (task, GUINT_TO_POINTER (flags), NULL);
  g_task_run_in_thread (task, reopen_in_thread);
}

gboolean
acu_catalog_reopen_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  const AcuCatalogChange everything = {.flags = ACU_CHANGE_EVERYTHING};

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  tell_cb (catalog, &everything);
  return TRUE;
}

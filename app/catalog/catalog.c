#include "app/catalog/catalog-private.h"

#include "app/catalog/backup.h"
#include "app/catalog/migration.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* Readers kept open while nobody uses them. */
#define IDLE_READERS 3

/* Beyond this many photos a change is told without naming them. */
#define MANY_PHOTOS 20000

#define CHECK_SECONDS  (24 * 60 * 60)
#define BACKUP_SECONDS (7 * CHECK_SECONDS)

struct _AcuCatalog {
  GObject parent;

  char *path;
  gboolean read_only;
  GMainContext *context; /* where `changed` is emitted */

  GRecMutex write_lock;
  AcuDatabase *writer; /* NULL where read_only */
  guint depth;         /* of nested acu_catalog_begin() */
  gboolean failed;     /* one of the nested ends was not ok */
  AcuDurability durability;
  AcuChangeFlags noted; /* by the transaction under way */
  GHashTable *noted_photos;

  GMutex reader_lock;
  GQueue idle_readers; /* AcuDatabase */

  GMutex news_lock;
  AcuChangeFlags news; /* committed and not told yet */
  GHashTable *news_photos;
  gboolean news_many;
  GSource *news_source; /* NULL where nothing waits */

  GThreadPool *writes; /* GTask */
  GThreadPool *reads;
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
  g_thread_pool_push (queue == ACU_CATALOG_WRITES ? catalog->writes : catalog->reads, task, NULL);
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

void
acu_catalog_drain (AcuCatalog *catalog)
{
  Drain drain = {.done = FALSE};

  g_mutex_init (&drain.lock);
  g_cond_init (&drain.cond);
  acu_catalog_run_async (catalog, ACU_CATALOG_WRITES, drained, &drain, NULL, NULL, NULL, NULL,
                         NULL);
  g_mutex_lock (&drain.lock);
  while (!drain.done)
    g_cond_wait (&drain.cond, &drain.lock);
  g_mutex_unlock (&drain.lock);
  g_cond_clear (&drain.cond);
  g_mutex_clear (&drain.lock);
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

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

static GHashTable *
new_id_set (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
tell_news_cb (gpointer data)
{
  g_autoptr (AcuCatalog) catalog = g_weak_ref_get (data);
  g_autoptr (GHashTable) photos = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  AcuCatalogChange change = {0};
  GHashTableIter iter;
  gpointer id;
  gboolean many;

  if (catalog == NULL)
    return G_SOURCE_REMOVE;
  g_mutex_lock (&catalog->news_lock);
  g_clear_pointer (&catalog->news_source, g_source_unref);
  change.flags = catalog->news;
  many = catalog->news_many;
  photos = g_steal_pointer (&catalog->news_photos);
  catalog->news_photos = new_id_set ();
  catalog->news = 0;
  catalog->news_many = FALSE;
  g_mutex_unlock (&catalog->news_lock);

  if (!many) {
    g_hash_table_iter_init (&iter, photos);
    while (g_hash_table_iter_next (&iter, &id, NULL))
      g_array_append_vals (ids, id, 1);
    g_array_sort (ids, compare_ids);
    /* An empty array has no storage, and NULL means something else. */
    change.photos = ids->len > 0 ? (const gint64 *)ids->data : (const gint64[]){0};
    change.n_photos = ids->len;
  }
  g_signal_emit (catalog, signals[SIGNAL_CHANGED], 0, &change);
  return G_SOURCE_REMOVE;
}

/* Moves what the transaction noted to what is to be told, now that it is committed. */
static void
publish (AcuCatalog *catalog)
{
  GHashTableIter iter;
  gpointer id;

  if (catalog->noted == 0)
    return;
  g_mutex_lock (&catalog->news_lock);
  catalog->news |= catalog->noted;
  g_hash_table_iter_init (&iter, catalog->noted_photos);
  while (!catalog->news_many && g_hash_table_iter_next (&iter, &id, NULL)) {
    g_hash_table_iter_steal (&iter);
    g_hash_table_add (catalog->news_photos, id);
    if (g_hash_table_size (catalog->news_photos) > MANY_PHOTOS) {
      catalog->news_many = TRUE;
      g_hash_table_remove_all (catalog->news_photos);
    }
  }
  if (catalog->news_source == NULL) {
    GWeakRef *weak = g_new (GWeakRef, 1);

    /* The last reference may go in another thread while the source is being dispatched. */
    g_weak_ref_init (weak, catalog);
    catalog->news_source = g_idle_source_new ();
    g_source_set_priority (catalog->news_source, G_PRIORITY_DEFAULT);
    g_source_set_callback (catalog->news_source, tell_news_cb, weak, weak_ref_free);
    g_source_attach (catalog->news_source, catalog->context);
  }
  g_mutex_unlock (&catalog->news_lock);
}

void
acu_catalog_note (AcuCatalog *catalog, AcuChangeFlags flags, gint64 photo)
{
  catalog->noted |= flags;
  if (photo != 0)
    g_hash_table_add (catalog->noted_photos, g_memdup2 (&photo, sizeof photo));
}

/* ---- Transactions ---- */

static gboolean
begin (AcuCatalog *catalog, AcuDurability durability, GError **error)
{
  if (catalog->writer == NULL) {
    g_autofree char *name = g_filename_display_name (catalog->path);

    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_READ_ONLY,
                 "%s: the catalog is open for reading only, so nothing can be changed in it", name);
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
      publish (catalog);
    }
    catalog->failed = FALSE;
    catalog->noted = 0;
    g_hash_table_remove_all (catalog->noted_photos);
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

AcuDatabase *
acu_catalog_borrow_reader (AcuCatalog *catalog, GError **error)
{
  AcuDatabase *reader;

  g_mutex_lock (&catalog->reader_lock);
  reader = g_queue_pop_head (&catalog->idle_readers);
  g_mutex_unlock (&catalog->reader_lock);
  if (reader == NULL)
    reader = open_reader (catalog, error);
  if (reader != NULL && !acu_database_run (reader, error, "BEGIN", NULL))
    g_clear_pointer (&reader, acu_database_free);
  return reader;
}

void
acu_catalog_return_reader (AcuCatalog *catalog, AcuDatabase *reader)
{
  gboolean sound = acu_database_run (reader, NULL, "COMMIT", NULL);

  g_mutex_lock (&catalog->reader_lock);
  if (sound && catalog->idle_readers.length < IDLE_READERS)
    g_queue_push_head (&catalog->idle_readers, g_steal_pointer (&reader));
  g_mutex_unlock (&catalog->reader_lock);
  acu_database_free (reader);
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
  catalog->context = g_main_context_ref_thread_default ();
  g_rec_mutex_init (&catalog->write_lock);
  g_mutex_init (&catalog->reader_lock);
  g_mutex_init (&catalog->news_lock);
  g_queue_init (&catalog->idle_readers);
  catalog->noted_photos = new_id_set ();
  catalog->news_photos = new_id_set ();
  catalog->durability = ACU_DURABLE;
  catalog->writes = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
  catalog->reads = g_thread_pool_new (run_job, NULL, 2, FALSE, NULL);
}

static void
acu_catalog_finalize (GObject *object)
{
  AcuCatalog *catalog = ACU_CATALOG (object);

  /* Jobs hold a reference, so none is left; but the last reference may be a job's own, which is why
   * nothing may wait for the threads here. */
  g_thread_pool_free (catalog->writes, FALSE, FALSE);
  g_thread_pool_free (catalog->reads, FALSE, FALSE);
  if (catalog->news_source != NULL) {
    g_source_destroy (catalog->news_source);
    g_source_unref (catalog->news_source);
  }
  g_queue_clear_full (&catalog->idle_readers, (GDestroyNotify)acu_database_free);
  if (catalog->writer != NULL)
    acu_database_run_script (catalog->writer, "PRAGMA optimize", NULL);
  acu_database_free (catalog->writer);
  g_hash_table_unref (catalog->noted_photos);
  g_hash_table_unref (catalog->news_photos);
  g_rec_mutex_clear (&catalog->write_lock);
  g_mutex_clear (&catalog->reader_lock);
  g_mutex_clear (&catalog->news_lock);
  g_main_context_unref (catalog->context);
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
                 "%s: its folder cannot be made: %s", name, g_strerror (errno));
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
                 "%s: the catalog cannot be written; make the file and its folder writable, or "
                 "look at it without changing anything",
                 name);
    return FALSE;
  }
  return acu_database_run_script (catalog->writer,
                                  "PRAGMA journal_mode = WAL;"
                                  "PRAGMA synchronous = FULL;"
                                  "PRAGMA wal_autocheckpoint = 1000;"
                                  "PRAGMA journal_size_limit = 67108864;"
                                  "PRAGMA cache_size = -32768",
                                  error) &&
         acu_migration_run (catalog->writer, error);
}

static gboolean
open_for_reading (AcuCatalog *catalog, GError **error)
{
  g_autofree char *name = g_filename_display_name (catalog->path);
  AcuDatabase *reader;
  int version;

  catalog->read_only = TRUE;
  reader = acu_catalog_borrow_reader (catalog, error);
  if (reader == NULL)
    return FALSE;
  if (!acu_migration_inspect (reader, &version, error)) {
    acu_database_free (reader);
    return FALSE;
  }
  acu_catalog_return_reader (catalog, reader);
  if (version != acu_migration_get_newest ()) {
    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_READ_ONLY,
                 "%s: this catalog is of an older Acutance and has to be brought up to date first, "
                 "which needs a writable file",
                 name);
    return FALSE;
  }
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
  /* Nobody listens yet, so the context can still be made the caller's. */
  g_main_context_unref (catalog->context);
  catalog->context = g_main_context_ref (opening->context);
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

/* ---- Care ---- */

gboolean
acu_catalog_check (AcuCatalog *catalog, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  g_autoptr (GError) failure = NULL;
  g_autofree char *finding = NULL;

  if (reader == NULL)
    return FALSE;
  {
    g_autoptr (AcuStatement) statement =
        acu_database_query (reader, &failure, "PRAGMA quick_check (1)", NULL);

    if (statement != NULL && acu_statement_next (statement, &failure))
      finding = g_strdup (acu_statement_get_text (statement, 0));
  }
  acu_catalog_return_reader (catalog, reader);
  if (failure == NULL && g_strcmp0 (finding, "ok") != 0) {
    g_autofree char *name = g_filename_display_name (catalog->path);

    g_set_error (&failure, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED,
                 "%s: %s; restore a backup or start a new catalog", name, finding);
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Whether the fact @name, a time, is at least @seconds ago. */
static gboolean
get_is_due (AcuCatalog *catalog, const char *name, gint64 seconds, gboolean *is_due, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  gint64 last, now = acu_catalog_now ();
  gboolean ok;

  if (reader == NULL)
    return FALSE;
  ok = acu_database_get_int (reader, &last, 0, error, "SELECT value FROM facts WHERE name = ?1",
                             "s", name);
  acu_catalog_return_reader (catalog, reader);
  /* A clock that was ahead once must not put it off for years. */
  *is_due = last > now || now - last >= seconds;
  return ok;
}

static gboolean
set_done (AcuCatalog *catalog, const char *name, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, "INSERT OR REPLACE INTO facts VALUES (?1, ?2)", "si", name,
                         acu_catalog_now ());
  return acu_catalog_end (catalog, ok, error);
}

static gboolean
maintain (AcuCatalog *catalog, GCancellable *cancellable, GError **error)
{
  gboolean check_due, backup_due;

  if (catalog->read_only)
    return TRUE;
  if (!get_is_due (catalog, "checked", CHECK_SECONDS, &check_due, error) ||
      !get_is_due (catalog, "backed-up", BACKUP_SECONDS, &backup_due, error))
    return FALSE;
  /* A damaged catalog must not push good backups out. */
  if ((check_due || backup_due) &&
      (!acu_catalog_check (catalog, error) || !set_done (catalog, "checked", error)))
    return FALSE;
  if (backup_due) {
    g_autofree char *backup = acu_catalog_back_up (catalog, cancellable, error);

    return backup != NULL && set_done (catalog, "backed-up", error);
  }
  return TRUE;
}

gboolean
acu_catalog_maintain (AcuCatalog *catalog, GError **error)
{
  return maintain (catalog, NULL, error);
}

static gpointer
maintain_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return maintain (catalog, cancellable, error) ? catalog : NULL;
}

void
acu_catalog_maintain_async (AcuCatalog *catalog,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, maintain_job, NULL, NULL, NULL, cancellable,
                         callback, user_data);
}

gboolean
acu_catalog_maintain_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  return acu_catalog_run_finish (catalog, result, error) != NULL;
}

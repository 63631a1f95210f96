/* The end of a scan: ratings that other programs left beside photos. */
#include "app/catalog/scan-private.h"
#include "app/catalog/sidecar.h"

#include <glib/gi18n.h>

/* A sidecar that was changed since it was last looked at. */
typedef struct {
  gint64 photo;
  char *path;
  gint64 mtime;
} Job;

static void
job_free (Job *job)
{
  g_free (job->path);
  g_free (job);
}

static void
consider (
    AcuScan *scan, gint64 photo, const char *path, gint64 seen, gboolean is_shown, GPtrArray *jobs)
{
  const int last = is_shown ? ACU_SIDECAR_REPLACED : ACU_SIDECAR_APPENDED;

  for (int naming = ACU_SIDECAR_APPENDED; naming <= last; naming++) {
    g_autofree char *sidecar = acu_sidecar_get_path (path, (AcuSidecarNaming)naming);
    const gint64 *mtime = g_hash_table_lookup (scan->sidecars, sidecar);
    Job *job;

    if (mtime == NULL || *mtime <= seen)
      continue;
    job = g_new0 (Job, 1);
    job->photo = photo;
    job->path = g_steal_pointer (&sidecar);
    job->mtime = *mtime;
    g_ptr_array_add (jobs, job);
  }
}

static GPtrArray *
list_jobs (AcuScan *scan, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)job_free);
  AcuDatabase *reader = acu_catalog_borrow_reader (scan->catalog, error);
  GError *failure = NULL;
  GHashTableIter iter;
  gpointer folder;

  if (reader == NULL)
    return NULL;
  /* Of a RAW file and its JPEG the one that is shown has the rating, and reads "a.xmp" of both. */
  g_hash_table_iter_init (&iter, scan->folders);
  while (failure == NULL && g_hash_table_iter_next (&iter, &folder, NULL)) {
    AcuStatement *statement = acu_database_query (
        reader, &failure,
        "SELECT i.id, f.path, i.name, i.sidecar_mtime, i.hidden = 0 FROM images i"
        " JOIN folders f ON f.id = i.folder WHERE i.folder = ?1 AND i.hidden IN (0, 1)",
        "i", *(gint64 *)folder);

    while (statement != NULL && acu_statement_next (statement, &failure)) {
      g_autofree char *path = g_build_filename (acu_statement_get_text (statement, 1),
                                                acu_statement_get_text (statement, 2), NULL);

      consider (scan, acu_statement_get_int (statement, 0), path,
                acu_statement_get_int (statement, 3), acu_statement_get_int (statement, 4) != 0,
                jobs);
    }
    acu_statement_free (statement);
  }
  acu_catalog_return_reader (scan->catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&jobs);
}

static gboolean
note_seen (AcuScan *scan, const Job *job, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (scan->catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error,
                         "UPDATE images SET sidecar_mtime = max (?2, coalesce (sidecar_mtime, 0))"
                         " WHERE id = ?1",
                         "ii", job->photo, job->mtime);
  return acu_catalog_end (scan->catalog, ok, error);
}

gboolean
acu_scan_sidecars (AcuScan *scan, GError **error)
{
  AcuUndoGroup group = {.title = _ ("Ratings from sidecars")};
  g_autoptr (GPtrArray) jobs = NULL;

  if (g_hash_table_size (scan->sidecars) == 0)
    return TRUE;
  jobs = list_jobs (scan, error);
  for (guint i = 0; jobs != NULL && i < jobs->len; i++) {
    const Job *job = g_ptr_array_index (jobs, i);
    g_autoptr (GError) problem = NULL;
    gboolean applied;

    if (g_cancellable_set_error_if_cancelled (scan->cancellable, error))
      return FALSE;
    /* A sidecar that makes no sense is another program's to mend. */
    if (!acu_sidecar_read (scan->catalog, job->photo, job->path, job->mtime, &group, &applied,
                           &problem))
      scan->counts->n_unreadable++;
    else
      scan->counts->n_sidecars += applied;
    if (!note_seen (scan, job, error))
      return FALSE;
  }
  return jobs != NULL;
}

/* The second pass of a scan: what is in the files. */
#include "app/catalog/content-hash.h"
#include "app/catalog/label-private.h"
#include "app/catalog/photo-private.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/scan-private.h"
#include "app/catalog/sidecar.h"
#include "app/imaging/error.h"

#include <glib/gi18n.h>

/* Files read side by side, and written in one transaction. */
#define BATCH 64

#define MAX_THREADS 4

/* A photo that is to be described. */
typedef struct {
  AcuScan *scan;
  gint64 id;
  guint version;
  goffset size;
  gint64 mtime; /* nanoseconds */
  char *path;
  gboolean is_read; /* and not stopped on the way */
  gboolean has_hash;
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  gboolean has_facts; /* what was read, or nothing where nothing could be */
  AcuPhotoFacts facts;
  gboolean is_shown;
  int rating; /* as in AcuMetadata */
  char *problem;
} Job;

static void
job_free (Job *job)
{
  g_free (job->path);
  g_free (job->problem);
  acu_photo_facts_clear (&job->facts);
  g_free (job);
}

/* Photos of the folders visited that lack a hash, or metadata where there is a decoder to read it.
 * (element-type Job) */
static GPtrArray *
list_jobs (AcuScan *scan, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)job_free);
  AcuDatabase *reader = acu_catalog_borrow_reader (scan->catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement =
      acu_database_query (reader, &failure,
                          "SELECT i.id, i.version, i.size, f.path, i.name, i.folder, i.mtime,"
                          " i.hidden = 0"
                          " FROM images i"
                          " JOIN folders f ON f.id = i.folder WHERE i.id IN (SELECT id FROM images"
                          " WHERE hash IS NULL AND hidden <> 2 UNION SELECT id FROM images"
                          " WHERE facts_version IS NULL AND hidden <> 2 AND ?1) AND i.size > 0"
                          " ORDER BY i.folder, i.id",
                          "i", (gint64)(scan->options->decoder != NULL));
  while (statement != NULL && acu_statement_next (statement, &failure)) {
    gint64 folder = acu_statement_get_int (statement, 5);
    Job *job;

    if (!g_hash_table_contains (scan->folders, &folder))
      continue;
    job = g_new0 (Job, 1);
    job->scan = scan;
    job->id = acu_statement_get_int (statement, 0);
    job->version = (guint)acu_statement_get_int (statement, 1);
    job->size = acu_statement_get_int (statement, 2);
    job->mtime = acu_statement_get_int (statement, 6);
    job->is_shown = acu_statement_get_int (statement, 7) != 0;
    job->path = g_build_filename (acu_statement_get_text (statement, 3),
                                  acu_statement_get_text (statement, 4), NULL);
    g_ptr_array_add (jobs, job);
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (scan->catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&jobs);
}

/* Nothing readable is a fact too: what the file is like is for whoever decodes it to find out. */
static void
read_metadata (Job *job)
{
  AcuDecoder *decoder = job->scan->options->decoder;
  g_autoptr (GError) error = NULL;
  AcuMetadata metadata = {.taken = G_MININT64};

  if (decoder == NULL)
    return;
  if (!acu_decoder_describe (decoder, job->path, &metadata, job->scan->cancellable, &error) &&
      !g_error_matches (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT) &&
      !g_error_matches (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_CRASH) &&
      !g_error_matches (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_TIMEOUT))
    return;
  job->has_facts = TRUE;
  job->rating = metadata.rating;
  job->facts = (AcuPhotoFacts){
      .format = *metadata.format != '\0' ? g_strdup (metadata.format) : NULL,
      .width = metadata.width,
      .height = metadata.height,
      .orientation = metadata.orientation,
      .taken = metadata.taken,
      .camera = *metadata.camera != '\0' ? g_strdup (metadata.camera) : NULL,
      .lens = *metadata.lens != '\0' ? g_strdup (metadata.lens) : NULL,
      .exposure = metadata.exposure,
      .aperture = metadata.aperture,
      .focal_length = metadata.focal_length,
      .iso = metadata.iso,
      .has_location = metadata.has_location != 0,
  };
}

static void
read_file (gpointer item, gpointer user_data)
{
  Job *job = item;
  g_autoptr (GError) error = NULL;
  goffset size;

  if (g_cancellable_is_cancelled (job->scan->cancellable))
    return;
  read_metadata (job);
  /* A file that is being written has another size than a moment ago; the next scan will see. */
  if (acu_content_hash_compute (job->path, job->hash, &size, &error))
    job->has_hash = size == job->size;
  else
    job->problem = g_strdup (error->message);
  job->is_read = !g_cancellable_is_cancelled (job->scan->cancellable);
}

static gboolean
write_job (AcuScan *scan, AcuDatabase *writer, const Job *job, GError **error)
{
  if (job->problem != NULL) {
    scan->counts->n_unreadable++;
    acu_catalog_note (scan->catalog, ACU_CHANGE_FACTS, job->id);
    return acu_database_run (writer, error,
                             "UPDATE images SET error = ?3, inaccessible = 1"
                             " WHERE id = ?1 AND version = ?2",
                             "iis", job->id, (gint64)job->version, job->problem);
  }
  if (job->has_hash &&
      (!acu_database_run (writer, error,
                          "UPDATE images SET hash = ?3 WHERE id = ?1 AND version = ?2", "iib",
                          job->id, (gint64)job->version, job->hash, (gsize)sizeof job->hash) ||
       !acu_label_note_hash (writer, job->id, job->size, job->mtime, job->hash, error)))
    return FALSE;
  if (!job->has_facts)
    return TRUE;
  acu_catalog_note (scan->catalog, ACU_CHANGE_FACTS, job->id);
  return acu_photo_write_facts (writer, job->id, job->version, &job->facts, error);
}

static gboolean
write_batch (AcuScan *scan, Job *const *jobs, guint n, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (scan->catalog, ACU_RELAXED, error);
  gboolean ok = TRUE;

  if (writer == NULL)
    return FALSE;
  for (guint i = 0; i < n && ok; i++)
    ok = write_job (scan, writer, jobs[i], error);
  return acu_catalog_end (scan->catalog, ok, error);
}

static gboolean
has_sidecar (const AcuScan *scan, const Job *job)
{
  g_autofree char *appended = acu_sidecar_get_path (job->path, ACU_SIDECAR_APPENDED);
  g_autofree char *replaced = acu_sidecar_get_path (job->path, ACU_SIDECAR_REPLACED);

  return g_hash_table_contains (scan->sidecars, appended) ||
         g_hash_table_contains (scan->sidecars, replaced);
}

/* Takes what cameras and other programs wrote into the files for ratings, where nobody has said
 * anything better: here, or in a sidecar.  Of a RAW file and its JPEG the one that is shown has it.
 */
static gboolean
take_ratings (AcuScan *scan, Job *const *jobs, guint n, AcuUndoGroup *group, GError **error)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (AcuRatingChange));

  for (guint i = 0; i < n; i++) {
    const Job *job = jobs[i];
    AcuRatingChange change = {
        .photo = job->id, .fields = ACU_RATING_IF_OPEN | ACU_RATING_STARS, .stars = job->rating};

    if (job->rating == 0 || !job->is_shown || has_sidecar (scan, job))
      continue;
    if (job->rating < 0)
      change = (AcuRatingChange){.photo = job->id,
                                 .fields = ACU_RATING_IF_OPEN | ACU_RATING_FLAG,
                                 .flag = ACU_FLAG_REJECT};
    g_array_append_val (changes, change);
  }
  return changes->len == 0 ||
         acu_rating_store_apply (scan->catalog, (const AcuRatingChange *)changes->data,
                                 changes->len, group, error);
}

/* Reads the files of the @n jobs at @jobs, side by side; returns those that were read, which are
 * fewer where the scan is stopped meanwhile.  (element-type Job) (transfer container) */
static GPtrArray *
read_batch (Job *const *jobs, guint n)
{
  int n_threads = (int)MIN (g_get_num_processors (), MAX_THREADS);
  GThreadPool *pool = g_thread_pool_new (read_file, NULL, n_threads, TRUE, NULL);
  GPtrArray *read = g_ptr_array_sized_new (n);

  for (guint i = 0; i < n; i++)
    g_thread_pool_push (pool, jobs[i], NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < n; i++)
    if (jobs[i]->is_read)
      g_ptr_array_add (read, jobs[i]);
  return read;
}

gboolean
acu_scan_describe (AcuScan *scan, GError **error)
{
  AcuUndoGroup group = {.title = _ ("Ratings from the files")};
  g_autoptr (GPtrArray) jobs = list_jobs (scan, error);

  if (jobs == NULL)
    return FALSE;
  scan->counts->n_to_describe = jobs->len;
  acu_scan_report (scan);
  for (guint start = 0; start < jobs->len; start += BATCH) {
    g_autoptr (GPtrArray) read =
        read_batch ((Job *const *)jobs->pdata + start, MIN (BATCH, jobs->len - start));

    /* What was described is not read again, so that ratings come first. */
    if (!take_ratings (scan, (Job *const *)read->pdata, read->len, &group, error) ||
        !write_batch (scan, (Job *const *)read->pdata, read->len, error))
      return FALSE;
    scan->counts->n_described += read->len;
    acu_scan_report (scan);
    if (g_cancellable_set_error_if_cancelled (scan->cancellable, error))
      return FALSE;
  }
  return TRUE;
}

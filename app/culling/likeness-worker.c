#include "app/culling/likeness-worker.h"

#include "app/culling/likeness.h"
#include "app/imaging/error.h"
#include "app/imaging/thumbnail.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Photos looked at side by side, and written in one transaction. */
#define BATCH 48

#define MAX_THREADS 4

/* How much lower than usual the priority is, so that a tenth of a busy processor is left for it,
 * and what a file may take then: seconds. */
#define LEISURELY_NICENESS 10
#define LEISURELY_PATIENCE 60.0

typedef struct {
  AcuDecoder *decoder;
  gint64 *photos;
  gsize n;
  AcuLikenessPace pace;
  AcuLikenessProgress progress;
  gpointer progress_data;
  GMainContext *context;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_pointer (&run->decoder, acu_decoder_unref);
  g_free (run->photos);
  g_main_context_unref (run->context);
  g_free (run);
}

typedef struct {
  const AcuUnlikened *photo;
  const Run *run;
  GCancellable *cancellable;
  gboolean done; /* a likeness, or the knowledge that there is none */
  gboolean has_likeness;
  guint8 likeness[ACU_LIKENESS_SIZE];
} Job;

static void
work (gpointer item, gpointer user_data)
{
  Job *job = item;
  g_autoptr (GError) error = NULL;

  if (g_cancellable_is_cancelled (job->cancellable))
    return;

  AcuImage *(*load) (AcuDecoder *, const char *, AcuThumbnailSize, GCancellable *, GError **) =
      job->run->pace == ACU_LIKENESS_HURRIED ? acu_thumbnail_load : acu_thumbnail_peek;
  g_autoptr (AcuImage) image =
      load (job->run->decoder, job->photo->path, ACU_THUMBNAIL_LARGE, job->cancellable, &error);
  if (image != NULL) {
    acu_likeness_compute (image, job->likeness);
    job->done = job->has_likeness = TRUE;
  } else {
    /* A file that is away for now, or too much for now, is tried again another time. */
    job->done = acu_imaging_error_is_lasting (error);
  }
}

typedef struct {
  GTask *task; /* holds the run, and keeps whoever waits */
  guint n_done, n_total;
} Report;

static gboolean
report_cb (gpointer data)
{
  Report *report = data;
  Run *run = g_task_get_task_data (report->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (report->task)))
    run->progress (report->n_done, report->n_total, run->progress_data);
  return G_SOURCE_REMOVE;
}

static void
report_free (gpointer data)
{
  Report *report = data;

  g_object_unref (report->task);
  g_free (report);
}

static void
tell (GTask *task, guint n_done, guint n_total)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  Report *report;

  if (run->progress == NULL)
    return;
  report = g_new (Report, 1);
  *report = (Report){g_object_ref (task), n_done, n_total};
  /* In that context's thread, which g_main_context_invoke() leaves to whoever finds it idle. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, report_cb, report, report_free);
  g_source_attach (source, run->context);
}

/* Does @jobs, each of them as far as it goes. */
static void
work_through (Job *jobs, guint n, AcuLikenessPace pace)
{
  GThreadPool *pool;

  if (pace == ACU_LIKENESS_LEISURELY) {
    for (guint i = 0; i < n; i++)
      work (&jobs[i], NULL);
    return;
  }
  pool =
      g_thread_pool_new (work, NULL, (int)MIN (g_get_num_processors (), MAX_THREADS), TRUE, NULL);
  for (guint i = 0; i < n; i++)
    g_thread_pool_push (pool, &jobs[i], NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
}

static gboolean
run_batch (AcuCatalog *catalog,
           const Run *run,
           GPtrArray *photos,
           guint start,
           GCancellable *cancellable,
           GError **error)
{
  guint n = MIN (BATCH, photos->len - start), n_results = 0;
  Job jobs[BATCH] = {0};
  AcuLikenessResult results[BATCH];

  for (guint i = 0; i < n; i++) {
    jobs[i].photo = g_ptr_array_index (photos, start + i);
    jobs[i].run = run;
    jobs[i].cancellable = cancellable;
  }
  work_through (jobs, n, run->pace);
  for (guint i = 0; i < n; i++)
    if (jobs[i].done)
      results[n_results++] = (AcuLikenessResult){jobs[i].photo->photo, jobs[i].photo->version,
                                                 jobs[i].has_likeness ? jobs[i].likeness : NULL};
  return acu_likeness_store_put (catalog, results, n_results, error);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AcuCatalog *catalog = source;
  const Run *run = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) photos =
      acu_likeness_store_list_missing (catalog, run->photos, run->n, cancellable, &error);
  gboolean can_work = run->decoder != NULL && !acu_catalog_is_read_only (catalog);

  for (guint start = 0; photos != NULL && can_work && start < photos->len && error == NULL;
       start += BATCH) {
    tell (task, start, photos->len);
    if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
      run_batch (catalog, run, photos, start, cancellable, &error);
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
release_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* Lowers the priority of this thread, and of the helper that it starts: on Linux a priority is a
 * thread's, and inherited.  A thread of the pool would keep it for whatever comes next. */
static gpointer
run_leisurely (gpointer data)
{
  GTask *task = data;
  Run *run = g_task_get_task_data (task);
  GMainContext *context = run->context;
  AcuDecoderOptions options = {.processes = 1, .seconds = LEISURELY_PATIENCE};
  g_autoptr (GSource) source = g_idle_source_new ();

  setpriority (PRIO_PROCESS, (id_t)syscall (SYS_gettid), LEISURELY_NICENESS);
  g_clear_pointer (&run->decoder, acu_decoder_unref);
  run->decoder = acu_decoder_new (&options, NULL);
  run_in_thread (task, g_task_get_source_object (task), run, g_task_get_cancellable (task));
  g_clear_pointer (&run->decoder, acu_decoder_unref);
  /* The last one to hold it is not this thread. */
  g_source_set_callback (source, release_cb, task, g_object_unref);
  g_source_attach (source, context);
  return NULL;
}

void
acu_likeness_worker_run_async (AcuCatalog *catalog,
                               AcuDecoder *decoder,
                               const gint64 *photos,
                               gsize n,
                               AcuLikenessPace pace,
                               AcuLikenessProgress progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (catalog, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->decoder = decoder != NULL ? acu_decoder_ref (decoder) : NULL;
  run->photos = g_memdup2 (photos, n * sizeof *photos);
  run->n = n;
  run->pace = pace;
  run->progress = progress;
  run->progress_data = progress_data;
  run->context = g_main_context_ref_thread_default ();
  g_task_set_task_data (task, run, run_free);
  if (decoder != NULL && pace == ACU_LIKENESS_LEISURELY)
    g_thread_unref (g_thread_new ("likenesses", run_leisurely, g_steal_pointer (&task)));
  else
    g_task_run_in_thread (task, run_in_thread);
}

gboolean
acu_likeness_worker_run_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, catalog), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

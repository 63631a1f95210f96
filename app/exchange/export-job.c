#include "app/exchange/export-job.h"

/* Sidecars written between two looks at the progress. */
#define BLOCK 32

struct _AcuExportJob {
  GObject parent_instance;

  AcuCatalog *catalog;
  AcuExportForm form;
  GArray *photos; /* gint64 */
  gint64 scorer;
  AcuSidecarNaming naming;
  char *path;
  AcuSidecarReport report;
  guint n_done; /* atomic */
  AcuExportProgress progress;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (AcuExportJob, acu_export_job, G_TYPE_OBJECT)

static void
progress_cb (gsize n_done, gpointer data)
{
  AcuExportJob *job = data;

  g_atomic_int_set (&job->n_done, (guint)n_done);
  if (job->progress)
    job->progress (n_done, job->user_data);
}

static gboolean
write_sidecars (AcuExportJob *job, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < job->photos->len; i += BLOCK) {
    guint n = MIN (BLOCK, job->photos->len - i);
    g_auto (AcuSidecarReport) report = {0};
    gboolean ok = acu_sidecar_write (job->catalog, &g_array_index (job->photos, gint64, i), n,
                                     job->naming, &report, cancellable, error);

    job->report.n_written += report.n_written;
    job->report.n_unchanged += report.n_unchanged;
    for (guint k = 0; k < report.problems->len; k++)
      g_ptr_array_add (job->report.problems, g_strdup (g_ptr_array_index (report.problems, k)));
    progress_cb (i + (ok ? n : report.n_photos), job);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  AcuExportJob *job = source;
  GError *error = NULL;
  gboolean ok = job->form == ACU_EXPORT_FORM_XMP
                    ? write_sidecars (job, cancellable, &error)
                    : acu_photo_export_write (job->catalog, (const gint64 *)job->photos->data,
                                              job->photos->len, job->scorer,
                                              job->form == ACU_EXPORT_FORM_CSV ? ACU_EXPORT_CSV
                                                                               : ACU_EXPORT_JSON,
                                              job->path, progress_cb, job, cancellable, &error);

  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
acu_export_job_set_progress (AcuExportJob *job, AcuExportProgress progress, gpointer user_data)
{
  g_return_if_fail (ACU_IS_EXPORT_JOB (job));

  job->progress = progress;
  job->user_data = user_data;
}

void
acu_export_job_run_async (AcuExportJob *job,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (ACU_IS_EXPORT_JOB (job));

  g_autoptr (GTask) task = g_task_new (job, cancellable, callback, user_data);
  /* The file may just have got its name: what became of it is told, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run_in_thread);
}

gboolean
acu_export_job_run_finish (AcuExportJob *job, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, job), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
acu_export_job_get_n_done (AcuExportJob *job)
{
  return g_atomic_int_get (&job->n_done);
}

guint
acu_export_job_get_n (AcuExportJob *job)
{
  return job->photos->len;
}

const AcuSidecarReport *
acu_export_job_get_report (AcuExportJob *job)
{
  return &job->report;
}

static void
acu_export_job_finalize (GObject *object)
{
  AcuExportJob *job = ACU_EXPORT_JOB (object);

  g_array_unref (job->photos);
  acu_sidecar_report_clear (&job->report);
  g_free (job->path);
  g_object_unref (job->catalog);
  G_OBJECT_CLASS (acu_export_job_parent_class)->finalize (object);
}

static void
acu_export_job_init (AcuExportJob *job)
{
  job->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  job->report.problems = g_ptr_array_new_with_free_func (g_free);
}

static void
acu_export_job_class_init (AcuExportJobClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_export_job_finalize;
}

AcuExportJob *
acu_export_job_new (AcuCatalog *catalog,
                    AcuExportForm form,
                    const gint64 *photos,
                    gsize n,
                    gint64 scorer,
                    AcuSidecarNaming naming,
                    const char *path)
{
  g_return_val_if_fail (ACU_IS_CATALOG (catalog), NULL);

  AcuExportJob *job = g_object_new (ACU_TYPE_EXPORT_JOB, NULL);
  job->catalog = g_object_ref (catalog);
  job->form = form;
  g_array_append_vals (job->photos, photos, (guint)n);
  job->scorer = scorer;
  job->naming = naming;
  job->path = g_strdup (path);
  return job;
}

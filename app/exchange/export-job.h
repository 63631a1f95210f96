/* An export on a thread of its own, with its progress. */
#pragma once

#include "app/catalog/sidecar.h"
#include "app/exchange/photo-export.h"

G_BEGIN_DECLS

typedef enum {
  ACU_EXPORT_FORM_CSV,
  ACU_EXPORT_FORM_JSON,
  ACU_EXPORT_FORM_XMP, /* sidecars beside the photos */
} AcuExportForm;

#define ACU_TYPE_EXPORT_JOB (acu_export_job_get_type ())
G_DECLARE_FINAL_TYPE (AcuExportJob, acu_export_job, ACU, EXPORT_JOB, GObject)

/* Exports @photos, which are copied: as a table with the scores of @scorer to @path, or as sidecars
 * named by @naming. (transfer full) */
AcuExportJob *acu_export_job_new (AcuCatalog *catalog,
                                  AcuExportForm form,
                                  const gint64 *photos,
                                  gsize n,
                                  gint64 scorer,
                                  AcuSidecarNaming naming,
                                  const char *path);

/* Has @progress told how many of the photos are done, on the thread that exports; to be called
 * before it runs. */
void
acu_export_job_set_progress (AcuExportJob *job, AcuExportProgress progress, gpointer user_data);

void acu_export_job_run_async (AcuExportJob *job,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* Errors: those of acu_photo_export_write() and acu_sidecar_write().  Sidecars written until then
 * stay, of the acu_export_job_get_n_done() photos that came first. */
gboolean acu_export_job_run_finish (AcuExportJob *job, GAsyncResult *result, GError **error);

/* How many of its photos are done; from any thread. */
guint acu_export_job_get_n_done (AcuExportJob *job);
guint acu_export_job_get_n (AcuExportJob *job);

/* What became of the sidecars; once it has ended. */
const AcuSidecarReport *acu_export_job_get_report (AcuExportJob *job);

G_END_DECLS

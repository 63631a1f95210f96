/* Models on datasets, each on each, in the background. */
#pragma once

#include "app/learning/evaluation/evaluation.h"
#include "app/scoring/model-lineage.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/models/measurement.h"

G_BEGIN_DECLS

/* One model on one dataset. */
typedef struct {
  char *model;
  char *dataset;             /* its title */
  AcuEvaluation *evaluation; /* NULL where it failed */
  char *error;               /* then why */
  GStrv remarks;             /* what of the dataset was missing, could not be read, or was passed
                              * over; none where it failed */
  AcuDataUse seen;           /* what the dataset did in the making of the model: where that is
                              * anything, its figures there flatter */
} AcuEvaluationResult;

void acu_evaluation_result_free (AcuEvaluationResult *result);

/* The results as a table for other programs. (transfer full) */
char *acu_evaluation_results_to_csv (GPtrArray *results);
char *acu_evaluation_results_to_json (GPtrArray *results);

/* Evaluates every one of @models on every one of @datasets (AcuDatasetChoice), label sets of
 * @catalog with the scores that their results show.  What one model or one dataset fails at is a
 * result as well; the others go on.  @progress, in pictures, and @results, which is given each
 * AcuEvaluationResult as it comes, belong to @source and must outlive the work.  @callback is
 * called in the caller's main context with @source, after the last result. */
void acu_evaluation_job_run_async (GObject *source,
                                   const char *const *models,
                                   GPtrArray *datasets,
                                   AcuCatalog *catalog,
                                   const char *device,
                                   AcuMeasurementProgress *progress,
                                   GAsyncQueue *results,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* FALSE where it was cancelled. */
gboolean acu_evaluation_job_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS

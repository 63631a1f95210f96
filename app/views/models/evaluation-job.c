#include "app/views/models/evaluation-job.h"

#include "app/labeling/label-dataset.h"
#include "app/learning/evaluation/evaluation-text.h"
#include "app/learning/training/fault-columns.h"
#include "app/learning/training/seen-data.h"
#include "app/views/shared/thread-task.h"

#include <glib/gi18n.h>

/* Pictures that are told of by name, for each reason. */
#define MAX_NAMED 5

void
acu_evaluation_result_free (AcuEvaluationResult *result)
{
  if (!result)
    return;
  g_free (result->model);
  g_free (result->dataset);
  g_free (result->error);
  g_strfreev (result->remarks);
  acu_evaluation_free (result->evaluation);
  g_free (result);
}

char *
acu_evaluation_results_to_csv (GPtrArray *results)
{
  g_return_val_if_fail (results, NULL);

  GString *csv = g_string_new (NULL);

  acu_evaluation_append_csv_head (csv);
  for (guint i = 0; i < results->len; i++) {
    const AcuEvaluationResult *result = g_ptr_array_index (results, i);
    if (result->evaluation)
      acu_evaluation_append_csv (csv, result->model, result->evaluation, result->seen);
    else
      acu_evaluation_append_csv_error (csv, result->model, result->dataset, result->error);
  }
  return g_string_free (csv, FALSE);
}

char *
acu_evaluation_results_to_json (GPtrArray *results)
{
  g_return_val_if_fail (results, NULL);

  GString *json = g_string_new ("[");

  for (guint i = 0; i < results->len; i++) {
    const AcuEvaluationResult *result = g_ptr_array_index (results, i);
    if (i > 0)
      g_string_append (json, ",\n ");
    if (result->evaluation)
      acu_evaluation_append_json (json, result->model, result->evaluation, result->seen);
    else
      acu_evaluation_append_json_error (json, result->model, result->dataset, result->error);
  }
  g_string_append (json, "]\n");
  return g_string_free (json, FALSE);
}

/* The work. */

typedef struct {
  GStrv models;
  GPtrArray *datasets; /* AcuDatasetChoice */
  AcuCatalog *catalog;
  char *device;
  AcuMeasurementProgress *progress;
  GAsyncQueue *results;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_strfreev (job->models);
  g_ptr_array_unref (job->datasets);
  g_clear_object (&job->catalog);
  g_free (job->device);
  g_async_queue_unref (job->results);
  g_free (job);
}

/* A dataset as it was opened; what cannot be opened, once for all models. */
typedef struct {
  const AcuDatasetChoice *choice;
  AcuDataset *dataset;
  char *error;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  g_clear_pointer (&opened->dataset, acu_dataset_free);
  g_free (opened->error);
  g_free (opened);
}

static AcuDataset *
open_labels (const Job *job, const char *set, GError **error)
{
  g_autoptr (AcuLabelResult) result = acu_label_result_compute (job->catalog, set, NULL, error);

  return result ? acu_label_dataset_new (result, error) : NULL;
}

static Opened *
open_dataset (const Job *job, const AcuDatasetChoice *choice)
{
  const char *set = acu_label_dataset_get_set (choice->spec);
  g_autoptr (GError) error = NULL;
  Opened *opened = g_new0 (Opened, 1);

  opened->choice = choice;
  opened->dataset = set && job->catalog ? open_labels (job, set, &error)
                                        : acu_label_dataset_open (choice->spec, &error);
  if (!opened->dataset)
    opened->error = g_strdup (error->message);
  return opened;
}

/* The first of @failures in a line, the others as a count. (transfer full) */
static char *
join_failures (GPtrArray *failures)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (failures->len, MAX_NAMED); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "",
                            (const char *)g_ptr_array_index (failures, i));
  if (failures->len > MAX_NAMED)
    g_string_append_printf (text, _ (" and %u more"), failures->len - MAX_NAMED);
  return g_string_free (text, FALSE);
}

/* (transfer full) */
static GStrv
list_remarks (const AcuDataset *dataset, GPtrArray *failures)
{
  g_autoptr (GStrvBuilder) remarks = g_strv_builder_new ();
  g_autofree char *missing = acu_dataset_describe_missing (dataset, MAX_NAMED);
  g_autofree char *columns = acu_fault_columns_describe (dataset);
  g_autofree char *failed = failures->len > 0 ? join_failures (failures) : NULL;

  if (missing)
    g_strv_builder_add (remarks, missing);
  if (failed)
    g_strv_builder_add (remarks, failed);
  if (columns)
    g_strv_builder_add (remarks, columns);
  return g_strv_builder_end (remarks);
}

static AcuEvaluationResult *
evaluate (const Job *job,
          const char *name,
          AcuModel *model,
          const char *model_error,
          const Opened *opened,
          GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) failures = g_ptr_array_new_with_free_func (g_free);
  const AcuDatasetChoice *choice = opened->choice;
  AcuEvaluationResult *result = g_new0 (AcuEvaluationResult, 1);

  result->model = g_strdup (name);
  result->dataset = g_strdup (choice->title);
  if (!opened->dataset || !model) {
    result->error = g_strdup (opened->error ? opened->error : model_error);
    return result;
  }
  result->evaluation = acu_measure (model, opened->dataset, ACU_SPLIT_NONE, job->device,
                                    job->progress, failures, cancellable, &error);
  result->seen =
      acu_seen_data_find (acu_model_get_training (model), acu_label_dataset_get_set (choice->spec),
                          choice->spec, opened->dataset, ACU_SPLIT_NONE);
  if (result->evaluation) {
    g_free (result->evaluation->dataset);
    result->evaluation->dataset = g_strdup (choice->title);
    result->remarks = list_remarks (opened->dataset, failures);
  } else {
    result->error = g_strdup (error->message);
  }
  return result;
}

/* What a model failed at counts as done, so that the others' time left is told right. */
static void
evaluate_model (
    const Job *job, const char *name, GPtrArray *opened, guint *n_done, GCancellable *cancellable)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModel) model = acu_model_store_open (store, name, &error);

  for (guint i = 0; i < opened->len; i++) {
    const Opened *one = g_ptr_array_index (opened, i);
    AcuEvaluationResult *result =
        evaluate (job, name, model, error ? error->message : NULL, one, cancellable);

    if (g_cancellable_is_cancelled (cancellable)) {
      acu_evaluation_result_free (result);
      return;
    }
    g_async_queue_push (job->results, result);
    if (one->dataset)
      *n_done += (guint)acu_dataset_get_length (one->dataset);
    g_atomic_int_set (&job->progress->done, (int)*n_done);
  }
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_autoptr (GPtrArray) opened = g_ptr_array_new_with_free_func (opened_free);
  guint n_pictures = 0, n_done = 0;

  for (guint i = 0; i < job->datasets->len && !g_cancellable_is_cancelled (cancellable); i++) {
    Opened *one = open_dataset (job, g_ptr_array_index (job->datasets, i));
    g_ptr_array_add (opened, one);
    if (one->dataset)
      n_pictures += (guint)acu_dataset_get_length (one->dataset);
  }
  g_atomic_int_set (&job->progress->total, (int)(n_pictures * g_strv_length (job->models)));
  for (guint i = 0; job->models[i] && !g_cancellable_is_cancelled (cancellable); i++)
    evaluate_model (job, job->models[i], opened, &n_done, cancellable);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static gpointer
copy_choice (gconstpointer data, gpointer user_data)
{
  const AcuDatasetChoice *choice = data;

  return acu_dataset_choice_new (choice->title, choice->detail, choice->spec);
}

void
acu_evaluation_job_run_async (GObject *source,
                              const char *const *models,
                              GPtrArray *datasets,
                              AcuCatalog *catalog,
                              const char *device,
                              AcuMeasurementProgress *progress,
                              GAsyncQueue *results,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (G_IS_OBJECT (source) && models && datasets && progress && results);

  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  job->models = g_strdupv ((char **)models);
  job->datasets = g_ptr_array_copy (datasets, copy_choice, NULL);
  g_ptr_array_set_free_func (job->datasets, (GDestroyNotify)acu_dataset_choice_free);
  job->catalog = catalog ? g_object_ref (catalog) : NULL;
  job->device = g_strdup (device);
  job->progress = progress;
  job->results = g_async_queue_ref (results);
  g_atomic_int_set (&progress->done, 0);
  g_atomic_int_set (&progress->total, 0);
  g_task_set_task_data (task, job, job_free);
  acu_thread_task_run_in_background (task, "evaluation", run_in_thread);
}

gboolean
acu_evaluation_job_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

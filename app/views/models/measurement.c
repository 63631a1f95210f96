#include "app/views/models/measurement.h"

#include "app/catalog/photo-result.h"
#include "app/learning/datasets/dataset-spec.h"
#include "app/scoring/error.h"
#include "app/scoring/model-lineage.h"
#include "app/views/label/label-words.h"
#include "app/views/shared/thread-task.h"

#include <glib/gi18n.h>

/* Random patches a picture: the papers'. */
#define PATCHES 20

/* Of photos that are only put in order, fewer do. */
#define FOLDER_PATCHES 8

/* Before that, a rate says nothing. */
#define MIN_SECONDS 1.0

/* (transfer full) */
static char *
format_progress (int done, int total, gint64 started)
{
  double seconds = (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC;

  if (done == 0 || seconds < MIN_SECONDS)
    return g_strdup_printf (ngettext ("%'d of %'d picture", "%'d of %'d pictures", total), done,
                            total);

  g_autofree char *left = acu_time_left_format ((total - done) * seconds / done);
  /* Translators: pictures done, of so many; pictures a second; the time left */
  return g_strdup_printf (ngettext ("%'d of %'d picture · %.1f a second · %s",
                                    "%'d of %'d pictures · %.1f a second · %s", total),
                          done, total, done / seconds, left);
}

void
acu_measurement_show_progress (
    GtkProgressBar *bar, int done, int total, gint64 started, const char *before)
{
  g_return_if_fail (GTK_IS_PROGRESS_BAR (bar) && before);

  if (total <= 0) {
    gtk_progress_bar_pulse (bar);
    gtk_progress_bar_set_text (bar, before);
    return;
  }
  done = MIN (done, total);
  g_autofree char *text = format_progress (done, total, started);
  gtk_progress_bar_set_fraction (bar, (double)done / total);
  gtk_progress_bar_set_text (bar, text);
}

AcuMeasurement *
acu_measurement_new (const char *before, const char *after)
{
  g_return_val_if_fail (after, NULL);

  AcuMeasurement *self = g_new0 (AcuMeasurement, 1);

  self->before = g_strdup (before);
  self->after = g_strdup (after);
  return self;
}

void
acu_measurement_free (AcuMeasurement *self)
{
  if (!self)
    return;
  g_free (self->before);
  g_free (self->after);
  g_free (self->data);
  g_free (self->device);
  g_free (self->scoring);
  g_clear_object (&self->catalog);
  g_clear_pointer (&self->query, acu_photo_query_free);
  g_free (self);
}

void
acu_measurement_result_free (AcuMeasurementResult *result)
{
  if (!result)
    return;
  acu_comparison_free (result->comparison);
  acu_rank_change_free (result->change);
  g_free (result->lost);
  g_free (result->scoring);
  g_free (result->change_error);
  g_free (result);
}

typedef struct {
  AcuMeasurementProgress *progress;
  gsize done; /* of this evaluation */
  gboolean has_begun;
  GPtrArray *failures; /* (nullable) */
} Listener;

static void
progress_cb (gsize done, gsize total, gpointer data)
{
  Listener *listener = data;

  /* What an interrupted one has come to takes no time. */
  if (listener->has_begun)
    g_atomic_int_add (&listener->progress->done, (int)(done - listener->done));
  else
    g_atomic_int_add (&listener->progress->total, -(int)done);
  listener->has_begun = TRUE;
  listener->done = done;
}

static void
warning_cb (const char *message, gpointer data)
{
  const Listener *listener = data;

  if (listener->failures)
    g_ptr_array_add (listener->failures, g_strdup (message));
}

static AcuEvaluation *
measure (AcuModel *model,
         const AcuDataset *dataset,
         AcuSplit split,
         const char *device,
         guint patches,
         AcuMeasurementProgress *progress,
         GPtrArray *failures,
         GCancellable *cancellable,
         GError **error)
{
  AcuPredictorOptions predicting = {.device = device};
  Listener listener = {.progress = progress, .failures = failures};
  AcuEvaluationOptions options = {.patches = patches,
                                  .split = split,
                                  .progress = progress_cb,
                                  .warning = warning_cb,
                                  .user_data = &listener};

  return acu_evaluate (model, &predicting, dataset, &options, cancellable, error);
}

AcuEvaluation *
acu_measure (AcuModel *model,
             const AcuDataset *dataset,
             AcuSplit split,
             const char *device,
             AcuMeasurementProgress *progress,
             GPtrArray *failures,
             GCancellable *cancellable,
             GError **error)
{
  return measure (model, dataset, split, device, PATCHES, progress, failures, cancellable, error);
}

/* Paths of the photos, evenly chosen. (transfer full) (nullable) */
static GStrv
list_photos (const AcuMeasurement *self,
             guint *n_in_scope,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (AcuPhotoResult) found =
      acu_photo_query_run (self->catalog, self->query, cancellable, error);
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  if (!found)
    return NULL;
  *n_in_scope = found->photos->len;
  guint n = MIN (found->photos->len, ACU_MEASURED_PHOTOS);
  for (guint i = 0; i < n; i++) {
    gint64 id = g_array_index (found->photos, gint64, (guint64)i * found->photos->len / n);
    g_array_append_val (chosen, id);
  }
  g_autoptr (GPtrArray) rows =
      acu_photo_store_get_rows (self->catalog, (const gint64 *)chosen->data, chosen->len, 0, error);
  if (!rows)
    return NULL;
  for (guint i = 0; i < rows->len; i++) {
    AcuPhotoRow *row = g_ptr_array_index (rows, i);
    if (!row->error)
      g_strv_builder_add (paths, row->path);
  }
  return g_strv_builder_end (paths);
}

static gboolean
compare_opinions (const AcuMeasurement *self,
                  AcuModel *before,
                  AcuModel *after,
                  const AcuDataset *dataset,
                  AcuMeasurementProgress *progress,
                  AcuMeasurementResult *result,
                  GCancellable *cancellable,
                  GError **error)
{
  const AcuArchitecture *old = before ? acu_model_get_architecture (before) : NULL;
  const AcuArchitecture *new = acu_model_get_architecture (after);
  float range_before[2] = {old ? old->score_min : 0, old ? old->score_max : 1};
  float range_after[2] = {new->score_min, new->score_max};
  g_autoptr (AcuEvaluation) by_before = NULL;
  g_autoptr (AcuEvaluation) by_after = NULL;

  if (before) {
    by_before = acu_measure (before, dataset, self->split, self->device, progress, NULL,
                             cancellable, error);
    if (!by_before)
      return FALSE;
  }
  by_after =
      acu_measure (after, dataset, self->split, self->device, progress, NULL, cancellable, error);
  if (!by_after)
    return FALSE;
  result->comparison =
      acu_comparison_new (dataset, by_before, range_before, by_after, range_after, 0, error);
  return result->comparison != NULL;
}

static gboolean
compare_photos (const AcuMeasurement *self,
                AcuModel *before,
                AcuModel *after,
                const char *const *paths,
                AcuMeasurementProgress *progress,
                AcuMeasurementResult *result,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (AcuDataset) photos = acu_dataset_of_pictures (paths);
  g_autoptr (AcuEvaluation) by_before =
      measure (before, photos, ACU_SPLIT_NONE, self->device, FOLDER_PATCHES, progress, NULL,
               cancellable, error);
  g_autoptr (AcuEvaluation) by_after =
      by_before ? measure (after, photos, ACU_SPLIT_NONE, self->device, FOLDER_PATCHES, progress,
                           NULL, cancellable, error)
                : NULL;

  if (!by_after)
    return FALSE;
  result->change = acu_rank_change_new (photos, by_before, by_after);
  acu_rank_change_set_scope (result->change, result->n_in_scope, ACU_MEASURED_PHOTOS);
  return TRUE;
}

/* Whether the model after is asked about, and not how two models differ. */
static gboolean
judges (const AcuMeasurement *self)
{
  return self->data || self->scoring;
}

/* What tells the weights of the model after's base apart, whatever that is called by now; NULL
 * where nothing does. (transfer full) */
static char *
dup_base_fingerprint (const AcuMeasurement *self, AcuModelStore *store)
{
  g_autoptr (AcuModel) after = acu_model_store_open (store, self->after, NULL);
  g_autoptr (AcuModelLineage) lineage =
      after ? acu_model_lineage_read (acu_model_get_training (after)) : NULL;

  if (!lineage || !lineage->names[0] || g_str_equal (lineage->fingerprints[0], "-"))
    return NULL;
  return g_strdup (lineage->fingerprints[0]);
}

/* Whether @model is the one that @fingerprint tells; a NULL is anybody's. */
static gboolean
has_fingerprint (const AcuModel *model, const char *fingerprint)
{
  g_autofree char *found = fingerprint ? acu_model_dup_fingerprint (model) : NULL;

  return g_strcmp0 (found, fingerprint) == 0;
}

/* The model before, unless there is none that scores.  Where the one after is judged it is known by
 * its weights, since another may be called like it by now, the one after even; and one that is gone
 * hinders no judgement. */
static gboolean
open_before (const AcuMeasurement *self,
             AcuModelStore *store,
             AcuModel **model,
             AcuMeasurementResult *result,
             GError **error)
{
  g_autoptr (GError) failure = NULL;
  const char *name = self->before;
  g_autofree char *fingerprint = NULL, *renamed = NULL;

  *model = NULL;
  if (!name || g_str_has_prefix (name, "preset:"))
    return TRUE;
  fingerprint = judges (self) ? dup_base_fingerprint (self, store) : NULL;
  *model = acu_model_store_open (store, name, &failure);
  if (*model && has_fingerprint (*model, fingerprint))
    return TRUE;
  if (fingerprint) {
    g_clear_pointer (model, acu_model_unref);
    renamed = acu_model_store_find_fingerprint (store, fingerprint);
    *model = renamed ? acu_model_store_open (store, renamed, NULL) : NULL;
  } else if (g_error_matches (failure, ACU_SCORING_ERROR, ACU_SCORING_ERROR_BACKBONE)) {
    return TRUE;
  } else if (!judges (self) ||
             !g_error_matches (failure, ACU_SCORING_ERROR, ACU_SCORING_ERROR_NO_MODEL)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (!*model)
    result->lost = g_strdup (name);
  return TRUE;
}

/* What photos are in the order of now: the model that scores them, unless it is the very one that
 * is asked about, and then the one before.  (transfer full) */
static gboolean
open_scoring (const AcuMeasurement *self,
              AcuModelStore *store,
              AcuModel *before,
              AcuModel **model,
              AcuMeasurementResult *result,
              GError **error)
{
  *model = before ? acu_model_ref (before) : NULL;
  if (!self->scoring || g_str_equal (self->scoring, self->after))
    return TRUE;
  g_autoptr (AcuModel) scoring = *self->scoring != '\0'
                                     ? acu_model_store_open (store, self->scoring, error)
                                     : acu_model_store_open_default (store, error);
  if (!scoring)
    return FALSE;
  if (acu_model_has_test_weights (scoring) && *self->scoring == '\0')
    return TRUE; /* nothing is installed */
  g_clear_pointer (model, acu_model_unref);
  *model = g_steal_pointer (&scoring);
  result->scoring = g_strdup (acu_model_get_name (*model));
  return TRUE;
}

/* The orders of the open folder.  What hinders them is said, and hinders nothing else. */
static void
order_photos (const AcuMeasurement *self,
              AcuModel *scoring,
              AcuModel *after,
              const char *const *paths,
              AcuMeasurementProgress *progress,
              AcuMeasurementResult *result,
              GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!scoring || result->n_photos < 2 ||
      compare_photos (self, scoring, after, paths, progress, result, cancellable, &error))
    return;
  result->change_error = g_strdup (error->message);
}

static gboolean
run (const AcuMeasurement *self,
     AcuMeasurementProgress *progress,
     AcuMeasurementResult *result,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModel) before = NULL;
  g_autoptr (AcuModel) scoring = NULL;
  g_autoptr (AcuModel) after = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  g_autoptr (GError) failure = NULL;
  g_auto (GStrv) paths = NULL;

  if (!open_before (self, store, &before, result, error))
    return FALSE;
  after = acu_model_store_open (store, self->after, error);
  if (!after)
    return FALSE;
  if (self->data && !(dataset = acu_dataset_open (self->data, error)))
    return FALSE;
  if (self->catalog && self->query &&
      (!open_scoring (self, store, before, &scoring, result, &failure) ||
       (scoring && !(paths = list_photos (self, &result->n_in_scope, cancellable, &failure)))))
    result->change_error = g_strdup (failure->message);

  result->n_photos = paths ? g_strv_length (paths) : 0;
  gsize held_out = !dataset                        ? 0
                   : self->split == ACU_SPLIT_NONE ? acu_dataset_get_length (dataset)
                                                   : acu_dataset_count (dataset, self->split);
  g_atomic_int_set (&progress->total,
                    (int)(held_out * (before ? 2 : 1) + 2 * (gsize)result->n_photos));

  if (dataset &&
      !compare_opinions (self, before, after, dataset, progress, result, cancellable, error))
    return FALSE;
  order_photos (self, scoring, after, (const char *const *)paths, progress, result, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  /* Where two models are compared the orders are all that was asked for. */
  if (!judges (self) && result->change_error) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, result->change_error);
    return FALSE;
  }
  return TRUE;
}

typedef struct {
  AcuMeasurement *measurement;
  AcuMeasurementProgress *progress;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  acu_measurement_free (work->measurement);
  g_free (work);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_autoptr (AcuMeasurementResult) result = g_new0 (AcuMeasurementResult, 1);
  GError *error = NULL;

  if (run (work->measurement, work->progress, result, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&result),
                           (GDestroyNotify)acu_measurement_result_free);
  else
    g_task_return_error (task, error);
}

void
acu_measurement_run_async (GObject *source,
                           AcuMeasurement *measurement,
                           AcuMeasurementProgress *progress,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (G_IS_OBJECT (source) && measurement && progress);

  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Work *work = g_new (Work, 1);
  work->measurement = measurement;
  work->progress = progress;
  g_atomic_int_set (&progress->done, 0);
  g_atomic_int_set (&progress->total, 0);
  g_task_set_task_data (task, work, work_free);
  acu_thread_task_run_in_background (task, "measurement", run_in_thread);
}

AcuMeasurementResult *
acu_measurement_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

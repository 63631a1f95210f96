/* What two models make of pictures, worked out in the background: the ground of "Did it help?", of
 * comparing models over a folder, and of the table of models and datasets. */
#pragma once

#include "app/catalog/photo-query.h"
#include "app/learning/evaluation/comparison.h"
#include "app/scoring/model-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How far a measurement is; from any thread. */
typedef struct {
  int done;  /* atomic */
  int total; /* atomic; 0: not known yet */
} AcuMeasurementProgress;

typedef struct {
  char *before; /* name or file; NULL: none */
  char *after;
  char *data;          /* SPEC with opinions; NULL: none */
  AcuSplit split;      /* ACU_SPLIT_NONE: all of it */
  AcuCatalog *catalog; /* and the photos of it that are compared without opinions; NULL: none */
  AcuPhotoQuery *query;
  char *scoring; /* where the one after is judged, the model that photos are in the order of now, ""
                  * for the default one; NULL: the one before */
  char *device;  /* NULL: "auto" */
} AcuMeasurement;

/* (transfer full) */
AcuMeasurement *acu_measurement_new (const char *before, const char *after);
void acu_measurement_free (AcuMeasurement *measurement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuMeasurement, acu_measurement_free)

typedef struct {
  AcuComparison *comparison; /* NULL without opinions */
  AcuRankChange *change;     /* NULL without photos, or without a model to compare with */
  char *lost;                /* (nullable) the model before that was asked for, but is gone */
  char *scoring;      /* (nullable) the model that `change` is from, where it was asked for */
  char *change_error; /* (nullable) why there is no `change`: opinions are compared anyhow */
  guint n_photos;     /* that were compared, of */
  guint n_in_scope;
} AcuMeasurementResult;

void acu_measurement_result_free (AcuMeasurementResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuMeasurementResult, acu_measurement_result_free)

/* "12 of 80 pictures · 3.1 a second · about 1 min left" on @bar, for work that began at @started,
 * by g_get_monotonic_time(); @before is said while @total is 0. */
void acu_measurement_show_progress (
    GtkProgressBar *bar, int done, int total, gint64 started, const char *before);

/* At most so many photos of a folder are compared, evenly chosen; more are said to be a sample. */
#define ACU_MEASURED_PHOTOS 200

/* Takes @measurement.  @progress must outlive the work: it belongs to @source.  @callback is called
 * in the caller's main context with @source. */
void acu_measurement_run_async (GObject *source,
                                AcuMeasurement *measurement,
                                AcuMeasurementProgress *progress,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
AcuMeasurementResult *acu_measurement_run_finish (GAsyncResult *result, GError **error);

/* Scores @dataset by @model; counts on in @progress, and adds to @failures (nullable) why pictures
 * were left out, each naming its file (transfer full).  Blocks. (transfer full) */
AcuEvaluation *acu_measure (AcuModel *model,
                            const AcuDataset *dataset,
                            AcuSplit split,
                            const char *device,
                            AcuMeasurementProgress *progress,
                            GPtrArray *failures,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS

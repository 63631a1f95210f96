/* How fast a device scores or trains: the medians behind `acutance-cli bench`. */
#pragma once

#include "app/scoring/predictor.h"

G_BEGIN_DECLS

typedef struct {
  const char *preset;     /* PRESET or PRESET:FUSION */
  const char *device;     /* a selector of acu_device_open(); NULL means "auto" */
  AcuPrecision precision; /* where numbers are stored */
  guint batch;            /* patches a run or a step; 0: what scoring or the paper would take */
} AcuMeasureOptions;

typedef struct {
  char *device; /* its name */
  char *backend;
  const char *precision; /* what "auto" came to */
  guint batch;
  double patches_per_second;
  double gflops;    /* floating point operations a second, over 1e9 */
  gsize peak_bytes; /* of the device's memory, at most */
} AcuMeasurement;

void acu_measurement_clear (AcuMeasurement *measurement);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuMeasurement, acu_measurement_clear)

/* Scores full batches of random pixels with made-up weights, on which time does not depend.
 * Decoding is not included.  Fails with ACU_COMPUTE_ERROR_OUT_OF_MEMORY where the batch asked for
 * does not fit, and as acu_predictor_new() does. */
gboolean
acu_measure_scoring (const AcuMeasureOptions *options, AcuMeasurement *measurement, GError **error);

/* Takes whole training steps: forward, backward, AdamW, with the paper's dropout.  The batch may be
 * computed in several passes where memory is short, as in a real training.  Fails as
 * acu_trainer_new() does. */
gboolean acu_measure_training (const AcuMeasureOptions *options,
                               AcuMeasurement *measurement,
                               GError **error);

G_END_DECLS

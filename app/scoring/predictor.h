/* A model ready on a device: patches in, scores out.
 *
 * It chooses how many patches a run takes by what the device is and how much memory it has, takes
 * fewer when memory runs out all the same, and sets everything up anew when the device is lost.
 * For one thread at a time. */
#pragma once

#include "app/scoring/model.h"
#include "compute/device.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  ACU_PRECISION_AUTO, /* half precision on graphics processors that store it, else single */
  ACU_PRECISION_FP32,
  ACU_PRECISION_FP16,
} AcuPrecision;

/* Reads "auto", "fp32" or "fp16".  Fails with ACU_SCORING_ERROR_ARGUMENT. */
gboolean acu_precision_parse (const char *text, AcuPrecision *precision, GError **error);

/* What maps are stored as on the device @info: what is asked for, and with ACU_PRECISION_AUTO half
 * precision on graphics processors that store it.  Fails with ACU_COMPUTE_ERROR_UNSUPPORTED. */
gboolean acu_precision_choose (AcuPrecision precision,
                               const AcuDeviceInfo *info,
                               AcuDType *storage,
                               GError **error);

typedef struct {
  const char *device;     /* a selector of acu_device_open(); NULL means "auto" */
  AcuPrecision precision; /* where numbers are stored; sums are always fp32 */
  guint batch;            /* patches a run at most; 0 chooses */
} AcuPredictorOptions;

/* Where acu_predictor_run() writes, one entry a patch. */
typedef struct {
  float *scores; /* (n), on the model's scale */
  float *faults; /* (n,K), each 0..1; NULL for a model without a fault head */
  /* (n,4), how much comes of each stage: of `scale` fusion its weights, rows sum to 1; of `channel`
   * fusion the means of the gates of the stages' channels, each 0..1; NULL for any other. */
  float *fusion_weights;
} AcuPrediction;

typedef struct _AcuPredictor AcuPredictor;

/* Opens the device and loads @model, to which a reference is taken.  @options may be NULL.  Errors:
 * those of acu_device_open() and of the model's file; ACU_COMPUTE_ERROR_UNSUPPORTED where fp16 is
 * asked for and the device lacks it; ACU_COMPUTE_ERROR_OUT_OF_MEMORY where not even one patch fits.
 * (transfer full) */
AcuPredictor *
acu_predictor_new (AcuModel *model, const AcuPredictorOptions *options, GError **error);
void acu_predictor_free (AcuPredictor *predictor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPredictor, acu_predictor_free)

AcuModel *acu_predictor_get_model (const AcuPredictor *predictor);
const AcuDeviceInfo *acu_predictor_get_device (const AcuPredictor *predictor);

/* "fp32" or "fp16": what "auto" came to. */
const char *acu_predictor_get_precision (const AcuPredictor *predictor);

/* Patches a run takes at most; never grows. */
guint acu_predictor_get_batch (const AcuPredictor *predictor);

/* Bytes of device memory taken so far at most: weights and intermediate results. */
gsize acu_predictor_get_peak_memory (const AcuPredictor *predictor);

/* How often the device was lost and came back, and memory was short and fewer patches a run were
 * taken. */
guint acu_predictor_get_n_losses (const AcuPredictor *predictor);
guint acu_predictor_get_n_shortages (const AcuPredictor *predictor);

/* Floating point operations that one patch costs. */
double acu_predictor_get_flops (const AcuPredictor *predictor);

/* Whether the model fills AcuPrediction.fusion_weights; and whether they are means of gates. */
gboolean acu_predictor_has_fusion_weights (const AcuPredictor *predictor);
gboolean acu_predictor_has_fusion_gates (const AcuPredictor *predictor);

/* Scores @n patches, U8 RGB (n,S,S,3) where S is the model's input size, in as many runs as that
 * takes.  Cancelling ends it between two runs with G_IO_ERROR_CANCELLED.  Other errors are the back
 * end's; after ACU_COMPUTE_ERROR_DEVICE_LOST the device has been reopened twice in vain. */
gboolean acu_predictor_run (AcuPredictor *predictor,
                            const guint8 *patches,
                            guint n,
                            const AcuPrediction *prediction,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS

/* What in a patch moves its score: the gradient of the score with respect to the pixels (Simonyan,
 * Vedaldi and Zisserman, "Deep Inside Convolutional Networks", 2013), and how much of it each
 * pixel's own detail accounts for. */
#pragma once

#include "app/scoring/predictor.h"

G_BEGIN_DECLS

typedef struct _AcuSaliency AcuSaliency;

/* Makes @model, to which a reference is taken, ready on the device of @options (may be NULL), one
 * patch at a time, in single precision.  Errors: those of acu_predictor_new();
 * ACU_COMPUTE_ERROR_UNSUPPORTED for a ResNet, whose batch norms are differentiated only while it is
 * trained.  For one thread at a time. (transfer full) */
AcuSaliency *acu_saliency_new (AcuModel *model, const AcuPredictorOptions *options, GError **error);
void acu_saliency_free (AcuSaliency *saliency);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSaliency, acu_saliency_free)

/* The side S of a patch, pixels. */
guint acu_saliency_get_side (const AcuSaliency *saliency);

/* Writes to @gradient, F32 (S,S,3), by how much the score rises with each channel of each pixel of
 * @patch, U8 (S,S,3), per unit where black is 0 and white 1. */
gboolean
acu_saliency_run (AcuSaliency *saliency, const guint8 *patch, float *gradient, GError **error);

/* What the detail at each pixel adds to the score, or takes from it where negative: its difference
 * from the mean of the square of 2 @radius + 1 pixels around it, times the gradient, in score
 * units; summed over the channels and smoothed over the same square.  The baseline is the blurred
 * patch, so noise and artefacts that the model minds come out negative, and sharp detail that it
 * likes positive.  @side x @side pixels; writes @map, F32 (S,S). */
void acu_saliency_contributions (
    const guint8 *patch, const float *gradient, guint side, guint radius, float *map);

G_END_DECLS

/* The factor on losses that lifts F16 gradients above underflow.
 *
 * Most gradients of maps are smaller than what F16 can tell from zero, and all of them much smaller
 * than its largest number (Micikevicius et al., Mixed Precision Training, ICLR 2018, section 3.2).
 * The factor is a power of two, so that nothing is rounded by it; it is halved when gradients
 * overflow and doubled again after many steps in which none did. */
#pragma once

#include "compute/tensor.h"

G_BEGIN_DECLS

typedef struct {
  float factor;
  float most;    /* 1 where losses need no scale */
  guint64 since; /* the step at which the factor last changed */
} AcuLossScale;

/* What training with maps of type @storage begins with: 1 for F32. */
AcuLossScale acu_loss_scale_for (AcuDType storage);

/* Doubles the factor if it has been right for long; to be called before the step number @step. */
void acu_loss_scale_grow (AcuLossScale *scale, guint64 step);

/* Halves the factor after an overflow in step @step.  FALSE if it is 1: the gradients are not
 * finite by themselves. */
gboolean acu_loss_scale_shrink (AcuLossScale *scale, guint64 step);

G_END_DECLS

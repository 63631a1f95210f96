#include "compute/train/loss-scale.h"

/* Gradients of scores are at most about 1 / batch: at this scale they are far from 65504 yet. */
#define MOST 32768.0f

/* Steps without overflow after which the next factor is tried. */
#define PATIENCE 500

AcuLossScale
acu_loss_scale_for (AcuDType storage)
{
  const float most = storage == ACU_DTYPE_F16 ? MOST : 1.0f;

  return (AcuLossScale){.factor = most, .most = most};
}

void
acu_loss_scale_grow (AcuLossScale *scale, guint64 step)
{
  if (scale->factor >= scale->most || step < scale->since + PATIENCE)
    return;
  scale->factor *= 2.0f;
  scale->since = step;
}

gboolean
acu_loss_scale_shrink (AcuLossScale *scale, guint64 step)
{
  if (scale->factor <= 1.0f)
    return FALSE;
  scale->factor /= 2.0f;
  scale->since = step;
  return TRUE;
}

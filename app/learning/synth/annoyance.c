#include "app/learning/synth/annoyance.h"

#include <math.h>

static const double anchor_scores[ACU_DEGRADATION_LEVELS] = {87.5, 75, 50, 25, 5};

double
acu_annoyance_score (AcuDegradation degradation, double distance)
{
  const double *anchors;
  const guint last = ACU_DEGRADATION_LEVELS - 1;

  g_return_val_if_fail (degradation < ACU_N_DEGRADATIONS, 0);

  anchors = acu_annoyance_anchors[degradation];
  if (distance <= 0)
    return 100;
  if (distance <= anchors[0])
    return 100 - (100 - anchor_scores[0]) * distance / anchors[0];
  if (distance >= anchors[last])
    return anchor_scores[last] * anchors[last] / distance;
  for (guint i = 0; i < last; i++) {
    if (distance < anchors[i + 1]) {
      double share = log (distance / anchors[i]) / log (anchors[i + 1] / anchors[i]);
      return anchor_scores[i] + share * (anchor_scores[i + 1] - anchor_scores[i]);
    }
  }
  return anchor_scores[last];
}

double
acu_annoyance_combine (const double *scores, guint count)
{
  double sum = 0;

  for (guint i = 0; i < count; i++)
    sum += (100 - scores[i]) * (100 - scores[i]);
  return 100 - fmin (sqrt (sum), 100);
}

double
acu_annoyance_of_part (double score, double share)
{
  return 100 - (100 - score) * sqrt (CLAMP (share, 0, 1));
}

/* Screening of observers by ITU-R BT.500-14, Annex 1 to Part 1, section A1-2.3.1 (in BT.500-13 and
 * before: Annex 2, section 2.3.1): for tests with single and double stimuli. */
#pragma once

#include "app/labeling/opinion-scores.h"

G_BEGIN_DECLS

typedef struct {
  guint n;           /* presentations rated */
  guint p;           /* of these, far above the mean */
  guint q;           /* far below */
  gboolean rejected; /* (P + Q) / n > 0.05 and |P - Q| / (P + Q) < 0.3 */
} AcuBt500Observer;

/* Looks at every observer of @matrix.  Far is two standard deviations where the presentation's
 * scores look normal, that is where their kurtosis coefficient b2 = m4 / m2^2 lies within 2..4, and
 * sqrt(20) otherwise.  The deviation is the S of the Recommendation's confidence intervals, the
 * root of the squared differences' sum by N - @ddof, where @ddof is 1; SUREAL's published results
 * have 0 there, so that for a panel of 15 its far is 3.4 % nearer.  The moments of the kurtosis are
 * divided by N.  The Recommendation divides by the number of all presentations, which each observer
 * has rated there; n is the same where nothing is missing.
 *
 * An observer who is far away always to the same side is not rejected: that is bias.  The
 * Recommendation asks that this be done once only, and for panels of fewer than 20.
 * @observers: (I). */
void acu_bt500_screen (const AcuOpinionMatrix *matrix, guint ddof, AcuBt500Observer *observers);

/* Means without the observers that screening rejects, except those of whom @keep (nullable, (I)) is
 * TRUE.  (transfer full) */
AcuOpinionScores *acu_bt500_compute (const AcuOpinionMatrix *matrix, const gboolean *keep);

G_END_DECLS

/* The comparisons of a pairwise session, a round at a time.  Private to this folder. */
#pragma once

#include "app/labeling/session-plan.h"

G_BEGIN_DECLS

/* The examples of @plan and the first round. (transfer full) (element-type AcuLabelItem) */
GArray *acu_pair_round_make_first (AcuCatalog *catalog,
                                   const AcuRatingPlan *plan,
                                   const AcuSessionSettings *settings,
                                   guint64 seed,
                                   GError **error);

/* The next round of a pairwise session of @set that has planned @shown (AcuLabelItem) so far, of
 * which @open (AcuLabelItem) are not answered yet: half as many pairs as photos, picked by all
 * answers in @set, some of them repeats of pairs shown before, with sides exchanged; and the
 * control pairs whose places, evenly over the session, are in it. (transfer full) (element-type
 * AcuLabelItem) */
GArray *acu_pair_round_make (AcuCatalog *catalog,
                             gint64 set,
                             const AcuSessionSettings *settings,
                             const GArray *shown,
                             const GArray *open,
                             guint64 seed,
                             GError **error);

G_END_DECLS

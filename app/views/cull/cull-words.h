/* Groups and proposals in sentences. */
#pragma once

#include "app/culling/cull-plan.h"
#include "app/views/shared/score-band.h"

G_BEGIN_DECLS

/* "Burst of 5", "3 alike". (transfer full) */
char *acu_cull_words_name_group (const AcuPhotoGroup *group);

/* What is proposed for the photo at @index: "Would be picked"; and why: "the best of 5, 8 points
 * ahead of the next". (transfer full) */
char *acu_cull_words_explain (const AcuPhotoGroups *groups,
                              const AcuCullPlan *plan,
                              guint index,
                              AcuScoreScale scale);

/* The mark over a photo, or NULL for none. */
const char *acu_cull_words_get_mark (const AcuProposal *proposal);

G_END_DECLS

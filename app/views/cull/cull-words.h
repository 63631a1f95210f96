/* Groups and proposals in sentences. */
#pragma once

#include "app/culling/cull-plan.h"
#include "app/views/shared/score-band.h"

G_BEGIN_DECLS

/* "Burst of 5", "3 alike". (transfer full) */
char *acu_cull_words_name_group (const AcuPhotoGroup *group);

/* What is proposed for the photo at @index: "Would be rejected"; and why: "8 points behind the best
 * of its group; softer than the best; found: noise".  @faults (element-type AcuCullFault) are those
 * that tell against it, NULL where they are not known. (transfer full) */
char *acu_cull_words_explain (const AcuPhotoGroups *groups,
                              const AcuCullPlan *plan,
                              guint index,
                              AcuScoreScale scale,
                              const GPtrArray *faults);

/* The mark over a photo, or NULL for none. */
const char *acu_cull_words_get_mark (const AcuProposal *proposal);

/* Why a list of @plan has no photos in it; @plan may be NULL. */
const char *acu_cull_words_explain_none (const AcuCullPlan *plan);

G_END_DECLS

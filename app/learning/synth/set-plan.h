/* Which pictures a synthetic set has: what they are made of, how many of each, and what for. */
#pragma once

#include "app/learning/synth/synth.h"

typedef struct {
  GPtrArray *sources;  /* (element-type utf8) photos, see source-list.h */
  guint *quotas;       /* pictures of each source */
  const char **splits; /* of each source, what its pictures are for: "train", "val", "test" or "" */
  guint total;         /* pictures in all */
} AcuSetPlan;

/* Finds the photos and shares the pictures out among them.  Fails with ACU_SYNTH_ERROR_SOURCE where
 * there are none, or more than @options->count has pictures for. */
AcuSetPlan *acu_set_plan_new (const AcuSynthOptions *options, GError **error);

void acu_set_plan_free (AcuSetPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSetPlan, acu_set_plan_free)

/* Whether nothing is to be learned from the pictures of @source. */
gboolean acu_set_plan_is_held_out (const AcuSetPlan *plan, guint source);

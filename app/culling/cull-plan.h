/* Which photos culling would pick and reject, and why. */
#pragma once

#include "app/culling/photo-groups.h"

G_BEGIN_DECLS

typedef enum {
  ACU_VERDICT_LEAVE, /* neither */
  ACU_VERDICT_PICK,  /* the best of its group */
  ACU_VERDICT_REJECT,
} AcuVerdict;

typedef enum {
  ACU_REASON_NONE,
  ACU_REASON_BEST,       /* of its group */
  ACU_REASON_CLOSE,      /* to the best of its group: within the margin */
  ACU_REASON_BEHIND,     /* the best of its group by more than that */
  ACU_REASON_WEAK,       /* below what any photo has to reach */
  ACU_REASON_OWN_CHOICE, /* a person has flagged it, or given it stars */
  ACU_REASON_NOT_SCORED,
} AcuReason;

typedef struct {
  AcuVerdict verdict;
  AcuReason reason;
  /* Points: of the best, ahead of the next one; of others, behind the best; of weak photos, their
   * distance from the limit.  NAN where there is nothing to compare with. */
  double difference;
} AcuProposal;

typedef struct {
  AcuProposal *proposals; /* of each photo of the groups */
  gint32 *best;           /* of each group, an index of photos; -1 where nothing is scored */
  guint n_picked, n_left, n_rejected;
  guint n_weak; /* of those rejected: not for a better one in their group */
  double margin, limit;
} AcuCullPlan;

/* Proposes what becomes of the photos of @groups.  In each group the best score is picked, unless a
 * person has picked already; others are rejected where they are more than a margin behind it, and
 * any photo is where its score is below a limit.  @strictness, 0..1, takes the margin from 20 % of
 * the scale @min..@max to nothing and the limit from its lower end to 40 %.  What a person has
 * flagged or starred is left as it is, and so is what has no score. (transfer full) */
AcuCullPlan *
acu_cull_plan_new (const AcuPhotoGroups *groups, double min, double max, double strictness);
void acu_cull_plan_free (AcuCullPlan *plan);

/* The score below which @strictness, 0..1, rejects any photo of a scale from @min to @max. */
double acu_cull_plan_get_limit (double min, double max, double strictness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuCullPlan, acu_cull_plan_free)

G_END_DECLS

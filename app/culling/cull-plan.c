#include "app/culling/cull-plan.h"

#include <math.h>

/* At the lenient end, parts of the scale. */
#define WIDEST_MARGIN 0.2

/* At the strict end: below this a photo is weak (app/views/shared/score-band.h). */
#define HIGHEST_LIMIT 0.4

static const AcuCullPhoto *
get_photo (const AcuPhotoGroups *groups, guint i)
{
  return &g_array_index (groups->photos, AcuCullPhoto, i);
}

static gboolean
is_chosen (const AcuCullPhoto *photo)
{
  return photo->flag != ACU_FLAG_NONE || photo->stars > 0;
}

/* The best score of a group among what was not rejected by hand, and the next one: indices, -1 for
 * none. */
static void
find_best (const AcuPhotoGroups *groups, const AcuPhotoGroup *group, gint32 *best, gint32 *next)
{
  *best = *next = -1;
  for (guint i = 0; i < group->n; i++) {
    gint32 index = (gint32)g_array_index (groups->members, guint, group->first + i);
    const AcuCullPhoto *photo = get_photo (groups, (guint)index);

    if (isnan (photo->score) || photo->flag == ACU_FLAG_REJECT)
      continue;
    if (*best < 0 || photo->score > get_photo (groups, (guint)*best)->score) {
      *next = *best;
      *best = index;
    } else if (*next < 0 || photo->score > get_photo (groups, (guint)*next)->score) {
      *next = index;
    }
  }
}

static AcuProposal
judge_alone (const AcuCullPlan *plan, const AcuCullPhoto *photo)
{
  if (is_chosen (photo))
    return (AcuProposal){ACU_VERDICT_LEAVE, ACU_REASON_OWN_CHOICE, (double)NAN};
  if (isnan (photo->score))
    return (AcuProposal){ACU_VERDICT_LEAVE, ACU_REASON_NOT_SCORED, (double)NAN};
  if (photo->score < plan->limit)
    return (AcuProposal){ACU_VERDICT_REJECT, ACU_REASON_WEAK, plan->limit - photo->score};
  return (AcuProposal){ACU_VERDICT_LEAVE, ACU_REASON_NONE, (double)NAN};
}

static void
judge_group (AcuCullPlan *plan, const AcuPhotoGroups *groups, guint number)
{
  const AcuPhotoGroup *group = &g_array_index (groups->groups, AcuPhotoGroup, number);
  gint32 best, next;
  gboolean is_picked = FALSE;

  find_best (groups, group, &best, &next);
  plan->best[number] = best;
  for (guint i = 0; i < group->n; i++)
    is_picked |=
        get_photo (groups, g_array_index (groups->members, guint, group->first + i))->flag ==
        ACU_FLAG_PICK;

  for (guint i = 0; i < group->n; i++) {
    guint index = g_array_index (groups->members, guint, group->first + i);
    const AcuCullPhoto *photo = get_photo (groups, index);
    AcuProposal *proposal = &plan->proposals[index];

    *proposal = judge_alone (plan, photo);
    if (proposal->reason != ACU_REASON_NONE)
      continue;
    if ((gint32)index == best) {
      double ahead =
          next >= 0 ? photo->score - get_photo (groups, (guint)next)->score : (double)NAN;

      *proposal =
          (AcuProposal){is_picked ? ACU_VERDICT_LEAVE : ACU_VERDICT_PICK, ACU_REASON_BEST, ahead};
    } else {
      double behind = get_photo (groups, (guint)best)->score - photo->score;
      gboolean is_close = behind <= plan->margin && plan->margin > 0;

      *proposal = (AcuProposal){is_close ? ACU_VERDICT_LEAVE : ACU_VERDICT_REJECT,
                                is_close ? ACU_REASON_CLOSE : ACU_REASON_BEHIND, behind};
    }
  }
}

double
acu_cull_plan_get_limit (double min, double max, double strictness)
{
  return min + CLAMP (strictness, 0, 1) * HIGHEST_LIMIT * (max - min);
}

AcuCullPlan *
acu_cull_plan_new (const AcuPhotoGroups *groups, double min, double max, double strictness)
{
  AcuCullPlan *plan = g_new0 (AcuCullPlan, 1);
  guint n = groups->photos->len;

  strictness = CLAMP (strictness, 0, 1);
  plan->margin = (1 - strictness) * WIDEST_MARGIN * (max - min);
  plan->limit = acu_cull_plan_get_limit (min, max, strictness);
  plan->proposals = g_new0 (AcuProposal, n);
  plan->best = g_new (gint32, groups->groups->len);
  for (guint i = 0; i < groups->groups->len; i++)
    judge_group (plan, groups, i);

  for (guint i = 0; i < n; i++) {
    AcuProposal *proposal = &plan->proposals[i];

    if (groups->group[i] < 0)
      *proposal = judge_alone (plan, get_photo (groups, i));
    plan->n_picked += proposal->verdict == ACU_VERDICT_PICK;
    plan->n_left += proposal->verdict == ACU_VERDICT_LEAVE;
    plan->n_rejected += proposal->verdict == ACU_VERDICT_REJECT;
    plan->n_weak += proposal->reason == ACU_REASON_WEAK;
  }
  return plan;
}

void
acu_cull_plan_free (AcuCullPlan *plan)
{
  g_free (plan->proposals);
  g_free (plan->best);
  g_free (plan);
}

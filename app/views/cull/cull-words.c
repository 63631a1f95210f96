#include "app/views/cull/cull-words.h"

#include <glib/gi18n.h>
#include <math.h>

char *
acu_cull_words_name_group (const AcuPhotoGroup *group)
{
  return group->kind == ACU_GROUP_BURST
             ? g_strdup_printf (ngettext ("Burst of %u", "Burst of %u", group->n), group->n)
             : g_strdup_printf (ngettext ("%u alike", "%u alike", group->n), group->n);
}

/* A difference of scores, on a scale of whatever length. (transfer full) */
static char *
format_points (AcuScoreScale scale, double difference)
{
  return acu_score_format ((AcuScoreScale){0, scale.max - scale.min}, difference);
}

static char *
explain_best (guint n, AcuScoreScale scale, double ahead)
{
  if (isnan (ahead))
    return g_strdup (_ ("the only one left of its group"));

  g_autofree char *points = format_points (scale, ahead);
  return g_strdup_printf (_ ("the best of %u, %s points ahead of the next"), n, points);
}

char *
acu_cull_words_explain (const AcuPhotoGroups *groups,
                        const AcuCullPlan *plan,
                        guint index,
                        AcuScoreScale scale)
{
  static const char *const verdicts[] = {
      [ACU_VERDICT_LEAVE] = N_ ("Stays as it is"),
      [ACU_VERDICT_PICK] = N_ ("Would be picked"),
      [ACU_VERDICT_REJECT] = N_ ("Would be rejected"),
  };
  const AcuProposal *proposal = &plan->proposals[index];
  gint32 number = groups->group[index];
  guint n = number >= 0 ? g_array_index (groups->groups, AcuPhotoGroup, number).n : 1;
  g_autofree char *points = format_points (scale, proposal->difference);
  g_autofree char *reason = NULL;

  switch (proposal->reason) {
  case ACU_REASON_BEST:
    reason = explain_best (n, scale, proposal->difference);
    break;
  case ACU_REASON_CLOSE:
    reason = g_strdup_printf (_ ("only %s points behind the best of its group"), points);
    break;
  case ACU_REASON_BEHIND:
    reason = g_strdup_printf (_ ("%s points behind the best of its group"), points);
    break;
  case ACU_REASON_WEAK:
    reason = g_strdup_printf (_ ("weak, %s points below what this strictness asks for"), points);
    break;
  case ACU_REASON_OWN_CHOICE:
    reason = g_strdup (_ ("you have decided already"));
    break;
  case ACU_REASON_NOT_SCORED:
    reason = g_strdup (_ ("not scored yet"));
    break;
  case ACU_REASON_NONE:
  default:
    reason = g_strdup (_ ("good enough, and like no other"));
  }
  /* Translators: what would happen to a photo, and why */
  return g_strdup_printf (_ ("%s: %s"), _ (verdicts[proposal->verdict]), reason);
}

const char *
acu_cull_words_get_mark (const AcuProposal *proposal)
{
  switch (proposal->verdict) {
  case ACU_VERDICT_PICK:
    return _ ("Would pick");
  case ACU_VERDICT_REJECT:
    return _ ("Would reject");
  case ACU_VERDICT_LEAVE:
  default:
    return NULL;
  }
}

#include "app/views/cull/cull-words.h"

#include "app/culling/cull-faults.h"
#include "app/scoring/fault-words.h"

#include <glib/gi18n.h>
#include <math.h>

char *
acu_cull_words_name_group (const AcuPhotoGroup *group)
{
  return group->kind == ACU_GROUP_BURST
             ? g_strdup_printf (ngettext ("Burst of %u", "Burst of %u", group->n), group->n)
             : g_strdup_printf (ngettext ("%u alike", "%u alike", group->n), group->n);
}

static char *
explain_best (guint n, AcuScoreScale scale, double ahead)
{
  if (isnan (ahead))
    return g_strdup (_ ("the only one left of its group"));

  g_autofree char *points = acu_score_format_points (scale, ahead);
  g_autofree char *none = acu_score_format_points (scale, 0);
  if (g_str_equal (points, none))
    return g_strdup_printf (_ ("the best of %u, as good as the next"), n);
  return g_strdup_printf (_ ("the best of %u, %s points ahead of the next"), n, points);
}

/* Faults, of a photo that has more of them than the best of its group. */
static const struct {
  const char *name;
  const char *comparative;
} comparatives[] = {
    {"blur", NC_ ("than the best", "softer")},
    {"motion", NC_ ("than the best", "more shaken")},
    {"overexposure", NC_ ("than the best", "more overexposed")},
    {"underexposure", NC_ ("than the best", "more underexposed")},
    {"noise", NC_ ("than the best", "noisier")},
    {"contrast", NC_ ("than the best", "flatter")},
    {"colour", NC_ ("than the best", "more of a colour cast")},
    {"halos", NC_ ("than the best", "more oversharpened")},
    {"banding", NC_ ("than the best", "more banded")},
    {"upscaling", NC_ ("than the best", "coarser")},
    {"compression", NC_ ("than the best", "more compressed")},
};

/* (transfer full) */
static char *
name_fault (const AcuCullFault *fault)
{
  for (guint i = 0; i < G_N_ELEMENTS (comparatives) && fault->is_stronger; i++)
    if (g_str_equal (fault->name, comparatives[i].name))
      return g_strdup (g_dpgettext2 (NULL, "than the best", comparatives[i].comparative));
  /* Translators: of a fault, “more blur” than another photo has */
  return fault->is_stronger ? g_strdup_printf (_ ("more %s"), acu_fault_get_word (fault->name))
                            : g_strdup (acu_fault_get_word (fault->name));
}

/* Those of @faults that are stronger than in the best, or the others; NULL for none. */
static char *
list_faults (const GPtrArray *faults, gboolean stronger)
{
  char *list = NULL;

  for (guint i = 0; i < faults->len; i++) {
    const AcuCullFault *fault = g_ptr_array_index (faults, i);
    if (fault->is_stronger != stronger)
      continue;
    g_autofree char *shorter = list;
    g_autofree char *name = name_fault (fault);
    list = shorter ? g_strdup_printf (C_ ("list of faults", "%s, %s"), shorter, name)
                   : g_steal_pointer (&name);
  }
  return list;
}

static void
add_clause (char **reason, const char *clause)
{
  /* Translators: one reason, and the next one */
  char *longer = g_strdup_printf (C_ ("reasons", "%s; %s"), *reason, clause);

  g_free (*reason);
  *reason = longer;
}

static void
add_faults (char **reason, const GPtrArray *faults)
{
  g_autofree char *stronger = list_faults (faults, TRUE);
  g_autofree char *others = list_faults (faults, FALSE);

  if (stronger) {
    /* Translators: how a photo differs from the best of its group, “softer, noisier” */
    g_autofree char *clause = g_strdup_printf (_ ("%s than the best"), stronger);
    add_clause (reason, clause);
  }
  if (others) {
    /* Translators: a list of faults, “found: noise, blur” */
    g_autofree char *clause = g_strdup_printf (_ ("found: %s"), others);
    add_clause (reason, clause);
  }
}

char *
acu_cull_words_explain (const AcuPhotoGroups *groups,
                        const AcuCullPlan *plan,
                        guint index,
                        AcuScoreScale scale,
                        const GPtrArray *faults)
{
  static const char *const verdicts[] = {
      [ACU_VERDICT_LEAVE] = N_ ("Stays as it is"),
      [ACU_VERDICT_PICK] = N_ ("Would be picked"),
      [ACU_VERDICT_REJECT] = N_ ("Would be rejected"),
  };
  const AcuProposal *proposal = &plan->proposals[index];
  gint32 number = groups->group[index];
  guint n = number >= 0 ? g_array_index (groups->groups, AcuPhotoGroup, number).n : 1;
  g_autofree char *points = acu_score_format_points (scale, proposal->difference);
  g_autofree char *none = acu_score_format_points (scale, 0);
  g_autofree char *reason = NULL;

  switch (proposal->reason) {
  case ACU_REASON_BEST:
    reason = explain_best (n, scale, proposal->difference);
    break;
  case ACU_REASON_CLOSE:
    reason = g_str_equal (points, none)
                 ? g_strdup (_ ("as good as the best of its group"))
                 : g_strdup_printf (_ ("only %s points behind the best of its group"), points);
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
  if (faults)
    add_faults (&reason, faults);
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

const char *
acu_cull_words_explain_none (const AcuCullPlan *plan)
{
  const guint n = plan ? plan->n_picked + plan->n_left + plan->n_rejected : 0;

  if (n == 0)
    return _ ("Only photos that can be read are looked at.");
  for (guint i = 0; i < n; i++)
    if (plan->proposals[i].reason != ACU_REASON_NOT_SCORED)
      return _ ("At another strictness there may be some.");
  return _ ("No photo has been scored yet.");
}

#include "app/learning/synth/set-plan.h"

#include "app/learning/synth/recipe.h"
#include "app/learning/synth/source-list.h"
#include "app/learning/synth/synth-error.h"
#include "compute/random.h"

#include <glib/gi18n.h>

gboolean
acu_set_plan_is_held_out (const AcuSetPlan *plan, guint source)
{
  const char *split = plan->splits[source];

  return g_str_equal (split, "val") || g_str_equal (split, "test");
}

/* What the pictures of each photo are for, @held_out of 100 to validate on and as many to test on,
 * one of each at least.  Where none would be left to learn from nothing is marked. */
static const char **
divide (guint held_out, guint n_sources, guint64 seed)
{
  const char **splits = g_new (const char *, n_sources);
  AcuRandom random = acu_random_new (seed, 0);
  g_autofree guint32 *order = g_new (guint32, n_sources);
  guint share = held_out > 0 && n_sources > 2 ? MAX (1, n_sources * held_out / 100) : 0;

  for (guint i = 0; i < n_sources; i++)
    order[i] = i;
  acu_random_shuffle (&random, order, n_sources);
  for (guint i = 0; i < n_sources; i++)
    splits[order[i]] = share == 0 ? "" : i < share ? "val" : i < 2 * share ? "test" : "train";
  return splits;
}

/* Whether the pictures of what is held out leave one at least of every other photo. */
static gboolean
leaves_enough (const AcuSynthOptions *options, const AcuSetPlan *plan, GError **error)
{
  guint n_sources = plan->sources->len, n_held_out = 0;
  guint64 needed;

  if (options->per_held_out == 0 || options->count == 0)
    return TRUE;
  for (guint i = 0; i < n_sources; i++)
    n_held_out += acu_set_plan_is_held_out (plan, i);
  needed = (guint64)n_held_out * options->per_held_out + n_sources - n_held_out;
  if (options->count >= needed)
    return TRUE;
  g_set_error (
      error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE,
      _ ("%s: the count %u is too small: what is held out, and one of each of the other photos, "
         "needs %u"),
      options->from, options->count, (guint)MIN (needed, G_MAXUINT));
  return FALSE;
}

/* Shares the pictures that are wanted out among the photos, the first ones getting what is left
 * over. */
static void
share_out (const AcuSynthOptions *options, AcuSetPlan *plan)
{
  guint count = options->count, n_sharing = 0, shared = 0;

  plan->quotas = g_new (guint, plan->sources->len);
  for (guint i = 0; i < plan->sources->len; i++) {
    gboolean is_fixed = options->per_held_out > 0 && acu_set_plan_is_held_out (plan, i);

    plan->quotas[i] = is_fixed ? options->per_held_out : 0;
    n_sharing += !is_fixed;
    count -= MIN (count, plan->quotas[i]);
  }
  for (guint i = 0; i < plan->sources->len; i++) {
    if (plan->quotas[i] == 0)
      plan->quotas[i] = options->count == 0
                            ? 1 + acu_recipe_get_round ()
                            : count / n_sharing + (shared++ < count % n_sharing ? 1 : 0);
    plan->total += plan->quotas[i];
  }
}

AcuSetPlan *
acu_set_plan_new (const AcuSynthOptions *options, GError **error)
{
  g_autoptr (AcuSetPlan) plan = g_new0 (AcuSetPlan, 1);

  plan->sources = acu_source_list_new (options->from, error);
  if (plan->sources == NULL)
    return NULL;
  plan->splits = divide (options->held_out, plan->sources->len, options->seed);
  if (!leaves_enough (options, plan, error))
    return NULL;
  share_out (options, plan);
  return g_steal_pointer (&plan);
}

void
acu_set_plan_free (AcuSetPlan *plan)
{
  g_clear_pointer (&plan->sources, g_ptr_array_unref);
  g_free (plan->quotas);
  g_free (plan->splits);
  g_free (plan);
}

/* What culling proposes, and why. */
#include "app/culling/cull-plan.h"
#include "test-support.h"

#include <math.h>
#include <string.h>

/* Three frames of a burst, then photos that stand alone; scores are given. */
static AcuPhotoGroups *
make_groups (const double *scores, guint n, guint n_in_burst)
{
  g_autoptr (GArray) photos = g_array_new (FALSE, TRUE, sizeof (AcuCullPhoto));

  for (guint i = 0; i < n; i++) {
    AcuCullPhoto photo = {.photo = i + 1,
                          .taken = 1000 + (i < n_in_burst ? i : i * 100),
                          .score = scores[i],
                          .has_likeness = TRUE};
    g_autoptr (GRand) rand = g_rand_new_with_seed (i < n_in_burst ? 0 : i);
    for (guint b = 0; b < 16; b++)
      photo.likeness[b] = (guint8)g_rand_int (rand);
    g_array_append_val (photos, photo);
  }
  return acu_photo_groups_new (photos, NULL, NULL);
}

static AcuCullPhoto *
get (AcuPhotoGroups *groups, guint i)
{
  return &g_array_index (groups->photos, AcuCullPhoto, i);
}

static void
assert_proposal (const AcuCullPlan *plan, guint i, AcuVerdict verdict, AcuReason reason)
{
  g_assert_cmpint (plan->proposals[i].verdict, ==, verdict);
  g_assert_cmpint (plan->proposals[i].reason, ==, reason);
}

static void
test_best_of_burst (void)
{
  const double scores[] = {50, 70, 66, 30, 90};
  g_autoptr (AcuPhotoGroups) groups = make_groups (scores, 5, 3);
  g_autoptr (AcuCullPlan) half = acu_cull_plan_new (groups, 0, 100, 0.5);

  g_assert_cmpint (groups->groups->len, ==, 1);
  g_assert_cmpint (half->best[0], ==, 1);
  assert_proposal (half, 0, ACU_VERDICT_REJECT, ACU_REASON_BEHIND);
  assert_proposal (half, 1, ACU_VERDICT_PICK, ACU_REASON_BEST);
  assert_proposal (half, 2, ACU_VERDICT_LEAVE, ACU_REASON_CLOSE);
  assert_proposal (half, 3, ACU_VERDICT_LEAVE, ACU_REASON_NONE);
  g_assert_cmpfloat (half->proposals[0].difference, ==, 20);
  g_assert_cmpfloat (half->proposals[1].difference, ==, 4);
  g_assert_cmpint (half->n_picked, ==, 1);
  g_assert_cmpint (half->n_rejected, ==, 1);
  g_assert_cmpint (half->n_left, ==, 3);
}

/* The lenient end rejects what is far behind only; the strict end keeps one of a group, and no weak
 * photo. */
static void
test_strictness (void)
{
  const double scores[] = {50, 70, 66, 30, 90};
  g_autoptr (AcuPhotoGroups) groups = make_groups (scores, 5, 3);
  g_autoptr (AcuCullPlan) lenient = acu_cull_plan_new (groups, 0, 100, 0);
  g_autoptr (AcuCullPlan) strict = acu_cull_plan_new (groups, 0, 100, 1);
  guint before = 0;

  g_assert_cmpint (lenient->n_rejected, ==, 0);
  g_assert_cmpint (strict->n_rejected, ==, 3);
  assert_proposal (strict, 2, ACU_VERDICT_REJECT, ACU_REASON_BEHIND);
  assert_proposal (strict, 3, ACU_VERDICT_REJECT, ACU_REASON_WEAK);
  g_assert_cmpfloat (strict->proposals[3].difference, ==, 10);
  g_assert_cmpint (strict->n_weak, ==, 1);
  g_assert_cmpfloat (strict->limit, ==, acu_cull_plan_get_limit (0, 100, 1));
  g_assert_cmpfloat (acu_cull_plan_get_limit (20, 70, 0.5), ==, 30);
  for (int i = 0; i <= 20; i++) {
    g_autoptr (AcuCullPlan) plan = acu_cull_plan_new (groups, 0, 100, i / 20.0);
    g_assert_cmpint (plan->n_rejected, >=, before);
    before = plan->n_rejected;
  }
}

static void
test_other_scale (void)
{
  const double scores[] = {0.50, 0.70, 0.66, 0.30, 0.90};
  g_autoptr (AcuPhotoGroups) groups = make_groups (scores, 5, 3);
  g_autoptr (AcuCullPlan) plan = acu_cull_plan_new (groups, 0, 1, 0.5);

  g_assert_cmpint (plan->n_rejected, ==, 1);
  assert_proposal (plan, 0, ACU_VERDICT_REJECT, ACU_REASON_BEHIND);
}

/* What a person did stays: flags and stars are no proposals, and a group that has a pick gets no
 * other. */
static void
test_own_choice (void)
{
  const double scores[] = {50, 70, 66, 3, 2};
  g_autoptr (AcuPhotoGroups) groups = make_groups (scores, 5, 3);
  get (groups, 0)->flag = ACU_FLAG_PICK;
  get (groups, 3)->stars = 1;
  get (groups, 4)->flag = ACU_FLAG_REJECT;
  g_autoptr (AcuCullPlan) plan = acu_cull_plan_new (groups, 0, 100, 1);

  assert_proposal (plan, 0, ACU_VERDICT_LEAVE, ACU_REASON_OWN_CHOICE);
  assert_proposal (plan, 1, ACU_VERDICT_LEAVE, ACU_REASON_BEST);
  assert_proposal (plan, 2, ACU_VERDICT_REJECT, ACU_REASON_BEHIND);
  assert_proposal (plan, 3, ACU_VERDICT_LEAVE, ACU_REASON_OWN_CHOICE);
  assert_proposal (plan, 4, ACU_VERDICT_LEAVE, ACU_REASON_OWN_CHOICE);
}

/* One that was rejected by hand is not the best, whatever its score. */
static void
test_rejected_best (void)
{
  const double scores[] = {50, 95, 66};
  g_autoptr (AcuPhotoGroups) groups = make_groups (scores, 3, 3);
  get (groups, 1)->flag = ACU_FLAG_REJECT;
  g_autoptr (AcuCullPlan) plan = acu_cull_plan_new (groups, 0, 100, 1);

  g_assert_cmpint (plan->best[0], ==, 2);
  assert_proposal (plan, 2, ACU_VERDICT_PICK, ACU_REASON_BEST);
}

static void
test_not_scored (void)
{
  const double scores[] = {(double)NAN, (double)NAN, 10, (double)NAN};
  g_autoptr (AcuPhotoGroups) groups = make_groups (scores, 4, 2);
  g_autoptr (AcuCullPlan) plan = acu_cull_plan_new (groups, 0, 100, 1);

  g_assert_cmpint (plan->best[0], ==, -1);
  assert_proposal (plan, 0, ACU_VERDICT_LEAVE, ACU_REASON_NOT_SCORED);
  assert_proposal (plan, 2, ACU_VERDICT_REJECT, ACU_REASON_WEAK);
  assert_proposal (plan, 3, ACU_VERDICT_LEAVE, ACU_REASON_NOT_SCORED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cull-plan/best-of-burst", test_best_of_burst);
  g_test_add_func ("/cull-plan/strictness", test_strictness);
  g_test_add_func ("/cull-plan/other-scale", test_other_scale);
  g_test_add_func ("/cull-plan/own-choice", test_own_choice);
  g_test_add_func ("/cull-plan/rejected-best", test_rejected_best);
  g_test_add_func ("/cull-plan/not-scored", test_not_scored);
  return g_test_run ();
}

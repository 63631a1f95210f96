/* Sessions of pairs. */
#include "catalog-fixture.h"
#include "rating-fixture.h"

/* Whether the pairs running show pictures of one burst of four. */
static gboolean
shows_burst_again (const AcuLabelItem *a, const AcuLabelItem *b)
{
  const gint64 first[] = {(a->image - 1) / 4, (a->other - 1) / 4};
  const gint64 second[] = {(b->image - 1) / 4, (b->other - 1) / 4};

  return first[0] == second[0] || first[0] == second[1] || first[1] == second[0] ||
         first[1] == second[1];
}

/* Likewise of pairs, where others can come between: ten bursts leave enough of them, but not at the
 * end of a round. */
static void
test_pairs_bursts (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_PAIRWISE, 40);
  const gint64 training[] = {1, 5, 2, 6, 9, 13};
  g_autoptr (AcuRatingSession) session = NULL;
  AcuLabelItem last = {.image = 0};
  guint n_again = 0;

  acu_fixture_run_sql (fixture->path,
                       "UPDATE images SET camera = 1, taken = 5000 + (id - 1) / 4 * 100");
  plan.n_pairs = 100;
  plan.training = training;
  plan.n_training = 6;
  session = acu_fixture_create_session (fixture, &plan);
  for (guint n = 0; !acu_fixture_get_step (session).is_over; n++) {
    AcuLabelItem item = acu_fixture_get_step (session).item;
    gboolean again = n > 0 && shows_burst_again (&last, &item);

    g_assert_true (n > 3 || !again);
    n_again += again;
    last = item;
    acu_fixture_answer (session, item.image > item.other ? 1.0 : 0.0);
  }
  g_test_message ("%u pairs follow their like", n_again);
  g_assert_cmpuint (n_again, <, 15);
}

/* Pairs by what they tell: as many as asked for, no picture in two running, and the order of 12
 * pictures is found. */
static void
test_pairs (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_PAIRWISE, 12);
  g_autoptr (AcuRatingSession) session = NULL;
  AcuLabelItem last = {.image = 0};
  guint n = 0, n_shared = 0, n_repeats = 0;
  gboolean used[13] = {FALSE};

  plan.n_pairs = 100;
  plan.repeat_share = 0.1;
  session = acu_fixture_create_session (fixture, &plan);
  while (!acu_fixture_get_step (session).is_over) {
    AcuLabelItem item = acu_fixture_get_step (session).item;

    g_assert_cmpint (item.image, !=, item.other);
    n_shared += item.image == last.image || item.image == last.other || item.other == last.image ||
                item.other == last.other;
    n_repeats += item.role == ACU_ROLE_REPEAT;
    used[item.image] = used[item.other] = TRUE;
    last = item;
    acu_fixture_answer (session, item.image > item.other ? 1.0 : 0.0);
    /* Leaving changes nothing. */
    if (++n == 33) {
      gint64 id = acu_rating_session_get_id (session);

      acu_rating_session_unref (session);
      session = acu_rating_session_open (fixture->catalog, id, NULL);
    }
  }
  g_assert_cmpuint (n, ==, 100);
  g_assert_cmpuint (n_shared, <, 10);
  g_assert_cmpuint (n_repeats, >, 3);
  for (guint i = 1; i <= 12; i++)
    g_assert_true (used[i]);
}

/* Two photos, or three, are compared as often as was asked for, and no longer. */
static void
test_few (AcuRatingFixture *fixture, gconstpointer data)
{
  static const guint counts[] = {1, 2, 9, 30};
  const gint64 training[] = {1, 2, 2, 1}, anchors[] = {2, 1};

  for (guint n_photos = 2; n_photos <= 3; n_photos++)
    for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
      AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_PAIRWISE, n_photos);
      g_autoptr (AcuRatingSession) session = NULL;
      guint n = 0, n_repeats = 0;

      plan.n_pairs = counts[i];
      plan.repeat_share = 0.2;
      plan.training = training;
      plan.n_training = i % 2 == 0 ? 4 : 0;
      plan.anchors = anchors;
      plan.n_anchors = i < 2 ? 2 : 0;
      session = acu_fixture_create_session (fixture, &plan);
      for (; !acu_fixture_get_step (session).is_over; n++) {
        AcuLabelItem item = acu_fixture_get_step (session).item;

        g_assert_cmpint (item.image, !=, item.other);
        n_repeats += item.role == ACU_ROLE_REPEAT;
        acu_fixture_answer (session, item.image > item.other ? 1.0 : 0.0);
      }
      g_assert_cmpuint (n, ==, counts[i] + plan.n_training / 2 + plan.n_anchors / 2);
      /* A third of a round of three is as near as there is. */
      g_assert_cmpuint (n_repeats, <=, (counts[i] + 2) / 3);
      g_assert_true (acu_label_store_remove_set (fixture->catalog, plan.label_set, NULL));
    }
}

/* A photo that is removed from the catalog takes its pairs with it, and the session goes on with
 * the rest. */
static void
test_removed (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_PAIRWISE, 6);
  const gint64 anchors[] = {3, 20, 21, 22};
  g_autoptr (AcuRatingSession) session = NULL;
  gint64 id;
  guint n = 0, n_controls = 0;

  plan.n_pairs = 40;
  plan.anchors = anchors;
  plan.n_anchors = 4;
  plan.repeat_share = 0.3;
  session = acu_fixture_create_session (fixture, &plan);
  for (guint i = 0; i < 20; i++) {
    n_controls += acu_fixture_get_step (session).item.image > 20;
    acu_fixture_answer (session, 1.0);
  }
  id = acu_rating_session_get_id (session);
  acu_rating_session_unref (session);
  acu_fixture_run_sql (fixture->path, "PRAGMA foreign_keys = ON; DELETE FROM images WHERE id = 3");
  session = acu_rating_session_open (fixture->catalog, id, NULL);
  g_assert_nonnull (session);
  for (; !acu_fixture_get_step (session).is_over; n++) {
    AcuLabelItem item = acu_fixture_get_step (session).item;

    g_assert_cmpint (item.image, !=, 3);
    g_assert_cmpint (item.other, !=, 3);
    n_controls += item.role == ACU_ROLE_ANCHOR;
    acu_fixture_answer (session, 0.5);
  }
  g_assert_cmpuint (n, >=, 20);
  /* The control pair that is left is shown once, before or after. */
  g_assert_cmpuint (n_controls, ==, 1);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/rating-pairs/" name, AcuRatingFixture, NULL, acu_rating_fixture_set_up, func,      \
              acu_rating_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("pairs", test_pairs);
  ADD ("bursts", test_pairs_bursts);
  ADD ("few", test_few);
  ADD ("removed", test_removed);
  return g_test_run ();
}

/* In which order a session asks: groups apart, repeats and anchors spread, queues followed. */
#include "app/labeling/photo-group.h"
#include "app/labeling/session-order.h"
#include "app/labeling/session-plan.h"
#include "catalog-fixture.h"
#include "compute/random.h"
#include "rating-fixture.h"

#include <math.h>

/* ---- Order ---- */

static guint
count_neighbours (const GArray *entries, const guint *groups)
{
  guint n = 0;

  for (guint k = 1; k < entries->len; k++)
    n += groups[g_array_index (entries, AcuOrderEntry, k).item] ==
         groups[g_array_index (entries, AcuOrderEntry, k - 1).item];
  return n;
}

/* Whatever the groups, no neighbours are of one where that can be avoided: for one group of m among
 * n, while m <= (n + 1) / 2. */
static void
test_order_groups (void)
{
  AcuRandom random = acu_random_new (3, 0);

  for (guint round = 0; round < 300; round++) {
    guint n = 2 + acu_random_below (&random, 40), n_groups = 2 + acu_random_below (&random, 8);
    guint groups[42], counts[10] = {0}, most = 0;
    g_autoptr (GArray) entries = NULL;
    AcuOrderOptions options = {.groups = groups, .n_items = n, .seed = round};

    for (guint i = 0; i < n; i++) {
      /* The first group is often the largest by far. */
      groups[i] = acu_random_below (&random, 3) == 0 ? 0 : acu_random_below (&random, n_groups);
      counts[groups[i]]++;
      most = MAX (most, counts[groups[i]]);
    }
    entries = acu_session_order_make (&options);
    g_assert_cmpuint (entries->len, ==, n);
    g_assert_cmpuint (count_neighbours (entries, groups), ==,
                      most > (n + 1) / 2 ? most - (n - most) - 1 : 0);
  }
}

static void
test_order_repeats (void)
{
  guint groups[200];
  AcuOrderOptions options = {.groups = groups,
                             .n_items = 200,
                             .n_anchors = 5,
                             .repeat_share = 0.1,
                             .repeat_distance = 15,
                             .seed = 99};
  g_autoptr (GArray) entries = NULL, again = NULL, other = NULL;
  guint first[200], n_seen[200] = {0}, n_repeats = 0, n_anchors = 0, last_anchor = 0, n_moved = 0;

  for (guint i = 0; i < 200; i++)
    groups[i] = i / 4;
  entries = acu_session_order_make (&options);
  again = acu_session_order_make (&options);
  options.seed = 100;
  other = acu_session_order_make (&options);
  /* A tenth of 195, rounded. */
  g_assert_cmpuint (entries->len, ==, 220);
  g_assert_cmpuint (count_neighbours (entries, groups), ==, 0);
  for (guint k = 0; k < entries->len; k++) {
    const AcuOrderEntry *entry = &g_array_index (entries, AcuOrderEntry, k);

    g_assert_cmpuint (entry->item, ==, g_array_index (again, AcuOrderEntry, k).item);
    n_moved += entry->item != g_array_index (other, AcuOrderEntry, k).item;
    if (entry->role == ACU_ROLE_REPEAT) {
      g_assert_cmpuint (n_seen[entry->item], ==, 1);
      g_assert_cmpuint (k, >=, first[entry->item] + 15);
      n_repeats++;
    }
    if (entry->role == ACU_ROLE_ANCHOR) {
      g_assert_cmpuint (entry->item, >=, 195);
      /* Some 44 apart, were they not to keep clear of their relatives. */
      g_assert_true (n_anchors == 0 || k - last_anchor > 20);
      last_anchor = k;
      n_anchors++;
    }
    first[entry->item] = k;
    n_seen[entry->item]++;
  }
  g_assert_cmpuint (n_repeats, ==, 20);
  g_assert_cmpuint (n_anchors, ==, 5);
  g_assert_cmpuint (n_moved, >, 150);
}

/* A queue stays as it is where groups allow. */
static void
test_order_queue (void)
{
  const guint groups[] = {0, 0, 1, 2, 3, 4};
  const guint32 queue[] = {5, 0, 1, 2, 3, 4};
  static const guint expected[] = {5, 0, 2, 1, 3, 4};
  AcuOrderOptions options = {.groups = groups, .n_items = 6, .queue = queue};
  g_autoptr (GArray) entries = acu_session_order_make (&options);

  for (guint k = 0; k < 6; k++)
    g_assert_cmpuint (g_array_index (entries, AcuOrderEntry, k).item, ==, expected[k]);
}

static void
test_groups (AcuRatingFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL, names = NULL;
  guint groups[10];

  acu_fixture_run_sql (fixture->path, "UPDATE images SET camera = 1, taken = 5000 + id * 100;"
                                      "UPDATE images SET taken = 9000 + id WHERE id IN (4, 5, 6);"
                                      "UPDATE images SET camera = 2 WHERE id = 6;"
                                      "UPDATE images SET name = 'IMG_8.DNG' WHERE id = 2");
  rows = acu_photo_store_get_rows (fixture->catalog, fixture->photos, 10, 0, NULL);
  names = acu_photo_group_find_in_set (fixture->catalog, 0, rows, groups, NULL);
  g_assert_cmpuint (groups[3], ==, groups[4]); /* a burst */
  g_assert_cmpuint (groups[4], !=, groups[5]); /* of another camera */
  g_assert_cmpuint (groups[1], ==, groups[8]); /* IMG_8.DNG and IMG_8.JPG */
  g_assert_cmpuint (groups[0], !=, groups[2]);
  g_assert_cmpstr (g_ptr_array_index (names, 8), ==, "/photos/000/IMG_8");
  g_assert_cmpstr (g_ptr_array_index (names, 4), ==, "/photos/000/IMG_3");
}

/* ---- Queues ---- */

static void
test_queue_boundary (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuQueueOptions options = {.queue = ACU_QUEUE_BOUNDARY, .scorer = 1, .boundary = 40};
  g_autofree guint32 *order =
      acu_rating_queue_order (fixture->catalog, &options, fixture->photos, 200, 1, NULL);
  double last = 0;

  /* Every second photo is scored, 37 i mod 1001 / 10 for the i-th; the others come last. */
  for (guint k = 0; k < 200; k++) {
    double score = order[k] * 37 % 1001 / 10.0;

    if (k >= 100) {
      g_assert_cmpuint (order[k] % 2, ==, 0);
      continue;
    }
    g_assert_cmpuint (order[k] % 2, ==, 1);
    g_assert_cmpfloat (fabs (score - 40), >=, last - 1e-9);
    last = fabs (score - 40);
  }
}

static void
test_queue_uncertain (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuQueueOptions options = {.queue = ACU_QUEUE_UNCERTAIN, .scorer = 1};
  g_autofree guint32 *order = NULL, *both = NULL;

  acu_fixture_run_sql (
      fixture->path,
      "UPDATE scores SET std = 30 WHERE image = 44; UPDATE scores SET std = 20 WHERE image = 8;"
      "INSERT INTO scorers (id, model, fingerprint, protocol, plan, score_min, score_max, faults,"
      " created) VALUES (2, 'm', 'older', 'native', 'grid', 0, 100, '', 0);"
      "INSERT INTO scores (scorer, image, score, std, scored)"
      " SELECT 2, image, score + CASE image WHEN 8 THEN 50 ELSE 1 END, 1, 0 FROM scores");
  order = acu_rating_queue_order (fixture->catalog, &options, fixture->photos, 200, 1, NULL);
  g_assert_cmpuint (order[0], ==, 43);
  g_assert_cmpuint (order[1], ==, 7);
  options.previous = 2;
  both = acu_rating_queue_order (fixture->catalog, &options, fixture->photos, 200, 1, NULL);
  g_assert_cmpuint (both[0], ==, 7);
  g_assert_cmpuint (both[1], ==, 43);
}

/* What two raters say of the same counts; what one says of it twice, or of different patches, does
 * not. */
static void
test_queue_disagreement (AcuRatingFixture *fixture, gconstpointer data)
{
  static const struct {
    gint64 image;
    guint rater;
    int x, side;
    double score;
  } ratings[] = {
      {10, 0, 0, 0, 50}, {10, 1, 0, 0, 60}, {11, 0, 0, 0, 50},   {11, 1, 0, 0, 90},
      {12, 0, 0, 0, 50}, {12, 1, 0, 0, 56}, {13, 0, 0, 0, 0},    {13, 0, 0, 0, 100},
      {14, 0, 0, 9, 0},  {14, 1, 9, 9, 99}, {15, 0, 0, 9, 20},   {15, 1, 0, 9, 22},
      {15, 0, 9, 9, 90}, {15, 1, 9, 9, 92}, {12, 0, 0, 0, 55.0},
  };
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_CONTINUOUS, 0);
  AcuQueueOptions options = {.queue = ACU_QUEUE_DISAGREEMENT, .set = plan.label_set};
  const gint64 raters[] = {fixture->rater,
                           acu_label_store_add_rater (fixture->catalog, "Bob", NULL, NULL)};
  static const guint expected[] = {10, 9, 11, 14};
  g_autofree guint32 *order = NULL, *random = NULL;
  guint k = G_N_ELEMENTS (expected);

  for (gsize i = 0; i < G_N_ELEMENTS (ratings); i++) {
    AcuLabel label = {
        .label_set = plan.label_set,
        .rater = raters[ratings[i].rater],
        .position = -1,
        .item = {.image = ratings[i].image, .x = ratings[i].x, .side = ratings[i].side},
        .score = ratings[i].score,
        .response_ms = -1};

    acu_label_store_add (fixture->catalog, &label, NULL, NULL);
  }
  order = acu_rating_queue_order (fixture->catalog, &options, fixture->photos, 200, 1, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (order[i], ==, expected[i]);
  /* The others are in the order of the seed, as if nothing had been said of them. */
  options.queue = ACU_QUEUE_RANDOM;
  random = acu_rating_queue_order (fixture->catalog, &options, fixture->photos, 200, 1, NULL);
  for (guint i = 0; i < 200; i++)
    if (random[i] != 9 && random[i] != 10 && random[i] != 11 && random[i] != 14)
      g_assert_cmpuint (order[k++], ==, random[i]);
}

/* A session follows its queue. */
static void
test_queue_session (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_ACR, 200);
  g_autoptr (AcuRatingSession) session = NULL;

  plan.queue = (AcuQueueOptions){.queue = ACU_QUEUE_BOUNDARY, .scorer = 1, .boundary = 3.7};
  plan.informed = TRUE;
  session = acu_fixture_create_session (fixture, &plan);
  g_assert_cmpint (acu_fixture_get_step (session).item.image, ==, 2);
}

/* While it is blind, twenty running are the next twenty of the queue, in an order of their own, by
 * which nobody can tell what the model thinks. */
static void
test_queue_blind (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_ACR, 100);
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GArray) items = NULL;
  g_autofree guint32 *queue = NULL;
  guint n_moved = 0;

  plan.repeat_share = 0;
  plan.queue = (AcuQueueOptions){.queue = ACU_QUEUE_BOUNDARY, .scorer = 1, .boundary = 3.7};
  queue = acu_rating_queue_order (fixture->catalog, &plan.queue, plan.photos, 100,
                                  acu_session_plan_mix_seed (plan.seed, "Ada"), NULL);
  session = acu_fixture_create_session (fixture, &plan);
  items = acu_label_store_list_items (fixture->catalog, acu_rating_session_get_id (session), NULL);
  g_assert_cmpuint (items->len, ==, 100);
  for (guint k = 0; k < 100; k++) {
    gint64 image = g_array_index (items, AcuLabelItem, k).image;
    guint place = 0;

    while (plan.photos[queue[place]] != image)
      place++;
    g_assert_cmpuint (place / 20, ==, k / 20);
    n_moved += place != k;
  }
  g_assert_cmpuint (n_moved, >, 70);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/rating-session/" name, AcuRatingFixture, NULL, acu_rating_fixture_set_up, func,    \
              acu_rating_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rating-session/order-groups", test_order_groups);
  g_test_add_func ("/rating-session/order-repeats", test_order_repeats);
  g_test_add_func ("/rating-session/order-queue", test_order_queue);
  ADD ("groups", test_groups);
  ADD ("queue-boundary", test_queue_boundary);
  ADD ("queue-uncertain", test_queue_uncertain);
  ADD ("queue-disagreement", test_queue_disagreement);
  ADD ("queue-session", test_queue_session);
  ADD ("queue-blind", test_queue_blind);
  return g_test_run ();
}

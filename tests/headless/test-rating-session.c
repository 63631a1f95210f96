/* Sessions: order, queues, answers, undo, leaving and coming back. */
#include "app/catalog/content-hash.h"
#include "app/catalog/score-store.h"
#include "app/labeling/error.h"
#include "app/labeling/photo-group.h"
#include "app/labeling/session-order.h"
#include "app/labeling/session-plan.h"
#include "app/labeling/session-recipe.h"
#include "catalog-fixture.h"
#include "compute/random.h"
#include "rating-fixture.h"

#include <math.h>
#include <string.h>

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

/* ---- Answers ---- */

static void
test_answers (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_ACR, 40);
  const gint64 training[] = {150, 151};
  const gint64 anchors[] = {160, 161, 162};
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GPtrArray) labels = NULL, sessions = NULL;
  g_autoptr (GError) error = NULL;
  AcuLabelItem ahead;
  AcuRatingStep step;

  plan.training = training;
  plan.n_training = 2;
  plan.anchors = anchors;
  plan.n_anchors = 3;
  plan.display = ACU_DISPLAY_ACTUAL;
  session = acu_fixture_create_session (fixture, &plan);
  step = acu_fixture_get_step (session);
  g_assert_cmpuint (step.n_total, ==, 2 + 40 + 2 + 3);
  g_assert_true (step.item.image == 150 || step.item.image == 151);
  g_assert_cmpint (step.item.role, ==, ACU_ROLE_TRAINING);
  g_assert_false (step.can_undo);
  g_assert_false (step.is_break_due);
  g_assert_cmpint (acu_rating_session_get_display (session), ==, ACU_DISPLAY_ACTUAL);

  /* What is no grade is no answer, and changes nothing. */
  g_assert_false (acu_rating_session_rate (session, 6, NULL, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_false (acu_rating_session_rate (session, 2.5, NULL, NULL));
  g_assert_false (acu_rating_session_rate (session, (double)NAN, NULL, NULL));
  g_assert_false (acu_rating_session_undo (session, NULL));
  g_assert_cmpuint (acu_fixture_get_step (session).position, ==, 0);

  for (guint k = 0; !acu_fixture_get_step (session).is_over; k++) {
    gboolean has_next = acu_rating_session_peek (session, 1, &ahead);

    if (k % 7 == 6) {
      acu_rating_session_skip (session, "out of memory of it", NULL, &error);
      g_assert_no_error (error);
    } else {
      acu_fixture_answer (session, 1 + k % 5);
    }
    step = acu_fixture_get_step (session);
    g_assert_cmpuint (step.n_done, ==, k + 1);
    g_assert_cmpint (has_next, ==, !step.is_over);
    g_assert_cmpint (step.is_over ? 0 : ahead.image, ==, step.item.image);
  }
  g_assert_false (acu_rating_session_rate (session, 3, NULL, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SESSION);
  labels = acu_label_store_list (fixture->catalog, plan.label_set, NULL);
  g_assert_cmpuint (labels->len, ==, 47);
  g_assert_cmpint (((AcuLabel *)g_ptr_array_index (labels, 0))->response_ms, ==, 800);
  g_assert_cmpfloat (((AcuLabel *)g_ptr_array_index (labels, 0))->zoom, ==, 0.75);
  g_assert_cmpfloat (((AcuLabel *)g_ptr_array_index (labels, 0))->other_zoom, ==, 0);
  g_assert_cmpint (((AcuLabel *)g_ptr_array_index (labels, 6))->response_ms, ==, -1);
  g_assert_cmpfloat (((AcuLabel *)g_ptr_array_index (labels, 6))->zoom, ==, 0);
  sessions = acu_label_store_list_sessions (fixture->catalog, plan.label_set, NULL);
  g_assert_cmpint (((AcuLabelSession *)g_ptr_array_index (sessions, 0))->finished, !=, 0);
}

/* Taken back, an answer is asked for again, and the new one counts; also days later. */
static void
test_undo (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_CONTINUOUS, 30);
  g_autoptr (AcuRatingSession) session = acu_fixture_create_session (fixture, &plan);
  g_autoptr (AcuRatingSession) later = NULL;
  g_autoptr (GPtrArray) labels = NULL;
  gint64 images[30], id = acu_rating_session_get_id (session);

  for (guint k = 0; k < 10; k++) {
    images[k] = acu_fixture_get_step (session).item.image;
    acu_fixture_answer (session, 10 + k);
  }
  images[10] = acu_fixture_get_step (session).item.image;
  g_assert_true (acu_rating_session_undo (session, NULL));
  g_assert_cmpint (acu_fixture_get_step (session).item.image, ==, images[9]);
  g_assert_cmpuint (acu_fixture_get_step (session).n_done, ==, 9);
  acu_fixture_answer (session, 99);
  g_assert_cmpint (acu_fixture_get_step (session).item.image, ==, images[10]);

  g_clear_pointer (&session, acu_rating_session_unref);
  g_clear_object (&fixture->catalog);
  fixture->catalog = acu_catalog_open (fixture->path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  later = acu_rating_session_open (fixture->catalog, id, NULL);
  g_assert_cmpuint (acu_fixture_get_step (later).n_done, ==, 10);
  g_assert_cmpint (acu_fixture_get_step (later).item.image, ==, images[10]);
  g_assert_true (acu_rating_session_undo (later, NULL));
  g_assert_true (acu_rating_session_undo (later, NULL));
  g_assert_cmpint (acu_fixture_get_step (later).item.image, ==, images[8]);
  acu_fixture_answer (later, 50.25);
  g_assert_cmpint (acu_fixture_get_step (later).item.image, ==, images[9]);
  acu_fixture_answer (later, 51);
  g_assert_cmpint (acu_fixture_get_step (later).item.image, ==, images[10]);
  labels = acu_label_store_list (fixture->catalog, plan.label_set, NULL);
  g_assert_cmpuint (labels->len, ==, 10);
  g_assert_cmpfloat (((AcuLabel *)g_ptr_array_index (labels, 8))->score, ==, 50.25);
  g_assert_cmpfloat (((AcuLabel *)g_ptr_array_index (labels, 9))->score, ==, 51);
  g_assert_null (acu_rating_session_open (fixture->catalog, id + 1, NULL));
}

/* The last answer of a session can be taken back like any other, and the session is open again. */
static void
test_undo_last (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_ACR, 5);
  g_autoptr (AcuRatingSession) session = acu_fixture_create_session (fixture, &plan);

  for (guint round = 0; round < 2; round++) {
    g_autoptr (GPtrArray) open = NULL, finished = NULL;

    while (!acu_fixture_get_step (session).is_over)
      acu_fixture_answer (session, 3);
    finished = acu_label_store_list_sessions (fixture->catalog, plan.label_set, NULL);
    g_assert_cmpint (((AcuLabelSession *)g_ptr_array_index (finished, 0))->finished, !=, 0);
    g_assert_true (acu_fixture_get_step (session).can_undo);
    g_assert_true (acu_rating_session_undo (session, NULL));
    g_assert_cmpuint (acu_fixture_get_step (session).n_done, ==, 4);
    open = acu_label_store_list_sessions (fixture->catalog, plan.label_set, NULL);
    g_assert_cmpint (((AcuLabelSession *)g_ptr_array_index (open, 0))->finished, ==, 0);
  }
}

/* What a rater did last is taken back first, though the clock was set back meanwhile; and a photo
 * that is gone leaves the other answers where they belong. */
static void
test_reopened (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_CONTINUOUS, 20);
  g_autoptr (AcuRatingSession) session = NULL;
  gint64 images[21], id;
  g_autofree char *sql = NULL;

  plan.repeat_share = 0;
  session = acu_fixture_create_session (fixture, &plan);
  id = acu_rating_session_get_id (session);
  for (guint k = 0; k < 10; k++) {
    images[k] = acu_fixture_get_step (session).item.image;
    acu_fixture_answer (session, k);
  }
  images[10] = acu_fixture_get_step (session).item.image;
  sql = g_strdup_printf ("UPDATE labels SET given = 1000 - id;"
                         "PRAGMA foreign_keys = ON; DELETE FROM images WHERE id = %d",
                         (int)images[4]);
  g_clear_pointer (&session, acu_rating_session_unref);
  acu_fixture_run_sql (fixture->path, sql);
  session = acu_rating_session_open (fixture->catalog, id, NULL);
  g_assert_cmpuint (acu_fixture_get_step (session).n_done, ==, 9);
  g_assert_cmpuint (acu_fixture_get_step (session).n_total, ==, 19);
  g_assert_cmpint (acu_fixture_get_step (session).item.image, ==, images[10]);
  for (guint k = 10; k-- > 0;) {
    if (k == 4)
      continue;
    g_assert_true (acu_rating_session_undo (session, NULL));
    g_assert_cmpint (acu_fixture_get_step (session).item.image, ==, images[k]);
  }
  while (!acu_fixture_get_step (session).is_over)
    acu_fixture_answer (session, 50);
  {
    g_autoptr (GPtrArray) sessions =
        acu_label_store_list_sessions (fixture->catalog, plan.label_set, NULL);
    g_autoptr (GPtrArray) labels = acu_label_store_list (fixture->catalog, plan.label_set, NULL);

    g_assert_cmpint (((AcuLabelSession *)g_ptr_array_index (sessions, 0))->finished, !=, 0);
    g_assert_cmpuint (labels->len, ==, 19);
    /* The fifth stored position is the one that is gone. */
    g_assert_cmpint (((AcuLabel *)g_ptr_array_index (labels, 4))->position, ==, 5);
  }
}

static void
test_patches (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_PATCH, 20);
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GError) error = NULL;

  plan.patches = 3;
  session = acu_fixture_create_session (fixture, &plan);
  g_assert_cmpuint (acu_fixture_get_step (session).n_total, ==, 63);
  while (!acu_fixture_get_step (session).is_over) {
    AcuLabelItem item = acu_fixture_get_step (session).item;

    g_assert_cmpint (item.side, ==, 224);
    g_assert_true (item.y >= 0 && item.y <= 4000 - 224 && item.x >= 0 && item.x <= 6000 - 224);
    acu_fixture_answer (session, 70);
  }
  plan.patch_side = 5000;
  g_assert_null (acu_rating_session_create (fixture->catalog, &plan, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
}

/* Whoever rates patches of a set is shown the same ones, anchors too: else none had two opinions.
 * Examples are patches that nobody rates. */
static void
test_same_patches (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_PATCH, 20);
  const gint64 anchors[] = {160, 161}, training[] = {3, 170};
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_same = 0;

  plan.patches = 3;
  plan.repeat_share = 0;
  plan.anchors = anchors;
  plan.training = training;
  plan.n_anchors = plan.n_training = 2;
  for (guint round = 0; round < 2; round++) {
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;

    plan.seed = 100 + round;
    session = acu_fixture_create_session (fixture, &plan);
    items =
        acu_label_store_list_items (fixture->catalog, acu_rating_session_get_id (session), NULL);
    g_assert_cmpuint (items->len, ==, 2 + 60 + 2);
    for (guint k = 0; k < items->len; k++) {
      const AcuLabelItem *item = &g_array_index (items, AcuLabelItem, k);
      char *key = g_strdup_printf ("%d %d %d %d", (int)item->image, item->y, item->x, item->role);

      g_assert_cmpint (item->side, ==, 224);
      g_assert_cmpint (item->role == ACU_ROLE_TRAINING, ==, k < 2);
      n_same += !g_hash_table_add (seen, key);
    }
  }
  g_assert_cmpuint (n_same, ==, 64);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 64);
}

/* What is rated, by content, whose number the hash ends with. */
static char *
describe_items (AcuRatingFixture *fixture, AcuRatingSession *session)
{
  g_autoptr (GArray) items =
      acu_label_store_list_items (fixture->catalog, acu_rating_session_get_id (session), NULL);
  GString *text = g_string_new (NULL);

  for (guint k = 0; k < items->len; k++) {
    const AcuLabelItem *item = &g_array_index (items, AcuLabelItem, k);
    const gint64 photos[] = {item->image, item->other};

    for (guint i = 0; i < 2 && photos[i] != 0; i++) {
      guint8 hash[ACU_CONTENT_HASH_SIZE];
      gboolean is_known;
      goffset size;

      g_assert_true (
          acu_label_store_get_content (fixture->catalog, photos[i], &size, hash, &is_known, NULL));
      g_string_append_printf (text, "%.4s ", (const char *)hash + ACU_CONTENT_HASH_SIZE - 4);
    }
    g_string_append_printf (text, "%d %d %d\n", item->y, item->x, item->role);
  }
  return g_string_free (text, FALSE);
}

/* Where the same pictures lie elsewhere, in another order, and the set was made anew, the same seed
 * makes the same session: order, patches, pairs. */
static void
test_other_machine (AcuRatingFixture *fixture, gconstpointer data)
{
  static const AcuLabelMethod methods[] = {ACU_METHOD_ACR, ACU_METHOD_PATCH, ACU_METHOD_PAIRWISE};
  AcuRatingFixture other;
  gint64 photos[40];

  acu_rating_fixture_set_up (&other, NULL);
  acu_fixture_run_sql (fixture->path,
                       "UPDATE images SET hash = cast (printf ('%032d', id) AS BLOB)");
  acu_fixture_run_sql (other.path,
                       "UPDATE images SET hash = cast (printf ('%032d', (id * 7) % 201) AS BLOB)");
  /* 115 times 7 is 1 more than a multiple of 201. */
  for (guint i = 0; i < 40; i++)
    photos[i] = (40 - i) * 115 % 201;
  for (guint k = 0; k < G_N_ELEMENTS (methods); k++) {
    AcuRatingPlan plan = acu_fixture_make_plan (fixture, methods[k], 40);
    AcuRatingPlan other_plan = acu_fixture_make_plan (&other, methods[k], 40);
    g_autoptr (AcuRatingSession) session = NULL, other_session = NULL;
    g_autofree char *items = NULL, *other_items = NULL;

    plan.patches = other_plan.patches = 2;
    other_plan.photos = photos;
    session = acu_fixture_create_session (fixture, &plan);
    other_session = acu_fixture_create_session (&other, &other_plan);
    items = describe_items (fixture, session);
    other_items = describe_items (&other, other_session);
    g_assert_cmpstr (items, ==, other_items);
    g_assert_cmpuint (strlen (items), >, 100);
    g_assert_true (acu_label_store_remove_set (fixture->catalog, plan.label_set, NULL));
    g_assert_true (acu_label_store_remove_set (other.catalog, other_plan.label_set, NULL));
  }
  acu_rating_fixture_tear_down (&other, NULL);
}

/* Nothing is followed by another of its burst, not the last example by the first picture either. */
static void
test_bursts (AcuRatingFixture *fixture, gconstpointer data)
{
  const gint64 training[] = {1, 2, 5}, anchors[] = {3, 8};

  acu_fixture_run_sql (fixture->path,
                       "UPDATE images SET camera = 1, taken = 5000 + (id - 1) / 4 * 100");
  for (guint seed = 1; seed <= 30; seed++) {
    AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_ACR, 40);
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;

    plan.seed = seed;
    plan.training = training;
    plan.n_training = 3;
    plan.anchors = anchors;
    plan.n_anchors = seed % 2 * 2;
    session = acu_fixture_create_session (fixture, &plan);
    items =
        acu_label_store_list_items (fixture->catalog, acu_rating_session_get_id (session), NULL);
    for (guint k = 1; k < items->len; k++)
      g_assert_cmpint ((g_array_index (items, AcuLabelItem, k).image - 1) / 4, !=,
                       (g_array_index (items, AcuLabelItem, k - 1).image - 1) / 4);
    acu_label_store_remove_set (fixture->catalog, plan.label_set, NULL);
  }
}

static void
test_break (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_ACR, 5);
  g_autoptr (AcuRatingSession) session = NULL;

  plan.break_minutes = 0.002;
  session = acu_fixture_create_session (fixture, &plan);
  g_usleep (150000);
  g_assert_true (acu_fixture_get_step (session).is_break_due);
  acu_rating_session_take_break (session);
  g_assert_false (acu_fixture_get_step (session).is_break_due);
}

typedef struct {
  AcuRatingSession *session;
  gboolean done, ok;
} Waiting;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;

  waiting->ok = acu_rating_session_finish (waiting->session, result, NULL);
  waiting->done = TRUE;
}

static void
test_async (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_ACR, 5);
  g_autoptr (AcuRatingSession) session = acu_fixture_create_session (fixture, &plan);
  Waiting waiting = {.session = session};

  acu_rating_session_rate_async (session, 4, NULL, answered_cb, &waiting);
  acu_fixture_wait (&waiting.done);
  g_assert_true (waiting.ok);
  waiting.done = FALSE;
  acu_rating_session_skip_async (session, "seen before", NULL, answered_cb, &waiting);
  acu_fixture_wait (&waiting.done);
  g_assert_true (waiting.ok);
  g_assert_cmpuint (acu_fixture_get_step (session).n_done, ==, 2);
  waiting.done = FALSE;
  acu_rating_session_undo_async (session, answered_cb, &waiting);
  acu_fixture_wait (&waiting.done);
  g_assert_true (waiting.ok);
  waiting.done = FALSE;
  acu_rating_session_rate_async (session, 40, NULL, answered_cb, &waiting);
  acu_fixture_wait (&waiting.done);
  g_assert_false (waiting.ok);
  g_assert_cmpuint (acu_fixture_get_step (session).n_done, ==, 1);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;

  waiting->ok = acu_rating_session_look_ahead_finish (result, NULL);
  waiting->done = TRUE;
}

static gboolean
look_ahead (AcuRatingSession *session)
{
  Waiting waiting = {.session = session};

  acu_rating_session_look_ahead_async (session, NULL, looked_cb, &waiting);
  acu_fixture_wait (&waiting.done);
  return waiting.ok;
}

/* The next round is there, once, before the last pairs of this one are answered, and asks none of
 * them again. */
static void
test_look_ahead (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_PAIRWISE, 40);
  g_autoptr (AcuRatingSession) session = NULL;
  AcuLabelItem open[6], item;
  guint n_known;

  plan.n_pairs = 100;
  plan.repeat_share = 0;
  session = acu_fixture_create_session (fixture, &plan);
  g_assert_false (look_ahead (session));
  while (acu_rating_session_peek (session, 6, &item))
    acu_fixture_answer (session, 1);
  for (guint i = 0; i < G_N_ELEMENTS (open); i++)
    g_assert_true (acu_rating_session_peek (session, i, &open[i]));

  g_assert_true (look_ahead (session));
  for (n_known = G_N_ELEMENTS (open); acu_rating_session_peek (session, n_known, &item); n_known++)
    for (guint i = 0; i < G_N_ELEMENTS (open); i++)
      g_assert_false (MIN (item.image, item.other) == MIN (open[i].image, open[i].other) &&
                      MAX (item.image, item.other) == MAX (open[i].image, open[i].other));
  g_assert_cmpuint (n_known, >, 20);
  g_assert_false (look_ahead (session));
  for (guint i = 0; i < G_N_ELEMENTS (open); i++) {
    g_assert_cmpint (acu_fixture_get_step (session).item.image, ==, open[i].image);
    acu_fixture_answer (session, 0);
  }
  while (!acu_fixture_get_step (session).is_over) {
    look_ahead (session);
    acu_fixture_answer (session, 0.5);
  }
  g_assert_cmpuint (acu_fixture_get_step (session).n_done, ==, 100);
}

static void
test_refused (AcuRatingFixture *fixture, gconstpointer data)
{
  AcuRatingPlan plan = acu_fixture_make_plan (fixture, ACU_METHOD_PAIRWISE, 1);
  const gint64 gone[] = {1, 999};
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_rating_session_create (fixture->catalog, &plan, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
  g_clear_error (&error);
  plan.label_set += 7;
  g_assert_null (acu_rating_session_create (fixture->catalog, &plan, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET);
  g_clear_error (&error);
  acu_fixture_run_sql (fixture->path, "UPDATE label_sets SET method = 'acr'");
  plan.label_set -= 7;
  plan.photos = gone;
  plan.n_photos = 2;
  g_assert_null (acu_rating_session_create (fixture->catalog, &plan, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
}

/* A rater who types a name that is known already is that rater. */
static void
test_same_rater (AcuRatingFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *set, *rater;
    guint n_raters;
  } cases[] = {{"First", "Ada", 1}, {"Second", "Bea", 2}, {"Third", "Bea", 2}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuSessionRecipe) recipe = acu_session_recipe_new ();
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GPtrArray) raters = NULL;
    g_autoptr (GError) error = NULL;

    recipe->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_array_append_vals (recipe->photos, fixture->photos, 3);
    recipe->method = ACU_METHOD_ACR;
    recipe->score_min = 1;
    recipe->score_max = 5;
    recipe->set_name = g_strdup (cases[i].set);
    recipe->rater_name = g_strdup (cases[i].rater);
    session = acu_session_recipe_make (fixture->catalog, recipe, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (acu_rating_session_get_rater_name (session), ==, cases[i].rater);
    raters = acu_label_store_list_raters (fixture->catalog, NULL);
    g_assert_cmpuint (raters->len, ==, cases[i].n_raters);
  }
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
  ADD ("answers", test_answers);
  ADD ("undo", test_undo);
  ADD ("undo-last", test_undo_last);
  ADD ("reopened", test_reopened);
  ADD ("patches", test_patches);
  ADD ("same-patches", test_same_patches);
  ADD ("other-machine", test_other_machine);
  ADD ("bursts", test_bursts);
  ADD ("break", test_break);
  ADD ("async", test_async);
  ADD ("look-ahead", test_look_ahead);
  ADD ("refused", test_refused);
  ADD ("same-rater", test_same_rater);
  return g_test_run ();
}

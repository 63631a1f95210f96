/* Sessions: answers, undo, leaving and coming back. */
#include "app/catalog/content-hash.h"
#include "app/labeling/error.h"
#include "app/labeling/session-recipe.h"
#include "catalog-fixture.h"
#include "rating-fixture.h"

#include <math.h>
#include <string.h>

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

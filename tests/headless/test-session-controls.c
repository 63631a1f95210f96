/* What a session asks beside the photos that are to be rated, so that its answers can be judged:
 * repeats, examples, anchors and control pairs. */
#include "app/labeling/label-result.h"
#include "app/labeling/session-recipe.h"
#include "catalog-fixture.h"
#include "session-fixture.h"

#include <math.h>

static guint
count_role (const GArray *items, AcuItemRole role)
{
  guint n = 0;

  for (guint k = 0; k < items->len; k++)
    n += g_array_index (items, AcuLabelItem, k).role == role;
  return n;
}

/* ---- Order ---- */

/* So many of the pictures are shown twice, not soon after each other, and no others. */
static void
test_repeats (AcuSessionFixture *fixture, gconstpointer data)
{
  static const struct {
    guint n_photos, percent, n_repeats;
  } cases[] = {{100, 5, 5}, {100, 0, 0}, {60, 25, 15}, {40, 50, 20}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = g_strdup_printf ("Repeats %u", i);
    g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;
    guint first[ACU_FIXTURE_SESSION_PHOTOS + 1], n_seen[ACU_FIXTURE_SESSION_PHOTOS + 1] = {0};

    acu_fixture_choose_photos (recipe, 1, cases[i].n_photos);
    recipe->plan.repeat_share = cases[i].percent / 100.0;
    session = acu_fixture_make_session (fixture, recipe);
    items = acu_fixture_list_items (fixture, session);
    g_assert_cmpuint (items->len, ==, cases[i].n_photos + cases[i].n_repeats);
    g_assert_cmpuint (count_role (items, ACU_ROLE_REPEAT), ==, cases[i].n_repeats);
    for (guint k = 0; k < items->len; k++) {
      gint64 image = acu_fixture_get_item (items, k)->image;

      g_assert_cmpint (acu_fixture_get_item (items, k)->role, ==,
                       n_seen[image] == 0 ? ACU_ROLE_ITEM : ACU_ROLE_REPEAT);
      g_assert_cmpuint (n_seen[image], <, 2);
      if (n_seen[image]++ == 0)
        first[image] = k;
      else
        g_assert_cmpuint (k - first[image], >=, recipe->plan.repeat_distance);
    }
  }
}

/* ---- Examples and anchors ---- */

/* Examples reach from weak to strong; where there are plenty of photos they are not rated again. */
static void
test_examples (AcuSessionFixture *fixture, gconstpointer data)
{
  static const guint counts[] = {100, 20};

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_autofree char *name = g_strdup_printf ("Examples %u", i);
    g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;
    gboolean is_plenty = counts[i] == 100;
    double weakest = 100, strongest = 0;

    acu_fixture_choose_photos (recipe, 1, counts[i]);
    recipe->n_training = 3;
    session = acu_fixture_make_session (fixture, recipe);
    items = acu_fixture_list_items (fixture, session);
    g_assert_cmpuint (items->len, ==, counts[i] + (is_plenty ? 0 : 3));
    g_assert_cmpuint (count_role (items, ACU_ROLE_TRAINING), ==, 3);
    for (guint k = 0; k < 3; k++) {
      gint64 example = acu_fixture_get_item (items, k)->image;
      double score = acu_fixture_get_score (example);
      guint n = 0;

      g_assert_cmpint (acu_fixture_get_item (items, k)->role, ==, ACU_ROLE_TRAINING);
      weakest = MIN (weakest, score);
      strongest = MAX (strongest, score);
      for (guint j = 3; j < items->len; j++)
        n += acu_fixture_get_item (items, j)->image == example;
      g_assert_cmpuint (n, ==, is_plenty ? 0 : 1);
    }
    g_assert_cmpfloat (strongest - weakest, >, 45);
  }
}

/* From weak to strong, the examples would tell what the model thinks of them: in which order they
 * come is chance. */
static void
test_examples_blind (AcuSessionFixture *fixture, gconstpointer data)
{
  guint n_rising = 0;

  for (guint seed = 1; seed <= 24; seed++) {
    g_autofree char *name = g_strdup_printf ("Order %u", seed);
    g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;

    acu_fixture_choose_photos (recipe, 1, 40);
    recipe->n_training = 3;
    recipe->plan.seed = seed;
    session = acu_fixture_make_session (fixture, recipe);
    items = acu_fixture_list_items (fixture, session);
    for (guint k = 1; k < 3; k++)
      n_rising += acu_fixture_get_score (acu_fixture_get_item (items, k)->image) >
                  acu_fixture_get_score (acu_fixture_get_item (items, k - 1)->image);
  }
  /* Of 48 steps, half. */
  g_assert_cmpuint (n_rising, >, 12);
  g_assert_cmpuint (n_rising, <, 36);
}

static GArray *
list_role (const GArray *items, AcuItemRole role)
{
  GArray *photos = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint k = 0; k < items->len; k++)
    if (acu_fixture_get_item (items, k)->role == role)
      g_array_append_val (photos, acu_fixture_get_item (items, k)->image);
  return photos;
}

/* Everybody sees the anchors of the set, once, spread over the session, whatever else he rates. */
static void
test_anchors (AcuSessionFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe ("Anchors", "Ada");
  g_autoptr (AcuSessionRecipe) second = acu_fixture_make_recipe ("Anchors", "Bea");
  g_autoptr (AcuRatingSession) session = NULL, other = NULL;
  g_autoptr (GArray) items = NULL, others = NULL, anchors = NULL, other_anchors = NULL;
  g_autoptr (GPtrArray) sets = NULL;
  guint last = 0, n = 0;

  acu_fixture_choose_photos (recipe, 1, 100);
  recipe->n_anchors = 4;
  session = acu_fixture_make_session (fixture, recipe);
  items = acu_fixture_list_items (fixture, session);
  anchors = list_role (items, ACU_ROLE_ANCHOR);
  g_assert_cmpuint (items->len, ==, 100);
  g_assert_cmpuint (anchors->len, ==, 4);
  for (guint k = 0; k < items->len; k++) {
    if (acu_fixture_get_item (items, k)->role != ACU_ROLE_ANCHOR) {
      g_assert_false (acu_fixture_has_photo (anchors, acu_fixture_get_item (items, k)->image));
      continue;
    }
    g_assert_true (n == 0 || (k - last > 12 && k - last < 38));
    last = k;
    n++;
  }

  sets = acu_label_store_list_sets (fixture->catalog, NULL);
  second->label_set = ((const AcuLabelSet *)g_ptr_array_index (sets, 0))->id;
  second->n_anchors = 1;
  second->plan.seed = 8;
  acu_fixture_choose_photos (second, 90, 60);
  other = acu_fixture_make_session (fixture, second);
  others = acu_fixture_list_items (fixture, other);
  other_anchors = list_role (others, ACU_ROLE_ANCHOR);
  g_assert_cmpuint (other_anchors->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_true (acu_fixture_has_photo (anchors, g_array_index (other_anchors, gint64, i)));
}

/* The same pictures of the same scores, found elsewhere in another order, have the same examples
 * and anchors. */
static void
test_other_machine (AcuSessionFixture *fixture, gconstpointer data)
{
  static const AcuLabelMethod methods[] = {ACU_METHOD_ACR, ACU_METHOD_PAIRWISE};
  AcuSessionFixture other;

  acu_session_fixture_set_up (&other, NULL);
  acu_fixture_run_sql (fixture->path, "DELETE FROM scores; UPDATE images SET"
                                      " hash = cast (printf ('%032d', id) AS BLOB)");
  acu_fixture_run_sql (other.path, "DELETE FROM scores; UPDATE images SET"
                                   " hash = cast (printf ('%032d', id * 7 % 201) AS BLOB)");
  for (guint m = 0; m < G_N_ELEMENTS (methods); m++) {
    g_autoptr (AcuSessionRecipe) recipe =
        acu_fixture_make_recipe (m == 0 ? "Here" : "Pairs here", "Ada");
    g_autoptr (AcuSessionRecipe) again =
        acu_fixture_make_recipe (m == 0 ? "There" : "Pairs there", "Ada");
    g_autoptr (AcuRatingSession) session = NULL, other_session = NULL;
    g_autoptr (GArray) items = NULL, other_items = NULL;

    recipe->method = again->method = methods[m];
    recipe->score_min = again->score_min = methods[m] == ACU_METHOD_PAIRWISE ? 0 : 1;
    recipe->score_max = again->score_max = methods[m] == ACU_METHOD_PAIRWISE ? 1 : 5;
    recipe->n_training = again->n_training = 3;
    recipe->n_anchors = again->n_anchors = 2;
    recipe->plan.n_pairs = again->plan.n_pairs = 30;
    acu_fixture_choose_photos (recipe, 1, 40);
    /* 115 times 7 is 1 more than a multiple of 201. */
    again->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
    for (gint64 content = 1; content <= 40; content++) {
      gint64 photo = content * 115 % 201;

      g_array_append_val (again->photos, photo);
    }
    session = acu_fixture_make_session (fixture, recipe);
    other_session = acu_fixture_make_session (&other, again);
    items = acu_fixture_list_items (fixture, session);
    other_items = acu_fixture_list_items (&other, other_session);
    g_assert_cmpuint (items->len, ==, other_items->len);
    g_assert_cmpuint (count_role (items, ACU_ROLE_TRAINING), ==, 3);
    for (guint k = 0; k < items->len; k++) {
      g_assert_cmpint (acu_fixture_get_item (items, k)->role, ==,
                       acu_fixture_get_item (other_items, k)->role);
      g_assert_cmpint (acu_fixture_get_item (items, k)->image, ==,
                       acu_fixture_get_item (other_items, k)->image * 7 % 201);
      g_assert_cmpint (acu_fixture_get_item (items, k)->other, ==,
                       acu_fixture_get_item (other_items, k)->other * 7 % 201);
    }
  }
  acu_session_fixture_tear_down (&other, NULL);
}

/* ---- Pairs ---- */

static double
get_gap (const AcuLabelItem *item)
{
  return fabs (acu_fixture_get_score (item->image) - acu_fixture_get_score (item->other));
}

/* Answers everything by the scores, the control pairs the other way round where @contrary; returns
 * the items. */
static GArray *
compare_all (AcuSessionFixture *fixture, AcuRatingSession *session, gboolean contrary)
{
  g_autoptr (GError) error = NULL;
  AcuRatingStep step;

  for (acu_rating_session_get_step (session, &step); !step.is_over;
       acu_rating_session_get_step (session, &step)) {
    gboolean left =
        acu_fixture_get_score (step.item.image) > acu_fixture_get_score (step.item.other);

    if (contrary && step.item.role == ACU_ROLE_ANCHOR)
      left = !left;
    acu_rating_session_rate (session, left, NULL, &error);
    g_assert_no_error (error);
  }
  return acu_fixture_list_items (fixture, session);
}

static gboolean
is_same_pair (const AcuLabelItem *a, const AcuLabelItem *b)
{
  return (a->image == b->image && a->other == b->other) ||
         (a->image == b->other && a->other == b->image);
}

/* Example pairs come first and count for nothing; control pairs, of clearly
 * different pictures, are spread over the session and the same for everybody, and who gets them
 * wrong is told apart. */
static void
test_pairs (AcuSessionFixture *fixture, gconstpointer data)
{
  static const char *const raters[] = {"Ada", "Bea", "Cleo", "Dan"};
  g_autoptr (GPtrArray) sets = NULL, labels = NULL;
  guint n_left = 0;
  g_autoptr (GArray) controls = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
  g_autoptr (AcuLabelResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (raters); i++) {
    g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe ("Pairs", raters[i]);
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;
    guint last = 0, n = 0;

    if (i > 0) {
      sets = sets != NULL ? sets : acu_label_store_list_sets (fixture->catalog, NULL);
      recipe->label_set = ((const AcuLabelSet *)g_ptr_array_index (sets, 0))->id;
    } else {
      recipe->method = ACU_METHOD_PAIRWISE;
      recipe->score_min = 0;
      recipe->score_max = 1;
    }
    acu_fixture_choose_photos (recipe, 1, 40);
    recipe->n_training = 3;
    recipe->n_anchors = 4;
    recipe->plan.n_pairs = 80;
    recipe->plan.seed = i + 1;
    session = acu_fixture_make_session (fixture, recipe);
    items = compare_all (fixture, session, i == 3);
    g_assert_cmpuint (items->len, ==, 3 + 80 + 4);
    for (guint k = 0; k < items->len; k++) {
      const AcuLabelItem *item = acu_fixture_get_item (items, k);

      g_assert_cmpint (item->role == ACU_ROLE_TRAINING, ==, k < 3);
      if (item->role != ACU_ROLE_ANCHOR)
        continue;
      /* The quarters of a session have one each. */
      g_assert_true (n == 0 || k > last + 2);
      g_assert_cmpfloat (get_gap (item), >, 30);
      if (i == 0)
        g_array_append_vals (controls, item, 1);
      last = k;
      n++;
    }
    g_assert_cmpuint (n, ==, 4);
    for (guint c = 0; c < controls->len; c++) {
      guint n_shown = 0;

      for (guint k = 0; k < items->len; k++)
        n_shown +=
            acu_fixture_get_item (items, k)->role == ACU_ROLE_ANCHOR &&
            is_same_pair (acu_fixture_get_item (items, k), acu_fixture_get_item (controls, c));
      g_assert_cmpuint (n_shown, ==, 1);
    }
  }

  result = acu_label_result_new (acu_label_table_load (fixture->catalog, "Pairs", NULL),
                                 ACU_OPINION_BRADLEY_TERRY, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->table->n_ratings, ==, 4 * 84);
  g_ptr_array_unref (sets);
  sets = acu_label_store_list_sets (fixture->catalog, NULL);
  g_assert_cmpuint (((const AcuLabelSet *)g_ptr_array_index (sets, 0))->n_labels, ==, 4 * 84);
  g_assert_cmpuint (((const AcuLabelSet *)g_ptr_array_index (sets, 0))->n_images, ==, 40);
  labels = acu_label_store_list (fixture->catalog, result->table->set->id, NULL);
  for (guint k = 0; k < labels->len; k++) {
    const AcuLabel *label = g_ptr_array_index (labels, k);

    n_left += label->item.role != ACU_ROLE_TRAINING && label->score == 1;
  }
  g_assert_cmpuint (result->histogram[0], ==, n_left);
  g_assert_cmpuint (result->histogram[2], ==, 4 * 84 - n_left);
  for (guint j = 0; j < 40; j++)
    g_assert_true (result->low[j] >= 0 && result->low[j] < result->scores[j].score &&
                   result->scores[j].score < result->high[j] && result->high[j] <= 1);
  for (guint i = 0; i < G_N_ELEMENTS (raters); i++) {
    const AcuRater *rater = g_ptr_array_index (result->table->raters, i);
    gboolean erred = g_str_equal (rater->name, "Dan");

    g_assert_cmpuint (result->raters[i].n_ratings, ==, 84);
    g_assert_cmpuint (result->raters[i].n_controls, ==, 4);
    g_assert_cmpuint (result->raters[i].n_controls_passed, ==, erred ? 0 : 4);
  }
}

/* In which order example pairs and control pairs come tells nothing of what the model thinks: their
 * gaps and their weaker pictures rise as often as they fall. */
static void
test_pairs_blind (AcuSessionFixture *fixture, gconstpointer data)
{
  guint n_wider = 0, n_stronger = 0, n_examples = 0, n_controls = 0;

  for (guint seed = 1; seed <= 16; seed++) {
    g_autofree char *name = g_strdup_printf ("Pairs %u", seed);
    g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;
    const AcuLabelItem *last = NULL;

    recipe->method = ACU_METHOD_PAIRWISE;
    recipe->score_min = 0;
    recipe->score_max = 1;
    acu_fixture_choose_photos (recipe, 1, 40);
    recipe->n_training = 4;
    recipe->n_anchors = 4;
    recipe->plan.n_pairs = 16;
    recipe->plan.seed = seed;
    session = acu_fixture_make_session (fixture, recipe);
    items = compare_all (fixture, session, FALSE);
    for (guint k = 0; k < items->len; k++) {
      const AcuLabelItem *item = acu_fixture_get_item (items, k);

      if (k > 0 && item->role == ACU_ROLE_TRAINING) {
        n_wider += get_gap (item) > get_gap (acu_fixture_get_item (items, k - 1));
        n_examples++;
      }
      if (item->role != ACU_ROLE_ANCHOR)
        continue;
      if (last != NULL) {
        n_stronger +=
            MIN (acu_fixture_get_score (item->image), acu_fixture_get_score (item->other)) >
            MIN (acu_fixture_get_score (last->image), acu_fixture_get_score (last->other));
        n_controls++;
      }
      last = item;
    }
  }
  g_assert_cmpuint (n_examples, ==, 48);
  g_assert_cmpuint (n_controls, ==, 48);
  g_assert_true (n_wider > 12 && n_wider < 36);
  g_assert_true (n_stronger > 12 && n_stronger < 36);
}

/* Nor does it matter on which machine somebody rates: anchors come with the ratings of others. */
static void
test_merged_anchors (AcuSessionFixture *fixture, gconstpointer data)
{
  static const AcuLabelMethod methods[] = {ACU_METHOD_ACR, ACU_METHOD_PAIRWISE};
  gint64 elsewhere = acu_label_store_add_rater (fixture->catalog, "Eve", NULL, NULL);

  for (guint m = 0; m < G_N_ELEMENTS (methods); m++) {
    gboolean pairs = methods[m] == ACU_METHOD_PAIRWISE;
    const AcuLabelSet set = {.name = (char *)(pairs ? "Pairs" : "Grades"),
                             .method = methods[m],
                             .score_min = pairs ? 0 : 1,
                             .score_max = pairs ? 1 : 5};
    g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe (set.name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;
    guint n_anchors = 0;

    recipe->label_set = acu_label_store_create_set (fixture->catalog, &set, NULL);
    for (gint64 id = 150; id < 162; id++) {
      const AcuLabel label = {.label_set = recipe->label_set,
                              .rater = elsewhere,
                              .position = -1,
                              .item = {.image = id % 3 + 150,
                                       .other = pairs ? id % 3 + 170 : 0,
                                       .role = id < 156 ? ACU_ROLE_ANCHOR : ACU_ROLE_ITEM},
                              .score = 1,
                              .response_ms = -1};

      g_assert_cmpint (acu_label_store_add (fixture->catalog, &label, NULL, NULL), >, 0);
    }
    acu_fixture_choose_photos (recipe, 1, 30);
    recipe->n_anchors = 2;
    recipe->plan.n_pairs = 8;
    session = acu_fixture_make_session (fixture, recipe);
    items =
        pairs ? compare_all (fixture, session, FALSE) : acu_fixture_list_items (fixture, session);
    for (guint k = 0; k < items->len; k++) {
      const AcuLabelItem *item = acu_fixture_get_item (items, k);

      if (item->role != ACU_ROLE_ANCHOR)
        continue;
      n_anchors++;
      g_assert_cmpint (MIN (item->image, pairs ? item->other : G_MAXINT64), >=, 150);
      g_assert_cmpint (MIN (item->image, pairs ? item->other : G_MAXINT64), <, 153);
      g_assert_cmpint (ABS (item->other - item->image), ==, pairs ? 20 : item->image);
    }
    g_assert_cmpuint (n_anchors, ==, 3);
  }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/session-recipe/" name, AcuSessionFixture, NULL, acu_session_fixture_set_up, func,  \
              acu_session_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("repeats", test_repeats);
  ADD ("examples", test_examples);
  ADD ("examples-blind", test_examples_blind);
  ADD ("anchors", test_anchors);
  ADD ("merged-anchors", test_merged_anchors);
  ADD ("other-machine", test_other_machine);
  ADD ("pairs", test_pairs);
  ADD ("pairs-blind", test_pairs_blind);
  return g_test_run ();
}

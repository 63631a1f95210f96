/* Sessions as a person asks for them: what is rated, and in which order. */
#include "app/labeling/error.h"
#include "app/labeling/label-export.h"
#include "app/labeling/label-import.h"
#include "app/labeling/photo-group.h"
#include "app/labeling/queue-basis.h"
#include "app/labeling/session-recipe.h"
#include "catalog-fixture.h"
#include "compute/random.h"
#include "session-fixture.h"

#include <string.h>

/* Whether the session asks about @photos, all of them and nothing else, once each. */
static void
assert_asks (AcuSessionFixture *fixture, const AcuSessionRecipe *recipe, const GArray *photos)
{
  g_autoptr (AcuRatingSession) session = acu_fixture_make_session (fixture, recipe);
  g_autoptr (GArray) items = acu_fixture_list_items (fixture, session);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  g_assert_cmpuint (items->len, ==, photos->len);
  for (guint k = 0; k < items->len; k++) {
    AcuLabelItem *item = &g_array_index (items, AcuLabelItem, k);

    g_assert_true (acu_fixture_has_photo (photos, item->image));
    g_assert_true (g_hash_table_add (seen, &item->image));
  }
}

/* ---- What is rated ---- */

/* The second folder has the photos 51 to 100, of which the 98th cannot be decoded. */
static void
test_folder (AcuSessionFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe ("Folder", "Ada");
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));

  recipe->query = g_new (AcuPhotoQuery, 1);
  acu_photo_query_init (recipe->query);
  recipe->query->scope = ACU_SCOPE_FOLDER;
  recipe->query->scope_id = 3;
  /* The order in which the Library shows photos does not tell anything. */
  recipe->query->sort = ACU_SORT_SCORE;
  recipe->query->scorer = 1;
  recipe->query->descending = TRUE;
  for (gint64 id = 51; id <= 100; id++)
    if (id != 98)
      g_array_append_val (photos, id);
  assert_asks (fixture, recipe, photos);
}

static void
test_filter (AcuSessionFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe ("Filter", "Ada");
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));

  recipe->query = g_new (AcuPhotoQuery, 1);
  acu_photo_query_init (recipe->query);
  recipe->query->stars_min = 3;
  /* Every third is rated, with the number of stars that is left of its id by six. */
  for (gint64 id = 3; id <= ACU_FIXTURE_SESSION_PHOTOS; id += 3)
    if (id % 6 >= 3 && id != 195)
      g_array_append_val (photos, id);
  assert_asks (fixture, recipe, photos);
}

static void
test_selection (AcuSessionFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe ("Selection", "Ada");

  acu_fixture_choose_photos (recipe, 120, 17);
  assert_asks (fixture, recipe, recipe->photos);
}

/* Lines of paths, absolute, relative to the list or bare names; and a table with other columns.
 * What is named twice is rated once. */
static void
test_list (AcuSessionFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *set, *text;
  } lists[] = {
      {"Lines", "/photos/000/IMG_4.JPG\nIMG_60.JPG\r\n\n/photos/000/IMG_4.JPG\nIMG_7.JPG\n"},
      {"Table", "mos,image\n3,IMG_7.JPG\n2,/photos/000/IMG_4.JPG\n1,IMG_60.JPG\n"},
  };
  const gint64 ids[] = {5, 8, 61};
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_vals (photos, ids, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe (lists[i].set, "Ada");

    recipe->list = g_build_filename (fixture->folder, "list.csv", NULL);
    g_assert_true (g_file_set_contents (recipe->list, lists[i].text, -1, NULL));
    assert_asks (fixture, recipe, photos);
  }
}

static void
assert_refused (AcuSessionFixture *fixture, const AcuSessionRecipe *recipe, const char *because)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sets = NULL;

  g_assert_null (acu_session_recipe_make (fixture->catalog, recipe, &error));
  g_assert_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, because));
  sets = acu_label_store_list_sets (fixture->catalog, NULL);
  g_assert_cmpuint (sets->len, ==, 0);
}

/* What cannot be a session leaves no set behind. */
static void
test_refused (AcuSessionFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) list = acu_fixture_make_recipe ("List", "Ada");
  g_autoptr (AcuSessionRecipe) empty = acu_fixture_make_recipe ("Empty", "Ada");
  g_autoptr (AcuSessionRecipe) pair = acu_fixture_make_recipe ("Pair", "Ada");

  list->list = g_build_filename (fixture->folder, "list.txt", NULL);
  g_assert_true (g_file_set_contents (list->list, "IMG_7.JPG\nelsewhere.jpg\n", -1, NULL));
  assert_refused (fixture, list, "“elsewhere.jpg”");
  acu_fixture_choose_photos (empty, 1, 0);
  assert_refused (fixture, empty, "no photos to rate");
  acu_fixture_choose_photos (pair, 1, 1);
  pair->method = ACU_METHOD_PAIRWISE;
  assert_refused (fixture, pair, "at least 2");
}

/* ---- Order ---- */

static guint
count_same_places (const GArray *a, const GArray *b)
{
  guint n = 0;

  g_assert_cmpuint (a->len, ==, b->len);
  for (guint k = 0; k < a->len; k++)
    n += acu_fixture_get_item (a, k)->image == acu_fixture_get_item (b, k)->image;
  return n;
}

/* A rater's seed is an order; another rater's is another, and so is what is drawn without one. */
static void
test_seed (AcuSessionFixture *fixture, gconstpointer data)
{
  static const guint64 seeds[] = {7, 7, 8, 0, 0, 7};
  GArray *orders[G_N_ELEMENTS (seeds)];

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++) {
    g_autofree char *name = g_strdup_printf ("Seed %u", i);
    g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe (name, i == 5 ? "Bea" : "Ada");
    g_autoptr (AcuRatingSession) session = NULL;

    acu_fixture_choose_photos (recipe, 1, 100);
    recipe->plan.seed = seeds[i];
    recipe->plan.repeat_share = 0.1;
    session = acu_fixture_make_session (fixture, recipe);
    orders[i] = acu_fixture_list_items (fixture, session);
  }
  g_assert_cmpuint (count_same_places (orders[0], orders[1]), ==, orders[0]->len);
  g_assert_cmpuint (count_same_places (orders[0], orders[2]), <, 20);
  g_assert_cmpuint (count_same_places (orders[0], orders[3]), <, 20);
  g_assert_cmpuint (count_same_places (orders[3], orders[4]), <, 20);
  g_assert_cmpuint (count_same_places (orders[0], orders[5]), <, 20);
  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    g_array_unref (orders[i]);
}

/* Bursts of five: no two pictures of one follow each other, repeats and anchors included, whatever
 * the queue wants. */
static void
test_groups (AcuSessionFixture *fixture, gconstpointer data)
{
  static const AcuRatingQueue queues[] = {ACU_QUEUE_RANDOM, ACU_QUEUE_BOUNDARY,
                                          ACU_QUEUE_UNCERTAIN};
  g_autofree gint64 *ids = g_new (gint64, ACU_FIXTURE_SESSION_PHOTOS);
  g_autofree guint *groups = g_new (guint, ACU_FIXTURE_SESSION_PHOTOS);
  g_autoptr (GPtrArray) rows = NULL;

  /* Relatives have scores next to each other, so that a queue by score wants them together. */
  acu_fixture_run_sql (fixture->path,
                       "UPDATE images SET camera = 1, taken = 5000 + (id - 1) / 5 * 1000 + id % 5;"
                       "UPDATE scores SET score = image / 2.0, std = image / 10.0");
  for (guint i = 0; i < ACU_FIXTURE_SESSION_PHOTOS; i++)
    ids[i] = i + 1;
  rows = acu_photo_store_get_rows (fixture->catalog, ids, ACU_FIXTURE_SESSION_PHOTOS, 0, NULL);
  acu_photo_group_find (rows, groups);
  g_assert_cmpuint (groups[0], ==, groups[4]);
  g_assert_cmpuint (groups[4], !=, groups[5]);

  for (guint i = 0; i < G_N_ELEMENTS (queues); i++) {
    g_autofree char *name = g_strdup_printf ("Groups %u", i);
    g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;

    acu_fixture_choose_photos (recipe, 1, ACU_FIXTURE_SESSION_PHOTOS);
    recipe->n_anchors = 6;
    recipe->plan.repeat_share = 0.2;
    recipe->plan.queue = (AcuQueueOptions){
        .queue = queues[i], .scorer = 1, .boundary = ACU_FIXTURE_SESSION_PHOTOS / 4.0};
    session = acu_fixture_make_session (fixture, recipe);
    items = acu_fixture_list_items (fixture, session);
    for (guint k = 1; k < items->len; k++)
      g_assert_cmpuint (groups[acu_fixture_get_item (items, k)->image - 1], !=,
                        groups[acu_fixture_get_item (items, k - 1)->image - 1]);
  }
}

/* Whether the session of @recipe over @n photos from 1 on keeps those of the same @groups (n)
 * apart. */
static void
assert_keeps_apart (AcuSessionFixture *fixture,
                    AcuSessionRecipe *recipe,
                    const guint *groups,
                    guint n)
{
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GArray) items = NULL;

  recipe->n_anchors = 3;
  recipe->plan.repeat_share = 0.2;
  recipe->plan.queue = (AcuQueueOptions){.queue = ACU_QUEUE_BOUNDARY, .scorer = 1, .boundary = 10};
  session = acu_fixture_make_session (fixture, recipe);
  items = acu_fixture_list_items (fixture, session);
  g_assert_cmpuint (items->len, >, n);
  for (guint k = 1; k < items->len; k++)
    g_assert_cmpuint (groups[acu_fixture_get_item (items, k)->image - 1], !=,
                      groups[acu_fixture_get_item (items, k - 1)->image - 1]);
}

/* Pictures of one reference, as a list says, whatever they are called and whenever they were taken:
 * in sessions of the set that know nothing of the list, too, and in what is learned from it. */
static void
test_listed_groups (AcuSessionFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe ("References", "Ada");
  g_autoptr (AcuSessionRecipe) second = acu_fixture_make_recipe ("References", "Bea");
  g_autoptr (GString) list = g_string_new ("path,mos,split,group\n");
  g_autoptr (GPtrArray) sets = NULL;
  g_autoptr (AcuLabelTable) table = NULL;
  guint groups[60];

  acu_fixture_run_sql (fixture->path, "UPDATE scores SET score = image / 2.0");
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    groups[i] = i / 6;
    g_string_append_printf (list, "IMG_%u.JPG,3,train,reference %u\n", i, groups[i]);
  }
  recipe->list = g_build_filename (fixture->folder, "list.csv", NULL);
  g_assert_true (g_file_set_contents (recipe->list, list->str, -1, NULL));
  assert_keeps_apart (fixture, recipe, groups, G_N_ELEMENTS (groups));

  sets = acu_label_store_list_sets (fixture->catalog, NULL);
  second->label_set = ((const AcuLabelSet *)g_ptr_array_index (sets, 0))->id;
  acu_fixture_choose_photos (second, 1, G_N_ELEMENTS (groups));
  assert_keeps_apart (fixture, second, groups, G_N_ELEMENTS (groups));

  for (gint64 id = 6; id <= 7; id++) {
    const AcuLabel label = {.label_set = second->label_set,
                            .rater = 1,
                            .position = -1,
                            .item = {.image = id},
                            .score = 3,
                            .response_ms = -1};

    g_assert_cmpint (acu_label_store_add (fixture->catalog, &label, NULL, NULL), >, 0);
  }
  table = acu_label_table_load (fixture->catalog, "References", NULL);
  g_assert_cmpuint (table->stimuli->len, ==, 2);
  g_assert_cmpstr (((AcuStimulus *)g_ptr_array_index (table->stimuli, 0))->group, ==,
                   "reference 0");
  g_assert_cmpstr (((AcuStimulus *)g_ptr_array_index (table->stimuli, 1))->group, ==,
                   "reference 1");
}

/* Without a list, what the catalog knows to look alike, whenever it was taken; and what does not,
 * though it follows within seconds, is not one group. */
static void
test_alike (AcuSessionFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe ("Alike", "Ada");
  g_autoptr (GString) sql = g_string_new ("UPDATE scores SET score = image / 2.0;"
                                          "UPDATE images SET camera = 1, taken = 5000 + id;");
  guint groups[40];
  AcuRandom random;

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    g_string_append_printf (sql,
                            "UPDATE images SET hash = cast (printf ('%%032d', id) AS BLOB)"
                            " WHERE id = %u;"
                            "INSERT INTO likenesses SELECT size, hash, x'",
                            i + 1);
    groups[i] = i / 4;
    random = acu_random_new (3, groups[i]);
    for (guint byte = 0; byte < 64; byte++)
      g_string_append_printf (sql, "%02x", acu_random_below (&random, 256));
    g_string_append_printf (sql, "' FROM images WHERE id = %u;", i + 1);
  }
  acu_fixture_run_sql (fixture->path, sql->str);
  acu_fixture_choose_photos (recipe, 1, G_N_ELEMENTS (groups));
  assert_keeps_apart (fixture, recipe, groups, G_N_ELEMENTS (groups));
}

/* Where another version of the model thinks otherwise there is doubt, however sure each is. */
static void
test_uncertain (AcuSessionFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = acu_fixture_make_recipe ("Uncertain", "Ada");
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GArray) items = NULL;
  g_autoptr (GString) text = NULL, again = NULL;
  g_autoptr (AcuLabelImport) import = NULL;
  g_autofree char *file = NULL;
  AcuSessionFixture other;

  acu_fixture_run_sql (
      fixture->path,
      "INSERT INTO scorers (id, model, fingerprint, protocol, plan, score_min, score_max, faults,"
      " created) VALUES (2, 'm', 'later', 'native', 'grid', 0, 100, '', 1);"
      "INSERT INTO scores (scorer, image, score, std, scored) SELECT 2, image,"
      " score + CASE image WHEN 33 THEN 60 WHEN 44 THEN 50 ELSE 1 END, 1, 0 FROM scores;"
      "UPDATE scores SET std = 30 WHERE image = 55 AND scorer = 2");
  acu_fixture_choose_photos (recipe, 1, 100);
  recipe->plan.queue = (AcuQueueOptions){.queue = ACU_QUEUE_UNCERTAIN, .scorer = 2};
  /* A blind session shuffles what comes first. */
  recipe->plan.informed = TRUE;
  session = acu_fixture_make_session (fixture, recipe);
  items = acu_fixture_list_items (fixture, session);
  g_assert_cmpint (acu_fixture_get_item (items, 0)->image, ==, 33);
  g_assert_cmpint (acu_fixture_get_item (items, 1)->image, ==, 44);
  g_assert_cmpint (acu_fixture_get_item (items, 2)->image, ==, 55);

  /* What it rested on is told with the ratings, and known where they are taken to. */
  g_assert_true (acu_rating_session_rate (session, 3, NULL, NULL));
  text = acu_label_export_long (fixture->catalog, "Uncertain", NULL);
  g_assert_nonnull (strstr (text->str, ",no,uncertain,versions:m,0,"));
  file = g_build_filename (fixture->folder, "uncertain.csv", NULL);
  g_assert_true (g_file_set_contents (file, text->str, -1, NULL));
  acu_session_fixture_set_up (&other, NULL);
  import = acu_label_import_file (other.catalog, file, &(AcuLabelImportOptions){.set = NULL}, NULL);
  g_assert_true (import != NULL && import->is_imported && import->n_added == 1);
  again = acu_label_export_long (other.catalog, "Uncertain", NULL);
  g_assert_nonnull (strstr (again->str, ",no,uncertain,versions:m,0,"));
  acu_session_fixture_tear_down (&other, NULL);
}

/* Another model is no version of this one, and without scores there is nothing to go by: both are
 * told. */
static void
test_basis (AcuSessionFixture *fixture, gconstpointer data)
{
  AcuQueueOptions options = {.queue = ACU_QUEUE_UNCERTAIN, .scorer = 1};
  g_autoptr (AcuQueueBasis) alone = NULL, none = NULL;
  const gint64 photos[] = {1, 2, 3};

  acu_fixture_run_sql (
      fixture->path,
      "INSERT INTO scorers (id, model, fingerprint, protocol, plan, score_min, score_max, faults,"
      " created) VALUES (2, 'base', 'b', 'native', 'grid', 0, 100, '', 1);"
      "INSERT INTO scores (scorer, image, score, std, scored) VALUES (2, 1, 50, 1, 0)");
  alone = acu_queue_basis_find (fixture->catalog, &options, photos, 3, NULL);
  g_assert_cmpint (alone->kind, ==, ACU_BASIS_SPREAD);
  g_assert_cmpuint (alone->n_known, ==, 3);
  options.scorer = 0;
  none = acu_queue_basis_find (fixture->catalog, &options, photos, 3, NULL);
  g_assert_cmpint (none->kind, ==, ACU_BASIS_CHANCE);
  g_assert_cmpuint (none->n_known, ==, 0);
}

/* Enters what the model of scorer 1 was trained from, one a line; returns what is taken for its
 * previous version, NULL for none. (transfer full) */
static char *
find_previous (AcuSessionFixture *fixture, const char *bases, const char *fingerprints)
{
  const AcuQueueOptions options = {.queue = ACU_QUEUE_UNCERTAIN, .scorer = 1};
  g_autofree char *sql =
      g_strdup_printf ("UPDATE scorers SET bases = '%s', base_fingerprints = '%s'"
                       " WHERE id = 1",
                       bases, fingerprints);
  g_autoptr (AcuQueueBasis) basis = NULL;
  const gint64 photos[] = {1, 2, 3};

  acu_fixture_run_sql (fixture->path, sql);
  basis = acu_queue_basis_find (fixture->catalog, &options, photos, 3, NULL);
  g_assert_cmpint (basis->kind, ==,
                   basis->previous_model != NULL ? ACU_BASIS_VERSIONS : ACU_BASIS_SPREAD);
  return g_strdup (basis->previous_model);
}

/* The previous version of a model under another name is the nearest of what it was trained from
 * that has scored some of the photos in the same patches, by its weights, so that it may have been
 * renamed since; by its name where they are not known. */
static void
test_ancestors (AcuSessionFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *bases, *fingerprints, *found;
  } cases[] = {
      {"", "", NULL},
      {"base", "b", "renamed"}, /* nobody is called so any more */
      {"renamed", "-", "renamed"},
      {"base", "-", NULL},
      {"renamed", "another", NULL}, /* the same name, and not those weights */
      {"near\nbase", "n\nb", "near"},
      {"far\nbase", "f\nb", "renamed"},  /* other patches */
      {"idle\nbase", "i\nb", "renamed"}, /* other photos */
      {"gone\nnear", "-\n-", "near"},    /* never here */
  };

  acu_fixture_run_sql (
      fixture->path,
      "INSERT INTO scorers (id, model, fingerprint, protocol, plan, score_min, score_max, faults,"
      " created) VALUES (2, 'renamed', 'b', 'native', 'grid', 0, 100, '', 1),"
      " (3, 'near', 'n', 'native', 'grid', 0, 100, '', 1),"
      " (4, 'far', 'f', 'native', 'grid:9', 0, 100, '', 1),"
      " (5, 'idle', 'i', 'native', 'grid', 0, 100, '', 1);"
      "INSERT INTO scores (scorer, image, score, std, scored) VALUES (2, 1, 50, 1, 0),"
      " (3, 2, 50, 1, 0), (4, 3, 50, 1, 0), (5, 99, 50, 1, 0)");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *found = find_previous (fixture, cases[i].bases, cases[i].fingerprints);

    g_assert_cmpstr (found, ==, cases[i].found);
  }
}

/* ---- In the background ---- */

/* Work on files that takes until somebody lets it end. */
typedef struct {
  GMutex lock;
  GCond cond;
  gboolean is_over;
} LongWork;

static gpointer
work_long (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  LongWork *work = data;

  g_mutex_lock (&work->lock);
  while (!work->is_over)
    g_cond_wait (&work->cond, &work->lock);
  g_mutex_unlock (&work->lock);
  return work;
}

static gpointer
write_nothing (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return data;
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* What is written does not wait for a session that is being made, whose files may have to be read:
 * it is work on files, and stands in their queue. */
static void
test_background (AcuSessionFixture *fixture, gconstpointer data)
{
  AcuSessionRecipe *recipe = acu_fixture_make_recipe ("S", "Ada");
  g_autoptr (GAsyncResult) written = NULL, made = NULL;
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GError) error = NULL;
  LongWork work = {.is_over = FALSE};

  g_mutex_init (&work.lock);
  g_cond_init (&work.cond);
  acu_fixture_choose_photos (recipe, 1, 5);
  acu_catalog_run_async (fixture->catalog, ACU_CATALOG_FILES, work_long, &work, NULL, NULL, NULL,
                         NULL, NULL);
  acu_session_recipe_make_async (fixture->catalog, recipe, keep_result_cb, &made);
  acu_catalog_run_async (fixture->catalog, ACU_CATALOG_WRITES, write_nothing, &work, NULL, NULL,
                         NULL, keep_result_cb, &written);
  while (written == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (made);
  g_mutex_lock (&work.lock);
  work.is_over = TRUE;
  g_cond_signal (&work.cond);
  g_mutex_unlock (&work.lock);
  while (made == NULL)
    g_main_context_iteration (NULL, TRUE);
  session = acu_catalog_run_finish (fixture->catalog, made, &error);
  g_assert_no_error (error);
  g_assert_nonnull (session);
  g_mutex_clear (&work.lock);
  g_cond_clear (&work.cond);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/session-recipe/" name, AcuSessionFixture, NULL, acu_session_fixture_set_up, func,  \
              acu_session_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("folder", test_folder);
  ADD ("filter", test_filter);
  ADD ("selection", test_selection);
  ADD ("list", test_list);
  ADD ("refused", test_refused);
  ADD ("seed", test_seed);
  ADD ("groups", test_groups);
  ADD ("listed-groups", test_listed_groups);
  ADD ("alike", test_alike);
  ADD ("uncertain", test_uncertain);
  ADD ("basis", test_basis);
  ADD ("ancestors", test_ancestors);
  ADD ("background", test_background);
  return g_test_run ();
}

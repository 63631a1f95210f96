/* Sessions as a person asks for them: what is rated, in which order, with which examples, repeats
 * and anchors. */
#include "app/labeling/error.h"
#include "app/labeling/label-export.h"
#include "app/labeling/label-import.h"
#include "app/labeling/photo-group.h"
#include "app/labeling/queue-basis.h"
#include "app/labeling/session-recipe.h"
#include "catalog-fixture.h"
#include "compute/random.h"
#include "test-support.h"

#include <math.h>
#include <string.h>

#define N_PHOTOS   200
#define PER_FOLDER 50

typedef struct {
  AcuCatalog *catalog;
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const AcuCatalogRecipe recipe = {
      .n_photos = N_PHOTOS, .photos_per_folder = PER_FOLDER, .rated = TRUE};

  fixture->folder = acu_test_temporary_folder ();
  fixture->path = g_build_filename (fixture->folder, "catalog.db", NULL);
  fixture->catalog = acu_fixture_make_catalog (fixture->path, &recipe);
  /* Every photo has a score of its own. */
  acu_fixture_run_sql (fixture->path,
                       "DELETE FROM scores; INSERT INTO scores (scorer, image, score, std, scored)"
                       " SELECT 1, id, id * 73 % 199 / 2.0, 1, 0 FROM images");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static double
get_score (gint64 photo)
{
  return (double)(photo * 73 % 199) / 2.0;
}

/* A recipe for a new set of grades, over nothing yet. */
static AcuSessionRecipe *
make_recipe (const char *set, const char *rater)
{
  AcuSessionRecipe *recipe = acu_session_recipe_new ();

  recipe->set_name = g_strdup (set);
  recipe->rater_name = g_strdup (rater);
  recipe->method = ACU_METHOD_ACR;
  recipe->score_min = 1;
  recipe->score_max = 5;
  recipe->scorer = 1;
  recipe->plan.seed = 7;
  recipe->plan.repeat_share = 0;
  return recipe;
}

static void
choose_photos (AcuSessionRecipe *recipe, gint64 first, guint n)
{
  recipe->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < n; i++, first++)
    g_array_append_val (recipe->photos, first);
}

static AcuRatingSession *
make (Fixture *fixture, const AcuSessionRecipe *recipe)
{
  g_autoptr (GError) error = NULL;
  AcuRatingSession *session = acu_session_recipe_make (fixture->catalog, recipe, &error);

  g_assert_no_error (error);
  return session;
}

static GArray *
list_items (Fixture *fixture, AcuRatingSession *session)
{
  return acu_label_store_list_items (fixture->catalog, acu_rating_session_get_id (session), NULL);
}

static guint
count_role (const GArray *items, AcuItemRole role)
{
  guint n = 0;

  for (guint k = 0; k < items->len; k++)
    n += g_array_index (items, AcuLabelItem, k).role == role;
  return n;
}

static const AcuLabelItem *
get_item (const GArray *items, guint k)
{
  return &g_array_index (items, AcuLabelItem, k);
}

static gboolean
has_photo (const GArray *photos, gint64 photo)
{
  for (guint i = 0; i < photos->len; i++)
    if (g_array_index (photos, gint64, i) == photo)
      return TRUE;
  return FALSE;
}

/* Whether the session asks about @photos, all of them and nothing else, once each. */
static void
assert_asks (Fixture *fixture, const AcuSessionRecipe *recipe, const GArray *photos)
{
  g_autoptr (AcuRatingSession) session = make (fixture, recipe);
  g_autoptr (GArray) items = list_items (fixture, session);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);

  g_assert_cmpuint (items->len, ==, photos->len);
  for (guint k = 0; k < items->len; k++) {
    AcuLabelItem *item = &g_array_index (items, AcuLabelItem, k);

    g_assert_true (has_photo (photos, item->image));
    g_assert_true (g_hash_table_add (seen, &item->image));
  }
}

/* ---- What is rated ---- */

/* The second folder has the photos 51 to 100, of which the 98th cannot be decoded. */
static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = make_recipe ("Folder", "Ada");
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
test_filter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = make_recipe ("Filter", "Ada");
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));

  recipe->query = g_new (AcuPhotoQuery, 1);
  acu_photo_query_init (recipe->query);
  recipe->query->stars_min = 3;
  /* Every third is rated, with the number of stars that is left of its id by six. */
  for (gint64 id = 3; id <= N_PHOTOS; id += 3)
    if (id % 6 >= 3 && id != 195)
      g_array_append_val (photos, id);
  assert_asks (fixture, recipe, photos);
}

static void
test_selection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = make_recipe ("Selection", "Ada");

  choose_photos (recipe, 120, 17);
  assert_asks (fixture, recipe, recipe->photos);
}

/* Lines of paths, absolute, relative to the list or bare names; and a table with other columns.
 * What is named twice is rated once. */
static void
test_list (Fixture *fixture, gconstpointer data)
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
    g_autoptr (AcuSessionRecipe) recipe = make_recipe (lists[i].set, "Ada");

    recipe->list = g_build_filename (fixture->folder, "list.csv", NULL);
    g_assert_true (g_file_set_contents (recipe->list, lists[i].text, -1, NULL));
    assert_asks (fixture, recipe, photos);
  }
}

static void
assert_refused (Fixture *fixture, const AcuSessionRecipe *recipe, const char *because)
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
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) list = make_recipe ("List", "Ada");
  g_autoptr (AcuSessionRecipe) empty = make_recipe ("Empty", "Ada");
  g_autoptr (AcuSessionRecipe) pair = make_recipe ("Pair", "Ada");

  list->list = g_build_filename (fixture->folder, "list.txt", NULL);
  g_assert_true (g_file_set_contents (list->list, "IMG_7.JPG\nelsewhere.jpg\n", -1, NULL));
  assert_refused (fixture, list, "“elsewhere.jpg”");
  choose_photos (empty, 1, 0);
  assert_refused (fixture, empty, "no photos to rate");
  choose_photos (pair, 1, 1);
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
    n += get_item (a, k)->image == get_item (b, k)->image;
  return n;
}

/* A rater's seed is an order; another rater's is another, and so is what is drawn without one. */
static void
test_seed (Fixture *fixture, gconstpointer data)
{
  static const guint64 seeds[] = {7, 7, 8, 0, 0, 7};
  GArray *orders[G_N_ELEMENTS (seeds)];

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++) {
    g_autofree char *name = g_strdup_printf ("Seed %u", i);
    g_autoptr (AcuSessionRecipe) recipe = make_recipe (name, i == 5 ? "Bea" : "Ada");
    g_autoptr (AcuRatingSession) session = NULL;

    choose_photos (recipe, 1, 100);
    recipe->plan.seed = seeds[i];
    recipe->plan.repeat_share = 0.1;
    session = make (fixture, recipe);
    orders[i] = list_items (fixture, session);
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
test_groups (Fixture *fixture, gconstpointer data)
{
  static const AcuRatingQueue queues[] = {ACU_QUEUE_RANDOM, ACU_QUEUE_BOUNDARY,
                                          ACU_QUEUE_UNCERTAIN};
  g_autofree gint64 *ids = g_new (gint64, N_PHOTOS);
  g_autofree guint *groups = g_new (guint, N_PHOTOS);
  g_autoptr (GPtrArray) rows = NULL;

  /* Relatives have scores next to each other, so that a queue by score wants them together. */
  acu_fixture_run_sql (fixture->path,
                       "UPDATE images SET camera = 1, taken = 5000 + (id - 1) / 5 * 1000 + id % 5;"
                       "UPDATE scores SET score = image / 2.0, std = image / 10.0");
  for (guint i = 0; i < N_PHOTOS; i++)
    ids[i] = i + 1;
  rows = acu_photo_store_get_rows (fixture->catalog, ids, N_PHOTOS, 0, NULL);
  acu_photo_group_find (rows, groups);
  g_assert_cmpuint (groups[0], ==, groups[4]);
  g_assert_cmpuint (groups[4], !=, groups[5]);

  for (guint i = 0; i < G_N_ELEMENTS (queues); i++) {
    g_autofree char *name = g_strdup_printf ("Groups %u", i);
    g_autoptr (AcuSessionRecipe) recipe = make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;

    choose_photos (recipe, 1, N_PHOTOS);
    recipe->n_anchors = 6;
    recipe->plan.repeat_share = 0.2;
    recipe->plan.queue =
        (AcuQueueOptions){.queue = queues[i], .scorer = 1, .boundary = N_PHOTOS / 4.0};
    session = make (fixture, recipe);
    items = list_items (fixture, session);
    for (guint k = 1; k < items->len; k++)
      g_assert_cmpuint (groups[get_item (items, k)->image - 1], !=,
                        groups[get_item (items, k - 1)->image - 1]);
  }
}

/* Whether the session of @recipe over @n photos from 1 on keeps those of the same @groups (n)
 * apart. */
static void
assert_keeps_apart (Fixture *fixture, AcuSessionRecipe *recipe, const guint *groups, guint n)
{
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GArray) items = NULL;

  recipe->n_anchors = 3;
  recipe->plan.repeat_share = 0.2;
  recipe->plan.queue = (AcuQueueOptions){.queue = ACU_QUEUE_BOUNDARY, .scorer = 1, .boundary = 10};
  session = make (fixture, recipe);
  items = list_items (fixture, session);
  g_assert_cmpuint (items->len, >, n);
  for (guint k = 1; k < items->len; k++)
    g_assert_cmpuint (groups[get_item (items, k)->image - 1], !=,
                      groups[get_item (items, k - 1)->image - 1]);
}

/* Pictures of one reference, as a list says, whatever they are called and whenever they were taken:
 * in sessions of the set that know nothing of the list, too, and in what is learned from it. */
static void
test_listed_groups (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = make_recipe ("References", "Ada");
  g_autoptr (AcuSessionRecipe) second = make_recipe ("References", "Bea");
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
  choose_photos (second, 1, G_N_ELEMENTS (groups));
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
test_alike (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = make_recipe ("Alike", "Ada");
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
  choose_photos (recipe, 1, G_N_ELEMENTS (groups));
  assert_keeps_apart (fixture, recipe, groups, G_N_ELEMENTS (groups));
}

/* Where another version of the model thinks otherwise there is doubt, however sure each is. */
static void
test_uncertain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = make_recipe ("Uncertain", "Ada");
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GArray) items = NULL;
  g_autoptr (GString) text = NULL, again = NULL;
  g_autoptr (AcuLabelImport) import = NULL;
  g_autofree char *file = NULL;
  Fixture other;

  acu_fixture_run_sql (
      fixture->path,
      "INSERT INTO scorers (id, model, fingerprint, protocol, plan, score_min, score_max, faults,"
      " created) VALUES (2, 'm', 'later', 'native', 'grid', 0, 100, '', 1);"
      "INSERT INTO scores (scorer, image, score, std, scored) SELECT 2, image,"
      " score + CASE image WHEN 33 THEN 60 WHEN 44 THEN 50 ELSE 1 END, 1, 0 FROM scores;"
      "UPDATE scores SET std = 30 WHERE image = 55 AND scorer = 2");
  choose_photos (recipe, 1, 100);
  recipe->plan.queue = (AcuQueueOptions){.queue = ACU_QUEUE_UNCERTAIN, .scorer = 2};
  /* A blind session shuffles what comes first. */
  recipe->plan.informed = TRUE;
  session = make (fixture, recipe);
  items = list_items (fixture, session);
  g_assert_cmpint (get_item (items, 0)->image, ==, 33);
  g_assert_cmpint (get_item (items, 1)->image, ==, 44);
  g_assert_cmpint (get_item (items, 2)->image, ==, 55);

  /* What it rested on is told with the ratings, and known where they are taken to. */
  g_assert_true (acu_rating_session_rate (session, 3, NULL, NULL));
  text = acu_label_export_long (fixture->catalog, "Uncertain", NULL);
  g_assert_nonnull (strstr (text->str, ",no,uncertain,versions:m,0,"));
  file = g_build_filename (fixture->folder, "uncertain.csv", NULL);
  g_assert_true (g_file_set_contents (file, text->str, -1, NULL));
  set_up (&other, NULL);
  import = acu_label_import_file (other.catalog, file, &(AcuLabelImportOptions){.set = NULL}, NULL);
  g_assert_true (import != NULL && import->is_imported && import->n_added == 1);
  again = acu_label_export_long (other.catalog, "Uncertain", NULL);
  g_assert_nonnull (strstr (again->str, ",no,uncertain,versions:m,0,"));
  tear_down (&other, NULL);
}

/* Another model is no version of this one, and without scores there is nothing to go by: both are
 * told. */
static void
test_basis (Fixture *fixture, gconstpointer data)
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
find_previous (Fixture *fixture, const char *bases, const char *fingerprints)
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
test_ancestors (Fixture *fixture, gconstpointer data)
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

/* So many of the pictures are shown twice, not soon after each other, and no others. */
static void
test_repeats (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint n_photos, percent, n_repeats;
  } cases[] = {{100, 5, 5}, {100, 0, 0}, {60, 25, 15}, {40, 50, 20}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = g_strdup_printf ("Repeats %u", i);
    g_autoptr (AcuSessionRecipe) recipe = make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;
    guint first[N_PHOTOS + 1], n_seen[N_PHOTOS + 1] = {0};

    choose_photos (recipe, 1, cases[i].n_photos);
    recipe->plan.repeat_share = cases[i].percent / 100.0;
    session = make (fixture, recipe);
    items = list_items (fixture, session);
    g_assert_cmpuint (items->len, ==, cases[i].n_photos + cases[i].n_repeats);
    g_assert_cmpuint (count_role (items, ACU_ROLE_REPEAT), ==, cases[i].n_repeats);
    for (guint k = 0; k < items->len; k++) {
      gint64 image = get_item (items, k)->image;

      g_assert_cmpint (get_item (items, k)->role, ==,
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
test_examples (Fixture *fixture, gconstpointer data)
{
  static const guint counts[] = {100, 20};

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_autofree char *name = g_strdup_printf ("Examples %u", i);
    g_autoptr (AcuSessionRecipe) recipe = make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;
    gboolean is_plenty = counts[i] == 100;
    double weakest = 100, strongest = 0;

    choose_photos (recipe, 1, counts[i]);
    recipe->n_training = 3;
    session = make (fixture, recipe);
    items = list_items (fixture, session);
    g_assert_cmpuint (items->len, ==, counts[i] + (is_plenty ? 0 : 3));
    g_assert_cmpuint (count_role (items, ACU_ROLE_TRAINING), ==, 3);
    for (guint k = 0; k < 3; k++) {
      gint64 example = get_item (items, k)->image;
      double score = get_score (example);
      guint n = 0;

      g_assert_cmpint (get_item (items, k)->role, ==, ACU_ROLE_TRAINING);
      weakest = MIN (weakest, score);
      strongest = MAX (strongest, score);
      for (guint j = 3; j < items->len; j++)
        n += get_item (items, j)->image == example;
      g_assert_cmpuint (n, ==, is_plenty ? 0 : 1);
    }
    g_assert_cmpfloat (strongest - weakest, >, 45);
  }
}

/* From weak to strong, the examples would tell what the model thinks of them: in which order they
 * come is chance. */
static void
test_examples_blind (Fixture *fixture, gconstpointer data)
{
  guint n_rising = 0;

  for (guint seed = 1; seed <= 24; seed++) {
    g_autofree char *name = g_strdup_printf ("Order %u", seed);
    g_autoptr (AcuSessionRecipe) recipe = make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;

    choose_photos (recipe, 1, 40);
    recipe->n_training = 3;
    recipe->plan.seed = seed;
    session = make (fixture, recipe);
    items = list_items (fixture, session);
    for (guint k = 1; k < 3; k++)
      n_rising +=
          get_score (get_item (items, k)->image) > get_score (get_item (items, k - 1)->image);
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
    if (get_item (items, k)->role == role)
      g_array_append_val (photos, get_item (items, k)->image);
  return photos;
}

/* Everybody sees the anchors of the set, once, spread over the session, whatever else he rates. */
static void
test_anchors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuSessionRecipe) recipe = make_recipe ("Anchors", "Ada");
  g_autoptr (AcuSessionRecipe) second = make_recipe ("Anchors", "Bea");
  g_autoptr (AcuRatingSession) session = NULL, other = NULL;
  g_autoptr (GArray) items = NULL, others = NULL, anchors = NULL, other_anchors = NULL;
  g_autoptr (GPtrArray) sets = NULL;
  guint last = 0, n = 0;

  choose_photos (recipe, 1, 100);
  recipe->n_anchors = 4;
  session = make (fixture, recipe);
  items = list_items (fixture, session);
  anchors = list_role (items, ACU_ROLE_ANCHOR);
  g_assert_cmpuint (items->len, ==, 100);
  g_assert_cmpuint (anchors->len, ==, 4);
  for (guint k = 0; k < items->len; k++) {
    if (get_item (items, k)->role != ACU_ROLE_ANCHOR) {
      g_assert_false (has_photo (anchors, get_item (items, k)->image));
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
  choose_photos (second, 90, 60);
  other = make (fixture, second);
  others = list_items (fixture, other);
  other_anchors = list_role (others, ACU_ROLE_ANCHOR);
  g_assert_cmpuint (other_anchors->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_true (has_photo (anchors, g_array_index (other_anchors, gint64, i)));
}

/* The same pictures of the same scores, found elsewhere in another order, have the same examples
 * and anchors. */
static void
test_other_machine (Fixture *fixture, gconstpointer data)
{
  static const AcuLabelMethod methods[] = {ACU_METHOD_ACR, ACU_METHOD_PAIRWISE};
  Fixture other;

  set_up (&other, NULL);
  acu_fixture_run_sql (fixture->path, "DELETE FROM scores; UPDATE images SET"
                                      " hash = cast (printf ('%032d', id) AS BLOB)");
  acu_fixture_run_sql (other.path, "DELETE FROM scores; UPDATE images SET"
                                   " hash = cast (printf ('%032d', id * 7 % 201) AS BLOB)");
  for (guint m = 0; m < G_N_ELEMENTS (methods); m++) {
    g_autoptr (AcuSessionRecipe) recipe = make_recipe (m == 0 ? "Here" : "Pairs here", "Ada");
    g_autoptr (AcuSessionRecipe) again = make_recipe (m == 0 ? "There" : "Pairs there", "Ada");
    g_autoptr (AcuRatingSession) session = NULL, other_session = NULL;
    g_autoptr (GArray) items = NULL, other_items = NULL;

    recipe->method = again->method = methods[m];
    recipe->score_min = again->score_min = methods[m] == ACU_METHOD_PAIRWISE ? 0 : 1;
    recipe->score_max = again->score_max = methods[m] == ACU_METHOD_PAIRWISE ? 1 : 5;
    recipe->n_training = again->n_training = 3;
    recipe->n_anchors = again->n_anchors = 2;
    recipe->plan.n_pairs = again->plan.n_pairs = 30;
    choose_photos (recipe, 1, 40);
    /* 115 times 7 is 1 more than a multiple of 201. */
    again->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
    for (gint64 content = 1; content <= 40; content++) {
      gint64 photo = content * 115 % 201;

      g_array_append_val (again->photos, photo);
    }
    session = make (fixture, recipe);
    other_session = make (&other, again);
    items = list_items (fixture, session);
    other_items = list_items (&other, other_session);
    g_assert_cmpuint (items->len, ==, other_items->len);
    g_assert_cmpuint (count_role (items, ACU_ROLE_TRAINING), ==, 3);
    for (guint k = 0; k < items->len; k++) {
      g_assert_cmpint (get_item (items, k)->role, ==, get_item (other_items, k)->role);
      g_assert_cmpint (get_item (items, k)->image, ==, get_item (other_items, k)->image * 7 % 201);
      g_assert_cmpint (get_item (items, k)->other, ==, get_item (other_items, k)->other * 7 % 201);
    }
  }
  tear_down (&other, NULL);
}

/* ---- Pairs ---- */

static double
get_gap (const AcuLabelItem *item)
{
  return fabs (get_score (item->image) - get_score (item->other));
}

/* Answers everything by the scores, the control pairs the other way round where @contrary; returns
 * the items. */
static GArray *
compare_all (Fixture *fixture, AcuRatingSession *session, gboolean contrary)
{
  g_autoptr (GError) error = NULL;
  AcuRatingStep step;

  for (acu_rating_session_get_step (session, &step); !step.is_over;
       acu_rating_session_get_step (session, &step)) {
    gboolean left = get_score (step.item.image) > get_score (step.item.other);

    if (contrary && step.item.role == ACU_ROLE_ANCHOR)
      left = !left;
    acu_rating_session_rate (session, left, NULL, &error);
    g_assert_no_error (error);
  }
  return list_items (fixture, session);
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
test_pairs (Fixture *fixture, gconstpointer data)
{
  static const char *const raters[] = {"Ada", "Bea", "Cleo", "Dan"};
  g_autoptr (GPtrArray) sets = NULL, labels = NULL;
  guint n_left = 0;
  g_autoptr (GArray) controls = g_array_new (FALSE, FALSE, sizeof (AcuLabelItem));
  g_autoptr (AcuLabelResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (raters); i++) {
    g_autoptr (AcuSessionRecipe) recipe = make_recipe ("Pairs", raters[i]);
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
    choose_photos (recipe, 1, 40);
    recipe->n_training = 3;
    recipe->n_anchors = 4;
    recipe->plan.n_pairs = 80;
    recipe->plan.seed = i + 1;
    session = make (fixture, recipe);
    items = compare_all (fixture, session, i == 3);
    g_assert_cmpuint (items->len, ==, 3 + 80 + 4);
    for (guint k = 0; k < items->len; k++) {
      const AcuLabelItem *item = get_item (items, k);

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
        n_shown += get_item (items, k)->role == ACU_ROLE_ANCHOR &&
                   is_same_pair (get_item (items, k), get_item (controls, c));
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
test_pairs_blind (Fixture *fixture, gconstpointer data)
{
  guint n_wider = 0, n_stronger = 0, n_examples = 0, n_controls = 0;

  for (guint seed = 1; seed <= 16; seed++) {
    g_autofree char *name = g_strdup_printf ("Pairs %u", seed);
    g_autoptr (AcuSessionRecipe) recipe = make_recipe (name, "Ada");
    g_autoptr (AcuRatingSession) session = NULL;
    g_autoptr (GArray) items = NULL;
    const AcuLabelItem *last = NULL;

    recipe->method = ACU_METHOD_PAIRWISE;
    recipe->score_min = 0;
    recipe->score_max = 1;
    choose_photos (recipe, 1, 40);
    recipe->n_training = 4;
    recipe->n_anchors = 4;
    recipe->plan.n_pairs = 16;
    recipe->plan.seed = seed;
    session = make (fixture, recipe);
    items = compare_all (fixture, session, FALSE);
    for (guint k = 0; k < items->len; k++) {
      const AcuLabelItem *item = get_item (items, k);

      if (k > 0 && item->role == ACU_ROLE_TRAINING) {
        n_wider += get_gap (item) > get_gap (get_item (items, k - 1));
        n_examples++;
      }
      if (item->role != ACU_ROLE_ANCHOR)
        continue;
      if (last != NULL) {
        n_stronger += MIN (get_score (item->image), get_score (item->other)) >
                      MIN (get_score (last->image), get_score (last->other));
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
test_merged_anchors (Fixture *fixture, gconstpointer data)
{
  static const AcuLabelMethod methods[] = {ACU_METHOD_ACR, ACU_METHOD_PAIRWISE};
  gint64 elsewhere = acu_label_store_add_rater (fixture->catalog, "Eve", NULL, NULL);

  for (guint m = 0; m < G_N_ELEMENTS (methods); m++) {
    gboolean pairs = methods[m] == ACU_METHOD_PAIRWISE;
    const AcuLabelSet set = {.name = (char *)(pairs ? "Pairs" : "Grades"),
                             .method = methods[m],
                             .score_min = pairs ? 0 : 1,
                             .score_max = pairs ? 1 : 5};
    g_autoptr (AcuSessionRecipe) recipe = make_recipe (set.name, "Ada");
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
    choose_photos (recipe, 1, 30);
    recipe->n_anchors = 2;
    recipe->plan.n_pairs = 8;
    session = make (fixture, recipe);
    items = pairs ? compare_all (fixture, session, FALSE) : list_items (fixture, session);
    for (guint k = 0; k < items->len; k++) {
      const AcuLabelItem *item = get_item (items, k);

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
test_background (Fixture *fixture, gconstpointer data)
{
  AcuSessionRecipe *recipe = make_recipe ("S", "Ada");
  g_autoptr (GAsyncResult) written = NULL, made = NULL;
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GError) error = NULL;
  LongWork work = {.is_over = FALSE};

  g_mutex_init (&work.lock);
  g_cond_init (&work.cond);
  choose_photos (recipe, 1, 5);
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

#define ADD(name, func) g_test_add ("/session-recipe/" name, Fixture, NULL, set_up, func, tear_down)

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
  ADD ("repeats", test_repeats);
  ADD ("examples", test_examples);
  ADD ("examples-blind", test_examples_blind);
  ADD ("anchors", test_anchors);
  ADD ("merged-anchors", test_merged_anchors);
  ADD ("other-machine", test_other_machine);
  ADD ("pairs", test_pairs);
  ADD ("pairs-blind", test_pairs_blind);
  ADD ("background", test_background);
  return g_test_run ();
}

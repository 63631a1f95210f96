/* Every filter and order against a plain loop over the photos, and the plans of the statements. */
#include "app/catalog/collection-store.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/photo-result.h"
#include "app/catalog/scope-facts.h"
#include "app/catalog/score-store.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

#define N_PHOTOS   3000
#define PER_FOLDER 400

static AcuCatalog *catalog;
static char *path;
static gint64 collection;

/* What the fixture's header says of the photo with this id. */
typedef struct {
  gint64 id;
  char name[32];
  gint64 size, time, camera, folder;
  double score; /* NAN without one */
  int stars, flag, colour;
  gboolean error;
} Expected;

static Expected
expect (gint64 id)
{
  gint64 i = id - 1;
  gboolean rated = id % 3 == 0;
  Expected photo = {
      .id = id,
      .size = 1000 + i * 7919 % 1000003,
      .time = 1600000000 + i * 31 % 10000000,
      .camera = i % 7 + 1,
      .folder = i / PER_FOLDER + 2,
      .score = id % 2 == 0 ? (double)(i * 37 % 1001) / 10.0 : (double)NAN,
      .stars = rated ? (int)(id % 6) : 0,
      .flag = rated ? (int)(id % 5 % 3) - 1 : 0,
      .colour = rated ? (int)(id % 7 % 6) : 0,
      .error = i % 97 == 0,
  };

  g_snprintf (photo.name, sizeof photo.name, "IMG_%d.JPG", (int)i);
  return photo;
}

static gboolean
matches_scope (const AcuPhotoQuery *query, const Expected *photo)
{
  switch (query->scope) {
  case ACU_SCOPE_FOLDER:
    return photo->folder == query->scope_id;
  case ACU_SCOPE_TREE:
    return query->scope_id == 1 || photo->folder == query->scope_id;
  case ACU_SCOPE_COLLECTION:
    return photo->id % 11 == 0;
  case ACU_SCOPE_ALL:
  default:
    return TRUE;
  }
}

static gboolean
matches_but_score (const AcuPhotoQuery *query, const Expected *photo)
{
  return matches_scope (query, photo) && photo->stars >= query->stars_min &&
         photo->stars <= query->stars_max &&
         (query->flags == 0 || (query->flags >> (photo->flag + 1) & 1) != 0) &&
         (query->colours == 0 || (query->colours >> photo->colour & 1) != 0) &&
         photo->time >= query->taken_from && photo->time <= query->taken_to &&
         (query->camera == 0 || photo->camera == query->camera) &&
         (query->text == NULL || strcasestr (photo->name, query->text) != NULL) &&
         (query->errors == ACU_ERRORS_WITH || photo->error == (query->errors == ACU_ERRORS_ONLY)) &&
         (!query->unscored || (isnan (photo->score) && !photo->error));
}

static gboolean
matches_score (const AcuPhotoQuery *query, const Expected *photo)
{
  if (isinf (query->score_min) && isinf (query->score_max))
    return TRUE;
  return photo->score >= query->score_min && photo->score <= query->score_max;
}

/* Whether @a may come right before @b. */
static gboolean
is_ordered (const AcuPhotoQuery *query, const Expected *a, const Expected *b)
{
  gboolean ascending = !query->descending;

  switch (query->sort) {
  case ACU_SORT_SCORE:
    if (isnan (a->score) || isnan (b->score))
      return isnan (b->score) && (!isnan (a->score) || a->id < b->id);
    return ascending ? a->score <= b->score : a->score >= b->score;
  case ACU_SORT_STARS:
    if (a->stars != b->stars)
      return ascending ? a->stars < b->stars : a->stars > b->stars;
    return a->time <= b->time;
  case ACU_SORT_TIME:
    return ascending ? a->time <= b->time : a->time >= b->time;
  case ACU_SORT_SIZE:
    return ascending ? a->size <= b->size : a->size >= b->size;
  case ACU_SORT_NAME:
  default:
    return ascending ? a->id < b->id : a->id > b->id;
  }
}

static void
check (const AcuPhotoQuery *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuPhotoResult) result = acu_photo_query_run (catalog, query, NULL, &error);
  g_autofree char *text = acu_photo_query_to_string (query);
  g_autofree gboolean *listed = g_new0 (gboolean, N_PHOTOS + 1);
  guint bins[ACU_HISTOGRAM_BINS] = {0};
  guint n_unscored = 0, n_in_scope = 0;

  g_test_message ("%s", text);
  g_assert_no_error (error);
  for (guint i = 0; i < result->photos->len; i++) {
    Expected photo = expect (g_array_index (result->photos, gint64, i));

    g_assert_false (listed[photo.id]);
    listed[photo.id] = TRUE;
    if (i > 0) {
      Expected before = expect (g_array_index (result->photos, gint64, i - 1));

      g_assert_true (is_ordered (query, &before, &photo));
    }
  }
  for (gint64 id = 1; id <= N_PHOTOS; id++) {
    Expected photo = expect (id);
    gboolean matches = matches_but_score (query, &photo);

    n_in_scope += matches_scope (query, &photo);
    if (matches && query->scorer != 0 && !isnan (photo.score))
      bins[MIN ((int)(photo.score / 100.0 * ACU_HISTOGRAM_BINS), ACU_HISTOGRAM_BINS - 1)]++;
    else if (matches)
      n_unscored++;
    g_assert_cmpint (listed[id], ==, matches && matches_score (query, &photo));
  }
  g_assert_cmpuint (result->n_in_scope, ==, n_in_scope);
  g_assert_cmpuint (result->n_unscored, ==, n_unscored);
  for (int i = 0; i < ACU_HISTOGRAM_BINS; i++)
    g_assert_cmpuint (result->histogram[i], ==, bins[i]);
}

/* Every condition alone, in both directions of every order. */
static void
test_single (void)
{
  AcuPhotoQuery queries[24];
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    acu_photo_query_init (&queries[i]);
  n++;
  queries[n].scope = ACU_SCOPE_FOLDER;
  queries[n++].scope_id = 3;
  queries[n].scope = ACU_SCOPE_TREE;
  queries[n++].scope_id = 1;
  queries[n].scope = ACU_SCOPE_TREE;
  queries[n++].scope_id = 4;
  queries[n].scope = ACU_SCOPE_COLLECTION;
  queries[n++].scope_id = collection;
  queries[n++].stars_min = 3;
  queries[n++].stars_max = 2;
  queries[n].stars_min = 2;
  queries[n++].stars_max = 2;
  queries[n++].flags = 1;
  queries[n++].flags = 2;
  queries[n++].flags = 6;
  queries[n++].flags = 5;
  queries[n++].colours = 2 | 8;
  queries[n++].colours = 1 | 4;
  queries[n].taken_from = 1600001000;
  queries[n++].taken_to = 1600050000;
  queries[n++].camera = 3;
  queries[n++].errors = ACU_ERRORS_ONLY;
  queries[n++].errors = ACU_ERRORS_WITHOUT;
  queries[n++].unscored = TRUE;
  queries[n++].text = g_strdup ("img_1");
  queries[n++].text = g_strdup ("nothing is called so");
  queries[n].score_min = 20;
  queries[n++].score_max = 70;
  queries[n++].score_min = 99.95;
  queries[n++].score_max = 0;
  g_assert_cmpuint (n, <=, G_N_ELEMENTS (queries));

  for (guint i = 0; i < n; i++) {
    for (int sort = ACU_SORT_NAME; sort <= ACU_SORT_SIZE; sort++) {
      queries[i].scorer = 1;
      queries[i].sort = (AcuSort)sort;
      queries[i].descending = !queries[i].descending;
      check (&queries[i]);
    }
    acu_photo_query_clear (&queries[i]);
  }
}

static void
test_combined (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int i = 0; i < 300; i++) {
    g_auto (AcuPhotoQuery) query = {0};

    acu_photo_query_init (&query);
    query.scorer = 1;
    query.scope = (AcuScope)g_rand_int_range (rand, 0, 4);
    query.scope_id =
        query.scope == ACU_SCOPE_COLLECTION ? collection : g_rand_int_range (rand, 1, 10);
    if (g_rand_boolean (rand))
      query.stars_min = g_rand_int_range (rand, 0, 6);
    if (g_rand_boolean (rand))
      query.stars_max = g_rand_int_range (rand, query.stars_min, 6);
    query.flags = (guint)g_rand_int_range (rand, 0, 8);
    query.colours = (guint)g_rand_int_range (rand, 0, 64);
    query.errors = (AcuErrors)g_rand_int_range (rand, 0, 3);
    query.unscored = g_rand_int_range (rand, 0, 4) == 0;
    if (g_rand_boolean (rand))
      query.score_min = g_rand_double_range (rand, 0, 100);
    if (g_rand_boolean (rand))
      query.text = g_strdup_printf ("%d", g_rand_int_range (rand, 0, 30));
    query.sort = (AcuSort)g_rand_int_range (rand, 0, ACU_SORT_SIZE + 1);
    query.descending = g_rand_boolean (rand);
    check (&query);
  }
}

static void
test_text (void)
{
  g_auto (AcuPhotoQuery) query = {0};
  g_auto (AcuPhotoQuery) back = {0};
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  acu_photo_query_init (&query);
  g_assert_false (acu_photo_query_has_filter (&query));
  query.scope = ACU_SCOPE_TREE;
  query.scope_id = 7;
  query.scorer = 1;
  query.score_min = 12.5;
  query.stars_max = 3;
  query.flags = 6;
  query.taken_to = 12345;
  query.text = g_strdup ("a 'quoted' \"text\" with ü");
  query.unscored = TRUE;
  query.sort = ACU_SORT_SCORE;
  query.descending = TRUE;
  g_assert_true (acu_photo_query_has_filter (&query));
  text = acu_photo_query_to_string (&query);
  g_assert_true (acu_photo_query_parse (text, &back, &error));
  again = acu_photo_query_to_string (&back);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpfloat (back.score_min, ==, 12.5);
  g_assert_true (isinf (back.score_max));
  g_assert_cmpstr (back.text, ==, query.text);
  g_assert_true (acu_photo_query_equal (&query, &back));
  back.stars_min = 1;
  g_assert_false (acu_photo_query_equal (&query, &back));

  acu_photo_query_clear (&back);
  g_assert_false (acu_photo_query_parse ("stars > 3", &back, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_ARGUMENT);
}

/* No statement may look at a table row or sort; each reads one index from some place on. */
static void
check_plans (const char *const *statements, gsize n)
{
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", statements[i], NULL);
    sqlite3_stmt *stmt;
    guint n_walks = 0;

    g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &stmt, NULL), ==, SQLITE_OK);
    while (sqlite3_step (stmt) == SQLITE_ROW) {
      const char *line = (const char *)sqlite3_column_text (stmt, 3);

      g_test_message ("%s: %s", statements[i], line);
      g_assert_null (strstr (line, "TEMP B-TREE"));
      /* A table without rowids is its own covering index. */
      if (strstr (line, " images") != NULL || strstr (line, " ratings") != NULL ||
          strstr (line, " scores") != NULL) {
        g_assert_true (strstr (line, "COVERING INDEX") != NULL ||
                       strstr (line, "SEARCH scores USING PRIMARY KEY") != NULL);
        n_walks++;
      } else if (strstr (line, "collection_images") != NULL) {
        g_assert_nonnull (strstr (line, "SEARCH"));
        n_walks++;
      } else {
        g_assert_null (strstr (line, "SCAN folders"));
      }
    }
    g_assert_cmpuint (n_walks, ==, 1);
    sqlite3_finalize (stmt);
  }
  sqlite3_close (handle);
}

static void
test_plans (void)
{
  gsize n;
  const char *const *statements = acu_photo_query_get_statements (&n);

  check_plans (statements, n);
  statements = acu_scope_get_statements (&n);
  check_plans (statements, n);
}

/* Of a folder, its own cameras and times alone. */
static void
test_scope (void)
{
  g_auto (AcuPhotoQuery) query = {0};
  gint64 first = 0, last = 0;

  acu_photo_query_init (&query);
  query.scope = ACU_SCOPE_FOLDER;
  query.scope_id = 3;
  query.camera = 5; /* no part of the scope */
  acu_fixture_run_sql (path, "UPDATE images SET camera = 2 WHERE folder = 3 AND camera > 2");
  g_autoptr (GPtrArray) cameras = acu_scope_list_cameras (catalog, &query, NULL, NULL);
  g_assert_cmpuint (cameras->len, ==, 2);
  g_assert_cmpstr (((AcuCamera *)cameras->pdata[1])->name, ==, "Camera 2");
  g_assert_true (acu_scope_find_times (catalog, &query, &first, &last, NULL, NULL));
  g_assert_cmpint (first, ==, expect (PER_FOLDER + 1).time);
  g_assert_cmpint (last, ==, expect (2 * PER_FOLDER).time);
  acu_fixture_run_sql (path, "UPDATE images SET camera = (id - 1) % 7 + 1 WHERE folder = 3");
}

static guint
count_unscored (void)
{
  g_auto (AcuPhotoQuery) query = {0};

  acu_photo_query_init (&query);
  query.scorer = 1;
  query.unscored = TRUE;
  g_autoptr (AcuPhotoResult) result = acu_photo_query_run (catalog, &query, NULL, NULL);
  return result->photos->len;
}

/* What could not be scored is not waited for. */
static void
test_failed (void)
{
  const AcuScoreResult failed = {.photo = 3, .version = 1, .error = "nothing came of it"};
  guint before = count_unscored ();

  g_assert_true (acu_score_store_put (catalog, 1, &failed, 1, NULL));
  g_assert_cmpuint (count_unscored (), ==, before - 1);
  acu_fixture_run_sql (path, "DELETE FROM scores WHERE image = 3");
  g_assert_cmpuint (count_unscored (), ==, before);
}

static guint
count_gone (AcuScope scope, gint64 folder)
{
  g_auto (AcuPhotoQuery) query = {0};

  acu_photo_query_init (&query);
  query.scope = scope;
  query.scope_id = folder;
  g_autoptr (AcuPhotoResult) result = acu_photo_query_run (catalog, &query, NULL, NULL);
  g_assert_cmpuint (result->n_in_scope == 0, ==, result->photos->len == 0);
  return result->n_gone;
}

/* Of a folder that has nothing any more it is known how much was there, but for what was moved to
 * the trash by this program. */
static void
test_gone (void)
{
  g_assert_cmpuint (count_gone (ACU_SCOPE_FOLDER, 3), ==, 0);
  acu_fixture_run_sql (path, "UPDATE images SET hidden = 2 WHERE folder = 3 AND id % 2 = 0");
  g_assert_cmpuint (count_gone (ACU_SCOPE_FOLDER, 3), ==, 0); /* something is left */
  acu_fixture_run_sql (path, "UPDATE images SET hidden = 2 WHERE folder = 3");
  g_assert_cmpuint (count_gone (ACU_SCOPE_FOLDER, 3), ==, PER_FOLDER);
  g_assert_cmpuint (count_gone (ACU_SCOPE_TREE, 3), ==, PER_FOLDER);
  g_assert_cmpuint (count_gone (ACU_SCOPE_TREE, 1), ==, 0);
  g_assert_cmpuint (count_gone (ACU_SCOPE_ALL, 0), ==, 0);

  acu_fixture_run_sql (path, "INSERT INTO undo_entries (id, title, undone, created)"
                             " VALUES (9001, 'trash', 0, 0), (9002, 'trash', 1, 0)");
  acu_fixture_run_sql (path, "INSERT INTO undo_changes (entry, position, kind, target)"
                             " SELECT 9001, id, 'trash', id FROM images WHERE folder = 3 LIMIT 5");
  acu_fixture_run_sql (path, "INSERT INTO undo_changes (entry, position, kind, target)"
                             " SELECT 9002, id, 'trash', id FROM images WHERE folder = 3");
  g_assert_cmpuint (count_gone (ACU_SCOPE_FOLDER, 3), ==, PER_FOLDER - 5);

  acu_fixture_run_sql (path, "DELETE FROM undo_entries WHERE id > 9000");
  acu_fixture_run_sql (path, "DELETE FROM undo_changes WHERE entry > 9000");
  acu_fixture_run_sql (path, "UPDATE images SET hidden = 0 WHERE folder = 3");
  g_assert_cmpuint (count_gone (ACU_SCOPE_FOLDER, 3), ==, 0);
}

static void
test_names (void)
{
  static const char *const ordered[] = {"IMG.jpg",
                                        "img-2.jpg",
                                        "img_1.JPG",
                                        "IMG_2.jpg",
                                        "img_002.png",
                                        "IMG_10.jpg",
                                        "img_100000000000.jpg",
                                        "img_a.jpg",
                                        "Ä.jpg"};

  for (gsize i = 1; i < G_N_ELEMENTS (ordered); i++) {
    g_autofree char *a = acu_photo_name_key (ordered[i - 1]);
    g_autofree char *b = acu_photo_name_key (ordered[i]);

    g_assert_cmpstr (a, <, b);
  }
}

/* Of four scored photos two share a bin, in which they lie evenly. */
static void
test_share_above (void)
{
  AcuPhotoResult result = {.histogram = {[0] = 1, [25] = 2, [ACU_HISTOGRAM_BINS - 1] = 1}};
  const struct {
    double position, share;
  } cases[] = {{-0.2, 1},   {0, 1},      {0.01, 0.875}, {0.02, 0.75}, {0.5, 0.75},
               {0.51, 0.5}, {0.6, 0.25}, {0.99, 0.125}, {1, 0},       {1.2, 0}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (acu_photo_result_get_share_above (&result, cases[i].position),
                                    cases[i].share, 1e-9);
  result = (AcuPhotoResult){.histogram = {[3] = 1}};
  g_assert_true (isnan (acu_photo_result_get_share_above (&result, 0.5)));
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (AcuPhotoQuery) query = {0};
  g_autoptr (GError) error = NULL;

  acu_photo_query_init (&query);
  g_cancellable_cancel (cancellable);
  g_assert_null (acu_photo_query_run (catalog, &query, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  const AcuCatalogRecipe recipe = {
      .n_photos = N_PHOTOS, .photos_per_folder = PER_FOLDER, .rated = TRUE};
  g_autofree char *folder = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = acu_test_temporary_folder ();
  path = g_build_filename (folder, "catalog.db", NULL);
  catalog = acu_fixture_make_catalog (path, &recipe);
  collection = acu_collection_store_create (catalog, "Elevens", NULL, NULL);
  for (gint64 id = 11; id <= N_PHOTOS; id += 11)
    g_assert_true (acu_collection_store_change (catalog, collection, &id, 1, TRUE, NULL, NULL));

  g_test_add_func ("/photo-query/single", test_single);
  g_test_add_func ("/photo-query/combined", test_combined);
  g_test_add_func ("/photo-query/text", test_text);
  g_test_add_func ("/photo-query/plans", test_plans);
  g_test_add_func ("/photo-query/scope", test_scope);
  g_test_add_func ("/photo-query/failed", test_failed);
  g_test_add_func ("/photo-query/gone", test_gone);
  g_test_add_func ("/photo-query/names", test_names);
  g_test_add_func ("/photo-query/share-above", test_share_above);
  g_test_add_func ("/photo-query/cancelled", test_cancelled);
  result = g_test_run ();
  g_object_unref (catalog);
  g_free (path);
  return result;
}

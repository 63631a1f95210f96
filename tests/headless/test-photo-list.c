/* The list model: rows that come by themselves, items that stay the same, differences and no more.
 */
#include "app/catalog/photo-list.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/score-store.h"
#include "catalog-fixture.h"
#include "test-support.h"

#define N_PHOTOS 1000

typedef struct {
  AcuCatalog *catalog;
  AcuPhotoList *list;
  gboolean updated;
  GArray *mirror; /* gint64: what a listener to items-changed thinks is in the list */
  guint n_changes;
} Fixture;

static void
updated_cb (AcuPhotoList *list, Fixture *fixture)
{
  fixture->updated = TRUE;
}

static void
failed_cb (AcuPhotoList *list, const GError *error, Fixture *fixture)
{
  g_assert_no_error (error);
}

/* Keeps the mirror, and sees to it that the list is what it says at every step. */
static void
items_changed_cb (AcuPhotoList *list, guint position, guint removed, guint added, Fixture *fixture)
{
  fixture->n_changes++;
  if (removed > 0)
    g_array_remove_range (fixture->mirror, position, removed);
  for (guint i = 0; i < added; i++) {
    gint64 id = acu_photo_list_get_id (list, position + i);

    g_array_insert_val (fixture->mirror, position + i, id);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, fixture->mirror->len);
  for (guint i = 0; i < fixture->mirror->len; i++)
    g_assert_cmpint (acu_photo_list_get_id (list, i), ==,
                     g_array_index (fixture->mirror, gint64, i));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const AcuCatalogRecipe recipe = {.n_photos = N_PHOTOS, .rated = TRUE};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "catalog.db", NULL);

  fixture->catalog = acu_fixture_make_catalog (path, &recipe);
  fixture->list = acu_photo_list_new (fixture->catalog);
  fixture->mirror = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (fixture->list, "updated", G_CALLBACK (updated_cb), fixture);
  g_signal_connect (fixture->list, "failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->list);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  acu_catalog_drain (fixture->catalog);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->catalog);
  g_array_unref (fixture->mirror);
}

static void
wait_for_update (Fixture *fixture)
{
  fixture->updated = FALSE;
  acu_fixture_wait (&fixture->updated);
}

static void
set_query (Fixture *fixture, int stars_min, AcuSort sort)
{
  g_auto (AcuPhotoQuery) query = {0};

  acu_photo_query_init (&query);
  query.scorer = 1;
  query.stars_min = stars_min;
  query.sort = sort;
  acu_photo_list_set_query (fixture->list, &query);
  g_assert_true (acu_photo_list_is_pending (fixture->list));
  wait_for_update (fixture);
  g_assert_false (acu_photo_list_is_pending (fixture->list));
}

static void
wait_for_row (AcuPhoto *photo)
{
  while (!acu_photo_is_loaded (photo))
    g_main_context_iteration (NULL, TRUE);
}

static void
rate (Fixture *fixture, gint64 photo, int stars)
{
  const AcuRatingChange change = {.photo = photo, .fields = ACU_RATING_STARS, .stars = stars};
  g_autoptr (GError) error = NULL;

  acu_rating_store_apply (fixture->catalog, &change, 1, NULL, &error);
  g_assert_no_error (error);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (fixture->list);
  g_autoptr (AcuPhoto) first = NULL;
  g_autoptr (AcuPhoto) again = NULL;
  g_autoptr (AcuPhoto) second = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  g_assert_null (acu_photo_list_get_result (fixture->list));
  set_query (fixture, 0, ACU_SORT_NAME);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, N_PHOTOS);
  g_assert_cmpuint (acu_photo_list_get_result (fixture->list)->n_in_scope, ==, N_PHOTOS);
  g_assert_true (g_list_model_get_item_type (model) == ACU_TYPE_PHOTO);
  g_assert_null (g_list_model_get_item (model, N_PHOTOS));

  first = g_list_model_get_item (model, 17);
  g_assert_false (acu_photo_is_loaded (first));
  g_assert_cmpint (acu_photo_get_id (first), ==, 18);
  wait_for_row (first);
  g_assert_cmpstr (acu_photo_get_display_name (first), ==, "IMG_17.JPG");
  g_assert_cmpstr (acu_photo_get_path (first), ==, "/photos/000/IMG_17.JPG");
  g_assert_true (acu_photo_get_row (first)->has_score);

  again = g_list_model_get_item (model, 17);
  g_assert_true (again == first);
  /* The neighbours came along. */
  second = g_list_model_get_item (model, 18);
  g_assert_true (acu_photo_is_loaded (second));
}

/* Whoever holds an item keeps it, however far the list has been scrolled since. */
static void
test_identity (Fixture *fixture, gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (fixture->list);
  g_autoptr (AcuPhoto) held = NULL;
  gint64 id;

  set_query (fixture, 0, ACU_SORT_NAME);
  held = g_list_model_get_item (model, 5);
  id = acu_photo_get_id (held);
  for (int round = 0; round < 5; round++) {
    for (guint i = 0; i < N_PHOTOS; i++)
      g_object_unref (g_list_model_get_item (model, i));
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  set_query (fixture, 0, ACU_SORT_SIZE);
  {
    guint position = acu_photo_list_find (fixture->list, id);
    g_autoptr (AcuPhoto) found = g_list_model_get_item (model, position);

    g_assert_true (found == held);
  }
  g_assert_cmpuint (acu_photo_list_find (fixture->list, N_PHOTOS + 1), ==, G_MAXUINT);
  g_assert_cmpuint (acu_photo_list_find (fixture->list, 0), ==, G_MAXUINT);
}

static void
stars_cb (AcuPhoto *photo, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_in_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuPhoto) photo = NULL;
  guint n_notified = 0, n_before;
  int stars = 0;

  set_query (fixture, 0, ACU_SORT_NAME);
  photo = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  wait_for_row (photo);
  g_signal_connect (photo, "notify::stars", G_CALLBACK (stars_cb), &n_notified);
  n_before = fixture->n_changes;
  rate (fixture, 1, 4);
  while (n_notified == 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_get (photo, "stars", &stars, NULL);
  g_assert_cmpint (stars, ==, 4);
  /* The photo is where it was. */
  g_assert_cmpuint (fixture->n_changes, ==, n_before);
}

/* A photo that no longer fits leaves; everything else is untouched. */
static void
test_differences (Fixture *fixture, gconstpointer data)
{
  gint64 leaving, coming = 1;
  guint position;

  set_query (fixture, 1, ACU_SORT_NAME);
  leaving = acu_photo_list_get_id (fixture->list, 7);
  fixture->n_changes = 0;
  rate (fixture, leaving, 0);
  wait_for_update (fixture);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_assert_cmpuint (acu_photo_list_find (fixture->list, leaving), ==, G_MAXUINT);

  fixture->n_changes = 0;
  rate (fixture, coming, 5);
  wait_for_update (fixture);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  position = acu_photo_list_find (fixture->list, coming);
  g_assert_cmpuint (position, ==, 0);

  /* Many at once, and another order. */
  set_query (fixture, 3, ACU_SORT_NAME);
  set_query (fixture, 0, ACU_SORT_NAME);
  set_query (fixture, 2, ACU_SORT_SCORE);
  set_query (fixture, 0, ACU_SORT_TIME);
  g_assert_cmpuint (fixture->mirror->len, ==, N_PHOTOS);
}

static void
test_held (Fixture *fixture, gconstpointer data)
{
  gint64 leaving;
  guint n;

  set_query (fixture, 1, ACU_SORT_NAME);
  leaving = acu_photo_list_get_id (fixture->list, 7);
  n = fixture->mirror->len;
  acu_photo_list_hold (fixture->list);
  fixture->updated = FALSE;
  rate (fixture, leaving, 0);
  for (gint64 end = g_get_monotonic_time () + 700 * 1000; g_get_monotonic_time () < end;) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (10000);
  }
  g_assert_false (fixture->updated);
  g_assert_cmpuint (fixture->mirror->len, ==, n);
  acu_photo_list_release (fixture->list);
  wait_for_update (fixture);
  g_assert_cmpuint (fixture->mirror->len, ==, n - 1);
}

/* Queries asked for in a row: only the last one counts. */
static void
test_overtaken (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuPhotoQuery) query = {0};

  acu_photo_query_init (&query);
  for (int i = 0; i < 20; i++) {
    query.stars_min = i % 6;
    acu_photo_list_set_query (fixture->list, &query);
  }
  query.stars_min = 3;
  acu_photo_list_set_query (fixture->list, &query);
  wait_for_update (fixture);
  while (acu_photo_list_is_pending (fixture->list))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->mirror->len, ==, (N_PHOTOS - 3) / 6 + 1);
  g_assert_cmpint (acu_photo_list_get_query (fixture->list)->stars_min, ==, 3);
}

/* Another model's scores: the rows follow. */
static void
test_scorer (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuPhotoQuery) query = {0};
  g_autoptr (AcuPhoto) photo = NULL;

  set_query (fixture, 0, ACU_SORT_NAME);
  photo = g_list_model_get_item (G_LIST_MODEL (fixture->list), 1);
  wait_for_row (photo);
  g_assert_true (acu_photo_get_row (photo)->has_score);
  acu_photo_query_init (&query);
  acu_photo_list_set_query (fixture->list, &query);
  while (acu_photo_get_row (photo)->has_score)
    g_main_context_iteration (NULL, TRUE);
}

/* Freed while a query and rows are on their way. */
static void
test_abandoned (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 20; i++) {
    AcuPhotoList *list = acu_photo_list_new (fixture->catalog);
    g_auto (AcuPhotoQuery) query = {0};

    acu_photo_query_init (&query);
    acu_photo_list_set_query (list, &query);
    if (i % 2 != 0) {
      while (acu_photo_list_is_pending (list))
        g_main_context_iteration (NULL, TRUE);
      g_object_unref (g_list_model_get_item (G_LIST_MODEL (list), 3));
      if (i % 4 == 3)
        g_main_context_iteration (NULL, FALSE);
    }
    g_object_unref (list);
  }
}

#define ADD(name, func) g_test_add ("/photo-list/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rows", test_rows);
  ADD ("identity", test_identity);
  ADD ("in-place", test_in_place);
  ADD ("differences", test_differences);
  ADD ("held", test_held);
  ADD ("overtaken", test_overtaken);
  ADD ("scorer", test_scorer);
  ADD ("abandoned", test_abandoned);
  return g_test_run ();
}

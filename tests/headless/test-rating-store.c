/* Ratings, collections and the undo journal. */
#include "app/catalog/collection-store.h"
#include "app/catalog/rating-store.h"
#include "catalog-fixture.h"
#include "test-support.h"

typedef struct {
  char *path;
  AcuCatalog *catalog;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const AcuCatalogRecipe recipe = {.n_photos = 20};
  g_autofree char *folder = acu_test_temporary_folder ();

  fixture->path = g_build_filename (folder, "catalog.db", NULL);
  fixture->catalog = acu_fixture_make_catalog (fixture->path, &recipe);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_free (fixture->path);
}

static void
restart (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_object_unref (fixture->catalog);
  fixture->catalog = acu_catalog_open (fixture->path, ACU_CATALOG_OPEN_CHECK, &error);
  g_assert_no_error (error);
}

static void
apply (Fixture *fixture, const AcuRatingChange *changes, gsize n, AcuUndoGroup *group)
{
  g_autoptr (GError) error = NULL;

  acu_rating_store_apply (fixture->catalog, changes, n, group, &error);
  g_assert_no_error (error);
}

static void
assert_rating (Fixture *fixture, gint64 photo, int stars, AcuFlag flag, AcuColour colour)
{
  g_autoptr (AcuPhotoRow) row = acu_photo_store_get (fixture->catalog, photo, 0, NULL);

  g_assert_cmpint (row->stars, ==, stars);
  g_assert_cmpint (row->flag, ==, flag);
  g_assert_cmpint (row->colour, ==, colour);
}

static void
assert_titles (Fixture *fixture, const char *undo, const char *redo)
{
  g_autofree char *undo_title = NULL;
  g_autofree char *redo_title = NULL;

  g_assert_true (acu_undo_journal_peek (fixture->catalog, &undo_title, &redo_title, NULL));
  g_assert_cmpstr (undo_title, ==, undo);
  g_assert_cmpstr (redo_title, ==, redo);
}

static const AcuRatingChange three_stars = {.photo = 1, .fields = ACU_RATING_STARS, .stars = 3};
static const AcuRatingChange two_photos[] = {
    {.photo = 1, .fields = ACU_RATING_FLAG, .flag = ACU_FLAG_REJECT},
    {.photo = 2,
     .fields = ACU_RATING_STARS | ACU_RATING_COLOUR,
     .stars = 5,
     .colour = ACU_COLOUR_PURPLE},
};

static void
test_apply (Fixture *fixture, gconstpointer data)
{
  const AcuRatingChange none = {.photo = 2,
                                .fields = ACU_RATING_STARS | ACU_RATING_FLAG | ACU_RATING_COLOUR};

  apply (fixture, &three_stars, 1, NULL);
  assert_rating (fixture, 1, 3, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  apply (fixture, two_photos, 2, NULL);
  assert_rating (fixture, 1, 3, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  assert_rating (fixture, 2, 5, ACU_FLAG_NONE, ACU_COLOUR_PURPLE);
  apply (fixture, &none, 1, NULL);
  assert_rating (fixture, 2, 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  assert_titles (fixture, NULL, NULL);
}

/* All of it or nothing. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const AcuRatingChange missing[] = {three_stars, {.photo = 99, .fields = ACU_RATING_STARS}};
  const AcuRatingChange wrong[] = {three_stars,
                                   {.photo = 2, .fields = ACU_RATING_STARS, .stars = 6}};
  AcuUndoGroup group = {.title = "x"};
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_rating_store_apply (fixture->catalog, missing, 2, &group, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_false (acu_rating_store_apply (fixture->catalog, wrong, 2, &group, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_ARGUMENT);
  assert_rating (fixture, 1, 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  g_assert_cmpint (group.entry, ==, 0);
  assert_titles (fixture, NULL, NULL);
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  AcuUndoGroup first = {.title = "Three stars"};
  AcuUndoGroup second = {.title = "Reject and more"};
  AcuUndoGroup third = {.title = "Third"};
  g_autoptr (AcuUndone) undone = NULL;
  g_autoptr (GError) error = NULL;

  apply (fixture, &three_stars, 1, &first);
  apply (fixture, two_photos, 2, &second);
  assert_titles (fixture, "Reject and more", NULL);

  undone = acu_undo_journal_undo (fixture->catalog, &error);
  g_assert_cmpstr (undone->title, ==, "Reject and more");
  g_assert_cmpuint (undone->photos->len, ==, 2);
  assert_rating (fixture, 1, 3, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  assert_rating (fixture, 2, 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  assert_titles (fixture, "Three stars", "Reject and more");

  restart (fixture);
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, &error));
  assert_rating (fixture, 1, 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  g_assert_null (acu_undo_journal_undo (fixture->catalog, &error));
  g_assert_no_error (error);

  acu_undone_free (acu_undo_journal_redo (fixture->catalog, &error));
  assert_titles (fixture, "Three stars", "Reject and more");
  acu_undone_free (acu_undo_journal_redo (fixture->catalog, &error));
  assert_rating (fixture, 1, 3, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  assert_rating (fixture, 2, 5, ACU_FLAG_NONE, ACU_COLOUR_PURPLE);
  g_assert_null (acu_undo_journal_redo (fixture->catalog, &error));

  /* Something new puts an end to what could be done again. */
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, &error));
  apply (fixture, &(AcuRatingChange){.photo = 7, .fields = ACU_RATING_STARS, .stars = 1}, 1,
         &third);
  assert_titles (fixture, "Third", NULL);
  g_assert_no_error (error);
}

/* Something long goes on while a person does something: what comes after that is another step, and
 * going all the way back ends where everything began. */
static void
test_group_interrupted (Fixture *fixture, gconstpointer data)
{
  const AcuRatingChange five_stars = {.photo = 1, .fields = ACU_RATING_STARS, .stars = 5};
  const AcuRatingChange two_stars = {.photo = 1, .fields = ACU_RATING_STARS, .stars = 2};
  AcuUndoGroup group = {.title = "Long"}, other = {.title = "Other"};
  g_autoptr (GError) error = NULL;

  apply (fixture, two_photos, 2, &group);
  apply (fixture, &five_stars, 1, &other);
  apply (fixture, &two_stars, 1, &group);
  assert_titles (fixture, "Long", NULL);
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, &error));
  assert_rating (fixture, 1, 5, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, &error));
  assert_rating (fixture, 1, 0, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, &error));
  assert_rating (fixture, 1, 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  assert_rating (fixture, 2, 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  for (int i = 0; i < 3; i++)
    acu_undone_free (acu_undo_journal_redo (fixture->catalog, &error));
  assert_rating (fixture, 1, 2, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  assert_titles (fixture, "Long", NULL);
  g_assert_no_error (error);
}

/* The same where the person has taken back what was done: there is nothing to be redone then. */
static void
test_group_after_undone (Fixture *fixture, gconstpointer data)
{
  const AcuRatingChange five_stars = {.photo = 1, .fields = ACU_RATING_STARS, .stars = 5};
  AcuUndoGroup group = {.title = "Long"}, other = {.title = "Other"};
  g_autoptr (GError) error = NULL;

  apply (fixture, two_photos, 2, &group);
  apply (fixture, &five_stars, 1, &other);
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, &error));
  apply (fixture, &three_stars, 1, &group);
  assert_titles (fixture, "Long", NULL);
  g_assert_null (acu_undo_journal_redo (fixture->catalog, &error));
  assert_rating (fixture, 1, 3, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, &error));
  assert_rating (fixture, 1, 0, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  g_assert_no_error (error);
}

/* Something long is undone while it goes on: what comes after is another step. */
static void
test_group_undone (Fixture *fixture, gconstpointer data)
{
  AcuUndoGroup group = {.title = "Long"}, other = {.title = "Other"};
  g_autoptr (GError) error = NULL;

  apply (fixture, &three_stars, 1, &group);
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, &error));
  apply (fixture, two_photos, 1, &other);
  apply (fixture, &three_stars, 1, &group);
  assert_rating (fixture, 1, 3, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, &error));
  assert_titles (fixture, "Other", "Long");
  assert_rating (fixture, 1, 0, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
}

/* Ratings, a collection and the filter in one step. */
static void
test_group (Fixture *fixture, gconstpointer data)
{
  AcuUndoGroup group = {.title = "Everything"};
  g_autoptr (AcuUndone) undone = NULL;
  g_autoptr (GPtrArray) collections = NULL;
  const gint64 photos[] = {3, 4};
  gint64 collection = acu_collection_store_create (fixture->catalog, "Best", NULL, NULL);

  g_assert_true (acu_undo_journal_add_filter (fixture->catalog, "before", "after", &group, NULL));
  apply (fixture, two_photos, 2, &group);
  g_assert_true (
      acu_collection_store_change (fixture->catalog, collection, photos, 2, TRUE, &group, NULL));
  apply (fixture, &three_stars, 1, &group);

  undone = acu_undo_journal_undo (fixture->catalog, NULL);
  g_assert_true (undone->has_filter);
  g_assert_cmpstr (undone->filter, ==, "before");
  assert_rating (fixture, 1, 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  collections = acu_collection_store_list (fixture->catalog, NULL);
  g_assert_cmpuint (((AcuCollection *)g_ptr_array_index (collections, 0))->n_photos, ==, 0);
  assert_titles (fixture, NULL, "Everything");

  acu_undone_free (g_steal_pointer (&undone));
  undone = acu_undo_journal_redo (fixture->catalog, NULL);
  g_assert_cmpstr (undone->filter, ==, "after");
  assert_rating (fixture, 1, 3, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  g_ptr_array_unref (collections);
  collections = acu_collection_store_list (fixture->catalog, NULL);
  g_assert_cmpuint (((AcuCollection *)g_ptr_array_index (collections, 0))->n_photos, ==, 2);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  AcuUndone *undone;
  int n = 0;

  for (int i = 0; i < ACU_UNDO_ENTRIES_KEPT + 20; i++) {
    AcuUndoGroup group = {.title = "x"};

    apply (fixture, &(AcuRatingChange){.photo = 1, .fields = ACU_RATING_STARS, .stars = i % 5 + 1},
           1, &group);
  }
  while ((undone = acu_undo_journal_undo (fixture->catalog, NULL)) != NULL) {
    acu_undone_free (undone);
    n++;
  }
  g_assert_cmpint (n, ==, ACU_UNDO_ENTRIES_KEPT);
}

/* A photo that went away meanwhile does not keep the others from being restored. */
static void
test_photo_gone (Fixture *fixture, gconstpointer data)
{
  AcuUndoGroup group = {.title = "x"};
  g_autoptr (AcuUndone) undone = NULL;

  apply (fixture, two_photos, 2, &group);
  acu_fixture_run_sql (fixture->path, "PRAGMA foreign_keys = ON; DELETE FROM images WHERE id = 1");
  undone = acu_undo_journal_undo (fixture->catalog, NULL);
  g_assert_nonnull (undone);
  assert_rating (fixture, 2, 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
}

static void
test_collections (Fixture *fixture, gconstpointer data)
{
  gint64 a = acu_collection_store_create (fixture->catalog, "A", NULL, NULL);
  gint64 b = acu_collection_store_create (fixture->catalog, "B", NULL, NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gint64 photo = 3;

  g_assert_cmpint (acu_collection_store_create (fixture->catalog, "A", NULL, &error), ==, 0);
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (acu_collection_store_rename (fixture->catalog, b, "A", NULL, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (acu_collection_store_rename (fixture->catalog, b, "C", NULL, &error));
  g_assert_true (acu_collection_store_remove (fixture->catalog, a, NULL, &error));
  g_assert_false (acu_collection_store_change (fixture->catalog, a, &photo, 1, TRUE, NULL, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
  list = acu_collection_store_list (fixture->catalog, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (((AcuCollection *)g_ptr_array_index (list, 0))->name, ==, "C");
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  acu_rating_store_apply_finish (ACU_CATALOG (source), result, &error);
  g_assert_no_error (error);
  (*(int *)user_data)++;
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AcuUndone) undone = acu_undo_journal_undo_finish (ACU_CATALOG (source), result, NULL);

  g_assert_cmpstr (undone->title, ==, "100");
  *(gboolean *)user_data = TRUE;
}

/* Writes are done in the order in which they were asked for. */
static void
test_async (Fixture *fixture, gconstpointer data)
{
  gboolean done = FALSE;
  int n = 0;

  for (int i = 1; i <= 100; i++) {
    const AcuRatingChange change = {.photo = 1, .fields = ACU_RATING_STARS, .stars = i % 5 + 1};
    g_autofree char *title = g_strdup_printf ("%d", i);

    acu_rating_store_apply_async (fixture->catalog, &change, 1, title, applied_cb, &n);
  }
  acu_undo_journal_undo_async (fixture->catalog, undone_cb, &done);
  acu_fixture_wait (&done);
  g_assert_cmpint (n, ==, 100);
  assert_rating (fixture, 1, 99 % 5 + 1, ACU_FLAG_NONE, ACU_COLOUR_NONE);
}

/* Many changes that were thought out before leave alone what a hand did meanwhile. */
static void
test_if_open (Fixture *fixture, gconstpointer data)
{
  const AcuRatingChange by_hand[] = {
      {.photo = 1, .fields = ACU_RATING_STARS, .stars = 3},
      {.photo = 2, .fields = ACU_RATING_FLAG, .flag = ACU_FLAG_PICK},
      {.photo = 3, .fields = ACU_RATING_COLOUR, .colour = ACU_COLOUR_BLUE},
  };
  AcuRatingChange planned[3];
  AcuUndoGroup group = {.title = "planned"};
  g_autoptr (GError) error = NULL;

  acu_rating_store_apply (fixture->catalog, by_hand, G_N_ELEMENTS (by_hand), NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (planned); i++)
    planned[i] = (AcuRatingChange){.photo = by_hand[i].photo,
                                   .fields = ACU_RATING_FLAG | ACU_RATING_IF_OPEN,
                                   .flag = ACU_FLAG_REJECT};
  acu_rating_store_apply (fixture->catalog, planned, G_N_ELEMENTS (planned), &group, &error);
  g_assert_no_error (error);
  assert_rating (fixture, 1, 3, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  assert_rating (fixture, 2, 0, ACU_FLAG_PICK, ACU_COLOUR_NONE);
  assert_rating (fixture, 3, 0, ACU_FLAG_REJECT, ACU_COLOUR_BLUE);
}

#define ADD(name, func) g_test_add ("/rating-store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("apply", test_apply);
  ADD ("refused", test_refused);
  ADD ("undo", test_undo);
  ADD ("group", test_group);
  ADD ("group-undone", test_group_undone);
  ADD ("group-interrupted", test_group_interrupted);
  ADD ("group-after-undone", test_group_after_undone);
  ADD ("kept", test_kept);
  ADD ("photo-gone", test_photo_gone);
  ADD ("collections", test_collections);
  ADD ("async", test_async);
  ADD ("if-open", test_if_open);
  return g_test_run ();
}

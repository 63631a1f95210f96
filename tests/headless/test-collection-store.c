/* Collections come, go and change their names, and all of that is undone and done again. */
#include "app/catalog/collection-store.h"
#include "catalog-fixture.h"
#include "test-support.h"

#define N_PHOTOS 20

typedef struct {
  char *path;
  AcuCatalog *catalog;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const AcuCatalogRecipe recipe = {.n_photos = N_PHOTOS};
  g_autofree char *folder = acu_test_temporary_folder ();

  fixture->path = g_build_filename (folder, "catalog.db", NULL);
  fixture->catalog = acu_fixture_make_catalog (fixture->path, &recipe);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (acu_catalog_check (fixture->catalog, &error));
  g_object_unref (fixture->catalog);
  g_free (fixture->path);
}

static void
restart (Fixture *fixture)
{
  g_object_unref (fixture->catalog);
  fixture->catalog = acu_fixture_open_catalog (fixture->path);
}

static gint64
create (Fixture *fixture, const char *name)
{
  AcuUndoGroup group = {.title = "created"};
  g_autoptr (GError) error = NULL;
  gint64 id = acu_collection_store_create (fixture->catalog, name, &group, &error);

  g_assert_no_error (error);
  g_assert_cmpint (group.entry, !=, 0);
  return id;
}

static void
put (Fixture *fixture, gint64 collection, gint64 first, gint64 n)
{
  AcuUndoGroup group = {.title = "put"};
  g_autoptr (GError) error = NULL;

  for (gint64 photo = first; photo < first + n; photo++)
    acu_collection_store_change (fixture->catalog, collection, &photo, 1, TRUE, &group, &error);
  g_assert_no_error (error);
}

static void
rename_to (Fixture *fixture, gint64 collection, const char *name)
{
  AcuUndoGroup group = {.title = "renamed"};
  g_autoptr (GError) error = NULL;

  acu_collection_store_rename (fixture->catalog, collection, name, &group, &error);
  g_assert_no_error (error);
}

static void
remove_one (Fixture *fixture, gint64 collection)
{
  AcuUndoGroup group = {.title = "removed"};
  g_autoptr (GError) error = NULL;

  acu_collection_store_remove (fixture->catalog, collection, &group, &error);
  g_assert_no_error (error);
}

/* Takes a step, and tells whether it has ended @ended (0: none). */
static void
step (Fixture *fixture, gboolean redo, const char *title, gint64 ended)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuUndone) undone = redo ? acu_undo_journal_redo (fixture->catalog, &error)
                                      : acu_undo_journal_undo (fixture->catalog, &error);

  g_assert_no_error (error);
  g_assert_nonnull (undone);
  g_assert_cmpstr (undone->title, ==, title);
  g_assert_cmpuint (undone->ended->len, ==, ended != 0);
  if (ended != 0)
    g_assert_cmpint (g_array_index (undone->ended, gint64, 0), ==, ended);
}

/* All there are: their names and how many photos each has. */
static void
assert_collections (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) list = acu_collection_store_list (fixture->catalog, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++) {
    const AcuCollection *collection = g_ptr_array_index (list, i);

    g_string_append_printf (text, "%s%s %u", i > 0 ? ", " : "", collection->name,
                            collection->n_photos);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

/* What was put in comes back with the name, also after a restart, by the id that older steps know
 * it by. */
static void
test_removed (Fixture *fixture, gconstpointer data)
{
  gint64 best, other;

  best = create (fixture, "Best of May");
  other = create (fixture, "Other");
  put (fixture, other, 1, 1);
  put (fixture, best, 3, 12);
  assert_collections (fixture, "Best of May 12, Other 1");
  remove_one (fixture, best);
  assert_collections (fixture, "Other 1");

  restart (fixture);
  step (fixture, FALSE, "removed", 0);
  assert_collections (fixture, "Best of May 12, Other 1");
  step (fixture, FALSE, "put", 0);
  assert_collections (fixture, "Best of May 0, Other 1");
  step (fixture, TRUE, "put", 0);
  assert_collections (fixture, "Best of May 12, Other 1");
  step (fixture, TRUE, "removed", best);
  assert_collections (fixture, "Other 1");
  step (fixture, FALSE, "removed", 0);
  assert_collections (fixture, "Best of May 12, Other 1");
}

/* A photo whose file has vanished is in it still, when it comes back. */
static void
test_vanished (Fixture *fixture, gconstpointer data)
{
  gint64 best = create (fixture, "Best");

  put (fixture, best, 1, 2);
  acu_fixture_run_sql (fixture->path, "UPDATE images SET hidden = 2 WHERE id = 1");
  remove_one (fixture, best);
  step (fixture, FALSE, "removed", 0);
  assert_collections (fixture, "Best 1");
  acu_fixture_run_sql (fixture->path, "UPDATE images SET hidden = 0 WHERE id = 1");
  assert_collections (fixture, "Best 2");
}

static void
test_renamed (Fixture *fixture, gconstpointer data)
{
  gint64 best = create (fixture, "Best");
  AcuUndoGroup group = {.title = "renamed"};

  put (fixture, best, 1, 2);
  rename_to (fixture, best, "Better");
  step (fixture, FALSE, "renamed", 0);
  assert_collections (fixture, "Best 2");
  step (fixture, TRUE, "renamed", 0);
  assert_collections (fixture, "Better 2");

  /* To the name that it has is no step. */
  g_assert_true (acu_collection_store_rename (fixture->catalog, best, "Better", &group, NULL));
  g_assert_cmpint (group.entry, ==, 0);
}

static void
test_created (Fixture *fixture, gconstpointer data)
{
  gint64 best = create (fixture, "Best");

  put (fixture, best, 1, 2);
  step (fixture, FALSE, "put", 0);
  step (fixture, FALSE, "created", best);
  assert_collections (fixture, "");
  step (fixture, TRUE, "created", 0);
  step (fixture, TRUE, "put", 0);
  assert_collections (fixture, "Best 2");
}

/* One of the same name that no step knows keeps the old one from coming back, and then nothing is
 * lost: the step is there until it can. */
static void
test_name_taken (Fixture *fixture, gconstpointer data)
{
  gint64 best = create (fixture, "Best");
  gint64 other;
  g_autoptr (GError) error = NULL;

  put (fixture, best, 1, 2);
  remove_one (fixture, best);
  other = acu_collection_store_create (fixture->catalog, "Best", NULL, NULL);
  g_assert_null (acu_undo_journal_undo (fixture->catalog, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS);
  assert_collections (fixture, "Best 0");
  g_assert_true (acu_collection_store_rename (fixture->catalog, other, "Another", NULL, NULL));
  step (fixture, FALSE, "removed", 0);
  assert_collections (fixture, "Another 0, Best 2");
}

/* What cannot be done is no step. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  AcuUndoGroup group = {.title = "refused"};
  gint64 best = create (fixture, "Best");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (acu_collection_store_create (fixture->catalog, "Best", &group, &error), ==, 0);
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (acu_collection_store_rename (fixture->catalog, best + 1, "X", &group, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_false (acu_collection_store_remove (fixture->catalog, best + 1, &group, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
  g_assert_cmpint (group.entry, ==, 0);
  step (fixture, FALSE, "created", best);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/collection-store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("removed", test_removed);
  ADD ("vanished", test_vanished);
  ADD ("renamed", test_renamed);
  ADD ("created", test_created);
  ADD ("name-taken", test_name_taken);
  ADD ("refused", test_refused);
  return g_test_run ();
}

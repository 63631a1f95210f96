/* Folders that come to the library's tree, and leave it. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/photo-result.h"
#include "app/catalog/rating-store.h"
#include "test-support.h"

#include <glib/gstdio.h>

typedef struct {
  char *folder; /* holds the photos */
  AcuCatalog *catalog;
} Fixture;

static void
put (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, name, -1, NULL));
}

/* Three photos, one of them a RAW with its JPEG. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (other, "catalog.db", NULL);
  g_autoptr (GError) error = NULL;

  fixture->folder = acu_test_temporary_folder ();
  fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  put (fixture, "a.jpg");
  put (fixture, "a.cr2");
  put (fixture, "sub/b.jpg");
  put (fixture, "sub/deeper/c.jpg");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (acu_catalog_check (fixture->catalog, &error));
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
}

/* Opens the folder, or one below it, as a person does. (returns its id) */
static gint64
open_folder (Fixture *fixture, const char *name)
{
  const AcuScanOptions options = {.recursive = TRUE};
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  AcuScanCounts counts;

  acu_folder_scan_run (fixture->catalog, path, &options, NULL, NULL, &counts, NULL, &error);
  g_assert_no_error (error);
  gint64 id = acu_folder_store_find (fixture->catalog, path, &error);
  g_assert_no_error (error);
  g_assert_true (acu_folder_store_touch_recent (fixture->catalog, id, &error));
  return id;
}

/* Takes it off the tree, in the step @entry if that is to be done again. */
static void
close_again (Fixture *fixture, gint64 folder, gint64 entry)
{
  AcuUndoGroup group = {.title = "removed", .entry = entry};
  g_autoptr (GError) error = NULL;

  g_assert_true (acu_folder_store_close (fixture->catalog, folder, &group, &error));
  g_assert_no_error (error);
  g_assert_cmpint (group.entry, !=, 0);
  if (entry != 0)
    g_assert_cmpint (group.entry, ==, entry);
}

static void
close_folder (Fixture *fixture, gint64 folder)
{
  close_again (fixture, folder, 0);
}

/* Takes a step of the folder @folder, after which the caller goes on; returns its entry. */
static gint64
step (Fixture *fixture, gboolean redo, gint64 folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuUndone) undone = redo ? acu_undo_journal_redo (fixture->catalog, &error)
                                      : acu_undo_journal_undo (fixture->catalog, &error);

  g_assert_no_error (error);
  g_assert_nonnull (undone);
  g_assert_cmpint (undone->folder, ==, folder);
  g_assert_true (acu_folder_store_find (fixture->catalog, undone->path, NULL) == folder);
  return undone->entry;
}

static void
assert_names (Fixture *fixture, const char *expected)
{
  g_auto (AcuPhotoQuery) query = {0};
  g_autoptr (GString) names = g_string_new (NULL);

  acu_photo_query_init (&query);
  g_autoptr (AcuPhotoResult) result = acu_photo_query_run (fixture->catalog, &query, NULL, NULL);
  g_autoptr (GPtrArray) rows = acu_photo_store_get_rows (
      fixture->catalog, (gint64 *)result->photos->data, result->photos->len, 0, NULL);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                            ((AcuPhotoRow *)g_ptr_array_index (rows, i))->display_name);
  g_assert_cmpstr (names->str, ==, expected);
}

/* The tree, and how many of the recent folders there are. */
static void
assert_folders (Fixture *fixture, guint n, guint n_roots, guint n_recent)
{
  g_autoptr (GPtrArray) folders = acu_folder_store_list (fixture->catalog, NULL);
  g_autoptr (GPtrArray) recent = acu_folder_store_list_recent (fixture->catalog, 10, NULL);
  guint roots = 0;

  for (guint i = 0; i < folders->len; i++)
    roots += ((AcuFolder *)g_ptr_array_index (folders, i))->is_root;
  g_assert_cmpuint (folders->len, ==, n);
  g_assert_cmpuint (roots, ==, n_roots);
  g_assert_cmpuint (recent->len, ==, n_recent);
}

static AcuPhotoRow *
get (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  gint64 id = acu_photo_store_find (fixture->catalog, path, &error);

  g_assert_no_error (error);
  AcuPhotoRow *row = acu_photo_store_get (fixture->catalog, id, 0, &error);
  g_assert_no_error (error);
  return row;
}

/* What a person said of the photos outlasts it, and so do their files. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  gint64 folder = open_folder (fixture, "");
  g_autoptr (AcuPhotoRow) before = get (fixture, "sub/b.jpg");
  const AcuRatingChange change = {.photo = before->id,
                                  .fields = ACU_RATING_STARS | ACU_RATING_FLAG,
                                  .stars = 4,
                                  .flag = ACU_FLAG_PICK};
  g_autofree char *raw = g_build_filename (fixture->folder, "a.cr2", NULL);

  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
  assert_names (fixture, "a.jpg b.jpg c.jpg");
  assert_folders (fixture, 3, 1, 1);

  close_folder (fixture, folder);
  assert_names (fixture, "");
  assert_folders (fixture, 0, 0, 0);
  g_assert_true (g_file_test (raw, G_FILE_TEST_EXISTS));

  g_assert_cmpint (open_folder (fixture, ""), ==, folder);
  assert_names (fixture, "a.jpg b.jpg c.jpg");
  assert_folders (fixture, 3, 1, 1);
  g_autoptr (AcuPhotoRow) after = get (fixture, "sub/b.jpg");
  g_assert_cmpint (after->id, ==, before->id);
  g_assert_cmpint (after->stars, ==, 4);
  g_assert_cmpint (after->flag, ==, ACU_FLAG_PICK);
}

static void delete (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* It comes back as it was, without a look at the disk: its place among the recent ones, the RAW
 * behind its JPEG, what was said of the photos, and no photo whose file had vanished before. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  gint64 folder = open_folder (fixture, "");
  g_autoptr (AcuPhotoRow) photo = get (fixture, "sub/b.jpg");
  g_autoptr (AcuPhotoRow) pair = get (fixture, "a.jpg");
  const AcuRatingChange change = {.photo = photo->id, .fields = ACU_RATING_STARS, .stars = 4};

  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
  g_assert_cmpint (pair->partner, !=, 0);
  delete (fixture, "sub/deeper/c.jpg");
  open_folder (fixture, "");
  assert_names (fixture, "a.jpg b.jpg");
  close_folder (fixture, folder);
  assert_names (fixture, "");

  step (fixture, FALSE, folder);
  assert_names (fixture, "a.jpg b.jpg");
  assert_folders (fixture, 2, 1, 1);
  g_autoptr (AcuPhotoRow) after = get (fixture, "sub/b.jpg");
  g_autoptr (AcuPhotoRow) pair_after = get (fixture, "a.jpg");
  g_assert_cmpint (after->id, ==, photo->id);
  g_assert_cmpint (after->stars, ==, 4);
  g_assert_cmpint (pair_after->partner, ==, pair->partner);

  /* The journal leaves it to its caller to take the folder off again. */
  gint64 entry = step (fixture, TRUE, folder);
  assert_names (fixture, "a.jpg b.jpg");
  put (fixture, "sub/d.jpg");
  open_folder (fixture, "");
  close_again (fixture, folder, entry);
  assert_names (fixture, "");
  assert_folders (fixture, 0, 0, 0);
  step (fixture, FALSE, folder);
  assert_names (fixture, "a.jpg b.jpg d.jpg");
}

/* What somebody opened again is as it was read then, and what turned up in another folder is there.
 */
static void
test_undo_late (Fixture *fixture, gconstpointer data)
{
  gint64 folder = open_folder (fixture, "sub");

  close_folder (fixture, folder);
  delete (fixture, "sub/b.jpg");
  g_assert_cmpint (open_folder (fixture, "sub"), ==, folder);
  assert_names (fixture, "c.jpg");
  step (fixture, FALSE, folder);
  assert_names (fixture, "c.jpg");

  g_autofree char *from = g_build_filename (fixture->folder, "sub/deeper/c.jpg", NULL);
  g_autofree char *to = g_build_filename (fixture->folder, "other/c.jpg", NULL);
  close_folder (fixture, folder);
  put (fixture, "other/e.jpg");
  g_assert_cmpint (g_rename (from, to), ==, 0);
  open_folder (fixture, "other");
  assert_names (fixture, "c.jpg e.jpg");
  step (fixture, FALSE, folder);
  assert_names (fixture, "c.jpg e.jpg");

  /* Or was, and vanished from there. */
  close_folder (fixture, folder);
  put (fixture, "sub/deeper/f.jpg");
  g_assert_cmpint (open_folder (fixture, "sub"), ==, folder);
  close_folder (fixture, folder);
  g_autofree char *late = g_build_filename (fixture->folder, "sub/deeper/f.jpg", NULL);
  g_autofree char *there = g_build_filename (fixture->folder, "other/f.jpg", NULL);
  g_assert_cmpint (g_rename (late, there), ==, 0);
  open_folder (fixture, "other");
  assert_names (fixture, "c.jpg e.jpg f.jpg");
  delete (fixture, "other/f.jpg");
  open_folder (fixture, "other");
  step (fixture, FALSE, folder);
  assert_names (fixture, "c.jpg e.jpg");
}

/* Of several that left, each can leave again after the one before it has. */
static void
test_redo_in_order (Fixture *fixture, gconstpointer data)
{
  gint64 first = open_folder (fixture, "sub");

  put (fixture, "other/e.jpg");
  gint64 second = open_folder (fixture, "other");
  close_folder (fixture, first);
  close_folder (fixture, second);
  step (fixture, FALSE, second);
  step (fixture, FALSE, first);
  assert_names (fixture, "b.jpg c.jpg e.jpg");

  close_again (fixture, first, step (fixture, TRUE, first));
  assert_names (fixture, "e.jpg");
  close_again (fixture, second, step (fixture, TRUE, second));
  assert_names (fixture, "");
}

/* What was opened by itself stays where the folder above it leaves. */
static void
test_root_below (Fixture *fixture, gconstpointer data)
{
  gint64 folder = open_folder (fixture, "");
  gint64 below = open_folder (fixture, "sub");

  close_folder (fixture, folder);
  assert_names (fixture, "b.jpg c.jpg");
  assert_folders (fixture, 3, 1, 1);
  close_folder (fixture, below);
  assert_names (fixture, "");
  assert_folders (fixture, 0, 0, 0);
  step (fixture, FALSE, below);
  assert_names (fixture, "b.jpg c.jpg");
  step (fixture, FALSE, folder);
  assert_names (fixture, "a.jpg b.jpg c.jpg");
  assert_folders (fixture, 3, 2, 2);
}

/* And what another folder above shows stays shown. */
static void
test_root_above (Fixture *fixture, gconstpointer data)
{
  gint64 deeper = open_folder (fixture, "sub/deeper");

  open_folder (fixture, "");
  assert_folders (fixture, 3, 2, 2);
  close_folder (fixture, deeper);
  assert_names (fixture, "a.jpg b.jpg c.jpg");
  assert_folders (fixture, 3, 1, 1);
  step (fixture, FALSE, deeper);
  assert_names (fixture, "a.jpg b.jpg c.jpg");
  assert_folders (fixture, 3, 2, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/folder-store/close", Fixture, NULL, set_up, test_close, tear_down);
  g_test_add ("/folder-store/undo", Fixture, NULL, set_up, test_undo, tear_down);
  g_test_add ("/folder-store/undo-late", Fixture, NULL, set_up, test_undo_late, tear_down);
  g_test_add ("/folder-store/redo-in-order", Fixture, NULL, set_up, test_redo_in_order, tear_down);
  g_test_add ("/folder-store/root-below", Fixture, NULL, set_up, test_root_below, tear_down);
  g_test_add ("/folder-store/root-above", Fixture, NULL, set_up, test_root_above, tear_down);
  return g_test_run ();
}

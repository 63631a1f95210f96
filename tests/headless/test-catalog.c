/* The catalog's file: made, brought up to date, refused, shared, closed and opened again. */
#include "app/catalog/backup.h"
#include "app/catalog/catalog.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/label-store.h"
#include "app/catalog/migration.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/undo-journal.h"
#include "catalog-fixture.h"
#include "full-disk.h"
#include "test-support.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

static void
test_new (void)
{
  g_autofree char *path = acu_fixture_make_path ();
  g_autoptr (AcuCatalog) catalog = acu_fixture_open_catalog (path);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_cmpstr (acu_catalog_get_path (catalog), ==, path);
  g_assert_false (acu_catalog_is_read_only (catalog));
  g_assert_true (acu_catalog_check (catalog, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (acu_fixture_read_number (path, "PRAGMA application_id"), ==,
                   ACU_CATALOG_APPLICATION_ID);
  g_assert_cmpint (acu_fixture_read_number (path, "PRAGMA user_version"), ==,
                   acu_migration_get_newest ());
  g_assert_cmpint (
      acu_fixture_read_number (path, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                                     " AND name NOT LIKE 'sqlite%' AND sql NOT LIKE '%STRICT%'"),
      ==, 0);
}

static void
test_refused (void)
{
  g_autofree char *path = acu_fixture_make_path ();
  g_autofree char *other = g_strconcat (path, ".other", NULL);

  g_object_unref (acu_fixture_open_catalog (path));
  acu_fixture_run_sql (path, "PRAGMA user_version = 999");
  acu_fixture_assert_fails (path, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_NEWER);
  acu_fixture_assert_fails (path, ACU_CATALOG_OPEN_READ_ONLY, ACU_CATALOG_ERROR_NEWER);
  /* Looking at it has changed nothing. */
  g_assert_cmpint (acu_fixture_read_number (path, "PRAGMA user_version"), ==, 999);

  acu_fixture_run_sql (other, "CREATE TABLE recipes (name TEXT)");
  acu_fixture_assert_fails (other, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_FOREIGN);
}

/* A file with nothing in it, as a crash right at the start leaves it. */
static void
test_empty (void)
{
  g_autofree char *path = acu_fixture_make_path ();
  g_autoptr (AcuCatalog) catalog = NULL;

  g_object_unref (acu_fixture_open_catalog (path));
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  catalog = acu_fixture_open_catalog (path);
  g_assert_cmpint (acu_fixture_read_number (path, "PRAGMA user_version"), ==,
                   acu_migration_get_newest ());
}

/* A script that fails leaves the file as it was: here a table is in its way. */
static void
test_failed_migration (void)
{
  g_autofree char *path = acu_fixture_make_path ();
  g_autofree char *mark = g_strdup_printf ("PRAGMA application_id = %d; CREATE TABLE cameras (x)",
                                           ACU_CATALOG_APPLICATION_ID);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  acu_fixture_run_sql (path, mark);
  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_assert_null (catalog);
  g_assert_nonnull (error);
  g_assert_cmpint (acu_fixture_read_number (path, "SELECT count(*) FROM sqlite_schema"), ==, 1);
  g_assert_cmpint (acu_fixture_read_number (path, "PRAGMA user_version"), ==, 0);
}

/* A catalog of any layout there ever was is brought up to date with what it holds. */
static void
test_old_layouts (void)
{
  static const char *const scripts[] = {
      "001-initial.sql",      "002-likenesses.sql",     "003-display-scale.sql",
      "004-set-choices.sql",  "005-label-identity.sql", "006-access.sql",
      "007-sidecars.sql",     "008-trash-undo.sql",     "009-label-groups.sql",
      "010-scorer-bases.sql", "011-versions.sql"};

  /* Whoever adds a layout adds the one before it here. */
  g_assert_cmpuint (G_N_ELEMENTS (scripts) + 1, ==, acu_migration_get_newest ());
  for (guint version = 1; version <= G_N_ELEMENTS (scripts); version++) {
    g_autofree char *path = acu_fixture_make_path ();
    g_autofree char *folder = g_path_get_dirname (path);
    g_autofree char *mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u",
                                             ACU_CATALOG_APPLICATION_ID, version);
    g_autoptr (AcuCatalog) catalog = NULL;
    g_autoptr (GPtrArray) sets = NULL, sessions = NULL, labels = NULL;
    g_autoptr (AcuUndone) undone = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    for (guint k = 0; k < version; k++) {
      g_autofree char *name = g_build_filename ("data", "schema", scripts[k], NULL);
      g_autofree char *script = acu_test_source_path (name);
      g_autofree char *sql = NULL;

      g_assert_true (g_file_get_contents (script, &sql, NULL, NULL));
      acu_fixture_run_sql (path, sql);
    }
    acu_fixture_run_sql (
        path,
        "INSERT INTO folders (id, path) VALUES (1, '/photos');"
        "INSERT INTO images (id, folder, name, name_fold, name_key, size, mtime, sort_time)"
        " VALUES (1, 1, 'a.jpg', 'a.jpg', 'a.jpg', 10, 0, 0);"
        "INSERT INTO images (id, folder, name, name_fold, name_key, size, mtime, sort_time, "
        "version)"
        " VALUES (2, 1, 'b.jpg', 'b.jpg', 'b.jpg', 10, 0, 0, 3);"
        "INSERT INTO raters VALUES (1, zeroblob (16), 'Ada', 0);"
        "INSERT INTO label_sets (id, uid, name, method, score_min, score_max, created)"
        " VALUES (1, zeroblob (16), 'S', 'acr', 1, 5, 0);"
        "INSERT INTO sessions (id, label_set, rater, seed, created)"
        " VALUES (1, 1, 1, 7, 0), (2, 1, 1, 7, 0), (3, 1, 1, 8, 0);"
        "INSERT INTO labels (uid, label_set, rater, session, position, image, score, given)"
        " VALUES (randomblob (16), 1, 1, 1, 0, 1, 4, 5), (randomblob (16), 1, 1, 2, 0, 1, 2, 6);"
        "INSERT INTO undo_entries VALUES (1, 'Stars', 0, 0);"
        "INSERT INTO undo_changes (entry, position, kind, target, place, old, new)"
        " VALUES (1, 1, 'rating', 1, NULL, 11, 8)");
    acu_fixture_run_sql (path, mark);
    catalog = acu_fixture_open_catalog (path);
    g_assert_cmpint (acu_fixture_read_number (path, "PRAGMA user_version"), ==,
                     acu_migration_get_newest ());
    /* What the second photo was before it was edited nobody knows any more. */
    g_assert_cmpint (acu_fixture_read_number (path, "SELECT count(*) FROM earlier_contents"
                                                    " WHERE image = 2 AND hash = x''"),
                     ==, version < 11);
    g_assert_cmpint (acu_fixture_read_number (path, "SELECT count(*) FROM earlier_contents"), ==,
                     version < 11);
    sets = acu_label_store_list_sets (catalog, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (((AcuLabelSet *)g_ptr_array_index (sets, 0))->n_labels, ==, 2);
    g_assert_null (((AcuLabelSet *)g_ptr_array_index (sets, 0))->opinion);
    labels = acu_label_store_list (catalog, 1, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (labels->len, ==, 2);
    for (guint i = 0; i < 2; i++) {
      const AcuLabel *label = g_ptr_array_index (labels, i);

      g_assert_cmpfloat (label->score, ==, i == 0 ? 4 : 2);
      g_assert_cmpfloat (label->zoom, ==, 0);
      g_assert_null (label->content);
      g_assert_false (label->is_outdated);
    }
    /* Newest first: of two of one seed the second has a uid, where it was there before they were.
     */
    sessions = acu_label_store_list_sessions (catalog, 1, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (sessions->len, ==, 3);
    for (guint i = 0; i < 3; i++)
      g_assert_cmpint (((AcuLabelSession *)g_ptr_array_index (sessions, i))->by_seed, ==,
                       version > 4 || i != 1);
    undone = acu_undo_journal_undo (catalog, &error);
    g_assert_no_error (error);
    g_assert_cmpint (g_array_index (undone->photos, gint64, 0), ==, 1);
    g_assert_cmpint (acu_fixture_read_number (path, "SELECT stars FROM ratings WHERE image = 1"),
                     ==, 3);
    g_assert_true (acu_label_store_set_kept (catalog, 1, 1, TRUE, &error));
    g_assert_true (acu_label_store_set_opinion (catalog, 1, "p910", &error));
    g_assert_no_error (error);
  }
}

/* Looks at a catalog of ten photos and tries to change it. */
static void
look (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_READ_ONLY, &error);
  g_autoptr (GPtrArray) folders = NULL;

  g_assert_no_error (error);
  g_assert_true (acu_catalog_is_read_only (catalog));
  folders = acu_folder_store_list (catalog, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (((AcuFolder *)g_ptr_array_index (folders, 0))->n_below, ==, 10);
  g_assert_cmpint (acu_folder_store_add (catalog, "/x", TRUE, &error), ==, 0);
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_READ_ONLY);
}

/* Root may write anything, so root becomes somebody else for this, in a process of its own. */
static void
test_read_only (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 10};
  g_autofree char *path = acu_fixture_make_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);

  if (g_test_subprocess ()) {
    g_object_unref (acu_fixture_make_catalog (path, &recipe));
    g_assert_cmpint (g_chmod (path, 0444), ==, 0);
    g_assert_cmpint (g_chmod (folder, 0555), ==, 0);
    g_assert_cmpint (g_chmod (above, 0755), ==, 0);
    if (geteuid () == 0)
      g_assert_cmpint (setegid (65534) + seteuid (65534), ==, 0);
    acu_fixture_assert_fails (path, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_READ_ONLY);
    look (path);
    g_assert_cmpint (seteuid (getuid ()), ==, 0);
    g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

/* Where only looking was asked for, a catalog that is in use can be looked at too, log and all. */
static void
test_read_beside (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 10};
  g_autofree char *path = acu_fixture_make_path ();
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);

  look (path);
}

/* Two programs at once. */
static void
test_shared (void)
{
  g_autofree char *path = acu_fixture_make_path ();
  g_autoptr (AcuCatalog) a = acu_fixture_open_catalog (path);
  g_autoptr (AcuCatalog) b = acu_fixture_open_catalog (path);
  g_autoptr (GError) error = NULL;
  gint64 folder = acu_folder_store_add (a, "/photos", TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpint (acu_folder_store_find (b, "/photos", &error), ==, folder);
  g_assert_no_error (error);
}

static gpointer
close_later (gpointer handle)
{
  g_usleep (G_USEC_PER_SEC / 4);
  sqlite3_close (handle);
  return NULL;
}

/* Somebody has it for himself for a moment, as whoever closes it last has. */
static void
test_busy (void)
{
  g_autofree char *path = acu_fixture_make_path ();
  GThread *thread;
  sqlite3 *handle;

  g_object_unref (acu_fixture_open_catalog (path));
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle,
                                 "PRAGMA locking_mode = EXCLUSIVE;"
                                 "BEGIN IMMEDIATE; UPDATE facts SET value = value; COMMIT",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  thread = g_thread_new ("close", close_later, handle);
  g_object_unref (acu_fixture_open_catalog (path));
  g_thread_join (thread);
}

static void
test_full (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 10};
  g_autofree char *path = acu_fixture_make_path ();
  g_autofree char *other = g_strconcat (path, ".other", NULL);
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);
  const AcuRatingChange change = {.photo = 3, .fields = ACU_RATING_STARS, .stars = 4};
  AcuUndoGroup group = {.title = "x"};
  g_autoptr (AcuPhotoRow) row = NULL;
  g_autoptr (GError) error = NULL;

  acu_full_disk_set (TRUE);
  acu_fixture_assert_fails (other, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_FULL);
  g_assert_false (acu_rating_store_apply (catalog, &change, 1, &group, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_FULL);
  g_clear_error (&error);
  g_assert_null (acu_catalog_back_up (catalog, NULL, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_FULL);
  g_clear_error (&error);
  /* Reading goes on. */
  row = acu_photo_store_get (catalog, 3, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (row->stars, ==, 0);
  g_assert_cmpint (group.entry, ==, 0);

  /* With space, everything is as if nothing had been. */
  acu_full_disk_set (FALSE);
  g_assert_true (acu_rating_store_apply (catalog, &change, 1, &group, &error));
  g_assert_no_error (error);
  g_assert_true (acu_catalog_check (catalog, &error));
  g_object_unref (acu_fixture_open_catalog (other));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = acu_catalog_open_finish (result, &error);

  g_assert_no_error (error);
  g_assert_false (acu_catalog_is_read_only (catalog));
  *(gboolean *)user_data = TRUE;
}

static void
maintained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  acu_catalog_maintain_finish (ACU_CATALOG (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)user_data = TRUE;
}

static void
test_async (void)
{
  g_autofree char *path = acu_fixture_make_path ();
  g_autoptr (AcuCatalog) catalog = NULL;
  gboolean opened = FALSE, maintained = FALSE;

  acu_catalog_open_async (path, ACU_CATALOG_OPEN_DEFAULT, NULL, opened_cb, &opened);
  acu_fixture_wait (&opened);
  catalog = acu_fixture_open_catalog (path);
  acu_catalog_maintain_async (catalog, NULL, maintained_cb, &maintained);
  acu_fixture_wait (&maintained);
}

typedef struct {
  AcuChangeFlags flags;
  guint n_calls;
  gboolean has_photo;
} Heard;

static void
changed_cb (AcuCatalog *catalog, const AcuCatalogChange *change, gpointer user_data)
{
  Heard *heard = user_data;

  heard->flags |= change->flags;
  heard->n_calls++;
  heard->has_photo = acu_catalog_change_has_photo (change, 5);
  g_assert_false (acu_catalog_change_has_photo (change, 6));
}

/* Told once for many commits, and not at all for what was not committed. */
static void
test_news (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 10};
  g_autofree char *path = acu_fixture_make_path ();
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);
  AcuRatingChange changes[] = {{.photo = 5, .fields = ACU_RATING_STARS, .stars = 4},
                               {.photo = 99, .fields = ACU_RATING_STARS, .stars = 4}};
  Heard heard = {0};

  g_signal_connect (catalog, "changed", G_CALLBACK (changed_cb), &heard);
  g_assert_false (acu_rating_store_apply (catalog, changes, 2, NULL, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (heard.n_calls, ==, 0);

  g_assert_true (acu_rating_store_apply (catalog, changes, 1, NULL, NULL));
  changes[0].stars = 2;
  g_assert_true (acu_rating_store_apply (catalog, changes, 1, NULL, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (heard.n_calls, ==, 1);
  g_assert_cmpint (heard.flags, ==, ACU_CHANGE_RATINGS);
  g_assert_true (heard.has_photo);
}

static void
reopened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  acu_catalog_reopen_finish (ACU_CATALOG (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)user_data = TRUE;
}

static void
flags_cb (AcuCatalog *catalog, const AcuCatalogChange *change, gpointer user_data)
{
  *(AcuChangeFlags *)user_data |= change->flags;
  if (change->flags == ACU_CHANGE_EVERYTHING)
    g_assert_true (acu_catalog_change_has_photo (change, 7));
}

/* Whether @catalog, which is closed, says so of everything. */
static void
assert_closed (AcuCatalog *catalog)
{
  const AcuRatingChange change = {.photo = 3, .fields = ACU_RATING_STARS, .stars = 2};
  g_autoptr (AcuPhotoRow) row = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_rating_store_apply (catalog, &change, 1, NULL, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS);
  g_clear_error (&error);
  row = acu_photo_store_get (catalog, 3, 0, &error);
  g_assert_null (row);
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS);
}

/* Whoever has a catalog keeps it while the file is exchanged. */
static void
test_closed (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 10};
  const AcuRatingChange change = {.photo = 3, .fields = ACU_RATING_STARS, .stars = 4};
  /* Of a kind that nothing else here has. */
  g_autoptr (GError) reason =
      g_error_new_literal (ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS, "closed");
  g_autofree char *path = acu_fixture_make_path ();
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *aside = NULL;
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);
  g_autoptr (GError) error = NULL;
  AcuChangeFlags told = 0;
  gboolean reopened = FALSE;

  /* What was asked for before is in the file, all by itself. */
  acu_rating_store_apply_async (catalog, &change, 1, "Stars", NULL, NULL);
  acu_catalog_close (catalog, reason);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_cmpint (acu_fixture_read_number (path, "SELECT stars FROM ratings WHERE image = 3"), ==,
                   4);
  assert_closed (catalog);

  /* What cannot be opened leaves it closed. */
  g_assert_true (acu_backup_set_aside (path, &aside, NULL));
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (acu_catalog_reopen (catalog, ACU_CATALOG_OPEN_DEFAULT, &error));
  g_assert_nonnull (error);
  g_assert_false (g_error_matches (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS));
  g_clear_error (&error);
  assert_closed (catalog);

  /* Another one. */
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_signal_connect (catalog, "changed", G_CALLBACK (flags_cb), &told);
  acu_catalog_reopen_async (catalog, ACU_CATALOG_OPEN_DEFAULT, NULL, reopened_cb, &reopened);
  acu_fixture_wait (&reopened);
  g_assert_cmpint (told & ACU_CHANGE_EVERYTHING, ==, ACU_CHANGE_EVERYTHING);
  g_assert_cmpint (acu_folder_store_add (catalog, "/other", TRUE, &error), >, 0);
  g_assert_no_error (error);
  g_assert_cmpint (acu_fixture_read_number (path, "SELECT count(*) FROM images"), ==, 0);

  /* And the first again, to look at it. */
  acu_catalog_close (catalog, reason);
  g_assert_true (acu_backup_set_aside (path, NULL, NULL));
  g_assert_cmpint (g_rename (aside, path), ==, 0);
  g_assert_true (acu_catalog_reopen (catalog, ACU_CATALOG_OPEN_READ_ONLY, &error));
  g_assert_no_error (error);
  g_assert_true (acu_catalog_is_read_only (catalog));
  g_assert_false (acu_rating_store_apply (catalog, &change, 1, NULL, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_READ_ONLY);
  {
    g_autoptr (AcuPhotoRow) row = acu_photo_store_get (catalog, 3, 0, NULL);

    g_assert_cmpint (row->stars, ==, 4);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  acu_full_disk_install ();
  g_test_add_func ("/catalog/new", test_new);
  g_test_add_func ("/catalog/refused", test_refused);
  g_test_add_func ("/catalog/empty", test_empty);
  g_test_add_func ("/catalog/failed-migration", test_failed_migration);
  g_test_add_func ("/catalog/old-layouts", test_old_layouts);
  g_test_add_func ("/catalog/read-only", test_read_only);
  g_test_add_func ("/catalog/read-beside", test_read_beside);
  g_test_add_func ("/catalog/shared", test_shared);
  g_test_add_func ("/catalog/busy", test_busy);
  g_test_add_func ("/catalog/full", test_full);
  g_test_add_func ("/catalog/async", test_async);
  g_test_add_func ("/catalog/news", test_news);
  g_test_add_func ("/catalog/closed", test_closed);
  return g_test_run ();
}

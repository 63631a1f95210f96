/* The catalog's file: made, brought up to date, refused, copied, repaired. */
#include "app/catalog/backup.h"
#include "app/catalog/catalog.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/migration.h"
#include "app/catalog/rating-store.h"
#include "catalog-fixture.h"
#include "full-disk.h"
#include "test-support.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
make_path (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  return g_build_filename (folder, "sub", "catalog.db", NULL);
}

static AcuCatalog *
open_catalog (const char *path)
{
  g_autoptr (GError) error = NULL;
  AcuCatalog *catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);

  g_assert_no_error (error);
  return catalog;
}

static void
assert_fails (const char *path, AcuCatalogOpenFlags flags, AcuCatalogError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, flags, &error);

  g_assert_null (catalog);
  g_assert_error (error, ACU_CATALOG_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, path));
}

static gint64
read_number (const char *path, const char *sql)
{
  sqlite3 *handle;
  sqlite3_stmt *stmt;
  gint64 value;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (handle);
  return value;
}

static void
test_new (void)
{
  g_autofree char *path = make_path ();
  g_autoptr (AcuCatalog) catalog = open_catalog (path);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_cmpstr (acu_catalog_get_path (catalog), ==, path);
  g_assert_false (acu_catalog_is_read_only (catalog));
  g_assert_true (acu_catalog_check (catalog, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (read_number (path, "PRAGMA application_id"), ==, ACU_CATALOG_APPLICATION_ID);
  g_assert_cmpint (read_number (path, "PRAGMA user_version"), ==, acu_migration_get_newest ());
  g_assert_cmpint (read_number (path, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                                      " AND name NOT LIKE 'sqlite%' AND sql NOT LIKE '%STRICT%'"),
                   ==, 0);
}

static void
test_refused (void)
{
  g_autofree char *path = make_path ();
  g_autofree char *other = g_strconcat (path, ".other", NULL);

  g_object_unref (open_catalog (path));
  acu_fixture_run_sql (path, "PRAGMA user_version = 999");
  assert_fails (path, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_NEWER);
  assert_fails (path, ACU_CATALOG_OPEN_READ_ONLY, ACU_CATALOG_ERROR_NEWER);
  /* Looking at it has changed nothing. */
  g_assert_cmpint (read_number (path, "PRAGMA user_version"), ==, 999);

  acu_fixture_run_sql (other, "CREATE TABLE recipes (name TEXT)");
  assert_fails (other, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_FOREIGN);
}

/* A file with nothing in it, as a crash right at the start leaves it. */
static void
test_empty (void)
{
  g_autofree char *path = make_path ();
  g_autoptr (AcuCatalog) catalog = NULL;

  g_object_unref (open_catalog (path));
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  catalog = open_catalog (path);
  g_assert_cmpint (read_number (path, "PRAGMA user_version"), ==, acu_migration_get_newest ());
}

/* A script that fails leaves the file as it was: here a table is in its way. */
static void
test_failed_migration (void)
{
  g_autofree char *path = make_path ();
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
  g_assert_cmpint (read_number (path, "SELECT count(*) FROM sqlite_schema"), ==, 1);
  g_assert_cmpint (read_number (path, "PRAGMA user_version"), ==, 0);
}

/* Writes garbage over @n bytes at @offset of the file. */
static void
damage (const char *path, goffset offset, gsize n)
{
  FILE *file = g_fopen (path, "r+b");

  g_assert_nonnull (file);
  fseek (file, offset, SEEK_SET);
  for (gsize i = 0; i < n; i++)
    fputc ((int)(i * 151 + 7) & 0xff, file);
  fclose (file);
}

static void
make_damaged (const char *path)
{
  const AcuCatalogRecipe recipe = {.n_photos = 2000, .rated = TRUE};

  g_object_unref (acu_fixture_make_catalog (path, &recipe));
}

static void
test_damaged (void)
{
  g_autofree char *path = make_path ();
  g_autoptr (AcuCatalog) catalog = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  /* Not even the header. */
  make_damaged (path);
  damage (path, 0, 64);
  assert_fails (path, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_DAMAGED);
  assert_fails (path, ACU_CATALOG_OPEN_READ_ONLY, ACU_CATALOG_ERROR_DAMAGED);

  /* Pages in the middle: seen by looking. */
  g_assert_true (acu_backup_set_aside (path, NULL, NULL));
  make_damaged (path);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  damage (path, info.st_size / 4096 * 3 / 4 * 4096, 4096 * 8);
  assert_fails (path, ACU_CATALOG_OPEN_CHECK, ACU_CATALOG_ERROR_DAMAGED);
  catalog = open_catalog (path);
  g_assert_false (acu_catalog_maintain (catalog, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED);
  {
    g_autoptr (GPtrArray) backups = acu_backup_list (path);

    g_assert_cmpuint (backups->len, ==, 0);
  }
}

/* Cut short, as by a full disk or a lost cable. */
static void
test_cut (void)
{
  g_autofree char *path = make_path ();
  GStatBuf info;

  make_damaged (path);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (truncate (path, info.st_size / 2), ==, 0);
  assert_fails (path, ACU_CATALOG_OPEN_CHECK, ACU_CATALOG_ERROR_DAMAGED);
}

static void
test_backups (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 100, .rated = TRUE};
  g_autofree char *path = make_path ();
  AcuCatalog *catalog = acu_fixture_make_catalog (path, &recipe);
  g_autoptr (GPtrArray) backups = NULL;
  g_autofree char *last = NULL;
  g_autofree char *aside = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < ACU_BACKUPS_KEPT + 2; i++) {
    g_free (last);
    last = acu_catalog_back_up (catalog, NULL, &error);
    g_assert_no_error (error);
  }
  backups = acu_backup_list (path);
  g_assert_cmpuint (backups->len, ==, ACU_BACKUPS_KEPT);
  g_assert_cmpint (((AcuBackup *)g_ptr_array_index (backups, 0))->time, >, 1700000000);
  g_assert_cmpint (read_number (last, "SELECT count(*) FROM ratings"), >, 0);
  g_object_unref (catalog);

  /* Damaged, then restored: the old file is kept beside. */
  damage (path, 0, 64);
  g_assert_true (acu_backup_restore (path, last, &aside, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_CHECK, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read_number (path, "SELECT count(*) FROM images"), ==, 100);
  g_object_unref (catalog);

  /* A damaged backup changes nothing. */
  damage (last, 0, 64);
  g_assert_false (acu_backup_restore (path, last, NULL, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED);
  g_assert_cmpint (read_number (path, "SELECT count(*) FROM images"), ==, 100);

  /* Starting fresh. */
  g_free (g_steal_pointer (&aside));
  g_assert_true (acu_backup_set_aside (path, &aside, NULL));
  g_assert_cmpint (read_number (aside, "SELECT count(*) FROM images"), ==, 100);
  catalog = open_catalog (path);
  g_assert_cmpint (read_number (path, "SELECT count(*) FROM images"), ==, 0);
  g_object_unref (catalog);
}

/* Once a week, not oftener. */
static void
test_maintained (void)
{
  g_autofree char *path = make_path ();
  g_autoptr (AcuCatalog) catalog = open_catalog (path);
  g_autoptr (GError) error = NULL;
  static const guint expected[] = {1, 1, 2};

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autoptr (GPtrArray) backups = NULL;

    if (i == 2)
      acu_fixture_run_sql (path, "UPDATE facts SET value = value - 700000");
    g_assert_true (acu_catalog_maintain (catalog, &error));
    g_assert_no_error (error);
    backups = acu_backup_list (path);
    g_assert_cmpuint (backups->len, ==, expected[i]);
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
  g_autofree char *path = make_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);

  if (g_test_subprocess ()) {
    g_object_unref (acu_fixture_make_catalog (path, &recipe));
    g_assert_cmpint (g_chmod (path, 0444), ==, 0);
    g_assert_cmpint (g_chmod (folder, 0555), ==, 0);
    g_assert_cmpint (g_chmod (above, 0755), ==, 0);
    if (geteuid () == 0)
      g_assert_cmpint (setegid (65534) + seteuid (65534), ==, 0);
    assert_fails (path, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_READ_ONLY);
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
  g_autofree char *path = make_path ();
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);

  look (path);
}

/* Two programs at once. */
static void
test_shared (void)
{
  g_autofree char *path = make_path ();
  g_autoptr (AcuCatalog) a = open_catalog (path);
  g_autoptr (AcuCatalog) b = open_catalog (path);
  g_autoptr (GError) error = NULL;
  gint64 folder = acu_folder_store_add (a, "/photos", TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpint (acu_folder_store_find (b, "/photos", &error), ==, folder);
  g_assert_no_error (error);
}

static void
test_full (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 10};
  g_autofree char *path = make_path ();
  g_autofree char *other = g_strconcat (path, ".other", NULL);
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);
  const AcuRatingChange change = {.photo = 3, .fields = ACU_RATING_STARS, .stars = 4};
  AcuUndoGroup group = {.title = "x"};
  g_autoptr (AcuPhotoRow) row = NULL;
  g_autoptr (GError) error = NULL;

  acu_full_disk_set (TRUE);
  assert_fails (other, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_FULL);
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
  g_object_unref (open_catalog (other));
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
  g_autofree char *path = make_path ();
  g_autoptr (AcuCatalog) catalog = NULL;
  gboolean opened = FALSE, maintained = FALSE;

  acu_catalog_open_async (path, ACU_CATALOG_OPEN_DEFAULT, NULL, opened_cb, &opened);
  acu_fixture_wait (&opened);
  catalog = open_catalog (path);
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
  g_autofree char *path = make_path ();
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  acu_full_disk_install ();
  g_test_add_func ("/catalog/new", test_new);
  g_test_add_func ("/catalog/refused", test_refused);
  g_test_add_func ("/catalog/empty", test_empty);
  g_test_add_func ("/catalog/failed-migration", test_failed_migration);
  g_test_add_func ("/catalog/damaged", test_damaged);
  g_test_add_func ("/catalog/cut", test_cut);
  g_test_add_func ("/catalog/backups", test_backups);
  g_test_add_func ("/catalog/maintained", test_maintained);
  g_test_add_func ("/catalog/read-only", test_read_only);
  g_test_add_func ("/catalog/read-beside", test_read_beside);
  g_test_add_func ("/catalog/shared", test_shared);
  g_test_add_func ("/catalog/full", test_full);
  g_test_add_func ("/catalog/async", test_async);
  g_test_add_func ("/catalog/news", test_news);
  return g_test_run ();
}

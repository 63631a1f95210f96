/* The catalog's file: made, brought up to date, refused, copied, repaired. */
#include "app/catalog/backup.h"
#include "app/catalog/catalog.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/migration.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalog/new", test_new);
  g_test_add_func ("/catalog/refused", test_refused);
  return g_test_run ();
}

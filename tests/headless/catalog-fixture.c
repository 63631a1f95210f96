#include "catalog-fixture.h"

#include "app/catalog/photo-store.h"
#include "test-support.h"

#include <sqlite3.h>
#include <string.h>

void
acu_fixture_wait (const gboolean *done)
{
  while (!*done)
    g_main_context_iteration (NULL, TRUE);
}

static sqlite3 *
open_file (const char *path)
{
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 5000);
  return handle;
}

static void
run_script (sqlite3 *handle, const char *sql)
{
  char *message = NULL;

  sqlite3_exec (handle, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
}

void
acu_fixture_run_sql (const char *path, const char *sql)
{
  sqlite3 *handle = open_file (path);

  run_script (handle, sql);
  sqlite3_close (handle);
}

static void
add_folders (sqlite3 *handle, const char *root, guint n_folders)
{
  g_autofree char *first =
      g_strdup_printf ("INSERT INTO folders (id, path, is_root) VALUES (1, '%s', 1)", root);

  run_script (handle, first);
  for (guint i = 0; i < n_folders; i++) {
    g_autofree char *sql = g_strdup_printf (
        "INSERT INTO folders (id, parent, path) VALUES (%u, 1, '%s/%03u')", i + 2, root, i);

    run_script (handle, sql);
  }
}

static void
add_photos (sqlite3 *handle, guint n, guint per_folder)
{
  sqlite3_stmt *insert;

  sqlite3_prepare_v2 (handle,
                      "INSERT INTO images (id, folder, name, name_fold, name_key, size, mtime,"
                      " sort_time, facts_version, taken, camera, error, width, height)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 1, ?7, ?8, ?9, 6000, 4000)",
                      -1, &insert, NULL);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("IMG_%u.JPG", i);
    g_autofree char *fold = g_ascii_strdown (name, -1);
    g_autofree char *key = acu_photo_name_key (name);

    sqlite3_bind_int64 (insert, 1, i + 1);
    sqlite3_bind_int64 (insert, 2, i / per_folder + 2);
    sqlite3_bind_text (insert, 3, name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text (insert, 4, fold, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text (insert, 5, key, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64 (insert, 6, 1000 + (gint64)i * 7919 % 1000003);
    sqlite3_bind_int64 (insert, 7, 1600000000 + (gint64)i * 31 % 10000000);
    sqlite3_bind_int64 (insert, 8, i % 7 + 1);
    if (i % 97 == 0)
      sqlite3_bind_text (insert, 9, "not a picture", -1, SQLITE_STATIC);
    else
      sqlite3_bind_null (insert, 9);
    g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
    sqlite3_reset (insert);
  }
  sqlite3_finalize (insert);
}

AcuCatalog *
acu_fixture_make_catalog (const char *path, const AcuCatalogRecipe *recipe)
{
  guint per_folder = recipe->photos_per_folder > 0 ? recipe->photos_per_folder : 1000;
  g_autoptr (GError) error = NULL;
  AcuCatalog *catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  sqlite3 *handle;

  g_assert_no_error (error);
  handle = open_file (path);
  run_script (handle, "BEGIN");
  for (int i = 1; i <= 7; i++) {
    g_autofree char *sql = g_strdup_printf ("INSERT INTO cameras VALUES (%d, 'Camera %d')", i, i);

    run_script (handle, sql);
  }
  add_folders (handle, recipe->root != NULL ? recipe->root : "/photos",
               (recipe->n_photos + per_folder - 1) / per_folder);
  add_photos (handle, recipe->n_photos, per_folder);
  if (recipe->rated)
    run_script (handle,
                "INSERT INTO scorers (id, model, fingerprint, protocol, plan, score_min, score_max,"
                " faults, created) VALUES (1, 'm', 'f', 'native', 'grid', 0, 100, '', 0);"
                "INSERT INTO scores (scorer, image, score, std, scored)"
                " SELECT 1, id, (id - 1) * 37 % 1001 / 10.0, 1, 0 FROM images WHERE id % 2 = 0;"
                "INSERT INTO ratings SELECT id, id % 6, id % 5 % 3 - 1, id % 7 % 6, 0 FROM images"
                " WHERE id % 3 = 0");
  run_script (handle, "COMMIT");
  sqlite3_close (handle);
  return catalog;
}

char *
acu_fixture_make_path (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();

  return g_build_filename (folder, "sub", "catalog.db", NULL);
}

AcuCatalog *
acu_fixture_open_catalog (const char *path)
{
  g_autoptr (GError) error = NULL;
  AcuCatalog *catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);

  g_assert_no_error (error);
  return catalog;
}

void
acu_fixture_assert_fails (const char *path, AcuCatalogOpenFlags flags, AcuCatalogError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, flags, &error);

  g_assert_null (catalog);
  g_assert_error (error, ACU_CATALOG_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, path));
}

gint64
acu_fixture_read_number (const char *path, const char *sql)
{
  sqlite3 *handle = open_file (path);
  sqlite3_stmt *stmt;
  gint64 value;

  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (handle);
  return value;
}

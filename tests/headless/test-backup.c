/* A catalog that is damaged, and the backups that are made for that. */
#include "app/catalog/backup.h"
#include "app/catalog/catalog.h"
#include "app/catalog/rating-store.h"
#include "catalog-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

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
  g_autofree char *path = acu_fixture_make_path ();
  g_autoptr (AcuCatalog) catalog = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  /* Not even the header. */
  make_damaged (path);
  damage (path, 0, 64);
  acu_fixture_assert_fails (path, ACU_CATALOG_OPEN_DEFAULT, ACU_CATALOG_ERROR_DAMAGED);
  acu_fixture_assert_fails (path, ACU_CATALOG_OPEN_READ_ONLY, ACU_CATALOG_ERROR_DAMAGED);

  /* Pages in the middle: seen by looking. */
  g_assert_true (acu_backup_set_aside (path, NULL, NULL));
  make_damaged (path);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  damage (path, info.st_size / 4096 * 3 / 4 * 4096, 4096 * 8);
  acu_fixture_assert_fails (path, ACU_CATALOG_OPEN_CHECK, ACU_CATALOG_ERROR_DAMAGED);
  catalog = acu_fixture_open_catalog (path);
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
  g_autofree char *path = acu_fixture_make_path ();
  GStatBuf info;

  make_damaged (path);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (truncate (path, info.st_size / 2), ==, 0);
  acu_fixture_assert_fails (path, ACU_CATALOG_OPEN_CHECK, ACU_CATALOG_ERROR_DAMAGED);
}

static void
test_backups (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 100, .rated = TRUE};
  g_autofree char *path = acu_fixture_make_path ();
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
  g_assert_cmpint (acu_fixture_read_number (last, "SELECT count(*) FROM ratings"), >, 0);
  g_object_unref (catalog);

  /* Damaged, then restored: the old file is kept beside. */
  damage (path, 0, 64);
  g_assert_true (acu_backup_restore (path, last, &aside, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_CHECK, &error);
  g_assert_no_error (error);
  g_assert_cmpint (acu_fixture_read_number (path, "SELECT count(*) FROM images"), ==, 100);
  g_object_unref (catalog);

  /* A damaged backup changes nothing. */
  damage (last, 0, 64);
  g_assert_false (acu_backup_restore (path, last, NULL, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED);
  g_assert_cmpint (acu_fixture_read_number (path, "SELECT count(*) FROM images"), ==, 100);

  /* Starting fresh. */
  g_free (g_steal_pointer (&aside));
  g_assert_true (acu_backup_set_aside (path, &aside, NULL));
  g_assert_cmpint (acu_fixture_read_number (aside, "SELECT count(*) FROM images"), ==, 100);
  catalog = acu_fixture_open_catalog (path);
  g_assert_cmpint (acu_fixture_read_number (path, "SELECT count(*) FROM images"), ==, 0);
  g_object_unref (catalog);
}

static char *
make_backup (AcuCatalog *catalog)
{
  g_autoptr (GError) error = NULL;
  char *path = acu_catalog_back_up (catalog, NULL, &error);

  g_assert_no_error (error);
  return path;
}

/* Gives the backup at *@path the name of another time. */
static void
date_backup (char **path, const char *time)
{
  g_autofree char *folder = g_path_get_dirname (*path);
  g_autofree char *name = g_strconcat ("catalog-", time, ".db", NULL);
  char *dated = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_rename (*path, dated), ==, 0);
  g_free (*path);
  *path = dated;
}

/* The newest one, or where that is damaged the next. */
static void
test_newest_backup (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = 100};
  AcuRatingChange change = {.photo = 1, .fields = ACU_RATING_STARS, .stars = 1};
  g_autofree char *path = acu_fixture_make_path ();
  AcuCatalog *catalog = acu_fixture_make_catalog (path, &recipe);
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;
  gint64 time = -1;

  g_assert_false (acu_backup_restore_newest (path, &time, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
  g_clear_error (&error);

  g_assert_true (acu_rating_store_apply (catalog, &change, 1, NULL, NULL));
  old = make_backup (catalog);
  date_backup (&old, "20240101-000000-000000");
  change.stars = 2;
  g_assert_true (acu_rating_store_apply (catalog, &change, 1, NULL, NULL));
  new = make_backup (catalog);
  date_backup (&new, "20240301-123000-000000");
  g_object_unref (catalog);

  g_assert_true (acu_backup_restore_newest (path, &time, &error));
  g_assert_no_error (error);
  g_assert_cmpint (time, ==, 1709296200);
  g_assert_cmpint (acu_fixture_read_number (path, "SELECT stars FROM ratings WHERE image = 1"), ==,
                   2);

  /* Not in its header, but where only a check sees it. */
  g_assert_cmpint (g_stat (new, &info), ==, 0);
  damage (new, info.st_size / 4096 * 3 / 4 * 4096, 4096);
  g_assert_true (acu_backup_restore_newest (path, &time, &error));
  g_assert_no_error (error);
  g_assert_cmpint (time, ==, 1704067200);
  g_assert_cmpint (acu_fixture_read_number (path, "SELECT stars FROM ratings WHERE image = 1"), ==,
                   1);

  /* None is sound: what there is stays, and the newest is told of. */
  damage (old, 0, 64);
  g_assert_false (acu_backup_restore_newest (path, &time, &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, new));
  g_assert_cmpint (acu_fixture_read_number (path, "SELECT stars FROM ratings WHERE image = 1"), ==,
                   1);
}

/* Once a week, not oftener. */
static void
test_maintained (void)
{
  g_autofree char *path = acu_fixture_make_path ();
  g_autoptr (AcuCatalog) catalog = acu_fixture_open_catalog (path);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalog/damaged", test_damaged);
  g_test_add_func ("/catalog/cut", test_cut);
  g_test_add_func ("/catalog/backups", test_backups);
  g_test_add_func ("/catalog/newest-backup", test_newest_backup);
  g_test_add_func ("/catalog/maintained", test_maintained);
  return g_test_run ();
}

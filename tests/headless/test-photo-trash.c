/* Photos go to the trash with what is theirs, and come back with everything. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/photo-query.h"
#include "app/catalog/photo-trash.h"
#include "app/catalog/rating-store.h"
#include "test-support.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *folder;
  AcuCatalog *catalog;
} Fixture;

static void
put (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, name, -1, NULL));
}

static gboolean
exists (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
scan (Fixture *fixture)
{
  const AcuScanOptions options = {0};
  AcuScanCounts counts;

  g_assert_true (acu_folder_scan_run (fixture->catalog, fixture->folder, &options, NULL, NULL,
                                      &counts, NULL, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"a.jpg", "a.jpg.xmp", "b.jpg", "b.cr2",
                                      "b.xmp", "c.jpg",     "c.png", "c.xmp"};
  g_autofree char *path = NULL;

  /* In the same place as the trash, which is below XDG_DATA_HOME. */
  fixture->folder = g_build_filename (g_get_user_data_dir (), "photos-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (fixture->folder));
  path = g_build_filename (fixture->folder, "catalog.db", NULL);
  fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    put (fixture, names[i]);
  scan (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
}

static gint64
find (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return acu_photo_store_find (fixture->catalog, path, NULL);
}

static guint
count_shown (Fixture *fixture)
{
  g_auto (AcuPhotoQuery) query;
  g_autoptr (AcuPhotoResult) result = NULL;

  acu_photo_query_init (&query);
  result = acu_photo_query_run (fixture->catalog, &query, NULL, NULL);
  return result->photos->len;
}

static void
trash (Fixture *fixture, const char *name, guint n_photos, guint n_files, AcuTrashReport *report)
{
  gint64 photo = find (fixture, name);
  g_autoptr (GError) error = NULL;

  acu_photo_trash (fixture->catalog, &photo, 1, report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->n_photos, ==, n_photos);
  g_assert_cmpuint (report->files->len, ==, n_files);
}

static void
restore (AcuTrashReport *trashed, AcuTrashReport *report)
{
  g_ptr_array_add (trashed->files, NULL);
  acu_photo_trash_restore ((const char *const *)trashed->files->pdata, report);
}

static void
test_there_and_back (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuTrashReport) trashed = {0};
  g_auto (AcuTrashReport) restored = {0};
  gint64 photo = find (fixture, "a.jpg");
  const AcuRatingChange change = {.photo = photo, .fields = ACU_RATING_STARS, .stars = 5};
  g_autoptr (AcuPhotoRow) row = NULL;

  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
  g_assert_cmpuint (count_shown (fixture), ==, 4);
  trash (fixture, "a.jpg", 1, 2, &trashed);
  g_assert_false (exists (fixture, "a.jpg"));
  g_assert_false (exists (fixture, "a.jpg.xmp"));
  g_assert_cmpuint (count_shown (fixture), ==, 3);

  restore (&trashed, &restored);
  g_assert_cmpuint (restored.problems->len, ==, 0);
  g_assert_cmpuint (restored.n_photos, ==, 1);
  g_assert_true (exists (fixture, "a.jpg"));
  g_assert_true (exists (fixture, "a.jpg.xmp"));
  scan (fixture);
  g_assert_cmpuint (count_shown (fixture), ==, 4);
  g_assert_cmpint (find (fixture, "a.jpg"), ==, photo);
  row = acu_photo_store_get (fixture->catalog, photo, 0, NULL);
  g_assert_cmpint (row->stars, ==, 5);
}

/* RAW and JPEG of one exposure are one photo, with one sidecar. */
static void
test_pair (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuTrashReport) trashed = {0};

  trash (fixture, "b.jpg", 1, 3, &trashed);
  g_assert_false (exists (fixture, "b.jpg"));
  g_assert_false (exists (fixture, "b.cr2"));
  g_assert_false (exists (fixture, "b.xmp"));
  g_assert_cmpuint (count_shown (fixture), ==, 3);
}

/* A sidecar that another picture shares stays with that one. */
static void
test_shared_sidecar (Fixture *fixture, gconstpointer data)
{
  g_auto (AcuTrashReport) first = {0};
  g_auto (AcuTrashReport) second = {0};

  trash (fixture, "c.jpg", 1, 1, &first);
  g_assert_true (exists (fixture, "c.xmp"));
  trash (fixture, "c.png", 1, 2, &second);
  g_assert_false (exists (fixture, "c.xmp"));
}

/* What went wrong is told by file, and the rest is done. */
static void
test_problems (Fixture *fixture, gconstpointer data)
{
  gint64 photos[] = {find (fixture, "a.jpg"), find (fixture, "b.jpg")};
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  g_auto (AcuTrashReport) trashed = {0};
  g_auto (AcuTrashReport) restored = {0};
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  acu_photo_trash (fixture->catalog, photos, 2, &trashed, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trashed.n_photos, ==, 1);
  g_assert_cmpuint (trashed.problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (trashed.problems, 0), path));

  /* Another file has taken the place meanwhile. */
  put (fixture, "b.jpg");
  restore (&trashed, &restored);
  g_assert_cmpuint (restored.problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (restored.problems, 0), "b.jpg"));
  g_assert_true (exists (fixture, "b.cr2"));
}

/* Of two files that were at one path, the one that was moved last comes back. */
static void
test_latest (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  g_autofree char *text = NULL;
  g_auto (AcuTrashReport) first = {0};
  g_auto (AcuTrashReport) second = {0};
  g_auto (AcuTrashReport) restored = {0};

  trash (fixture, "a.jpg", 1, 2, &first);
  g_usleep (20000);
  g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  scan (fixture);
  trash (fixture, "a.jpg", 1, 1, &second);
  restore (&second, &restored);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "another");
}

/* A folder is reached by a link, and the trash knows it by its own name. */
static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_strconcat (fixture->folder, "-link", NULL);
  g_autofree char *path = g_build_filename (link, "b.jpg", NULL);
  const char *const files[] = {path, NULL};
  g_auto (AcuTrashReport) trashed = {0};
  g_auto (AcuTrashReport) restored = {0};

  g_assert_cmpint (symlink (fixture->folder, link), ==, 0);
  trash (fixture, "b.jpg", 1, 3, &trashed);
  acu_photo_trash_restore (files, &restored);
  g_assert_cmpuint (restored.problems->len, ==, 0);
  g_assert_cmpuint (restored.n_photos, ==, 1);
  g_assert_true (exists (fixture, "b.jpg"));
}

#define ADD(name, func) g_test_add ("/photo-trash/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  /* /tmp is no place for a trash where it is a file system of its own, so the home is. */
  g_autofree char *parent = g_build_filename (g_get_home_dir (), ".cache", NULL);
  g_autofree char *home = NULL;
  char *real;
  int status;

  g_mkdir_with_parents (parent, 0700);
  real = realpath (parent, NULL);
  g_assert_nonnull (real);
  home = g_build_filename (real, "acutance-trash-XXXXXX", NULL);
  free (real);
  g_assert_nonnull (g_mkdtemp (home));
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("there-and-back", test_there_and_back);
  ADD ("pair", test_pair);
  ADD ("shared-sidecar", test_shared_sidecar);
  ADD ("problems", test_problems);
  ADD ("latest", test_latest);
  ADD ("link", test_link);
  status = g_test_run ();
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", home);
  return g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL) ? status : 1;
}

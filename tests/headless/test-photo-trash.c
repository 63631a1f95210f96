/* Photos go to the trash with what is theirs, and come back with everything. */
#include "app/catalog/photo-trash.h"
#include "app/catalog/rating-store.h"
#include "test-support.h"
#include "trash-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
trash (AcuScanFixture *fixture,
       const char *name,
       guint n_photos,
       guint n_files,
       AcuTrashReport *report)
{
  gint64 photo = acu_fixture_find (fixture, name);
  g_autoptr (GError) error = NULL;

  acu_photo_trash (fixture->catalog, &photo, 1, NULL, report, NULL, NULL, NULL, &error);
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
test_there_and_back (AcuScanFixture *fixture, gconstpointer data)
{
  g_auto (AcuTrashReport) trashed = {0};
  g_auto (AcuTrashReport) restored = {0};
  gint64 photo = acu_fixture_find (fixture, "a.jpg");
  const AcuRatingChange change = {.photo = photo, .fields = ACU_RATING_STARS, .stars = 5};
  g_autoptr (AcuPhotoRow) row = NULL;

  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, 4);
  trash (fixture, "a.jpg", 1, 2, &trashed);
  g_assert_false (acu_fixture_exists (fixture, "a.jpg"));
  g_assert_false (acu_fixture_exists (fixture, "a.jpg.xmp"));
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, 3);

  restore (&trashed, &restored);
  g_assert_cmpuint (restored.problems->len, ==, 0);
  g_assert_cmpuint (restored.n_photos, ==, 1);
  g_assert_true (acu_fixture_exists (fixture, "a.jpg"));
  g_assert_true (acu_fixture_exists (fixture, "a.jpg.xmp"));
  acu_fixture_scan (fixture);
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, 4);
  g_assert_cmpint (acu_fixture_find (fixture, "a.jpg"), ==, photo);
  row = acu_photo_store_get (fixture->catalog, photo, 0, NULL);
  g_assert_cmpint (row->stars, ==, 5);
}

/* RAW and JPEG of one exposure are one photo, with one sidecar. */
static void
test_pair (AcuScanFixture *fixture, gconstpointer data)
{
  g_auto (AcuTrashReport) trashed = {0};

  trash (fixture, "b.jpg", 1, 3, &trashed);
  g_assert_false (acu_fixture_exists (fixture, "b.jpg"));
  g_assert_false (acu_fixture_exists (fixture, "b.cr2"));
  g_assert_false (acu_fixture_exists (fixture, "b.xmp"));
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, 3);
}

/* All RAW files that a JPEG stands for go with it. */
static void
test_several_raws (AcuScanFixture *fixture, gconstpointer data)
{
  g_auto (AcuTrashReport) trashed = {0};

  acu_fixture_put_file (fixture, "b.dng", "b.dng");
  acu_fixture_scan (fixture);
  trash (fixture, "b.jpg", 1, 4, &trashed);
  g_assert_false (acu_fixture_exists (fixture, "b.cr2"));
  g_assert_false (acu_fixture_exists (fixture, "b.dng"));
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, 3);
}

/* A sidecar that another picture shares stays with that one. */
static void
test_shared_sidecar (AcuScanFixture *fixture, gconstpointer data)
{
  g_auto (AcuTrashReport) first = {0};
  g_auto (AcuTrashReport) second = {0};

  trash (fixture, "c.jpg", 1, 1, &first);
  g_assert_true (acu_fixture_exists (fixture, "c.xmp"));
  trash (fixture, "c.png", 1, 2, &second);
  g_assert_false (acu_fixture_exists (fixture, "c.xmp"));
}

/* What went wrong is told by file, and the rest is done. */
static void
test_problems (AcuScanFixture *fixture, gconstpointer data)
{
  gint64 photos[] = {acu_fixture_find (fixture, "a.jpg"), acu_fixture_find (fixture, "b.jpg")};
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  g_auto (AcuTrashReport) trashed = {0};
  g_auto (AcuTrashReport) restored = {0};
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  acu_photo_trash (fixture->catalog, photos, 2, NULL, &trashed, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trashed.n_photos, ==, 1);
  g_assert_cmpuint (trashed.problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (trashed.problems, 0), path));

  /* Another file has taken the place meanwhile. */
  acu_fixture_put_file (fixture, "b.jpg", "b.jpg");
  restore (&trashed, &restored);
  g_assert_cmpuint (restored.problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (restored.problems, 0), "b.jpg"));
  g_assert_true (acu_fixture_exists (fixture, "b.cr2"));
}

/* Of two files that were at one path, the one that was moved last comes back. */
static void
test_latest (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  g_autofree char *text = NULL;
  g_auto (AcuTrashReport) first = {0};
  g_auto (AcuTrashReport) second = {0};
  g_auto (AcuTrashReport) restored = {0};

  trash (fixture, "a.jpg", 1, 2, &first);
  g_usleep (20000);
  g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  acu_fixture_scan (fixture);
  trash (fixture, "a.jpg", 1, 1, &second);
  restore (&second, &restored);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "another");
}

/* A folder is reached by a link, and the trash knows it by its own name. */
static void
test_link (AcuScanFixture *fixture, gconstpointer data)
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
  g_assert_true (acu_fixture_exists (fixture, "b.jpg"));
}

/* What is in its place already, and was noted by no mark, as steps of former versions note files,
 * is in the trash no more. */
static void
test_unmarked (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "b.jpg", NULL);
  const char *const files[] = {path, NULL};
  g_auto (AcuTrashReport) restored = {0};

  acu_photo_trash_restore (files, &restored);
  g_assert_cmpuint (restored.problems->len, ==, 1);
  g_assert_cmpuint (restored.n_photos, ==, 0);
  g_assert_true (acu_fixture_exists (fixture, "b.jpg"));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/photo-trash/" name, AcuScanFixture, NULL, acu_trash_fixture_set_up, func,          \
              acu_scan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *home = acu_fixture_enter_trash_home ();
  int status;

  g_test_init (&argc, &argv, NULL);
  ADD ("there-and-back", test_there_and_back);
  ADD ("pair", test_pair);
  ADD ("several-raws", test_several_raws);
  ADD ("shared-sidecar", test_shared_sidecar);
  ADD ("problems", test_problems);
  ADD ("latest", test_latest);
  ADD ("link", test_link);
  ADD ("unmarked", test_unmarked);
  status = g_test_run ();
  acu_test_remove_folder (home);
  return status;
}

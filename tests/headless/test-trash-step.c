/* Moves to the trash are steps of the undo journal: taken back, done again, stopped on the way. */
#include "app/catalog/photo-trash.h"
#include "app/catalog/rating-store.h"
#include "test-support.h"
#include "trash-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A step of the journal with one photo, or two. */
static void
trash_two_as_step (AcuScanFixture *fixture, const char *name, const char *other)
{
  const gint64 photos[] = {acu_fixture_find (fixture, name),
                           other != NULL ? acu_fixture_find (fixture, other) : 0};
  g_auto (AcuTrashReport) report = {0};
  AcuUndoGroup group = {.title = name};
  g_autoptr (GError) error = NULL;

  acu_photo_trash (fixture->catalog, photos, other != NULL ? 2 : 1, &group, &report, NULL, NULL,
                   NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.problems->len, ==, 0);
}

static void
trash_as_step (AcuScanFixture *fixture, const char *name)
{
  trash_two_as_step (fixture, name, NULL);
}

/* Takes the last step back, or the next one again, as the application does. */
static void
step (AcuScanFixture *fixture, gboolean redo, const char *title, guint n_problems)
{
  g_auto (AcuTrashReport) report = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuUndone) undone = redo ? acu_undo_journal_redo (fixture->catalog, &error)
                                      : acu_undo_journal_undo (fixture->catalog, &error);

  g_assert_no_error (error);
  g_assert_nonnull (undone);
  g_assert_cmpstr (undone->title, ==, title);
  if (undone->files->len == 0)
    return;
  if (redo) {
    AcuUndoGroup group = {.title = undone->title, .entry = undone->entry};

    acu_photo_trash (fixture->catalog, (const gint64 *)undone->photos->data, undone->photos->len,
                     &group, &report, NULL, NULL, NULL, &error);
  } else {
    acu_photo_trash_undo (fixture->catalog, undone, &report, NULL, NULL, NULL, &error);
  }
  g_assert_no_error (error);
  g_assert_cmpuint (report.problems->len, ==, n_problems);
}

/* There is no step to take back, or none to do again. */
static void
assert_no_step (AcuScanFixture *fixture, gboolean redo)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuUndone) none = redo ? acu_undo_journal_redo (fixture->catalog, &error)
                                    : acu_undo_journal_undo (fixture->catalog, &error);

  g_assert_no_error (error);
  g_assert_null (none);
}

static void
assert_state (AcuScanFixture *fixture, const char *names, int stars)
{
  g_autoptr (AcuPhotoRow) row =
      acu_photo_store_get (fixture->catalog, acu_fixture_find (fixture, "c.jpg"), 0, NULL);
  g_autofree char *shown = acu_fixture_list_shown (fixture);

  g_assert_cmpstr (shown, ==, names);
  g_assert_cmpint (row->stars, ==, stars);
}

/* Stops the moving after its first photo. */
static void
stop_cb (guint n_done, guint n, gpointer data)
{
  g_assert_cmpuint (n, ==, 3);
  if (n_done == 1)
    g_cancellable_cancel (data);
}

/* What was moved before somebody stopped it is one step, and the rest stays where it is. */
static void
test_stopped (AcuScanFixture *fixture, gconstpointer data)
{
  const gint64 photos[] = {acu_fixture_find (fixture, "a.jpg"), acu_fixture_find (fixture, "b.jpg"),
                           acu_fixture_find (fixture, "c.jpg")};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (AcuTrashReport) report = {0};
  g_auto (AcuTrashReport) nothing = {0};
  AcuUndoGroup group = {.title = "some"};
  AcuUndoGroup none = {.title = "none"};
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_photo_trash (fixture->catalog, photos, 3, &group, &report, stop_cb,
                                   cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (report.n_photos, ==, 1);
  assert_state (fixture, "b.jpg c.jpg c.png", 0);
  g_assert_false (acu_fixture_exists (fixture, "a.jpg.xmp"));
  g_assert_true (acu_fixture_exists (fixture, "b.cr2"));

  /* Before the first one there is no step. */
  g_assert_false (acu_photo_trash (fixture->catalog, photos + 1, 2, &none, &nothing, NULL, NULL,
                                   cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (nothing.files->len, ==, 0);

  step (fixture, FALSE, "some", 0);
  assert_state (fixture, "a.jpg b.jpg c.jpg c.png", 0);
  assert_no_step (fixture, FALSE);
  step (fixture, TRUE, "some", 0);
  assert_state (fixture, "b.jpg c.jpg c.png", 0);
  assert_no_step (fixture, TRUE);
}

/* What was brought back before somebody stopped it stays; the rest is the step, and comes back when
 * that is undone once more. */
static void
test_stopped_back (AcuScanFixture *fixture, gconstpointer data)
{
  const gint64 photos[] = {acu_fixture_find (fixture, "a.jpg"), acu_fixture_find (fixture, "b.jpg"),
                           acu_fixture_find (fixture, "c.jpg")};
  g_auto (AcuTrashReport) moved = {0};
  AcuUndoGroup group = {.title = "some"};
  g_autoptr (GError) error = NULL;

  g_assert_true (
      acu_photo_trash (fixture->catalog, photos, 3, &group, &moved, NULL, NULL, NULL, &error));
  for (int round = 0; round < 2; round++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_auto (AcuTrashReport) report = {0};
    g_autoptr (AcuUndone) undone = acu_undo_journal_undo (fixture->catalog, NULL);

    g_assert_nonnull (undone);
    g_assert_cmpuint (undone->photos->len, ==, 3);
    if (round == 0) /* before the first one */
      g_cancellable_cancel (cancellable);
    g_assert_false (acu_photo_trash_undo (fixture->catalog, undone, &report, stop_cb, cancellable,
                                          cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&error);
    g_assert_cmpuint (report.n_photos, ==, round);
    assert_no_step (fixture, TRUE);
  }
  assert_state (fixture, "a.jpg c.png", 0);
  g_assert_true (acu_fixture_exists (fixture, "a.jpg.xmp"));
  g_assert_false (acu_fixture_exists (fixture, "b.jpg") || acu_fixture_exists (fixture, "b.cr2"));
  acu_fixture_scan (fixture);
  assert_state (fixture, "a.jpg c.png", 0);

  step (fixture, FALSE, "some", 0);
  assert_state (fixture, "a.jpg b.jpg c.jpg c.png", 0);
  g_assert_true (acu_fixture_exists (fixture, "b.xmp") && acu_fixture_exists (fixture, "b.cr2"));
  assert_no_step (fixture, FALSE);
  step (fixture, TRUE, "some", 0);
  assert_state (fixture, "a.jpg c.png", 0);
}

/* Ratings and the trash are undone in the order in which they were done, and done again likewise,
 * over any number of steps and a restart, whether or not the folder was scanned between. */
static void
test_in_order (AcuScanFixture *fixture, gconstpointer data)
{
  const AcuRatingChange change = {
      .photo = acu_fixture_find (fixture, "c.jpg"), .fields = ACU_RATING_STARS, .stars = 4};
  AcuUndoGroup rating = {.title = "stars"};
  g_autofree char *path = g_strdup (acu_catalog_get_path (fixture->catalog));

  trash_as_step (fixture, "a.jpg");
  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, &rating, NULL));
  trash_as_step (fixture, "b.jpg");
  for (int round = 0; round < 2; round++) {
    assert_state (fixture, "c.jpg c.png", 4);
    step (fixture, FALSE, "b.jpg", 0);
    assert_state (fixture, "b.jpg c.jpg c.png", 4);
    g_assert_true (acu_fixture_exists (fixture, "b.cr2"));
    step (fixture, FALSE, "stars", 0);
    assert_state (fixture, "b.jpg c.jpg c.png", 0);
    g_assert_false (acu_fixture_exists (fixture, "a.jpg"));
    step (fixture, FALSE, "a.jpg", 0);
    assert_state (fixture, "a.jpg b.jpg c.jpg c.png", 0);
    g_assert_true (acu_fixture_exists (fixture, "a.jpg.xmp"));

    g_object_unref (fixture->catalog);
    fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
    if (round > 0)
      acu_fixture_scan (fixture);
    step (fixture, TRUE, "a.jpg", 0);
    assert_state (fixture, "b.jpg c.jpg c.png", 0);
    step (fixture, TRUE, "stars", 0);
    assert_state (fixture, "b.jpg c.jpg c.png", 4);
    g_assert_true (acu_fixture_exists (fixture, "b.jpg"));
    step (fixture, TRUE, "b.jpg", 0);
    g_assert_false (acu_fixture_exists (fixture, "b.jpg"));
    g_assert_false (acu_fixture_exists (fixture, "b.cr2"));
    g_assert_false (acu_fixture_exists (fixture, "b.xmp"));
  }
}

/* What is moved again is what there is by now, and a step that can do nothing is none. */
static void
test_again (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *sidecar = g_build_filename (fixture->folder, "a.jpg.xmp", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);

  trash_as_step (fixture, "a.jpg");
  step (fixture, FALSE, "a.jpg", 0);
  g_assert_cmpint (g_unlink (sidecar), ==, 0);
  step (fixture, TRUE, "a.jpg", 0);
  step (fixture, FALSE, "a.jpg", 0);
  g_assert_true (acu_fixture_exists (fixture, "a.jpg"));
  g_assert_cmpint (g_unlink (path), ==, 0);
  step (fixture, TRUE, "a.jpg", 1);
  assert_no_step (fixture, FALSE);
}

/* A disk that was unplugged and its trash come back, and with them what was on it; from a trash
 * that was emptied nothing comes, and what was done before can be undone. */
static void
test_away (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (fixture->folder, "disk", NULL);
  g_autofree char *away = g_build_filename (fixture->folder, "away", NULL);
  g_autofree char *bin = g_build_filename (g_get_user_data_dir (), "Trash", NULL);
  g_autofree char *bin_away = g_strconcat (bin, "-away", NULL);

  g_assert_cmpint (g_mkdir (disk, 0700), ==, 0);
  acu_fixture_put_file (fixture, "disk/d.jpg", "disk/d.jpg");
  acu_fixture_scan (fixture);
  trash_as_step (fixture, "a.jpg");
  trash_as_step (fixture, "disk/d.jpg");
  g_assert_cmpint (g_rename (disk, away), ==, 0);
  g_assert_cmpint (g_rename (bin, bin_away), ==, 0);
  step (fixture, FALSE, "disk/d.jpg", 1);
  assert_no_step (fixture, TRUE);
  g_assert_cmpint (g_rename (away, disk), ==, 0);
  g_assert_cmpint (g_rename (bin_away, bin), ==, 0);
  step (fixture, FALSE, "disk/d.jpg", 0);
  g_assert_true (acu_fixture_exists (fixture, "disk/d.jpg"));

  step (fixture, TRUE, "disk/d.jpg", 0);
  g_assert_cmpint (g_rename (bin, bin_away), ==, 0);
  step (fixture, FALSE, "disk/d.jpg", 1);
  g_assert_cmpint (g_rename (bin_away, bin), ==, 0);
  step (fixture, FALSE, "a.jpg", 0);
  g_assert_true (acu_fixture_exists (fixture, "a.jpg"));
}

/* A file that took the place of one in the trash is not moved for it, nor gets its sidecar. */
static void
test_taken (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);

  trash_as_step (fixture, "a.jpg");
  g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  acu_fixture_scan (fixture);
  step (fixture, FALSE, "a.jpg", 1);
  assert_no_step (fixture, TRUE);
  g_assert_true (acu_fixture_exists (fixture, "a.jpg"));
  g_assert_false (acu_fixture_exists (fixture, "a.jpg.xmp"));

  /* The place is free again. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  step (fixture, FALSE, "a.jpg", 0);
  g_assert_true (acu_fixture_exists (fixture, "a.jpg"));
  g_assert_true (acu_fixture_exists (fixture, "a.jpg.xmp"));

  trash_two_as_step (fixture, "a.jpg", "b.jpg");
  g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  acu_fixture_scan (fixture);
  step (fixture, FALSE, "a.jpg", 1);
  g_assert_true (acu_fixture_exists (fixture, "b.cr2"));
  step (fixture, TRUE, "a.jpg", 0);
  g_assert_true (acu_fixture_exists (fixture, "a.jpg"));
  g_assert_false (acu_fixture_exists (fixture, "b.jpg"));
  g_assert_false (acu_fixture_exists (fixture, "b.cr2"));
}

static void
assert_photo (AcuScanFixture *fixture, const char *name, gint64 photo, int stars)
{
  g_autoptr (AcuPhotoRow) row =
      acu_photo_store_get (fixture->catalog, acu_fixture_find (fixture, name), 0, NULL);

  g_assert_cmpint (row->state, ==, ACU_PHOTO_SHOWN);
  g_assert_cmpint (row->id == photo, ==, stars > 0);
  g_assert_cmpint (row->stars, ==, stars);
}

/* As another program does. */
static void
throw_away (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_trash (file, NULL, &error);
  g_assert_no_error (error);
}

/* What comes back is what was moved, not what another program moved there later from its place. */
static void
test_exact (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  g_autofree char *sidecar = g_build_filename (fixture->folder, "a.jpg.xmp", NULL);
  g_autofree char *text = NULL, *sidecar_text = NULL;
  const gint64 photo = acu_fixture_find (fixture, "a.jpg");
  const AcuRatingChange change = {.photo = photo, .fields = ACU_RATING_STARS, .stars = 1};

  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
  for (int round = 0; round < 2; round++) {
    trash_as_step (fixture, "a.jpg");
    /* As many bytes as what was there. */
    g_assert_true (g_file_set_contents (path, "AAAAA", -1, NULL));
    g_assert_true (g_file_set_contents (sidecar, "AAAAAAAAA", -1, NULL));
    if (round > 0)
      acu_fixture_scan (fixture);
    throw_away (path);
    throw_away (sidecar);
    step (fixture, FALSE, "a.jpg", 0);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "a.jpg");
    g_assert_true (g_file_get_contents (sidecar, &sidecar_text, NULL, NULL));
    g_assert_cmpstr (sidecar_text, ==, "a.jpg.xmp");
    assert_photo (fixture, "a.jpg", photo, 1);
    g_clear_pointer (&text, g_free);
    g_clear_pointer (&sidecar_text, g_free);
  }

  /* What was moved is gone, and nothing else comes in its place. */
  {
    g_autofree char *bin = g_build_filename (g_get_user_data_dir (), "Trash", NULL);
    g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", bin);
    g_autofree char *taken = g_build_filename (fixture->folder, "c.jpg", NULL);
    g_autofree char *another = g_build_filename (fixture->folder, "another", NULL);

    /* Of the same size, and there before: its number on the disk is not that of what is gone. */
    g_assert_true (g_file_set_contents (another, "AAAAA", -1, NULL));
    trash_as_step (fixture, "c.jpg");
    g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
    g_assert_cmpint (g_rename (another, taken), ==, 0);
    throw_away (taken);
  }
  step (fixture, FALSE, "c.jpg", 1);
  g_assert_false (acu_fixture_exists (fixture, "c.jpg"));
}

/* The file @name in the bin. (transfer full) */
static char *
find_binned (const char *name)
{
  g_autofree char *bin = g_build_filename (g_get_user_data_dir (), "Trash", "files", NULL);
  g_autoptr (GDir) dir = g_dir_open (bin, 0, NULL);
  const char *found;

  while ((found = g_dir_read_name (dir)))
    if (g_str_equal (found, name))
      return g_build_filename (bin, found, NULL);
  g_assert_not_reached ();
}

/* A disk that was mounted anew may keep times less exactly, or number its files anew: what agrees
 * in one of both comes back. */
static void
test_mounted_anew (AcuScanFixture *fixture, gconstpointer data)
{
  const struct timespec whole_second[2] = {{1000000000, 0}, {1000000000, 0}};
  struct stat info, renumbered;

  trash_as_step (fixture, "a.jpg");
  g_autofree char *binned = find_binned ("a.jpg");
  g_assert_cmpint (utimensat (AT_FDCWD, binned, whole_second, 0), ==, 0);
  step (fixture, FALSE, "a.jpg", 0);
  g_assert_true (acu_fixture_exists (fixture, "a.jpg"));

  trash_as_step (fixture, "a.jpg");
  g_autofree char *copy = g_strconcat (binned, ".copy", NULL);
  g_assert_cmpint (lstat (binned, &info), ==, 0);
  g_assert_true (g_file_set_contents (copy, "a.jpg", -1, NULL));
  const struct timespec times[2] = {info.st_atim, info.st_mtim};
  g_assert_cmpint (utimensat (AT_FDCWD, copy, times, 0), ==, 0);
  g_assert_cmpint (lstat (copy, &renumbered), ==, 0);
  g_assert_cmpuint (renumbered.st_ino, !=, info.st_ino);
  g_assert_cmpint (g_rename (copy, binned), ==, 0);
  step (fixture, FALSE, "a.jpg", 0);
  g_assert_true (acu_fixture_exists (fixture, "a.jpg"));
}

/* A new photo with the name of one in the trash gets nothing of what was said of that, which has it
 * all when it is back, whether or not a scan has seen the new one go.  What somebody else took away
 * and brought back edited is what it was. */
static void
test_renumbered (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  const gint64 photo = acu_fixture_find (fixture, "a.jpg");
  const AcuRatingChange change = {.photo = photo, .fields = ACU_RATING_STARS, .stars = 1};

  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
  for (int round = 0; round < 3; round++) {
    trash_as_step (fixture, "a.jpg");
    g_assert_true (g_file_set_contents (path, "a new one", -1, NULL));
    acu_fixture_scan (fixture);
    assert_photo (fixture, "a.jpg", photo, 0);
    g_assert_cmpint (g_unlink (path), ==, 0);
    if (round > 0)
      acu_fixture_scan (fixture);
    step (fixture, FALSE, "a.jpg", 0);
    assert_photo (fixture, "a.jpg", photo, 1);
    if (round > 1)
      acu_fixture_scan (fixture);
    step (fixture, TRUE, "a.jpg", 0);
    g_assert_false (acu_fixture_exists (fixture, "a.jpg"));
    step (fixture, FALSE, "a.jpg", 0);
    acu_fixture_scan (fixture);
    assert_photo (fixture, "a.jpg", photo, 1);
  }

  g_assert_cmpint (g_unlink (path), ==, 0);
  acu_fixture_scan (fixture);
  g_assert_true (g_file_set_contents (path, "edited elsewhere", -1, NULL));
  acu_fixture_scan (fixture);
  assert_photo (fixture, "a.jpg", photo, 1);
}

/* Folders that were deleted after their photos are made again. */
static void
test_folder (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *trip = g_build_filename (fixture->folder, "trip", NULL);
  g_autofree char *day = g_build_filename (trip, "day", NULL);

  g_assert_cmpint (g_mkdir_with_parents (day, 0700), ==, 0);
  acu_fixture_put_file (fixture, "trip/day/d.jpg", "trip/day/d.jpg");
  acu_fixture_scan (fixture);
  trash_as_step (fixture, "trip/day/d.jpg");
  g_assert_cmpint (g_rmdir (day), ==, 0);
  g_assert_cmpint (g_rmdir (trip), ==, 0);
  step (fixture, FALSE, "trip/day/d.jpg", 0);
  g_assert_true (acu_fixture_exists (fixture, "trip/day/d.jpg"));
  assert_state (fixture, "a.jpg b.jpg c.jpg c.png d.jpg", 0);
}

/* A step of which nothing comes back is not in the way of those before it for good. */
static void
test_stuck (AcuScanFixture *fixture, gconstpointer data)
{
  trash_as_step (fixture, "b.jpg");
  trash_as_step (fixture, "a.jpg");
  acu_fixture_put_file (fixture, "a.jpg", "a.jpg");
  step (fixture, FALSE, "a.jpg", 1);
  step (fixture, FALSE, "a.jpg", 1);
  step (fixture, FALSE, "b.jpg", 0);
  g_assert_true (acu_fixture_exists (fixture, "b.jpg"));
  step (fixture, TRUE, "b.jpg", 0);
  assert_no_step (fixture, TRUE);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/trash-step/" name, AcuScanFixture, NULL, acu_trash_fixture_set_up, func,           \
              acu_scan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *home = acu_fixture_enter_trash_home ();
  int status;

  g_test_init (&argc, &argv, NULL);
  ADD ("stopped", test_stopped);
  ADD ("stopped-back", test_stopped_back);
  ADD ("in-order", test_in_order);
  ADD ("again", test_again);
  ADD ("away", test_away);
  ADD ("taken", test_taken);
  ADD ("exact", test_exact);
  ADD ("mounted-anew", test_mounted_anew);
  ADD ("renumbered", test_renumbered);
  ADD ("folder", test_folder);
  ADD ("stuck", test_stuck);
  status = g_test_run ();
  acu_test_remove_folder (home);
  return status;
}

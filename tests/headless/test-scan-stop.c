/* Scans that are stopped, and what the next one finds. */
#include "app/catalog/folder-scan.h"
#include "scan-fixture.h"
#include "test-support.h"

#include <glib/gstdio.h>

static void
test_cancelled (AcuScanFixture *fixture, gconstpointer data)
{
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  acu_fixture_put_file (fixture, "a.jpg", "a");
  g_cancellable_cancel (cancellable);
  g_assert_false (acu_folder_scan_run (fixture->catalog, fixture->folder, &options, NULL, NULL,
                                       &fixture->counts, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* After what a scan is stopped: so many files found, or so many read. */
typedef struct {
  GCancellable *cancellable;
  guint n_files, n_described; /* G_MAXUINT: never */
} Stop;

static void
stop_cb (const AcuScanCounts *counts, gpointer user_data)
{
  const Stop *stop = user_data;

  if (counts->n_files >= stop->n_files ||
      (counts->n_to_describe > 0 && counts->n_described >= stop->n_described))
    g_cancellable_cancel (stop->cancellable);
}

static void
scan_until (AcuScanFixture *fixture, guint n_files, guint n_described)
{
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stop stop = {cancellable, n_files, n_described};
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_folder_scan_run (fixture->catalog, fixture->folder, &options, stop_cb, &stop,
                                       &fixture->counts, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Stopped in its second pass, a scan leaves what it has read; the next one reads the rest, and
 * nothing twice. */
static void
test_second_pass (AcuScanFixture *fixture, gconstpointer data)
{
  const guint n_photos = 200, enough = 64;
  guint n_described;

  for (guint i = 0; i < n_photos; i++) {
    g_autofree char *name = g_strdup_printf ("%c/%u.jpg", "abcd"[i % 4], i);

    acu_fixture_put_file (fixture, name, name);
  }
  /* What it was about to read is not read. */
  scan_until (fixture, G_MAXUINT, 0);
  g_assert_cmpuint (fixture->counts.n_described, ==, 0);
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, n_photos);

  scan_until (fixture, G_MAXUINT, enough);
  n_described = fixture->counts.n_described;
  g_assert_cmpuint (fixture->counts.n_to_describe, ==, n_photos);
  g_assert_cmpuint (n_described, >=, enough);
  g_assert_cmpuint (n_described, <, n_photos);
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, n_photos);

  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_new, ==, 0);
  g_assert_cmpuint (fixture->counts.n_vanished, ==, 0);
  g_assert_cmpuint (fixture->counts.n_to_describe, ==, n_photos - n_described);
  g_assert_cmpuint (fixture->counts.n_described, ==, n_photos - n_described);

  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_to_describe, ==, 0);
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, n_photos);
}

/* What is known and was not come to is there still: not in the folder where the scan was stopped,
 * nor in those behind it, nor where a photo went from there to one behind it. */
static void
test_walk (AcuScanFixture *fixture, gconstpointer data)
{
  const guint n_photos = 300; /* in each folder: more than one transaction */
  g_autofree char *from = g_build_filename (fixture->folder, "a", "moves.jpg", NULL);
  g_autofree char *to = g_build_filename (fixture->folder, "c", "moved.jpg", NULL);

  for (guint i = 0; i < n_photos; i++) {
    for (const char *folder = "abc"; *folder != '\0'; folder++) {
      g_autofree char *name = g_strdup_printf ("%c/%u.jpg", *folder, i);

      acu_fixture_put_file (fixture, name, name);
    }
  }
  acu_fixture_put_file (fixture, "a/moves.jpg", "on and on");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "a/moves.jpg", 5);
  g_assert_cmpint (g_rename (from, to), ==, 0);

  scan_until (fixture, n_photos + 1, G_MAXUINT); /* within "b" */
  g_assert_cmpuint (fixture->counts.n_files, <, 2 * n_photos);
  g_assert_cmpuint (fixture->counts.n_vanished, ==, 1); /* which is where it was no more */
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, 3 * n_photos);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_moved, ==, 1);
  g_assert_cmpuint (fixture->counts.n_new, ==, 0);
  g_assert_cmpuint (fixture->counts.n_vanished, ==, 0);
  g_assert_cmpuint (fixture->counts.n_to_describe, ==, 0);
  g_assert_cmpuint (acu_fixture_count_shown (fixture), ==, 3 * n_photos + 1);
  {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, "c/moved.jpg");

    g_assert_cmpint (row->stars, ==, 5);
  }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/scan-stop/" name, AcuScanFixture, NULL, acu_scan_fixture_set_up, func,             \
              acu_scan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("cancelled", test_cancelled);
  ADD ("second-pass", test_second_pass);
  ADD ("walk", test_walk);
  return g_test_run ();
}

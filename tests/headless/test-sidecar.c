/* XMP sidecars beside photos: written, read back, and left alone. */
#include "app/catalog/rating-store.h"
#include "app/catalog/sidecar.h"
#include "app/imaging/xmp.h"
#include "scan-fixture.h"
#include "sidecar-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Writes the file @name, as if @seconds from now. */
static void
put_later (AcuScanFixture *fixture, const char *name, const char *content, int seconds)
{
  acu_fixture_put_file (fixture, name, content);
  acu_fixture_set_file_time (fixture, name, time (NULL) + seconds);
}

static void
set_up (AcuScanFixture *fixture, gconstpointer data)
{
  acu_scan_fixture_set_up (fixture, data);
  acu_fixture_put_file (fixture, "a.jpg", "photo a");
  acu_fixture_put_file (fixture, "b.jpg", "photo b!");
  acu_fixture_scan (fixture);
}

static void
rate (AcuScanFixture *fixture, const char *name, int stars, AcuFlag flag, AcuColour colour)
{
  g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, name);
  const AcuRatingChange change = {
      .photo = row->id,
      .fields = ACU_RATING_STARS | ACU_RATING_FLAG | ACU_RATING_COLOUR,
      .stars = stars,
      .flag = flag,
      .colour = colour,
  };

  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
}

static void
write_sidecars (AcuScanFixture *fixture, AcuSidecarNaming naming, guint n_written, guint n_problems)
{
  g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");
  g_autoptr (AcuPhotoRow) b = acu_fixture_get_photo (fixture, "b.jpg");
  const gint64 photos[] = {a->id, b->id};
  g_auto (AcuSidecarReport) report = {0};
  g_autoptr (GError) error = NULL;

  acu_sidecar_write (fixture->catalog, photos, 2, naming, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_written, ==, n_written);
  g_assert_cmpuint (report.problems->len, ==, n_problems);
  g_assert_cmpuint (report.causes->len, ==, n_problems);
}

static char *
read_text (AcuScanFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
assert_sidecar (AcuScanFixture *fixture, const char *name, int rating, const char *label)
{
  g_autofree char *text = read_text (fixture, name);
  g_auto (AcuXmp) xmp = {0};

  g_assert_nonnull (text);
  xmp = acu_fixture_read_xmp (text, strlen (text));
  g_assert_cmpint (xmp.rating, ==, rating);
  g_assert_cmpstr (xmp.label, ==, label);
}

static void
test_written (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = NULL;

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.jpg.xmp", 3, "Blue");
  nothing = read_text (fixture, "b.jpg.xmp");
  g_assert_null (nothing);
  /* Nothing new to say. */
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 0, 0);

  rate (fixture, "b.jpg", 4, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_REPLACED, 1, 0);
  assert_sidecar (fixture, "b.xmp", -1, NULL);
  /* What exists is kept up, whatever its name. */
  rate (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_REPLACED, 1, 0);
  assert_sidecar (fixture, "a.jpg.xmp", 0, NULL);
}

/* Ours are not read back as news; another program's are. */
static void
test_read_back (AcuScanFixture *fixture, gconstpointer data)
{
  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);

  put_later (fixture, "a.jpg.xmp", acu_fixture_lightroom, 100);
  acu_fixture_put_file (fixture, "b.xmp", acu_fixture_darktable);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 2);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");
    g_autoptr (AcuPhotoRow) b = acu_fixture_get_photo (fixture, "b.jpg");

    g_assert_cmpint (a->stars, ==, 2);
    g_assert_cmpint (a->colour, ==, ACU_COLOUR_YELLOW);
    g_assert_cmpint (b->flag, ==, ACU_FLAG_REJECT);
  }
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
}

static void
assert_rating (AcuScanFixture *fixture, const char *name, int stars, AcuFlag flag, AcuColour colour)
{
  g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, name);

  g_assert_cmpint (row->stars, ==, stars);
  g_assert_cmpint (row->flag, ==, flag);
  g_assert_cmpint (row->colour, ==, colour);
}

/* Programs that know no labels, or no ratings, take none away. */
static void
test_silent (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *no_rating =
      acu_fixture_replace (acu_fixture_lightroom, "\n   xmp:Rating=\"2\"", "");

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_RED);
  put_later (fixture, "a.jpg.xmp", acu_fixture_darktable, 100);
  rate (fixture, "b.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_RED);
  put_later (fixture, "b.xmp", no_rating, 100);
  acu_fixture_scan (fixture);
  assert_rating (fixture, "a.jpg", 3, ACU_FLAG_REJECT, ACU_COLOUR_RED);
  assert_rating (fixture, "b.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_YELLOW);
}

/* What one took out of a sidecar that had it goes here too, unless it has become another here. */
static void
test_taken_out (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *no_rating =
      acu_fixture_replace (acu_fixture_lightroom, "\n   xmp:Rating=\"2\"", "");
  g_autofree char *nothing = acu_fixture_replace (no_rating, "\n   xmp:Label=\"Yellow\"", "");

  /* Written here, and read here. */
  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  put_later (fixture, "b.jpg.xmp", acu_fixture_lightroom, 100);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  acu_fixture_scan (fixture);
  assert_rating (fixture, "b.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_YELLOW);
  put_later (fixture, "a.jpg.xmp", nothing, 200);
  put_later (fixture, "b.jpg.xmp", nothing, 200);
  acu_fixture_scan (fixture);
  assert_rating (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  assert_rating (fixture, "b.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);

  put_later (fixture, "a.jpg.xmp", acu_fixture_darktable, 300);
  put_later (fixture, "b.jpg.xmp", acu_fixture_lightroom, 300);
  acu_fixture_scan (fixture);
  rate (fixture, "b.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_GREEN);
  put_later (fixture, "a.jpg.xmp", nothing, 400);
  put_later (fixture, "b.jpg.xmp", nothing, 400);
  acu_fixture_scan (fixture);
  assert_rating (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  assert_rating (fixture, "b.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_GREEN);
}

/* Whatever a scan took over is taken back at once. */
static void
test_undone (AcuScanFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuUndone) undone = NULL, more = NULL;
  g_autoptr (GError) error = NULL;

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  put_later (fixture, "a.jpg.xmp", acu_fixture_lightroom, 100);
  put_later (fixture, "b.xmp", acu_fixture_darktable, 100);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 2);
  undone = acu_undo_journal_undo (fixture->catalog, &error);
  g_assert_no_error (error);
  g_assert_nonnull (undone);
  g_assert_cmpuint (undone->photos->len, ==, 2);
  assert_rating (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  assert_rating (fixture, "b.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  more = acu_undo_journal_undo (fixture->catalog, &error);
  g_assert_no_error (error);
  g_assert_null (more);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
}

/* The RAW file behind a JPEG has no rating of its own, and that of both once it stands alone: what
 * was written for the JPEG is no news then, and no step. */
static void
test_pair (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *jpeg = g_build_filename (fixture->folder, "a.jpg", NULL);
  g_autofree char *undo = NULL, *redo = NULL;

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  write_sidecars (fixture, ACU_SIDECAR_REPLACED, 1, 0);
  acu_fixture_put_file (fixture, "a.cr2", "the RAW file of a");
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
  assert_rating (fixture, "a.cr2", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  g_assert_true (acu_undo_journal_peek (fixture->catalog, &undo, &redo, NULL));
  g_assert_null (undo);

  g_assert_cmpint (g_unlink (jpeg), ==, 0);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
  assert_rating (fixture, "a.cr2", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
}

/* What another program wrote for the RAW file is said of the JPEG that stands for it. */
static void
test_raw_sidecar (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.cr2", "the RAW file of a");
  acu_fixture_put_file (fixture, "a.cr2.xmp", acu_fixture_lightroom);
  acu_fixture_scan (fixture);
  assert_rating (fixture, "a.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_YELLOW);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
}

/* What was rated here after the sidecar was written stays; what nobody decided here is read. */
static void
test_older (AcuScanFixture *fixture, gconstpointer data)
{
  rate (fixture, "a.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  acu_fixture_put_file (fixture, "a.jpg.xmp", acu_fixture_lightroom);
  acu_fixture_set_file_time (fixture, "a.jpg.xmp", 1000);
  rate (fixture, "b.jpg", 0, ACU_FLAG_REJECT, ACU_COLOUR_RED);
  acu_fixture_put_file (fixture, "b.jpg.xmp", acu_fixture_lightroom);
  acu_fixture_set_file_time (fixture, "b.jpg.xmp", 1000);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 1);
  assert_rating (fixture, "a.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_YELLOW);
  assert_rating (fixture, "b.jpg", 0, ACU_FLAG_REJECT, ACU_COLOUR_RED);

  /* Taken away here, it does not come back with the same. */
  rate (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  acu_fixture_set_file_time (fixture, "a.jpg.xmp", 2000);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
  assert_rating (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
}

/* What another program saved again with the rating it had is no news, however new the file. */
static void
test_no_news (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.xmp", acu_fixture_lightroom);
  acu_fixture_scan (fixture);
  assert_rating (fixture, "a.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_YELLOW);
  rate (fixture, "a.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_GREEN);
  put_later (fixture, "a.xmp", acu_fixture_lightroom, 100);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
  assert_rating (fixture, "a.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_GREEN);
}

/* A label that is nobody's colour is somebody's own. */
static void
test_foreign_label (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *own =
      acu_fixture_replace (acu_fixture_lightroom, "\"Yellow\"", "\"Print at A3\"");

  acu_fixture_put_file (fixture, "a.xmp", own);
  rate (fixture, "a.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.xmp", 4, "Print at A3");
  rate (fixture, "a.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_GREEN);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.xmp", 4, "Green");
}

/* What another program wrote and no scan has read yet is merged, and then read. */
static void
test_unseen (AcuScanFixture *fixture, gconstpointer data)
{
  rate (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_RED);
  acu_fixture_put_file (fixture, "a.xmp", acu_fixture_lightroom);
  rate (fixture, "b.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  acu_fixture_put_file (fixture, "b.jpg.xmp", acu_fixture_lightroom);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 2, 0);
  assert_sidecar (fixture, "a.xmp", 2, "Red");
  assert_sidecar (fixture, "b.jpg.xmp", 5, "Yellow");

  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 2);
  assert_rating (fixture, "a.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_RED);
  assert_rating (fixture, "b.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_YELLOW);
  /* By now they are known, and what is taken away here is taken away there. */
  rate (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.xmp", 0, NULL);
}

/* Of two sidecars the one that is known does not make the other look so. */
static void
test_one_unseen (AcuScanFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuPhotoRow) row = NULL;

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  g_usleep (20000); /* more than a tick of the clock that files get their times from */
  acu_fixture_put_file (fixture, "a.xmp", acu_fixture_lightroom);
  rate (fixture, "a.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  /* The other says so already. */
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.jpg.xmp", 2, NULL);
  assert_sidecar (fixture, "a.xmp", 2, "Yellow");
  acu_fixture_scan (fixture);
  row = acu_fixture_get_photo (fixture, "a.jpg");
  g_assert_cmpint (row->stars, ==, 2);
  g_assert_cmpint (row->colour, ==, ACU_COLOUR_YELLOW);
}

/* One that cannot be changed is told and left alone; the other is written. */
static void
test_problems (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  acu_fixture_put_file (fixture, "a.jpg.xmp", "<broken");
  rate (fixture, "a.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  rate (fixture, "b.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 1);
  text = read_text (fixture, "a.jpg.xmp");
  g_assert_cmpstr (text, ==, "<broken");
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_unreadable, ==, 1);
  {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, "a.jpg");

    g_assert_cmpint (row->stars, ==, 4);
  }
}

/* A file keeps its permissions; a folder that cannot be written to is a problem, not a failure. */
static void
test_permissions (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg.xmp", NULL);
  GStatBuf info;

  acu_fixture_put_file (fixture, "a.jpg.xmp", acu_fixture_lightroom);
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  rate (fixture, "a.jpg", 1, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0640);
}

static void
make_link (AcuScanFixture *fixture, const char *name, const char *target)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

/* A folder in which nothing can be made is told from a file that makes no sense. */
static void
test_causes (AcuScanFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");
  g_autoptr (AcuPhotoRow) b = acu_fixture_get_photo (fixture, "b.jpg");
  const gint64 photos[] = {a->id, b->id};
  g_auto (AcuSidecarReport) report = {0};

  acu_fixture_put_file (fixture, "a.jpg.xmp", "<broken");
  make_link (fixture, "b.jpg.xmp", "/proc/acutance/b.jpg.xmp");
  rate (fixture, "a.jpg", 1, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  rate (fixture, "b.jpg", 1, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  g_assert_true (
      acu_sidecar_write (fixture->catalog, photos, 2, ACU_SIDECAR_APPENDED, &report, NULL, NULL));
  g_assert_cmpuint (report.causes->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    const AcuSidecarCause *cause = g_ptr_array_index (report.causes, i);
    const char *problem = g_ptr_array_index (report.problems, i);

    g_assert_cmpstr (cause->folder, ==,
                     strstr (problem, "b.jpg.xmp: ") != NULL ? "/proc/acutance" : NULL);
    g_assert_true (g_str_has_suffix (problem, cause->reason));
  }
}

static void
assert_link (AcuScanFixture *fixture, const char *name, const char *target)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *leads_to = g_file_read_link (path, NULL);

  g_assert_cmpstr (leads_to, ==, target);
}

/* Who keeps sidecars in another place has links to them: what they lead to is written, also for the
 * first time, and nothing else is left there. */
static void
test_link (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *kept = g_build_filename (fixture->folder, "kept", NULL);
  g_autofree char *text = NULL, *nothing = NULL;
  g_autoptr (GDir) dir = NULL;
  guint n_files = 0;

  g_assert_cmpint (g_mkdir (kept, 0700), ==, 0);
  acu_fixture_put_file (fixture, "kept/develop.xmp", acu_fixture_lightroom);
  make_link (fixture, "kept/link.xmp", "develop.xmp");
  make_link (fixture, "a.jpg.xmp", "kept/link.xmp");
  make_link (fixture, "b.jpg.xmp", "kept/first.xmp");
  rate (fixture, "a.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_GREEN);
  rate (fixture, "b.jpg", 1, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 2, 0);
  assert_link (fixture, "a.jpg.xmp", "kept/link.xmp");
  assert_link (fixture, "kept/link.xmp", "develop.xmp");
  assert_link (fixture, "b.jpg.xmp", "kept/first.xmp");
  assert_sidecar (fixture, "kept/develop.xmp", 5, "Green");
  assert_sidecar (fixture, "kept/first.xmp", 1, NULL);
  text = read_text (fixture, "kept/develop.xmp");
  g_assert_nonnull (strstr (text, "crs:Exposure2012=\"+0.35\""));
  dir = g_dir_open (kept, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, ==, 3);
  /* It was read back as ours. */
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);

  /* What it leads to may be on a disk that is not there. */
  g_autofree char *path = g_build_filename (fixture->folder, "b.jpg.xmp", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  make_link (fixture, "b.jpg.xmp", "away/first.xmp");
  rate (fixture, "b.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 0, 1);
  assert_link (fixture, "b.jpg.xmp", "away/first.xmp");
  nothing = read_text (fixture, "b.jpg.xmp");
  g_assert_null (nothing);
}

static void
test_labels (void)
{
  for (int colour = ACU_COLOUR_RED; colour <= ACU_COLOUR_PURPLE; colour++)
    g_assert_cmpint (acu_sidecar_parse_label (acu_sidecar_get_label ((AcuColour)colour)), ==,
                     colour);
  g_assert_null (acu_sidecar_get_label (ACU_COLOUR_NONE));
  g_assert_cmpint (acu_sidecar_parse_label ("approved"), ==, ACU_COLOUR_GREEN);
  g_assert_cmpint (acu_sidecar_parse_label ("Rot"), ==, ACU_COLOUR_NONE);
  g_assert_cmpint (acu_sidecar_parse_label (NULL), ==, ACU_COLOUR_NONE);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/sidecar/" name, AcuScanFixture, NULL, set_up, func, acu_scan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sidecar/labels", test_labels);
  ADD ("written", test_written);
  ADD ("read-back", test_read_back);
  ADD ("silent", test_silent);
  ADD ("taken-out", test_taken_out);
  ADD ("undone", test_undone);
  ADD ("pair", test_pair);
  ADD ("raw-sidecar", test_raw_sidecar);
  ADD ("older", test_older);
  ADD ("foreign-label", test_foreign_label);
  ADD ("no-news", test_no_news);
  ADD ("unseen", test_unseen);
  ADD ("one-unseen", test_one_unseen);
  ADD ("problems", test_problems);
  ADD ("causes", test_causes);
  ADD ("permissions", test_permissions);
  ADD ("link", test_link);
  return g_test_run ();
}

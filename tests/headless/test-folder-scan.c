/* Folders on disk against what the catalog says of them, scan after scan. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/photo-query.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/score-store.h"
#include "app/imaging/file-kind.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder; /* holds the photos */
  AcuCatalog *catalog;
  AcuScanCounts counts;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *other = acu_test_temporary_folder ();
  g_autoptr (GError) error = NULL;

  fixture->folder = acu_test_temporary_folder ();
  path = g_build_filename (other, "catalog.db", NULL);
  fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (acu_catalog_check (fixture->catalog, &error));
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
}

static void
put (Fixture *fixture, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
move (Fixture *fixture, const char *from, const char *to)
{
  g_autofree char *source = g_build_filename (fixture->folder, from, NULL);
  g_autofree char *target = g_build_filename (fixture->folder, to, NULL);
  g_autofree char *folder = g_path_get_dirname (target);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_rename (source, target), ==, 0);
}

static void
drop (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
scan (Fixture *fixture)
{
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GError) error = NULL;

  acu_folder_scan_run (fixture->catalog, fixture->folder, &options, NULL, NULL, &fixture->counts,
                       NULL, &error);
  g_assert_no_error (error);
}

/* The names of the photos shown, in order, joined by spaces. */
static char *
list_names (Fixture *fixture)
{
  g_auto (AcuPhotoQuery) query = {0};
  g_autoptr (AcuPhotoResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  GString *names = g_string_new (NULL);

  acu_photo_query_init (&query);
  result = acu_photo_query_run (fixture->catalog, &query, NULL, NULL);
  rows = acu_photo_store_get_rows (fixture->catalog, (gint64 *)result->photos->data,
                                   result->photos->len, 0, NULL);
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);

    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", row->display_name);
  }
  return g_string_free (names, FALSE);
}

static void
assert_names (Fixture *fixture, const char *expected)
{
  g_autofree char *names = list_names (fixture);

  g_assert_cmpstr (names, ==, expected);
}

static AcuPhotoRow *
get (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  gint64 id = acu_photo_store_find (fixture->catalog, path, &error);
  AcuPhotoRow *row;

  g_assert_no_error (error);
  row = acu_photo_store_get (fixture->catalog, id, 1, &error);
  g_assert_no_error (error);
  return row;
}

/* Gives the photo stars and a score by scorer 1. */
static void
rate (Fixture *fixture, const char *name, int stars)
{
  g_autoptr (AcuPhotoRow) row = get (fixture, name);
  const AcuRatingChange change = {.photo = row->id, .fields = ACU_RATING_STARS, .stars = stars};
  AcuScorerInfo scorer = {.model = (char *)"m",
                          .fingerprint = (char *)"f",
                          .protocol = (char *)"native",
                          .plan = (char *)"center",
                          .score_max = 100};
  AcuPatch patch = {0, 0};
  float score = 50;
  const AcuScoreDetails details = {.score = 50,
                                   .side = 224,
                                   .width = 224,
                                   .height = 224,
                                   .n_patches = 1,
                                   .patches = &patch,
                                   .scores = &score};
  const AcuScoreResult result = {.photo = row->id, .version = row->version, .details = &details};

  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
  g_assert_cmpint (acu_score_store_add_scorer (fixture->catalog, &scorer, NULL), ==, 1);
  g_assert_true (acu_score_store_put (fixture->catalog, 1, &result, 1, NULL));
}

static void
test_new (Fixture *fixture, gconstpointer data)
{
  static const guint n_photos[] = {2, 0, 1};
  static const guint n_below[] = {3, 1, 1};
  g_autoptr (GPtrArray) folders = NULL;

  put (fixture, "b2.jpg", "two");
  put (fixture, "b10.jpg", "ten");
  put (fixture, "sub/deeper/a.png", "a");
  put (fixture, ".hidden/no.jpg", "no");
  put (fixture, ".no.jpg", "no");
  put (fixture, "text.txt", "no");
  scan (fixture);
  assert_names (fixture, "a.png b2.jpg b10.jpg");
  g_assert_cmpuint (fixture->counts.n_new, ==, 3);
  g_assert_cmpuint (fixture->counts.n_folders, ==, 3);
  g_assert_cmpuint (fixture->counts.n_described, ==, 3);

  folders = acu_folder_store_list (fixture->catalog, NULL);
  g_assert_cmpuint (folders->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    const AcuFolder *folder = g_ptr_array_index (folders, i);
    const AcuFolder *above = i > 0 ? g_ptr_array_index (folders, i - 1) : NULL;

    g_assert_cmpint (folder->parent, ==, above != NULL ? above->id : 0);
    g_assert_cmpint (folder->is_root, ==, i == 0);
    g_assert_cmpuint (folder->n_photos, ==, n_photos[i]);
    g_assert_cmpuint (folder->n_below, ==, n_below[i]);
  }

  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_new, ==, 0);
  g_assert_cmpuint (fixture->counts.n_changed, ==, 0);
  g_assert_cmpuint (fixture->counts.n_vanished, ==, 0);
  g_assert_cmpuint (fixture->counts.n_described, ==, 0);
}

/* Renamed, moved to a folder that is scanned before its old one and to one scanned after. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  static const char *const from[] = {"m/here.jpg", "m/up.jpg", "m/down.jpg"};
  static const char *const to[] = {"m/there.jpg", "a/up.jpg", "z/down.jpg"};

  put (fixture, from[0], "one");
  put (fixture, from[1], "two!");
  put (fixture, from[2], "three");
  put (fixture, "m/stays.jpg", "four!!");
  scan (fixture);
  for (int i = 0; i < 3; i++)
    rate (fixture, from[i], i + 1);
  for (int i = 0; i < 3; i++)
    move (fixture, from[i], to[i]);
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_moved, ==, 3);
  g_assert_cmpuint (fixture->counts.n_new, ==, 0);
  g_assert_cmpuint (fixture->counts.n_vanished, ==, 0);
  for (int i = 0; i < 3; i++) {
    g_autoptr (AcuPhotoRow) row = get (fixture, to[i]);

    g_assert_cmpint (row->stars, ==, i + 1);
    g_assert_true (row->has_score);
    g_assert_cmpint (row->state, ==, ACU_PHOTO_SHOWN);
  }
}

/* The photo's own name is what a copy does not get, whatever else it has in common. */
static void
test_copied (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a.jpg", "the same");
  scan (fixture);
  rate (fixture, "a.jpg", 4);
  put (fixture, "b.jpg", "the same");
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_new, ==, 1);
  g_assert_cmpuint (fixture->counts.n_moved, ==, 0);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg");
    g_autoptr (AcuPhotoRow) b = get (fixture, "b.jpg");

    g_assert_cmpint (a->stars, ==, 4);
    g_assert_cmpint (b->stars, ==, 0);
  }
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

  put (fixture, "a.jpg", "before");
  scan (fixture);
  rate (fixture, "a.jpg", 4);

  /* Touched: the scores stay. */
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_changed, ==, 0);
  {
    g_autoptr (AcuPhotoRow) row = get (fixture, "a.jpg");

    g_assert_true (row->has_score);
    g_assert_cmpuint (row->version, ==, 1);
    g_assert_cmpint (row->mtime, ==, 1000 * G_GINT64_CONSTANT (1000000000));
  }

  /* Edited: they go, what a person said stays. */
  put (fixture, "a.jpg", "afters");
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_changed, ==, 1);
  {
    g_autoptr (AcuPhotoRow) row = get (fixture, "a.jpg");
    const AcuScoreResult late = {.photo = row->id, .version = 1, .error = "late"};

    g_assert_false (row->has_score);
    g_assert_cmpuint (row->version, ==, 2);
    g_assert_cmpint (row->stars, ==, 4);
    /* A score of the old content that arrives now is nobody's. */
    g_assert_true (acu_score_store_put (fixture->catalog, 1, &late, 1, NULL));
    acu_photo_row_free (g_steal_pointer (&row));
    row = get (fixture, "a.jpg");
    g_assert_null (row->score_error);
  }
}

static void
test_vanished (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a.jpg", "a");
  put (fixture, "sub/b.jpg", "bb");
  scan (fixture);
  rate (fixture, "sub/b.jpg", 5);
  drop (fixture, "sub/b.jpg");
  drop (fixture, "sub");
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_vanished, ==, 1);
  assert_names (fixture, "a.jpg");

  put (fixture, "sub/b.jpg", "bb");
  scan (fixture);
  assert_names (fixture, "a.jpg b.jpg");
  {
    g_autoptr (AcuPhotoRow) row = get (fixture, "sub/b.jpg");

    g_assert_cmpint (row->stars, ==, 5);
    g_assert_true (row->has_score);
  }
}

static void
test_pairs (Fixture *fixture, gconstpointer data)
{
  put (fixture, "IMG_1.CR2", "raw 1");
  put (fixture, "img_1.jpg", "jpeg 1");
  put (fixture, "img_2.nef", "raw two");
  scan (fixture);
  assert_names (fixture, "img_1.jpg img_2.nef");
  {
    g_autoptr (AcuPhotoRow) raw = get (fixture, "IMG_1.CR2");
    g_autoptr (AcuPhotoRow) jpeg = get (fixture, "img_1.jpg");

    g_assert_cmpint (raw->state, ==, ACU_PHOTO_PAIRED);
    g_assert_cmpint (raw->partner, ==, jpeg->id);
    g_assert_cmpint (jpeg->partner, ==, raw->id);
  }
  scan (fixture);
  assert_names (fixture, "img_1.jpg img_2.nef");

  drop (fixture, "img_1.jpg");
  scan (fixture);
  assert_names (fixture, "IMG_1.CR2 img_2.nef");
  put (fixture, "img_1.jpg", "jpeg 1");
  put (fixture, "img_2.JPG", "jpeg 2!");
  scan (fixture);
  assert_names (fixture, "img_1.jpg img_2.JPG");
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->folder, "link.jpg", NULL);
  g_autofree char *loop = g_build_filename (fixture->folder, "loop", NULL);
  g_autofree char *fifo = g_build_filename (fixture->folder, "pipe.jpg", NULL);
  g_autofree char *odd = g_build_filename (fixture->folder, "not-utf8-\xff\xfe.jpg", NULL);
  static const char *const broken[] = {"link.jpg", "pipe.jpg"};

  g_assert_cmpint (symlink ("nowhere.jpg", link), ==, 0);
  g_assert_cmpint (symlink (".", loop), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_true (g_file_set_contents (odd, "x", 1, NULL));
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_files, ==, 3);
  g_assert_cmpuint (fixture->counts.n_folders, ==, 1);
  g_assert_cmpuint (fixture->counts.n_unreadable, ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (AcuPhotoRow) row = get (fixture, broken[i]);

    g_assert_nonnull (row->error);
  }
  {
    g_autoptr (AcuPhotoRow) row = get (fixture, "not-utf8-\xff\xfe.jpg");

    g_assert_cmpstr (row->path, ==, odd);
    g_assert_true (g_utf8_validate (row->display_name, -1, NULL));
    g_assert_null (row->error);
  }
}

/* A folder that is not there any more says so, and gives everything back when it is. */
static void
test_lost_root (Fixture *fixture, gconstpointer data)
{
  g_autofree char *away = g_strconcat (fixture->folder, "-away", NULL);
  g_autoptr (GPtrArray) folders = NULL;

  put (fixture, "a.jpg", "a");
  scan (fixture);
  g_assert_cmpint (g_rename (fixture->folder, away), ==, 0);
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_unreadable, ==, 1);
  folders = acu_folder_store_list (fixture->catalog, NULL);
  g_assert_nonnull (((AcuFolder *)g_ptr_array_index (folders, 0))->problem);
  g_assert_cmpint (g_rename (away, fixture->folder), ==, 0);
  scan (fixture);
  assert_names (fixture, "a.jpg");
  g_clear_pointer (&folders, g_ptr_array_unref);
  folders = acu_folder_store_list (fixture->catalog, NULL);
  g_assert_null (((AcuFolder *)g_ptr_array_index (folders, 0))->problem);
}

static void
count_cb (const AcuScanCounts *counts, gpointer user_data)
{
  guint *n = user_data;

  g_assert_true (g_main_context_is_owner (NULL));
  (*n)++;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  AcuScanCounts counts;

  g_assert_true (acu_folder_scan_run_finish (ACU_CATALOG (source), result, &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.n_new, ==, 600);
  *(gboolean *)user_data = TRUE;
}

static void
changed_cb (AcuCatalog *catalog, const AcuCatalogChange *change, gpointer user_data)
{
  AcuChangeFlags *seen = user_data;

  *seen |= change->flags;
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  const AcuScanOptions options = {.recursive = TRUE};
  AcuChangeFlags seen = 0;
  gboolean done = FALSE;
  guint n_told = 0;

  for (int i = 0; i < 600; i++) {
    g_autofree char *name = g_strdup_printf ("%d.jpg", i);

    put (fixture, name, name);
  }
  g_signal_connect (fixture->catalog, "changed", G_CALLBACK (changed_cb), &seen);
  acu_folder_scan_run_async (fixture->catalog, fixture->folder, &options, count_cb, &n_told, NULL,
                             finished_cb, &done);
  acu_fixture_wait (&done);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_told, >, 0);
  g_assert_cmpint (seen & ACU_CHANGE_LIST, !=, 0);
  g_assert_cmpint (seen & ACU_CHANGE_FOLDERS, !=, 0);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  put (fixture, "a.jpg", "a");
  g_cancellable_cancel (cancellable);
  g_assert_false (acu_folder_scan_run (fixture->catalog, fixture->folder, &options, NULL, NULL,
                                       &fixture->counts, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The collection of broken and odd files, opened as a folder: every file is there afterwards. */
static void
test_bad_images (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = acu_test_shared_path ("bad-images");
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (NULL, NULL);
  const AcuScanOptions options = {.recursive = TRUE, .decoder = decoder};
  g_auto (AcuPhotoQuery) query = {0};
  g_autoptr (AcuPhotoResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n_files = 0;

  if (folder == NULL)
    return;
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    n_files += acu_file_kind_guess (name) == ACU_FILE_PICTURE;
  g_assert_cmpuint (n_files, >, 1000);
  acu_folder_scan_run (fixture->catalog, folder, &options, NULL, NULL, &fixture->counts, NULL,
                       &error);
  g_assert_no_error (error);
  acu_photo_query_init (&query);
  result = acu_photo_query_run (fixture->catalog, &query, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->photos->len, ==, n_files);
  g_assert_cmpuint (fixture->counts.n_described, ==, fixture->counts.n_to_describe);
}

#define ADD(name, func) g_test_add ("/folder-scan/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("new", test_new);
  ADD ("moved", test_moved);
  ADD ("copied", test_copied);
  ADD ("changed", test_changed);
  ADD ("vanished", test_vanished);
  ADD ("pairs", test_pairs);
  ADD ("unreadable", test_unreadable);
  ADD ("lost-root", test_lost_root);
  ADD ("async", test_async);
  ADD ("cancelled", test_cancelled);
  ADD ("bad-images", test_bad_images);
  return g_test_run ();
}

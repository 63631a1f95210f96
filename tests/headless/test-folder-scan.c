/* Folders on disk against what the catalog says of them, scan after scan. */
#include "app/catalog/content-hash.h"
#include "app/catalog/folder-scan.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/label-store.h"
#include "app/catalog/photo-query.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/score-store.h"
#include "app/imaging/file-kind.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
exchange (Fixture *fixture, const char *a, const char *b)
{
  move (fixture, a, "away");
  move (fixture, b, a);
  move (fixture, "away", b);
}

static void
set_time (Fixture *fixture, const char *name, time_t seconds)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  const struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
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

/* Photos that took each other's names between two scans. */
typedef struct {
  const char *name;
  const char *from[3], *to[3]; /* NULL: fewer */
  const char *dropped;         /* deleted before they moved */
  int edited;                  /* which was edited as well, from 1 */
  const char *inserted;        /* put where one of them was */
} Renaming;

static const Renaming renamings[] = {
    {"swap", {"a.jpg", "b.jpg"}, {"b.jpg", "a.jpg"}},
    {"rotation", {"1.jpg", "2.jpg", "3.jpg"}, {"2.jpg", "3.jpg", "1.jpg"}},
    {"edited-first", {"a.jpg", "b.jpg"}, {"b.jpg", "a.jpg"}, .edited = 1},
    {"edited-second", {"a.jpg", "b.jpg"}, {"b.jpg", "a.jpg"}, .edited = 2},
    {"rotation-edited", {"1.jpg", "2.jpg", "3.jpg"}, {"3.jpg", "1.jpg", "2.jpg"}, .edited = 2},
    {"folders", {"m/a.jpg", "n/a.jpg"}, {"n/a.jpg", "m/a.jpg"}},
    {"three-folders", {"l/a.jpg", "m/b.jpg", "n/c.jpg"}, {"m/b.jpg", "n/c.jpg", "l/a.jpg"}},
    {"up", {"1.jpg", "2.jpg", "3.jpg"}, {"2.jpg", "3.jpg", "4.jpg"}},
    {"inserted", {"1.jpg", "2.jpg", "3.jpg"}, {"2.jpg", "3.jpg", "4.jpg"}, .inserted = "1.jpg"},
    {"inserted-before-gone",
     {"1.jpg", "2.jpg", "3.jpg"},
     {"2.jpg", "3.jpg", "4.jpg"},
     .dropped = "4.jpg",
     .inserted = "1.jpg"},
    {"down", {"1.jpg", "2.jpg", "3.jpg"}, {"0.jpg", "1.jpg", "2.jpg"}},
    {"closed-gap", {"2.jpg", "3.jpg"}, {"1.jpg", "2.jpg"}, .dropped = "1.jpg"},
    {"taken-out", {"m/1.jpg", "m/2.jpg"}, {"a/1.jpg", "m/1.jpg"}},
    {"put-away", {"m/1.jpg", "m/2.jpg"}, {"z/1.jpg", "m/1.jpg"}},
};

/* What a person said of a picture stays with the picture, whatever it is called. */
static void
test_renamed (Fixture *fixture, gconstpointer data)
{
  static const char *const contents[] = {"one", "two", "six"};
  const Renaming *renaming = data;
  guint n = 0;

  if (renaming->dropped != NULL) {
    put (fixture, renaming->dropped, "bad");
    scan (fixture);
    rate (fixture, renaming->dropped, 5);
    drop (fixture, renaming->dropped);
  }
  for (; n < 3 && renaming->from[n] != NULL; n++) {
    put (fixture, renaming->from[n], contents[n]);
    set_time (fixture, renaming->from[n], 1000 + n);
  }
  scan (fixture);
  for (guint i = 0; i < n; i++)
    rate (fixture, renaming->from[i], (int)i + 1);
  for (guint i = 0; i < n; i++)
    move (fixture, renaming->from[i], contents[i]);
  for (guint i = 0; i < n; i++)
    move (fixture, contents[i], renaming->to[i]);
  if (renaming->edited > 0)
    put (fixture, renaming->to[renaming->edited - 1], "an edited one");
  if (renaming->inserted != NULL)
    put (fixture, renaming->inserted, "new");
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_moved, ==, n);
  g_assert_cmpuint (fixture->counts.n_new, ==, renaming->inserted != NULL);
  g_assert_cmpuint (fixture->counts.n_changed, ==, renaming->edited > 0);
  for (guint i = 0; i < n; i++) {
    g_autoptr (AcuPhotoRow) row = get (fixture, renaming->to[i]);

    g_assert_cmpint (row->stars, ==, i + 1);
    g_assert_cmpint (row->has_score, ==, i + 1 != (guint)renaming->edited);
    g_assert_cmpint (row->state, ==, ACU_PHOTO_SHOWN);
  }
  if (renaming->inserted != NULL) {
    g_autoptr (AcuPhotoRow) row = get (fixture, renaming->inserted);

    g_assert_cmpint (row->stars, ==, 0);
    g_assert_false (row->has_score);
  }
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_moved + fixture->counts.n_changed + fixture->counts.n_new +
                        fixture->counts.n_vanished,
                    ==, 0);
}

static void
cancel_moved_cb (const AcuScanCounts *counts, gpointer user_data)
{
  if (counts->n_moved > 0)
    g_cancellable_cancel (user_data);
}

/* A scan that is cancelled while photos change their places leaves none of them between two. */
static void
test_renamed_cancelled (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"1.jpg", "2.jpg", "3.jpg", "4.jpg"};
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++) {
    put (fixture, names[i], names[i]);
    set_time (fixture, names[i], 1000 + i);
  }
  scan (fixture);
  for (int i = 0; i < 3; i++)
    rate (fixture, names[i], i + 1);
  for (int i = 3; i > 0; i--)
    move (fixture, names[i - 1], names[i]);
  put (fixture, names[0], "new");
  g_assert_false (acu_folder_scan_run (fixture->catalog, fixture->folder, &options, cancel_moved_cb,
                                       cancellable, &fixture->counts, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  scan (fixture);
  for (int i = 0; i < 4; i++) {
    g_autoptr (AcuPhotoRow) row = get (fixture, names[i]);

    g_assert_cmpint (row->stars, ==, i);
  }
}

/* What was read of a file while it was already the other one is of no use. */
static void
test_late_score (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a.jpg", "one");
  put (fixture, "b.jpg", "three");
  scan (fixture);
  rate (fixture, "a.jpg", 1);
  rate (fixture, "b.jpg", 2);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg");
    const AcuScoreResult late = {.photo = a->id, .version = a->version, .error = "late"};
    g_autoptr (AcuPhotoRow) b = NULL;

    move (fixture, "a.jpg", "away");
    move (fixture, "b.jpg", "a.jpg");
    move (fixture, "away", "b.jpg");
    scan (fixture);
    g_assert_true (acu_score_store_put (fixture->catalog, 1, &late, 1, NULL));
    b = get (fixture, "b.jpg");
    g_assert_cmpint (b->id, ==, a->id);
    g_assert_null (b->score_error);
    g_assert_true (b->has_score);
  }
}

/* The RAW file of each goes along, or stays with the name. */
static void
test_renamed_pairs (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"1.cr2", "2.cr2", "1.jpg", "2.jpg"};

  for (guint i = 0; i < 4; i++) {
    put (fixture, names[i], names[i]);
    set_time (fixture, names[i], 1000 + i);
  }
  scan (fixture);
  for (guint first = 0; first <= 2; first += 2) {
    for (guint i = first; i < 4; i += 2) {
      move (fixture, names[i], "away");
      move (fixture, names[i + 1], names[i]);
      move (fixture, "away", names[i + 1]);
    }
    scan (fixture);
    assert_names (fixture, "1.jpg 2.jpg");
    for (guint i = 0; i < 2; i++) {
      g_autoptr (AcuPhotoRow) raw = get (fixture, names[i]), jpeg = get (fixture, names[i + 2]);

      g_assert_cmpint (raw->state, ==, ACU_PHOTO_PAIRED);
      g_assert_cmpint (raw->partner, ==, jpeg->id);
      g_assert_cmpint (jpeg->partner, ==, raw->id);
    }
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

/* Nor does a copy that was made before the photo was edited. */
static void
test_kept_original (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a.jpg", "the same");
  scan (fixture);
  rate (fixture, "a.jpg", 4);
  put (fixture, "0/original.jpg", "the same");
  put (fixture, "z.jpg", "the same");
  put (fixture, "a.jpg", "another");
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_new, ==, 2);
  g_assert_cmpuint (fixture->counts.n_changed, ==, 1);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg");

    g_assert_cmpint (a->stars, ==, 4);
  }
}

static void
set_taken (Fixture *fixture, const char *name, gint64 taken)
{
  g_autoptr (AcuPhotoRow) row = get (fixture, name);
  const AcuPhotoFacts facts = {.taken = taken};

  g_assert_true (acu_photo_store_set_facts (fixture->catalog, row->id, row->version, &facts, NULL));
}

/* A backup that is put back is the photo that it was made of; another photo that takes the place of
 * a deleted one is itself. */
static void
test_put_back (Fixture *fixture, gconstpointer data)
{
  for (int is_other = 0; is_other <= 1; is_other++) {
    put (fixture, "a.jpg", "the first one");
    put (fixture, "backup.jpg", "the first one");
    scan (fixture);
    rate (fixture, "a.jpg", 4);
    put (fixture, "a.jpg", is_other ? "another" : "edited");
    scan (fixture);
    set_taken (fixture, "a.jpg", 1000);
    set_taken (fixture, "backup.jpg", 1000 + is_other);
    move (fixture, "backup.jpg", "a.jpg");
    scan (fixture);
    {
      g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg");

      g_assert_cmpint (a->stars, ==, is_other ? 0 : 4);
    }
  }
}

/* A backup of any name that was made before the photo was edited, however often since; what the
 * photo was before it was described is not known, and may have been that. */
static void
test_first_put_back (Fixture *fixture, gconstpointer data)
{
  static const char *const first[] = {"the first one", "quite another"};

  for (int is_unknown = 0; is_unknown <= 1; is_unknown++) {
    put (fixture, "a.jpg", first[is_unknown]);
    put (fixture, "kept.jpg", first[is_unknown]);
    scan (fixture);
    rate (fixture, "a.jpg", 4);
    if (is_unknown)
      acu_fixture_run_sql (acu_catalog_get_path (fixture->catalog),
                           "UPDATE images SET hash = NULL WHERE name = 'a.jpg'");
    put (fixture, "a.jpg", "edited");
    scan (fixture);
    put (fixture, "a.jpg", "edited again");
    scan (fixture);
    set_taken (fixture, "a.jpg", 1000);
    set_taken (fixture, "kept.jpg", 1000);
    move (fixture, "kept.jpg", "a.jpg");
    scan (fixture);
    {
      g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg");

      g_assert_cmpint (a->stars, ==, 4);
    }
  }
}

/* Backups of any name, of which the program that writes them has several, one after another. */
static void
test_further_backups (Fixture *fixture, gconstpointer data)
{
  static const char *const saves[] = {"the first one", "the second", "the third one, longer",
                                      "the fourth"};

  put (fixture, "a.jpg", saves[0]);
  scan (fixture);
  rate (fixture, "a.jpg", 5);
  for (guint i = 1; i < G_N_ELEMENTS (saves); i++) {
    put (fixture, "kept.jpg", saves[i - 1]);
    put (fixture, "a.jpg", saves[i]);
    scan (fixture);
    set_taken (fixture, "a.jpg", 1000);
    set_taken (fixture, "kept.jpg", 1000);
    {
      g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg"), backup = get (fixture, "kept.jpg");

      g_assert_cmpint (a->stars, ==, 5);
      g_assert_cmpint (backup->stars, ==, 0);
    }
  }
}

/* A backup that is written at every save has what the photo was before, and stays a backup. */
static void
test_rewritten_backup (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a.jpg", "the first one");
  put (fixture, "a_orig.jpg", "the original");
  scan (fixture);
  rate (fixture, "a.jpg", 5);
  set_taken (fixture, "a.jpg", 1000);
  set_taken (fixture, "a_orig.jpg", 1000);
  put (fixture, "a_orig.jpg", "the first one");
  put (fixture, "a.jpg", "the second one");
  scan (fixture);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg"), backup = get (fixture, "a_orig.jpg");

    g_assert_cmpint (a->stars, ==, 5);
    g_assert_cmpint (backup->stars, ==, 0);
  }
}

/* Photos of one burst are not versions of each other, though taken in the same second: neither one
 * that took the name of a deleted one nor two that exchanged theirs, one of them edited. */
static void
test_burst (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"IMG_2.jpg", "IMG_20.jpg", "IMG_3.jpg"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    put (fixture, names[i], names[i]);
  scan (fixture);
  rate (fixture, "IMG_2.jpg", 4);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    set_taken (fixture, names[i], 1000);
  exchange (fixture, "IMG_2.jpg", "IMG_20.jpg");
  put (fixture, "IMG_2.jpg", "an edited one");
  scan (fixture);
  {
    g_autoptr (AcuPhotoRow) rated = get (fixture, "IMG_20.jpg"), other = get (fixture, "IMG_2.jpg");

    g_assert_cmpint (rated->stars, ==, 4);
    g_assert_cmpint (other->stars, ==, 0);
  }
}

/* Nor are they where the rated one was edited, or had moved, before. */
static void
test_burst_before (Fixture *fixture, gconstpointer data)
{
  for (int has_moved = 0; has_moved <= 1; has_moved++) {
    put (fixture, "IMG_1.jpg", "one");
    put (fixture, "IMG_2.jpg", "two, two");
    scan (fixture);
    if (has_moved)
      exchange (fixture, "IMG_1.jpg", "IMG_2.jpg");
    else
      put (fixture, "IMG_2.jpg", "two, edited");
    scan (fixture);
    rate (fixture, "IMG_2.jpg", 4);
    set_taken (fixture, "IMG_1.jpg", 1000);
    set_taken (fixture, "IMG_2.jpg", 1000);
    exchange (fixture, "IMG_1.jpg", "IMG_2.jpg");
    scan (fixture);
    {
      g_autoptr (AcuPhotoRow) rated = get (fixture, "IMG_1.jpg"),
                              other = get (fixture, "IMG_2.jpg");

      g_assert_cmpint (rated->stars, ==, 4);
      g_assert_cmpint (other->stars, ==, 0);
    }
    drop (fixture, "IMG_1.jpg");
    drop (fixture, "IMG_2.jpg");
    scan (fixture);
  }
}

static void
test_burst_deleted (Fixture *fixture, gconstpointer data)
{
  put (fixture, "IMG_2.jpg", "one");
  put (fixture, "IMG_3.jpg", "two");
  scan (fixture);
  rate (fixture, "IMG_2.jpg", 4);
  set_taken (fixture, "IMG_2.jpg", 1000);
  set_taken (fixture, "IMG_3.jpg", 1000);
  move (fixture, "IMG_3.jpg", "IMG_2.jpg");
  scan (fixture);
  {
    g_autoptr (AcuPhotoRow) row = get (fixture, "IMG_2.jpg");

    g_assert_cmpint (row->stars, ==, 0);
  }
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a.jpg", "before");
  scan (fixture);
  rate (fixture, "a.jpg", 4);

  /* Touched: the scores stay. */
  set_time (fixture, "a.jpg", 1000);
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

/* What somebody said of a picture is of what the file held then, and counts again with it. */
static void
test_changed_label (Fixture *fixture, gconstpointer data)
{
  static const char *const contents[] = {"before", "afters", "longer than before", "before"};
  const AcuLabelSet set = {.name = (char *)"S", .method = ACU_METHOD_ACR, .score_max = 5};
  AcuLabel label = {.position = -1, .score = 4, .response_ms = -1};
  g_autoptr (GError) error = NULL;

  put (fixture, "a.jpg", contents[0]);
  put (fixture, "b.jpg", "another");
  scan (fixture);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg"), b = get (fixture, "b.jpg");

    label.label_set = acu_label_store_create_set (fixture->catalog, &set, &error);
    label.rater = acu_label_store_add_rater (fixture->catalog, "Ada", NULL, &error);
    label.item.image = a->id;
    acu_label_store_add (fixture->catalog, &label, NULL, &error);
    label.item.image = b->id;
    label.item.other = a->id;
    acu_label_store_add (fixture->catalog, &label, NULL, &error);
    g_assert_no_error (error);
  }
  for (guint k = 0; k < G_N_ELEMENTS (contents); k++) {
    g_autoptr (GPtrArray) labels = NULL;

    put (fixture, "a.jpg", contents[k]);
    scan (fixture);
    labels = acu_label_store_list (fixture->catalog, label.label_set, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (labels->len, ==, 2);
    for (guint i = 0; i < 2; i++) {
      const AcuLabel *stored = g_ptr_array_index (labels, i);
      const char *content = i == 0 ? stored->content : stored->other_content;

      g_assert_cmpint (stored->is_outdated, ==, k == 1 || k == 2);
      g_assert_true (g_str_has_prefix (content, "6-"));
    }
  }
}

/* One opinion of the photo @name. */
static void
add_label (Fixture *fixture, gint64 set, const char *name, double score)
{
  g_autoptr (AcuPhotoRow) row = get (fixture, name);
  AcuLabel label = {.label_set = set, .position = -1, .score = score, .response_ms = -1};
  g_autoptr (GError) error = NULL;

  label.rater =
      acu_label_store_add_rater (fixture->catalog, "Ada", (const guint8[ACU_UID_SIZE]){1}, &error);
  label.item.image = row->id;
  acu_label_store_add (fixture->catalog, &label, NULL, &error);
  g_assert_no_error (error);
}

/* An opinion is of what the file held when it was given: also after an edit that no scan has seen
 * yet, and also where nobody had read the file. */
static void
test_rated_content (Fixture *fixture, gconstpointer data)
{
  static const char *const edits[] = {"afters", "longer than before"};
  const AcuLabelSet set = {.name = (char *)"S", .method = ACU_METHOD_ACR, .score_max = 5};
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  gint64 id = acu_label_store_create_set (fixture->catalog, &set, NULL);

  for (guint k = 0; k < G_N_ELEMENTS (edits); k++) {
    g_autoptr (GPtrArray) labels = NULL;
    g_autofree char *content = NULL;
    guint8 hash[ACU_CONTENT_HASH_SIZE];
    goffset size;

    put (fixture, "a.jpg", "before");
    scan (fixture);
    put (fixture, "a.jpg", edits[k]);
    add_label (fixture, id, "a.jpg", k);
    scan (fixture);
    labels = acu_label_store_list (fixture->catalog, id, NULL);
    g_assert_cmpuint (labels->len, ==, k + 1);
    g_assert_true (acu_content_hash_compute (path, hash, &size, NULL));
    content = acu_content_hash_format (size, hash);
    for (guint i = 0; i <= k; i++) {
      const AcuLabel *label = g_ptr_array_index (labels, i);

      g_assert_cmpint (label->is_outdated, ==, i < k);
      g_assert_cmpint (g_str_equal (label->content, content), ==, i == k);
    }
  }
}

/* What nobody has read and somebody has touched is the same as far as anybody knows; of another
 * size it is not.  Both ways of keeping what was rated: with the answer, and not at all, as before.
 */
static void
test_touched_label (Fixture *fixture, gconstpointer data)
{
  const AcuLabelSet set = {.name = (char *)"S", .method = ACU_METHOD_ACR, .score_max = 5};
  const char *catalog = acu_catalog_get_path (fixture->catalog);
  gint64 id = acu_label_store_create_set (fixture->catalog, &set, NULL);

  put (fixture, "a.jpg", "before");
  scan (fixture);
  acu_fixture_run_sql (catalog, "UPDATE images SET hash = NULL");
  add_label (fixture, id, "a.jpg", 1);
  add_label (fixture, id, "a.jpg", 2);
  acu_fixture_run_sql (catalog, "UPDATE labels SET content = NULL WHERE score = 2");
  set_time (fixture, "a.jpg", 1000);
  for (guint k = 0; k < 2; k++) {
    g_autoptr (GPtrArray) labels = NULL;

    scan (fixture);
    labels = acu_label_store_list (fixture->catalog, id, NULL);
    for (guint i = 0; i < 2; i++)
      g_assert_cmpint (((const AcuLabel *)g_ptr_array_index (labels, i))->is_outdated, ==, k == 1);
    put (fixture, "a.jpg", "longer than before");
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

/* Root may read everything, and this program be root: whether it does without is said here. */
static void
set_privileged (gboolean privileged)
{
  const guint32 bits = 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH;
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[2];

  g_assert_cmpint (syscall (SYS_capget, &header, sets), ==, 0);
  sets[0].effective =
      privileged ? sets[0].effective | (sets[0].permitted & bits) : sets[0].effective & ~bits;
  g_assert_cmpint (syscall (SYS_capset, &header, sets), ==, 0);
}

/* A file that cannot be opened is not broken for good: it is whole again with its permission, its
 * time, or its content. */
static void
test_access (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  g_autofree char *late = g_build_filename (fixture->folder, "b.jpg", NULL);

  put (fixture, "a.jpg", "a");
  scan (fixture);
  rate (fixture, "a.jpg", 3);
  put (fixture, "b.jpg", "late");
  set_privileged (FALSE);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  g_assert_cmpint (g_chmod (late, 0), ==, 0);
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_unreadable, >=, 2);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg"), b = get (fixture, "b.jpg");

    g_assert_nonnull (a->error);
    g_assert_nonnull (b->error);
  }
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  g_assert_cmpint (g_chmod (late, 0600), ==, 0);
  scan (fixture);
  set_privileged (TRUE);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg"), b = get (fixture, "b.jpg");

    g_assert_null (a->error);
    g_assert_null (b->error);
    g_assert_true (a->has_score);
    /* What the decoder said of the file stays for as long as the file does. */
    g_assert_true (acu_photo_store_set_error (fixture->catalog, a->id, a->version, "bad", NULL));
  }
  scan (fixture);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg");

    g_assert_cmpstr (a->error, ==, "bad");
  }
  set_time (fixture, "a.jpg", 1000);
  scan (fixture);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg");

    g_assert_null (a->error);
    g_assert_cmpint (a->stars, ==, 3);
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
  for (gsize i = 0; i < G_N_ELEMENTS (renamings); i++) {
    g_autofree char *name = g_strconcat ("/folder-scan/renamed/", renamings[i].name, NULL);

    g_test_add (name, Fixture, &renamings[i], set_up, test_renamed, tear_down);
  }
  ADD ("renamed-cancelled", test_renamed_cancelled);
  ADD ("late-score", test_late_score);
  ADD ("renamed-pairs", test_renamed_pairs);
  ADD ("copied", test_copied);
  ADD ("kept-original", test_kept_original);
  ADD ("put-back", test_put_back);
  ADD ("rewritten-backup", test_rewritten_backup);
  ADD ("first-put-back", test_first_put_back);
  ADD ("further-backups", test_further_backups);
  ADD ("burst", test_burst);
  ADD ("burst-before", test_burst_before);
  ADD ("burst-deleted", test_burst_deleted);
  ADD ("changed", test_changed);
  ADD ("changed-label", test_changed_label);
  ADD ("rated-content", test_rated_content);
  ADD ("touched-label", test_touched_label);
  ADD ("vanished", test_vanished);
  ADD ("pairs", test_pairs);
  ADD ("unreadable", test_unreadable);
  ADD ("access", test_access);
  ADD ("lost-root", test_lost_root);
  ADD ("async", test_async);
  ADD ("cancelled", test_cancelled);
  ADD ("bad-images", test_bad_images);
  return g_test_run ();
}

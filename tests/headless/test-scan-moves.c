/* Photos whose files were renamed, moved, exchanged or copied between two scans: what was said of a
 * picture stays with it. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/score-store.h"
#include "catalog-fixture.h"
#include "scan-fixture.h"

#include <glib/gstdio.h>

static void
move (AcuScanFixture *fixture, const char *from, const char *to)
{
  g_autofree char *source = g_build_filename (fixture->folder, from, NULL);
  g_autofree char *target = g_build_filename (fixture->folder, to, NULL);
  g_autofree char *folder = g_path_get_dirname (target);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_rename (source, target), ==, 0);
}

static void
exchange (AcuScanFixture *fixture, const char *a, const char *b)
{
  move (fixture, a, "away");
  move (fixture, b, a);
  move (fixture, "away", b);
}

/* Renamed, moved to a folder that is scanned before its old one and to one scanned after. */
static void
test_moved (AcuScanFixture *fixture, gconstpointer data)
{
  static const char *const from[] = {"m/here.jpg", "m/up.jpg", "m/down.jpg"};
  static const char *const to[] = {"m/there.jpg", "a/up.jpg", "z/down.jpg"};

  acu_fixture_put_file (fixture, from[0], "one");
  acu_fixture_put_file (fixture, from[1], "two!");
  acu_fixture_put_file (fixture, from[2], "three");
  acu_fixture_put_file (fixture, "m/stays.jpg", "four!!");
  acu_fixture_scan (fixture);
  for (int i = 0; i < 3; i++)
    acu_fixture_rate_photo (fixture, from[i], i + 1);
  for (int i = 0; i < 3; i++)
    move (fixture, from[i], to[i]);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_moved, ==, 3);
  g_assert_cmpuint (fixture->counts.n_new, ==, 0);
  g_assert_cmpuint (fixture->counts.n_vanished, ==, 0);
  for (int i = 0; i < 3; i++) {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, to[i]);

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
test_renamed (AcuScanFixture *fixture, gconstpointer data)
{
  static const char *const contents[] = {"one", "two", "six"};
  const Renaming *renaming = data;
  guint n = 0;

  if (renaming->dropped != NULL) {
    acu_fixture_put_file (fixture, renaming->dropped, "bad");
    acu_fixture_scan (fixture);
    acu_fixture_rate_photo (fixture, renaming->dropped, 5);
    acu_fixture_drop_file (fixture, renaming->dropped);
  }
  for (; n < 3 && renaming->from[n] != NULL; n++) {
    acu_fixture_put_file (fixture, renaming->from[n], contents[n]);
    acu_fixture_set_file_time (fixture, renaming->from[n], 1000 + n);
  }
  acu_fixture_scan (fixture);
  for (guint i = 0; i < n; i++)
    acu_fixture_rate_photo (fixture, renaming->from[i], (int)i + 1);
  for (guint i = 0; i < n; i++)
    move (fixture, renaming->from[i], contents[i]);
  for (guint i = 0; i < n; i++)
    move (fixture, contents[i], renaming->to[i]);
  if (renaming->edited > 0)
    acu_fixture_put_file (fixture, renaming->to[renaming->edited - 1], "an edited one");
  if (renaming->inserted != NULL)
    acu_fixture_put_file (fixture, renaming->inserted, "new");
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_moved, ==, n);
  g_assert_cmpuint (fixture->counts.n_new, ==, renaming->inserted != NULL);
  g_assert_cmpuint (fixture->counts.n_changed, ==, renaming->edited > 0);
  for (guint i = 0; i < n; i++) {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, renaming->to[i]);

    g_assert_cmpint (row->stars, ==, i + 1);
    g_assert_cmpint (row->has_score, ==, i + 1 != (guint)renaming->edited);
    g_assert_cmpint (row->state, ==, ACU_PHOTO_SHOWN);
  }
  if (renaming->inserted != NULL) {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, renaming->inserted);

    g_assert_cmpint (row->stars, ==, 0);
    g_assert_false (row->has_score);
  }
  acu_fixture_scan (fixture);
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
test_renamed_cancelled (AcuScanFixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"1.jpg", "2.jpg", "3.jpg", "4.jpg"};
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++) {
    acu_fixture_put_file (fixture, names[i], names[i]);
    acu_fixture_set_file_time (fixture, names[i], 1000 + i);
  }
  acu_fixture_scan (fixture);
  for (int i = 0; i < 3; i++)
    acu_fixture_rate_photo (fixture, names[i], i + 1);
  for (int i = 3; i > 0; i--)
    move (fixture, names[i - 1], names[i]);
  acu_fixture_put_file (fixture, names[0], "new");
  g_assert_false (acu_folder_scan_run (fixture->catalog, fixture->folder, &options, cancel_moved_cb,
                                       cancellable, &fixture->counts, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  acu_fixture_scan (fixture);
  for (int i = 0; i < 4; i++) {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, names[i]);

    g_assert_cmpint (row->stars, ==, i);
  }
}

/* Where one that lost its place is in a folder that the scan has not come to, it goes on to there.
 */
static void
test_moved_cancelled (AcuScanFixture *fixture, gconstpointer data)
{
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  acu_fixture_put_file (fixture, "m/a.jpg", "first");
  acu_fixture_put_file (fixture, "n/b.jpg", "the second");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "m/a.jpg", 1);
  acu_fixture_rate_photo (fixture, "n/b.jpg", 2);
  move (fixture, "m/a.jpg", "n/c.jpg");
  move (fixture, "n/b.jpg", "m/a.jpg");
  acu_fixture_put_file (fixture, "n/b.jpg", "nobody's");
  g_assert_false (acu_folder_scan_run (fixture->catalog, fixture->folder, &options, cancel_moved_cb,
                                       cancellable, &fixture->counts, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  acu_fixture_scan (fixture);
  {
    g_autoptr (AcuPhotoRow) first = acu_fixture_get_photo (fixture, "n/c.jpg"),
                            second = acu_fixture_get_photo (fixture, "m/a.jpg"),
                            other = acu_fixture_get_photo (fixture, "n/b.jpg");

    g_assert_cmpint (first->stars, ==, 1);
    g_assert_cmpint (second->stars, ==, 2);
    g_assert_cmpint (other->stars, ==, 0);
  }
}

/* What was read of a file while it was already the other one is of no use. */
static void
test_late_score (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.jpg", "one");
  acu_fixture_put_file (fixture, "b.jpg", "three");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "a.jpg", 1);
  acu_fixture_rate_photo (fixture, "b.jpg", 2);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");
    const AcuScoreResult late = {.photo = a->id, .version = a->version, .error = "late"};
    g_autoptr (AcuPhotoRow) b = NULL;

    move (fixture, "a.jpg", "away");
    move (fixture, "b.jpg", "a.jpg");
    move (fixture, "away", "b.jpg");
    acu_fixture_scan (fixture);
    g_assert_true (acu_score_store_put (fixture->catalog, 1, &late, 1, NULL));
    b = acu_fixture_get_photo (fixture, "b.jpg");
    g_assert_cmpint (b->id, ==, a->id);
    g_assert_null (b->score_error);
    g_assert_true (b->has_score);
  }
}

/* The RAW file of each goes along, or stays with the name. */
static void
test_renamed_pairs (AcuScanFixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"1.cr2", "2.cr2", "1.jpg", "2.jpg"};

  for (guint i = 0; i < 4; i++) {
    acu_fixture_put_file (fixture, names[i], names[i]);
    acu_fixture_set_file_time (fixture, names[i], 1000 + i);
  }
  acu_fixture_scan (fixture);
  for (guint first = 0; first <= 2; first += 2) {
    for (guint i = first; i < 4; i += 2) {
      move (fixture, names[i], "away");
      move (fixture, names[i + 1], names[i]);
      move (fixture, "away", names[i + 1]);
    }
    acu_fixture_scan (fixture);
    acu_fixture_assert_names (fixture, "1.jpg 2.jpg");
    for (guint i = 0; i < 2; i++) {
      g_autoptr (AcuPhotoRow) raw = acu_fixture_get_photo (fixture, names[i]),
                              jpeg = acu_fixture_get_photo (fixture, names[i + 2]);

      g_assert_cmpint (raw->state, ==, ACU_PHOTO_PAIRED);
      g_assert_cmpint (raw->partner, ==, jpeg->id);
      g_assert_cmpint (jpeg->partner, ==, raw->id);
    }
  }
}

/* The photo's own name is what a copy does not get, whatever else it has in common. */
static void
test_copied (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.jpg", "the same");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "a.jpg", 4);
  acu_fixture_put_file (fixture, "b.jpg", "the same");
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_new, ==, 1);
  g_assert_cmpuint (fixture->counts.n_moved, ==, 0);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");
    g_autoptr (AcuPhotoRow) b = acu_fixture_get_photo (fixture, "b.jpg");

    g_assert_cmpint (a->stars, ==, 4);
    g_assert_cmpint (b->stars, ==, 0);
  }
}

/* Nor does a copy that was made before the photo was edited. */
static void
test_kept_original (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.jpg", "the same");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "a.jpg", 4);
  acu_fixture_put_file (fixture, "0/original.jpg", "the same");
  acu_fixture_put_file (fixture, "z.jpg", "the same");
  acu_fixture_put_file (fixture, "a.jpg", "another");
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_new, ==, 2);
  g_assert_cmpuint (fixture->counts.n_changed, ==, 1);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");

    g_assert_cmpint (a->stars, ==, 4);
  }
}

static void
set_taken (AcuScanFixture *fixture, const char *name, gint64 taken)
{
  g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, name);
  const AcuPhotoFacts facts = {.taken = taken};

  g_assert_true (acu_photo_store_set_facts (fixture->catalog, row->id, row->version, &facts, NULL));
}

/* A backup that is put back is the photo that it was made of; another photo that takes the place of
 * a deleted one is itself. */
static void
test_put_back (AcuScanFixture *fixture, gconstpointer data)
{
  for (int is_other = 0; is_other <= 1; is_other++) {
    acu_fixture_put_file (fixture, "a.jpg", "the first one");
    acu_fixture_put_file (fixture, "backup.jpg", "the first one");
    acu_fixture_scan (fixture);
    acu_fixture_rate_photo (fixture, "a.jpg", 4);
    acu_fixture_put_file (fixture, "a.jpg", is_other ? "another" : "edited");
    acu_fixture_scan (fixture);
    set_taken (fixture, "a.jpg", 1000);
    set_taken (fixture, "backup.jpg", 1000 + is_other);
    move (fixture, "backup.jpg", "a.jpg");
    acu_fixture_scan (fixture);
    {
      g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");

      g_assert_cmpint (a->stars, ==, is_other ? 0 : 4);
    }
  }
}

/* A backup of any name that was made before the photo was edited, however often since; what the
 * photo was before it was described is not known, and may have been that. */
static void
test_first_put_back (AcuScanFixture *fixture, gconstpointer data)
{
  static const char *const first[] = {"the first one", "quite another"};

  for (int is_unknown = 0; is_unknown <= 1; is_unknown++) {
    acu_fixture_put_file (fixture, "a.jpg", first[is_unknown]);
    acu_fixture_put_file (fixture, "kept.jpg", first[is_unknown]);
    acu_fixture_scan (fixture);
    acu_fixture_rate_photo (fixture, "a.jpg", 4);
    if (is_unknown)
      acu_fixture_run_sql (acu_catalog_get_path (fixture->catalog),
                           "UPDATE images SET hash = NULL WHERE name = 'a.jpg'");
    acu_fixture_put_file (fixture, "a.jpg", "edited");
    acu_fixture_scan (fixture);
    acu_fixture_put_file (fixture, "a.jpg", "edited again");
    acu_fixture_scan (fixture);
    set_taken (fixture, "a.jpg", 1000);
    set_taken (fixture, "kept.jpg", 1000);
    move (fixture, "kept.jpg", "a.jpg");
    acu_fixture_scan (fixture);
    {
      g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");

      g_assert_cmpint (a->stars, ==, 4);
    }
  }
}

/* Backups of any name, of which the program that writes them has several, one after another. */
static void
test_further_backups (AcuScanFixture *fixture, gconstpointer data)
{
  static const char *const saves[] = {"the first one", "the second", "the third one, longer",
                                      "the fourth"};

  acu_fixture_put_file (fixture, "a.jpg", saves[0]);
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "a.jpg", 5);
  for (guint i = 1; i < G_N_ELEMENTS (saves); i++) {
    acu_fixture_put_file (fixture, "kept.jpg", saves[i - 1]);
    acu_fixture_put_file (fixture, "a.jpg", saves[i]);
    acu_fixture_scan (fixture);
    set_taken (fixture, "a.jpg", 1000);
    set_taken (fixture, "kept.jpg", 1000);
    {
      g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg"),
                              backup = acu_fixture_get_photo (fixture, "kept.jpg");

      g_assert_cmpint (a->stars, ==, 5);
      g_assert_cmpint (backup->stars, ==, 0);
    }
  }
}

/* A backup that is written at every save has what the photo was before, and stays a backup. */
static void
test_rewritten_backup (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.jpg", "the first one");
  acu_fixture_put_file (fixture, "a_orig.jpg", "the original");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "a.jpg", 5);
  set_taken (fixture, "a.jpg", 1000);
  set_taken (fixture, "a_orig.jpg", 1000);
  acu_fixture_put_file (fixture, "a_orig.jpg", "the first one");
  acu_fixture_put_file (fixture, "a.jpg", "the second one");
  acu_fixture_scan (fixture);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg"),
                            backup = acu_fixture_get_photo (fixture, "a_orig.jpg");

    g_assert_cmpint (a->stars, ==, 5);
    g_assert_cmpint (backup->stars, ==, 0);
  }
}

/* Photos of one burst are not versions of each other, though taken in the same second: neither one
 * that took the name of a deleted one nor two that exchanged theirs, one of them edited. */
static void
test_burst (AcuScanFixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"IMG_2.jpg", "IMG_20.jpg", "IMG_3.jpg"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    acu_fixture_put_file (fixture, names[i], names[i]);
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "IMG_2.jpg", 4);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    set_taken (fixture, names[i], 1000);
  exchange (fixture, "IMG_2.jpg", "IMG_20.jpg");
  acu_fixture_put_file (fixture, "IMG_2.jpg", "an edited one");
  acu_fixture_scan (fixture);
  {
    g_autoptr (AcuPhotoRow) rated = acu_fixture_get_photo (fixture, "IMG_20.jpg"),
                            other = acu_fixture_get_photo (fixture, "IMG_2.jpg");

    g_assert_cmpint (rated->stars, ==, 4);
    g_assert_cmpint (other->stars, ==, 0);
  }
}

/* Nor are they where the rated one was edited, or had moved, before. */
static void
test_burst_before (AcuScanFixture *fixture, gconstpointer data)
{
  for (int has_moved = 0; has_moved <= 1; has_moved++) {
    acu_fixture_put_file (fixture, "IMG_1.jpg", "one");
    acu_fixture_put_file (fixture, "IMG_2.jpg", "two, two");
    acu_fixture_scan (fixture);
    if (has_moved)
      exchange (fixture, "IMG_1.jpg", "IMG_2.jpg");
    else
      acu_fixture_put_file (fixture, "IMG_2.jpg", "two, edited");
    acu_fixture_scan (fixture);
    acu_fixture_rate_photo (fixture, "IMG_2.jpg", 4);
    set_taken (fixture, "IMG_1.jpg", 1000);
    set_taken (fixture, "IMG_2.jpg", 1000);
    exchange (fixture, "IMG_1.jpg", "IMG_2.jpg");
    acu_fixture_scan (fixture);
    {
      g_autoptr (AcuPhotoRow) rated = acu_fixture_get_photo (fixture, "IMG_1.jpg"),
                              other = acu_fixture_get_photo (fixture, "IMG_2.jpg");

      g_assert_cmpint (rated->stars, ==, 4);
      g_assert_cmpint (other->stars, ==, 0);
    }
    acu_fixture_drop_file (fixture, "IMG_1.jpg");
    acu_fixture_drop_file (fixture, "IMG_2.jpg");
    acu_fixture_scan (fixture);
  }
}

static void
test_burst_deleted (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "IMG_2.jpg", "one");
  acu_fixture_put_file (fixture, "IMG_3.jpg", "two");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "IMG_2.jpg", 4);
  set_taken (fixture, "IMG_2.jpg", 1000);
  set_taken (fixture, "IMG_3.jpg", 1000);
  move (fixture, "IMG_3.jpg", "IMG_2.jpg");
  acu_fixture_scan (fixture);
  {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, "IMG_2.jpg");

    g_assert_cmpint (row->stars, ==, 0);
  }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/folder-scan/" name, AcuScanFixture, NULL, acu_scan_fixture_set_up, func,           \
              acu_scan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("moved", test_moved);
  for (gsize i = 0; i < G_N_ELEMENTS (renamings); i++) {
    g_autofree char *name = g_strconcat ("/folder-scan/renamed/", renamings[i].name, NULL);

    g_test_add (name, AcuScanFixture, &renamings[i], acu_scan_fixture_set_up, test_renamed,
                acu_scan_fixture_tear_down);
  }
  ADD ("renamed-cancelled", test_renamed_cancelled);
  ADD ("moved-cancelled", test_moved_cancelled);
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
  return g_test_run ();
}

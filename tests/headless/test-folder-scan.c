/* Folders on disk against what the catalog says of them, scan after scan. */
#include "app/catalog/collection-store.h"
#include "app/catalog/content-hash.h"
#include "app/catalog/folder-scan.h"
#include "app/catalog/folder-store.h"
#include "app/catalog/label-store.h"
#include "app/catalog/photo-result.h"
#include "app/catalog/score-store.h"
#include "app/catalog/undo-journal.h"
#include "app/imaging/file-kind.h"
#include "catalog-fixture.h"
#include "scan-fixture.h"
#include "test-support.h"

#include <glib/gstdio.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
test_new (AcuScanFixture *fixture, gconstpointer data)
{
  static const guint n_photos[] = {2, 0, 1};
  static const guint n_below[] = {3, 1, 1};
  g_autoptr (GPtrArray) folders = NULL;

  acu_fixture_put_file (fixture, "b2.jpg", "two");
  acu_fixture_put_file (fixture, "b10.jpg", "ten");
  acu_fixture_put_file (fixture, "sub/deeper/a.png", "a");
  acu_fixture_put_file (fixture, ".hidden/no.jpg", "no");
  acu_fixture_put_file (fixture, ".no.jpg", "no");
  acu_fixture_put_file (fixture, "text.txt", "no");
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "a.png b2.jpg b10.jpg");
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

  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_new, ==, 0);
  g_assert_cmpuint (fixture->counts.n_changed, ==, 0);
  g_assert_cmpuint (fixture->counts.n_vanished, ==, 0);
  g_assert_cmpuint (fixture->counts.n_described, ==, 0);
}

static void
test_changed (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.jpg", "before");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "a.jpg", 4);

  /* Touched: the scores stay. */
  acu_fixture_set_file_time (fixture, "a.jpg", 1000);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_changed, ==, 0);
  {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, "a.jpg");

    g_assert_true (row->has_score);
    g_assert_cmpuint (row->version, ==, 1);
    g_assert_cmpint (row->mtime, ==, 1000 * G_GINT64_CONSTANT (1000000000));
  }

  /* Edited: they go, what a person said stays. */
  acu_fixture_put_file (fixture, "a.jpg", "afters");
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_changed, ==, 1);
  {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, "a.jpg");
    const AcuScoreResult late = {.photo = row->id, .version = 1, .error = "late"};

    g_assert_false (row->has_score);
    g_assert_cmpuint (row->version, ==, 2);
    g_assert_cmpint (row->stars, ==, 4);
    /* A score of the old content that arrives now is nobody's. */
    g_assert_true (acu_score_store_put (fixture->catalog, 1, &late, 1, NULL));
    acu_photo_row_free (g_steal_pointer (&row));
    row = acu_fixture_get_photo (fixture, "a.jpg");
    g_assert_null (row->score_error);
  }
}

/* What somebody said of a picture is of what the file held then, and counts again with it. */
static void
test_changed_label (AcuScanFixture *fixture, gconstpointer data)
{
  static const char *const contents[] = {"before", "afters", "longer than before", "before"};
  const AcuLabelSet set = {.name = (char *)"S", .method = ACU_METHOD_ACR, .score_max = 5};
  AcuLabel label = {.position = -1, .score = 4, .response_ms = -1};
  g_autoptr (GError) error = NULL;

  acu_fixture_put_file (fixture, "a.jpg", contents[0]);
  acu_fixture_put_file (fixture, "b.jpg", "another");
  acu_fixture_scan (fixture);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg"),
                            b = acu_fixture_get_photo (fixture, "b.jpg");

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

    acu_fixture_put_file (fixture, "a.jpg", contents[k]);
    acu_fixture_scan (fixture);
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
add_label (AcuScanFixture *fixture, gint64 set, const char *name, double score)
{
  g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, name);
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
test_rated_content (AcuScanFixture *fixture, gconstpointer data)
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

    acu_fixture_put_file (fixture, "a.jpg", "before");
    acu_fixture_scan (fixture);
    acu_fixture_put_file (fixture, "a.jpg", edits[k]);
    add_label (fixture, id, "a.jpg", k);
    acu_fixture_scan (fixture);
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
test_touched_label (AcuScanFixture *fixture, gconstpointer data)
{
  const AcuLabelSet set = {.name = (char *)"S", .method = ACU_METHOD_ACR, .score_max = 5};
  const char *catalog = acu_catalog_get_path (fixture->catalog);
  gint64 id = acu_label_store_create_set (fixture->catalog, &set, NULL);

  acu_fixture_put_file (fixture, "a.jpg", "before");
  acu_fixture_scan (fixture);
  acu_fixture_run_sql (catalog, "UPDATE images SET hash = NULL");
  add_label (fixture, id, "a.jpg", 1);
  add_label (fixture, id, "a.jpg", 2);
  acu_fixture_run_sql (catalog, "UPDATE labels SET content = NULL WHERE score = 2");
  acu_fixture_set_file_time (fixture, "a.jpg", 1000);
  for (guint k = 0; k < 2; k++) {
    g_autoptr (GPtrArray) labels = NULL;

    acu_fixture_scan (fixture);
    labels = acu_label_store_list (fixture->catalog, id, NULL);
    for (guint i = 0; i < 2; i++)
      g_assert_cmpint (((const AcuLabel *)g_ptr_array_index (labels, i))->is_outdated, ==, k == 1);
    acu_fixture_put_file (fixture, "a.jpg", "longer than before");
  }
}

static void
test_vanished (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.jpg", "a");
  acu_fixture_put_file (fixture, "sub/b.jpg", "bb");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "sub/b.jpg", 5);
  acu_fixture_drop_file (fixture, "sub/b.jpg");
  acu_fixture_drop_file (fixture, "sub");
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_vanished, ==, 1);
  acu_fixture_assert_names (fixture, "a.jpg");

  acu_fixture_put_file (fixture, "sub/b.jpg", "bb");
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "a.jpg b.jpg");
  {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, "sub/b.jpg");

    g_assert_cmpint (row->stars, ==, 5);
    g_assert_true (row->has_score);
  }
}

static void
test_pairs (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "IMG_1.CR2", "raw 1");
  acu_fixture_put_file (fixture, "img_1.jpg", "jpeg 1");
  acu_fixture_put_file (fixture, "img_2.nef", "raw two");
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "img_1.jpg img_2.nef");
  {
    g_autoptr (AcuPhotoRow) raw = acu_fixture_get_photo (fixture, "IMG_1.CR2");
    g_autoptr (AcuPhotoRow) jpeg = acu_fixture_get_photo (fixture, "img_1.jpg");

    g_assert_cmpint (raw->state, ==, ACU_PHOTO_PAIRED);
    g_assert_cmpint (raw->partner, ==, jpeg->id);
    g_assert_cmpint (jpeg->partner, ==, raw->id);
  }
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "img_1.jpg img_2.nef");

  acu_fixture_drop_file (fixture, "img_1.jpg");
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "IMG_1.CR2 img_2.nef");
  acu_fixture_put_file (fixture, "img_1.jpg", "jpeg 1");
  acu_fixture_put_file (fixture, "img_2.JPG", "jpeg 2!");
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "img_1.jpg img_2.JPG");
}

static void
assert_stars (AcuScanFixture *fixture, const char *name, int stars)
{
  g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, name);

  g_assert_cmpint (row->stars, ==, stars);
}

static guint
count_collected (AcuScanFixture *fixture)
{
  g_autoptr (GPtrArray) collections = acu_collection_store_list (fixture->catalog, NULL);

  return ((const AcuCollection *)g_ptr_array_index (collections, 0))->n_photos;
}

/* What was said of a RAW file is said of the JPEG that is made of it, and again of the RAW file
 * once that is gone: what was decided last, and none of it a step to undo. */
static void
test_pair_rating (AcuScanFixture *fixture, gconstpointer data)
{
  gint64 collection = acu_collection_store_create (fixture->catalog, "Best", NULL, NULL);
  g_autofree char *undo = NULL, *redo = NULL;

  acu_fixture_put_file (fixture, "a.cr2", "raw");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "a.cr2", 4);
  {
    g_autoptr (AcuPhotoRow) raw = acu_fixture_get_photo (fixture, "a.cr2");

    g_assert_true (
        acu_collection_store_change (fixture->catalog, collection, &raw->id, 1, TRUE, NULL, NULL));
  }
  acu_fixture_put_file (fixture, "a.jpg", "jpeg");
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "a.jpg");
  assert_stars (fixture, "a.jpg", 4);
  g_assert_cmpuint (count_collected (fixture), ==, 1);

  acu_fixture_rate_photo (fixture, "a.jpg", 2);
  acu_fixture_drop_file (fixture, "a.jpg");
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "a.cr2");
  assert_stars (fixture, "a.cr2", 2);
  g_assert_cmpuint (count_collected (fixture), ==, 1);
  g_assert_true (acu_undo_journal_peek (fixture->catalog, &undo, &redo, NULL));
  g_assert_null (undo);
}

/* One JPEG stands for all RAW files of its name, whatever scan comes when. */
static void
test_several_raws (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.dng", "converted");
  acu_fixture_put_file (fixture, "a.cr2", "raw");
  acu_fixture_put_file (fixture, "a.jpg", "jpeg");
  for (int i = 0; i < 2; i++) {
    acu_fixture_scan (fixture);
    g_autoptr (AcuPhotoRow) jpeg = acu_fixture_get_photo (fixture, "a.jpg"),
                            raw = acu_fixture_get_photo (fixture, "a.cr2");

    g_assert_cmpint (jpeg->partner, ==, raw->id);
    g_assert_cmpuint (g_strv_length (jpeg->raws), ==, 2);
    g_assert_cmpstr (jpeg->raws[0], ==, raw->path);
  }
}

static void
test_unreadable (AcuScanFixture *fixture, gconstpointer data)
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
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_files, ==, 3);
  g_assert_cmpuint (fixture->counts.n_folders, ==, 1);
  g_assert_cmpuint (fixture->counts.n_unreadable, ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, broken[i]);

    g_assert_nonnull (row->error);
  }
  {
    g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, "not-utf8-\xff\xfe.jpg");

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
test_access (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg", NULL);
  g_autofree char *late = g_build_filename (fixture->folder, "b.jpg", NULL);

  acu_fixture_put_file (fixture, "a.jpg", "a");
  acu_fixture_scan (fixture);
  acu_fixture_rate_photo (fixture, "a.jpg", 3);
  acu_fixture_put_file (fixture, "b.jpg", "late");
  set_privileged (FALSE);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  g_assert_cmpint (g_chmod (late, 0), ==, 0);
  acu_fixture_scan (fixture);
  g_assert_cmpuint (fixture->counts.n_unreadable, >=, 2);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg"),
                            b = acu_fixture_get_photo (fixture, "b.jpg");

    g_assert_nonnull (a->error);
    g_assert_nonnull (b->error);
  }
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  g_assert_cmpint (g_chmod (late, 0600), ==, 0);
  acu_fixture_scan (fixture);
  set_privileged (TRUE);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg"),
                            b = acu_fixture_get_photo (fixture, "b.jpg");

    g_assert_null (a->error);
    g_assert_null (b->error);
    g_assert_true (a->has_score);
    /* What the decoder said of the file stays for as long as the file does. */
    g_assert_true (acu_photo_store_set_error (fixture->catalog, a->id, a->version, "bad", NULL));
  }
  acu_fixture_scan (fixture);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");

    g_assert_cmpstr (a->error, ==, "bad");
  }
  acu_fixture_set_file_time (fixture, "a.jpg", 1000);
  acu_fixture_scan (fixture);
  {
    g_autoptr (AcuPhotoRow) a = acu_fixture_get_photo (fixture, "a.jpg");

    g_assert_null (a->error);
    g_assert_cmpint (a->stars, ==, 3);
  }
}

/* A folder that is not there any more says so, and gives everything back when it is. */
static void
test_lost_root (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *away = g_strconcat (fixture->folder, "-away", NULL);
  g_autoptr (GPtrArray) folders = NULL;

  acu_fixture_put_file (fixture, "a.jpg", "a");
  acu_fixture_put_file (fixture, "DCIM/100CANON/b.jpg", "b");
  acu_fixture_scan (fixture);
  g_assert_cmpint (g_rename (fixture->folder, away), ==, 0);
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "a.jpg b.jpg");
  g_assert_cmpuint (fixture->counts.n_unreadable, ==, 1);
  folders = acu_folder_store_list (fixture->catalog, NULL);
  g_assert_nonnull (((AcuFolder *)g_ptr_array_index (folders, 0))->problem);
  g_assert_cmpint (g_rename (away, fixture->folder), ==, 0);
  acu_fixture_scan (fixture);
  acu_fixture_assert_names (fixture, "a.jpg b.jpg");
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
test_async (AcuScanFixture *fixture, gconstpointer data)
{
  const AcuScanOptions options = {.recursive = TRUE};
  AcuChangeFlags seen = 0;
  gboolean done = FALSE;
  guint n_told = 0;

  for (int i = 0; i < 600; i++) {
    g_autofree char *name = g_strdup_printf ("%d.jpg", i);

    acu_fixture_put_file (fixture, name, name);
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

/* The collection of broken and odd files, opened as a folder: every file is there afterwards. */
static void
test_bad_images (AcuScanFixture *fixture, gconstpointer data)
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

#define ADD(name, func)                                                                            \
  g_test_add ("/folder-scan/" name, AcuScanFixture, NULL, acu_scan_fixture_set_up, func,           \
              acu_scan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("new", test_new);
  ADD ("changed", test_changed);
  ADD ("changed-label", test_changed_label);
  ADD ("rated-content", test_rated_content);
  ADD ("touched-label", test_touched_label);
  ADD ("vanished", test_vanished);
  ADD ("pairs", test_pairs);
  ADD ("pair-rating", test_pair_rating);
  ADD ("several-raws", test_several_raws);
  ADD ("unreadable", test_unreadable);
  ADD ("access", test_access);
  ADD ("lost-root", test_lost_root);
  ADD ("async", test_async);
  ADD ("bad-images", test_bad_images);
  return g_test_run ();
}

/* Likenesses worked out in the background: once for each content, and kept. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/likeness-store.h"
#include "app/catalog/photo-result.h"
#include "app/culling/cull-plan.h"
#include "app/culling/likeness-worker.h"
#include "app/imaging/thumbnail.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

typedef struct {
  char *folder;
  AcuDecoder *decoder;
  AcuCatalog *catalog;
  AcuLikenessPace pace;
  guint n_total; /* what the last run had to do */
  gboolean done;
  GError *error;
} Fixture;

static void
copy_sample (Fixture *fixture, const char *name, const char *to)
{
  g_autofree char *sample = g_build_filename ("data/samples", name, NULL);
  g_autofree char *path = acu_test_source_path (sample);
  g_autofree char *target = g_build_filename (fixture->folder, "photos", to, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (path), file = g_file_new_for_path (target);
  g_autoptr (GError) error = NULL;

  g_file_copy (source, file, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = acu_test_temporary_folder ();
  g_autofree char *photos = g_build_filename (fixture->folder, "photos", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "catalog.db", NULL);
  g_autofree char *bad = g_build_filename (photos, "bad.jpg", NULL);
  g_assert_cmpint (g_mkdir_with_parents (photos, 0700), ==, 0);
  copy_sample (fixture, "pebbles.jpg", "a.jpg");
  copy_sample (fixture, "pebbles.jpg", "copy of a.jpg");
  copy_sample (fixture, "brick-house.jpg", "b.jpg");
  g_assert_true (g_file_set_contents (bad, "no picture", -1, NULL));

  fixture->decoder = acu_decoder_new (NULL, &error);
  g_assert_no_error (error);
  fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  AcuScanOptions options = {.decoder = fixture->decoder};
  AcuScanCounts counts;
  acu_folder_scan_run (fixture->catalog, photos, &options, NULL, NULL, &counts, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  acu_decoder_unref (fixture->decoder);
  g_clear_error (&fixture->error);
  g_free (fixture->folder);
}

static GArray *
list_photos (Fixture *fixture)
{
  g_auto (AcuPhotoQuery) query;
  g_autoptr (GError) error = NULL;

  acu_photo_query_init (&query);
  g_autoptr (AcuPhotoResult) result = acu_photo_query_run (fixture->catalog, &query, NULL, &error);
  g_assert_no_error (error);
  return g_array_ref (result->photos);
}

static void
progress_cb (guint n_done, guint n_total, gpointer data)
{
  ((Fixture *)data)->n_total = n_total;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  acu_likeness_worker_run_finish (ACU_CATALOG (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
run (Fixture *fixture, GCancellable *cancellable)
{
  g_autoptr (GArray) photos = list_photos (fixture);

  fixture->done = FALSE;
  fixture->n_total = 0;
  acu_likeness_worker_run_async (fixture->catalog, fixture->decoder, (const gint64 *)photos->data,
                                 photos->len, fixture->pace, progress_cb, fixture, cancellable,
                                 done_cb, fixture);
  acu_fixture_wait (&fixture->done);
}

static guint
count_likenesses (Fixture *fixture)
{
  g_autoptr (GArray) photos = list_photos (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) loaded = acu_likeness_store_load (
      fixture->catalog, (const gint64 *)photos->data, photos->len, 0, NULL, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < loaded->len; i++)
    n += g_array_index (loaded, AcuCullPhoto, i).has_likeness != FALSE;
  return n;
}

static guint
count_thumbnails (Fixture *fixture)
{
  static const char *const names[] = {"a.jpg", "copy of a.jpg", "b.jpg"};
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (fixture->folder, "photos", names[i], NULL);
    g_autofree char *thumbnail = acu_thumbnail_lookup (path, ACU_THUMBNAIL_LARGE);
    n += thumbnail != NULL;
  }
  return n;
}

static void
test_once (Fixture *fixture, gconstpointer data)
{
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->n_total, ==, 4);
  g_assert_cmpint (count_likenesses (fixture), ==, 3);

  g_assert_cmpint (count_thumbnails (fixture), ==, 3);

  /* Nothing is left to do, also not for what cannot be decoded. */
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->n_total, ==, 0);
}

/* Whose pictures nobody asked for are not left in a cache that everybody shares. */
static void
test_leisurely (Fixture *fixture, gconstpointer data)
{
  fixture->pace = ACU_LIKENESS_LEISURELY;
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->n_total, ==, 4);
  g_assert_cmpint (count_likenesses (fixture), ==, 3);
  g_assert_cmpint (count_thumbnails (fixture), ==, 0);
}

/* A machine that has too much to do says nothing about the pictures. */
static void
test_too_slow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuDecoder) patient = fixture->decoder;
  g_autoptr (GError) error = NULL;

  fixture->decoder = acu_decoder_new (&(AcuDecoderOptions){.seconds = 1e-6}, &error);
  g_assert_no_error (error);
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->n_total, ==, 4);

  /* Whatever was in time nevertheless is not asked for again. */
  acu_decoder_unref (fixture->decoder);
  fixture->decoder = g_steal_pointer (&patient);
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (count_likenesses (fixture), ==, 3);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  run (fixture, cancellable);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count_likenesses (fixture), ==, 0);
}

/* ---- What was made of a burst ---- */

static GdkPixbuf *
load_sample (const char *name)
{
  g_autofree char *sample = g_build_filename ("data/samples", name, NULL);
  g_autofree char *path = acu_test_source_path (sample);
  g_autoptr (GError) error = NULL;
  GdkPixbuf *picture = gdk_pixbuf_new_from_file (path, &error);

  g_assert_no_error (error);
  return picture;
}

/* Multiplies the channels; without colours where @is_grey. */
static void
edit (GdkPixbuf *picture, const double factors[3], gboolean is_grey)
{
  int n = gdk_pixbuf_get_n_channels (picture);

  for (int y = 0; y < gdk_pixbuf_get_height (picture); y++) {
    guchar *p = gdk_pixbuf_get_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture);

    for (int x = 0; x < gdk_pixbuf_get_width (picture); x++, p += n) {
      double grey = 0.3 * p[0] + 0.6 * p[1] + 0.1 * p[2];
      for (int c = 0; c < 3; c++)
        p[c] = (guchar)MIN (255.0, factors[c] * (is_grey ? grey : p[c]));
    }
  }
}

static void
save (Fixture *fixture, GdkPixbuf *picture, const char *name, const char *type)
{
  g_autofree char *path = g_build_filename (fixture->folder, "photos", name, NULL);
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_save (picture, path, type, &error, NULL);
  g_assert_no_error (error);
}

/* Two frames of a burst, between which the hand has moved, and what was exported of them: one
 * warmer, the other lighter and without colours. */
static void
make_edits (Fixture *fixture, const char *sample)
{
  g_autoptr (GdkPixbuf) first = load_sample (sample), second = NULL;
  int width = gdk_pixbuf_get_width (first), height = gdk_pixbuf_get_height (first);
  g_autoptr (GdkPixbuf) moved =
      gdk_pixbuf_new_subpixbuf (first, width / 100, 0, width - width / 100, height);

  copy_sample (fixture, sample, "frame 1.jpg");
  second = gdk_pixbuf_copy (moved);
  save (fixture, second, "frame 2.jpg", "jpeg");
  edit (first, (const double[]){1.3, 1.0, 0.7}, FALSE);
  save (fixture, first, "warm (final).png", "png");
  edit (second, (const double[]){1.1, 1.1, 1.1}, TRUE);
  save (fixture, second, "Untitled.tiff", "tiff");
}

/* Scores photos so that the one without colours is the best, and has all of them taken in one
 * second, as exported files say too. */
static void
tell_of (Fixture *fixture, GArray *photos)
{
  for (guint i = 0; i < photos->len; i++) {
    AcuCullPhoto *photo = &g_array_index (photos, AcuCullPhoto, i);
    g_autoptr (AcuPhotoRow) row = acu_photo_store_get (fixture->catalog, photo->photo, 0, NULL);

    photo->taken = 1000;
    photo->score = g_str_has_suffix (row->path, ".tiff") ? 80 : 40;
  }
}

static void
assert_of_one_thing (Fixture *fixture, const AcuPhotoGroups *groups)
{
  static const char *const names[] = {"Untitled.tiff", "frame 1.jpg", "frame 2.jpg",
                                      "warm (final).png", NULL};
  g_autoptr (AcuCullPlan) plan = acu_cull_plan_new (groups, 0, 100, 0.5);
  gint32 best = -1;

  for (guint i = 0; i < groups->photos->len; i++)
    if (g_array_index (groups->photos, AcuCullPhoto, i).score > 50)
      best = (gint32)i;
  g_assert_cmpint (best, >=, 0);
  gint32 number = groups->group[best];
  g_assert_cmpint (number, >=, 0);
  for (guint i = 0; i < groups->photos->len; i++) {
    const AcuCullPhoto *photo = &g_array_index (groups->photos, AcuCullPhoto, i);
    g_autoptr (AcuPhotoRow) row = acu_photo_store_get (fixture->catalog, photo->photo, 0, NULL);
    g_autofree char *name = g_path_get_basename (row->path);
    gboolean belongs = g_strv_contains (names, name);

    g_test_message ("%s: group %i", name, groups->group[i]);
    g_assert_true ((groups->group[i] == number) == belongs);
    if (belongs)
      g_assert_cmpint (plan->proposals[i].verdict, ==,
                       (gint32)i == best ? ACU_VERDICT_PICK : ACU_VERDICT_REJECT);
  }
  g_assert_cmpint (plan->best[number], ==, best);
  g_assert_cmpint (g_array_index (groups->groups, AcuPhotoGroup, number).kind, ==, ACU_GROUP_BURST);
}

/* What was exported of a burst, under whatever name and in whatever format, belongs to it; another
 * picture of the same second does not. */
static void
test_edits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "photos", NULL);
  AcuScanOptions options = {.decoder = fixture->decoder};
  AcuScanCounts counts;
  g_autoptr (GError) error = NULL;

  make_edits (fixture, data);
  acu_folder_scan_run (fixture->catalog, folder, &options, NULL, NULL, &counts, NULL, &error);
  g_assert_no_error (error);
  run (fixture, NULL);
  g_assert_no_error (fixture->error);

  g_autoptr (GArray) ids = list_photos (fixture);
  g_autoptr (GArray) photos = acu_likeness_store_load (fixture->catalog, (const gint64 *)ids->data,
                                                       ids->len, 0, NULL, &error);
  g_assert_no_error (error);
  tell_of (fixture, photos);
  g_autoptr (AcuPhotoGroups) groups = acu_photo_groups_new (photos, NULL, &error);
  g_assert_no_error (error);
  assert_of_one_thing (fixture, groups);
}

/* A likeness of content that has changed meanwhile is not entered. */
static void
test_old_version (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) photos = list_photos (fixture);
  const guint8 likeness[ACU_LIKENESS_SIZE] = {1};
  AcuLikenessResult result = {g_array_index (photos, gint64, 0), 99, likeness};
  g_autoptr (GError) error = NULL;

  g_assert_true (acu_likeness_store_put (fixture->catalog, &result, 1, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_likenesses (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = acu_test_temporary_folder ();

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/likeness-worker/once", Fixture, NULL, set_up, test_once, tear_down);
  g_test_add ("/likeness-worker/leisurely", Fixture, NULL, set_up, test_leisurely, tear_down);
  g_test_add ("/likeness-worker/too-slow", Fixture, NULL, set_up, test_too_slow, tear_down);
  g_test_add ("/likeness-worker/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/likeness-worker/edits", Fixture, "lake-dusk.jpg", set_up, test_edits, tear_down);
  g_test_add ("/likeness-worker/edits-of-colours", Fixture, "lake-oversharpened.jpg", set_up,
              test_edits, tear_down);
  g_test_add ("/likeness-worker/old-version", Fixture, NULL, set_up, test_old_version, tear_down);
  return g_test_run ();
}

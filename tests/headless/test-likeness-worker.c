/* Likenesses worked out in the background: once for each content, and kept. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/likeness-store.h"
#include "app/catalog/photo-query.h"
#include "app/culling/likeness-worker.h"
#include "catalog-fixture.h"
#include "test-support.h"

typedef struct {
  char *folder;
  AcuDecoder *decoder;
  AcuCatalog *catalog;
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
                                 photos->len, progress_cb, fixture, cancellable, done_cb, fixture);
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

static void
test_once (Fixture *fixture, gconstpointer data)
{
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->n_total, ==, 4);
  g_assert_cmpint (count_likenesses (fixture), ==, 3);

  /* Nothing is left to do, also not for what cannot be decoded. */
  run (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->n_total, ==, 0);
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
  g_test_add ("/likeness-worker/too-slow", Fixture, NULL, set_up, test_too_slow, tear_down);
  g_test_add ("/likeness-worker/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/likeness-worker/old-version", Fixture, NULL, set_up, test_old_version, tear_down);
  return g_test_run ();
}

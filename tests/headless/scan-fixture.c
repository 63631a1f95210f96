#include "scan-fixture.h"

#include "app/catalog/folder-scan.h"
#include "app/catalog/photo-result.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/score-store.h"
#include "test-support.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

void
acu_scan_fixture_set_up (AcuScanFixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *other = acu_test_temporary_folder ();
  g_autoptr (GError) error = NULL;

  fixture->folder = acu_test_temporary_folder ();
  path = g_build_filename (other, "catalog.db", NULL);
  fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
}

void
acu_scan_fixture_tear_down (AcuScanFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (acu_catalog_check (fixture->catalog, &error));
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
}

void
acu_fixture_put_file (AcuScanFixture *fixture, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

void
acu_fixture_drop_file (AcuScanFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

void
acu_fixture_set_file_time (AcuScanFixture *fixture, const char *name, time_t seconds)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  const struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

void
acu_fixture_scan (AcuScanFixture *fixture)
{
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GError) error = NULL;

  acu_folder_scan_run (fixture->catalog, fixture->folder, &options, NULL, NULL, &fixture->counts,
                       NULL, &error);
  g_assert_no_error (error);
}

/* The names of the photos shown, in order, joined by spaces. */
static char *
list_names (AcuScanFixture *fixture)
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

guint
acu_fixture_count_shown (AcuScanFixture *fixture)
{
  g_auto (AcuPhotoQuery) query;
  g_autoptr (AcuPhotoResult) result = NULL;

  acu_photo_query_init (&query);
  result = acu_photo_query_run (fixture->catalog, &query, NULL, NULL);
  return result->photos->len;
}

void
acu_fixture_assert_names (AcuScanFixture *fixture, const char *expected)
{
  g_autofree char *names = list_names (fixture);

  g_assert_cmpstr (names, ==, expected);
}

AcuPhotoRow *
acu_fixture_get_photo (AcuScanFixture *fixture, const char *name)
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

void
acu_fixture_rate_photo (AcuScanFixture *fixture, const char *name, int stars)
{
  g_autoptr (AcuPhotoRow) row = acu_fixture_get_photo (fixture, name);
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

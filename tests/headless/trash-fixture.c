#include "trash-fixture.h"

#include "app/catalog/photo-result.h"
#include "test-support.h"

#include <glib/gstdio.h>

void
acu_trash_fixture_set_up (AcuScanFixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"a.jpg", "a.jpg.xmp", "b.jpg", "b.cr2",
                                      "b.xmp", "c.jpg",     "c.png", "c.xmp"};

  acu_scan_fixture_set_up (fixture, data);
  /* In the same place as the trash, which is below XDG_DATA_HOME. */
  g_free (fixture->folder);
  fixture->folder = g_build_filename (g_get_user_data_dir (), "photos-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (fixture->folder));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    acu_fixture_put_file (fixture, names[i], names[i]);
  acu_fixture_scan (fixture);
}

gboolean
acu_fixture_exists (AcuScanFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gint64
acu_fixture_find (AcuScanFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return acu_photo_store_find (fixture->catalog, path, NULL);
}

char *
acu_fixture_list_shown (AcuScanFixture *fixture)
{
  g_auto (AcuPhotoQuery) query;
  g_autoptr (AcuPhotoResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  acu_photo_query_init (&query);
  result = acu_photo_query_run (fixture->catalog, &query, NULL, NULL);
  rows = acu_photo_store_get_rows (fixture->catalog, (const gint64 *)result->photos->data,
                                   result->photos->len, 0, NULL);
  for (guint i = 0; i < rows->len; i++)
    g_strv_builder_add (names, ((const AcuPhotoRow *)g_ptr_array_index (rows, i))->display_name);
  list = g_strv_builder_end (names);
  return g_strjoinv (" ", list);
}

/* What a copy or a drag of photos takes along: a raw file that a photo stands for as well. */
#include "app/views/shared/photo-content.h"
#include "tests/headless/scan-fixture.h"

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)data = TRUE;
}

/* What @content is as @type. (transfer full) */
static char *
write_as (GdkContentProvider *content, const char *type)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (stream);
  gboolean is_written = FALSE;

  gdk_content_provider_write_mime_type_async (content, type, stream, G_PRIORITY_DEFAULT, NULL,
                                              written_cb, &is_written);
  while (!is_written)
    g_main_context_iteration (NULL, TRUE);
  return g_strndup (g_memory_output_stream_get_data (memory),
                    g_memory_output_stream_get_data_size (memory));
}

static void
test_pair (AcuScanFixture *fixture, gconstpointer data)
{
  acu_fixture_put_file (fixture, "a.jpg", "jpeg");
  acu_fixture_put_file (fixture, "a.nef", "raw");
  acu_fixture_put_file (fixture, "b.jpg", "another");
  acu_fixture_scan (fixture);
  g_autoptr (AcuPhotoRow) pair = acu_fixture_get_photo (fixture, "a.jpg");
  g_autoptr (AcuPhotoRow) single = acu_fixture_get_photo (fixture, "b.jpg");
  const gint64 photos[] = {single->id, pair->id};
  g_autoptr (GdkContentProvider) content =
      acu_photo_content_new (fixture->catalog, photos, G_N_ELEMENTS (photos));

  g_autofree char *folder = g_path_get_dirname (pair->path);
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);
  g_autofree char *uris = g_strdup_printf ("%s/b.jpg\r\n%s/a.jpg\r\n%s/a.nef\r\n", uri, uri, uri);
  g_autofree char *paths = g_strdup_printf ("%s/b.jpg\n%s/a.jpg\n%s/a.nef", folder, folder, folder);
  g_autofree char *list = write_as (content, "text/uri-list");
  g_autofree char *text = write_as (content, "text/plain;charset=utf-8");

  g_assert_cmpstr (list, ==, uris);
  g_assert_cmpstr (text, ==, paths);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/photo-content/pair", AcuScanFixture, NULL, acu_scan_fixture_set_up, test_pair,
              acu_scan_fixture_tear_down);
  return g_test_run ();
}

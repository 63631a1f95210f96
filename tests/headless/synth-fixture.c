#include "tests/headless/synth-fixture.h"

#include "app/learning/scenes/gallery.h"
#include "app/learning/synth/picture-codec.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <string.h>

AcuImage *
acu_synth_fixture_render_scene (const char *name)
{
  guint width, height;
  g_autofree guint8 *rgb =
      acu_gallery_render (acu_gallery_find (name), 0.14f, 0.1f, 0, &width, &height);
  AcuImage *image = acu_image_new ((int)width, (int)height, NULL);

  memcpy (image->pixels, rgb, 3 * (gsize)width * height);
  return image;
}

void
acu_synth_fixture_write_scene (const char *folder, const char *name, const char *file)
{
  g_autoptr (AcuImage) image = acu_synth_fixture_render_scene (name);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GError) error = NULL;

  acu_picture_write_png (image, path, &error);
  g_assert_no_error (error);
}

char *
acu_synth_fixture_make_photos (void)
{
  char *folder = acu_test_temporary_folder ();
  g_autofree char *deeper = g_build_filename (folder, "a, b", NULL);

  g_assert_cmpint (g_mkdir (deeper, 0777), ==, 0);
  acu_synth_fixture_write_scene (folder, "still-life", "still life.png");
  acu_synth_fixture_write_scene (folder, "pebbles", "pebbles.png");
  acu_synth_fixture_write_scene (deeper, "printed-page", "page.png");
  return folder;
}

char *
acu_synth_fixture_read (const char *folder, const char *relative, gsize *size)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, size, &error);
  g_assert_no_error (error);
  return text;
}

void
acu_synth_fixture_assert_same (const char *first, const char *second, const char *relative)
{
  gsize first_size, second_size;
  g_autofree char *a = acu_synth_fixture_read (first, relative, &first_size);
  g_autofree char *b = acu_synth_fixture_read (second, relative, &second_size);

  g_assert_cmpmem (a, first_size, b, second_size);
}

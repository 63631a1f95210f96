/* The shared thumbnail cache: what is written there, what is believed of it, and failures. */
#include "app/imaging/error.h"
#include "app/imaging/png-text.h"
#include "app/imaging/thumbnail.h"
#include "picture-fixture.h"
#include "test-support.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static char *folder;
static AcuDecoder *decoder;

/* A grey picture. */
static char *
make_photo (const char *name, int width, int height, guint8 level)
{
  const AcuJpegRecipe recipe = {.width = width, .height = height, .components = 1};
  g_autofree guint8 *pixels = g_malloc ((gsize)width * (gsize)height);
  g_autoptr (GBytes) bytes = NULL;

  memset (pixels, level, (gsize)width * (gsize)height);
  bytes = acu_fixture_make_jpeg (&recipe, pixels);
  return acu_fixture_write (folder, name, bytes);
}

static AcuImage *
load (const char *path, AcuThumbnailSize size)
{
  g_autoptr (GError) error = NULL;
  AcuImage *image = acu_thumbnail_load (decoder, path, size, NULL, &error);

  g_assert_no_error (error);
  return image;
}

static char *
read_text (const char *path, const char *key)
{
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return acu_png_text_find ((const guint8 *)data, size, key);
}

static void
test_made (void)
{
  static const struct {
    AcuThumbnailSize size;
    const char *folder;
    int width, height;
  } expected[] = {{ACU_THUMBNAIL_NORMAL, "normal", 128, 64},
                  {ACU_THUMBNAIL_LARGE, "large", 256, 128},
                  {ACU_THUMBNAIL_X_LARGE, "x-large", 512, 256},
                  {ACU_THUMBNAIL_XX_LARGE, "xx-large", 800, 400}};
  g_autofree char *path = make_photo ("made ü%.jpg", 800, 400, 77);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_MD5, uri, -1);
  GStatBuf photo_info;

  g_assert_cmpint (g_stat (path, &photo_info), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autofree char *name = g_strconcat (sum, ".png", NULL);
    g_autofree char *where =
        g_build_filename (g_get_user_cache_dir (), "thumbnails", expected[i].folder, name, NULL);
    g_autofree char *above = g_path_get_dirname (where);
    g_autofree char *path_told = acu_thumbnail_get_path (path, expected[i].size);
    g_autofree char *before = acu_thumbnail_lookup (path, expected[i].size);
    g_autoptr (AcuImage) image = load (path, expected[i].size);
    g_autofree char *after = acu_thumbnail_lookup (path, expected[i].size);
    g_autofree char *stored_uri = read_text (where, "Thumb::URI");
    g_autofree char *mtime = read_text (where, "Thumb::MTime");
    g_autoptr (AcuImage) again = load (path, expected[i].size);
    GStatBuf info;

    g_assert_cmpstr (path_told, ==, where);
    g_assert_null (before);
    g_assert_cmpstr (after, ==, where);
    g_assert_cmpint (image->width, ==, expected[i].width);
    g_assert_cmpint (image->height, ==, expected[i].height);
    g_assert_cmpint (image->pixels[0], ==, 77);
    g_assert_cmpstr (stored_uri, ==, uri);
    g_assert_cmpint (g_ascii_strtoll (mtime, NULL, 10), ==, photo_info.st_mtime);
    g_assert_cmpint (g_stat (where, &info), ==, 0);
    g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    g_assert_cmpint (g_stat (above, &info), ==, 0);
    g_assert_cmpint (info.st_mode & 0777, ==, 0700);
    g_assert_cmpmem (image->pixels, acu_image_get_bytes (image), again->pixels,
                     acu_image_get_bytes (again));
    g_assert_cmpstr (again->format, ==, "PNG");
  }
}

/* Another program's thumbnail is taken as it is; one of an older file, or broken, is not. */
static void
test_believed (void)
{
  g_autofree char *path = make_photo ("believed.jpg", 400, 400, 10);
  g_autofree char *other = make_photo ("other.jpg", 400, 400, 200);
  g_autofree char *where = acu_thumbnail_get_path (path, ACU_THUMBNAIL_LARGE);
  g_autofree char *others = acu_thumbnail_get_path (other, ACU_THUMBNAIL_LARGE);
  const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
  g_autofree char *content = NULL;
  gsize size;

  acu_image_unref (load (path, ACU_THUMBNAIL_LARGE));
  acu_image_unref (load (other, ACU_THUMBNAIL_LARGE));

  /* The right texts, but cut off in the middle of the pixels. */
  g_assert_true (g_file_get_contents (where, &content, &size, NULL));
  g_assert_true (g_file_set_contents (where, content, (gssize)size - 20, NULL));
  {
    g_autoptr (AcuImage) image = load (path, ACU_THUMBNAIL_LARGE);

    g_assert_cmpint (image->pixels[0], ==, 10);
  }
  /* Of another file. */
  g_free (g_steal_pointer (&content));
  g_assert_true (g_file_get_contents (others, &content, &size, NULL));
  g_assert_true (g_file_set_contents (where, content, (gssize)size, NULL));
  {
    g_autofree char *found = acu_thumbnail_lookup (path, ACU_THUMBNAIL_LARGE);
    g_autoptr (AcuImage) image = load (path, ACU_THUMBNAIL_LARGE);

    g_assert_null (found);
    g_assert_cmpint (image->pixels[0], ==, 10);
  }
  /* Of the file as it was. */
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  {
    g_autofree char *found = acu_thumbnail_lookup (path, ACU_THUMBNAIL_LARGE);

    g_assert_null (found);
  }
}

static void
test_failure (void)
{
  g_autofree char *path = g_build_filename (folder, "brökén 100 %.jpg", NULL);
  g_autofree char *first = NULL;
  g_autoptr (GError) error = NULL;
  const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  g_assert_null (acu_thumbnail_load (decoder, path, ACU_THUMBNAIL_LARGE, NULL, &error));
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT);
  first = g_strdup (error->message);
  g_clear_error (&error);
  /* Remembered with its reason, also where another size is asked for. */
  g_assert_null (acu_thumbnail_load (decoder, path, ACU_THUMBNAIL_NORMAL, NULL, &error));
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_DATA);
  g_assert_cmpstr (error->message, ==, first);
  g_clear_error (&error);
  /* Tried again once it has changed. */
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  g_assert_null (acu_thumbnail_load (decoder, path, ACU_THUMBNAIL_LARGE, NULL, &error));
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT);
  g_clear_error (&error);
  acu_thumbnail_forget (path);
  g_assert_null (acu_thumbnail_load (decoder, path, ACU_THUMBNAIL_LARGE, NULL, &error));
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT);
}

/* What is not the file's fault is not held against it. */
static void
test_passing (void)
{
  g_autofree char *path = make_photo ("cancelled.jpg", 300, 300, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (acu_thumbnail_load (decoder, path, ACU_THUMBNAIL_LARGE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  acu_image_unref (load (path, ACU_THUMBNAIL_LARGE));
  acu_thumbnail_forget (path);
  {
    g_autofree char *found = acu_thumbnail_lookup (path, ACU_THUMBNAIL_LARGE);

    g_assert_null (found);
  }
}

/* No thumbnails of thumbnails, none larger than the photo, and none needed to see something. */
static void
test_special (void)
{
  g_autofree char *path = make_photo ("small.jpg", 60, 40, 50);
  g_autofree char *thumbnail = acu_thumbnail_get_path (path, ACU_THUMBNAIL_LARGE);
  g_autofree char *of_thumbnail = acu_thumbnail_get_path (thumbnail, ACU_THUMBNAIL_LARGE);
  g_autofree char *thin = make_photo ("thin.jpg", 2000, 2, 50);
  g_autoptr (AcuImage) image = load (path, ACU_THUMBNAIL_LARGE);
  g_autoptr (AcuImage) line = load (thin, ACU_THUMBNAIL_LARGE);

  g_assert_cmpint (image->width, ==, 60);
  g_assert_cmpint (line->width, ==, 256);
  g_assert_cmpint (line->height, ==, 1);
  acu_image_unref (load (thumbnail, ACU_THUMBNAIL_LARGE));
  g_assert_false (g_file_test (of_thumbnail, G_FILE_TEST_EXISTS));
}

static void
test_png_text (void)
{
  static const guint8 pixels[3];
  g_autoptr (GBytes) png = acu_fixture_make_png (1, 1, 2, pixels, 1);
  gsize size;
  const guint8 *data = g_bytes_get_data (png, &size);

  g_assert_null (acu_png_text_find (data, size, "Thumb::URI"));
  for (gsize cut = 0; cut < size; cut++) {
    g_autofree guint8 *copy = g_memdup2 (data, cut);

    g_assert_null (acu_png_text_find (copy, cut, "Thumb::URI"));
  }
}

/* Looked at, but not left where everybody keeps theirs; what is there already is used. */
static void
test_peek (void)
{
  g_autofree char *path = make_photo ("peeked.jpg", 400, 300, 90);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image =
      acu_thumbnail_peek (decoder, path, ACU_THUMBNAIL_LARGE, NULL, &error);
  g_autofree char *after = acu_thumbnail_lookup (path, ACU_THUMBNAIL_LARGE);

  g_assert_no_error (error);
  g_assert_cmpint (image->width, ==, 256);
  g_assert_null (after);

  g_autoptr (AcuImage) kept = load (path, ACU_THUMBNAIL_LARGE);
  g_autofree char *thumbnail = acu_thumbnail_lookup (path, ACU_THUMBNAIL_LARGE);
  g_autoptr (AcuImage) again =
      acu_thumbnail_peek (decoder, path, ACU_THUMBNAIL_LARGE, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (thumbnail);
  g_assert_cmpint (again->width, ==, 256);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = acu_test_temporary_folder ();
  cache = acu_test_temporary_folder ();
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  decoder = acu_decoder_new (NULL, NULL);
  g_assert_nonnull (decoder);
  g_test_add_func ("/thumbnail/made", test_made);
  g_test_add_func ("/thumbnail/believed", test_believed);
  g_test_add_func ("/thumbnail/failure", test_failure);
  g_test_add_func ("/thumbnail/passing", test_passing);
  g_test_add_func ("/thumbnail/special", test_special);
  g_test_add_func ("/thumbnail/peek", test_peek);
  g_test_add_func ("/thumbnail/png-text", test_png_text);
  result = g_test_run ();
  acu_decoder_unref (decoder);
  g_free (folder);
  return result;
}

/* Decoded pictures that are kept for training: as many as there is room for, and no more. */
#include "app/learning/training/image-cache.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>

#define PICTURES 4
#define SIDE     32
#define BYTES    (SIDE * SIDE * 3)
#define GIB      (G_GUINT64_CONSTANT (1) << 30)

typedef struct {
  char *paths[PICTURES]; /* the last is larger than all others together */
  AcuDecoder *decoder;
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < PICTURES; i++) {
    const guint width = i + 1 < PICTURES ? SIDE : SIDE * PICTURES;
    g_autofree char *name = g_strdup_printf ("%u.png", i);
    g_autofree guint8 *pixels = acu_fixture_make_noise ((gsize)width * SIDE * 3);
    g_autoptr (GBytes) png = acu_fixture_make_png (width, SIDE, 2, pixels, SIDE);

    fixture->paths[i] = acu_fixture_write (folder, name, png);
  }
  fixture->decoder = acu_decoder_new (NULL, &error);
  g_assert_no_error (error);
}

static void
fixture_clear (Fixture *fixture)
{
  for (guint i = 0; i < PICTURES; i++)
    g_free (fixture->paths[i]);
  acu_decoder_unref (fixture->decoder);
}

static AcuImageCache *
make_cache (const Fixture *fixture, gsize max_bytes)
{
  const AcuProtocol native = {.kind = ACU_PROTOCOL_NATIVE};

  return acu_image_cache_new (fixture->decoder, &native, SIDE, max_bytes);
}

static void
load (AcuImageCache *cache, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = acu_image_cache_load (cache, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (image->height, ==, SIDE);
}

/* Whether the picture at @path is kept: its file is gone. */
static gboolean
is_kept (AcuImageCache *cache, const char *path)
{
  g_autoptr (AcuImage) image = acu_image_cache_load (cache, path, NULL, NULL);

  return image != NULL;
}

static void
remove_files (const Fixture *fixture)
{
  for (guint i = 0; i < PICTURES; i++)
    g_assert_cmpint (g_remove (fixture->paths[i]), ==, 0);
}

/* The one that was not asked for the longest goes; one that would not fit at all is given out and
 * puts out no other. */
static void
test_full (void)
{
  g_autoptr (AcuImageCache) cache = NULL;
  Fixture fixture;

  fixture_init (&fixture);
  cache = make_cache (&fixture, 2 * BYTES + BYTES / 2);
  load (cache, fixture.paths[0]);
  g_assert_cmpuint (acu_image_cache_get_bytes (cache), ==, BYTES);
  load (cache, fixture.paths[1]);
  load (cache, fixture.paths[0]);
  g_assert_cmpuint (acu_image_cache_get_bytes (cache), ==, 2 * BYTES);
  load (cache, fixture.paths[2]);
  g_assert_cmpuint (acu_image_cache_get_bytes (cache), ==, 2 * BYTES);
  load (cache, fixture.paths[3]);
  g_assert_cmpuint (acu_image_cache_get_bytes (cache), ==, 2 * BYTES);
  remove_files (&fixture);
  g_assert_true (is_kept (cache, fixture.paths[0]));
  g_assert_false (is_kept (cache, fixture.paths[1]));
  g_assert_true (is_kept (cache, fixture.paths[2]));
  g_assert_false (is_kept (cache, fixture.paths[3]));
  fixture_clear (&fixture);
}

static void
test_set_limit (void)
{
  g_autoptr (AcuImageCache) cache = NULL;
  Fixture fixture;

  fixture_init (&fixture);
  cache = make_cache (&fixture, 0);
  load (cache, fixture.paths[0]);
  g_assert_cmpuint (acu_image_cache_get_bytes (cache), ==, 0);
  acu_image_cache_set_limit (cache, 10 * BYTES);
  for (guint i = 0; i < PICTURES; i++)
    load (cache, fixture.paths[i]);
  g_assert_cmpuint (acu_image_cache_get_bytes (cache), ==, (2 * PICTURES - 1) * BYTES);
  acu_image_cache_set_limit (cache, PICTURES * BYTES);
  g_assert_cmpuint (acu_image_cache_get_bytes (cache), ==, PICTURES * BYTES);
  remove_files (&fixture);
  g_assert_false (is_kept (cache, fixture.paths[PICTURES - 2]));
  g_assert_true (is_kept (cache, fixture.paths[PICTURES - 1]));
  fixture_clear (&fixture);
}

static void
test_choose_limit (void)
{
  g_assert_cmpuint (acu_image_cache_choose_limit (ACU_DEVICE_CPU, 2 * GIB), ==, GIB / 2);
  g_assert_cmpuint (acu_image_cache_choose_limit (ACU_DEVICE_CPU, 16 * GIB), ==, GIB);
  g_assert_cmpuint (acu_image_cache_choose_limit (ACU_DEVICE_INTEGRATED_GPU, 16 * GIB), ==, GIB);
  g_assert_cmpuint (acu_image_cache_choose_limit (ACU_DEVICE_SOFTWARE_GPU, 64 * GIB), ==, GIB);
  g_assert_cmpuint (acu_image_cache_choose_limit (ACU_DEVICE_DISCRETE_GPU, 64 * GIB), ==, 16 * GIB);
}

int
main (int argc, char **argv)
{
  g_autofree char *decoder = NULL;

  g_test_init (&argc, &argv, NULL);
  decoder = acu_test_build_path ("app/imaging/acutance-decoder");
  g_setenv ("ACUTANCE_DECODER", decoder, TRUE);
  g_test_add_func ("/image-cache/full", test_full);
  g_test_add_func ("/image-cache/set-limit", test_set_limit);
  g_test_add_func ("/image-cache/choose-limit", test_choose_limit);
  return g_test_run ();
}

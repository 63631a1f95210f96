/* Camera raw files, by their previews. */
#include "app/imaging/decoder.h"
#include "app/imaging/error.h"
#include "app/imaging/load.h"
#include "picture-fixture.h"
#include "raw-fixture.h"
#include "test-support.h"

#include <string.h>

/* A picture whose left half is dark and whose right half is light. */
static GBytes *
make_preview (int width, int height, int orientation)
{
  const AcuJpegRecipe recipe = {
      .width = width, .height = height, .components = 1, .orientation = orientation};
  g_autofree guint8 *pixels = g_malloc ((gsize)width * (gsize)height);

  for (int y = 0; y < height; y++) {
    memset (pixels + y * width, 20, (gsize)width / 2);
    memset (pixels + y * width + width / 2, 220, (gsize)(width - width / 2));
  }
  return acu_fixture_make_jpeg (&recipe, pixels);
}

static GBytes *
make_raw (
    int width, int height, int orientation, GBytes *preview, int preview_width, int preview_height)
{
  const AcuRawRecipe recipe = {.width = width,
                               .height = height,
                               .orientation = orientation,
                               .preview = preview,
                               .preview_width = preview_width,
                               .preview_height = preview_height};

  return acu_fixture_make_dng (&recipe);
}

static AcuImage *
load (GBytes *bytes, GError **error)
{
  const AcuLoadOptions options = {0};

  return acu_image_load_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &options,
                               error);
}

static guint8
get_level (const AcuImage *image, int x, int y)
{
  return image->pixels[(y * image->width + x) * 3];
}

static void
test_preview (void)
{
  g_autoptr (GBytes) preview = make_preview (64, 48, 0);
  g_autoptr (GBytes) raw = make_raw (64, 48, 1, preview, 64, 48);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = load (raw, &error);

  g_assert_no_error (error);
  g_assert_cmpint (image->width, ==, 64);
  g_assert_cmpint (image->height, ==, 48);
  g_assert_cmpstr (image->format, ==, "RAW");
  g_assert_cmpint (get_level (image, 2, 2), <, 60);
  g_assert_cmpint (get_level (image, 61, 2), >, 180);
  g_assert_null (image->warnings);
}

/* Smaller than the raw picture, and said so. */
static void
test_small_preview (void)
{
  g_autoptr (GBytes) preview = make_preview (64, 48, 0);
  g_autoptr (GBytes) raw = make_raw (640, 480, 1, preview, 64, 48);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = load (raw, &error);

  g_assert_no_error (error);
  g_assert_cmpint (image->width, ==, 64);
  g_assert_nonnull (strstr (image->warnings, "640 x 480"));
}

/* Turned by the raw file's orientation, by the preview's own, or by the camera already: once each.
 */
static void
test_orientation (void)
{
  static const struct {
    int orientation; /* of the raw file */
    int own;         /* of the preview */
    int width, height;
    gboolean stands;
    int dark_x, dark_y; /* where the dark half is afterwards */
  } cases[] = {
      {6, 0, 64, 48, TRUE, 20, 2}, {8, 0, 64, 48, TRUE, 20, 61}, {3, 0, 64, 48, FALSE, 61, 20},
      {6, 6, 64, 48, TRUE, 20, 2}, {6, 0, 48, 64, TRUE, 2, 20},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) preview = make_preview (cases[i].width, cases[i].height, cases[i].own);
    g_autoptr (GBytes) raw =
        make_raw (64, 48, cases[i].orientation, preview, cases[i].width, cases[i].height);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) image = load (raw, &error);

    g_test_message ("case %d", (int)i);
    g_assert_no_error (error);
    g_assert_cmpint (image->height > image->width, ==, cases[i].stands);
    g_assert_cmpint (get_level (image, cases[i].dark_x, cases[i].dark_y), <, 60);
    g_assert_cmpint (
        get_level (image, image->width - 1 - cases[i].dark_x, image->height - 1 - cases[i].dark_y),
        >, 180);
  }
}

static void
test_without (void)
{
  g_autoptr (GBytes) raw = make_raw (64, 48, 1, NULL, 0, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (load (raw, &error));
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "develop"));
}

/* Through the helper, sandbox and all: every cut and much damage, and the helper answers. */
static void
test_hostile (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (NULL, NULL);
  g_autoptr (GBytes) preview = make_preview (64, 48, 0);
  g_autoptr (GBytes) raw = make_raw (64, 48, 6, preview, 64, 48);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  gsize size;
  const guint8 *data = g_bytes_get_data (raw, &size);

  for (int i = 0; i < 250; i++) {
    g_autofree guint8 *copy = g_memdup2 (data, size);
    gsize length = i % 4 == 1 ? (gsize)g_rand_int_range (rand, 1, (gint32)size) : size;
    g_autoptr (GBytes) bytes = NULL;
    g_autofree char *path = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) image = NULL;

    for (int j = 0; j < i % 7; j++)
      copy[g_rand_int_range (rand, 0, 420)] = (guint8)g_rand_int_range (rand, 0, 256);
    bytes = g_bytes_new (copy, length);
    path = acu_fixture_write (folder, "raw.dng", bytes);
    image = acu_decoder_load (decoder, path, NULL, &error);
    if (i == 0)
      g_assert_no_error (error);
    g_assert_true ((image != NULL) == (error == NULL));
    if (error != NULL) {
      g_assert_true (error->domain == ACU_IMAGING_ERROR);
      g_assert_cmpint (error->code, !=, ACU_IMAGING_ERROR_HELPER);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raw/preview", test_preview);
  g_test_add_func ("/raw/small-preview", test_small_preview);
  g_test_add_func ("/raw/orientation", test_orientation);
  g_test_add_func ("/raw/without", test_without);
  g_test_add_func ("/raw/hostile", test_hostile);
  return g_test_run ();
}

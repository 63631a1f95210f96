/* A map that is the picture itself must say of every cell what the patch shows there, however the
 * patch was cut, mirrored and scaled. */
#include "app/learning/training/augmentation.h"

#include <math.h>

#define SIDE  224
#define CELLS 14

/* Smooth, and different everywhere, so that a wrong place or direction shows; scaling changes the
 * mean of a cell little. */
static AcuImage *
make_picture (int width, int height)
{
  AcuImage *image = acu_image_new (width, height, NULL);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      guint8 *pixel = image->pixels + 3 * ((gsize)y * (gsize)width + (gsize)x);

      pixel[0] = (guint8)lrint (127.5 + 70.0 * sin (0.013 * x + 0.3) + 57.0 * cos (0.017 * y));
      pixel[1] = (guint8)(x & 0xff);
      pixel[2] = (guint8)(y & 0xff);
    }
  return image;
}

static double
mean_of_cell (const guint8 *pixels, guint row, guint column)
{
  const guint cell = SIDE / CELLS;
  double sum = 0.0;

  for (guint y = row * cell; y < (row + 1) * cell; y++)
    for (guint x = column * cell; x < (column + 1) * cell; x++)
      sum += pixels[3 * (y * SIDE + x)];
  return sum / (255.0 * cell * cell);
}

static void
check_patches (const AcuAugmentation *augmentation, double tolerance, guint *n_mirrored)
{
  g_autoptr (AcuImage) picture = make_picture (389, 301);
  g_autofree guint8 *pixels = g_malloc (3 * SIDE * SIDE);

  *n_mirrored = 0;
  for (guint stream = 0; stream < 24; stream++) {
    AcuRandom random = acu_random_new (7, stream);
    g_autoptr (GError) error = NULL;
    float means[CELLS * CELLS];
    AcuPatchPlace place;

    g_assert_true (
        acu_augmentation_cut (augmentation, picture, SIDE, &random, pixels, &place, &error));
    g_assert_no_error (error);
    *n_mirrored += place.is_mirrored;
    acu_patch_average (&place, picture, CELLS, means);
    for (guint row = 0; row < CELLS; row++)
      for (guint column = 0; column < CELLS; column++)
        g_assert_cmpfloat_with_epsilon (means[row * CELLS + column],
                                        mean_of_cell (pixels, row, column), tolerance);
  }
}

static void
test_crop (void)
{
  guint n_mirrored;

  check_patches (&(AcuAugmentation){0}, 1e-6, &n_mirrored);
  g_assert_cmpuint (n_mirrored, ==, 0);
}

static void
test_flip (void)
{
  guint n_mirrored;

  check_patches (&(AcuAugmentation){.flips = TRUE}, 1e-6, &n_mirrored);
  g_assert_cmpuint (n_mirrored, >, 4);
  g_assert_cmpuint (n_mirrored, <, 20);
}

/* Cells of a scaled patch begin and end within pixels of the picture: up to half a pixel of what
 * the picture changes by is left. */
static void
test_scale (void)
{
  guint n_mirrored;

  check_patches (&(AcuAugmentation){.flips = TRUE, .scale_low = 0.8, .scale_high = 2.0}, 8e-3,
                 &n_mirrored);
}

/* A map that is black but for one corner: averages are where the light is, and are its share. */
static void
test_average (void)
{
  g_autoptr (AcuImage) map = acu_image_new (64, 48, NULL);
  AcuPatchPlace place = {.y = 8, .x = 16, .window = 32};
  float means[4];

  for (int i = 0; i < 64 * 48 * 3; i++)
    map->pixels[i] = 0;
  for (int y = 8; y < 16; y++)
    for (int x = 16; x < 32; x++)
      map->pixels[3 * (y * 64 + x)] = 255;
  acu_patch_average (&place, map, 2, means);
  g_assert_cmpfloat (means[0], ==, 0.5f);
  g_assert_cmpfloat (means[1] + means[2] + means[3], ==, 0.0f);
  place.is_mirrored = TRUE;
  acu_patch_average (&place, map, 2, means);
  g_assert_cmpfloat (means[1], ==, 0.5f);
  g_assert_cmpfloat (means[0] + means[2] + means[3], ==, 0.0f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/augmentation/crop", test_crop);
  g_test_add_func ("/augmentation/flip", test_flip);
  g_test_add_func ("/augmentation/scale", test_scale);
  g_test_add_func ("/augmentation/average", test_average);
  return g_test_run ();
}

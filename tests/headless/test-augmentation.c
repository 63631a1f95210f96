/* A map that is the picture itself must say of every cell what the patch shows there, however the
 * patch was cut, mirrored and scaled. */
#include "app/learning/training/augmentation.h"

#include <math.h>
#include <string.h>

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

/* Colours. */

#define COLOUR_SIDE  32
#define COLOUR_DRAWS 64

/* A picture whose left half is @left and whose right half is @right. */
static AcuImage *
make_halves (const guint8 left[3], const guint8 right[3])
{
  AcuImage *image = acu_image_new (COLOUR_SIDE, COLOUR_SIDE, NULL);

  for (int i = 0; i < COLOUR_SIDE * COLOUR_SIDE; i++)
    memcpy (image->pixels + 3 * i, i % COLOUR_SIDE < COLOUR_SIDE / 2 ? left : right, 3);
  return image;
}

/* What becomes of @picture, as large as the patch, by the draws of @stream: its first and its last
 * pixel, whose rows are all alike. */
static void
vary (const AcuImage *picture, guint stream, gboolean jitters, double left[3], double right[3])
{
  const AcuAugmentation augmentation = {.jitters = jitters};
  guint8 pixels[3 * COLOUR_SIDE * COLOUR_SIDE], again[3 * COLOUR_SIDE * COLOUR_SIDE];
  AcuRandom random = acu_random_new (11, stream), same = acu_random_new (11, stream);
  const guint8 *last = pixels + 3 * (COLOUR_SIDE - 1);

  g_assert_true (
      acu_augmentation_cut (&augmentation, picture, COLOUR_SIDE, &random, pixels, NULL, NULL));
  g_assert_true (
      acu_augmentation_cut (&augmentation, picture, COLOUR_SIDE, &same, again, NULL, NULL));
  g_assert_cmpmem (pixels, sizeof pixels, again, sizeof again);
  for (guint i = 0; i < COLOUR_SIDE * COLOUR_SIDE; i++)
    g_assert_cmpmem (pixels + 3 * i, 3, i % COLOUR_SIDE < COLOUR_SIDE / 2 ? pixels : last, 3);
  if (!jitters)
    g_assert_cmpmem (pixels, sizeof pixels, picture->pixels, sizeof pixels);
  for (guint c = 0; c < 3; c++) {
    left[c] = pixels[c];
    right[c] = last[c];
  }
}

/* The chroma of a colour in YIQ: how much, and which way in turns. */
static void
find_chroma (const double rgb[3], double *amount, double *way)
{
  double i = 0.596 * rgb[0] - 0.274 * rgb[1] - 0.322 * rgb[2];
  double q = 0.211 * rgb[0] - 0.523 * rgb[1] + 0.312 * rgb[2];

  *amount = hypot (i, q);
  *way = atan2 (q, i) / (2.0 * G_PI);
}

/* What one kind of change did over all draws. */
typedef struct {
  double least;
  double most;
} Range;

static void
note (Range *range, double value)
{
  range->least = MIN (range->least, value);
  range->most = MAX (range->most, value);
}

/* Draws reach far to both sides of @middle, and not farther than @bound; @rounding: by how much
 * pixels of 8 bits may seem to. */
static void
check_range (const Range *range, double middle, double bound, double rounding)
{
  g_assert_cmpfloat (range->least, >=, middle - bound - rounding);
  g_assert_cmpfloat (range->least, <, middle - 0.7 * bound);
  g_assert_cmpfloat (range->most, <=, middle + bound + rounding);
  g_assert_cmpfloat (range->most, >, middle + 0.7 * bound);
}

/* Brightness shows on an even grey, contrast on two greys, saturation (beside contrast, which is
 * about the picture's mean grey) and hue on an even colour; draws are the same whatever the
 * picture. */
static void
test_jitter (void)
{
  static const guint8 grey[3] = {200, 200, 200}, dark[3] = {60, 60, 60}, red[3] = {200, 80, 60};
  g_autoptr (AcuImage) even = make_halves (grey, grey);
  g_autoptr (AcuImage) two = make_halves (dark, grey);
  g_autoptr (AcuImage) colour = make_halves (red, red);
  Range brightness = {9, -9}, contrast = {9, -9}, saturation = {9, -9}, hue = {9, -9};
  const double before[3] = {red[0], red[1], red[2]};
  double amount, way;

  find_chroma (before, &amount, &way);
  for (guint stream = 0; stream < COLOUR_DRAWS; stream++) {
    double left[3], right[3], light, spread, more, turned;

    vary (even, stream, FALSE, left, right);
    vary (even, stream, TRUE, left, right);
    light = left[1] / grey[1];
    note (&brightness, light);
    for (guint c = 0; c < 3; c++)
      g_assert_cmpfloat_with_epsilon (left[c], left[1], 1.5);

    vary (two, stream, TRUE, left, right);
    spread = (right[1] - left[1]) / (light * (grey[1] - dark[1]));
    note (&contrast, spread);
    /* About the mean of the picture, which only the light changes. */
    g_assert_cmpfloat_with_epsilon (left[1] + right[1], light * (dark[1] + grey[1]), 2.0);

    vary (colour, stream, TRUE, left, right);
    find_chroma (left, &more, &turned);
    note (&saturation, more / (spread * light * amount));
    note (&hue, turned - way);
    g_assert_cmpfloat_with_epsilon (0.299 * left[0] + 0.587 * left[1] + 0.114 * left[2],
                                    light * (0.299 * red[0] + 0.587 * red[1] + 0.114 * red[2]),
                                    1.5);
  }
  check_range (&brightness, 1.0, 0.1, 0.003);
  check_range (&contrast, 1.0, 0.1, 0.005);
  check_range (&saturation, 1.0, 0.1, 0.008);
  check_range (&hue, 0.0, 0.02, 0.001);
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
  g_test_add_func ("/augmentation/jitter", test_jitter);
  g_test_add_func ("/augmentation/average", test_average);
  return g_test_run ();
}

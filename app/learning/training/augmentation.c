#include "app/learning/training/augmentation.h"

#include <math.h>
#include <string.h>

#include "app/imaging/resize.h"

#define JITTER     0.1
#define HUE_JITTER 0.02

void
acu_patch_copy (const AcuImage *image, guint side, guint y, guint x, guint8 *pixels)
{
  gsize stride = (gsize)image->width * 3;

  g_assert (y + side <= (guint)image->height && x + side <= (guint)image->width);
  for (guint row = 0; row < side; row++)
    memcpy (pixels + (gsize)row * side * 3, image->pixels + (y + row) * stride + (gsize)x * 3,
            (gsize)side * 3);
}

static void
mirror (guint8 *pixels, guint side)
{
  for (guint y = 0; y < side; y++) {
    guint8 *row = pixels + (gsize)y * side * 3;

    for (guint x = 0; x < side / 2; x++)
      for (guint c = 0; c < 3; c++) {
        guint8 *left = row + (gsize)x * 3 + c, *right = row + (gsize)(side - 1 - x) * 3 + c;
        guint8 value = *left;

        *left = *right;
        *right = value;
      }
  }
}

/* Turns the colours about the grey axis by @angle, in YIQ; a rotation matrix for RGB. */
static void
fill_hue_matrix (double angle, double matrix[3][3])
{
  const double luma[3] = {0.299, 0.587, 0.114};
  double c = cos (angle), s = sin (angle);
  const double turn[3][3] = {
      {0.168, 0.330, -0.497}, {-0.328, 0.035, 0.292}, {1.250, -1.050, -0.203}};

  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 3; j++)
      matrix[i][j] = luma[j] + c * ((i == j ? 1.0 : 0.0) - luma[j]) + s * turn[i][j];
}

static double
draw_factor (AcuRandom *random)
{
  return 1.0 + JITTER * (2.0 * (double)acu_random_uniform (random) - 1.0);
}

static void
jitter (guint8 *pixels, gsize count, AcuRandom *random)
{
  double brightness = draw_factor (random), contrast = draw_factor (random);
  double saturation = draw_factor (random);
  double angle = 2.0 * G_PI * HUE_JITTER * (2.0 * (double)acu_random_uniform (random) - 1.0);
  double matrix[3][3], mean = 0.0;

  fill_hue_matrix (angle, matrix);
  for (gsize i = 0; i < count; i++)
    mean += 0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2];
  mean = brightness * mean / (double)count;
  for (gsize i = 0; i < count; i++) {
    guint8 *pixel = pixels + 3 * i;
    double rgb[3], luma;

    for (guint c = 0; c < 3; c++)
      rgb[c] = mean + contrast * (brightness * pixel[c] - mean);
    luma = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
    for (guint c = 0; c < 3; c++)
      rgb[c] = luma + saturation * (rgb[c] - luma);
    for (guint c = 0; c < 3; c++) {
      double value = matrix[c][0] * rgb[0] + matrix[c][1] * rgb[1] + matrix[c][2] * rgb[2];

      pixel[c] = (guint8)CLAMP (lrint (value), 0, 255);
    }
  }
}

/* The side of the square of @image that becomes the patch. */
static guint
draw_window (const AcuAugmentation *augmentation,
             const AcuImage *image,
             guint side,
             AcuRandom *random)
{
  double low = augmentation->scale_low, high = augmentation->scale_high;
  double factor, window;

  if (low <= 0.0 || high <= 0.0 || (low == 1.0 && high == 1.0))
    return side;
  factor = low * pow (high / low, acu_random_uniform (random));
  window = round (side / factor);
  return (guint)CLAMP (window, 8.0, (double)MIN (image->width, image->height));
}

static gboolean
cut_scaled (const AcuImage *image,
            guint window,
            guint side,
            guint y,
            guint x,
            guint8 *pixels,
            GError **error)
{
  g_autoptr (AcuImage) square = acu_image_new ((int)window, (int)window, error);
  g_autoptr (AcuImage) resized = NULL;

  if (square == NULL)
    return FALSE;
  acu_patch_copy (image, window, y, x, square->pixels);
  resized = acu_image_resize (square, (int)side, (int)side, error);
  if (resized == NULL)
    return FALSE;
  memcpy (pixels, resized->pixels, (gsize)side * side * 3);
  return TRUE;
}

gboolean
acu_augmentation_cut (const AcuAugmentation *augmentation,
                      const AcuImage *image,
                      guint side,
                      AcuRandom *random,
                      guint8 *pixels,
                      AcuPatchPlace *place,
                      GError **error)
{
  gboolean is_mirrored = FALSE;
  guint window = draw_window (augmentation, image, side, random);
  guint y = acu_random_below (random, (guint32)image->height - window + 1);
  guint x = acu_random_below (random, (guint32)image->width - window + 1);

  if (window == side)
    acu_patch_copy (image, side, y, x, pixels);
  else if (!cut_scaled (image, window, side, y, x, pixels, error))
    return FALSE;
  if (augmentation->flips)
    is_mirrored = acu_random_next (random) % 2 == 0;
  if (is_mirrored)
    mirror (pixels, side);
  if (augmentation->jitters)
    jitter (pixels, (gsize)side * side, random);
  if (place != NULL)
    *place = (AcuPatchPlace){.y = y, .x = x, .window = window, .is_mirrored = is_mirrored};
  return TRUE;
}

/* The mean over the rows @top to @bottom and the columns @left to @right, both exclusive. */
static float
average (const AcuImage *map, guint top, guint bottom, guint left, guint right)
{
  guint64 sum = 0;

  for (guint y = top; y < bottom; y++)
    for (guint x = left; x < right; x++)
      sum += map->pixels[3 * ((gsize)y * (gsize)map->width + x)];
  return (float)((double)sum / (255.0 * (bottom - top) * (right - left)));
}

void
acu_patch_average (const AcuPatchPlace *place, const AcuImage *map, guint cells, float *means)
{
  g_return_if_fail (cells > 0 && place->window >= cells);
  g_return_if_fail (place->y + place->window <= (guint)map->height &&
                    place->x + place->window <= (guint)map->width);

  for (guint row = 0; row < cells; row++) {
    guint top = place->y + row * place->window / cells;
    guint bottom = place->y + (row + 1) * place->window / cells;

    for (guint column = 0; column < cells; column++) {
      guint from = place->is_mirrored ? cells - 1 - column : column;
      guint left = place->x + from * place->window / cells;
      guint right = place->x + (from + 1) * place->window / cells;

      means[row * cells + column] = average (map, top, bottom, left, right);
    }
  }
}

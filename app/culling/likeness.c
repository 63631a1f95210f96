#include "app/culling/likeness.h"

#include <math.h>
#include <string.h>

#define FIELDS       9  /* a side, for the gradients */
#define SIGN_BYTES   16 /* 8 x 8 horizontal and as many vertical signs */
#define PATCHES      4  /* a side, for the colours */
#define COLOUR_BYTES (PATCHES * PATCHES)

/* A gradient below this many levels of brightness, for its size, is no gradient: noise and
 * compression would decide. */
#define FLAT 0.02

/* Signs that may differ.  Photos of different things are seldom less than 34 apart. */
#define NEAR_DUPLICATE 11
#define SAME_SCENE     30

/* Colours may differ by so much, of 255: white balance drifts by less in a burst. */
#define COLOUR_LIMIT 14.0

/* Signs that a picture has to have. */
#define LEAST_STRUCTURE 12

G_STATIC_ASSERT (SIGN_BYTES + 3 * COLOUR_BYTES == ACU_LIKENESS_SIZE);

/* Means over the fields of a @side x @side grid: (side,side,3), 0..255. */
static void
average (const AcuImage *image, int side, double *means)
{
  for (int fy = 0; fy < side; fy++)
    for (int fx = 0; fx < side; fx++) {
      int top = fy * image->height / side, bottom = MAX ((fy + 1) * image->height / side, top + 1);
      int left = fx * image->width / side, right = MAX ((fx + 1) * image->width / side, left + 1);
      guint64 sum[3] = {0};
      double *mean = means + 3 * (fy * side + fx);

      bottom = MIN (bottom, image->height);
      right = MIN (right, image->width);
      for (int y = top; y < bottom; y++) {
        const guint8 *p = image->pixels + 3 * ((gsize)y * (gsize)image->width + (gsize)left);
        for (int x = left; x < right; x++, p += 3)
          for (int c = 0; c < 3; c++)
            sum[c] += p[c];
      }
      for (int c = 0; c < 3; c++)
        mean[c] = (double)sum[c] / ((double)(bottom - top) * (right - left));
    }
}

static double
get_luma (const double *rgb)
{
  return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}

/* Whether brightness rises from @a to @b by more than noise: relative, so that another exposure
 * says the same. */
static gboolean
rises (double a, double b)
{
  return b - a > FLAT * (a + b) / 2 + 0.5;
}

void
acu_likeness_compute (const AcuImage *image, guint8 likeness[ACU_LIKENESS_SIZE])
{
  double fields[FIELDS * FIELDS * 3], patches[PATCHES * PATCHES * 3], luma[FIELDS][FIELDS];
  guint bit = 0;

  g_return_if_fail (image != NULL && image->width > 0 && image->height > 0);

  memset (likeness, 0, ACU_LIKENESS_SIZE);
  average (image, FIELDS, fields);
  average (image, PATCHES, patches);
  for (int y = 0; y < FIELDS; y++)
    for (int x = 0; x < FIELDS; x++)
      luma[y][x] = get_luma (fields + 3 * (y * FIELDS + x));
  for (int y = 0; y < FIELDS - 1; y++)
    for (int x = 0; x < FIELDS - 1; x++, bit += 2) {
      if (rises (luma[y][x], luma[y][x + 1]))
        likeness[bit / 8] |= (guint8)(1 << bit % 8);
      if (rises (luma[y][x], luma[y + 1][x]))
        likeness[(bit + 1) / 8] |= (guint8)(1 << (bit + 1) % 8);
    }

  for (int i = 0; i < COLOUR_BYTES; i++) {
    const double *rgb = patches + 3 * i;
    double sum = rgb[0] + rgb[1] + rgb[2];

    likeness[SIGN_BYTES + i] = (guint8)(get_luma (rgb) + 0.5);
    /* The darkest fields have no colour but noise's. */
    for (int c = 0; c < 2; c++)
      likeness[SIGN_BYTES + (c + 1) * COLOUR_BYTES + i] = (guint8)(255 * (rgb[c] + 4) / (sum + 12));
  }
}

guint
acu_likeness_get_distance (const guint8 *a, const guint8 *b)
{
  guint64 x[2], y[2];

  memcpy (x, a, sizeof x);
  memcpy (y, b, sizeof y);
  return (guint)(__builtin_popcountll (x[0] ^ y[0]) + __builtin_popcountll (x[1] ^ y[1]));
}

double
acu_likeness_get_colour_distance (const guint8 *a, const guint8 *b)
{
  int sum = 0;

  for (int i = SIGN_BYTES + COLOUR_BYTES; i < ACU_LIKENESS_SIZE; i++)
    sum += ABS (a[i] - b[i]);
  return sum / (2.0 * COLOUR_BYTES);
}

static double
get_brightness_distance (const guint8 *a, const guint8 *b)
{
  int sum = 0;

  for (int i = SIGN_BYTES; i < SIGN_BYTES + COLOUR_BYTES; i++)
    sum += ABS (a[i] - b[i]);
  return (double)sum / COLOUR_BYTES;
}

gboolean
acu_likeness_has_structure (const guint8 *likeness)
{
  static const guint8 nothing[SIGN_BYTES];

  return acu_likeness_get_distance (likeness, nothing) >= LEAST_STRUCTURE;
}

static gboolean
is_alike (const guint8 *a, const guint8 *b, guint limit)
{
  if (acu_likeness_get_distance (a, b) > limit ||
      acu_likeness_get_colour_distance (a, b) > COLOUR_LIMIT)
    return FALSE;
  /* Where gradients tell nothing, brightness has to agree as well. */
  return (acu_likeness_has_structure (a) && acu_likeness_has_structure (b)) ||
         get_brightness_distance (a, b) < COLOUR_LIMIT / 2;
}

gboolean
acu_likeness_is_same_scene (const guint8 *a, const guint8 *b)
{
  return is_alike (a, b, SAME_SCENE);
}

gboolean
acu_likeness_is_near_duplicate (const guint8 *a, const guint8 *b)
{
  return is_alike (a, b, NEAR_DUPLICATE);
}

gboolean
acu_likeness_has_same_structure (const guint8 *a, const guint8 *b)
{
  return acu_likeness_get_distance (a, b) <= NEAR_DUPLICATE && acu_likeness_has_structure (a) &&
         acu_likeness_has_structure (b);
}

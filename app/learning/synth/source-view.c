#include "app/learning/synth/source-view.h"

#include "app/imaging/resize.h"

#include <math.h>

#define MIN_AREA       0.4f
#define MIN_SIZE       0.67f
#define SHORT_SIDE     256
#define TURNED         0.25f
/* Exponents of the encoded values, as powers of two: of all channels, and of each besides. */
#define TONE_SPREAD    0.25f
#define BALANCE_SPREAD 0.06f

static float
draw_between (AcuRandom *random, float low, float high)
{
  return low + (high - low) * acu_random_uniform (random);
}

/* Copies the @width x @height pixels at @left, @top. */
static AcuImage *
crop (const AcuImage *photo, int left, int top, int width, int height, GError **error)
{
  AcuImage *part = acu_image_new (width, height, error);

  for (int y = 0; part && y < height; y++)
    memcpy (part->pixels + (gsize)y * width * 3,
            photo->pixels + ((gsize)(top + y) * photo->width + left) * 3, (gsize)width * 3);
  return part;
}

static AcuImage *
draw_part (const AcuImage *photo, AcuRandom *random, GError **error)
{
  float side = sqrtf (draw_between (random, MIN_AREA, 1));
  float least = MIN (1, SHORT_SIDE / (float)MIN (photo->width, photo->height));
  int width = (int)roundf ((float)photo->width * MAX (side, least));
  int height = (int)roundf ((float)photo->height * MAX (side, least));
  int left = (int)acu_random_below (random, (guint32)(photo->width - width + 1));
  int top = (int)acu_random_below (random, (guint32)(photo->height - height + 1));

  return crop (photo, left, top, width, height, error);
}

static AcuImage *
reduce (AcuImage *part, int long_side, AcuRandom *random, GError **error)
{
  float fits = MIN (1, (float)long_side / (float)MAX (part->width, part->height));
  float least = MIN (fits, SHORT_SIDE / (float)MIN (part->width, part->height));
  float size = MAX (fits * draw_between (random, MIN_SIZE, 1), least);

  return acu_image_resize (part, MAX (1, (int)roundf ((float)part->width * size)),
                           MAX (1, (int)roundf ((float)part->height * size)), error);
}

/* @image with its tones moved, mirrored or turned: each pixel of the result is one of @image's. */
static AcuImage *
arrange (const AcuImage *image, AcuRandom *random, GError **error)
{
  gboolean turned = acu_random_uniform (random) < TURNED, mirrored = acu_random_below (random, 2);
  float tone = draw_between (random, -TONE_SPREAD, TONE_SPREAD);
  AcuImage *view = turned ? acu_image_new (image->height, image->width, error)
                          : acu_image_new (image->width, image->height, error);
  guint8 curves[3][256];

  for (int channel = 0; channel < 3; channel++) {
    float exponent = exp2f (tone + draw_between (random, -BALANCE_SPREAD, BALANCE_SPREAD));

    for (int value = 0; value < 256; value++)
      curves[channel][value] = (guint8)roundf (255 * powf ((float)value / 255, exponent));
  }
  for (int y = 0; view && y < view->height; y++) {
    for (int x = 0; x < view->width; x++) {
      int column = mirrored ? view->width - 1 - x : x;
      gsize from = turned ? (gsize)column * image->width + y : (gsize)y * image->width + column;

      for (int channel = 0; channel < 3; channel++)
        view->pixels[((gsize)y * view->width + x) * 3 + channel] =
            curves[channel][image->pixels[from * 3 + channel]];
    }
  }
  return view;
}

/* A square of the photo as it is when it is reduced. */
static AcuImage *
draw_square (const AcuImage *photo,
             const AcuSourceViewSize *size,
             AcuRandom *random,
             GError **error)
{
  int shorter = MIN (photo->width, photo->height);
  float fits = MIN (1, (float)size->long_side / (float)MAX (photo->width, photo->height));
  float factor = fits * draw_between (random, MIN_SIZE, 1);
  int window = MIN (shorter, (int)roundf ((float)size->side / factor));
  int side = MIN (size->side, (int)roundf ((float)shorter * fits));
  int left = (int)acu_random_below (random, (guint32)(photo->width - window + 1));
  int top = (int)acu_random_below (random, (guint32)(photo->height - window + 1));
  g_autoptr (AcuImage) part = crop (photo, left, top, window, window, error);

  return part ? acu_image_resize (part, side, side, error) : NULL;
}

AcuImage *
acu_source_view_new (AcuImage *photo,
                     const AcuSourceViewSize *size,
                     AcuRandom *random,
                     GError **error)
{
  g_autoptr (AcuImage) part = NULL, reduced = NULL;

  if (size->side > 0) {
    reduced = draw_square (photo, size, random, error);
  } else {
    part = draw_part (photo, random, error);
    reduced = part ? reduce (part, size->long_side, random, error) : NULL;
  }
  return reduced ? arrange (reduced, random, error) : NULL;
}

/* What happens to a photo on its way to whoever looks at it. */
#include "app/imaging/load.h"
#include "app/learning/synth/degradation-private.h"
#include "app/learning/synth/picture-codec.h"

#include <math.h>
#include <string.h>

/* Means over boxes of @factor pixels a side, which may cut pixels. */
static void
reduce (const AcuFloatPicture *from, float factor, AcuFloatPicture *to)
{
  for (int row = 0; row < to->height; row++) {
    float top = (float)row * factor, bottom = fminf (top + factor, (float)from->height);

    for (int column = 0; column < to->width; column++) {
      float left = (float)column * factor, right = fminf (left + factor, (float)from->width);
      float sum[3] = {0, 0, 0}, area = 0;

      for (int y = (int)top; y < from->height && (float)y < bottom; y++) {
        float tall = fminf (bottom, (float)y + 1) - fmaxf (top, (float)y);

        for (int x = (int)left; x < from->width && (float)x < right; x++) {
          float part = tall * (fminf (right, (float)x + 1) - fmaxf (left, (float)x));
          const float *rgb = from->rgb + 3 * ((gsize)y * (gsize)from->width + (gsize)x);

          for (int k = 0; k < 3; k++)
            sum[k] += part * rgb[k];
          area += part;
        }
      }
      for (int k = 0; k < 3; k++)
        to->rgb[3 * ((gsize)row * (gsize)to->width + (gsize)column) + (gsize)k] = sum[k] / area;
    }
  }
}

static void
enlarge (const AcuFloatPicture *from, float factor, gboolean blocky, AcuFloatPicture *to)
{
  for (int y = 0; y < to->height; y++) {
    for (int x = 0; x < to->width; x++) {
      float u = ((float)x + 0.5f) / factor - 0.5f, v = ((float)y + 0.5f) / factor - 0.5f;
      float *out = to->rgb + 3 * ((gsize)y * (gsize)to->width + (gsize)x);
      int column, row, next_column, next_row;

      if (blocky) {
        u = roundf (u);
        v = roundf (v);
      }
      u = CLAMP (u, 0.0f, (float)(from->width - 1));
      v = CLAMP (v, 0.0f, (float)(from->height - 1));
      column = (int)u;
      row = (int)v;
      next_column = MIN (column + 1, from->width - 1);
      next_row = MIN (row + 1, from->height - 1);
      u -= (float)column;
      v -= (float)row;
      for (int k = 0; k < 3; k++) {
        const float *a = from->rgb + 3 * (gsize)row * (gsize)from->width + k;
        const float *b = from->rgb + 3 * (gsize)next_row * (gsize)from->width + k;
        float top = a[3 * column] + u * (a[3 * next_column] - a[3 * column]);
        float bottom = b[3 * column] + u * (b[3 * next_column] - b[3 * column]);

        out[k] = top + v * (bottom - top);
      }
    }
  }
}

/* Made smaller by @amount each way and enlarged again: bilinear or, every third time, with whole
 * blocks. */
void
acu_degrade_resampling (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  gboolean blocky = acu_random_below (random, 3) == 0;
  int width = MAX (1, (int)ceilf ((float)picture->width / amount));
  int height = MAX (1, (int)ceilf ((float)picture->height / amount));
  g_autoptr (AcuFloatPicture) small = acu_float_picture_new (width, height);

  reduce (picture, amount, small);
  enlarge (small, amount, blocky, picture);
}

typedef GBytes *(*EncodeFunc) (const AcuImage *image, float quality, GError **error);

static gboolean
through_codec (AcuFloatPicture *picture, float quality, EncodeFunc encode, GError **error)
{
  AcuLoadOptions options = {.no_icc = TRUE};
  g_autoptr (AcuImage) image = acu_float_picture_to_image (picture, error), decoded = NULL;
  g_autoptr (AcuFloatPicture) result = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (image == NULL)
    return FALSE;
  bytes = encode (image, quality, error);
  if (bytes == NULL)
    return FALSE;
  decoded = acu_image_load_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                  &options, error);
  if (decoded == NULL)
    return FALSE;
  result = acu_float_picture_new_from_image (decoded);
  memcpy (picture->rgb, result->rgb, acu_float_picture_get_length (picture) * sizeof (float));
  return TRUE;
}

static GBytes *
encode_jpeg (const AcuImage *image, float quality, GError **error)
{
  return acu_picture_encode_jpeg (image, quality, FALSE, error);
}

gboolean
acu_degrade_jpeg (AcuFloatPicture *picture, float amount, GError **error)
{
  return through_codec (picture, amount, encode_jpeg, error);
}

gboolean
acu_degrade_webp (AcuFloatPicture *picture, float amount, GError **error)
{
  return through_codec (picture, amount, acu_picture_encode_webp, error);
}

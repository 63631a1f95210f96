#include "app/learning/synth/float-picture.h"

#include <math.h>
#include <string.h>

AcuFloatPicture *
acu_float_picture_new (int width, int height)
{
  AcuFloatPicture *picture = g_new (AcuFloatPicture, 1);

  picture->width = width;
  picture->height = height;
  picture->rgb = g_new (float, (gsize)width *(gsize)height * 3);
  return picture;
}

AcuFloatPicture *
acu_float_picture_new_from_image (const AcuImage *image)
{
  AcuFloatPicture *picture = acu_float_picture_new (image->width, image->height);
  gsize length = acu_float_picture_get_length (picture);

  for (gsize i = 0; i < length; i++)
    picture->rgb[i] = (float)image->pixels[i] / 255.0f;
  return picture;
}

AcuFloatPicture *
acu_float_picture_copy (const AcuFloatPicture *picture)
{
  AcuFloatPicture *copy = acu_float_picture_new (picture->width, picture->height);

  memcpy (copy->rgb, picture->rgb, acu_float_picture_get_length (picture) * sizeof (float));
  return copy;
}

void
acu_float_picture_free (AcuFloatPicture *picture)
{
  if (picture == NULL)
    return;
  g_free (picture->rgb);
  g_free (picture);
}

AcuImage *
acu_float_picture_to_image (const AcuFloatPicture *picture, GError **error)
{
  gsize length = acu_float_picture_get_length (picture);
  AcuImage *image = acu_image_new (picture->width, picture->height, error);

  if (image == NULL)
    return NULL;
  for (gsize i = 0; i < length; i++)
    image->pixels[i] = (guint8)(CLAMP (picture->rgb[i], 0.0f, 1.0f) * 255.0f + 0.5f);
  return image;
}

gsize
acu_float_picture_get_length (const AcuFloatPicture *picture)
{
  return (gsize)picture->width * (gsize)picture->height * 3;
}

void
acu_float_picture_to_linear (AcuFloatPicture *picture)
{
  gsize length = acu_float_picture_get_length (picture);

  for (gsize i = 0; i < length; i++) {
    float v = CLAMP (picture->rgb[i], 0.0f, 1.0f);
    picture->rgb[i] = v <= 0.04045f ? v / 12.92f : powf ((v + 0.055f) / 1.055f, 2.4f);
  }
}

void
acu_float_picture_to_encoded (AcuFloatPicture *picture)
{
  gsize length = acu_float_picture_get_length (picture);

  for (gsize i = 0; i < length; i++) {
    float v = CLAMP (picture->rgb[i], 0.0f, 1.0f);
    picture->rgb[i] = v <= 0.0031308f ? 12.92f * v : 1.055f * powf (v, 1.0f / 2.4f) - 0.055f;
  }
}

/* Copies a row of pixels with @reach more of the edge pixel on either side. */
static void
pad_row (const float *row, int width, int reach, float *padded)
{
  for (int x = 0; x < reach; x++)
    memcpy (padded + 3 * x, row, 3 * sizeof (float));
  memcpy (padded + 3 * reach, row, (gsize)width * 3 * sizeof (float));
  for (int x = 0; x < reach; x++)
    memcpy (padded + 3 * (reach + width + x), row + 3 * (width - 1), 3 * sizeof (float));
}

void
acu_float_picture_convolve (AcuFloatPicture *picture, const float *kernel, int side)
{
  int reach = side / 2, width = picture->width, height = picture->height;
  gsize padded_length = (gsize)(width + 2 * reach) * 3;
  g_autofree float *rows = g_new (float, padded_length *(gsize)height);
  gsize row_length = (gsize)width * 3;

  g_return_if_fail (side > 0 && side % 2 == 1);

  for (int y = 0; y < height; y++)
    pad_row (picture->rgb + (gsize)y * row_length, width, reach, rows + (gsize)y * padded_length);
  for (int y = 0; y < height; y++) {
    float *out = picture->rgb + (gsize)y * row_length;

    memset (out, 0, row_length * sizeof (float));
    for (int j = 0; j < side; j++) {
      const float *row = rows + (gsize)CLAMP (y + j - reach, 0, height - 1) * padded_length;

      for (int i = 0; i < side; i++) {
        float weight = kernel[j * side + i];
        const float *in = row + 3 * i;

        if (weight == 0)
          continue;
        for (gsize x = 0; x < row_length; x++)
          out[x] += weight * in[x];
      }
    }
  }
}

void
acu_float_picture_blur (AcuFloatPicture *picture, float sigma)
{
  int reach = MAX (1, (int)ceilf (3.5f * sigma)), side = 2 * reach + 1;
  int width = picture->width, height = picture->height;
  gsize row_length = (gsize)width * 3;
  g_autofree float *kernel = g_new (float, (gsize)side);
  g_autofree float *padded = g_new (float, row_length + 6 * (gsize)reach);
  g_autofree float *across = g_new0 (float, row_length *(gsize)height);
  float total = 0;

  for (int i = 0; i < side; i++) {
    float x = (float)(i - reach) / sigma;
    kernel[i] = expf (-0.5f * x * x);
    total += kernel[i];
  }
  for (int i = 0; i < side; i++)
    kernel[i] /= total;

  for (int y = 0; y < height; y++) {
    float *out = across + (gsize)y * row_length;

    pad_row (picture->rgb + (gsize)y * row_length, width, reach, padded);
    for (int i = 0; i < side; i++)
      for (gsize x = 0; x < row_length; x++)
        out[x] += kernel[i] * padded[x + 3 * (gsize)i];
  }
  for (int y = 0; y < height; y++) {
    float *out = picture->rgb + (gsize)y * row_length;

    memset (out, 0, row_length * sizeof (float));
    for (int j = 0; j < side; j++) {
      const float *in = across + (gsize)CLAMP (y + j - reach, 0, height - 1) * row_length;

      for (gsize x = 0; x < row_length; x++)
        out[x] += kernel[j] * in[x];
    }
  }
}

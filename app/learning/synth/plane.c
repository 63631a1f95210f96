#include "app/learning/synth/plane.h"

AcuPlane *
acu_plane_new (int width, int height)
{
  AcuPlane *plane = g_new (AcuPlane, 1);

  plane->width = width;
  plane->height = height;
  plane->values = g_new (float, (gsize)width *(gsize)height);
  return plane;
}

void
acu_plane_free (AcuPlane *plane)
{
  if (plane == NULL)
    return;
  g_free (plane->values);
  g_free (plane);
}

AcuPlane *
acu_plane_new_luma (const AcuImage *image)
{
  AcuPlane *plane = acu_plane_new (image->width, image->height);
  gsize count = (gsize)image->width * (gsize)image->height;

  for (gsize i = 0; i < count; i++) {
    const guint8 *rgb = image->pixels + 3 * i;
    plane->values[i] = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
  }
  return plane;
}

AcuPlane *
acu_plane_halve (const AcuPlane *plane)
{
  AcuPlane *half = acu_plane_new (plane->width / 2, plane->height / 2);

  for (int y = 0; y < half->height; y++) {
    const float *top = plane->values + (gsize)(2 * y) * (gsize)plane->width;
    const float *bottom = top + plane->width;
    float *out = half->values + (gsize)y * (gsize)half->width;

    for (int x = 0; x < half->width; x++)
      out[x] = 0.25f * (top[2 * x] + top[2 * x + 1] + bottom[2 * x] + bottom[2 * x + 1]);
  }
  return half;
}

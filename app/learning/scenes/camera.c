#include "app/learning/scenes/camera.h"

#include "app/learning/scenes/noise.h"

#include <string.h>

/* A uniform disc with an antialiased rim: the image of a point that is out of focus. */
static void
defocus (AcuFilm *film, float radius)
{
  g_autoptr (AcuFilm) source = acu_film_copy (film);
  int reach = (int)ceilf (radius + 1), side = 2 * reach + 1;
  g_autofree float *kernel = g_new (float, (gsize)side *side);
  float total = 0;
  int width = (int)film->width, height = (int)film->height;

  for (int y = -reach; y <= reach; y++) {
    for (int x = -reach; x <= reach; x++) {
      float weight = acu_clamp01 (radius + 0.5f - acu_hypot ((float)x, (float)y));
      kernel[(y + reach) * side + x + reach] = weight;
      total += weight;
    }
  }
#ifdef _OPENMP
#pragma omp parallel for schedule(static)
#endif
  for (int row = 0; row < height; row++) {
    for (int column = 0; column < width; column++) {
      float sum[3] = {0, 0, 0};

      for (int y = -reach; y <= reach; y++) {
        const float *line = source->rgb + (gsize)3 * width * CLAMP (row + y, 0, height - 1);
        for (int x = -reach; x <= reach; x++) {
          const float *texel = line + 3 * CLAMP (column + x, 0, width - 1);
          float weight = kernel[(y + reach) * side + x + reach];

          for (int k = 0; k < 3; k++)
            sum[k] += weight * texel[k];
        }
      }
      for (int k = 0; k < 3; k++)
        film->rgb[3 * ((gsize)row * width + column) + k] = sum[k] / total;
    }
  }
}

/* A normal deviate for photosite @index (Box and Muller). */
static float
deviate (guint index, guint32 seed)
{
  float u = acu_hash_unit ((gint32)index, 1, 0, seed),
        v = acu_hash_unit ((gint32)index, 2, 0, seed);

  return sqrtf (-2 * logf (1 - u)) * cosf (2 * ACU_PI_F * v);
}

/* Photon and read noise on a Bayer mosaic, then bilinear interpolation of the missing colours:
 * the blotches of a real camera come from the second half. */
static void
add_sensor_noise (AcuFilm *film, float strength, guint32 seed)
{
  int width = (int)film->width, height = (int)film->height;
  g_autofree float *mosaic = g_new (float, (gsize)width *height);

  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      gsize at = (gsize)y * width + x;
      int colour = (y & 1) == 0 ? ((x & 1) == 0 ? 0 : 1) : ((x & 1) == 0 ? 1 : 2);
      float signal = acu_max (0.0f, film->rgb[3 * at + colour]);
      float gain = colour == 1 ? 1.0f : colour == 0 ? 1.5f : 1.9f; /* white balance */
      float variance = strength * strength * (0.012f * signal * gain + 0.0006f * gain * gain);

      mosaic[at] = signal + sqrtf (variance) * deviate ((guint)at, seed);
    }
  }
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      for (int k = 0; k < 3; k++) {
        float sum = 0, weights = 0;

        for (int j = -1; j <= 1; j++) {
          for (int i = -1; i <= 1; i++) {
            int py = CLAMP (y + j, 0, height - 1), px = CLAMP (x + i, 0, width - 1);
            int colour = (py & 1) == 0 ? ((px & 1) == 0 ? 0 : 1) : ((px & 1) == 0 ? 1 : 2);
            float weight = (i == 0 ? 2.0f : 1.0f) * (j == 0 ? 2.0f : 1.0f);

            if (colour != k)
              continue;
            if (i == 0 && j == 0)
              weight = 100; /* a colour that was measured here is kept */
            sum += weight * mosaic[(gsize)py * width + px];
            weights += weight;
          }
        }
        film->rgb[3 * ((gsize)y * width + x) + k] = sum / weights;
      }
    }
  }
}

/* Linear up to the middle tones, then a shoulder that reaches white at about six times white. */
static float
shoulder (float x)
{
  const float knee = 0.45f, room = 1 - knee;

  if (x <= knee)
    return acu_max (x, 0.0f);
  return knee + room * (1 - expf (-(x - knee) / room));
}

static float
encode (float x)
{
  x = acu_clamp01 (x);
  return x <= 0.0031308f ? 12.92f * x : 1.055f * powf (x, 1 / 2.4f) - 0.055f;
}

static void
box_blur (float *plane, float *scratch, int width, int height, int reach)
{
  for (int pass = 0; pass < 2; pass++) {
    int length = pass == 0 ? width : height, lines = pass == 0 ? height : width;
    int step = pass == 0 ? 1 : width, jump = pass == 0 ? width : 1;

    for (int line = 0; line < lines; line++) {
      float *at = plane + (gsize)line * jump;

      for (int i = 0; i < length; i++)
        scratch[i] = at[(gsize)i * step];
      for (int i = 0; i < length; i++) {
        float sum = 0;
        for (int j = -reach; j <= reach; j++)
          sum += scratch[CLAMP (i + j, 0, length - 1)];
        at[(gsize)i * step] = sum / (float)(2 * reach + 1);
      }
    }
  }
}

static void
sharpen (float *picture, int width, int height, float amount, float radius)
{
  gsize count = (gsize)width * height;
  g_autofree float *luma = g_new (float, count), *blurred = g_new (float, count);
  g_autofree float *scratch = g_new (float, MAX (width, height));

  for (gsize i = 0; i < count; i++)
    luma[i] = blurred[i] =
        0.299f * picture[3 * i] + 0.587f * picture[3 * i + 1] + 0.114f * picture[3 * i + 2];
  for (int pass = 0; pass < 3; pass++)
    box_blur (blurred, scratch, width, height, MAX (1, (int)(radius + 0.5f)));
  for (gsize i = 0; i < count; i++)
    for (int k = 0; k < 3; k++)
      picture[3 * i + k] += amount * (luma[i] - blurred[i]);
}

guint8 *
acu_camera_develop (const AcuCamera *camera, const AcuFilm *film)
{
  g_autoptr (AcuFilm) light = acu_film_copy (film);
  gsize count = (gsize)film->width * film->height;
  guint8 *picture = g_malloc (3 * count);
  float gain = exp2f (camera->stops);

  if (camera->defocus > 0)
    defocus (light, camera->defocus);
  if (camera->noise > 0)
    add_sensor_noise (light, camera->noise, camera->seed);

  for (gsize i = 0; i < count; i++) {
    float value[3], luma;

    for (int k = 0; k < 3; k++) {
      float x = gain * light->rgb[3 * i + k];
      float tone = encode (camera->clip ? acu_min (x, 1.0f) : shoulder (x));

      /* A gentle S around the middle gives prints their depth. */
      value[k] = tone + 0.22f * (tone * tone * (3 - 2 * tone) - tone);
    }
    luma = 0.299f * value[0] + 0.587f * value[1] + 0.114f * value[2];
    for (int k = 0; k < 3; k++)
      light->rgb[3 * i + k] = luma + camera->saturation * (value[k] - luma);
  }
  if (camera->sharpening > 0)
    sharpen (light->rgb, (int)film->width, (int)film->height, camera->sharpening, camera->radius);
  for (gsize i = 0; i < 3 * count; i++) {
    /* Dither of half a step keeps clear skies free of bands. */
    float dither = acu_hash_unit ((gint32)(i / 3), (gint32)(i % 3), 5, camera->seed) - 0.5f;
    picture[i] = (guint8)(255 * acu_clamp01 (light->rgb[i]) + 0.5f + 0.5f * dither);
  }
  return picture;
}

#include "app/learning/synth/local-mask.h"

#include <math.h>

#define WAVES 3

typedef struct {
  float strength[WAVES], phase[WAVES];
} Wavering;

static Wavering
draw_wavering (AcuRandom *random)
{
  Wavering wavering;

  for (int i = 0; i < WAVES; i++) {
    wavering.strength[i] = 0.08f * acu_random_uniform (random) / (float)(i + 1);
    wavering.phase[i] = 2 * (float)G_PI * acu_random_uniform (random);
  }
  return wavering;
}

/* @turn: once around is 1. */
static float
waver (const Wavering *wavering, float turn)
{
  float sum = 0;

  for (int i = 0; i < WAVES; i++)
    sum +=
        wavering->strength[i] * sinf (2 * (float)G_PI * (float)(i + 1) * turn + wavering->phase[i]);
  return sum;
}

static float
soft_step (float x)
{
  x = CLAMP (x, 0.0f, 1.0f);
  return x * x * (3 - 2 * x);
}

AcuPlane *
acu_local_mask_new (int width, int height, AcuRandom *random)
{
  AcuPlane *mask = acu_plane_new (width, height);
  gboolean ellipse = acu_random_below (random, 2) == 1;
  float angle = 2 * (float)G_PI * acu_random_uniform (random);
  float edge = 0.04f + 0.1f * acu_random_uniform (random);
  float first = acu_random_uniform (random), second = acu_random_uniform (random);
  float third = acu_random_uniform (random), fourth = acu_random_uniform (random);
  Wavering wavering = draw_wavering (random);

  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      float u = ((float)x + 0.5f) / (float)width - 0.5f;
      float v = ((float)y + 0.5f) / (float)height - 0.5f, inside;

      if (ellipse) {
        float du = (u - 0.5f * (first - 0.5f)) / (0.26f + 0.2f * third);
        float dv = (v - 0.5f * (second - 0.5f)) / (0.26f + 0.2f * fourth);

        inside =
            0.35f * (1 - hypotf (du, dv) + waver (&wavering, atan2f (dv, du) / (2 * (float)G_PI)));
      } else {
        float across = u * cosf (angle) + v * sinf (angle);
        float along = -u * sinf (angle) + v * cosf (angle);

        inside = across + 0.36f * (first - 0.5f) + waver (&wavering, along);
      }
      mask->values[(gsize)y * (gsize)width + (gsize)x] = soft_step (inside / edge + 0.5f);
    }
  }
  return mask;
}

double
acu_local_mask_get_share (const AcuPlane *mask)
{
  gsize count = (gsize)mask->width * (gsize)mask->height;
  double sum = 0;

  for (gsize i = 0; i < count; i++)
    sum += (double)mask->values[i] * mask->values[i];
  return sum / (double)count;
}

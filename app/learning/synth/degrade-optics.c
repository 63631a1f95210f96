/* Blur, made in linear light as a lens makes it: bright points stay bright discs. */
#include "app/learning/synth/degradation-private.h"

#include <math.h>

#define FINE 8 /* subdivisions of a pixel each way when a kernel is drawn */

static void
convolve_linear (AcuFloatPicture *picture, float *kernel, int side)
{
  float total = 0;

  for (int i = 0; i < side * side; i++)
    total += kernel[i];
  for (int i = 0; i < side * side; i++)
    kernel[i] /= total;
  acu_float_picture_to_linear (picture);
  acu_float_picture_convolve (picture, kernel, side);
  acu_float_picture_to_encoded (picture);
}

/* A point out of focus is a disc; @amount is its radius. */
void
acu_degrade_defocus (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  int reach = (int)ceilf (amount), side = 2 * reach + 1;
  g_autofree float *kernel = g_new0 (float, (gsize)(side * side));

  for (int y = 0; y < side * FINE; y++) {
    for (int x = 0; x < side * FINE; x++) {
      float dx = ((float)x + 0.5f) / FINE - (float)reach - 0.5f;
      float dy = ((float)y + 0.5f) / FINE - (float)reach - 0.5f;

      if (dx * dx + dy * dy <= amount * amount)
        kernel[y / FINE * side + x / FINE] += 1;
    }
  }
  convolve_linear (picture, kernel, side);
}

/* The camera moves along a slightly bent path of length @amount while the shutter is open. */
void
acu_degrade_motion (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  float angle = 2 * (float)G_PI * acu_random_uniform (random);
  float bend = 0.9f * (2 * acu_random_uniform (random) - 1);
  int reach = (int)ceilf (amount / 2) + 1, side = 2 * reach + 1;
  int steps = MAX (32, (int)(amount * 16));
  g_autofree float *kernel = g_new0 (float, (gsize)(side * side));

  for (int i = 0; i < steps; i++) {
    float along = ((float)i + 0.5f) / (float)steps - 0.5f;
    float away = bend * (along * along - 1.0f / 12) * amount * 0.5f, x, y;
    int column, row;

    x = along * amount * cosf (angle) - away * sinf (angle) + (float)reach;
    y = along * amount * sinf (angle) + away * cosf (angle) + (float)reach;
    column = (int)floorf (x);
    row = (int)floorf (y);
    /* Each moment's light is shared among the four nearest pixels. */
    for (int j = 0; j < 2; j++) {
      for (int k = 0; k < 2; k++) {
        float share = (1 - fabsf (x - (float)(column + k))) * (1 - fabsf (y - (float)(row + j)));

        if (column + k >= 0 && column + k < side && row + j >= 0 && row + j < side)
          kernel[(row + j) * side + column + k] += share;
      }
    }
  }
  convolve_linear (picture, kernel, side);
}

/* What softening filters, haze and bad enlargements leave. */
void
acu_degrade_gaussian (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  acu_float_picture_to_linear (picture);
  acu_float_picture_blur (picture, amount);
  acu_float_picture_to_encoded (picture);
}

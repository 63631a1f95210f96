#include "app/learning/synth/gmsd.h"

#include <math.h>

#define STABILITY 170.0

static double
value_at (const AcuPlane *plane, int x, int y)
{
  if (x < 0 || y < 0 || x >= plane->width || y >= plane->height)
    return 0;
  return plane->values[(gsize)y * (gsize)plane->width + (gsize)x];
}

static double
gradient_at (const AcuPlane *plane, int x, int y)
{
  double across = 0, down = 0;

  for (int i = -1; i <= 1; i++) {
    across += value_at (plane, x - 1, y + i) - value_at (plane, x + 1, y + i);
    down += value_at (plane, x + i, y - 1) - value_at (plane, x + i, y + 1);
  }
  return sqrt (across * across + down * down) / 3;
}

double
acu_gmsd (const AcuPlane *reference, const AcuPlane *distorted)
{
  g_autoptr (AcuPlane) a = acu_plane_halve (reference), b = acu_plane_halve (distorted);
  double mean = 0, squares = 0;
  gsize count = 0;

  g_return_val_if_fail (a->width == b->width && a->height == b->height, 0);
  g_return_val_if_fail (a->width >= 2 && a->height >= 2, 0);

  /* Welford's running mean and sum of squares. */
  for (int y = 0; y < a->height; y++) {
    for (int x = 0; x < a->width; x++) {
      double first = gradient_at (a, x, y), second = gradient_at (b, x, y), away;
      double similarity =
          (2 * first * second + STABILITY) / (first * first + second * second + STABILITY);

      count++;
      away = similarity - mean;
      mean += away / (double)count;
      squares += away * (similarity - mean);
    }
  }
  return sqrt (squares / (double)(count - 1));
}

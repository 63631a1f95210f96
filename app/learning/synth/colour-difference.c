#include "app/learning/synth/colour-difference.h"

#include <math.h>

#define BLOCK 4

static double
lab_curve (double t)
{
  const double delta = 6.0 / 29;

  return t > delta * delta * delta ? cbrt (t) : t / (3 * delta * delta) + 4.0 / 29;
}

AcuLab
acu_lab_from_linear (double red, double green, double blue)
{
  /* sRGB primaries (IEC 61966-2-1); the white point is the sum of each row. */
  double x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047;
  double y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue;
  double z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883;
  double fx = lab_curve (x), fy = lab_curve (y), fz = lab_curve (z);

  return (AcuLab){116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

static double
radians (double degrees)
{
  return degrees * G_PI / 180;
}

/* The hue angle in degrees, 0..360; 0 for greys. */
static double
hue (double a, double b)
{
  double angle;

  if (a == 0 && b == 0)
    return 0;
  angle = atan2 (b, a) * 180 / G_PI;
  return angle < 0 ? angle + 360 : angle;
}

static double
seventh_power_share (double chroma)
{
  double power = pow (chroma, 7);

  return sqrt (power / (power + 6103515625.0)); /* 25 to the seventh */
}

double
acu_ciede2000 (AcuLab first, AcuLab second)
{
  double c1 = hypot (first.a, first.b), c2 = hypot (second.a, second.b);
  double g = 0.5 * (1 - seventh_power_share ((c1 + c2) / 2));
  double a1 = (1 + g) * first.a, a2 = (1 + g) * second.a;
  double chroma1 = hypot (a1, first.b), chroma2 = hypot (a2, second.b);
  double hue1 = hue (a1, first.b), hue2 = hue (a2, second.b);
  double dl = second.l - first.l, dc = chroma2 - chroma1, dh = hue2 - hue1, dhue;
  double l = (first.l + second.l) / 2, c = (chroma1 + chroma2) / 2, h = hue1 + hue2;
  double t, sl, sc, sh, rt, lightness;

  if (chroma1 * chroma2 == 0) {
    dh = 0;
  } else {
    if (fabs (hue1 - hue2) <= 180)
      h /= 2;
    else
      h = (h < 360 ? h + 360 : h - 360) / 2;
    if (dh > 180)
      dh -= 360;
    else if (dh < -180)
      dh += 360;
  }
  dhue = 2 * sqrt (chroma1 * chroma2) * sin (radians (dh / 2));

  t = 1 - 0.17 * cos (radians (h - 30)) + 0.24 * cos (radians (2 * h)) +
      0.32 * cos (radians (3 * h + 6)) - 0.20 * cos (radians (4 * h - 63));
  lightness = (l - 50) * (l - 50);
  sl = 1 + 0.015 * lightness / sqrt (20 + lightness);
  sc = 1 + 0.045 * c;
  sh = 1 + 0.015 * c * t;
  rt = -2 * seventh_power_share (c) *
       sin (radians (60 * exp (-((h - 275) / 25) * ((h - 275) / 25))));
  return sqrt (dl / sl * (dl / sl) + dc / sc * (dc / sc) + dhue / sh * (dhue / sh) +
               rt * (dc / sc) * (dhue / sh));
}

static void
make_linear_table (double linear[256])
{
  for (int i = 0; i < 256; i++) {
    double v = i / 255.0;
    linear[i] = v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4);
  }
}

static AcuLab
block_mean (const AcuImage *image, int left, int top, int width, int height, const double *linear)
{
  double sum[3] = {0, 0, 0}, count = (double)width * height;

  for (int y = top; y < top + height; y++) {
    const guint8 *rgb = image->pixels + 3 * ((gsize)y * (gsize)image->width + (gsize)left);

    for (int x = 0; x < width; x++, rgb += 3)
      for (int k = 0; k < 3; k++)
        sum[k] += linear[rgb[k]];
  }
  return acu_lab_from_linear (sum[0] / count, sum[1] / count, sum[2] / count);
}

double
acu_colour_difference (const AcuImage *reference, const AcuImage *distorted)
{
  int width = MIN (BLOCK, reference->width), height = MIN (BLOCK, reference->height);
  double linear[256], sum = 0;
  gsize count = 0;

  g_return_val_if_fail (reference->width == distorted->width, 0);
  g_return_val_if_fail (reference->height == distorted->height, 0);

  make_linear_table (linear);
  for (int y = 0; y + height <= reference->height; y += height) {
    for (int x = 0; x + width <= reference->width; x += width) {
      sum += acu_ciede2000 (block_mean (reference, x, y, width, height, linear),
                            block_mean (distorted, x, y, width, height, linear));
      count++;
    }
  }
  return sum / (double)count;
}

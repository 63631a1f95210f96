#include "app/learning/synth/ms-ssim.h"

#include <math.h>

#define SCALES 5
#define WINDOW 11

static const double exponents[SCALES] = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
static const double exponent_sum = 1.0001; /* as published */

static void
make_window (float window[WINDOW])
{
  double weights[WINDOW], total = 0;

  for (int i = 0; i < WINDOW; i++) {
    double x = (i - WINDOW / 2) / 1.5;
    weights[i] = exp (-0.5 * x * x);
    total += weights[i];
  }
  for (int i = 0; i < WINDOW; i++)
    window[i] = (float)(weights[i] / total);
}

/* What the window sees of the two pictures at one place, five moments at a time. */
typedef struct {
  float *x, *y, *xx, *yy, *xy;
} Moments;

static void
filter_rows (const AcuPlane *a, const AcuPlane *b, const float *window, int row, Moments *out)
{
  const float *x = a->values + (gsize)row * (gsize)a->width;
  const float *y = b->values + (gsize)row * (gsize)a->width;

  for (int column = 0; column + WINDOW <= a->width; column++) {
    float sum[5] = {0, 0, 0, 0, 0};

    for (int i = 0; i < WINDOW; i++) {
      float u = x[column + i], v = y[column + i], w = window[i];

      sum[0] += w * u;
      sum[1] += w * v;
      sum[2] += w * u * u;
      sum[3] += w * v * v;
      sum[4] += w * u * v;
    }
    out->x[column] = sum[0];
    out->y[column] = sum[1];
    out->xx[column] = sum[2];
    out->yy[column] = sum[3];
    out->xy[column] = sum[4];
  }
}

/* The means over all windows of the whole index and of its contrast-structure part. */
static void
measure_scale (const AcuPlane *a, const AcuPlane *b, double *ssim, double *contrast)
{
  const float c1 = 0.01f * 255 * 0.01f * 255, c2 = 0.03f * 255 * 0.03f * 255;
  int columns = a->width - WINDOW + 1, rows = a->height - WINDOW + 1;
  g_autofree float *buffer = g_new (float, (gsize)columns *WINDOW * 5);
  double ssim_sum = 0, contrast_sum = 0;
  float window[WINDOW];
  Moments lines[WINDOW]; /* a ring: the filtered rows that the window covers */

  make_window (window);
  for (int i = 0; i < WINDOW; i++) {
    float *line = buffer + (gsize)i * (gsize)columns * 5;
    lines[i] =
        (Moments){line, line + columns, line + 2 * columns, line + 3 * columns, line + 4 * columns};
  }
  for (int row = 0; row < WINDOW - 1; row++)
    filter_rows (a, b, window, row, &lines[row]);

  for (int row = 0; row < rows; row++) {
    filter_rows (a, b, window, row + WINDOW - 1, &lines[(row + WINDOW - 1) % WINDOW]);
    for (int column = 0; column < columns; column++) {
      float x = 0, y = 0, xx = 0, yy = 0, xy = 0, cs, luminance;

      for (int i = 0; i < WINDOW; i++) {
        const Moments *line = &lines[(row + i) % WINDOW];

        x += window[i] * line->x[column];
        y += window[i] * line->y[column];
        xx += window[i] * line->xx[column];
        yy += window[i] * line->yy[column];
        xy += window[i] * line->xy[column];
      }
      cs = (2 * (xy - x * y) + c2) / ((xx - x * x) + (yy - y * y) + c2);
      luminance = (2 * x * y + c1) / (x * x + y * y + c1);
      contrast_sum += cs;
      ssim_sum += luminance * cs;
    }
  }
  *ssim = ssim_sum / ((double)columns * rows);
  *contrast = contrast_sum / ((double)columns * rows);
}

double
acu_ms_ssim (const AcuPlane *reference, const AcuPlane *distorted)
{
  g_autoptr (AcuPlane) a = NULL, b = NULL;
  double product = 1, total = 0;
  int scales = 0;

  g_return_val_if_fail (reference->width == distorted->width, 0);
  g_return_val_if_fail (reference->height == distorted->height, 0);
  g_return_val_if_fail (MIN (reference->width, reference->height) >= WINDOW, 0);

  while (scales < SCALES && MIN (reference->width, reference->height) >> scales >= WINDOW)
    total += exponents[scales++];
  for (int scale = 0; scale < scales; scale++) {
    double ssim, contrast;

    measure_scale (a != NULL ? a : reference, b != NULL ? b : distorted, &ssim, &contrast);
    product *= pow (fmax (scale == scales - 1 ? ssim : contrast, 0),
                    exponents[scale] * exponent_sum / total);
    if (scale < scales - 1) {
      AcuPlane *half_a = acu_plane_halve (a != NULL ? a : reference);
      AcuPlane *half_b = acu_plane_halve (b != NULL ? b : distorted);

      acu_plane_free (a);
      acu_plane_free (b);
      a = half_a;
      b = half_b;
    }
  }
  return product;
}

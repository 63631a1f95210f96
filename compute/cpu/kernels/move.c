/* What only moves numbers: each item is a row of the result. */
#include "compute/cpu/kernels/place.h"

void
ACU_KERNEL (unfold) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const AcuCpuTensor *x = &step->inputs[0];
  const AcuWindowAttributes *window = &step->attributes.window;
  gsize channels = x->shape.dims[3];

  for (gsize row = first; row < last; row++) {
    AcuPlace place = acu_place_of_row (step->output.shape, row);
    float *target = acu_cpu_row (&step->output, row);

    for (guint ky = 0; ky < window->kernel; ky++)
      for (guint kx = 0; kx < window->kernel; kx++, target += channels) {
        /* Positions left of or above the map wrap around to numbers beyond its size. */
        gsize source_y = place.y * window->stride + ky - window->padding;
        gsize source_x = place.x * window->stride + kx - window->padding;

        if (source_y < x->shape.dims[1] && source_x < x->shape.dims[2])
          memcpy (target, acu_place_get_pixel (x, place.image, source_y, source_x),
                  channels * sizeof (float));
        else
          memset (target, 0, channels * sizeof (float));
      }
  }
}

void
ACU_KERNEL (patch_merge) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  static const struct {
    gsize y, x;
  } neighbours[] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};
  gsize channels = step->inputs[0].shape.dims[3];

  for (gsize row = first; row < last; row++) {
    AcuPlace place = acu_place_of_row (step->output.shape, row);
    float *target = acu_cpu_row (&step->output, row);

    for (guint i = 0; i < G_N_ELEMENTS (neighbours); i++)
      memcpy (target + i * channels,
              acu_place_get_pixel (&step->inputs[0], place.image, 2 * place.y + neighbours[i].y,
                                   2 * place.x + neighbours[i].x),
              channels * sizeof (float));
  }
}

void
ACU_KERNEL (concat) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  for (gsize row = first; row < last; row++) {
    float *target = acu_cpu_row (&step->output, row);

    for (guint i = 0; i < ACU_MAX_INPUTS && step->inputs[i].data != NULL; i++) {
      gsize columns = acu_cpu_columns (&step->inputs[i]);

      memcpy (target, acu_cpu_row (&step->inputs[i], row), columns * sizeof (float));
      target += columns;
    }
  }
}

/* A row of the result is a line of one channel. */
void
ACU_KERNEL (channels_first) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  AcuShape map = step->inputs[0].shape;
  gsize height = map.dims[1], width = map.dims[2], channels = map.dims[3];

  for (gsize row = first; row < last; row++) {
    const float *source =
        acu_place_get_pixel (&step->inputs[0], row / height / channels, row % height, 0) +
        row / height % channels;
    float *target = acu_cpu_row (&step->output, row);

    for (gsize x = 0; x < width; x++)
      target[x] = source[x * channels];
  }
}

void
ACU_KERNEL (average_pool) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const AcuCpuTensor *x = &step->inputs[0];
  gsize channels = x->shape.dims[3];
  gsize height = step->output.shape.dims[1], width = step->output.shape.dims[2];

  for (gsize row = first; row < last; row++) {
    AcuPlace place = acu_place_of_row (step->output.shape, row);
    gsize top = place.y * x->shape.dims[1] / height;
    gsize bottom = ((place.y + 1) * x->shape.dims[1] + height - 1) / height;
    gsize left = place.x * x->shape.dims[2] / width;
    gsize right = ((place.x + 1) * x->shape.dims[2] + width - 1) / width;
    float scale = 1.0f / (float)((bottom - top) * (right - left));
    float *target = acu_cpu_row (&step->output, row);

    memset (target, 0, channels * sizeof (float));
    for (gsize y = top; y < bottom; y++)
      for (gsize column = left; column < right; column++) {
        const float *source = acu_place_get_pixel (x, place.image, y, column);

        for (gsize channel = 0; channel < channels; channel++)
          target[channel] += source[channel];
      }
    for (gsize channel = 0; channel < channels; channel++)
      target[channel] *= scale;
  }
}

void
ACU_KERNEL (max_pool) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const AcuCpuTensor *x = &step->inputs[0];
  const AcuWindowAttributes *window = &step->attributes.window;
  gsize channels = x->shape.dims[3];

  for (gsize row = first; row < last; row++) {
    AcuPlace place = acu_place_of_row (step->output.shape, row);
    float *target = acu_cpu_row (&step->output, row);

    for (gsize channel = 0; channel < channels; channel++)
      target[channel] = -G_MAXFLOAT;
    for (guint ky = 0; ky < window->kernel; ky++)
      for (guint kx = 0; kx < window->kernel; kx++) {
        gsize source_y = place.y * window->stride + ky - window->padding;
        gsize source_x = place.x * window->stride + kx - window->padding;
        const float *source;

        if (source_y >= x->shape.dims[1] || source_x >= x->shape.dims[2])
          continue;
        source = acu_place_get_pixel (x, place.image, source_y, source_x);
        for (gsize channel = 0; channel < channels; channel++)
          target[channel] = MAX (target[channel], source[channel]);
      }
  }
}

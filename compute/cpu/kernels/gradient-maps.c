/* Gradients of what moves numbers between positions of maps. */
#include "compute/cpu/kernels/place.h"

void
ACU_KERNEL (slice) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  for (gsize row = first; row < last; row++)
    memcpy (acu_cpu_row (&step->output, row),
            acu_cpu_row (&step->inputs[0], row) + step->attributes.slice.offset,
            acu_cpu_columns (&step->output) * sizeof (float));
}

static void
add_row (const float *source, gsize count, float factor, float *target)
{
  for (gsize i = 0; i < count; i++)
    target[i] += factor * source[i];
}

/* Each position gathers its copies. */
void
ACU_KERNEL (fold) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const AcuCpuTensor *columns = &step->inputs[0];
  const AcuWindowAttributes *window = &step->attributes.window;
  gsize channels = acu_cpu_columns (&step->output);

  for (gsize row = first; row < last; row++) {
    AcuPlace place = acu_place_of_row (step->output.shape, row);
    float *target = acu_cpu_row (&step->output, row);

    memset (target, 0, channels * sizeof (float));
    for (guint ky = 0; ky < window->kernel; ky++)
      for (guint kx = 0; kx < window->kernel; kx++) {
        /* Windows that would begin above or to the left wrap around to numbers too large. */
        gsize y = place.y + window->padding - ky, x = place.x + window->padding - kx;

        if (y % window->stride != 0 || x % window->stride != 0 ||
            y / window->stride >= columns->shape.dims[1] ||
            x / window->stride >= columns->shape.dims[2])
          continue;
        add_row (
            acu_place_get_pixel (columns, place.image, y / window->stride, x / window->stride) +
                (ky * window->kernel + kx) * channels,
            channels, 1.0f, target);
      }
  }
}

void
ACU_KERNEL (patch_split) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize channels = acu_cpu_columns (&step->output);

  for (gsize row = first; row < last; row++) {
    AcuPlace place = acu_place_of_row (step->output.shape, row);
    gsize neighbour = place.y % 2 + 2 * (place.x % 2);

    memcpy (acu_cpu_row (&step->output, row),
            acu_place_get_pixel (&step->inputs[0], place.image, place.y / 2, place.x / 2) +
                neighbour * channels,
            channels * sizeof (float));
  }
}

void
ACU_KERNEL (channels_last) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  AcuShape map = step->output.shape;
  gsize plane = map.dims[1] * map.dims[2], channels = map.dims[3];

  for (gsize row = first; row < last; row++) {
    const float *source =
        (const float *)step->inputs[0].data + row / plane * plane * channels + row % plane;
    float *target = acu_cpu_row (&step->output, row);

    for (gsize channel = 0; channel < channels; channel++)
      target[channel] = source[channel * plane];
  }
}

/* The windows, of those that cut @length into @count, in which @position lies: @first..@last-1. */
static void
find_windows (gsize position, gsize length, gsize count, gsize *first, gsize *last)
{
  *first = position * count / length;
  *last = ((position + 1) * count + length - 1) / length;
}

/* The length of window @index of them. */
static gsize
get_window_length (gsize index, gsize length, gsize count)
{
  return ((index + 1) * length + count - 1) / count - index * length / count;
}

void
ACU_KERNEL (average_pool_gradient) (const AcuCpuStep *step,
                                    gsize first,
                                    gsize last,
                                    gpointer scratch)
{
  const AcuCpuTensor *dy = &step->inputs[0];
  AcuShape map = step->output.shape;
  gsize rows = dy->shape.dims[1], columns = dy->shape.dims[2];

  for (gsize row = first; row < last; row++) {
    AcuPlace place = acu_place_of_row (map, row);
    float *target = acu_cpu_row (&step->output, row);
    gsize top, bottom, left, right;

    find_windows (place.y, map.dims[1], rows, &top, &bottom);
    find_windows (place.x, map.dims[2], columns, &left, &right);
    memset (target, 0, map.dims[3] * sizeof (float));
    for (gsize y = top; y < bottom; y++)
      for (gsize x = left; x < right; x++) {
        gsize size =
            get_window_length (y, map.dims[1], rows) * get_window_length (x, map.dims[2], columns);

        add_row (acu_place_get_pixel (dy, place.image, y, x), map.dims[3], 1.0f / (float)size,
                 target);
      }
  }
}

/* An item is a vector of channels of one image. */
void
ACU_KERNEL (max_pool_gradient_configure) (AcuCpuStep *step)
{
  AcuShape map = step->output.shape;

  step->n_items = map.dims[0] * ((map.dims[3] + ACU_LANES - 1) / ACU_LANES);
  step->grain = 1;
}

/* Hands the gradient of the window at @place to the first maximum in it, channel by channel. */
static void
scatter_window (const AcuCpuStep *step, AcuPlace place, gsize channel, gsize part)
{
  const AcuCpuTensor *x = &step->inputs[0];
  const AcuWindowAttributes *window = &step->attributes.window;
  AcuVector dy = acu_vector_load_part (
      acu_place_get_pixel (&step->inputs[1], place.image, place.y, place.x) + channel, part);
  AcuVector largest = acu_vector_fill (-G_MAXFLOAT);
  AcuIntVector found = {0};

  for (gint32 pass = 0; pass < 2; pass++)
    for (guint tap = 0; tap < window->kernel * window->kernel; tap++) {
      gsize source_y = place.y * window->stride + tap / window->kernel - window->padding;
      gsize source_x = place.x * window->stride + tap % window->kernel - window->padding;
      AcuIntVector index = (AcuIntVector){0} + (gint32)tap;

      if (source_y >= x->shape.dims[1] || source_x >= x->shape.dims[2])
        continue;
      if (pass == 0) {
        AcuVector here = acu_vector_load_part (
            acu_place_get_pixel (x, place.image, source_y, source_x) + channel, part);
        AcuIntVector is_larger = here > largest;

        found = (index & is_larger) | (found & ~is_larger);
        largest = acu_vector_select (is_larger, here, largest);
      } else {
        float *target =
            acu_place_get_pixel (&step->output, place.image, source_y, source_x) + channel;
        AcuVector sum = acu_vector_load_part (target, part);

        sum += acu_vector_select (found == index, dy, (AcuVector){0});
        acu_vector_store_part (target, sum, part);
      }
    }
}

void
ACU_KERNEL (max_pool_gradient) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  AcuShape map = step->output.shape, windows = step->inputs[1].shape;
  gsize vectors = (map.dims[3] + ACU_LANES - 1) / ACU_LANES;

  for (gsize item = first; item < last; item++) {
    gsize image = item / vectors, channel = item % vectors * ACU_LANES;
    gsize part = acu_vector_part (map.dims[3] - channel);

    for (gsize y = 0; y < map.dims[1]; y++)
      for (gsize x = 0; x < map.dims[2]; x++)
        memset (acu_place_get_pixel (&step->output, image, y, x) + channel, 0,
                part * sizeof (float));
    for (gsize y = 0; y < windows.dims[1]; y++)
      for (gsize x = 0; x < windows.dims[2]; x++)
        scatter_window (step, (AcuPlace){image, y, x}, channel, part);
  }
}

/* An item is an image; its sums for each channel are scratch memory. */
void
ACU_KERNEL (scale_channels_gradient_configure) (AcuCpuStep *step)
{
  step->n_items = step->output.shape.dims[0];
  step->grain = 1;
  step->scratch_size = acu_cpu_columns (&step->inputs[0]) * sizeof (float);
}

void
ACU_KERNEL (scale_channels_gradient) (const AcuCpuStep *step,
                                      gsize first,
                                      gsize last,
                                      gpointer scratch)
{
  const AcuScaleAttributes *attributes = &step->attributes.scale;
  AcuShape map = step->inputs[0].shape;
  gsize rows_per_image = map.dims[1] * map.dims[2], channels = map.dims[3];
  float *sums = scratch;

  for (gsize image = first; image < last; image++) {
    float *target = acu_cpu_row (&step->output, image);
    gsize channel = 0;

    memset (sums, 0, channels * sizeof (float));
    for (gsize row = image * rows_per_image; row < (image + 1) * rows_per_image; row++) {
      const float *x = acu_cpu_row (&step->inputs[0], row);
      const float *dy = (const float *)step->inputs[1].data + row * channels;

      for (gsize i = 0; i < channels; i++)
        sums[i] += x[i] * dy[i];
    }
    if (attributes->n_segments == 0)
      memcpy (target, sums, channels * sizeof (float));
    for (guint segment = 0; segment < attributes->n_segments; segment++) {
      double sum = 0.0;

      for (gsize end = channel + attributes->segments[segment]; channel < end; channel++)
        sum += sums[channel];
      target[segment] = (float)sum;
    }
  }
}

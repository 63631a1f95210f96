/* Gradients of what normalises, and the statistics that batch norm trains with. */
#include <math.h>

#include "compute/cpu/kernels/kernel.h"
#include "compute/cpu/kernels/moments.h"
#include "compute/cpu/kernels/parts.h"

/* Rows of a part, at least. */
#define LEAST_ROWS 16

/* An item is a row; rows that are executed together are a part of the affine gradient's sums. */
void
ACU_KERNEL (layer_norm_gradient_configure) (AcuCpuStep *step)
{
  step->n_parts = acu_parts_count (step->n_items, LEAST_ROWS);
  step->grain = acu_parts_begin (step->n_items, step->n_parts, 1);
}

gsize
ACU_KERNEL (layer_norm_gradient_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  *n_items = 0;
  return step->n_parts * 2 * acu_cpu_columns (&step->output);
}

/* The gradient of one row; adds to the sums of dy xhat and of dy. */
static void
differentiate_row (const float *x,
                   const float *weight,
                   const float *dy,
                   gsize count,
                   float epsilon,
                   float *dx,
                   float *weight_sums,
                   float *bias_sums)
{
  AcuMoments moments = acu_moments_of_row (x, count, epsilon);
  AcuVector sum = {0}, product = {0};

  for (gsize i = 0; i < count; i += ACU_LANES) {
    gsize part = acu_vector_part (count - i);
    AcuVector xhat = (acu_vector_load_part (x + i, part) - moments.mean) * moments.scale;
    AcuVector gradient = acu_vector_load_part (dy + i, part);
    AcuVector g = gradient * acu_vector_load_part (weight + i, part);

    sum += g;
    product += g * xhat;
    acu_vector_store_part (weight_sums + i,
                           acu_vector_load_part (weight_sums + i, part) + gradient * xhat, part);
    acu_vector_store_part (bias_sums + i, acu_vector_load_part (bias_sums + i, part) + gradient,
                           part);
  }
  sum = acu_vector_sum_lanes (sum) / (float)count;
  product = acu_vector_sum_lanes (product) / (float)count;
  for (gsize i = 0; i < count; i += ACU_LANES) {
    gsize part = acu_vector_part (count - i);
    AcuVector xhat = (acu_vector_load_part (x + i, part) - moments.mean) * moments.scale;
    AcuVector g = acu_vector_load_part (dy + i, part) * acu_vector_load_part (weight + i, part);

    acu_vector_store_part (dx + i, (g - sum - xhat * product) * moments.scale, part);
  }
}

void
ACU_KERNEL (layer_norm_gradient) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize columns = acu_cpu_columns (&step->output);
  float *sums = step->prepared + first / step->grain * 2 * columns;

  memset (sums, 0, 2 * columns * sizeof (float));
  for (gsize row = first; row < last; row++)
    differentiate_row (acu_cpu_row (&step->inputs[0], row), step->inputs[1].data,
                       (const float *)step->inputs[2].data + row * columns, columns,
                       step->attributes.norm.epsilon, acu_cpu_row (&step->output, row), sums,
                       sums + columns);
}

/* An item is a vector of channels. */
void
ACU_KERNEL (batch_statistics_configure) (AcuCpuStep *step)
{
  gsize channels = acu_cpu_columns (&step->inputs[0]);

  step->n_parts = acu_parts_count (acu_shape_rows (step->inputs[0].shape), LEAST_ROWS);
  step->n_items = (channels + ACU_LANES - 1) / ACU_LANES;
  step->grain = 1;
}

/* Prepared: two numbers a channel, of each part. */
gsize
ACU_KERNEL (channel_sums_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  *n_items = step->n_parts;
  return step->n_parts * 2 * acu_cpu_columns (&step->inputs[0]);
}

/* The mean of some channels over the rows @first..@last-1, and the sum of the squares of the
 * differences from it. */
static void
measure_channels (const float *x, gsize stride, gsize rows, gsize part, float *mean, float *squares)
{
  AcuVector sum = {0}, square_sum = {0};

  for (gsize row = 0; row < rows; row++)
    sum += acu_vector_load_part (x + row * stride, part);
  sum /= (float)rows;
  for (gsize row = 0; row < rows; row++) {
    AcuVector difference = acu_vector_load_part (x + row * stride, part) - sum;

    square_sum += difference * difference;
  }
  acu_vector_store_part (mean, sum, part);
  acu_vector_store_part (squares, square_sum, part);
}

void
ACU_KERNEL (batch_statistics_prepare) (const AcuCpuStep *step,
                                       gsize first,
                                       gsize last,
                                       gpointer scratch)
{
  gsize rows = acu_shape_rows (step->inputs[0].shape);
  gsize channels = acu_cpu_columns (&step->inputs[0]);

  for (gsize item = first; item < last; item++) {
    gsize begin = acu_parts_begin (rows, step->n_parts, item);
    gsize end = acu_parts_begin (rows, step->n_parts, item + 1);
    float *mean = step->prepared + item * 2 * channels;

    for (gsize channel = 0; channel < channels; channel += ACU_LANES)
      measure_channels (acu_cpu_row (&step->inputs[0], begin) + channel, channels, end - begin,
                        acu_vector_part (channels - channel), mean + channel,
                        mean + channels + channel);
  }
}

/* Joins the parts' statistics in order (Chan, Golub and LeVeque, 1979). */
void
ACU_KERNEL (batch_statistics) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize rows = acu_shape_rows (step->inputs[0].shape);
  gsize channels = acu_cpu_columns (&step->inputs[0]);
  float *result = step->output.data;

  for (gsize channel = first * ACU_LANES; channel < MIN (last * ACU_LANES, channels); channel++) {
    double count = 0.0, mean = 0.0, squares = 0.0;

    for (gsize part = 0; part < step->n_parts; part++) {
      const float *other = step->prepared + part * 2 * channels + channel;
      double length = (double)(acu_parts_begin (rows, step->n_parts, part + 1) -
                               acu_parts_begin (rows, step->n_parts, part));
      double difference = other[0] - mean;

      mean += difference * length / (count + length);
      squares += other[channels] + difference * difference * count * length / (count + length);
      count += length;
    }
    result[channel] = (float)mean;
    result[channels + channel] = (float)(squares / count);
  }
}

/* What batch norm's gradient needs of some channels: their mean and 1 / sqrt (variance + epsilon).
 */
static AcuMoments
get_channel_moments (const AcuCpuStep *step, gsize channel, gsize part)
{
  const float *mean = step->inputs[2].data, *variance = step->inputs[3].data;
  AcuVector spread =
      acu_vector_load_part (variance + channel, part) + step->attributes.norm.epsilon;

  return (AcuMoments){.mean = acu_vector_load_part (mean + channel, part),
                      .scale = 1.0f / acu_vector_sqrt (spread)};
}

void
ACU_KERNEL (batch_norm_gradient_prepare) (const AcuCpuStep *step,
                                          gsize first,
                                          gsize last,
                                          gpointer scratch)
{
  gsize rows = acu_shape_rows (step->output.shape), channels = acu_cpu_columns (&step->output);
  const float *x = step->inputs[0].data, *dz = step->inputs[4].data;

  for (gsize item = first; item < last; item++) {
    gsize end = acu_parts_begin (rows, step->n_parts, item + 1);
    float *sums = step->prepared + item * 2 * channels;

    for (gsize channel = 0; channel < channels; channel += ACU_LANES) {
      gsize part = acu_vector_part (channels - channel);
      AcuMoments moments = get_channel_moments (step, channel, part);
      AcuVector product = {0}, sum = {0};

      for (gsize row = acu_parts_begin (rows, step->n_parts, item); row < end; row++) {
        AcuVector gradient = acu_vector_load_part (dz + row * channels + channel, part);

        product +=
            gradient * (acu_vector_load_part (x + row * channels + channel, part) - moments.mean);
        sum += gradient;
      }
      acu_vector_store_part (sums + channel, product * moments.scale, part);
      acu_vector_store_part (sums + channels + channel, sum, part);
    }
  }
}

/* An item is a part again, now that the sums over all rows are known. */
gsize
ACU_KERNEL (batch_norm_gradient_count_finished) (const AcuCpuStep *step)
{
  return step->n_parts;
}

void
ACU_KERNEL (batch_norm_gradient_finish) (const AcuCpuStep *step,
                                         gsize first,
                                         gsize last,
                                         gpointer scratch)
{
  gsize rows = acu_shape_rows (step->output.shape), channels = acu_cpu_columns (&step->output);
  gsize begin = acu_parts_begin (rows, step->n_parts, first);
  gsize end = acu_parts_begin (rows, step->n_parts, last);
  const float *x = step->inputs[0].data, *weight = step->inputs[1].data;
  const float *dz = step->inputs[4].data, *affine = step->byproduct.data;
  float *dx = step->output.data;

  for (gsize channel = 0; channel < channels; channel += ACU_LANES) {
    gsize part = acu_vector_part (channels - channel);
    AcuMoments moments = get_channel_moments (step, channel, part);
    AcuVector factor = acu_vector_load_part (weight + channel, part) * moments.scale;
    AcuVector product = acu_vector_load_part (affine + channel, part) / (float)rows;
    AcuVector sum = acu_vector_load_part (affine + channels + channel, part) / (float)rows;

    for (gsize i = begin * channels + channel; i < end * channels; i += channels) {
      AcuVector xhat = (acu_vector_load_part (x + i, part) - moments.mean) * moments.scale;
      AcuVector gradient = acu_vector_load_part (dz + i, part);

      acu_vector_store_part (dx + i, factor * (gradient - sum - xhat * product), part);
    }
  }
}

void
ACU_KERNEL (softmax_gradient) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize columns = acu_cpu_columns (&step->output);

  for (gsize row = first; row < last; row++) {
    const float *y = (const float *)step->inputs[0].data + row * columns;
    const float *dy = (const float *)step->inputs[1].data + row * columns;
    float *dx = acu_cpu_row (&step->output, row);
    float sum = 0.0f;

    for (gsize i = 0; i < columns; i++)
      sum += y[i] * dy[i];
    for (gsize i = 0; i < columns; i++)
      dx[i] = y[i] * (dy[i] - sum);
  }
}

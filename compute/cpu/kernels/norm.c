/* What normalises rows: layer norm, batch norm with given statistics, softmax. */
#include <math.h>

#include "compute/cpu/kernels/kernel.h"
#include "compute/cpu/kernels/moments.h"

static void
normalize_row (
    const float *x, gsize count, const float *weight, const float *bias, float epsilon, float *y)
{
  AcuMoments moments = acu_moments_of_row (x, count, epsilon);

  for (gsize i = 0; i < count; i += ACU_LANES) {
    gsize part = acu_vector_part (count - i);
    AcuVector z = (acu_vector_load_part (x + i, part) - moments.mean) * moments.scale;

    z = z * acu_vector_load_part (weight + i, part) + acu_vector_load_part (bias + i, part);
    acu_vector_store_part (y + i, z, part);
  }
}

void
ACU_KERNEL (layer_norm) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  for (gsize row = first; row < last; row++)
    normalize_row (acu_cpu_row (&step->inputs[0], row), acu_cpu_columns (&step->output),
                   step->inputs[1].data, step->inputs[2].data, step->attributes.norm.epsilon,
                   acu_cpu_row (&step->output, row));
}

void
ACU_KERNEL (batch_norm) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const float *weight = step->inputs[1].data, *bias = step->inputs[2].data;
  const float *mean = step->inputs[3].data, *variance = step->inputs[4].data;
  gsize channels = acu_cpu_columns (&step->output);

  for (gsize channel = 0; channel < channels; channel += ACU_LANES) {
    gsize part = acu_vector_part (channels - channel);
    AcuVector center = acu_vector_load_part (mean + channel, part);
    AcuVector offset = acu_vector_load_part (bias + channel, part);
    AcuVector scale = acu_vector_load_part (weight + channel, part);

    for (gsize lane = 0; lane < part; lane++)
      scale[lane] /= sqrtf (variance[channel + lane] + step->attributes.norm.epsilon);
    for (gsize row = first; row < last; row++) {
      AcuVector y = acu_vector_load_part (acu_cpu_row (&step->inputs[0], row) + channel, part);

      y = (y - center) * scale + offset;
      if (step->inputs[5].data != NULL)
        y += acu_vector_load_part (acu_cpu_row (&step->inputs[5], row) + channel, part);
      acu_vector_store_part (acu_cpu_row (&step->output, row) + channel,
                             acu_cpu_activate (y, step->attributes.norm.activation), part);
    }
  }
}

void
ACU_KERNEL (softmax) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize columns = acu_cpu_columns (&step->output);

  for (gsize row = first; row < last; row++) {
    const float *x = acu_cpu_row (&step->inputs[0], row);
    float *y = acu_cpu_row (&step->output, row);
    float largest = x[0], sum = 0.0f;

    for (gsize i = 1; i < columns; i++)
      largest = MAX (largest, x[i]);
    for (gsize i = 0; i < columns; i++)
      sum += y[i] = expf (x[i] - largest);
    for (gsize i = 0; i < columns; i++)
      y[i] /= sum;
  }
}

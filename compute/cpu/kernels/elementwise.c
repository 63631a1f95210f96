/* What treats each element by itself, in rows so that it can be a link of a chain. */
#include <math.h>

#include "compute/cpu/kernels/kernel.h"
#include "compute/random.h"

void
ACU_KERNEL (add) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize count = (last - first) * acu_cpu_columns (&step->output);
  const float *a = acu_cpu_row (&step->inputs[0], first);
  const float *b = acu_cpu_row (&step->inputs[1], first);
  float *y = acu_cpu_row (&step->output, first);

  for (gsize i = 0; i < count; i += ACU_LANES) {
    gsize part = acu_vector_part (count - i);

    acu_vector_store_part (
        y + i, acu_vector_load_part (a + i, part) + acu_vector_load_part (b + i, part), part);
  }
}

void
ACU_KERNEL (activation) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize count = (last - first) * acu_cpu_columns (&step->output);
  const float *x = acu_cpu_row (&step->inputs[0], first);
  float *y = acu_cpu_row (&step->output, first);

  for (gsize i = 0; i < count; i += ACU_LANES) {
    gsize part = acu_vector_part (count - i);
    AcuVector z = acu_vector_load_part (x + i, part);

    acu_vector_store_part (y + i, acu_cpu_activate (z, step->attributes.activation.activation),
                           part);
  }
}

void
ACU_KERNEL (normalize_image) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const AcuImageAttributes *image = &step->attributes.image;
  const guint8 *x = (const guint8 *)step->inputs[0].data + 3 * first;
  float *y = acu_cpu_row (&step->output, first);

  for (gsize i = 0; i < 3 * (last - first); i++)
    y[i] = ((float)x[i] / 255.0f - image->mean[i % 3]) / image->std[i % 3];
}

void
ACU_KERNEL (scale_channels) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const AcuScaleAttributes *attributes = &step->attributes.scale;
  gsize channels = acu_cpu_columns (&step->output);
  gsize rows_per_image = step->output.shape.dims[1] * step->output.shape.dims[2];

  for (gsize row = first; row < last; row++) {
    const float *x = acu_cpu_row (&step->inputs[0], row);
    const float *scale = acu_cpu_row (&step->inputs[1], row / rows_per_image);
    float *y = acu_cpu_row (&step->output, row);
    gsize channel = 0;

    if (attributes->n_segments == 0)
      for (; channel < channels; channel++)
        y[channel] = x[channel] * scale[channel];
    for (guint segment = 0; segment < attributes->n_segments; segment++)
      for (gsize end = channel + attributes->segments[segment]; channel < end; channel++)
        y[channel] = x[channel] * scale[segment];
  }
}

/* A node's random sequence: for each element 0, or the factor that keeps the mean. */
typedef struct {
  guint32 key[2];
  guint32 counter[4]; /* block, stream, step */
  guint32 words[4];   /* of the block */
  guint32 threshold;
  float scale;
} Draws;

static void
draws_init (Draws *draws, const AcuCpuStep *step, gsize index)
{
  const guint32 *state = step->inputs[1].data;
  const AcuDropoutAttributes *dropout = &step->attributes.dropout;

  *draws = (Draws){.key = {state[0], state[1]},
                   .counter = {(guint32)(index / 4), dropout->stream, state[2], state[3]},
                   .threshold = (guint32)ceil ((double)dropout->rate * 0x1p32),
                   .scale = 1.0f / (1.0f - dropout->rate)};
  acu_philox (draws->counter, draws->key, draws->words);
}

static float
draws_get (Draws *draws, gsize index)
{
  guint32 block = (guint32)(index / 4);

  if (block != draws->counter[0]) {
    draws->counter[0] = block;
    acu_philox (draws->counter, draws->key, draws->words);
  }
  return draws->words[index % 4] >= draws->threshold ? draws->scale : 0.0f;
}

void
ACU_KERNEL (dropout) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize columns = acu_cpu_columns (&step->output);
  const float *x = acu_cpu_row (&step->inputs[0], first);
  float *y = acu_cpu_row (&step->output, first);
  Draws draws;

  draws_init (&draws, step, first * columns);
  for (gsize i = 0; i < (last - first) * columns; i++)
    y[i] = x[i] * draws_get (&draws, first * columns + i);
}

void
ACU_KERNEL (drop_path) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize columns = acu_cpu_columns (&step->output);
  gsize rows_per_sample = acu_shape_rows (step->output.shape) / step->output.shape.dims[0];
  Draws draws;

  draws_init (&draws, step, first / rows_per_sample);
  for (gsize row = first; row < last; row++) {
    float factor = draws_get (&draws, row / rows_per_sample);
    const float *x = acu_cpu_row (&step->inputs[0], row);
    float *y = acu_cpu_row (&step->output, row);

    for (gsize i = 0; i < columns; i++)
      y[i] = x[i] * factor;
  }
}

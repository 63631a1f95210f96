/* Gradients that treat each element or each image by itself. */
#include "compute/cpu/kernels/kernel.h"

/* @activation is a constant where this is called. */
ACU_INLINE void
multiply_derivative (
    const float *reference, const float *dy, gsize count, float *dx, AcuActivation activation)
{
  for (gsize i = 0; i < count; i += ACU_LANES) {
    gsize part = acu_vector_part (count - i);
    AcuVector y = acu_vector_load_part (reference + i, part);
    AcuVector gradient = acu_vector_load_part (dy + i, part);

    if (activation == ACU_ACTIVATION_RELU)
      gradient = acu_vector_select (y > 0.0f, gradient, (AcuVector){0});
    else if (activation == ACU_ACTIVATION_SIGMOID)
      gradient *= y * (1.0f - y);
    else
      gradient *= acu_vector_gelu_gradient (y);
    acu_vector_store_part (dx + i, gradient, part);
  }
}

void
ACU_KERNEL (activation_gradient) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize columns = acu_cpu_columns (&step->output), count = (last - first) * columns;
  const float *reference = (const float *)step->inputs[0].data + first * columns;
  const float *dy = (const float *)step->inputs[1].data + first * columns;
  float *dx = acu_cpu_row (&step->output, first);

  switch (step->attributes.activation.activation) {
  case ACU_ACTIVATION_RELU:
    multiply_derivative (reference, dy, count, dx, ACU_ACTIVATION_RELU);
    break;
  case ACU_ACTIVATION_SIGMOID:
    multiply_derivative (reference, dy, count, dx, ACU_ACTIVATION_SIGMOID);
    break;
  case ACU_ACTIVATION_GELU:
    multiply_derivative (reference, dy, count, dx, ACU_ACTIVATION_GELU);
    break;
  case ACU_ACTIVATION_NONE:
    g_assert_not_reached ();
  }
}

void
ACU_KERNEL (target_linear_gradient) (const AcuCpuStep *step,
                                     gsize first,
                                     gsize last,
                                     gpointer scratch)
{
  gsize depth = acu_cpu_columns (&step->output);
  gsize outputs = acu_cpu_columns (&step->inputs[1]);

  for (gsize image = first; image < last; image++) {
    const float *weight = (const float *)step->inputs[0].data + image * outputs * depth;
    const float *dz = acu_cpu_row (&step->inputs[1], image);
    float *dx = acu_cpu_row (&step->output, image);

    memset (dx, 0, depth * sizeof (float));
    for (gsize n = 0; n < outputs; n++)
      for (gsize k = 0; k < depth; k++)
        dx[k] += weight[n * depth + k] * dz[n];
  }
}

/* A row of the result belongs to one element of the left factor. */
void
ACU_KERNEL (outer_product) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize columns = acu_cpu_columns (&step->output);
  gsize rows_per_image = acu_cpu_columns (&step->inputs[0]);
  const float *a = step->inputs[0].data;

  for (gsize row = first; row < last; row++) {
    const float *b = acu_cpu_row (&step->inputs[1], row / rows_per_image);
    float *target = acu_cpu_row (&step->output, row);

    for (gsize i = 0; i < columns; i++)
      target[i] = a[row] * b[i];
  }
}

/* The target network's layers: for every image a small matrix of its own. */
#include "compute/cpu/kernels/kernel.h"

/* An item is one output of one image. */
void
ACU_KERNEL (target_linear_configure) (AcuCpuStep *step)
{
  step->n_items = acu_shape_count (step->output.shape);
  step->grain = 64;
}

void
ACU_KERNEL (target_linear) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize depth = acu_cpu_columns (&step->inputs[0]);
  gsize outputs = acu_cpu_columns (&step->output);
  float *y = step->output.data;

  for (gsize item = first; item < last; item++) {
    const float *x = acu_cpu_row (&step->inputs[0], item / outputs);
    const float *weight = (const float *)step->inputs[1].data + item * depth;
    AcuVector sum = {0}, result;

    for (gsize i = 0; i < depth; i += ACU_LANES) {
      gsize part = acu_vector_part (depth - i);

      sum += acu_vector_load_part (x + i, part) * acu_vector_load_part (weight + i, part);
    }
    result = acu_vector_fill (acu_vector_sum (sum) + ((const float *)step->inputs[2].data)[item]);
    y[item] = acu_cpu_activate (result, step->attributes.activation.activation)[0];
  }
}

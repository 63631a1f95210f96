/* Sums over all rows of a matrix, or over all elements; see parts.h. */
#include "compute/cpu/kernels/kernel.h"
#include "compute/cpu/kernels/parts.h"

#define LEAST_ROWS     16
#define LEAST_ELEMENTS 4096

/* Sums of parts that one item adds up. */
#define ITEM_SUMS 64

/* Where the sums of all parts go: the by-product, if there is one. */
static const AcuCpuTensor *
get_sums (const AcuCpuStep *step)
{
  return step->byproduct.data != NULL ? &step->byproduct : &step->output;
}

gsize
ACU_KERNEL (sum_parts_count_finished) (const AcuCpuStep *step)
{
  return (acu_shape_count (get_sums (step)->shape) + ITEM_SUMS - 1) / ITEM_SUMS;
}

void
ACU_KERNEL (sum_parts) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize count = acu_shape_count (get_sums (step)->shape);
  float *sums = get_sums (step)->data;

  for (gsize item = first; item < last; item++) {
    gsize begin = item * ITEM_SUMS, length = MIN (ITEM_SUMS, count - begin);
    double totals[ITEM_SUMS] = {0};

    for (gsize part = 0; part < step->n_parts; part++)
      for (gsize i = 0; i < length; i++)
        totals[i] += step->prepared[part * count + begin + i];
    for (gsize i = 0; i < length; i++)
      sums[begin + i] = (float)totals[i];
  }
}

void
ACU_KERNEL (sum_rows_configure) (AcuCpuStep *step)
{
  step->n_parts = acu_parts_count (acu_shape_rows (step->inputs[0].shape), LEAST_ROWS);
  step->n_items = ACU_KERNEL (sum_parts_count_finished) (step);
  step->grain = 1;
}

gsize
ACU_KERNEL (sum_rows_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  *n_items = step->n_parts;
  return step->n_parts * acu_cpu_columns (&step->inputs[0]);
}

void
ACU_KERNEL (sum_rows_prepare) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const AcuCpuTensor *x = &step->inputs[0];
  gsize rows = acu_shape_rows (x->shape), columns = acu_cpu_columns (x);

  for (gsize part = first; part < last; part++) {
    gsize end = acu_parts_begin (rows, step->n_parts, part + 1);
    float *sums = step->prepared + part * columns;

    memset (sums, 0, columns * sizeof (float));
    for (gsize row = acu_parts_begin (rows, step->n_parts, part); row < end; row++) {
      const float *source = acu_cpu_row (x, row);

      for (gsize i = 0; i < columns; i++)
        sums[i] += source[i];
    }
  }
}

void
ACU_KERNEL (square_sum_configure) (AcuCpuStep *step)
{
  step->n_parts = acu_parts_count (acu_shape_count (step->inputs[0].shape), LEAST_ELEMENTS);
  step->n_items = 1;
  step->grain = 1;
}

/* Prepared: sums of parts as doubles. */
gsize
ACU_KERNEL (square_sum_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  *n_items = step->n_parts;
  return step->n_parts * (sizeof (double) / sizeof (float));
}

void
ACU_KERNEL (square_sum_prepare) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const float *x = step->inputs[0].data;
  gsize count = acu_shape_count (step->inputs[0].shape);
  double *sums = (double *)(gpointer)step->prepared;

  for (gsize part = first; part < last; part++) {
    gsize i = acu_parts_begin (count, step->n_parts, part);
    gsize end = acu_parts_begin (count, step->n_parts, part + 1);
    AcuDoubleVector low = {0}, high = {0};
    double sum = 0.0;

    for (; i + ACU_LANES <= end; i += ACU_LANES) {
      AcuDoubleVector first_half = acu_vector_load_doubles (x + i);
      AcuDoubleVector second_half = acu_vector_load_doubles (x + i + ACU_LANES / 2);

      low += first_half * first_half;
      high += second_half * second_half;
    }
    for (gsize lane = 0; lane < ACU_LANES / 2; lane++)
      sum += low[lane];
    for (gsize lane = 0; lane < ACU_LANES / 2; lane++)
      sum += high[lane];
    for (; i < end; i++)
      sum += (double)x[i] * x[i];
    sums[part] = sum;
  }
}

void
ACU_KERNEL (square_sum) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const double *sums = (const double *)(gconstpointer)step->prepared;
  const float *total = step->inputs[1].data;
  double sum = total != NULL ? *total : 0.0;

  for (gsize part = 0; part < step->n_parts; part++)
    sum += sums[part];
  *(float *)step->output.data = (float)sum;
}

/* What training changes in place: accumulated gradients, running statistics, weights. */
#include "compute/cpu/kernels/kernel.h"
#include "compute/gradient-ops.h"

/* An item is this many elements, wherever rows end. */
#define ITEM_ELEMENTS 4096

/* The elements of one or more items. */
typedef struct {
  gsize begin, end;
} Range;

void
ACU_KERNEL (update_configure) (AcuCpuStep *step)
{
  step->n_items = (acu_shape_count (step->output.shape) + ITEM_ELEMENTS - 1) / ITEM_ELEMENTS;
  step->grain = 4;
}

static Range
get_range (const AcuCpuStep *step, gsize first, gsize last)
{
  return (Range){.begin = first * ITEM_ELEMENTS,
                 .end = MIN (last * ITEM_ELEMENTS, acu_shape_count (step->output.shape))};
}

void
ACU_KERNEL (accumulate) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  Range range = get_range (step, first, last);
  float factor = *(const float *)step->inputs[2].data;
  float *total = step->output.data;
  const float *x = step->inputs[1].data;

  /* What is begun afresh may hold anything, and 0 times that need not be 0. */
  if (factor == 0.0f) {
    memcpy (total + range.begin, x + range.begin, (range.end - range.begin) * sizeof (float));
    return;
  }
  for (gsize i = range.begin; i < range.end; i++)
    total[i] = factor * total[i] + x[i];
}

void
ACU_KERNEL (blend) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  Range range = get_range (step, first, last);
  float kept = 1.0f - step->attributes.blend.momentum;
  float added = step->attributes.blend.momentum * step->attributes.blend.correction;
  float *running = step->output.data;
  const float *x = step->inputs[1].data;

  for (gsize i = range.begin; i < range.end; i++)
    running[i] = kept * running[i] + added * x[i];
}

/* The factor on the gradient that undoes the losses' scale and keeps its norm below the limit. */
static float
get_factor (const AcuAdamwStep *adamw, float square_norm)
{
  float norm = adamw->scale * __builtin_sqrtf (square_norm);

  if (adamw->clip_norm <= 0.0f)
    return adamw->scale;
  return adamw->scale * MIN (1.0f, adamw->clip_norm / (norm + 1e-6f));
}

void
ACU_KERNEL (adamw) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  Range range = get_range (step, first, last);
  const AcuAdamwStep *adamw = step->inputs[4].data;
  float square_norm = *(const float *)step->inputs[5].data;
  float factor = get_factor (adamw, square_norm);
  float kept = 1.0f - adamw->learning_rate * adamw->weight_decay;
  float rate = adamw->learning_rate / adamw->correction1;
  float root = __builtin_sqrtf (adamw->correction2);
  float *weight = step->output.data, *m = step->inputs[1].data, *v = step->inputs[2].data;
  const float *gradient = step->inputs[3].data;

  if (!__builtin_isfinite (square_norm))
    return;
  for (gsize i = range.begin; i < range.end; i += ACU_LANES) {
    gsize part = acu_vector_part (range.end - i);
    AcuVector g = acu_vector_load_part (gradient + i, part) * factor;
    AcuVector mean = acu_vector_load_part (m + i, part) * adamw->beta1;
    AcuVector square = acu_vector_load_part (v + i, part) * adamw->beta2;
    AcuVector w = acu_vector_load_part (weight + i, part) * kept;

    mean += (1.0f - adamw->beta1) * g;
    square += (1.0f - adamw->beta2) * g * g;
    w -= rate * mean / (acu_vector_sqrt (square) / root + adamw->epsilon);
    acu_vector_store_part (m + i, mean, part);
    acu_vector_store_part (v + i, square, part);
    acu_vector_store_part (weight + i, w, part);
  }
}

/* What normalises a row. */
#pragma once

#include "compute/cpu/kernels/vector.h"

/* In every lane. */
typedef struct {
  AcuVector mean;
  AcuVector scale; /* 1 / sqrt (variance + epsilon) */
} AcuMoments;

/* Two passes, mean and then variance: with the row in the first-level cache the second costs
 * little, and large means do not cancel. */
ACU_INLINE AcuMoments
acu_moments_of_row (const float *x, gsize count, float epsilon)
{
  AcuVector sum = {0}, squares = {0};
  AcuMoments moments;

  for (gsize i = 0; i < count; i += ACU_LANES)
    sum += acu_vector_load_part (x + i, acu_vector_part (count - i));
  moments.mean = acu_vector_fill (acu_vector_sum (sum) / (float)count);
  for (gsize i = 0; i < count; i += ACU_LANES) {
    gsize part = acu_vector_part (count - i);
    /* The lanes past the end would hold -mean. */
    AcuVector difference =
        acu_vector_keep_part (acu_vector_load_part (x + i, part) - moments.mean, part);

    squares += difference * difference;
  }
  moments.scale =
      acu_vector_fill (1.0f / __builtin_sqrtf (acu_vector_sum (squares) / (float)count + epsilon));
  return moments;
}

/* The innermost loops of matrix products: a small tile of the result, held in registers. */
#pragma once

#include "compute/cpu/kernels/vector.h"

/* Tile heights and widths (in vectors) that fill the register file but for one row of the right
 * factor and one broadcast element of the left. */
#if ACU_LANES == 16
#define ACU_TILE_ROWS    8
#define ACU_TILE_VECTORS 3
#elif ACU_LANES == 8
#define ACU_TILE_ROWS    6
#define ACU_TILE_VECTORS 2
#else
#define ACU_TILE_ROWS    4
#define ACU_TILE_VECTORS 2
#endif
#define ACU_TILE_COLUMNS (ACU_TILE_VECTORS * ACU_LANES)

/* target (rows, vectors * ACU_LANES) = left (rows, depth) * right (depth, …).
 *
 * left[r][k * left_step] is an element of the left factor; the rows of the right one lie
 * @right_step floats apart and are read in whole vectors, as those of the target are written.
 * Every argument that is a number of rows or vectors must be a constant where this is called. */
ACU_INLINE void
acu_tile_multiply (guint rows,
                   guint vectors,
                   const float *const *left,
                   gsize left_step,
                   const float *right,
                   gsize right_step,
                   gsize depth,
                   float *target,
                   gsize target_step)
{
  AcuVector sums[8][4];

#pragma GCC unroll 8
  for (guint r = 0; r < rows; r++)
#pragma GCC unroll 4
    for (guint v = 0; v < vectors; v++)
      sums[r][v] = (AcuVector){0};
  for (gsize k = 0; k < depth; k++) {
    AcuVector row[4];

#pragma GCC unroll 4
    for (guint v = 0; v < vectors; v++)
      row[v] = acu_vector_load (right + k * right_step + v * ACU_LANES);
#pragma GCC unroll 8
    for (guint r = 0; r < rows; r++) {
      AcuVector element = acu_vector_fill (left[r][k * left_step]);

#pragma GCC unroll 4
      for (guint v = 0; v < vectors; v++)
        sums[r][v] += element * row[v];
    }
  }
#pragma GCC unroll 8
  for (guint r = 0; r < rows; r++)
#pragma GCC unroll 4
    for (guint v = 0; v < vectors; v++)
      acu_vector_store (target + r * target_step + v * ACU_LANES, sums[r][v]);
}

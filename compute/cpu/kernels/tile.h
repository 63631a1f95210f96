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

/* A function around acu_tile_multiply is one of its own: inlined into a longer one, sums would be
 * spilled to the stack.
 *
 * Beside the address sanitizer most of a test's time would go into watching every element of every
 * product.  What a tile reads and writes is looked at as a whole instead, which finds the same. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>

#define ACU_TILE_UNWATCHED __attribute__ ((no_sanitize ("address", "undefined")))

/* Ends the program with a report, as an access does, if one of the @n floats may not be accessed.
 */
ACU_TILE_UNWATCHED ACU_INLINE void
acu_tile_check (const float *first, gsize n, gboolean is_written)
{
  gpointer bad = __asan_region_is_poisoned ((gpointer)first, n * sizeof (float));

  if (bad != NULL)
    __asan_report_error (__builtin_return_address (0), __builtin_frame_address (0), &bad, bad,
                         is_written, sizeof (float));
}
#else
#define ACU_TILE_UNWATCHED

ACU_INLINE void
acu_tile_check (const float *first, gsize n, gboolean is_written)
{
}
#endif
#define ACU_TILE_FUNCTION ACU_TILE_UNWATCHED __attribute__ ((noinline)) static

/* target (rows, vectors * ACU_LANES) = left (rows, depth) * right (depth, …).
 *
 * Element (r,k) of the left factor is left[r * left_row + k * left_step]; the rows of the right one
 * lie @right_row floats apart and are read in whole vectors, as those of the target are written.
 * Numbers of rows and vectors must be constants where this is called. */
ACU_TILE_UNWATCHED ACU_INLINE void
acu_tile_multiply (guint rows,
                   guint vectors,
                   const float *left,
                   gsize left_row,
                   gsize left_step,
                   const float *right,
                   gsize right_row,
                   gsize depth,
                   float *target,
                   gsize target_row)
{
  AcuVector sums[8][4];

  if (depth > 0) {
    acu_tile_check (left, (rows - 1) * left_row + (depth - 1) * left_step + 1, FALSE);
    acu_tile_check (right, (depth - 1) * right_row + vectors * ACU_LANES, FALSE);
  }
  acu_tile_check (target, (rows - 1) * target_row + vectors * ACU_LANES, TRUE);
#pragma GCC unroll 8
  for (guint r = 0; r < rows; r++)
#pragma GCC unroll 4
    for (guint v = 0; v < vectors; v++)
      sums[r][v] = (AcuVector){0};
  for (gsize k = 0; k < depth; k++) {
    AcuVector row[4];

#pragma GCC unroll 4
    for (guint v = 0; v < vectors; v++)
      row[v] = acu_vector_load (right + k * right_row + v * ACU_LANES);
#pragma GCC unroll 8
    for (guint r = 0; r < rows; r++) {
      AcuVector element = acu_vector_fill (left[r * left_row + k * left_step]);

#pragma GCC unroll 4
      for (guint v = 0; v < vectors; v++)
        sums[r][v] += element * row[v];
    }
  }
#pragma GCC unroll 8
  for (guint r = 0; r < rows; r++)
#pragma GCC unroll 4
    for (guint v = 0; v < vectors; v++)
      acu_vector_store (target + r * target_row + v * ACU_LANES, sums[r][v]);
}

/* The transpose of four rows of four. */
ACU_INLINE void
acu_tile_transpose_four (const float *source, gsize source_row, float *target, gsize target_row)
{
  typedef float Four __attribute__ ((vector_size (16), aligned (4), may_alias));
  typedef gint32 Lanes __attribute__ ((vector_size (16)));
  Four row0 = *(const Four *)source, row1 = *(const Four *)(source + source_row);
  Four row2 = *(const Four *)(source + 2 * source_row);
  Four row3 = *(const Four *)(source + 3 * source_row);
  Four low01 = __builtin_shuffle (row0, row1, (Lanes){0, 4, 1, 5});
  Four high01 = __builtin_shuffle (row0, row1, (Lanes){2, 6, 3, 7});
  Four low23 = __builtin_shuffle (row2, row3, (Lanes){0, 4, 1, 5});
  Four high23 = __builtin_shuffle (row2, row3, (Lanes){2, 6, 3, 7});

  *(Four *)target = __builtin_shuffle (low01, low23, (Lanes){0, 1, 4, 5});
  *(Four *)(target + target_row) = __builtin_shuffle (low01, low23, (Lanes){2, 3, 6, 7});
  *(Four *)(target + 2 * target_row) = __builtin_shuffle (high01, high23, (Lanes){0, 1, 4, 5});
  *(Four *)(target + 3 * target_row) = __builtin_shuffle (high01, high23, (Lanes){2, 3, 6, 7});
}

/* @target (columns, …) = the transpose of @source (rows, columns). */
ACU_INLINE void
acu_tile_transpose (const float *source, gsize rows, gsize columns, float *target, gsize target_row)
{
  gsize even_rows = rows / 4 * 4, even_columns = columns / 4 * 4;

  for (gsize r = 0; r < even_rows; r += 4)
    for (gsize c = 0; c < even_columns; c += 4)
      acu_tile_transpose_four (source + r * columns + c, columns, target + c * target_row + r,
                               target_row);
  for (gsize r = 0; r < rows; r++)
    for (gsize c = r < even_rows ? even_columns : 0; c < columns; c++)
      target[c * target_row + r] = source[r * columns + c];
}

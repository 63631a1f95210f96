/* Matrix products that sum over rows: the gradients of weights.
 *
 * Both factors have as many rows as all of a batch's positions together, far more than fit in a
 * cache, and few columns.  The rows are cut into splits, so that there is work for all threads
 * where the result is small; the result is cut into blocks that stay in the second-level cache
 * while a split's rows pass by, a few at a time.  What the splits make is added up in their order.
 */
#include "compute/cpu/kernels/kernel.h"
#include "compute/cpu/kernels/tile.h"

/* A block of the result: multiples of every tile's height and width. */
#define BLOCK_ROWS    384
#define BLOCK_COLUMNS 192

/* Rows of the factors that are packed together. */
#define PACKED_DEPTH 128

/* Floats between the beginnings of panels beyond what these hold.  Rows are packed one after
 * another, into all panels: at a power of two apart these would drive each other from the cache. */
#define PANEL_GAP 16

#define PANEL_LENGTH(width) (PACKED_DEPTH * (width) + PANEL_GAP)
#define LEFT_LENGTH         (BLOCK_ROWS / ACU_TILE_ROWS * PANEL_LENGTH (ACU_TILE_ROWS))
#define RIGHT_LENGTH        (BLOCK_COLUMNS / ACU_TILE_COLUMNS * PANEL_LENGTH (ACU_TILE_COLUMNS))

/* Items that there should be, if splits have this many rows at least. */
#define MOST_ITEMS  32
#define LEAST_DEPTH 512

typedef struct {
  gsize rows, columns, depth;
  gsize row_blocks, column_blocks;
} Extent;

static Extent
get_extent (const AcuCpuStep *step)
{
  Extent extent = {.rows = acu_cpu_columns (&step->inputs[0]),
                   .columns = acu_cpu_columns (&step->output),
                   .depth = acu_shape_rows (step->inputs[0].shape)};

  extent.row_blocks = (extent.rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
  extent.column_blocks = (extent.columns + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS;
  return extent;
}

/* An item is a block of the result, made from a split of the factors. */
void
ACU_KERNEL (row_product_configure) (AcuCpuStep *step)
{
  Extent extent = get_extent (step);
  gsize blocks = extent.row_blocks * extent.column_blocks;
  gsize splits = CLAMP (MOST_ITEMS / blocks, 1, MAX (extent.depth / LEAST_DEPTH, 1));

  step->n_parts = splits;
  step->n_items = splits * blocks;
  step->grain = 1;
  step->scratch_size = (LEFT_LENGTH + RIGHT_LENGTH) * sizeof (float);
}

/* Prepared: the splits' results.  That of a single split is the result itself. */
gsize
ACU_KERNEL (row_product_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  *n_items = 0;
  return step->n_parts > 1 ? step->n_parts * acu_shape_count (step->output.shape) : 0;
}

/* @depth rows of @columns columns as panels of @width columns, a constant where this is called;
 * zeros in what is missing of the last. */
ACU_INLINE void
pack (const float *source, gsize stride, gsize depth, gsize columns, gsize width, float *panels)
{
  gsize whole = columns / width * width;

  for (gsize k = 0; k < depth; k++) {
    const float *row = source + k * stride;
    float *target = panels + k * width;

    for (gsize column = 0; column < whole; column += width, target += PANEL_LENGTH (width))
      memcpy (target, row + column, width * sizeof (float));
    for (gsize i = whole; i < columns; i++)
      target[i - whole] = row[i];
    for (gsize i = columns; whole < columns && i < whole + width; i++)
      target[i - whole] = 0.0f;
  }
}

/* The same of a transposed right factor, which training has no use for. */
static void
pack_transposed (
    const float *source, gsize stride, gsize depth, gsize columns, gsize width, float *panels)
{
  for (gsize column = 0; column < columns; column += width, panels += PANEL_LENGTH (width))
    for (gsize k = 0; k < depth; k++)
      for (gsize i = 0; i < width; i++)
        panels[k * width + i] = column + i < columns ? source[(column + i) * stride + k] : 0.0f;
}

static void
pack_left (const AcuCpuStep *step, gsize first, gsize depth, gsize row, gsize rows, float *panels)
{
  pack (acu_cpu_row (&step->inputs[0], first) + row, acu_cpu_columns (&step->inputs[0]), depth,
        rows, ACU_TILE_ROWS, panels);
}

static void
pack_right (
    const AcuCpuStep *step, gsize first, gsize depth, gsize column, gsize columns, float *panels)
{
  gsize stride = acu_cpu_columns (&step->inputs[1]);

  if (step->attributes.matmul.transpose_b)
    pack_transposed (acu_cpu_row (&step->inputs[1], column) + first, stride, depth, columns,
                     ACU_TILE_COLUMNS, panels);
  else
    pack (acu_cpu_row (&step->inputs[1], first) + column, stride, depth, columns, ACU_TILE_COLUMNS,
          panels);
}

ACU_TILE_FUNCTION void
multiply (const float *left, const float *right, gsize depth, float *tile)
{
  acu_tile_multiply (ACU_TILE_ROWS, ACU_TILE_VECTORS, left, 1, ACU_TILE_ROWS, right,
                     ACU_TILE_COLUMNS, depth, tile, ACU_TILE_COLUMNS);
}

/* target (rows, columns) = @tile, or has it added. */
static void
put_tile (const float *tile, gsize rows, gsize columns, gboolean adds, float *target, gsize stride)
{
  for (gsize r = 0; r < rows; r++)
    for (gsize i = 0; i < columns; i += ACU_LANES) {
      gsize part = acu_vector_part (columns - i);
      AcuVector x = acu_vector_load (tile + r * ACU_TILE_COLUMNS + i);

      if (adds)
        x += acu_vector_load_part (target + r * stride + i, part);
      acu_vector_store_part (target + r * stride + i, x, part);
    }
}

/* The product of packed factors into a block that begins at @target. */
static void
multiply_block (const float *left,
                const float *right,
                gsize depth,
                gsize rows,
                gsize columns,
                gboolean adds,
                float *target,
                gsize stride)
{
  float tile[ACU_TILE_ROWS * ACU_TILE_COLUMNS] __attribute__ ((aligned (64)));

  for (gsize column = 0; column < columns; column += ACU_TILE_COLUMNS)
    for (gsize row = 0; row < rows; row += ACU_TILE_ROWS) {
      multiply (left + row / ACU_TILE_ROWS * PANEL_LENGTH (ACU_TILE_ROWS),
                right + column / ACU_TILE_COLUMNS * PANEL_LENGTH (ACU_TILE_COLUMNS), depth, tile);
      put_tile (tile, MIN (ACU_TILE_ROWS, rows - row), MIN (ACU_TILE_COLUMNS, columns - column),
                adds, target + row * stride + column, stride);
    }
}

/* How many rows from @first on, and before @end, are alike: all of samples that are left out, or
 * none.  Returns whether they are. */
static gboolean
skip_rows (const AcuCpuStep *step, Extent extent, gsize first, gsize end, gsize *count)
{
  gsize rows, next;
  gboolean keeps;

  *count = end - first;
  if (step->keeps == NULL)
    return FALSE;
  rows = extent.depth / step->n_samples;
  keeps = step->keeps[first / rows];
  next = (first / rows + 1) * rows;
  while (next < end && step->keeps[next / rows] == keeps)
    next += rows;
  *count = MIN (next, end) - first;
  return !keeps;
}

static void
clear_block (float *target, gsize rows, gsize columns, gsize stride)
{
  for (gsize row = 0; row < rows; row++)
    memset (target + row * stride, 0, columns * sizeof (float));
}

void
ACU_KERNEL (row_product) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  Extent extent = get_extent (step);
  gsize blocks = extent.row_blocks * extent.column_blocks;
  gsize split_depth = (extent.depth + step->n_parts - 1) / step->n_parts;
  float *left = scratch, *right = left + LEFT_LENGTH;

  for (gsize item = first; item < last; item++) {
    gsize split = item / blocks;
    gsize row = item % blocks / extent.column_blocks * BLOCK_ROWS;
    gsize column = item % extent.column_blocks * BLOCK_COLUMNS;
    gsize rows = MIN (BLOCK_ROWS, extent.rows - row);
    gsize columns = MIN (BLOCK_COLUMNS, extent.columns - column);
    gsize begin = split * split_depth, end = MIN (begin + split_depth, extent.depth);
    float *target = step->n_parts > 1 ? step->prepared + split * extent.rows * extent.columns
                                      : step->output.data;
    gboolean adds = FALSE;

    target += row * extent.columns + column;
    for (gsize k = begin, depth; k < end; k += depth) {
      if (skip_rows (step, extent, k, end, &depth))
        continue;
      depth = MIN (PACKED_DEPTH, depth);
      pack_left (step, k, depth, row, rows, left);
      pack_right (step, k, depth, column, columns, right);
      multiply_block (left, right, depth, rows, columns, adds, target, extent.columns);
      adds = TRUE;
    }
    if (!adds)
      clear_block (target, rows, columns, extent.columns);
  }
}

/* An item is a row of the result, if there is anything left to do. */
gsize
ACU_KERNEL (row_product_count_finished) (const AcuCpuStep *step)
{
  gboolean has_more = step->n_parts > 1 || step->inputs[2].data != NULL ||
                      step->inputs[3].data != NULL ||
                      step->attributes.matmul.activation != ACU_ACTIVATION_NONE;

  return has_more ? acu_shape_rows (step->output.shape) : 0;
}

void
ACU_KERNEL (row_product_finish) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize columns = acu_cpu_columns (&step->output), count = acu_shape_count (step->output.shape);
  const float *bias = step->inputs[2].data, *residual = step->inputs[3].data;
  float *result = step->output.data;

  for (gsize row = first; row < last; row++)
    for (gsize column = 0; column < columns; column += ACU_LANES) {
      gsize part = acu_vector_part (columns - column), i = row * columns + column;
      AcuVector x =
          acu_vector_load_part (step->n_parts > 1 ? step->prepared + i : result + i, part);

      for (gsize split = 1; split < step->n_parts; split++)
        x += acu_vector_load_part (step->prepared + split * count + i, part);
      if (bias != NULL)
        x += acu_vector_load_part (bias + column, part);
      x = acu_cpu_activate (x, step->attributes.matmul.activation);
      if (residual != NULL)
        x += acu_vector_load_part (residual + i, part);
      acu_vector_store_part (result + i, x, part);
    }
}

/* Matrix products with a bias, an activation and a residual.
 *
 * The right factor is first repacked into panels of ACU_TILE_COLUMNS columns, each with its rows
 * end to end, so that a tile's loop reads it front to back.  The left factor is read where it lies,
 * an element at a time; where it is transposed, its columns are first gathered.
 * (After Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008, with the
 * left factor unpacked: a network's are short and wide enough to stay in the second-level cache.)
 */
#include "compute/cpu/kernels/kernel.h"
#include "compute/cpu/kernels/tile.h"

typedef struct {
  gsize rows;    /* of the result */
  gsize columns; /* of the result */
  gsize depth;
} Extent;

static Extent
get_extent (const AcuCpuStep *step)
{
  AcuShape a = step->inputs[0].shape;

  return (Extent){.rows = acu_shape_rows (step->output.shape),
                  .columns = acu_shape_columns (step->output.shape),
                  .depth = step->attributes.matmul.transpose_a ? acu_shape_rows (a)
                                                               : acu_shape_columns (a)};
}

static gsize
count_panels (Extent extent)
{
  return (extent.columns + ACU_TILE_COLUMNS - 1) / ACU_TILE_COLUMNS;
}

void
ACU_KERNEL (matmul_configure) (AcuCpuStep *step)
{
  Extent extent = get_extent (step);

  step->n_items = extent.rows;
  if (step->attributes.matmul.transpose_a)
    step->scratch_size = extent.depth * ACU_TILE_ROWS * sizeof (float);
}

gsize
ACU_KERNEL (matmul_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  Extent extent = get_extent (step);

  *n_items = count_panels (extent);
  return *n_items * ACU_TILE_COLUMNS * extent.depth;
}

/* One panel from the (columns, depth) matrix that a linear layer's weight is. */
static void
pack_transposed (const float *b, gsize depth, gsize columns, float *panel)
{
  for (gsize k = 0; k < depth; k++)
    for (gsize column = 0; column < ACU_TILE_COLUMNS; column++)
      panel[k * ACU_TILE_COLUMNS + column] = column < columns ? b[column * depth + k] : 0.0f;
}

/* One panel from a (depth, stride) matrix. */
static void
pack (const float *b, gsize depth, gsize stride, gsize columns, float *panel)
{
  for (gsize k = 0; k < depth; k++) {
    memcpy (panel + k * ACU_TILE_COLUMNS, b + k * stride, columns * sizeof (float));
    memset (panel + k * ACU_TILE_COLUMNS + columns, 0,
            (ACU_TILE_COLUMNS - columns) * sizeof (float));
  }
}

void
ACU_KERNEL (matmul_prepare) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  Extent extent = get_extent (step);
  const float *b = step->inputs[1].data;

  for (gsize i = first; i < last; i++) {
    gsize column = i * ACU_TILE_COLUMNS;
    gsize columns = MIN (ACU_TILE_COLUMNS, extent.columns - column);
    float *panel = step->prepared + column * extent.depth;

    if (step->attributes.matmul.transpose_b)
      pack_transposed (b + column * extent.depth, extent.depth, columns, panel);
    else
      pack (b + column, extent.depth, extent.columns, columns, panel);
  }
}

/* The last panel's tile may need fewer vectors than a panel holds. */
static void
multiply_tile (const float *const *left,
               gsize left_step,
               const float *panel,
               gsize depth,
               guint vectors,
               float *tile)
{
  if (vectors == 1)
    acu_tile_multiply (ACU_TILE_ROWS, 1, left, left_step, panel, ACU_TILE_COLUMNS, depth, tile,
                       ACU_TILE_COLUMNS);
  else if (vectors == 2)
    acu_tile_multiply (ACU_TILE_ROWS, 2, left, left_step, panel, ACU_TILE_COLUMNS, depth, tile,
                       ACU_TILE_COLUMNS);
  else
    acu_tile_multiply (ACU_TILE_ROWS, ACU_TILE_VECTORS, left, left_step, panel, ACU_TILE_COLUMNS,
                       depth, tile, ACU_TILE_COLUMNS);
}

/* Bias, activation and residual on rows of a tile, while it is in the first-level cache. */
static void
finish_rows (const AcuCpuStep *step,
             const float *tile,
             gsize first_row,
             gsize rows,
             gsize column,
             gsize columns)
{
  const float *bias = step->inputs[2].data;
  AcuActivation activation = step->attributes.matmul.activation;

  for (gsize r = 0; r < rows; r++) {
    const float *source = tile + r * ACU_TILE_COLUMNS;
    float *target = acu_cpu_row (step->output, first_row + r) + column;
    const float *residual =
        step->inputs[3].data != NULL ? acu_cpu_row (step->inputs[3], first_row + r) + column : NULL;

    for (gsize i = 0; i < columns; i += ACU_LANES) {
      gsize part = acu_vector_part (columns - i);
      AcuVector x = acu_vector_load_part (source + i, part);

      if (bias != NULL)
        x += acu_vector_load_part (bias + column + i, part);
      x = acu_cpu_activate (x, activation);
      if (residual != NULL)
        x += acu_vector_load_part (residual + i, part);
      acu_vector_store_part (target + i, x, part);
    }
  }
}

/* Rows @first..@last-1 of the result, at most ACU_TILE_ROWS; a tile's missing rows were made to
 * repeat another. */
static void
multiply_rows (const AcuCpuStep *step,
               Extent extent,
               const float *const *left,
               gsize left_step,
               gsize first,
               gsize last)
{
  float tile[ACU_TILE_ROWS * ACU_TILE_COLUMNS] __attribute__ ((aligned (64)));

  for (gsize column = 0; column < extent.columns; column += ACU_TILE_COLUMNS) {
    gsize columns = MIN (ACU_TILE_COLUMNS, extent.columns - column);

    multiply_tile (left, left_step, step->prepared + column * extent.depth, extent.depth,
                   (columns + ACU_LANES - 1) / ACU_LANES, tile);
    finish_rows (step, tile, first, last - first, column, columns);
  }
}

/* Columns @first..@last-1 of the left factor as the rows of a tile, side by side. */
static void
gather_columns (const float *a, Extent extent, gsize first, gsize last, float *gathered)
{
  for (gsize k = 0; k < extent.depth; k++)
    for (gsize r = 0; r < ACU_TILE_ROWS; r++)
      gathered[k * ACU_TILE_ROWS + r] = a[k * extent.rows + MIN (first + r, last - 1)];
}

void
ACU_KERNEL (matmul) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  Extent extent = get_extent (step);
  gboolean transposed = step->attributes.matmul.transpose_a;
  const float *left[ACU_TILE_ROWS];

  for (gsize row = first; row < last; row += ACU_TILE_ROWS) {
    gsize end = MIN (row + ACU_TILE_ROWS, last);

    if (transposed)
      gather_columns (step->inputs[0].data, extent, row, end, scratch);
    for (gsize r = 0; r < ACU_TILE_ROWS; r++)
      left[r] =
          transposed ? (float *)scratch + r : acu_cpu_row (step->inputs[0], MIN (row + r, end - 1));
    multiply_rows (step, extent, left, transposed ? ACU_TILE_ROWS : 1, row, end);
  }
}

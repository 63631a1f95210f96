/* Matrix products with a bias, an activation and a residual.
 *
 * The right factor is first repacked into panels of ACU_TILE_COLUMNS columns, each with its rows
 * end to end, so that a tile's loop reads it front to back.  The left factor is read where it lies,
 * an element at a time.  Where it is transposed, gradient-matmul.c has another way.
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
  return (Extent){.rows = acu_shape_rows (step->output.shape),
                  .columns = acu_cpu_columns (&step->output),
                  .depth = acu_cpu_columns (&step->inputs[0])};
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
  step->scratch_size = ACU_TILE_ROWS * extent.depth * sizeof (float);
}

gsize
ACU_KERNEL (matmul_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  Extent extent = get_extent (step);

  *n_items = count_panels (extent);
  return *n_items * ACU_TILE_COLUMNS * extent.depth;
}

/* One panel from rows of the (columns, depth) matrix that a linear layer's weight is. */
static void
pack_transposed (const float *b, gsize depth, gsize columns, float *panel)
{
  acu_tile_transpose (b, columns, depth, panel, ACU_TILE_COLUMNS);
  for (gsize k = 0; k < depth; k++)
    memset (panel + k * ACU_TILE_COLUMNS + columns, 0,
            (ACU_TILE_COLUMNS - columns) * sizeof (float));
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

#define DEFINE_MULTIPLY(name, vectors)                                                             \
  ACU_TILE_FUNCTION void name (const float *left, gsize left_row, gsize left_step,                 \
                               const float *panel, gsize depth, float *tile)                       \
  {                                                                                                \
    acu_tile_multiply (ACU_TILE_ROWS, vectors, left, left_row, left_step, panel, ACU_TILE_COLUMNS, \
                       depth, tile, ACU_TILE_COLUMNS);                                             \
  }
DEFINE_MULTIPLY (multiply_whole, ACU_TILE_VECTORS)
DEFINE_MULTIPLY (multiply_two, 2)
DEFINE_MULTIPLY (multiply_one, 1)

/* The last panel's tile may need fewer vectors than a panel holds. */
static void
multiply_tile (const float *left,
               gsize left_row,
               gsize left_step,
               const float *panel,
               gsize depth,
               gsize columns,
               float *tile)
{
  if (columns <= ACU_LANES)
    multiply_one (left, left_row, left_step, panel, depth, tile);
  else if (columns <= 2 * ACU_LANES)
    multiply_two (left, left_row, left_step, panel, depth, tile);
  else
    multiply_whole (left, left_row, left_step, panel, depth, tile);
}

/* Adds the bias, applies the activation, adds the residual, while a tile is in the first-level
 * cache.  @activation is a constant where this is called. */
ACU_INLINE void
finish_tile (const AcuCpuStep *step,
             const float *tile,
             gsize row,
             gsize rows,
             gsize column,
             gsize columns,
             AcuActivation activation)
{
  gsize stride = acu_cpu_columns (&step->output);
  const float *bias = step->inputs[2].data, *residual = step->inputs[3].data;
  float *target = (float *)step->output.data + row * stride + column;

  if (bias != NULL)
    bias += column;
  if (residual != NULL)
    residual += row * stride + column;
  for (gsize i = 0; i < columns; i += ACU_LANES) {
    gsize part = acu_vector_part (columns - i);
    AcuVector offset = bias != NULL ? acu_vector_load_part (bias + i, part) : (AcuVector){0};

    for (gsize r = 0; r < rows; r++) {
      AcuVector x = acu_vector_load (tile + r * ACU_TILE_COLUMNS + i) + offset;

      x = acu_cpu_activate (x, activation);
      if (residual != NULL)
        x += acu_vector_load_part (residual + r * stride + i, part);
      acu_vector_store_part (target + r * stride + i, x, part);
    }
  }
}

static void
finish (
    const AcuCpuStep *step, const float *tile, gsize row, gsize rows, gsize column, gsize columns)
{
  switch (step->attributes.matmul.activation) {
  case ACU_ACTIVATION_NONE:
    finish_tile (step, tile, row, rows, column, columns, ACU_ACTIVATION_NONE);
    break;
  case ACU_ACTIVATION_RELU:
    finish_tile (step, tile, row, rows, column, columns, ACU_ACTIVATION_RELU);
    break;
  case ACU_ACTIVATION_GELU:
    finish_tile (step, tile, row, rows, column, columns, ACU_ACTIVATION_GELU);
    break;
  case ACU_ACTIVATION_SIGMOID:
    finish_tile (step, tile, row, rows, column, columns, ACU_ACTIVATION_SIGMOID);
    break;
  }
}

/* The last rows side by side, and zeros for those missing of a tile. */
static void
gather_rows (const AcuCpuStep *step, Extent extent, gsize row, gsize rows, float *gathered)
{
  const float *a = acu_cpu_row (&step->inputs[0], row);

  for (gsize k = 0; k < extent.depth; k++)
    for (gsize r = 0; r < ACU_TILE_ROWS; r++)
      gathered[k * ACU_TILE_ROWS + r] = r < rows ? a[r * extent.depth + k] : 0.0f;
}

void
ACU_KERNEL (matmul) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  Extent extent = get_extent (step);
  float tile[ACU_TILE_ROWS * ACU_TILE_COLUMNS] __attribute__ ((aligned (64)));

  for (gsize row = first; row < last; row += ACU_TILE_ROWS) {
    gsize rows = MIN (ACU_TILE_ROWS, last - row);
    gboolean gathers = rows < ACU_TILE_ROWS;
    const float *left = gathers ? scratch : acu_cpu_row (&step->inputs[0], row);

    if (gathers)
      gather_rows (step, extent, row, rows, scratch);
    for (gsize column = 0; column < extent.columns; column += ACU_TILE_COLUMNS) {
      gsize columns = MIN (ACU_TILE_COLUMNS, extent.columns - column);
      const float *panel = step->prepared + column * extent.depth;

      multiply_tile (left, gathers ? 1 : extent.depth, gathers ? ACU_TILE_ROWS : 1, panel,
                     extent.depth, columns, tile);
      finish (step, tile, row, rows, column, columns);
    }
  }
}

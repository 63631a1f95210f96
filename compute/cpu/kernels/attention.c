/* Window attention, one window of one head at a time: all of it stays in the first-level cache. */
#include <math.h>

#include "compute/cpu/kernels/window.h"

/* The thread's scratch memory, by use. */
typedef struct {
  gsize *rows;     /* of each position, in the maps */
  float *regions;  /* and the number of its region of the rolled map */
  float *queries;  /* (heads, query_space, head_size): scaled */
  float *key_rows; /* (heads, key_space, head_size) */
  float *values;   /* (heads, keys, head_space) */
  float *keys;     /* (head_size, key_space): one head's, transposed */
  float *scores;   /* (ACU_WINDOW_TILE_ROWS, key_space) */
  float *sums;     /* (ACU_WINDOW_TILE_ROWS, head_space) */
} Workspace;

static AcuWindowGeometry
get_geometry (const AcuCpuStep *step)
{
  return acu_window_geometry (&step->attributes.attention, step->inputs[0].shape);
}

/* Cuts @scratch into its uses; with NULL, only counts. */
static gsize
lay_out (AcuWindowGeometry geometry, gpointer scratch, Workspace *workspace)
{
  const gsize sizes[] = {geometry.keys * sizeof (gsize),
                         geometry.key_space * sizeof (float),
                         geometry.heads * geometry.query_space * geometry.head_size *
                             sizeof (float),
                         geometry.heads * geometry.key_space * geometry.head_size * sizeof (float),
                         geometry.heads * geometry.keys * geometry.head_space * sizeof (float),
                         geometry.key_space * geometry.head_size * sizeof (float),
                         ACU_WINDOW_TILE_ROWS * geometry.key_space * sizeof (float),
                         ACU_WINDOW_TILE_ROWS * geometry.head_space * sizeof (float)};
  gpointer parts[G_N_ELEMENTS (sizes)];
  gsize size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    parts[i] = (guint8 *)scratch + size;
    size += acu_window_round_up (sizes[i], 64);
  }
  if (workspace != NULL)
    *workspace = (Workspace){.rows = parts[0],
                             .regions = parts[1],
                             .queries = parts[2],
                             .key_rows = parts[3],
                             .values = parts[4],
                             .keys = parts[5],
                             .scores = parts[6],
                             .sums = parts[7]};
  return size;
}

/* An item is a window of an image, with all its heads. */
void
ACU_KERNEL (attention_configure) (AcuCpuStep *step)
{
  AcuWindowGeometry geometry = get_geometry (step);

  step->n_items = acu_window_count (geometry, step->output.shape.dims[0]);
  step->grain = 1;
  step->scratch_size = lay_out (geometry, NULL, NULL);
}

/* Prepared: the position bias of every head as a (keys, key_space) matrix. */
gsize
ACU_KERNEL (attention_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  AcuWindowGeometry geometry = get_geometry (step);

  *n_items = geometry.heads;
  return geometry.heads * geometry.keys * geometry.key_space;
}

void
ACU_KERNEL (attention_prepare) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  AcuWindowGeometry geometry = get_geometry (step);

  for (gsize head = first; head < last; head++)
    acu_window_expand_bias (geometry, step->inputs[1].data, head,
                            step->prepared + head * geometry.keys * geometry.key_space);
}

/* Brings a window's rows together, each head's apart.  This goes through memory in long stretches,
 * as attention itself, head by head, would not.  What fills up tiles is zero. */
static void
gather_window (const AcuCpuStep *step, AcuWindowGeometry geometry, Workspace *workspace)
{
  gsize size = geometry.head_size, channels = geometry.heads * size;
  float scale = 1.0f / sqrtf ((float)size);

  for (gsize key = 0; key < geometry.keys; key++)
    for (gsize head = 0; head < geometry.heads; head++)
      acu_window_copy_row (acu_cpu_row (&step->inputs[0], workspace->rows[key]) + head * size, size,
                           scale, workspace->queries + (head * geometry.query_space + key) * size,
                           size);
  for (gsize key = 0; key < geometry.keys; key++)
    for (gsize head = 0; head < geometry.heads; head++)
      acu_window_copy_row (
          acu_cpu_row (&step->inputs[0], workspace->rows[key]) + channels + head * size, size, 1.0f,
          workspace->key_rows + (head * geometry.key_space + key) * size, size);
  for (gsize key = 0; key < geometry.keys; key++)
    for (gsize head = 0; head < geometry.heads; head++)
      acu_window_copy_row (
          acu_cpu_row (&step->inputs[0], workspace->rows[key]) + 2 * channels + head * size, size,
          1.0f, workspace->values + (head * geometry.keys + key) * geometry.head_space,
          geometry.head_space);
  for (gsize head = 0; head < geometry.heads; head++) {
    memset (workspace->queries + (head * geometry.query_space + geometry.keys) * size, 0,
            (geometry.query_space - geometry.keys) * size * sizeof (float));
    memset (workspace->key_rows + (head * geometry.key_space + geometry.keys) * size, 0,
            (geometry.key_space - geometry.keys) * size * sizeof (float));
  }
}

/* Up to ACU_WINDOW_TILE_ROWS queries of one head, from @first on. */
static void
attend (const AcuCpuStep *step,
        AcuWindowGeometry geometry,
        Workspace *workspace,
        gsize head,
        gsize first,
        gboolean is_mixed)
{
  const float *bias = step->prepared + head * geometry.keys * geometry.key_space;
  const float *queries =
      workspace->queries + (head * geometry.query_space + first) * geometry.head_size;
  const float *values = workspace->values + head * geometry.keys * geometry.head_space;
  gsize count = MIN (ACU_WINDOW_TILE_ROWS, geometry.keys - first);
  AcuVector inverses[ACU_WINDOW_TILE_ROWS];

  for (gsize key = 0; key < geometry.key_space; key += ACU_WINDOW_TILE_COLUMNS)
    acu_window_multiply (queries, geometry.head_size, 1, workspace->keys + key, geometry.key_space,
                         geometry.head_size, workspace->scores + key);
  for (gsize r = 0; r < count; r++)
    inverses[r] =
        acu_window_exponentiate (geometry.key_space, workspace->scores + r * geometry.key_space,
                                 bias + (first + r) * geometry.key_space, workspace->regions,
                                 workspace->regions[first + r], is_mixed);
  for (gsize d = 0; d < geometry.head_space; d += ACU_WINDOW_TILE_COLUMNS)
    acu_window_multiply (workspace->scores, geometry.key_space, 1, values + d, geometry.head_space,
                         geometry.keys, workspace->sums + d);
  for (gsize r = 0; r < count; r++) {
    const float *sums = workspace->sums + r * geometry.head_space;
    float *target =
        acu_cpu_row (&step->output, workspace->rows[first + r]) + head * geometry.head_size;

    for (gsize d = 0; d < geometry.head_size; d += ACU_LANES) {
      gsize part = acu_vector_part (geometry.head_size - d);

      acu_vector_store_part (target + d, acu_vector_load (sums + d) * inverses[r], part);
    }
  }
}

void
ACU_KERNEL (attention) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  AcuWindowGeometry geometry = get_geometry (step);
  Workspace workspace;

  lay_out (geometry, scratch, &workspace);
  for (gsize item = first; item < last; item++) {
    gboolean is_mixed = acu_window_locate (geometry, item, workspace.rows, workspace.regions);

    gather_window (step, geometry, &workspace);
    for (gsize head = 0; head < geometry.heads; head++) {
      acu_tile_transpose (workspace.key_rows + head * geometry.key_space * geometry.head_size,
                          geometry.key_space, geometry.head_size, workspace.keys,
                          geometry.key_space);
      for (gsize query = 0; query < geometry.keys; query += ACU_WINDOW_TILE_ROWS)
        attend (step, geometry, &workspace, head, query, is_mixed);
    }
  }
}

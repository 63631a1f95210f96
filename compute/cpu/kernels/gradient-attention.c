/* The gradient of window attention, one window of one head at a time, as in attention.c: the
 * probabilities P are computed again from q and k, and everything stays in the first two caches.
 *
 *   dV = P^T dO,  dP = dO V^T,  dS = P (dP - row sums of P dP),
 *   dQ = dS K d^-0.5,  dK = dS^T Q d^-0.5
 *
 * dS, added up over all windows, is the gradient of the position bias.  Windows are cut into parts
 * (see parts.h); each adds up its own in matrices like the scores', one a head, before these are
 * gathered into the table's few entries. */
#include <math.h>

#include "compute/cpu/kernels/parts.h"
#include "compute/cpu/kernels/window.h"

/* Below this a probability is 0: numbers too small for their full precision would cost the
 * processor more than they are worth. */
#define LEAST_PROBABILITY 1e-30f

/* The thread's scratch memory, by use.  Rows of a head are head_space long, others key_space. */
typedef struct {
  gsize *rows;        /* of each position, in the maps */
  float *regions;     /* and the number of its region of the rolled map */
  float *queries;     /* (query_space): scaled */
  float *keys;        /* (key_space) */
  float *values;      /* (key_space) */
  float *results;     /* (query_space): dO */
  float *key_columns; /* (head_space, key_space): keys transposed */
  float *value_columns;
  float *probabilities; /* (query_space): P */
  float *scores;        /* (query_space): dP, then dS */
  float *gradient;      /* (query_space): of queries, keys or values */
  float *bias;          /* (heads, keys): sums of dS */
} Workspace;

/* Cuts @scratch into its uses; with NULL, only counts. */
static gsize
lay_out (AcuWindowGeometry geometry, gpointer scratch, Workspace *workspace)
{
  const gsize counts[] = {geometry.key_space * (sizeof (gsize) / sizeof (float)),
                          geometry.key_space,
                          geometry.query_space * geometry.head_space,
                          geometry.key_space * geometry.head_space,
                          geometry.key_space * geometry.head_space,
                          geometry.query_space * geometry.head_space,
                          geometry.head_space * geometry.key_space,
                          geometry.head_space * geometry.key_space,
                          geometry.query_space * geometry.key_space,
                          geometry.query_space * geometry.key_space,
                          geometry.query_space * geometry.head_space,
                          geometry.heads * geometry.keys * geometry.key_space};
  gpointer parts[G_N_ELEMENTS (counts)];
  gsize size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    parts[i] = (guint8 *)scratch + size;
    size += acu_window_round_up (counts[i] * sizeof (float), 64);
  }
  if (workspace != NULL)
    *workspace = (Workspace){.rows = parts[0],
                             .regions = parts[1],
                             .queries = parts[2],
                             .keys = parts[3],
                             .values = parts[4],
                             .results = parts[5],
                             .key_columns = parts[6],
                             .value_columns = parts[7],
                             .probabilities = parts[8],
                             .scores = parts[9],
                             .gradient = parts[10],
                             .bias = parts[11]};
  return size;
}

static AcuWindowGeometry
get_geometry (const AcuCpuStep *step)
{
  return acu_window_geometry (&step->attributes.attention, step->output.shape);
}

/* An item is a part of the windows, with all their heads. */
void
ACU_KERNEL (attention_gradient_configure) (AcuCpuStep *step)
{
  AcuWindowGeometry geometry = get_geometry (step);

  step->n_parts = acu_parts_count (acu_window_count (geometry, step->output.shape.dims[0]), 1);
  step->n_items = step->n_parts;
  step->grain = 1;
  step->scratch_size = lay_out (geometry, NULL, NULL);
}

/* Prepared: the parts' gradients of the table, then the position bias of every head. */
gsize
ACU_KERNEL (attention_gradient_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  AcuWindowGeometry geometry = get_geometry (step);

  *n_items = geometry.heads;
  return step->n_parts * acu_shape_count (step->inputs[1].shape) +
         geometry.heads * geometry.keys * geometry.key_space;
}

static float *
get_bias (const AcuCpuStep *step, AcuWindowGeometry geometry, gsize head)
{
  return step->prepared + step->n_parts * acu_shape_count (step->inputs[1].shape) +
         head * geometry.keys * geometry.key_space;
}

void
ACU_KERNEL (attention_gradient_prepare) (const AcuCpuStep *step,
                                         gsize first,
                                         gsize last,
                                         gpointer scratch)
{
  AcuWindowGeometry geometry = get_geometry (step);

  for (gsize head = first; head < last; head++)
    acu_window_expand_bias (geometry, step->inputs[1].data, head, get_bias (step, geometry, head));
}

/* Brings together what one head needs of the window's rows.  What fills up tiles is zero. */
static void
gather_head (const AcuCpuStep *step, AcuWindowGeometry geometry, gsize head, Workspace *workspace)
{
  gsize size = geometry.head_size, space = geometry.head_space;
  gsize channels = geometry.heads * size;
  gsize n_missing = geometry.key_space - geometry.keys;
  float scale = 1.0f / sqrtf ((float)size);

  for (gsize key = 0; key < geometry.keys; key++) {
    const float *qkv = acu_cpu_row (&step->inputs[0], workspace->rows[key]) + head * size;
    const float *dy =
        (const float *)step->inputs[2].data + workspace->rows[key] * channels + head * size;

    acu_window_copy_row (qkv, size, scale, workspace->queries + key * space, space);
    acu_window_copy_row (qkv + channels, size, 1.0f, workspace->keys + key * space, space);
    acu_window_copy_row (qkv + 2 * channels, size, 1.0f, workspace->values + key * space, space);
    acu_window_copy_row (dy, size, 1.0f, workspace->results + key * space, space);
  }
  memset (workspace->queries + geometry.keys * space, 0,
          (geometry.query_space - geometry.keys) * space * sizeof (float));
  memset (workspace->results + geometry.keys * space, 0,
          (geometry.query_space - geometry.keys) * space * sizeof (float));
  memset (workspace->keys + geometry.keys * space, 0, n_missing * space * sizeof (float));
  memset (workspace->values + geometry.keys * space, 0, n_missing * space * sizeof (float));
  acu_tile_transpose (workspace->keys, geometry.key_space, space, workspace->key_columns,
                      geometry.key_space);
  acu_tile_transpose (workspace->values, geometry.key_space, space, workspace->value_columns,
                      geometry.key_space);
}

/* target (query_space, columns) = left * right (depth, columns), where element (r,k) of the left
 * factor is left[r * left_row + k * left_step]. */
static void
multiply (AcuWindowGeometry geometry,
          const float *left,
          gsize left_row,
          gsize left_step,
          const float *right,
          gsize columns,
          gsize depth,
          float *target)
{
  for (gsize row = 0; row < geometry.query_space; row += ACU_WINDOW_TILE_ROWS)
    for (gsize column = 0; column < columns; column += ACU_WINDOW_TILE_COLUMNS)
      acu_window_multiply (left + row * left_row, left_row, left_step, right + column, columns,
                           depth, target + row * columns + column);
}

/* P of one query from the exponentiated scores, then its dS from dP, which is also added to @sums.
 */
static void
differentiate_softmax (
    gsize count, AcuVector inverse, float *probabilities, float *scores, float *sums)
{
  AcuVector sum = {0};

  for (gsize key = 0; key < count; key += ACU_LANES) {
    AcuVector p = acu_vector_load (probabilities + key) * inverse;

    p = acu_vector_select (p > LEAST_PROBABILITY, p, (AcuVector){0});
    acu_vector_store (probabilities + key, p);
    sum += p * acu_vector_load (scores + key);
  }
  sum = acu_vector_sum_lanes (sum);
  for (gsize key = 0; key < count; key += ACU_LANES) {
    AcuVector gradient =
        acu_vector_load (probabilities + key) * (acu_vector_load (scores + key) - sum);

    acu_vector_store (scores + key, gradient);
    acu_vector_store (sums + key, acu_vector_load (sums + key) + gradient);
  }
}

/* Writes the gradient of queries, keys or values (@kind 0, 1 or 2) where it belongs. */
static void
scatter_head (const AcuCpuStep *step,
              AcuWindowGeometry geometry,
              gsize head,
              gsize kind,
              float factor,
              const Workspace *workspace)
{
  gsize offset = (kind * geometry.heads + head) * geometry.head_size;

  for (gsize key = 0; key < geometry.keys; key++)
    acu_window_copy_row (workspace->gradient + key * geometry.head_space, geometry.head_size,
                         factor, acu_cpu_row (&step->output, workspace->rows[key]) + offset,
                         geometry.head_size);
}

static void
differentiate_head (const AcuCpuStep *step,
                    AcuWindowGeometry geometry,
                    gsize head,
                    gboolean is_mixed,
                    Workspace *workspace)
{
  gsize space = geometry.key_space, head_space = geometry.head_space;
  const float *bias = get_bias (step, geometry, head);
  float *sums = workspace->bias + head * geometry.keys * space;

  gather_head (step, geometry, head, workspace);
  multiply (geometry, workspace->queries, head_space, 1, workspace->key_columns, space,
            geometry.head_size, workspace->probabilities);
  multiply (geometry, workspace->results, head_space, 1, workspace->value_columns, space,
            geometry.head_size, workspace->scores);
  for (gsize query = 0; query < geometry.keys; query++) {
    float *probabilities = workspace->probabilities + query * space;
    AcuVector inverse =
        acu_window_exponentiate (space, probabilities, bias + query * space, workspace->regions,
                                 workspace->regions[query], is_mixed);

    differentiate_softmax (space, inverse, probabilities, workspace->scores + query * space,
                           sums + query * space);
  }
  multiply (geometry, workspace->scores, space, 1, workspace->keys, head_space, geometry.keys,
            workspace->gradient);
  scatter_head (step, geometry, head, 0, 1.0f / sqrtf ((float)geometry.head_size), workspace);
  multiply (geometry, workspace->scores, 1, space, workspace->queries, head_space, geometry.keys,
            workspace->gradient);
  scatter_head (step, geometry, head, 1, 1.0f, workspace);
  multiply (geometry, workspace->probabilities, 1, space, workspace->results, head_space,
            geometry.keys, workspace->gradient);
  scatter_head (step, geometry, head, 2, 1.0f, workspace);
}

/* Adds up what belongs to the same entry of the table: all pairs of positions as far apart. */
static void
gather_table (AcuWindowGeometry geometry, const float *bias, float *table)
{
  gsize window = geometry.window, span = 2 * window - 1;

  memset (table, 0, span * span * geometry.heads * sizeof (float));
  for (gsize head = 0; head < geometry.heads; head++)
    for (gsize query = 0; query < geometry.keys; query++, bias += geometry.key_space)
      for (gsize key = 0; key < geometry.keys; key++) {
        gsize dy = query / window + window - 1 - key / window;
        gsize dx = query % window + window - 1 - key % window;

        table[(dy * span + dx) * geometry.heads + head] += bias[key];
      }
}

/* The gradient of a window of a sample that is left out. */
static void
clear_window (const AcuCpuStep *step, AcuWindowGeometry geometry, const Workspace *workspace)
{
  for (gsize key = 0; key < geometry.keys; key++)
    memset (acu_cpu_row (&step->output, workspace->rows[key]), 0,
            acu_cpu_columns (&step->output) * sizeof (float));
}

void
ACU_KERNEL (attention_gradient) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  AcuWindowGeometry geometry = get_geometry (step);
  gsize n_windows = acu_window_count (geometry, step->output.shape.dims[0]);
  Workspace workspace;

  lay_out (geometry, scratch, &workspace);
  for (gsize part = first; part < last; part++) {
    gsize end = acu_parts_begin (n_windows, step->n_parts, part + 1);

    memset (workspace.bias, 0,
            geometry.heads * geometry.keys * geometry.key_space * sizeof (float));
    for (gsize item = acu_parts_begin (n_windows, step->n_parts, part); item < end; item++) {
      gboolean is_mixed = acu_window_locate (geometry, item, workspace.rows, workspace.regions);

      if (step->keeps != NULL && !step->keeps[item * step->n_samples / n_windows]) {
        clear_window (step, geometry, &workspace);
        continue;
      }
      for (gsize head = 0; head < geometry.heads; head++)
        differentiate_head (step, geometry, head, is_mixed, &workspace);
    }
    gather_table (geometry, workspace.bias,
                  step->prepared + part * acu_shape_count (step->inputs[1].shape));
  }
}

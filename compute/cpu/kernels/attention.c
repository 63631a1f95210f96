/* Window attention, one window of one head at a time: all of it stays in the first-level cache.
 *
 * The rolled map and its cut into windows exist only as addresses: the positions of a window are
 * listed once, and rows of q, k and v are read from, and results written to, where they lie. */
#include <math.h>

#include "compute/cpu/kernels/kernel.h"
#include "compute/cpu/kernels/tile.h"

/* Queries whose scores are computed together. */
#define QUERY_ROWS    7
#define QUERY_VECTORS (ACU_LANES == 16 ? 2 : 1)
#define QUERY_COLUMNS (QUERY_VECTORS * ACU_LANES)

/* Added to the scores of keys of another region, and of those that only fill up a vector. */
#define MASKED (-100.0f)
#define NEVER  (-1e30f)

typedef struct {
  gsize height, width; /* of the map */
  gsize window, shift;
  gsize heads, head_size;
  gsize keys;        /* in a window; as many queries */
  gsize query_space; /* the same, rounded up to whole tiles */
  gsize key_space;   /* likewise, in the tiles' other direction */
  gsize head_space;  /* head_size rounded up to whole tiles */
} Geometry;

/* The thread's scratch memory, by use. */
typedef struct {
  const float **positions; /* of each key: its row of qkv */
  float **results;         /* and its row of the result */
  float *regions;          /* and the number of its region of the rolled map */
  float *queries;          /* (heads, query_space, head_size): scaled */
  float *key_rows;         /* (heads, key_space, head_size) */
  float *values;           /* (heads, keys, head_space) */
  float *keys;             /* (head_size, key_space): one head's, transposed */
  float *scores;           /* (QUERY_ROWS, key_space) */
  float *sums;             /* (QUERY_ROWS, head_space) */
} Workspace;

static gsize
round_up (gsize count, gsize multiple)
{
  return (count + multiple - 1) / multiple * multiple;
}

static Geometry
get_geometry (const AcuCpuStep *step)
{
  const AcuAttentionAttributes *attention = &step->attributes.attention;
  AcuShape shape = step->output.shape;
  Geometry geometry = {.height = shape.dims[1],
                       .width = shape.dims[2],
                       .window = attention->window,
                       .shift = attention->shift,
                       .heads = attention->heads,
                       .head_size = shape.dims[3] / attention->heads,
                       .keys = (gsize)attention->window * attention->window};

  geometry.query_space = round_up (geometry.keys, QUERY_ROWS);
  geometry.key_space = round_up (geometry.keys, QUERY_COLUMNS);
  geometry.head_space = round_up (geometry.head_size, QUERY_COLUMNS);
  return geometry;
}

/* Cuts @scratch into its uses; with NULL, only counts. */
static gsize
lay_out (Geometry geometry, gpointer scratch, Workspace *workspace)
{
  const gsize sizes[] = {geometry.keys * sizeof (float *),
                         geometry.keys * sizeof (float *),
                         geometry.key_space * sizeof (float),
                         geometry.heads * geometry.query_space * geometry.head_size *
                             sizeof (float),
                         geometry.heads * geometry.key_space * geometry.head_size * sizeof (float),
                         geometry.heads * geometry.keys * geometry.head_space * sizeof (float),
                         geometry.key_space * geometry.head_size * sizeof (float),
                         QUERY_ROWS * geometry.key_space * sizeof (float),
                         QUERY_ROWS * geometry.head_space * sizeof (float)};
  gpointer parts[G_N_ELEMENTS (sizes)];
  gsize size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    parts[i] = (guint8 *)scratch + size;
    size += round_up (sizes[i], 64);
  }
  if (workspace != NULL)
    *workspace = (Workspace){.positions = parts[0],
                             .results = parts[1],
                             .regions = parts[2],
                             .queries = parts[3],
                             .key_rows = parts[4],
                             .values = parts[5],
                             .keys = parts[6],
                             .scores = parts[7],
                             .sums = parts[8]};
  return size;
}

/* An item is a window of an image, with all its heads. */
void
ACU_KERNEL (attention_configure) (AcuCpuStep *step)
{
  Geometry geometry = get_geometry (step);

  step->n_items = step->output.shape.dims[0] * geometry.height * geometry.width / geometry.keys;
  step->grain = 1;
  step->scratch_size = lay_out (geometry, NULL, NULL);
}

/* Prepared: the position bias of every head as a (keys, key_space) matrix. */
gsize
ACU_KERNEL (attention_count_prepared) (const AcuCpuStep *step, gsize *n_items)
{
  Geometry geometry = get_geometry (step);

  *n_items = geometry.heads;
  return geometry.heads * geometry.keys * geometry.key_space;
}

void
ACU_KERNEL (attention_prepare) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  Geometry geometry = get_geometry (step);
  const float *table = step->inputs[1].data;
  gsize window = geometry.window;
  gsize span = 2 * window - 1;

  for (gsize head = first; head < last; head++)
    for (gsize query = 0; query < geometry.keys; query++) {
      float *row = step->prepared + (head * geometry.keys + query) * geometry.key_space;

      for (gsize key = 0; key < geometry.key_space; key++) {
        gsize dy = query / window + window - 1 - key / window;
        gsize dx = query % window + window - 1 - key % window;

        row[key] = key < geometry.keys ? table[(dy * span + dx) * geometry.heads + head] : NEVER;
      }
    }
}

/* The region of a row or column of the rolled map: it consists of up to three. */
static gsize
get_region (gsize position, gsize length, Geometry geometry)
{
  return (position >= length - geometry.window) + (position >= length - geometry.shift);
}

/* Finds the places of a window's positions.  Returns whether they belong to different regions. */
static gboolean
locate_window (const AcuCpuStep *step, Geometry geometry, gsize item, Workspace *workspace)
{
  gsize columns = geometry.width / geometry.window;
  gsize rows = geometry.height / geometry.window;
  gsize image = item / (rows * columns);
  gsize top = item / columns % rows * geometry.window;
  gsize left = item % columns * geometry.window;
  gboolean is_mixed = FALSE;

  for (gsize key = 0; key < geometry.keys; key++) {
    gsize y = top + key / geometry.window;
    gsize x = left + key % geometry.window;
    gsize source_y = (y + geometry.shift) % geometry.height;
    gsize source_x = (x + geometry.shift) % geometry.width;
    gsize row = (image * geometry.height + source_y) * geometry.width + source_x;

    workspace->positions[key] = acu_cpu_row (&step->inputs[0], row);
    workspace->results[key] = acu_cpu_row (&step->output, row);
    workspace->regions[key] = (float)(get_region (y, geometry.height, geometry) * 3 +
                                      get_region (x, geometry.width, geometry));
    is_mixed |= workspace->regions[key] != workspace->regions[0];
  }
  return is_mixed && geometry.shift > 0;
}

/* @target = @factor * @source, and zeros from @count to @space. */
ACU_INLINE void
copy_row (const float *source, gsize count, float factor, float *target, gsize space)
{
  for (gsize i = 0; i < space; i += ACU_LANES) {
    gsize part = i < count ? acu_vector_part (count - i) : 0;

    acu_vector_store_part (target + i, acu_vector_load_part (source + i, part) * factor,
                           acu_vector_part (space - i));
  }
}

/* Brings a window's rows together, each head's apart.  This goes through memory in long stretches,
 * as attention itself, head by head, would not.  What fills up tiles is zero. */
static void
gather_window (Geometry geometry, Workspace *workspace)
{
  gsize size = geometry.head_size, channels = geometry.heads * size;
  float scale = 1.0f / sqrtf ((float)size);

  for (gsize key = 0; key < geometry.keys; key++)
    for (gsize head = 0; head < geometry.heads; head++)
      copy_row (workspace->positions[key] + head * size, size, scale,
                workspace->queries + (head * geometry.query_space + key) * size, size);
  for (gsize key = 0; key < geometry.keys; key++)
    for (gsize head = 0; head < geometry.heads; head++)
      copy_row (workspace->positions[key] + channels + head * size, size, 1.0f,
                workspace->key_rows + (head * geometry.key_space + key) * size, size);
  for (gsize key = 0; key < geometry.keys; key++)
    for (gsize head = 0; head < geometry.heads; head++)
      copy_row (workspace->positions[key] + 2 * channels + head * size, size, 1.0f,
                workspace->values + (head * geometry.keys + key) * geometry.head_space,
                geometry.head_space);
  for (gsize head = 0; head < geometry.heads; head++) {
    memset (workspace->queries + (head * geometry.query_space + geometry.keys) * size, 0,
            (geometry.query_space - geometry.keys) * size * sizeof (float));
    memset (workspace->key_rows + (head * geometry.key_space + geometry.keys) * size, 0,
            (geometry.key_space - geometry.keys) * size * sizeof (float));
  }
}

/* scores = softmax (scores + bias + mask), but for the division by the sum, whose inverse is
 * returned in every lane.  Keys of another region than @region are masked, if @is_mixed. */
ACU_INLINE AcuVector
exponentiate (gsize count,
              float *scores,
              const float *bias,
              const float *regions,
              float region,
              gboolean is_mixed)
{
  AcuVector largest = acu_vector_fill (NEVER), sum = {0};

  for (gsize key = 0; key < count; key += ACU_LANES) {
    AcuVector x = acu_vector_load (scores + key) + acu_vector_load (bias + key);

    if (is_mixed)
      x += acu_vector_select (acu_vector_load (regions + key) != region, acu_vector_fill (MASKED),
                              (AcuVector){0});
    acu_vector_store (scores + key, x);
    largest = acu_vector_max (largest, x);
  }
  largest = acu_vector_max_lanes (largest);
  for (gsize key = 0; key < count; key += ACU_LANES) {
    AcuVector x = acu_vector_exp (acu_vector_load (scores + key) - largest);

    acu_vector_store (scores + key, x);
    sum += x;
  }
  return 1.0f / acu_vector_sum_lanes (sum);
}

/* Up to QUERY_ROWS queries of one head, from @first on. */
static void
attend (const AcuCpuStep *step,
        Geometry geometry,
        Workspace *workspace,
        gsize head,
        gsize first,
        gboolean is_mixed)
{
  const float *bias = step->prepared + head * geometry.keys * geometry.key_space;
  const float *queries =
      workspace->queries + (head * geometry.query_space + first) * geometry.head_size;
  const float *values = workspace->values + head * geometry.keys * geometry.head_space;
  gsize count = MIN (QUERY_ROWS, geometry.keys - first);
  AcuVector inverses[QUERY_ROWS];

  for (gsize key = 0; key < geometry.key_space; key += QUERY_COLUMNS)
    acu_tile_multiply (QUERY_ROWS, QUERY_VECTORS, queries, geometry.head_size, 1,
                       workspace->keys + key, geometry.key_space, geometry.head_size,
                       workspace->scores + key, geometry.key_space);
  for (gsize r = 0; r < count; r++)
    inverses[r] = exponentiate (geometry.key_space, workspace->scores + r * geometry.key_space,
                                bias + (first + r) * geometry.key_space, workspace->regions,
                                workspace->regions[first + r], is_mixed);
  for (gsize d = 0; d < geometry.head_space; d += QUERY_COLUMNS)
    acu_tile_multiply (QUERY_ROWS, QUERY_VECTORS, workspace->scores, geometry.key_space, 1,
                       values + d, geometry.head_space, geometry.keys, workspace->sums + d,
                       geometry.head_space);
  for (gsize r = 0; r < count; r++) {
    const float *sums = workspace->sums + r * geometry.head_space;
    float *target = workspace->results[first + r] + head * geometry.head_size;

    for (gsize d = 0; d < geometry.head_size; d += ACU_LANES) {
      gsize part = acu_vector_part (geometry.head_size - d);

      acu_vector_store_part (target + d, acu_vector_load (sums + d) * inverses[r], part);
    }
  }
}

void
ACU_KERNEL (attention) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  Geometry geometry = get_geometry (step);
  Workspace workspace;

  lay_out (geometry, scratch, &workspace);
  for (gsize item = first; item < last; item++) {
    gboolean is_mixed = locate_window (step, geometry, item, &workspace);

    gather_window (geometry, &workspace);
    for (gsize head = 0; head < geometry.heads; head++) {
      acu_tile_transpose (workspace.key_rows + head * geometry.key_space * geometry.head_size,
                          geometry.key_space, geometry.head_size, workspace.keys,
                          geometry.key_space);
      for (gsize query = 0; query < geometry.keys; query += QUERY_ROWS)
        attend (step, geometry, &workspace, head, query, is_mixed);
    }
  }
}

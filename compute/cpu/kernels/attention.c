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

/* Added to the scores of keys that only fill up a vector. */
#define NEVER (-1e30f)

typedef struct {
  gsize height, width; /* of the map */
  gsize window, shift;
  gsize heads, head_size;
  gsize keys;       /* in a window */
  gsize key_space;  /* the same, rounded up to whole tiles */
  gsize head_space; /* head_size rounded up to whole tiles */
} Geometry;

/* The thread's scratch memory, by use. */
typedef struct {
  const float **positions; /* of each key: its row of qkv */
  float **results;         /* and its row of the result */
  guint8 *regions;         /* and its region of the rolled map */
  float *keys;             /* (head_size, key_space): transposed */
  float *values;           /* (keys, head_space) */
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
                         geometry.keys,
                         geometry.head_size * geometry.key_space * sizeof (float),
                         geometry.keys * geometry.head_space * sizeof (float),
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
                             .keys = parts[3],
                             .values = parts[4],
                             .scores = parts[5],
                             .sums = parts[6]};
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
static guint8
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

    workspace->positions[key] = acu_cpu_row (step->inputs[0], row);
    workspace->results[key] = acu_cpu_row (step->output, row);
    workspace->regions[key] =
        get_region (y, geometry.height, geometry) * 3 + get_region (x, geometry.width, geometry);
    is_mixed |= workspace->regions[key] != workspace->regions[0];
  }
  return is_mixed && geometry.shift > 0;
}

static void
gather_head (Geometry geometry, gsize head, Workspace *workspace)
{
  gsize channels = geometry.heads * geometry.head_size;

  for (gsize key = 0; key < geometry.key_space; key++) {
    const float *source =
        workspace->positions[MIN (key, geometry.keys - 1)] + channels + head * geometry.head_size;

    for (gsize d = 0; d < geometry.head_size; d++)
      workspace->keys[d * geometry.key_space + key] = source[d];
  }
  for (gsize key = 0; key < geometry.keys; key++) {
    float *target = workspace->values + key * geometry.head_space;

    memcpy (target, workspace->positions[key] + 2 * channels + head * geometry.head_size,
            geometry.head_size * sizeof (float));
    memset (target + geometry.head_size, 0,
            (geometry.head_space - geometry.head_size) * sizeof (float));
  }
}

/* scores = softmax (scale * scores + bias + mask), but for the division by the sum, whose inverse
 * is returned. */
static float
exponentiate (Geometry geometry,
              float *scores,
              const float *bias,
              const guint8 *regions,
              guint8 region,
              gboolean is_mixed)
{
  AcuVector scale = acu_vector_fill (1.0f / sqrtf ((float)geometry.head_size));
  AcuVector largest = acu_vector_fill (NEVER), sum = {0};
  float maximum;

  for (gsize key = 0; key < geometry.key_space; key += ACU_LANES) {
    AcuVector x = acu_vector_load (scores + key) * scale + acu_vector_load (bias + key);

    acu_vector_store (scores + key, x);
  }
  if (is_mixed)
    for (gsize key = 0; key < geometry.keys; key++)
      scores[key] += regions[key] != region ? -100.0f : 0.0f;
  for (gsize key = 0; key < geometry.key_space; key += ACU_LANES)
    largest = acu_vector_max (largest, acu_vector_load (scores + key));
  maximum = acu_vector_largest (largest);
  for (gsize key = 0; key < geometry.key_space; key += ACU_LANES) {
    AcuVector x = acu_vector_exp (acu_vector_load (scores + key) - maximum);

    acu_vector_store (scores + key, x);
    sum += x;
  }
  return 1.0f / acu_vector_sum (sum);
}

/* The queries @first..@first+@count-1 of one head; a tile's missing rows repeat the last. */
static void
attend (const AcuCpuStep *step,
        Geometry geometry,
        Workspace *workspace,
        gsize head,
        gsize first,
        gsize count,
        gboolean is_mixed)
{
  const float *queries[QUERY_ROWS], *scores[QUERY_ROWS];
  const float *bias = step->prepared + head * geometry.keys * geometry.key_space;
  float inverses[QUERY_ROWS];

  for (gsize r = 0; r < QUERY_ROWS; r++) {
    queries[r] = workspace->positions[first + MIN (r, count - 1)] + head * geometry.head_size;
    scores[r] = workspace->scores + r * geometry.key_space;
  }
  for (gsize key = 0; key < geometry.key_space; key += QUERY_COLUMNS)
    acu_tile_multiply (QUERY_ROWS, QUERY_VECTORS, queries, 1, workspace->keys + key,
                       geometry.key_space, geometry.head_size, workspace->scores + key,
                       geometry.key_space);
  for (gsize r = 0; r < count; r++)
    inverses[r] = exponentiate (geometry, workspace->scores + r * geometry.key_space,
                                bias + (first + r) * geometry.key_space, workspace->regions,
                                workspace->regions[first + r], is_mixed);
  for (gsize d = 0; d < geometry.head_space; d += QUERY_COLUMNS)
    acu_tile_multiply (QUERY_ROWS, QUERY_VECTORS, scores, 1, workspace->values + d,
                       geometry.head_space, geometry.keys, workspace->sums + d,
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

    for (gsize head = 0; head < geometry.heads; head++) {
      gather_head (geometry, head, &workspace);
      for (gsize query = 0; query < geometry.keys; query += QUERY_ROWS)
        attend (step, geometry, &workspace, head, query, MIN (QUERY_ROWS, geometry.keys - query),
                is_mixed);
    }
  }
}

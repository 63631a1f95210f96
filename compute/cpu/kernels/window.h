/* The windows of window attention.
 *
 * The rolled map and its cut into windows exist only as addresses: the positions of a window are
 * listed, and rows are read from and written to where they lie. */
#pragma once

#include "compute/cpu/kernels/kernel.h"
#include "compute/cpu/kernels/tile.h"

/* The tiles of all products: queries (or keys) by keys (or channels of a head). */
#define ACU_WINDOW_TILE_ROWS    7
#define ACU_WINDOW_TILE_VECTORS (ACU_LANES == 16 ? 2 : 1)
#define ACU_WINDOW_TILE_COLUMNS (ACU_WINDOW_TILE_VECTORS * ACU_LANES)

/* Added to the scores of keys of another region, and of those that only fill up a vector. */
#define ACU_WINDOW_MASKED (-100.0f)
#define ACU_WINDOW_NEVER  (-1e30f)

typedef struct {
  gsize height, width; /* of the map */
  gsize window, shift;
  gsize heads, head_size;
  gsize keys;        /* in a window; as many queries */
  gsize query_space; /* the same, rounded up to whole tiles */
  gsize key_space;   /* likewise, in the tiles' other direction */
  gsize head_space;  /* head_size rounded up to whole tiles */
} AcuWindowGeometry;

ACU_INLINE gsize
acu_window_round_up (gsize count, gsize multiple)
{
  return (count + multiple - 1) / multiple * multiple;
}

/* Of attention on a @map whose last dimension is (q|k|v, head, d). */
ACU_INLINE AcuWindowGeometry
acu_window_geometry (const AcuAttentionAttributes *attention, AcuShape map)
{
  AcuWindowGeometry geometry = {.height = map.dims[1],
                                .width = map.dims[2],
                                .window = attention->window,
                                .shift = attention->shift,
                                .heads = attention->heads,
                                .head_size = map.dims[3] / attention->heads / 3,
                                .keys = (gsize)attention->window * attention->window};

  geometry.query_space = acu_window_round_up (geometry.keys, ACU_WINDOW_TILE_ROWS);
  geometry.key_space = acu_window_round_up (geometry.query_space, ACU_WINDOW_TILE_COLUMNS);
  geometry.head_space = acu_window_round_up (geometry.head_size, ACU_WINDOW_TILE_COLUMNS);
  return geometry;
}

ACU_INLINE gsize
acu_window_count (AcuWindowGeometry geometry, gsize images)
{
  return images * geometry.height * geometry.width / geometry.keys;
}

/* @bias (keys, key_space) = the position bias of a head. */
ACU_INLINE void
acu_window_expand_bias (AcuWindowGeometry geometry, const float *table, gsize head, float *bias)
{
  gsize window = geometry.window, span = 2 * window - 1;

  for (gsize query = 0; query < geometry.keys; query++)
    for (gsize key = 0; key < geometry.key_space; key++) {
      gsize dy = query / window + window - 1 - key / window;
      gsize dx = query % window + window - 1 - key % window;

      *bias++ =
          key < geometry.keys ? table[(dy * span + dx) * geometry.heads + head] : ACU_WINDOW_NEVER;
    }
}

/* The region of a row or column of the rolled map: it consists of up to three. */
ACU_INLINE gsize
acu_window_get_region (gsize position, gsize length, AcuWindowGeometry geometry)
{
  return (position >= length - geometry.window) + (position >= length - geometry.shift);
}

/* Finds the rows of the positions of window @item, and the numbers of their regions.  Returns
 * whether these differ. */
ACU_INLINE gboolean
acu_window_locate (AcuWindowGeometry geometry, gsize item, gsize *rows, float *regions)
{
  gsize windows_across = geometry.width / geometry.window;
  gsize windows_down = geometry.height / geometry.window;
  gsize image = item / (windows_down * windows_across);
  gsize top = item / windows_across % windows_down * geometry.window;
  gsize left = item % windows_across * geometry.window;
  gboolean is_mixed = FALSE;

  for (gsize key = 0; key < geometry.keys; key++) {
    gsize y = top + key / geometry.window;
    gsize x = left + key % geometry.window;
    gsize source_y = (y + geometry.shift) % geometry.height;
    gsize source_x = (x + geometry.shift) % geometry.width;

    rows[key] = (image * geometry.height + source_y) * geometry.width + source_x;
    regions[key] = (float)(acu_window_get_region (y, geometry.height, geometry) * 3 +
                           acu_window_get_region (x, geometry.width, geometry));
    is_mixed |= regions[key] != regions[0];
  }
  return is_mixed && geometry.shift > 0;
}

/* A tile of a product, whose rows lie as far apart as those of its right factor. */
ACU_TILE_FUNCTION void
acu_window_multiply (const float *left,
                     gsize left_row,
                     gsize left_step,
                     const float *right,
                     gsize right_row,
                     gsize depth,
                     float *target)
{
  acu_tile_multiply (ACU_WINDOW_TILE_ROWS, ACU_WINDOW_TILE_VECTORS, left, left_row, left_step,
                     right, right_row, depth, target, right_row);
}

/* @target = @factor * @source, and zeros from @count to @space. */
ACU_INLINE void
acu_window_copy_row (const float *source, gsize count, float factor, float *target, gsize space)
{
  for (gsize i = 0; i < space; i += ACU_LANES) {
    gsize part = i < count ? acu_vector_part (count - i) : 0;

    acu_vector_store_part (target + i, acu_vector_load_part (source + i, part) * factor,
                           acu_vector_part (space - i));
  }
}

/* scores = softmax (scores + bias + mask), but for the division by the sum, whose inverse is
 * returned in every lane.  Keys of another region than @region are masked, if @is_mixed. */
ACU_INLINE AcuVector
acu_window_exponentiate (gsize count,
                         float *scores,
                         const float *bias,
                         const float *regions,
                         float region,
                         gboolean is_mixed)
{
  AcuVector largest = acu_vector_fill (ACU_WINDOW_NEVER), sum = {0};

  for (gsize key = 0; key < count; key += ACU_LANES) {
    AcuVector x = acu_vector_load (scores + key) + acu_vector_load (bias + key);

    if (is_mixed)
      x += acu_vector_select (acu_vector_load (regions + key) != region,
                              acu_vector_fill (ACU_WINDOW_MASKED), (AcuVector){0});
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

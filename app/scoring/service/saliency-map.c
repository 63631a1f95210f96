#include "app/scoring/service/saliency-map.h"

#include <math.h>

/* Cells are smoothed over this part of the longer side, so that the eye finds regions and not
 * grains. */
#define SMOOTHNESS 70

/* Strengths that are told apart when looking for the strongest fiftieth. */
#define BINS 1024

struct _AcuSaliencyMap {
  int width, height; /* cells */
  int cell;          /* pixels a side */
  int side;          /* of a patch */
  float *sums;       /* (H,W) */
  float *counts;     /* (H,W): pixels added */
};

AcuSaliencyMap *
acu_saliency_map_new (int width, int height, guint side)
{
  g_return_val_if_fail (width > 0 && height > 0, NULL);

  AcuSaliencyMap *map = g_new0 (AcuSaliencyMap, 1);
  map->cell = (MAX (width, height) + ACU_SALIENCY_MAP_SIDE - 1) / ACU_SALIENCY_MAP_SIDE;
  map->width = (width + map->cell - 1) / map->cell;
  map->height = (height + map->cell - 1) / map->cell;
  map->side = (int)side;
  map->sums = g_new0 (float, (gsize)map->width * map->height);
  map->counts = g_new0 (float, (gsize)map->width * map->height);
  return map;
}

void
acu_saliency_map_free (AcuSaliencyMap *map)
{
  if (map == NULL)
    return;
  g_free (map->sums);
  g_free (map->counts);
  g_free (map);
}

void
acu_saliency_map_add (AcuSaliencyMap *map, AcuPatch place, const float *contributions)
{
  for (int y = 0; y < map->side; y++)
    for (int x = 0; x < map->side; x++) {
      int row = (place.y + y) / map->cell, column = (place.x + x) / map->cell;
      gsize cell = (gsize)row * (gsize)map->width + (gsize)column;

      if (row < 0 || row >= map->height || column < 0 || column >= map->width)
        continue;
      map->sums[cell] += contributions[(gsize)y * (gsize)map->side + (gsize)x];
      map->counts[cell] += 1.0f;
    }
}

int
acu_saliency_map_get_width (const AcuSaliencyMap *map)
{
  return map->width;
}

int
acu_saliency_map_get_height (const AcuSaliencyMap *map)
{
  return map->height;
}

static float
get_mean (const AcuSaliencyMap *map, gsize cell)
{
  return map->counts[cell] > 0.0f ? map->sums[cell] / map->counts[cell] : 0.0f;
}

/* The sums along lines of @length cells, @step apart, over 2 @radius + 1 of them. */
static void
sum_line (const float *from, float *to, int length, gsize step, int radius)
{
  double sum = 0.0;

  for (int i = 0; i < MIN (radius, length); i++)
    sum += (double)from[(gsize)i * step];
  for (int i = 0; i < length; i++) {
    if (i + radius < length)
      sum += (double)from[(gsize)(i + radius) * step];
    if (i > radius)
      sum -= (double)from[(gsize)(i - radius - 1) * step];
    to[(gsize)i * step] = (float)sum;
  }
}

/* Three boxes are nearly a Gaussian. */
static void
smooth (float *cells, int width, int height, int radius)
{
  const gsize n = (gsize)width * (gsize)height;
  g_autofree float *rows = g_new (float, n);
  const float area = (float)((2 * radius + 1) * (2 * radius + 1));

  for (int pass = 0; pass < 3; pass++) {
    for (int y = 0; y < height; y++)
      sum_line (cells + (gsize)y * (gsize)width, rows + (gsize)y * (gsize)width, width, 1, radius);
    for (int x = 0; x < width; x++)
      sum_line (rows + x, cells + x, height, (gsize)width, radius);
    for (gsize i = 0; i < n; i++)
      cells[i] /= area;
  }
}

/* The strength that all but a fiftieth of the @n cells stay below. */
static float
find_strength (const float *cells, gsize n)
{
  gsize bins[BINS] = {0}, known = 0, above = 0;
  float most = 0.0f;
  guint bin = BINS;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, fabsf (cells[i]));
  if (most <= 0.0f)
    return 0.0f;
  for (gsize i = 0; i < n; i++)
    if (cells[i] != 0.0f) {
      bins[MIN ((guint)(fabsf (cells[i]) / most * BINS), BINS - 1)]++;
      known++;
    }
  while (bin > 1 && above + bins[bin - 1] <= known / 50)
    above += bins[--bin];
  return most * (float)bin / BINS;
}

void
acu_saliency_map_get_cells (const AcuSaliencyMap *map, float *cells)
{
  const gsize n = (gsize)map->width * (gsize)map->height;
  const int radius = MAX (map->width, map->height) / SMOOTHNESS;
  float strength;

  for (gsize i = 0; i < n; i++)
    cells[i] = get_mean (map, i);
  if (radius > 0)
    smooth (cells, map->width, map->height, radius);
  strength = find_strength (cells, n);
  for (gsize i = 0; i < n; i++)
    cells[i] = strength > 0.0f ? CLAMP (cells[i] / strength, -1.0f, 1.0f) : 0.0f;
}

void
acu_saliency_map_get_shares (const AcuSaliencyMap *map,
                             double shares[ACU_SALIENCY_PARTS * ACU_SALIENCY_PARTS])
{
  double total = 0.0;

  for (int i = 0; i < ACU_SALIENCY_PARTS * ACU_SALIENCY_PARTS; i++)
    shares[i] = 0.0;
  for (int row = 0; row < map->height; row++)
    for (int column = 0; column < map->width; column++) {
      float mean = get_mean (map, (gsize)row * (gsize)map->width + (gsize)column);
      int part = row * ACU_SALIENCY_PARTS / map->height * ACU_SALIENCY_PARTS +
                 column * ACU_SALIENCY_PARTS / map->width;

      shares[part] -= (double)MIN (mean, 0.0f);
      total -= (double)MIN (mean, 0.0f);
    }
  for (int i = 0; total > 0.0 && i < ACU_SALIENCY_PARTS * ACU_SALIENCY_PARTS; i++)
    shares[i] /= total;
}

#include "app/views/shared/patch-map.h"

#include <math.h>

struct _AcuPatchMap {
  gatomicrefcount references;
  AcuScoreScale scale;
  double score;
  double std;
  double median;
  guint n;
  guint worst, best;
  float width, height; /* of a patch, parts of the picture */
  float *x, *y;        /* (n) centres, likewise */
  float *scores;       /* (n) */
  float fusion[4];
  gboolean has_fusion, has_gates;
  guint n_faults;
  char **fault_names;
  float *faults;       /* (K) */
  float *patch_faults; /* (n,K), or NULL */
};

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *)a, y = *(const float *)b;

  return (x > y) - (x < y);
}

AcuPatchMap *
acu_patch_map_new (const AcuScoreDetails *details, const AcuScorerInfo *scorer)
{
  g_return_val_if_fail (details && scorer, NULL);
  g_return_val_if_fail (details->n_patches > 0 && details->width > 0 && details->height > 0, NULL);

  AcuPatchMap *map = g_new0 (AcuPatchMap, 1);
  guint n = details->n_patches;

  g_atomic_ref_count_init (&map->references);
  map->scale = (AcuScoreScale){scorer->score_min, scorer->score_max};
  map->score = details->score;
  map->std = details->std;
  map->n = n;
  map->width = (float)details->side / details->width;
  map->height = (float)details->side / details->height;
  map->x = g_new (float, n);
  map->y = g_new (float, n);
  map->scores = g_memdup2 (details->scores, n * sizeof (float));
  for (guint i = 0; i < n; i++) {
    map->x[i] = (float)details->patches[i].x / details->width + map->width / 2;
    map->y[i] = (float)details->patches[i].y / details->height + map->height / 2;
    if (map->scores[i] < map->scores[map->worst])
      map->worst = i;
    if (map->scores[i] > map->scores[map->best])
      map->best = i;
  }

  g_autofree float *sorted = g_memdup2 (map->scores, n * sizeof (float));
  qsort (sorted, n, sizeof (float), compare_floats);
  map->median = n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;

  memcpy (map->fusion, details->fusion, sizeof map->fusion);
  map->has_gates = details->has_gates;
  for (guint i = 0; i < 4; i++)
    map->has_fusion = map->has_fusion || map->fusion[i] > 0;

  guint named = scorer->faults ? g_strv_length (scorer->faults) : 0;
  map->n_faults = MIN (named, details->n_faults);
  map->fault_names = g_strdupv (scorer->faults);
  if (map->n_faults > 0) {
    map->faults = g_memdup2 (details->faults, details->n_faults * sizeof (float));
    if (details->patch_faults && map->n_faults == details->n_faults)
      map->patch_faults =
          g_memdup2 (details->patch_faults, (gsize)n * details->n_faults * sizeof (float));
  }
  return map;
}

AcuPatchMap *
acu_patch_map_ref (AcuPatchMap *map)
{
  g_atomic_ref_count_inc (&map->references);
  return map;
}

void
acu_patch_map_unref (AcuPatchMap *map)
{
  if (!g_atomic_ref_count_dec (&map->references))
    return;

  g_free (map->x);
  g_free (map->y);
  g_free (map->scores);
  g_strfreev (map->fault_names);
  g_free (map->faults);
  g_free (map->patch_faults);
  g_free (map);
}

AcuScoreScale
acu_patch_map_get_scale (const AcuPatchMap *map)
{
  return map->scale;
}

double
acu_patch_map_get_score (const AcuPatchMap *map)
{
  return map->score;
}

double
acu_patch_map_get_std (const AcuPatchMap *map)
{
  return map->std;
}

guint
acu_patch_map_get_n (const AcuPatchMap *map)
{
  return map->n;
}

graphene_rect_t
acu_patch_map_get_rect (const AcuPatchMap *map, guint index)
{
  g_return_val_if_fail (index < map->n, GRAPHENE_RECT_INIT (0, 0, 0, 0));

  return GRAPHENE_RECT_INIT (map->x[index] - map->width / 2, map->y[index] - map->height / 2,
                             map->width, map->height);
}

double
acu_patch_map_get_patch_score (const AcuPatchMap *map, guint index)
{
  g_return_val_if_fail (index < map->n, NAN);

  return map->scores[index];
}

double
acu_patch_map_get_median (const AcuPatchMap *map)
{
  return map->median;
}

guint
acu_patch_map_get_worst (const AcuPatchMap *map)
{
  return map->worst;
}

guint
acu_patch_map_get_best (const AcuPatchMap *map)
{
  return map->best;
}

guint
acu_patch_map_find (const AcuPatchMap *map, double x, double y)
{
  guint nearest = 0;
  double least = INFINITY;

  /* Patches are squares, so distances are measured in their sides. */
  for (guint i = 0; i < map->n; i++) {
    double across = (map->x[i] - x) / map->width, down = (map->y[i] - y) / map->height;
    double distance = across * across + down * down;
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  return nearest;
}

guint
acu_patch_map_step (const AcuPatchMap *map, guint index, int dx, int dy)
{
  guint best = index;
  double least = INFINITY;

  g_return_val_if_fail (index < map->n, 0);

  /* What lies ahead counts by its distance, what lies aside by three times as much. */
  for (guint i = 0; i < map->n; i++) {
    double across = (map->x[i] - map->x[index]) / map->width;
    double down = (map->y[i] - map->y[index]) / map->height;
    double ahead = across * dx + down * dy;
    double aside = fabs (across * dy) + fabs (down * dx);
    if (ahead > 0.02 && ahead + 3 * aside < least && aside <= ahead) {
      least = ahead + 3 * aside;
      best = i;
    }
  }
  return best;
}

const float *
acu_patch_map_get_fusion (const AcuPatchMap *map)
{
  return map->has_fusion ? map->fusion : NULL;
}

gboolean
acu_patch_map_has_gates (const AcuPatchMap *map)
{
  return map->has_gates;
}

guint
acu_patch_map_get_n_faults (const AcuPatchMap *map)
{
  return map->n_faults;
}

const char *
acu_patch_map_get_fault_name (const AcuPatchMap *map, guint fault)
{
  g_return_val_if_fail (fault < map->n_faults, NULL);

  return map->fault_names[fault];
}

double
acu_patch_map_get_fault (const AcuPatchMap *map, guint fault)
{
  g_return_val_if_fail (fault < map->n_faults, 0);

  return map->faults[fault];
}

double
acu_patch_map_get_patch_fault (const AcuPatchMap *map, guint index, guint fault)
{
  g_return_val_if_fail (index < map->n && fault < map->n_faults, 0);

  return map->patch_faults ? map->patch_faults[(gsize)index * map->n_faults + fault] : 0;
}

/* The weights of all centres at every sample of one axis, (samples,n). */
static float *
make_weights (const float *centres, guint n, int samples, double sigma)
{
  float *weights = g_new (float, (gsize)samples *n);

  for (int s = 0; s < samples; s++)
    for (guint i = 0; i < n; i++) {
      double distance = ((s + 0.5) / samples - centres[i]) / sigma;
      weights[(gsize)s * n + i] = exp (-0.5 * distance * distance);
    }
  return weights;
}

void
acu_patch_map_interpolate (const AcuPatchMap *map, int width, int height, float *values)
{
  g_return_if_fail (width > 0 && height > 0);

  /* Half the typical distance between neighbours; a lone patch paints everything. */
  double spacing = sqrt (1.0 / map->n);
  double sigma_x = 0.5 * MAX (MIN (map->width, spacing * 1.5), 0.02);
  double sigma_y = 0.5 * MAX (MIN (map->height, spacing * 1.5), 0.02);
  g_autofree float *across = make_weights (map->x, map->n, width, sigma_x);
  g_autofree float *down = make_weights (map->y, map->n, height, sigma_y);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      const float *wx = across + (gsize)x * map->n, *wy = down + (gsize)y * map->n;
      float sum = 0, weight = 0;

      for (guint i = 0; i < map->n; i++) {
        float w = wx[i] * wy[i];
        sum += w * map->scores[i];
        weight += w;
      }
      /* Far from every patch all weights vanish; there the nearest one speaks alone. */
      values[(gsize)y * width + x] =
          weight > 1e-20f
              ? sum / weight
              : map->scores[acu_patch_map_find (map, (x + 0.5) / width, (y + 0.5) / height)];
    }
}

#include "app/learning/scenes/pebbles.h"

#include "app/learning/scenes/noise.h"

/* Metres. */
#define PEBBLES     4200
#define BEACH_WIDTH 1.2f
#define BEACH_DEPTH 1.5f
#define GRID        260
#define DROPS       8 /* places a pebble is tried at */

typedef struct {
  AcuVec3 middle;
  AcuVec3 axis[3]; /* unit */
  float radius[3];
  guint32 hash;
} Pebble;

typedef struct {
  Pebble *pebbles;
  AcuBoundsTree *tree;
} Shore;

static void
free_shore (gpointer data)
{
  Shore *shore = data;

  g_free (shore->pebbles);
  acu_bounds_tree_free (shore->tree);
  g_free (shore);
}

/* A grid of heights stands for the pile of those that lie already. Calls @visit for each of its
 * cells under @pebble with the depth of its belly there. */
typedef void (*VisitFunc) (float *height, float belly, gpointer data);

static void
visit_footprint (const Pebble *pebble, float *pile, VisitFunc visit, gpointer data)
{
  float radius = 0.5f * (pebble->radius[0] + pebble->radius[2]);
  int left = (int)((pebble->middle.x - radius + BEACH_WIDTH / 2) / BEACH_WIDTH * GRID);
  int right = (int)((pebble->middle.x + radius + BEACH_WIDTH / 2) / BEACH_WIDTH * GRID);
  int back = (int)((pebble->middle.z - radius + BEACH_DEPTH) / BEACH_DEPTH * GRID);
  int front = (int)((pebble->middle.z + radius + BEACH_DEPTH) / BEACH_DEPTH * GRID);

  for (int j = MAX (back, 0); j <= MIN (front, GRID - 1); j++) {
    for (int i = MAX (left, 0); i <= MIN (right, GRID - 1); i++) {
      float x = ((float)i + 0.5f) / GRID * BEACH_WIDTH - BEACH_WIDTH / 2 - pebble->middle.x;
      float z = ((float)j + 0.5f) / GRID * BEACH_DEPTH - BEACH_DEPTH - pebble->middle.z;
      float inside = 1 - (x * x + z * z) / (radius * radius);

      if (inside > 0)
        visit (&pile[j * GRID + i], 0.85f * pebble->radius[1] * sqrtf (inside), data);
    }
  }
}

typedef struct {
  float highest, sum, count;
} Rest;

static void
measure_rest_cb (float *height, float belly, gpointer data)
{
  Rest *rest = data;

  rest->highest = acu_max (rest->highest, *height + belly);
  rest->sum += *height + belly;
  rest->count++;
}

/* Where the middle of @pebble comes to rest: a little into its neighbours, for real stones are not
 * ellipsoids and turn until they fit. */
static float
rest_height (const Pebble *pebble, float *pile)
{
  Rest rest = {0, 0, 0};

  visit_footprint (pebble, pile, measure_rest_cb, &rest);
  return rest.count > 0 ? 0.4f * rest.highest + 0.6f * rest.sum / rest.count : 0;
}

static void
pile_up_cb (float *height, float belly, gpointer data)
{
  *height = acu_max (*height, *(float *)data + belly);
}

/* Drops @pebble near several places and leaves it where it rolls lowest. */
static void
settle (Pebble *pebble, gint which, float *pile)
{
  AcuVec3 best = {0, INFINITY, 0};

  for (gint i = 0; i < DROPS; i++) {
    pebble->middle.x = (acu_hash_unit (which, i, 1, 502) - 0.5f) * BEACH_WIDTH;
    pebble->middle.z = -acu_hash_unit (which, i, 2, 502) * BEACH_DEPTH;
    pebble->middle.y = rest_height (pebble, pile);
    if (pebble->middle.y < best.y)
      best = pebble->middle;
  }
  pebble->middle = best;
  visit_footprint (pebble, pile, pile_up_cb, &best.y);
}

static void
make_pebbles (Shore *shore)
{
  g_autofree float *pile = g_new0 (float, GRID *GRID);

  shore->pebbles = g_new0 (Pebble, PEBBLES);
  for (gint i = 0; i < PEBBLES; i++) {
    Pebble *pebble = &shore->pebbles[i];
    float turn = 2 * ACU_PI_F * acu_hash_unit (i, 0, 0, 501), size;
    float tilt_x = 0.3f * (acu_hash_unit (i, 1, 0, 501) - 0.5f);
    float tilt_z = 0.3f * (acu_hash_unit (i, 2, 0, 501) - 0.5f), chance;

    /* Many small ones, few big ones; the big ones lie on top. */
    chance = acu_hash_unit (i, 3, 0, 501);
    size = 0.008f + 0.017f * powf (chance, 3) + (i > PEBBLES - 60 ? 0.012f : 0);
    pebble->radius[0] = size * (1 + 0.35f * acu_hash_unit (i, 6, 0, 501));
    pebble->radius[1] = size * (0.5f + 0.25f * acu_hash_unit (i, 7, 0, 501));
    pebble->radius[2] = size * (0.75f + 0.3f * acu_hash_unit (i, 8, 0, 501));
    pebble->axis[1] = acu_vec3_normalize (acu_vec3 (tilt_x, 1, tilt_z));
    pebble->axis[0] = acu_vec3_normalize (
        acu_vec3_cross (pebble->axis[1], acu_vec3 (cosf (turn), 0, sinf (turn))));
    pebble->axis[2] = acu_vec3_cross (pebble->axis[0], pebble->axis[1]);
    pebble->hash = acu_hash32 ((guint32)i * 31 + 7);
    settle (pebble, i, pile);
  }
}

/* To the frame in which the pebble is a unit ball. */
static AcuVec3
to_local (const Pebble *pebble, AcuVec3 v)
{
  return acu_vec3 (acu_vec3_dot (v, pebble->axis[0]) / pebble->radius[0],
                   acu_vec3_dot (v, pebble->axis[1]) / pebble->radius[1],
                   acu_vec3_dot (v, pebble->axis[2]) / pebble->radius[2]);
}

static gboolean
hit_pebble_cb (gconstpointer world, guint index, const AcuRay *ray, float *reach)
{
  const Pebble *pebble = &((const Shore *)world)->pebbles[index];
  AcuVec3 from = to_local (pebble, acu_vec3_sub (ray->origin, pebble->middle));
  AcuVec3 direction = to_local (pebble, ray->direction);
  float a = acu_vec3_dot (direction, direction), b = acu_vec3_dot (from, direction);
  float root = b * b - a * (acu_vec3_dot (from, from) - 1), distance;

  if (root <= 0)
    return FALSE;
  distance = (-b - sqrtf (root)) / a;
  if (distance <= 1e-4f || distance >= *reach)
    return FALSE;
  *reach = distance;
  return TRUE;
}

static AcuVec3
stone_colour (const Pebble *pebble, AcuVec3 local)
{
  static const AcuVec3 palette[8] = {
      {0.24f, 0.235f, 0.23f}, {0.12f, 0.125f, 0.135f}, {0.42f, 0.36f, 0.27f}, {0.3f, 0.16f, 0.1f},
      {0.58f, 0.56f, 0.52f},  {0.2f, 0.22f, 0.19f},    {0.33f, 0.29f, 0.26f}, {0.16f, 0.17f, 0.2f},
  };
  AcuVec3 colour = palette[pebble->hash & 7], other = palette[pebble->hash >> 3 & 7];
  guint32 seed = pebble->hash & 0xfff;
  AcuVec3 big = acu_vec3_scale (local, 1.4f);
  float cloud = acu_fbm3 (big, 4, seed), vein,
        speck = acu_noise3 (acu_vec3_scale (local, 24), seed);
  float tilt = local.y + 0.6f * local.x * ((pebble->hash & 0x100) != 0 ? 1.0f : -1.0f);

  colour = acu_vec3_mix (colour, other, acu_clamp01 (0.25f + 0.9f * cloud));
  switch (pebble->hash >> 9 & 3) {
  case 0: /* quartz veins */
    vein = fabsf (tilt + 0.35f * cloud - 0.15f);
    colour =
        acu_vec3_mix (acu_vec3 (0.66f, 0.63f, 0.58f), colour, acu_smoothstep (0.025f, 0.06f, vein));
    break;
  case 1: /* layers */
    colour = acu_vec3_scale (colour, 1 + 0.3f * sinf (13 * tilt + 4 * cloud));
    break;
  case 2: /* granite */
    colour = acu_vec3_scale (colour, 1 + 0.75f * acu_smoothstep (0.1f, 0.5f, fabsf (speck)) *
                                             (speck > 0 ? 0.8f : -0.8f));
    break;
  default:
    break;
  }
  return acu_vec3_scale (colour, 1 + 0.16f * acu_fbm3 (acu_vec3_scale (local, 11), 4, seed + 3));
}

static void
shade_pebble (const Pebble *pebble, AcuVec3 p, AcuSurface *surface)
{
  AcuVec3 local = to_local (pebble, acu_vec3_sub (p, pebble->middle));
  AcuVec3 fine = acu_vec3_scale (local, 9), normal = {0, 0, 0};
  float e = 0.06f, base = acu_fbm3 (fine, 3, 521), wet;
  float bump[3];

  bump[0] = acu_fbm3 (acu_vec3_add (fine, acu_vec3 (e, 0, 0)), 3, 521) - base;
  bump[1] = acu_fbm3 (acu_vec3_add (fine, acu_vec3 (0, e, 0)), 3, 521) - base;
  bump[2] = acu_fbm3 (acu_vec3_add (fine, acu_vec3 (0, 0, e)), 3, 521) - base;
  wet = acu_smoothstep (-0.05f, 0.12f, acu_fbm2 (p.x * 4, p.z * 4, 3, 522) - 0.35f - 0.6f * p.z);
  wet = acu_clamp01 (1 - wet);
  for (guint k = 0; k < 3; k++) {
    float part = k == 0 ? local.x : k == 1 ? local.y : local.z;

    normal = acu_vec3_along (
        normal, (part - (0.045f - 0.02f * wet) * bump[k] / e) / pebble->radius[k], pebble->axis[k]);
  }
  surface->normal = acu_vec3_normalize (normal);
  surface->albedo = acu_vec3_scale (stone_colour (pebble, local), 1.1f - 0.5f * wet);
  surface->mirror = 0.02f + 0.025f * wet;
  surface->roughness = 0.62f - 0.36f * wet;
}

static gboolean
hit_shore (gconstpointer world, const AcuRay *ray, float reach, AcuSurface *surface)
{
  const Shore *shore = world;
  gint index;
  float sand = -ray->origin.y / ray->direction.y;
  gboolean on_sand = sand > 1e-4f && sand < reach;

  if (on_sand)
    reach = sand;
  index = acu_bounds_tree_hit (shore->tree, ray, &reach, hit_pebble_cb, world);
  if (index < 0 && !on_sand)
    return FALSE;
  if (surface == NULL)
    return TRUE;

  surface->distance = reach;
  if (index >= 0) {
    shade_pebble (&shore->pebbles[index], acu_vec3_along (ray->origin, reach, ray->direction),
                  surface);
  } else {
    surface->normal = acu_vec3 (0, 1, 0);
    surface->albedo = acu_vec3 (0.1f, 0.085f, 0.065f);
  }
  return TRUE;
}

static AcuVec3
shore_sky (gconstpointer world, AcuVec3 direction)
{
  float up = acu_clamp01 (direction.y), bright = 0.5f + 0.5f * direction.x;

  return acu_vec3_scale (
      acu_vec3_mix (acu_vec3 (0.72f, 0.7f, 0.68f), acu_vec3 (0.34f, 0.48f, 0.72f), up),
      0.75f + 0.35f * bright);
}

AcuScene *
acu_pebbles_new (float detail)
{
  Shore *shore = g_new0 (Shore, 1);
  AcuScene *scene = g_new0 (AcuScene, 1);
  g_autofree AcuBounds *bounds = g_new (AcuBounds, PEBBLES);

  make_pebbles (shore);
  for (guint i = 0; i < PEBBLES; i++) {
    const Pebble *pebble = &shore->pebbles[i];
    float reach = acu_max (acu_max (pebble->radius[0], pebble->radius[1]), pebble->radius[2]);
    AcuVec3 margin = acu_vec3 (reach, reach, reach);

    bounds[i] =
        (AcuBounds){acu_vec3_sub (pebble->middle, margin), acu_vec3_add (pebble->middle, margin)};
  }
  shore->tree = acu_bounds_tree_new (bounds, PEBBLES);

  scene->world = shore;
  scene->free_world = free_shore;
  scene->hit = hit_shore;
  scene->sky = shore_sky;
  scene->sun_direction = acu_vec3_normalize (acu_vec3 (-0.75f, 0.55f, -0.5f));
  scene->sun_colour = acu_vec3 (2.1f, 1.8f, 1.4f);
  scene->sun_spread = 0.02f;
  scene->bounces = 2;
  scene->exposure = 1.15f;
  scene->eye = acu_vec3 (0, 0.5f, 0.02f);
  scene->target = acu_vec3 (0, 0.1f, -0.56f);
  scene->view_angle = 30;
  scene->aperture = 0.006f;
  scene->focus_distance = 0.66f;
  return scene;
}

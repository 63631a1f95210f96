#include "app/learning/scenes/terrain.h"

#include "app/learning/scenes/height-field.h"
#include "app/learning/scenes/noise.h"
#include "app/learning/scenes/sky.h"

#define GRID         1400
#define CELL         8.0f
#define FAR          15000.0f
#define TREE_SPACING 9.0f
#define TREE_HEIGHT  19.0f

typedef struct {
  AcuHeightField *field;
  AcuSky *sky;
  float water;     /* level; below every ground where there is none */
  float snow_line; /* metres */
  float tree_line;
  float highest;
  AcuVec3 haze, sun_haze, sun_direction;
  float haze_length; /* metres after which a third of the light is left */
  float haze_height; /* metres over which the haze thins out */
  guint32 seed;
} Terrain;

static void
free_terrain (gpointer data)
{
  Terrain *terrain = data;

  acu_height_field_free (terrain->field);
  acu_sky_free (terrain->sky);
  g_free (terrain);
}

/* How densely trees stand, 0..1: on gentle ground, below the tree line, in patches. */
static float
forest (const Terrain *t, float x, float z, float height, float slope)
{
  float patches = acu_fbm2 (x / 520, z / 520, 4, t->seed + 5);
  float line = t->tree_line + 240 * acu_noise2 (x / 700, z / 700, t->seed + 9);

  return acu_smoothstep (line + 120, line - 260, height) * acu_smoothstep (1.15f, 0.7f, slope) *
         acu_smoothstep (-0.22f, 0.02f, patches) *
         acu_smoothstep (t->water + 3, t->water + 12, height);
}

/* The top of the tree over (@x, @z), above the ground; 0 between trees. */
static float
tree_top (const Terrain *t, float x, float z, float density, guint32 *which)
{
  AcuCell cell = acu_cells2 (x / TREE_SPACING, z / TREE_SPACING, t->seed + 20);
  float size = 0.55f + 0.45f * (float)(cell.cell & 0xff) / 255;
  float radius = 0.62f * size, away = cell.distance / radius;
  float needles;

  if ((float)((cell.cell >> 8) & 0xff) / 255 > density * 1.15f || away > 1)
    return 0;
  *which = cell.cell;
  needles = 0.09f * acu_noise2 (x * 1.3f, z * 1.3f, t->seed + 21);
  return acu_max (0.0f, TREE_HEIGHT * size * (1 - away + needles));
}

/* Rocky detail that the grid is too coarse for. */
static float
roughness (const Terrain *t, float x, float z, guint octaves)
{
  return 7.5f * acu_fbm2 (x / 34, z / 34, octaves, t->seed + 30);
}

static float
ground (const Terrain *t, float x, float z, float *slope_x, float *slope_z)
{
  return acu_height_field_at (t->field, x, z, slope_x, slope_z);
}

/* The height over the ground of the point at @distance along the ray, with trees. */
static float
clearance (const Terrain *t, const AcuRay *ray, float distance, guint octaves)
{
  AcuVec3 p = acu_vec3_along (ray->origin, distance, ray->direction);
  float slope_x, slope_z, height = ground (t, p.x, p.z, &slope_x, &slope_z);
  float above = p.y - height, density;
  guint32 which;

  if (above > TREE_HEIGHT + 12)
    return above - TREE_HEIGHT - 4;
  if (distance < 5500)
    above -= roughness (t, p.x, p.z, octaves);
  if (above > TREE_HEIGHT + 1 || distance > 6000)
    return above;
  density = forest (t, p.x, p.z, height, acu_hypot (slope_x, slope_z));
  return density > 0.02f ? above - tree_top (t, p.x, p.z, density, &which) : above;
}

static AcuVec3
rock_colour (const Terrain *t, AcuVec3 p)
{
  float strata = acu_noise2 (p.y / 26 + 2.2f * acu_fbm2 (p.x / 300, p.z / 300, 3, t->seed + 50),
                             0.5f, t->seed + 51);
  float stain = acu_fbm2 (p.x / 60, p.z / 60, 4, t->seed + 52);
  AcuVec3 colour = acu_vec3_mix (acu_vec3 (0.135f, 0.118f, 0.105f), acu_vec3 (0.25f, 0.225f, 0.2f),
                                 0.5f + 0.5f * strata);

  return acu_vec3_scale (colour, 1 + 0.5f * stain);
}

static void
shade_ground (const Terrain *t, AcuVec3 p, AcuSurface *surface)
{
  float slope_x, slope_z, steep, density, height = ground (t, p.x, p.z, &slope_x, &slope_z);
  float e = 0.4f + 0.0007f * surface->distance, top = 0, lush, snow, scree;
  float base = roughness (t, p.x, p.z, 6), bump_x, bump_z;
  guint32 which = 0;
  AcuVec3 grass, colour;

  steep = acu_hypot (slope_x, slope_z);
  density = forest (t, p.x, p.z, height, steep);
  if (surface->distance < 6000 && density > 0.02f)
    top = tree_top (t, p.x, p.z, density, &which);

  if (top > 0.3f) {
    guint32 other;
    float tx = tree_top (t, p.x + e, p.z, density, &other) - top;
    float tz = tree_top (t, p.x, p.z + e, density, &other) - top;
    float age = (float)(which >> 16 & 0xff) / 255;
    float light = 0.45f + 0.55f * acu_clamp01 (top / (0.8f * TREE_HEIGHT));

    surface->normal = acu_vec3_normalize (
        acu_vec3 (-acu_min (acu_max (tx / e, -2), 2), 1.3f, -acu_min (acu_max (tz / e, -2), 2)));
    surface->albedo = acu_vec3_scale (
        acu_vec3_mix (acu_vec3 (0.04f, 0.078f, 0.026f), acu_vec3 (0.11f, 0.125f, 0.034f), age),
        light);
    return;
  }

  bump_x = (roughness (t, p.x + e, p.z, 6) - base) / e;
  bump_z = (roughness (t, p.x, p.z + e, 6) - base) / e;
  lush = acu_fbm2 (p.x / 90, p.z / 90, 5, t->seed + 55);
  grass = acu_vec3_mix (acu_vec3 (0.095f, 0.125f, 0.035f), acu_vec3 (0.18f, 0.16f, 0.062f),
                        acu_clamp01 (0.5f + lush + (height - t->tree_line) / 700));
  scree = acu_smoothstep (0.55f, 0.85f, steep + 0.25f * lush);
  colour = acu_vec3_mix (grass, rock_colour (t, p), scree);
  colour = acu_vec3_mix (colour, acu_vec3 (0.05f, 0.058f, 0.026f), 0.7f * density * (1 - scree));
  snow =
      acu_smoothstep (t->snow_line - 160, t->snow_line + 260, height + 260 * lush + 420 * slope_z) *
      acu_smoothstep (1.75f, 1.05f, steep + 0.5f * lush);
  colour = acu_vec3_mix (colour, acu_vec3 (0.86f, 0.88f, 0.92f), snow);
  if (height < t->water + 2.5f)
    colour = acu_vec3_mix (acu_vec3 (0.11f, 0.1f, 0.085f), colour,
                           acu_smoothstep (t->water + 0.6f, t->water + 2.5f, height));
  bump_x *= 1 - 0.75f * snow;
  bump_z *= 1 - 0.75f * snow;
  surface->normal = acu_vec3_normalize (acu_vec3 (-slope_x - bump_x, 1, -slope_z - bump_z));
  surface->albedo = colour;
}

static void
shade_water (const Terrain *t, AcuVec3 p, AcuSurface *surface)
{
  /* Ripples smaller than a pixel cannot be drawn: they only soften the mirror. */
  float near = 1 / (1 + surface->distance / 260);
  float e = 0.05f + 0.0006f * surface->distance, wind, strength;
  float x = p.x * 0.55f, z = p.z * 1.1f, base, bump_x, bump_z;

  wind = acu_smoothstep (-0.15f, 0.45f, acu_fbm2 (p.x / 420, p.z / 130, 4, t->seed + 65));
  strength = (0.008f + 0.028f * wind) * (0.2f + 0.8f * near);
  base = acu_fbm2 (x, z, 4, t->seed + 60);
  bump_x = (acu_fbm2 (x + e, z, 4, t->seed + 60) - base) / e;
  bump_z = (acu_fbm2 (x, z + e, 4, t->seed + 60) - base) / e;
  surface->normal =
      acu_vec3_normalize (acu_vec3 (-0.5f * strength * bump_x, 1, -strength * bump_z));
  surface->albedo = acu_vec3 (0.012f, 0.024f, 0.026f);
  surface->mirror = 0.03f;
  surface->roughness = 0.06f;
}

static gboolean
hit_terrain (gconstpointer world, const AcuRay *ray, float reach, AcuSurface *surface)
{
  const Terrain *t = world;
  float distance = surface != NULL ? 1.0f : 4.0f, end = acu_min (reach, FAR), before = distance;
  float to_water = INFINITY;
  gboolean met = FALSE;

  if (ray->direction.y < 0)
    to_water = (t->water - ray->origin.y) / ray->direction.y;
  if (to_water > 0 && to_water < end)
    end = to_water;
  else
    to_water = INFINITY;

  for (guint i = 0; i < 420 && distance < end; i++) {
    float above;

    if (ray->direction.y > 0 &&
        ray->origin.y + distance * ray->direction.y > t->highest + TREE_HEIGHT)
      break;
    above = clearance (t, ray, distance, 3);
    if (above < 0) {
      met = TRUE;
      break;
    }
    before = distance;
    distance += acu_max (0.42f * above, 0.0009f * distance + 0.25f);
  }
  if (met && surface != NULL) {
    for (guint i = 0; i < 8; i++) {
      float middle = 0.5f * (before + distance);

      if (clearance (t, ray, middle, 3) < 0)
        distance = middle;
      else
        before = middle;
    }
  }
  if (!met && !(to_water < INFINITY))
    return FALSE;
  if (surface == NULL)
    return TRUE;

  surface->distance = met ? distance : to_water;
  if (met)
    shade_ground (t, acu_vec3_along (ray->origin, distance, ray->direction), surface);
  else
    shade_water (t, acu_vec3_along (ray->origin, to_water, ray->direction), surface);
  return TRUE;
}

static AcuVec3
terrain_sky (gconstpointer world, AcuVec3 direction)
{
  return acu_sky_radiance (((const Terrain *)world)->sky, direction);
}

/* Haze thins out exponentially with height: its amount along a ray has a closed form. */
static void
terrain_air (
    gconstpointer world, const AcuRay *ray, float distance, AcuVec3 *passes, AcuVec3 *added)
{
  const Terrain *t = world;
  float rise = ray->direction.y / t->haze_height;
  float start = expf (-acu_max (ray->origin.y - t->water, 0.0f) / t->haze_height);
  float amount = fabsf (rise * distance) < 1e-3f ? start * distance
                                                 : start * (1 - expf (-rise * distance)) / rise;
  float toward = acu_max (acu_vec3_dot (ray->direction, t->sun_direction), 0.0f);
  AcuVec3 colour = acu_vec3_mix (t->haze, t->sun_haze, 0.8f * powf (toward, 5));

  amount /= t->haze_length;
  /* Blue light is scattered away first. */
  *passes = acu_vec3 (expf (-0.75f * amount), expf (-amount), expf (-1.35f * amount));
  *added =
      acu_vec3_mul (colour, acu_vec3 (1 - expf (-0.75f * amount), 1 - passes->y, 1 - passes->z));
}

typedef float (*ShapeFunc) (float x, float z, guint32 seed);

static float
alpine_shape (float x, float z, guint32 seed)
{
  float away = -z;
  float wander_x = x + 420 * acu_noise2 (x / 1500, z / 1500, seed + 2);
  float wander_z = z + 420 * acu_noise2 (x / 1500 + 7, z / 1500, seed + 3);
  float massif = acu_smoothstep (2300, 6300, away) * acu_smoothstep (13000, 7500, away);
  float peak = expf (-((x - 500) * (x - 500) + (z + 6600) * (z + 6600)) / (2 * 1500.0f * 1500));
  float crags = acu_ridges2 (wander_x / 2900, wander_z / 2900, 7, seed);
  float hills = acu_fbm2 (x / 1300, z / 1300, 6, seed + 11);
  float near = acu_smoothstep (1500, 300, away);

  return 420 + massif * (2050 * crags + 780 * peak) + 330 * hills * (1 - 0.6f * massif) -
         330 * expf (-(away - 1700) * (away - 1700) / (2 * 800.0f * 800)) +
         near * (150 + 0.22f * x);
}

static float
lake_shape (float x, float z, guint32 seed)
{
  float away = -z;
  float crags = acu_ridges2 (x / 2600, z / 2600, 7, seed);
  float hills = acu_fbm2 (x / 900, z / 900, 6, seed + 11);
  float side = acu_smoothstep (250, 2600, fabsf (x + 120 + 0.06f * away));
  float back = acu_smoothstep (2600, 6500, away);
  float rise = acu_max (side * acu_smoothstep (-200, 1900, away), back);
  float spit = 46 * expf (-((x + 330) * (x + 330) / (2 * 190.0f * 190) +
                            (z + 900) * (z + 900) / (2 * 90.0f * 90)));

  return -30 + 1450 * crags * rise + 260 * (hills + 0.2f) * rise + spit +
         30 * hills * acu_smoothstep (0.3f, 0.0f, rise);
}

static Terrain *
terrain_new (ShapeFunc shape, guint32 seed, const AcuSkyParameters *sky, float detail)
{
  Terrain *t = g_new0 (Terrain, 1);
  AcuHeightField *field = acu_height_field_new (GRID, CELL, -CELL * GRID / 2, 1200 - CELL * GRID);

  for (guint row = 0; row < GRID; row++)
    for (guint column = 0; column < GRID; column++)
      field->heights[(gsize)row * GRID + column] =
          shape (field->left + CELL * (float)column, field->back + CELL * (float)row, seed);
  acu_height_field_erode (field, 420000, seed + 1);

  t->field = field;
  t->seed = seed;
  t->sky = acu_sky_new (sky, (guint)(512 * detail));
  t->sun_direction = sky->sun_direction;
  for (gsize i = 0; i < (gsize)GRID * GRID; i++)
    t->highest = acu_max (t->highest, field->heights[i]);
  return t;
}

static AcuScene *
scene_new (Terrain *terrain)
{
  AcuScene *scene = g_new0 (AcuScene, 1);

  scene->world = terrain;
  scene->free_world = free_terrain;
  scene->hit = hit_terrain;
  scene->sky = terrain_sky;
  scene->air = terrain_air;
  scene->sun_direction = terrain->sun_direction;
  scene->sun_spread = 0.006f;
  scene->bounces = 1;
  scene->exposure = 1;
  return scene;
}

AcuScene *
acu_terrain_alpine_new (float detail)
{
  AcuSkyParameters sky = {
      .sun_direction = acu_vec3_normalize (acu_vec3 (-0.78f, 0.42f, -0.1f)),
      .zenith = {0.075f, 0.19f, 0.46f},
      .horizon = {0.5f, 0.62f, 0.76f},
      .glow = {0.75f, 0.62f, 0.42f},
      .cloud_light = {1.45f, 1.36f, 1.22f},
      .cloud_shade = {0.3f, 0.36f, 0.46f},
      .glow_width = 0.5f,
      .cumulus = 0.34f,
      .cirrus = 0.35f,
      .seed = 5,
  };
  Terrain *t = terrain_new (alpine_shape, 3, &sky, detail);
  AcuScene *scene;

  t->water = -1000;
  t->snow_line = 1150;
  t->tree_line = 1060;
  t->haze = acu_vec3 (0.4f, 0.52f, 0.68f);
  t->sun_haze = acu_vec3 (0.85f, 0.75f, 0.6f);
  t->haze_length = 9000;
  t->haze_height = 3400;
  scene = scene_new (t);
  scene->sun_colour = acu_vec3 (2.3f, 2.0f, 1.6f);
  scene->eye = acu_vec3 (0, ground (t, 0, 0, NULL, NULL) + 170, 0);
  scene->target = acu_vec3_add (scene->eye, acu_vec3 (60, 95, -1000));
  scene->view_angle = 31;
  scene->exposure = 1.12f;
  return scene;
}

AcuScene *
acu_terrain_lake_new (float detail)
{
  AcuSkyParameters sky = {
      .sun_direction = acu_vec3_normalize (acu_vec3 (0.06f, 0.055f, -1)),
      .zenith = {0.07f, 0.13f, 0.34f},
      .horizon = {1.0f, 0.5f, 0.27f},
      .glow = {1.5f, 0.75f, 0.25f},
      .cloud_light = {1.5f, 0.62f, 0.32f},
      .cloud_shade = {0.16f, 0.13f, 0.2f},
      .glow_width = 0.42f,
      .cumulus = 0,
      .cirrus = 0.62f,
      .seed = 21,
  };
  Terrain *t = terrain_new (lake_shape, 12, &sky, detail);
  AcuScene *scene;

  t->water = 0;
  t->snow_line = 1050;
  t->tree_line = 620;
  t->haze = acu_vec3 (0.31f, 0.26f, 0.35f);
  t->sun_haze = acu_vec3 (1.25f, 0.68f, 0.34f);
  t->haze_length = 6500;
  t->haze_height = 900;
  scene = scene_new (t);
  scene->sun_colour = acu_vec3 (1.3f, 0.62f, 0.3f);
  scene->eye = acu_vec3 (0, 9, 60);
  scene->target = acu_vec3_add (scene->eye, acu_vec3 (0, 55, -1000));
  scene->view_angle = 34;
  scene->bounces = 2;
  return scene;
}

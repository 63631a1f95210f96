#include "app/learning/scenes/still-life.h"

#include "app/learning/scenes/distance-field.h"
#include "app/learning/scenes/noise.h"

/* Decimetres; the table is the plane y = 0, the wall behind it another. */
#define WALL -3.1f

typedef enum {
  BODY_TABLE,
  BODY_WALL,
  BODY_ORANGE,
  BODY_APPLE,
  BODY_PEAR,
  BODY_STEM,
  BODY_BOWL,
  BODY_VASE,
  BODY_STEEL,
} Body;

static const AcuVec3 oranges[] = {
    {-0.16f, 0.72f, 0.1f}, {0.42f, 0.7f, -0.12f}, {0.12f, 0.74f, -0.45f}, {-1.75f, 0.39f, 0.62f}};
static const AcuVec3 apples[] = {{0.02f, 1.22f, -0.1f}, {1.28f, 0.28f, 0.92f}};
static const AcuVec3 pear = {-1.02f, 0.42f, 0.98f};
static const AcuVec3 ball = {0.52f, 0.24f, 1.3f};
static const AcuVec3 vase = {1.75f, 0, -0.75f};

static void
nearer (float *least, guint *body, float distance, Body which)
{
  if (distance < *least) {
    *least = distance;
    *body = which;
  }
}

static float
apple_distance (AcuVec3 p)
{
  float out = acu_hypot (p.x, p.z), ring = acu_hypot (out - 0.13f, p.y * 0.95f) - 0.285f;

  /* A ring whose hole closes: the dimples above and below. */
  return 0.92f * (ring + 0.03f * p.y * 0.5f);
}

static float
pear_distance (AcuVec3 p)
{
  AcuVec3 q = acu_vec3 (p.x - 0.1f * p.y * p.y, p.y, p.z);
  float belly = acu_vec3_length (q) - 0.4f;
  float neck = acu_vec3_length (acu_vec3_sub (q, acu_vec3 (0, 0.58f, 0))) - 0.19f;

  return 0.9f * acu_distance_blend (belly, neck, 0.5f);
}

/* A profile turned about the y axis. */
static float
vase_distance (AcuVec3 p)
{
  float y = acu_min (acu_max (p.y, 0.0f), 2.3f), out = acu_hypot (p.x, p.z);
  float radius = 0.3f + 0.38f * powf (sinf (acu_min (y * 1.42f + 0.12f, 2.75f)), 1.6f) +
                 0.2f * acu_smoothstep (1.85f, 2.35f, y);
  float wall = fabsf (out - radius) - 0.035f;
  float side = y < 0.1f ? out - radius : wall;

  return 0.62f * acu_max (side, fabsf (p.y - 1.15f) - 1.15f) - 0.006f;
}

static float
bowl_distance (AcuVec3 p)
{
  AcuVec3 q = acu_vec3 (p.x - 0.12f, p.y - 1.15f, p.z + 0.13f);
  float shell = fabsf (acu_vec3_length (q) - 1.12f) - 0.03f;
  float foot = acu_distance_cylinder (acu_vec3 (q.x, p.y - 0.06f, q.z), 0.42f, 0.05f) - 0.012f;

  return acu_min (acu_max (shell, p.y - 0.72f) - 0.012f, foot);
}

/* Tells whether all of a body within @radius of @middle is farther from @p than @least. */
static gboolean
is_beyond (AcuVec3 p, AcuVec3 middle, float radius, float least)
{
  AcuVec3 from = acu_vec3_sub (p, middle);

  return acu_vec3_dot (from, from) > (radius + least) * (radius + least);
}

/* To whatever stands on the table. */
static float
things_distance (gconstpointer world, AcuVec3 p, guint *body)
{
  float least = 9;
  AcuVec3 q;

  *body = BODY_STEEL;
  nearer (&least, body, acu_vec3_length (acu_vec3_sub (p, ball)) - 0.24f, BODY_STEEL);
  for (guint i = 0; i < G_N_ELEMENTS (oranges); i++) {
    q = acu_vec3_sub (p, oranges[i]);
    if (!is_beyond (p, oranges[i], 0.4f, least))
      nearer (&least, body, acu_vec3_length (q) - 0.4f, BODY_ORANGE);
  }
  for (guint i = 0; i < G_N_ELEMENTS (apples); i++) {
    q = acu_vec3_sub (p, apples[i]);
    if (is_beyond (p, apples[i], 0.5f, least))
      continue;
    nearer (&least, body, apple_distance (q), BODY_APPLE);
    nearer (&least, body,
            acu_distance_capsule (
                q, acu_vec3 (0, 0.1f, 0),
                i == 0 ? acu_vec3 (0.09f, 0.38f, 0.03f) : acu_vec3 (-0.07f, 0.38f, 0.05f), 0.022f),
            BODY_STEM);
  }
  if (!is_beyond (p, acu_vec3 (pear.x + 0.1f, pear.y + 0.25f, pear.z), 0.8f, least)) {
    q = acu_vec3_sub (p, pear);
    nearer (&least, body, pear_distance (q), BODY_PEAR);
    nearer (
        &least, body,
        acu_distance_capsule (q, acu_vec3 (0.06f, 0.7f, 0), acu_vec3 (0.2f, 0.95f, 0.04f), 0.025f),
        BODY_STEM);
  }
  if (!is_beyond (p, acu_vec3 (0.12f, 0.4f, -0.13f), 1.2f, least))
    nearer (&least, body, bowl_distance (p), BODY_BOWL);
  if (!is_beyond (p, acu_vec3 (vase.x, 1.15f, vase.z), 1.42f, least))
    nearer (&least, body, vase_distance (acu_vec3_sub (p, vase)), BODY_VASE);
  return least;
}

/* A woven cloth: threads over and under. */
static void
shade_cloth (AcuVec3 p, AcuSurface *surface)
{
  float u = p.x * 26, v = p.z * 26, fold = acu_fbm2 (p.x * 0.8f, p.z * 0.8f, 3, 701);
  float over = sinf (ACU_PI_F * u) * sinf (ACU_PI_F * v) > 0 ? 1.0f : 0.0f;
  float thread =
      0.75f + 0.25f * (over > 0 ? fabsf (sinf (ACU_PI_F * u)) : fabsf (sinf (ACU_PI_F * v)));
  float stripe = acu_smoothstep (0.02f, 0.0f, fabsf (fabsf (p.z - 1.55f) - 0.09f) - 0.03f);
  AcuVec3 colour =
      acu_vec3_mix (acu_vec3 (0.6f, 0.56f, 0.48f), acu_vec3 (0.1f, 0.17f, 0.3f), stripe);

  surface->albedo = acu_vec3_scale (colour, thread * (1 + 0.1f * fold));
  surface->normal =
      acu_vec3_normalize (acu_vec3 (0.16f * fold + 0.1f * cosf (ACU_PI_F * u) * over, 1,
                                    0.16f * acu_fbm2 (p.x * 0.8f + 5, p.z * 0.8f, 3, 701) +
                                        0.1f * cosf (ACU_PI_F * v) * (1 - over)));
}

static void
shade_body (Body body, AcuVec3 p, AcuSurface *surface)
{
  AcuVec3 local, normal = surface->normal;
  float mottle, e = 0.012f, base;

  surface->mirror = 0.04f;
  surface->roughness = 0.3f;
  switch (body) {
  case BODY_TABLE:
    surface->mirror = 0;
    shade_cloth (p, surface);
    break;
  case BODY_WALL:
    surface->mirror = 0;
    mottle = acu_fbm2 (p.x * 0.7f, p.y * 0.7f, 6, 702);
    surface->albedo = acu_vec3_scale (acu_vec3 (0.17f, 0.165f, 0.15f), 1 + 0.45f * mottle);
    break;
  case BODY_ORANGE:
    base = acu_noise3 (acu_vec3_scale (p, 26), 703);
    surface->normal = acu_vec3_normalize (acu_vec3_add (
        normal,
        acu_vec3_scale (
            acu_vec3 (
                acu_noise3 (acu_vec3_scale (acu_vec3_add (p, acu_vec3 (e, 0, 0)), 26), 703) - base,
                acu_noise3 (acu_vec3_scale (acu_vec3_add (p, acu_vec3 (0, e, 0)), 26), 703) - base,
                acu_noise3 (acu_vec3_scale (acu_vec3_add (p, acu_vec3 (0, 0, e)), 26), 703) - base),
            0.3f)));
    mottle = acu_fbm3 (acu_vec3_scale (p, 3), 4, 704);
    surface->albedo = acu_vec3_mix (acu_vec3 (0.72f, 0.23f, 0.012f), acu_vec3 (0.78f, 0.34f, 0.02f),
                                    0.5f + mottle);
    surface->roughness = 0.42f;
    break;
  case BODY_APPLE:
    local = acu_vec3_sub (p, apples[p.y > 0.85f ? 0 : 1]);
    mottle = acu_fbm3 (acu_vec3 (7 * atan2f (local.x, local.z), 2.2f * local.y, 0), 4, 705);
    surface->albedo = acu_vec3_mix (acu_vec3 (0.5f, 0.03f, 0.022f), acu_vec3 (0.55f, 0.36f, 0.05f),
                                    acu_clamp01 (0.25f + mottle + 0.7f * local.x));
    if (acu_noise3 (acu_vec3_scale (p, 16), 706) > 0.62f)
      surface->albedo = acu_vec3 (0.62f, 0.45f, 0.2f);
    surface->roughness = 0.2f;
    break;
  case BODY_PEAR:
    mottle = acu_fbm3 (acu_vec3_scale (p, 4), 5, 707);
    surface->albedo = acu_vec3_mix (acu_vec3 (0.36f, 0.4f, 0.07f), acu_vec3 (0.58f, 0.42f, 0.1f),
                                    acu_clamp01 (0.5f + 1.2f * mottle));
    if (acu_noise3 (acu_vec3_scale (p, 30), 708) > 0.55f)
      surface->albedo = acu_vec3_scale (surface->albedo, 0.6f);
    surface->roughness = 0.38f;
    break;
  case BODY_STEM:
    surface->albedo = acu_vec3 (0.11f, 0.07f, 0.035f);
    surface->mirror = 0;
    break;
  case BODY_BOWL:
    surface->albedo = p.y > 0.64f && p.y < 0.69f ? acu_vec3 (0.07f, 0.16f, 0.36f)
                                                 : acu_vec3 (0.72f, 0.71f, 0.67f);
    surface->roughness = 0.1f;
    break;
  case BODY_VASE:
    /* A running glaze, thin at the rim. */
    mottle = acu_fbm3 (acu_vec3 (p.x * 5, p.y * 1.6f, p.z * 5), 5, 709);
    surface->albedo = acu_vec3_mix (acu_vec3 (0.02f, 0.12f, 0.13f), acu_vec3 (0.08f, 0.28f, 0.25f),
                                    acu_clamp01 (0.5f + 1.3f * mottle));
    surface->albedo = acu_vec3_mix (surface->albedo, acu_vec3 (0.4f, 0.27f, 0.15f),
                                    acu_smoothstep (2.12f, 2.3f, p.y + 0.14f * mottle));
    surface->roughness = 0.12f;
    break;
  case BODY_STEEL:
    surface->albedo = acu_vec3 (0.02f, 0.02f, 0.02f);
    surface->tint = acu_vec3 (0.93f, 0.94f, 0.96f);
    surface->mirror = 0.9f;
    surface->roughness = 0.03f;
    break;
  }
}

static gboolean
hit_table (gconstpointer world, const AcuRay *ray, float reach, AcuSurface *surface)
{
  static const AcuBounds things = {{-2.3f, 0, -1.6f}, {2.6f, 2.4f, 1.7f}};
  float near, far, at = -1, flat = reach;
  guint face, body = 0, plane = BODY_TABLE;
  AcuVec3 p;

  /* The table and the wall need no walking. */
  if (ray->direction.y < 0 && -ray->origin.y / ray->direction.y > 1e-3f)
    flat = acu_min (flat, -ray->origin.y / ray->direction.y);
  if (ray->direction.z < 0 && (WALL - ray->origin.z) / ray->direction.z < flat) {
    flat = (WALL - ray->origin.z) / ray->direction.z;
    plane = BODY_WALL;
  }
  if (acu_bounds_hit (&things, ray, &near, &far, &face))
    at = acu_distance_field_walk (things_distance, world, ray, acu_max (near, 2e-3f),
                                  acu_min (flat, far), &body);
  if (surface == NULL)
    return at > 0 || (flat < reach && plane == BODY_TABLE);
  if (at <= 0 && !(flat < reach))
    return FALSE;

  if (at > 0) {
    p = acu_vec3_along (ray->origin, at, ray->direction);
    surface->distance = at;
    surface->normal = acu_distance_field_normal (things_distance, world, p, 1.5e-3f);
  } else {
    body = plane;
    p = acu_vec3_along (ray->origin, flat, ray->direction);
    surface->distance = flat;
    surface->normal = plane == BODY_TABLE ? acu_vec3 (0, 1, 0) : acu_vec3 (0, 0, 1);
  }
  shade_body ((Body)body, p, surface);
  return TRUE;
}

static AcuVec3
room (gconstpointer world, AcuVec3 direction)
{
  return acu_vec3_mix (acu_vec3 (0.07f, 0.06f, 0.05f), acu_vec3 (0.22f, 0.24f, 0.28f),
                       acu_clamp01 (0.35f - 0.65f * direction.x + 0.2f * direction.y));
}

AcuScene *
acu_still_life_new (float detail)
{
  AcuScene *scene = g_new0 (AcuScene, 1);

  scene->hit = hit_table;
  scene->sky = room;
  scene->sun_direction = acu_vec3_normalize (acu_vec3 (-0.8f, 0.55f, 0.32f));
  scene->sun_colour = acu_vec3 (1.75f, 1.62f, 1.42f);
  scene->sun_spread = 0.26f;
  scene->sun_square = TRUE;
  scene->bounces = 3;
  scene->exposure = 1.05f;
  scene->eye = acu_vec3 (-0.25f, 2.1f, 6.6f);
  scene->target = acu_vec3 (0.05f, 0.82f, 0);
  scene->view_angle = 27;
  scene->aperture = 0.035f;
  scene->focus_distance = 6.2f;
  return scene;
}

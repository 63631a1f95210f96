#include "app/learning/scenes/foliage.h"

#include "app/learning/scenes/noise.h"

/* Metres. The camera stands at the origin and looks towards -z. */
#define TWIGS             7
#define BACKGROUND_LEAVES 9000
#define TWIG_STEPS        26

typedef enum {
  KIND_LEAF,
  KIND_TWIG,
  KIND_BERRY,
} Kind;

typedef struct {
  Kind kind;
  AcuVec3 base; /* of the leaf's blade; one end of a piece of twig; middle of a berry */
  AcuVec3 along, across, up; /* leaf: unit axes; twig: `along` reaches to the other end */
  float size;                /* length of a leaf, radius of a twig or a berry */
  guint32 hash;
} Part;

typedef struct {
  GArray *parts;
  AcuBoundsTree *tree;
  AcuVec3 sun_direction;
} Wood;

static void
free_wood (gpointer data)
{
  Wood *wood = data;

  g_array_unref (wood->parts);
  acu_bounds_tree_free (wood->tree);
  g_free (wood);
}

static void
add_leaf (Wood *wood, AcuVec3 base, AcuVec3 along, AcuVec3 up, float size)
{
  Part leaf = {.kind = KIND_LEAF, .base = base, .size = size};

  leaf.along = acu_vec3_normalize (along);
  leaf.across = acu_vec3_normalize (acu_vec3_cross (leaf.along, up));
  leaf.up = acu_vec3_cross (leaf.across, leaf.along);
  leaf.hash = acu_hash32 (wood->parts->len * 977 + 5);
  g_array_append_val (wood->parts, leaf);
}

static void
add_piece (Wood *wood, AcuVec3 from, AcuVec3 to, float radius)
{
  Part twig = {.kind = KIND_TWIG, .base = from, .along = acu_vec3_sub (to, from), .size = radius};

  g_array_append_val (wood->parts, twig);
}

static float
spread (gint a, gint b, guint32 seed)
{
  return 2 * acu_hash_unit (a, b, 1, seed) - 1;
}

/* A twig that bends down under its leaves, which stand left and right by turns. */
static void
add_twig (Wood *wood, AcuVec3 from, AcuVec3 heading, gint which, gint steps, float leaf_size)
{
  AcuVec3 at = from;

  for (gint i = 0; i < steps; i++) {
    float share = (float)i / (float)steps, side = (i & 1) != 0 ? 1.0f : -1.0f;
    AcuVec3 next, across, up = acu_vec3 (0.1f, 0.62f, 0.75f), leaf, stalk;

    heading = acu_vec3_normalize (acu_vec3_add (
        heading, acu_vec3 (0.1f * spread (i, which, 201), -0.05f + 0.07f * spread (i, which, 202),
                           0.08f * spread (i, which, 203))));
    next = acu_vec3_along (at, 0.03f, heading);
    add_piece (wood, at, next, 0.0026f * (1 - 0.75f * share));
    across = acu_vec3_normalize (acu_vec3_cross (heading, up));
    leaf = acu_vec3_along (heading, 1.15f * side, across);
    leaf = acu_vec3_add (leaf, acu_vec3 (0.35f * spread (i, which, 204),
                                         -0.35f + 0.35f * spread (i, which, 205),
                                         0.35f * spread (i, which, 206)));
    leaf = acu_vec3_normalize (leaf);
    stalk = acu_vec3_along (next, 0.009f, leaf);
    add_piece (wood, next, stalk, 0.0009f);
    up = acu_vec3_add (up,
                       acu_vec3 (0.45f * spread (i, which, 207), 0, 0.5f * spread (i, which, 208)));
    add_leaf (wood, stalk, leaf, up,
              leaf_size * (0.72f + 0.3f * acu_hash_unit (i, which, 2, 209)) * (1 - 0.35f * share));
    if (which % 3 == 0 && i > 4 && i % 6 == 1) {
      Part berry = {.kind = KIND_BERRY, .size = 0.0075f};

      berry.base = acu_vec3_add (next, acu_vec3 (0.004f * side, -0.017f, 0.004f));
      berry.hash = acu_hash32 ((guint32)(i + 100 * which));
      add_piece (wood, next, berry.base, 0.0007f);
      g_array_append_val (wood->parts, berry);
    }
    at = next;
  }
}

static void
add_background (Wood *wood)
{
  for (gint i = 0; i < BACKGROUND_LEAVES; i++) {
    float depth = 3.2f + 6 * acu_hash_unit (i, 0, 9, 301);
    float clump = acu_hash_unit (i / 60, 1, 9, 302), clump_y = acu_hash_unit (i / 60, 2, 9, 303);
    AcuVec3 base = acu_vec3 ((clump - 0.5f) * 1.6f * depth + 0.5f * spread (i, 3, 304),
                             (clump_y - 0.6f) * 1.2f * depth + 0.4f * spread (i, 4, 305), -depth);
    AcuVec3 along = acu_vec3 (spread (i, 5, 306), spread (i, 6, 307), spread (i, 7, 308));

    add_leaf (wood, base, along, acu_vec3 (0.3f * spread (i, 8, 309), 1, spread (i, 9, 310)),
              0.14f + 0.12f * acu_hash_unit (i, 10, 9, 311));
  }
  for (gint i = 0; i < 9; i++) {
    float x = 1.7f * (float)(i - 4) + 0.8f * spread (i, 11, 312),
          z = -6 - 4 * acu_hash_unit (i, 12, 9, 313);

    add_piece (wood, acu_vec3 (x, -6, z), acu_vec3 (x + 0.4f * spread (i, 13, 314), 6, z),
               0.09f + 0.1f * acu_hash_unit (i, 14, 9, 315));
  }
}

/* Half the width of a leaf of length 1 at @u from its base: a pointed egg with a wavy rim. */
static float
half_width (float u)
{
  if (u <= 0 || u >= 1)
    return 0;
  return 0.33f * powf (sinf (ACU_PI_F * powf (u, 0.82f)), 0.85f) *
         (1 + 0.035f * sinf (62 * u) * (1 - u));
}

static gboolean
hit_leaf (const Part *leaf, const AcuRay *ray, float reach, float *distance, float *u, float *v)
{
  float facing = acu_vec3_dot (leaf->up, ray->direction);
  AcuVec3 from;

  if (fabsf (facing) < 1e-5f)
    return FALSE;
  *distance = acu_vec3_dot (leaf->up, acu_vec3_sub (leaf->base, ray->origin)) / facing;
  if (*distance <= 1e-4f || *distance >= reach)
    return FALSE;
  from = acu_vec3_sub (acu_vec3_along (ray->origin, *distance, ray->direction), leaf->base);
  *u = acu_vec3_dot (from, leaf->along) / leaf->size;
  *v = acu_vec3_dot (from, leaf->across) / leaf->size;
  return fabsf (*v) < half_width (*u);
}

/* A capsule without its caps: the pieces of a twig overlap enough to hide the ends. */
static gboolean
hit_piece (const Part *piece, const AcuRay *ray, float reach, float *distance, AcuVec3 *normal)
{
  AcuVec3 from = acu_vec3_sub (ray->origin, piece->base), at, axis_point;
  float length2 = acu_vec3_dot (piece->along, piece->along);
  float along_direction = acu_vec3_dot (piece->along, ray->direction);
  float along_from = acu_vec3_dot (piece->along, from);
  float a = length2 - along_direction * along_direction;
  float b = length2 * acu_vec3_dot (from, ray->direction) - along_from * along_direction;
  float c =
      length2 * (acu_vec3_dot (from, from) - piece->size * piece->size) - along_from * along_from;
  float root = b * b - a * c, share;

  if (root <= 0 || a <= 0)
    return FALSE;
  *distance = (-b - sqrtf (root)) / a;
  if (*distance <= 1e-4f || *distance >= reach)
    return FALSE;
  share = (along_from + *distance * along_direction) / length2;
  if (share < -0.03f || share > 1.03f)
    return FALSE;
  at = acu_vec3_along (from, *distance, ray->direction);
  axis_point = acu_vec3_scale (piece->along, share);
  *normal = acu_vec3_scale (acu_vec3_sub (at, axis_point), 1 / piece->size);
  return TRUE;
}

static gboolean
hit_berry (const Part *berry, const AcuRay *ray, float reach, float *distance)
{
  AcuVec3 from = acu_vec3_sub (ray->origin, berry->base);
  float b = acu_vec3_dot (from, ray->direction);
  float root = b * b - acu_vec3_dot (from, from) + berry->size * berry->size;

  if (root <= 0)
    return FALSE;
  *distance = -b - sqrtf (root);
  return *distance > 1e-4f && *distance < reach;
}

static gboolean
hit_part_cb (gconstpointer world, guint index, const AcuRay *ray, float *reach)
{
  const Part *part = &g_array_index (((const Wood *)world)->parts, Part, index);
  float distance = 0, u, v;
  AcuVec3 normal;
  gboolean met = part->kind == KIND_LEAF   ? hit_leaf (part, ray, *reach, &distance, &u, &v)
                 : part->kind == KIND_TWIG ? hit_piece (part, ray, *reach, &distance, &normal)
                                           : hit_berry (part, ray, *reach, &distance);

  if (met)
    *reach = distance;
  return met;
}

static void
shade_leaf (const Part *leaf, float u, float v, AcuVec3 view, AcuSurface *surface)
{
  float away = fabsf (v), width = acu_max (half_width (u), 1e-3f), slant = u - 0.75f * away;
  float ribs = slant * 11 - floorf (slant * 11), rib = fabsf (ribs - 0.5f) * 2;
  float age = (float)(leaf->hash & 0xff) / 255, spot, vein, bend;
  AcuVec3 colour, normal;

  vein = acu_max (acu_smoothstep (0.86f, 0.98f, rib) * (1 - 0.6f * away / width),
                  acu_smoothstep (0.016f, 0.006f, away));
  spot = acu_fbm2 (14 * u + age * 50, 14 * v, 4, 401);
  colour = acu_vec3_mix (acu_vec3 (0.055f, 0.135f, 0.018f), acu_vec3 (0.16f, 0.24f, 0.03f), age);
  if ((leaf->hash >> 8 & 15) < 2)
    colour = acu_vec3_mix (colour, acu_vec3 (0.42f, 0.25f, 0.03f), 0.75f);
  colour = acu_vec3_scale (colour, 1 + 0.4f * spot);
  colour = acu_vec3_mix (colour, acu_vec3 (0.28f, 0.36f, 0.11f), 0.55f * vein);
  if (away > 0.93f * width)
    colour = acu_vec3_mix (colour, acu_vec3 (0.22f, 0.18f, 0.05f), 0.5f);

  /* The blade is folded along its middle and quilted between its ribs. */
  bend = (v > 0 ? 1.0f : -1.0f) * 0.32f * acu_smoothstep (0, 0.03f, away);
  normal = acu_vec3_along (leaf->up, -bend, leaf->across);
  normal = acu_vec3_along (normal, 0.3f * (ribs - 0.5f) + 0.5f * (u - 0.5f), leaf->along);
  normal = acu_vec3_normalize (normal);
  if (acu_vec3_dot (normal, view) > 0)
    normal = acu_vec3_scale (normal, -1);
  surface->normal = normal;
  surface->albedo = colour;
  surface->translucency = 0.95f;
  surface->mirror = 0.035f;
  surface->roughness = 0.42f;
}

static gboolean
hit_wood (gconstpointer world, const AcuRay *ray, float reach, AcuSurface *surface)
{
  const Wood *wood = world;
  gint index = acu_bounds_tree_hit (wood->tree, ray, &reach, hit_part_cb, world);
  const Part *part;
  float distance, u = 0, v = 0;
  AcuVec3 p;

  if (index < 0)
    return FALSE;
  if (surface == NULL)
    return TRUE;

  part = &g_array_index (wood->parts, Part, index);
  p = acu_vec3_along (ray->origin, reach, ray->direction);
  surface->distance = reach;
  switch (part->kind) {
  case KIND_LEAF:
    hit_leaf (part, ray, INFINITY, &distance, &u, &v);
    shade_leaf (part, u, v, ray->direction, surface);
    break;
  case KIND_TWIG:
    hit_piece (part, ray, INFINITY, &distance, &surface->normal);
    surface->albedo = acu_vec3_scale (acu_vec3 (0.14f, 0.1f, 0.07f),
                                      1 + 0.6f * acu_fbm3 (acu_vec3_scale (p, 260), 3, 402));
    break;
  case KIND_BERRY:
    surface->normal = acu_vec3_normalize (acu_vec3_sub (p, part->base));
    surface->albedo = acu_vec3 (0.5f, 0.03f, 0.02f);
    surface->mirror = 0.045f;
    surface->roughness = 0.12f;
    break;
  }
  return TRUE;
}

/* Bright haze between the trees, warmer towards the sun; dark ground below. */
static AcuVec3
wood_sky (gconstpointer world, AcuVec3 direction)
{
  const Wood *wood = world;
  float toward = acu_max (acu_vec3_dot (direction, wood->sun_direction), 0.0f);
  AcuVec3 sky = acu_vec3_mix (acu_vec3 (0.5f, 0.62f, 0.5f), acu_vec3 (0.34f, 0.52f, 0.85f),
                              acu_clamp01 (1.6f * direction.y));
  AcuVec3 ground = acu_vec3 (0.06f, 0.075f, 0.03f);
  AcuVec3 colour = acu_vec3_mix (ground, sky, acu_smoothstep (-0.3f, 0.25f, direction.y));

  return acu_vec3_along (colour, 0.9f * powf (toward, 6) + 1.2f * powf (toward, 40),
                         acu_vec3 (1, 0.86f, 0.55f));
}

static AcuBounds
part_bounds (const Part *part)
{
  AcuVec3 low = part->base, high = part->base, end;
  float margin = part->size;

  if (part->kind == KIND_LEAF) {
    float reach[2] = {-0.36f * part->size, 0.36f * part->size};

    end = acu_vec3_along (part->base, part->size, part->along);
    for (guint i = 0; i < 4; i++) {
      AcuVec3 corner = acu_vec3_along (i < 2 ? part->base : end, reach[i & 1], part->across);

      low = acu_vec3 (acu_min (low.x, corner.x), acu_min (low.y, corner.y),
                      acu_min (low.z, corner.z));
      high = acu_vec3 (acu_max (high.x, corner.x), acu_max (high.y, corner.y),
                       acu_max (high.z, corner.z));
    }
    margin = 1e-4f;
  } else if (part->kind == KIND_TWIG) {
    end = acu_vec3_add (part->base, part->along);
    low = acu_vec3 (acu_min (low.x, end.x), acu_min (low.y, end.y), acu_min (low.z, end.z));
    high = acu_vec3 (acu_max (high.x, end.x), acu_max (high.y, end.y), acu_max (high.z, end.z));
    margin = 1.3f * part->size;
  }
  return (AcuBounds){acu_vec3_sub (low, acu_vec3 (margin, margin, margin)),
                     acu_vec3_add (high, acu_vec3 (margin, margin, margin))};
}

AcuScene *
acu_foliage_new (float detail)
{
  static const float twigs[TWIGS][6] = {
      {-0.62f, 0.36f, -1.0f, 1, -0.3f, 0.05f},  {-0.6f, 0.1f, -1.02f, 1, -0.12f, 0.02f},
      {0.66f, 0.34f, -1.05f, -1, -0.35f, 0.1f}, {-0.25f, 0.45f, -0.98f, 0.55f, -0.8f, 0},
      {0.3f, 0.47f, -1.04f, -0.3f, -0.9f, 0},   {-0.66f, -0.14f, -1.2f, 1, 0.05f, 0.1f},
      {0.68f, 0.05f, -1.3f, -1, -0.1f, -0.1f},
  };
  Wood *wood = g_new0 (Wood, 1);
  AcuScene *scene = g_new0 (AcuScene, 1);
  g_autofree AcuBounds *bounds = NULL;

  wood->parts = g_array_new (FALSE, TRUE, sizeof (Part));
  for (gint i = 0; i < TWIGS; i++)
    add_twig (wood, acu_vec3 (twigs[i][0], twigs[i][1], twigs[i][2]),
              acu_vec3_normalize (acu_vec3 (twigs[i][3], twigs[i][4], twigs[i][5])), i, TWIG_STEPS,
              0.135f);
  add_background (wood);
  bounds = g_new (AcuBounds, wood->parts->len);
  for (guint i = 0; i < wood->parts->len; i++)
    bounds[i] = part_bounds (&g_array_index (wood->parts, Part, i));
  wood->tree = acu_bounds_tree_new (bounds, wood->parts->len);
  wood->sun_direction = acu_vec3_normalize (acu_vec3 (0.42f, 0.62f, -0.62f));

  scene->world = wood;
  scene->free_world = free_wood;
  scene->hit = hit_wood;
  scene->sky = wood_sky;
  scene->sun_direction = wood->sun_direction;
  scene->sun_colour = acu_vec3 (3.0f, 2.6f, 1.9f);
  scene->sun_spread = 0.01f;
  scene->bounces = 3;
  scene->exposure = 1.1f;
  scene->eye = acu_vec3 (0, 0, 0);
  scene->target = acu_vec3 (0, 0.02f, -1);
  scene->view_angle = 34;
  scene->aperture = 0.016f;
  scene->focus_distance = 1.0f;
  return scene;
}

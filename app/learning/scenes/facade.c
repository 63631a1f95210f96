#include "app/learning/scenes/facade.h"

#include "app/learning/scenes/noise.h"
#include "app/learning/scenes/sky.h"

/* Metres. The wall stands in the plane z = 0 and looks towards +z. */
#define FLOORS        4
#define BAYS          13
#define FLOOR_HEIGHT  3.5f
#define BAY_WIDTH     2.7f
#define WINDOW_WIDTH  1.25f
#define WINDOW_HEIGHT 2.05f
#define WINDOW_SILL   0.85f
#define WALL_DEPTH    0.45f

typedef enum {
  MATERIAL_BRICK,
  MATERIAL_STONE,
  MATERIAL_PLASTER,
  MATERIAL_PAINT,
  MATERIAL_GLASS,
  MATERIAL_DOOR,
  MATERIAL_IRON,
  MATERIAL_PAVING,
  MATERIAL_ASPHALT,
  MATERIAL_LEAF,
  MATERIAL_FLOWER,
  MATERIAL_EARTHENWARE,
} Material;

typedef struct {
  AcuBounds box;
  guint8 material;
  gboolean round; /* the sphere in the box instead of the box */
  guint32 hash;
} Item;

typedef struct {
  GArray *items;
  AcuBoundsTree *tree;
  AcuSky *sky;
} Street;

static void
free_street (gpointer data)
{
  Street *street = data;

  g_array_unref (street->items);
  acu_bounds_tree_free (street->tree);
  acu_sky_free (street->sky);
  g_free (street);
}

static void
add_box (
    Street *street, Material material, float x0, float x1, float y0, float y1, float z0, float z1)
{
  Item item = {.box = {{x0, y0, z0}, {x1, y1, z1}}, .material = (guint8)material};

  item.hash = acu_hash32 (street->items->len * 2654435761u + 17);
  g_array_append_val (street->items, item);
}

static void
add_ball (Street *street, Material material, float x, float y, float z, float radius)
{
  add_box (street, material, x - radius, x + radius, y - radius, y + radius, z - radius,
           z + radius);
  g_array_index (street->items, Item, street->items->len - 1).round = TRUE;
}

/* A trough of flowers on the sill. */
static void
add_flowers (Street *street, float middle, float sill, guint32 seed)
{
  add_box (street, MATERIAL_EARTHENWARE, middle - 0.52f, middle + 0.52f, sill, sill + 0.17f, 0.02f,
           0.2f);
  for (gint i = 0; i < 420; i++) {
    float along = 2 * acu_hash_unit (i, 0, 8, seed) - 1;
    float out = acu_hash_unit (i, 1, 8, seed), up = acu_hash_unit (i, 2, 8, seed);
    gboolean flower = acu_hash_unit (i, 3, 8, seed) > 0.66f;
    float drop = acu_hash_unit (i, 4, 8, seed) > 0.75f ? -0.16f : 0;

    add_ball (street, flower ? MATERIAL_FLOWER : MATERIAL_LEAF, middle + 0.56f * along,
              sill + 0.15f + drop + 0.24f * up * (1 - 0.6f * along * along),
              0.04f + (drop < 0 ? 0.2f : 0.24f) * out, flower ? 0.02f : 0.027f);
  }
}

static void
add_window (Street *street, float middle, float sill, float width, float height)
{
  float left = middle - width / 2, right = middle + width / 2, top = sill + height;
  float bar = 0.05f, transom = sill + 0.7f * height;

  add_box (street, MATERIAL_GLASS, left, right, sill, top, -0.3f, -0.28f);
  add_box (street, MATERIAL_PAINT, left, left + 0.08f, sill, top, -0.29f, -0.2f);
  add_box (street, MATERIAL_PAINT, right - 0.08f, right, sill, top, -0.29f, -0.2f);
  add_box (street, MATERIAL_PAINT, left, right, sill, sill + 0.09f, -0.29f, -0.2f);
  add_box (street, MATERIAL_PAINT, left, right, top - 0.08f, top, -0.29f, -0.2f);
  add_box (street, MATERIAL_PAINT, middle - bar, middle + bar, sill, top, -0.29f, -0.21f);
  add_box (street, MATERIAL_PAINT, left, right, transom - bar, transom + bar, -0.29f, -0.22f);
  add_box (street, MATERIAL_STONE, left - 0.12f, right + 0.12f, sill - 0.11f, sill, -0.3f, 0.13f);
  add_box (street, MATERIAL_STONE, left - 0.2f, right + 0.2f, top, top + 0.28f, -0.2f, 0.05f);
  add_box (street, MATERIAL_STONE, middle - 0.12f, middle + 0.12f, top - 0.03f, top + 0.34f, -0.2f,
           0.1f);
  add_box (street, MATERIAL_STONE, left - 0.3f, right + 0.3f, top + 0.28f, top + 0.36f, -0.1f,
           0.14f);
}

/* One bay of the wall with its opening left out. */
static void
add_bay (
    Street *street, Material wall, float left, float bottom, float sill, float width, float height)
{
  float middle = left + BAY_WIDTH / 2, right = left + BAY_WIDTH, top = bottom + FLOOR_HEIGHT;

  add_box (street, wall, left, middle - width / 2, bottom, top, -WALL_DEPTH, 0);
  add_box (street, wall, middle + width / 2, right, bottom, top, -WALL_DEPTH, 0);
  if (sill > bottom)
    add_box (street, wall, middle - width / 2, middle + width / 2, bottom, sill, -WALL_DEPTH, 0);
  add_box (street, wall, middle - width / 2, middle + width / 2, sill + height, top, -WALL_DEPTH,
           0);
}

static void
add_door (Street *street, float middle)
{
  add_box (street, MATERIAL_DOOR, middle - 0.65f, middle + 0.65f, 0.15f, 2.35f, -0.35f, -0.28f);
  for (gint i = 0; i < 2; i++)
    for (gint j = 0; j < 3; j++)
      add_box (street, MATERIAL_DOOR, middle - 0.55f + 0.6f * (float)i,
               middle - 0.05f + 0.6f * (float)i, 0.3f + 0.7f * (float)j, 0.85f + 0.7f * (float)j,
               -0.29f, -0.255f);
  add_ball (street, MATERIAL_IRON, middle + 0.05f, 1.1f, -0.24f, 0.035f);
  add_box (street, MATERIAL_GLASS, middle - 0.65f, middle + 0.65f, 2.42f, 2.9f, -0.33f, -0.31f);
  add_box (street, MATERIAL_PAINT, middle - 0.65f, middle + 0.65f, 2.35f, 2.44f, -0.35f, -0.24f);
  add_box (street, MATERIAL_STONE, middle - 0.95f, middle - 0.65f, 0, 3.05f, -0.3f, 0.09f);
  add_box (street, MATERIAL_STONE, middle + 0.65f, middle + 0.95f, 0, 3.05f, -0.3f, 0.09f);
  add_box (street, MATERIAL_STONE, middle - 1.1f, middle + 1.1f, 2.95f, 3.2f, -0.3f, 0.16f);
  add_box (street, MATERIAL_STONE, middle - 0.95f, middle + 0.95f, 0, 0.15f, -0.4f, 0.35f);
}

static void
add_house (Street *street)
{
  float width = BAYS * BAY_WIDTH, eaves = FLOORS * FLOOR_HEIGHT;

  for (gint floor = 0; floor < FLOORS; floor++) {
    Material wall = floor == 0 ? MATERIAL_STONE : MATERIAL_BRICK;
    float bottom = FLOOR_HEIGHT * (float)floor, height = WINDOW_HEIGHT;

    if (floor == FLOORS - 1)
      height *= 0.8f;
    for (gint bay = 0; bay < BAYS; bay++) {
      float left = BAY_WIDTH * (float)bay, middle = left + BAY_WIDTH / 2;

      if (floor == 0 && bay % 4 == 2) {
        add_bay (street, wall, left, bottom, bottom, 1.3f, 2.95f);
        add_door (street, middle);
        continue;
      }
      add_bay (street, wall, left, bottom, bottom + WINDOW_SILL, WINDOW_WIDTH, height);
      add_window (street, middle, bottom + WINDOW_SILL, WINDOW_WIDTH, height);
      if (floor > 0 && acu_hash_unit (bay, floor, 2, 31) > 0.5f)
        add_flowers (street, middle, bottom + WINDOW_SILL, (guint32)(bay * 7 + floor));
    }
    if (floor > 0)
      add_box (street, MATERIAL_STONE, -0.1f, width, bottom - 0.13f, bottom + 0.1f, -0.3f,
               floor == 1 ? 0.2f : 0.07f);
  }
  add_box (street, MATERIAL_STONE, -0.2f, width, 0, 0.5f, -0.3f, 0.06f);

  /* The cornice, with its brackets. */
  add_box (street, MATERIAL_STONE, -0.2f, width, eaves, eaves + 0.25f, -0.5f, 0.15f);
  add_box (street, MATERIAL_STONE, -0.5f, width, eaves + 0.25f, eaves + 0.4f, -0.5f, 0.5f);
  add_box (street, MATERIAL_STONE, -0.6f, width, eaves + 0.4f, eaves + 0.55f, -0.5f, 0.62f);
  for (gint i = 0; i < 4 * BAYS; i++)
    add_box (street, MATERIAL_STONE, 0.675f * (float)i, 0.675f * (float)i + 0.2f, eaves + 0.02f,
             eaves + 0.25f, 0.1f, 0.42f);
  add_box (street, MATERIAL_IRON, 0.04f, 0.14f, 0.5f, eaves, 0.02f, 0.12f); /* downpipe */
}

/* The other side of the street: never seen but in the windows, and as shade. */
static void
add_opposite (Street *street)
{
  for (gint i = 0; i < 9; i++) {
    float left = -8 + 5.6f * (float)i, height = 7.5f + 4 * acu_hash_unit (i, 0, 4, 77);

    add_box (street, MATERIAL_PLASTER, left, left + 5.5f, 0, height, 15, 22);
    for (gint floor = 0; floor < 3; floor++)
      for (gint bay = 0; bay < 3; bay++)
        add_box (street, MATERIAL_GLASS, left + 0.6f + 1.7f * (float)bay,
                 left + 1.5f + 1.7f * (float)bay, 1 + 3.1f * (float)floor,
                 2.7f + 3.1f * (float)floor, 14.97f, 15.1f);
  }
}

/* A street lamp of iron. */
static void
add_lamp (Street *street, float x)
{
  add_box (street, MATERIAL_IRON, x - 0.14f, x + 0.14f, 0.12f, 0.75f, 2.36f, 2.64f);
  add_box (street, MATERIAL_IRON, x - 0.05f, x + 0.05f, 0.75f, 4.1f, 2.45f, 2.55f);
  add_box (street, MATERIAL_IRON, x - 0.32f, x + 0.32f, 3.62f, 3.66f, 2.48f, 2.52f);
  add_box (street, MATERIAL_IRON, x - 0.2f, x + 0.2f, 4.1f, 4.16f, 2.3f, 2.7f);
  add_box (street, MATERIAL_PAINT, x - 0.16f, x + 0.16f, 4.16f, 4.62f, 2.34f, 2.66f);
  add_box (street, MATERIAL_IRON, x - 0.23f, x + 0.23f, 4.62f, 4.72f, 2.27f, 2.73f);
  add_ball (street, MATERIAL_IRON, x, 4.8f, 2.5f, 0.1f);
}

static float
soot (AcuVec3 p)
{
  return 1 + 0.3f * acu_fbm3 (acu_vec3 (1.1f * p.x, 0.35f * p.y, 1.1f * p.z), 5, 91);
}

/* Masonry in running bond on the face whose axis is @face: colour, and a dent at the joints. */
static void
shade_masonry (AcuVec3 p,
               guint face,
               float length,
               float height,
               float joint,
               float *shade,
               float *mortar,
               AcuVec3 *dent,
               guint32 *which)
{
  float along = face == 0 ? p.z : p.x, up = face == 1 ? p.z : p.y, x, y, from_x, from_y;
  gint row = (gint)floorf (up / height), column;

  x = along / length + ((row & 1) != 0 ? 0.5f : 0);
  column = (gint)floorf (x);
  x = (x - (float)column) * length;
  y = up - (float)row * height;
  from_x = acu_min (x, length - x);
  from_y = acu_min (y, height - y);
  *which = acu_hash32 ((guint32)(column * 7919 + row * 104729 + 13));
  *shade = (float)(*which & 0xff) / 255;
  *mortar = 1 - acu_smoothstep (0.6f * joint, joint, acu_min (from_x, from_y));
  *dent = acu_vec3 (0, 0, 0);
  if (acu_min (from_x, from_y) < 1.5f * joint) {
    float tilt_x = from_x < from_y ? (x < length / 2 ? -0.6f : 0.6f) : 0;
    float tilt_y = from_x < from_y ? 0 : (y < height / 2 ? -0.6f : 0.6f);

    *dent = face == 0 ? acu_vec3 (0, tilt_y, tilt_x)
                      : acu_vec3 (tilt_x, face == 1 ? 0 : tilt_y, face == 1 ? tilt_y : 0);
  }
}

/* A curtain, a lampshade or a dark room behind the pane. */
static AcuVec3
behind_glass (const Item *item, AcuVec3 p)
{
  float x = (p.x - item->box.low.x) / (item->box.high.x - item->box.low.x);
  float y = (p.y - item->box.low.y) / (item->box.high.y - item->box.low.y);
  float gap = 0.14f + 0.3f * (float)(item->hash & 0xff) / 255 * (1.2f - 0.4f * y);
  float folds = 0.75f + 0.25f * sinf (60 * x + 2 * sinf (9 * x));
  AcuVec3 room = acu_vec3 (0.018f, 0.017f, 0.016f);

  if ((item->hash & 0x700) == 0 && y > 0.45f)
    return acu_vec3_scale (acu_vec3 (0.42f, 0.38f, 0.3f), 0.8f + 0.1f * sinf (90 * y));
  if (fabsf (x - 0.5f) > 0.5f - gap + 0.1f * y * y)
    return acu_vec3_scale (acu_vec3 (0.36f, 0.34f, 0.31f), folds);
  return room;
}

static void
shade (const Item *item, AcuVec3 p, guint face, AcuSurface *surface)
{
  float tone, mortar, grain = acu_fbm3 (acu_vec3_scale (p, 38), 4, 92), dirt = soot (p);
  AcuVec3 dent = {0, 0, 0}, colour = {0.5f, 0.5f, 0.5f};
  guint32 which;

  switch ((Material)item->material) {
  case MATERIAL_BRICK:
    shade_masonry (p, face, 0.24f, 0.075f, 0.011f, &tone, &mortar, &dent, &which);
    colour = acu_vec3_mix (acu_vec3 (0.2f, 0.065f, 0.04f), acu_vec3 (0.42f, 0.17f, 0.095f), tone);
    if ((which >> 8 & 15) == 0)
      colour = acu_vec3 (0.12f, 0.06f, 0.05f);
    colour = acu_vec3_scale (colour, 1 + 0.5f * grain);
    colour = acu_vec3_mix (colour, acu_vec3 (0.4f, 0.37f, 0.32f), mortar);
    break;
  case MATERIAL_STONE:
    shade_masonry (p, face, 0.95f, 0.4375f, 0.014f, &tone, &mortar, &dent, &which);
    colour = acu_vec3_mix (acu_vec3 (0.46f, 0.4f, 0.3f), acu_vec3 (0.6f, 0.53f, 0.41f), tone);
    colour = acu_vec3_scale (colour, (1 + 0.25f * grain) * (1 - 0.5f * mortar));
    break;
  case MATERIAL_PLASTER:
    colour = acu_vec3_scale (acu_vec3 (0.62f, 0.5f, 0.34f), 1 + 0.1f * grain);
    break;
  case MATERIAL_PAINT:
    colour = acu_vec3 (0.78f, 0.77f, 0.73f);
    surface->mirror = 0.03f;
    surface->roughness = 0.5f;
    break;
  case MATERIAL_GLASS:
    /* Old panes are not flat: each bends its mirror image a little. */
    colour = behind_glass (item, p);
    dent = acu_vec3 (0.012f * acu_noise2 (2.1f * p.x, 1.7f * p.y, item->hash & 0xffff),
                     0.012f * acu_noise2 (1.9f * p.x + 9, 1.5f * p.y, item->hash & 0xffff), 0);
    surface->mirror = 0.16f;
    surface->roughness = 0;
    break;
  case MATERIAL_DOOR:
    colour = acu_vec3_scale (acu_vec3 (0.02f, 0.085f, 0.07f), 1 + 0.15f * grain);
    surface->mirror = 0.04f;
    surface->roughness = 0.4f;
    break;
  case MATERIAL_IRON:
    colour = acu_vec3 (0.035f, 0.038f, 0.037f);
    surface->mirror = 0.05f;
    surface->roughness = 0.45f;
    break;
  case MATERIAL_PAVING:
    shade_masonry (p, face, 0.6f, 0.4f, 0.008f, &tone, &mortar, &dent, &which);
    colour = acu_vec3_mix (acu_vec3 (0.25f, 0.24f, 0.225f), acu_vec3 (0.34f, 0.33f, 0.31f), tone);
    colour = acu_vec3_scale (colour, (1 + 0.3f * grain) * (1 - 0.6f * mortar));
    dent = acu_vec3_scale (dent, 0.3f);
    break;
  case MATERIAL_ASPHALT:
    shade_masonry (p, face, 0.16f, 0.11f, 0.014f, &tone, &mortar, &dent, &which);
    colour = acu_vec3_scale (acu_vec3 (0.13f, 0.127f, 0.125f), 0.7f + 0.6f * tone + 0.5f * grain);
    colour = acu_vec3_scale (colour, 1 - 0.65f * mortar);
    break;
  case MATERIAL_LEAF:
    colour = acu_vec3_mix (acu_vec3 (0.04f, 0.1f, 0.02f), acu_vec3 (0.12f, 0.2f, 0.04f),
                           (float)(item->hash & 0xff) / 255);
    break;
  case MATERIAL_FLOWER:
    colour = acu_vec3_mix (acu_vec3 (0.62f, 0.03f, 0.03f), acu_vec3 (0.75f, 0.09f, 0.12f),
                           (float)(item->hash & 0xff) / 255);
    break;
  case MATERIAL_EARTHENWARE:
    colour = acu_vec3_scale (acu_vec3 (0.42f, 0.17f, 0.08f), 1 + 0.3f * grain);
    break;
  }
  if (item->material <= MATERIAL_PLASTER)
    colour = acu_vec3_scale (colour, dirt);
  surface->albedo = colour;
  surface->normal = acu_vec3_normalize (acu_vec3_add (surface->normal, dent));
}

static gboolean
hit_item_cb (gconstpointer world, guint index, const AcuRay *ray, float *reach)
{
  const Item *item = &g_array_index (((const Street *)world)->items, Item, index);
  float distance, far;
  guint face;

  if (item->round) {
    AcuVec3 middle = acu_vec3_mix (item->box.low, item->box.high, 0.5f);
    AcuVec3 from = acu_vec3_sub (ray->origin, middle);
    float radius = 0.5f * (item->box.high.x - item->box.low.x);
    float b = acu_vec3_dot (from, ray->direction);
    float root = b * b - acu_vec3_dot (from, from) + radius * radius;

    distance = root > 0 ? -b - sqrtf (root) : -1;
  } else {
    if (!acu_bounds_hit (&item->box, ray, &distance, &far, &face))
      return FALSE;
  }
  if (distance <= 0 || distance >= *reach)
    return FALSE;
  *reach = distance;
  return TRUE;
}

static gboolean
hit_street (gconstpointer world, const AcuRay *ray, float reach, AcuSurface *surface)
{
  const Street *street = world;
  gint index = acu_bounds_tree_hit (street->tree, ray, &reach, hit_item_cb, world);
  const Item *item;
  float near, far;
  AcuVec3 p;
  guint face = 2;

  if (index < 0)
    return FALSE;
  if (surface == NULL)
    return TRUE;

  item = &g_array_index (street->items, Item, index);
  p = acu_vec3_along (ray->origin, reach, ray->direction);
  surface->distance = reach;
  if (item->round) {
    surface->normal =
        acu_vec3_normalize (acu_vec3_sub (p, acu_vec3_mix (item->box.low, item->box.high, 0.5f)));
  } else {
    acu_bounds_hit (&item->box, ray, &near, &far, &face);
    surface->normal = acu_vec3 (face != 0              ? 0
                                : ray->direction.x > 0 ? -1
                                                       : 1,
                                face != 1              ? 0
                                : ray->direction.y > 0 ? -1
                                                       : 1,
                                face != 2              ? 0
                                : ray->direction.z > 0 ? -1
                                                       : 1);
  }
  shade (item, p, face, surface);
  return TRUE;
}

static AcuVec3
street_sky (gconstpointer world, AcuVec3 direction)
{
  return acu_sky_radiance (((const Street *)world)->sky, direction);
}

AcuScene *
acu_facade_new (float detail)
{
  AcuSkyParameters sky = {
      .sun_direction = acu_vec3_normalize (acu_vec3 (-0.62f, 0.66f, 0.5f)),
      .zenith = {0.1f, 0.23f, 0.52f},
      .horizon = {0.6f, 0.7f, 0.8f},
      .glow = {0.5f, 0.45f, 0.35f},
      .cloud_light = {1.3f, 1.27f, 1.2f},
      .cloud_shade = {0.36f, 0.42f, 0.5f},
      .glow_width = 0.5f,
      .cumulus = 0.3f,
      .cirrus = 0.3f,
      .seed = 8,
  };
  Street *street = g_new0 (Street, 1);
  AcuScene *scene = g_new0 (AcuScene, 1);
  g_autofree AcuBounds *bounds = NULL;

  street->items = g_array_new (FALSE, FALSE, sizeof (Item));
  street->sky = acu_sky_new (&sky, (guint)(288 * detail));
  add_house (street);
  add_opposite (street);
  add_lamp (street, 5.5f);
  add_lamp (street, 16.5f);
  add_box (street, MATERIAL_PAVING, -40, 90, -0.2f, 0, -1, 3.1f);
  add_box (street, MATERIAL_STONE, -40, 90, -0.2f, 0.005f, 3.1f, 3.3f);
  add_box (street, MATERIAL_ASPHALT, -40, 90, -0.3f, -0.12f, 3.3f, 40);
  bounds = g_new (AcuBounds, street->items->len);
  for (guint i = 0; i < street->items->len; i++)
    bounds[i] = g_array_index (street->items, Item, i).box;
  street->tree = acu_bounds_tree_new (bounds, street->items->len);

  scene->world = street;
  scene->free_world = free_street;
  scene->hit = hit_street;
  scene->sky = street_sky;
  scene->sun_direction = sky.sun_direction;
  scene->sun_colour = acu_vec3 (2.1f, 1.85f, 1.5f);
  scene->sun_spread = 0.006f;
  scene->bounces = 2;
  scene->exposure = 0.95f;
  scene->eye = acu_vec3 (-2.6f, 2.3f, 8.6f);
  scene->target = acu_vec3 (7.2f, 5.9f, 0);
  scene->view_angle = 48;
  return scene;
}

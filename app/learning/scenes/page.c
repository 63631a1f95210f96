#include "app/learning/scenes/page.h"

#include "app/learning/scenes/distance-field.h"
#include "app/learning/scenes/noise.h"
#include "app/learning/scenes/stroke-font.h"

/* Metres; the desk is the plane y = 0. */
#define PAPER_WIDTH   0.21f
#define PAPER_HEIGHT  0.297f
#define CELLS_A_METRE 11000.0f

typedef struct {
  AcuVec3 middle;
  float turn; /* radians */
  AcuSheet *sheet;
} Paper;

typedef enum {
  BODY_PAINT,
  BODY_WOOD,
  BODY_LEAD,
  BODY_BRASS,
  BODY_RUBBER,
  BODY_CUP,
  BODY_COFFEE,
} Body;

typedef struct {
  Paper papers[2]; /* the upper one first */
} Desk;

static void
free_desk (gpointer data)
{
  Desk *desk = data;

  for (guint i = 0; i < G_N_ELEMENTS (desk->papers); i++)
    acu_sheet_free (desk->papers[i].sheet);
  g_free (desk);
}

static const char *const paragraphs[] = {
    "A photograph is sharp where the light of one point falls on one point. The lens, the hand, "
    "the air and the file all spread it a little, and each does so in a manner of its own.",
    "Out of focus, a point becomes a disc as wide as the lens is open. When the camera moves it "
    "becomes a line. Haze lays a veil on it, and noise breaks it up into grains that were never "
    "there.",
    "The eye forgives some of these faults and not others. It will take grain in a dark street "
    "for weather, but it will not take a blurred face for a face. So the size of a fault is not "
    "yet its weight.",
    "To judge a picture, look at the smallest thing that matters in it: the lashes, the thread, "
    "the edge of a leaf. Then step back, and look once more at the whole.",
};

static void
print_star (AcuSheet *sheet, float x, float y, float radius)
{
  for (guint i = 0; i < 36; i++) {
    float angle = 2 * ACU_PI_F * (float)i / 36;

    for (float r = 0.14f * radius; r < radius; r += 1.5f)
      acu_sheet_line (sheet, x + r * cosf (angle), y + r * sinf (angle), x + r * cosf (angle),
                      y + r * sinf (angle), ACU_PI_F * r / 36);
  }
}

static void
print_bars (AcuSheet *sheet, float x, float y, float height)
{
  float width = 22;

  for (guint group = 0; group < 6; group++) {
    for (guint i = 0; i < 4; i++) {
      acu_sheet_line (sheet, x, y, x, y + height, width);
      x += 2 * width;
    }
    x += 2 * width;
    width *= 0.74f;
  }
}

static AcuSheet *
print_page (guint first)
{
  AcuSheet *sheet =
      acu_sheet_new ((guint)(PAPER_WIDTH * CELLS_A_METRE), (guint)(PAPER_HEIGHT * CELLS_A_METRE));
  float margin = 0.13f * (float)sheet->width, measure = (float)sheet->width - 2 * margin;
  float y = 1.75f * margin;

  acu_sheet_write (sheet, first == 0 ? "On Sharpness" : "On Noise", margin, y, 118, 1.35f);
  y += 60;
  acu_sheet_line (sheet, margin, y, margin + measure, y, 5);
  y += 150;
  for (guint i = 0; i < G_N_ELEMENTS (paragraphs); i++) {
    y = acu_sheet_paragraph (sheet, paragraphs[(i + first) % G_N_ELEMENTS (paragraphs)], margin, y,
                             measure, 50, 92);
    y += 62;
    if (i == 1) {
      print_star (sheet, margin + 250, y + 170, 215);
      print_bars (sheet, margin + 610, y - 20, 370);
      y += 470;
      acu_sheet_write (sheet, "1. A star and bars, for the lens.", margin, y, 38, 1);
      y += 130;
    }
  }
  return sheet;
}

/* Ink at @p of the paper's plane, averaged bilinearly; returns FALSE beside the paper. */
static gboolean
look_up_ink (const Paper *paper, AcuVec3 p, float *ink)
{
  float dx = p.x - paper->middle.x, dz = p.z - paper->middle.z;
  float c = cosf (paper->turn), s = sinf (paper->turn);
  float x = (c * dx + s * dz + PAPER_WIDTH / 2) * CELLS_A_METRE - 0.5f;
  float y = (-s * dx + c * dz + PAPER_HEIGHT / 2) * CELLS_A_METRE - 0.5f;
  const AcuSheet *sheet = paper->sheet;
  guint column, row;
  const guint8 *at;
  float u, v;

  if (x < 0 || y < 0 || x >= (float)sheet->width - 1 || y >= (float)sheet->height - 1)
    return FALSE;
  column = (guint)x;
  row = (guint)y;
  u = x - (float)column;
  v = y - (float)row;
  at = sheet->ink + (gsize)row * sheet->width + column;
  *ink = ((1 - v) * ((1 - u) * at[0] + u * at[1]) +
          v * ((1 - u) * at[sheet->width] + u * at[sheet->width + 1])) /
         255;
  return TRUE;
}

/* A hexagonal pencil along x, its point at +x. */
static float
pencil_distance (AcuVec3 p, guint *body)
{
  const float radius = 0.0036f, shoulder = 0.07f, tip = 0.088f, end = -0.085f;
  float out = 0, cone;

  for (guint i = 0; i < 3; i++) {
    float angle = ACU_PI_F / 3 * (float)i;
    out = acu_max (out, fabsf (p.y * cosf (angle) + p.z * sinf (angle)));
  }
  out = acu_distance_blend (out, acu_hypot (p.y, p.z), 0.0006f) - radius;
  cone = acu_hypot (p.y, p.z) - (tip - p.x) * (radius / (tip - shoulder)) * 1.12f;
  cone *= 0.96f;
  *body = p.x < end                             ? BODY_RUBBER
          : p.x < end + 0.014f                  ? BODY_BRASS
          : cone > out - 0.0004f && p.x > 0.05f ? (p.x > tip - 0.0055f ? BODY_LEAD : BODY_WOOD)
                                                : BODY_PAINT;
  if (*body == BODY_BRASS || *body == BODY_RUBBER)
    out = acu_hypot (p.y, p.z) - 0.0037f + 0.0002f * sinf (2400 * p.x);
  return acu_max (acu_max (acu_max (out, cone), end - 0.012f - p.x), p.x - tip);
}

static float
cup_distance (AcuVec3 p, guint *body)
{
  const float radius = 0.041f, height = 0.047f;
  AcuVec3 q = acu_vec3 (p.x, p.y - height, p.z), handle;
  float outside = acu_distance_cylinder (q, radius - 0.003f, height - 0.003f) - 0.003f;
  float hollow =
      acu_distance_cylinder (acu_vec3 (q.x, q.y - 0.006f, q.z), radius - 0.0045f, height);
  float wall = acu_max (outside, -hollow), coffee, ring;

  handle = acu_vec3 (p.x * 0.8f + p.z * 0.6f - 0.044f, p.z * 0.8f - p.x * 0.6f, p.y - 0.048f);
  ring = acu_max (acu_distance_torus (handle, 0.023f, 0.0052f),
                  radius - 0.002f - acu_hypot (p.x, p.z));
  wall = acu_distance_blend (wall, ring, 0.006f);
  coffee = acu_distance_cylinder (acu_vec3 (p.x, p.y - 0.038f, p.z), radius - 0.004f, 0.034f);
  *body = coffee < wall ? BODY_COFFEE : BODY_CUP;
  return acu_min (wall, coffee);
}

static float
desk_distance (gconstpointer world, AcuVec3 p, guint *body)
{
  const float c = 0.62f, s = 0.785f;
  AcuVec3 at = acu_vec3 (p.x - 0.062f, p.y - 0.0046f, p.z - 0.052f);
  guint other;
  float pencil = pencil_distance (acu_vec3 (c * at.x - s * at.z, at.y, s * at.x + c * at.z), body);
  float cup = cup_distance (acu_vec3 (p.x - 0.155f, p.y, p.z + 0.105f), &other);

  if (cup < pencil) {
    *body = other;
    return cup;
  }
  return pencil;
}

static void
shade_body (Body body, AcuVec3 p, AcuSurface *surface)
{
  surface->mirror = 0.045f;
  surface->roughness = 0.3f;
  switch (body) {
  case BODY_PAINT:
    surface->albedo = acu_vec3 (0.62f, 0.3f, 0.02f);
    break;
  case BODY_WOOD:
    surface->albedo = acu_vec3_scale (acu_vec3 (0.62f, 0.42f, 0.25f),
                                      1 + 0.25f * acu_noise3 (acu_vec3_scale (p, 900), 611));
    surface->mirror = 0;
    break;
  case BODY_LEAD:
    surface->albedo = acu_vec3 (0.05f, 0.05f, 0.055f);
    break;
  case BODY_BRASS:
    surface->albedo = acu_vec3 (0.1f, 0.08f, 0.03f);
    surface->tint = acu_vec3 (0.95f, 0.78f, 0.42f);
    surface->mirror = 0.75f;
    break;
  case BODY_RUBBER:
    surface->albedo = acu_vec3 (0.62f, 0.24f, 0.22f);
    surface->mirror = 0;
    break;
  case BODY_CUP:
    surface->albedo = p.y > 0.012f ? acu_vec3 (0.1f, 0.2f, 0.29f) : acu_vec3 (0.55f, 0.47f, 0.38f);
    surface->albedo =
        acu_vec3_scale (surface->albedo, 1 + 0.3f * acu_fbm3 (acu_vec3_scale (p, 160), 4, 612));
    surface->roughness = 0.18f;
    break;
  case BODY_COFFEE:
    surface->albedo = acu_vec3 (0.022f, 0.011f, 0.006f);
    surface->roughness = 0.02f;
    break;
  }
}

/* Oak: rings stretched along x, with pores. */
static AcuVec3
wood_colour (AcuVec3 p, float *pore)
{
  float board = floorf ((p.z + 10) / 0.14f), seam;
  float x = p.x * 2.2f + board * 3.7f, z = p.z * 34 + board * 1.3f;
  float bend = acu_fbm2 (x, z * 0.09f, 4, 601), ring = 0.5f + 0.5f * sinf (z * 1.7f + 14 * bend);
  float fibre = acu_fbm2 (x * 9, z * 26, 4, 602);
  AcuVec3 colour =
      acu_vec3_mix (acu_vec3 (0.17f, 0.078f, 0.034f), acu_vec3 (0.3f, 0.155f, 0.07f), ring);

  *pore = acu_smoothstep (0.16f, 0.34f, acu_noise2 (x * 14, z * 7, 603));
  seam = fabsf ((p.z + 10) / 0.14f - roundf ((p.z + 10) / 0.14f));
  colour = acu_vec3_scale (colour, (1 + 0.35f * fibre) * (1 - 0.45f * *pore) *
                                       (0.9f + 0.2f * acu_hash_unit ((gint32)board, 0, 0, 604)));
  return seam < 0.006f ? acu_vec3_scale (colour, 0.3f) : colour;
}

static gboolean
hit_desk (gconstpointer world, const AcuRay *ray, float reach, AcuSurface *surface)
{
  static const AcuBounds bodies = {{-0.02f, -0.001f, -0.2f}, {0.26f, 0.1f, 0.14f}};
  const Desk *desk = world;
  float body_at = -1, paper_at = INFINITY, desk_at = -ray->origin.y / ray->direction.y;
  float near, far, ink = 0, pore;
  const Paper *paper = NULL;
  guint face, body = 0;
  AcuVec3 p;

  if (acu_bounds_hit (&bodies, ray, &near, &far, &face))
    body_at =
        acu_distance_field_walk (desk_distance, world, ray, acu_max (near, 5e-4f), far, &body);
  if (body_at >= reach)
    body_at = -1;
  if (surface == NULL && body_at > 0)
    return TRUE;
  if (desk_at <= 1e-5f || desk_at >= reach)
    desk_at = INFINITY;
  for (guint i = 0; i < G_N_ELEMENTS (desk->papers) && paper == NULL; i++) {
    float at = (desk->papers[i].middle.y - ray->origin.y) / ray->direction.y;

    if (at > 1e-5f && at < reach &&
        look_up_ink (&desk->papers[i], acu_vec3_along (ray->origin, at, ray->direction), &ink)) {
      paper = &desk->papers[i];
      paper_at = at;
    }
  }
  if (body_at < 0 && !(desk_at < INFINITY) && paper == NULL)
    return FALSE;
  if (surface == NULL)
    return TRUE;

  if (body_at > 0 && body_at < acu_min (desk_at, paper_at)) {
    surface->distance = body_at;
    p = acu_vec3_along (ray->origin, body_at, ray->direction);
    surface->normal = acu_distance_field_normal (desk_distance, world, p, 1e-4f);
    shade_body ((Body)body, p, surface);
    return TRUE;
  }
  surface->normal = acu_vec3 (0, 1, 0);
  if (paper != NULL) {
    float fibre;

    surface->distance = paper_at;
    p = acu_vec3_along (ray->origin, paper_at, ray->direction);
    fibre = acu_fbm2 (p.x * 700, p.z * 700, 3, 605);
    surface->albedo =
        acu_vec3_mix (acu_vec3_scale (acu_vec3 (0.8f, 0.775f, 0.71f), 1 + 0.05f * fibre),
                      acu_vec3 (0.03f, 0.03f, 0.034f), ink);
    /* Sheets are never quite flat. */
    surface->normal =
        acu_vec3_normalize (acu_vec3 (0.05f * acu_noise2 (p.x * 9, p.z * 9, 606), 1,
                                      0.05f * acu_noise2 (p.x * 9 + 4, p.z * 9, 606)));
    return TRUE;
  }
  surface->distance = desk_at;
  p = acu_vec3_along (ray->origin, desk_at, ray->direction);
  surface->albedo = wood_colour (p, &pore);
  surface->mirror = 0.035f;
  surface->roughness = 0.36f + 0.2f * pore;
  return TRUE;
}

static AcuVec3
room (gconstpointer world, AcuVec3 direction)
{
  return acu_vec3_mix (acu_vec3 (0.17f, 0.15f, 0.13f), acu_vec3 (0.36f, 0.37f, 0.4f),
                       acu_clamp01 (0.5f - 0.5f * direction.x + 0.3f * direction.y));
}

AcuScene *
acu_page_new (float detail)
{
  Desk *desk = g_new0 (Desk, 1);
  AcuScene *scene = g_new0 (AcuScene, 1);

  desk->papers[0] = (Paper){acu_vec3 (-0.02f, 0.0009f, 0), -0.1f, print_page (0)};
  desk->papers[1] = (Paper){acu_vec3 (0.035f, 0.0004f, -0.03f), 0.17f, print_page (2)};

  scene->world = desk;
  scene->free_world = free_desk;
  scene->hit = hit_desk;
  scene->sky = room;
  scene->sun_direction = acu_vec3_normalize (acu_vec3 (-0.7f, 0.62f, -0.55f));
  scene->sun_colour = acu_vec3 (1.0f, 0.93f, 0.82f);
  scene->sun_spread = 0.16f;
  scene->sun_square = TRUE;
  scene->bounces = 2;
  scene->exposure = 1.0f;
  scene->eye = acu_vec3 (0.07f, 0.3f, 0.27f);
  scene->target = acu_vec3 (0.028f, 0, -0.012f);
  scene->view_angle = 31;
  scene->aperture = 0.0016f;
  scene->focus_distance = 0.385f;
  return scene;
}

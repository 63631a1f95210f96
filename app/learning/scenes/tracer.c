#include "app/learning/scenes/tracer.h"

#include "app/learning/scenes/noise.h"

#ifdef _OPENMP
#include <omp.h>
#endif

/* Indirect light brighter than this is cut: one stray path must not leave a white dot. */
#define INDIRECT_LIMIT 6.0f
/* Below this roughness the lamp is seen mirrored; above it a highlight lobe stands for it. */
#define SMOOTH_LIMIT   0.25f
#define LEAST_PATHS    8
#define SETTLED_ERROR  0.015f

/* Numbers for one light path, drawn in pairs. Each pair of dimensions is its own scrambled Sobol
 * sequence over the paths of a pixel: evenly spread over the square from the first path on, and
 * unrelated to other pairs and pixels (Burley, "Practical hash-based Owen scrambling", JCGT 9(4),
 * 2020). */
typedef struct {
  guint32 pixel, path, pair;
} Chance;

static guint32
reverse_bits (guint32 x)
{
  x = GUINT32_SWAP_LE_BE (x);
  x = ((x & 0x0f0f0f0f) << 4) | ((x >> 4) & 0x0f0f0f0f);
  x = ((x & 0x33333333) << 2) | ((x >> 2) & 0x33333333);
  return ((x & 0x55555555) << 1) | ((x >> 1) & 0x55555555);
}

/* Owen's nested scrambling: flips each bit depending on those above it, and on @seed. */
static guint32
scramble (guint32 x, guint32 seed)
{
  x = reverse_bits (x) + seed;
  x ^= x * 0x6c50b47cu;
  x ^= x * 0xb82f1e52u;
  x ^= x * 0xc7afe638u;
  x ^= x * 0x8d22f6e6u;
  return reverse_bits (x);
}

/* The second dimension of Sobol's sequence; the first is the bits of the index reversed. Its
 * generator matrix is Pascal's triangle modulo 2: each column follows from the one before. */
static guint32
sobol_second (guint32 index)
{
  guint32 result = 0;

  for (guint32 column = 1u << 31; index != 0; index >>= 1, column ^= column >> 1)
    if ((index & 1) != 0)
      result ^= column;
  return result;
}

static void
draw_pair (Chance *chance, float *u, float *v)
{
  guint32 seed = acu_hash32 (chance->pixel * 0x9e3779b1u ^ acu_hash32 (chance->pair++));
  guint32 index = scramble (chance->path, seed);

  *u = (float)(scramble (reverse_bits (index), acu_hash32 (seed ^ 1)) >> 8) * 0x1p-24f;
  *v = (float)(scramble (sobol_second (index), acu_hash32 (seed ^ 2)) >> 8) * 0x1p-24f;
}

static float
draw (Chance *chance)
{
  float u, unused;

  draw_pair (chance, &u, &unused);
  return u;
}

/* A point in the unit disc; the concentric map keeps neighbouring numbers near each other. */
static void
draw_disc (Chance *chance, float *x, float *y)
{
  float u, v, radius, angle;

  draw_pair (chance, &u, &v);
  u = 2 * u - 1;
  v = 2 * v - 1;
  if (u == 0 && v == 0) {
    *x = *y = 0;
    return;
  }
  if (fabsf (u) > fabsf (v)) {
    radius = u;
    angle = ACU_PI_F / 4 * (v / u);
  } else {
    radius = v;
    angle = ACU_PI_F / 2 - ACU_PI_F / 4 * (u / v);
  }
  *x = radius * cosf (angle);
  *y = radius * sinf (angle);
}

/* A point of the lamp, each coordinate in -1..1. */
static void
draw_lamp (Chance *chance, gboolean square, float *x, float *y)
{
  if (square) {
    draw_pair (chance, x, y);
    *x = 2 * *x - 1;
    *y = 2 * *y - 1;
  } else {
    draw_disc (chance, x, y);
  }
}

/* A direction about @normal with density proportional to its cosine. */
static AcuVec3
draw_hemisphere (Chance *chance, AcuVec3 normal)
{
  AcuVec3 tangent, bitangent, result;
  float x, y;

  draw_disc (chance, &x, &y);
  acu_vec3_basis (normal, &tangent, &bitangent);
  result = acu_vec3_scale (normal, sqrtf (acu_max (0.0f, 1 - x * x - y * y)));
  result = acu_vec3_along (result, x, tangent);
  return acu_vec3_normalize (acu_vec3_along (result, y, bitangent));
}

static AcuVec3
sunlight (const AcuScene *scene,
          const AcuSurface *surface,
          AcuVec3 point,
          AcuVec3 view,
          AcuVec3 geometric,
          Chance *chance)
{
  AcuVec3 tangent, bitangent, direction, light = {0, 0, 0};
  AcuRay shadow;
  float x, y, facing, offset = 1e-3f * surface->distance * 0.2f + 1e-4f;

  draw_lamp (chance, scene->sun_square, &x, &y);
  acu_vec3_basis (scene->sun_direction, &tangent, &bitangent);
  direction = acu_vec3_along (scene->sun_direction, x * scene->sun_spread, tangent);
  direction = acu_vec3_normalize (acu_vec3_along (direction, y * scene->sun_spread, bitangent));

  facing = acu_vec3_dot (surface->normal, direction);
  if (facing <= 0 && surface->translucency <= 0)
    return light;
  shadow.origin = acu_vec3_along (point, facing > 0 ? offset : -offset, geometric);
  shadow.direction = direction;
  if (scene->hit (scene->world, &shadow, INFINITY, NULL))
    return light;

  if (facing <= 0)
    return acu_vec3_scale (acu_vec3_mul (surface->albedo, scene->sun_colour),
                           -facing * surface->translucency);
  light = acu_vec3_scale (acu_vec3_mul (surface->albedo, scene->sun_colour), facing);
  if (surface->mirror > 0 && surface->roughness > SMOOTH_LIMIT) {
    AcuVec3 half = acu_vec3_normalize (acu_vec3_sub (direction, view));
    float sharpness = 2 / acu_max (powf (surface->roughness, 4), 1e-4f);
    float lobe = powf (acu_max (0.0f, acu_vec3_dot (half, surface->normal)), sharpness);
    float strength = surface->mirror * lobe * (sharpness + 2) / 8 * facing;

    light = acu_vec3_along (light, acu_min (strength, 4.0f),
                            acu_vec3_mul (surface->tint, scene->sun_colour));
  }
  return light;
}

/* The radiance of the lamp's own face where @direction meets it. */
static AcuVec3
lamp_face (const AcuScene *scene, AcuVec3 direction)
{
  AcuVec3 tangent, bitangent;
  float along = acu_vec3_dot (direction, scene->sun_direction), x, y;
  gboolean inside;

  if (along <= 0 || scene->sun_spread <= 0)
    return acu_vec3 (0, 0, 0);
  acu_vec3_basis (scene->sun_direction, &tangent, &bitangent);
  x = acu_vec3_dot (direction, tangent) / (along * scene->sun_spread);
  y = acu_vec3_dot (direction, bitangent) / (along * scene->sun_spread);
  inside = scene->sun_square ? fabsf (x) < 1 && fabsf (y) < 1 : x * x + y * y < 1;
  /* The same flux through a smaller face is brighter; a real sun is cut to what film can hold. */
  return inside ? acu_vec3_scale (scene->sun_colour,
                                  acu_min (1 / (scene->sun_spread * scene->sun_spread), 40))
                : acu_vec3 (0, 0, 0);
}

/* Schlick's approximation of how much a surface mirrors at this angle. */
static float
mirrored_share (const AcuSurface *surface, float cosine)
{
  float grazing = powf (1 - cosine, 5) * (1 - 0.7f * surface->roughness);

  return surface->mirror > 0 ? surface->mirror + (1 - surface->mirror) * grazing : 0;
}

static AcuVec3
mirrored_direction (const AcuSurface *surface, AcuVec3 direction, float cosine, Chance *chance)
{
  AcuVec3 jitter = draw_hemisphere (chance, surface->normal);
  AcuVec3 mirrored = acu_vec3_along (direction, 2 * cosine, surface->normal);

  return acu_vec3_normalize (
      acu_vec3_mix (mirrored, jitter, surface->roughness * surface->roughness));
}

/* Follows one path. At the first surface the mirrored light is a path of its own, for a lamp that
 * is mirrored by few paths would be a scatter of dots; later on, chance picks one of the two.
 * @sees_lamp: the lamp's face has not been accounted for by the surface the ray left. */
static AcuVec3
trace (const AcuScene *scene, AcuRay ray, guint depth, gboolean sees_lamp, Chance *chance)
{
  AcuVec3 light = {0, 0, 0}, carried = {1, 1, 1};

  for (;; depth++) {
    AcuSurface surface = {.tint = {1, 1, 1}};
    gboolean met = scene->hit (scene->world, &ray, INFINITY, &surface);
    AcuVec3 point, arrived, outward;
    float cosine, share;

    if (!met) {
      AcuVec3 around = scene->sky (scene->world, ray.direction);

      if (sees_lamp)
        around = acu_vec3_add (around, lamp_face (scene, ray.direction));
      arrived = acu_vec3_mul (carried, around);
    } else {
      if (scene->air != NULL) {
        AcuVec3 passes, added;

        scene->air (scene->world, &ray, surface.distance, &passes, &added);
        light = acu_vec3_add (light, acu_vec3_mul (carried, added));
        carried = acu_vec3_mul (carried, passes);
      }
      point = acu_vec3_along (ray.origin, surface.distance, ray.direction);
      outward = surface.normal;
      arrived =
          acu_vec3_mul (carried, sunlight (scene, &surface, point, ray.direction, outward, chance));
    }
    if (depth > 0 && !sees_lamp)
      arrived = acu_vec3 (acu_min (arrived.x, INDIRECT_LIMIT), acu_min (arrived.y, INDIRECT_LIMIT),
                          acu_min (arrived.z, INDIRECT_LIMIT));
    light = acu_vec3_add (light, arrived);
    if (!met || depth >= scene->bounces)
      return light;

    cosine = acu_max (0.0f, -acu_vec3_dot (surface.normal, ray.direction));
    share = mirrored_share (&surface, cosine);
    ray.origin = acu_vec3_along (point, 2e-4f * surface.distance + 1e-4f, outward);
    if (depth == 0 && share > 0) {
      AcuRay mirrored = {ray.origin, mirrored_direction (&surface, ray.direction, cosine, chance)};
      AcuVec3 seen = trace (scene, mirrored, 1, surface.roughness <= SMOOTH_LIMIT, chance);

      seen = acu_vec3_mul (acu_vec3_mul (carried, surface.tint), seen);
      light = acu_vec3_along (light, share, seen);
      carried = acu_vec3_scale (carried, 1 - share);
    } else if (draw (chance) < share) {
      ray.direction = mirrored_direction (&surface, ray.direction, cosine, chance);
      carried = acu_vec3_mul (carried, surface.tint);
      sees_lamp = sees_lamp && surface.roughness <= SMOOTH_LIMIT;
      continue;
    }
    carried = acu_vec3_mul (carried, surface.albedo);
    if (surface.translucency > 0 &&
        draw (chance) < surface.translucency / (1 + surface.translucency)) {
      outward = acu_vec3_scale (outward, -1);
      ray.origin = acu_vec3_along (point, 2e-4f * surface.distance + 1e-4f, outward);
    }
    ray.direction = draw_hemisphere (chance, outward);
    sees_lamp = FALSE;
  }
}

typedef struct {
  const AcuScene *scene;
  AcuVec3 forward, right, up;
  float half; /* height of the picture at distance 1, halved */
} Lens;

static Lens
make_lens (const AcuScene *scene)
{
  Lens lens = {.scene = scene, .half = tanf (scene->view_angle * ACU_PI_F / 360)};

  lens.forward = acu_vec3_normalize (acu_vec3_sub (scene->target, scene->eye));
  lens.right = acu_vec3_normalize (acu_vec3_cross (lens.forward, acu_vec3 (0, 1, 0)));
  lens.up = acu_vec3_cross (lens.right, lens.forward);
  return lens;
}

/* A ray through a point of the pixel, a point of the lens and a moment of the exposure. */
static AcuRay
lens_ray (
    const Lens *lens, guint row, guint column, const AcuTracerOptions *options, Chance *chance)
{
  const AcuScene *scene = lens->scene;
  float height = (float)options->height, distance = 1, lens_x, lens_y, when;
  float x, y;
  AcuVec3 aim;
  AcuRay ray;

  draw_pair (chance, &x, &y);
  when = draw (chance) - 0.5f;
  x = ((float)column + x - 0.5f * (float)options->width) / height + when * options->shake_x;
  y = ((float)row + y - 0.5f * height) / height + when * options->shake_y;
  aim = acu_vec3_along (lens->forward, 2 * lens->half * x, lens->right);
  aim = acu_vec3_along (aim, -2 * lens->half * y, lens->up);
  if (scene->focus_distance > 0)
    distance = scene->focus_distance;
  aim = acu_vec3_along (scene->eye, distance, aim);

  draw_disc (chance, &lens_x, &lens_y);
  ray.origin = acu_vec3_along (scene->eye, lens_x * scene->aperture, lens->right);
  ray.origin = acu_vec3_along (ray.origin, lens_y * scene->aperture, lens->up);
  ray.direction = acu_vec3_normalize (acu_vec3_sub (aim, ray.origin));
  return ray;
}

static float
brightness (AcuVec3 light)
{
  return 0.2f * light.x + 0.7f * light.y + 0.1f * light.z;
}

/* Tells whether more paths would hardly change a pixel: its standard error is one or two
 * hundredths of its brightness. The low-discrepancy sequence makes the true error smaller still. */
static gboolean
is_settled (AcuVec3 sum, float squares, guint paths)
{
  float mean, variance;

  if (paths < LEAST_PATHS || paths % 4 != 0)
    return FALSE;
  mean = brightness (sum) / (float)paths;
  variance = acu_max (squares / (float)paths - mean * mean, 0);
  return sqrtf (variance / (float)paths) < SETTLED_ERROR * (mean + 0.02f);
}

AcuFilm *
acu_tracer_render (const AcuScene *scene, const AcuTracerOptions *options)
{
  AcuFilm *film = acu_film_new (options->width, options->height);
  Lens lens = make_lens (scene);
  int threads = (int)options->threads;

#ifdef _OPENMP
  if (threads == 0)
    threads = omp_get_max_threads ();
#pragma omp parallel for schedule(dynamic, 4) num_threads(threads)
#endif
  for (guint row = 0; row < film->height; row++) {
    for (guint column = 0; column < film->width; column++) {
      guint pixel = row * film->width + column, paths = 0;
      AcuVec3 sum = {0, 0, 0};
      float squares = 0;

      while (paths < options->samples && !is_settled (sum, squares, paths)) {
        Chance chance = {acu_hash32 (pixel), paths, 0};
        AcuVec3 light =
            trace (scene, lens_ray (&lens, row, column, options, &chance), 0, TRUE, &chance);

        sum = acu_vec3_add (sum, light);
        squares += brightness (light) * brightness (light);
        paths++;
      }
      sum = acu_vec3_scale (sum, scene->exposure / (float)paths);
      film->rgb[3 * pixel + 0] = sum.x;
      film->rgb[3 * pixel + 1] = sum.y;
      film->rgb[3 * pixel + 2] = sum.z;
    }
  }
  return film;
}

void
acu_scene_free (AcuScene *scene)
{
  if (scene == NULL)
    return;
  if (scene->free_world != NULL)
    scene->free_world (scene->world);
  g_free (scene);
}

#include "app/learning/scenes/tracer.h"

#include "app/learning/scenes/noise.h"

#ifdef _OPENMP
#include <omp.h>
#endif

/* Indirect light brighter than this is cut: one stray path must not leave a white dot. */
#define INDIRECT_LIMIT 6.0f
/* Below this roughness the lamp is seen mirrored; above it a highlight lobe stands for it. */
#define SMOOTH_LIMIT   0.25f

/* Numbers for one light path: a low-discrepancy sequence over the samples of a pixel (Kronecker,
 * with irrational steps), shifted by a hash of the pixel so that neighbours do not repeat. */
typedef struct {
  guint32 pixel, sample, dimension;
} Chance;

static float
draw (Chance *chance)
{
  static const double step[12] = {0.6180339887, 0.7548776662, 0.5698402910, 0.8191725134,
                                  0.6710436067, 0.5497004779, 0.8566748839, 0.7338918566,
                                  0.6287067210, 0.5385972572, 0.8812714616, 0.7766393890};
  guint32 dimension = chance->dimension++;
  double shift = acu_hash_unit ((gint32)chance->pixel, (gint32)dimension, 3, 11);

  if (dimension < G_N_ELEMENTS (step)) {
    double value = shift + step[dimension] * chance->sample;
    return (float)(value - floor (value));
  }
  return acu_hash_unit ((gint32)chance->pixel, (gint32)dimension, (gint32)chance->sample, 12);
}

/* A point in the unit disc; the concentric map keeps neighbouring numbers near each other. */
static void
draw_disc (Chance *chance, float *x, float *y)
{
  float u = 2 * draw (chance) - 1, v = 2 * draw (chance) - 1;
  float radius, angle;

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
    *x = 2 * draw (chance) - 1;
    *y = 2 * draw (chance) - 1;
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

AcuFilm *
acu_tracer_render (const AcuScene *scene, const AcuTracerOptions *options)
{
  AcuFilm *film = acu_film_new (options->width, options->height);
  AcuVec3 forward = acu_vec3_normalize (acu_vec3_sub (scene->target, scene->eye));
  AcuVec3 right = acu_vec3_normalize (acu_vec3_cross (forward, acu_vec3 (0, 1, 0)));
  AcuVec3 up = acu_vec3_cross (right, forward);
  float half = tanf (scene->view_angle * ACU_PI_F / 360);
  int threads = (int)options->threads;

#ifdef _OPENMP
  if (threads == 0)
    threads = omp_get_max_threads ();
#pragma omp parallel for schedule(dynamic, 4) num_threads(threads)
#endif
  for (guint row = 0; row < film->height; row++) {
    for (guint column = 0; column < film->width; column++) {
      AcuVec3 sum = {0, 0, 0};
      guint pixel = row * film->width + column;

      for (guint i = 0; i < options->samples; i++) {
        Chance chance = {acu_hash32 (pixel), i, 0};
        float x = (float)column + draw (&chance) - 0.5f * (float)film->width;
        float y = (float)row + draw (&chance) - 0.5f * (float)film->height;
        float lens_x, lens_y, when = draw (&chance) - 0.5f;
        AcuRay ray;
        AcuVec3 aim;

        x = x / (float)film->height + when * options->shake_x;
        y = y / (float)film->height + when * options->shake_y;
        aim = acu_vec3_along (forward, 2 * half * x, right);
        aim = acu_vec3_along (aim, -2 * half * y, up);
        draw_disc (&chance, &lens_x, &lens_y);
        ray.origin = acu_vec3_along (scene->eye, lens_x * scene->aperture, right);
        ray.origin = acu_vec3_along (ray.origin, lens_y * scene->aperture, up);
        aim =
            acu_vec3_along (scene->eye, scene->focus_distance > 0 ? scene->focus_distance : 1, aim);
        ray.direction = acu_vec3_normalize (acu_vec3_sub (aim, ray.origin));
        sum = acu_vec3_add (sum, trace (scene, ray, 0, TRUE, &chance));
      }
      sum = acu_vec3_scale (sum, scene->exposure / (float)options->samples);
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

#include "app/learning/scenes/sky.h"

#include "app/learning/scenes/noise.h"

/* Metres above the eye. */
#define CLOUD_BASE    1100.0f
#define CLOUD_TOP     2300.0f
#define CIRRUS_HEIGHT 5200.0f
#define VIEW_STEPS    44
#define LIGHT_STEPS   5

struct AcuSky {
  AcuSkyParameters parameters;
  guint rows, columns;
  float *rgb;
};

static AcuVec3
clear_air (const AcuSkyParameters *p, AcuVec3 direction)
{
  float height = acu_max (direction.y, 0.0f);
  float near_sun = acu_max (acu_vec3_dot (direction, p->sun_direction), 0.0f);
  float angle = acosf (acu_min (near_sun, 1.0f));
  float wide = expf (-angle / p->glow_width), tight = expf (-angle / (0.18f * p->glow_width));
  AcuVec3 colour = acu_vec3_mix (p->horizon, p->zenith, 1 - expf (-3.2f * height));

  return acu_vec3_along (colour, 0.5f * wide * expf (-2.5f * height) + 0.8f * tight, p->glow);
}

static float
cumulus_density (const AcuSkyParameters *p, AcuVec3 at, guint octaves)
{
  float level = (at.y - CLOUD_BASE) / (CLOUD_TOP - CLOUD_BASE);
  float profile, shape, cover;

  if (level <= 0 || level >= 1)
    return 0;
  /* Flat below, heaped above: the cover shrinks with height. */
  profile = acu_smoothstep (0, 0.08f, level) * (1 - level * level);
  cover = 0.55f * acu_fbm2 (at.x / 3800, at.z / 3800, 2, p->seed + 40) + 1.05f * p->cumulus -
          0.85f + 0.42f * profile;
  if (cover < -0.62f) /* more than the noise can make up for */
    return 0;
  shape = acu_fbm3 (acu_vec3_scale (at, 1 / 950.0f), octaves, p->seed);
  return acu_clamp01 ((shape + cover) * profile * 4.5f);
}

static AcuVec3
with_cumulus (const AcuSkyParameters *p, AcuVec3 direction, AcuVec3 behind)
{
  float near, far, step, passes = 1, toward;
  AcuVec3 colour = {0, 0, 0};
  float fade;

  if (p->cumulus <= 0 || direction.y < 0.02f)
    return behind;
  near = CLOUD_BASE / direction.y;
  far = CLOUD_TOP / direction.y;
  far = acu_min (far, near + 4200);
  step = (far - near) / VIEW_STEPS;
  toward = acu_vec3_dot (direction, p->sun_direction);

  for (guint i = 0; i < VIEW_STEPS && passes > 0.02f; i++) {
    AcuVec3 at = acu_vec3_scale (direction, near + ((float)i + 0.5f) * step);
    float density = cumulus_density (p, at, 6), shade = 0, sun, silver, opacity;
    AcuVec3 lit;

    if (density <= 0)
      continue;
    for (guint j = 1; j <= LIGHT_STEPS; j++)
      shade += cumulus_density (p, acu_vec3_along (at, 75.0f * (float)j, p->sun_direction), 3);
    /* Beer's law, softened: light that is scattered many times still gets through. */
    sun = 0.72f * expf (-1.1f * shade) + 0.28f * expf (-0.3f * shade);
    silver = 0.75f + 1.6f * powf (acu_max (toward, 0.0f), 14) * expf (-2.0f * density);
    lit = acu_vec3_scale (p->cloud_light, sun * silver);
    lit = acu_vec3_along (lit, 0.55f + 0.45f * (at.y - CLOUD_BASE) / (CLOUD_TOP - CLOUD_BASE),
                          p->cloud_shade);
    opacity = 1 - expf (-density * step * 0.014f);
    colour = acu_vec3_along (colour, passes * opacity, lit);
    passes *= 1 - opacity;
  }
  /* Distant clouds sink into the air. */
  fade = expf (-near / 15000);
  colour = acu_vec3_add (acu_vec3_scale (colour, fade),
                         acu_vec3_scale (clear_air (p, direction), (1 - passes) * (1 - fade)));
  return acu_vec3_along (colour, passes, behind);
}

static AcuVec3
with_cirrus (const AcuSkyParameters *p, AcuVec3 direction, AcuVec3 behind)
{
  float x, z, bend, density, toward;
  AcuVec3 lit;

  if (p->cirrus <= 0 || direction.y < 0.015f)
    return behind;
  x = direction.x / direction.y * CIRRUS_HEIGHT / 5200;
  z = direction.z / direction.y * CIRRUS_HEIGHT / 5200;
  bend = acu_fbm2 (0.35f * x, 0.35f * z, 3, p->seed + 60);
  density = acu_fbm2 (0.45f * x + 1.4f * bend, 1.5f * z + 0.9f * bend, 7, p->seed + 70);
  density = acu_smoothstep (0.28f - 0.45f * p->cirrus, 0.75f - 0.3f * p->cirrus, density + 0.15f);
  density *= acu_smoothstep (0.015f, 0.16f, direction.y);
  toward = acu_max (acu_vec3_dot (direction, p->sun_direction), 0.0f);
  lit = acu_vec3_scale (p->cloud_light, 0.55f + 0.7f * powf (toward, 6));
  lit = acu_vec3_along (lit, 0.6f, p->cloud_shade);
  return acu_vec3_mix (behind, lit, 0.85f * density);
}

/* Rows are spaced by the square of the height, so that the horizon, where pictures look, has most
 * of them. */
AcuSky *
acu_sky_new (const AcuSkyParameters *parameters, guint rows)
{
  AcuSky *sky = g_new0 (AcuSky, 1);

  sky->parameters = *parameters;
  sky->rows = rows;
  sky->columns = 4 * rows;
  sky->rgb = g_new (float, (gsize)sky->rows * sky->columns * 3);
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 4)
#endif
  for (guint row = 0; row < sky->rows; row++) {
    float share = (float)row / (float)(sky->rows - 1);
    float elevation = share * (0.25f + 0.75f * share) * ACU_PI_F / 2;

    for (guint column = 0; column < sky->columns; column++) {
      float azimuth = 2 * ACU_PI_F * (float)column / (float)sky->columns;
      AcuVec3 direction = acu_vec3 (cosf (elevation) * sinf (azimuth), sinf (elevation),
                                    -cosf (elevation) * cosf (azimuth));
      AcuVec3 colour = clear_air (parameters, direction);
      float *texel = sky->rgb + 3 * ((gsize)row * sky->columns + column);

      colour = with_cirrus (parameters, direction, colour);
      colour = with_cumulus (parameters, direction, colour);
      texel[0] = colour.x;
      texel[1] = colour.y;
      texel[2] = colour.z;
    }
  }
  return sky;
}

void
acu_sky_free (AcuSky *sky)
{
  if (sky == NULL)
    return;
  g_free (sky->rgb);
  g_free (sky);
}

AcuVec3
acu_sky_radiance (const AcuSky *sky, AcuVec3 direction)
{
  float elevation = asinf (acu_min (acu_max (direction.y, 0.0f), 1.0f)) / (ACU_PI_F / 2);
  float share = (-0.25f + sqrtf (0.0625f + 3 * elevation)) / 1.5f;
  float azimuth = atan2f (direction.x, -direction.z) / (2 * ACU_PI_F);
  float y = acu_clamp01 (share) * (float)(sky->rows - 1);
  float x = (azimuth < 0 ? azimuth + 1 : azimuth) * (float)sky->columns;
  guint row = MIN ((guint)y, sky->rows - 2), column = (guint)x % sky->columns;
  float v = y - (float)row, u = x - floorf (x), result[3];
  const float *top = sky->rgb + (gsize)3 * row * sky->columns, *bottom = top + 3 * sky->columns;
  guint beside = (column + 1) % sky->columns;

  for (guint k = 0; k < 3; k++)
    result[k] = (1 - v) * ((1 - u) * top[3 * column + k] + u * top[3 * beside + k]) +
                v * ((1 - u) * bottom[3 * column + k] + u * bottom[3 * beside + k]);
  return acu_vec3 (result[0], result[1], result[2]);
}

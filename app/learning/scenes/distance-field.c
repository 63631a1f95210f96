#include "app/learning/scenes/distance-field.h"

#define MAX_STEPS 160

float
acu_distance_field_walk (AcuDistanceFunc field,
                         gconstpointer world,
                         const AcuRay *ray,
                         float near,
                         float far,
                         guint *body)
{
  float at = near;

  for (guint i = 0; i < MAX_STEPS && at < far; i++) {
    float distance = field (world, acu_vec3_along (ray->origin, at, ray->direction), body);

    if (distance < 1e-4f + 1e-4f * at)
      return at;
    at += 0.9f * distance;
  }
  return -1;
}

/* Four samples at the corners of a tetrahedron cost less than six along the axes. */
AcuVec3
acu_distance_field_normal (AcuDistanceFunc field, gconstpointer world, AcuVec3 p, float step)
{
  static const AcuVec3 corner[4] = {{1, -1, -1}, {-1, -1, 1}, {-1, 1, -1}, {1, 1, 1}};
  AcuVec3 sum = {0, 0, 0};
  guint body;

  for (guint i = 0; i < 4; i++)
    sum =
        acu_vec3_along (sum, field (world, acu_vec3_along (p, step, corner[i]), &body), corner[i]);
  return acu_vec3_normalize (sum);
}

float
acu_distance_capsule (AcuVec3 p, AcuVec3 a, AcuVec3 b, float radius)
{
  AcuVec3 from = acu_vec3_sub (p, a), axis = acu_vec3_sub (b, a);
  float share = acu_clamp01 (acu_vec3_dot (from, axis) / acu_vec3_dot (axis, axis));

  return acu_vec3_length (acu_vec3_along (from, -share, axis)) - radius;
}

float
acu_distance_torus (AcuVec3 p, float radius, float thickness)
{
  return acu_hypot (acu_hypot (p.x, p.z) - radius, p.y) - thickness;
}

float
acu_distance_cylinder (AcuVec3 p, float radius, float half_height)
{
  float out = acu_hypot (p.x, p.z) - radius, up = fabsf (p.y) - half_height;

  return acu_min (acu_max (out, up), 0.0f) + acu_hypot (acu_max (out, 0.0f), acu_max (up, 0.0f));
}

float
acu_distance_blend (float a, float b, float radius)
{
  float h = acu_max (radius - fabsf (a - b), 0.0f) / radius;

  return acu_min (a, b) - h * h * radius * 0.25f;
}

/* Three-component vectors for points, directions and linear-light colours. */
#pragma once

#include <math.h>

#define ACU_PI_F 3.14159265358979f

typedef struct {
  float x, y, z;
} AcuVec3;

static inline AcuVec3
acu_vec3 (float x, float y, float z)
{
  return (AcuVec3){x, y, z};
}

static inline AcuVec3
acu_vec3_add (AcuVec3 a, AcuVec3 b)
{
  return acu_vec3 (a.x + b.x, a.y + b.y, a.z + b.z);
}

static inline AcuVec3
acu_vec3_sub (AcuVec3 a, AcuVec3 b)
{
  return acu_vec3 (a.x - b.x, a.y - b.y, a.z - b.z);
}

static inline AcuVec3
acu_vec3_mul (AcuVec3 a, AcuVec3 b)
{
  return acu_vec3 (a.x * b.x, a.y * b.y, a.z * b.z);
}

static inline AcuVec3
acu_vec3_scale (AcuVec3 a, float s)
{
  return acu_vec3 (a.x * s, a.y * s, a.z * s);
}

/* Returns @a + @s * @b: a step of length @s along @b. */
static inline AcuVec3
acu_vec3_along (AcuVec3 a, float s, AcuVec3 b)
{
  return acu_vec3 (a.x + s * b.x, a.y + s * b.y, a.z + s * b.z);
}

static inline AcuVec3
acu_vec3_mix (AcuVec3 a, AcuVec3 b, float t)
{
  return acu_vec3 (a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.z + t * (b.z - a.z));
}

static inline float
acu_vec3_dot (AcuVec3 a, AcuVec3 b)
{
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline AcuVec3
acu_vec3_cross (AcuVec3 a, AcuVec3 b)
{
  return acu_vec3 (a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

static inline float
acu_vec3_length (AcuVec3 a)
{
  return sqrtf (acu_vec3_dot (a, a));
}

static inline AcuVec3
acu_vec3_normalize (AcuVec3 a)
{
  return acu_vec3_scale (a, 1.0f / acu_vec3_length (a));
}

/* Returns two unit vectors that make a right-handed basis with the unit vector @normal. */
static inline void
acu_vec3_basis (AcuVec3 normal, AcuVec3 *tangent, AcuVec3 *bitangent)
{
  AcuVec3 helper = fabsf (normal.y) < 0.9f ? acu_vec3 (0, 1, 0) : acu_vec3 (1, 0, 0);

  *tangent = acu_vec3_normalize (acu_vec3_cross (helper, normal));
  *bitangent = acu_vec3_cross (normal, *tangent);
}

/* Unlike fminf() and fmaxf(), these need not think of NaN: one instruction each. */
static inline float
acu_min (float a, float b)
{
  return a < b ? a : b;
}

static inline float
acu_max (float a, float b)
{
  return a > b ? a : b;
}

/* The length of (@x, @y); hypotf() guards against overflow that does not occur here. */
static inline float
acu_hypot (float x, float y)
{
  return sqrtf (x * x + y * y);
}

static inline float
acu_clamp01 (float x)
{
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Hermite step from 0 at @low to 1 at @high. */
static inline float
acu_smoothstep (float low, float high, float x)
{
  float t = acu_clamp01 ((x - low) / (high - low));
  return t * t * (3 - 2 * t);
}

#include "app/learning/scenes/noise.h"

guint32
acu_hash32 (guint32 key)
{
  /* Two multiply-xorshift rounds spread every input bit over the whole word. */
  key ^= key >> 16;
  key *= 0x7feb352du;
  key ^= key >> 15;
  key *= 0x846ca68bu;
  key ^= key >> 16;
  return key;
}

static inline guint32
lattice_hash (gint32 x, gint32 y, gint32 z, guint32 seed)
{
  return acu_hash32 ((guint32)x * 0x9e3779b1u ^ (guint32)y * 0x85ebca77u ^
                     (guint32)z * 0xc2b2ae3du ^ seed * 0x27d4eb2fu);
}

float
acu_hash_unit (gint32 x, gint32 y, gint32 z, guint32 seed)
{
  return (float)(lattice_hash (x, y, z, seed) >> 8) * (1.0f / 16777216.0f);
}

static inline float
fade (float t)
{
  return t * t * t * (t * (t * 6 - 15) + 10);
}

/* The dot product of the offset (@x, @y) with one of eight directions picked by @hash. */
static inline float
gradient2 (guint32 hash, float x, float y)
{
  static const float direction[8][2] = {
      {1, 0},  {0.7071f, 0.7071f},   {0, 1},  {-0.7071f, 0.7071f},
      {-1, 0}, {-0.7071f, -0.7071f}, {0, -1}, {0.7071f, -0.7071f}};

  return x * direction[hash & 7][0] + y * direction[hash & 7][1];
}

float
acu_noise2 (float x, float y, guint32 seed)
{
  float fx = floorf (x), fy = floorf (y);
  gint32 ix = (gint32)fx, iy = (gint32)fy;
  float u = x - fx, v = y - fy;
  float a = gradient2 (lattice_hash (ix, iy, 0, seed), u, v);
  float b = gradient2 (lattice_hash (ix + 1, iy, 0, seed), u - 1, v);
  float c = gradient2 (lattice_hash (ix, iy + 1, 0, seed), u, v - 1);
  float d = gradient2 (lattice_hash (ix + 1, iy + 1, 0, seed), u - 1, v - 1);
  float s = fade (u), t = fade (v);
  float top = a + s * (b - a), bottom = c + s * (d - c);

  return 1.5f * (top + t * (bottom - top));
}

/* The dot product of the offset with one of the twelve edge directions of a cube; four of them
 * stand twice, to make sixteen. */
static inline float
gradient3 (guint32 hash, float x, float y, float z)
{
  static const float direction[16][3] = {{1, 1, 0}, {-1, 1, 0}, {1, -1, 0}, {-1, -1, 0},
                                         {1, 0, 1}, {-1, 0, 1}, {1, 0, -1}, {-1, 0, -1},
                                         {0, 1, 1}, {0, -1, 1}, {0, 1, -1}, {0, -1, -1},
                                         {1, 1, 0}, {-1, 1, 0}, {0, -1, 1}, {0, -1, -1}};
  const float *d = direction[hash & 15];

  return x * d[0] + y * d[1] + z * d[2];
}

float
acu_noise3 (AcuVec3 p, guint32 seed)
{
  float fx = floorf (p.x), fy = floorf (p.y), fz = floorf (p.z);
  gint32 ix = (gint32)fx, iy = (gint32)fy, iz = (gint32)fz;
  float u = p.x - fx, v = p.y - fy, w = p.z - fz;
  float s = fade (u), t = fade (v), r = fade (w);
  float plane[2];

  for (gint k = 0; k < 2; k++) {
    float a = gradient3 (lattice_hash (ix, iy, iz + k, seed), u, v, w - (float)k);
    float b = gradient3 (lattice_hash (ix + 1, iy, iz + k, seed), u - 1, v, w - (float)k);
    float c = gradient3 (lattice_hash (ix, iy + 1, iz + k, seed), u, v - 1, w - (float)k);
    float d = gradient3 (lattice_hash (ix + 1, iy + 1, iz + k, seed), u - 1, v - 1, w - (float)k);
    float top = a + s * (b - a), bottom = c + s * (d - c);

    plane[k] = top + t * (bottom - top);
  }
  return plane[0] + r * (plane[1] - plane[0]);
}

/* Each octave is turned as well as halved, so that the lattice directions do not line up. */
float
acu_fbm2 (float x, float y, guint octaves, guint32 seed)
{
  float sum = 0, strength = 0.5f;

  for (guint i = 0; i < octaves; i++) {
    float turned = 1.6f * x - 1.2f * y;

    sum += strength * acu_noise2 (x, y, seed + i);
    y = 1.2f * x + 1.6f * y;
    x = turned;
    strength *= 0.5f;
  }
  return sum;
}

float
acu_fbm3 (AcuVec3 p, guint octaves, guint32 seed)
{
  float sum = 0, strength = 0.5f;

  for (guint i = 0; i < octaves; i++) {
    sum += strength * acu_noise3 (p, seed + i);
    p = acu_vec3 (1.6f * p.x - 1.2f * p.z + 3.1f, 2.01f * p.y + 1.7f, 1.2f * p.x + 1.6f * p.z);
    strength *= 0.5f;
  }
  return sum;
}

float
acu_ridges2 (float x, float y, guint octaves, guint32 seed)
{
  float sum = 0, strength = 0.5f, weight = 1, total = 0;

  for (guint i = 0; i < octaves; i++) {
    float crest = 1 - fabsf (acu_noise2 (x, y, seed + i));
    float turned = 1.6f * x - 1.2f * y;

    crest *= crest;
    sum += strength * crest * weight;
    total += strength;
    weight = acu_clamp01 (1.4f * crest); /* detail gathers on the crests, valleys stay smooth */
    y = 1.2f * x + 1.6f * y;
    x = turned;
    strength *= 0.5f;
  }
  return sum / total;
}

AcuCell
acu_cells2 (float x, float y, guint32 seed)
{
  gint32 ix = (gint32)floorf (x), iy = (gint32)floorf (y);
  AcuCell nearest = {.distance = 9, .border = 9};
  float second = 9;

  for (gint32 j = iy - 1; j <= iy + 1; j++) {
    for (gint32 i = ix - 1; i <= ix + 1; i++) {
      guint32 hash = lattice_hash (i, j, 7, seed);
      float px = (float)i + 0.1f + 0.8f * (float)(hash & 0xffff) / 65536.0f;
      float py = (float)j + 0.1f + 0.8f * (float)(hash >> 16) / 65536.0f;
      float distance = acu_hypot (px - x, py - y);

      if (distance < nearest.distance) {
        second = nearest.distance;
        nearest.distance = distance;
        nearest.cell = acu_hash32 (hash);
        nearest.x = px;
        nearest.y = py;
      } else if (distance < second) {
        second = distance;
      }
    }
  }
  nearest.border = second - nearest.distance;
  return nearest;
}

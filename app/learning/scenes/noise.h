/* Hashes and band-limited noise: the only source of randomness of the rendered scenes, so that a
 * scene is a pure function of its seed. */
#pragma once

#include "app/learning/scenes/vector.h"

#include <glib.h>

/* Mixes @key to 32 well-spread bits. */
guint32 acu_hash32 (guint32 key);

/* Returns a number in [0, 1) that depends on the lattice point (@x, @y, @z) and @seed alone. */
float acu_hash_unit (gint32 x, gint32 y, gint32 z, guint32 seed);

/* Gradient noise (Perlin 2002: quintic fade) in 2 and 3 dimensions; about -1..1, mean 0. */
float acu_noise2 (float x, float y, guint32 seed);
float acu_noise3 (AcuVec3 p, guint32 seed);

/* Sums of @octaves octaves of noise, each half the size and half the strength of the one before. */
float acu_fbm2 (float x, float y, guint octaves, guint32 seed);
float acu_fbm3 (AcuVec3 p, guint octaves, guint32 seed);

/* Ridged sum: crests where the noise crosses zero; 0..1. */
float acu_ridges2 (float x, float y, guint octaves, guint32 seed);

typedef struct {
  float distance; /* to the nearest feature point */
  float border;   /* second nearest minus nearest: 0 on the border between two cells */
  guint32 cell;   /* a hash that names the nearest cell */
  float x, y;     /* the nearest feature point */
} AcuCell;

/* Cellular noise (Worley 1996): one jittered feature point for each unit square. */
AcuCell acu_cells2 (float x, float y, guint32 seed);

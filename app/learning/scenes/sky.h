/* The sky: air glow by height and by angle to the sun, and volumes of cloud, painted once on a
 * dome so that looking it up costs nothing. */
#pragma once

#include "app/learning/scenes/vector.h"

#include <glib.h>

typedef struct {
  AcuVec3 sun_direction; /* unit */
  AcuVec3 zenith;        /* colours in linear light */
  AcuVec3 horizon;
  AcuVec3 glow;        /* around the sun */
  AcuVec3 cloud_light; /* what the sun gives to clouds */
  AcuVec3 cloud_shade; /* what the rest of the sky gives them */
  float glow_width;    /* 0.1: a tight halo; 1: a quarter of the sky */
  float cumulus;       /* 0: none; 1: overcast */
  float cirrus;
  guint32 seed;
} AcuSkyParameters;

typedef struct AcuSky AcuSky;

/* Paints the dome, @rows rows from the horizon to the zenith. */
AcuSky *acu_sky_new (const AcuSkyParameters *parameters, guint rows);
void acu_sky_free (AcuSky *sky);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSky, acu_sky_free)

/* Returns the radiance from @direction; below the horizon, that of the horizon. */
AcuVec3 acu_sky_radiance (const AcuSky *sky, AcuVec3 direction);

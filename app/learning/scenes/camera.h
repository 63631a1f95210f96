/* From a film to an 8-bit picture, as a camera would: lens, sensor, development. Its faults are
 * made where a real camera makes them. */
#pragma once

#include "app/learning/scenes/film.h"

typedef struct {
  float stops;      /* exposure correction: +1 doubles the light */
  float defocus;    /* radius of the blur disc, pixels */
  float noise;      /* 0: none; 1: a small sensor at its highest sensitivity */
  gboolean clip;    /* cut highlights hard, as an over-exposed sensor does */
  float saturation; /* 1: as it is */
  float sharpening; /* amount of the unsharp mask, 0: none */
  float radius;     /* of the unsharp mask, pixels */
  guint32 seed;     /* of the noise */
} AcuCamera;

/* Develops @film. Returns (height, width, 3) bytes, sRGB. (transfer full) */
guint8 *acu_camera_develop (const AcuCamera *camera, const AcuFilm *film);

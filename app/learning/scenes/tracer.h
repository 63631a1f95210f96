/* A small path tracer: follows light from the lens through a scene to its sun and sky. */
#pragma once

#include "app/learning/scenes/film.h"
#include "app/learning/scenes/scene.h"

typedef struct {
  guint width, height;
  guint samples; /* light paths for a pixel at most; where it settles early, fewer */
  float shake_x; /* how far the camera moves during the exposure, in image heights */
  float shake_y;
  guint threads; /* 0: as many as OpenMP gives */
} AcuTracerOptions;

/* Renders @scene; the result is a pure function of the scene and the options, whatever the number
 * of threads. (transfer full) */
AcuFilm *acu_tracer_render (const AcuScene *scene, const AcuTracerOptions *options);

/* What the tracer needs to know of a world: where a ray meets it, and the light around it. */
#pragma once

#include "app/learning/scenes/bounds-tree.h"

/* The surface a ray has met. Colours are linear-light reflectances of 0..1. */
typedef struct {
  float distance;     /* along the ray */
  AcuVec3 normal;     /* unit; shading normal, on the side the ray comes from */
  AcuVec3 albedo;     /* diffuse reflectance */
  AcuVec3 tint;       /* colour of the mirror reflection, white for anything but metals */
  float mirror;       /* reflectance at normal incidence: 0.04 for lacquer or stone, 0 for none */
  float roughness;    /* 0: a perfect mirror; 1: hardly a highlight */
  float translucency; /* share of the diffuse light that comes through from behind (leaves) */
} AcuSurface;

typedef struct AcuScene AcuScene;

struct AcuScene {
  gpointer world;
  GDestroyNotify free_world;

  /* Tells whether @ray meets something nearer than @reach. @surface is NULL where only that
   * matters (shadows). Called from several threads at once; must not change the world. */
  gboolean (*hit) (gconstpointer world, const AcuRay *ray, float reach, AcuSurface *surface);
  /* The radiance that comes from @direction where nothing is hit, without the sun's disc. */
  AcuVec3 (*sky) (gconstpointer world, AcuVec3 direction);
  /* What the air does to light over @distance: sets the share that passes and the light added on
   * the way. NULL for clear air. */
  void (*air) (
      gconstpointer world, const AcuRay *ray, float distance, AcuVec3 *passes, AcuVec3 *added);

  AcuVec3 sun_direction; /* unit, towards the sun or the lamp */
  AcuVec3 sun_colour;    /* radiance of a white matt surface facing it */
  float sun_spread;      /* radius of the lamp seen from the scene, as a tangent */
  gboolean sun_square;   /* a window or soft box in place of a disc */

  AcuVec3 eye, target;
  float view_angle;     /* vertical, degrees */
  float aperture;       /* radius of the lens, in the scene's unit of length; 0: pinhole */
  float focus_distance; /* from the eye to the sharp plane */
  float exposure;       /* multiplies radiance before the tone curve */
  guint bounces;        /* how often light is followed from surface to surface */
};

void acu_scene_free (AcuScene *scene);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuScene, acu_scene_free)

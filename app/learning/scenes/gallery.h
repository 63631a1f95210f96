/* The sample pictures: which scene, taken how. */
#pragma once

#include "app/learning/scenes/camera.h"
#include "app/learning/scenes/scene.h"

typedef struct {
  const char *name;                       /* file name without its suffix */
  const char *shows;                      /* one line for the table of samples */
  const char *fault;                      /* what is wrong with it; NULL: nothing */
  AcuScene *(*make_scene) (float detail); /* 1: for pictures of about a thousand pixels */
  void (*arrange) (AcuScene *scene);      /* another view or focus; NULL: the scene's own */
  guint width, height, samples;
  float shake_x, shake_y; /* see AcuTracerOptions */
  AcuCamera camera;
  guint quality; /* of the JPEG */
} AcuGalleryPicture;

/* Returns the pictures and their number. (transfer none) */
const AcuGalleryPicture *acu_gallery_get_pictures (guint *count);

/* Returns the picture called @name, or NULL. (transfer none) */
const AcuGalleryPicture *acu_gallery_find (const char *name);

/* Renders @entry at @scale times its size, with @effort times its light paths.
 *
 * Returns (height, width, 3) bytes, sRGB, and sets the size. (transfer full) */
guint8 *acu_gallery_render (const AcuGalleryPicture *entry,
                            float scale,
                            float effort,
                            guint threads,
                            guint *width,
                            guint *height);

/* What of a photo a window has in view, for photos that are not there yet. */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

typedef struct {
  double x, y;       /* the middle of the window, as parts of the photo's width and height */
  double zoom;       /* pixels of the screen per pixel of the photo */
  int width, height; /* of the window, in pixels of the screen */
} AcuPhotoSight;

/* The pixels of a photo of @width x @height that are seen, those seen in part included. */
void acu_photo_sight_find (const AcuPhotoSight *sight, int width, int height, GdkRectangle *seen);

/* What is seen with a quarter of the window around it, for small movements; where that is more than
 * @max_pixels, as much of its middle. */
void acu_photo_sight_find_around (
    const AcuPhotoSight *sight, int width, int height, gsize max_pixels, GdkRectangle *around);

G_END_DECLS

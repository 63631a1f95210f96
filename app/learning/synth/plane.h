/* One channel of a picture. */
#pragma once

#include "app/imaging/image.h"

typedef struct {
  int width, height;
  float *values; /* (H,W) */
} AcuPlane;

AcuPlane *acu_plane_new (int width, int height);
void acu_plane_free (AcuPlane *plane);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPlane, acu_plane_free)

/* Brightness of @image as 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), 0..255, not rounded. */
AcuPlane *acu_plane_new_luma (const AcuImage *image);

/* Means of 2x2 pixels; an odd last row or column is left out. (transfer full) */
AcuPlane *acu_plane_halve (const AcuPlane *plane);

/* Antialiased bilinear resize, bit for bit what Pillow's Image.resize (size, BILINEAR) gives. */
#pragma once

#include "app/imaging/image.h"

G_BEGIN_DECLS

/* Resamples @image to @width x @height with a triangle filter that widens with the reduction, in
 * two passes (rows, then columns) of 22-bit fixed-point weights, each rounded and clipped to 8
 * bits: Pillow, src/libImaging/Resample.c.  The facts of @image (format, orientation, …) are kept.
 * Where the size is already right the result is @image itself.  Fails with ACU_IMAGING_ERROR_SIZE
 * or ACU_IMAGING_ERROR_MEMORY. (transfer full) */
AcuImage *acu_image_resize (AcuImage *image, int width, int height, GError **error);

G_END_DECLS

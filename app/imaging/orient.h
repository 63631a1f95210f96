/* Turns and mirrors a picture as its EXIF orientation asks. */
#pragma once

#include "app/imaging/image.h"

G_BEGIN_DECLS

/* Applies @orientation (1..8; EXIF 2.32, 4.6.4) to @image and notes it in the result; 1 and
 * anything out of range give @image itself.  The pixels are shared memory where @shared. (transfer
 * full) */
AcuImage *acu_image_orient (AcuImage *image, int orientation, gboolean shared, GError **error);

G_END_DECLS

/* A picture in floating point, for work that must not round between its steps. */
#pragma once

#include "app/imaging/image.h"

typedef struct {
  int width, height;
  float *rgb; /* (H,W,3); sRGB-encoded, 0..1, or linear light, as each function says */
} AcuFloatPicture;

AcuFloatPicture *acu_float_picture_new (int width, int height);
AcuFloatPicture *acu_float_picture_new_from_image (const AcuImage *image);
AcuFloatPicture *acu_float_picture_copy (const AcuFloatPicture *picture);
void acu_float_picture_free (AcuFloatPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuFloatPicture, acu_float_picture_free)

/* Rounds to bytes, cutting what lies outside 0..1. (transfer full) */
AcuImage *acu_float_picture_to_image (const AcuFloatPicture *picture, GError **error);

/* Number of floats. */
gsize acu_float_picture_get_length (const AcuFloatPicture *picture);

/* From sRGB-encoded values to linear light and back, in place (IEC 61966-2-1). */
void acu_float_picture_to_linear (AcuFloatPicture *picture);
void acu_float_picture_to_encoded (AcuFloatPicture *picture);

/* Convolves with an odd (@side,@side) @kernel whose weights sum to 1; beyond the border the picture
 * is continued by its edge. */
void acu_float_picture_convolve (AcuFloatPicture *picture, const float *kernel, int side);

/* Gaussian blur, standard deviation @sigma in pixels, border as above. */
void acu_float_picture_blur (AcuFloatPicture *picture, float sigma);

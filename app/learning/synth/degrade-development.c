/* What is done to a photo at the computer, and overdone. */
#include "app/learning/synth/degradation-private.h"

#include <math.h>

#define HALO_RADIUS 1.6f

static float
luma (const float *rgb)
{
  return 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
}

/* Fades towards a middle grey, as fog and flare do; @amount is what is left of the contrast. */
void
acu_degrade_low_contrast (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  gsize length = acu_float_picture_get_length (picture);
  float veil = 0.42f + 0.2f * acu_random_uniform (random);

  for (gsize i = 0; i < length; i++)
    picture->rgb[i] = veil + amount * (picture->rgb[i] - veil);
}

/* Moves colours away from the grey of their brightness by the factor @amount. */
void
acu_degrade_saturation (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  gsize length = acu_float_picture_get_length (picture);

  for (gsize i = 0; i < length; i += 3) {
    float grey = luma (picture->rgb + i);

    for (gsize k = 0; k < 3; k++)
      picture->rgb[i + k] = CLAMP (grey + amount * (picture->rgb[i + k] - grey), 0.0f, 1.0f);
  }
}

/* An unsharp mask on the brightness, far too strong. */
void
acu_degrade_halos (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  g_autoptr (AcuFloatPicture) soft = acu_float_picture_copy (picture);
  gsize length = acu_float_picture_get_length (picture);

  acu_float_picture_blur (soft, HALO_RADIUS);
  for (gsize i = 0; i < length; i += 3) {
    float detail = amount * (luma (picture->rgb + i) - luma (soft->rgb + i));

    for (gsize k = 0; k < 3; k++)
      picture->rgb[i + k] = CLAMP (picture->rgb[i + k] + detail, 0.0f, 1.0f);
  }
}

/* 2 to the power @amount steps in each channel, without dither. */
void
acu_degrade_banding (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  gsize length = acu_float_picture_get_length (picture);
  float steps = exp2f (amount) - 1;

  for (gsize i = 0; i < length; i++)
    picture->rgb[i] = CLAMP (roundf (picture->rgb[i] * steps) / steps, 0.0f, 1.0f);
}

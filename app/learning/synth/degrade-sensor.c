/* Exposure and noise, made in the linear light a sensor counts. */
#include "app/learning/synth/degradation-private.h"

#include <math.h>

/* @amount is in stops; what exceeds white is lost. */
void
acu_degrade_exposure (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  gsize length = acu_float_picture_get_length (picture);
  float gain = exp2f (amount);

  acu_float_picture_to_linear (picture);
  for (gsize i = 0; i < length; i++)
    picture->rgb[i] *= gain;
  acu_float_picture_to_encoded (picture);
}

/* The colour a photosite of a Bayer mosaic (RGGB) sees. */
static int
photosite_colour (int x, int y)
{
  return (y & 1) == 0 ? x & 1 : 1 + (x & 1);
}

/* Photon noise grows with the square root of the light, read noise does not; white balance has
 * amplified red and blue. Only one colour is counted at each pixel: where the other two are
 * interpolated, noise is correlated and coloured, as in real photos. The interpolated noise is
 * added to the picture, not the interpolated picture, which would blur it as well. */
void
acu_degrade_sensor_noise (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  static const float balance[3] = {1.45f, 1.0f, 1.8f};
  int width = picture->width, height = picture->height;
  g_autofree float *noise = g_new (float, (gsize)width *(gsize)height);

  acu_float_picture_to_linear (picture);
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      gsize at = (gsize)y * (gsize)width + (gsize)x;
      int colour = photosite_colour (x, y);
      float signal = picture->rgb[3 * at + (gsize)colour], gain = balance[colour];
      float variance = amount * amount * (0.011f * signal * gain + 0.0005f * gain * gain);

      noise[at] = sqrtf (variance) * acu_random_normal (random);
    }
  }
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      gsize at = (gsize)y * (gsize)width + (gsize)x;

      for (int k = 0; k < 3; k++) {
        float sum = 0, weights = 0;

        if (photosite_colour (x, y) == k) {
          picture->rgb[3 * at + (gsize)k] += noise[at];
          continue;
        }
        for (int j = MAX (y - 1, 0); j <= MIN (y + 1, height - 1); j++) {
          for (int i = MAX (x - 1, 0); i <= MIN (x + 1, width - 1); i++) {
            float weight = i == x || j == y ? 2 : 1;

            if (photosite_colour (i, j) != k)
              continue;
            sum += weight * noise[(gsize)j * (gsize)width + (gsize)i];
            weights += weight;
          }
        }
        if (weights > 0)
          picture->rgb[3 * at + (gsize)k] += sum / weights;
      }
    }
  }
  acu_float_picture_to_encoded (picture);
}

/* Blotches of colour as noise reduction leaves them: it cleans brightness first. */
void
acu_degrade_colour_noise (AcuFloatPicture *picture, float amount, AcuRandom *random)
{
  const float sigma = 1.1f;
  /* A blurred field has less variance: by 1 / (4 pi sigma^2) for white noise. */
  const float restore = 2 * sqrtf ((float)G_PI) * sigma;
  g_autoptr (AcuFloatPicture) field = acu_float_picture_new (picture->width, picture->height);
  gsize length = acu_float_picture_get_length (picture);

  for (gsize i = 0; i < length; i += 3) {
    field->rgb[i] = acu_random_normal (random);
    field->rgb[i + 1] = acu_random_normal (random);
    field->rgb[i + 2] = 0;
  }
  acu_float_picture_blur (field, sigma);
  for (gsize i = 0; i < length; i += 3) {
    float cb = amount * restore * field->rgb[i], cr = amount * restore * field->rgb[i + 1];

    /* The inverse of ITU-R BT.601's YCbCr, brightness kept. */
    picture->rgb[i] += 1.402f * cr;
    picture->rgb[i + 1] -= 0.344136f * cb + 0.714136f * cr;
    picture->rgb[i + 2] += 1.772f * cb;
  }
  for (gsize i = 0; i < length; i++)
    picture->rgb[i] = CLAMP (picture->rgb[i], 0.0f, 1.0f);
}

#include "app/learning/synth/degradation.h"

#include "app/learning/synth/degradation-private.h"

static const char *const fault_names[] = {"blur",    "motion",    "overexposure", "underexposure",
                                          "noise",   "contrast",  "colour",       "halos",
                                          "banding", "upscaling", "compression",  NULL};

enum {
  FAULT_BLUR,
  FAULT_MOTION,
  FAULT_OVER_EXPOSURE,
  FAULT_UNDER_EXPOSURE,
  FAULT_NOISE,
  FAULT_CONTRAST,
  FAULT_COLOUR,
  FAULT_HALOS,
  FAULT_BANDING,
  FAULT_UPSCALING,
  FAULT_COMPRESSION,
};

typedef void (*DegradeFunc) (AcuFloatPicture *picture, float amount, AcuRandom *random);

/* `amount` holds the parameter at levels 0 to 5; between them it is linear. The pictures are looked
 * at with about 60 pixels to a degree. The ranges are those with which databases of opinion scores
 * found their degradations to go from hardly visible to very annoying: KADID-10k (Lin, Hosu and
 * Saupe 2019) for blurs, compression, saturation and exposure, TID2013 (Ponomarenko et al. 2015)
 * for noise and contrast; level 1 of the blurs is near the threshold of seeing blur at all (Watson
 * and Ahumada 2011, "Blur clarified"). */
static const struct {
  const char *name;
  guint fault;
  DegradeFunc degrade; /* NULL: goes through a codec */
  double amount[ACU_DEGRADATION_LEVELS + 1];
} table[ACU_N_DEGRADATIONS] = {
    /* radius of the disc, pixels */
    {"defocus", FAULT_BLUR, acu_degrade_defocus, {0, 0.85, 1.4, 2.25, 3.6, 6.0}},
    /* length of the path, pixels */
    {"motion", FAULT_MOTION, acu_degrade_motion, {0, 2.4, 4.2, 7.2, 12.5, 21.5}},
    /* standard deviation, pixels */
    {"gaussian", FAULT_BLUR, acu_degrade_gaussian, {0, 0.5, 0.85, 1.4, 2.25, 3.8}},
    /* stops */
    {"overexposure", FAULT_OVER_EXPOSURE, acu_degrade_exposure, {0, 0.35, 0.7, 1.2, 1.8, 2.7}},
    {"underexposure",
     FAULT_UNDER_EXPOSURE,
     acu_degrade_exposure,
     {0, -0.5, -1.0, -1.7, -2.7, -3.9}},
    /* gain of the sensor; 1 is a small one at its highest sensitivity */
    {"sensor-noise", FAULT_NOISE, acu_degrade_sensor_noise, {0, 0.12, 0.24, 0.46, 0.85, 1.45}},
    /* standard deviation of each chroma channel, of 1 */
    {"colour-noise", FAULT_NOISE, acu_degrade_colour_noise, {0, 0.008, 0.016, 0.034, 0.07, 0.13}},
    /* contrast that is left */
    {"low-contrast", FAULT_CONTRAST, acu_degrade_low_contrast, {1, 0.82, 0.65, 0.46, 0.3, 0.16}},
    /* colour that is left, or made of it */
    {"desaturation", FAULT_COLOUR, acu_degrade_saturation, {1, 0.7, 0.5, 0.3, 0.13, 0}},
    {"oversaturation", FAULT_COLOUR, acu_degrade_saturation, {1, 1.3, 1.6, 2.1, 2.8, 4.0}},
    /* strength of the unsharp mask */
    {"halos", FAULT_HALOS, acu_degrade_halos, {0, 0.5, 1.0, 1.9, 3.4, 5.8}},
    /* logarithm to base 2 of the number of steps in each channel */
    {"banding", FAULT_BANDING, acu_degrade_banding, {8, 5.4, 4.6, 3.7, 2.9, 2.1}},
    /* how many pixels each way became one */
    {"resampling", FAULT_UPSCALING, acu_degrade_resampling, {1, 1.25, 1.6, 2.3, 3.4, 5.4}},
    /* the encoders' quality, 0..100 */
    {"jpeg", FAULT_COMPRESSION, NULL, {96, 58, 36, 21, 12, 6}},
    {"webp", FAULT_COMPRESSION, NULL, {98, 56, 32, 14, 4, 0}},
};

const char *
acu_degradation_get_name (AcuDegradation degradation)
{
  g_return_val_if_fail (degradation < ACU_N_DEGRADATIONS, NULL);
  return table[degradation].name;
}

guint
acu_degradation_get_fault (AcuDegradation degradation)
{
  g_return_val_if_fail (degradation < ACU_N_DEGRADATIONS, 0);
  return table[degradation].fault;
}

const char *const *
acu_degradation_get_fault_names (void)
{
  return fault_names;
}

guint
acu_degradation_get_n_faults (void)
{
  return G_N_ELEMENTS (fault_names) - 1;
}

double
acu_degradation_get_amount (AcuDegradation degradation, double level)
{
  const double *amount;
  double reached;
  guint below;

  g_return_val_if_fail (degradation < ACU_N_DEGRADATIONS, 0);

  level = CLAMP (level, 0, ACU_DEGRADATION_MAX_LEVEL);
  amount = table[degradation].amount;
  below = MIN ((guint)level, ACU_DEGRADATION_LEVELS - 1);
  reached = amount[below] + (level - below) * (amount[below + 1] - amount[below]);
  /* Beyond the last level, of what is left there is none at the least: colours do not turn into
   * their opposites. */
  return amount[ACU_DEGRADATION_LEVELS] < 0 ? reached : MAX (reached, 0);
}

gboolean
acu_degradation_apply (AcuDegradation degradation,
                       double level,
                       AcuRandom *random,
                       AcuFloatPicture *picture,
                       GError **error)
{
  float amount;

  g_return_val_if_fail (degradation < ACU_N_DEGRADATIONS, FALSE);

  if (level <= 0)
    return TRUE;
  amount = (float)acu_degradation_get_amount (degradation, level);
  if (degradation == ACU_DEGRADATION_JPEG)
    return acu_degrade_jpeg (picture, amount, error);
  if (degradation == ACU_DEGRADATION_WEBP)
    return acu_degrade_webp (picture, amount, error);
  table[degradation].degrade (picture, amount, random);
  return TRUE;
}

/* What goes wrong in photography and publishing, by known amounts. */
#pragma once

#include "app/learning/synth/float-picture.h"
#include "compute/random.h"

/* In the order in which they happen to a photo: optics, sensor, development, publishing. */
typedef enum {
  ACU_DEGRADATION_DEFOCUS,
  ACU_DEGRADATION_MOTION,
  ACU_DEGRADATION_GAUSSIAN,
  ACU_DEGRADATION_OVER_EXPOSURE,
  ACU_DEGRADATION_UNDER_EXPOSURE,
  ACU_DEGRADATION_SENSOR_NOISE,
  ACU_DEGRADATION_COLOUR_NOISE,
  ACU_DEGRADATION_LOW_CONTRAST,
  ACU_DEGRADATION_DESATURATION,
  ACU_DEGRADATION_OVERSATURATION,
  ACU_DEGRADATION_HALOS,
  ACU_DEGRADATION_BANDING,
  ACU_DEGRADATION_RESAMPLING,
  ACU_DEGRADATION_JPEG,
  ACU_DEGRADATION_WEBP,
} AcuDegradation;

#define ACU_N_DEGRADATIONS (ACU_DEGRADATION_WEBP + 1)

/* Levels are continuous: 0 leaves the picture as it is; 1 is just visible, 2 visible but not
 * annoying, 3 slightly annoying, 4 annoying, 5 very annoying on an average photo (see
 * annoyance.h). */
#define ACU_DEGRADATION_LEVELS    5
#define ACU_DEGRADATION_MAX_LEVEL 5.5

/* "defocus", "motion", … */
const char *acu_degradation_get_name (AcuDegradation degradation);

/* Returns the place in acu_synth_fault_names() of what a person, and the fault head, would call it:
 * defocus and Gaussian blur are both "blur", JPEG and WebP both "compression". */
guint acu_degradation_get_fault (AcuDegradation degradation);

/* The names of the faults: NULL-terminated. */
const char *const *acu_degradation_get_fault_names (void);
guint acu_degradation_get_n_faults (void);

/* Returns the parameter that belongs to @level: a radius in pixels, stops, a quality, …; see the
 * table in degradation.c for units and sources. */
double acu_degradation_get_amount (AcuDegradation degradation, double level);

/* Degrades @picture, sRGB-encoded, in place. All chance comes from @random, so that the result is a
 * pure function of the picture, the degradation, the level 0..5.5 and the state of @random.
 *
 * Returns FALSE and sets an ACU_SYNTH_ERROR or ACU_IMAGING_ERROR where an encoder fails. */
gboolean acu_degradation_apply (AcuDegradation degradation,
                                double level,
                                AcuRandom *random,
                                AcuFloatPicture *picture,
                                GError **error);

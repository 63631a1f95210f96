/* The degradations themselves. @amount is in the unit of the table in degradation.c; pictures are
 * sRGB-encoded before and after. */
#pragma once

#include "app/learning/synth/degradation.h"

void acu_degrade_defocus (AcuFloatPicture *picture, float amount, AcuRandom *random);
void acu_degrade_motion (AcuFloatPicture *picture, float amount, AcuRandom *random);
void acu_degrade_gaussian (AcuFloatPicture *picture, float amount, AcuRandom *random);

void acu_degrade_exposure (AcuFloatPicture *picture, float amount, AcuRandom *random);
void acu_degrade_sensor_noise (AcuFloatPicture *picture, float amount, AcuRandom *random);
void acu_degrade_colour_noise (AcuFloatPicture *picture, float amount, AcuRandom *random);

void acu_degrade_low_contrast (AcuFloatPicture *picture, float amount, AcuRandom *random);
void acu_degrade_saturation (AcuFloatPicture *picture, float amount, AcuRandom *random);
void acu_degrade_halos (AcuFloatPicture *picture, float amount, AcuRandom *random);
void acu_degrade_banding (AcuFloatPicture *picture, float amount, AcuRandom *random);

void acu_degrade_resampling (AcuFloatPicture *picture, float amount, AcuRandom *random);
gboolean acu_degrade_jpeg (AcuFloatPicture *picture, float amount, GError **error);
gboolean acu_degrade_webp (AcuFloatPicture *picture, float amount, GError **error);

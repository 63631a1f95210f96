/* How far apart two colours, or the colours of two pictures, look. */
#pragma once

#include "app/imaging/image.h"

typedef struct {
  double l, a, b; /* CIE 1976 L*a*b*, D65 */
} AcuLab;

/* From linear-light sRGB primaries, 0..1. */
AcuLab acu_lab_from_linear (double red, double green, double blue);

/* CIEDE2000 with all parametric factors 1: CIE 142-2001, ISO/CIE 11664-6; formulas and test values
 * after Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula: implementation notes", Color
 * Research and Application 30(1), 2005. 1 is just noticeable. */
double acu_ciede2000 (AcuLab first, AcuLab second);

/* Mean CIEDE2000 over means of 4x4 pixels taken in linear light: the eye resolves colour much more
 * coarsely than brightness. Pictures of one size; pixels that fill no block of four are left out
 * unless a side is shorter than that. */
double acu_colour_difference (const AcuImage *reference, const AcuImage *distorted);

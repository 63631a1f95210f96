/* How far a picture is from its original. */
#pragma once

#include "app/imaging/image.h"
#include "app/learning/synth/plane.h"

typedef struct {
  double ms_ssim;   /* 1: equal (ms-ssim.h) */
  double gmsd;      /* 0: equal (gmsd.h) */
  double ciede2000; /* 0: equal (colour-difference.h) */
} AcuFullReference;

/* Compares pictures of one size, both sides at least 11 pixels. */
AcuFullReference acu_full_reference_measure (const AcuImage *reference, const AcuImage *distorted);

/* One number for the three: (1 - MS-SSIM) + GMSD + CIEDE2000 / 60.  With these weights structure
 * and colour contribute alike where a fault is annoying.  What it means for a picture depends on
 * the kind of fault: annoyance.h knows. */
double acu_full_reference_distance (const AcuFullReference *measures);

/* Multi-scale structural similarity. */
#pragma once

#include "app/learning/synth/plane.h"

/* MS-SSIM of two pictures of one size on their brightness (0..255): Wang, Simoncelli and Bovik,
 * "Multi-scale structural similarity for image quality assessment", Asilomar 2003. Window: Gaussian
 * of 11x11 and standard deviation 1.5, where it fits entirely; K1 = 0.01, K2 = 0.03; scales are
 * halved by means of 2x2.  Pictures whose shorter side is below 176 have fewer than five scales;
 * the exponents of those they have are scaled to the same sum. A negative mean counts as 0.
 *
 * Returns 0..1, 1 for equal pictures. Both sides at least 11 pixels. */
double acu_ms_ssim (const AcuPlane *reference, const AcuPlane *distorted);

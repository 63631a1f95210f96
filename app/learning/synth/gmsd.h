/* Gradient magnitude similarity deviation. */
#pragma once

#include "app/learning/synth/plane.h"

/* GMSD of two pictures of one size on their brightness (0..255): Xue, Zhang, Mou and Bovik,
 * "Gradient magnitude similarity deviation: a highly efficient perceptual image quality index",
 * IEEE Transactions on Image Processing 23(2), 2014. Halved by means of 2x2, Prewitt operators over
 * 3, T = 170, zeros beyond the border, the deviation of a sample (n - 1), as in the authors'
 * program.
 *
 * Returns 0 for equal pictures; 0.35 is very bad. Both sides at least 4 pixels. */
double acu_gmsd (const AcuPlane *reference, const AcuPlane *distorted);

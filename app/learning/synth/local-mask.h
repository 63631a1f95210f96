/* Where in a picture a fault is. */
#pragma once

#include "app/learning/synth/plane.h"
#include "compute/random.h"

/* Draws a soft-edged region that fills between about a sixth and two thirds of a picture: one side
 * of a wavering line, or a wavering ellipse. Values 0 (untouched) to 1. (transfer full) */
AcuPlane *acu_local_mask_new (int width, int height, AcuRandom *random);

/* The mean of the squares: the share of the area that Minkowski's rule sees. */
double acu_local_mask_get_share (const AcuPlane *mask);

/* Photos looked at in many ways, so that a set made of few photos teaches faults and not photos. */
#pragma once

#include "app/imaging/image.h"
#include "compute/random.h"

/* How large a view is. */
typedef struct {
  int long_side; /* at most, in pixels, of what the photo is reduced to before */
  int side;      /* > 0: a square of so many pixels each way of the reduced photo, or of all of its
                  * shorter side where that has fewer; 0: a larger part, of the photo's shape */
} AcuSourceViewSize;

/* A part of @photo, of at least 0.4 of its area or as @size says, reduced to at most the long side
 * and from there by up to a third more, perhaps mirrored or turned a quarter, its tone curve and
 * its white balance moved by no more than photographers differ in.  It is never enlarged, and the
 * shorter side of one of the photo's shape stays at 256 pixels where @photo's is as long.  As sharp
 * as @photo is, and as free of faults.  (transfer full) */
AcuImage *acu_source_view_new (AcuImage *photo,
                               const AcuSourceViewSize *size,
                               AcuRandom *random,
                               GError **error);

/* One photo looked at in many ways, so that a set made of few photos teaches faults and not photos.
 */
#pragma once

#include "app/imaging/image.h"
#include "compute/random.h"

/* A part of @photo, of at least 0.4 of its area, reduced to at most @long_side pixels and from
 * there by up to a third more, perhaps mirrored or turned a quarter, its tone curve and its white
 * balance moved by no more than photographers differ in.  It is never enlarged, and its shorter
 * side stays at 256 pixels where @photo's is as long.  As sharp as @photo is, and as free of
 * faults.  (transfer full) */
AcuImage *acu_source_view_new (AcuImage *photo, int long_side, AcuRandom *random, GError **error);

/* The colours of the quality map: from orange, weak, over yellow to blue, strong.
 *
 * Orange, yellow and blue stay apart for every kind of colour blindness, and their lightness
 * differs besides.  Steps are even in OKLab, so that equal differences of score look equally large.
 */
#pragma once

#include "app/views/shared/patch-map.h"

G_BEGIN_DECLS

#define ACU_QUALITY_COLOURS 256

/* The colours from the lowest to the highest score, (256,3) sRGB. */
const guint8 *acu_quality_colours_get (void);

/* The colour at @position, 0..1. */
GdkRGBA acu_quality_colours_at (double position);

/* A small opaque texture of the map, to be scaled over the photo.  May be called from any thread.
 * (transfer full) */
GdkTexture *acu_quality_texture_new (const AcuPatchMap *map);

G_END_DECLS

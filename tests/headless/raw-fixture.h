/* A camera raw file made on the spot. */
#pragma once

#include <glib.h>

typedef struct {
  int width, height; /* of the raw picture */
  GBytes *preview;   /* a JPEG, or NULL for none */
  int preview_width, preview_height;
  int orientation; /* of the raw picture, as EXIF numbers it */
} AcuRawRecipe;

/* Makes a DNG (DNG specification 1.4) of uncompressed 16-bit samples behind a colour filter, all
 * grey. (transfer full) */
GBytes *acu_fixture_make_dng (const AcuRawRecipe *recipe);

/* Pictures to bytes of a file. */
#pragma once

#include "app/imaging/image.h"

/* JPEG with the usual tables of quality 1..100 (fractions count: the tables are interpolated) and
 * colour at half resolution (4:2:0), as cameras and web sites write it, or at full resolution.
 * Fails with ACU_SYNTH_ERROR_ENCODER. (transfer full) */
GBytes *acu_picture_encode_jpeg (const AcuImage *image,
                                 float quality,
                                 gboolean full_colour,
                                 GError **error);

/* Lossy WebP of quality 0..100. Fails with ACU_SYNTH_ERROR_ENCODER. (transfer full) */
GBytes *acu_picture_encode_webp (const AcuImage *image, float quality, GError **error);

/* Writes a JPEG with colour at full resolution to @path, replacing it whole. Fails as
 * acu_picture_encode_jpeg() or with a GFileError. */
gboolean
acu_picture_write_jpeg (const AcuImage *image, const char *path, float quality, GError **error);

/* Writes a lossless PNG to @path, replacing it whole. Fails with a GdkPixbufError or a GFileError;
 * the message names the file. */
gboolean acu_picture_write_png (const AcuImage *image, const char *path, GError **error);

/* Camera raw files by the preview that the camera embedded, through libraw.  The preview is what
 * the camera's own screen shows: developed, sharpened, and in most cameras of full size. */
#pragma once

#include "app/imaging/load.h"

G_BEGIN_DECLS

/* Whether @data begins as the raw files of some camera do, those that are TIFF files with a preview
 * first included. */
gboolean acu_raw_recognise (const guint8 *data, gsize size);

/* Decodes the largest embedded preview, as stored: *@orientation and *@profile are what the caller
 * has yet to apply.  A preview smaller than the raw picture is told in the warnings.  Fails with
 * ACU_IMAGING_ERROR_FORMAT where libraw does not know the camera or the file has no preview, else
 * as acu_jpeg_decode(). (transfer full) */
AcuImage *acu_raw_decode (const guint8 *data,
                          gsize size,
                          const AcuLoadOptions *options,
                          int *orientation,
                          GBytes **profile,
                          GError **error);

G_END_DECLS

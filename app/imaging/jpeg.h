/* JPEG through libjpeg-turbo. */
#pragma once

#include "app/imaging/load.h"

G_BEGIN_DECLS

/* Decodes @data, which begins with an SOI marker, to RGB as stored: *@orientation and *@profile
 * (NULL if there is none, or if it is already applied, as for CMYK) are what the caller has yet to
 * apply.  Errors as acu_image_load_bytes(). (transfer full) */
AcuImage *acu_jpeg_decode (const guint8 *data,
                           gsize size,
                           const AcuLoadOptions *options,
                           int *orientation,
                           GBytes **profile,
                           GError **error);

G_END_DECLS

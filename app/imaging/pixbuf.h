/* Every format but JPEG through gdk-pixbuf's loaders. */
#pragma once

#include "app/imaging/load.h"

G_BEGIN_DECLS

/* Decodes @data with the loader for @mime_type to RGB, alpha dropped.  *@orientation (0 where the
 * loader says nothing) and *@profile (NULL if none) are what the loader found and left to the
 * caller.  @format is the name for messages and the result, an interned string.  Errors as
 * acu_image_load_bytes(); a missing loader is ACU_IMAGING_ERROR_FORMAT. (transfer full) */
AcuImage *acu_pixbuf_decode (const guint8 *data,
                             gsize size,
                             const char *mime_type,
                             const char *format,
                             const AcuLoadOptions *options,
                             int *orientation,
                             GBytes **profile,
                             GError **error);

G_END_DECLS

/* Every format but JPEG and cameras' raw files through gdk-pixbuf's loaders. */
#pragma once

#include "app/imaging/load.h"
#include "app/imaging/magic.h"

G_BEGIN_DECLS

/* Decodes @data to RGB, alpha dropped: with the loader for what @magic says that it is, or where
 * that is NULL with whichever takes it for its own.  *@orientation (0 where the loader says
 * nothing) and *@profile (NULL if none) are what the loader found and left to the caller.  Errors
 * as acu_image_load_bytes(); a missing loader is ACU_IMAGING_ERROR_FORMAT. (transfer full) */
AcuImage *acu_pixbuf_decode (const guint8 *data,
                             gsize size,
                             const AcuMagic *magic,
                             const AcuLoadOptions *options,
                             int *orientation,
                             GBytes **profile,
                             GError **error);

G_END_DECLS

/* Decodes a picture file in this process.
 *
 * The application never calls this on a user's files: it asks an AcuDecoder, whose helper process
 * calls it behind resource limits.  The helper and the fuzzers are its callers. */
#pragma once

#include "app/imaging/image.h"

G_BEGIN_DECLS

/* The most pixels a file may declare unless the caller says otherwise: 512 Mpx. */
#define ACU_LOAD_DEFAULT_MAX_PIXELS (G_GUINT64_CONSTANT (512) << 20)

typedef struct {
  guint64 max_pixels; /* width x height; 0 means ACU_LOAD_DEFAULT_MAX_PIXELS */
  gboolean no_icc;    /* keep the stored values: no conversion of embedded profiles to sRGB */
  int min_side;       /* > 0: the picture may come out smaller, as long as its shorter side is at
                       * least this (fast thumbnails: JPEG decodes at 1/2, 1/4 or 1/8) */
  gboolean shared;    /* allocate the result by acu_image_new_shared() */
} AcuLoadOptions;

/* Decodes the file in @data: JPEG through libjpeg-turbo (accurate integer DCT, fancy upsampling),
 * PNG, TIFF, WebP, GIF (first frame), BMP, PNM and, where a loader is installed, AVIF, HEIF, JPEG
 * XL and JPEG 2000 through gdk-pixbuf, camera raw files by their embedded preview.  The EXIF
 * orientation is applied, embedded ICC profiles are converted to sRGB, grey becomes RGB, deeper
 * samples are reduced to 8 bits, and alpha is dropped, not composited, which is what Pillow's
 * convert ("RGB") does and so what published scores saw. (Only TIFF's loader multiplies colours by
 * their alpha before it can be dropped.)
 *
 * The declared size is judged before any memory is taken.  Fails with an ACU_IMAGING_ERROR whose
 * message is a reason without the file's name. (transfer full) */
AcuImage *acu_image_load_bytes (const guint8 *data,
                                gsize size,
                                const AcuLoadOptions *options,
                                GError **error);

/* Reads all of the regular file @fd from its beginning, and decodes it. (transfer full) */
AcuImage *acu_image_load_fd (int fd, const AcuLoadOptions *options, GError **error);

G_END_DECLS

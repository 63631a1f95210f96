/* A decoded picture: 8-bit RGB pixels and the facts a viewer or a score should mention. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int width;
  int height;
  guint8 *pixels; /* (H,W,3) RGB, 0..255, rows tightly packed */

  const char *format;     /* interned, e.g. "JPEG"; never NULL */
  int original_width;     /* as the file stores it, before orientation and thumbnail scaling */
  int original_height;    /* likewise */
  int orientation;        /* the EXIF orientation that was applied, 1..8; 1 means none */
  gboolean icc_converted; /* an embedded profile was converted to sRGB */
  char *warnings;         /* what was wrong but bearable, one sentence a line; NULL if nothing */
} AcuImage;

/* Creates a picture of @width x @height undefined pixels.  Fails with ACU_IMAGING_ERROR_SIZE if a
 * side is outside 1..G_MAXINT or the pixels exceed what an address can hold, and with
 * ACU_IMAGING_ERROR_MEMORY. (transfer full) */
AcuImage *acu_image_new (int width, int height, GError **error);

/* Like acu_image_new(), but the pixels lie in anonymous shared memory that another process can be
 * given with acu_image_seal(). (transfer full) */
AcuImage *acu_image_new_shared (int width, int height, GError **error);

/* Wraps the pixels in @memory, a sealed memory file of exactly width x height x 3 bytes, without
 * copying more than a thumbnail; they are read-only.  Takes @memory in every case.  Fails with
 * ACU_IMAGING_ERROR_DATA where the file has another size or could still be changed by its maker.
 * (transfer full) */
AcuImage *acu_image_new_from_sealed (int memory, int width, int height, GError **error);

/* Gives up the pixels of a picture made by acu_image_new_shared() and returns the memory file that
 * holds them, sealed against any further change.  The caller closes it.  @image->pixels is NULL
 * afterwards. */
int acu_image_seal (AcuImage *image, GError **error);

/* Adds a sentence to @image->warnings. */
void acu_image_warn (AcuImage *image, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The number of bytes of the pixels. */
gsize acu_image_get_bytes (const AcuImage *image);

/* Reference counting; both may be called from any thread. */
AcuImage *acu_image_ref (AcuImage *image);
void acu_image_unref (AcuImage *image);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuImage, acu_image_unref)

G_END_DECLS

/* What the chunks of a PNG or WebP file say before anything is decoded: whether the file is whole,
 * and the EXIF and colour notes that gdk-pixbuf's loaders pass over. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int width, height;  /* 0 where unknown (WebP's plain bitstreams) */
  const guint8 *exif; /* the TIFF structure, inside the file's bytes, or NULL */
  gsize exif_size;
  const guint8 *profile; /* an uncompressed ICC profile, inside the file's bytes, or NULL */
  gsize profile_size;
} AcuContainer;

/* Walks a PNG file's chunks (PNG specification, section 5).  Fails with ACU_IMAGING_ERROR_DATA,
 * ACU_IMAGING_ERROR_SIZE for more than @max_pixels, or ACU_IMAGING_ERROR_TRUNCATED where the file
 * ends before its IEND chunk, or holds less data than its pixels can be deflated to or, of an
 * interlaced picture, than are all its passes. */
gboolean acu_container_read_png (
    const guint8 *data, gsize size, guint64 max_pixels, AcuContainer *container, GError **error);

/* Walks a WebP file's RIFF chunks (WebP container specification).  Errors likewise. */
gboolean acu_container_read_webp (
    const guint8 *data, gsize size, guint64 max_pixels, AcuContainer *container, GError **error);

/* Fails with ACU_IMAGING_ERROR_SIZE where @width x @height is nothing or exceeds @max_pixels. */
gboolean
acu_container_check_size (guint64 width, guint64 height, guint64 max_pixels, GError **error);

/* Fails with ACU_IMAGING_ERROR_TRUNCATED where a file of @size bytes, in the AcuMagic format
 * @format, is too short to hold @width x @height pixels, however well they are compressed.  It is
 * for the formats that take memory for the picture before they see its data: BMP, GIF and PNM;
 * every other is let through. */
gboolean acu_container_check_room (const guint8 *data,
                                   gsize size,
                                   const char *format,
                                   guint64 width,
                                   guint64 height,
                                   GError **error);

G_END_DECLS

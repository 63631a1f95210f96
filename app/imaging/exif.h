/* The two facts of a TIFF directory that decide how a picture is shown; EXIF is such a directory.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns the orientation (tag 0x0112 of the first directory; EXIF 2.32, 4.6.4) in 1..8.  @tiff
 * begins with the byte order mark.  Returns 1, upright, where the tag is absent or anything about
 * it is wrong: a broken note must not cost the photo. */
int acu_exif_get_orientation (const guint8 *tiff, gsize size);

/* Returns whether the first directory describes a reduced preview of a picture stored elsewhere in
 * the file (tag 0x00fe, bit 0; TIFF 6.0, page 36), as in most camera raw files. */
gboolean acu_exif_is_preview (const guint8 *tiff, gsize size);

G_END_DECLS

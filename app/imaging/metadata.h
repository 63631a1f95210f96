/* What a file says about its picture: when, where and with what it was taken (EXIF, and XMP where
 * that is missing), and how somebody rated it (XMP), read by exiv2. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Plain values, so that a helper process can send them as they are.  Zero, or an empty text, is
 * unknown, except for `taken`. */
typedef struct {
  gint64 taken;       /* seconds since 1970 on the camera's clock; G_MININT64 unknown */
  gint32 subsecond;   /* of `taken`, milliseconds */
  gint32 width;       /* upright, pixels */
  gint32 height;      /* likewise */
  gint32 orientation; /* EXIF, 1..8 */
  gint32 iso;
  gint32 rating;       /* xmp:Rating: 1..5 stars, -1 rejected */
  double exposure;     /* seconds */
  double aperture;     /* f-number */
  double focal_length; /* millimetres */
  guint32 has_location;
  char format[16];  /* "JPEG", "Nikon NEF" */
  char camera[128]; /* UTF-8, as below */
  char lens[128];
} AcuMetadata;

/* Makes sense of what another process sent: texts end and are UTF-8, numbers are finite and in
 * their ranges. */
void acu_metadata_sanitize (AcuMetadata *metadata);

G_END_DECLS

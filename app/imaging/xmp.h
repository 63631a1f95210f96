/* The rating and the label in an XMP packet (ISO 16684-1), read and changed without touching
 * anything else: other programs keep their edits and histories in the same file, and get every byte
 * of them back.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gboolean has_rating;
  int rating;  /* xmp:Rating: 0..5 stars, -1 rejected */
  char *label; /* xmp:Label, or NULL */
} AcuXmp;

void acu_xmp_clear (AcuXmp *xmp);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuXmp, acu_xmp_clear)

/* Reads the properties, written as attributes or as elements under any prefix, from the UTF-8
 * packet
 * @text of @size bytes.  Fails with ACU_IMAGING_ERROR_FORMAT where it is not XMP or in another
 * encoding, and ACU_IMAGING_ERROR_DATA where it is not well-formed, naming the line. */
gboolean acu_xmp_read (const char *text, gsize size, AcuXmp *xmp, GError **error);

/* Returns @text (NULL: a new packet) with the properties as @xmp says; those it has not are taken
 * out. Everything else stays byte for byte.  Errors as acu_xmp_read(). (transfer full) */
GBytes *acu_xmp_change (const char *text, gsize size, const AcuXmp *xmp, GError **error);

G_END_DECLS

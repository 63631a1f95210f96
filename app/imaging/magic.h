/* What a file's first bytes show it to be.  Its name is not asked: it is often wrong. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *format;    /* "JPEG"; "RAW" for any camera's */
  const char *mime_type; /* NULL for raw files */
  guint offset;
  const char *magic; /* the @length bytes from @offset on */
  guint length;
} AcuMagic;

/* The kind of picture that the file in @data begins as; NULL if it is none that can be decoded. */
const AcuMagic *acu_magic_recognise (const guint8 *data, gsize size);

/* Whether the kind of that name, in whatever case, is recognised here. */
gboolean acu_magic_has_format (const char *format);

/* Whether there is a regular file at @path that begins as a picture does.  A text that has the two
 * letters of a BMP or PNM file first, and more letters next, does not. */
gboolean acu_magic_is_picture_file (const char *path);

G_END_DECLS

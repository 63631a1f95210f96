/* The text chunks of a PNG file (PNG specification, 11.3.4.3), without decoding it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns the value of the first tEXt chunk called @key as UTF-8 (the chunk's own encoding is
 * Latin-1, but whoever writes thumbnails writes ASCII), or NULL where there is none or the file is
 * not a PNG. (transfer full) (nullable) */
char *acu_png_text_find (const guint8 *data, gsize size, const char *key);

G_END_DECLS

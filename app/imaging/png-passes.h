/* Whether an interlaced PNG holds all seven passes, which its loader does not say: it reports rows,
 * and the first pass has some of the whole picture. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Inflates the IDAT chunks of the file in @data, whose chunks are known to lie within it, and
 * counts: TRUE where they hold every pass of @width x @height pixels of @bits each.  Nothing is
 * kept. */
gboolean
acu_png_passes_are_whole (const guint8 *data, gsize size, int width, int height, guint bits);

G_END_DECLS

#include "app/imaging/png-passes.h"

#include <gio/gio.h>
#include <string.h>

/* What stands before the deflated data (RFC 1950, 2.2); without it, their checksum is not asked. */
#define ZLIB_HEADER 2

/* The first pixel of each pass and the steps to the next (PNG specification, 8.2). */
static const struct {
  guint8 x, y, step_x, step_y;
} passes[7] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
               {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

static guint64
count_steps (int from, int to, int step)
{
  return to > from ? (guint64)((to - from - 1) / step + 1) : 0;
}

/* The bytes of all rows of all passes, before which there is one for the filter; a pass without
 * pixels has no rows. */
static guint64
count_bytes (int width, int height, guint bits)
{
  guint64 bytes = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (passes); i++) {
    guint64 columns = count_steps (passes[i].x, width, passes[i].step_x);
    guint64 rows = count_steps (passes[i].y, height, passes[i].step_y);

    if (columns > 0)
      bytes += rows * (1 + (columns * bits + 7) / 8);
  }
  return bytes;
}

/* Takes from *@lacking what the next @size bytes inflate to; damage shows in what goes on to lack.
 */
static void
inflate (GConverter *inflater, const guint8 *data, gsize size, guint64 *lacking)
{
  guint8 rows[16 * 1024];
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result == G_CONVERTER_CONVERTED && *lacking > 0) {
    gsize n_read = 0, n_written = 0;

    result = g_converter_convert (inflater, data, size, rows, sizeof rows, G_CONVERTER_NO_FLAGS,
                                  &n_read, &n_written, NULL);
    data += n_read;
    size -= n_read;
    *lacking -= MIN (*lacking, n_written);
  }
}

gboolean
acu_png_passes_are_whole (const guint8 *data, gsize size, int width, int height, guint bits)
{
  g_autoptr (GConverter) inflater =
      G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  guint64 lacking = count_bytes (width, height, bits);
  gsize header = ZLIB_HEADER;

  for (gsize at = 8; lacking > 0 && size - at >= 12;) {
    gsize length =
        (gsize)data[at] << 24 | (gsize)data[at + 1] << 16 | (gsize)data[at + 2] << 8 | data[at + 3];

    g_return_val_if_fail (length <= size - at - 12, FALSE);
    if (memcmp (data + at + 4, "IDAT", 4) == 0) {
      gsize skipped = MIN (header, length);

      header -= skipped;
      inflate (inflater, data + at + 8 + skipped, length - skipped, &lacking);
    } else if (memcmp (data + at + 4, "IEND", 4) == 0)
      break;
    at += 12 + length;
  }
  return lacking == 0;
}

#include "app/imaging/container.h"

#include "app/imaging/error.h"
#include "app/imaging/png-passes.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* The best that deflate can do: 258 bytes for two bits (RFC 1951, 3.2.5), and a little more here.
 */
#define DEFLATE_MAX_RATIO 1040

/* More pixels than a byte stands for in GIF's LZW, whose codes of 12 bits are of strings of at most
 * 4096, or in a BMP's runs, which are of 255 pixels in two bytes but may skip some. */
#define RUNS_MAX_RATIO 4096

static guint32
get_be32 (const guint8 *b)
{
  return (guint32)b[0] << 24 | (guint32)b[1] << 16 | (guint32)b[2] << 8 | b[3];
}

static guint32
get_le32 (const guint8 *b)
{
  return (guint32)b[3] << 24 | (guint32)b[2] << 16 | (guint32)b[1] << 8 | b[0];
}

static guint32
get_le24 (const guint8 *b)
{
  return (guint32)b[2] << 16 | (guint32)b[1] << 8 | b[0];
}

static gboolean
is_chunk (const guint8 *type, const char *name)
{
  return memcmp (type, name, 4) == 0;
}

/* EXIF blocks in WebP, and some in PNG, begin with the JPEG marker's signature, which is no part of
 * the TIFF structure. */
static void
set_exif (AcuContainer *container, const guint8 *data, gsize size)
{
  if (size >= 6 && memcmp (data, "Exif\0\0", 6) == 0) {
    data += 6;
    size -= 6;
  }
  container->exif = data;
  container->exif_size = size;
}

static gboolean
set_truncated (GError **error, const char *format)
{
  g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_TRUNCATED,
               _ ("the file is truncated: the %s data ends before the picture does"), format);
  return FALSE;
}

gboolean
acu_container_check_size (guint64 width, guint64 height, guint64 max_pixels, GError **error)
{
  if (width == 0 || height == 0) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE,
                 _ ("the picture has no pixels (%" PRIu64 " x %" PRIu64 ")"), width, height);
    return FALSE;
  }
  if (width > G_MAXINT || height > G_MAXINT || width * height > max_pixels) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE,
                 _ ("the picture is said to have %" PRIu64 " x %" PRIu64 " pixels; at most %" PRIu64
                    " million are read"),
                 width, height, max_pixels / 1000000);
    return FALSE;
  }
  return TRUE;
}

/* The bits that each pixel of a BMP file takes; 0 where runs of them are compressed.  The header
 * of OS/2 1.x, of 12 bytes, is the one without compression. */
static guint
get_bmp_bits (const guint8 *data, gsize size)
{
  if (size < 14 + 20)
    return 0;
  if (get_le32 (data + 14) == 12)
    return data[24];
  return data[30] == 1 || data[30] == 2 ? 0 : data[28];
}

gboolean
acu_container_check_room (const guint8 *data,
                          gsize size,
                          const char *format,
                          guint64 width,
                          guint64 height,
                          GError **error)
{
  guint bits = 0; /* a pixel; 0 for RUNS_MAX_RATIO */

  if (g_str_equal (format, "BMP"))
    bits = get_bmp_bits (data, size);
  else if (g_str_equal (format, "PNM"))
    bits = data[1] == '4' ? 1 : data[1] == '6' ? 24 : 8;
  else if (!g_str_equal (format, "GIF"))
    return TRUE;
  if ((bits > 0 ? width * height / 8 * bits : width * height / RUNS_MAX_RATIO) > size)
    return set_truncated (error, format);
  return TRUE;
}

/* Reads the 13 bytes of IHDR and returns in *@bits the bits a pixel. */
static gboolean
read_png_header (const guint8 *header,
                 guint64 max_pixels,
                 AcuContainer *container,
                 guint *bits,
                 gboolean *interlaced,
                 GError **error)
{
  static const guint8 samples[7] = {1, 0, 3, 1, 2, 0, 4};
  guint32 width = get_be32 (header);
  guint32 height = get_be32 (header + 4);
  guint color_type = header[9];

  if (!acu_container_check_size (width, height, max_pixels, error))
    return FALSE;
  container->width = (int)width;
  container->height = (int)height;
  *interlaced = header[12] != 0;
  *bits = color_type < G_N_ELEMENTS (samples) ? (guint)header[8] * samples[color_type] : 0;
  return TRUE;
}

gboolean
acu_container_read_png (
    const guint8 *data, gsize size, guint64 max_pixels, AcuContainer *container, GError **error)
{
  gsize at = 8;
  guint bits = 0;
  guint64 image_bytes = 0;
  gboolean interlaced = FALSE, ended = FALSE;

  *container = (AcuContainer){0};
  while (!ended) {
    const guint8 *type, *content;
    gsize length;

    if (at > size || size - at < 12)
      return set_truncated (error, "PNG");
    length = get_be32 (data + at);
    type = data + at + 4;
    content = data + at + 8;

    /* The header is believed, and judged, even where nothing follows. */
    if (at == 8) {
      if (length != 13 || !is_chunk (type, "IHDR") || size - at < 12 + 13) {
        g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_DATA,
                             _ ("damaged PNG: it does not begin with an image header"));
        return FALSE;
      }
      if (!read_png_header (content, max_pixels, container, &bits, &interlaced, error))
        return FALSE;
    }
    if (length > size - at - 12)
      return set_truncated (error, "PNG");
    if (is_chunk (type, "IDAT"))
      image_bytes += length;
    else if (is_chunk (type, "eXIf"))
      set_exif (container, content, length);
    ended = is_chunk (type, "IEND");
    at += 12 + length;
  }

  if ((guint64)container->width * (guint64)container->height / 8 * bits / DEFLATE_MAX_RATIO >
          image_bytes ||
      (interlaced &&
       !acu_png_passes_are_whole (data, size, container->width, container->height, bits)))
    return set_truncated (error, "PNG");
  return TRUE;
}

gboolean
acu_container_read_webp (
    const guint8 *data, gsize size, guint64 max_pixels, AcuContainer *container, GError **error)
{
  gsize end;

  *container = (AcuContainer){0};
  if (size < 12)
    return set_truncated (error, "WebP");
  end = (gsize)get_le32 (data + 4) + 8;
  if (end > size)
    return set_truncated (error, "WebP");

  for (gsize at = 12; end > at && end - at >= 8;) {
    const guint8 *content = data + at + 8;
    gsize length = get_le32 (data + at + 4);

    if (length > end - at - 8)
      return set_truncated (error, "WebP");
    if (is_chunk (data + at, "VP8X") && length >= 10) {
      container->width = (int)get_le24 (content + 4) + 1;
      container->height = (int)get_le24 (content + 7) + 1;
      if (!acu_container_check_size ((guint64)container->width, (guint64)container->height,
                                     max_pixels, error))
        return FALSE;
    } else if (is_chunk (data + at, "EXIF"))
      set_exif (container, content, length);
    else if (is_chunk (data + at, "ICCP")) {
      container->profile = content;
      container->profile_size = length;
    }
    at += 8 + length + (length & 1);
  }
  return TRUE;
}

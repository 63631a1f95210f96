#include "picture-fixture.h"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <webp/encode.h>

guint8 *
acu_fixture_make_noise (gsize n)
{
  guint8 *pixels = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    pixels[i] = (guint8)((guint32)i * 2654435761u >> 24);
  return pixels;
}

/* A big-endian TIFF structure with one entry: tag 0x0112, SHORT, one value. */
static const guint8 exif_before_value[] = {'M',  'M',  0, 42, 0, 0, 0, 8, 0, 1,
                                           0x01, 0x12, 0, 3,  0, 0, 0, 1, 0};
static const guint8 exif_after_value[] = {0, 0, 0, 0, 0, 0};

static void
append_exif (GByteArray *array, int orientation)
{
  guint8 value = (guint8)orientation;

  g_byte_array_append (array, exif_before_value, sizeof exif_before_value);
  g_byte_array_append (array, &value, 1);
  g_byte_array_append (array, exif_after_value, sizeof exif_after_value);
}

static void
write_exif (struct jpeg_compress_struct *jpeg, int orientation)
{
  g_autoptr (GByteArray) exif = g_byte_array_new ();

  g_byte_array_append (exif, (const guint8 *)"Exif\0", 6);
  append_exif (exif, orientation);
  jpeg_write_marker (jpeg, JPEG_APP0 + 1, exif->data, exif->len);
}

/* A scan for the DC, then two for each of the 63 AC coefficients. */
static void
write_many_scans (struct jpeg_compress_struct *jpeg, jpeg_scan_info scans[127])
{
  int n = 0;

  memset (scans, 0, 127 * sizeof scans[0]);
  scans[n++] = (jpeg_scan_info){.comps_in_scan = 1};
  for (int k = 1; k < DCTSIZE2; k++) {
    scans[n++] = (jpeg_scan_info){.comps_in_scan = 1, .Ss = k, .Se = k, .Ah = 0, .Al = 1};
    scans[n++] = (jpeg_scan_info){.comps_in_scan = 1, .Ss = k, .Se = k, .Ah = 1, .Al = 0};
  }
  jpeg->scan_info = scans;
  jpeg->num_scans = n;
}

GBytes *
acu_fixture_make_jpeg (const AcuJpegRecipe *recipe, const guint8 *pixels)
{
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  jpeg_scan_info scans[127];
  unsigned char *data = NULL;
  unsigned long size = 0;
  GBytes *bytes;

  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &data, &size);
  jpeg.image_width = (JDIMENSION)recipe->width;
  jpeg.image_height = (JDIMENSION)recipe->height;
  jpeg.input_components = recipe->components;
  jpeg.in_color_space = recipe->components == 1   ? JCS_GRAYSCALE
                        : recipe->components == 3 ? JCS_RGB
                                                  : JCS_CMYK;
  jpeg_set_defaults (&jpeg);
  jpeg_set_quality (&jpeg, 100, TRUE);
  jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = 1;
  if (recipe->progressive)
    jpeg_simple_progression (&jpeg);
  if (recipe->many_scans)
    write_many_scans (&jpeg, scans);

  jpeg_start_compress (&jpeg, TRUE);
  if (recipe->orientation != 0)
    write_exif (&jpeg, recipe->orientation);
  if (recipe->profile != NULL)
    jpeg_write_icc_profile (&jpeg, g_bytes_get_data (recipe->profile, NULL),
                            (unsigned int)g_bytes_get_size (recipe->profile));
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = (JSAMPROW)pixels +
                   (gsize)jpeg.next_scanline * (gsize)recipe->width * (gsize)recipe->components;

    jpeg_write_scanlines (&jpeg, &row, 1);
  }
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);
  bytes = g_bytes_new (data, size);
  free (data);
  return bytes;
}

/* The CRC of PNG, annex D of its specification. */
static guint32
crc32 (const guint8 *data, gsize size)
{
  guint32 crc = G_MAXUINT32;

  for (gsize i = 0; i < size; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = (crc & 1) != 0 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
  }
  return ~crc;
}

static void
append_be32 (GByteArray *array, guint32 value)
{
  guint32 stored = GUINT32_TO_BE (value);

  g_byte_array_append (array, (const guint8 *)&stored, sizeof stored);
}

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, gsize size)
{
  guint start;

  append_be32 (png, (guint32)size);
  start = png->len;
  g_byte_array_append (png, (const guint8 *)type, 4);
  if (size > 0)
    g_byte_array_append (png, data, (guint)size);
  append_be32 (png, crc32 (png->data + start, png->len - start));
}

static GBytes *
deflate (GByteArray *raw)
{
  g_autoptr (GZlibCompressor) compressor =
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream =
      g_converter_output_stream_new (memory, G_CONVERTER (compressor));

  g_assert_true (g_output_stream_write_all (stream, raw->data, raw->len, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static GBytes *
wrap_png (guint32 width, guint32 height, int color_type, gboolean interlaced, GByteArray *raw)
{
  static const guint8 signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  GByteArray *png = g_byte_array_new ();
  g_autoptr (GByteArray) header = g_byte_array_new ();
  g_autoptr (GBytes) packed = deflate (raw);
  guint8 kind[5] = {8, (guint8)color_type, 0, 0, interlaced ? 1 : 0};

  append_be32 (header, width);
  append_be32 (header, height);
  g_byte_array_append (header, kind, sizeof kind);

  g_byte_array_append (png, signature, sizeof signature);
  append_chunk (png, "IHDR", header->data, header->len);
  append_chunk (png, "IDAT", g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  append_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (png);
}

GBytes *
acu_fixture_make_rubbish_jpeg (int side)
{
  const AcuJpegRecipe recipe = {.width = side, .height = side, .components = 3};
  g_autofree guint8 *pixels = acu_fixture_make_noise ((gsize)side * (gsize)side * 3);
  g_autoptr (GBytes) whole = acu_fixture_make_jpeg (&recipe, pixels);
  GByteArray *array = g_byte_array_new ();
  gsize size;
  const guint8 *data = g_bytes_get_data (whole, &size);

  g_byte_array_append (array, data, (guint)size - 2);
  g_byte_array_append (array, (const guint8 *)"rubbish", 7);
  g_byte_array_append (array, data + size - 2, 2);
  return g_byte_array_free_to_bytes (array);
}

GBytes *
acu_fixture_make_png (
    guint32 width, guint32 height, int color_type, const guint8 *pixels, guint32 rows)
{
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  gsize stride = (gsize)width * (color_type == 6 ? 4 : 3);

  for (guint32 y = 0; y < rows; y++) {
    g_byte_array_append (raw, (const guint8 *)"", 1); /* no filter */
    g_byte_array_append (raw, pixels + y * stride, (guint)stride);
  }
  return wrap_png (width, height, color_type, FALSE, raw);
}

GBytes *
acu_fixture_make_interlaced_png (guint32 width, guint32 height, const guint8 *pixels, int passes)
{
  /* The numbers of the passes by row and column, modulo 8 (PNG specification, 8.2). */
  static const char *const pattern[8] = {"16462646", "77777777", "56565656", "77777777",
                                         "36463646", "77777777", "56565656", "77777777"};
  g_autoptr (GByteArray) raw = g_byte_array_new ();

  for (int pass = 1; pass <= passes; pass++)
    for (guint32 y = 0; y < height; y++) {
      gboolean begun = FALSE;

      for (guint32 x = 0; x < width; x++) {
        if (pattern[y % 8][x % 8] != '0' + pass)
          continue;
        if (!begun)
          g_byte_array_append (raw, (const guint8 *)"", 1); /* no filter */
        begun = TRUE;
        g_byte_array_append (raw, pixels + ((gsize)y * width + x) * 3, 3);
      }
    }
  return wrap_png (width, height, 2, TRUE, raw);
}

/* @png with another chunk after its header. */
static GBytes *
insert_chunk (GBytes *png, const char *type, GByteArray *content)
{
  const gsize after_header = 8 + 12 + 13;
  GByteArray *result = g_byte_array_new ();
  gsize size;
  const guint8 *data = g_bytes_get_data (png, &size);

  g_byte_array_append (result, data, after_header);
  append_chunk (result, type, content->data, content->len);
  g_byte_array_append (result, data + after_header, (guint)(size - after_header));
  return g_byte_array_free_to_bytes (result);
}

GBytes *
acu_fixture_add_png_orientation (GBytes *png, int orientation)
{
  g_autoptr (GByteArray) exif = g_byte_array_new ();

  append_exif (exif, orientation);
  return insert_chunk (png, "eXIf", exif);
}

GBytes *
acu_fixture_add_png_profile (GBytes *png, GBytes *profile)
{
  static const guint8 head[] = "profile\0"; /* its name, and how it is compressed */
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GBytes) packed = NULL;

  g_byte_array_append (raw, g_bytes_get_data (profile, NULL), (guint)g_bytes_get_size (profile));
  packed = deflate (raw);
  g_byte_array_append (content, head, sizeof head);
  g_byte_array_append (content, g_bytes_get_data (packed, NULL), (guint)g_bytes_get_size (packed));
  return insert_chunk (png, "iCCP", content);
}

static void
append_be16 (GByteArray *array, guint16 value)
{
  guint16 stored = GUINT16_TO_BE (value);

  g_byte_array_append (array, (const guint8 *)&stored, sizeof stored);
}

/* An entry with one SHORT (3) or LONG (4). */
static void
append_entry (GByteArray *tiff, guint16 tag, guint16 type, guint32 value)
{
  append_be16 (tiff, tag);
  append_be16 (tiff, type);
  append_be32 (tiff, 1);
  append_be32 (tiff, type == 3 ? value << 16 : value);
}

GBytes *
acu_fixture_make_tiff (int width, int height, int orientation, const guint8 *pixels)
{
  static const guint8 header[8] = {'M', 'M', 0, 42, 0, 0, 0, 8};
  const guint16 n_entries = 10;
  const guint32 after_directory = 8 + 2 + n_entries * 12 + 4;
  const guint32 bytes = (guint32)(width * height * 3);
  GByteArray *tiff = g_byte_array_new ();

  g_byte_array_append (tiff, header, sizeof header);
  append_be16 (tiff, n_entries);
  append_entry (tiff, 256, 4, (guint32)width);
  append_entry (tiff, 257, 4, (guint32)height);
  append_be16 (tiff, 258); /* bits a sample: three SHORTs, after the directory */
  append_be16 (tiff, 3);
  append_be32 (tiff, 3);
  append_be32 (tiff, after_directory);
  append_entry (tiff, 259, 3, 1);                   /* not compressed */
  append_entry (tiff, 262, 3, 2);                   /* RGB */
  append_entry (tiff, 273, 4, after_directory + 6); /* the one strip's place */
  append_entry (tiff, 274, 3, (guint32)orientation);
  append_entry (tiff, 277, 3, 3);
  append_entry (tiff, 278, 4, (guint32)height);
  append_entry (tiff, 279, 4, bytes);
  append_be32 (tiff, 0);
  for (int i = 0; i < 3; i++)
    append_be16 (tiff, 8);
  g_byte_array_append (tiff, pixels, bytes);
  return g_byte_array_free_to_bytes (tiff);
}

static void
append_le (GByteArray *array, guint32 value, guint n)
{
  const guint32 stored = GUINT32_TO_LE (value);

  g_byte_array_append (array, (const guint8 *)&stored, n);
}

/* A chunk of RIFF, whose length is even. */
static void
append_riff_chunk (GByteArray *array, const char *type, const guint8 *data, gsize size)
{
  g_byte_array_append (array, (const guint8 *)type, 4);
  append_le (array, (guint32)size, 4);
  g_byte_array_append (array, data, (guint)size);
  append_le (array, 0, size % 2);
}

GBytes *
acu_fixture_make_webp (
    int width, int height, int orientation, GBytes *profile, const guint8 *pixels)
{
  g_autoptr (GByteArray) chunks = g_byte_array_new ();
  g_autoptr (GByteArray) extended = g_byte_array_new ();
  g_autoptr (GByteArray) exif = g_byte_array_new ();
  GByteArray *webp = g_byte_array_new ();
  guint8 *plain = NULL;
  const gsize size = WebPEncodeLosslessRGB (pixels, width, height, width * 3, &plain);

  g_assert_cmpuint (size, >, 12);
  append_le (extended, (profile != NULL ? 0x20u : 0) | (orientation != 0 ? 0x08u : 0), 4);
  append_le (extended, (guint32)width - 1, 3);
  append_le (extended, (guint32)height - 1, 3);
  append_riff_chunk (chunks, "VP8X", extended->data, extended->len);
  if (profile != NULL)
    append_riff_chunk (chunks, "ICCP", g_bytes_get_data (profile, NULL),
                       g_bytes_get_size (profile));
  /* After the head of the file that the encoder has written. */
  g_byte_array_append (chunks, plain + 12, (guint)size - 12);
  WebPFree (plain);
  if (orientation != 0) {
    append_exif (exif, orientation);
    append_riff_chunk (chunks, "EXIF", exif->data, exif->len);
  }

  g_byte_array_append (webp, (const guint8 *)"RIFF", 4);
  append_le (webp, chunks->len + 4, 4);
  g_byte_array_append (webp, (const guint8 *)"WEBP", 4);
  g_byte_array_append (webp, chunks->data, chunks->len);
  return g_byte_array_free_to_bytes (webp);
}

static void
append_le32 (GByteArray *array, guint32 value)
{
  guint32 ordered = GUINT32_TO_LE (value);

  g_byte_array_append (array, (const guint8 *)&ordered, sizeof ordered);
}

GBytes *
acu_fixture_make_bmp (
    int width, int height, int bits, gboolean run_lengths, const guint8 *data, gsize size)
{
  static const guint8 palette[256 * 4] = {0};
  const guint32 palette_size = bits == 8 ? sizeof palette : 0;
  const guint32 begin = 14 + 40 + palette_size;
  GByteArray *bmp = g_byte_array_new ();

  g_byte_array_append (bmp, (const guint8 *)"BM", 2);
  append_le32 (bmp, begin + (guint32)size);
  append_le32 (bmp, 0);
  append_le32 (bmp, begin);
  append_le32 (bmp, 40);
  append_le32 (bmp, (guint32)width);
  append_le32 (bmp, (guint32)height);
  append_le32 (bmp, 1 | (guint32)bits << 16); /* planes, and bits */
  append_le32 (bmp, run_lengths ? 1 : 0);
  for (int i = 0; i < 5; i++)
    append_le32 (bmp, 0);
  g_byte_array_append (bmp, palette, palette_size);
  g_byte_array_append (bmp, data, (guint)size);
  return g_byte_array_free_to_bytes (bmp);
}

char *
acu_fixture_write (const char *folder, const char *name, GBytes *bytes)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                       &error);
  g_assert_no_error (error);
  return path;
}

char *
acu_fixture_write_noise_jpeg (
    const char *folder, const char *name, int width, int height, int orientation)
{
  AcuJpegRecipe recipe = {
      .width = width, .height = height, .components = 3, .orientation = orientation};
  g_autofree guint8 *pixels = acu_fixture_make_noise ((gsize)width * (gsize)height * 3);
  g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, pixels);

  return acu_fixture_write (folder, name, bytes);
}

/* Picture files made on the spot, whole and broken. */
#pragma once

#include <glib.h>

typedef struct {
  int width;
  int height;
  int components;       /* 1 grey, 3 RGB, 4 CMYK stored inverted as Adobe does */
  gboolean progressive; /* in libjpeg's usual ten scans */
  gboolean many_scans;  /* in more than a hundred; one component only */
  int orientation;      /* an EXIF orientation to write, or 0 for no EXIF */
  GBytes *profile;      /* an ICC profile to embed, or NULL */
} AcuJpegRecipe;

/* Pixels that are the same everywhere: byte i is the top byte of i x 2654435761 modulo 2^32.
 * (transfer full) */
guint8 *acu_fixture_make_noise (gsize n);

/* Encodes @pixels, `components` bytes each, in quality 100 without chroma subsampling.
 * (transfer full) */
GBytes *acu_fixture_make_jpeg (const AcuJpegRecipe *recipe, const guint8 *pixels);

/* Makes a noisy RGB JPEG of @side x @side with rubbish before its end marker, which is bearable,
 * and told. (transfer full) */
GBytes *acu_fixture_make_rubbish_jpeg (int side);

/* Makes a PNG that says it is @width x @height of @color_type (2 RGB, 6 RGBA) in 8 bits, and holds
 * @rows rows from @pixels. (transfer full) */
GBytes *acu_fixture_make_png (
    guint32 width, guint32 height, int color_type, const guint8 *pixels, guint32 rows);

/* Makes an interlaced RGB PNG that holds the first @passes of its seven passes. (transfer full) */
GBytes *
acu_fixture_make_interlaced_png (guint32 width, guint32 height, const guint8 *pixels, int passes);

/* Returns @png with an eXIf chunk that notes @orientation. (transfer full) */
GBytes *acu_fixture_add_png_orientation (GBytes *png, int orientation);

/* Returns @png with @profile in an iCCP chunk. (transfer full) */
GBytes *acu_fixture_add_png_profile (GBytes *png, GBytes *profile);

/* Makes an uncompressed RGB TIFF that notes @orientation. (transfer full) */
GBytes *acu_fixture_make_tiff (int width, int height, int orientation, const guint8 *pixels);

/* Makes a lossless RGB WebP with @profile, or NULL for none, that notes @orientation, or 0 for no
 * EXIF. (transfer full) */
GBytes *acu_fixture_make_webp (
    int width, int height, int orientation, GBytes *profile, const guint8 *pixels);

/* Makes a BMP whose header says @width x @height (negative: top row first) of @bits a pixel, 8 of
 * them as an all-black palette's, with @run_lengths in runs; its data are the @size bytes of @data.
 * (transfer full) */
GBytes *acu_fixture_make_bmp (
    int width, int height, int bits, gboolean run_lengths, const guint8 *data, gsize size);

/* Writes @bytes to the file @name in @folder and returns its path. (transfer full) */
char *acu_fixture_write (const char *folder, const char *name, GBytes *bytes);

/* Writes a noisy RGB JPEG that notes @orientation, or 0 for no EXIF, to the file @name in @folder
 * and returns its path. (transfer full) */
char *acu_fixture_write_noise_jpeg (
    const char *folder, const char *name, int width, int height, int orientation);

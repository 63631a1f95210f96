/* Files to pixels: the reference hashes, orientation, formats' corners, and what is refused. */
#include "app/imaging/error.h"
#include "app/imaging/load.h"
#include "app/imaging/protocol.h"
#include "picture-fixture.h"
#include "test-support.h"

#include <string.h>
#include <sys/resource.h>

static AcuImage *
load (GBytes *bytes, const AcuLoadOptions *options, GError **error)
{
  static const AcuLoadOptions defaults = {0};

  return acu_image_load_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                               options != NULL ? options : &defaults, error);
}

static AcuImage *
load_ok (GBytes *bytes, const AcuLoadOptions *options)
{
  g_autoptr (GError) error = NULL;
  AcuImage *image = load (bytes, options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (image);
  return image;
}

static void
assert_refused (GBytes *bytes, AcuImagingError code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = load (bytes, NULL, &error);

  g_assert_null (image);
  g_assert_error (error, ACU_IMAGING_ERROR, (int)code);
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” is not in “%s”", word, error->message);
}

/* The image records of one reference file: name, protocol, size and SHA-256 of the RGB bytes. */
static int
check_golden_file (const char *golden, const char *json, gboolean own_only)
{
  g_autofree char *path = g_build_filename (golden, json, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GRegex) record = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GError) error = NULL;
  int checked = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  record = g_regex_new ("\"file\": \"([^\"]+)\",\\s*\"protocol\": \"([^\"]+)\",\\s*\"size\": "
                        "\\[\\s*(\\d+),\\s*(\\d+)\\s*\\],\\s*\"resized_sha256\": \"([0-9a-f]+)\"",
                        0, 0, &error);
  g_assert_no_error (error);
  for (g_regex_match (record, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *file = g_match_info_fetch (match, 1);
    g_autofree char *protocol_text = g_match_info_fetch (match, 2);
    g_autofree char *width = g_match_info_fetch (match, 3);
    g_autofree char *height = g_match_info_fetch (match, 4);
    g_autofree char *wanted = g_match_info_fetch (match, 5);
    g_autofree char *image_path = g_build_filename (golden, "images", file, NULL);
    g_autofree char *data = NULL;
    g_autofree char *got = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (AcuImage) stored = NULL;
    g_autoptr (AcuImage) image = NULL;
    AcuProtocol protocol;
    gboolean enlarged;
    gsize size;

    if (own_only && !g_str_has_prefix (file, "own-"))
      continue;
    g_file_get_contents (image_path, &data, &size, &error);
    g_assert_no_error (error);
    bytes = g_bytes_new (data, size);
    stored = load_ok (bytes, NULL);
    g_assert_true (acu_protocol_parse (protocol_text, &protocol, NULL));
    image = acu_protocol_apply (&protocol, stored, 224, &enlarged, &error);
    g_assert_no_error (error);
    g_assert_false (enlarged);
    g_assert_cmpint (image->width, ==, atoi (width));
    g_assert_cmpint (image->height, ==, atoi (height));
    g_assert_null (image->warnings);
    got =
        g_compute_checksum_for_data (G_CHECKSUM_SHA256, image->pixels, acu_image_get_bytes (image));
    g_assert_cmpstr (got, ==, wanted);
    checked++;
  }
  return checked;
}

static int
check_golden (const char *golden, gboolean own_only)
{
  g_autoptr (GDir) folder = g_dir_open (golden, 0, NULL);
  const char *name;
  int checked = 0;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "score-") && g_str_has_suffix (name, ".json"))
      checked += check_golden_file (golden, name, own_only);
  return checked;
}

static void
test_golden_own (void)
{
  g_autofree char *golden = acu_test_source_path ("tests/golden");

  g_assert_cmpint (check_golden (golden, TRUE), >=, 6);
}

static void
test_golden_reference (void)
{
  g_autofree char *golden = acu_test_shared_path ("golden");

  if (golden != NULL)
    g_assert_cmpint (check_golden (golden, FALSE), >=, 30);
}

/* Where the pixel at (x, y) of the turned picture was stored, in the words of EXIF 2.32: what the
 * 0th row and the 0th column of the stored picture show. */
static void
find_stored (int orientation, int width, int height, int x, int y, int *stored_x, int *stored_y)
{
  switch (orientation) {
  case 1: /* row 0 is the top, column 0 the left side */
    *stored_x = x, *stored_y = y;
    break;
  case 2: /* top, right */
    *stored_x = width - 1 - x, *stored_y = y;
    break;
  case 3: /* bottom, right */
    *stored_x = width - 1 - x, *stored_y = height - 1 - y;
    break;
  case 4: /* bottom, left */
    *stored_x = x, *stored_y = height - 1 - y;
    break;
  case 5: /* left, top */
    *stored_x = y, *stored_y = x;
    break;
  case 6: /* right, top */
    *stored_x = y, *stored_y = height - 1 - x;
    break;
  case 7: /* right, bottom */
    *stored_x = width - 1 - y, *stored_y = height - 1 - x;
    break;
  case 8: /* left, bottom */
    *stored_x = width - 1 - y, *stored_y = x;
    break;
  default:
    g_assert_not_reached ();
  }
}

/* Whether @image is the stored pixels, 150 x 71, turned by @orientation. */
static void
assert_turned (const AcuImage *image, const guint8 *stored, int orientation)
{
  g_assert_cmpint (image->orientation, ==, orientation);
  g_assert_cmpint (image->original_width, ==, 150);
  g_assert_cmpint (image->original_height, ==, 71);
  g_assert_cmpint (image->width, ==, orientation < 5 ? 150 : 71);
  g_assert_cmpint (image->height, ==, orientation < 5 ? 71 : 150);
  for (int y = 0; y < image->height; y++)
    for (int x = 0; x < image->width; x++) {
      int sx, sy;

      find_stored (orientation, 150, 71, x, y, &sx, &sy);
      g_assert_cmpmem (image->pixels + (y * image->width + x) * 3, 3, stored + (sy * 150 + sx) * 3,
                       3);
    }
}

static void
test_orientation (void)
{
  AcuJpegRecipe recipe = {.width = 150, .height = 71, .components = 3};
  g_autofree guint8 *pixels = acu_fixture_make_noise (150 * 71 * 3);
  g_autoptr (GBytes) plain_jpeg = acu_fixture_make_jpeg (&recipe, pixels);
  g_autoptr (GBytes) plain_png = acu_fixture_make_png (150, 71, 2, pixels, 71);
  g_autoptr (AcuImage) stored = load_ok (plain_jpeg, NULL);

  for (int orientation = 1; orientation <= 8; orientation++) {
    g_autoptr (GBytes) jpeg = NULL;
    g_autoptr (GBytes) png = acu_fixture_add_png_orientation (plain_png, orientation);
    g_autoptr (GBytes) tiff = acu_fixture_make_tiff (150, 71, orientation, pixels);
    g_autoptr (GBytes) webp = acu_fixture_make_webp (150, 71, orientation, NULL, pixels);
    g_autoptr (AcuImage) from_jpeg = NULL;
    g_autoptr (AcuImage) from_png = load_ok (png, NULL);
    g_autoptr (AcuImage) from_tiff = load_ok (tiff, NULL);
    g_autoptr (AcuImage) from_webp = load_ok (webp, NULL);

    recipe.orientation = orientation;
    jpeg = acu_fixture_make_jpeg (&recipe, pixels);
    from_jpeg = load_ok (jpeg, NULL);
    assert_turned (from_jpeg, stored->pixels, orientation);
    assert_turned (from_png, pixels, orientation);
    assert_turned (from_tiff, pixels, orientation);
    assert_turned (from_webp, pixels, orientation);
  }
}

/* A value that means nothing leaves the picture as it is. */
static void
test_senseless_orientation (void)
{
  const AcuJpegRecipe recipe = {.width = 15, .height = 7, .components = 3, .orientation = 9};
  g_autofree guint8 *pixels = acu_fixture_make_noise (15 * 7 * 3);
  g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, pixels);
  g_autoptr (AcuImage) image = load_ok (bytes, NULL);

  g_assert_cmpint (image->orientation, ==, 1);
  g_assert_cmpint (image->width, ==, 15);
}

static void
test_grey (void)
{
  const AcuJpegRecipe recipe = {.width = 40, .height = 30, .components = 1};
  g_autofree guint8 *pixels = acu_fixture_make_noise (40 * 30);
  g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, pixels);
  g_autoptr (AcuImage) image = load_ok (bytes, NULL);

  for (int i = 0; i < 40 * 30; i++) {
    g_assert_cmpint (ABS (image->pixels[i * 3] - pixels[i]), <=, 2);
    g_assert_cmpint (image->pixels[i * 3], ==, image->pixels[i * 3 + 1]);
    g_assert_cmpint (image->pixels[i * 3], ==, image->pixels[i * 3 + 2]);
  }
}

/* Without a profile, R = C' K' / 255 of the inverted values. */
static void
test_cmyk (void)
{
  const AcuJpegRecipe recipe = {.width = 24, .height = 24, .components = 4};
  g_autofree guint8 *pixels = g_malloc (24 * 24 * 4);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AcuImage) image = NULL;

  for (int i = 0; i < 24 * 24; i++)
    memcpy (pixels + i * 4, (guint8[4]){200, 100, 0, 128}, 4);
  bytes = acu_fixture_make_jpeg (&recipe, pixels);
  image = load_ok (bytes, NULL);
  g_assert_cmpint (ABS (image->pixels[0] - 100), <=, 1);
  g_assert_cmpint (ABS (image->pixels[1] - 50), <=, 1);
  g_assert_cmpint (image->pixels[2], ==, 0);
  g_assert_false (image->icc_converted);
}

static void
test_min_side (void)
{
  const AcuJpegRecipe recipe = {.width = 800, .height = 600, .components = 3};
  g_autofree guint8 *pixels = acu_fixture_make_noise (800 * 600 * 3);
  g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, pixels);
  const int sides[][2] = {{0, 600},   {601, 600}, {600, 600}, {301, 600},
                          {300, 300}, {128, 150}, {75, 75},   {1, 75}};

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++) {
    const AcuLoadOptions options = {.min_side = sides[i][0]};
    g_autoptr (AcuImage) image = load_ok (bytes, &options);

    g_assert_cmpint (image->height, ==, sides[i][1]);
    g_assert_cmpint (image->original_height, ==, 600);
  }
}

/* Alpha is dropped, whatever it is: the colours under it stay. */
static void
test_png_alpha (void)
{
  g_autofree guint8 *pixels = acu_fixture_make_noise (33 * 21 * 4);
  g_autoptr (GBytes) bytes = acu_fixture_make_png (33, 21, 6, pixels, 21);
  g_autoptr (AcuImage) image = load_ok (bytes, NULL);

  g_assert_cmpstr (image->format, ==, "PNG");
  for (int i = 0; i < 33 * 21; i++)
    g_assert_cmpmem (image->pixels + i * 3, 3, pixels + i * 4, 3);
}

/* What this program knows nothing of is read by whichever loader does: here an icon of 2 by 1
 * pixels, red and blue, whose rows end at a multiple of four bytes and are masked by another. */
static void
test_other_formats (void)
{
  static const guint8 icon[] = {
      0,  0, 1,   0,   1,  0,                                   /* one icon, */
      2,  1, 0,   0,   1,  0, 24, 0, 52, 0, 0, 0, 22, 0, 0,  0, /* its place in the file; */
      40, 0, 0,   0,   2,  0, 0,  0, 2,  0, 0, 0, 1,  0, 24, 0, /* its header, */
      0,  0, 0,   0,   12, 0, 0,  0, 0,  0, 0, 0, 0,  0, 0,  0, /* which goes on, */
      0,  0, 0,   0,   0,  0, 0,  0,                            /* and on, */
      0,  0, 255, 255, 0,  0, 0,  0,                            /* its pixels, blue first, */
      0,  0, 0,   0,                                            /* all of them seen */
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static (icon, sizeof icon);
  g_autoptr (GBytes) part = g_bytes_new_static (icon, sizeof icon - 30);
  g_autoptr (AcuImage) image = load_ok (bytes, NULL);

  g_assert_cmpstr (image->format, ==, "ICO");
  g_assert_cmpint (image->width, ==, 2);
  g_assert_cmpint (image->height, ==, 1);
  g_assert_cmpmem (image->pixels, 6, "\xff\0\0\0\0\xff", 6);
  g_assert_true (load (bytes, &(AcuLoadOptions){.max_pixels = 1}, NULL) == NULL);
  assert_refused (part, ACU_IMAGING_ERROR_DATA, "damaged ICO");
}

static guint64
get_peak_kilobytes (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  return (guint64)usage.ru_maxrss;
}

/* Sizes that would need gigabytes are refused by the header alone. */
static void
test_hostile_sizes (void)
{
  const AcuJpegRecipe recipe = {.width = 16, .height = 16, .components = 3};
  const AcuJpegRecipe progressive = {
      .width = 16, .height = 16, .components = 3, .progressive = TRUE};
  g_autofree guint8 *pixels = acu_fixture_make_noise (16 * 16 * 3);
  gint64 start = g_get_monotonic_time ();
  guint64 before = get_peak_kilobytes ();
  const guint32 sides[][2] = {{65535, 65535}, {20000, 20000}};

  for (int p = 0; p < 2; p++) {
    g_autoptr (GBytes) whole = acu_fixture_make_jpeg (p == 0 ? &recipe : &progressive, pixels);
    gsize size;
    const guint8 *original = g_bytes_get_data (whole, &size);
    g_autofree guint8 *data = g_memdup2 (original, size);
    gsize frame = 0;

    while (data[frame] != 0xff || (data[frame + 1] != 0xc0 && data[frame + 1] != 0xc2))
      frame++;
    for (gsize i = 0; i < G_N_ELEMENTS (sides); i++) {
      g_autoptr (GBytes) bytes = NULL;

      data[frame + 5] = (guint8)(sides[i][1] >> 8);
      data[frame + 6] = (guint8)sides[i][1];
      data[frame + 7] = (guint8)(sides[i][0] >> 8);
      data[frame + 8] = (guint8)sides[i][0];
      bytes = g_bytes_new (data, size);
      assert_refused (bytes, i == 0 ? ACU_IMAGING_ERROR_SIZE : ACU_IMAGING_ERROR_TRUNCATED,
                      i == 0 ? "65535 x 65535" : "20000 x 20000");
    }
  }
  {
    g_autoptr (GBytes) huge = acu_fixture_make_png (65535, 65535, 2, pixels, 0);
    g_autoptr (GBytes) beyond = acu_fixture_make_png (0x7fffffff, 0x7fffffff, 2, pixels, 0);
    g_autoptr (GBytes) empty = acu_fixture_make_png (20000, 20000, 2, pixels, 0);
    g_autoptr (GBytes) nothing = acu_fixture_make_png (0, 7, 2, pixels, 0);

    assert_refused (huge, ACU_IMAGING_ERROR_SIZE, "65535 x 65535");
    assert_refused (beyond, ACU_IMAGING_ERROR_SIZE, "2147483647 x 2147483647");
    assert_refused (empty, ACU_IMAGING_ERROR_TRUNCATED, "truncated");
    assert_refused (nothing, ACU_IMAGING_ERROR_SIZE, "no pixels");
  }
  {
    /* A frame of 20000 by 20000 whose data are no more than LZW's beginning and end. */
    static const guint8 gif[] = {'G',  'I',  'F',  '8',  '9',  'a', 0x20, 0x4e, 0x20, 0x4e, 0x80, 0,
                                 0,    0,    0,    0,    0xff, 255, 0xff, ',',  0,    0,    0,    0,
                                 0x20, 0x4e, 0x20, 0x4e, 0,    2,   2,    0x4c, 1,    0,    ';'};
    g_autoptr (GBytes) bottom_up = acu_fixture_make_bmp (20000, 20000, 24, FALSE, pixels, 768);
    g_autoptr (GBytes) top_down = acu_fixture_make_bmp (20000, -20000, 24, FALSE, pixels, 768);
    g_autoptr (GBytes) runs = acu_fixture_make_bmp (20000, 20000, 8, TRUE, pixels, 768);
    g_autoptr (GBytes) screen = g_bytes_new_static (gif, sizeof gif);

    assert_refused (bottom_up, ACU_IMAGING_ERROR_TRUNCATED, "BMP data ends before");
    assert_refused (top_down, ACU_IMAGING_ERROR_TRUNCATED, "BMP data ends before");
    assert_refused (runs, ACU_IMAGING_ERROR_TRUNCATED, "BMP data ends before");
    assert_refused (screen, ACU_IMAGING_ERROR_TRUNCATED, "GIF data ends before");
  }
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  g_assert_cmpuint (get_peak_kilobytes () - before, <, 32 * 1024);
}

/* The loader of PNM files warns of itself where it is stopped. */
static void
test_hostile_pnm (void)
{
  static const char *const texts[] = {"P1 20000 20000\n0101", "P4 20000 20000\n0101",
                                      "P5 20000 20000 255\n0101", "P6 20000 20000 255\n0101"};
  guint64 before = get_peak_kilobytes ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));

    g_test_expect_message ("GdkPixbuf", G_LOG_LEVEL_WARNING, "*'pnm' didn't set an error*");
    assert_refused (bytes, ACU_IMAGING_ERROR_TRUNCATED, "PNM data ends before");
  }
  g_assert_cmpuint (get_peak_kilobytes () - before, <, 32 * 1024);
}

static void
test_pixel_limit (void)
{
  const AcuJpegRecipe recipe = {.width = 100, .height = 50, .components = 3};
  const AcuLoadOptions enough = {.max_pixels = 5000};
  const AcuLoadOptions short_of = {.max_pixels = 4999};
  g_autofree guint8 *pixels = acu_fixture_make_noise (100 * 50 * 3);
  g_autoptr (GBytes) jpeg = acu_fixture_make_jpeg (&recipe, pixels);
  g_autoptr (GBytes) png = acu_fixture_make_png (100, 50, 2, pixels, 50);
  GBytes *const files[] = {jpeg, png};

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) fits = load_ok (files[i], &enough);

    g_assert_null (load (files[i], &short_of, &error));
    g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE);
  }
}

static void
test_too_many_scans (void)
{
  AcuJpegRecipe recipe = {.width = 32, .height = 32, .components = 1, .many_scans = TRUE};
  g_autofree guint8 *pixels = acu_fixture_make_noise (32 * 32);
  g_autoptr (GBytes) many = acu_fixture_make_jpeg (&recipe, pixels);
  g_autoptr (GBytes) usual = NULL;
  g_autoptr (AcuImage) image = NULL;

  assert_refused (many, ACU_IMAGING_ERROR_DATA, "more than 100 progressive scans");
  recipe.many_scans = FALSE;
  recipe.progressive = TRUE;
  usual = acu_fixture_make_jpeg (&recipe, pixels);
  image = load_ok (usual, NULL);
}

/* Cut anywhere, a file is an error that says so; that only the end marker is missing is a note. */
static void
test_truncated (void)
{
  g_autofree guint8 *pixels = acu_fixture_make_noise (64 * 64 * 3);
  g_autoptr (GBytes) png = acu_fixture_make_png (64, 64, 2, pixels, 64);
  g_autoptr (GBytes) short_png = acu_fixture_make_png (64, 64, 2, pixels, 40);

  for (int progressive = 0; progressive < 2; progressive++) {
    const AcuJpegRecipe recipe = {
        .width = 64, .height = 64, .components = 3, .progressive = progressive};
    g_autoptr (GBytes) jpeg = acu_fixture_make_jpeg (&recipe, pixels);
    gsize size = g_bytes_get_size (jpeg);

    for (gsize kept = 3; kept < size - 8; kept += 97) {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (jpeg, 0, kept);

      assert_refused (cut, ACU_IMAGING_ERROR_TRUNCATED, "truncated");
    }
    if (!progressive) {
      g_autoptr (GBytes) unmarked = g_bytes_new_from_bytes (jpeg, 0, size - 2);
      g_autoptr (AcuImage) whole = load_ok (jpeg, NULL);
      g_autoptr (AcuImage) image = load_ok (unmarked, NULL);

      g_assert_null (whole->warnings);
      g_assert_nonnull (strstr (image->warnings, "end marker"));
      g_assert_cmpmem (image->pixels, acu_image_get_bytes (image), whole->pixels,
                       acu_image_get_bytes (whole));
    }
  }
  for (gsize kept = 8; kept < g_bytes_get_size (png); kept += 101) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (png, 0, kept);

    assert_refused (cut, ACU_IMAGING_ERROR_TRUNCATED, "truncated");
  }
  assert_refused (short_png, ACU_IMAGING_ERROR_TRUNCATED, "row 40 of 64");
}

/* The rows of a BMP come from the bottom up, or from the top down, or as runs of pixels; and a file
 * may end before the first of them. */
static void
test_truncated_rows (void)
{
  g_autofree guint8 *pixels = acu_fixture_make_noise (64 * 64 * 3);
  g_autoptr (GByteArray) runs = g_byte_array_new ();
  g_autoptr (GBytes) runs_bmp = NULL;
  g_autoptr (AcuImage) from_runs = NULL;
  gsize size;

  for (int height = -64; height <= 64; height += 128) {
    g_autoptr (GBytes) whole = acu_fixture_make_bmp (64, height, 24, FALSE, pixels, 64 * 64 * 3);
    g_autoptr (GBytes) cut = acu_fixture_make_bmp (64, height, 24, FALSE, pixels, 20 * 64 * 3);
    g_autoptr (GBytes) nearly = NULL;
    g_autoptr (GBytes) header = acu_fixture_make_bmp (64, height, 24, FALSE, pixels, 0);
    g_autoptr (AcuImage) image = load_ok (whole, NULL);

    g_assert_cmpint (image->pixels[0], ==, pixels[height < 0 ? 2 : 63 * 64 * 3 + 2]);
    nearly = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) - 1);
    assert_refused (nearly, ACU_IMAGING_ERROR_TRUNCATED, "BMP data ends at row 63 of 64");
    assert_refused (cut, ACU_IMAGING_ERROR_TRUNCATED, "BMP data ends");
    assert_refused (header, ACU_IMAGING_ERROR_TRUNCATED, "BMP data ends");
  }

  for (int y = 0; y < 64; y++)
    g_byte_array_append (runs, (const guint8 *)"\x40\x05\0\0", 4);
  g_byte_array_append (runs, (const guint8 *)"\0\x01", 2);
  runs_bmp = acu_fixture_make_bmp (64, 64, 8, TRUE, runs->data, runs->len);
  from_runs = load_ok (runs_bmp, NULL);
  size = g_bytes_get_size (runs_bmp) - runs->len;
  for (int rows = 0; rows < 64; rows += 21) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (runs_bmp, 0, size + (gsize)rows * 4);
    g_autofree char *word = g_strdup_printf ("row %d of 64", rows);

    assert_refused (part, ACU_IMAGING_ERROR_TRUNCATED, word);
  }

  {
    g_autoptr (GBytes) bitmap = g_bytes_new_static ("P4 8 8 \n", 8);

    assert_refused (bitmap, ACU_IMAGING_ERROR_TRUNCATED, "PNM data ends");
  }
}

/* Each pass has rows from the top to the bottom; the small sizes have none of some passes. */
static void
test_truncated_passes (void)
{
  static const guint32 sizes[][2] = {{64, 64}, {61, 35}, {3, 3}, {1, 9}, {9, 1}, {1, 1}};
  g_autofree guint8 *pixels = acu_fixture_make_noise (64 * 64 * 3);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    guint32 width = sizes[i][0], height = sizes[i][1];
    g_autoptr (GBytes) whole = acu_fixture_make_interlaced_png (width, height, pixels, 7);
    g_autoptr (AcuImage) image = load_ok (whole, NULL);

    g_assert_cmpmem (image->pixels, acu_image_get_bytes (image), pixels, (gsize)width * height * 3);
    for (int passes = 0; passes < 7 && width > 8 && height > 8; passes++) {
      g_autoptr (GBytes) part = acu_fixture_make_interlaced_png (width, height, pixels, passes);

      assert_refused (part, ACU_IMAGING_ERROR_TRUNCATED, "PNG data ends before");
    }
  }
}

/* Rubbish between the segments is bearable, and told. */
static void
test_warning (void)
{
  g_autoptr (GBytes) bytes = acu_fixture_make_rubbish_jpeg (16);
  g_autoptr (AcuImage) image = load_ok (bytes, NULL);

  g_assert_nonnull (image->warnings);
  g_assert_nonnull (strstr (image->warnings, "extraneous"));
}

static void
test_not_pictures (void)
{
  const char *const texts[] = {"",         "x",        "RIFF....WAVEfmt ", "<html/>",
                               "\xff\xd8", "%PDF-1.7", "\x89PNG"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (texts[i], strlen (texts[i]));

    assert_refused (bytes, ACU_IMAGING_ERROR_FORMAT, i == 0 ? "empty" : "not a picture");
  }
}

/* A TIFF whose first directory is marked as a reduced preview, as camera raw files have it. */
static void
test_raw_preview (void)
{
  static const guint8 tiff[] = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0xfe, 0x00, 4,
                                0,   1,   0,  0, 0, 1, 0, 0, 0, 0, 0,    0,    0};
  g_autoptr (GBytes) bytes = g_bytes_new_static (tiff, sizeof tiff);

  assert_refused (bytes, ACU_IMAGING_ERROR_FORMAT, "preview");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-decode/golden/own", test_golden_own);
  g_test_add_func ("/image-decode/golden/reference", test_golden_reference);
  g_test_add_func ("/image-decode/orientation", test_orientation);
  g_test_add_func ("/image-decode/senseless-orientation", test_senseless_orientation);
  g_test_add_func ("/image-decode/grey", test_grey);
  g_test_add_func ("/image-decode/cmyk", test_cmyk);
  g_test_add_func ("/image-decode/min-side", test_min_side);
  g_test_add_func ("/image-decode/png-alpha", test_png_alpha);
  g_test_add_func ("/image-decode/other-formats", test_other_formats);
  g_test_add_func ("/image-decode/hostile-sizes", test_hostile_sizes);
  g_test_add_func ("/image-decode/hostile-pnm", test_hostile_pnm);
  g_test_add_func ("/image-decode/pixel-limit", test_pixel_limit);
  g_test_add_func ("/image-decode/too-many-scans", test_too_many_scans);
  g_test_add_func ("/image-decode/truncated", test_truncated);
  g_test_add_func ("/image-decode/truncated-rows", test_truncated_rows);
  g_test_add_func ("/image-decode/truncated-passes", test_truncated_passes);
  g_test_add_func ("/image-decode/warning", test_warning);
  g_test_add_func ("/image-decode/not-pictures", test_not_pictures);
  g_test_add_func ("/image-decode/raw-preview", test_raw_preview);
  return g_test_run ();
}

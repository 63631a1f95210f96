/* Embedded profiles to sRGB, against the formulas the profiles are made from. */
#include "app/imaging/load.h"
#include "picture-fixture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <lcms2.h>
#include <math.h>
#include <string.h>

#define SIDE 16

/* A linear-light RGB space with ITU-R BT.2020's primaries. */
static const cmsCIExyYTRIPLE wide_primaries = {
    {0.708, 0.292, 1.0}, {0.170, 0.797, 1.0}, {0.131, 0.046, 1.0}};

static GBytes *
save_profile (cmsHPROFILE profile)
{
  cmsUInt32Number size = 0;
  guint8 *data;

  g_assert_true (cmsSaveProfileToMem (profile, NULL, &size));
  data = g_malloc (size);
  g_assert_true (cmsSaveProfileToMem (profile, data, &size));
  cmsCloseProfile (profile);
  return g_bytes_new_take (data, size);
}

static GBytes *
make_rgb_profile (double gamma)
{
  cmsCIExyY white;
  cmsToneCurve *curve = cmsBuildGamma (NULL, gamma);
  cmsToneCurve *curves[3] = {curve, curve, curve};
  cmsHPROFILE profile;

  g_assert_true (cmsWhitePointFromTemp (&white, 6504));
  profile = cmsCreateRGBProfile (&white, &wide_primaries, curves);
  cmsFreeToneCurve (curve);
  return save_profile (profile);
}

static GBytes *
make_grey_profile (double gamma)
{
  cmsToneCurve *curve = cmsBuildGamma (NULL, gamma);
  cmsHPROFILE profile = cmsCreateGrayProfile (cmsD50_xyY (), curve);

  cmsFreeToneCurve (curve);
  return save_profile (profile);
}

static AcuImage *
load_bytes (GBytes *bytes, gboolean no_icc)
{
  const AcuLoadOptions options = {.no_icc = no_icc};
  g_autoptr (GError) error = NULL;
  AcuImage *image = acu_image_load_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                          &options, &error);

  g_assert_no_error (error);
  return image;
}

/* A picture of one colour, of 1, 3 or 4 components. */
static AcuImage *
load_with_profile (const guint8 *colour, int components, GBytes *profile, gboolean no_icc)
{
  const AcuJpegRecipe recipe = {
      .width = SIDE, .height = SIDE, .components = components, .profile = profile};
  g_autofree guint8 *pixels = g_malloc ((gsize)(SIDE * SIDE * components));
  g_autoptr (GBytes) bytes = NULL;

  for (int i = 0; i < SIDE * SIDE; i++)
    memcpy (pixels + i * components, colour, (gsize)components);
  bytes = acu_fixture_make_jpeg (&recipe, pixels);
  return load_bytes (bytes, no_icc);
}

static double
encode_srgb (double light)
{
  light = CLAMP (light, 0.0, 1.0);
  return 255.0 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow (light, 1 / 2.4) - 0.055);
}

/* Linear BT.2020 to linear sRGB; both have the white point D65 (ITU-R BT.2087, annex 2). */
static void
expect_srgb (const guint8 stored[3], double gamma, double expected[3])
{
  static const double matrix[3][3] = {
      {1.6605, -0.5876, -0.0728}, {-0.1246, 1.1329, -0.0083}, {-0.0182, -0.1006, 1.1187}};

  for (int i = 0; i < 3; i++) {
    double light = 0.0;

    for (int j = 0; j < 3; j++)
      light += matrix[i][j] * pow (stored[j] / 255.0, gamma);
    expected[i] = encode_srgb (light);
  }
}

static void
test_rgb (void)
{
  static const guint8 colours[][3] = {
      {128, 128, 128}, {180, 90, 60}, {40, 120, 200}, {255, 255, 255}, {0, 0, 0}};
  g_autoptr (GBytes) profile = make_rgb_profile (1.8);

  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++) {
    g_autoptr (AcuImage) stored = load_with_profile (colours[i], 3, profile, TRUE);
    g_autoptr (AcuImage) image = load_with_profile (colours[i], 3, profile, FALSE);
    double expected[3];

    g_assert_false (stored->icc_converted);
    g_assert_true (image->icc_converted);
    g_assert_null (image->warnings);
    expect_srgb (stored->pixels, 1.8, expected);
    for (int c = 0; c < 3; c++)
      g_assert_cmpfloat_with_epsilon (image->pixels[c], expected[c], 3.0);
  }
}

static GBytes *
make_tiff (const guint8 *pixels, GBytes *profile)
{
  g_autofree char *encoded =
      g_base64_encode (g_bytes_get_data (profile, NULL), g_bytes_get_size (profile));
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_data (pixels, GDK_COLORSPACE_RGB, FALSE, 8,
                                                           SIDE, SIDE, SIDE * 3, NULL, NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "tiff", &error, "icc-profile", encoded, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

/* The same of files that are no JPEG, which have their profiles in places of their own. */
static void
test_other_files (void)
{
  static const guint8 colour[3] = {180, 90, 60};
  g_autoptr (GBytes) profile = make_rgb_profile (1.8);
  guint8 pixels[SIDE * SIDE * 3];
  g_autoptr (GBytes) plain_png = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GBytes) tiff = NULL;
  g_autoptr (GBytes) webp = NULL;
  double expected[3];

  for (int i = 0; i < SIDE * SIDE; i++)
    memcpy (pixels + i * 3, colour, 3);
  plain_png = acu_fixture_make_png (SIDE, SIDE, 2, pixels, SIDE);
  png = acu_fixture_add_png_profile (plain_png, profile);
  tiff = make_tiff (pixels, profile);
  webp = acu_fixture_make_webp (SIDE, SIDE, 0, profile, pixels);
  expect_srgb (colour, 1.8, expected);

  for (int i = 0; i < 3; i++) {
    GBytes *const bytes = (GBytes *[]){png, tiff, webp}[i];
    g_autoptr (AcuImage) stored = load_bytes (bytes, TRUE);
    g_autoptr (AcuImage) image = load_bytes (bytes, FALSE);

    g_assert_false (stored->icc_converted);
    g_assert_cmpmem (stored->pixels, 3, colour, 3);
    g_assert_true (image->icc_converted);
    g_assert_null (image->warnings);
    for (int c = 0; c < 3; c++)
      g_assert_cmpfloat_with_epsilon (image->pixels[c], expected[c], 3.0);
  }
}

/* A printer whose inks all make grey: each but black takes a quarter of the lightness, black takes
 * all of it. */
static GBytes *
make_cmyk_profile (void)
{
  cmsHPROFILE profile = cmsCreateProfilePlaceholder (NULL);
  cmsPipeline *pipeline = cmsPipelineAlloc (NULL, 4, 3);
  cmsUInt16Number nodes[16 * 3];

  for (int i = 0; i < 16; i++) {
    const int inks = (i >> 3 & 1) + (i >> 2 & 1) + (i >> 1 & 1);

    nodes[i * 3] = (i & 1) != 0 ? 0 : (cmsUInt16Number)(65535 - 65535 / 4 * inks);
    nodes[i * 3 + 1] = nodes[i * 3 + 2] = 0x8080;
  }
  cmsSetProfileVersion (profile, 4.3);
  cmsSetDeviceClass (profile, cmsSigOutputClass);
  cmsSetColorSpace (profile, cmsSigCmykData);
  cmsSetPCS (profile, cmsSigLabData);
  /* The format wants curves on both sides of a table. */
  g_assert_true (
      cmsPipelineInsertStage (pipeline, cmsAT_END, cmsStageAllocToneCurves (NULL, 4, NULL)));
  g_assert_true (
      cmsPipelineInsertStage (pipeline, cmsAT_END, cmsStageAllocCLut16bit (NULL, 2, 4, 3, nodes)));
  g_assert_true (
      cmsPipelineInsertStage (pipeline, cmsAT_END, cmsStageAllocToneCurves (NULL, 3, NULL)));
  g_assert_true (cmsWriteTag (profile, cmsSigAToB0Tag, pipeline));
  g_assert_true (cmsWriteTag (profile, cmsSigAToB1Tag, pipeline));
  cmsPipelineFree (pipeline);
  return save_profile (profile);
}

/* CIE 1976 L* of a grey, to sRGB. */
static double
encode_lightness (double lightness)
{
  return encode_srgb (pow ((lightness + 16.0) / 116.0, 3.0));
}

/* Inks are stored inverted, as Adobe's programs do. */
static void
test_cmyk (void)
{
  static const struct {
    guint8 stored[4];
    double lightness;
  } cases[] = {
      {{255, 255, 255, 255}, 100.0},
      {{0, 255, 255, 255}, 75.0},
      {{0, 255, 0, 255}, 50.0},
      {{255, 255, 255, 128}, 50.2},
  };
  g_autoptr (GBytes) profile = make_cmyk_profile ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuImage) stored = load_with_profile (cases[i].stored, 4, profile, TRUE);
    g_autoptr (AcuImage) image = load_with_profile (cases[i].stored, 4, profile, FALSE);

    g_assert_false (stored->icc_converted);
    g_assert_true (image->icc_converted);
    g_assert_null (image->warnings);
    for (int c = 0; c < 3; c++)
      g_assert_cmpfloat_with_epsilon (image->pixels[c], encode_lightness (cases[i].lightness), 3.0);
  }
}

static void
test_grey (void)
{
  const guint8 level[3] = {100};
  g_autoptr (GBytes) profile = make_grey_profile (1.0);
  g_autoptr (AcuImage) image = load_with_profile (level, 1, profile, FALSE);

  g_assert_true (image->icc_converted);
  for (int c = 0; c < 3; c++)
    g_assert_cmpfloat_with_epsilon (image->pixels[c], encode_srgb (100 / 255.0), 2.0);
}

/* A file that says it is sRGB comes out as stored. */
static void
test_srgb_is_left_alone (void)
{
  const guint8 colour[3] = {200, 100, 50};
  g_autoptr (GBytes) profile = save_profile (cmsCreate_sRGBProfile ());
  g_autoptr (AcuImage) stored = load_with_profile (colour, 3, NULL, FALSE);
  g_autoptr (AcuImage) image = load_with_profile (colour, 3, profile, FALSE);

  g_assert_false (image->icc_converted);
  g_assert_null (image->warnings);
  g_assert_cmpmem (image->pixels, acu_image_get_bytes (image), stored->pixels,
                   acu_image_get_bytes (stored));
}

/* Profiles longer than a marker are split over several (ICC.1, annex B.4). */
static void
test_split_profile (void)
{
  const guint8 colour[3] = {180, 90, 60};
  g_autoptr (GBytes) small = make_rgb_profile (1.8);
  cmsHPROFILE profile = cmsOpenProfileFromMem (g_bytes_get_data (small, NULL),
                                               (cmsUInt32Number)g_bytes_get_size (small));
  cmsMLU *text = cmsMLUalloc (NULL, 1);
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autoptr (GBytes) large = NULL;
  g_autoptr (AcuImage) one = NULL;
  g_autoptr (AcuImage) several = NULL;

  g_assert_true (cmsMLUsetASCII (text, "en", "US", long_text));
  g_assert_true (cmsWriteTag (profile, cmsSigCopyrightTag, text));
  cmsMLUfree (text);
  large = save_profile (profile);
  g_assert_cmpuint (g_bytes_get_size (large), >, 65536);

  one = load_with_profile (colour, 3, small, FALSE);
  several = load_with_profile (colour, 3, large, FALSE);
  g_assert_true (several->icc_converted);
  g_assert_cmpmem (several->pixels, 3, one->pixels, 3);
}

/* What is wrong with a profile costs the profile, not the photo. */
static void
test_bad_profiles (void)
{
  const guint8 colour[3] = {180, 90, 60};
  g_autoptr (AcuImage) stored = load_with_profile (colour, 3, NULL, FALSE);
  g_autoptr (GBytes) whole = make_rgb_profile (1.8);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, 140);
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("not a profile at all", 20);
  g_autoptr (GBytes) for_grey = make_grey_profile (1.8);
  GBytes *const profiles[] = {cut, rubbish, for_grey};

  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++) {
    g_autoptr (AcuImage) image = load_with_profile (colour, 3, profiles[i], FALSE);

    g_assert_false (image->icc_converted);
    g_assert_nonnull (image->warnings);
    g_assert_nonnull (strstr (image->warnings, "profile"));
    g_assert_cmpmem (image->pixels, acu_image_get_bytes (image), stored->pixels,
                     acu_image_get_bytes (stored));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icc/rgb", test_rgb);
  g_test_add_func ("/icc/other-files", test_other_files);
  g_test_add_func ("/icc/cmyk", test_cmyk);
  g_test_add_func ("/icc/grey", test_grey);
  g_test_add_func ("/icc/srgb-is-left-alone", test_srgb_is_left_alone);
  g_test_add_func ("/icc/split-profile", test_split_profile);
  g_test_add_func ("/icc/bad-profiles", test_bad_profiles);
  return g_test_run ();
}

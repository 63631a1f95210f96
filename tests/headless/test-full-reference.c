/* MS-SSIM, GMSD and CIEDE2000 against values computed independently, in double precision with
 * numpy, from the papers' formulas on the same synthetic pictures. */
#include "app/learning/synth/colour-difference.h"
#include "app/learning/synth/full-reference.h"
#include "app/learning/synth/gmsd.h"
#include "app/learning/synth/ms-ssim.h"

#include <math.h>

/* Rings, a third of them finer than the pixels, in three shifted copies. */
static AcuImage *
make_reference (int width, int height)
{
  AcuImage *image = acu_image_new (width, height, NULL);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int k = 0; k < 3; k++)
        image->pixels[3 * (y * width + x) + k] =
            (guint8)(((x * x + 3 * y * y) / 24 + 40 * k) & 255);
  return image;
}

static AcuImage *
make_noisy (const AcuImage *reference)
{
  AcuImage *image = acu_image_new (reference->width, reference->height, NULL);

  for (int y = 0; y < image->height; y++)
    for (int x = 0; x < image->width; x++)
      for (int k = 0; k < 3; k++) {
        int at = 3 * (y * image->width + x) + k;
        int value = reference->pixels[at] + (x * 31 + y * 17) % 41 - 20;
        image->pixels[at] = (guint8)CLAMP (value, 0, 255);
      }
  return image;
}

static AcuImage *
make_tinted (const AcuImage *reference)
{
  AcuImage *image = acu_image_new (reference->width, reference->height, NULL);
  int count = image->width * image->height;

  for (int i = 0; i < count; i++) {
    image->pixels[3 * i] = reference->pixels[3 * i];
    image->pixels[3 * i + 1] = (guint8)(reference->pixels[3 * i + 1] / 2 + 30);
    image->pixels[3 * i + 2] = (guint8)(255 - (255 - reference->pixels[3 * i + 2]) * 3 / 4);
  }
  return image;
}

static void
assert_measures (const AcuImage *reference,
                 const AcuImage *distorted,
                 double ms_ssim,
                 double gmsd,
                 double colour)
{
  AcuFullReference measures = acu_full_reference_measure (reference, distorted);

  g_assert_cmpfloat_with_epsilon (measures.ms_ssim, ms_ssim, 2e-5);
  g_assert_cmpfloat_with_epsilon (measures.gmsd, gmsd, 2e-6);
  g_assert_cmpfloat_with_epsilon (measures.ciede2000, colour, 2e-5);
}

static void
test_known_values (void)
{
  g_autoptr (AcuImage) reference = make_reference (200, 184);
  g_autoptr (AcuImage) noisy = make_noisy (reference), tinted = make_tinted (reference);

  assert_measures (reference, noisy, 0.994959, 0.006643, 0.673189);
  assert_measures (reference, tinted, 0.907232, 0.104934, 22.188137);
}

static void
test_fewer_scales (void)
{
  g_autoptr (AcuImage) reference = make_reference (70, 60);
  g_autoptr (AcuImage) noisy = make_noisy (reference);

  /* Rings and noise depend on the place alone, so this is the corner of the larger picture. */
  assert_measures (reference, noisy, 0.970904, 0.009942, 0.466728);
}

static void
test_identity (void)
{
  static const int sizes[][2] = {{200, 184}, {176, 176}, {97, 51}, {64, 11}, {11, 11}};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (AcuImage) image = make_reference (sizes[i][0], sizes[i][1]);
    AcuFullReference measures = acu_full_reference_measure (image, image);

    g_assert_cmpfloat_with_epsilon (measures.ms_ssim, 1, 1e-9);
    g_assert_cmpfloat (measures.gmsd, ==, 0);
    g_assert_cmpfloat (measures.ciede2000, ==, 0);
    g_assert_cmpfloat_with_epsilon (acu_full_reference_distance (&measures), 0, 1e-9);
  }
}

/* An inverted picture has a negative covariance, which must not turn into NaN. */
static void
test_negative_correlation (void)
{
  g_autoptr (AcuImage) image = make_reference (180, 180);
  g_autoptr (AcuImage) inverted = acu_image_new (180, 180, NULL);
  AcuFullReference measures;

  for (int i = 0; i < 180 * 180 * 3; i++)
    inverted->pixels[i] = (guint8)(255 - image->pixels[i]);
  measures = acu_full_reference_measure (image, inverted);
  g_assert_cmpfloat (measures.ms_ssim, ==, 0);
  g_assert_cmpfloat (measures.ciede2000, >, 20);
}

/* Pairs from table 1 of Sharma, Wu and Dalal 2005: those that tell implementations apart (blue
 * hues, hues on both sides of 0, greys). */
static void
test_ciede2000 (void)
{
  static const struct {
    AcuLab first, second;
    double difference;
  } pairs[] = {
      {{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
      {{50, 3.1571, -77.2803}, {50, 0, -82.7485}, 2.8615},
      {{50, 2.8361, -74.0200}, {50, 0, -82.7485}, 3.4412},
      {{50, -1.3802, -84.2814}, {50, 0, -82.7485}, 1.0000},
      {{50, 0, 0}, {50, -1, 2}, 2.3669},
      {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0009}, 7.1792},
      {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0011}, 7.2195},
      {{50, 2.5, 0}, {50, 0, -2.5}, 4.3065},
      {{50, 2.5, 0}, {73, 25, -18}, 27.1492},
      {{50, 2.5, 0}, {61, -5, 29}, 22.8977},
      {{50, 2.5, 0}, {56, -27, -3}, 31.9030},
      {{50, 2.5, 0}, {58, 24, 15}, 19.4535},
      {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_assert_cmpfloat_with_epsilon (acu_ciede2000 (pairs[i].first, pairs[i].second),
                                    pairs[i].difference, 5.1e-5);
    g_assert_cmpfloat_with_epsilon (acu_ciede2000 (pairs[i].second, pairs[i].first),
                                    pairs[i].difference, 5.1e-5);
  }
}

static void
test_lab (void)
{
  AcuLab white = acu_lab_from_linear (1, 1, 1), black = acu_lab_from_linear (0, 0, 0);
  AcuLab red = acu_lab_from_linear (1, 0, 0);

  g_assert_cmpfloat_with_epsilon (white.l, 100, 1e-4);
  g_assert_cmpfloat_with_epsilon (hypot (white.a, white.b), 0, 0.02);
  g_assert_cmpfloat_with_epsilon (black.l, 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (red.l, 53.24, 0.01);
  g_assert_cmpfloat_with_epsilon (red.a, 80.09, 0.02);
  g_assert_cmpfloat_with_epsilon (red.b, 67.20, 0.02);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/full-reference/known-values", test_known_values);
  g_test_add_func ("/full-reference/fewer-scales", test_fewer_scales);
  g_test_add_func ("/full-reference/identity", test_identity);
  g_test_add_func ("/full-reference/negative-correlation", test_negative_correlation);
  g_test_add_func ("/full-reference/ciede2000", test_ciede2000);
  g_test_add_func ("/full-reference/lab", test_lab);
  return g_test_run ();
}

/* Views of photos: how large they are, and that nothing is in them that is not in the photos. */
#include "app/learning/synth/source-collage.h"
#include "app/learning/synth/source-view.h"

#include <math.h>

/* So many are looked at, of each photo. */
#define N_VIEWS 40

/* Red grows to the right and green downwards, both from 32 to 224, so that a view tells where and
 * how it was taken; blue is the same everywhere. */
static AcuImage *
make_photo (int width, int height)
{
  g_autoptr (GError) error = NULL;
  AcuImage *photo = acu_image_new (width, height, &error);

  g_assert_no_error (error);
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      guint8 *pixel = photo->pixels + 3 * ((gsize)y * width + x);

      pixel[0] = (guint8)(32 + 192 * x / width);
      pixel[1] = (guint8)(32 + 192 * y / height);
      pixel[2] = 128;
    }
  }
  return photo;
}

static const guint8 *
pixel_at (const AcuImage *view, int x, int y)
{
  return view->pixels + 3 * ((gsize)y * view->width + x);
}

static void
check_sizes (int width, int height, int long_side)
{
  g_autoptr (AcuImage) photo = make_photo (width, height);
  int shortest =
      MIN (256, MIN (width, height) * MIN (long_side, MAX (width, height)) / MAX (width, height));

  for (guint i = 0; i < N_VIEWS; i++) {
    AcuRandom random = acu_random_new (5, i);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) view =
        acu_source_view_new (photo, &(AcuSourceViewSize){.long_side = long_side}, &random, &error);

    g_assert_no_error (error);
    g_assert_cmpint (MAX (view->width, view->height), <=, MIN (long_side, MAX (width, height)));
    g_assert_cmpint (MIN (view->width, view->height), >=, shortest - 1);
    g_assert_cmpint (MIN (view->width, view->height), <=, MIN (width, height));
  }
}

static void
test_sizes (void)
{
  check_sizes (512, 512, 640);
  check_sizes (1500, 1000, 640);
  check_sizes (1000, 1500, 640);
  check_sizes (300, 200, 640);
  check_sizes (64, 64, 640);
}

/* Each is mirrored in half of the views and turned in a quarter; tones keep their order, and what
 * is of one colour stays of one colour. */
static void
test_contents (void)
{
  g_autoptr (AcuImage) photo = make_photo (400, 300);
  guint n_mirrored = 0, n_turned = 0, n = 200;
  int darkest = 255, lightest = 0;

  for (guint i = 0; i < n; i++) {
    AcuRandom random = acu_random_new (6, i);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) view =
        acu_source_view_new (photo, &(AcuSourceViewSize){.long_side = 640}, &random, &error);
    const guint8 *left = pixel_at (view, 0, view->height / 2);
    const guint8 *right = pixel_at (view, view->width - 1, view->height / 2);
    gboolean turned = abs (right[1] - left[1]) > abs (right[0] - left[0]);
    int along = turned ? 1 : 0;

    g_assert_no_error (error);
    for (int x = 1; x < view->width; x++) {
      const guint8 *before = pixel_at (view, x - 1, 7), *here = pixel_at (view, x, 7);
      int step = here[along] - before[along];

      g_assert_true (right[along] > left[along] ? step >= 0 : step <= 0);
      g_assert_cmpint (here[1 - along], ==, before[1 - along]);
      g_assert_cmpint (here[2], ==, pixel_at (view, 0, 0)[2]);
    }
    n_turned += turned;
    n_mirrored += right[along] < left[along];
    darkest = MIN (darkest, pixel_at (view, 0, 0)[2]);
    lightest = MAX (lightest, pixel_at (view, 0, 0)[2]);
  }
  g_assert_cmpuint (n_turned, >, n / 8);
  g_assert_cmpuint (n_turned, <, n / 2);
  g_assert_cmpuint (n_mirrored, >, n / 4);
  g_assert_cmpuint (n_mirrored, <, 3 * n / 4);
  /* A quarter of a stop about 128 of 255, and the balance: 128^(2^0.31) and 128^(2^-0.31). */
  g_assert_cmpint (darkest, >=, 108);
  g_assert_cmpint (darkest, <, 122);
  g_assert_cmpint (lightest, >, 134);
  g_assert_cmpint (lightest, <=, 147);
}

/* Squares of the photo as it is when it is reduced, a third smaller at most. */
static void
test_squares (void)
{
  const AcuSourceViewSize size = {.long_side = 640, .side = 256};
  g_autoptr (AcuImage) photo = make_photo (1280, 960), small = make_photo (300, 200);
  float widest = 0, narrowest = 1;

  for (guint i = 0; i < N_VIEWS; i++) {
    AcuRandom random = acu_random_new (7, i);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) view = acu_source_view_new (photo, &size, &random, &error);
    g_autoptr (AcuImage) whole = acu_source_view_new (small, &size, &random, &error);
    const guint8 *first = pixel_at (view, 0, 0), *last = pixel_at (view, 255, 255);
    /* Red's 192 steps over the whole width, its tones moved by half at the very most. */
    float share = (float)abs (last[0] - first[0]) / 192;

    g_assert_no_error (error);
    g_assert_cmpint (view->width, ==, 256);
    g_assert_cmpint (view->height, ==, 256);
    g_assert_cmpint (whole->width, ==, 200);
    g_assert_cmpint (whole->height, ==, 200);
    widest = fmaxf (widest, share);
    narrowest = fminf (narrowest, share);
  }
  /* 256 of 640 pixels, and 256 of 429, on an average tone. */
  g_assert_cmpfloat (narrowest, >, 0.2f);
  g_assert_cmpfloat (narrowest, <, 0.5f);
  g_assert_cmpfloat (widest, >, 0.5f);
  g_assert_cmpfloat (widest, <, 0.9f);
}

static AcuImage *
make_plain (guint8 value)
{
  g_autoptr (GError) error = NULL;
  AcuImage *photo = acu_image_new (320, 320, &error);

  g_assert_no_error (error);
  memset (photo->pixels, value, (gsize)320 * 320 * 3);
  return photo;
}

/* A collage has nothing in it but the photos, parts of both in most, and hardly any pixels between
 * them: its edges are as sharp as edges are. */
static void
test_collages (void)
{
  const AcuSourceViewSize size = {.long_side = 640, .side = 256};
  g_autoptr (AcuImage) dark = make_plain (0), light = make_plain (255);
  AcuImage *photos[] = {dark, light};
  guint n_mixed = 0;

  for (guint i = 0; i < N_VIEWS; i++) {
    AcuRandom random = acu_random_new (8, i), again = random;
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) collage = acu_source_collage_new (photos, 2, &size, &random, &error);
    g_autoptr (AcuImage) same = acu_source_collage_new (photos, 2, &size, &again, &error);
    guint n_dark = 0, n_light = 0, n_between = 0, n = 256 * 256;

    g_assert_no_error (error);
    g_assert_cmpint (collage->width, ==, 256);
    g_assert_cmpint (collage->height, ==, 256);
    g_assert_cmpmem (collage->pixels, 3 * n, same->pixels, 3 * n);
    for (guint j = 0; j < n; j++) {
      guint8 value = collage->pixels[3 * j];

      n_dark += value == 0;
      n_light += value == 255;
      n_between += value != 0 && value != 255;
    }
    n_mixed += n_light > n / 50 && n_dark > n / 50;
    /* A pixel each way of the edges of twelve leaves, each round which is 3 sides long at most. */
    g_assert_cmpuint (n_between, <, 2 * 12 * 3 * 256);
    g_assert_cmpuint (n_light == 0, ==, n_between == 0);
  }
  g_assert_cmpuint (n_mixed, >, N_VIEWS / 2);
}

/* A photo that is too small for a view of the same size is left out of the others' collages. */
static void
test_small_company (void)
{
  const AcuSourceViewSize size = {.long_side = 640, .side = 256};
  g_autoptr (AcuImage) photo = make_plain (0), small = make_photo (200, 200);
  AcuImage *photos[] = {photo, small};

  for (guint i = 0; i < N_VIEWS; i++) {
    AcuRandom random = acu_random_new (9, i);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuImage) collage = acu_source_collage_new (photos, 2, &size, &random, &error);

    g_assert_no_error (error);
    for (guint j = 0; j < 3 * 256 * 256; j++)
      g_assert_cmpuint (collage->pixels[j], ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/source-view/sizes", test_sizes);
  g_test_add_func ("/source-view/contents", test_contents);
  g_test_add_func ("/source-view/squares", test_squares);
  g_test_add_func ("/source-view/collages", test_collages);
  g_test_add_func ("/source-view/small-company", test_small_company);
  return g_test_run ();
}

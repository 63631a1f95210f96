/* What makes two pictures the same picture, on the sample scenes and copies made from them. */
#include "app/culling/likeness.h"
#include "app/imaging/decoder.h"
#include "test-support.h"

#include <math.h>
#include <string.h>

/* Scenes that show different things. */
static const char *const scenes[] = {"alpine-morning", "beech-leaves", "brick-house", "lake-dusk",
                                     "pebbles",        "printed-page", "still-life"};

static AcuImage *
load (const char *name)
{
  g_autofree char *path = g_strdup_printf ("data/samples/%s.jpg", name);
  g_autofree char *whole = acu_test_source_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (NULL, &error);
  AcuImage *image = acu_decoder_load_reduced (decoder, whole, 256, NULL, &error);

  g_assert_no_error (error);
  return image;
}

static void
compute (const char *name, guint8 *likeness)
{
  g_autoptr (AcuImage) image = load (name);

  acu_likeness_compute (image, likeness);
}

/* The picture without @left and @top, parts of its sides. */
static AcuImage *
crop (const AcuImage *image, double left, double top)
{
  int x = (int)(left * image->width), y = (int)(top * image->height);
  AcuImage *part = acu_image_new (image->width - x, image->height - y, NULL);

  for (int row = 0; row < part->height; row++)
    memcpy (part->pixels + 3 * (gsize)row * (gsize)part->width,
            image->pixels + 3 * ((gsize)(row + y) * (gsize)image->width + (gsize)x),
            3 * (gsize)part->width);
  return part;
}

/* The picture with values to the power of @gamma, times @gain. */
static AcuImage *
expose (const AcuImage *image, double gamma, double gain)
{
  AcuImage *other = acu_image_new (image->width, image->height, NULL);

  for (gsize i = 0; i < acu_image_get_bytes (image); i++)
    other->pixels[i] = (guint8)MIN (255, 255 * gain * pow (image->pixels[i] / 255.0, gamma));
  return other;
}

static void
test_different_scenes (void)
{
  guint8 likenesses[G_N_ELEMENTS (scenes)][ACU_LIKENESS_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    compute (scenes[i], likenesses[i]);
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    g_assert_true (acu_likeness_has_structure (likenesses[i]));
    for (guint j = 0; j < i; j++) {
      g_assert_false (acu_likeness_is_same_scene (likenesses[i], likenesses[j]));
      g_assert_false (acu_likeness_is_near_duplicate (likenesses[i], likenesses[j]));
    }
  }
}

static void
test_brightness (void)
{
  static const struct {
    double gamma, gain;
  } exposures[] = {{1, 0.6}, {0.7, 1}, {1.4, 1}, {1, 1.2}};

  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    g_autoptr (AcuImage) image = load (scenes[i]);
    guint8 likeness[ACU_LIKENESS_SIZE], other[ACU_LIKENESS_SIZE];

    acu_likeness_compute (image, likeness);
    for (guint k = 0; k < G_N_ELEMENTS (exposures); k++) {
      g_autoptr (AcuImage) exposed = expose (image, exposures[k].gamma, exposures[k].gain);
      acu_likeness_compute (exposed, other);
      g_assert_true (acu_likeness_is_same_scene (likeness, other));
    }
  }
}

/* The camera moved by a hair, as between two presses of the button on a tripod. */
static void
test_movement (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++) {
    g_autoptr (AcuImage) image = load (scenes[i]);
    g_autoptr (AcuImage) hair = crop (image, 0.005, 0.005);
    guint8 likeness[ACU_LIKENESS_SIZE], other[ACU_LIKENESS_SIZE];

    acu_likeness_compute (image, likeness);
    acu_likeness_compute (hair, other);
    g_assert_true (acu_likeness_is_near_duplicate (likeness, other));
  }
}

/* A frame that missed its focus shows the same, only worse. */
static void
test_misfocused (void)
{
  guint8 sharp[ACU_LIKENESS_SIZE], blurred[ACU_LIKENESS_SIZE];

  compute ("beech-leaves", sharp);
  compute ("beech-leaves-misfocused", blurred);
  g_assert_true (acu_likeness_is_same_scene (sharp, blurred));
}

static AcuImage *
make_plain (guint8 level)
{
  AcuImage *image = acu_image_new (64, 48, NULL);

  memset (image->pixels, level, acu_image_get_bytes (image));
  return image;
}

/* Two blank walls are the same only where they are as bright. */
static void
test_plain (void)
{
  g_autoptr (AcuImage) dark = make_plain (20), bright = make_plain (200), same = make_plain (203);
  guint8 a[ACU_LIKENESS_SIZE], b[ACU_LIKENESS_SIZE], c[ACU_LIKENESS_SIZE];

  acu_likeness_compute (dark, a);
  acu_likeness_compute (bright, b);
  acu_likeness_compute (same, c);
  g_assert_false (acu_likeness_has_structure (a));
  g_assert_false (acu_likeness_is_near_duplicate (a, b));
  g_assert_true (acu_likeness_is_near_duplicate (b, c));
}

static void
test_tiny (void)
{
  g_autoptr (AcuImage) image = acu_image_new (1, 1, NULL);
  guint8 likeness[ACU_LIKENESS_SIZE];

  memset (image->pixels, 128, 3);
  acu_likeness_compute (image, likeness);
  g_assert_cmpint (likeness[16], ==, 128);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/likeness/different-scenes", test_different_scenes);
  g_test_add_func ("/likeness/brightness", test_brightness);
  g_test_add_func ("/likeness/movement", test_movement);
  g_test_add_func ("/likeness/misfocused", test_misfocused);
  g_test_add_func ("/likeness/plain", test_plain);
  g_test_add_func ("/likeness/tiny", test_tiny);
  return g_test_run ();
}

/* Each degradation: nothing at level 0, worse with every level, the same from the same seed; and
 * the annoyance scale that makes their labels comparable. */
#include "app/learning/scenes/gallery.h"
#include "app/learning/synth/annoyance.h"
#include "app/learning/synth/full-reference.h"
#include "app/learning/synth/local-mask.h"
#include "app/learning/synth/recipe.h"

#include <math.h>
#include <string.h>

/* Still life and pebbles: smooth shades, edges, colours; and texture. */
static AcuImage *
render (const char *name)
{
  guint width, height;
  g_autofree guint8 *rgb =
      acu_gallery_render (acu_gallery_find (name), 0.22f, 0.3f, 0, &width, &height);
  AcuImage *image = acu_image_new ((int)width, (int)height, NULL);

  memcpy (image->pixels, rgb, 3 * (gsize)width * height);
  return image;
}

static AcuImage *sources[2];

static AcuImage *
degrade (AcuImage *source, AcuDegradation degradation, double level, guint64 seed)
{
  g_autoptr (AcuFloatPicture) picture = acu_float_picture_new_from_image (source);
  g_autoptr (GError) error = NULL;
  AcuRandom random = acu_random_new (seed, 3);
  AcuImage *image;

  g_assert_true (acu_degradation_apply (degradation, level, &random, picture, &error));
  g_assert_no_error (error);
  image = acu_float_picture_to_image (picture, &error);
  g_assert_no_error (error);
  return image;
}

static gboolean
are_equal (const AcuImage *a, const AcuImage *b)
{
  return memcmp (a->pixels, b->pixels, acu_image_get_bytes (a)) == 0;
}

static void
test_degradation (gconstpointer data)
{
  AcuDegradation degradation = (AcuDegradation)GPOINTER_TO_UINT (data);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++) {
    g_autoptr (AcuImage) untouched = degrade (sources[i], degradation, 0, 1);

    g_assert_true (are_equal (untouched, sources[i]));
    for (guint64 seed = 1; seed <= 3; seed++) {
      double before = 0, score_before = 100;

      for (guint level = 1; level <= ACU_DEGRADATION_LEVELS; level++) {
        g_autoptr (AcuImage) once = degrade (sources[i], degradation, level, seed);
        g_autoptr (AcuImage) again = degrade (sources[i], degradation, level, seed);
        AcuFullReference measures = acu_full_reference_measure (sources[i], once);
        double distance = acu_full_reference_distance (&measures), score;

        g_assert_true (are_equal (once, again));
        g_assert_cmpfloat (distance, >, before);
        score = acu_annoyance_score (degradation, distance);
        g_assert_cmpfloat (score, <, score_before);
        before = distance;
        score_before = score;
      }
      /* The worst level of every kind is bad on a colourful photo with edges and smooth shades. */
      if (i == 0)
        g_assert_cmpfloat (score_before, <, 45);
    }
  }
}

/* What has a direction or grain of its own differs from seed to seed. */
static void
test_seeds (void)
{
  static const AcuDegradation chancy[] = {ACU_DEGRADATION_MOTION, ACU_DEGRADATION_SENSOR_NOISE,
                                          ACU_DEGRADATION_COLOUR_NOISE};

  for (guint i = 0; i < G_N_ELEMENTS (chancy); i++) {
    g_autoptr (AcuImage) one = degrade (sources[0], chancy[i], 3, 1);
    g_autoptr (AcuImage) other = degrade (sources[0], chancy[i], 3, 2);

    g_assert_false (are_equal (one, other));
  }
}

static void
test_amounts (void)
{
  /* Values of the table at whole levels, half-way between two, and beyond the end. */
  g_assert_cmpfloat_with_epsilon (acu_degradation_get_amount (ACU_DEGRADATION_DEFOCUS, 3), 2.25,
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (acu_degradation_get_amount (ACU_DEGRADATION_DEFOCUS, 3.5), 2.925,
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (acu_degradation_get_amount (ACU_DEGRADATION_DEFOCUS, 9), 7.2,
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (acu_degradation_get_amount (ACU_DEGRADATION_LOW_CONTRAST, 0), 1,
                                  1e-12);
  /* Less than no colour would be the opposite one, and less light than none is a matter of stops.
   */
  g_assert_cmpfloat (acu_degradation_get_amount (ACU_DEGRADATION_DESATURATION, 5.4), ==, 0);
  g_assert_cmpfloat (acu_degradation_get_amount (ACU_DEGRADATION_WEBP, 5.4), ==, 0);
  g_assert_cmpfloat_with_epsilon (acu_degradation_get_amount (ACU_DEGRADATION_DESATURATION, 4.5),
                                  0.065, 1e-12);
  g_assert_cmpfloat (acu_degradation_get_amount (ACU_DEGRADATION_UNDER_EXPOSURE, 5.4), <, -4.3);
}

/* A grey field has the mean light it had before, and noise grows with the light. */
static void
test_sensor_noise_statistics (void)
{
  double deviations[2];

  for (guint bright = 0; bright < 2; bright++) {
    g_autoptr (AcuImage) grey = acu_image_new (200, 200, NULL);
    g_autoptr (AcuImage) noisy = NULL;
    int value = bright != 0 ? 170 : 60;
    double sum = 0, squares = 0;
    gsize count = acu_image_get_bytes (grey);

    memset (grey->pixels, value, count);
    noisy = degrade (grey, ACU_DEGRADATION_SENSOR_NOISE, 2, 1);
    for (gsize i = 0; i < count; i++) {
      double light = pow (noisy->pixels[i] / 255.0, 2.2);
      sum += light;
      squares += light * light;
    }
    g_assert_cmpfloat_with_epsilon (sum / (double)count, pow (value / 255.0, 2.2), 0.004);
    deviations[bright] = sqrt (squares / (double)count - pow (sum / (double)count, 2));
  }
  g_assert_cmpfloat (deviations[1], >, 1.5 * deviations[0]);
}

/* Blur spreads a point of light without adding to it or moving it. */
static void
test_blur_of_a_point (gconstpointer data)
{
  AcuDegradation degradation = (AcuDegradation)GPOINTER_TO_UINT (data);
  g_autoptr (AcuFloatPicture) picture = acu_float_picture_new (81, 61);
  AcuRandom random = acu_random_new (5, 5);
  double sum = 0, x = 0, y = 0;

  memset (picture->rgb, 0, acu_float_picture_get_length (picture) * sizeof (float));
  for (int k = 0; k < 3; k++)
    picture->rgb[3 * (30 * 81 + 40) + k] = 1;
  g_assert_true (acu_degradation_apply (degradation, 5, &random, picture, NULL));
  acu_float_picture_to_linear (picture);
  for (int row = 0; row < 61; row++) {
    for (int column = 0; column < 81; column++) {
      double light = picture->rgb[3 * (row * 81 + column)];
      sum += light;
      x += light * column;
      y += light * row;
    }
  }
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-3);
  g_assert_cmpfloat_with_epsilon (x / sum, 40, 0.02);
  g_assert_cmpfloat_with_epsilon (y / sum, 30, 0.02);
  g_assert_cmpfloat (picture->rgb[3 * (30 * 81 + 40)], <, 0.1);
}

static void
test_annoyance_scale (void)
{
  static const double scores[ACU_DEGRADATION_LEVELS] = {87.5, 75, 50, 25, 5};

  for (guint i = 0; i < ACU_N_DEGRADATIONS; i++) {
    AcuDegradation degradation = (AcuDegradation)i;
    double before = 100;

    g_assert_cmpfloat (acu_annoyance_score (degradation, 0), ==, 100);
    for (guint level = 0; level < ACU_DEGRADATION_LEVELS; level++)
      g_assert_cmpfloat_with_epsilon (
          acu_annoyance_score (degradation, acu_annoyance_anchors[i][level]), scores[level], 1e-9);
    for (double distance = 0.001; distance < 2.5; distance *= 1.01) {
      double score = acu_annoyance_score (degradation, distance);

      g_assert_cmpfloat (score, <, before);
      g_assert_cmpfloat (score, >, 0);
      before = score;
    }
  }
}

static void
test_annoyance_sums (void)
{
  const double one[] = {60}, two[] = {70, 60}, many[] = {5, 5, 5};

  g_assert_cmpfloat (acu_annoyance_combine (NULL, 0), ==, 100);
  g_assert_cmpfloat_with_epsilon (acu_annoyance_combine (one, 1), 60, 1e-12);
  g_assert_cmpfloat_with_epsilon (acu_annoyance_combine (two, 2), 50, 1e-12);
  g_assert_cmpfloat (acu_annoyance_combine (many, 3), ==, 0);
  g_assert_cmpfloat_with_epsilon (acu_annoyance_of_part (20, 1), 20, 1e-12);
  g_assert_cmpfloat_with_epsilon (acu_annoyance_of_part (20, 0.25), 60, 1e-12);
  g_assert_cmpfloat (acu_annoyance_of_part (20, 0), ==, 100);
}

static void
test_local_mask (void)
{
  for (guint64 stream = 0; stream < 60; stream++) {
    AcuRandom random = acu_random_new (9, stream);
    g_autoptr (AcuPlane) mask = acu_local_mask_new (96, 64, &random);
    double share = acu_local_mask_get_share (mask);

    for (int i = 0; i < 96 * 64; i++) {
      g_assert_cmpfloat (mask->values[i], >=, 0);
      g_assert_cmpfloat (mask->values[i], <=, 1);
    }
    /* Somewhere, and not everywhere. */
    g_assert_cmpfloat (share, >, 0.08);
    g_assert_cmpfloat (share, <, 0.85);
  }
}

/* A round has every degradation at every level, mixtures and local faults; nothing of one photo
 * depends on another. */
static void
test_recipes (void)
{
  guint singles[ACU_N_DEGRADATIONS][ACU_DEGRADATION_LEVELS + 1] = {{0}}, mixtures = 0, locals = 0;

  for (guint i = 0; i < acu_recipe_get_round (); i++) {
    AcuRecipe recipe = acu_recipe_draw (1, 77, i), again = acu_recipe_draw (1, 77, i);

    g_assert_cmpint (recipe.n_steps, ==, again.n_steps);
    g_assert_cmpfloat (recipe.levels[0], ==, again.levels[0]);
    for (guint step = 1; step < recipe.n_steps; step++)
      g_assert_cmpint (recipe.degradations[step - 1], <, recipe.degradations[step]);
    if (recipe.local)
      locals++;
    else if (recipe.n_steps > 1)
      mixtures++;
    else
      singles[recipe.degradations[0]][(guint)(recipe.levels[0] + 0.5)]++;
  }
  for (guint i = 0; i < ACU_N_DEGRADATIONS; i++)
    for (guint level = 1; level <= ACU_DEGRADATION_LEVELS; level++)
      g_assert_cmpuint (singles[i][level], ==, 1);
  g_assert_cmpuint (mixtures, >=, 4);
  g_assert_cmpuint (locals, >=, 4);
}

/* A local fault leaves the rest of the picture as it is, and its severity map says where it is. */
static void
test_local_fault (void)
{
  AcuRecipe recipe = {.n_steps = 1,
                      .degradations = {ACU_DEGRADATION_DEFOCUS},
                      .levels = {4},
                      .local = TRUE,
                      .seed = 4,
                      .stream = 8};
  AcuRecipe everywhere = recipe;
  g_auto (AcuRecipeResult) part = {NULL}, whole = {NULL};
  gsize changed_inside = 0, changed_outside = 0, outside = 0;

  everywhere.local = FALSE;
  g_assert_true (acu_recipe_run (&recipe, sources[1], &part, NULL));
  g_assert_true (acu_recipe_run (&everywhere, sources[1], &whole, NULL));
  g_assert_nonnull (part.severity);
  g_assert_null (whole.severity);
  g_assert_cmpfloat (part.score, >, whole.score);
  g_assert_cmpfloat (part.score, <, 100);
  for (gsize i = 0; i < (gsize)part.image->width * (gsize)part.image->height; i++) {
    gboolean changed = memcmp (part.image->pixels + 3 * i, sources[1]->pixels + 3 * i, 3) != 0;

    if (part.severity->values[i] == 0) {
      outside++;
      changed_outside += changed;
    } else {
      changed_inside += changed;
    }
    g_assert_cmpfloat (part.severity->values[i], <=, (100 - whole.score) / 100 + 1e-6);
  }
  g_assert_cmpuint (outside, >, 0);
  g_assert_cmpuint (changed_outside, ==, 0);
  g_assert_cmpuint (changed_inside, >, 100);
}

static void
test_mixture (void)
{
  AcuRecipe recipe = {.n_steps = 2,
                      .degradations = {ACU_DEGRADATION_GAUSSIAN, ACU_DEGRADATION_JPEG},
                      .levels = {3, 3},
                      .seed = 4,
                      .stream = 8};
  g_auto (AcuRecipeResult) result = {NULL};
  g_autofree char *name = acu_recipe_dup_name (&recipe);

  g_assert_cmpstr (name, ==, "gaussian+jpeg");
  g_assert_true (acu_recipe_run (&recipe, sources[0], &result, NULL));
  for (guint i = 0; i < 2; i++) {
    g_assert_cmpfloat (result.strengths[i], >, 0.05);
    g_assert_cmpfloat (result.score, <, 100 * (1 - result.strengths[i]));
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  sources[0] = render ("still-life");
  sources[1] = render ("pebbles");
  for (guint i = 0; i < ACU_N_DEGRADATIONS; i++) {
    g_autofree char *path =
        g_strconcat ("/synth-faults/", acu_degradation_get_name ((AcuDegradation)i), NULL);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_degradation);
  }
  g_test_add_func ("/synth-faults/seeds", test_seeds);
  g_test_add_func ("/synth-faults/amounts", test_amounts);
  g_test_add_func ("/synth-faults/sensor-noise-statistics", test_sensor_noise_statistics);
  g_test_add_data_func ("/synth-faults/point/defocus", GUINT_TO_POINTER (ACU_DEGRADATION_DEFOCUS),
                        test_blur_of_a_point);
  g_test_add_data_func ("/synth-faults/point/gaussian", GUINT_TO_POINTER (ACU_DEGRADATION_GAUSSIAN),
                        test_blur_of_a_point);
  g_test_add_data_func ("/synth-faults/point/motion", GUINT_TO_POINTER (ACU_DEGRADATION_MOTION),
                        test_blur_of_a_point);
  g_test_add_func ("/synth-faults/annoyance-scale", test_annoyance_scale);
  g_test_add_func ("/synth-faults/annoyance-sums", test_annoyance_sums);
  g_test_add_func ("/synth-faults/local-mask", test_local_mask);
  g_test_add_func ("/synth-faults/recipes", test_recipes);
  g_test_add_func ("/synth-faults/local-fault", test_local_fault);
  g_test_add_func ("/synth-faults/mixture", test_mixture);
  status = g_test_run ();
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    acu_image_unref (sources[i]);
  return status;
}

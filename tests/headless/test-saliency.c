/* The gradient of a score with respect to the pixels, against what the score does when they change.
 */
#include "app/scoring/model-store.h"
#include "app/scoring/saliency.h"
#include "app/scoring/service/saliency-map.h"
#include "picture-fixture.h"
#include "test-support.h"

#include <math.h>

#define SIDE 224

static AcuModel *
open_model (const char *name)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GError) error = NULL;
  AcuModel *model = acu_model_store_open (store, name, &error);

  g_assert_no_error (error);
  return model;
}

static double
score (AcuPredictor *predictor, const guint8 *patch)
{
  g_autoptr (GError) error = NULL;
  float value;

  acu_predictor_run (predictor, patch, 1, &(AcuPrediction){.scores = &value}, NULL, &error);
  g_assert_no_error (error);
  return (double)value;
}

/* Every so many values are changed: all of them at once would leave what is nearly linear. */
#define STRIDE 97

/* Steps of one level in 255 up the gradient, and down: half the difference is the slope. */
static void
test_slope (void)
{
  const AcuPredictorOptions options = {.device = "cpu", .batch = 1};
  const gsize n = SIDE * SIDE * 3;
  g_autoptr (AcuModel) model = open_model ("test-weights:nano:channel");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuSaliency) saliency = acu_saliency_new (model, &options, &error);
  g_autoptr (AcuPredictor) predictor = acu_predictor_new (model, &options, NULL);
  g_autofree guint8 *patch = acu_fixture_make_noise (n);
  g_autofree guint8 *up = g_new (guint8, n);
  g_autofree guint8 *down = g_new (guint8, n);
  g_autofree float *gradient = g_new (float, n);
  double predicted = 0.0, measured;

  g_assert_no_error (error);
  g_assert_cmpuint (acu_saliency_get_side (saliency), ==, SIDE);
  for (gsize i = 0; i < n; i++)
    patch[i] = (guint8)(64 + patch[i] / 2);
  acu_saliency_run (saliency, patch, gradient, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++) {
    int step = i % STRIDE != 0 ? 0 : gradient[i] > 0.0f ? 1 : -1;

    up[i] = (guint8)(patch[i] + step);
    down[i] = (guint8)(patch[i] - step);
    predicted += step * (double)gradient[i] / 255.0;
  }
  measured = (score (predictor, up) - score (predictor, down)) / 2.0;
  g_test_message ("predicted %.6f, measured %.6f", predicted, measured);
  g_assert_cmpfloat (predicted, >, 1e-3);
  g_assert_cmpfloat_with_epsilon (measured / predicted, 1.0, 0.02);
}

/* One patch after another: nothing is left over from the first. */
static void
test_again (void)
{
  const AcuPredictorOptions options = {.device = "cpu", .batch = 1};
  const gsize n = SIDE * SIDE * 3;
  g_autoptr (AcuModel) model = open_model ("test-weights:nano:channel");
  g_autoptr (AcuSaliency) saliency = acu_saliency_new (model, &options, NULL);
  g_autofree guint8 *patch = acu_fixture_make_noise (n);
  g_autofree float *first = g_new (float, n);
  g_autofree float *second = g_new0 (float, n);

  g_assert_true (acu_saliency_run (saliency, patch, first, NULL));
  g_assert_true (acu_saliency_run (saliency, patch, second, NULL));
  g_assert_cmpmem (first, n * sizeof *first, second, n * sizeof *second);
}

/* A single bright pixel that the score likes, on black: what it adds is spread over the square. */
static void
test_contributions (void)
{
  enum { side = 16, radius = 2, place = 7 * side + 9 };
  guint8 patch[side * side * 3] = {0};
  float gradient[side * side * 3] = {0}, map[side * side];
  const double share = 1.0 / ((2 * radius + 1) * (2 * radius + 1));
  double sum = 0.0;

  patch[3 * place + 1] = 255;
  gradient[3 * place + 1] = 10.0f;
  acu_saliency_contributions (patch, gradient, side, radius, map);
  g_assert_cmpfloat_with_epsilon ((double)map[place], 10.0 * (1.0 - share) * share, 1e-5);
  for (gsize i = 0; i < side * side; i++)
    sum += (double)map[i];
  g_assert_cmpfloat_with_epsilon (sum, 10.0 * (1.0 - share), 1e-4);
  g_assert_cmpfloat ((double)map[0], ==, 0.0);
}

static void
test_resnet (void)
{
  g_autoptr (AcuModel) model = open_model ("test-weights:resnet50");
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_saliency_new (model, NULL, &error));
  g_assert_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED);
}

/* What patches say of the cells that they share is averaged, and strengths are parts of the
 * strongest. */
static void
test_map (void)
{
  enum { side = 4 };
  g_autoptr (AcuSaliencyMap) map = acu_saliency_map_new (6, 4, side);
  float lowers[side * side], raises[side * side], cells[6 * 4];
  double shares[ACU_SALIENCY_PARTS * ACU_SALIENCY_PARTS];

  for (guint i = 0; i < G_N_ELEMENTS (lowers); i++) {
    lowers[i] = -2.0f;
    raises[i] = 1.0f;
  }
  acu_saliency_map_get_cells (map, cells);
  g_assert_cmpfloat (cells[0], ==, 0.0f);
  acu_saliency_map_get_shares (map, shares);
  g_assert_cmpfloat (shares[0], ==, 0.0);

  acu_saliency_map_add (map, (AcuPatch){0, 0}, lowers);
  acu_saliency_map_add (map, (AcuPatch){0, 2}, raises);
  g_assert_cmpint (acu_saliency_map_get_width (map), ==, 6);
  g_assert_cmpint (acu_saliency_map_get_height (map), ==, 4);
  acu_saliency_map_get_cells (map, cells);
  g_assert_cmpfloat (cells[0], ==, -1.0f);
  g_assert_cmpfloat_with_epsilon (cells[2], -0.25f, 1e-3f);
  g_assert_cmpfloat_with_epsilon (cells[5], 0.5f, 1e-3f);

  /* Two columns of cells at -2, two at -0.5: four fifths of all are in the left third. */
  acu_saliency_map_get_shares (map, shares);
  g_assert_cmpfloat_with_epsilon (shares[0] + shares[3] + shares[6], 0.8, 1e-6);
  g_assert_cmpfloat_with_epsilon (shares[1] + shares[4] + shares[7], 0.2, 1e-6);
  g_assert_cmpfloat (shares[2] + shares[5] + shares[8], ==, 0.0);
}

/* A picture of 24 megapixels has a map of a few hundred cells a side. */
static void
test_map_of_large_photo (void)
{
  g_autoptr (AcuSaliencyMap) map = acu_saliency_map_new (6000, 4000, SIDE);

  g_assert_cmpint (acu_saliency_map_get_width (map), <=, ACU_SALIENCY_MAP_SIDE);
  g_assert_cmpint (acu_saliency_map_get_width (map), >, ACU_SALIENCY_MAP_SIDE / 2);
  g_assert_cmpint (acu_saliency_map_get_height (map), ==,
                   (acu_saliency_map_get_width (map) * 4000 + 5999) / 6000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/saliency/slope", test_slope);
  g_test_add_func ("/saliency/contributions", test_contributions);
  g_test_add_func ("/saliency/resnet", test_resnet);
  g_test_add_func ("/saliency/again", test_again);
  g_test_add_func ("/saliency/map", test_map);
  g_test_add_func ("/saliency/map-of-large-photo", test_map_of_large_photo);
  return g_test_run ();
}

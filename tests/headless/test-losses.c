#include "compute/random.h"
#include "compute/train/losses.h"
#include "compute/train/train-error.h"

#include <math.h>

static void
test_names (void)
{
  g_autoptr (GError) error = NULL;
  AcuLossKind kind;

  for (AcuLossKind k = ACU_LOSS_L1; k <= ACU_LOSS_FIDELITY; k++) {
    g_assert_true (acu_loss_kind_from_name (acu_loss_kind_name (k), &kind, NULL));
    g_assert_cmpint (kind, ==, k);
  }
  g_assert_false (acu_loss_kind_from_name ("huber", &kind, &error));
  g_assert_error (error, ACU_TRAIN_ERROR, ACU_TRAIN_ERROR_UNKNOWN_NAME);
  g_assert_nonnull (g_strstr_len (error->message, -1, "fidelity"));
}

/* Six steps of the reference implementation (SMART-IQA: L1 plus 0.3 x pairwise hinge of margin 0.1,
 * in single precision): its predictions for four patches, and the losses it printed for them. */
static void
test_reference_run (void)
{
  static const float targets[] = {0.2f, 0.9f, 0.5f, -0.3f};
  static const struct {
    float predictions[4];
    double total;
    double l1;
  } steps[] = {
      {{1.66251409f, 0.585611939f, -0.0103818178f, 0.217241168f}, 0.865002334, 0.701131284},
      {{-1.6394186f, -0.74638617f, 1.32054257f, -0.674164653f}, 1.34034824, 1.17012799},
      {{1.40180516f, 2.61004543f, 0.581227422f, 2.13569164f}, 1.52763867, 1.35719228},
      {{0.395968884f, 1.4165926f, 0.0827336907f, 0.841453671f}, 0.65869236, 0.56782037},
      {{0.365943253f, -0.20520103f, 0.520211577f, 0.450806946f}, 0.633941948, 0.510540724},
      {{0.0810318589f, 0.184974775f, 0.289122969f, 0.0713316053f}, 0.368772924, 0.354050517},
  };
  AcuLossOptions options = ACU_LOSS_OPTIONS_INIT;

  options.rank_alpha = 0.3;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    AcuLossValue value;

    acu_loss_evaluate (&options, steps[i].predictions, targets, 4, NULL, &value);
    g_assert_cmpfloat_with_epsilon (value.l1, steps[i].l1, 3e-7);
    g_assert_cmpfloat_with_epsilon (value.total, steps[i].total, 3e-7);
    g_assert_cmpfloat_with_epsilon (value.rank, (steps[i].total - steps[i].l1) / 0.3, 2e-6);
  }
}

/* l1, l2 and rank worked by hand; plcc from SciPy's stats.pearsonr; fidelity summed in Python from
 * stats.norm.cdf over the six pairs.  Pairs and hinges of margin 1: (0,1) 2.5 apart as wanted, 0;
 * (0,2) wanted up, -0.75: 1.75; (0,3) wanted down, 1.5: 2.5; (1,2) wanted down, -3.25: 0;
 * (1,3) wanted down, -1: 0; (2,3) wanted down, 2.25: 3.25. */
static void
test_known_values (void)
{
  static const float predictions[] = {3.5f, 1.0f, 4.25f, 2.0f};
  static const float targets[] = {3.0f, 1.5f, 2.0f, 4.0f};
  const double expected[] = {[ACU_LOSS_L1] = 5.25 / 4,
                             [ACU_LOSS_L2] = (0.25 + 0.25 + 5.0625 + 4) / 4,
                             [ACU_LOSS_PLCC] = 0.4711021457037528,
                             [ACU_LOSS_RANK] = (1.75 + 2.5 + 3.25) / 6,
                             [ACU_LOSS_FIDELITY] = 0.05703322248781558};

  for (AcuLossKind kind = ACU_LOSS_L1; kind <= ACU_LOSS_FIDELITY; kind++) {
    AcuLossOptions options = {.kind = kind, .rank_margin = 1, .fidelity_sigma = 2};
    AcuLossValue value;

    acu_loss_evaluate (&options, predictions, targets, 4, NULL, &value);
    g_assert_cmpfloat_with_epsilon (value.total, expected[kind], 1e-7);
    g_assert_cmpfloat_with_epsilon (value.l1, expected[ACU_LOSS_L1], 1e-12);
    g_assert_cmpfloat_with_epsilon (value.rank, expected[ACU_LOSS_RANK], 1e-12);

    options.rank_alpha = 0.5;
    acu_loss_evaluate (&options, predictions, targets, 4, NULL, &value);
    if (kind == ACU_LOSS_RANK)
      g_assert_cmpfloat_with_epsilon (value.total, expected[kind], 1e-7);
    else
      g_assert_cmpfloat_with_epsilon (value.total, expected[kind] + 0.5 * expected[ACU_LOSS_RANK],
                                      1e-7);
  }
}

static void
test_equal_targets_make_no_pair (void)
{
  static const float predictions[] = {1.0f, 4.0f};
  static const float equal[] = {2.0f, 2.0f};
  AcuLossOptions options = {.kind = ACU_LOSS_RANK, .rank_margin = 1};
  float gradient[] = {9, 9};
  AcuLossValue value;

  acu_loss_evaluate (&options, predictions, equal, 2, gradient, &value);
  g_assert_cmpfloat (value.total, ==, 0);
  g_assert_cmpfloat (gradient[0], ==, 0);
  g_assert_cmpfloat (gradient[1], ==, 0);

  options.kind = ACU_LOSS_PLCC;
  acu_loss_evaluate (&options, predictions, equal, 2, gradient, &value);
  g_assert_cmpfloat (value.total, ==, 0.5);
  g_assert_cmpfloat (gradient[0], ==, 0);
}

static void
test_one_patch (void)
{
  static const float prediction[] = {3.0f};
  static const float target[] = {1.0f};

  for (AcuLossKind kind = ACU_LOSS_L1; kind <= ACU_LOSS_FIDELITY; kind++) {
    AcuLossOptions options = {.kind = kind, .rank_alpha = 1, .rank_margin = 1, .fidelity_sigma = 1};
    float gradient[] = {NAN};
    AcuLossValue value;

    acu_loss_evaluate (&options, prediction, target, 1, gradient, &value);
    g_assert_true (isfinite (value.total));
    g_assert_true (isfinite (gradient[0]));
    g_assert_cmpfloat (value.l1, ==, 2);
  }
}

/* Central differences.  Predictions are multiples of 1/64 away from every kink by more than the
 * step, so that each difference stays on one side of it. */
static void
test_gradients (void)
{
  const float step = 1.0f / 1024;
  AcuRandom random = acu_random_new (21, 0);

  for (guint round = 0; round < 100; round++) {
    AcuLossKind kind = (AcuLossKind)(round % 5);
    AcuLossOptions options = {.kind = kind,
                              .rank_alpha = round % 2 == 0 ? 0.3 : 0,
                              .rank_margin = 1.0 / 128 + 0.25,
                              .fidelity_sigma = 1.5};
    gsize n = 2 + acu_random_below (&random, 14);
    float predictions[16], targets[16], gradient[16];
    AcuLossValue value;

    for (gsize i = 0; i < n; i++) {
      predictions[i] = (float)acu_random_below (&random, 256) / 64;
      targets[i] = (float)acu_random_below (&random, 8) / 2 + 1.0f / 128;
    }
    acu_loss_evaluate (&options, predictions, targets, n, gradient, &value);
    for (gsize i = 0; i < n; i++) {
      float at = predictions[i];
      AcuLossValue above, below;
      double slope;

      predictions[i] = at + step;
      acu_loss_evaluate (&options, predictions, targets, n, NULL, &above);
      predictions[i] = at - step;
      acu_loss_evaluate (&options, predictions, targets, n, NULL, &below);
      predictions[i] = at;
      slope = (above.total - below.total) / (2 * (double)step);
      g_assert_cmpfloat_with_epsilon (gradient[i], slope, 2e-5 + 1e-3 * fabs (slope));
    }
  }
}

/* Far apart, probabilities underflow; the loss must stay in 0..1 and its gradient finite. */
static void
test_fidelity_far_apart (void)
{
  static const float predictions[] = {100.0f, 0.0f, 1e6f};
  static const float targets[] = {0.0f, 100.0f, -1e6f};
  AcuLossOptions options = {.kind = ACU_LOSS_FIDELITY, .fidelity_sigma = 1};
  float gradient[3];
  AcuLossValue value;

  acu_loss_evaluate (&options, predictions, targets, 3, gradient, &value);
  g_assert_cmpfloat (value.total, >, 0.99);
  g_assert_cmpfloat (value.total, <=, 1);
  for (guint i = 0; i < 3; i++)
    g_assert_true (isfinite (gradient[i]));
}

/* What is said in score units is of other numbers where scores are divided, and means the same. */
static void
test_rescaled (void)
{
  const double scale = 12.5;
  const double factors[] = {[ACU_LOSS_L1] = scale,
                            [ACU_LOSS_L2] = scale * scale,
                            [ACU_LOSS_PLCC] = 1,
                            [ACU_LOSS_RANK] = scale,
                            [ACU_LOSS_FIDELITY] = 1};
  float plain[2][5] = {{35, 52, 41, 78, 60}, {30, 70, 55, 40, 90}}, divided[2][5];

  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < 5; j++)
      divided[i][j] = (float)((plain[i][j] - 50) / scale);
  for (AcuLossKind kind = ACU_LOSS_L1; kind <= ACU_LOSS_FIDELITY; kind++) {
    for (guint alpha = 0; alpha < 2; alpha++) {
      const AcuLossOptions options = {
          .kind = kind, .rank_alpha = 0.3 * alpha, .rank_margin = 8, .fidelity_sigma = 10};
      const AcuLossOptions rescaled = acu_loss_options_rescale (&options, scale);
      AcuLossValue expected, value;
      float expected_gradient[5], gradient[5];

      acu_loss_evaluate (&options, plain[0], plain[1], 5, expected_gradient, &expected);
      acu_loss_evaluate (&rescaled, divided[0], divided[1], 5, gradient, &value);
      g_assert_cmpfloat (expected.total, >, 1e-3);
      g_assert_cmpfloat_with_epsilon (factors[kind] * value.total, expected.total,
                                      1e-5 * expected.total);
      for (guint j = 0; j < 5; j++)
        g_assert_cmpfloat_with_epsilon (factors[kind] * gradient[j] / scale, expected_gradient[j],
                                        1e-5 * expected.total);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/losses/names", test_names);
  g_test_add_func ("/losses/reference-run", test_reference_run);
  g_test_add_func ("/losses/known-values", test_known_values);
  g_test_add_func ("/losses/equal-targets", test_equal_targets_make_no_pair);
  g_test_add_func ("/losses/one-patch", test_one_patch);
  g_test_add_func ("/losses/gradients", test_gradients);
  g_test_add_func ("/losses/fidelity-far-apart", test_fidelity_far_apart);
  g_test_add_func ("/losses/rescaled", test_rescaled);
  return g_test_run ();
}

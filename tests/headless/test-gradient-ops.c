/* Every operation of compute/gradient-ops.h against the reference, over awkward shapes. */
#include <math.h>

#include "compute/gradient-ops.h"
#include "op-cases.h"

/* n = outputs, inputs, rows: the gradient of a linear layer's weight */
static AcuValue
build_weight_gradient (AcuOpFixture *fixture, const guint *n)
{
  AcuValue dy = acu_op_fixture_map (fixture, ACU_SHAPE (n[2], n[0]));
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[2], n[1]));

  return acu_graph_matmul (fixture->graph, dy, x, ACU_NO_VALUE, ACU_NO_VALUE,
                           (AcuMatmulAttributes){.transpose_a = TRUE, .result_f32 = TRUE});
}

/* n = rows, columns */
static AcuValue
build_sum_rows (AcuOpFixture *fixture, const guint *n)
{
  return acu_graph_sum_rows (fixture->graph, acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1])));
}

static AcuValue
build_batch_statistics (AcuOpFixture *fixture, const guint *n)
{
  return acu_graph_batch_statistics (fixture->graph,
                                     acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1])));
}

/* n = rows, columns of @x, offset, length */
static AcuValue
build_slice (AcuOpFixture *fixture, const guint *n)
{
  return acu_graph_slice (fixture->graph, acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1])),
                          n[2], n[3]);
}

/* n = batch, height, width, channels, kernel, stride, padding */
static AcuValue
build_fold (AcuOpFixture *fixture, const guint *n)
{
  AcuWindowAttributes window = {.kernel = n[4], .stride = n[5], .padding = n[6]};
  gsize height = (n[1] + 2 * n[6] - n[4]) / n[5] + 1, width = (n[2] + 2 * n[6] - n[4]) / n[5] + 1;
  AcuValue columns =
      acu_op_fixture_map (fixture, ACU_SHAPE (n[0], height, width, n[4] * n[4] * n[3]));

  return acu_graph_fold (fixture->graph, columns, n[1], n[2], window);
}

static AcuValue
build_max_pool_gradient (AcuOpFixture *fixture, const guint *n)
{
  AcuWindowAttributes window = {.kernel = n[4], .stride = n[5], .padding = n[6]};
  gsize height = (n[1] + 2 * n[6] - n[4]) / n[5] + 1, width = (n[2] + 2 * n[6] - n[4]) / n[5] + 1;
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3]));
  AcuValue dy = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], height, width, n[3]));

  return acu_graph_max_pool_gradient (fixture->graph, x, dy, window);
}

/* The same where many elements are equal: those that ReLU has set to zero. */
static AcuValue
build_max_pool_gradient_of_ties (AcuOpFixture *fixture, const guint *n)
{
  AcuWindowAttributes window = {.kernel = n[4], .stride = n[5], .padding = n[6]};
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3]));
  AcuValue y = acu_graph_activation (fixture->graph, x, ACU_ACTIVATION_RELU);
  AcuShape shape =
      acu_graph_get_shape (fixture->graph, acu_graph_max_pool (fixture->graph, y, window));

  return acu_graph_max_pool_gradient (fixture->graph, y, acu_op_fixture_map (fixture, shape),
                                      window);
}

/* n = batch, height, width, channels, height and width before pooling */
static AcuValue
build_average_pool_gradient (AcuOpFixture *fixture, const guint *n)
{
  AcuValue dy = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3]));

  return acu_graph_average_pool_gradient (fixture->graph, dy, n[4], n[5]);
}

/* n = rows, columns */
static AcuValue
build_layer_norm_gradient (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue weight = acu_op_fixture_vector (fixture, n[1], 0.5, 1.5);
  AcuValue dy = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue affine;
  AcuValue dx = acu_graph_layer_norm_gradient (fixture->graph, x, weight, dy, 1e-5f, &affine);

  acu_graph_set_output (fixture->graph, affine, "affine");
  return dx;
}

static AcuValue
build_batch_norm_gradient (AcuOpFixture *fixture, const guint *n)
{
  AcuGraph *graph = fixture->graph;
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue weight = acu_op_fixture_vector (fixture, n[1], 0.5, 1.5);
  AcuValue dz = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue statistics =
      acu_graph_reshape (graph, acu_graph_batch_statistics (graph, x), ACU_SHAPE (2 * n[1]));
  AcuValue mean = acu_graph_slice (graph, statistics, 0, n[1]);
  AcuValue variance = acu_graph_slice (graph, statistics, n[1], n[1]);
  AcuValue affine;
  AcuValue dx =
      acu_graph_batch_norm_gradient (graph, x, weight, mean, variance, dz, 1e-5f, &affine);

  acu_graph_set_output (graph, affine, "affine");
  return dx;
}

static AcuValue
build_softmax_gradient (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue dy = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));

  return acu_graph_softmax_gradient (fixture->graph, acu_graph_softmax (fixture->graph, x), dy);
}

/* n = rows, columns, activation */
static AcuValue
build_activation_gradient (AcuOpFixture *fixture, const guint *n)
{
  AcuValue reference = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue dy = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));

  return acu_graph_activation_gradient (fixture->graph, reference, dy, n[2]);
}

/* n = batch, height, width, heads, channels of a head, window, shift */
static AcuValue
build_window_attention_gradient (AcuOpFixture *fixture, const guint *n)
{
  guint span = 2 * n[5] - 1;
  AcuValue qkv = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], 3 * n[3] * n[4]));
  AcuValue table = acu_op_fixture_vector (fixture, span * span * n[3], -1.0, 1.0);
  AcuValue dy = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3] * n[4]));
  AcuValue table_gradient;
  AcuValue dqkv = acu_graph_window_attention_gradient (
      fixture->graph, qkv, table, dy,
      (AcuAttentionAttributes){.heads = n[3], .window = n[5], .shift = n[6]}, &table_gradient);

  acu_graph_set_output (fixture->graph, table_gradient, "table_gradient");
  return dqkv;
}

/* n = batch, height, width, channels */
static AcuValue
build_patch_split (AcuOpFixture *fixture, const guint *n)
{
  return acu_graph_patch_split (fixture->graph,
                                acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3])));
}

/* n = batch, channels, height, width */
static AcuValue
build_channels_last (AcuOpFixture *fixture, const guint *n)
{
  return acu_graph_channels_last (fixture->graph,
                                  acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3])));
}

/* n = batch, height, width, channels, or the lengths of up to four segments */
static AcuValue
build_scale_channels_gradient (AcuOpFixture *fixture, const guint *n)
{
  AcuScaleAttributes attributes = {.n_segments = 0};
  guint channels = 0;
  AcuValue x, dy;

  for (guint i = 0; i < 4 && n[3 + i] > 0; i++) {
    attributes.segments[attributes.n_segments++] = n[3 + i];
    channels += n[3 + i];
  }
  if (attributes.n_segments == 1)
    attributes.n_segments = 0;
  x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], channels));
  dy = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], channels));
  return acu_graph_scale_channels_gradient (fixture->graph, x, dy, attributes);
}

/* n = batch, outputs, inputs */
static AcuValue
build_target_linear_gradient (AcuOpFixture *fixture, const guint *n)
{
  AcuValue weight = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1] * n[2]));
  AcuValue dz = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));

  return acu_graph_target_linear_gradient (fixture->graph, weight, dz);
}

static AcuValue
build_outer_product (AcuOpFixture *fixture, const guint *n)
{
  AcuValue a = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue b = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[2]));

  return acu_graph_outer_product (fixture->graph, a, b);
}

/* n = elements, whether to begin afresh */
static AcuValue
build_accumulate (AcuOpFixture *fixture, const guint *n)
{
  AcuValue total = acu_op_fixture_parameter (fixture, ACU_SHAPE (n[0]));
  AcuValue x = acu_op_fixture_vector (fixture, n[0], -1.0, 1.0);
  const float factor = n[1] ? 0.0f : 0.75f;

  return acu_graph_accumulate (fixture->graph, total, x,
                               acu_op_fixture_numbers (fixture, &factor, 1));
}

/* n = elements, momentum in percent */
static AcuValue
build_blend (AcuOpFixture *fixture, const guint *n)
{
  AcuValue running = acu_op_fixture_parameter (fixture, ACU_SHAPE (n[0]));
  AcuValue x = acu_op_fixture_vector (fixture, n[0], -1.0, 1.0);

  return acu_graph_blend (
      fixture->graph, running, x,
      (AcuBlendAttributes){.momentum = (float)n[1] / 100.0f, .correction = 1.25f});
}

/* n = elements of two values, one after another */
static AcuValue
build_square_sum (AcuOpFixture *fixture, const guint *n)
{
  AcuValue a = acu_op_fixture_vector (fixture, n[0], -1.0, 1.0);
  AcuValue b = acu_op_fixture_vector (fixture, n[1], -1.0, 1.0);

  return acu_graph_square_sum (fixture->graph, b,
                               acu_graph_square_sum (fixture->graph, a, ACU_NO_VALUE));
}

/* n = elements, limit of the norm in percent or 0, whether the norm has overflowed; two steps, the
 * second of which needs the first's moments. */
static AcuValue
build_adamw (AcuOpFixture *fixture, const guint *n)
{
  AcuGraph *graph = fixture->graph;
  AcuValue weight = acu_op_fixture_parameter (fixture, ACU_SHAPE (n[0]));
  AcuValue m = acu_op_fixture_vector (fixture, n[0], -0.1, 0.1);
  AcuValue v = acu_op_fixture_vector (fixture, n[0], 0.0, 0.1);
  AcuValue gradient = acu_op_fixture_vector (fixture, n[0], -1.0, 1.0);
  const float overflow = INFINITY;
  AcuValue norm = n[2] ? acu_op_fixture_numbers (fixture, &overflow, 1)
                       : acu_graph_square_sum (graph, gradient, ACU_NO_VALUE);
  const AcuAdamwStep numbers = {.learning_rate = 0.01f,
                                .beta1 = 0.9f,
                                .beta2 = 0.999f,
                                .epsilon = 1e-8f,
                                .weight_decay = 0.02f,
                                .correction1 = 0.19f,
                                .correction2 = 0.001999f,
                                .clip_norm = (float)n[1] / 100.0f,
                                .scale = 0.25f};
  AcuValue step =
      acu_op_fixture_numbers (fixture, (const float *)&numbers, sizeof numbers / sizeof (float));

  acu_graph_adamw (graph, weight, m, v, gradient, step, norm);
  weight = acu_graph_adamw (graph, weight, m, v, gradient, step, norm);
  acu_graph_set_output (graph, acu_graph_add (graph, m, v), "moments");
  return weight;
}

#define RELU    ACU_ACTIVATION_RELU
#define GELU    ACU_ACTIVATION_GELU
#define SIGMOID ACU_ACTIVATION_SIGMOID

static const AcuOpCase cases[] = {
    {"weight-gradient/one", build_weight_gradient, 2, {1, 1, 1}},
    {"weight-gradient/few", build_weight_gradient, 32, {131, 67, 35}},
    {"weight-gradient/tall", build_weight_gradient, 128, {96, 33, 10007}},
    {"weight-gradient/tiles", build_weight_gradient, 64, {288, 132, 1040}},
    {"sum-rows/one", build_sum_rows, 2, {1, 1}},
    {"sum-rows/tall", build_sum_rows, 16, {10007, 3}},
    {"sum-rows/wide", build_sum_rows, 8, {129, 1031}},
    {"slice/first", build_slice, 0, {7, 131, 0, 1}},
    {"slice/last", build_slice, 0, {211, 35, 16, 19}},
    {"fold/3x3", build_fold, 8, {7, 7, 7, 5, 3, 1, 1}},
    {"fold/strided", build_fold, 8, {1, 13, 12, 3, 7, 2, 3}},
    {"fold/apart", build_fold, 4, {2, 8, 11, 17, 2, 3, 0}},
    {"fold/patch", build_fold, 2, {2, 8, 12, 3, 4, 4, 0}},
    /* Of fewer columns than three, the result is rounding alone. */
    {"layer-norm-gradient/three", build_layer_norm_gradient, 64, {3, 3}},
    {"layer-norm-gradient/prime", build_layer_norm_gradient, 32, {211, 97}},
    {"layer-norm-gradient/tall", build_layer_norm_gradient, 32, {5003, 7}},
    {"layer-norm-gradient/wide", build_layer_norm_gradient, 32, {19, 3072}},
    {"window-attention-gradient/swin", build_window_attention_gradient, 64, {2, 14, 14, 3, 32, 7}},
    {"window-attention-gradient/shifted",
     build_window_attention_gradient,
     64,
     {1, 14, 21, 2, 32, 7, 3}},
    {"window-attention-gradient/many",
     build_window_attention_gradient,
     64,
     {11, 24, 24, 1, 3, 6, 2}},
    {"window-attention-gradient/nano", build_window_attention_gradient, 64, {2, 7, 7, 3, 16, 7}},
    {"window-attention-gradient/one", build_window_attention_gradient, 16, {7, 1, 1, 1, 1, 1}},
    {"window-attention-gradient/seven",
     build_window_attention_gradient,
     64,
     {7, 10, 15, 3, 5, 5, 1}},
    {"window-attention-gradient/odd", build_window_attention_gradient, 64, {1, 10, 5, 3, 5, 5, 2}},
    {"window-attention-gradient/large",
     build_window_attention_gradient,
     64,
     {1, 24, 24, 2, 32, 12, 6}},
    {"window-attention-gradient/broad",
     build_window_attention_gradient,
     64,
     {1, 9, 9, 1, 66, 3, 1}},
    {"patch-split/one", build_patch_split, 0, {1, 1, 1, 4}},
    {"patch-split/odd", build_patch_split, 0, {7, 3, 5, 132}},
    {"activation-gradient/relu", build_activation_gradient, 0, {7, 131, RELU}},
    {"activation-gradient/gelu", build_activation_gradient, 32, {131, 131, GELU}},
    {"activation-gradient/gelu-fours", build_activation_gradient, 32, {131, 132, GELU}},
    {"activation-gradient/sigmoid", build_activation_gradient, 8, {131, 131, SIGMOID}},
    {"average-pool-gradient/even", build_average_pool_gradient, 8, {7, 8, 8, 5, 56, 56}},
    {"average-pool-gradient/uneven", build_average_pool_gradient, 8, {2, 7, 7, 33, 13, 11}},
    {"average-pool-gradient/enlarged", build_average_pool_gradient, 8, {1, 7, 7, 16, 3, 4}},
    {"average-pool-gradient/global", build_average_pool_gradient, 8, {7, 1, 1, 131, 14, 14}},
    {"max-pool-gradient/3x3", build_max_pool_gradient, 4, {2, 11, 14, 19, 3, 2, 1}},
    {"max-pool-gradient/ties", build_max_pool_gradient_of_ties, 4, {2, 13, 9, 37, 3, 2, 1}},
    {"max-pool-gradient/one", build_max_pool_gradient, 2, {1, 1, 1, 1, 3, 2, 1}},
    {"max-pool-gradient/seven", build_max_pool_gradient, 4, {7, 5, 9, 3, 3, 2, 1}},
    {"scale-channels-gradient/each", build_scale_channels_gradient, 16, {7, 3, 5, 131}},
    {"scale-channels-gradient/alone", build_scale_channels_gradient, 16, {1, 1, 1, 5}},
    {"scale-channels-gradient/segments-seven",
     build_scale_channels_gradient,
     32,
     {7, 3, 1, 5, 1, 2}},
    {"scale-channels-gradient/segments",
     build_scale_channels_gradient,
     32,
     {3, 7, 7, 96, 1, 35, 7}},
    {"softmax-gradient/four", build_softmax_gradient, 8, {7, 4}},
    {"softmax-gradient/wide", build_softmax_gradient, 16, {3, 1031}},
    {"channels-last/one", build_channels_last, 0, {1, 1, 1, 1}},
    {"channels-last/odd", build_channels_last, 0, {7, 113, 7, 5}},
    {"batch-statistics/few", build_batch_statistics, 8, {2, 67}},
    {"batch-statistics/tall", build_batch_statistics, 16, {10007, 19}},
    {"batch-norm-gradient/few", build_batch_norm_gradient, 64, {5, 67}},
    {"batch-norm-gradient/tall", build_batch_norm_gradient, 32, {5003, 19}},
    {"target-linear-gradient/first", build_target_linear_gradient, 32, {7, 112, 224}},
    {"target-linear-gradient/one", build_target_linear_gradient, 4, {1, 1, 1}},
    {"outer-product/one", build_outer_product, 2, {1, 1, 1}},
    {"outer-product/odd", build_outer_product, 2, {7, 113, 35}},
    {"accumulate/on", build_accumulate, 4, {16411}},
    {"accumulate/afresh", build_accumulate, 0, {131, 1}},
    {"blend", build_blend, 4, {1031, 10}},
    {"square-sum/two", build_square_sum, 4, {1, 100003}},
    {"adamw/clipped", build_adamw, 8, {16411, 50}},
    {"adamw/unclipped", build_adamw, 8, {131, 0}},
    {"adamw/overflown", build_adamw, 2, {131, 50, TRUE}},
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  acu_op_add_cases ("gradient-ops", cases, G_N_ELEMENTS (cases), ACU_OP_BYPRODUCT, ACU_N_OPS);
  return g_test_run ();
}

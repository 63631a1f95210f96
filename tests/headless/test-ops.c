/* Every operation on every device against the reference, over awkward shapes. */
#include <gio/gio.h>

#include "op-cases.h"

/* n = rows, columns, depth, transpose_a + 2 transpose_b, activation, has bias, has residual */
static AcuValue
build_matmul (AcuOpFixture *fixture, const guint *n)
{
  AcuMatmulAttributes attributes = {
      .transpose_a = n[3] & 1, .transpose_b = n[3] >> 1, .activation = n[4]};
  AcuValue a = acu_op_fixture_map (fixture, attributes.transpose_a ? ACU_SHAPE (n[2], n[0])
                                                                   : ACU_SHAPE (n[0], n[2]));
  AcuValue b = acu_op_fixture_parameter (fixture, attributes.transpose_b ? ACU_SHAPE (n[1], n[2])
                                                                         : ACU_SHAPE (n[2], n[1]));
  AcuValue bias = n[5] ? acu_op_fixture_vector (fixture, n[1], -1.0, 1.0) : ACU_NO_VALUE;
  AcuValue residual = n[6] ? acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1])) : ACU_NO_VALUE;

  return acu_graph_matmul (fixture->graph, a, b, bias, residual, attributes);
}

/* n = batch, height, width, channels, kernel, stride, padding */
static AcuValue
build_unfold (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3]));

  return acu_graph_unfold (fixture->graph, x,
                           (AcuWindowAttributes){.kernel = n[4], .stride = n[5], .padding = n[6]});
}

static AcuValue
build_max_pool (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3]));

  return acu_graph_max_pool (
      fixture->graph, x, (AcuWindowAttributes){.kernel = n[4], .stride = n[5], .padding = n[6]});
}

/* n = batch, height, width, channels, new height, new width */
static AcuValue
build_average_pool (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3]));

  return acu_graph_average_pool (fixture->graph, x, n[4], n[5]);
}

/* n = rows, columns */
static AcuValue
build_layer_norm (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue weight = acu_op_fixture_vector (fixture, n[1], 0.5, 1.5);
  AcuValue bias = acu_op_fixture_vector (fixture, n[1], -1.0, 1.0);

  return acu_graph_layer_norm (fixture->graph, x, weight, bias, 1e-5f);
}

static AcuValue
build_softmax (AcuOpFixture *fixture, const guint *n)
{
  return acu_graph_softmax (fixture->graph, acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1])));
}

/* n = rows, columns, activation */
static AcuValue
build_activation (AcuOpFixture *fixture, const guint *n)
{
  return acu_graph_activation (fixture->graph, acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1])),
                               n[2]);
}

/* n = rows, columns */
static AcuValue
build_add (AcuOpFixture *fixture, const guint *n)
{
  AcuValue a = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue b = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));

  return acu_graph_add (fixture->graph, a, b);
}

/* n = rows, columns of each input, as many as are not 0 */
static AcuValue
build_concat (AcuOpFixture *fixture, const guint *n)
{
  AcuValue values[ACU_MAX_INPUTS];
  guint n_values = 0;

  for (; n_values < ACU_MAX_INPUTS && n[1 + n_values] > 0; n_values++)
    values[n_values] = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1 + n_values]));
  return acu_graph_concat (fixture->graph, values, n_values);
}

/* n = batch, height, width, heads, channels of a head, window, shift */
static AcuValue
build_window_attention (AcuOpFixture *fixture, const guint *n)
{
  guint span = 2 * n[5] - 1;
  AcuValue qkv = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], 3 * n[3] * n[4]));
  AcuValue table = acu_op_fixture_vector (fixture, span * span * n[3], -1.0, 1.0);

  return acu_graph_window_attention (
      fixture->graph, qkv, table,
      (AcuAttentionAttributes){.heads = n[3], .window = n[5], .shift = n[6]});
}

/* n = batch, height, width, channels */
static AcuValue
build_patch_merge (AcuOpFixture *fixture, const guint *n)
{
  return acu_graph_patch_merge (fixture->graph,
                                acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3])));
}

static AcuValue
build_channels_first (AcuOpFixture *fixture, const guint *n)
{
  return acu_graph_channels_first (
      fixture->graph, acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], n[3])));
}

/* n = batch, height, width */
static AcuValue
build_normalize_image (AcuOpFixture *fixture, const guint *n)
{
  static const float mean[3] = {0.485f, 0.456f, 0.406f}, std[3] = {0.229f, 0.224f, 0.225f};

  return acu_graph_normalize_image (
      fixture->graph, acu_op_fixture_image (fixture, ACU_SHAPE (n[0], n[1], n[2], 3)), mean, std);
}

/* n = batch, height, width, channels, or the lengths of up to four segments */
static AcuValue
build_scale_channels (AcuOpFixture *fixture, const guint *n)
{
  AcuScaleAttributes attributes = {.n_segments = 0};
  guint channels = 0;
  AcuValue x, scale;

  for (guint i = 0; i < 4 && n[3 + i] > 0; i++) {
    attributes.segments[attributes.n_segments++] = n[3 + i];
    channels += n[3 + i];
  }
  if (attributes.n_segments == 1)
    attributes.n_segments = 0;
  x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2], channels));
  scale = acu_op_fixture_map (
      fixture, ACU_SHAPE (n[0], attributes.n_segments > 0 ? attributes.n_segments : channels));
  return acu_graph_scale_channels (fixture->graph, x, scale, attributes);
}

/* n = rows, channels, activation, has residual */
static AcuValue
build_batch_norm (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue weight = acu_op_fixture_vector (fixture, n[1], 0.5, 1.5);
  AcuValue bias = acu_op_fixture_vector (fixture, n[1], -1.0, 1.0);
  AcuValue mean = acu_op_fixture_vector (fixture, n[1], -1.0, 1.0);
  AcuValue variance = acu_op_fixture_vector (fixture, n[1], 0.5, 2.0);
  AcuValue residual = n[3] ? acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1])) : ACU_NO_VALUE;

  return acu_graph_batch_norm (fixture->graph, x, weight, bias, mean, variance, residual,
                               (AcuNormAttributes){.epsilon = 1e-5f, .activation = n[2]});
}

/* n = batch, outputs, inputs, activation */
static AcuValue
build_target_linear (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[2]));
  AcuValue weight = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1] * n[2]));
  AcuValue bias = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));

  return acu_graph_target_linear (fixture->graph, x, weight, bias, n[3]);
}

/* n = elements: to F32, and from F32 to the storage type; where that is F32, nothing is to be done.
 */
static AcuValue
build_convert (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0]));
  AcuValue y = acu_op_fixture_vector (fixture, n[0], -1.0, 1.0);
  AcuValue wide = acu_graph_convert (fixture->graph, x, ACU_DTYPE_F32);

  if (wide != x)
    acu_graph_set_output (fixture->graph, wide, "wide");
  return acu_graph_add (
      fixture->graph, x,
      acu_graph_convert (fixture->graph, y, acu_graph_get_storage (fixture->graph)));
}

/* n = batch, rows, columns, rate in percent, stream */
static AcuValue
build_dropout (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2]));

  return acu_graph_dropout (fixture->graph, x, acu_op_fixture_state (fixture),
                            (AcuDropoutAttributes){.rate = (float)n[3] / 100.0f, .stream = n[4]});
}

static AcuValue
build_drop_path (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[2]));

  return acu_graph_drop_path (fixture->graph, x, acu_op_fixture_state (fixture),
                              (AcuDropoutAttributes){.rate = (float)n[3] / 100.0f, .stream = n[4]});
}

/* n = rows, columns, hidden columns: the MLP of a transformer's block, whose steps a back end may
 * chain; the first sum and the norm are read again at the end. */
static AcuValue
build_mlp (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue y = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1]));
  AcuValue norm_weight = acu_op_fixture_vector (fixture, n[1], 0.5, 1.5);
  AcuValue norm_bias = acu_op_fixture_vector (fixture, n[1], -1.0, 1.0);
  AcuValue bias1 = acu_op_fixture_vector (fixture, n[2], -1.0, 1.0);
  AcuValue bias2 = acu_op_fixture_vector (fixture, n[1], -1.0, 1.0);
  AcuValue weight1 = acu_op_fixture_parameter (fixture, ACU_SHAPE (n[2], n[1]));
  AcuValue weight2 = acu_op_fixture_parameter (fixture, ACU_SHAPE (n[1], n[2]));
  AcuValue sum = acu_graph_add (fixture->graph, x, y);
  AcuValue norm = acu_graph_layer_norm (fixture->graph, sum, norm_weight, norm_bias, 1e-5f);
  AcuValue hidden = acu_graph_linear (fixture->graph, norm, weight1, bias1, ACU_ACTIVATION_GELU);
  AcuValue result = acu_graph_matmul (fixture->graph, hidden, weight2, bias2, sum,
                                      (AcuMatmulAttributes){.transpose_b = TRUE});

  acu_graph_set_output (fixture->graph, hidden, "hidden");
  return acu_graph_add (fixture->graph, result, norm);
}

/* n = batch, side, channels, blocks: rows that are read by their number and rows that are not, one
 * after another, with memory used again and again. */
static AcuValue
build_mixture (AcuOpFixture *fixture, const guint *n)
{
  AcuValue x = acu_op_fixture_map (fixture, ACU_SHAPE (n[0], n[1], n[1], n[2]));

  for (guint block = 0; block < n[3]; block++) {
    AcuValue weight = acu_op_fixture_parameter (fixture, ACU_SHAPE (n[2], 9 * n[2]));
    AcuValue scale = acu_op_fixture_vector (fixture, n[2], 0.5, 1.5);
    AcuValue shift = acu_op_fixture_vector (fixture, n[2], -1.0, 1.0);
    AcuValue y;

    x = acu_graph_layer_norm (fixture->graph, x, scale, shift, 1e-5f);
    y = acu_graph_convolution (fixture->graph, x, weight, ACU_NO_VALUE,
                               (AcuWindowAttributes){.kernel = 3, .stride = 1, .padding = 1},
                               ACU_ACTIVATION_RELU);
    y = acu_graph_layer_norm (fixture->graph, y, scale, shift, 1e-5f);
    y = acu_graph_reshape (fixture->graph, y, ACU_SHAPE (n[0] * n[1] * n[1], n[2]));
    y = acu_graph_softmax (fixture->graph, y);
    y = acu_graph_reshape (fixture->graph, y, ACU_SHAPE (n[0], n[1], n[1], n[2]));
    x = acu_graph_activation (fixture->graph, acu_graph_add (fixture->graph, x, y),
                              ACU_ACTIVATION_GELU);
  }
  return x;
}

#define NONE    ACU_ACTIVATION_NONE
#define RELU    ACU_ACTIVATION_RELU
#define GELU    ACU_ACTIVATION_GELU
#define SIGMOID ACU_ACTIVATION_SIGMOID

static const AcuOpCase cases[] = {
    {"matmul/one", build_matmul, 4, {1, 1, 1, 2}},
    {"matmul/vector", build_matmul, 32, {1, 113, 224, 2, NONE, 1}},
    {"matmul/prime", build_matmul, 32, {7, 53, 131, 2, GELU, 1, 1}},
    {"matmul/tiles", build_matmul, 32, {257, 145, 96, 2, RELU, 1}},
    {"matmul/wide", build_matmul, 64, {65, 577, 192, 2, SIGMOID, 1, 1}},
    {"matmul/deep", build_matmul, 64, {33, 97, 1031, 2, NONE, 0, 1}},
    {"matmul/plain", build_matmul, 32, {131, 67, 71, 0, NONE, 1}},
    {"matmul/plain-deep", build_matmul, 64, {19, 130, 700, 0}},
    {"matmul/a-transposed", build_matmul, 64, {97, 67, 513, 1}},
    {"matmul/a-transposed-narrow", build_matmul, 32, {1, 3, 129, 1, RELU, 1}},
    {"matmul/both-transposed", build_matmul, 32, {35, 66, 79, 3, NONE, 1, 1}},
    {"unfold/patch", build_unfold, 0, {2, 8, 12, 3, 4, 4, 0}},
    {"unfold/3x3", build_unfold, 0, {7, 7, 7, 5, 3, 1, 1}},
    {"unfold/strided", build_unfold, 0, {1, 13, 11, 3, 7, 2, 3}},
    {"unfold/point", build_unfold, 0, {2, 5, 5, 17, 1, 2, 0}},
    {"max-pool/3x3", build_max_pool, 0, {2, 11, 14, 19, 3, 2, 1}},
    {"max-pool/one", build_max_pool, 0, {1, 1, 1, 1, 3, 2, 1}},
    {"max-pool/seven", build_max_pool, 0, {7, 5, 9, 3, 3, 2, 1}},
    {"average-pool/even", build_average_pool, 8, {7, 56, 56, 5, 8, 8}},
    {"average-pool/uneven", build_average_pool, 8, {2, 13, 11, 33, 7, 7}},
    {"average-pool/enlarged", build_average_pool, 8, {1, 3, 4, 16, 7, 7}},
    {"average-pool/global", build_average_pool, 16, {7, 14, 14, 131, 1, 1}},
    {"layer-norm/one", build_layer_norm, 4, {3, 1}},
    {"layer-norm/alone", build_layer_norm, 16, {1, 131}},
    {"layer-norm/prime", build_layer_norm, 16, {7, 97}},
    {"layer-norm/wide", build_layer_norm, 16, {211, 384}},
    {"layer-norm/wider", build_layer_norm, 16, {5, 3072}},
    {"softmax/one", build_softmax, 4, {2, 1}},
    {"softmax/alone", build_softmax, 8, {1, 131}},
    {"softmax/four", build_softmax, 8, {7, 4}},
    {"softmax/wide", build_softmax, 16, {3, 1031}},
    {"activation/relu", build_activation, 0, {7, 131, RELU}},
    {"activation/one", build_activation, 8, {1, 1, GELU}},
    {"activation/gelu", build_activation, 8, {131, 131, GELU}},
    {"activation/sigmoid", build_activation, 8, {131, 131, SIGMOID}},
    {"add/one", build_add, 2, {1, 1}},
    {"add/prime", build_add, 2, {211, 131}},
    {"convert/one", build_convert, 2, {1}},
    {"convert/prime", build_convert, 2, {10007}},
    {"concat/two", build_concat, 0, {7, 1, 130}},
    {"concat/alone", build_concat, 0, {1, 3, 2}},
    {"concat/six", build_concat, 0, {211, 16, 3, 176, 1, 97, 64}},
    {"window-attention/swin", build_window_attention, 32, {2, 14, 14, 3, 32, 7, 0}},
    {"window-attention/shifted", build_window_attention, 32, {1, 14, 21, 2, 32, 7, 3}},
    {"window-attention/one", build_window_attention, 16, {7, 1, 1, 1, 1, 1, 0}},
    {"window-attention/seven", build_window_attention, 32, {7, 6, 9, 3, 5, 3, 1}},
    {"window-attention/nano", build_window_attention, 32, {2, 7, 7, 3, 16, 7, 0}},
    {"window-attention/odd", build_window_attention, 32, {1, 10, 5, 3, 5, 5, 2}},
    {"window-attention/large", build_window_attention, 32, {1, 24, 24, 2, 32, 12, 6}},
    {"window-attention/broad", build_window_attention, 32, {1, 8, 8, 1, 70, 4, 1}},
    {"patch-merge/one", build_patch_merge, 0, {1, 2, 2, 1}},
    {"patch-merge/odd", build_patch_merge, 0, {7, 6, 10, 33}},
    {"channels-first/one", build_channels_first, 0, {1, 1, 1, 1}},
    {"channels-first/odd", build_channels_first, 0, {7, 7, 5, 113}},
    {"normalize-image", build_normalize_image, 8, {2, 13, 31}},
    {"normalize-image/one", build_normalize_image, 8, {1, 1, 1}},
    {"normalize-image/seven", build_normalize_image, 8, {7, 5, 3}},
    {"scale-channels/each", build_scale_channels, 2, {7, 3, 5, 131}},
    {"scale-channels/one", build_scale_channels, 2, {1, 1, 1, 1}},
    {"scale-channels/segments-seven", build_scale_channels, 2, {7, 3, 1, 5, 1, 2}},
    {"scale-channels/segments", build_scale_channels, 2, {3, 7, 7, 96, 1, 35, 7}},
    {"batch-norm/plain", build_batch_norm, 8, {97, 67, NONE, 0}},
    {"batch-norm/one", build_batch_norm, 8, {1, 1, NONE, 0}},
    {"batch-norm/seven", build_batch_norm, 8, {7, 13, RELU, 1}},
    {"batch-norm/residual", build_batch_norm, 8, {211, 256, RELU, 1}},
    {"target-linear/first", build_target_linear, 32, {7, 112, 224, SIGMOID}},
    {"target-linear/last", build_target_linear, 16, {3, 1, 14, NONE}},
    {"target-linear/one", build_target_linear, 8, {1, 1, 1, RELU}},
    {"dropout/half", build_dropout, 2, {2, 31, 67, 50, 3}},
    {"dropout/one", build_dropout, 2, {1, 1, 1, 50, 3}},
    {"dropout/tenth", build_dropout, 2, {7, 5, 3, 10, 0}},
    {"drop-path", build_drop_path, 2, {13, 3, 67, 30, 5}},
    {"drop-path/one", build_drop_path, 2, {1, 1, 1, 30, 5}},
    {"drop-path/seven", build_drop_path, 2, {7, 2, 5, 30, 5}},
    {"chain/mlp", build_mlp, 64, {211, 96, 384}, 64},
    {"chain/mlp-narrow", build_mlp, 64, {1031, 7, 29}, 64},
    {"chain/mixture", build_mixture, 64, {2, 17, 13, 5}, 64},
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  acu_op_add_cases ("ops", cases, G_N_ELEMENTS (cases), ACU_OP_INPUT, ACU_OP_BYPRODUCT);
  return g_test_run ();
}

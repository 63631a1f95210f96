#include "op-reference.h"

#include <math.h>
#include <string.h>

#include "compute/random.h"

double
acu_reference_activate (double x, AcuActivation activation)
{
  switch (activation) {
  case ACU_ACTIVATION_RELU:
    return x > 0.0 ? x : 0.0;
  case ACU_ACTIVATION_GELU:
    return 0.5 * x * erfc (-x / sqrt (2.0));
  case ACU_ACTIVATION_SIGMOID:
    return 1.0 / (1.0 + exp (-x));
  case ACU_ACTIVATION_NONE:
    return x;
  }
  g_assert_not_reached ();
}

gsize
acu_reference_index (AcuShape shape, gsize b, gsize y, gsize x, gsize c)
{
  return ((b * shape.dims[1] + y) * shape.dims[2] + x) * shape.dims[3] + c;
}

static void
copy (const AcuReferenceCall *call)
{
  memcpy (call->result, call->inputs[0], acu_shape_count (call->shape) * sizeof (double));
}

static void
normalize_image (const AcuReferenceCall *call)
{
  const AcuImageAttributes *image = &call->node->attributes.image;

  for (gsize i = 0; i < acu_shape_count (call->shape); i++)
    call->result[i] = (call->inputs[0][i] / 255.0 - image->mean[i % 3]) / image->std[i % 3];
}

static void
matmul (const AcuReferenceCall *call)
{
  const AcuMatmulAttributes *attributes = &call->node->attributes.matmul;
  gsize a_columns = acu_shape_columns (call->shapes[0]);
  gsize b_columns = acu_shape_columns (call->shapes[1]);
  gsize depth = attributes->transpose_a ? acu_shape_rows (call->shapes[0]) : a_columns;
  gsize columns = acu_shape_columns (call->shape), rows = acu_shape_rows (call->shape);
  gsize a_step = attributes->transpose_a ? a_columns : 1;
  gsize b_step = attributes->transpose_b ? 1 : b_columns;

  for (gsize i = 0; i < rows; i++)
    for (gsize j = 0; j < columns; j++) {
      const double *a = call->inputs[0] + i * (attributes->transpose_a ? 1 : a_columns);
      const double *b = call->inputs[1] + j * (attributes->transpose_b ? b_columns : 1);
      double sum = 0.0;

      for (gsize k = 0; k < depth; k++)
        sum += a[k * a_step] * b[k * b_step];
      if (call->inputs[2] != NULL)
        sum += call->inputs[2][j];
      sum = acu_reference_activate (sum, attributes->activation);
      if (call->inputs[3] != NULL)
        sum += call->inputs[3][i * columns + j];
      call->result[i * columns + j] = sum;
    }
}

static void
unfold (const AcuReferenceCall *call)
{
  const AcuWindowAttributes *window = &call->node->attributes.window;
  AcuShape from = call->shapes[0], to = call->shape;
  gsize i = 0;

  for (gsize b = 0; b < to.dims[0]; b++)
    for (gsize y = 0; y < to.dims[1]; y++)
      for (gsize x = 0; x < to.dims[2]; x++)
        for (guint ky = 0; ky < window->kernel; ky++)
          for (guint kx = 0; kx < window->kernel; kx++)
            for (gsize c = 0; c < from.dims[3]; c++, i++) {
              gssize source_y = (gssize)(y * window->stride + ky) - (gssize)window->padding;
              gssize source_x = (gssize)(x * window->stride + kx) - (gssize)window->padding;
              gboolean inside = source_y >= 0 && source_y < (gssize)from.dims[1] && source_x >= 0 &&
                                source_x < (gssize)from.dims[2];

              call->result[i] = inside ? call->inputs[0][acu_reference_index (
                                             from, b, (gsize)source_y, (gsize)source_x, c)]
                                       : 0.0;
            }
}

static void
layer_norm (const AcuReferenceCall *call)
{
  gsize columns = acu_shape_columns (call->shape);

  for (gsize row = 0; row < acu_shape_rows (call->shape); row++) {
    const double *x = call->inputs[0] + row * columns;
    double mean = 0.0, variance = 0.0;

    for (gsize i = 0; i < columns; i++)
      mean += x[i] / (double)columns;
    for (gsize i = 0; i < columns; i++)
      variance += (x[i] - mean) * (x[i] - mean) / (double)columns;
    for (gsize i = 0; i < columns; i++)
      call->result[row * columns + i] = (x[i] - mean) /
                                            sqrt (variance + call->node->attributes.norm.epsilon) *
                                            call->inputs[1][i] +
                                        call->inputs[2][i];
  }
}

/* The three regions of a rolled map along one dimension. */
static int
get_region (gsize position, gsize length, guint window, guint shift)
{
  return position < length - window ? 0 : position < length - shift ? 1 : 2;
}

static void
attend (const AcuReferenceCall *call, gsize b, gsize top, gsize left, gsize head)
{
  const AcuAttentionAttributes *attention = &call->node->attributes.attention;
  AcuShape from = call->shapes[0], to = call->shape;
  guint window = attention->window, shift = attention->shift;
  gsize n = (gsize)window * window, size = to.dims[3] / attention->heads;
  g_autofree double *weights = g_new (double, n);

  for (gsize query = 0; query < n; query++) {
    gsize y = top + query / window, x = left + query % window;
    gsize source_y = (y + shift) % to.dims[1], source_x = (x + shift) % to.dims[2];
    const double *from_query =
        call->inputs[0] + acu_reference_index (from, b, source_y, source_x, head * size);
    double largest = -G_MAXDOUBLE, sum = 0.0;

    for (gsize key = 0; key < n; key++) {
      gsize key_y = top + key / window, key_x = left + key % window;
      gsize index = (query / window + window - 1 - key / window) * (2 * window - 1) +
                    (query % window + window - 1 - key % window);
      const double *from_key =
          call->inputs[0] + acu_reference_index (from, b, (key_y + shift) % to.dims[1],
                                                 (key_x + shift) % to.dims[2],
                                                 to.dims[3] + head * size);
      double score = 0.0;

      for (gsize d = 0; d < size; d++)
        score += from_query[d] * from_key[d];
      score = score / sqrt ((double)size) + call->inputs[1][index * attention->heads + head];
      if (shift > 0 && (get_region (y, to.dims[1], window, shift) !=
                            get_region (key_y, to.dims[1], window, shift) ||
                        get_region (x, to.dims[2], window, shift) !=
                            get_region (key_x, to.dims[2], window, shift)))
        score -= 100.0;
      weights[key] = score;
      largest = MAX (largest, score);
    }
    for (gsize key = 0; key < n; key++)
      sum += weights[key] = exp (weights[key] - largest);
    for (gsize d = 0; d < size; d++) {
      double result = 0.0;

      for (gsize key = 0; key < n; key++)
        result +=
            weights[key] / sum *
            call->inputs[0][acu_reference_index (from, b, (top + key / window + shift) % to.dims[1],
                                                 (left + key % window + shift) % to.dims[2],
                                                 2 * to.dims[3] + head * size + d)];
      call->result[acu_reference_index (to, b, source_y, source_x, head * size + d)] = result;
    }
  }
}

static void
window_attention (const AcuReferenceCall *call)
{
  const AcuAttentionAttributes *attention = &call->node->attributes.attention;

  for (gsize b = 0; b < call->shape.dims[0]; b++)
    for (gsize y = 0; y < call->shape.dims[1]; y += attention->window)
      for (gsize x = 0; x < call->shape.dims[2]; x += attention->window)
        for (gsize head = 0; head < attention->heads; head++)
          attend (call, b, y, x, head);
}

static void
patch_merge (const AcuReferenceCall *call)
{
  AcuShape from = call->shapes[0], to = call->shape;
  gsize channels = from.dims[3];

  for (gsize b = 0; b < to.dims[0]; b++)
    for (gsize y = 0; y < to.dims[1]; y++)
      for (gsize x = 0; x < to.dims[2]; x++)
        for (gsize c = 0; c < channels; c++)
          for (gsize i = 0; i < 4; i++)
            call->result[acu_reference_index (to, b, y, x, i * channels + c)] =
                call->inputs[0][acu_reference_index (from, b, 2 * y + i % 2, 2 * x + i / 2, c)];
}

static void
add (const AcuReferenceCall *call)
{
  for (gsize i = 0; i < acu_shape_count (call->shape); i++)
    call->result[i] = call->inputs[0][i] + call->inputs[1][i];
}

static void
activation (const AcuReferenceCall *call)
{
  for (gsize i = 0; i < acu_shape_count (call->shape); i++)
    call->result[i] =
        acu_reference_activate (call->inputs[0][i], call->node->attributes.activation.activation);
}

static void
average_pool (const AcuReferenceCall *call)
{
  AcuShape from = call->shapes[0], to = call->shape;

  for (gsize b = 0; b < to.dims[0]; b++)
    for (gsize y = 0; y < to.dims[1]; y++)
      for (gsize x = 0; x < to.dims[2]; x++)
        for (gsize c = 0; c < to.dims[3]; c++) {
          double sum = 0.0, count = 0.0;

          for (gsize v = y * from.dims[1] / to.dims[1];
               (double)v < ceil ((double)((y + 1) * from.dims[1]) / (double)to.dims[1]); v++)
            for (gsize u = x * from.dims[2] / to.dims[2];
                 (double)u < ceil ((double)((x + 1) * from.dims[2]) / (double)to.dims[2]); u++) {
              sum += call->inputs[0][acu_reference_index (from, b, v, u, c)];
              count += 1.0;
            }
          call->result[acu_reference_index (to, b, y, x, c)] = sum / count;
        }
}

static void
max_pool (const AcuReferenceCall *call)
{
  const AcuWindowAttributes *window = &call->node->attributes.window;
  AcuShape from = call->shapes[0], to = call->shape;

  for (gsize b = 0; b < to.dims[0]; b++)
    for (gsize y = 0; y < to.dims[1]; y++)
      for (gsize x = 0; x < to.dims[2]; x++)
        for (gsize c = 0; c < to.dims[3]; c++) {
          double largest = -G_MAXDOUBLE;

          for (guint ky = 0; ky < window->kernel; ky++)
            for (guint kx = 0; kx < window->kernel; kx++) {
              gssize v = (gssize)(y * window->stride + ky) - (gssize)window->padding;
              gssize u = (gssize)(x * window->stride + kx) - (gssize)window->padding;

              if (v >= 0 && v < (gssize)from.dims[1] && u >= 0 && u < (gssize)from.dims[2])
                largest = MAX (
                    largest, call->inputs[0][acu_reference_index (from, b, (gsize)v, (gsize)u, c)]);
            }
          call->result[acu_reference_index (to, b, y, x, c)] = largest;
        }
}

static void
concat (const AcuReferenceCall *call)
{
  gsize columns = acu_shape_columns (call->shape);

  for (gsize row = 0; row < acu_shape_rows (call->shape); row++) {
    gsize column = 0;

    for (guint i = 0; i < call->node->n_inputs; i++) {
      gsize length = acu_shape_columns (call->shapes[i]);

      for (gsize j = 0; j < length; j++)
        call->result[row * columns + column++] = call->inputs[i][row * length + j];
    }
  }
}

static void
scale_channels (const AcuReferenceCall *call)
{
  const AcuScaleAttributes *scale = &call->node->attributes.scale;
  gsize channels = acu_shape_columns (call->shape);
  gsize n_scales = acu_shape_columns (call->shapes[1]);
  gsize per_image = acu_shape_count (call->shape) / call->shape.dims[0];

  for (gsize i = 0; i < acu_shape_count (call->shape); i++) {
    gsize which = i % channels;

    if (scale->n_segments > 0) {
      gsize channel = which, end = scale->segments[0];

      for (which = 0; channel >= end; which++)
        end += scale->segments[which + 1];
    }
    call->result[i] = call->inputs[0][i] * call->inputs[1][i / per_image * n_scales + which];
  }
}

static void
softmax (const AcuReferenceCall *call)
{
  gsize columns = acu_shape_columns (call->shape);

  for (gsize row = 0; row < acu_shape_rows (call->shape); row++) {
    const double *x = call->inputs[0] + row * columns;
    double largest = -G_MAXDOUBLE, sum = 0.0;

    for (gsize i = 0; i < columns; i++)
      largest = MAX (largest, x[i]);
    for (gsize i = 0; i < columns; i++)
      sum += exp (x[i] - largest);
    for (gsize i = 0; i < columns; i++)
      call->result[row * columns + i] = exp (x[i] - largest) / sum;
  }
}

static void
channels_first (const AcuReferenceCall *call)
{
  AcuShape from = call->shapes[0], to = call->shape;

  for (gsize b = 0; b < from.dims[0]; b++)
    for (gsize y = 0; y < from.dims[1]; y++)
      for (gsize x = 0; x < from.dims[2]; x++)
        for (gsize c = 0; c < from.dims[3]; c++)
          call->result[acu_reference_index (to, b, c, y, x)] =
              call->inputs[0][acu_reference_index (from, b, y, x, c)];
}

static void
batch_norm (const AcuReferenceCall *call)
{
  gsize channels = acu_shape_columns (call->shape);

  for (gsize i = 0; i < acu_shape_count (call->shape); i++) {
    gsize c = i % channels;
    double y = (call->inputs[0][i] - call->inputs[3][c]) /
                   sqrt (call->inputs[4][c] + call->node->attributes.norm.epsilon) *
                   call->inputs[1][c] +
               call->inputs[2][c];

    if (call->inputs[5] != NULL)
      y += call->inputs[5][i];
    call->result[i] = acu_reference_activate (y, call->node->attributes.norm.activation);
  }
}

static void
target_linear (const AcuReferenceCall *call)
{
  gsize depth = acu_shape_columns (call->shapes[0]);
  gsize outputs = acu_shape_columns (call->shape);

  for (gsize i = 0; i < acu_shape_count (call->shape); i++) {
    double sum = call->inputs[2][i];

    for (gsize k = 0; k < depth; k++)
      sum += call->inputs[1][i * depth + k] * call->inputs[0][i / outputs * depth + k];
    call->result[i] = acu_reference_activate (sum, call->node->attributes.activation.activation);
  }
}

static double
draw (const AcuReferenceCall *call, gsize i)
{
  const AcuDropoutAttributes *dropout = &call->node->attributes.dropout;
  const double *state = call->inputs[1];
  const guint32 key[2] = {(guint32)state[0], (guint32)state[1]};
  const guint32 counter[4] = {(guint32)(i / 4), dropout->stream, (guint32)state[2],
                              (guint32)state[3]};
  guint32 words[4];

  acu_philox (counter, key, words);
  return words[i % 4] >= dropout->rate * 0x1p32 ? 1.0 / (1.0 - dropout->rate) : 0.0;
}

static void
dropout (const AcuReferenceCall *call)
{
  for (gsize i = 0; i < acu_shape_count (call->shape); i++)
    call->result[i] = call->inputs[0][i] * draw (call, i);
}

static void
drop_path (const AcuReferenceCall *call)
{
  gsize per_sample = acu_shape_count (call->shape) / call->shape.dims[0];

  for (gsize i = 0; i < acu_shape_count (call->shape); i++)
    call->result[i] = call->inputs[0][i] * draw (call, i / per_sample);
}

static const AcuReferenceFunc implementations[ACU_N_OPS] = {
    [ACU_OP_RESHAPE] = copy,
    [ACU_OP_CONVERT] = copy,
    [ACU_OP_NORMALIZE_IMAGE] = normalize_image,
    [ACU_OP_MATMUL] = matmul,
    [ACU_OP_UNFOLD] = unfold,
    [ACU_OP_LAYER_NORM] = layer_norm,
    [ACU_OP_WINDOW_ATTENTION] = window_attention,
    [ACU_OP_PATCH_MERGE] = patch_merge,
    [ACU_OP_ADD] = add,
    [ACU_OP_ACTIVATION] = activation,
    [ACU_OP_AVERAGE_POOL] = average_pool,
    [ACU_OP_MAX_POOL] = max_pool,
    [ACU_OP_CONCAT] = concat,
    [ACU_OP_SCALE_CHANNELS] = scale_channels,
    [ACU_OP_SOFTMAX] = softmax,
    [ACU_OP_CHANNELS_FIRST] = channels_first,
    [ACU_OP_BATCH_NORM] = batch_norm,
    [ACU_OP_TARGET_LINEAR] = target_linear,
    [ACU_OP_DROPOUT] = dropout,
    [ACU_OP_DROP_PATH] = drop_path,
};

static double *
allocate (const AcuNode *node)
{
  return g_new0 (double, acu_shape_count (node->shape));
}

void
acu_reference_run (const AcuGraph *graph, double **values)
{
  for (AcuValue value = 0; value < acu_graph_get_n_nodes (graph); value++) {
    const AcuNode *node = acu_graph_get_node (graph, value);
    AcuReferenceCall call = {.graph = graph, .node = node, .shape = node->shape};

    AcuReferenceFunc function = implementations[node->op];

    if (node->op == ACU_OP_INPUT || node->op == ACU_OP_PARAMETER || node->op == ACU_OP_BYPRODUCT)
      continue;
    if (function == NULL)
      function = acu_reference_get_gradient (node->op);
    g_assert (function != NULL);
    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != ACU_NO_VALUE) {
        call.shapes[i] = acu_graph_get_shape (graph, node->inputs[i]);
        call.inputs[i] = values[node->inputs[i]];
      }
    call.result = values[value] = allocate (node);
    if (value + 1 < acu_graph_get_n_nodes (graph)) {
      const AcuNode *next = acu_graph_get_node (graph, value + 1);

      if (next->op == ACU_OP_BYPRODUCT)
        call.byproduct = values[value + 1] = allocate (next);
    }
    function (&call);
  }
}

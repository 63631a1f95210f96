#include <math.h>
#include <string.h>

#include "compute/gradient-ops.h"
#include "op-reference.h"

static void
sum_rows (const AcuReferenceCall *call)
{
  gsize columns = acu_shape_columns (call->shapes[0]);

  for (gsize i = 0; i < acu_shape_count (call->shapes[0]); i++)
    call->result[i % columns] += call->inputs[0][i];
}

static void
slice (const AcuReferenceCall *call)
{
  gsize columns = acu_shape_columns (call->shape);

  for (gsize i = 0; i < acu_shape_count (call->shape); i++)
    call->result[i] = call->inputs[0][i / columns * acu_shape_columns (call->shapes[0]) +
                                      call->node->attributes.slice.offset + i % columns];
}

/* The opposite of unfold: every column is added to where it was copied from. */
static void
fold (const AcuReferenceCall *call)
{
  const AcuWindowAttributes *window = &call->node->attributes.window;
  AcuShape from = call->shapes[0], to = call->shape;
  gsize i = 0;

  for (gsize b = 0; b < from.dims[0]; b++)
    for (gsize y = 0; y < from.dims[1]; y++)
      for (gsize x = 0; x < from.dims[2]; x++)
        for (guint ky = 0; ky < window->kernel; ky++)
          for (guint kx = 0; kx < window->kernel; kx++)
            for (gsize c = 0; c < to.dims[3]; c++, i++) {
              gssize v = (gssize)(y * window->stride + ky) - (gssize)window->padding;
              gssize u = (gssize)(x * window->stride + kx) - (gssize)window->padding;

              if (v >= 0 && v < (gssize)to.dims[1] && u >= 0 && u < (gssize)to.dims[2])
                call->result[acu_reference_index (to, b, (gsize)v, (gsize)u, c)] +=
                    call->inputs[0][i];
            }
}

static void
layer_norm_gradient (const AcuReferenceCall *call)
{
  gsize columns = acu_shape_columns (call->shape);

  for (gsize row = 0; row < acu_shape_rows (call->shape); row++) {
    const double *x = call->inputs[0] + row * columns, *weight = call->inputs[1];
    const double *dy = call->inputs[2] + row * columns;
    double n = (double)columns, mean = 0.0, variance = 0.0, sum = 0.0, product = 0.0, scale;

    for (gsize i = 0; i < columns; i++)
      mean += x[i] / n;
    for (gsize i = 0; i < columns; i++)
      variance += (x[i] - mean) * (x[i] - mean) / n;
    scale = 1.0 / sqrt (variance + call->node->attributes.norm.epsilon);
    for (gsize i = 0; i < columns; i++) {
      sum += dy[i] * weight[i];
      product += dy[i] * weight[i] * (x[i] - mean) * scale;
      call->byproduct[i] += dy[i] * (x[i] - mean) * scale;
      call->byproduct[columns + i] += dy[i];
    }
    for (gsize i = 0; i < columns; i++)
      call->result[row * columns + i] =
          scale * (dy[i] * weight[i] - sum / n - (x[i] - mean) * scale * product / n);
  }
}

/* One window of one head: where its positions lie, and what its queries give to its keys. */
typedef struct {
  const AcuReferenceCall *call;
  gsize b, top, left, head;
  gsize window, n, size, channels;
  double *probabilities; /* (n,n) */
} Window;

/* The index of the first channel of position @p in the (q|k|v) @kind of a map. */
static gsize
index_of (const Window *window, AcuShape map, gsize kind, gsize p)
{
  guint shift = window->call->node->attributes.attention.shift;

  return acu_reference_index (map, window->b,
                              (window->top + p / window->window + shift) % map.dims[1],
                              (window->left + p % window->window + shift) % map.dims[2],
                              kind * window->channels + window->head * window->size);
}

/* The key (@kind 1) or value (2) of position @p times the query or result's gradient, which @other
 * begins with, of position @q. */
static double
dot (const Window *window, gsize kind, gsize p, const double *other, AcuShape map, gsize q)
{
  const double *one = window->call->inputs[0] + index_of (window, window->call->shapes[0], kind, p);
  const double *two = other + index_of (window, map, 0, q);
  double sum = 0.0;

  for (gsize d = 0; d < window->size; d++)
    sum += one[d] * two[d];
  return sum;
}

static gsize
get_table_index (const Window *window, gsize query, gsize key)
{
  gsize w = window->window;

  return ((query / w + w - 1 - key / w) * (2 * w - 1) + query % w + w - 1 - key % w) *
             window->call->node->attributes.attention.heads +
         window->head;
}

static gsize
get_region (gsize position, gsize length, gsize window, gsize shift)
{
  return position < length - window ? 0 : position < length - shift ? 1 : 2;
}

static gboolean
is_masked (const Window *window, gsize query, gsize key)
{
  AcuShape map = window->call->shape;
  gsize w = window->window, shift = window->call->node->attributes.attention.shift;

  return shift > 0 && (get_region (window->top + query / w, map.dims[1], w, shift) !=
                           get_region (window->top + key / w, map.dims[1], w, shift) ||
                       get_region (window->left + query % w, map.dims[2], w, shift) !=
                           get_region (window->left + key % w, map.dims[2], w, shift));
}

static void
find_probabilities (Window *window)
{
  for (gsize query = 0; query < window->n; query++) {
    double *row = window->probabilities + query * window->n, sum = 0.0;

    for (gsize key = 0; key < window->n; key++)
      sum += row[key] =
          exp (dot (window, 1, key, window->call->inputs[0], window->call->shapes[0], query) /
                   sqrt ((double)window->size) +
               window->call->inputs[1][get_table_index (window, query, key)] -
               (is_masked (window, query, key) ? 100.0 : 0.0));
    for (gsize key = 0; key < window->n; key++)
      row[key] /= sum;
  }
}

static void
differentiate_query (const Window *window, gsize query)
{
  const AcuReferenceCall *call = window->call;
  const double *row = window->probabilities + query * window->n;
  gsize at_query = index_of (window, call->shape, 0, query);
  const double *from_query = call->inputs[2] + index_of (window, call->shapes[2], 0, query);
  double mean = 0.0, scale = 1.0 / sqrt ((double)window->size);

  for (gsize key = 0; key < window->n; key++)
    mean += row[key] * dot (window, 2, key, call->inputs[2], call->shapes[2], query);
  for (gsize key = 0; key < window->n; key++) {
    double ds = row[key] * (dot (window, 2, key, call->inputs[2], call->shapes[2], query) - mean);
    gsize at_key = index_of (window, call->shape, 1, key);
    gsize at_value = index_of (window, call->shape, 2, key);

    call->byproduct[get_table_index (window, query, key)] += ds;
    for (gsize d = 0; d < window->size; d++) {
      call->result[at_query + d] += ds * scale * call->inputs[0][at_key + d];
      call->result[at_key + d] += ds * scale * call->inputs[0][at_query + d];
      call->result[at_value + d] += row[key] * from_query[d];
    }
  }
}

static void
window_attention_gradient (const AcuReferenceCall *call)
{
  const AcuAttentionAttributes *attention = &call->node->attributes.attention;
  Window window = {.call = call,
                   .window = attention->window,
                   .n = (gsize)attention->window * attention->window,
                   .channels = call->shape.dims[3] / 3,
                   .size = call->shape.dims[3] / 3 / attention->heads};
  g_autofree double *probabilities = g_new (double, window.n *window.n);

  window.probabilities = probabilities;
  for (window.b = 0; window.b < call->shape.dims[0]; window.b++)
    for (window.top = 0; window.top < call->shape.dims[1]; window.top += window.window)
      for (window.left = 0; window.left < call->shape.dims[2]; window.left += window.window)
        for (window.head = 0; window.head < attention->heads; window.head++) {
          find_probabilities (&window);
          for (gsize query = 0; query < window.n; query++)
            differentiate_query (&window, query);
        }
}

static void
patch_split (const AcuReferenceCall *call)
{
  AcuShape from = call->shapes[0], to = call->shape;
  gsize i = 0;

  for (gsize b = 0; b < from.dims[0]; b++)
    for (gsize y = 0; y < from.dims[1]; y++)
      for (gsize x = 0; x < from.dims[2]; x++)
        for (gsize neighbour = 0; neighbour < 4; neighbour++)
          for (gsize c = 0; c < to.dims[3]; c++)
            call->result[acu_reference_index (to, b, 2 * y + neighbour % 2, 2 * x + neighbour / 2,
                                              c)] = call->inputs[0][i++];
}

static void
activation_gradient (const AcuReferenceCall *call)
{
  for (gsize i = 0; i < acu_shape_count (call->shape); i++) {
    double x = call->inputs[0][i], derivative = 1.0;

    switch (call->node->attributes.activation.activation) {
    case ACU_ACTIVATION_RELU:
      derivative = x > 0.0 ? 1.0 : 0.0;
      break;
    case ACU_ACTIVATION_SIGMOID:
      derivative = x * (1.0 - x);
      break;
    case ACU_ACTIVATION_GELU:
      derivative = 0.5 * erfc (-x / sqrt (2.0)) + x * exp (-0.5 * x * x) / sqrt (2.0 * G_PI);
      break;
    case ACU_ACTIVATION_NONE:
      break;
    }
    call->result[i] = call->inputs[1][i] * derivative;
  }
}

static void
average_pool_gradient (const AcuReferenceCall *call)
{
  AcuShape from = call->shapes[0], to = call->shape;

  for (gsize b = 0; b < from.dims[0]; b++)
    for (gsize y = 0; y < from.dims[1]; y++)
      for (gsize x = 0; x < from.dims[2]; x++) {
        gsize top = y * to.dims[1] / from.dims[1], left = x * to.dims[2] / from.dims[2];
        gsize bottom = ((y + 1) * to.dims[1] + from.dims[1] - 1) / from.dims[1];
        gsize right = ((x + 1) * to.dims[2] + from.dims[2] - 1) / from.dims[2];

        for (gsize v = top; v < bottom; v++)
          for (gsize u = left; u < right; u++)
            for (gsize c = 0; c < to.dims[3]; c++)
              call->result[acu_reference_index (to, b, v, u, c)] +=
                  call->inputs[0][acu_reference_index (from, b, y, x, c)] /
                  (double)((bottom - top) * (right - left));
      }
}

static void
max_pool_gradient (const AcuReferenceCall *call)
{
  const AcuWindowAttributes *window = &call->node->attributes.window;
  AcuShape from = call->shapes[1], to = call->shape;

  for (gsize b = 0; b < from.dims[0]; b++)
    for (gsize y = 0; y < from.dims[1]; y++)
      for (gsize x = 0; x < from.dims[2]; x++)
        for (gsize c = 0; c < to.dims[3]; c++) {
          double largest = -G_MAXDOUBLE;
          gsize found = 0;

          for (guint ky = 0; ky < window->kernel; ky++)
            for (guint kx = 0; kx < window->kernel; kx++) {
              gssize v = (gssize)(y * window->stride + ky) - (gssize)window->padding;
              gssize u = (gssize)(x * window->stride + kx) - (gssize)window->padding;
              gsize i = acu_reference_index (to, b, (gsize)v, (gsize)u, c);

              if (v < 0 || v >= (gssize)to.dims[1] || u < 0 || u >= (gssize)to.dims[2] ||
                  call->inputs[0][i] <= largest)
                continue;
              largest = call->inputs[0][i];
              found = i;
            }
          call->result[found] += call->inputs[1][acu_reference_index (from, b, y, x, c)];
        }
}

static void
scale_channels_gradient (const AcuReferenceCall *call)
{
  const AcuScaleAttributes *scale = &call->node->attributes.scale;
  gsize channels = acu_shape_columns (call->shapes[0]);
  gsize n_scales = acu_shape_columns (call->shape);
  gsize per_image = acu_shape_count (call->shapes[0]) / call->shape.dims[0];

  for (gsize i = 0; i < acu_shape_count (call->shapes[0]); i++) {
    gsize which = i % channels;

    if (scale->n_segments > 0) {
      gsize channel = which, end = scale->segments[0];

      for (which = 0; channel >= end; which++)
        end += scale->segments[which + 1];
    }
    call->result[i / per_image * n_scales + which] += call->inputs[0][i] * call->inputs[1][i];
  }
}

static void
softmax_gradient (const AcuReferenceCall *call)
{
  gsize columns = acu_shape_columns (call->shape);

  for (gsize row = 0; row < acu_shape_rows (call->shape); row++) {
    const double *y = call->inputs[0] + row * columns, *dy = call->inputs[1] + row * columns;
    double sum = 0.0;

    for (gsize i = 0; i < columns; i++)
      sum += y[i] * dy[i];
    for (gsize i = 0; i < columns; i++)
      call->result[row * columns + i] = y[i] * (dy[i] - sum);
  }
}

static void
channels_last (const AcuReferenceCall *call)
{
  AcuShape from = call->shapes[0], to = call->shape;

  for (gsize b = 0; b < from.dims[0]; b++)
    for (gsize c = 0; c < from.dims[1]; c++)
      for (gsize y = 0; y < from.dims[2]; y++)
        for (gsize x = 0; x < from.dims[3]; x++)
          call->result[acu_reference_index (to, b, y, x, c)] =
              call->inputs[0][acu_reference_index (from, b, c, y, x)];
}

static void
batch_statistics (const AcuReferenceCall *call)
{
  gsize channels = acu_shape_columns (call->shapes[0]);
  gsize count = acu_shape_count (call->shapes[0]);
  double rows = (double)(count / channels);

  for (gsize i = 0; i < count; i++)
    call->result[i % channels] += call->inputs[0][i] / rows;
  for (gsize i = 0; i < count; i++)
    call->result[channels + i % channels] +=
        pow (call->inputs[0][i] - call->result[i % channels], 2.0) / rows;
}

static void
batch_norm_gradient (const AcuReferenceCall *call)
{
  const double *x = call->inputs[0], *dz = call->inputs[4];
  gsize channels = acu_shape_columns (call->shape), count = acu_shape_count (call->shape);
  double rows = (double)(count / channels);
  g_autofree double *scale = g_new (double, channels);

  for (gsize c = 0; c < channels; c++)
    scale[c] = 1.0 / sqrt (call->inputs[3][c] + call->node->attributes.norm.epsilon);
  for (gsize i = 0; i < count; i++) {
    gsize c = i % channels;

    call->byproduct[c] += dz[i] * (x[i] - call->inputs[2][c]) * scale[c];
    call->byproduct[channels + c] += dz[i];
  }
  for (gsize i = 0; i < count; i++) {
    gsize c = i % channels;
    double xhat = (x[i] - call->inputs[2][c]) * scale[c];

    call->result[i] =
        call->inputs[1][c] * scale[c] *
        (dz[i] - call->byproduct[channels + c] / rows - xhat * call->byproduct[c] / rows);
  }
}

static void
target_linear_gradient (const AcuReferenceCall *call)
{
  gsize depth = acu_shape_columns (call->shape), outputs = acu_shape_columns (call->shapes[1]);

  for (gsize i = 0; i < acu_shape_count (call->shapes[0]); i++)
    call->result[i / depth / outputs * depth + i % depth] +=
        call->inputs[0][i] * call->inputs[1][i / depth];
}

static void
outer_product (const AcuReferenceCall *call)
{
  gsize rows = acu_shape_columns (call->shapes[0]), columns = acu_shape_columns (call->shapes[1]);

  for (gsize i = 0; i < acu_shape_count (call->shape); i++)
    call->result[i] =
        call->inputs[0][i / columns] * call->inputs[1][i / columns / rows * columns + i % columns];
}

/* Operations in place change their inputs and have them as result. */
static void
accumulate (const AcuReferenceCall *call)
{
  for (gsize i = 0; i < acu_shape_count (call->shape); i++)
    call->inputs[0][i] = call->inputs[2][0] * call->inputs[0][i] + call->inputs[1][i];
  memcpy (call->result, call->inputs[0], acu_shape_count (call->shape) * sizeof (double));
}

static void
blend (const AcuReferenceCall *call)
{
  double share = call->node->attributes.blend.momentum;

  for (gsize i = 0; i < acu_shape_count (call->shape); i++)
    call->inputs[0][i] = (1.0 - share) * call->inputs[0][i] +
                         share * call->node->attributes.blend.correction * call->inputs[1][i];
  memcpy (call->result, call->inputs[0], acu_shape_count (call->shape) * sizeof (double));
}

static void
square_sum (const AcuReferenceCall *call)
{
  if (call->inputs[1] != NULL)
    call->result[0] = call->inputs[1][0];
  for (gsize i = 0; i < acu_shape_count (call->shapes[0]); i++)
    call->result[0] += call->inputs[0][i] * call->inputs[0][i];
}

static void
adamw (const AcuReferenceCall *call)
{
  double *weight = call->inputs[0], *m = call->inputs[1], *v = call->inputs[2];
  const double *step = call->inputs[4];
  double rate = step[0], beta1 = step[1], beta2 = step[2], epsilon = step[3], decay = step[4];
  double correction1 = step[5], correction2 = step[6], limit = step[7];
  double scale = step[8], norm = scale * sqrt (call->inputs[5][0]);
  double clip = limit > 0.0 ? MIN (1.0, limit / (norm + 1e-6)) : 1.0;

  for (gsize i = 0; i < acu_shape_count (call->shape) && isfinite (norm); i++) {
    double g = scale * call->inputs[3][i] * clip;

    m[i] = beta1 * m[i] + (1.0 - beta1) * g;
    v[i] = beta2 * v[i] + (1.0 - beta2) * g * g;
    weight[i] = weight[i] * (1.0 - rate * decay) -
                rate / correction1 * m[i] / (sqrt (v[i]) / sqrt (correction2) + epsilon);
  }
  memcpy (call->result, weight, acu_shape_count (call->shape) * sizeof (double));
}

AcuReferenceFunc
acu_reference_get_gradient (AcuOp op)
{
  static const AcuReferenceFunc functions[ACU_N_OPS] = {
      [ACU_OP_SUM_ROWS] = sum_rows,
      [ACU_OP_SLICE] = slice,
      [ACU_OP_FOLD] = fold,
      [ACU_OP_LAYER_NORM_GRADIENT] = layer_norm_gradient,
      [ACU_OP_WINDOW_ATTENTION_GRADIENT] = window_attention_gradient,
      [ACU_OP_PATCH_SPLIT] = patch_split,
      [ACU_OP_ACTIVATION_GRADIENT] = activation_gradient,
      [ACU_OP_AVERAGE_POOL_GRADIENT] = average_pool_gradient,
      [ACU_OP_MAX_POOL_GRADIENT] = max_pool_gradient,
      [ACU_OP_SCALE_CHANNELS_GRADIENT] = scale_channels_gradient,
      [ACU_OP_SOFTMAX_GRADIENT] = softmax_gradient,
      [ACU_OP_CHANNELS_LAST] = channels_last,
      [ACU_OP_BATCH_STATISTICS] = batch_statistics,
      [ACU_OP_BATCH_NORM_GRADIENT] = batch_norm_gradient,
      [ACU_OP_TARGET_LINEAR_GRADIENT] = target_linear_gradient,
      [ACU_OP_OUTER_PRODUCT] = outer_product,
      [ACU_OP_ACCUMULATE] = accumulate,
      [ACU_OP_BLEND] = blend,
      [ACU_OP_SQUARE_SUM] = square_sum,
      [ACU_OP_ADAMW] = adamw,
  };

  return functions[op];
}

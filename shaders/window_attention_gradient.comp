#version 460
#extension GL_GOOGLE_include_directive : require
// The gradient of softmax (scale q k^T + bias + mask) v within the windows of a rolled map, with the
// probabilities P computed again:
//
//   dv = P^T dy,  dP = dy v^T,  dS = P (dP - row sums of P dP),  dq = scale dS k,  dk = scale dS^T q
//
// and the sums of dS over the windows, by entries of the bias table.  One workgroup a head and a
// few windows, taken one after the other.  Some queries at a time have their rows of P and dS in
// shared memory; an invocation a key keeps its rows of k, v, dk and dv in registers.
#include "common.glsl"

layout (constant_id = 1) const uint HEAD = 32; // channels of one head
layout (constant_id = 2) const uint WINDOW = 7;
layout (constant_id = 3) const uint ROWS = 25; // queries at a time
layout (constant_id = 4) const uint TEAM = 2;  // invocations that share a row of P
layout (constant_id = 5) const uint SHARE = 4; // rows of dq of which an invocation makes four columns

layout (binding = 0) readonly buffer QKV { STORE qkv[]; };
layout (binding = 0) readonly buffer QKV4 { STORE4 qkv4[]; };
layout (binding = 1) readonly buffer Table { float table[]; };
layout (binding = 2) readonly buffer DY { STORE dy[]; };
layout (binding = 2) readonly buffer DY4 { STORE4 dy4[]; };
layout (binding = 3) writeonly buffer DQKV { STORE dqkv[]; };
layout (binding = 3) writeonly buffer DQKV4 { STORE4 dqkv4[]; };
layout (binding = 4) writeonly buffer Parts { float parts[]; };
PUSH (AcuAttentionGradientPush);

const uint AREA = WINDOW * WINDOW;
const uint SPAN = 2 * WINDOW - 1;
const uint VECTORS = (HEAD + 3) / 4; // that hold a row of one head
const bool IS_VECTOR = HEAD % 4 == 0; // rows lie in memory as whole vectors
const uint STRIDE = AREA | 1;         // odd: the elements of a column are in different banks

shared vec4 queries[ROWS * VECTORS]; // times the scale
shared vec4 results[ROWS * VECTORS]; // dy
shared float probabilities[ROWS * STRIDE];
shared float scores[ROWS * STRIDE]; // dP, then dS
shared float maxima[ROWS * TEAM];
shared vec2 totals[ROWS * TEAM];
shared float bias[SPAN * SPAN];
shared float bias_sums[SPAN * SPAN];
shared uint pixels[AREA];

#include "window.glsl"

// Four elements of a row of q, k or v; zeros beyond its end.
vec4
load_qkv (uint start, uint vector)
{
  vec4 four = vec4 (0.0);

  if (IS_VECTOR)
    return vec4 (qkv4[start / 4 + vector]);
  [[unroll]] for (uint j = 0; j < 4; j++)
    if (vector * 4 + j < HEAD)
      four[j] = float (qkv[start + vector * 4 + j]);
  return four;
}

vec4
load_dy (uint start, uint vector)
{
  vec4 four = vec4 (0.0);

  if (IS_VECTOR)
    return vec4 (dy4[start / 4 + vector]);
  [[unroll]] for (uint j = 0; j < 4; j++)
    if (vector * 4 + j < HEAD)
      four[j] = float (dy[start + vector * 4 + j]);
  return four;
}

void
store (uint start, uint vector, vec4 four)
{
  if (IS_VECTOR) {
    dqkv4[start / 4 + vector] = STORE4 (four);
    return;
  }
  [[unroll]] for (uint j = 0; j < 4; j++)
    if (vector * 4 + j < HEAD)
      dqkv[start + vector * 4 + j] = STORE (four[j]);
}

// The first element of a position's row of q, k or v (kind 0, 1 or 2).
uint
row_start (uint position, uint kind, uint head)
{
  return (pixels[position] * 3 + kind) * push.channels + head * HEAD;
}

// Rows of the maps to shared memory.
void
stage_queries (uint first, uint rows, uint head)
{
  for (uint e = gl_LocalInvocationID.x; e < rows * VECTORS; e += gl_WorkGroupSize.x) {
    const uint position = first + e / VECTORS;

    queries[e] = load_qkv (row_start (position, 0, head), e % VECTORS) * push.scale;
    results[e] = load_dy (pixels[position] * push.channels + head * HEAD, e % VECTORS);
  }
}

// From scores and dP to P and dS.  A row is shared by TEAM invocations, whose maxima and sums go
// through shared memory.
void
differentiate_softmax (uint rows)
{
  const uint row = gl_LocalInvocationID.x / TEAM;
  const uint member = gl_LocalInvocationID.x % TEAM;
  const uint start = row * STRIDE;
  float largest = -3.0e38;
  vec2 total = vec2 (0.0); // of the exponentials, and of their products with dP

  if (row < rows) {
    for (uint key = member; key < AREA; key += TEAM)
      largest = max (largest, probabilities[start + key]);
    maxima[row * TEAM + member] = largest;
  }
  barrier ();
  if (row < rows) {
    for (uint m = 0; m < TEAM; m++)
      largest = max (largest, maxima[row * TEAM + m]);
    for (uint key = member; key < AREA; key += TEAM) {
      const float weight = exp (probabilities[start + key] - largest);

      probabilities[start + key] = weight;
      total += vec2 (weight, weight * scores[start + key]);
    }
    totals[row * TEAM + member] = total;
  }
  barrier ();
  if (row < rows) {
    total = vec2 (0.0);
    for (uint m = 0; m < TEAM; m++)
      total += totals[row * TEAM + m];
    const float mean = total.y / total.x;

    for (uint key = member; key < AREA; key += TEAM) {
      const float probability = probabilities[start + key] / total.x;

      probabilities[start + key] = probability;
      scores[start + key] = probability * (scores[start + key] - mean);
    }
  }
  barrier ();
}

// dq of some queries: an invocation makes four columns of a few rows, for which it reads the keys
// once.
void
store_queries (uint first, uint rows, uint head)
{
  const uint lines = gl_WorkGroupSize.x / VECTORS;
  const uint line = gl_LocalInvocationID.x / VECTORS;
  const uint column = gl_LocalInvocationID.x % VECTORS;
  uint starts[SHARE];
  vec4 sums[SHARE];

  if (line >= lines)
    return;
  [[unroll]] for (uint i = 0; i < SHARE; i++) {
    starts[i] = min (line + i * lines, rows - 1) * STRIDE;
    sums[i] = vec4 (0.0);
  }
  for (uint key = 0; key < AREA; key++) {
    const vec4 four = load_qkv (row_start (key, 1, head), column);

    [[unroll]] for (uint i = 0; i < SHARE; i++)
      sums[i] += scores[starts[i] + key] * four;
  }
  [[unroll]] for (uint i = 0; i < SHARE; i++) {
    const uint row = line + i * lines;

    if (row < rows)
      store (row_start (first + row, 0, head), column, sums[i] * push.scale);
  }
}

// Adds dS of some queries to the entries of the table: each invocation has its own entries, of the
// pairs of positions that lie so far apart.
void
add_scores (uint first, uint rows)
{
  for (uint e = gl_LocalInvocationID.x; e < SPAN * SPAN; e += gl_WorkGroupSize.x) {
    const uint down = e / SPAN, across = e % SPAN; // the distance, plus WINDOW - 1
    uint y = first / WINDOW, x = first % WINDOW;
    float sum = 0.0;

    for (uint row = 0; row < rows; row++) {
      const uint key_y = y + WINDOW - 1 - down, key_x = x + WINDOW - 1 - across;

      // Positions before the first wrap around to numbers that are too large.
      if (key_y < WINDOW && key_x < WINDOW)
        sum += scores[row * STRIDE + key_y * WINDOW + key_x];
      if (++x == WINDOW) {
        x = 0;
        y++;
      }
    }
    bias_sums[e] += sum;
  }
}

void
differentiate (Window window, uint head)
{
  const bool is_key = gl_LocalInvocationID.x < AREA;
  const uint key = min (gl_LocalInvocationID.x, AREA - 1);
  const uint region = window_region (window, key);
  vec4 key_row[VECTORS], value_row[VECTORS], key_sums[VECTORS], value_sums[VECTORS];

  barrier ();
  for (uint e = gl_LocalInvocationID.x; e < AREA; e += gl_WorkGroupSize.x)
    pixels[e] = window_pixel (window, e);
  barrier ();
  if (IS_VECTOR) {
    [[unroll]] for (uint c = 0; c < VECTORS; c++) {
      key_row[c] = load_qkv (row_start (key, 1, head), c);
      value_row[c] = load_qkv (row_start (key, 2, head), c);
    }
  } else { // one place loads numbers one by one, which is much code
    [[dont_unroll]] for (uint vector = 0; vector < VECTORS; vector++) {
      const vec4 key_vector = load_qkv (row_start (key, 1, head), vector);
      const vec4 value_vector = load_qkv (row_start (key, 2, head), vector);

      [[unroll]] for (uint c = 0; c < VECTORS; c++)
        if (c == vector) {
          key_row[c] = key_vector;
          value_row[c] = value_vector;
        }
    }
  }
  [[unroll]] for (uint c = 0; c < VECTORS; c++)
    key_sums[c] = value_sums[c] = vec4 (0.0);
  for (uint first = 0; first < AREA; first += ROWS) {
    const uint rows = min (ROWS, AREA - first);

    stage_queries (first, rows, head);
    barrier ();
    for (uint row = 0; row < rows; row++) {
      float score = bias[window_offset (first + row, key)];
      float product = 0.0;

      if (push.shift > 0 && window_region (window, first + row) != region)
        score -= 100.0;
      [[unroll]] for (uint c = 0; c < VECTORS; c++) {
        score += dot (queries[row * VECTORS + c], key_row[c]);
        product += dot (results[row * VECTORS + c], value_row[c]);
      }
      if (is_key) {
        probabilities[row * STRIDE + key] = score;
        scores[row * STRIDE + key] = product;
      }
    }
    barrier ();
    differentiate_softmax (rows);
    for (uint row = 0; row < rows; row++) {
      const float probability = probabilities[row * STRIDE + key];
      const float gradient = scores[row * STRIDE + key];

      [[unroll]] for (uint c = 0; c < VECTORS; c++) {
        value_sums[c] += probability * results[row * VECTORS + c];
        key_sums[c] += gradient * queries[row * VECTORS + c];
      }
    }
    store_queries (first, rows, head);
    add_scores (first, rows);
    barrier ();
  }
  if (is_key && IS_VECTOR) {
    [[unroll]] for (uint c = 0; c < VECTORS; c++) {
      store (row_start (key, 1, head), c, key_sums[c]);
      store (row_start (key, 2, head), c, value_sums[c]);
    }
  } else if (is_key) {
    [[dont_unroll]] for (uint vector = 0; vector < VECTORS; vector++) {
      vec4 key_vector = vec4 (0.0), value_vector = vec4 (0.0);

      [[unroll]] for (uint c = 0; c < VECTORS; c++)
        if (c == vector) {
          key_vector = key_sums[c];
          value_vector = value_sums[c];
        }
      store (row_start (key, 1, head), vector, key_vector);
      store (row_start (key, 2, head), vector, value_vector);
    }
  }
}

void
main ()
{
  const uint group = group_index ();
  const uint head = group % push.heads;
  const uint part = group / push.heads;
  const uint end = min ((part + 1) * push.part_windows, push.n_windows);

  if (group >= push.n_parts * push.heads)
    return;
  for (uint e = gl_LocalInvocationID.x; e < SPAN * SPAN; e += gl_WorkGroupSize.x) {
    bias[e] = table[e * push.heads + head];
    bias_sums[e] = 0.0;
  }
  for (uint index = part * push.part_windows; index < end; index++)
    differentiate (window_at (index), head);
  for (uint e = gl_LocalInvocationID.x; e < SPAN * SPAN; e += gl_WorkGroupSize.x)
    parts[(part * SPAN * SPAN + e) * push.heads + head] = bias_sums[e];
}

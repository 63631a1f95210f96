#version 460
#extension GL_GOOGLE_include_directive : require
// softmax (scale q k^T + bias + mask) v within the windows of a rolled map.  One workgroup a window
// and head, one invocation a query.
//
// Keys are taken one after the other and the softmax corrected as larger scores turn up (Milakov
// and Gimelshein, "Online normalizer calculation for softmax", 2018), so no score is kept.  On
// hardware keys and values are first brought to shared memory, as many as fit, and the biases; where
// that is a loss, on software devices, they are read in place.
#include "common.glsl"

layout (constant_id = 1) const uint HEAD = 32;   // channels of one head
layout (constant_id = 2) const uint WINDOW = 7;
layout (constant_id = 3) const uint CHUNK = 49;  // keys brought to shared memory at once
layout (constant_id = 4) const bool IS_STAGED = true;

layout (binding = 0) readonly buffer QKV { STORE qkv[]; };
layout (binding = 0) readonly buffer QKV4 { STORE4 qkv4[]; };
layout (binding = 1) readonly buffer Table { float table[]; };
layout (binding = 2) writeonly buffer Y { STORE y[]; };
layout (binding = 2) writeonly buffer Y4 { STORE4 y4[]; };
PUSH (AcuAttentionPush);

const uint AREA = WINDOW * WINDOW;
const uint SPAN = 2 * WINDOW - 1;
const uint VECTORS = (HEAD + 3) / 4;  // that hold a row of one head
const bool IS_VECTOR = HEAD % 4 == 0; // rows lie in memory as whole vectors

shared vec4 keys[IS_STAGED ? CHUNK * VECTORS : 1];
shared vec4 values[IS_STAGED ? CHUNK * VECTORS : 1];
shared float bias[IS_STAGED ? SPAN * SPAN : 1];

#include "window.glsl"

// Four elements of a row of q, k or v; zeros beyond its end.
vec4
load (uint start, uint vector)
{
  vec4 four = vec4 (0.0);

  if (IS_VECTOR)
    return vec4 (qkv4[start / 4 + vector]);
  [[unroll]] for (uint j = 0; j < 4; j++)
    if (vector * 4 + j < HEAD)
      four[j] = float (qkv[start + vector * 4 + j]);
  return four;
}

void
store (uint start, uint vector, vec4 four)
{
  if (IS_VECTOR) {
    y4[start / 4 + vector] = STORE4 (four);
    return;
  }
  [[unroll]] for (uint j = 0; j < 4; j++)
    if (vector * 4 + j < HEAD)
      y[start + vector * 4 + j] = STORE (four[j]);
}

void
main ()
{
  const uint group = group_index ();

  if (group >= push.n_groups)
    return;

  const Window window = window_at (group / push.heads);
  const uint head = group % push.heads;
  const uint stride = 3 * push.channels;

  if (IS_STAGED) {
    for (uint e = gl_LocalInvocationID.x; e < SPAN * SPAN; e += gl_WorkGroupSize.x)
      bias[e] = table[e * push.heads + head];
  }
  for (uint first = 0; first < AREA; first += gl_WorkGroupSize.x) {
    const uint i = first + gl_LocalInvocationID.x;
    const uint position = min (i, AREA - 1);
    const uint pixel = window_pixel (window, position);
    const uint region = window_region (window, position);
    vec4 query[VECTORS], sum[VECTORS];
    float largest = -3.0e38, total = 0.0;

    if (IS_VECTOR) {
      [[unroll]] for (uint c = 0; c < VECTORS; c++)
        query[c] = load (pixel * stride + head * HEAD, c) * push.scale;
    } else { // one place loads numbers one by one, which is much code
      [[dont_unroll]] for (uint v = 0; v < VECTORS; v++) {
        const vec4 four = load (pixel * stride + head * HEAD, v) * push.scale;

        [[unroll]] for (uint c = 0; c < VECTORS; c++)
          if (c == v)
            query[c] = four;
      }
    }
    [[unroll]] for (uint c = 0; c < VECTORS; c++)
      sum[c] = vec4 (0.0);
    for (uint chunk = 0; chunk < AREA; chunk += CHUNK) {
      const uint end = min (CHUNK, AREA - chunk);

      if (IS_STAGED) {
        barrier ();
        for (uint e = gl_LocalInvocationID.x; e < end * VECTORS; e += gl_WorkGroupSize.x) {
          const uint source =
              window_pixel (window, chunk + e / VECTORS) * stride + push.channels + head * HEAD;

          keys[e] = load (source, e % VECTORS);
          values[e] = load (source + push.channels, e % VECTORS);
        }
        barrier ();
      }
      for (uint j = 0; j < end; j++) {
        const uint key = chunk + j;
        const uint source = window_pixel (window, key) * stride + push.channels + head * HEAD;
        const uint offset = window_offset (position, key);
        float score = IS_STAGED ? bias[offset] : table[offset * push.heads + head];

        if (window_region (window, key) != region)
          score -= 100.0;
        [[unroll]] for (uint c = 0; c < VECTORS; c++)
          score += dot (query[c], IS_STAGED ? keys[j * VECTORS + c] : load (source, c));
        if (score > largest) {
          const float correction = exp (largest - score);

          largest = score;
          total *= correction;
          [[unroll]] for (uint c = 0; c < VECTORS; c++)
            sum[c] *= correction;
        }

        const float weight = exp (score - largest);

        total += weight;
        [[unroll]] for (uint c = 0; c < VECTORS; c++)
          sum[c] += weight * (IS_STAGED ? values[j * VECTORS + c]
                                        : load (source + push.channels, c));
      }
    }
    if (i < AREA && IS_VECTOR) {
      [[unroll]] for (uint c = 0; c < VECTORS; c++)
        store (pixel * push.channels + head * HEAD, c, sum[c] / total);
    } else if (i < AREA) {
      [[dont_unroll]] for (uint v = 0; v < VECTORS; v++) {
        vec4 four = vec4 (0.0);

        [[unroll]] for (uint c = 0; c < VECTORS; c++)
          if (c == v)
            four = sum[c];
        store (pixel * push.channels + head * HEAD, v, four / total);
      }
    }
  }
}

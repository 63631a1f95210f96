#version 460
#extension GL_GOOGLE_include_directive : require
// softmax (scale q k^T + bias + mask) v within the windows of a rolled map.  One workgroup a window
// and head, one invocation a query.
//
// Keys are taken one after the other and the softmax corrected as larger scores turn up (Milakov
// and Gimelshein, "Online normalizer calculation for softmax", 2018), so no score is kept.  On
// hardware keys and values are first brought to shared memory, as many as fit; where that is a
// loss, on software devices, they are read in place.
#include "common.glsl"

layout (constant_id = 1) const uint HEAD = 32;   // channels of one head
layout (constant_id = 2) const uint WINDOW = 7;
layout (constant_id = 3) const uint CHUNK = 49;  // keys brought to shared memory at once
layout (constant_id = 4) const bool IS_STAGED = true;

layout (binding = 0) readonly buffer QKV { STORE qkv[]; };
layout (binding = 1) readonly buffer Table { float table[]; };
layout (binding = 2) writeonly buffer Y { STORE y[]; };
PUSH (AcuAttentionPush);

const uint AREA = WINDOW * WINDOW;

shared float keys[IS_STAGED ? CHUNK * HEAD : 1];
shared float values[IS_STAGED ? CHUNK * HEAD : 1];

#include "window.glsl"

void
main ()
{
  const uint group = group_index ();

  if (group >= push.n_groups)
    return;

  const Window window = window_at (group / push.heads);
  const uint head = group % push.heads * HEAD;
  const uint stride = 3 * push.channels;

  for (uint first = 0; first < AREA; first += gl_WorkGroupSize.x) {
    const uint i = first + gl_LocalInvocationID.x;
    const uint position = min (i, AREA - 1);
    const uint pixel = window_pixel (window, position);
    const uint region = window_region (window, position);
    float query[HEAD], sum[HEAD];
    float largest = -3.0e38, total = 0.0;

    [[unroll]] for (uint c = 0; c < HEAD; c++) {
      query[c] = float (qkv[pixel * stride + head + c]) * push.scale;
      sum[c] = 0.0;
    }
    for (uint chunk = 0; chunk < AREA; chunk += CHUNK) {
      const uint end = min (CHUNK, AREA - chunk);

      if (IS_STAGED) {
        barrier ();
        for (uint e = gl_LocalInvocationID.x; e < end * HEAD; e += gl_WorkGroupSize.x) {
          const uint source =
              window_pixel (window, chunk + e / HEAD) * stride + push.channels + head + e % HEAD;

          keys[e] = float (qkv[source]);
          values[e] = float (qkv[source + push.channels]);
        }
        barrier ();
      }
      for (uint j = 0; j < end; j++) {
        const uint key = chunk + j;
        const uint source = window_pixel (window, key) * stride + push.channels + head;
        float score = table[window_offset (position, key) * push.heads + group % push.heads];

        if (window_region (window, key) != region)
          score -= 100.0;
        [[unroll]] for (uint c = 0; c < HEAD; c++)
          score += query[c] * (IS_STAGED ? keys[j * HEAD + c] : float (qkv[source + c]));

        const float peak = max (largest, score);
        const float weight = exp (score - peak);
        const float correction = exp (largest - peak);

        largest = peak;
        total = total * correction + weight;
        [[unroll]] for (uint c = 0; c < HEAD; c++)
          sum[c] = sum[c] * correction +
                   weight * (IS_STAGED ? values[j * HEAD + c]
                                       : float (qkv[source + push.channels + c]));
      }
    }
    if (i < AREA)
      [[unroll]] for (uint c = 0; c < HEAD; c++)
        y[pixel * push.channels + head + c] = STORE (sum[c] / total);
  }
}

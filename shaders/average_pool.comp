#version 460
#extension GL_GOOGLE_include_directive : require
// Adaptive average pooling.  One invocation an element of the result.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuPoolPush);

void
main ()
{
  const uint i = item_index ();
  const uint channel = i % push.channels;
  const uint column = i / push.channels % push.out_width;
  const uint row = i / push.channels / push.out_width % push.out_height;
  const uint sample_index = i / push.channels / push.out_width / push.out_height;
  const uint top = row * push.height / push.out_height;
  const uint left = column * push.width / push.out_width;
  const uint bottom = ((row + 1) * push.height + push.out_height - 1) / push.out_height;
  const uint right = ((column + 1) * push.width + push.out_width - 1) / push.out_width;
  float sum = 0.0;

  if (i >= push.count)
    return;
  for (uint v = top; v < bottom; v++)
    for (uint u = left; u < right; u++)
      sum += float (x[((sample_index * push.height + v) * push.width + u) * push.channels + channel]);
  y[i] = STORE (sum / float ((bottom - top) * (right - left)));
}

#version 460
#extension GL_GOOGLE_include_directive : require
// The gradient of adaptive average pooling: each pixel gathers its share of the windows that it is
// in.  One invocation an element of the result.
#include "common.glsl"

layout (binding = 0) readonly buffer Dy { STORE dy[]; };
layout (binding = 1) writeonly buffer Dx { STORE dx[]; };
PUSH (AcuPoolPush);

// The length of a window, of those that cut a length into so many.
uint
window_length (uint index, uint length, uint count)
{
  return ((index + 1) * length + count - 1) / count - index * length / count;
}

void
main ()
{
  const uint i = item_index ();
  const uint channel = i % push.channels;
  const uint column = i / push.channels % push.width;
  const uint row = i / push.channels / push.width % push.height;
  const uint sample_index = i / push.channels / push.width / push.height;
  const uint top = row * push.out_height / push.height;
  const uint left = column * push.out_width / push.width;
  const uint bottom = ((row + 1) * push.out_height + push.height - 1) / push.height;
  const uint right = ((column + 1) * push.out_width + push.width - 1) / push.width;
  float sum = 0.0;

  if (i >= push.count)
    return;
  for (uint v = top; v < bottom; v++)
    for (uint u = left; u < right; u++) {
      const uint pixel = (sample_index * push.out_height + v) * push.out_width + u;
      const uint size = window_length (v, push.height, push.out_height) *
                        window_length (u, push.width, push.out_width);

      sum += float (dy[pixel * push.channels + channel]) / float (size);
    }
  dx[i] = STORE (sum);
}

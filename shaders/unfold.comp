#version 460
#extension GL_GOOGLE_include_directive : require
// Each output position's window as one row.  One invocation an element of the result.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuWindowPush);

void
main ()
{
  const uint i = item_index ();
  const uint channel = i % push.channels;
  const uint tap = i / push.channels % (push.kernel * push.kernel);
  const uint pixel = i / push.channels / (push.kernel * push.kernel);
  const uint column = pixel % push.out_width;
  const uint row = pixel / push.out_width % push.out_height;
  const uint sample_index = pixel / push.out_width / push.out_height;
  // Positions before the edge wrap around to numbers that lie beyond the other.
  const uint v = row * push.stride + tap / push.kernel - push.padding;
  const uint u = column * push.stride + tap % push.kernel - push.padding;
  float value = 0.0;

  if (i >= push.count)
    return;
  if (v < push.height && u < push.width)
    value = float (x[((sample_index * push.height + v) * push.width + u) * push.channels + channel]);
  y[i] = STORE (value);
}

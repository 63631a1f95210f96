#version 460
#extension GL_GOOGLE_include_directive : require
// (B,H,W,C) to (B,C,H,W).  One invocation an element of the result.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuChannelsFirstPush);

void
main ()
{
  const uint i = item_index ();
  const uint pixel = i % push.pixels;
  const uint channel = i / push.pixels % push.channels;
  const uint sample_index = i / push.pixels / push.channels;

  if (i < push.count)
    y[i] = x[(sample_index * push.pixels + pixel) * push.channels + channel];
}

#version 460
#extension GL_GOOGLE_include_directive : require
// Four neighbours side by side: (row,column) = (0,0),(1,0),(0,1),(1,1).  One invocation an element.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuPatchMergePush);

void
main ()
{
  const uint i = item_index ();
  const uint channel = i % push.channels;
  const uint neighbour = i / push.channels % 4;
  const uint pixel = i / push.channels / 4;
  const uint column = pixel % (push.width / 2) * 2 + neighbour / 2;
  // The sample's index is part of the row: heights are even.
  const uint row = pixel / (push.width / 2) * 2 + neighbour % 2;

  if (i < push.count)
    y[i] = x[(row * push.width + column) * push.channels + channel];
}

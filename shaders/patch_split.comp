#version 460
#extension GL_GOOGLE_include_directive : require
// The inverse of patch_merge: four neighbours from side by side to their places.  One invocation an
// element.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuPatchMergePush);

void
main ()
{
  const uint i = item_index ();
  const uint channel = i % push.channels;
  const uint pixel = i / push.channels;
  const uint column = pixel % push.width;
  // The sample's index is part of the row: heights are even.
  const uint row = pixel / push.width;
  const uint neighbour = row % 2 + column % 2 * 2;
  const uint merged = row / 2 * (push.width / 2) + column / 2;

  if (i < push.count)
    y[i] = x[(merged * 4 + neighbour) * push.channels + channel];
}

#version 460
#extension GL_GOOGLE_include_directive : require
// (image / 255 - mean) / std on bytes, read four at a time.  One invocation an element.
#include "common.glsl"

layout (binding = 0) readonly buffer X { uint words[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuNormalizePush);

void
main ()
{
  const uint i = item_index ();
  const uint c = i % 3;

  if (i >= push.count)
    return;
  const float value = float ((words[i / 4] >> (i % 4 * 8)) & 255u) / 255.0;

  y[i] = STORE ((value - push.mean[c]) / push.std[c]);
}

#version 460
#extension GL_GOOGLE_include_directive : require
// running = kept running + added x, in place.  One invocation an element.
#include "common.glsl"

layout (binding = 0) readonly buffer X { float x[]; };
layout (binding = 1) buffer Running { float running[]; };
PUSH (AcuBlendPush);

void
main ()
{
  const uint i = item_index ();

  if (i < push.count)
    running[i] = push.kept * running[i] + push.added * x[i];
}

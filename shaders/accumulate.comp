#version 460
#extension GL_GOOGLE_include_directive : require
// total = factor total + x, in place.  One invocation an element.
#include "common.glsl"

layout (binding = 0) readonly buffer X { float x[]; };
layout (binding = 1) readonly buffer Factor { float factor; };
layout (binding = 2) buffer Total { float total[]; };
PUSH (AcuElementsPush);

void
main ()
{
  const uint i = item_index ();

  if (i >= push.count)
    return;
  // What is begun afresh may hold anything, and 0 times that need not be 0.
  total[i] = factor == 0.0 ? x[i] : factor * total[i] + x[i];
}

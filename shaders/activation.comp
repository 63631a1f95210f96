#version 460
#extension GL_GOOGLE_include_directive : require
// activation (x).  One invocation an element.
#include "common.glsl"
#include "activation.glsl"

layout (constant_id = 1) const uint ACTIVATION = 0;

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuElementsPush);

void
main ()
{
  const uint i = item_index ();

  if (i < push.count)
    y[i] = STORE (activate (ACTIVATION, float (x[i])));
}

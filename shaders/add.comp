#version 460
#extension GL_GOOGLE_include_directive : require
// a + b.  One invocation an element.
#include "common.glsl"

layout (binding = 0) readonly buffer A { STORE a[]; };
layout (binding = 1) readonly buffer B { STORE b[]; };
layout (binding = 2) writeonly buffer Y { STORE y[]; };
PUSH (AcuElementsPush);

void
main ()
{
  const uint i = item_index ();

  if (i < push.count)
    y[i] = STORE (float (a[i]) + float (b[i]));
}

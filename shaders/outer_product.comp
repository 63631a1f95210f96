#version 460
#extension GL_GOOGLE_include_directive : require
// Each sample's column times its row.  One invocation an element of the result.
#include "common.glsl"

layout (binding = 0) readonly buffer A { STORE a[]; };
layout (binding = 1) readonly buffer B { STORE b[]; };
layout (binding = 2) writeonly buffer Y { STORE y[]; };
PUSH (AcuOuterProductPush);

void
main ()
{
  const uint i = item_index ();
  const uint row = i / push.columns;

  if (i < push.count)
    y[i] = STORE (float (a[row]) * float (b[row / push.rows * push.columns + i % push.columns]));
}

#version 460
#extension GL_GOOGLE_include_directive : require
// Columns of one matrix to columns of another.  One invocation an element.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuCopyColumnsPush);

void
main ()
{
  const uint i = item_index ();
  const uint row = i / push.columns;
  const uint column = i % push.columns;

  if (i < push.count)
    y[row * push.target_stride + push.target_offset + column] =
        x[row * push.source_stride + push.source_offset + column];
}

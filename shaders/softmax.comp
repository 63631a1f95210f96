#version 460
#extension GL_GOOGLE_include_directive : require
// Softmax over rows.  One workgroup a row.
#include "common.glsl"
#include "exponential.glsl"
#include "team.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuRowsPush);

void
main ()
{
  const uint row = group_index ();
  const uint start = row * push.columns;
  float largest = uintBitsToFloat (0xff800000u);
  float sum = 0.0;

  if (row >= push.rows)
    return;
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x)
    largest = max (largest, float (x[start + c]));
  largest = team_max (largest);
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x)
    sum += exponential (float (x[start + c]) - largest);
  sum = team_add (sum);
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x)
    y[start + c] = STORE (exponential (float (x[start + c]) - largest) / sum);
}

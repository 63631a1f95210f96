#version 460
#extension GL_GOOGLE_include_directive : require
// y (dy - sum (y dy)) over rows.  One workgroup a row.
#include "common.glsl"
#include "team.glsl"

layout (binding = 0) readonly buffer Y { STORE y[]; };
layout (binding = 1) readonly buffer Dy { STORE dy[]; };
layout (binding = 2) writeonly buffer Dx { STORE dx[]; };
PUSH (AcuRowsPush);

void
main ()
{
  const uint row = group_index ();
  const uint start = row * push.columns;
  float sum = 0.0;

  if (row >= push.rows)
    return;
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x)
    sum += float (y[start + c]) * float (dy[start + c]);
  sum = team_add (sum);
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x)
    dx[start + c] = STORE (float (y[start + c]) * (float (dy[start + c]) - sum));
}

#version 460
#extension GL_GOOGLE_include_directive : require
// (x - mean) / sqrt (variance + epsilon) * weight + bias over rows, in two passes.  One workgroup a
// row.
#include "common.glsl"
#include "team.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Weight { float weight[]; };
layout (binding = 2) readonly buffer Bias { float bias[]; };
layout (binding = 3) writeonly buffer Y { STORE y[]; };
PUSH (AcuLayerNormPush);

void
main ()
{
  const uint row = group_index ();
  const uint start = row * push.columns;
  float sum = 0.0, squares = 0.0;

  if (row >= push.rows)
    return;
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x)
    sum += float (x[start + c]);
  const float mean = team_add (sum) / float (push.columns);
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x) {
    const float difference = float (x[start + c]) - mean;

    squares += difference * difference;
  }
  const float variance = team_add (squares) / float (push.columns);
  const float scale = 1.0 / sqrt (variance + push.epsilon);
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x)
    y[start + c] = STORE ((float (x[start + c]) - mean) * scale * weight[c] + bias[c]);
}

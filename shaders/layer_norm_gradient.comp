#version 460
#extension GL_GOOGLE_include_directive : require
// (g - mean (g) - xhat mean (g xhat)) / sqrt (variance + epsilon) over rows, with g = dy weight; keeps
// each row's mean and the factor for layer_norm_affine.  One workgroup a row.
#include "common.glsl"
#include "team.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Weight { float weight[]; };
layout (binding = 2) readonly buffer Dy { STORE dy[]; };
layout (binding = 3) writeonly buffer Dx { STORE dx[]; };
layout (binding = 4) writeonly buffer Moments { vec2 moments[]; };
PUSH (AcuLayerNormPush);

void
main ()
{
  const uint row = group_index ();
  const uint start = row * push.columns;
  const float n = float (push.columns);
  float sum = 0.0, squares = 0.0, product = 0.0;

  if (row >= push.rows)
    return;
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x)
    sum += float (x[start + c]);
  const float mean = team_add (sum) / n;
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x) {
    const float difference = float (x[start + c]) - mean;

    squares += difference * difference;
  }
  const float scale = 1.0 / sqrt (team_add (squares) / n + push.epsilon);
  sum = 0.0;
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x) {
    const float g = float (dy[start + c]) * weight[c];

    sum += g;
    product += g * (float (x[start + c]) - mean) * scale;
  }
  sum = team_add (sum) / n;
  product = team_add (product) / n;
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x) {
    const float xhat = (float (x[start + c]) - mean) * scale;

    dx[start + c] = STORE ((float (dy[start + c]) * weight[c] - sum - xhat * product) * scale);
  }
  if (gl_LocalInvocationID.x == 0)
    moments[row] = vec2 (mean, scale);
}

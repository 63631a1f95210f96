#version 460
#extension GL_GOOGLE_include_directive : require
// activation (weight x + bias) with weights of each sample's own.  One workgroup an output.
#include "common.glsl"
#include "team.glsl"
#include "activation.glsl"

layout (constant_id = 2) const uint ACTIVATION = 0;

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Weight { STORE weight[]; };
layout (binding = 2) readonly buffer Bias { STORE bias[]; };
layout (binding = 3) writeonly buffer Y { STORE y[]; };
PUSH (AcuTargetLinearPush);

void
main ()
{
  const uint i = group_index ();
  const uint sample_index = i / push.outputs;
  float sum = 0.0;

  if (i >= push.count)
    return;
  for (uint c = gl_LocalInvocationID.x; c < push.columns; c += gl_WorkGroupSize.x)
    sum += float (weight[i * push.columns + c]) * float (x[sample_index * push.columns + c]);
  sum = team_add (sum);
  if (gl_LocalInvocationID.x == 0)
    y[i] = STORE (activate (ACTIVATION, sum + float (bias[i])));
}

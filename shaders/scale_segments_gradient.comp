#version 460
#extension GL_GOOGLE_include_directive : require
// Sums of x dy over each sample's map, segment by segment of the channels.  One workgroup a segment
// of a sample.
#include "common.glsl"
#include "team.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Dy { STORE dy[]; };
layout (binding = 2) writeonly buffer Sums { STORE sums[]; };
PUSH (AcuScaleChannelsPush);

void
main ()
{
  const uint index = group_index ();
  const uint segment = index % push.scales;
  const uint first = segment == 0 ? 0 : push.ends[segment - 1];
  const uint length = push.ends[segment] - first;
  const uint start = index / push.scales * push.period + first;
  const uint elements = push.period / push.channels * length;
  float sum = 0.0;

  if (index >= push.count)
    return;
  for (uint i = gl_LocalInvocationID.x; i < elements; i += gl_WorkGroupSize.x) {
    const uint at = start + i / length * push.channels + i % length;

    sum += float (x[at]) * float (dy[at]);
  }
  sum = team_add (sum);
  if (gl_LocalInvocationID.x == 0)
    sums[index] = STORE (sum);
}

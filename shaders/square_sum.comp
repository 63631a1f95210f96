#version 460
#extension GL_GOOGLE_include_directive : require
// Sums over parts of a vector, of squares or of what such sums have left to add up.  One workgroup a
// part.
#include "common.glsl"
#include "team.glsl"

layout (constant_id = 2) const bool IS_SQUARED = false;
layout (constant_id = 3) const bool HAS_TOTAL = false;

layout (binding = 0) readonly buffer X { float x[]; };
layout (binding = 1) readonly buffer Total { float total; };
layout (binding = 2) writeonly buffer Sums { float sums[]; };
PUSH (AcuSquareSumPush);

void
main ()
{
  const uint part = group_index ();
  const uint begin = part * push.part_count;
  const uint end = min (begin + push.part_count, push.count);
  float sum = 0.0;

  if (begin >= push.count)
    return;
  for (uint i = begin + gl_LocalInvocationID.x; i < end; i += gl_WorkGroupSize.x)
    sum += IS_SQUARED ? x[i] * x[i] : x[i];
  sum = team_add (sum);
  if (HAS_TOTAL)
    sum += total;
  if (gl_LocalInvocationID.x == 0)
    sums[part] = sum;
}

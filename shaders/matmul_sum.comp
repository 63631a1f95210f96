#version 460
#extension GL_GOOGLE_include_directive : require
// Adds up the slices of a product, always in the same order.  One invocation an element.
#include "common.glsl"
#include "activation.glsl"

layout (constant_id = 1) const uint ACTIVATION = 0;
layout (constant_id = 2) const bool HAS_BIAS = false;
layout (constant_id = 3) const bool HAS_RESIDUAL = false;

layout (binding = 0) readonly buffer Parts { float parts[]; };
layout (binding = 1) readonly buffer Bias { float bias[]; };
layout (binding = 2) readonly buffer Residual { STORE residual[]; };
layout (binding = 3) writeonly buffer Y { STORE y[]; };
PUSH (AcuMatmulSumPush);

void
main ()
{
  const uint i = item_index ();
  float sum = 0.0;

  if (i >= push.count)
    return;
  for (uint s = 0; s < push.slices; s++)
    sum += parts[s * push.count + i];
  if (HAS_BIAS)
    sum += bias[i % push.n];
  sum = activate (ACTIVATION, sum);
  if (HAS_RESIDUAL)
    sum += float (residual[i]);
  y[i] = STORE (sum);
}

#version 460
#extension GL_GOOGLE_include_directive : require
// activation ((x - mean) / sqrt (variance + epsilon) * weight + bias + residual).  One invocation an
// element.
#include "common.glsl"
#include "activation.glsl"

layout (constant_id = 1) const uint ACTIVATION = 0;
layout (constant_id = 2) const bool HAS_RESIDUAL = false;

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Weight { float weight[]; };
layout (binding = 2) readonly buffer Bias { float bias[]; };
layout (binding = 3) readonly buffer Mean { float mean[]; };
layout (binding = 4) readonly buffer Variance { float variance[]; };
layout (binding = 5) readonly buffer Residual { STORE residual[]; };
layout (binding = 6) writeonly buffer Y { STORE y[]; };
PUSH (AcuBatchNormPush);

void
main ()
{
  const uint i = item_index ();
  const uint c = i % push.channels;
  float value;

  if (i >= push.count)
    return;
  value = (float (x[i]) - mean[c]) / sqrt (variance[c] + push.epsilon) * weight[c] + bias[c];
  if (HAS_RESIDUAL)
    value += float (residual[i]);
  y[i] = STORE (activate (ACTIVATION, value));
}

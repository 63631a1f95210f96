#version 460
#extension GL_GOOGLE_include_directive : require
// weight / sqrt (variance + epsilon) (dz - sum (dz) / n - xhat sum (dz xhat) / n), with the sums as
// batch_norm_sums.comp makes them.  One invocation an element.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Weight { float weight[]; };
layout (binding = 2) readonly buffer Mean { float mean[]; };
layout (binding = 3) readonly buffer Variance { float variance[]; };
layout (binding = 4) readonly buffer DZ { STORE dz[]; };
layout (binding = 5) readonly buffer Sums { float sums[]; };
layout (binding = 6) writeonly buffer DX { STORE dx[]; };
PUSH (AcuBatchNormPush);

void
main ()
{
  const uint i = item_index ();
  const uint c = i % push.channels;
  const float rows = float (push.count / push.channels);

  if (i >= push.count)
    return;
  const float scale = 1.0 / sqrt (variance[c] + push.epsilon);
  const float xhat = (float (x[i]) - mean[c]) * scale;

  dx[i] = STORE (weight[c] * scale *
                 (float (dz[i]) - sums[push.channels + c] / rows - xhat * (sums[c] / rows)));
}

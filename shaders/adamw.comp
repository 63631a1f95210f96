#version 460
#extension GL_GOOGLE_include_directive : require
// One step of AdamW (Loshchilov and Hutter, ICLR 2019), in place.  One invocation an element.
#include "common.glsl"

layout (binding = 0) readonly buffer Gradient { float gradient[]; };
// AcuAdamwStep of compute/gradient-ops.h.
layout (binding = 1) readonly buffer Step {
  float learning_rate;
  float beta1;
  float beta2;
  float epsilon;
  float weight_decay;
  float correction1;
  float correction2;
  float clip_norm;
  float scale;
};
layout (binding = 2) readonly buffer SquareNorm { float square_norm; };
layout (binding = 3) buffer Weight { float weight[]; };
layout (binding = 4) buffer M { float m[]; };
layout (binding = 5) buffer V { float v[]; };
PUSH (AcuElementsPush);

void
main ()
{
  const uint i = item_index ();
  const float limit = clip_norm / (scale * sqrt (square_norm) + 1e-6);
  // Compilers may take numbers for finite, but not their bits.
  const bool has_overflowed = (floatBitsToUint (square_norm) & 0x7f800000u) == 0x7f800000u;
  float g, mean, square;

  if (i >= push.count || has_overflowed)
    return;
  g = gradient[i] * scale * (clip_norm > 0.0 ? min (1.0, limit) : 1.0);
  mean = beta1 * m[i] + (1.0 - beta1) * g;
  square = beta2 * v[i] + (1.0 - beta2) * g * g;
  m[i] = mean;
  v[i] = square;
  weight[i] = weight[i] * (1.0 - learning_rate * weight_decay) -
              learning_rate / correction1 * mean / (sqrt (square) / sqrt (correction2) + epsilon);
}

// What the kernels of matrix products share: the operands, and what becomes of a sum.
//
// activation (op (a) op (b) + bias) + residual, or one slice's part of the sums over k, which
// matmul_sum.comp then adds up.

#include "activation.glsl"

layout (constant_id = 1) const bool TRANSPOSE_A = false;
layout (constant_id = 2) const bool TRANSPOSE_B = false;
layout (constant_id = 3) const uint ACTIVATION = 0;
layout (constant_id = 4) const bool HAS_BIAS = false;
layout (constant_id = 5) const bool HAS_RESIDUAL = false;
layout (constant_id = 6) const bool IS_SLICED = false;

layout (binding = 0) readonly buffer A { STORE a[]; };
layout (binding = 0) readonly buffer A4 { STORE4 a4[]; };
layout (binding = 1) readonly buffer B { STORE b[]; };
layout (binding = 1) readonly buffer B4 { STORE4 b4[]; };
layout (binding = 2) readonly buffer Bias { float bias[]; };
layout (binding = 3) readonly buffer Residual { STORE residual[]; };
layout (binding = 4) writeonly buffer Y { STORE y[]; };
layout (binding = 4) writeonly buffer Parts { float parts[]; };
PUSH (AcuMatmulPush);

void
store (uint slice_index, uint row, uint column, float sum)
{
  const uint i = row * push.n + column;

  if (row >= push.m || column >= push.n)
    return;
  if (IS_SLICED) {
    parts[slice_index * push.m * push.n + i] = sum;
    return;
  }
  if (HAS_BIAS)
    sum += bias[column];
  sum = activate (ACTIVATION, sum);
  if (HAS_RESIDUAL)
    sum += float (residual[i]);
  y[i] = STORE (sum);
}

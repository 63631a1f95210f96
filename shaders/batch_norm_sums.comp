#version 460
#extension GL_GOOGLE_include_directive : require
// Of each part of the rows: column sums of dz xhat and of dz, with xhat = (x - mean) / sqrt (variance +
// epsilon).  One workgroup some columns of a part.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Mean { float mean[]; };
layout (binding = 2) readonly buffer Variance { float variance[]; };
layout (binding = 3) readonly buffer DZ { STORE dz[]; };
layout (binding = 4) writeonly buffer Sums { float sums[]; };
PUSH (AcuBatchNormSumsPush);

#include "columns.glsl"

void
main ()
{
  const Stretch stretch = find_stretch ();
  const uint c = min (stretch.column, push.columns - 1);
  const float center = mean[c];
  const float scale = 1.0 / sqrt (variance[c] + push.epsilon);
  float product = 0.0, sum = 0.0;

  if (!has_stretch ())
    return;
  for (uint row = stretch.first; row < stretch.end; row += LINES) {
    const float gradient = float (dz[row * push.columns + c]);

    product += gradient * (float (x[row * push.columns + c]) - center);
    sum += gradient;
  }
  product = lines_add (product) * scale;
  sum = lines_add (sum);
  if (stores (stretch)) {
    sums[stretch.part * 2 * push.columns + c] = product;
    sums[(stretch.part * 2 + 1) * push.columns + c] = sum;
  }
}

#version 460
#extension GL_GOOGLE_include_directive : require
// Column sums of dy xhat and, behind them, of dy over each part of the rows: the gradients of a
// norm's weight and bias.  One workgroup some columns of a part.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Dy { STORE dy[]; };
layout (binding = 2) readonly buffer Moments { vec2 moments[]; };
layout (binding = 3) writeonly buffer Sums { float sums[]; };
PUSH (AcuColumnsPush);

#include "columns.glsl"

void
main ()
{
  const Stretch stretch = find_stretch ();
  float product = 0.0, sum = 0.0;

  if (!has_stretch ())
    return;
  for (uint row = stretch.first; row < stretch.end; row += LINES) {
    const uint i = row * push.columns + stretch.column;
    const vec2 moment = moments[row];
    const float gradient = float (dy[i]);

    product += gradient * (float (x[i]) - moment.x) * moment.y;
    sum += gradient;
  }
  product = lines_add (product);
  sum = lines_add (sum);
  if (stores (stretch)) {
    sums[2 * stretch.part * push.columns + stretch.column] = product;
    sums[(2 * stretch.part + 1) * push.columns + stretch.column] = sum;
  }
}

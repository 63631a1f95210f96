#version 460
#extension GL_GOOGLE_include_directive : require
// Column sums of each part of the rows.  One workgroup some columns of a part.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Sums { float sums[]; };
PUSH (AcuColumnsPush);

#include "columns.glsl"

void
main ()
{
  const Stretch stretch = find_stretch ();
  float sum = 0.0;

  if (!has_stretch ())
    return;
  for (uint row = stretch.first; row < stretch.end; row += LINES)
    sum += float (x[row * push.columns + stretch.column]);
  sum = lines_add (sum);
  if (stores (stretch))
    sums[stretch.part * push.columns + stretch.column] = sum;
}

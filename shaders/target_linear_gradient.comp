#version 460
#extension GL_GOOGLE_include_directive : require
// The sum of a sample's own weights, each row of them times its element of dz.  One workgroup some
// columns of a sample, whose outputs are a part of the rows.
#include "common.glsl"

layout (binding = 0) readonly buffer Weight { STORE weight[]; };
layout (binding = 1) readonly buffer Dz { STORE dz[]; };
layout (binding = 2) writeonly buffer Dx { STORE dx[]; };
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
    sum += float (weight[row * push.columns + stretch.column]) * float (dz[row]);
  sum = lines_add (sum);
  if (stores (stretch))
    dx[stretch.part * push.columns + stretch.column] = STORE (sum);
}

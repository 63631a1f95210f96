#version 460
#extension GL_GOOGLE_include_directive : require
// Sums of x dy over each sample's map, channel by channel.  One workgroup some channels of a sample,
// whose pixels are a part of the rows.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Dy { STORE dy[]; };
layout (binding = 2) writeonly buffer Sums { STORE sums[]; };
PUSH (AcuColumnsPush);

#include "columns.glsl"

void
main ()
{
  const Stretch stretch = find_stretch ();
  float sum = 0.0;

  if (!has_stretch ())
    return;
  for (uint row = stretch.first; row < stretch.end; row += LINES) {
    const uint i = row * push.columns + stretch.column;

    sum += float (x[i]) * float (dy[i]);
  }
  sum = lines_add (sum);
  if (stores (stretch))
    sums[stretch.part * push.columns + stretch.column] = STORE (sum);
}

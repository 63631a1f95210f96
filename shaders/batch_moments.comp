#version 460
#extension GL_GOOGLE_include_directive : require
// Of each part of the rows: the columns' means, and the sums of the squares of the differences from
// them.  One workgroup some columns of a part.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Moments { float moments[]; };
PUSH (AcuColumnsPush);

#include "columns.glsl"

void
main ()
{
  const Stretch stretch = find_stretch ();
  const uint count = min (push.part_rows, push.rows - stretch.part * push.part_rows);
  float sum = 0.0, squares = 0.0;

  if (!has_stretch ())
    return;
  for (uint row = stretch.first; row < stretch.end; row += LINES)
    sum += float (x[row * push.columns + stretch.column]);
  const float mean = lines_add (sum) / float (count);
  for (uint row = stretch.first; row < stretch.end; row += LINES) {
    const float difference = float (x[row * push.columns + stretch.column]) - mean;

    squares += difference * difference;
  }
  squares = lines_add (squares);
  if (stores (stretch)) {
    moments[stretch.part * 2 * push.columns + stretch.column] = mean;
    moments[(stretch.part * 2 + 1) * push.columns + stretch.column] = squares;
  }
}

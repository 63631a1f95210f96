#version 460
#extension GL_GOOGLE_include_directive : require
// Joins what batch_moments.comp made of parts: the columns' means and population variances.  One
// workgroup some columns; the rows are the parts.
#include "common.glsl"

layout (binding = 0) readonly buffer Moments { float moments[]; };
layout (binding = 1) writeonly buffer Statistics { float statistics[]; };
PUSH (AcuBatchStatisticsPush);

#include "columns.glsl"

float
count_of_part (uint part)
{
  return float (min (push.part_count, push.count - part * push.part_count));
}

void
main ()
{
  const Stretch stretch = find_stretch ();
  float sum = 0.0, squares = 0.0;

  if (!has_stretch ())
    return;
  for (uint part = stretch.first; part < stretch.end; part += LINES)
    sum += count_of_part (part) * moments[part * 2 * push.columns + stretch.column];
  const float mean = lines_add (sum) / float (push.count);
  for (uint part = stretch.first; part < stretch.end; part += LINES) {
    const float difference = moments[part * 2 * push.columns + stretch.column] - mean;

    squares += moments[(part * 2 + 1) * push.columns + stretch.column] +
               count_of_part (part) * difference * difference;
  }
  squares = lines_add (squares);
  if (stores (stretch)) {
    statistics[stretch.column] = mean;
    statistics[push.columns + stretch.column] = squares / float (push.count);
  }
}

#version 460
#extension GL_GOOGLE_include_directive : require
// The transpose of unfold: every element is the sum of its copies.  One invocation an element of the
// result.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuWindowPush); // of the unfold that this undoes: its input is the result

void
main ()
{
  const uint i = item_index ();
  const uint channel = i % push.channels;
  const uint column = i / push.channels % push.width + push.padding;
  const uint row = i / push.channels / push.width % push.height + push.padding;
  const uint sample_index = i / push.channels / push.width / push.height;
  float sum = 0.0;

  if (i >= push.count)
    return;
  // Taps that windows lie under are stride apart; a window that would begin before the first ends
  // the loop.
  for (uint v = row % push.stride; v < push.kernel && v <= row; v += push.stride)
    for (uint u = column % push.stride; u < push.kernel && u <= column; u += push.stride) {
      const uint window_row = (row - v) / push.stride;
      const uint window_column = (column - u) / push.stride;

      if (window_row < push.out_height && window_column < push.out_width) {
        const uint window =
            (sample_index * push.out_height + window_row) * push.out_width + window_column;

        sum += float (
            x[(window * push.kernel * push.kernel + v * push.kernel + u) * push.channels + channel]);
      }
    }
  y[i] = STORE (sum);
}

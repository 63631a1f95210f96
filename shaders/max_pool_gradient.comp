#version 460
#extension GL_GOOGLE_include_directive : require
// The gradient of maximum pooling: each pixel gathers from the windows whose first maximum it is.
// One invocation an element of the result.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Dy { STORE dy[]; };
layout (binding = 2) writeonly buffer Dx { STORE dx[]; };
PUSH (AcuWindowPush);

float
load (uint sample_index, uint row, uint column, uint channel)
{
  return float (x[((sample_index * push.height + row) * push.width + column) * push.channels +
                  channel]);
}

// Whether no pixel of the window is larger than this one, nor one before it as large.
bool
is_first_maximum (uvec2 window, uint sample_index, uint row, uint column, uint channel)
{
  const float here = load (sample_index, row, column, channel);

  for (uint tap = 0; tap < push.kernel * push.kernel; tap++) {
    // Positions before the edge wrap around to numbers that lie beyond the other.
    const uint v = window.x * push.stride + tap / push.kernel - push.padding;
    const uint u = window.y * push.stride + tap % push.kernel - push.padding;

    if (v >= push.height || u >= push.width)
      continue;
    const float other = load (sample_index, v, u, channel);

    if (other > here || (other == here && (v < row || (v == row && u < column))))
      return false;
  }
  return true;
}

// The first of the windows, along one direction, that reach a position.
uint
first_window (uint position)
{
  const uint end = position + push.padding + 1;

  return end > push.kernel ? (end - push.kernel + push.stride - 1) / push.stride : 0;
}

void
main ()
{
  const uint i = item_index ();
  const uint channel = i % push.channels;
  const uint column = i / push.channels % push.width;
  const uint row = i / push.channels / push.width % push.height;
  const uint sample_index = i / push.channels / push.width / push.height;
  const uint end_row = min ((row + push.padding) / push.stride + 1, push.out_height);
  const uint end_column = min ((column + push.padding) / push.stride + 1, push.out_width);
  float sum = 0.0;

  if (i >= push.count)
    return;
  for (uint v = first_window (row); v < end_row; v++)
    for (uint u = first_window (column); u < end_column; u++)
      if (is_first_maximum (uvec2 (v, u), sample_index, row, column, channel)) {
        const uint pixel = (sample_index * push.out_height + v) * push.out_width + u;

        sum += float (dy[pixel * push.channels + channel]);
      }
  dx[i] = STORE (sum);
}

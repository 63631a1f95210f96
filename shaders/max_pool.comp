#version 460
#extension GL_GOOGLE_include_directive : require
// Maximum over windows.  One invocation an element of the result.
#include "common.glsl"

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuWindowPush);

void
main ()
{
  const uint i = item_index ();
  const uint channel = i % push.channels;
  const uint column = i / push.channels % push.out_width;
  const uint row = i / push.channels / push.out_width % push.out_height;
  const uint sample_index = i / push.channels / push.out_width / push.out_height;
  const int top = int (row * push.stride) - int (push.padding);
  const int left = int (column * push.stride) - int (push.padding);
  const uint first_row = uint (max (top, 0));
  const uint first_column = uint (max (left, 0));
  const uint end_row = uint (min (top + int (push.kernel), int (push.height)));
  const uint end_column = uint (min (left + int (push.kernel), int (push.width)));
  float largest = uintBitsToFloat (0xff800000u);

  if (i >= push.count)
    return;
  for (uint v = first_row; v < end_row; v++)
    for (uint u = first_column; u < end_column; u++)
      largest = max (largest, float (x[((sample_index * push.height + v) * push.width + u) *
                                           push.channels + channel]));
  y[i] = STORE (largest);
}

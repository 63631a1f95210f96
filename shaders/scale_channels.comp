#version 460
#extension GL_GOOGLE_include_directive : require
// Every channel, or every segment of channels, times its sample's scale.  One invocation an element.
#include "common.glsl"

layout (constant_id = 1) const bool HAS_SEGMENTS = false;

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer Scale { STORE scale[]; };
layout (binding = 2) writeonly buffer Y { STORE y[]; };
PUSH (AcuScaleChannelsPush);

void
main ()
{
  const uint i = item_index ();
  const uint channel = i % push.channels;
  uint s = channel;

  if (i >= push.count)
    return;
  if (HAS_SEGMENTS) {
    s = 0;
    while (s + 1 < push.scales && channel >= push.ends[s])
      s++;
  }
  y[i] = STORE (float (x[i]) * float (scale[i / push.period * push.scales + s]));
}

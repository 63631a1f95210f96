#version 460
#extension GL_GOOGLE_include_directive : require
// Dropout of elements, or of whole samples.  One invocation four elements.
#include "common.glsl"
#include "random.glsl"

layout (constant_id = 1) const bool BY_SAMPLE = false;

layout (binding = 0) readonly buffer X { STORE x[]; };
layout (binding = 1) readonly buffer State { uint state[]; }; // seed, step: low and high words
layout (binding = 2) writeonly buffer Y { STORE y[]; };
PUSH (AcuDropoutPush);

uvec4
draw (uint block)
{
  return philox (uvec4 (block, push.stream, state[2], state[3]), uvec2 (state[0], state[1]));
}

void
main ()
{
  const uint first = item_index () * 4;
  uvec4 words = uvec4 (0);

  if (first >= push.count)
    return;
  if (!BY_SAMPLE)
    words = draw (first / 4);
  for (uint j = 0; j < 4; j++) {
    const uint i = first + j;
    const uint sample_index = i / push.period;

    if (i >= push.count)
      return;
    const uint word = BY_SAMPLE ? draw (sample_index / 4)[sample_index % 4] : words[j];

    y[i] = STORE (word >= push.threshold ? float (x[i]) * push.scale : 0.0);
  }
}

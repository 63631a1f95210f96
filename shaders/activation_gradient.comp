#version 460
#extension GL_GOOGLE_include_directive : require
// dy times the derivative of the activation.  One invocation four elements.
#include "common.glsl"
#include "activation.glsl"

layout (constant_id = 1) const uint ACTIVATION = 0;
layout (constant_id = 2) const bool IS_VECTOR = false; // the count is a multiple of four

layout (binding = 0) readonly buffer Reference { STORE reference[]; };
layout (binding = 0) readonly buffer Reference4 { STORE4 reference4[]; };
layout (binding = 1) readonly buffer Dy { STORE dy[]; };
layout (binding = 1) readonly buffer Dy4 { STORE4 dy4[]; };
layout (binding = 2) writeonly buffer Dx { STORE dx[]; };
layout (binding = 2) writeonly buffer Dx4 { STORE4 dx4[]; };
PUSH (AcuElementsPush);

void
main ()
{
  const uint i = item_index ();

  if (4 * i >= push.count)
    return;
  if (IS_VECTOR) {
    const vec4 at = vec4 (reference4[i]);
    vec4 gradient = vec4 (dy4[i]);

    [[unroll]] for (uint c = 0; c < 4; c++)
      gradient[c] *= activate_gradient (ACTIVATION, at[c]);
    dx4[i] = STORE4 (gradient);
    return;
  }
  for (uint j = 4 * i; j < min (4 * i + 4, push.count); j++)
    dx[j] = STORE (float (dy[j]) * activate_gradient (ACTIVATION, float (reference[j])));
}

#version 460
#extension GL_GOOGLE_include_directive : require
// dy times the derivative of the activation.  One invocation an element.
#include "common.glsl"
#include "activation.glsl"

layout (constant_id = 1) const uint ACTIVATION = 0;

layout (binding = 0) readonly buffer Reference { STORE reference[]; };
layout (binding = 1) readonly buffer Dy { STORE dy[]; };
layout (binding = 2) writeonly buffer Dx { STORE dx[]; };
PUSH (AcuElementsPush);

void
main ()
{
  const uint i = item_index ();

  if (i < push.count)
    dx[i] = STORE (float (dy[i]) * activate_gradient (ACTIVATION, float (reference[i])));
}

#version 460
// Writes the first push.count numbers of a buffer, whether it has as many or not.  One invocation.

layout (local_size_x = 1) in;
layout (binding = 0) writeonly buffer Y { float y[]; };
layout (push_constant) uniform Push { uint count; } push;

void
main ()
{
  for (uint i = 0; i < push.count; i++)
    y[i] = float (i);
}

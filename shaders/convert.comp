#version 460
#extension GL_GOOGLE_include_directive : require
// Between F32 and F16; STORE is the result's type.  One invocation an element.
#include "common.glsl"
#extension GL_EXT_shader_16bit_storage : require

#ifdef ACU_F16
#define SOURCE float
#else
#define SOURCE float16_t
#endif

layout (binding = 0) readonly buffer X { SOURCE x[]; };
layout (binding = 1) writeonly buffer Y { STORE y[]; };
PUSH (AcuElementsPush);

void
main ()
{
  const uint i = item_index ();

  if (i < push.count)
    y[i] = STORE (x[i]);
}

// What every kernel shares: its storage type, its push constants, its place in the grid.
//
// A kernel is compiled twice, for operands stored as F32 and as F16.  STORE is the storage type;
// numbers are converted to float when read and summed as float always.

#extension GL_EXT_control_flow_attributes : require

#ifdef ACU_F16
#extension GL_EXT_shader_16bit_storage : require
#define STORE  float16_t
#define STORE4 f16vec4
#else
#define STORE  float
#define STORE4 vec4
#endif

#include "push-constants.h"

#define PUSH(Type) layout (push_constant) uniform Push { Type push; }

layout (local_size_x_id = 0) in;

// Grids are folded into two dimensions where one does not reach; the last row may overshoot.
uint
group_index ()
{
  return gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x;
}

uint
item_index ()
{
  return group_index () * gl_WorkGroupSize.x + gl_LocalInvocationID.x;
}

// Sums and maxima over a workgroup: within subgroups in hardware, between them through shared
// memory.  A workgroup that is one subgroup needs neither shared memory nor barriers.

#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require

layout (constant_id = 1) const bool TEAM_IS_SUBGROUP = false;

shared float team_parts[64];

float
team_add (float x)
{
  float sum = subgroupAdd (x);

  if (!TEAM_IS_SUBGROUP) {
    barrier ();
    if (subgroupElect ())
      team_parts[gl_SubgroupID] = sum;
    barrier ();
    sum = 0.0;
    for (uint i = 0; i < gl_NumSubgroups; i++)
      sum += team_parts[i];
  }
  return sum;
}

float
team_max (float x)
{
  float largest = subgroupMax (x);

  if (!TEAM_IS_SUBGROUP) {
    barrier ();
    if (subgroupElect ())
      team_parts[gl_SubgroupID] = largest;
    barrier ();
    largest = team_parts[0];
    for (uint i = 1; i < gl_NumSubgroups; i++)
      largest = max (largest, team_parts[i]);
  }
  return largest;
}

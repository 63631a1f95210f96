#version 460
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
// Compiles where the compiler knows cooperative matrices; see meson.build.
layout (local_size_x = 32) in;
layout (binding = 0) buffer X { float x[]; };

void
main ()
{
  coopmat<float, gl_ScopeSubgroup, 16, 16, gl_MatrixUseAccumulator> sum;

  coopMatLoad (sum, x, 0, 16, gl_CooperativeMatrixLayoutRowMajor);
  coopMatStore (sum, x, 0, 16, gl_CooperativeMatrixLayoutRowMajor);
}

#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_KHR_cooperative_matrix : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
// A matrix product in the device's matrix units, fp16 operands and fp32 sums: a workgroup makes
// BLOCK x BLOCK elements, bringing 64 columns of a and of b to shared memory at a time; each of its
// subgroups makes a part of them in fragments of the shape the device has.  While fragments are
// multiplied, the next columns are on their way to registers.  Subgroups store what they made each
// for itself, by eights where they can.  One workgroup a tile and slice.
#include "common.glsl"
#include "matmul.glsl"

layout (constant_id = 7) const uint FRAGMENT_M = 16;
layout (constant_id = 8) const uint FRAGMENT_N = 16;
layout (constant_id = 9) const uint FRAGMENT_K = 16;
layout (constant_id = 10) const uint FLAGS = 0; // 1: a is read by eights, 2: b is
layout (constant_id = 11) const uint SUBGROUP_SIZE = 32;
layout (constant_id = 12) const uint BLOCK = 128; // rows and columns of a tile: 128 or 64

const bool IS_VECTOR_A = (FLAGS & 1) != 0;
const bool IS_VECTOR_B = (FLAGS & 2) != 0;
const uint BLOCK_K = 64; // the depth of a tile
const uint SUBGROUPS = BLOCK == 128 ? 8 : 4;
const uint SUBGROUP_M = BLOCK / 2;
const uint SUBGROUP_N = 32;
const uint ACROSS = BLOCK / SUBGROUP_N;
const uint COUNT_M = SUBGROUP_M / FRAGMENT_M;
const uint COUNT_N = SUBGROUP_N / FRAGMENT_N;

// Tiles lie in shared memory as the operands do in theirs, (row, k) or (k, row), in vectors of eight
// halves; one vector of padding a line keeps neighbouring lines in different banks.
const uint LINE_ROWS = BLOCK_K / 8 + 1; // vectors of a line of (row, k)
const uint LINE_DEEP = BLOCK / 8 + 1;   // vectors of a line of (k, row)
const uint TILE = BLOCK * LINE_ROWS;    // not less than BLOCK_K * LINE_DEEP
const uint SHARE = BLOCK * BLOCK_K / 8 / (SUBGROUPS * SUBGROUP_SIZE); // that an invocation brings

shared uvec4 tile_a[TILE];
shared uvec4 tile_b[TILE];
shared float fragments[SUBGROUPS * FRAGMENT_M * FRAGMENT_N];

layout (binding = 0) readonly buffer A8 { uvec4 a8[]; };
layout (binding = 1) readonly buffer B8 { uvec4 b8[]; };
layout (binding = 3) readonly buffer Residual8 { uvec4 residual8[]; };
layout (binding = 4) writeonly buffer Y8 { uvec4 y8[]; };

// Defines a function that reads the e-th eight halves of the tile of rows first .. first + BLOCK - 1 and
// k from .. end - 1; zeros beyond.  K_RUNS: k is the operand's faster index.
#define DEFINE_FETCH(name, source, source8, K_RUNS, IS_VECTOR)                                     \
  uvec4 name (uint e, uint first, uint rows, uint from, uint end)                                  \
  {                                                                                                \
    const uint row = first + (K_RUNS ? e / (BLOCK_K / 8) : e % (BLOCK / 8) * 8);                   \
    const uint k = from + (K_RUNS ? e % (BLOCK_K / 8) * 8 : e / (BLOCK / 8));                      \
    uvec4 eight = uvec4 (0);                                                                       \
                                                                                                   \
    if (row >= rows || k >= end)                                                                   \
      return eight;                                                                                \
    if (IS_VECTOR)                                                                                 \
      return source8[(K_RUNS ? row * push.k + k : k * rows + row) / 8];                            \
    [[unroll]] for (uint j = 0; j < 4; j++) {                                                      \
      vec2 pair = vec2 (0.0);                                                                      \
                                                                                                   \
      [[unroll]] for (uint h = 0; h < 2; h++) {                                                    \
        const uint r = row + (K_RUNS ? 0 : j * 2 + h);                                             \
        const uint l = k + (K_RUNS ? j * 2 + h : 0);                                               \
                                                                                                   \
        if (r < rows && l < end)                                                                   \
          pair[h] = float (source[K_RUNS ? r * push.k + l : l * rows + r]);                        \
      }                                                                                            \
      eight[j] = packHalf2x16 (pair);                                                              \
    }                                                                                              \
    return eight;                                                                                  \
  }
DEFINE_FETCH (fetch_a, a, a8, !TRANSPOSE_A, IS_VECTOR_A)
DEFINE_FETCH (fetch_b, b, b8, TRANSPOSE_B, IS_VECTOR_B)

// Where the e-th eight halves of a tile lie.
uint
place (uint e, bool k_runs)
{
  return k_runs ? e / (BLOCK_K / 8) * LINE_ROWS + e % (BLOCK_K / 8)
                : e / (BLOCK / 8) * LINE_DEEP + e % (BLOCK / 8);
}

// Shared memory that a subgroup has for itself.
void
subgroup_wait ()
{
  controlBarrier (gl_ScopeSubgroup, gl_ScopeSubgroup, gl_StorageSemanticsShared,
                  gl_SemanticsAcquireRelease);
}

// As store(), of the eight sums whose first is fragments[from]; the result's rows are whole eights.
void
store_eight (uint row, uint column, uint from)
{
  const uint at = (row * push.n + column) / 8;
  uvec4 eight = uvec4 (0);

  if (row >= push.m || column >= push.n)
    return;
  if (HAS_RESIDUAL)
    eight = residual8[at];
  [[unroll]] for (uint j = 0; j < 4; j++) {
    vec2 pair = vec2 (fragments[from + 2 * j], fragments[from + 2 * j + 1]);

    if (HAS_BIAS)
      pair += vec2 (bias[column + 2 * j], bias[column + 2 * j + 1]);
    pair = vec2 (activate (ACTIVATION, pair.x), activate (ACTIVATION, pair.y));
    if (HAS_RESIDUAL)
      pair += unpackHalf2x16 (eight[j]);
    eight[j] = packHalf2x16 (pair);
  }
  y8[at] = eight;
}

void
main ()
{
  const uint row_blocks = (push.m + BLOCK - 1) / BLOCK;
  const uint column_blocks = (push.n + BLOCK - 1) / BLOCK;
  const uint group = group_index ();
  const uint slice_index = group / row_blocks / column_blocks;
  const uint first_row = group / column_blocks % row_blocks * BLOCK;
  const uint first_column = group % column_blocks * BLOCK;
  const uint start = slice_index * push.slice;
  const uint end = min (start + push.slice, push.k);
  const uint down = gl_SubgroupID / ACROSS * SUBGROUP_M;
  const uint across = gl_SubgroupID % ACROSS * SUBGROUP_N;
  uvec4 next_a[SHARE], next_b[SHARE];
  coopmat<float, gl_ScopeSubgroup, FRAGMENT_M, FRAGMENT_N, gl_MatrixUseAccumulator>
      sums[COUNT_M * COUNT_N];

  if (start >= push.k)
    return;
  [[unroll]] for (uint i = 0; i < COUNT_M * COUNT_N; i++)
    sums[i] = coopmat<float, gl_ScopeSubgroup, FRAGMENT_M, FRAGMENT_N, gl_MatrixUseAccumulator> (0.0);
  [[unroll]] for (uint i = 0; i < SHARE; i++) {
    const uint e = i * gl_WorkGroupSize.x + gl_LocalInvocationID.x;

    next_a[i] = fetch_a (e, first_row, push.m, start, end);
    next_b[i] = fetch_b (e, first_column, push.n, start, end);
  }
  for (uint k = start; k < end; k += BLOCK_K) {
    barrier ();
    [[unroll]] for (uint i = 0; i < SHARE; i++) {
      const uint e = i * gl_WorkGroupSize.x + gl_LocalInvocationID.x;

      tile_a[place (e, !TRANSPOSE_A)] = next_a[i];
      tile_b[place (e, TRANSPOSE_B)] = next_b[i];
    }
    barrier ();
    [[unroll]] for (uint i = 0; i < SHARE; i++) {
      const uint e = i * gl_WorkGroupSize.x + gl_LocalInvocationID.x;

      next_a[i] = fetch_a (e, first_row, push.m, k + BLOCK_K, end);
      next_b[i] = fetch_b (e, first_column, push.n, k + BLOCK_K, end);
    }
    [[unroll]] for (uint l = 0; l < BLOCK_K; l += FRAGMENT_K) {
      coopmat<float16_t, gl_ScopeSubgroup, FRAGMENT_M, FRAGMENT_K, gl_MatrixUseA> left[COUNT_M];

      [[unroll]] for (uint i = 0; i < COUNT_M; i++) {
        const uint row = down + i * FRAGMENT_M;

        if (TRANSPOSE_A)
          coopMatLoad (left[i], tile_a, l * LINE_DEEP + row / 8, LINE_DEEP,
                       gl_CooperativeMatrixLayoutColumnMajor);
        else
          coopMatLoad (left[i], tile_a, row * LINE_ROWS + l / 8, LINE_ROWS,
                       gl_CooperativeMatrixLayoutRowMajor);
      }
      [[unroll]] for (uint j = 0; j < COUNT_N; j++) {
        coopmat<float16_t, gl_ScopeSubgroup, FRAGMENT_K, FRAGMENT_N, gl_MatrixUseB> right;
        const uint column = across + j * FRAGMENT_N;

        if (TRANSPOSE_B)
          coopMatLoad (right, tile_b, column * LINE_ROWS + l / 8, LINE_ROWS,
                       gl_CooperativeMatrixLayoutColumnMajor);
        else
          coopMatLoad (right, tile_b, l * LINE_DEEP + column / 8, LINE_DEEP,
                       gl_CooperativeMatrixLayoutRowMajor);
        [[unroll]] for (uint i = 0; i < COUNT_M; i++)
          sums[i * COUNT_N + j] = coopMatMulAdd (left[i], right, sums[i * COUNT_N + j]);
      }
    }
  }
  [[unroll]] for (uint i = 0; i < COUNT_M; i++)
    [[unroll]] for (uint j = 0; j < COUNT_N; j++) {
      const uint base = gl_SubgroupID * FRAGMENT_M * FRAGMENT_N;

      const uint row = first_row + down + i * FRAGMENT_M;
      const uint column = first_column + across + j * FRAGMENT_N;

      coopMatStore (sums[i * COUNT_N + j], fragments, base, FRAGMENT_N,
                    gl_CooperativeMatrixLayoutRowMajor);
      subgroup_wait ();
      if (!IS_SLICED && push.n % 8 == 0) {
        for (uint e = gl_SubgroupInvocationID; e < FRAGMENT_M * FRAGMENT_N / 8; e += gl_SubgroupSize)
          store_eight (row + e / (FRAGMENT_N / 8), column + e % (FRAGMENT_N / 8) * 8, base + e * 8);
      } else {
        for (uint e = gl_SubgroupInvocationID; e < FRAGMENT_M * FRAGMENT_N; e += gl_SubgroupSize)
          store (slice_index, row + e / FRAGMENT_N, column + e % FRAGMENT_N, fragments[base + e]);
      }
      subgroup_wait ();
    }
}

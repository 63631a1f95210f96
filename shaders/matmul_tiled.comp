#version 460
#extension GL_GOOGLE_include_directive : require
// A matrix product by tiles: a workgroup makes BLOCK_M x BLOCK_N elements, bringing BLOCK_K columns
// of a and of b to shared memory at a time; an invocation keeps THREAD_M x THREAD_N sums in
// registers, in pieces of 4 x 4 spread over the tile so that neighbours read neighbouring banks.
// One workgroup a tile and slice.
#include "common.glsl"
#include "matmul.glsl"

layout (constant_id = 7) const uint BLOCK_M = 64;
layout (constant_id = 8) const uint BLOCK_N = 64;
layout (constant_id = 9) const uint THREAD_M = 4;
layout (constant_id = 10) const uint THREAD_N = 4;
layout (constant_id = 11) const uint FLAGS = 0; // 1: a is read by fours, 2: b is, 4: BLOCK_K is 8

const bool IS_VECTOR_A = (FLAGS & 1) != 0;
const bool IS_VECTOR_B = (FLAGS & 2) != 0;
const uint BLOCK_K = (FLAGS & 4) != 0 ? 8 : 16;
const uint STRIDE_M = BLOCK_M / 4 + 1;
const uint STRIDE_N = BLOCK_N / 4 + 1;
const uint ACROSS = BLOCK_N / THREAD_N; // invocations side by side

shared vec4 tile_a[BLOCK_K * STRIDE_M];
shared vec4 tile_b[BLOCK_K * STRIDE_N];

// Defines a function that fills a tile with rows first .. first + BLOCK - 1 of an operand, seen as
// (rows, k), and k from..end - 1; zeros beyond.  K_RUNS: k is the operand's faster index.
#define DEFINE_LOAD(name, source, source4, tile, BLOCK, STRIDE, K_RUNS, IS_VECTOR)                           \
  void name (uint first, uint rows, uint from, uint end)                                           \
  {                                                                                                \
    if (IS_VECTOR && K_RUNS) {                                                                     \
      for (uint e = gl_LocalInvocationID.x; e < BLOCK * BLOCK_K / 4; e += gl_WorkGroupSize.x) {    \
        const uint row = e / (BLOCK_K / 4);                                                        \
        const uint k = e % (BLOCK_K / 4) * 4;                                                      \
        vec4 value = vec4 (0.0);                                                                   \
                                                                                                   \
        if (first + row < rows && from + k < end)                                                  \
          value = vec4 (source4[((first + row) * push.k + from + k) / 4]);                              \
        [[unroll]] for (uint j = 0; j < 4; j++)                                                    \
          tile[(k + j) * STRIDE + row / 4][row % 4] = value[j];                                    \
      }                                                                                            \
    } else if (IS_VECTOR) {                                                                        \
      for (uint e = gl_LocalInvocationID.x; e < BLOCK * BLOCK_K / 4; e += gl_WorkGroupSize.x) {    \
        const uint row = e % (BLOCK / 4);                                                          \
        const uint k = e / (BLOCK / 4);                                                            \
        vec4 value = vec4 (0.0);                                                                   \
                                                                                                   \
        if (first + row * 4 < rows && from + k < end)                                              \
          value = vec4 (source4[((from + k) * rows + first) / 4 + row]);                                \
        tile[k * STRIDE + row] = value;                                                            \
      }                                                                                            \
    } else {                                                                                       \
      for (uint e = gl_LocalInvocationID.x; e < BLOCK * BLOCK_K; e += gl_WorkGroupSize.x) {        \
        const uint row = K_RUNS ? e / BLOCK_K : e % BLOCK;                                         \
        const uint k = K_RUNS ? e % BLOCK_K : e / BLOCK;                                           \
        float value = 0.0;                                                                         \
                                                                                                   \
        if (first + row < rows && from + k < end)                                                  \
          value = float (source[K_RUNS ? (first + row) * push.k + from + k                              \
                                  : (from + k) * rows + first + row]);                             \
        tile[k * STRIDE + row / 4][row % 4] = value;                                               \
      }                                                                                            \
    }                                                                                              \
  }
DEFINE_LOAD (load_a, a, a4, tile_a, BLOCK_M, STRIDE_M, !TRANSPOSE_A, IS_VECTOR_A)
DEFINE_LOAD (load_b, b, b4, tile_b, BLOCK_N, STRIDE_N, TRANSPOSE_B, IS_VECTOR_B)

void
main ()
{
  const uint row_blocks = (push.m + BLOCK_M - 1) / BLOCK_M;
  const uint column_blocks = (push.n + BLOCK_N - 1) / BLOCK_N;
  const uint group = group_index ();
  const uint slice_index = group / row_blocks / column_blocks;
  const uint first_row = group / column_blocks % row_blocks * BLOCK_M;
  const uint first_column = group % column_blocks * BLOCK_N;
  const uint start = slice_index * push.slice;
  const uint end = min (start + push.slice, push.k);
  const uint down = gl_LocalInvocationID.x / ACROSS;
  const uint across = gl_LocalInvocationID.x % ACROSS;
  vec4 sums[THREAD_M * (THREAD_N / 4)];

  if (start >= push.k)
    return;
  [[unroll]] for (uint i = 0; i < THREAD_M * (THREAD_N / 4); i++)
    sums[i] = vec4 (0.0);
  for (uint k = start; k < end; k += BLOCK_K) {
    barrier ();
    load_a (first_row, push.m, k, end);
    load_b (first_column, push.n, k, end);
    barrier ();
    [[unroll]] for (uint step_k = 0; step_k < BLOCK_K; step_k++) {
      vec4 left[THREAD_M / 4], right[THREAD_N / 4];

      [[unroll]] for (uint i = 0; i < THREAD_M / 4; i++)
        left[i] = tile_a[step_k * STRIDE_M + i * (BLOCK_M / THREAD_M) + down];
      [[unroll]] for (uint j = 0; j < THREAD_N / 4; j++)
        right[j] = tile_b[step_k * STRIDE_N + j * ACROSS + across];
      [[unroll]] for (uint i = 0; i < THREAD_M; i++)
        [[unroll]] for (uint j = 0; j < THREAD_N / 4; j++)
          sums[i * (THREAD_N / 4) + j] += left[i / 4][i % 4] * right[j];
    }
  }
  [[unroll]] for (uint i = 0; i < THREAD_M; i++)
    [[unroll]] for (uint j = 0; j < THREAD_N; j++)
      store (slice_index, first_row + i / 4 * (BLOCK_M / THREAD_M * 4) + down * 4 + i % 4,
             first_column + j / 4 * (ACROSS * 4) + across * 4 + j % 4,
             sums[i * (THREAD_N / 4) + j / 4][j % 4]);
}

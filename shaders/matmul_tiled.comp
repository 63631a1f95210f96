#version 460
#extension GL_GOOGLE_include_directive : require
// A matrix product by tiles: a workgroup makes BLOCK_M x BLOCK_N elements, bringing BLOCK_K columns
// of a and of b to shared memory at a time; an invocation keeps THREAD_M x THREAD_N sums in
// registers, in pieces of 4 x 4 spread over the tile so that neighbours read neighbouring banks.
// While they are summed up, the next columns are on their way to registers.  One workgroup a tile
// and slice.
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
const uint WIDTH = BLOCK_M / THREAD_M * ACROSS;
const uint SHARE_A = BLOCK_M * BLOCK_K / 4 / WIDTH; // vectors that an invocation brings
const uint SHARE_B = BLOCK_N * BLOCK_K / 4 / WIDTH;

shared vec4 tile_a[BLOCK_K * STRIDE_M];
shared vec4 tile_b[BLOCK_K * STRIDE_N];

// Defines functions that read, and put into the tile, the e-th four elements of the tile of rows
// first .. first + BLOCK - 1 of an operand, seen as (rows, k), and k from .. end - 1; zeros beyond.
// K_RUNS: k is the operand's faster index.
#define DEFINE_FETCH(fetch, put, source, source4, tile, BLOCK, STRIDE, K_RUNS, IS_VECTOR)          \
  vec4 fetch (uint e, uint first, uint rows, uint from, uint end)                                  \
  {                                                                                                \
    const uint row = first + (K_RUNS ? e / (BLOCK_K / 4) : e % (BLOCK / 4) * 4);                   \
    const uint k = from + (K_RUNS ? e % (BLOCK_K / 4) * 4 : e / (BLOCK / 4));                      \
    vec4 four = vec4 (0.0);                                                                        \
                                                                                                   \
    if (row >= rows || k >= end)                                                                   \
      return four;                                                                                 \
    if (IS_VECTOR)                                                                                 \
      return vec4 (source4[(K_RUNS ? row * push.k + k : k * rows + row) / 4]);                     \
    [[unroll]] for (uint j = 0; j < 4; j++) {                                                      \
      const uint r = row + (K_RUNS ? 0 : j);                                                       \
      const uint l = k + (K_RUNS ? j : 0);                                                         \
                                                                                                   \
      if (r < rows && l < end)                                                                     \
        four[j] = float (source[K_RUNS ? r * push.k + l : l * rows + r]);                          \
    }                                                                                              \
    return four;                                                                                   \
  }                                                                                                \
                                                                                                   \
  void put (uint e, vec4 four)                                                                     \
  {                                                                                                \
    if (!(K_RUNS)) {                                                                               \
      tile[e / (BLOCK / 4) * STRIDE + e % (BLOCK / 4)] = four;                                     \
      return;                                                                                      \
    }                                                                                              \
    [[unroll]] for (uint j = 0; j < 4; j++)                                                        \
      tile[(e % (BLOCK_K / 4) * 4 + j) * STRIDE + e / (BLOCK_K / 4) / 4][e / (BLOCK_K / 4) % 4] =  \
          four[j];                                                                                 \
  }
DEFINE_FETCH (fetch_a, put_a, a, a4, tile_a, BLOCK_M, STRIDE_M, !TRANSPOSE_A, IS_VECTOR_A)
DEFINE_FETCH (fetch_b, put_b, b, b4, tile_b, BLOCK_N, STRIDE_N, TRANSPOSE_B, IS_VECTOR_B)

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
  vec4 sums[THREAD_M * (THREAD_N / 4)], next_a[SHARE_A], next_b[SHARE_B];

  if (start >= push.k)
    return;
  [[unroll]] for (uint i = 0; i < THREAD_M * (THREAD_N / 4); i++)
    sums[i] = vec4 (0.0);
  [[unroll]] for (uint i = 0; i < SHARE_A; i++)
    next_a[i] = fetch_a (i * WIDTH + gl_LocalInvocationID.x, first_row, push.m, start, end);
  [[unroll]] for (uint i = 0; i < SHARE_B; i++)
    next_b[i] = fetch_b (i * WIDTH + gl_LocalInvocationID.x, first_column, push.n, start, end);
  for (uint k = start; k < end; k += BLOCK_K) {
    barrier ();
    [[unroll]] for (uint i = 0; i < SHARE_A; i++)
      put_a (i * WIDTH + gl_LocalInvocationID.x, next_a[i]);
    [[unroll]] for (uint i = 0; i < SHARE_B; i++)
      put_b (i * WIDTH + gl_LocalInvocationID.x, next_b[i]);
    barrier ();
    [[unroll]] for (uint i = 0; i < SHARE_A; i++)
      next_a[i] = fetch_a (i * WIDTH + gl_LocalInvocationID.x, first_row, push.m, k + BLOCK_K, end);
    [[unroll]] for (uint i = 0; i < SHARE_B; i++)
      next_b[i] =
          fetch_b (i * WIDTH + gl_LocalInvocationID.x, first_column, push.n, k + BLOCK_K, end);
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

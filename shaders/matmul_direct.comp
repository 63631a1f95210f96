#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_ballot : require
// A matrix product without shared memory and barriers, for devices on which both are slow and a
// load costs as much as dozens of products: software.  One subgroup, which is the workgroup, ROWS
// rows of four columns an invocation.
//
// Of a, each invocation reads four neighbours along k for every row; broadcasts bring them to the
// others.  Products are added up by fours before they join the rest, which keeps long sums exact.
#include "common.glsl"
#include "matmul.glsl"

layout (constant_id = 7) const uint ROWS = 8;          // a multiple of 4 where columns of a are vectors
layout (constant_id = 8) const bool IS_VECTOR_A = false; // rows of a, as stored, are whole vectors
layout (constant_id = 9) const bool IS_VECTOR_B = false;
layout (constant_id = 10) const uint LANES = 8; // of a subgroup

// Of a row of op (a), four along k; zeros from end on.
vec4
load_left (uint row, uint k, uint end)
{
  vec4 left = vec4 (0.0);

  row = min (row, push.m - 1);
  if (IS_VECTOR_A) {
    if (k < end)
      left = vec4 (a4[(row * push.k + k) / 4]);
    return left;
  }
  [[unroll]] for (uint c = 0; c < 4; c++)
    if (k + c < end)
      left[c] = float (a[TRANSPOSE_A ? (k + c) * push.m + row : row * push.k + k + c]);
  return left;
}

// The same of four rows, from a matrix whose rows are stored as columns: one vector a row.
mat4
load_left_transposed (uint row, uint k, uint end)
{
  mat4 left;

  row = min (row, push.m - 4);
  [[unroll]] for (uint c = 0; c < 4; c++) {
    left[c] = vec4 (0.0);
    if (k + c < end)
      left[c] = vec4 (a4[((k + c) * push.m + row) / 4]);
  }
  return transpose (left);
}

// Of op (b), four along k from each of four columns: one vector a column.
mat4
load_right (uint column, uint k, uint end)
{
  mat4 right;

  if (IS_VECTOR_B && TRANSPOSE_B) {
    [[unroll]] for (uint j = 0; j < 4; j++)
      right[j] = vec4 (b4[(min (column + j, push.n - 1) * push.k + k) / 4]);
  } else if (IS_VECTOR_B) {
    [[unroll]] for (uint c = 0; c < 4; c++)
      right[c] = vec4 (b4[(min (k + c, end - 1) * push.n + min (column, push.n - 4)) / 4]);
    right = transpose (right);
  } else {
    [[unroll]] for (uint j = 0; j < 4; j++)
      [[unroll]] for (uint c = 0; c < 4; c++) {
        const uint near_column = min (column + j, push.n - 1);
        const uint near_k = min (k + c, end - 1);

        right[j][c] = float (b[TRANSPOSE_B ? near_column * push.k + near_k
                                           : near_k * push.n + near_column]);
      }
  }
  return right;
}

void
main ()
{
  const uint row_blocks = (push.m + ROWS - 1) / ROWS;
  const uint column_blocks = (push.n + LANES * 4 - 1) / (LANES * 4);
  const uint group = group_index ();
  const uint slice_index = group / row_blocks / column_blocks;
  const uint first_row = group % row_blocks * ROWS;
  const uint lane = gl_LocalInvocationID.x;
  const uint column = (group / row_blocks % column_blocks * LANES + lane) * 4;
  const uint start = slice_index * push.slice;
  const uint end = min (start + push.slice, push.k);
  vec4 sums[ROWS];

  if (start >= push.k)
    return;
  [[unroll]] for (uint i = 0; i < ROWS; i++)
    sums[i] = vec4 (0.0);
  for (uint k = start; k < end; k += LANES * 4) {
    vec4 left[ROWS];

    if (IS_VECTOR_A && TRANSPOSE_A) {
      [[unroll]] for (uint i = 0; i < ROWS; i += 4) {
        const mat4 rows = load_left_transposed (first_row + i, k + lane * 4, end);

        [[unroll]] for (uint j = 0; j < 4; j++)
          left[i + j] = rows[j];
      }
    } else {
      [[unroll]] for (uint i = 0; i < ROWS; i++)
        left[i] = load_left (first_row + i, k + lane * 4, end);
    }
    [[dont_unroll]] for (uint l = 0; l < LANES && k + l * 4 < end; l++) {
      const mat4 right = load_right (column, k + l * 4, end);

      [[unroll]] for (uint i = 0; i < ROWS; i++) {
        const vec4 shared_left = subgroupBroadcast (left[i], l);

        sums[i] += vec4 (dot (shared_left, right[0]), dot (shared_left, right[1]),
                         dot (shared_left, right[2]), dot (shared_left, right[3]));
      }
    }
  }
  // One place has the activation.  Of a copy, since what a variable indexes is kept in memory.
  float results[ROWS * 4];

  [[unroll]] for (uint i = 0; i < ROWS; i++)
    [[unroll]] for (uint j = 0; j < 4; j++)
      results[i * 4 + j] = sums[i][j];
  [[dont_unroll]] for (uint e = 0; e < ROWS * 4; e++)
    store (slice_index, first_row + e / 4, column + e % 4, results[e]);
}

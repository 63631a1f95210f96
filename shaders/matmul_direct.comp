#version 460
#extension GL_GOOGLE_include_directive : require
// A matrix product without shared memory and barriers, for devices on which both are slow.  One
// invocation ROWS elements of COLUMNS columns; the invocations of a workgroup lie side by side, so
// that what they read of a is the same for all.
#include "common.glsl"
#include "matmul.glsl"

layout (constant_id = 7) const uint ROWS = 8;
layout (constant_id = 8) const uint COLUMNS = 1;
layout (constant_id = 9) const bool IS_VECTOR = false; // rows of a and b hold whole vectors along k

void
main ()
{
  const uint row_blocks = (push.m + ROWS - 1) / ROWS;
  const uint width = gl_WorkGroupSize.x * COLUMNS;
  const uint column_blocks = (push.n + width - 1) / width;
  const uint group = group_index ();
  const uint slice_index = group / row_blocks / column_blocks;
  const uint first_row = group % row_blocks * ROWS;
  const uint first_column = group / row_blocks % column_blocks * width + gl_LocalInvocationID.x;
  const uint start = slice_index * push.slice;
  const uint end = min (start + push.slice, push.k);
  uint row_start[ROWS], column_start[COLUMNS];
  float sums[ROWS * COLUMNS];

  if (start >= push.k && start > 0)
    return;
  [[unroll]] for (uint i = 0; i < ROWS * COLUMNS; i++)
    sums[i] = 0.0;
  [[unroll]] for (uint i = 0; i < ROWS; i++)
    row_start[i] = min (first_row + i, push.m - 1) * (TRANSPOSE_A ? 1 : push.k);
  [[unroll]] for (uint j = 0; j < COLUMNS; j++)
    column_start[j] =
        min (first_column + j * gl_WorkGroupSize.x, push.n - 1) * (TRANSPOSE_B ? push.k : 1);

  if (IS_VECTOR) {
    for (uint k = start; k < end; k += 4) {
      vec4 right[COLUMNS];

      [[unroll]] for (uint j = 0; j < COLUMNS; j++)
        right[j] = vec4 (b4[(column_start[j] + k) / 4]);
      [[unroll]] for (uint i = 0; i < ROWS; i++) {
        const vec4 left = vec4 (a4[(row_start[i] + k) / 4]);

        [[unroll]] for (uint j = 0; j < COLUMNS; j++) {
          float sum = sums[i * COLUMNS + j];

          sum = left.x * right[j].x + sum;
          sum = left.y * right[j].y + sum;
          sum = left.z * right[j].z + sum;
          sums[i * COLUMNS + j] = left.w * right[j].w + sum;
        }
      }
    }
  } else {
    for (uint k = start; k < end; k++) {
      float right[COLUMNS];

      [[unroll]] for (uint j = 0; j < COLUMNS; j++)
        right[j] = float (b[column_start[j] + (TRANSPOSE_B ? k : k * push.n)]);
      [[unroll]] for (uint i = 0; i < ROWS; i++) {
        const float left = float (a[row_start[i] + (TRANSPOSE_A ? k * push.m : k)]);

        [[unroll]] for (uint j = 0; j < COLUMNS; j++)
          sums[i * COLUMNS + j] = left * right[j] + sums[i * COLUMNS + j];
      }
    }
  }
  [[unroll]] for (uint i = 0; i < ROWS; i++)
    [[unroll]] for (uint j = 0; j < COLUMNS; j++)
      store (slice_index, first_row + i, first_column + j * gl_WorkGroupSize.x,
             sums[i * COLUMNS + j]);
}

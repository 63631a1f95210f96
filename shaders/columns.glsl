// Column sums: a workgroup sums some columns over one part of the rows.  Its invocations stand
// COLUMNS side by side, each line of them takes every LINES-th row, and the lines are added up in
// their order.  Needs AcuColumnsPush, or what has its members.

layout (constant_id = 1) const uint COLUMNS = 32;

const uint LINES = gl_WorkGroupSize.x / COLUMNS;

shared float column_lines[256];

// What one invocation sums: a column, and the rows from first to end - 1 that are LINES apart.
struct Stretch {
  uint part;
  uint column;
  uint first;
  uint end;
};

bool
has_stretch ()
{
  const uint blocks = (push.columns + COLUMNS - 1) / COLUMNS;

  return group_index () / blocks < (push.rows + push.part_rows - 1) / push.part_rows;
}

// Invocations beyond the last column have no rows, but take part in barriers.
Stretch
find_stretch ()
{
  const uint blocks = (push.columns + COLUMNS - 1) / COLUMNS;
  const uint part = group_index () / blocks;
  const uint column = group_index () % blocks * COLUMNS + gl_LocalInvocationID.x % COLUMNS;
  const uint begin = part * push.part_rows;
  const uint end = min (begin + push.part_rows, push.rows);

  return Stretch (part, column, begin + gl_LocalInvocationID.x / COLUMNS,
                  column < push.columns ? end : 0);
}

// Whether this invocation is the one that stores its column's sum.
bool
stores (Stretch stretch)
{
  return gl_LocalInvocationID.x < COLUMNS && stretch.column < push.columns;
}

float
lines_add (float sum)
{
  if (LINES == 1)
    return sum;
  barrier ();
  column_lines[gl_LocalInvocationID.x] = sum;
  barrier ();
  sum = 0.0;
  for (uint i = gl_LocalInvocationID.x % COLUMNS; i < gl_WorkGroupSize.x; i += COLUMNS)
    sum += column_lines[i];
  return sum;
}

/* Sums over many rows, in a fixed order.
 *
 * The rows are cut into parts whose length depends on their number alone, not on that of the
 * threads.  Whichever thread comes first sums a part up, into step->prepared, which begins with the
 * sums of part 0, then those of part 1, and so on.  When all are there they are added up in order.
 */
#pragma once

#include "compute/cpu/kernels/vector.h"

/* Enough to keep as many threads busy as such sums can use. */
#define ACU_MAX_PARTS 128

/* The number of parts that @count is cut into, of at least @least each but for the last. */
ACU_INLINE gsize
acu_parts_count (gsize count, gsize least)
{
  gsize length = MAX ((count + ACU_MAX_PARTS - 1) / ACU_MAX_PARTS, least);

  return (count + length - 1) / length;
}

/* Where part @part of so many begins, or the last one ends. */
ACU_INLINE gsize
acu_parts_begin (gsize count, gsize n_parts, gsize part)
{
  gsize length = (count + n_parts - 1) / n_parts;

  return MIN (part * length, count);
}

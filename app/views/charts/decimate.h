/* Which of many points can be told apart on a screen. */
#pragma once

#include "app/views/charts/axis.h"

G_BEGIN_DECLS

/* Of a line through @n points, those that a screen of @columns pixels shows: of each run within one
 * column the first, the lowest, the highest and the last, so that no peak is lost; and one for each
 * gap, whose @y is not finite.  At most 4 (@columns + 2) points besides the gaps.
 * (transfer full) (element-type guint) */
GArray *
acu_decimate_line (const AcuAxis *axis, const double *x, const double *y, gsize n, guint columns);

/* Of @n separate points, the first in each pixel of @columns x @rows; none outside of the axes.
 * (transfer full) (element-type guint) */
GArray *acu_decimate_points (const AcuAxis *x_axis,
                             const AcuAxis *y_axis,
                             const double *x,
                             const double *y,
                             gsize n,
                             guint columns,
                             guint rows);

G_END_DECLS

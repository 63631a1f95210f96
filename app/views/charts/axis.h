/* One axis of a plot: what range it spans, where its marks are, and how they are written. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_AXIS_MAX_TICKS 16

typedef struct {
  double low;
  double high; /* > low */
  gboolean logarithmic;
  guint n_ticks;
  double ticks[ACU_AXIS_MAX_TICKS]; /* rising, within the range */
  int decimals;                     /* that the marks need; unused where logarithmic */
} AcuAxis;

typedef enum {
  ACU_AXIS_DEFAULT = 0,
  ACU_AXIS_LOGARITHMIC = 1 << 0, /* both ends are above zero, or the axis is linear */
  ACU_AXIS_WHOLE = 1 << 1,       /* no marks between whole numbers */
  ACU_AXIS_EXTEND = 1 << 2,      /* out to the next marks, so that the ends are written */
  ACU_AXIS_ORDER = 1 << 3 | ACU_AXIS_WHOLE, /* places 1, 2, 3, …, which measure nothing */
} AcuAxisFlags;

/* An axis over @low..@high with about @wanted marks at 1, 2, 2.5 or 5 times a power of ten, or at
 * powers of ten and their doubles and fives.  An empty range is widened around its value; one that
 * is not finite, or nearly so (1e300), becomes 0..1. */
AcuAxis acu_axis_fit (double low, double high, guint wanted, AcuAxisFlags flags);

/* Where @value lies: 0 at the low end, 1 at the high one; outside the range less or more, and NaN
 * for what a logarithmic axis cannot show. */
double acu_axis_place (const AcuAxis *axis, double value);

/* What lies at @place: the inverse. */
double acu_axis_value (const AcuAxis *axis, double place);

/* @value as a mark is written, in the user's locale. (transfer full) */
char *acu_axis_format (const AcuAxis *axis, double value);

G_END_DECLS

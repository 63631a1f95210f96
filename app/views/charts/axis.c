#include "app/views/charts/axis.h"

#include "app/text/number-text.h"

#include <math.h>

/* A value this close to a mark, in steps, is that mark: sums of steps are not exact. */
#define EPSILON 1e-9

/* The step of 1, 2, 2.5 or 5 times a power of ten that comes closest to @wanted marks. */
static double
choose_step (double span, guint wanted)
{
  static const double steps[] = {1, 2, 2.5, 5, 10};
  double rough = span / MAX (wanted, 1);
  double power = pow (10, floor (log10 (rough)));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power >= rough * (1 - EPSILON))
      return steps[i] * power;
  return 10 * power;
}

/* How many digits after the point tell multiples of @step apart. */
static int
count_decimals (double step)
{
  int decimals = MAX (0, -(int)floor (log10 (step) + EPSILON));
  double scaled = step * pow (10, decimals);

  if (fabs (scaled - round (scaled)) > 1e-6)
    decimals++;
  return MIN (decimals, 12);
}

static void
mark_linear (AcuAxis *axis, guint wanted, AcuAxisFlags flags)
{
  double step = choose_step (axis->high - axis->low, wanted);

  if (flags & ACU_AXIS_WHOLE)
    step = MAX (1, round (step));
  if (flags & ACU_AXIS_EXTEND) {
    axis->low = floor (axis->low / step + EPSILON) * step;
    axis->high = ceil (axis->high / step - EPSILON) * step;
  }

  double first = ceil (axis->low / step - EPSILON);
  double last = floor (axis->high / step + EPSILON);
  for (double i = first; i <= last && axis->n_ticks < ACU_AXIS_MAX_TICKS; i++)
    axis->ticks[axis->n_ticks++] = i == 0 ? 0 : i * step;
  axis->decimals = count_decimals (step);
}

/* Powers of ten, fewer of them over a wide range, doubles and fives as well over a narrow one. */
static void
mark_logarithmic (AcuAxis *axis, guint wanted, AcuAxisFlags flags)
{
  static const double parts[] = {1, 2, 5};
  double decades = log10 (axis->high / axis->low);
  guint n_parts = decades < wanted / 2.0 ? G_N_ELEMENTS (parts) : 1;
  int stride = MAX (1, (int)ceil (decades / MAX (wanted, 1)));

  if (flags & ACU_AXIS_EXTEND && n_parts == 1) {
    axis->low = pow (10, floor (log10 (axis->low) + EPSILON));
    axis->high = pow (10, ceil (log10 (axis->high) - EPSILON));
  }
  for (int i = (int)floor (log10 (axis->low) + EPSILON); i <= log10 (axis->high) + EPSILON;
       i += stride) {
    for (guint part = 0; part < n_parts; part++) {
      double tick = parts[part] * pow (10, i);
      if (tick >= axis->low * (1 - EPSILON) && tick <= axis->high * (1 + EPSILON) &&
          axis->n_ticks < ACU_AXIS_MAX_TICKS)
        axis->ticks[axis->n_ticks++] = tick;
    }
  }
}

AcuAxis
acu_axis_fit (double low, double high, guint wanted, AcuAxisFlags flags)
{
  AcuAxis axis = {0};

  /* Marks lie beyond the ends, and are to be numbers still. */
  if (!(fabs (low) < 1e300 && fabs (high) < 1e300))
    low = 0, high = 1;
  if (low > high) {
    double other = low;
    low = high;
    high = other;
  }
  axis.logarithmic = flags & ACU_AXIS_LOGARITHMIC && low > 0;

  /* Less than this apart are no two numbers of a plot, and their marks could not be told apart. */
  if (high - low <= 1e-9 * MAX (fabs (low), fabs (high)) || high - low < 1e-290) {
    double margin = low == 0 ? 0.5 : fabs (low) * 0.1;
    if (flags & ACU_AXIS_WHOLE)
      margin = MAX (margin, 1);
    high = axis.logarithmic ? low * 1.1 : low + margin;
    low = axis.logarithmic ? low / 1.1 : low - margin;
  }
  axis.low = low;
  axis.high = high;

  if (axis.logarithmic)
    mark_logarithmic (&axis, wanted, flags);
  else
    mark_linear (&axis, wanted, flags);
  return axis;
}

double
acu_axis_place (const AcuAxis *axis, double value)
{
  if (!axis->logarithmic)
    return (value - axis->low) / (axis->high - axis->low);
  return value > 0 ? log (value / axis->low) / log (axis->high / axis->low) : NAN;
}

double
acu_axis_value (const AcuAxis *axis, double place)
{
  if (!axis->logarithmic)
    return axis->low + place * (axis->high - axis->low);
  return axis->low * pow (axis->high / axis->low, place);
}

char *
acu_axis_format (const AcuAxis *axis, double value)
{
  double size = MAX (fabs (axis->low), fabs (axis->high));

  if (axis->logarithmic || size >= 1e7 || (size < 1e-4 && axis->decimals > 5))
    return acu_number_format_digits (value, 3);
  return acu_number_format (value, axis->decimals);
}

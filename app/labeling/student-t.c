#include "app/labeling/student-t.h"

#include <math.h>

/* Continued fraction of the incomplete beta function, evaluated from the front by Lentz's method.
 * Converges fast for x < (a + 1) / (a + b + 2). */
static double
beta_fraction (double a, double b, double x)
{
  const double tiny = 1e-300;
  double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
  double value;

  d = 1.0 / (fabs (d) < tiny ? tiny : d);
  value = d;
  for (guint m = 1; m <= 500; m++) {
    double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double change = 1.0;

    for (guint half = 0; half < 2; half++) {
      double term = half == 0 ? even : odd;

      d = 1.0 + term * d;
      c = 1.0 + term / c;
      d = 1.0 / (fabs (d) < tiny ? tiny : d);
      c = fabs (c) < tiny ? tiny : c;
      change = c * d;
      value *= change;
    }
    if (fabs (change - 1.0) < 1e-15)
      break;
  }
  return value;
}

/* I_x(a, b). */
static double
incomplete_beta (double a, double b, double x)
{
  double front;

  if (x <= 0.0 || x >= 1.0)
    return x <= 0.0 ? 0.0 : 1.0;
  front = exp (lgamma (a + b) - lgamma (a) - lgamma (b) + a * log (x) + b * log1p (-x));
  if (x < (a + 1.0) / (a + b + 2.0))
    return front * beta_fraction (a, b, x) / a;
  return 1.0 - front * beta_fraction (b, a, 1.0 - x) / b;
}

double
acu_student_t_cumulative (double t, double freedom)
{
  double tail = 0.5 * incomplete_beta (0.5 * freedom, 0.5, freedom / (freedom + t * t));

  return t > 0.0 ? 1.0 - tail : tail;
}

double
acu_student_t_quantile_975 (guint freedom)
{
  double low = 1.9, high = 13.0; /* of infinitely many degrees and of one */

  if (freedom == 0)
    return (double)NAN;
  for (guint i = 0; i < 60; i++) {
    double middle = 0.5 * (low + high);

    if (acu_student_t_cumulative (middle, freedom) < 0.975)
      low = middle;
    else
      high = middle;
  }
  return 0.5 * (low + high);
}

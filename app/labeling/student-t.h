/* Student's t distribution, for confidence intervals of means. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The 97.5 % quantile of the normal distribution. */
#define ACU_NORMAL_QUANTILE_975 1.959963984540054

/* P(T <= t) with @freedom > 0 degrees of freedom, by the regularised incomplete beta function
 * (Abramowitz and Stegun 26.7.1 and 26.5.8). */
double acu_student_t_cumulative (double t, double freedom);

/* The 97.5 % quantile: a mean of n values with standard deviation s lies within this (n - 1) times
 * s / sqrt(n) with 95 % confidence (ITU-R BT.500-14, Annex 1 to Part 1, confidence interval, which
 * takes 1.96 for any n; with the few raters of a home study that is too narrow).  NAN for @freedom
 * 0. */
double acu_student_t_quantile_975 (guint freedom);

G_END_DECLS

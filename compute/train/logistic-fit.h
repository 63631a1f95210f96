/* The monotonic mapping from predicted scores to the opinion scale that precedes PLCC and RMSE in
 * quality-assessment papers. */
#pragma once

#include <glib.h>

typedef enum {
  ACU_FIT_LOGISTIC, /* the four-parameter logistic */
  ACU_FIT_LINEAR,   /* a straight line: what is left where a logistic cannot be determined */
  ACU_FIT_NONE,     /* no mapping exists: too few, not finite, or constant values */
} AcuFitKind;

/* ACU_FIT_LOGISTIC: q(s) = (top - bottom) / (1 + exp (-(s - center) / width)) + bottom.
 * ACU_FIT_LINEAR:   q(s) = top * s + bottom. */
typedef struct {
  AcuFitKind kind;
  double top;
  double bottom;
  double center;
  double width; /* > 0 */
} AcuLogisticFit;

/* Fits the four-parameter logistic of VQEG (Final report on the validation of objective models,
 * phase I, 2000; ITU-T P.1401 clause 7.3 asks for such a monotonic mapping) by least squares.
 *
 * Levenberg-Marquardt on standardised variables.  Start values: center at the mean prediction and
 * width at a quarter of the predictions' standard deviation, as that report has them; a second
 * start from one whole standard deviation is made because the first can end beside the minimum, and
 * the smaller residual is kept.  Top and bottom need no start: for every center and width they
 * follow from a linear regression, top below bottom where predictions fall while targets rise.
 *
 * Needs five samples with three different predictions; a straight line is fitted with less, and
 * where the logistic leaves no smaller residual than the line.  Deterministic. */
AcuLogisticFit acu_logistic_fit (const double *predictions, const double *targets, gsize n);

/* Maps one prediction to the opinion scale; ACU_FIT_NONE maps to itself. */
double acu_logistic_apply (const AcuLogisticFit *fit, double prediction);

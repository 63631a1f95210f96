#include "compute/train/logistic-fit.h"

#include <math.h>

#define ITERATIONS_MAX 500

/* A center this far out, in standard deviations and in widths, leaves the samples an exponential;
 * farther out only top and bottom would grow. */
#define CENTER_RANGE  10.0
#define CENTER_WIDTHS 20.0

/* One more than there are parameters. */
#define LOGISTIC_SAMPLES_MIN 5

/* The width lives in the fit as its logarithm, so that it stays positive without a constraint.  In
 * units of the predictions' standard deviation it is kept between a step and a line: beyond these
 * the curve no longer changes. */
#define LOG_WIDTH_MIN (-9.0)
#define LOG_WIDTH_MAX 6.0

typedef struct {
  double *x;     /* standardised predictions */
  double *y;     /* standardised targets */
  double *basis; /* the S at each prediction */
  gsize n;
} Samples;

/* A point of the search.  Top and bottom are not searched for: given center and width they are the
 * solution of a linear regression on the S (variable projection, Golub and Pereyra 1973), which
 * leaves two parameters and none of the valley in which top and bottom run off together. */
typedef struct {
  double center;
  double log_width;
  double rise;     /* the regression's slope on the basis */
  double mean;     /* of the basis */
  double power;    /* sum of squares of the basis around its mean */
  double residual; /* sum of squares, infinite where the S is constant on all samples */
} Point;

static double
sigmoid (double z)
{
  if (z >= 0)
    return 1 / (1 + exp (-z));

  double e = exp (z);

  return e / (1 + e);
}

/* The basis is the S where its lower tail covers the samples and its mirror image 1 - S otherwise,
 * because only the tail near zero has full relative precision; both span the same curves. */
static double
direction (const Point *point)
{
  return point->center >= 0 ? 1 : -1;
}

/* Regresses the targets at point->center and point->log_width. */
static void
project (const Samples *samples, Point *point)
{
  double scale = direction (point) * exp (-point->log_width);
  double product = 0;

  point->mean = 0;
  for (gsize i = 0; i < samples->n; i++) {
    samples->basis[i] = sigmoid ((samples->x[i] - point->center) * scale);
    point->mean += samples->basis[i] / (double)samples->n;
  }
  point->power = 0;
  for (gsize i = 0; i < samples->n; i++) {
    double b = samples->basis[i] - point->mean;

    point->power += b * b;
    product += b * samples->y[i];
  }
  point->residual = INFINITY;
  if (!(point->power > 1e-300) || sqrt (point->power) <= 1e-12 * fabs (point->mean))
    return;
  point->rise = product / point->power;
  point->residual = 0;
  for (gsize i = 0; i < samples->n; i++) {
    double r = samples->y[i] - point->rise * (samples->basis[i] - point->mean);

    point->residual += r * r;
  }
}

/* Kaufman's approximation of the projected Jacobian: the derivatives of the basis without their
 * parts along the basis and the constant.  Returns the lower triangle of J'J and J'r. */
static void
normal_equations (const Samples *samples, const Point *point, double matrix[3], double right[2])
{
  double width = exp (point->log_width);
  double scale = direction (point) / width;
  double mean[2] = {0, 0};
  double along[2] = {0, 0};

  matrix[0] = matrix[1] = matrix[2] = 0;
  right[0] = right[1] = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (gsize i = 0; i < samples->n; i++) {
      double b = samples->basis[i];
      double slope = b * (1 - b) * scale;
      double d[2] = {-slope, -slope * (samples->x[i] - point->center)};
      double centred = b - point->mean;

      if (pass == 0) {
        for (int a = 0; a < 2; a++) {
          mean[a] += d[a] / (double)samples->n;
          along[a] += d[a] * centred / point->power;
        }
      } else {
        double r = samples->y[i] - point->rise * centred;

        for (int a = 0; a < 2; a++) {
          d[a] = point->rise * (d[a] - mean[a] - along[a] * centred);
          right[a] += d[a] * r;
        }
        matrix[0] += d[0] * d[0];
        matrix[1] += d[1] * d[0];
        matrix[2] += d[1] * d[1];
      }
    }
  }
}

/* Levenberg-Marquardt from @point, which is the end point afterwards. */
static void
minimise (const Samples *samples, Point *point)
{
  double lambda = 1e-3;
  int quiet = 0;

  project (samples, point);
  for (int iteration = 0; iteration < ITERATIONS_MAX && quiet < 20; iteration++) {
    double matrix[3];
    double right[2];
    gboolean improved = FALSE;

    if (!isfinite (point->residual))
      return;
    normal_equations (samples, point, matrix, right);
    for (; !improved && lambda < 1e12; lambda *= 10) {
      double m00 = matrix[0] * (1 + lambda);
      double m11 = matrix[2] * (1 + lambda);
      double determinant = m00 * m11 - matrix[1] * matrix[1];
      Point trial = *point;
      double limit;

      if (!(determinant > 0))
        continue;
      trial.center += (m11 * right[0] - matrix[1] * right[1]) / determinant;
      trial.log_width += (m00 * right[1] - matrix[1] * right[0]) / determinant;
      trial.log_width = CLAMP (trial.log_width, LOG_WIDTH_MIN, LOG_WIDTH_MAX);
      if (!isfinite (trial.center))
        continue;
      limit = CENTER_RANGE + CENTER_WIDTHS * exp (trial.log_width);
      trial.center = CLAMP (trial.center, -limit, limit);
      project (samples, &trial);
      if (trial.residual < point->residual) {
        quiet = point->residual - trial.residual <= 1e-10 * point->residual ? quiet + 1 : 0;
        *point = trial;
        lambda = MAX (lambda / 1000, 1e-12);
        improved = TRUE;
      }
    }
    if (!improved)
      break;
    /* The basis of a rejected trial may lie in the buffer. */
    project (samples, point);
  }
}

/* Mean and population standard deviation; FALSE where a value is not finite or all are equal. */
static gboolean
moments (const double *values, gsize n, double *mean, double *deviation)
{
  double sum = 0;
  double squares = 0;
  gboolean varied = FALSE;

  for (gsize i = 0; i < n; i++) {
    if (!isfinite (values[i]))
      return FALSE;
    varied = varied || values[i] != values[0];
    sum += values[i];
  }
  if (!varied)
    return FALSE;
  *mean = sum / (double)n;
  for (gsize i = 0; i < n; i++)
    squares += (values[i] - *mean) * (values[i] - *mean);
  *deviation = sqrt (squares / (double)n);
  return *deviation > 0;
}

static gboolean
has_three_values (const double *values, gsize n)
{
  gsize second = 1;

  while (second < n && values[second] == values[0])
    second++;
  for (gsize i = second + 1; i < n; i++)
    if (values[i] != values[0] && values[i] != values[second])
      return TRUE;
  return FALSE;
}

AcuLogisticFit
acu_logistic_fit (const double *predictions, const double *targets, gsize n)
{
  AcuLogisticFit fit = {.kind = ACU_FIT_NONE, .width = 1};
  g_autofree double *buffer = NULL;
  double x_mean, x_deviation, y_mean, y_deviation;
  Samples samples;
  double correlation = 0;
  double line_residual;
  Point best = {.residual = INFINITY};

  g_return_val_if_fail (n == 0 || (predictions != NULL && targets != NULL), fit);

  if (n < 2 || !moments (predictions, n, &x_mean, &x_deviation) ||
      !moments (targets, n, &y_mean, &y_deviation))
    return fit;

  buffer = g_new (double, 3 * n);
  samples = (Samples){.x = buffer, .y = buffer + n, .basis = buffer + 2 * n, .n = n};
  for (gsize i = 0; i < n; i++) {
    samples.x[i] = (predictions[i] - x_mean) / x_deviation;
    samples.y[i] = (targets[i] - y_mean) / y_deviation;
    correlation += samples.x[i] * samples.y[i] / (double)n;
  }
  line_residual = (1 - correlation * correlation) * (double)n;

  if (n >= LOGISTIC_SAMPLES_MIN && has_three_values (predictions, n)) {
    const double start_widths[] = {0.25, 1.0};

    for (gsize i = 0; i < G_N_ELEMENTS (start_widths); i++) {
      Point point = {.center = 0, .log_width = log (start_widths[i])};

      minimise (&samples, &point);
      if (point.residual < best.residual)
        best = point;
    }
  }

  /* Where both leave the same, the line is the simpler; it also keeps a fit of nothing but noise
   * from passing a level curve for a logistic. */
  if (best.residual < line_residual * (1 - 1e-12)) {
    double at_zero = y_mean - best.rise * best.mean * y_deviation;
    double at_one = at_zero + best.rise * y_deviation;

    fit.kind = ACU_FIT_LOGISTIC;
    fit.top = direction (&best) > 0 ? at_one : at_zero;
    fit.bottom = direction (&best) > 0 ? at_zero : at_one;
    fit.center = best.center * x_deviation + x_mean;
    fit.width = exp (best.log_width) * x_deviation;
  } else {
    fit.kind = ACU_FIT_LINEAR;
    fit.top = correlation * y_deviation / x_deviation;
    fit.bottom = y_mean - fit.top * x_mean;
  }
  return fit;
}

double
acu_logistic_apply (const AcuLogisticFit *fit, double prediction)
{
  double z;

  g_return_val_if_fail (fit != NULL, NAN);

  switch (fit->kind) {
  case ACU_FIT_LOGISTIC:
    /* From the nearer level, so that a far and huge one does not swallow the digits. */
    z = (prediction - fit->center) / fit->width;
    if (z < 0)
      return fit->bottom + (fit->top - fit->bottom) * sigmoid (z);
    return fit->top - (fit->top - fit->bottom) * sigmoid (-z);
  case ACU_FIT_LINEAR:
    return fit->top * prediction + fit->bottom;
  case ACU_FIT_NONE:
  default:
    return prediction;
  }
}

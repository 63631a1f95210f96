#include "compute/train/token-loss.h"

#include <math.h>

/* The mean of the target cells that the cell (@y, @x) covers; of number @index of each. */
static double
target_of (const AcuTokenGrid *grid, const float *targets, guint y, guint x, guint index)
{
  guint ratio = grid->target_side / grid->side;
  double sum = 0.0;

  for (guint v = y * ratio; v < (y + 1) * ratio; v++)
    for (guint u = x * ratio; u < (x + 1) * ratio; u++) {
      gsize cell = (gsize)v * grid->target_side + u;

      sum += targets[cell * (1 + grid->n_faults) + index];
    }
  return sum / ((double)ratio * ratio);
}

static double
evaluate_score (double answer, double target, double *derivative)
{
  double difference = answer - target;

  if (fabs (difference) <= 1.0) {
    *derivative = difference;
    return 0.5 * difference * difference;
  }
  *derivative = difference > 0.0 ? 1.0 : -1.0;
  return fabs (difference) - 0.5;
}

/* Of the sigmoid of @logit; written so that no large number is exponentiated. */
static double
evaluate_fault (double logit, double target, double *derivative)
{
  double tail = exp (-fabs (logit));
  double probability = logit >= 0.0 ? 1.0 / (1.0 + tail) : tail / (1.0 + tail);

  *derivative = probability - target;
  return fmax (logit, 0.0) - logit * target + log1p (tail);
}

/* The loss of one sample. */
static double
evaluate_sample (const AcuTokenGrid *grid,
                 const float *answers,
                 const float *targets,
                 double weight,
                 float *gradients)
{
  double sum = 0.0;

  for (guint y = 0; y < grid->side; y++)
    for (guint x = 0; x < grid->side; x++)
      for (guint i = 0; i < 1 + grid->n_faults; i++, answers++, gradients++) {
        double target = target_of (grid, targets, y, x, i), derivative = 0.0;

        if (i == 0)
          sum += evaluate_score (*answers, target, &derivative);
        else if (target >= 0.0)
          sum += evaluate_fault (*answers, target, &derivative);
        *gradients = (float)(weight * derivative);
      }
  return sum;
}

double
acu_token_loss_evaluate (const AcuTokenGrid *grid,
                         const float *answers,
                         const float *targets,
                         guint count,
                         double weight,
                         float *gradients)
{
  gsize length = 1 + grid->n_faults;
  gsize size = (gsize)grid->side * grid->side * length;
  gsize target_size = (gsize)grid->target_side * grid->target_side * length;
  g_autofree double *sums = g_new (double, count + 1);
  double sum = 0.0;

  g_return_val_if_fail (grid->side > 0 && grid->target_side % grid->side == 0, NAN);

  /* A fast device waits for this: a batch has over a million answers. */
#pragma omp parallel for schedule(dynamic, 1)
  for (guint i = 0; i < count; i++)
    sums[i] = evaluate_sample (grid, answers + i * size, targets + i * target_size, weight,
                               gradients + i * size);
  for (guint i = 0; i < count; i++)
    sum += sums[i];
  return sum;
}

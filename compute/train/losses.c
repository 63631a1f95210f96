#include "compute/train/losses.h"

#include "compute/train/train-error.h"

#include <glib/gi18n.h>
#include <math.h>

/* Keeps square roots differentiable where a probability or a variance is zero. */
#define EPSILON 1e-8

static const char *const kind_names[] = {
    [ACU_LOSS_L1] = "l1",
    [ACU_LOSS_L2] = "l2",
    [ACU_LOSS_PLCC] = "plcc",
    [ACU_LOSS_RANK] = "rank",
    [ACU_LOSS_FIDELITY] = "fidelity",
};

gboolean
acu_loss_kind_from_name (const char *name, AcuLossKind *kind, GError **error)
{
  g_return_val_if_fail (name != NULL && kind != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++) {
    if (g_strcmp0 (name, kind_names[i]) == 0) {
      *kind = (AcuLossKind)i;
      return TRUE;
    }
  }
  g_set_error (error, ACU_TRAIN_ERROR, ACU_TRAIN_ERROR_UNKNOWN_NAME,
               _ ("There is no loss called “%s”; choose l1, l2, plcc, rank or fidelity"), name);
  return FALSE;
}

const char *
acu_loss_kind_name (AcuLossKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

AcuLossOptions
acu_loss_options_rescale (const AcuLossOptions *options, double scale)
{
  AcuLossOptions rescaled = *options;

  g_return_val_if_fail (scale > 0, rescaled);

  rescaled.rank_margin /= scale;
  rescaled.fidelity_sigma /= scale;
  /* The hinge is in score units, and weighs as much as before only beside what is so too. */
  if (options->kind == ACU_LOSS_L2)
    rescaled.rank_alpha /= scale;
  else if (options->kind == ACU_LOSS_PLCC || options->kind == ACU_LOSS_FIDELITY)
    rescaled.rank_alpha *= scale;
  return rescaled;
}

/* Each part adds @weight x its gradient to @gradient and returns its own, unweighted value. */

static double
l1_part (const float *p, const float *y, gsize n, double weight, double *gradient)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++) {
    double difference = (double)p[i] - (double)y[i];

    sum += fabs (difference);
    gradient[i] += weight * (difference > 0 ? 1.0 : difference < 0 ? -1.0 : 0.0) / (double)n;
  }
  return sum / (double)n;
}

static double
l2_part (const float *p, const float *y, gsize n, double weight, double *gradient)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++) {
    double difference = (double)p[i] - (double)y[i];

    sum += difference * difference;
    gradient[i] += weight * 2 * difference / (double)n;
  }
  return sum / (double)n;
}

static double
plcc_part (const float *p, const float *y, gsize n, double weight, double *gradient)
{
  double mean_p = 0;
  double mean_y = 0;
  double pp = EPSILON;
  double yy = EPSILON;
  double py = 0;
  double norm, correlation;

  for (gsize i = 0; i < n; i++) {
    mean_p += (double)p[i] / (double)n;
    mean_y += (double)y[i] / (double)n;
  }
  for (gsize i = 0; i < n; i++) {
    double dp = (double)p[i] - mean_p;
    double dy = (double)y[i] - mean_y;

    pp += dp * dp;
    yy += dy * dy;
    py += dp * dy;
  }
  norm = sqrt (pp) * sqrt (yy);
  correlation = py / norm;

  /* The mean's own derivative vanishes, because centred values sum to zero. */
  for (gsize i = 0; i < n; i++) {
    double dp = (double)p[i] - mean_p;
    double dy = (double)y[i] - mean_y;

    gradient[i] -= weight * 0.5 * (dy / norm - correlation * dp / pp);
  }
  return 0.5 * (1 - correlation);
}

static double
rank_part (const float *p, const float *y, gsize n, double margin, double weight, double *gradient)
{
  double sum = 0;
  gsize pairs = 0;

  for (gsize i = 0; i < n; i++)
    for (gsize j = i + 1; j < n; j++)
      pairs += y[i] != y[j];
  if (pairs == 0)
    return 0;

  for (gsize i = 0; i < n; i++) {
    for (gsize j = i + 1; j < n; j++) {
      double sign = y[i] > y[j] ? 1 : -1;
      double hinge = margin - sign * ((double)p[i] - (double)p[j]);

      if (y[i] == y[j] || hinge <= 0)
        continue;
      sum += hinge;
      gradient[i] -= weight * sign / (double)pairs;
      gradient[j] += weight * sign / (double)pairs;
    }
  }
  return sum / (double)pairs;
}

static double
fidelity_part (
    const float *p, const float *y, gsize n, double sigma, double weight, double *gradient)
{
  const double pairs = 0.5 * (double)n * ((double)n - 1);
  double sum = 0;

  for (gsize i = 0; i < n; i++) {
    for (gsize j = i + 1; j < n; j++) {
      double z = ((double)p[i] - (double)p[j]) / (2 * sigma);
      double z_target = ((double)y[i] - (double)y[j]) / (2 * sigma);
      double prefer = 0.5 * erfc (-z);
      double reject = 0.5 * erfc (z);
      double prefer_target = 0.5 * erfc (-z_target);
      double reject_target = 0.5 * erfc (z_target);
      double root_prefer = sqrt (prefer * prefer_target + EPSILON);
      double root_reject = sqrt (reject * reject_target + EPSILON);
      double density = exp (-z * z) / (2 * sigma * sqrt (G_PI));
      double slope = density * 0.5 * (reject_target / root_reject - prefer_target / root_prefer);

      sum += 1 - root_prefer - root_reject;
      gradient[i] += weight * slope / pairs;
      gradient[j] -= weight * slope / pairs;
    }
  }
  return n > 1 ? sum / pairs : 0;
}

void
acu_loss_evaluate (const AcuLossOptions *options,
                   const float *predictions,
                   const float *targets,
                   gsize n,
                   float *gradient,
                   AcuLossValue *value)
{
  g_autofree double *sum = NULL;
  AcuLossKind kind;
  double rank_weight;

  g_return_if_fail (options != NULL && value != NULL);
  g_return_if_fail (n > 0 && predictions != NULL && targets != NULL);
  g_return_if_fail (options->kind != ACU_LOSS_FIDELITY || options->fidelity_sigma > 0);

  kind = options->kind;
  rank_weight = kind == ACU_LOSS_RANK ? 1 : options->rank_alpha;
  sum = g_new0 (double, n);

  value->l1 = l1_part (predictions, targets, n, kind == ACU_LOSS_L1 ? 1 : 0, sum);
  value->rank = rank_part (predictions, targets, n, options->rank_margin, rank_weight, sum);
  value->total = rank_weight * value->rank;
  switch (kind) {
  case ACU_LOSS_L1:
    value->total += value->l1;
    break;
  case ACU_LOSS_L2:
    value->total += l2_part (predictions, targets, n, 1, sum);
    break;
  case ACU_LOSS_PLCC:
    value->total += plcc_part (predictions, targets, n, 1, sum);
    break;
  case ACU_LOSS_FIDELITY:
    value->total += fidelity_part (predictions, targets, n, options->fidelity_sigma, 1, sum);
    break;
  case ACU_LOSS_RANK:
  default:
    break;
  }
  if (gradient != NULL)
    for (gsize i = 0; i < n; i++)
      gradient[i] = (float)sum[i];
}

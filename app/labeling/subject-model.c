#include "app/labeling/subject-model.h"

#include "app/labeling/student-t.h"

#include <math.h>

#define MAX_ITERATIONS 1000
#define THRESHOLD      1e-8
#define EPSILON        1e-8 /* keeps the weight of a rater without residuals finite */

static AcuSubjectModel *
model_new (guint n_stimuli, guint n_subjects)
{
  AcuSubjectModel *model = g_new0 (AcuSubjectModel, 1);

  model->n_stimuli = n_stimuli;
  model->n_subjects = n_subjects;
  model->quality = g_new0 (double, n_stimuli);
  model->standard_error = g_new0 (double, n_stimuli);
  model->sos = g_new0 (double, n_stimuli);
  model->bias = g_new0 (double, n_subjects);
  model->inconsistency = g_new0 (double, n_subjects);
  return model;
}

void
acu_subject_model_free (AcuSubjectModel *model)
{
  if (model == NULL)
    return;
  g_free (model->quality);
  g_free (model->standard_error);
  g_free (model->sos);
  g_free (model->bias);
  g_free (model->inconsistency);
  g_free (model);
}

static void
estimate_bias (AcuSubjectModel *model, const AcuOpinionMatrix *matrix)
{
  for (guint i = 0; i < matrix->n_subjects; i++) {
    double sum = 0.0;
    guint n = 0;

    for (guint j = 0; j < matrix->n_stimuli; j++) {
      double score = acu_opinion_matrix_get (matrix, j, i);

      if (!isnan (score)) {
        sum += score - model->quality[j];
        n++;
      }
    }
    model->bias[i] = n > 0 ? sum / n : (double)NAN;
  }
}

/* What quality and bias leave unexplained. */
static AcuOpinionMatrix *
get_residuals (const AcuSubjectModel *model, const AcuOpinionMatrix *matrix)
{
  AcuOpinionMatrix *residuals = acu_opinion_matrix_new (matrix->n_stimuli, matrix->n_subjects);

  for (guint j = 0; j < matrix->n_stimuli; j++)
    for (guint i = 0; i < matrix->n_subjects; i++)
      acu_opinion_matrix_set (residuals, j, i,
                              acu_opinion_matrix_get (matrix, j, i) - model->quality[j] -
                                  model->bias[i]);
  return residuals;
}

static double
get_weight (const AcuSubjectModel *model, guint subject)
{
  return 1.0 / (model->inconsistency[subject] * model->inconsistency[subject] + EPSILON);
}

static void
estimate_inconsistency (AcuSubjectModel *model, const AcuOpinionMatrix *residuals)
{
  for (guint i = 0; i < residuals->n_subjects; i++)
    model->inconsistency[i] = acu_opinion_matrix_describe_subject (residuals, i, 0).stddev;
}

/* The sum of the weights of those who have rated @stimulus. */
static double
sum_weights (const AcuSubjectModel *model, const AcuOpinionMatrix *matrix, guint stimulus)
{
  double weights = 0.0;

  for (guint i = 0; i < matrix->n_subjects; i++)
    if (!isnan (acu_opinion_matrix_get (matrix, stimulus, i)))
      weights += get_weight (model, i);
  return weights;
}

/* Replaces the divisor of the variances that estimate_inconsistency() has found, by the weights
 * that led to the residuals: @freedom (I), which is the share of its ratings that a subject was
 * free in. */
static void
restrict_inconsistency (AcuSubjectModel *model, const double *freedom)
{
  for (guint i = 0; i < model->n_subjects; i++)
    if (freedom[i] > 0.0)
      model->inconsistency[i] /= sqrt (freedom[i]);
}

static void
measure_freedom (const AcuSubjectModel *model, const AcuOpinionMatrix *matrix, double *freedom)
{
  g_autofree guint *counts = g_new0 (guint, matrix->n_subjects + 1);

  for (guint i = 0; i < matrix->n_subjects; i++)
    freedom[i] = 0.0;
  for (guint j = 0; j < matrix->n_stimuli; j++) {
    double weights = sum_weights (model, matrix, j);

    for (guint i = 0; i < matrix->n_subjects; i++)
      if (!isnan (acu_opinion_matrix_get (matrix, j, i))) {
        freedom[i] += 1.0 - get_weight (model, i) / weights;
        counts[i]++;
      }
  }
  /* One more was spent on the bias. */
  for (guint i = 0; i < matrix->n_subjects; i++)
    freedom[i] *= counts[i] > 0 ? (counts[i] - 1.0) / ((double)counts[i] * counts[i]) : 0.0;
}

/* Means without bias, weighted by consistency.  Returns how far they have moved, as a vector. */
static double
estimate_quality (AcuSubjectModel *model, const AcuOpinionMatrix *matrix)
{
  double moved = 0.0;

  for (guint j = 0; j < matrix->n_stimuli; j++) {
    double sum = 0.0, weights = 0.0, quality;

    for (guint i = 0; i < matrix->n_subjects; i++) {
      double score = acu_opinion_matrix_get (matrix, j, i);
      double weight = get_weight (model, i);

      if (!isnan (score)) {
        sum += weight * (score - model->bias[i]);
        weights += weight;
      }
    }
    if (weights == 0.0)
      continue;
    quality = sum / weights;
    moved += (quality - model->quality[j]) * (quality - model->quality[j]);
    model->quality[j] = quality;
  }
  return sqrt (moved);
}

/* Bias is known up to a constant, which quality takes. */
static void
centre_bias (AcuSubjectModel *model)
{
  double sum = 0.0;
  guint n = 0;

  for (guint i = 0; i < model->n_subjects; i++)
    if (!isnan (model->bias[i])) {
      sum += model->bias[i];
      n++;
    }
  for (guint i = 0; i < model->n_subjects && n > 0; i++)
    model->bias[i] -= sum / n;
  for (guint j = 0; j < model->n_stimuli && n > 0; j++)
    model->quality[j] += sum / n;
}

static void
estimate_errors (AcuSubjectModel *model,
                 const AcuOpinionMatrix *matrix,
                 const AcuOpinionMatrix *residuals)
{
  for (guint j = 0; j < matrix->n_stimuli; j++) {
    AcuOpinionMoments moments = acu_opinion_matrix_describe_stimulus (residuals, j, 0);
    double information = 0.0;

    for (guint i = 0; i < matrix->n_subjects; i++)
      if (!isnan (acu_opinion_matrix_get (matrix, j, i)))
        information += 1.0 / (model->inconsistency[i] * model->inconsistency[i]);
    model->standard_error[j] = moments.n > 0 ? 1.0 / sqrt (information) : (double)NAN;
    model->sos[j] = moments.stddev / sqrt (moments.n);
  }
}

/* Nobody is a thousand times as consistent as the least consistent of the others. */
static guint
find_collapsed (const AcuSubjectModel *model)
{
  for (guint i = 0; i < model->n_subjects; i++) {
    double most = 0.0;

    for (guint k = 0; k < model->n_subjects; k++)
      if (k != i && model->inconsistency[k] > most)
        most = model->inconsistency[k];
    if (model->inconsistency[i] < 1e-3 * most)
      return i;
  }
  return G_MAXUINT;
}

static AcuSubjectModel *
fit (const AcuOpinionMatrix *matrix, gboolean restricted)
{
  AcuSubjectModel *model = model_new (matrix->n_stimuli, matrix->n_subjects);
  g_autofree double *freedom = g_new (double, matrix->n_subjects + 1);
  g_autoptr (AcuOpinionMatrix) residuals = NULL;
  double moved;

  for (guint j = 0; j < matrix->n_stimuli; j++)
    model->quality[j] = acu_opinion_matrix_describe_stimulus (matrix, j, 0).mean;
  estimate_bias (model, matrix);
  /* Plain means weigh everybody alike. */
  for (guint i = 0; i < matrix->n_subjects; i++)
    model->inconsistency[i] = 1.0;
  do {
    g_clear_pointer (&residuals, acu_opinion_matrix_free);
    residuals = get_residuals (model, matrix);
    if (restricted)
      measure_freedom (model, matrix, freedom);
    estimate_inconsistency (model, residuals);
    if (restricted)
      restrict_inconsistency (model, freedom);
    moved = estimate_quality (model, matrix);
    estimate_bias (model, matrix);
    model->n_iterations++;
  } while (moved >= THRESHOLD && model->n_iterations < MAX_ITERATIONS);
  model->collapsed = find_collapsed (model);
  estimate_errors (model, matrix, residuals);
  centre_bias (model);
  return model;
}

AcuSubjectModel *
acu_subject_model_fit (const AcuOpinionMatrix *matrix)
{
  return fit (matrix, FALSE);
}

AcuSubjectModel *
acu_subject_model_fit_restricted (const AcuOpinionMatrix *matrix)
{
  return fit (matrix, TRUE);
}

void
acu_subject_model_extend (AcuSubjectModel *model, const AcuOpinionMatrix *matrix)
{
  for (guint j = 0; j < matrix->n_stimuli; j++)
    for (guint i = 0; i < matrix->n_subjects && isnan (model->quality[j]); i++) {
      double score = acu_opinion_matrix_get (matrix, j, i);

      if (isnan (score))
        continue;
      model->quality[j] = score - model->bias[i];
      model->standard_error[j] = model->inconsistency[i];
    }
}

AcuOpinionScores *
acu_subject_model_get_scores (const AcuSubjectModel *model, const AcuOpinionMatrix *matrix)
{
  AcuOpinionScores *scores = acu_opinion_scores_new (matrix->n_stimuli, matrix->n_subjects);

  acu_opinion_scores_set_means (scores, matrix);
  for (guint j = 0; j < matrix->n_stimuli; j++) {
    double weights = sum_weights (model, matrix, j);

    for (guint i = 0; i < matrix->n_subjects; i++)
      acu_opinion_matrix_set (
          scores->influence, j, i,
          (acu_opinion_matrix_get (matrix, j, i) - model->bias[i] - model->quality[j]) *
              get_weight (model, i) / weights);
    scores->stimuli[j].score = model->quality[j];
    scores->stimuli[j].ci = model->standard_error[j] * model->standard_error[j] > EPSILON
                                ? ACU_NORMAL_QUANTILE_975 * model->standard_error[j]
                                : (double)NAN;
  }
  return scores;
}

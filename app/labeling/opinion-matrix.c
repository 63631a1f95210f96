#include "app/labeling/opinion-matrix.h"

#include <math.h>
#include <string.h>

AcuOpinionMatrix *
acu_opinion_matrix_new (guint n_stimuli, guint n_subjects)
{
  AcuOpinionMatrix *matrix = g_new0 (AcuOpinionMatrix, 1);
  gsize n = (gsize)n_stimuli * n_subjects;

  matrix->n_stimuli = n_stimuli;
  matrix->n_subjects = n_subjects;
  matrix->scores = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    matrix->scores[i] = (double)NAN;
  return matrix;
}

AcuOpinionMatrix *
acu_opinion_matrix_copy (const AcuOpinionMatrix *matrix)
{
  AcuOpinionMatrix *copy = acu_opinion_matrix_new (matrix->n_stimuli, matrix->n_subjects);

  if (matrix->n_stimuli > 0 && matrix->n_subjects > 0)
    memcpy (copy->scores, matrix->scores,
            (gsize)matrix->n_stimuli * matrix->n_subjects * sizeof (double));
  return copy;
}

void
acu_opinion_matrix_free (AcuOpinionMatrix *matrix)
{
  if (matrix == NULL)
    return;
  g_free (matrix->scores);
  g_free (matrix);
}

void
acu_opinion_matrix_drop_subject (AcuOpinionMatrix *matrix, guint subject)
{
  for (guint j = 0; j < matrix->n_stimuli; j++)
    acu_opinion_matrix_set (matrix, j, subject, (double)NAN);
}

/* Of every @stride-th value.  Two passes, so that equal values have a deviation of exactly 0. */
static AcuOpinionMoments
describe (const double *values, guint n_values, gsize stride, guint ddof)
{
  AcuOpinionMoments moments = {.mean = (double)NAN, .stddev = (double)NAN};
  double sum = 0.0, squares = 0.0;

  for (guint i = 0; i < n_values; i++)
    if (!isnan (values[i * stride])) {
      sum += values[i * stride];
      moments.n++;
    }
  if (moments.n == 0)
    return moments;
  moments.mean = sum / moments.n;
  for (guint i = 0; i < n_values; i++)
    if (!isnan (values[i * stride])) {
      double difference = values[i * stride] - moments.mean;

      squares += difference * difference;
    }
  if (moments.n > ddof)
    moments.stddev = sqrt (squares / (moments.n - ddof));
  return moments;
}

guint
acu_opinion_matrix_count_subject (const AcuOpinionMatrix *matrix, guint subject)
{
  return acu_opinion_matrix_describe_subject (matrix, subject, 0).n;
}

AcuOpinionMoments
acu_opinion_matrix_describe_stimulus (const AcuOpinionMatrix *matrix, guint stimulus, guint ddof)
{
  return describe (matrix->scores + (gsize)stimulus * matrix->n_subjects, matrix->n_subjects, 1,
                   ddof);
}

AcuOpinionMoments
acu_opinion_matrix_describe_subject (const AcuOpinionMatrix *matrix, guint subject, guint ddof)
{
  return describe (matrix->scores + subject, matrix->n_stimuli, matrix->n_subjects, ddof);
}

#include "opinion-fixture.h"

#include "test-support.h"

#include <math.h>

/* The one vote that is missing in the worked example, and what it was before. */
#define MISSING_STIMULUS 68
#define MISSING_SUBJECT  7
#define MISSING_SCORE    5.0

static GStrv
read_lines (const char *relative)
{
  g_autofree char *path = acu_test_source_path (relative);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_strsplit (g_strchomp (text), "\n", 0);
}

AcuOpinionMatrix *
acu_fixture_read_opinions (gboolean whole)
{
  AcuOpinionMatrix *matrix = acu_opinion_matrix_new (ACU_FIXTURE_STIMULI, ACU_FIXTURE_SUBJECTS);
  g_auto (GStrv) lines = read_lines (ACU_FIXTURE_OPINIONS "p910-sample.csv");

  g_assert_cmpuint (g_strv_length (lines), ==, ACU_FIXTURE_STIMULI);
  for (guint j = 0; j < ACU_FIXTURE_STIMULI; j++) {
    g_auto (GStrv) cells = g_strsplit (lines[j], ",", 0);

    g_assert_cmpuint (g_strv_length (cells), ==, ACU_FIXTURE_SUBJECTS);
    for (guint i = 0; i < ACU_FIXTURE_SUBJECTS; i++)
      acu_opinion_matrix_set (matrix, j, i, g_ascii_strtod (cells[i], NULL));
  }
  g_assert_true (isnan (acu_opinion_matrix_get (matrix, MISSING_STIMULUS, MISSING_SUBJECT)));
  if (whole)
    acu_opinion_matrix_set (matrix, MISSING_STIMULUS, MISSING_SUBJECT, MISSING_SCORE);
  return matrix;
}

void
acu_fixture_read_column (const char *relative, guint column, double *values, guint n)
{
  g_auto (GStrv) lines = read_lines (relative);

  g_assert_cmpuint (g_strv_length (lines), ==, n + 1);
  for (guint k = 0; k < n; k++) {
    g_auto (GStrv) cells = g_strsplit (lines[k + 1], ",", 0);

    g_assert_cmpuint (g_strv_length (cells), >, column);
    values[k] = g_ascii_strtod (cells[column], NULL);
  }
}

double
acu_fixture_get_mean (const double *values, guint n)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  return sum / n;
}

double
acu_fixture_get_variance (const double *values, guint n)
{
  double mean = acu_fixture_get_mean (values, n), sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += (values[i] - mean) * (values[i] - mean);
  return sum / n;
}

void
acu_fixture_get_scores (const AcuOpinionScores *scores, double *values)
{
  for (guint j = 0; j < scores->n_stimuli; j++)
    values[j] = scores->stimuli[j].score;
}

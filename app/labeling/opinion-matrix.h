/* Opinion scores as every method of the literature takes them: one row a stimulus, one column a
 * subject, NAN where a subject has not rated a stimulus. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint n_stimuli;  /* J */
  guint n_subjects; /* I */
  double *scores;   /* (J,I) */
} AcuOpinionMatrix;

/* Everything missing. */
AcuOpinionMatrix *acu_opinion_matrix_new (guint n_stimuli, guint n_subjects);
AcuOpinionMatrix *acu_opinion_matrix_copy (const AcuOpinionMatrix *matrix);
void acu_opinion_matrix_free (AcuOpinionMatrix *matrix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuOpinionMatrix, acu_opinion_matrix_free)

static inline double
acu_opinion_matrix_get (const AcuOpinionMatrix *matrix, guint stimulus, guint subject)
{
  return matrix->scores[(gsize)stimulus * matrix->n_subjects + subject];
}

static inline void
acu_opinion_matrix_set (AcuOpinionMatrix *matrix, guint stimulus, guint subject, double score)
{
  matrix->scores[(gsize)stimulus * matrix->n_subjects + subject] = score;
}

/* Makes everything missing that @subject said. */
void acu_opinion_matrix_drop_subject (AcuOpinionMatrix *matrix, guint subject);

guint acu_opinion_matrix_count_subject (const AcuOpinionMatrix *matrix, guint subject);

/* Number, mean and standard deviation (NAN for none; @ddof 0 of the population, 1 of a sample) of
 * what stands in a row or in a column. */
typedef struct {
  guint n;
  double mean;
  double stddev;
} AcuOpinionMoments;

AcuOpinionMoments
acu_opinion_matrix_describe_stimulus (const AcuOpinionMatrix *matrix, guint stimulus, guint ddof);
AcuOpinionMoments
acu_opinion_matrix_describe_subject (const AcuOpinionMatrix *matrix, guint subject, guint ddof);

G_END_DECLS

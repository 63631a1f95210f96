/* Published opinion scores for tests, and what is made of many numbers. */
#pragma once

#include "app/labeling/opinion-scores.h"

#define ACU_FIXTURE_OPINIONS "tests/headless/opinions/"

/* Rows and columns of the tables there. */
#define ACU_FIXTURE_STIMULI  79
#define ACU_FIXTURE_SUBJECTS 26

/* The worked example of P.910 (see opinions/README.md), with its missing vote put back where
 * @whole: then it is what SUREAL's own tests call the corrupted dataset. (transfer full) */
AcuOpinionMatrix *acu_fixture_read_opinions (gboolean whole);

/* Reads @n numbers, which is all there are, from column @column of the table with a heading that is
 * at @relative inside the source tree. */
void acu_fixture_read_column (const char *relative, guint column, double *values, guint n);

double acu_fixture_get_mean (const double *values, guint n);

/* Of the population, as NumPy's var(). */
double acu_fixture_get_variance (const double *values, guint n);

/* The scores themselves, (stimuli of @scores). */
void acu_fixture_get_scores (const AcuOpinionScores *scores, double *values);

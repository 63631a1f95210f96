/* How far raters agree: with themselves, with each other. */
#pragma once

#include "app/labeling/opinion-matrix.h"

G_BEGIN_DECLS

/* One stimulus that a rater saw twice. */
typedef struct {
  guint subject;
  double first, second;
} AcuRepeat;

typedef struct {
  double srcc;        /* Spearman's correlation with the mean of the others; NAN below three */
  guint n_repeats;    /* stimuli rated twice */
  double repeat_srcc; /* between first and second rating; NAN below three */
  double repeat_difference; /* mean absolute difference of the two; NAN without any */
} AcuRaterReliability;

/* @raters: (I) is filled. */
void acu_reliability_describe (const AcuOpinionMatrix *matrix,
                               const AcuRepeat *repeats,
                               gsize n_repeats,
                               AcuRaterReliability *raters);

/* Krippendorff's alpha with the interval metric: 1 full agreement, 0 what chance would give.  Takes
 * any number of raters, each stimulus rated by any of them (Hayes and Krippendorff, "Answering the
 * Call for a Standard Reliability Measure for Coding Data", Communication Methods and Measures 1,
 * 2007).  NAN where no stimulus has two ratings, or all ratings are the same. */
double acu_reliability_get_alpha (const AcuOpinionMatrix *matrix);

G_END_DECLS

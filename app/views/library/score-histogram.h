/* How many photos have which score, with two handles that choose a range of them. */
#pragma once

#include "app/views/shared/score-band.h"

G_BEGIN_DECLS

#define ACU_SCORE_HISTOGRAM_BINS 25

#define ACU_TYPE_SCORE_HISTOGRAM (acu_score_histogram_get_type ())
G_DECLARE_FINAL_TYPE (AcuScoreHistogram, acu_score_histogram, ACU, SCORE_HISTOGRAM, GtkWidget)

GtkWidget *acu_score_histogram_new (void);

/* Shows @counts, ACU_SCORE_HISTOGRAM_BINS of them, spread evenly over @scale. */
void acu_score_histogram_set_counts (AcuScoreHistogram *histogram,
                                     AcuScoreScale scale,
                                     const guint *counts);

/* The range chosen.  At the scale's ends it also takes in whatever has no score; the signal
 * "range-changed" tells of every change. */
void acu_score_histogram_get_range (AcuScoreHistogram *histogram, double *lower, double *upper);
void acu_score_histogram_set_range (AcuScoreHistogram *histogram, double lower, double upper);

/* Whether the range is the whole scale. */
gboolean acu_score_histogram_is_open (AcuScoreHistogram *histogram);

G_END_DECLS

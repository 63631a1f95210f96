/* What a label set comes to, as plots. */
#pragma once

#include "app/labeling/label-result.h"
#include "app/views/charts/plot.h"

G_BEGIN_DECLS

/* Each replaces what @plot shows. */

/* How often each answer was given. */
void acu_result_plot_distribution (AcuPlot *plot, const AcuLabelResult *result);

/* The score of every picture with its interval, from the lowest to the highest. */
void acu_result_plot_scores (AcuPlot *plot, const AcuLabelResult *result);

/* How far every rater lies from the others on average, give or take what he scatters. */
void acu_result_plot_raters (AcuPlot *plot, const AcuLabelResult *result);

G_END_DECLS

/* A plot in words and as a table. */
#pragma once

#include "app/views/charts/plot.h"

G_BEGIN_DECLS

/* What somebody needs who cannot see the chart: of each series how many points, the range, the last
 * value, the trend; of separate points how well both axes agree; the rules; the note.
 * (transfer full) */
char *acu_plot_dup_summary (AcuPlot *plot);

/* One point in words: its series, its name, both values, its interval. (transfer full) */
char *acu_plot_dup_reading (AcuPlot *plot, guint series, gsize index);

/* A number as readings have it. (transfer full) */
char *acu_plot_format (double value);

/* All points as CSV by RFC 4180: series, name, x, y, low, high, smoothed. (transfer full) */
char *acu_plot_dup_csv (AcuPlot *plot);

G_END_DECLS

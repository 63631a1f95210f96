/* A chart: an AcuPlot on the screen.
 *
 * Values are read with the pointer, or with the arrow keys once the chart has the focus: left and
 * right go from point to point, page up and down by a tenth of the width, home and end to the ends,
 * up and down to another series, escape leaves.  A screen reader gets the summary as description
 * and what is read as it is read.  Its menu, also by the menu key, saves the chart as SVG or PNG
 * and the numbers as CSV; the actions are "chart.save" with "svg", "png" or "csv", and
 * "chart.menu". */
#pragma once

#include "app/views/charts/plot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_CHART (acu_chart_get_type ())
G_DECLARE_FINAL_TYPE (AcuChart, acu_chart, ACU, CHART, GtkWidget)

/* Signal:
 *   point-activated (guint series, guint64 index)   enter or a click on a point: show it */

/* A chart of @plot, of which it keeps a reference. */
GtkWidget *acu_chart_new (AcuPlot *plot);

AcuPlot *acu_chart_get_plot (AcuChart *chart);

/* The point that is read; FALSE where none is. */
gboolean acu_chart_get_reading (AcuChart *chart, guint *series, gsize *index);

/* Writes the plot to @file, whose ending says as what: ".svg", ".png" or ".csv".  Drawing and
 * writing are done on another thread.  A picture is not overwritten: G_FILE_ERROR_EXIST. */
void acu_chart_save_async (AcuChart *chart,
                           GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean acu_chart_save_finish (AcuChart *chart, GAsyncResult *result, GError **error);

G_END_DECLS

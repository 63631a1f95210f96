/* Draws a plot by cairo: on the screen, into an SVG, into a PNG. */
#pragma once

#include "app/views/charts/plot.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

typedef struct {
  double width;
  double height;
  gboolean dark;          /* light on dark */
  gboolean right_to_left; /* of words; numbers always run from left to right */
  double reserved;        /* width left free at the end of the title */
  int reading_series;     /* the series of the point that is read, or -1 */
  gsize reading_index;
} AcuPlotLook;

/* Where the plot's area came to be, and what its axes span. */
typedef struct {
  double x, y, width, height;
  AcuAxis x_axis;
  AcuAxis y_axis;
} AcuPlotLayout;

/* Draws @plot in @look's size from (0,0) on.  @context: for words; its font is the chart's.
 * @layout: (out) */
void acu_plot_paint (AcuPlot *plot,
                     cairo_t *cr,
                     PangoContext *context,
                     const AcuPlotLook *look,
                     AcuPlotLayout *layout);

/* The point that is closest to (@x, @y), within reach of a pointer: by both ways for separate
 * points, by the way across for lines and bars.  Returns whether there is one. */
gboolean acu_plot_pick (
    AcuPlot *plot, const AcuPlotLayout *layout, double x, double y, guint *series, gsize *index);

typedef enum { ACU_PLOT_SVG, ACU_PLOT_PNG, ACU_PLOT_CSV } AcuPlotFormat;

/* The plot as a file's content, dark on white.  May be called from any thread that has @plot to
 * itself. (transfer full) */
GBytes *acu_plot_render (AcuPlot *plot, AcuPlotFormat format, int width, int height);

G_END_DECLS

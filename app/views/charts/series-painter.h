/* Draws one series of a plot.  Series differ by colour, and by mark and dash as well, so that they
 * are told apart without colours. */
#pragma once

#include "app/views/charts/plot-painter.h"

G_BEGIN_DECLS

/* The width of a series' sample in the legend. */
#define ACU_SERIES_SAMPLE_WIDTH 18

/* Draws lines, marks and intervals; what cannot be told apart on the screen is drawn once. */
void
acu_series_paint (const AcuSeries *series, cairo_t *cr, gboolean dark, const AcuPlotLayout *layout);

/* Draws bars, the @which-th beside each other of @n. */
void acu_series_paint_bars (const AcuSeries *series,
                            cairo_t *cr,
                            gboolean dark,
                            const AcuPlotLayout *layout,
                            guint which,
                            guint n);

/* Draws how the series looks, from @x on, around the height @y. */
void
acu_series_paint_sample (const AcuSeries *series, cairo_t *cr, gboolean dark, double x, double y);

G_END_DECLS

/* What a chart shows: series of numbers, two axes, and words for them.  Knows no toolkit, so that
 * it can be filled, described and saved without a window.
 *
 *   g_autoptr (AcuPlot) plot = acu_plot_new (_("Loss per step"));
 *   acu_plot_set_axis (plot, ACU_PLOT_X, _("Step"), ACU_AXIS_WHOLE);
 *   guint loss = acu_plot_add_series (plot, _("L1"), ACU_SERIES_LINE);
 *   acu_plot_set_smoothing (plot, loss, 0.95);
 *   gtk_box_append (box, acu_chart_new (plot));
 *   …
 *   acu_plot_append (plot, loss, step, value);      any number of times, cheap
 *
 * The signal "changed" () tells that something is different.  A plot belongs to the thread that
 * made it. */
#pragma once

#include "app/views/charts/axis.h"
#include "app/views/charts/series.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum { ACU_PLOT_X, ACU_PLOT_Y } AcuPlotAxis;

/* A dashed line across the plot at one height, with its name beside it. */
typedef struct {
  char *name;
  double y;
  gboolean tells; /* its name says its value */
} AcuPlotRule;

#define ACU_TYPE_PLOT (acu_plot_get_type ())
G_DECLARE_FINAL_TYPE (AcuPlot, acu_plot, ACU, PLOT, GObject)

/* (transfer full) */
AcuPlot *acu_plot_new (const char *title);

/* The same plot once more, for another thread. (transfer full) */
AcuPlot *acu_plot_copy (AcuPlot *plot);

const char *acu_plot_get_title (AcuPlot *plot);
void acu_plot_set_title (AcuPlot *plot, const char *title);

/* What an axis is called, and whether it is logarithmic, has whole numbers alone, or only an order.
 */
void acu_plot_set_axis (AcuPlot *plot, AcuPlotAxis which, const char *title, AcuAxisFlags flags);
const char *acu_plot_get_axis_title (AcuPlot *plot, AcuPlotAxis which);

/* What @which spans at least; NaN at an end: what the data span.  @exactly: and no more. */
void
acu_plot_set_range (AcuPlot *plot, AcuPlotAxis which, double low, double high, gboolean exactly);

/* Names the places 0, 1, 2, … of the horizontal axis; NULL for numbers again. */
void acu_plot_set_categories (AcuPlot *plot, const char *const *names);
const char *const *acu_plot_get_categories (AcuPlot *plot);

/* Whether the horizontal axis measures nothing: its places have names, or are an order. */
gboolean acu_plot_is_ordinal (AcuPlot *plot);

/* Adds an empty series and returns its number. */
guint acu_plot_add_series (AcuPlot *plot, const char *name, AcuSeriesKind kind);

/* Adds a curve in the colour of @series, by @n points from left to right. */
void acu_plot_add_curve (AcuPlot *plot, guint series, const double *x, const double *y, gsize n);

void acu_plot_add_rule (AcuPlot *plot, const char *name, double y);

/* The same of a @name that says the value itself, which is then not read a second time. */
void acu_plot_add_telling_rule (AcuPlot *plot, const char *name, double y);

/* Draws where both axes are equal. */
void acu_plot_set_diagonal (AcuPlot *plot, gboolean diagonal);
gboolean acu_plot_get_diagonal (AcuPlot *plot);

/* Has a line drawn as a running mean, the values themselves faint behind it.  @weight, 0..1, is
 * what the mean so far counts against one more value: 0.95 is a memory of about 20. */
void acu_plot_set_smoothing (AcuPlot *plot, guint series, double weight);

/* Has a line, without intervals, draw at most @limit (4 or more) points, however many are appended:
 * of every four neighbours the lowest and the highest stay, whenever there are too many.  The
 * running mean is of all of them, and so are the numbers that are saved. */
void acu_plot_set_limit (AcuPlot *plot, guint series, gsize limit);

/* Adds one point at the end; @low..@high is how sure it is.  Takes constant time. */
void acu_plot_append (AcuPlot *plot, guint series, double x, double y);
void
acu_plot_append_interval (AcuPlot *plot, guint series, double x, double y, double low, double high);

/* Adds @n points at the end at once. */
void acu_plot_append_many (AcuPlot *plot, guint series, const double *x, const double *y, gsize n);

/* Replaces all points of a series.  @x: (nullable): 0, 1, 2, …  @names: (nullable): what each point
 * is, a photo for example. */
void acu_plot_set_points (AcuPlot *plot,
                          guint series,
                          const double *x,
                          const double *y,
                          gsize n,
                          const char *const *names);

/* Names the points that a series has; one more point takes the names away again.  @names: one for
 * each point. */
void acu_plot_set_names (AcuPlot *plot, guint series, const char *const *names);

/* Removes all series, curves and rules. */
void acu_plot_clear (AcuPlot *plot);

guint acu_plot_get_n_series (AcuPlot *plot); /* curves included */
const AcuSeries *acu_plot_get_series (AcuPlot *plot, guint series);
guint acu_plot_get_n_rules (AcuPlot *plot);
const AcuPlotRule *acu_plot_get_rule (AcuPlot *plot, guint rule);

/* Whether there is no point at all. */
gboolean acu_plot_is_empty (AcuPlot *plot);

/* Something the numbers alone do not say, read after the summary: a test's outcome, for example. */
void acu_plot_set_note (AcuPlot *plot, const char *note);
const char *acu_plot_get_note (AcuPlot *plot);

/* The axis as the data and what was set make it, with about @wanted marks. */
AcuAxis acu_plot_fit_axis (AcuPlot *plot, AcuPlotAxis which, guint wanted);

/* The point after @index (before it where @forwards is FALSE) from left to right; points above each
 * other follow in their own order.  @index G_MAXSIZE: the first, or last.  G_MAXSIZE where there is
 * none. */
gsize acu_plot_find_next (AcuPlot *plot, guint series, gsize index, gboolean forwards);

/* The point closest to @x; G_MAXSIZE where there is none. */
gsize acu_plot_find_at (AcuPlot *plot, guint series, double x);

G_END_DECLS

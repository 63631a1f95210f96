#include "app/views/charts/rule-place.h"

/* Between a rule and its name. */
#define CLEARANCE 2

typedef struct {
  double x, y;
} Spot;

/* Where @series has its @i-th point, as it is drawn. */
static Spot
find_spot (const AcuSeries *series, const AcuPlotLayout *layout, gsize i)
{
  double value = series->smooth ? series->smooth[i] : series->y[i];

  return (Spot){layout->x + acu_axis_place (&layout->x_axis, series->x[i]) * layout->width,
                layout->y + (1 - acu_axis_place (&layout->y_axis, value)) * layout->height};
}

/* How high the piece from @from to @to is at @x, which is not outside it. */
static double
cross (Spot from, Spot to, double x)
{
  return to.x > from.x ? from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x) : to.y;
}

static gboolean
is_met (const cairo_rectangle_t *box, Spot from, Spot to)
{
  double end = box->x + box->width, a, b;

  if (to.x < box->x || from.x > end)
    return FALSE;
  a = cross (from, to, MAX (from.x, box->x));
  b = cross (from, to, MIN (to.x, end));
  return MAX (a, b) >= box->y && MIN (a, b) <= box->y + box->height;
}

/* How many pieces of lines are in the way of what is written in @box. */
static guint
count_met (AcuPlot *plot, const AcuPlotLayout *layout, const cairo_rectangle_t *box)
{
  guint n = 0;

  for (guint s = 0; s < acu_plot_get_n_series (plot); s++) {
    const AcuSeries *series = acu_plot_get_series (plot, s);
    Spot from = {0};

    for (gsize i = 0; series->kind != ACU_SERIES_BARS && i < series->n; i++) {
      Spot to = find_spot (series, layout, i);

      n += is_met (box, i > 0 ? from : to, to);
      from = to;
    }
  }
  return n;
}

void
acu_rule_place_find (
    AcuPlot *plot, const AcuPlotLayout *layout, double y, double gap, cairo_rectangle_t *box)
{
  double right = layout->x + layout->width - gap - box->width, left = layout->x + gap;
  double above = y - box->height - CLEARANCE, below = y + CLEARANCE;
  const Spot spots[] = {{right, above}, {right, below}, {left, above}, {left, below}};
  guint fewest = G_MAXUINT;

  g_return_if_fail (ACU_IS_PLOT (plot) && layout && box);

  for (guint i = 0; i < G_N_ELEMENTS (spots); i++) {
    cairo_rectangle_t tried = {spots[i].x, spots[i].y, box->width, box->height};
    gboolean fits = tried.y >= layout->y && tried.y + tried.height <= layout->y + layout->height;
    guint n = fits ? count_met (plot, layout, &tried) : G_MAXUINT - 1;

    if (n >= fewest)
      continue;
    fewest = n;
    box->x = tried.x;
    box->y = tried.y;
  }
}

#include "app/views/charts/series-painter.h"

#include "app/views/charts/decimate.h"

#include <math.h>

typedef enum { MARK_CIRCLE, MARK_SQUARE, MARK_TRIANGLE, MARK_DIAMOND, MARK_CROSS, MARK_RING } Mark;

typedef struct {
  guint8 on_light[3];
  guint8 on_dark[3];
  Mark mark;
  double dash[4];
  int n_dash;
} Style;

/* After Okabe and Ito (https://jfly.uni-koeln.de/color/), darker on light and lighter on dark
 * ground, so that each has a contrast of at least 3 : 1. */
static const Style styles[] = {
    {{0, 100, 170}, {98, 168, 240}, MARK_CIRCLE, {0}, 0},
    {{190, 76, 0}, {255, 163, 72}, MARK_SQUARE, {7, 3}, 2},
    {{0, 120, 88}, {80, 217, 167}, MARK_TRIANGLE, {2, 3}, 2},
    {{160, 66, 130}, {233, 158, 203}, MARK_DIAMOND, {8, 3, 2, 3}, 4},
    {{118, 96, 0}, {232, 209, 90}, MARK_CROSS, {12, 4}, 2},
    {{80, 80, 80}, {200, 200, 200}, MARK_RING, {4, 2}, 2},
};

#define MARK_RADIUS 3.2

static const Style *
get_style (const AcuSeries *series)
{
  return &styles[series->colour % G_N_ELEMENTS (styles)];
}

static void
set_colour (const AcuSeries *series, cairo_t *cr, gboolean dark, double alpha)
{
  const guint8 *rgb = dark ? get_style (series)->on_dark : get_style (series)->on_light;

  cairo_set_source_rgba (cr, rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0, alpha);
}

static double
to_x (const AcuPlotLayout *layout, double value)
{
  return layout->x + acu_axis_place (&layout->x_axis, value) * layout->width;
}

static double
to_y (const AcuPlotLayout *layout, double value)
{
  return layout->y + (1 - acu_axis_place (&layout->y_axis, value)) * layout->height;
}

static void
paint_mark (cairo_t *cr, Mark mark, double x, double y)
{
  double r = MARK_RADIUS;

  switch (mark) {
  case MARK_SQUARE:
    cairo_rectangle (cr, x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
    break;
  case MARK_TRIANGLE:
    cairo_move_to (cr, x, y - 1.25 * r);
    cairo_line_to (cr, x + 1.15 * r, y + 0.85 * r);
    cairo_line_to (cr, x - 1.15 * r, y + 0.85 * r);
    cairo_close_path (cr);
    break;
  case MARK_DIAMOND:
    cairo_move_to (cr, x, y - 1.3 * r);
    cairo_line_to (cr, x + 1.3 * r, y);
    cairo_line_to (cr, x, y + 1.3 * r);
    cairo_line_to (cr, x - 1.3 * r, y);
    cairo_close_path (cr);
    break;
  case MARK_CROSS:
  case MARK_RING:
    cairo_set_line_width (cr, 1.5);
    if (mark == MARK_RING) {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, r, 0, 2 * G_PI);
    } else {
      cairo_move_to (cr, x - r, y - r);
      cairo_line_to (cr, x + r, y + r);
      cairo_move_to (cr, x + r, y - r);
      cairo_line_to (cr, x - r, y + r);
    }
    cairo_stroke (cr);
    return;
  case MARK_CIRCLE:
    cairo_new_sub_path (cr);
    cairo_arc (cr, x, y, r, 0, 2 * G_PI);
    break;
  }
  cairo_fill (cr);
}

static void
paint_line (const AcuSeries *series,
            cairo_t *cr,
            gboolean dark,
            const AcuPlotLayout *layout,
            const double *y,
            double width,
            double alpha,
            gboolean dashed)
{
  g_autoptr (GArray) kept =
      acu_decimate_line (&layout->x_axis, series->x, y, series->n, ceil (layout->width));
  const Style *style = get_style (series);
  gboolean is_down = FALSE;

  set_colour (series, cr, dark, alpha);
  cairo_set_line_width (cr, width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (dashed)
    cairo_set_dash (cr, style->dash, style->n_dash, 0);
  for (guint i = 0; i < kept->len; i++) {
    guint index = g_array_index (kept, guint, i);
    double px = to_x (layout, series->x[index]), py = to_y (layout, y[index]);

    if (!isfinite (px) || !isfinite (py)) {
      is_down = FALSE;
      continue;
    }
    /* Cairo's own numbers are small, and what is far outside looks the same wherever it is. */
    px = CLAMP (px, -1e4, 1e4);
    py = CLAMP (py, -1e4, 1e4);
    if (is_down)
      cairo_line_to (cr, px, py);
    else
      cairo_move_to (cr, px, py);
    is_down = TRUE;
  }
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
paint_marks (const AcuSeries *series, cairo_t *cr, gboolean dark, const AcuPlotLayout *layout)
{
  g_autoptr (GArray) kept =
      acu_decimate_points (&layout->x_axis, &layout->y_axis, series->x, series->y, series->n,
                           ceil (layout->width), ceil (layout->height));
  /* Where many lie on each other, depth is to be seen. */
  double alpha = series->kind != ACU_SERIES_POINTS ? 1 : kept->len > 2000 ? 0.35 : 0.75;

  for (guint i = 0; i < kept->len; i++) {
    guint index = g_array_index (kept, guint, i);
    double x = to_x (layout, series->x[index]), y = to_y (layout, series->y[index]);

    if (series->low && isfinite (series->low[index])) {
      double low = CLAMP (to_y (layout, series->low[index]), -1e4, 1e4);
      double high = CLAMP (to_y (layout, series->high[index]), -1e4, 1e4);
      set_colour (series, cr, dark, 0.55);
      cairo_set_line_width (cr, 1.2);
      cairo_move_to (cr, x, low);
      cairo_line_to (cr, x, high);
      cairo_move_to (cr, x - 3, low);
      cairo_line_to (cr, x + 3, low);
      cairo_move_to (cr, x - 3, high);
      cairo_line_to (cr, x + 3, high);
      cairo_stroke (cr);
    }
    set_colour (series, cr, dark, alpha);
    paint_mark (cr, get_style (series)->mark, x, y);
  }
}

void
acu_series_paint (const AcuSeries *series, cairo_t *cr, gboolean dark, const AcuPlotLayout *layout)
{
  if (series->n == 0)
    return;

  if (series->kind != ACU_SERIES_POINTS) {
    if (series->smooth) {
      paint_line (series, cr, dark, layout, series->y, 1, 0.4, FALSE);
      paint_line (series, cr, dark, layout, series->smooth, 2.2, 1, TRUE);
    } else {
      paint_line (series, cr, dark, layout, series->y, series->is_of ? 1.5 : 2, 1, TRUE);
    }
  }
  /* A single point makes no line. */
  if (series->kind != ACU_SERIES_LINE || (series->n == 1 && !series->is_of))
    paint_marks (series, cr, dark, layout);
}

void
acu_series_paint_bars (const AcuSeries *series,
                       cairo_t *cr,
                       gboolean dark,
                       const AcuPlotLayout *layout,
                       guint which,
                       guint n)
{
  double spacing = series->n > 1 ? (series->x_max - series->x_min) / (series->n - 1) : 1;
  double slot =
      fabs (acu_axis_place (&layout->x_axis, layout->x_axis.low + spacing)) * layout->width;
  double width = CLAMP (slot * 0.8 / MAX (n, 1), 1, 56);
  double zero = CLAMP (to_y (layout, 0), layout->y, layout->y + layout->height);

  if (!isfinite (zero)) /* on a logarithmic axis bars stand on its foot */
    zero = layout->y + layout->height;
  /* More bars than pixels: what remains of them are the outlines. */
  g_autoptr (GArray) kept =
      acu_decimate_line (&layout->x_axis, series->x, series->y, series->n, ceil (layout->width));
  for (guint j = 0; j < kept->len; j++) {
    guint i = g_array_index (kept, guint, j);
    double x = to_x (layout, series->x[i]) + (which - (n - 1) / 2.0) * width;
    double y = CLAMP (to_y (layout, series->y[i]), layout->y, layout->y + layout->height);
    if (!isfinite (x) || !isfinite (y))
      continue;
    set_colour (series, cr, dark, 0.85);
    cairo_rectangle (cr, x - width / 2 + 0.5, MIN (y, zero), MAX (width - 1, 1), fabs (zero - y));
    cairo_fill (cr);
    if (series->low && isfinite (series->low[i])) {
      cairo_set_line_width (cr, 1.4);
      cairo_set_source_rgba (cr, dark, dark, dark, 0.8);
      cairo_move_to (cr, x, to_y (layout, series->low[i]));
      cairo_line_to (cr, x, to_y (layout, series->high[i]));
      cairo_stroke (cr);
    }
  }
}

void
acu_series_paint_sample (const AcuSeries *series, cairo_t *cr, gboolean dark, double x, double y)
{
  const Style *style = get_style (series);
  double middle = x + ACU_SERIES_SAMPLE_WIDTH / 2.0;

  set_colour (series, cr, dark, 1);
  if (series->kind == ACU_SERIES_BARS) {
    cairo_rectangle (cr, middle - 5, y - 5, 10, 10);
    cairo_fill (cr);
    return;
  }
  if (series->kind != ACU_SERIES_POINTS) {
    cairo_set_line_width (cr, 2);
    cairo_set_dash (cr, style->dash, style->n_dash, 0);
    cairo_move_to (cr, x, y);
    cairo_rel_line_to (cr, ACU_SERIES_SAMPLE_WIDTH, 0);
    cairo_stroke (cr);
    cairo_set_dash (cr, NULL, 0, 0);
  }
  if (series->kind != ACU_SERIES_LINE)
    paint_mark (cr, style->mark, middle, y);
}

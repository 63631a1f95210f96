#include "app/views/charts/plot-painter.h"

#include "app/views/charts/plot-text.h"
#include "app/views/charts/rule-place.h"
#include "app/views/charts/series-painter.h"

#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <math.h>

/* Between marks, at least; what decides how many there are. */
#define X_TICK_ROOM 72
#define Y_TICK_ROOM 38

#define GAP 6

/* A saved PNG has so many pixels for each unit. */
#define PNG_SCALE 2

/* How much of the width names of rules may take that are beside the area. */
#define RULE_SHARE 0.25

#define SAVED_FONT "sans 10"

/* How far names of bars lean that have no room side by side, and how much of the height they may
 * take. */
#define LEAN       (G_PI / 5)
#define LEAN_SHARE 0.25

/* How far a pointer may be from a point. */
#define REACH 24

typedef struct {
  AcuPlot *plot;
  cairo_t *cr;
  PangoContext *context;
  const AcuPlotLook *look;
  AcuPlotLayout *layout;
  double leaning; /* how long leaning names of bars may be; 0: they are upright */
  double aside;   /* how wide names of rules are beside the area; 0: they are in it */
} Painter;

/* Words. */

typedef enum { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } Align;

static PangoLayout *
lay_out (Painter *self, const char *text, gboolean bold, gboolean small)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font =
      pango_font_description_copy (pango_context_get_font_description (self->context));

  if (bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  if (small && pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, 0.88 * pango_font_description_get_size (font));
  else if (small)
    pango_font_description_set_size (font, 0.88 * pango_font_description_get_size (font));
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

static void
measure (Painter *self, const char *text, gboolean bold, gboolean small, int *width, int *height)
{
  g_autoptr (PangoLayout) layout = lay_out (self, text, bold, small);

  pango_layout_get_pixel_size (layout, width, height);
}

/* Writes @text with its top at @y; ellipsized at @room, if that is above zero. */
static void
write_text (Painter *self,
            const char *text,
            gboolean bold,
            gboolean small,
            Align align,
            double x,
            double y,
            double room)
{
  g_autoptr (PangoLayout) layout = lay_out (self, text, bold, small);
  int width;

  if (room > 0) {
    pango_layout_get_pixel_size (layout, &width, NULL);
    if (width > room) {
      pango_layout_set_width (layout, room * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  }
  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_move_to (self->cr,
                 align == ALIGN_LEFT     ? x
                 : align == ALIGN_CENTRE ? x - width / 2.0
                                         : x - width,
                 y);
  pango_cairo_show_layout (self->cr, layout);
}

/* Writes @text upwards to where it ends at @x and @y, the top of its last letter. */
static void
write_leaning (Painter *self, const char *text, double x, double y)
{
  g_autoptr (PangoLayout) layout = lay_out (self, text, FALSE, TRUE);
  double room = MIN (self->leaning, x / cos (LEAN));
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  if (width > room) {
    pango_layout_set_width (layout, room * PANGO_SCALE);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    pango_layout_get_pixel_size (layout, &width, NULL);
  }
  cairo_save (self->cr);
  cairo_translate (self->cr, x, y);
  cairo_rotate (self->cr, -LEAN);
  cairo_move_to (self->cr, -width, 0);
  pango_cairo_show_layout (self->cr, layout);
  cairo_restore (self->cr);
}

static void
set_text_colour (Painter *self, double alpha)
{
  double grey = self->look->dark ? 1 : 0.1;

  cairo_set_source_rgba (self->cr, grey, grey, grey, alpha);
}

/* Title and legend. */

static gboolean
is_in_legend (const AcuSeries *series)
{
  return !series->is_of && *series->name;
}

static double
legend_entry_width (Painter *self, const AcuSeries *series)
{
  int width;

  measure (self, series->name, FALSE, TRUE, &width, NULL);
  return ACU_SERIES_SAMPLE_WIDTH + 5 + width;
}

/* Writes the title at the start and the legend at the end, below it where both do not fit beside
 * each other; returns where the plot may begin. */
static double
paint_heading (Painter *self)
{
  gboolean rtl = self->look->right_to_left;
  double width = self->look->width, room = width - self->look->reserved;
  const char *title = acu_plot_get_title (self->plot);
  int title_width = 0, line = 0, small = 0;
  double legend = 0;
  guint n = 0;

  measure (self, *title ? title : "0", TRUE, FALSE, &title_width, &line);
  measure (self, "0", FALSE, TRUE, NULL, &small);
  set_text_colour (self, 0.92);
  write_text (self, title, TRUE, FALSE, rtl ? ALIGN_RIGHT : ALIGN_LEFT, rtl ? width : 0, 0, room);

  for (guint i = 0; i < acu_plot_get_n_series (self->plot); i++) {
    const AcuSeries *series = acu_plot_get_series (self->plot, i);
    if (is_in_legend (series)) {
      legend += legend_entry_width (self, series) + (n++ > 0 ? 2 * GAP : 0);
    }
  }
  /* A single series is told by title and axes. */
  if (n == 0 || (n == 1 && acu_plot_get_axis_title (self->plot, ACU_PLOT_Y)))
    return line + GAP;

  gboolean beside = title_width + 3 * GAP + legend <= room;
  double y = beside ? (line - small) / 2.0 : line + GAP / 2.0;
  double x = beside ? room - legend : 0; /* from the start side */
  for (guint i = 0; i < acu_plot_get_n_series (self->plot); i++) {
    const AcuSeries *series = acu_plot_get_series (self->plot, i);
    if (!is_in_legend (series))
      continue;

    double entry = legend_entry_width (self, series);
    if (!beside && x > 0 && x + entry > width) {
      x = 0;
      y += small + 2;
    }
    double left = rtl ? width - x - entry : x;
    double sample = rtl ? left + entry - ACU_SERIES_SAMPLE_WIDTH : left;
    acu_series_paint_sample (series, self->cr, self->look->dark, sample, y + small / 2.0);
    set_text_colour (self, 0.7);
    write_text (self, series->name, FALSE, TRUE, ALIGN_LEFT,
                rtl ? left : left + ACU_SERIES_SAMPLE_WIDTH + 5, y,
                width - ACU_SERIES_SAMPLE_WIDTH - 5);
    x += entry + 2 * GAP;
  }
  return beside ? line + GAP : y + small + GAP;
}

/* Axes. */

static double
to_x (Painter *self, double value)
{
  return self->layout->x + acu_axis_place (&self->layout->x_axis, value) * self->layout->width;
}

static double
to_y (Painter *self, double value)
{
  const AcuPlotLayout *layout = self->layout;

  return layout->y + (1 - acu_axis_place (&layout->y_axis, value)) * layout->height;
}

static void
paint_y_axis (Painter *self)
{
  const AcuAxis *axis = &self->layout->y_axis;
  int height;

  measure (self, "0", FALSE, TRUE, NULL, &height);
  for (guint i = 0; i < axis->n_ticks; i++) {
    g_autofree char *text = acu_axis_format (axis, axis->ticks[i]);
    double y = to_y (self, axis->ticks[i]);

    set_text_colour (self, axis->ticks[i] == 0 ? 0.28 : 0.12);
    cairo_set_line_width (self->cr, 1);
    cairo_move_to (self->cr, self->layout->x, floor (y) + 0.5);
    cairo_rel_line_to (self->cr, self->layout->width, 0);
    cairo_stroke (self->cr);
    set_text_colour (self, 0.62);
    write_text (self, text, FALSE, TRUE, ALIGN_RIGHT, self->layout->x - GAP, y - height / 2.0, 0);
  }
}

static void
paint_x_axis (Painter *self)
{
  const AcuPlotLayout *layout = self->layout;
  const char *const *categories = acu_plot_get_categories (self->plot);
  double y = layout->y + layout->height + GAP / 2.0;
  double right_most = -G_MAXDOUBLE;

  set_text_colour (self, 0.62);
  for (guint i = 0; categories && categories[i]; i++) {
    double room = layout->width / MAX (g_strv_length ((char **)categories), 1) - GAP;
    if (room < 14) /* too many to be written: reading tells them */
      break;
    if (self->leaning > 0)
      write_leaning (self, categories[i], to_x (self, i), y);
    else
      write_text (self, categories[i], FALSE, TRUE, ALIGN_CENTRE, to_x (self, i), y, room);
  }
  for (guint i = 0; !categories && i < layout->x_axis.n_ticks; i++) {
    g_autofree char *text = acu_axis_format (&layout->x_axis, layout->x_axis.ticks[i]);
    int width;
    measure (self, text, FALSE, TRUE, &width, NULL);

    /* The outermost stay inside the picture. */
    double x = CLAMP (to_x (self, layout->x_axis.ticks[i]), width / 2.0,
                      MAX (self->look->width - width / 2.0, width / 2.0));
    if (x - width / 2.0 < right_most + GAP)
      continue;
    write_text (self, text, FALSE, TRUE, ALIGN_CENTRE, x, y, 0);
    right_most = x + width / 2.0;
  }
}

/* Has the names of bars lean where one of them does not fit below its own; returns the height that
 * they take, of a line at least. */
static double
fit_categories (Painter *self, double line)
{
  const char *const *categories = acu_plot_get_categories (self->plot);
  guint n = categories ? g_strv_length ((char **)categories) : 0;
  int widest = 0;

  self->leaning = 0;
  for (guint i = 0; i < n; i++) {
    int width;
    measure (self, categories[i], FALSE, TRUE, &width, NULL);
    widest = MAX (widest, width);
  }
  /* The area is narrower than the picture by the numbers beside it, some four digits. */
  if (n < 2 || widest + GAP <= (self->look->width - 3 * line - self->aside) / n)
    return line;
  self->leaning = MIN (widest, LEAN_SHARE * self->look->height / sin (LEAN));
  return self->leaning * sin (LEAN) + line * cos (LEAN);
}

/* Separate points may be anywhere, also below the name of a rule, which then goes beside the area.
 * Returns the width that it takes. */
static double
fit_rules (Painter *self)
{
  gboolean has_points = FALSE;
  int widest = 0;

  for (guint i = 0; i < acu_plot_get_n_series (self->plot); i++)
    has_points |= acu_plot_get_series (self->plot, i)->kind == ACU_SERIES_POINTS;
  for (guint i = 0; has_points && i < acu_plot_get_n_rules (self->plot); i++) {
    int width;
    measure (self, acu_plot_get_rule (self->plot, i)->name, FALSE, TRUE, &width, NULL);
    widest = MAX (widest, width);
  }
  self->aside = MIN (widest, RULE_SHARE * self->look->width);
  return self->aside > 0 ? self->aside + GAP : 0;
}

/* Decides where the plot's area is, and writes what is around it. */
static void
paint_frame (Painter *self)
{
  AcuPlotLayout *layout = self->layout;
  const char *x_title = acu_plot_get_axis_title (self->plot, ACU_PLOT_X);
  const char *y_title = acu_plot_get_axis_title (self->plot, ACU_PLOT_Y);
  double top = paint_heading (self);
  double aside = fit_rules (self);
  int small, widest = 0;

  measure (self, "0", FALSE, TRUE, NULL, &small);
  if (y_title) {
    gboolean rtl = self->look->right_to_left;
    set_text_colour (self, 0.62);
    write_text (self, y_title, FALSE, TRUE, rtl ? ALIGN_RIGHT : ALIGN_LEFT,
                rtl ? self->look->width : 0, top, self->look->width);
    top += small + 2;
  }
  top += small / 2.0;

  double bottom = fit_categories (self, small) + GAP + (x_title ? small + 2 : 0);
  layout->y = top;
  layout->height = MAX (self->look->height - top - bottom, 8);
  layout->y_axis =
      acu_plot_fit_axis (self->plot, ACU_PLOT_Y, CLAMP ((int)(layout->height / Y_TICK_ROOM), 2, 8));
  for (guint i = 0; i < layout->y_axis.n_ticks; i++) {
    g_autofree char *text = acu_axis_format (&layout->y_axis, layout->y_axis.ticks[i]);
    int width;
    measure (self, text, FALSE, TRUE, &width, NULL);
    widest = MAX (widest, width);
  }
  layout->x = widest + GAP;
  layout->width = MAX (self->look->width - layout->x - GAP - aside, 8);
  layout->x_axis =
      acu_plot_fit_axis (self->plot, ACU_PLOT_X, CLAMP ((int)(layout->width / X_TICK_ROOM), 2, 12));

  paint_y_axis (self);
  paint_x_axis (self);
  if (x_title) {
    set_text_colour (self, 0.62);
    write_text (self, x_title, FALSE, TRUE, ALIGN_CENTRE, layout->x + layout->width / 2,
                self->look->height - small, layout->width);
  }
}

/* What lies in the plot's area. */

static void
paint_dashed (Painter *self, double x0, double y0, double x1, double y1)
{
  static const double dash[] = {5, 4};

  set_text_colour (self, 0.5);
  cairo_set_line_width (self->cr, 1);
  cairo_set_dash (self->cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_move_to (self->cr, x0, y0);
  cairo_line_to (self->cr, x1, y1);
  cairo_stroke (self->cr);
  cairo_set_dash (self->cr, NULL, 0, 0);
}

/* Writes @name at the end of the rule at @y: beside the area, or else in it, where the fewest lines
 * are in its way. */
static void
write_rule_name (Painter *self, const char *name, double y, int height)
{
  const AcuPlotLayout *layout = self->layout;
  cairo_rectangle_t box = {.height = height};
  int width;

  set_text_colour (self, 0.7);
  if (self->aside > 0) {
    write_text (self, name, FALSE, TRUE, ALIGN_LEFT, layout->x + layout->width + GAP,
                y - height / 2.0, self->aside);
    return;
  }
  measure (self, name, FALSE, TRUE, &width, NULL);
  box.width = MIN (width, layout->width - 2 * GAP);
  acu_rule_place_find (self->plot, layout, y, GAP, &box);
  write_text (self, name, FALSE, TRUE, ALIGN_LEFT, box.x, box.y, box.width);
}

static void
paint_rules (Painter *self)
{
  const AcuPlotLayout *layout = self->layout;
  int small;

  measure (self, "0", FALSE, TRUE, NULL, &small);
  if (acu_plot_get_diagonal (self->plot)) {
    double low = MAX (layout->x_axis.low, layout->y_axis.low);
    double high = MIN (layout->x_axis.high, layout->y_axis.high);
    if (low < high)
      paint_dashed (self, to_x (self, low), to_y (self, low), to_x (self, high), to_y (self, high));
  }
  for (guint i = 0; i < acu_plot_get_n_rules (self->plot); i++) {
    const AcuPlotRule *rule = acu_plot_get_rule (self->plot, i);
    double y = floor (to_y (self, rule->y)) + 0.5;
    if (!isfinite (y) || y < layout->y - 1 || y > layout->y + layout->height + 1)
      continue;
    paint_dashed (self, layout->x, y, layout->x + layout->width, y);
    write_rule_name (self, rule->name, y, small);
  }
}

static void
paint_reading (Painter *self)
{
  const AcuPlotLayout *layout = self->layout;
  const AcuSeries *series = self->look->reading_series >= 0
                                ? acu_plot_get_series (self->plot, self->look->reading_series)
                                : NULL;
  gsize i = self->look->reading_index;

  if (!series || i >= series->n)
    return;

  double x = to_x (self, series->x[i]);
  double y = to_y (self, series->smooth ? series->smooth[i] : series->y[i]);
  if (!isfinite (x) || !isfinite (y))
    return;

  set_text_colour (self, 0.35);
  cairo_set_line_width (self->cr, 1);
  cairo_move_to (self->cr, floor (x) + 0.5, layout->y);
  cairo_rel_line_to (self->cr, 0, layout->height);
  cairo_stroke (self->cr);
  set_text_colour (self, 1);
  cairo_set_line_width (self->cr, 2);
  cairo_arc (self->cr, x, y, 5.5, 0, 2 * G_PI);
  cairo_stroke (self->cr);

  g_autofree char *text = acu_plot_dup_reading (self->plot, self->look->reading_series, i);
  int width, height;
  measure (self, text, FALSE, TRUE, &width, &height);
  double room = self->look->width - 2 * GAP;
  double box = MIN (width, room) + 2 * GAP;
  double left = CLAMP (x - box / 2, 0, MAX (self->look->width - box, 0));
  double above = y - height - 4 * GAP;
  double top = above >= 0 ? above : y + 2 * GAP;

  double ground = self->look->dark ? 0.06 : 1;
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, left + GAP, top + GAP, GAP, G_PI, 1.5 * G_PI);
  cairo_arc (self->cr, left + box - GAP, top + GAP, GAP, 1.5 * G_PI, 2 * G_PI);
  cairo_arc (self->cr, left + box - GAP, top + height + GAP, GAP, 0, 0.5 * G_PI);
  cairo_arc (self->cr, left + GAP, top + height + GAP, GAP, 0.5 * G_PI, G_PI);
  cairo_close_path (self->cr);
  cairo_set_source_rgba (self->cr, ground, ground, ground, 0.94);
  cairo_fill_preserve (self->cr);
  set_text_colour (self, 0.25);
  cairo_set_line_width (self->cr, 1);
  cairo_stroke (self->cr);
  set_text_colour (self, 0.95);
  write_text (self, text, FALSE, TRUE, ALIGN_LEFT, left + GAP, top + GAP, room);
}

void
acu_plot_paint (AcuPlot *plot,
                cairo_t *cr,
                PangoContext *context,
                const AcuPlotLook *look,
                AcuPlotLayout *layout)
{
  Painter self = {plot, cr, context, look, layout};
  guint n_bars = 0, bar = 0;

  g_return_if_fail (ACU_IS_PLOT (plot) && cr && context && look && layout);

  paint_frame (&self);
  for (guint i = 0; i < acu_plot_get_n_series (plot); i++)
    n_bars += acu_plot_get_series (plot, i)->kind == ACU_SERIES_BARS;

  cairo_save (cr);
  /* Marks and thick lines on the edge are seen whole. */
  cairo_rectangle (cr, layout->x - 5, layout->y - 5, layout->width + 10, layout->height + 10);
  cairo_clip (cr);
  for (guint i = 0; i < acu_plot_get_n_series (plot); i++) {
    const AcuSeries *series = acu_plot_get_series (plot, i);
    if (series->kind == ACU_SERIES_BARS)
      acu_series_paint_bars (series, cr, look->dark, layout, bar++, n_bars);
    else
      acu_series_paint (series, cr, look->dark, layout);
  }
  cairo_restore (cr);
  paint_rules (&self);
  paint_reading (&self);
  if (acu_plot_is_empty (plot)) {
    /* A rule by itself is in the middle. */
    double share = acu_plot_get_n_rules (plot) > 0 ? 0.25 : 0.5;
    set_text_colour (&self, 0.55);
    write_text (&self, _ ("Nothing to show yet"), FALSE, FALSE, ALIGN_CENTRE,
                layout->x + layout->width / 2, layout->y + layout->height * share - 10,
                layout->width);
  }
}

gboolean
acu_plot_pick (
    AcuPlot *plot, const AcuPlotLayout *layout, double x, double y, guint *series, gsize *index)
{
  double best = REACH * REACH;
  gboolean found = FALSE;

  g_return_val_if_fail (ACU_IS_PLOT (plot) && layout && series && index, FALSE);

  if (x < layout->x - REACH || x > layout->x + layout->width + REACH)
    return FALSE;
  for (guint i = 0; i < acu_plot_get_n_series (plot); i++) {
    const AcuSeries *s = acu_plot_get_series (plot, i);
    if (s->is_of)
      continue;
    for (gsize j = 0; j < s->n; j++) {
      double value = s->smooth ? s->smooth[j] : s->y[j];
      double dx = layout->x + acu_axis_place (&layout->x_axis, s->x[j]) * layout->width - x;
      double dy = layout->y + (1 - acu_axis_place (&layout->y_axis, value)) * layout->height - y;
      /* A line is read wherever the pointer is above or below it, the nearer line first. */
      double distance = s->kind == ACU_SERIES_POINTS ? dx * dx + dy * dy : dx * dx + 1e-4 * dy * dy;
      if (distance < best) {
        best = distance;
        *series = i;
        *index = j;
        found = TRUE;
      }
    }
  }
  return found;
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
paint_saved (AcuPlot *plot, cairo_t *cr, int width, int height)
{
  PangoContext *context = pango_cairo_create_context (cr);
  PangoFontDescription *font = pango_font_description_from_string (SAVED_FONT);
  AcuPlotLook look = {.width = width - 32, .height = height - 32, .reading_series = -1};
  AcuPlotLayout layout;

  pango_context_set_font_description (context, font);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, 16, 16);
  acu_plot_paint (plot, cr, context, &look, &layout);
  pango_font_description_free (font);
  g_object_unref (context);
}

GBytes *
acu_plot_render (AcuPlot *plot, AcuPlotFormat format, int width, int height)
{
  g_return_val_if_fail (ACU_IS_PLOT (plot) && width > 0 && height > 0, NULL);

  if (format == ACU_PLOT_CSV) {
    char *csv = acu_plot_dup_csv (plot);
    return g_bytes_new_take (csv, strlen (csv));
  }

  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface =
      format == ACU_PLOT_SVG
          ? cairo_svg_surface_create_for_stream (append_bytes, bytes, width, height)
          : cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * PNG_SCALE, height * PNG_SCALE);
  cairo_t *cr = cairo_create (surface);
  if (format == ACU_PLOT_PNG)
    cairo_scale (cr, PNG_SCALE, PNG_SCALE);
  paint_saved (plot, cr, width, height);
  cairo_destroy (cr);
  if (format == ACU_PLOT_PNG)
    cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (bytes);
}

#include "app/views/charts/plot-text.h"

#include "compute/train/metrics.h"

#include <glib/gi18n.h>
#include <math.h>

/* A trend or an agreement is worked out from so many points, evenly chosen: it is read on the main
 * thread, and more would not change what is said. */
#define MAX_RANKED 2000

/* From this rank correlation with time on, a line rises or falls. */
#define TREND 0.5

/* Up to here bars are read one by one. */
#define MAX_LISTED 12

char *
acu_plot_format (double value)
{
  if (!isfinite (value))
    return g_strdup (_ ("none"));
  if (fabs (value) >= 1000 || value == round (value))
    return g_strdup_printf ("%.0f", value == 0 ? 0 : value);
  return g_strdup_printf ("%.3g", value);
}

/* Pairs of finite values out of @series, evenly chosen, at most MAX_RANKED. */
static gsize
choose_points (const AcuSeries *series, double *x, double *y)
{
  gsize stride = MAX (1, (series->n + MAX_RANKED - 1) / MAX_RANKED);
  gsize n = 0;

  for (gsize i = 0; i < series->n; i += stride) {
    double value = series->smooth ? series->smooth[i] : series->y[i];
    if (isfinite (series->x[i]) && isfinite (value)) {
      x[n] = series->x[i];
      y[n++] = value;
    }
  }
  return n;
}

static gboolean
get_last (const AcuSeries *series, double *x, double *y)
{
  for (gsize i = series->n; i-- > 0;) {
    *x = series->x[i];
    *y = series->smooth ? series->smooth[i] : series->y[i];
    if (isfinite (*x) && isfinite (*y))
      return TRUE;
  }
  return FALSE;
}

static void
describe_line (AcuPlot *self, const AcuSeries *series, GString *text)
{
  g_autofree double *x = g_new (double, MAX_RANKED);
  g_autofree double *y = g_new (double, MAX_RANKED);
  gsize n = choose_points (series, x, y);
  double trend = acu_metrics_srcc (x, y, n);
  double last_x, last_y;

  g_autofree char *lowest = acu_plot_format (series->y_min);
  g_autofree char *highest = acu_plot_format (series->y_max);
  /* Translators: a line of a chart: its name, the lowest and highest value */
  g_string_append_printf (text, _ ("%s: from %s to %s"), series->name, lowest, highest);
  if (get_last (series, &last_x, &last_y)) {
    g_autofree char *value = acu_plot_format (last_y);
    g_autofree char *at = acu_plot_format (last_x);
    const char *axis = acu_plot_get_axis_title (self, ACU_PLOT_X) ?: _ ("place");
    /* Translators: the last value of a line, and the name and value of the other axis there */
    g_string_append_printf (text, _ (", last %s at %s %s"), value, axis, at);
  }
  if (n > 2)
    g_string_append (text, trend >= TREND    ? _ (", rising")
                           : trend <= -TREND ? _ (", falling")
                                             : _ (", level"));
}

static void
describe_points (AcuPlot *self, const AcuSeries *series, GString *text)
{
  static const AcuPlotAxis axes[] = {ACU_PLOT_X, ACU_PLOT_Y};
  g_autofree double *x = g_new (double, MAX_RANKED);
  g_autofree double *y = g_new (double, MAX_RANKED);
  gsize n = choose_points (series, x, y);
  double srcc = acu_metrics_srcc (x, y, n);
  double plcc = acu_metrics_plcc (x, y, n);

  g_string_append (text, series->name);
  for (guint i = 0; i < G_N_ELEMENTS (axes); i++) {
    gboolean is_x = axes[i] == ACU_PLOT_X;
    g_autofree char *low = acu_plot_format (is_x ? series->x_min : series->y_min);
    g_autofree char *high = acu_plot_format (is_x ? series->x_max : series->y_max);
    const char *title = acu_plot_get_axis_title (self, axes[i]);
    g_string_append (text, i == 0 ? ": " : ", ");
    if (title)
      /* Translators: an axis of a chart, and what its values range over */
      g_string_append_printf (text, _ ("%s from %s to %s"), title, low, high);
    else
      g_string_append_printf (text, _ ("from %s to %s"), low, high);
  }
  if (isfinite (srcc) && !acu_plot_get_categories (self))
    /* Translators: how well both axes agree, in the field's own abbreviations */
    g_string_append_printf (text, _ (", SRCC %.3f, PLCC %.3f"), srcc, plcc);
}

static char *
dup_place_name (AcuPlot *self, const AcuSeries *series, gsize i)
{
  const char *const *categories = acu_plot_get_categories (self);
  guint n = categories ? g_strv_length ((char **)categories) : 0;

  if (series->names)
    return g_strdup (series->names[i]);
  if (series->x[i] >= 0 && series->x[i] < n && series->x[i] == floor (series->x[i]))
    return g_strdup (categories[(guint)series->x[i]]);
  return NULL;
}

static void
describe_bars (AcuPlot *self, const AcuSeries *series, GString *text)
{
  gsize lowest = 0, highest = 0;

  g_string_append (text, series->name);
  for (gsize i = 0; i < series->n; i++) {
    if (series->y[i] < series->y[lowest])
      lowest = i;
    if (series->y[i] > series->y[highest])
      highest = i;
  }
  gsize chosen[] = {lowest, highest};
  gsize n = series->n <= MAX_LISTED ? series->n : G_N_ELEMENTS (chosen);
  for (gsize i = 0; i < n; i++) {
    gsize index = series->n <= MAX_LISTED ? i : chosen[i];
    g_autofree char *name = dup_place_name (self, series, index);
    g_autofree char *place = name ? NULL : acu_plot_format (series->x[index]);
    g_autofree char *value = acu_plot_format (series->y[index]);
    const char *before = i > 0 ? ", " : ": ";
    if (series->n <= MAX_LISTED)
      g_string_append_printf (text, "%s%s %s", before, name ?: place, value);
    else if (i == 0)
      /* Translators: a bar of a chart: its value and where it is */
      g_string_append_printf (text, _ (": lowest %s at %s"), value, name ?: place);
    else
      g_string_append_printf (text, _ (", highest %s at %s"), value, name ?: place);
  }
}

char *
acu_plot_dup_summary (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), NULL);

  g_autoptr (GString) text = g_string_new (NULL);
  const char *note = acu_plot_get_note (self);

  for (guint i = 0; i < acu_plot_get_n_series (self); i++) {
    const AcuSeries *series = acu_plot_get_series (self, i);
    if (series->is_of || series->n == 0)
      continue;

    if (text->len)
      g_string_append_c (text, ' ');
    if (series->kind == ACU_SERIES_BARS)
      describe_bars (self, series, text);
    else if (series->kind == ACU_SERIES_POINTS)
      describe_points (self, series, text);
    else
      describe_line (self, series, text);
    if (series->kind != ACU_SERIES_BARS)
      g_string_append_printf (text, ngettext (", %u point", ", %u points", (gulong)series->n),
                              (guint)series->n);
    g_string_append_c (text, '.');
  }
  for (guint i = 0; text->len && i < acu_plot_get_n_rules (self); i++) {
    const AcuPlotRule *rule = acu_plot_get_rule (self, i);
    g_autofree char *value = acu_plot_format (rule->y);
    g_string_append_printf (text, " %s: %s.", rule->name, value);
  }
  if (!text->len)
    g_string_append (text, _ ("Nothing to show yet."));
  if (note)
    g_string_append_printf (text, " %s", note);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
acu_plot_dup_reading (AcuPlot *self, guint index, gsize i)
{
  g_return_val_if_fail (ACU_IS_PLOT (self) && index < acu_plot_get_n_series (self), NULL);

  const AcuSeries *series = acu_plot_get_series (self, index);
  g_return_val_if_fail (i < series->n, NULL);

  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = dup_place_name (self, series, i);
  g_autofree char *x = acu_plot_format (series->x[i]);
  g_autofree char *y = acu_plot_format (series->smooth ? series->smooth[i] : series->y[i]);
  const char *x_title = acu_plot_get_axis_title (self, ACU_PLOT_X);
  const char *y_title = acu_plot_get_axis_title (self, ACU_PLOT_Y);

  if (name)
    g_string_append_printf (text, "%s, ", name);
  /* A place that has a name is told by it. */
  if (!acu_plot_get_categories (self))
    g_string_append_printf (text, "%s%s%s, ", x_title ?: "", x_title ? " " : "", x);

  if (series->kind == ACU_SERIES_POINTS && y_title)
    g_string_append_printf (text, "%s %s", y_title, y);
  else
    g_string_append_printf (text, "%s %s", series->name, y);

  if (series->smooth) {
    g_autofree char *raw = acu_plot_format (series->y[i]);
    /* Translators: the value itself, beside the running mean */
    g_string_append_printf (text, _ (" (raw %s)"), raw);
  }
  if (series->low && isfinite (series->low[i])) {
    g_autofree char *low = acu_plot_format (series->low[i]);
    g_autofree char *high = acu_plot_format (series->high[i]);
    /* Translators: how sure a value is: lower and upper bound */
    g_string_append_printf (text, _ (" (%s to %s)"), low, high);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_field (GString *csv, const char *field)
{
  if (!strpbrk (field, ",\"\r\n")) {
    g_string_append (csv, field);
    return;
  }
  g_autoptr (GString) quoted = g_string_new (field);
  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_append_printf (csv, "\"%s\"", quoted->str);
}

static void
append_number (GString *csv, const double *values, gsize i)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  if (values && isfinite (values[i]))
    g_string_append (csv, g_ascii_formatd (buffer, sizeof buffer, "%.9g", values[i]));
}

char *
acu_plot_dup_csv (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), NULL);

  GString *csv = g_string_new ("series,name,x,y,low,high,smoothed\r\n");

  for (guint i = 0; i < acu_plot_get_n_series (self); i++) {
    const AcuSeries *series = acu_plot_get_series (self, i);
    if (series->is_of)
      continue;
    for (gsize j = 0; j < series->n; j++) {
      g_autofree char *name = dup_place_name (self, series, j);
      append_field (csv, series->name);
      g_string_append_c (csv, ',');
      append_field (csv, name ?: "");
      append_number (csv, series->x, j);
      append_number (csv, series->y, j);
      append_number (csv, series->low, j);
      append_number (csv, series->high, j);
      append_number (csv, series->smooth, j);
      g_string_append (csv, "\r\n");
    }
  }
  return g_string_free (csv, FALSE);
}

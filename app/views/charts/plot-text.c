#include "app/views/charts/plot-text.h"

#include "app/text/number-text.h"
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
    return g_strdup (C_ ("value of a chart", "none"));
  if (fabs (value) >= 1000 || value == round (value))
    return acu_number_format (value, 0);
  return acu_number_format_digits (value, 3);
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

/* Puts @clause behind those that a sentence has already. */
static void
add_clause (GString *clauses, const char *clause)
{
  if (!clauses->len) {
    g_string_append (clauses, clause);
    return;
  }
  /* Translators: what is said of a chart so far, and what is said next, in one sentence */
  g_autofree char *longer = g_strdup_printf (C_ ("clauses", "%s, %s"), clauses->str, clause);
  g_string_assign (clauses, longer);
}

/* Puts a sentence of what @name is, or is like, behind those that @text has already.  @clauses:
 * (nullable): the name says it. */
static void
add_sentence (GString *text, const char *name, const char *clauses)
{
  g_autofree char *sentence =
      clauses
          /* Translators: a line, a kind of bars or a rule of a chart, and what there is to say of
           * it */
          ? g_strdup_printf (C_ ("chart", "%s: %s."), name, clauses)
          /* Translators: a rule of a chart, whose name says its value too */
          : g_strdup_printf (C_ ("chart", "%s."), name);

  if (!text->len) {
    g_string_append (text, sentence);
    return;
  }
  /* Translators: one sentence, and the next one */
  g_autofree char *longer = g_strdup_printf (C_ ("sentences", "%s %s"), text->str, sentence);
  g_string_assign (text, longer);
}

static void
describe_line (AcuPlot *self, const AcuSeries *series, GString *clauses)
{
  g_autofree double *x = g_new (double, MAX_RANKED);
  g_autofree double *y = g_new (double, MAX_RANKED);
  gsize n = choose_points (series, x, y);
  double trend = acu_metrics_srcc (x, y, n);
  double last_x, last_y;

  g_autofree char *lowest = acu_plot_format (series->y_min);
  g_autofree char *highest = acu_plot_format (series->y_max);
  /* Translators: the lowest and highest value of a chart's line */
  g_autofree char *range = g_strdup_printf (_ ("from %s to %s"), lowest, highest);
  add_clause (clauses, range);
  if (get_last (series, &last_x, &last_y)) {
    g_autofree char *value = acu_plot_format (last_y);
    g_autofree char *at = acu_plot_format (last_x);
    const char *axis = acu_plot_get_axis_title (self, ACU_PLOT_X) ?: C_ ("axis", "place");
    /* Translators: the last value of a line, and the name and value of the other axis there */
    g_autofree char *last = g_strdup_printf (_ ("last %s at %s %s"), value, axis, at);
    add_clause (clauses, last);
  }
  if (n > 2)
    add_clause (clauses, trend >= TREND    ? C_ ("trend", "rising")
                         : trend <= -TREND ? C_ ("trend", "falling")
                                           : C_ ("trend", "level"));
}

/* Says what @values span; how sure they are is no part of it. */
static void
describe_range (const char *title, const double *values, gsize n, GString *clauses)
{
  double min = NAN, max = NAN, least = NAN;

  for (gsize i = 0; i < n; i++)
    acu_series_widen (&min, &max, &least, values[i]);
  g_autofree char *low = acu_plot_format (min);
  g_autofree char *high = acu_plot_format (max);
  /* Translators: an axis of a chart, and what its values range over */
  g_autofree char *range = title ? g_strdup_printf (_ ("%s from %s to %s"), title, low, high)
                                 : g_strdup_printf (_ ("from %s to %s"), low, high);
  add_clause (clauses, range);
}

static void
describe_points (AcuPlot *self, const AcuSeries *series, GString *clauses)
{
  gboolean is_ordinal = acu_plot_is_ordinal (self);
  g_autofree double *x = g_new (double, MAX_RANKED);
  g_autofree double *y = g_new (double, MAX_RANKED);
  gsize n = choose_points (series, x, y);
  double srcc = acu_metrics_srcc (x, y, n);
  double plcc = acu_metrics_plcc (x, y, n);

  /* Of places in an order nothing is told but how many there are. */
  if (!is_ordinal)
    describe_range (acu_plot_get_axis_title (self, ACU_PLOT_X), series->x, series->n, clauses);
  describe_range (acu_plot_get_axis_title (self, ACU_PLOT_Y), series->y, series->n, clauses);
  if (isfinite (srcc) && !is_ordinal) {
    /* Translators: how well both axes agree, in the field's own abbreviations */
    g_autofree char *ranks = acu_number_format (srcc, 3);
    g_autofree char *line = acu_number_format (plcc, 3);
    g_autofree char *agreement = g_strdup_printf (_ ("SRCC %s, PLCC %s"), ranks, line);
    add_clause (clauses, agreement);
  }
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
describe_bars (AcuPlot *self, const AcuSeries *series, GString *clauses)
{
  gsize lowest = 0, highest = 0;

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
    g_autofree char *place = name ? g_strdup (name) : acu_plot_format (series->x[index]);
    g_autofree char *value = acu_plot_format (series->y[index]);
    g_autofree char *bar = NULL;
    if (series->n <= MAX_LISTED)
      /* Translators: where a bar of a chart is, and its value */
      bar = g_strdup_printf (C_ ("bar", "%s %s"), place, value);
    else if (i == 0)
      /* Translators: a bar of a chart: its value and where it is */
      bar = g_strdup_printf (_ ("lowest %s at %s"), value, place);
    else
      bar = g_strdup_printf (_ ("highest %s at %s"), value, place);
    add_clause (clauses, bar);
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
    g_autoptr (GString) clauses = g_string_new (NULL);
    if (series->is_of || series->n == 0)
      continue;

    if (series->kind == ACU_SERIES_BARS)
      describe_bars (self, series, clauses);
    else if (series->kind == ACU_SERIES_POINTS)
      describe_points (self, series, clauses);
    else
      describe_line (self, series, clauses);
    if (series->kind != ACU_SERIES_BARS) {
      g_autofree char *count =
          g_strdup_printf (ngettext ("%u point", "%u points", (gulong)series->n_appended),
                           (guint)series->n_appended);
      add_clause (clauses, count);
    }
    add_sentence (text, series->name, clauses->str);
  }
  for (guint i = 0; text->len && i < acu_plot_get_n_rules (self); i++) {
    const AcuPlotRule *rule = acu_plot_get_rule (self, i);
    g_autofree char *value = rule->tells ? NULL : acu_plot_format (rule->y);
    add_sentence (text, rule->name, value);
  }
  if (!text->len)
    g_string_append (text, _ ("Nothing to show yet."));
  return note ? g_strdup_printf (C_ ("sentences", "%s %s"), text->str, note)
              : g_string_free (g_steal_pointer (&text), FALSE);
}

char *
acu_plot_dup_reading (AcuPlot *self, guint index, gsize i)
{
  g_return_val_if_fail (ACU_IS_PLOT (self) && index < acu_plot_get_n_series (self), NULL);

  const AcuSeries *series = acu_plot_get_series (self, index);
  g_return_val_if_fail (i < series->n, NULL);

  g_autoptr (GString) clauses = g_string_new (NULL);
  g_autofree char *name = dup_place_name (self, series, i);
  g_autofree char *x = acu_plot_format (series->x[i]);
  g_autofree char *y = acu_plot_format (series->smooth ? series->smooth[i] : series->y[i]);
  const char *x_title = acu_plot_get_axis_title (self, ACU_PLOT_X);
  const char *y_title = acu_plot_get_axis_title (self, ACU_PLOT_Y);

  if (name)
    add_clause (clauses, name);
  /* A place that has a name is told by it. */
  if (!acu_plot_get_categories (self) && !(name && acu_plot_is_ordinal (self))) {
    /* Translators: an axis of a chart, and a value on it */
    g_autofree char *place =
        x_title ? g_strdup_printf (C_ ("axis", "%s %s"), x_title, x) : g_strdup (x);
    add_clause (clauses, place);
  }

  const char *title = series->kind == ACU_SERIES_POINTS && y_title ? y_title : series->name;
  g_autofree char *value = g_strdup_printf (C_ ("axis", "%s %s"), title, y);
  if (series->smooth) {
    g_autofree char *raw = acu_plot_format (series->y[i]);
    g_autofree char *smoothed = g_steal_pointer (&value);
    /* Translators: a running mean, and the value itself beside it */
    value = g_strdup_printf (_ ("%s (raw %s)"), smoothed, raw);
  }
  if (series->low && isfinite (series->low[i])) {
    g_autofree char *low = acu_plot_format (series->low[i]);
    g_autofree char *high = acu_plot_format (series->high[i]);
    g_autofree char *middle = g_steal_pointer (&value);
    /* Translators: a value and how sure it is: lower and upper bound */
    value = g_strdup_printf (_ ("%s (%s to %s)"), middle, low, high);
  }
  add_clause (clauses, value);
  return g_string_free (g_steal_pointer (&clauses), FALSE);
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
append_number (GString *csv, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  if (isfinite (value))
    g_string_append (csv, g_ascii_formatd (buffer, sizeof buffer, "%.9g", value));
}

static void
append_row (GString *csv, const AcuSeries *series, const char *name, const double values[5])
{
  append_field (csv, series->name);
  g_string_append_c (csv, ',');
  append_field (csv, name ?: "");
  for (guint i = 0; i < 5; i++)
    append_number (csv, values[i]);
  g_string_append (csv, "\r\n");
}

/* Every point that there ever was, not those alone that are drawn. */
static void
append_whole (GString *csv, const AcuSeries *series)
{
  gsize n = acu_point_list_get_length (series->whole);
  double mean = 0, decay = 1;

  for (gsize i = 0; i < n; i++) {
    AcuPoint point = acu_point_list_get (series->whole, i);
    double smooth =
        series->smooth ? acu_series_smooth (series->smoothing, &mean, &decay, point.y) : NAN;
    const double values[] = {point.x, point.y, NAN, NAN, smooth};

    append_row (csv, series, NULL, values);
  }
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
    if (series->whole) {
      append_whole (csv, series);
      continue;
    }
    for (gsize j = 0; j < series->n; j++) {
      g_autofree char *name = dup_place_name (self, series, j);
      const double values[] = {series->x[j], series->y[j], series->low ? series->low[j] : NAN,
                               series->high ? series->high[j] : NAN,
                               series->smooth ? series->smooth[j] : NAN};

      append_row (csv, series, name, values);
    }
  }
  return g_string_free (csv, FALSE);
}

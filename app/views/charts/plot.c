#include "app/views/charts/plot.h"

#include <math.h>

/* Room left around points and bars, as a share of the range. */
#define MARGIN 0.03

typedef struct {
  char *title;
  AcuAxisFlags flags;
  double low;
  double high;
  gboolean exactly;
} AxisWish;

struct _AcuPlot {
  GObject parent_instance;

  char *title;
  char *note;
  AxisWish axes[2];
  GStrv categories;
  GPtrArray *series; /* AcuSeries */
  GArray *rules;     /* AcuPlotRule */
  gboolean diagonal;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuPlot, acu_plot, G_TYPE_OBJECT)

static void
changed (AcuPlot *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Series. */

static void
series_free (gpointer data)
{
  AcuSeries *series = data;

  g_free (series->name);
  g_free (series->x);
  g_free (series->y);
  g_free (series->low);
  g_free (series->high);
  g_free (series->smooth);
  g_strfreev (series->names);
  g_free (series);
}

static void
series_forget_points (AcuSeries *series)
{
  series->n = 0;
  series->x_min = series->x_max = series->y_min = series->y_max = NAN;
  series->x_least = series->y_least = NAN;
  g_clear_pointer (&series->names, g_strfreev);
}

static void
widen (double *min, double *max, double *least, double value)
{
  if (!isfinite (value))
    return;
  /* Comparisons with NaN are false: the first value takes both places. */
  if (!(value >= *min))
    *min = value;
  if (!(value <= *max))
    *max = value;
  if (value > 0 && !(value >= *least))
    *least = value;
}

static void
series_reserve (AcuSeries *series, gsize n)
{
  if (n <= series->allocated)
    return;

  series->allocated = MAX (n, MAX (64, 2 * series->allocated));
  series->x = g_renew (double, series->x, series->allocated);
  series->y = g_renew (double, series->y, series->allocated);
  if (series->low) {
    series->low = g_renew (double, series->low, series->allocated);
    series->high = g_renew (double, series->high, series->allocated);
  }
  if (series->smooth)
    series->smooth = g_renew (double, series->smooth, series->allocated);
}

/* The running mean up to point @i: exponential, and right from the first value on, since the
 * weights of what came before the beginning are taken out (as Adam does). */
static void
series_smooth (AcuSeries *series, gsize i)
{
  double w = series->smoothing;
  double before = 0, weight = 1 - pow (w, (double)i + 1);

  if (i > 0)
    before = series->smooth[i - 1] * (1 - pow (w, (double)i));
  if (isfinite (series->y[i]))
    series->smooth[i] = (w * before + (1 - w) * series->y[i]) / weight;
  else
    series->smooth[i] = i > 0 ? series->smooth[i - 1] : NAN;

  /* One broken value is not to break all that follow. */
  if (i > 0 && !isfinite (series->smooth[i]))
    series->smooth[i] = series->y[i];
}

static void
series_append (AcuSeries *series, double x, double y, double low, double high)
{
  gsize i = series->n;
  gboolean has_interval = isfinite (low) && isfinite (high);

  series_reserve (series, i + 1);
  if (has_interval && !series->low) {
    series->low = g_new (double, series->allocated);
    series->high = g_new (double, series->allocated);
    for (gsize j = 0; j < i; j++)
      series->low[j] = series->high[j] = NAN;
  }
  series->n++;
  series->x[i] = x;
  series->y[i] = y;
  if (series->low) {
    series->low[i] = low;
    series->high[i] = high;
  }
  if (series->smooth)
    series_smooth (series, i);

  widen (&series->x_min, &series->x_max, &series->x_least, x);
  widen (&series->y_min, &series->y_max, &series->y_least, y);
  if (has_interval) {
    widen (&series->y_min, &series->y_max, &series->y_least, low);
    widen (&series->y_min, &series->y_max, &series->y_least, high);
  }
}

static AcuSeries *
get_series (AcuPlot *self, guint series)
{
  return series < self->series->len ? g_ptr_array_index (self->series, series) : NULL;
}

static AcuSeries *
add_series (AcuPlot *self, const char *name, AcuSeriesKind kind)
{
  AcuSeries *series = g_new0 (AcuSeries, 1);

  series->name = g_strdup (name);
  series->kind = kind;
  series_forget_points (series);
  for (guint i = 0; i < self->series->len; i++)
    if (!get_series (self, i)->is_of)
      series->colour++;
  g_ptr_array_add (self->series, series);
  return series;
}

guint
acu_plot_add_series (AcuPlot *self, const char *name, AcuSeriesKind kind)
{
  g_return_val_if_fail (ACU_IS_PLOT (self) && name, 0);

  add_series (self, name, kind);
  changed (self);
  return self->series->len - 1;
}

void
acu_plot_add_curve (AcuPlot *self, guint of, const double *x, const double *y, gsize n)
{
  g_return_if_fail (ACU_IS_PLOT (self) && of < self->series->len);

  AcuSeries *curve = add_series (self, "", ACU_SERIES_LINE);
  curve->is_of = TRUE;
  curve->of = of;
  curve->colour = get_series (self, of)->colour;
  for (gsize i = 0; i < n; i++)
    series_append (curve, x[i], y[i], NAN, NAN);
  changed (self);
}

void
acu_plot_set_smoothing (AcuPlot *self, guint series, double weight)
{
  g_return_if_fail (ACU_IS_PLOT (self) && series < self->series->len);
  g_return_if_fail (weight >= 0 && weight < 1);

  AcuSeries *target = get_series (self, series);
  g_clear_pointer (&target->smooth, g_free);
  target->smoothing = weight;
  if (weight > 0) {
    target->smooth = g_new (double, MAX (target->allocated, 1));
    for (gsize i = 0; i < target->n; i++)
      series_smooth (target, i);
  }
  changed (self);
}

void
acu_plot_append_interval (AcuPlot *self, guint series, double x, double y, double low, double high)
{
  g_return_if_fail (ACU_IS_PLOT (self) && series < self->series->len);

  AcuSeries *target = get_series (self, series);
  g_clear_pointer (&target->names, g_strfreev);
  series_append (target, x, y, low, high);
  changed (self);
}

void
acu_plot_append (AcuPlot *self, guint series, double x, double y)
{
  acu_plot_append_interval (self, series, x, y, NAN, NAN);
}

void
acu_plot_set_points (AcuPlot *self,
                     guint series,
                     const double *x,
                     const double *y,
                     gsize n,
                     const char *const *names)
{
  g_return_if_fail (ACU_IS_PLOT (self) && series < self->series->len);

  AcuSeries *target = get_series (self, series);
  series_forget_points (target);
  series_reserve (target, n);
  for (gsize i = 0; i < n; i++)
    series_append (target, x ? x[i] : (double)i, y[i], NAN, NAN);
  if (names) {
    target->names = g_new0 (char *, n + 1);
    for (gsize i = 0; i < n; i++)
      target->names[i] = g_strdup (names[i]);
  }
  changed (self);
}

guint
acu_plot_get_n_series (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), 0);

  return self->series->len;
}

const AcuSeries *
acu_plot_get_series (AcuPlot *self, guint series)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), NULL);

  return get_series (self, series);
}

gboolean
acu_plot_is_empty (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), TRUE);

  for (guint i = 0; i < self->series->len; i++)
    if (get_series (self, i)->n > 0)
      return FALSE;
  return TRUE;
}

/* Finding points. */

/* Whether point @a comes before @b from left to right. */
static gboolean
is_before (const AcuSeries *series, gsize a, gsize b)
{
  return series->x[a] != series->x[b] ? series->x[a] < series->x[b] : a < b;
}

gsize
acu_plot_find_next (AcuPlot *self, guint series, gsize index, gboolean forwards)
{
  g_return_val_if_fail (ACU_IS_PLOT (self) && series < self->series->len, G_MAXSIZE);

  const AcuSeries *s = get_series (self, series);
  gsize best = G_MAXSIZE;

  for (gsize i = 0; i < s->n; i++) {
    if (!isfinite (s->x[i]) || !isfinite (s->y[i]) || i == index)
      continue;
    if (index < s->n && is_before (s, index, i) != forwards)
      continue;
    if (best == G_MAXSIZE || is_before (s, i, best) == forwards)
      best = i;
  }
  return best;
}

gsize
acu_plot_find_at (AcuPlot *self, guint series, double x)
{
  g_return_val_if_fail (ACU_IS_PLOT (self) && series < self->series->len, G_MAXSIZE);

  const AcuSeries *s = get_series (self, series);
  gsize best = G_MAXSIZE;

  for (gsize i = 0; i < s->n; i++)
    if (isfinite (s->x[i]) && isfinite (s->y[i]) &&
        (best == G_MAXSIZE || fabs (s->x[i] - x) < fabs (s->x[best] - x)))
      best = i;
  return best;
}

/* Axes. */

void
acu_plot_set_axis (AcuPlot *self, AcuPlotAxis which, const char *title, AcuAxisFlags flags)
{
  g_return_if_fail (ACU_IS_PLOT (self) && which <= ACU_PLOT_Y);

  g_free (self->axes[which].title);
  self->axes[which].title = g_strdup (title);
  self->axes[which].flags = flags;
  changed (self);
}

const char *
acu_plot_get_axis_title (AcuPlot *self, AcuPlotAxis which)
{
  g_return_val_if_fail (ACU_IS_PLOT (self) && which <= ACU_PLOT_Y, NULL);

  return self->axes[which].title;
}

void
acu_plot_set_range (AcuPlot *self, AcuPlotAxis which, double low, double high, gboolean exactly)
{
  g_return_if_fail (ACU_IS_PLOT (self) && which <= ACU_PLOT_Y);

  self->axes[which].low = low;
  self->axes[which].high = high;
  self->axes[which].exactly = exactly;
  changed (self);
}

void
acu_plot_set_categories (AcuPlot *self, const char *const *names)
{
  g_return_if_fail (ACU_IS_PLOT (self));

  g_strfreev (self->categories);
  self->categories = g_strdupv ((char **)names);
  changed (self);
}

const char *const *
acu_plot_get_categories (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), NULL);

  return (const char *const *)self->categories;
}

AcuAxis
acu_plot_fit_axis (AcuPlot *self, AcuPlotAxis which, guint wanted)
{
  g_return_val_if_fail (ACU_IS_PLOT (self) && which <= ACU_PLOT_Y,
                        acu_axis_fit (0, 1, wanted, ACU_AXIS_DEFAULT));

  const AxisWish *wish = &self->axes[which];
  AcuAxisFlags flags = wish->flags;
  double low = NAN, high = NAN, least = NAN;
  gboolean from_zero = FALSE, roomy = FALSE;

  if (which == ACU_PLOT_X && self->categories)
    return acu_axis_fit (-0.5, MAX (g_strv_length (self->categories), 1) - 0.5, wanted,
                         ACU_AXIS_WHOLE);

  for (guint i = 0; i < self->series->len; i++) {
    const AcuSeries *s = get_series (self, i);
    widen (&low, &high, &least, which == ACU_PLOT_X ? s->x_min : s->y_min);
    widen (&low, &high, &least, which == ACU_PLOT_X ? s->x_max : s->y_max);
    widen (&low, &high, &least, which == ACU_PLOT_X ? s->x_least : s->y_least);
    from_zero |= which == ACU_PLOT_Y && s->kind == ACU_SERIES_BARS;
    roomy |= which == ACU_PLOT_X && (s->kind == ACU_SERIES_POINTS || s->kind == ACU_SERIES_BARS);
  }
  for (guint i = 0; which == ACU_PLOT_Y && i < self->rules->len; i++)
    widen (&low, &high, &least, g_array_index (self->rules, AcuPlotRule, i).y);
  if (from_zero)
    widen (&low, &high, &least, 0);

  if (wish->exactly && isfinite (wish->low) && isfinite (wish->high))
    return acu_axis_fit (wish->low, wish->high, wanted, flags);
  widen (&low, &high, &least, wish->low);
  widen (&low, &high, &least, wish->high);

  /* What a logarithm does not exist of is left out of the picture. */
  if (flags & ACU_AXIS_LOGARITHMIC && isfinite (least))
    low = MAX (low, least);
  else
    flags &= ~ACU_AXIS_LOGARITHMIC;

  if (roomy && !(flags & ACU_AXIS_LOGARITHMIC) && !isfinite (wish->low)) {
    double margin = (high - low) * MARGIN;
    low -= margin;
    high += margin;
  }
  if (which == ACU_PLOT_Y)
    flags |= ACU_AXIS_EXTEND;
  return acu_axis_fit (low, high, wanted, flags);
}

/* The rest. */

void
acu_plot_add_rule (AcuPlot *self, const char *name, double y)
{
  g_return_if_fail (ACU_IS_PLOT (self) && name);

  AcuPlotRule rule = {g_strdup (name), y};
  g_array_append_val (self->rules, rule);
  changed (self);
}

guint
acu_plot_get_n_rules (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), 0);

  return self->rules->len;
}

const AcuPlotRule *
acu_plot_get_rule (AcuPlot *self, guint rule)
{
  g_return_val_if_fail (ACU_IS_PLOT (self) && rule < self->rules->len, NULL);

  return &g_array_index (self->rules, AcuPlotRule, rule);
}

void
acu_plot_set_diagonal (AcuPlot *self, gboolean diagonal)
{
  g_return_if_fail (ACU_IS_PLOT (self));

  self->diagonal = diagonal;
  changed (self);
}

gboolean
acu_plot_get_diagonal (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), FALSE);

  return self->diagonal;
}

const char *
acu_plot_get_title (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), NULL);

  return self->title;
}

void
acu_plot_set_title (AcuPlot *self, const char *title)
{
  g_return_if_fail (ACU_IS_PLOT (self) && title);

  g_free (self->title);
  self->title = g_strdup (title);
  changed (self);
}

const char *
acu_plot_get_note (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), NULL);

  return self->note;
}

void
acu_plot_set_note (AcuPlot *self, const char *note)
{
  g_return_if_fail (ACU_IS_PLOT (self));

  g_free (self->note);
  self->note = g_strdup (note);
  changed (self);
}

void
acu_plot_clear (AcuPlot *self)
{
  g_return_if_fail (ACU_IS_PLOT (self));

  g_ptr_array_set_size (self->series, 0);
  g_array_set_size (self->rules, 0);
  changed (self);
}

static double *
copy_values (const double *values, gsize n)
{
  return values ? g_memdup2 (values, MAX (n, 1) * sizeof *values) : NULL;
}

AcuPlot *
acu_plot_copy (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), NULL);

  AcuPlot *copy = acu_plot_new (self->title);
  copy->note = g_strdup (self->note);
  copy->categories = g_strdupv (self->categories);
  copy->diagonal = self->diagonal;
  for (guint i = 0; i < 2; i++) {
    copy->axes[i] = self->axes[i];
    copy->axes[i].title = g_strdup (self->axes[i].title);
  }
  for (guint i = 0; i < self->rules->len; i++) {
    AcuPlotRule rule = g_array_index (self->rules, AcuPlotRule, i);
    rule.name = g_strdup (rule.name);
    g_array_append_val (copy->rules, rule);
  }
  for (guint i = 0; i < self->series->len; i++) {
    const AcuSeries *from = get_series (self, i);
    AcuSeries *to = g_memdup2 (from, sizeof *from);
    to->name = g_strdup (from->name);
    to->names = g_strdupv (from->names);
    to->x = copy_values (from->x, from->n);
    to->y = copy_values (from->y, from->n);
    to->low = copy_values (from->low, from->n);
    to->high = copy_values (from->high, from->n);
    to->smooth = copy_values (from->smooth, from->n);
    to->allocated = from->n;
    g_ptr_array_add (copy->series, to);
  }
  return copy;
}

static void
rule_clear (gpointer data)
{
  g_free (((AcuPlotRule *)data)->name);
}

static void
acu_plot_finalize (GObject *object)
{
  AcuPlot *self = ACU_PLOT (object);

  g_free (self->title);
  g_free (self->note);
  g_free (self->axes[0].title);
  g_free (self->axes[1].title);
  g_strfreev (self->categories);
  g_ptr_array_unref (self->series);
  g_array_unref (self->rules);
  G_OBJECT_CLASS (acu_plot_parent_class)->finalize (object);
}

static void
acu_plot_init (AcuPlot *self)
{
  self->series = g_ptr_array_new_with_free_func (series_free);
  self->rules = g_array_new (FALSE, FALSE, sizeof (AcuPlotRule));
  g_array_set_clear_func (self->rules, rule_clear);
  for (guint i = 0; i < 2; i++)
    self->axes[i].low = self->axes[i].high = NAN;
}

static void
acu_plot_class_init (AcuPlotClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_plot_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

AcuPlot *
acu_plot_new (const char *title)
{
  AcuPlot *self = g_object_new (ACU_TYPE_PLOT, NULL);

  self->title = g_strdup (title ?: "");
  return self;
}

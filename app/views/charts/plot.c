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

static AcuSeries *
get_series (AcuPlot *self, guint series)
{
  return series < self->series->len ? g_ptr_array_index (self->series, series) : NULL;
}

static AcuSeries *
add_series (AcuPlot *self, const char *name, AcuSeriesKind kind)
{
  AcuSeries *series = acu_series_new (name, kind);

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
    acu_series_append (curve, x[i], y[i], NAN, NAN);
  changed (self);
}

void
acu_plot_set_smoothing (AcuPlot *self, guint series, double weight)
{
  g_return_if_fail (ACU_IS_PLOT (self) && series < self->series->len);
  g_return_if_fail (weight >= 0 && weight < 1);

  acu_series_set_smoothing (get_series (self, series), weight);
  changed (self);
}

void
acu_plot_set_limit (AcuPlot *self, guint series, gsize limit)
{
  g_return_if_fail (ACU_IS_PLOT (self) && series < self->series->len && limit >= 4);

  acu_series_set_limit (get_series (self, series), limit);
}

void
acu_plot_append_interval (AcuPlot *self, guint series, double x, double y, double low, double high)
{
  g_return_if_fail (ACU_IS_PLOT (self) && series < self->series->len);

  AcuSeries *target = get_series (self, series);
  g_clear_pointer (&target->names, g_strfreev);
  acu_series_append (target, x, y, low, high);
  changed (self);
}

void
acu_plot_append (AcuPlot *self, guint series, double x, double y)
{
  acu_plot_append_interval (self, series, x, y, NAN, NAN);
}

void
acu_plot_append_many (AcuPlot *self, guint series, const double *x, const double *y, gsize n)
{
  g_return_if_fail (ACU_IS_PLOT (self) && series < self->series->len);

  AcuSeries *target = get_series (self, series);
  g_clear_pointer (&target->names, g_strfreev);
  for (gsize i = 0; i < n; i++)
    acu_series_append (target, x[i], y[i], NAN, NAN);
  if (n > 0)
    changed (self);
}

static void
set_names (AcuSeries *series, const char *const *names)
{
  g_strfreev (series->names);
  series->names = g_new0 (char *, series->n + 1);
  for (gsize i = 0; i < series->n; i++)
    series->names[i] = g_strdup (names[i]);
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
  acu_series_clear (target);
  acu_series_reserve (target, n);
  for (gsize i = 0; i < n; i++)
    acu_series_append (target, x ? x[i] : (double)i, y[i], NAN, NAN);
  if (names)
    set_names (target, names);
  changed (self);
}

void
acu_plot_set_names (AcuPlot *self, guint series, const char *const *names)
{
  g_return_if_fail (ACU_IS_PLOT (self) && series < self->series->len && names);

  set_names (get_series (self, series), names);
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

gboolean
acu_plot_is_ordinal (AcuPlot *self)
{
  g_return_val_if_fail (ACU_IS_PLOT (self), FALSE);

  return self->categories || (self->axes[ACU_PLOT_X].flags & ACU_AXIS_ORDER) == ACU_AXIS_ORDER;
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
    acu_series_widen (&low, &high, &least, which == ACU_PLOT_X ? s->x_min : s->y_min);
    acu_series_widen (&low, &high, &least, which == ACU_PLOT_X ? s->x_max : s->y_max);
    acu_series_widen (&low, &high, &least, which == ACU_PLOT_X ? s->x_least : s->y_least);
    from_zero |= which == ACU_PLOT_Y && s->kind == ACU_SERIES_BARS;
    roomy |= which == ACU_PLOT_X && (s->kind == ACU_SERIES_POINTS || s->kind == ACU_SERIES_BARS);
  }
  for (guint i = 0; which == ACU_PLOT_Y && i < self->rules->len; i++)
    acu_series_widen (&low, &high, &least, g_array_index (self->rules, AcuPlotRule, i).y);
  if (from_zero)
    acu_series_widen (&low, &high, &least, 0);

  if (wish->exactly && isfinite (wish->low) && isfinite (wish->high))
    return acu_axis_fit (wish->low, wish->high, wanted, flags);
  acu_series_widen (&low, &high, &least, wish->low);
  acu_series_widen (&low, &high, &least, wish->high);

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

static void
add_rule (AcuPlot *self, const char *name, double y, gboolean tells)
{
  AcuPlotRule rule = {g_strdup (name), y, tells};

  g_array_append_val (self->rules, rule);
  changed (self);
}

void
acu_plot_add_rule (AcuPlot *self, const char *name, double y)
{
  g_return_if_fail (ACU_IS_PLOT (self) && name);

  add_rule (self, name, y, FALSE);
}

void
acu_plot_add_telling_rule (AcuPlot *self, const char *name, double y)
{
  g_return_if_fail (ACU_IS_PLOT (self) && name);

  add_rule (self, name, y, TRUE);
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
  for (guint i = 0; i < self->series->len; i++)
    g_ptr_array_add (copy->series, acu_series_copy (get_series (self, i)));
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
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_series_free);
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

#include "app/views/charts/series.h"

#include <math.h>

/* Neighbours of which the lowest and the highest stay where points are too many. */
#define THINNED 4

AcuSeries *
acu_series_new (const char *name, AcuSeriesKind kind)
{
  AcuSeries *series = g_new0 (AcuSeries, 1);

  series->name = g_strdup (name);
  series->kind = kind;
  acu_series_clear (series);
  return series;
}

void
acu_series_free (AcuSeries *series)
{
  if (!series)
    return;
  g_free (series->name);
  g_free (series->x);
  g_free (series->y);
  g_free (series->low);
  g_free (series->high);
  g_free (series->smooth);
  acu_point_list_free (series->whole);
  g_strfreev (series->names);
  g_free (series);
}

static double *
copy_values (const double *values, gsize n)
{
  return values ? g_memdup2 (values, MAX (n, 1) * sizeof *values) : NULL;
}

AcuSeries *
acu_series_copy (const AcuSeries *series)
{
  AcuSeries *copy = g_memdup2 (series, sizeof *series);

  copy->name = g_strdup (series->name);
  copy->names = g_strdupv (series->names);
  copy->x = copy_values (series->x, series->n);
  copy->y = copy_values (series->y, series->n);
  copy->low = copy_values (series->low, series->n);
  copy->high = copy_values (series->high, series->n);
  copy->smooth = copy_values (series->smooth, series->n);
  copy->whole = series->whole ? acu_point_list_copy (series->whole) : NULL;
  copy->allocated = series->n;
  return copy;
}

void
acu_series_clear (AcuSeries *series)
{
  series->n = series->n_appended = 0;
  series->x_min = series->x_max = series->y_min = series->y_max = NAN;
  series->x_least = series->y_least = NAN;
  series->mean = 0;
  series->decay = 1;
  g_clear_pointer (&series->names, g_strfreev);
  if (series->whole) {
    acu_point_list_free (series->whole);
    series->whole = acu_point_list_new ();
  }
}

void
acu_series_widen (double *min, double *max, double *least, double value)
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

void
acu_series_reserve (AcuSeries *series, gsize n)
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

double
acu_series_smooth (double weight, double *mean, double *decay, double value)
{
  if (isfinite (value)) {
    *mean = (weight * *mean * (1 - *decay) + (1 - weight) * value) / (1 - weight * *decay);
    *decay *= weight;
  }
  return *decay < 1 ? *mean : NAN;
}

static void
smooth (AcuSeries *series, gsize i)
{
  series->smooth[i] =
      acu_series_smooth (series->smoothing, &series->mean, &series->decay, series->y[i]);
}

static void
move_point (AcuSeries *series, gsize to, gsize from)
{
  double *values[] = {series->x, series->y, series->low, series->high, series->smooth};

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (values[i])
      values[i][to] = values[i][from];
}

/* Of every four neighbours keeps the lowest and the highest, so that no peak is lost; of four that
 * are alike the first and the last. */
static void
thin (AcuSeries *series)
{
  gsize kept = 0;

  for (gsize first = 0; first < series->n; first += THINNED) {
    gsize end = MIN (first + THINNED, series->n);
    gsize lowest = first, highest = end - 1;

    for (gsize i = first; i < end; i++) {
      if (series->y[i] < series->y[lowest])
        lowest = i;
      if (series->y[i] > series->y[highest])
        highest = i;
    }
    move_point (series, kept++, MIN (lowest, highest));
    if (lowest != highest)
      move_point (series, kept++, MAX (lowest, highest));
  }
  series->n = kept;
}

void
acu_series_append (AcuSeries *series, double x, double y, double low, double high)
{
  gboolean has_interval = isfinite (low) && isfinite (high);

  /* Before it comes, not after: the last point is always there. */
  if (series->limit > 0 && series->n >= series->limit)
    thin (series);

  gsize i = series->n;
  acu_series_reserve (series, i + 1);
  if (has_interval && !series->low) {
    series->low = g_new (double, series->allocated);
    series->high = g_new (double, series->allocated);
    for (gsize j = 0; j < i; j++)
      series->low[j] = series->high[j] = NAN;
  }
  series->n++;
  series->n_appended++;
  if (series->whole)
    acu_point_list_append (series->whole, x, y);
  series->x[i] = x;
  series->y[i] = y;
  if (series->low) {
    series->low[i] = low;
    series->high[i] = high;
  }
  if (series->smooth)
    smooth (series, i);

  acu_series_widen (&series->x_min, &series->x_max, &series->x_least, x);
  acu_series_widen (&series->y_min, &series->y_max, &series->y_least, y);
  if (has_interval) {
    acu_series_widen (&series->y_min, &series->y_max, &series->y_least, low);
    acu_series_widen (&series->y_min, &series->y_max, &series->y_least, high);
  }
}

void
acu_series_set_smoothing (AcuSeries *series, double weight)
{
  g_clear_pointer (&series->smooth, g_free);
  series->smoothing = weight;
  series->mean = 0;
  series->decay = 1;
  if (weight <= 0)
    return;
  series->smooth = g_new (double, MAX (series->allocated, 1));
  for (gsize i = 0; i < series->n; i++)
    smooth (series, i);
}

void
acu_series_set_limit (AcuSeries *series, gsize limit)
{
  series->limit = limit;
  if (series->whole)
    return;
  series->whole = acu_point_list_new ();
  for (gsize i = 0; i < series->n; i++)
    acu_point_list_append (series->whole, series->x[i], series->y[i]);
}

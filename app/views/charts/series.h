/* One series of a plot: points in the order in which they came, their running mean, and what they
 * span.  Plain data; whoever has the plot reads it, and only the plot changes it. */
#pragma once

#include "app/views/charts/point-list.h"

G_BEGIN_DECLS

typedef enum {
  ACU_SERIES_LINE,
  ACU_SERIES_LINE_POINTS, /* a line with a mark at each point */
  ACU_SERIES_POINTS,
  ACU_SERIES_BARS, /* from zero */
} AcuSeriesKind;

typedef struct {
  char *name;
  AcuSeriesKind kind;
  guint colour;   /* which colour, mark and dash, from 0 */
  gboolean is_of; /* a curve that belongs to the series `of`: a fit; neither named nor read */
  guint of;
  double smoothing;    /* 0: none */
  gsize limit;         /* so many points are too many; 0: never */
  AcuPointList *whole; /* all points, those included that were thinned out; NULL without a limit */

  gsize n;
  gsize n_appended; /* those included that were thinned out */
  double *x;
  double *y;
  double *low; /* NULL without intervals, else of n values, NaN where a point has none */
  double *high;
  double *smooth; /* NULL without smoothing */
  GStrv names;    /* NULL, or one for each point */

  double x_min, x_max, y_min, y_max; /* of what is finite, intervals included; NaN if nothing */
  double x_least, y_least;           /* the least above zero; NaN if nothing */
  double mean;                       /* the running mean so far */
  double decay;                      /* what it lacks of a whole: smoothing ^ values so far */
  gsize allocated;
} AcuSeries;

/* (transfer full) */
AcuSeries *acu_series_new (const char *name, AcuSeriesKind kind);
void acu_series_free (AcuSeries *series);
AcuSeries *acu_series_copy (const AcuSeries *series);

/* Forgets all points. */
void acu_series_clear (AcuSeries *series);

/* Makes room for @n points in all. */
void acu_series_reserve (AcuSeries *series, gsize n);

/* Adds one point at the end; @low and @high are NaN without an interval.  Takes constant time, on
 * the average. */
void acu_series_append (AcuSeries *series, double x, double y, double low, double high);

/* As acu_plot_set_smoothing(); points that are there are smoothed anew. */
void acu_series_set_smoothing (AcuSeries *series, double weight);

/* As acu_plot_set_limit(). */
void acu_series_set_limit (AcuSeries *series, gsize limit);

/* Has a running mean of @weight take @value in and returns it: exponential, and right from the
 * first value on, since the weights of what came before the beginning are taken out (as Adam does).
 * A broken value leaves it as it is.  Before the first value @mean is 0 and @decay 1. */
double acu_series_smooth (double weight, double *mean, double *decay, double value);

/* Has @min, @max and @least, the least above zero, take @value in if it is finite; they are NaN
 * before the first. */
void acu_series_widen (double *min, double *max, double *least, double value);

G_END_DECLS

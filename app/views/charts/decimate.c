#include "app/views/charts/decimate.h"

#include <math.h>

/* What is kept of the points of one column. */
typedef struct {
  guint first;
  guint lowest;
  guint highest;
  guint last;
} Run;

static void
keep_run (GArray *kept, const Run *run)
{
  guint inner[] = {MIN (run->lowest, run->highest), MAX (run->lowest, run->highest)};
  guint last = run->first;

  g_array_append_val (kept, run->first);
  for (guint i = 0; i < G_N_ELEMENTS (inner); i++) {
    if (inner[i] > last && inner[i] < run->last) {
      g_array_append_val (kept, inner[i]);
      last = inner[i];
    }
  }
  if (run->last > run->first)
    g_array_append_val (kept, run->last);
}

GArray *
acu_decimate_line (const AcuAxis *axis, const double *x, const double *y, gsize n, guint columns)
{
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean in_run = FALSE;
  double column = 0;
  Run run = {0};

  for (guint i = 0; i < n; i++) {
    double place = acu_axis_place (axis, x[i]);

    if (!isfinite (y[i]) || !isfinite (place)) {
      if (in_run)
        keep_run (kept, &run);
      if (in_run || i == 0)
        g_array_append_val (kept, i);
      in_run = FALSE;
      continue;
    }

    /* All that is left or right of the axis is one column. */
    double here = floor (CLAMP (place, -0.5 / MAX (columns, 1), 1) * columns);
    if (in_run && here == column) {
      if (y[i] < y[run.lowest])
        run.lowest = i;
      if (y[i] > y[run.highest])
        run.highest = i;
      run.last = i;
      continue;
    }
    if (in_run)
      keep_run (kept, &run);
    run = (Run){i, i, i, i};
    column = here;
    in_run = TRUE;
  }
  if (in_run)
    keep_run (kept, &run);
  return kept;
}

GArray *
acu_decimate_points (const AcuAxis *x_axis,
                     const AcuAxis *y_axis,
                     const double *x,
                     const double *y,
                     gsize n,
                     guint columns,
                     guint rows)
{
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint8 *taken = g_new0 (guint8, (gsize)(columns + 1) * (rows + 1));

  for (guint i = 0; i < n; i++) {
    double across = acu_axis_place (x_axis, x[i]);
    double up = acu_axis_place (y_axis, y[i]);

    /* Written so that NaN is refused too. */
    if (!(across >= 0 && across <= 1 && up >= 0 && up <= 1))
      continue;
    gsize cell = (gsize)(up * rows) * (columns + 1) + (gsize)(across * columns);
    if (taken[cell])
      continue;
    taken[cell] = 1;
    g_array_append_val (kept, i);
  }
  return kept;
}

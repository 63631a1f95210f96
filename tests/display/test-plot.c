/* What a chart shows, without a display: axes, what is left of many points, words and tables. */
#include "app/views/charts/decimate.h"
#include "app/views/charts/plot-text.h"

#include <math.h>

#define MANY 100000

static void
test_axis (void)
{
  AcuAxis axis = acu_axis_fit (0.21, 1.37, 5, ACU_AXIS_EXTEND);

  g_assert_cmpfloat_with_epsilon (axis.low, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (axis.high, 1.5, 1e-12);
  g_assert_cmpuint (axis.n_ticks, ==, 7);
  g_assert_cmpfloat_with_epsilon (axis.ticks[1], 0.25, 1e-12);
  g_autofree char *tick = acu_axis_format (&axis, axis.ticks[1]);
  g_assert_cmpstr (tick, ==, "0.25");

  /* The ends stay where they are unless they are to be marked. */
  axis = acu_axis_fit (3, 197, 4, ACU_AXIS_DEFAULT);
  g_assert_cmpfloat (axis.low, ==, 3);
  g_assert_cmpfloat (axis.high, ==, 197);
  g_assert_cmpfloat_with_epsilon (axis.ticks[0], 50, 1e-9);
  g_assert_cmpfloat_with_epsilon (acu_axis_place (&axis, 100), 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (acu_axis_value (&axis, 0.5), 100, 1e-12);

  /* Epochs are whole. */
  axis = acu_axis_fit (1, 3, 8, ACU_AXIS_WHOLE);
  g_assert_cmpuint (axis.n_ticks, ==, 3);

  /* Across zero there is no "−0". */
  axis = acu_axis_fit (-1, 1, 4, ACU_AXIS_EXTEND);
  for (guint i = 0; i < axis.n_ticks; i++) {
    g_autofree char *text = acu_axis_format (&axis, axis.ticks[i]);
    g_assert_null (strstr (text, "−0.0"));
    if (axis.ticks[i] == -1)
      g_assert_cmpstr (text, ==, "\u200e−1.0");
  }
}

static void
test_logarithmic_axis (void)
{
  AcuAxis axis = acu_axis_fit (3e-6, 4e-3, 6, ACU_AXIS_LOGARITHMIC | ACU_AXIS_EXTEND);

  g_assert_true (axis.logarithmic);
  g_assert_cmpuint (axis.n_ticks, >=, 4);
  g_assert_cmpfloat (axis.low, <=, 3e-6);
  g_assert_cmpfloat_with_epsilon (acu_axis_value (&axis, acu_axis_place (&axis, 1e-4)), 1e-4, 1e-9);
  g_assert_true (isnan (acu_axis_place (&axis, 0)));

  /* Nothing above zero has no logarithm. */
  axis = acu_axis_fit (0, 1, 6, ACU_AXIS_LOGARITHMIC);
  g_assert_false (axis.logarithmic);
}

static void
test_odd_axes (void)
{
  const double odd[][2] = {{5, 5},           {0, 0},
                           {NAN, NAN},       {-INFINITY, 1},
                           {1e300, -1e300},  {-G_MAXDOUBLE, G_MAXDOUBLE},
                           {1e-310, 2e-310}, {7, 3},
                           {1e15, 1e15 + 1}, {G_MINDOUBLE, G_MAXDOUBLE}};
  const AcuAxisFlags flags[] = {ACU_AXIS_DEFAULT, ACU_AXIS_EXTEND, ACU_AXIS_WHOLE,
                                ACU_AXIS_LOGARITHMIC | ACU_AXIS_EXTEND};

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (flags); j++) {
      AcuAxis axis = acu_axis_fit (odd[i][0], odd[i][1], 5, flags[j]);
      g_assert_true (isfinite (axis.low) && isfinite (axis.high));
      g_assert_cmpfloat (axis.low, <, axis.high);
      g_assert_cmpuint (axis.n_ticks, <=, ACU_AXIS_MAX_TICKS);
      for (guint k = 1; k < axis.n_ticks; k++)
        g_assert_cmpfloat (axis.ticks[k - 1], <, axis.ticks[k]);
    }
  }
}

static void
test_decimate_line (void)
{
  g_autofree double *x = g_new (double, MANY);
  g_autofree double *y = g_new (double, MANY);
  AcuAxis axis = acu_axis_fit (0, MANY - 1, 5, ACU_AXIS_DEFAULT);
  gboolean has_peak = FALSE, has_pit = FALSE, has_gap = FALSE;

  for (guint i = 0; i < MANY; i++) {
    x[i] = i;
    y[i] = sin (i * 0.01);
  }
  y[12345] = 50;
  y[77777] = -50;
  y[50000] = NAN;

  g_autoptr (GArray) kept = acu_decimate_line (&axis, x, y, MANY, 300);
  g_assert_cmpuint (kept->len, <=, 4 * 302 + 1);
  g_assert_cmpuint (kept->len, >, 600);
  g_assert_cmpuint (g_array_index (kept, guint, 0), ==, 0);
  g_assert_cmpuint (g_array_index (kept, guint, kept->len - 1), ==, MANY - 1);
  for (guint i = 0; i < kept->len; i++) {
    guint index = g_array_index (kept, guint, i);
    has_peak |= index == 12345;
    has_pit |= index == 77777;
    has_gap |= index == 50000;
    if (i > 0)
      g_assert_cmpuint (index, >, g_array_index (kept, guint, i - 1));
  }
  g_assert_true (has_peak && has_pit && has_gap);

  /* Few points are all kept; of nothing remains nothing. */
  g_autoptr (GArray) few = acu_decimate_line (&axis, x, y, 1, 300);
  g_assert_cmpuint (few->len, ==, 1);
  g_autoptr (GArray) none = acu_decimate_line (&axis, x, y, 0, 300);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_decimate_points (void)
{
  g_autofree double *x = g_new (double, MANY);
  g_autofree double *y = g_new (double, MANY);
  AcuAxis axis = acu_axis_fit (0, 1, 5, ACU_AXIS_DEFAULT);

  for (guint i = 0; i < MANY; i++) {
    x[i] = (i % 317) / 316.0;
    y[i] = (i % 13) / 12.0;
  }
  y[5] = NAN;
  x[6] = 2;

  g_autoptr (GArray) kept = acu_decimate_points (&axis, &axis, x, y, MANY, 100, 100);
  /* 13 heights, 101 places across. */
  g_assert_cmpuint (kept->len, ==, 13 * 101);
  for (guint i = 0; i < kept->len; i++)
    g_assert_true (g_array_index (kept, guint, i) != 5 && g_array_index (kept, guint, i) != 6);
}

/* Points that are too many are thinned out, after the mean of all of them is taken; peaks stay. */
static void
test_limit (void)
{
  g_autoptr (AcuPlot) whole = acu_plot_new ("Whole");
  g_autoptr (AcuPlot) thin = acu_plot_new ("Thin");
  g_autofree double *x = g_new (double, MANY);
  g_autofree double *y = g_new (double, MANY);
  gboolean has_peak = FALSE;

  for (guint i = 0; i < MANY; i++) {
    x[i] = i;
    y[i] = 1 + sin (i * 0.001) + (i % 7) * 0.1;
  }
  y[12345] = 50;
  acu_plot_add_series (whole, "L1", ACU_SERIES_LINE);
  acu_plot_add_series (thin, "L1", ACU_SERIES_LINE);
  acu_plot_set_smoothing (whole, 0, 0.98);
  acu_plot_set_smoothing (thin, 0, 0.98);
  acu_plot_set_limit (thin, 0, 1000);
  acu_plot_append_many (whole, 0, x, y, MANY);
  /* However they come. */
  acu_plot_append_many (thin, 0, x, y, 70001);
  for (guint i = 70001; i < MANY; i++)
    acu_plot_append (thin, 0, x[i], y[i]);

  const AcuSeries *all = acu_plot_get_series (whole, 0), *few = acu_plot_get_series (thin, 0);
  g_assert_cmpuint (all->n, ==, MANY);
  g_assert_cmpuint (few->n, <=, 1000);
  g_assert_cmpuint (few->n, >=, 400);
  g_assert_cmpuint (few->n_appended, ==, MANY);
  for (gsize i = 0; i < few->n; i++) {
    gsize same = (gsize)few->x[i];
    if (i > 0)
      g_assert_cmpfloat (few->x[i], >, few->x[i - 1]);
    g_assert_cmpfloat (few->y[i], ==, all->y[same]);
    g_assert_cmpfloat (few->smooth[i], ==, all->smooth[same]);
    has_peak |= few->y[i] == 50;
  }
  g_assert_true (has_peak);
  g_assert_cmpfloat (few->x[few->n - 1], ==, MANY - 1);
  g_autofree char *summary = acu_plot_dup_summary (thin);
  g_assert_nonnull (strstr (summary, "100000 points"));

  /* What is saved is whole, as is what another thread saves, whatever comes meanwhile. */
  g_autofree char *csv = acu_plot_dup_csv (whole);
  g_autoptr (AcuPlot) copy = acu_plot_copy (thin);
  acu_plot_append (thin, 0, MANY, 1);
  g_autofree char *copied = acu_plot_dup_csv (copy);
  g_assert_cmpstr (copied, ==, csv);
  g_autofree char *longer = acu_plot_dup_csv (thin);
  g_assert_true (g_str_has_prefix (longer, csv));
  g_assert_cmpuint (strlen (longer), >, strlen (csv));
}

static void
test_smoothing (void)
{
  g_autoptr (AcuPlot) plot = acu_plot_new ("Loss");
  guint series = acu_plot_add_series (plot, "L1", ACU_SERIES_LINE);

  acu_plot_set_smoothing (plot, series, 0.5);
  acu_plot_append (plot, series, 0, 4);
  acu_plot_append (plot, series, 1, 1);
  const AcuSeries *s = acu_plot_get_series (plot, series);
  /* The first value is its own mean; then (0.5 * 0.5 * 4 + 0.5 * 1) / 0.75. */
  g_assert_cmpfloat_with_epsilon (s->smooth[0], 4, 1e-12);
  g_assert_cmpfloat_with_epsilon (s->smooth[1], 2, 1e-12);

  /* Whenever it is asked for, it is the same; a broken value does not break what follows. */
  acu_plot_append (plot, series, 2, NAN);
  acu_plot_append (plot, series, 3, 1);
  g_assert_true (isfinite (s->smooth[3]));
  double before = s->smooth[3];
  acu_plot_set_smoothing (plot, series, 0);
  g_assert_null (s->smooth);
  acu_plot_set_smoothing (plot, series, 0.5);
  g_assert_cmpfloat (s->smooth[3], ==, before);
}

static void
test_line_summary (void)
{
  g_autoptr (AcuPlot) plot = acu_plot_new ("Loss");
  g_autofree char *nothing = acu_plot_dup_summary (plot);
  g_assert_cmpstr (nothing, ==, "Nothing to show yet.");

  guint series = acu_plot_add_series (plot, "L1", ACU_SERIES_LINE);
  acu_plot_set_axis (plot, ACU_PLOT_X, "step", ACU_AXIS_WHOLE);
  acu_plot_append (plot, series, 1, 2.5);
  g_autofree char *one = acu_plot_dup_summary (plot);
  g_assert_cmpstr (one, ==, "L1: from 2.5 to 2.5, last 2.5 at step 1, 1 point.");

  for (guint i = 2; i <= MANY; i++)
    acu_plot_append (plot, series, i, 2.5 / i);
  acu_plot_add_rule (plot, "before", 0.742);
  acu_plot_set_note (plot, "Half way.");
  g_autofree char *many = acu_plot_dup_summary (plot);
  g_assert_cmpstr (many, ==,
                   "L1: from 2.5e−05 to 2.5, last 2.5e−05 at step 100000, falling, 100000 points. "
                   "before: 0.742. Half way.");
}

static void
test_points_summary (void)
{
  const double mos[] = {10, 20, 30, 40, 50};
  const double predicted[] = {12, 19, 35, 33, 60};
  const char *const photos[] = {"a.jpg", "b.jpg", "c, d.jpg", "e \"f\".jpg", "g.jpg", NULL};
  g_autoptr (AcuPlot) plot = acu_plot_new ("Held-out");
  guint series = acu_plot_add_series (plot, "after", ACU_SERIES_POINTS);

  acu_plot_set_axis (plot, ACU_PLOT_X, "MOS", ACU_AXIS_DEFAULT);
  acu_plot_set_axis (plot, ACU_PLOT_Y, "predicted", ACU_AXIS_DEFAULT);
  acu_plot_set_points (plot, series, mos, predicted, 5, photos);
  acu_plot_add_curve (plot, series, mos, mos, 5);
  g_autofree char *summary = acu_plot_dup_summary (plot);
  g_assert_cmpstr (summary, ==,
                   "after: MOS from 10 to 50, predicted from 12 to 60, SRCC 0.900, PLCC 0.942, "
                   "5 points.");
  g_autofree char *reading = acu_plot_dup_reading (plot, series, 2);
  g_assert_cmpstr (reading, ==, "c, d.jpg, MOS 30, predicted 35");

  g_autofree char *csv = acu_plot_dup_csv (plot);
  g_assert_cmpstr (csv, ==,
                   "series,name,x,y,low,high,smoothed\r\n"
                   "after,a.jpg,10,12,,,\r\n"
                   "after,b.jpg,20,19,,,\r\n"
                   "after,\"c, d.jpg\",30,35,,,\r\n"
                   "after,\"e \"\"f\"\".jpg\",40,33,,,\r\n"
                   "after,g.jpg,50,60,,,\r\n");
}

static void
test_bars_summary (void)
{
  static const char *const grades[] = {"bad", "fair", "good", NULL};
  const double counts[] = {3, 12, 7};
  g_autoptr (AcuPlot) plot = acu_plot_new ("Ratings");
  guint series = acu_plot_add_series (plot, "ratings", ACU_SERIES_BARS);

  acu_plot_set_categories (plot, grades);
  acu_plot_set_points (plot, series, NULL, counts, 3, NULL);
  g_autofree char *summary = acu_plot_dup_summary (plot);
  g_assert_cmpstr (summary, ==, "ratings: bad 3, fair 12, good 7.");
  g_autofree char *reading = acu_plot_dup_reading (plot, series, 1);
  g_assert_cmpstr (reading, ==, "fair, ratings 12");

  /* Bars stand on zero. */
  AcuAxis axis = acu_plot_fit_axis (plot, ACU_PLOT_Y, 5);
  g_assert_cmpfloat (axis.low, ==, 0);

  /* Too many are not read one by one. */
  double many[40];
  for (guint i = 0; i < 40; i++)
    many[i] = i == 17 ? 99 : i + 1;
  acu_plot_set_categories (plot, NULL);
  acu_plot_set_points (plot, series, NULL, many, 40, NULL);
  g_autofree char *longer = acu_plot_dup_summary (plot);
  g_assert_cmpstr (longer, ==, "ratings: lowest 1 at 0, highest 99 at 17.");
}

static void
test_intervals (void)
{
  g_autoptr (AcuPlot) plot = acu_plot_new ("MOS");
  guint series = acu_plot_add_series (plot, "MOS", ACU_SERIES_POINTS);

  acu_plot_append (plot, series, 0, 3);
  acu_plot_append_interval (plot, series, 1, 4, 3.5, 6.5);
  const AcuSeries *s = acu_plot_get_series (plot, series);
  g_assert_true (isnan (s->low[0]));
  g_assert_cmpfloat (s->y_max, ==, 6.5);
  g_autofree char *reading = acu_plot_dup_reading (plot, series, 1);
  g_assert_cmpstr (reading, ==, "1, MOS 4 (3.5 to 6.5)");

  g_autoptr (AcuPlot) copy = acu_plot_copy (plot);
  g_autofree char *first = acu_plot_dup_csv (plot);
  g_autofree char *second = acu_plot_dup_csv (copy);
  g_assert_cmpstr (first, ==, second);
  acu_plot_append (copy, series, 2, 5);
  g_assert_cmpuint (acu_plot_get_series (plot, series)->n, ==, 2);
}

/* Places in an order agree with nothing, and how sure a value is does not make it higher. */
static void
test_order (void)
{
  const char *const names[] = {"a.jpg", "b.jpg", "c.jpg"};
  g_autoptr (AcuPlot) plot = acu_plot_new ("Scores");
  guint series = acu_plot_add_series (plot, "Score", ACU_SERIES_POINTS);

  acu_plot_set_axis (plot, ACU_PLOT_X, "Pictures", ACU_AXIS_ORDER);
  acu_plot_set_axis (plot, ACU_PLOT_Y, "Score", ACU_AXIS_DEFAULT);
  for (guint i = 0; i < 3; i++)
    acu_plot_append_interval (plot, series, i + 1, 30 + 10 * i, 10, 90);
  acu_plot_set_names (plot, series, names);
  acu_plot_add_telling_rule (plot, "before: 35", 35);
  g_autofree char *summary = acu_plot_dup_summary (plot);
  g_assert_cmpstr (summary, ==, "Score: Score from 30 to 50, 3 points. before: 35.");
  g_autofree char *reading = acu_plot_dup_reading (plot, series, 1);
  g_assert_cmpstr (reading, ==, "b.jpg, Score 40 (10 to 90)");
  g_autofree char *csv = acu_plot_dup_csv (plot);
  g_assert_nonnull (strstr (csv, "\r\nScore,c.jpg,3,50,10,90,\r\n"));

  /* There is room for the intervals. */
  AcuAxis axis = acu_plot_fit_axis (plot, ACU_PLOT_Y, 5);
  g_assert_cmpfloat (axis.low, <=, 10);
  g_assert_cmpfloat (axis.high, >=, 90);

  /* So it is with places that have names. */
  const char *const places[] = {"zero", "one", "two", "three", NULL};
  acu_plot_set_categories (plot, places);
  acu_plot_set_axis (plot, ACU_PLOT_X, "Place", ACU_AXIS_DEFAULT);
  g_autofree char *named = acu_plot_dup_summary (plot);
  g_assert_cmpstr (named, ==, "Score: Score from 30 to 50, 3 points. before: 35.");
}

/* From left to right, whatever the order in which points came. */
static void
test_reading_order (void)
{
  const double x[] = {3, 1, 2, 2, NAN};
  const double y[] = {0, 1, 2, 3, 4};
  const gsize order[] = {1, 2, 3, 0};
  g_autoptr (AcuPlot) plot = acu_plot_new ("Order");
  guint series = acu_plot_add_series (plot, "s", ACU_SERIES_POINTS);
  gsize at = G_MAXSIZE;

  g_assert_cmpuint (acu_plot_find_next (plot, series, at, TRUE), ==, G_MAXSIZE);
  acu_plot_set_points (plot, series, x, y, 5, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    at = acu_plot_find_next (plot, series, at, TRUE);
    g_assert_cmpuint (at, ==, order[i]);
  }
  g_assert_cmpuint (acu_plot_find_next (plot, series, at, TRUE), ==, G_MAXSIZE);
  g_assert_cmpuint (acu_plot_find_next (plot, series, at, FALSE), ==, 3);
  g_assert_cmpuint (acu_plot_find_at (plot, series, 1.2), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/axis", test_axis);
  g_test_add_func ("/plot/logarithmic-axis", test_logarithmic_axis);
  g_test_add_func ("/plot/odd-axes", test_odd_axes);
  g_test_add_func ("/plot/decimate-line", test_decimate_line);
  g_test_add_func ("/plot/decimate-points", test_decimate_points);
  g_test_add_func ("/plot/smoothing", test_smoothing);
  g_test_add_func ("/plot/limit", test_limit);
  g_test_add_func ("/plot/line-summary", test_line_summary);
  g_test_add_func ("/plot/points-summary", test_points_summary);
  g_test_add_func ("/plot/bars-summary", test_bars_summary);
  g_test_add_func ("/plot/intervals", test_intervals);
  g_test_add_func ("/plot/order", test_order);
  g_test_add_func ("/plot/reading-order", test_reading_order);
  return g_test_run ();
}

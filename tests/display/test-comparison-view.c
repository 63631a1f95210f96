/* How two models are told apart: figures with how sure they are, curves through points, groups, and
 * pictures. */
#include "app/views/charts/chart.h"
#include "app/views/models/comparison-view.h"
#include "app/views/models/picture-browser.h"
#include "tests/display/models-fixture.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

/* Every point of a scatter is a picture to look at, not those alone that are farthest off. */
static void
test_any_picture (void)
{
  enum { N = 40, N_BROWSED = 30 };
  double targets[N], after[N];
  guint32 farthest[N];
  char *paths[N + 1] = {NULL};
  AcuComparison comparison = {
      .n = N, .paths = paths, .targets = targets, .after = after, .farthest = farthest};
  GtkWidget *browser = g_object_ref_sink (acu_picture_browser_new (NULL, "Pictures"));

  for (guint i = 0; i < N; i++) {
    paths[i] = g_strdup_printf ("/nowhere/%u.jpg", i);
    targets[i] = i;
    after[i] = i + 0.5 * i;
    farthest[i] = N - 1 - i;
  }
  acu_comparison_fill_browser (&comparison, ACU_PICTURE_BROWSER (browser));
  g_assert_true (acu_test_says_text (browser, "39.jpg") && acu_test_says_text (browser, "1 of 30"));
  acu_comparison_show_picture (&comparison, N - N_BROWSED, ACU_PICTURE_BROWSER (browser));
  g_assert_true (acu_test_says_text (browser, "10.jpg") &&
                 acu_test_says_text (browser, "30 of 30"));
  acu_comparison_show_picture (&comparison, 2, ACU_PICTURE_BROWSER (browser));
  g_assert_true (acu_test_says_text (browser, "2.jpg") && acu_test_says_text (browser, "31 of 31"));
  g_assert_true (acu_test_says_text (browser, "People say 2.0, the model says 3.0"));
  gtk_widget_activate_action (browser, "browser.previous", NULL);
  g_assert_true (acu_test_says_text (browser, "10.jpg") &&
                 acu_test_says_text (browser, "30 of 31"));
  acu_comparison_show_picture (&comparison, 2, ACU_PICTURE_BROWSER (browser));
  g_assert_true (acu_test_says_text (browser, "31 of 31"));
  for (guint i = 0; i < N; i++)
    g_free (paths[i]);
  g_object_unref (browser);
}

/* Faults are called as everywhere, whatever else is left as the data say it. */
static void
test_group_words (void)
{
  char motion[] = "motion · 3", mixtures[] = "mixtures · 2";
  const AcuGroupError errors[] = {{.name = motion}, {.name = mixtures}};
  AcuComparison comparison = {.grouping = ACU_GROUPING_FAULT_LEVEL};

  comparison.groups = g_array_new (FALSE, FALSE, sizeof (AcuGroupError));
  g_array_append_vals (comparison.groups, errors, G_N_ELEMENTS (errors));
  GtkWidget *of_faults = g_object_ref_sink (acu_group_chart_new (&comparison));
  comparison.grouping = ACU_GROUPING_FOLDER;
  GtkWidget *of_folders = g_object_ref_sink (acu_group_chart_new (&comparison));
  const char *const *faults = acu_plot_get_categories (acu_chart_get_plot (ACU_CHART (of_faults)));
  const char *const *folders =
      acu_plot_get_categories (acu_chart_get_plot (ACU_CHART (of_folders)));

  g_assert_cmpstr (faults[0], ==, "camera shake · 3");
  g_assert_cmpstr (faults[1], ==, "mixtures · 2");
  g_assert_cmpstr (folders[0], ==, "motion · 3");
  g_object_unref (of_faults);
  g_object_unref (of_folders);
  g_array_unref (comparison.groups);
}

/* Few pictures are to blame where they are few. */
static void
test_verdict (void)
{
  AcuComparison comparison = {.has_before = TRUE, .n = 9};

  comparison.metrics[ACU_METRIC_SRCC].verdict = ACU_VERDICT_OPEN;
  g_autofree char *of_few = acu_comparison_dup_verdict (&comparison);
  g_assert_nonnull (strstr (of_few, "so few pictures"));
  comparison.n = 3000;
  g_autofree char *of_many = acu_comparison_dup_verdict (&comparison);
  g_assert_true (g_str_has_prefix (of_many, "Not known: the difference is within what chance"));
  g_assert_null (strstr (of_many, "few"));
}

/* The curve that comes after the series @index of @plot is @fit, over the predictions from @low to
 * @high. */
static void
assert_curve (AcuPlot *plot, guint index, const AcuLogisticFit *fit, double low, double high)
{
  const AcuSeries *curve = acu_plot_get_series (plot, index + 1);

  g_assert_cmpuint (curve->n, >=, 20);
  g_assert_cmpfloat_with_epsilon (curve->x[0], low, 1e-9);
  g_assert_cmpfloat_with_epsilon (curve->x[curve->n - 1], high, 1e-9);
  for (gsize i = 0; i < curve->n; i++)
    g_assert_cmpfloat_with_epsilon (curve->y[i], acu_logistic_apply (fit, curve->x[i]), 1e-9);
}

/* Both models' points have the curve through them that RMSE is measured from; too few have none. */
static void
test_fits (void)
{
  enum { N = 24 };
  double targets[N], before[N], after[N];
  char *paths[N + 1] = {NULL};
  AcuComparison comparison = {.has_before = TRUE,
                              .n = N,
                              .paths = paths,
                              .targets = targets,
                              .before = before,
                              .after = after};

  for (guint i = 0; i < N; i++) {
    paths[i] = g_strdup_printf ("/nowhere/%u.jpg", i);
    after[i] = 10 + 3.0 * i;
    before[i] = 20 + 2.0 * i;
    targets[i] = 100 / (1 + exp (-(after[i] - 45) / 12));
  }
  comparison.fit_after = acu_logistic_fit (after, targets, N);
  comparison.fit_before = acu_logistic_fit (before, targets, N);
  GtkWidget *chart = g_object_ref_sink (acu_scatter_chart_new (&comparison));
  AcuPlot *plot = acu_chart_get_plot (ACU_CHART (chart));

  g_assert_cmpuint (acu_plot_get_n_series (plot), ==, 4);
  g_assert_cmpuint (acu_plot_get_series (plot, 0)->n, ==, N);
  g_assert_cmpuint (acu_plot_get_series (plot, 2)->n, ==, N);
  assert_curve (plot, 0, &comparison.fit_after, after[0], after[N - 1]);
  assert_curve (plot, 2, &comparison.fit_before, before[0], before[N - 1]);
  g_object_unref (chart);

  g_clear_pointer (&paths[5], g_free);
  comparison.n = 5;
  chart = g_object_ref_sink (acu_scatter_chart_new (&comparison));
  g_assert_cmpuint (acu_plot_get_n_series (acu_chart_get_plot (ACU_CHART (chart))), ==, 2);
  g_object_unref (chart);
  for (guint i = 0; i < N; i++)
    g_free (paths[i]);
}

/* Labels in or below @widget that say exactly @text, but for the mark of direction before it. */
static guint
count_labels (GtkWidget *widget, const char *text)
{
  guint n = 0;

  if (GTK_IS_LABEL (widget)) {
    const char *said = gtk_label_get_text (GTK_LABEL (widget));
    const char *mark = "\u200e";

    n = g_str_equal (g_str_has_prefix (said, mark) ? said + strlen (mark) : said, text);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_labels (child, text);
  return n;
}

/* Every figure comes with its interval, and so does the difference; where there is none nothing is
 * said of it. */
static void
test_intervals (void)
{
  AcuComparison comparison = {.has_before = TRUE, .n = 40};
  int narrowest;

  for (guint i = 0; i < ACU_N_METRICS; i++)
    comparison.metrics[i] = (AcuMetricChange){{0.5 + 0.01 * i, 0.31 + 0.01 * i, 0.66 + 0.01 * i},
                                              {0.7 + 0.01 * i, 0.51 + 0.01 * i, 0.86 + 0.01 * i},
                                              {0.2, -0.04 - 0.01 * i, 0.42 + 0.01 * i},
                                              ACU_VERDICT_OPEN};
  comparison.metrics[ACU_METRIC_SRCC].before = (AcuInterval){-0.25, -0.625, 0.125};
  comparison.metrics[ACU_METRIC_KRCC].after.low = NAN;
  comparison.metrics[ACU_METRIC_KRCC].difference.low = NAN;
  GtkWidget *table = g_object_ref_sink (acu_metric_table_new (&comparison, "not known"));

  g_assert_true (acu_test_says_text (
      table, "40 held-out pictures; intervals are of 95 % by paired bootstrap"));
  g_assert_true (acu_test_says_text (table, "−0.250") && acu_test_says_text (table, "0.700"));
  g_assert_cmpuint (count_labels (table, "−0.625 to 0.125"), ==, 1);
  g_assert_cmpuint (count_labels (table, "0.320 to 0.670"), ==, 1);
  g_assert_cmpuint (count_labels (table, "0.330 to 0.680"), ==, 1);
  g_assert_cmpuint (count_labels (table, "0.34 to 0.69"), ==, 1);
  g_assert_true (acu_test_says_text (table, "0.510 to 0.860"));
  g_assert_true (acu_test_says_text (table, "+0.200"));
  g_assert_true (acu_test_says_text (table, "−0.040 to \u200e+0.420"));
  g_assert_true (acu_test_says_text (table, "0.520 to 0.870"));
  g_assert_true (acu_test_says_text (table, "−0.050 to \u200e+0.430"));
  /* Of KRCC none is known. */
  g_assert_false (acu_test_says_text (table, "to 0.880") ||
                  acu_test_says_text (table, "to \u200e+0.440"));
  /* A card of the narrowest window has room for all of it, without a number that is broken. */
  gtk_widget_measure (table, GTK_ORIENTATION_HORIZONTAL, -1, &narrowest, NULL, NULL, NULL);
  g_assert_cmpint (narrowest, <=, 300);
  g_object_unref (table);
}

/* Of pictures that tell nothing for sure, that is said once, by the verdict. */
static void
test_few (void)
{
  const AcuInterval known = {.estimate = 0.5, .low = NAN, .high = NAN};
  AcuComparison comparison = {.has_before = TRUE, .n = 12};

  for (guint i = 0; i < ACU_N_METRICS; i++)
    comparison.metrics[i] = (AcuMetricChange){known, known, known, ACU_VERDICT_UNKNOWN};
  g_autofree char *verdict = acu_comparison_dup_verdict (&comparison);
  GtkWidget *table = g_object_ref_sink (acu_metric_table_new (&comparison, verdict));

  g_assert_cmpuint (count_labels (table, verdict), ==, 1);
  g_assert_true (acu_test_says_text (table, "12 held-out pictures."));
  g_assert_false (acu_test_says_text (table, "significan"));
  g_assert_false (acu_test_says_text (table, "bootstrap"));
  g_object_unref (table);
}

/* Of every metric it is said in words whether its difference is more than chance explains; of none
 * where there is nothing before. */
static void
test_significance (void)
{
  static const char *const words[] = {"significance not known", "significantly better",
                                      "significantly worse", "not significant"};
  AcuComparison comparison = {.has_before = TRUE, .n = 40};

  for (guint i = 0; i < ACU_N_METRICS; i++)
    comparison.metrics[i].verdict = (AcuVerdict)i;
  GtkWidget *table = g_object_ref_sink (acu_metric_table_new (&comparison, "not known"));
  GtkGrid *grid = GTK_GRID (acu_test_find (table, GTK_TYPE_GRID, NULL));
  for (guint i = 0; i < ACU_N_METRICS; i++) {
    GtkWidget *label = gtk_grid_get_child_at (grid, 1, 3 + 3 * (int)i);

    /* Below the figures of its metric. */
    g_assert_true (acu_test_says_text (gtk_grid_get_child_at (grid, 0, 1 + 3 * (int)i),
                                       acu_metric_get_name (i)));
    g_assert_cmpuint (count_labels (label, words[i]), ==, 1);
    g_assert_cmpuint (count_labels (table, words[i]), ==, 1);
  }
  g_object_unref (table);

  comparison.has_before = FALSE;
  table = g_object_ref_sink (acu_metric_table_new (&comparison, "not known"));
  g_assert_false (acu_test_says_text (table, "significan"));
  g_object_unref (table);
}

/* It is told which photos move: all of the folder, all there are, or those that are shown. */
static void
test_ranked (void)
{
  AcuRankChange change = {.n = 5, .n_in_scope = 5, .srcc = 0.5, .far = 1, .n_up = 2, .n_down = 1};
  g_autofree char *of_folder = acu_rank_change_dup_words (&change, ACU_RANKED_FOLDER);
  g_autofree char *of_library = acu_rank_change_dup_words (&change, ACU_RANKED_LIBRARY);
  g_autofree char *of_shown = acu_rank_change_dup_words (&change, ACU_RANKED_SHOWN);

  g_assert_cmpstr (of_folder, ==,
                   "Of 5 photos in this folder, 2 would rise and 1 fall by 1 place or more; SRCC "
                   "of both orders 0.500.");
  g_assert_true (g_str_has_prefix (of_library, "Of 5 photos in the library, 2 would rise and 1"));
  g_assert_true (g_str_has_prefix (of_shown, "Of 5 photos that the library shows, 2 would rise"));

  change.n_in_scope = 900;
  g_autofree char *of_some = acu_rank_change_dup_words (&change, ACU_RANKED_FOLDER);
  g_autofree char *of_many = acu_rank_change_dup_words (&change, ACU_RANKED_LIBRARY);
  g_autofree char *of_few = acu_rank_change_dup_words (&change, ACU_RANKED_SHOWN);
  g_assert_true (g_str_has_prefix (of_some, "Of a sample of 5 of the 900 photos in this folder,"));
  g_assert_true (g_str_has_prefix (of_many, "Of a sample of 5 of the 900 photos in the library,"));
  g_assert_true (
      g_str_has_prefix (of_few, "Of a sample of 5 of the 900 photos that the library shows,"));
}

int
main (int argc, char **argv)
{
  acu_models_test_begin (&argc, &argv);
  g_test_add_func ("/comparison-view/verdict", test_verdict);
  g_test_add_func ("/comparison-view/fits", test_fits);
  g_test_add_func ("/comparison-view/intervals", test_intervals);
  g_test_add_func ("/comparison-view/significance", test_significance);
  g_test_add_func ("/comparison-view/few", test_few);
  g_test_add_func ("/comparison-view/ranked", test_ranked);
  g_test_add_func ("/comparison-view/any-picture", test_any_picture);
  g_test_add_func ("/comparison-view/group-words", test_group_words);
  return g_test_run ();
}

#include "app/views/models/comparison-view.h"

#include "app/scoring/fault-words.h"
#include "app/text/number-text.h"
#include "app/views/charts/chart.h"
#include "app/views/models/cards.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* A curve of four parameters through fewer points than twice as many is drawn by chance. */
#define MIN_FITTED 8

/* Points of a fitted curve. */
#define CURVE_POINTS 48

/* From so many pictures on it is not for their number that nothing is known. */
#define MANY_PICTURES 50

/* Pictures to click through. */
#define MAX_BROWSED 30

/* Predicted against opinion scores. */

static GStrv
dup_names (char *const *paths)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; paths[i]; i++) {
    g_autofree char *name = g_filename_display_basename (paths[i]);
    g_strv_builder_add (names, name);
  }
  return g_strv_builder_end (names);
}

/* The opinion that the fit expects of each prediction, over the predictions there are. */
static void
add_fit (AcuPlot *plot, guint series, const AcuLogisticFit *fit)
{
  const AcuSeries *points = acu_plot_get_series (plot, series);
  double x[CURVE_POINTS], y[CURVE_POINTS];

  if (fit->kind == ACU_FIT_NONE || points->n < MIN_FITTED || !isfinite (points->x_min))
    return;
  for (guint i = 0; i < CURVE_POINTS; i++) {
    x[i] = points->x_min + i * (points->x_max - points->x_min) / (CURVE_POINTS - 1);
    y[i] = acu_logistic_apply (fit, x[i]);
  }
  acu_plot_add_curve (plot, series, x, y, CURVE_POINTS);
}

GtkWidget *
acu_scatter_chart_new (const AcuComparison *comparison)
{
  g_return_val_if_fail (comparison, NULL);

  g_autoptr (AcuPlot) plot = acu_plot_new (_ ("Held-out: MOS against predicted"));
  g_auto (GStrv) names = dup_names (comparison->paths);
  const char *const *labels = (const char *const *)names;

  acu_plot_set_axis (plot, ACU_PLOT_X, _ ("predicted"), ACU_AXIS_DEFAULT);
  acu_plot_set_axis (plot, ACU_PLOT_Y, _ ("MOS"), ACU_AXIS_DEFAULT);
  /* The colours stay with what they stand for. */
  guint after = acu_plot_add_series (plot, C_ ("model", "after"), ACU_SERIES_POINTS);
  acu_plot_set_points (plot, after, comparison->after, comparison->targets, comparison->n, labels);
  add_fit (plot, after, &comparison->fit_after);
  if (comparison->has_before) {
    guint before = acu_plot_add_series (plot, C_ ("model", "before"), ACU_SERIES_POINTS);
    acu_plot_set_points (plot, before, comparison->before, comparison->targets, comparison->n,
                         labels);
    add_fit (plot, before, &comparison->fit_before);
  }
  return acu_chart_new (plot);
}

/* The table. */

static int
get_decimals (AcuMetric metric)
{
  return metric == ACU_METRIC_RMSE ? 2 : 3;
}

static char *
format_value (AcuMetric metric, double value)
{
  return acu_number_format (value, get_decimals (metric));
}

static char *
format_difference (AcuMetric metric, double value)
{
  return acu_number_format_signed (value, get_decimals (metric));
}

static char *
format_interval (AcuMetric metric, const AcuInterval *interval)
{
  g_autofree char *low = format_value (metric, interval->low);
  g_autofree char *high = format_value (metric, interval->high);

  /* Translators: from a lower to an upper bound */
  return isfinite (interval->low) ? g_strdup_printf (_ ("%s to %s"), low, high) : g_strdup ("");
}

/* Lines of a metric in the table: figures, how sure they are, what the difference comes to. */
enum { LINE_FIGURES, LINE_INTERVALS, LINE_VERDICT, N_LINES };

/* Words fold into further lines where there is little room. */
static GtkWidget *
attach (GtkWidget *grid, const char *text, const char *class, int column, int row, int width)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "numeric");
  if (class)
    gtk_widget_add_css_class (label, class);
  gtk_grid_attach (GTK_GRID (grid), label, column, row, width, 1);
  return label;
}

/* A number stays whole, and so the narrower ones of its interval below it do. */
static void
attach_figure (GtkWidget *grid, const char *text, const char *class, int column, int row)
{
  gtk_label_set_wrap (GTK_LABEL (attach (grid, text, class, column, row, 1)), FALSE);
}

/* What is not known takes no line. */
static void
attach_interval (GtkWidget *grid, const char *text, int column, int row)
{
  if (*text)
    attach (grid, text, "caption", column, row + LINE_INTERVALS, 1);
}

/* Whether the difference of one metric is more than chance explains, in words. */
static const char *
get_verdict_words (AcuVerdict verdict)
{
  switch (verdict) {
  case ACU_VERDICT_BETTER:
    /* Translators: of one metric, after against before; statistical significance at 95 % */
    return _ ("significantly better");
  case ACU_VERDICT_WORSE:
    return _ ("significantly worse");
  case ACU_VERDICT_OPEN:
    return _ ("not significant");
  case ACU_VERDICT_UNKNOWN:
    break;
  }
  return _ ("significance not known");
}

/* The lines of @metric from @row on; @is_judged: of some metric it is known what its change means.
 */
static void
attach_change (
    GtkWidget *grid, AcuMetric metric, const AcuMetricChange *change, gboolean is_judged, int row)
{
  static const char *const classes[] = {"dim-label", "strong-text", "weak-text", "dim-label"};
  g_autofree char *before = format_value (metric, change->before.estimate);
  g_autofree char *before_range = format_interval (metric, &change->before);
  g_autofree char *after = format_value (metric, change->after.estimate);
  g_autofree char *after_range = format_interval (metric, &change->after);
  g_autofree char *difference = format_difference (metric, change->difference.estimate);
  g_autofree char *low = format_difference (metric, change->difference.low);
  g_autofree char *high = format_difference (metric, change->difference.high);
  g_autofree char *range = isfinite (change->difference.low)
                               ? g_strdup_printf (_ ("%s to %s"), low, high)
                               : g_strdup ("");

  attach (grid, acu_metric_get_name (metric), NULL, 0, row + LINE_FIGURES, 1);
  attach_figure (grid, before, "dim-label", 1, row + LINE_FIGURES);
  attach_figure (grid, after, "heading", 2, row + LINE_FIGURES);
  attach_figure (grid, difference, classes[change->verdict], 3, row + LINE_FIGURES);
  attach_interval (grid, before_range, 1, row);
  attach_interval (grid, after_range, 2, row);
  attach_interval (grid, range, 3, row);
  if (is_judged)
    attach (grid, get_verdict_words (change->verdict), "caption", 1, row + LINE_VERDICT, 3);
}

char *
acu_comparison_dup_verdict (const AcuComparison *comparison)
{
  g_return_val_if_fail (comparison, NULL);

  const AcuMetricChange *srcc = &comparison->metrics[ACU_METRIC_SRCC];

  if (!comparison->has_before)
    return g_strdup (_ ("There was no model before that could be compared with."));
  switch (srcc->verdict) {
  case ACU_VERDICT_BETTER:
    return g_strdup (_ ("It helped: the order of the pictures agrees better with people, and by "
                        "more than chance explains."));
  case ACU_VERDICT_WORSE:
    return g_strdup (_ ("It did harm: the order of the pictures agrees worse with people, and by "
                        "more than chance explains."));
  case ACU_VERDICT_OPEN:
    return g_strdup (comparison->n < MANY_PICTURES
                         ? _ ("Not known: the difference is within what chance explains with so "
                              "few pictures.")
                         : _ ("Not known: the difference is within what chance explains."));
  case ACU_VERDICT_UNKNOWN:
    break;
  }
  return g_strdup (
      _ ("Not known: the held-out pictures come from fewer than five photos, or all of "
         "their scores are alike."));
}

/* Where nothing is known of any metric, the verdict says so once. */
static gboolean
is_judged (const AcuComparison *comparison)
{
  for (guint i = 0; i < ACU_N_METRICS; i++)
    if (comparison->metrics[i].verdict != ACU_VERDICT_UNKNOWN)
      return comparison->has_before;
  return FALSE;
}

static gboolean
has_intervals (const AcuComparison *comparison)
{
  for (guint i = 0; i < ACU_N_METRICS; i++)
    if (isfinite (comparison->metrics[i].after.low))
      return TRUE;
  return FALSE;
}

/* By how many pictures the figures are, and what their intervals are, where there are any.
 * (transfer full) */
static char *
describe_figures (const AcuComparison *comparison)
{
  guint n = (guint)comparison->n;

  if (!has_intervals (comparison))
    return g_strdup_printf (ngettext ("%u held-out picture.", "%u held-out pictures.", n), n);
  return g_strdup_printf (
      ngettext ("%u held-out picture; intervals are of 95 %% by paired bootstrap.",
                "%u held-out pictures; intervals are of 95 %% by paired bootstrap.", n),
      n);
}

GtkWidget *
acu_metric_table_new (const AcuComparison *comparison, const char *verdict)
{
  g_return_val_if_fail (comparison && verdict, NULL);

  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *counted = describe_figures (comparison);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 1);
  attach (grid, C_ ("model", "before"), "dim-label", 1, 0, 1);
  attach (grid, C_ ("model", "after"), "dim-label", 2, 0, 1);
  attach (grid, _ ("difference"), "dim-label", 3, 0, 1);
  for (guint i = 0; i < ACU_N_METRICS; i++)
    attach_change (grid, i, &comparison->metrics[i], is_judged (comparison), 1 + N_LINES * (int)i);
  gtk_box_append (GTK_BOX (box), acu_card_text_new (verdict, FALSE));
  gtk_box_append (GTK_BOX (box), grid);
  gtk_box_append (GTK_BOX (box), acu_card_text_new (counted, TRUE));
  gtk_box_append (GTK_BOX (box),
                  acu_card_text_new (_ ("RMSE fit is what is left after a logistic curve through "
                                        "the points of each model; a run's RMSE is of its "
                                        "predictions as they are."),
                                     TRUE));
  return box;
}

/* Groups. */

/* By what the pictures are divided. */
static const char *
get_grouping_title (AcuGrouping grouping)
{
  switch (grouping) {
  case ACU_GROUPING_FAULT_LEVEL:
    return _ ("Fault and its level");
  case ACU_GROUPING_FAULT:
    return _ ("Fault");
  case ACU_GROUPING_FOLDER:
    return _ ("Folder");
  case ACU_GROUPING_QUALITY:
    return _ ("Opinion score");
  default:
    return _ ("Group");
  }
}

/* The name of a group: those of faults, without their level, are words. (transfer full) */
static char *
dup_group_name (AcuGrouping grouping, const char *name)
{
  const char *level = grouping == ACU_GROUPING_FAULT_LEVEL ? strstr (name, " · ") : NULL;
  g_autofree char *kind = NULL;

  if (grouping != ACU_GROUPING_FAULT_LEVEL && grouping != ACU_GROUPING_FAULT)
    return g_strdup (name);
  kind = level ? g_strndup (name, (gsize)(level - name)) : g_strdup (name);
  return g_strconcat (acu_fault_get_kind_word (kind), level, NULL);
}

GtkWidget *
acu_group_chart_new (const AcuComparison *comparison)
{
  g_return_val_if_fail (comparison, NULL);

  if (comparison->groups->len < 2)
    return NULL;

  g_autoptr (AcuPlot) plot = acu_plot_new (_ ("Error by group"));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint after = acu_plot_add_series (plot, C_ ("model", "after"), ACU_SERIES_BARS);
  guint before = comparison->has_before
                     ? acu_plot_add_series (plot, C_ ("model", "before"), ACU_SERIES_BARS)
                     : 0;

  acu_plot_set_axis (plot, ACU_PLOT_X, get_grouping_title (comparison->grouping), ACU_AXIS_DEFAULT);
  acu_plot_set_axis (plot, ACU_PLOT_Y, _ ("RMSE fit"), ACU_AXIS_DEFAULT);
  for (guint i = 0; i < comparison->groups->len; i++) {
    const AcuGroupError *group = &g_array_index (comparison->groups, AcuGroupError, i);
    g_autofree char *name = dup_group_name (comparison->grouping, group->name);
    g_strv_builder_add (names, name);
    acu_plot_append (plot, after, i, group->after);
    if (comparison->has_before)
      acu_plot_append (plot, before, i, group->before);
  }
  g_auto (GStrv) categories = g_strv_builder_end (names);
  acu_plot_set_categories (plot, (const char *const *)categories);
  return acu_chart_new (plot);
}

/* Pictures. */

/* (transfer full) */
static char *
dup_sentence (const AcuComparison *comparison, guint64 at)
{
  g_autofree char *target = acu_number_format (comparison->targets[at], 1);
  g_autofree char *after = acu_number_format (comparison->after[at], 1);

  if (!comparison->has_before)
    return g_strdup_printf (_ ("People say %s, the model says %s"), target, after);

  g_autofree char *before = acu_number_format (comparison->before[at], 1);
  /* Translators: opinion score of a picture, and what both models predict */
  return g_strdup_printf (_ ("People say %s, the model said %s before and says %s now"), target,
                          before, after);
}

void
acu_comparison_show_picture (const AcuComparison *comparison,
                             guint64 at,
                             AcuPictureBrowser *browser)
{
  g_return_if_fail (comparison && at < comparison->n && ACU_IS_PICTURE_BROWSER (browser));

  g_autofree char *sentence = dup_sentence (comparison, at);
  acu_picture_browser_show_picture (browser, comparison->paths[at], sentence);
}

void
acu_comparison_fill_browser (const AcuComparison *comparison, AcuPictureBrowser *browser)
{
  g_return_if_fail (comparison && ACU_IS_PICTURE_BROWSER (browser));

  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();

  for (guint i = 0; i < MIN (comparison->n, MAX_BROWSED); i++) {
    guint32 at = comparison->farthest[i];
    g_autofree char *sentence = dup_sentence (comparison, at);
    g_strv_builder_add (paths, comparison->paths[at]);
    g_strv_builder_add (sentences, sentence);
  }
  g_auto (GStrv) all_paths = g_strv_builder_end (paths);
  g_auto (GStrv) all_sentences = g_strv_builder_end (sentences);
  acu_picture_browser_set_pictures (browser, (const char *const *)all_paths,
                                    (const char *const *)all_sentences);
}

/* Ranks. */

GtkWidget *
acu_rank_chart_new (const AcuRankChange *change, const char *before, const char *after)
{
  g_return_val_if_fail (change && before && after, NULL);

  g_autoptr (AcuPlot) plot = acu_plot_new (_ ("Scores by both models"));
  g_auto (GStrv) names = dup_names (change->paths);
  guint series = acu_plot_add_series (plot, _ ("photos"), ACU_SERIES_POINTS);

  acu_plot_set_axis (plot, ACU_PLOT_X, before, ACU_AXIS_DEFAULT);
  acu_plot_set_axis (plot, ACU_PLOT_Y, after, ACU_AXIS_DEFAULT);
  acu_plot_set_diagonal (plot, TRUE);
  acu_plot_set_points (plot, series, change->before, change->after, change->n,
                       (const char *const *)names);
  return acu_chart_new (plot);
}

/* The sentence about a sample of @photos, with @far and @agreement in words. (transfer full) */
static char *
dup_sample_words (const AcuRankChange *change,
                  AcuRankedPhotos photos,
                  const char *far,
                  const char *agreement)
{
  guint n = (guint)change->n, n_in_scope = (guint)change->n_in_scope;

  switch (photos) {
  case ACU_RANKED_LIBRARY:
    return g_strdup_printf (
        ngettext ("Of a sample of %u of the %u photo in the library, evenly chosen, %u would rise "
                  "and %u fall by %s or more; SRCC of both orders %s.",
                  "Of a sample of %u of the %u photos in the library, evenly chosen, %u would rise "
                  "and %u fall by %s or more; SRCC of both orders %s.",
                  n_in_scope),
        n, n_in_scope, change->n_up, change->n_down, far, agreement);
  case ACU_RANKED_SHOWN:
    return g_strdup_printf (
        ngettext ("Of a sample of %u of the %u photo that the library shows, evenly chosen, %u "
                  "would rise and %u fall by %s or more; SRCC of both orders %s.",
                  "Of a sample of %u of the %u photos that the library shows, evenly chosen, %u "
                  "would rise and %u fall by %s or more; SRCC of both orders %s.",
                  n_in_scope),
        n, n_in_scope, change->n_up, change->n_down, far, agreement);
  case ACU_RANKED_FOLDER:
    break;
  }
  /* Translators: photos that were looked at, photos in the open folder; then as in the sentence
   * about all of them */
  return g_strdup_printf (
      ngettext ("Of a sample of %u of the %u photo in this folder, evenly chosen, %u would rise "
                "and %u fall by %s or more; SRCC of both orders %s.",
                "Of a sample of %u of the %u photos in this folder, evenly chosen, %u would rise "
                "and %u fall by %s or more; SRCC of both orders %s.",
                n_in_scope),
      n, n_in_scope, change->n_up, change->n_down, far, agreement);
}

/* The sentence about all of @photos. (transfer full) */
static char *
dup_all_words (const AcuRankChange *change,
               AcuRankedPhotos photos,
               const char *far,
               const char *agreement)
{
  guint n = (guint)change->n;

  switch (photos) {
  case ACU_RANKED_LIBRARY:
    return g_strdup_printf (
        ngettext ("Of %u photo in the library, %u would rise and %u fall by %s or more; SRCC of "
                  "both orders %s.",
                  "Of %u photos in the library, %u would rise and %u fall by %s or more; SRCC "
                  "of both orders %s.",
                  n),
        n, change->n_up, change->n_down, far, agreement);
  case ACU_RANKED_SHOWN:
    return g_strdup_printf (
        ngettext ("Of %u photo that the library shows, %u would rise and %u fall by %s or more; "
                  "SRCC of both orders %s.",
                  "Of %u photos that the library shows, %u would rise and %u fall by %s or "
                  "more; SRCC of both orders %s.",
                  n),
        n, change->n_up, change->n_down, far, agreement);
  case ACU_RANKED_FOLDER:
    break;
  }
  /* Translators: photos in the open folder, how many of them rise and fall, by how many places
   * ("3 places"), and the rank correlation */
  return g_strdup_printf (
      ngettext (
          "Of %u photo in this folder, %u would rise and %u fall by %s or more; SRCC of both "
          "orders %s.",
          "Of %u photos in this folder, %u would rise and %u fall by %s or more; SRCC of both "
          "orders %s.",
          n),
      n, change->n_up, change->n_down, far, agreement);
}

char *
acu_rank_change_dup_words (const AcuRankChange *change, AcuRankedPhotos photos)
{
  g_return_val_if_fail (change, NULL);

  g_autofree char *agreement =
      isfinite (change->srcc) ? acu_number_format (change->srcc, 3) : g_strdup (_ ("not known"));
  g_autofree char *far =
      g_strdup_printf (ngettext ("%u place", "%u places", change->far), change->far);

  return change->n < change->n_in_scope ? dup_sample_words (change, photos, far, agreement)
                                        : dup_all_words (change, photos, far, agreement);
}

/* (transfer full) */
static char *
dup_move (const AcuRankChange *change, guint64 at)
{
  g_autofree char *before = acu_number_format (change->before[at], 1);
  g_autofree char *after = acu_number_format (change->after[at], 1);

  /* Translators: a photo's place in the order of scores and its score, by each model */
  return g_strdup_printf (_ ("Place %u (%s) before, place %u (%s) after"), change->rank_before[at],
                          before, change->rank_after[at], after);
}

void
acu_rank_change_show_picture (const AcuRankChange *change, guint64 at, AcuPictureBrowser *browser)
{
  g_return_if_fail (change && at < change->n && ACU_IS_PICTURE_BROWSER (browser));

  g_autofree char *sentence = dup_move (change, at);
  acu_picture_browser_show_picture (browser, change->paths[at], sentence);
}

void
acu_rank_change_fill_browser (const AcuRankChange *change, AcuPictureBrowser *browser)
{
  g_return_if_fail (change && ACU_IS_PICTURE_BROWSER (browser));

  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();

  for (guint i = 0; i < MIN (change->n, MAX_BROWSED); i++) {
    guint32 at = change->most_moved[i];
    g_autofree char *sentence = dup_move (change, at);
    g_strv_builder_add (paths, change->paths[at]);
    g_strv_builder_add (sentences, sentence);
  }
  g_auto (GStrv) all_paths = g_strv_builder_end (paths);
  g_auto (GStrv) all_sentences = g_strv_builder_end (sentences);
  acu_picture_browser_set_pictures (browser, (const char *const *)all_paths,
                                    (const char *const *)all_sentences);
}

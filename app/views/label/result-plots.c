#include "app/views/label/result-plots.h"

#include "app/views/label/label-words.h"
#include "app/views/label/rater-order.h"

#include <glib/gi18n.h>
#include <math.h>

/* More raters than these have no room for their names below the chart. */
#define MAX_NAMED 12

void
acu_result_plot_distribution (AcuPlot *plot, const AcuLabelResult *result)
{
  const AcuLabelSet *set = result->table->set;
  const char *grades[6] = {NULL};
  const char *const sides[] = {C_ ("answer", "Left"), C_ ("answer", "No difference"),
                               C_ ("answer", "Right"), NULL};
  double width = (set->score_max - set->score_min) / result->n_bins;

  for (guint i = 0; i < 5; i++)
    grades[i] = acu_grade_get_word (i + 1);
  acu_plot_clear (plot);
  acu_plot_set_title (plot, _ ("Distribution of the ratings"));
  acu_plot_set_axis (plot, ACU_PLOT_Y, C_ ("number of opinions", "Ratings"), ACU_AXIS_WHOLE);
  acu_plot_set_range (plot, ACU_PLOT_Y, 0, NAN, FALSE);
  guint series = acu_plot_add_series (plot, C_ ("number of opinions", "Ratings"), ACU_SERIES_BARS);
  if (set->method == ACU_METHOD_PAIRWISE) {
    acu_plot_set_axis (plot, ACU_PLOT_X, _ ("The better picture"), ACU_AXIS_DEFAULT);
    acu_plot_set_categories (plot, sides);
  } else {
    acu_plot_set_axis (plot, ACU_PLOT_X, C_ ("opinion", "Rating"), ACU_AXIS_DEFAULT);
    acu_plot_set_categories (plot, result->n_bins == 5 ? grades : NULL);
  }
  for (guint i = 0; i < result->n_bins; i++) {
    gboolean named = set->method == ACU_METHOD_PAIRWISE || result->n_bins == 5;
    acu_plot_append (plot, series, named ? i : set->score_min + width * (i + 0.5),
                     result->histogram[i]);
  }
}

static int
compare_scores (gconstpointer a, gconstpointer b)
{
  const AcuPhotoScore *first = *(AcuPhotoScore *const *)a, *second = *(AcuPhotoScore *const *)b;

  return (first->score.score > second->score.score) - (first->score.score < second->score.score);
}

void
acu_result_plot_scores (AcuPlot *plot, const AcuLabelResult *result)
{
  const AcuLabelSet *set = result->table->set;
  g_autoptr (GPtrArray) photos = acu_label_result_list_photos (result);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_sort (photos, compare_scores);
  acu_plot_clear (plot);
  /* xgettext:no-c-format */
  acu_plot_set_title (plot, _ ("Scores with 95 % intervals"));
  acu_plot_set_axis (plot, ACU_PLOT_X, _ ("Pictures, from the lowest score on"), ACU_AXIS_ORDER);
  acu_plot_set_axis (plot, ACU_PLOT_Y, _ ("Score"), ACU_AXIS_DEFAULT);
  acu_plot_set_range (plot, ACU_PLOT_Y, set->score_min, set->score_max, FALSE);
  guint series = acu_plot_add_series (plot, _ ("Score"), ACU_SERIES_POINTS);
  for (guint i = 0; i < photos->len; i++) {
    const AcuPhotoScore *photo = g_ptr_array_index (photos, i);
    acu_plot_append_interval (plot, series, i + 1, photo->score.score, photo->low, photo->high);
    g_ptr_array_add (names, g_filename_display_basename (photo->stimulus->path));
  }
  if (names->len > 0)
    acu_plot_set_names (plot, series, (const char *const *)names->pdata);
}

void
acu_result_plot_raters (AcuPlot *plot, const AcuLabelResult *result)
{
  const GPtrArray *raters = result->table->raters;
  g_autofree const char **names = g_new0 (const char *, raters->len + 1);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  g_autofree guint *order = acu_rater_order_new (raters);
  gboolean named = raters->len <= MAX_NAMED;

  for (guint i = 0; i < raters->len; i++)
    names[i] = ((const AcuRater *)g_ptr_array_index (raters, order[i]))->name;
  acu_plot_clear (plot);
  acu_plot_set_title (plot, _ ("Bias of the raters, give or take their inconsistency"));
  acu_plot_set_axis (plot, ACU_PLOT_X, _ ("Rater"), ACU_AXIS_ORDER);
  acu_plot_set_categories (plot, named ? names : NULL);
  acu_plot_set_axis (plot, ACU_PLOT_Y, _ ("Bias"), ACU_AXIS_DEFAULT);
  acu_plot_add_rule (plot, C_ ("bias", "none"), 0);
  guint series = acu_plot_add_series (plot, _ ("Bias"), ACU_SERIES_POINTS);
  for (guint i = 0; i < raters->len; i++) {
    const AcuRaterResult *rater = &result->raters[order[i]];
    /* Of two raters nobody can tell who is inconsistent. */
    double reach = isnan (rater->inconsistency) ? 0 : rater->inconsistency;
    if (isnan (rater->bias))
      continue;
    /* People count from one. */
    acu_plot_append_interval (plot, series, named ? i : i + 1, rater->bias, rater->bias - reach,
                              rater->bias + reach);
    g_ptr_array_add (shown, (gpointer)names[i]);
  }
  if (shown->len > 0)
    acu_plot_set_names (plot, series, (const char *const *)shown->pdata);
}

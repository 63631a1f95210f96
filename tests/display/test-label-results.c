/* The results of a label set as charts and as a list of its raters. */
#include "app/views/charts/plot-text.h"
#include "app/views/label/label-overview.h"
#include "app/views/label/rater-list.h"
#include "app/views/label/result-plots.h"
#include "tests/headless/label-fixture.h"

#define N_RATERS 13

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

/* Thirteen raters, the first of whom is the most generous; none came in the order of the names. */
static AcuLabelResult *
make_result (AcuLabelFixture *fixture)
{
  gint64 set = acu_fixture_make_set (fixture->catalog, "many", ACU_METHOD_CONTINUOUS, 0, 100);

  for (guint i = 0; i < N_RATERS; i++) {
    guint number = (i * 5) % N_RATERS + 1;
    g_autofree char *name = g_strdup_printf ("Rater %u", number);
    acu_fixture_rate_all (fixture->catalog, set, name, 8.0 - number, 100 + i);
  }
  return acu_fixture_compute (fixture->catalog, "many", ACU_OPINION_MEAN);
}

/* Whoever reads a point hears whose it is, though there is no room for the names below. */
static void
test_bias (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuLabelResult) result = make_result (fixture);
  g_autoptr (AcuPlot) plot = acu_plot_new ("Bias");

  acu_result_plot_raters (plot, result);
  const AcuSeries *series = acu_plot_get_series (plot, 0);
  g_assert_cmpuint (series->n, ==, N_RATERS);
  for (guint i = 0; i < N_RATERS; i++) {
    g_autofree char *start = g_strdup_printf ("Rater %u, Bias ", i + 1);
    g_autofree char *reading = acu_plot_dup_reading (plot, 0, i);
    g_assert_true (g_str_has_prefix (reading, start));
    g_assert_cmpfloat (series->x[i], ==, i + 1);
    if (i > 0)
      g_assert_cmpfloat (series->y[i], <, series->y[i - 1]);
  }
  /* That the names of raters agree with their bias says nothing. */
  g_autofree char *summary = acu_plot_dup_summary (plot);
  g_assert_null (strstr (summary, "SRCC"));
  g_assert_null (strstr (summary, "Rater from"));
}

static void
test_scores (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuLabelResult) result = make_result (fixture);
  g_autoptr (AcuPlot) plot = acu_plot_new ("Scores");
  g_autoptr (GPtrArray) photos = acu_label_result_list_photos (result);

  acu_result_plot_scores (plot, result);
  const AcuSeries *series = acu_plot_get_series (plot, 0);
  g_autofree char *lowest = acu_plot_format (series->y[0]);
  g_autofree char *highest = acu_plot_format (series->y[series->n - 1]);
  g_autofree char *wanted = g_strdup_printf ("Score: Score from %s to %s, %u points.", lowest,
                                             highest, ACU_FIXTURE_LABEL_PHOTOS);
  g_autofree char *summary = acu_plot_dup_summary (plot);
  g_assert_cmpstr (summary, ==, wanted);

  /* Every picture's point has its name, in the file too. */
  g_autofree char *csv = acu_plot_dup_csv (plot);
  for (guint i = 0; i < photos->len; i++) {
    const AcuPhotoScore *photo = g_ptr_array_index (photos, i);
    g_autofree char *name = g_filename_display_basename (photo->stimulus->path);
    g_autofree char *field = g_strdup_printf ("\nScore,%s,", name);
    gboolean is_there = FALSE;

    g_assert_nonnull (strstr (csv, field));
    for (gsize j = 0; j < series->n; j++)
      is_there |= g_str_equal (series->names[j], name) && series->y[j] == photo->score.score;
    g_assert_true (is_there);
  }
}

/* Adds the titles of all rows in @widget to @titles, in their order. */
static void
collect_titles (GtkWidget *widget, GPtrArray *titles)
{
  if (ADW_IS_PREFERENCES_ROW (widget))
    g_ptr_array_add (titles,
                     (gpointer)adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    collect_titles (child, titles);
}

static void
test_list (AcuLabelFixture *fixture, gconstpointer data)
{
  g_autoptr (AcuLabelResult) result = make_result (fixture);
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  GtkWidget *list = g_object_ref_sink (acu_rater_list_new ());

  acu_rater_list_set_result (ACU_RATER_LIST (list), result);
  collect_titles (list, titles);
  g_assert_cmpuint (titles->len, ==, N_RATERS);
  for (guint i = 0; i < titles->len; i++) {
    g_autofree char *wanted = g_strdup_printf ("Rater %u", i + 1);
    g_assert_cmpstr (g_ptr_array_index (titles, i), ==, wanted);
  }
  g_object_unref (list);
}

/* The title of the group of @widget that says @name, or NULL. */
static GtkLabel *
find_label (GtkWidget *widget, const char *name)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), name))
    return GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, name);
  return found;
}

/* Sets that begin alike are told apart where there is no room for their names. */
static void
test_overview (AcuLabelFixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"A weekend in the <mountains> & by the lake, Saturday",
                                      "A weekend in the <mountains> & by the lake, Sunday"};
  g_autoptr (AcuLabelSummary) summary = g_new0 (AcuLabelSummary, 1);
  GtkWidget *overview = g_object_ref_sink (acu_label_overview_new ());

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    acu_fixture_make_set (fixture->catalog, names[i], ACU_METHOD_ACR, 1, 5);
  summary->sets = acu_label_store_list_sets (fixture->catalog, NULL);
  summary->sessions = acu_label_store_list_sessions (fixture->catalog, 0, NULL);
  summary->raters = acu_label_store_list_raters (fixture->catalog, NULL);
  acu_label_overview_set_summary (ACU_LABEL_OVERVIEW (overview), summary);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GtkLabel *title = find_label (overview, names[i]);
    g_assert_nonnull (title);
    g_assert_cmpint (gtk_label_get_ellipsize (title), ==, PANGO_ELLIPSIZE_MIDDLE);
  }
  g_object_unref (overview);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());
#define ADD(name, function)                                                                        \
  g_test_add (name, AcuLabelFixture, NULL, acu_label_fixture_set_up, function,                     \
              acu_label_fixture_tear_down)
  ADD ("/label-results/bias", test_bias);
  ADD ("/label-results/scores", test_scores);
  ADD ("/label-results/list", test_list);
  ADD ("/label-results/overview", test_overview);
  return g_test_run ();
}

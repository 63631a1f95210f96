#include "app/views/charts/chart.h"
#include "app/views/label/rating-page-private.h"
#include "app/views/preferences/preferences.h"
#include "app/views/shared/settings.h"
#include "tests/display/application-run.h"
#include "tests/display/layout-dialogs.h"
#include "tests/display/layout-home.h"
#include "tests/display/layout-tour.h"

#include <math.h>

/* Of a path that is too long its end is seen, where the file's name is. */
static void
check_path (AcuTour *tour)
{
  acu_tour_wait_for (tour, acu_tour_has_window, NULL);
  GtkWidget *window = GTK_WIDGET (acu_tour_find_window (tour));
  acu_tour_settle (window);
  GtkEditable *path = GTK_EDITABLE (acu_tour_find (window, ADW_TYPE_ENTRY_ROW));
  if (gtk_editable_get_position (path) != (int)g_utf8_strlen (gtk_editable_get_text (path), -1))
    acu_tour_tell_fault (tour, "the beginning of the path is shown, not its end");
}

/* What is searched for is what the last one said, also where something was searched for before. */
static void
check_search (AcuTour *tour, const char *text)
{
  g_autoptr (GVariant) state =
      g_action_group_get_action_state (G_ACTION_GROUP (tour->window), "filter-text");
  GtkWidget *entry = acu_tour_find (GTK_WIDGET (tour->window), GTK_TYPE_SEARCH_ENTRY);

  if (!g_str_equal (g_variant_get_string (state, NULL), text) || !entry ||
      !g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), text))
    acu_tour_tell_fault (tour, "something else is searched for");
}

static void
tour_library (AcuTour *tour)
{
  tour->view = "the start";
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuPhotoCell");
  acu_tour_act (tour, "select-all", NULL);
  acu_tour_act (tour, "rate", "4");
  acu_tour_act (tour, "flag", "1");
  acu_tour_act (tour, "colour", "2");
  acu_tour_act (tour, "select", "uint32 1");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "library");
  acu_tour_act (tour, "select-all", NULL);
  acu_tour_act (tour, "export", NULL);
  check_path (tour);
  acu_tour_look_at_dialog (tour, "export");
  acu_tour_dialogs_of_photos (tour);

  acu_tour_act (tour, "filter-stars", "4");
  acu_tour_act (tour, "filter-flag", "'pick'");
  acu_tour_act (tour, "filter-colour", "2");
  acu_tour_act (tour, "filter-text", "'.jpg'");
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuPhotoCell");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "library, some of it");
  acu_tour_act (tour, "filter-text", "'no such name'");
  acu_tour_wait_for (tour, acu_tour_is_shown, "AdwStatusPage");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "library without photos");
  check_search (tour, "no such name");
  acu_tour_act (tour, "clear-filter", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuPhotoCell");
}

/* A photo that has just come back can be selected as soon as its list knows it. */
static gboolean
opens_photo (AcuTour *tour, gconstpointer data)
{
  if (acu_tour_is_shown (tour, "AcuPhotoCanvas"))
    return TRUE;
  acu_test_activate (tour->window, "select", "uint32 1");
  acu_test_activate (tour->window, "open-photo", NULL);
  acu_tour_settle (GTK_WIDGET (tour->window));
  return FALSE;
}

static double
get_left (GtkWidget *page, const char *id)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (acu_test_find_named (page, id), page, &bounds));
  return bounds.origin.x;
}

/* Narrow, the lines of the bar begin at one edge, and why a photo would be picked or rejected is
 * all there, however long its name is. */
static void
check_narrow_cull (AcuTour *tour)
{
  GtkWidget *page = acu_tour_find (GTK_WIDGET (tour->window), g_type_from_name ("AcuCullPage"));

  acu_tour_look_at_size (tour, GTK_WIDGET (tour->window), 360, 720, "left to right");
  if (get_left (page, "counts") != get_left (page, "strictness_label"))
    acu_tour_tell_fault (tour, "the lines of the bar begin at different places");
  GtkWidget *reason = acu_tour_find (page, g_type_from_name ("AcuCullReason"));
  if (!acu_test_says (reason, "…"))
    acu_tour_tell_fault (tour, "a long name is not shortened for the reason's sake");
}

static void
tour_viewer (AcuTour *tour)
{
  acu_tour_wait_for (tour, opens_photo, NULL);
  acu_tour_act (tour, "worst-patch", NULL);
  acu_tour_look (tour, GTK_WIDGET (tour->window), "viewer");
  acu_tour_act (tour, "back", NULL);

  acu_tour_act (tour, "select-all", NULL);
  acu_tour_act (tour, "compare", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuComparePane");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "compare");
  acu_tour_act (tour, "back", NULL);

  acu_tour_act (tour, "cull", NULL);
  acu_tour_act (tour, "cull-next", NULL);
  acu_tour_wait_for (tour, acu_tour_is_enabled, "rate"); /* a photo of a group */
  acu_tour_look (tour, GTK_WIDGET (tour->window), "cull");
  check_narrow_cull (tour);
  acu_tour_act (tour, "back", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuPhotoGrid");
}

/* What is told in place of pictures.  A break comes after minutes, which nobody waits for here. */
static void
look_at_notices (AcuTour *tour)
{
  GtkWidget *window = GTK_WIDGET (tour->window);

  acu_tour_settle (window);
  acu_tour_look (tour, window, "rating, paused");
  acu_rating_page_show_notice (ACU_RATING_PAGE (acu_tour_find (window, ACU_TYPE_RATING_PAGE)),
                               ACU_NOTICE_BREAK, NULL);
  acu_tour_settle (window);
  acu_tour_look (tour, window, "rating, break");
}

static void
rate (AcuTour *tour, const char *method, const char *action)
{
  g_autofree char *options = g_strdup_printf (
      "{'set': <'Σύνολο %u'>, 'method': <'%s'>, 'rater': <'Αλεξάνδρα Παπαδοπούλου'>, "
      "'training': <uint32 0>, 'repeats': <uint32 0>}",
      100 * tour->is_pseudo + tour->n_views, method);
  g_autofree char *view = g_strdup_printf ("rating, %s", method);
  g_autofree char *before = g_strdup_printf ("before rating, %s", method);

  acu_test_activate (tour->window, "label-new", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuSessionForm");
  acu_test_activate (tour->window, "label-start", options);
  acu_tour_wait_for (tour, acu_tour_is_enabled, "label-begin");
  acu_tour_settle (GTK_WIDGET (tour->window));
  if (g_str_equal (method, "acr"))
    acu_tour_look (tour, GTK_WIDGET (tour->window), before);
  acu_tour_act (tour, "label-begin", NULL);
  acu_tour_wait_for (tour, acu_tour_is_enabled, action);
  acu_tour_look (tour, GTK_WIDGET (tour->window), view);
  acu_tour_act (tour, "label-pause", NULL);
  if (g_str_equal (method, "acr"))
    look_at_notices (tour);
  acu_tour_act (tour, "label-leave", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuLabelOverview");
}

/* An answer within a moment of the picture is taken for a slip: the next one may count. */
static gboolean
is_answered (AcuTour *tour, gconstpointer action)
{
  if (acu_tour_is_enabled (tour, action))
    return TRUE;
  if (acu_tour_is_enabled (tour, "label-grade"))
    acu_test_activate (tour->window, "label-grade", "uint32 4");
  acu_tour_settle (GTK_WIDGET (tour->window));
  return FALSE;
}

/* A session, after an example, to its end. */
static void
rate_all (AcuTour *tour)
{
  acu_tour_act (tour, "filter-text", "'7.jpg'");
  acu_test_activate (tour->window, "label-new", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuSessionForm");
  acu_test_activate (tour->window, "label-start",
                     "{'set': <'Μία'>, 'method': <'acr'>, 'rater': <'Αλεξάνδρα Παπαδοπούλου'>, "
                     "'training': <uint32 1>, 'repeats': <uint32 0>}");
  acu_tour_act (tour, "label-begin", NULL);
  acu_tour_wait_for (tour, is_answered, "label-begin");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "rating, examples");
  acu_tour_act (tour, "label-begin", NULL);
  acu_tour_wait_for (tour, is_answered, "label-see-results");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "rating, over");
  acu_tour_act (tour, "label-leave", NULL);
  acu_tour_act (tour, "clear-filter", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuLabelOverview");
}

/* The sum of the squares of what the charts in @widget show, which is another by another method;
 * what they show may well have the same mean. */
static double
sum_charts (GtkWidget *widget)
{
  double sum = 0;

  if (ACU_IS_CHART (widget)) {
    AcuPlot *plot = acu_chart_get_plot (ACU_CHART (widget));
    for (guint i = 0; i < acu_plot_get_n_series (plot); i++) {
      const AcuSeries *series = acu_plot_get_series (plot, i);
      for (gsize point = 0; point < series->n; point++)
        sum += series->y[point] * series->y[point];
    }
    return sum;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    sum += sum_charts (child);
  return sum;
}

static gboolean
has_other_charts (AcuTour *tour, gconstpointer sum)
{
  return fabs (sum_charts (GTK_WIDGET (tour->window)) - *(const double *)sum) > 1e-6;
}

/* Results by @method, in quotes, which is not the one by which they are shown. */
static void
tour_method (AcuTour *tour, const char *method, const char *view)
{
  double sum = sum_charts (GTK_WIDGET (tour->window));

  acu_tour_act (tour, "label-method", method);
  acu_tour_wait_for (tour, has_other_charts, &sum);
  acu_tour_settle (GTK_WIDGET (tour->window));
  acu_tour_look (tour, GTK_WIDGET (tour->window), view);
}

static void
tour_label (AcuTour *tour)
{
  acu_tour_act (tour, "view", "'label'");
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuLabelOverview");
  acu_tour_settle (GTK_WIDGET (tour->window));
  acu_tour_look (tour, GTK_WIDGET (tour->window), "label sets");
  acu_tour_act (tour, "label-new", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuSessionForm");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "session form");
  acu_tour_act (tour, "label-overview", NULL);
  rate (tour, "acr", "label-grade");
  rate (tour, "continuous", "label-step");
  rate (tour, "pairwise", "label-prefer");
  rate (tour, "patch", "label-grade");
  rate_all (tour);
  acu_tour_dialogs_of_labels (tour);

  acu_tour_act (tour, "label-results", "'" ACU_LAYOUT_SET "'");
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuChart");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "results");
  tour_method (tour, "'p910'", "results, P.910");
  tour_method (tour, "'zscore'", "results, z-scores");
  tour_method (tour, "'bt500'", "results, BT.500");
  acu_tour_act (tour, "label-method", "'mean'");
  acu_tour_act (tour, "label-overview", NULL);
}

static void
tour_train (AcuTour *tour)
{
  g_autofree char *opinions = acu_layout_home_write_opinions (tour->folder);
  g_autofree char *data = g_strdup_printf ("'%s'", opinions);

  acu_tour_act (tour, "view", "'train'");
  acu_tour_act (tour, "show-run", "'" ACU_LAYOUT_RUN "'");
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuRunView");
  acu_tour_settle (GTK_WIDGET (tour->window));
  acu_tour_unfold (tour, GTK_WIDGET (tour->window));
  acu_tour_look (tour, GTK_WIDGET (tour->window), "run");
  acu_tour_dialogs_of_runs (tour);
  acu_tour_act (tour, "compare-runs", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuRunCompare");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "runs compared");
  acu_tour_act (tour, "examine-run", "'" ACU_LAYOUT_RUN "'");
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuPictureBrowser");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "outcome");
  acu_tour_act (tour, "make-synthetic-set", NULL);
  acu_tour_look_at_dialog (tour, "synthetic set");
  acu_tour_act (tour, "train-on", data);
  acu_tour_wait_for (tour, acu_tour_is_enabled, "start-run");
  acu_tour_unfold (tour, GTK_WIDGET (tour->window));
  acu_tour_look (tour, GTK_WIDGET (tour->window), "run set up");

  acu_test_activate (tour->window, "set-run-field", "('epochs', '2')");
  acu_test_activate (tour->window, "set-run-field", "('patches_per_image', '1')");
  acu_tour_act (tour, "start-run", NULL);
  acu_tour_wait_for (tour, acu_tour_is_enabled, "stop-training");
  acu_test_activate (tour->window, "pause-training", NULL);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AcuRunView");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "run under way");
  acu_tour_act (tour, "stop-training", NULL);
  acu_tour_look_at_message (tour, "stopping");
}

static void
list_pages (GtkWidget *widget, GPtrArray *pages)
{
  /* What a search finds is a page as well, which has no title. */
  if (ADW_IS_PREFERENCES_PAGE (widget)) {
    const char *title = adw_preferences_page_get_title (ADW_PREFERENCES_PAGE (widget));
    if (title && *title)
      g_ptr_array_add (pages, widget);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    list_pages (child, pages);
}

static gboolean
has_models (AcuTour *tour, gconstpointer window)
{
  return acu_tour_find ((GtkWidget *)window, ADW_TYPE_EXPANDER_ROW) != NULL;
}

/* Networks are computed where sanitizers do not make that take a minute. */
#ifdef __SANITIZE_ADDRESS__
#define MEASURES FALSE
#else
#define MEASURES TRUE
#endif

static gboolean
is_measured (AcuTour *tour, gconstpointer window)
{
  return acu_tour_find ((GtkWidget *)window, GTK_TYPE_PROGRESS_BAR) == NULL;
}

/* Takes back the choice named @id, whether or not its row is unfolded; FALSE if there is none. */
static gboolean
leave_out (GtkWidget *widget, const char *id)
{
  if (GTK_IS_CHECK_BUTTON (widget) && g_str_equal (gtk_widget_get_name (widget), id)) {
    gtk_check_button_set_active (GTK_CHECK_BUTTON (widget), FALSE);
    return TRUE;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (leave_out (child, id))
      return TRUE;
  return FALSE;
}

static void
tour_models (AcuTour *tour)
{
  g_autofree char *opinions = acu_layout_home_write_opinions (tour->folder);

  g_settings_set_string (acu_settings_get (), "model", "small");
  acu_tour_act (tour, "models", NULL);
  acu_tour_wait_for (tour, acu_tour_has_window, NULL);
  GtkWidget *window = GTK_WIDGET (acu_tour_find_window (tour));
  AdwViewStack *pages = ADW_VIEW_STACK (acu_tour_find (window, ADW_TYPE_VIEW_STACK));
  acu_tour_wait_for (tour, has_models, window);
  acu_tour_settle (window);
  acu_tour_unfold (tour, window);
  acu_tour_look (tour, window, "models");
  adw_view_stack_set_visible_child_name (pages, "compare");
  acu_tour_settle (window);
  acu_tour_look (tour, window, "models compared");
  adw_view_stack_set_visible_child_name (pages, "evaluate");
  acu_tour_settle (window);
  gtk_editable_set_text (GTK_EDITABLE (acu_tour_find (window, ADW_TYPE_ENTRY_ROW)), opinions);
  g_assert_true (leave_out (window, "nano"));
  if (MEASURES) {
    gtk_widget_activate_action (adw_view_stack_get_visible_child (pages), "evaluation.run", NULL);
    acu_tour_wait_for (tour, is_measured, window);
    acu_tour_settle (window);
  }
  acu_tour_look (tour, window, "models evaluated");
  gtk_window_destroy (GTK_WINDOW (window));
  g_settings_reset (acu_settings_get (), "model");
}

static void
tour_windows (AcuTour *tour)
{
  acu_tour_act (tour, "view", "'library'");
  tour_models (tour);
  acu_tour_act (tour, "show-help-overlay", NULL);
  acu_tour_look_at_message (tour, "shortcuts");
  acu_tour_dialogs_of_program (tour);

  GtkWidget *preferences = acu_preferences_new ();
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();
  gtk_window_present (GTK_WINDOW (preferences));
  acu_tour_settle (preferences);
  list_pages (preferences, pages);
  g_assert_cmpuint (pages->len, >, 1);
  for (guint i = 0; i < pages->len; i++) {
    AdwPreferencesPage *page = g_ptr_array_index (pages, i);
    adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (preferences), page);
    acu_tour_look (tour, preferences, adw_preferences_page_get_title (page));
  }
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static void
tour_empty (AcuTour *tour)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "Άδειος φάκελος", NULL);
  g_autofree char *spec = g_strdup_printf ("'%s'", folder);

  g_mkdir_with_parents (folder, 0700);
  acu_tour_act (tour, "clear-filter", NULL);
  acu_tour_act (tour, "open-path", spec);
  acu_tour_wait_for (tour, acu_tour_is_shown, "AdwStatusPage");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "empty folder");
}

static gboolean
says (AcuTour *tour, gconstpointer text)
{
  return acu_test_says (GTK_WIDGET (tour->window), text);
}

/* All there is to say of a photo that cannot be shown is seen at once, also in the small. */
static void
check_unscrolled (AcuTour *tour, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_SCROLLED_WINDOW (widget)) {
    GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
    double hidden = gtk_adjustment_get_upper (place) - gtk_adjustment_get_page_size (place);
    g_autofree char *text = g_strdup_printf ("%.0f pixels are to be scrolled to", hidden);
    if (hidden > 0)
      acu_tour_tell_fault (tour, text);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    check_unscrolled (tour, child);
}

/* Only where words are those of the sources: why a file cannot be read is what its format's library
 * says, in English. */
static void
tour_unreadable (AcuTour *tour)
{
  g_autofree char *path = acu_layout_home_write_unreadable ();
  g_autofree char *spec = g_strdup_printf ("'%s'", path);

  acu_tour_act (tour, "open-path", spec);
  acu_tour_wait_for (tour, says, ACU_LAYOUT_UNREADABLE);
  acu_tour_act (tour, "select", "uint32 1");
  acu_tour_act (tour, "open-photo", NULL);
  acu_tour_wait_for (tour, says, "cannot be shown");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "viewer of what cannot be read");
  GtkWidget *panel = acu_tour_find (GTK_WIDGET (tour->window), g_type_from_name ("AcuPhotoPanel"));
  if (!acu_test_says (panel, "cannot be read") || acu_test_says (panel, "no model"))
    acu_tour_tell_fault (tour, "the panel does not say that it cannot be read");
  if (says (tour, " %"))
    acu_tour_tell_fault (tour, "a size is told of what is not shown");
  g_settings_set_boolean (acu_settings_get (), "heatmap", TRUE);
  acu_tour_act (tour, "back", NULL);
  acu_tour_act (tour, "select-all", NULL);
  acu_tour_act (tour, "compare", NULL);
  acu_tour_wait_for (tour, says, "cannot be shown");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "compare what cannot be read");
  acu_tour_look_at_size (tour, GTK_WIDGET (tour->window), 360, 720, "left to right");
  check_unscrolled (tour,
                    acu_tour_find (GTK_WIDGET (tour->window), g_type_from_name ("AcuComparePage")));
  if (acu_tour_is_shown (tour, "AcuMapKey"))
    acu_tour_tell_fault (tour, "colours are explained of which there are none");
  acu_tour_act (tour, "back", NULL);
  acu_tour_act (tour, "cull", NULL);
  acu_tour_wait_for (tour, says, "only photos that can be read");
  acu_tour_look (tour, GTK_WIDGET (tour->window), "cull what cannot be read");
  acu_tour_act (tour, "back", NULL);
}

void
acu_tour_go_round (AcuTour *tour)
{
  tour_library (tour);
  tour_viewer (tour);
  tour_label (tour);
  tour_train (tour);
  tour_windows (tour);
  tour_empty (tour);
  if (!tour->is_pseudo)
    tour_unreadable (tour);
}

/* Every view of the application, as narrow as a telephone and as wide as a wall, in the language
 * of the sources, from right to left, and in a language that is longer: nothing is cut, covered,
 * out of the window, or left untranslated.
 *
 *   test-layouts SEED_CATALOG */
#include "app/scoring/model-store.h"
#include "app/views/charts/chart.h"
#include "app/views/preferences/preferences.h"
#include "app/views/shared/cut-words.h"
#include "app/views/shared/settings.h"
#include "compute/device.h"
#include "tests/display/application-run.h"
#include "tests/display/layout-checks.h"
#include "tests/display/layout-home.h"
#include "tests/display/pseudo-locale.h"
#include "tests/display/toolkit-warnings.h"

#include <glib/gi18n.h>
#include <math.h>

/* Whatever a view waits for is there by then, also on a machine that does much else. */
#define PATIENCE_SECONDS 180

static const struct {
  int width, height;
} sizes[] = {{3840, 2160}, {360, 720}, {1280, 800}};

/* So many times it is looked again whether a fault stays. */
#define MAX_FRAMES 10

/* Sanitizers look at memory, for which one size and one tour will do: lengths are the same there.
 */
#ifdef __SANITIZE_ADDRESS__
#define FIRST_SIZE (G_N_ELEMENTS (sizes) - 1)
#else
#define FIRST_SIZE 0
#endif

/* No window is higher than the smaller screens. */
#define MAX_HEIGHT 800

typedef struct {
  GtkWindow *window;
  gboolean is_pseudo;
  const char *const *names; /* what is foreign in every language */
  const char *view;         /* that is looked at */
  const char *circumstances;
  guint n_views;
  guint n_faults;
} Tour;

static char *folder;

/* What the libraries complained about. */
static guint n_complaints;
static Tour *on_tour;

static void
note_complaint (const char *text)
{
  if (!acu_test_is_of_toolkit (text))
    n_complaints++;
  g_test_message ("%s, %s: %s", on_tour ? on_tour->view : "", on_tour ? on_tour->circumstances : "",
                  text);
}

static GLogWriterOutput
complain (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) {
    g_autofree char *text = g_log_writer_format_fields (level, fields, n_fields, FALSE);
    note_complaint (text);
    return G_LOG_WRITER_HANDLED;
  }
  return g_log_writer_default (level, fields, n_fields, data);
}

/* What is not written in fields; in tests newer GLibs hand that to no writer. */
static void
complain_plainly (const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
  if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    note_complaint (text);
  else
    g_log_default_handler (domain, level, text, data);
}

/* Waiting. */

typedef gboolean (*Condition) (Tour *tour, gconstpointer data);

static void
wait_for (Tour *tour, Condition condition, gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  while (!condition (tour, data)) {
    if (g_get_monotonic_time () > end)
      g_error ("What is to come after “%s” does not come", tour->view);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
}

static void
count_cb (GdkFrameClock *clock, guint *count)
{
  (*count)++;
}

/* Until what has changed is laid out and drawn, and what follows from that as well. */
static void
settle (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  guint n_frames = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_cb), &n_frames);

  for (guint wanted = 1; wanted <= 2; wanted++) {
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
    while (n_frames < wanted && g_get_monotonic_time () < end)
      g_main_context_iteration (NULL, TRUE);
  }
  g_signal_handler_disconnect (clock, handler);
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type);
    if (found)
      return found;
  }
  return NULL;
}

static gboolean
is_shown (Tour *tour, gconstpointer type)
{
  GType known = g_type_from_name (type);

  return known && find (GTK_WIDGET (tour->window), known);
}

static gboolean
is_enabled (Tour *tour, gconstpointer action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (tour->window), action);
}

static GtkWindow *
find_window (Tour *tour)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (window != tour->window && gtk_widget_get_mapped (GTK_WIDGET (window)))
      return window;
  }
  return NULL;
}

static gboolean
has_window (Tour *tour, gconstpointer data)
{
  return find_window (tour) != NULL;
}

static void
act (Tour *tour, const char *action, const char *parameter)
{
  wait_for (tour, is_enabled, action);
  acu_test_activate (tour->window, action, parameter);
}

/* Looking. */

static void
tell_fault (Tour *tour, const char *description)
{
  tour->n_faults++;
  g_test_message ("%s, %s: %s", tour->view, tour->circumstances, description);
}

static void
found_cb (AcuLayoutFault fault, const char *description, gpointer data)
{
  g_ptr_array_add (data, g_strdup (description));
}

/* A part that appears while the others are laid out has its place some frames later: only what
 * stays is a fault. */
static void
check (Tour *tour, GtkWidget *window)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < MAX_FRAMES; i++) {
    g_ptr_array_set_size (faults, 0);
    acu_layout_check (window, tour->is_pseudo ? tour->names : NULL, found_cb, faults);
    if (faults->len == 0)
      return;
    settle (window);
  }
  for (guint i = 0; i < faults->len; i++)
    tell_fault (tour, g_ptr_array_index (faults, i));
}

static void
look_at_size (Tour *tour, GtkWidget *window, int width, int height, const char *language)
{
  g_autofree char *circumstances = g_strdup_printf ("%d x %d, %s", width, height, language);

  tour->circumstances = circumstances;
  /* What is left out of a narrow window is so once it has become narrower: in a few steps, as by a
   * pointer. */
  for (int more = 0; more < 8; more++) {
    gtk_window_set_default_size (GTK_WINDOW (window), width, height + more % 2);
    settle (window);
    if (gtk_widget_get_width (window) == width && gtk_widget_get_height (window) == height)
      break;
  }
  settle (window);
  if (gtk_widget_get_width (window) != width || gtk_widget_get_height (window) != height) {
    g_autofree char *widest = acu_layout_dup_widest (window, width);
    g_autofree char *text =
        g_strdup_printf ("the window is %d x %d: %s", gtk_widget_get_width (window),
                         gtk_widget_get_height (window), widest);
    tell_fault (tour, text);
  }
  check (tour, window);
  tour->circumstances = "afterwards";
}

/* Looks at @window as it is now, in every size and direction. */
static void
look (Tour *tour, GtkWidget *window, const char *view)
{
  tour->view = view;
  tour->n_views++;
  for (guint i = FIRST_SIZE; i < G_N_ELEMENTS (sizes); i++)
    look_at_size (tour, window, sizes[i].width, sizes[i].height,
                  tour->is_pseudo ? "longer" : "left to right");
  /* From right to left lengths are the same ones: what is different shows in one language. */
  if (tour->is_pseudo)
    return;
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  for (guint i = 1; i < G_N_ELEMENTS (sizes); i++)
    look_at_size (tour, window, sizes[i].width, sizes[i].height, "right to left");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Opens what is folded in @widget.  Only where words are those of the sources: cards of models, and
 * settings of programs, are in English everywhere. */
static void
unfold (Tour *tour, GtkWidget *widget)
{
  if (tour->is_pseudo || !gtk_widget_get_mapped (widget))
    return;
  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  else if (GTK_IS_EXPANDER (widget))
    gtk_expander_set_expanded (GTK_EXPANDER (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    unfold (tour, child);
}

static void
look_at_dialog (Tour *tour, const char *view)
{
  wait_for (tour, has_window, NULL);
  GtkWidget *window = GTK_WIDGET (find_window (tour));
  settle (window);
  look (tour, window, view);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Looks at a window whose size is the toolkit's business, as it comes. */
static void
look_at_message (Tour *tour, const char *view)
{
  wait_for (tour, has_window, NULL);
  GtkWidget *window = GTK_WIDGET (find_window (tour));
  tour->view = view;
  tour->circumstances = "as it comes";
  tour->n_views++;
  settle (window);
  check (tour, window);
  if (gtk_widget_get_height (window) > MAX_HEIGHT)
    tell_fault (tour, "the window is too high");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The views. */

/* Of a path that is too long its end is seen, where the file's name is. */
static void
check_path (Tour *tour)
{
  wait_for (tour, has_window, NULL);
  GtkWidget *window = GTK_WIDGET (find_window (tour));
  settle (window);
  GtkEditable *path = GTK_EDITABLE (find (window, ADW_TYPE_ENTRY_ROW));
  if (gtk_editable_get_position (path) != (int)g_utf8_strlen (gtk_editable_get_text (path), -1))
    tell_fault (tour, "the beginning of the path is shown, not its end");
}

static void
tour_library (Tour *tour)
{
  tour->view = "the start";
  wait_for (tour, is_shown, "AcuPhotoCell");
  act (tour, "select-all", NULL);
  act (tour, "rate", "4");
  act (tour, "flag", "1");
  act (tour, "colour", "2");
  act (tour, "select", "uint32 1");
  look (tour, GTK_WIDGET (tour->window), "library");
  act (tour, "select-all", NULL);
  act (tour, "export", NULL);
  check_path (tour);
  look_at_dialog (tour, "export");

  act (tour, "filter-text", "'no such name'");
  wait_for (tour, is_shown, "AdwStatusPage");
  look (tour, GTK_WIDGET (tour->window), "library without photos");
  act (tour, "clear-filter", NULL);
  wait_for (tour, is_shown, "AcuPhotoCell");
}

/* A photo that has just come back can be selected as soon as its list knows it. */
static gboolean
opens_photo (Tour *tour, gconstpointer data)
{
  if (is_shown (tour, "AcuPhotoCanvas"))
    return TRUE;
  acu_test_activate (tour->window, "select", "uint32 1");
  acu_test_activate (tour->window, "open-photo", NULL);
  settle (GTK_WIDGET (tour->window));
  return FALSE;
}

static GtkWidget *
find_named (GtkWidget *widget, const char *id)
{
  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_named (child, id);
    if (found)
      return found;
  }
  return NULL;
}

static double
get_left (GtkWidget *page, const char *id)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (find_named (page, id), page, &bounds));
  return bounds.origin.x;
}

/* Narrow, the lines of the bar begin at one edge, and why a photo would be picked or rejected is
 * all there, however long its name is. */
static void
check_narrow_cull (Tour *tour)
{
  GtkWidget *page = find (GTK_WIDGET (tour->window), g_type_from_name ("AcuCullPage"));

  look_at_size (tour, GTK_WIDGET (tour->window), 360, 720, "left to right");
  if (get_left (page, "counts") != get_left (page, "strictness_label"))
    tell_fault (tour, "the lines of the bar begin at different places");
  GtkWidget *reason = find (page, g_type_from_name ("AcuCullReason"));
  if (!acu_test_says (reason, "…"))
    tell_fault (tour, "a long name is not shortened for the reason's sake");
}

static void
tour_viewer (Tour *tour)
{
  wait_for (tour, opens_photo, NULL);
  act (tour, "worst-patch", NULL);
  look (tour, GTK_WIDGET (tour->window), "viewer");
  act (tour, "back", NULL);

  act (tour, "select-all", NULL);
  act (tour, "compare", NULL);
  wait_for (tour, is_shown, "AcuComparePane");
  look (tour, GTK_WIDGET (tour->window), "compare");
  act (tour, "back", NULL);

  act (tour, "cull", NULL);
  act (tour, "cull-next", NULL);
  look (tour, GTK_WIDGET (tour->window), "cull");
  check_narrow_cull (tour);
  act (tour, "back", NULL);
  wait_for (tour, is_shown, "AcuPhotoGrid");
}

static void
rate (Tour *tour, const char *method, const char *action)
{
  g_autofree char *options = g_strdup_printf (
      "{'set': <'Σύνολο %u'>, 'method': <'%s'>, 'rater': <'Αλεξάνδρα Παπαδοπούλου'>, "
      "'training': <uint32 0>, 'repeats': <uint32 0>}",
      100 * tour->is_pseudo + tour->n_views, method);
  g_autofree char *view = g_strdup_printf ("rating, %s", method);
  g_autofree char *before = g_strdup_printf ("before rating, %s", method);

  acu_test_activate (tour->window, "label-new", NULL);
  wait_for (tour, is_shown, "AcuSessionForm");
  acu_test_activate (tour->window, "label-start", options);
  wait_for (tour, is_enabled, "label-begin");
  settle (GTK_WIDGET (tour->window));
  if (g_str_equal (method, "acr"))
    look (tour, GTK_WIDGET (tour->window), before);
  act (tour, "label-begin", NULL);
  wait_for (tour, is_enabled, action);
  look (tour, GTK_WIDGET (tour->window), view);
  act (tour, "label-pause", NULL);
  act (tour, "label-leave", NULL);
  wait_for (tour, is_shown, "AcuLabelOverview");
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
has_other_charts (Tour *tour, gconstpointer sum)
{
  return fabs (sum_charts (GTK_WIDGET (tour->window)) - *(const double *)sum) > 1e-6;
}

/* Results by @method, in quotes, which is not the one by which they are shown. */
static void
tour_method (Tour *tour, const char *method, const char *view)
{
  double sum = sum_charts (GTK_WIDGET (tour->window));

  act (tour, "label-method", method);
  wait_for (tour, has_other_charts, &sum);
  settle (GTK_WIDGET (tour->window));
  look (tour, GTK_WIDGET (tour->window), view);
}

static void
tour_label (Tour *tour)
{
  act (tour, "view", "'label'");
  wait_for (tour, is_shown, "AcuLabelOverview");
  settle (GTK_WIDGET (tour->window));
  look (tour, GTK_WIDGET (tour->window), "label sets");
  act (tour, "label-new", NULL);
  wait_for (tour, is_shown, "AcuSessionForm");
  look (tour, GTK_WIDGET (tour->window), "session form");
  act (tour, "label-overview", NULL);
  rate (tour, "acr", "label-grade");
  rate (tour, "continuous", "label-step");
  rate (tour, "pairwise", "label-prefer");

  act (tour, "label-results", "'" ACU_LAYOUT_SET "'");
  wait_for (tour, is_shown, "AcuChart");
  look (tour, GTK_WIDGET (tour->window), "results");
  tour_method (tour, "'p910'", "results, P.910");
  tour_method (tour, "'zscore'", "results, z-scores");
  act (tour, "label-method", "'mean'");
  act (tour, "label-overview", NULL);
}

static void
tour_train (Tour *tour)
{
  g_autofree char *opinions = acu_layout_home_write_opinions (folder);
  g_autofree char *data = g_strdup_printf ("'%s'", opinions);

  /* What would change in the open folder is worked out for what is shown of it. */
  act (tour, "filter-text", "'7.jpg'");
  act (tour, "view", "'train'");
  act (tour, "show-run", "'" ACU_LAYOUT_RUN "'");
  wait_for (tour, is_shown, "AcuRunView");
  settle (GTK_WIDGET (tour->window));
  unfold (tour, GTK_WIDGET (tour->window));
  look (tour, GTK_WIDGET (tour->window), "run");
  act (tour, "compare-runs", NULL);
  wait_for (tour, is_shown, "AcuRunCompare");
  look (tour, GTK_WIDGET (tour->window), "runs compared");
  act (tour, "examine-run", "'" ACU_LAYOUT_RUN "'");
  wait_for (tour, is_shown, "AcuPictureBrowser");
  look (tour, GTK_WIDGET (tour->window), "outcome");
  act (tour, "make-synthetic-set", NULL);
  look_at_dialog (tour, "synthetic set");
  act (tour, "train-on", data);
  wait_for (tour, is_enabled, "start-run");
  unfold (tour, GTK_WIDGET (tour->window));
  look (tour, GTK_WIDGET (tour->window), "run set up");

  acu_test_activate (tour->window, "set-run-field", "('epochs', '2')");
  acu_test_activate (tour->window, "set-run-field", "('patches_per_image', '1')");
  act (tour, "start-run", NULL);
  wait_for (tour, is_enabled, "stop-training");
  acu_test_activate (tour->window, "pause-training", NULL);
  wait_for (tour, is_shown, "AcuRunView");
  look (tour, GTK_WIDGET (tour->window), "run under way");
  act (tour, "stop-training", NULL);
  look_at_message (tour, "stopping");
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
has_models (Tour *tour, gconstpointer window)
{
  return find ((GtkWidget *)window, ADW_TYPE_EXPANDER_ROW) != NULL;
}

static gboolean
is_measured (Tour *tour, gconstpointer window)
{
  return find ((GtkWidget *)window, GTK_TYPE_PROGRESS_BAR) == NULL;
}

static void
tour_models (Tour *tour)
{
  g_autofree char *opinions = acu_layout_home_write_opinions (folder);

  act (tour, "models", NULL);
  if (tour->is_pseudo) {
    look_at_dialog (tour, "models");
    return;
  }
  wait_for (tour, has_window, NULL);
  GtkWidget *window = GTK_WIDGET (find_window (tour));
  AdwViewStack *pages = ADW_VIEW_STACK (find (window, ADW_TYPE_VIEW_STACK));
  wait_for (tour, has_models, window);
  settle (window);
  unfold (tour, window);
  look (tour, window, "models");
  adw_view_stack_set_visible_child_name (pages, "compare");
  settle (window);
  look (tour, window, "models compared");
  adw_view_stack_set_visible_child_name (pages, "evaluate");
  settle (window);
  gtk_editable_set_text (GTK_EDITABLE (find (window, ADW_TYPE_ENTRY_ROW)), opinions);
  gtk_widget_activate_action (adw_view_stack_get_visible_child (pages), "evaluation.run", NULL);
  wait_for (tour, is_measured, window);
  settle (window);
  look (tour, window, "models evaluated");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
tour_windows (Tour *tour)
{
  act (tour, "view", "'library'");
  tour_models (tour);
  act (tour, "show-help-overlay", NULL);
  look_at_message (tour, "shortcuts");

  GtkWidget *preferences = acu_preferences_new ();
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();
  gtk_window_present (GTK_WINDOW (preferences));
  settle (preferences);
  list_pages (preferences, pages);
  g_assert_cmpuint (pages->len, >, 1);
  for (guint i = 0; i < pages->len; i++) {
    AdwPreferencesPage *page = g_ptr_array_index (pages, i);
    adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (preferences), page);
    look (tour, preferences, adw_preferences_page_get_title (page));
  }
  gtk_window_destroy (GTK_WINDOW (preferences));
}

static gboolean
says (Tour *tour, gconstpointer text)
{
  return acu_test_says (GTK_WIDGET (tour->window), text);
}

/* All there is to say of a photo that cannot be shown is seen at once, also in the small. */
static void
check_unscrolled (Tour *tour, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_SCROLLED_WINDOW (widget)) {
    GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
    double hidden = gtk_adjustment_get_upper (place) - gtk_adjustment_get_page_size (place);
    g_autofree char *text = g_strdup_printf ("%.0f pixels are to be scrolled to", hidden);
    if (hidden > 0)
      tell_fault (tour, text);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    check_unscrolled (tour, child);
}

/* Only where words are those of the sources: why a file cannot be read is what its format's library
 * says, in English. */
static void
tour_unreadable (Tour *tour)
{
  g_autofree char *path = acu_layout_home_write_unreadable ();
  g_autofree char *spec = g_strdup_printf ("'%s'", path);

  act (tour, "clear-filter", NULL);
  act (tour, "open-path", spec);
  wait_for (tour, says, ACU_LAYOUT_UNREADABLE);
  act (tour, "select", "uint32 1");
  act (tour, "open-photo", NULL);
  wait_for (tour, says, "cannot be shown");
  look (tour, GTK_WIDGET (tour->window), "viewer of what cannot be read");
  GtkWidget *panel = find (GTK_WIDGET (tour->window), g_type_from_name ("AcuPhotoPanel"));
  if (!acu_test_says (panel, "cannot be read") || acu_test_says (panel, "no model"))
    tell_fault (tour, "the panel does not say that it cannot be read");
  if (says (tour, " %"))
    tell_fault (tour, "a size is told of what is not shown");
  g_settings_set_boolean (acu_settings_get (), "heatmap", TRUE);
  act (tour, "back", NULL);
  act (tour, "select-all", NULL);
  act (tour, "compare", NULL);
  wait_for (tour, says, "cannot be shown");
  look (tour, GTK_WIDGET (tour->window), "compare what cannot be read");
  look_at_size (tour, GTK_WIDGET (tour->window), 360, 720, "left to right");
  check_unscrolled (tour, find (GTK_WIDGET (tour->window), g_type_from_name ("AcuComparePage")));
  if (is_shown (tour, "AcuMapKey"))
    tell_fault (tour, "colours are explained of which there are none");
  act (tour, "back", NULL);
  act (tour, "cull", NULL);
  wait_for (tour, says, "only photos that can be read");
  look (tour, GTK_WIDGET (tour->window), "cull what cannot be read");
  act (tour, "back", NULL);
}

static gboolean
go_round (GtkWindow *window, guint step, gpointer data)
{
  Tour *tour = data;

  tour->window = window;
  tour_library (tour);
  tour_viewer (tour);
  tour_label (tour);
  tour_train (tour);
  tour_windows (tour);
  if (!tour->is_pseudo)
    tour_unreadable (tour);
  return FALSE;
}

/* What is called the same in every language: the product, seed-catalog's model and camera, models,
 * what is written in them, devices. */
static GPtrArray *
list_names (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GPtrArray) models = acu_model_store_list (store);
  g_autoptr (GPtrArray) devices = acu_device_list ();

  g_ptr_array_add (names, g_strdup ("Acutance"));
  g_ptr_array_add (names, g_strdup ("gradients"));
  g_ptr_array_add (names, g_strdup ("Camera"));
  for (guint i = 0; i < models->len; i++) {
    const AcuModelEntry *model = g_ptr_array_index (models, i);
    g_ptr_array_add (names, g_strdup (model->file->provenance));
    g_ptr_array_add (names, g_strdup (model->name));
  }
  for (guint i = 0; i < devices->len; i++) {
    const AcuDeviceInfo *device = g_ptr_array_index (devices, i);
    g_ptr_array_add (names, g_strdup (device->name));
  }
  g_ptr_array_add (names, NULL);
  return names;
}

static void
take_tour (gboolean is_pseudo)
{
  g_autoptr (GPtrArray) names = list_names ();
  AcuTestRun run;

  Tour tour = {.is_pseudo = is_pseudo, .names = (const char *const *)names->pdata};
  n_complaints = 0;
  on_tour = &tour;
  acu_pseudo_locale_set_active (is_pseudo);
  acu_test_run_application (folder, 10, go_round, &tour, &run);
  acu_pseudo_locale_set_active (FALSE);
  on_tour = NULL;
  g_test_message ("%u views", tour.n_views);
  g_assert_cmpuint (n_complaints, ==, 0);
  g_assert_cmpuint (tour.n_faults, ==, 0);
}

/* The checks bite: each of these widgets has one fault, and is told of. */

#define N_FAULTS (ACU_LAYOUT_NAMELESS + 1)

static void
collect_cb (AcuLayoutFault fault, const char *description, gpointer data)
{
  guint *faults = data;

  faults[fault]++;
}

static GtkWidget *
add_label (GtkFixed *fixed, const char *text, int x, int y)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_fixed_put (fixed, label, x, y);
  return label;
}

static void
find_faults (GtkWidget *window, guint *faults)
{
  static const char *const names[] = {"Acutance", NULL};

  memset (faults, 0, N_FAULTS * sizeof *faults);
  acu_layout_check (window, names, collect_cb, faults);
}

static void
test_faults (void)
{
  guint faults[N_FAULTS];
  GtkWidget *window = gtk_window_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkFixed *fixed = GTK_FIXED (gtk_fixed_new ());
  GtkWidget *label;

  acu_pseudo_locale_set_active (TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (fixed));
  gtk_window_set_child (GTK_WINDOW (window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 480);
  add_label (fixed, _ ("Everything is well here"), 20, 20);
  add_label (fixed, "Acutance 1.0, SRCC 0.9, 3 MB, φωτογραφία.jpg", 20, 60);
  gtk_window_present (GTK_WINDOW (window));
  settle (window);
  find_faults (window, faults);
  for (guint i = 0; i < N_FAULTS; i++)
    g_assert_cmpuint (faults[i], ==, 0);

  label = add_label (fixed, _ ("Never marked"), 20, 100);
  gtk_label_set_text (GTK_LABEL (label), "Never marked");
  settle (window);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_FOREIGN], ==, 1);
  gtk_label_set_text (GTK_LABEL (label), "");

  add_label (fixed, _ ("Below"), 300, 200);
  label = add_label (fixed, _ ("Above"), 310, 205);
  settle (window);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_OVERLAP], ==, 1);
  gtk_fixed_remove (fixed, label);

  GtkWidget *button = gtk_button_new_from_icon_name ("document-open-symbolic");
  gtk_fixed_put (fixed, button, 20, 140);
  settle (window);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_NAMELESS], ==, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Never marked", -1);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_NAMELESS], ==, 0);
  g_assert_cmpuint (faults[ACU_LAYOUT_FOREIGN], ==, 1);
  gtk_fixed_remove (fixed, button);

  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_size_request (column, 200, -1);
  gtk_box_append (GTK_BOX (column), gtk_button_new_from_icon_name ("document-open-symbolic"));
  gtk_fixed_put (fixed, column, 20, 140);
  settle (window);
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_STRETCHED], ==, 1);
  gtk_fixed_remove (fixed, column);

  label = gtk_label_new (_ ("Half of this is left of the window"));
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  gtk_widget_set_valign (label, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), label);
  settle (window);
  gtk_widget_allocate (label, 200, 40, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (-100, 400)));
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_OUTSIDE], ==, 1);

  gtk_widget_allocate (label, 60, 40, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, 400)));
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_SMALL], >, 0);
  g_assert_cmpuint (faults[ACU_LAYOUT_CUT], ==, 1);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_allocate (label, 60, 40, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, 400)));
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_UNTOLD], ==, 1);
  acu_cut_words_attach (GTK_WINDOW (window));
  find_faults (window, faults);
  g_assert_cmpuint (faults[ACU_LAYOUT_UNTOLD], ==, 0);

  n_complaints = 0;
  gtk_widget_set_parent (label, overlay);
  g_assert_cmpuint (n_complaints, ==, 1);
  acu_pseudo_locale_set_active (FALSE);
  gtk_window_destroy (GTK_WINDOW (window));
}

#ifndef __SANITIZE_ADDRESS__
static void
test_directions (void)
{
  take_tour (FALSE);
}
#endif

static void
test_longer (void)
{
  take_tour (TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Complaints are counted, so that one run tells them all. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_writer_func (complain, NULL, NULL);
  g_log_set_default_handler (complain_plainly, NULL);
  adw_init ();
  folder = acu_layout_home_fill (argv[1]);
  g_test_add_func ("/layouts/faults-are-found", test_faults);
  /* First, since runs keep the names that they are given in it. */
  g_test_add_func ("/layouts/longer", test_longer);
#ifndef __SANITIZE_ADDRESS__
  g_test_add_func ("/layouts/directions", test_directions);
#endif
  int status = g_test_run ();
  g_free (folder);
  return status;
}

/* Charts as widgets: what accessibility is told, how values are read, what is saved. */
#include "app/views/charts/chart.h"
#include "app/views/charts/plot-painter.h"
#include "app/views/charts/plot-text.h"
#include "app/views/viewer/patch-chart.h"
#include "tests/display/file-chooser.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

#define MANY 100000

static AcuPlot *
make_plot (guint n)
{
  AcuPlot *plot = acu_plot_new ("Loss per step");
  guint line = acu_plot_add_series (plot, "L1", ACU_SERIES_LINE);
  guint points = acu_plot_add_series (plot, "photos", ACU_SERIES_POINTS);
  guint bars = acu_plot_add_series (plot, "counts", ACU_SERIES_BARS);

  acu_plot_set_smoothing (plot, line, 0.95);
  acu_plot_set_axis (plot, ACU_PLOT_X, "step", ACU_AXIS_WHOLE);
  for (guint i = 0; i < n; i++) {
    acu_plot_append (plot, line, i, 1 / (1 + i * 1e-3) + 0.2 * sin (i * 0.7));
    acu_plot_append (plot, points, i, fmod (i * 0.618, 1));
    acu_plot_append (plot, bars, i, fmod (i * 0.31, 0.4));
  }
  return plot;
}

static void
assert_described (GtkWidget *chart, AcuPlot *plot)
{
  g_autofree char *summary = acu_plot_dup_summary (plot);
  g_autofree char *why = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary);

  g_assert_cmpstr (why, ==, NULL);
  g_assert_true (gtk_test_accessible_has_role (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_ROLE_GROUP));
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       acu_plot_get_title (plot));
}

/* A chart in a window of its own that has been drawn. */
static GtkWidget *
show (GtkWidget *chart)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 500, 300);
  gtk_window_set_child (GTK_WINDOW (window), chart);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (chart) || gtk_widget_get_width (chart) == 0)
    g_main_context_iteration (NULL, TRUE);
  for (gint64 end = g_get_monotonic_time () + 300 * 1000; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  return window;
}

/* Runs what a key is bound to, as the toolkit would. */
static gboolean
press (GtkWidget *chart, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (chart);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
      continue;
    for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++) {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
      GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);
      if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
          gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
          gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == 0)
        return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut),
                                             GTK_SHORTCUT_ACTION_EXCLUSIVE, chart,
                                             gtk_shortcut_get_arguments (shortcut));
    }
  }
  g_assert_not_reached ();
}

static void
test_sizes (void)
{
  const guint sizes[] = {0, 1, 2, MANY};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (AcuPlot) plot = make_plot (sizes[i]);
    GtkWidget *chart = acu_chart_new (plot);
    GtkWidget *window = show (chart);
    assert_described (chart, plot);
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

static void
point_cb (AcuChart *chart, guint series, guint64 index, guint64 *activated)
{
  *activated = series * 1000 + index;
}

static void
test_reading (void)
{
  g_autoptr (AcuPlot) plot = make_plot (3);
  GtkWidget *chart = acu_chart_new (plot);
  GtkWidget *window = show (chart);
  guint64 activated = 0;
  guint series;
  gsize index;

  g_signal_connect (chart, "point-activated", G_CALLBACK (point_cb), &activated);
  g_assert_false (acu_chart_get_reading (ACU_CHART (chart), &series, &index));
  g_assert_true (press (chart, GDK_KEY_Right));
  g_assert_true (acu_chart_get_reading (ACU_CHART (chart), &series, &index));
  g_assert_cmpuint (series, ==, 0);
  g_assert_cmpuint (index, ==, 0);
  press (chart, GDK_KEY_Right);
  press (chart, GDK_KEY_Down);
  g_assert_true (acu_chart_get_reading (ACU_CHART (chart), &series, &index));
  g_assert_cmpuint (series, ==, 1);
  g_assert_cmpuint (index, ==, 1);
  press (chart, GDK_KEY_End);
  press (chart, GDK_KEY_Return);
  g_assert_cmpuint (activated, ==, 1002);
  press (chart, GDK_KEY_Right); /* there is nothing further */
  g_assert_true (acu_chart_get_reading (ACU_CHART (chart), &series, &index));
  g_assert_cmpuint (index, ==, 2);

  /* What is read no longer exists. */
  acu_plot_clear (plot);
  g_assert_false (acu_chart_get_reading (ACU_CHART (chart), &series, &index));
  g_assert_false (press (chart, GDK_KEY_Escape));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static char *
save (GtkWidget *chart, const char *folder, const char *name, gsize *length, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  char *text = NULL;

  acu_chart_save_async (ACU_CHART (chart), file, NULL, result_cb, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  if (!acu_chart_save_finish (ACU_CHART (chart), result, error))
    return NULL;
  g_assert_true (g_file_get_contents (path, &text, length, NULL));
  g_unlink (path);
  return text;
}

/* However many points there are, a drawing has no more than can be seen. */
static void
test_saving (void)
{
  g_autofree char *folder = g_dir_make_tmp ("acutance-chart-XXXXXX", NULL);
  g_autoptr (AcuPlot) plot = make_plot (MANY);
  g_autoptr (GtkWidget) chart = g_object_ref_sink (acu_chart_new (plot));
  g_autoptr (GError) error = NULL;
  gsize length;

  g_autofree char *csv = save (chart, folder, "Loss.csv", &length, NULL);
  g_assert_true (g_str_has_prefix (csv, "series,name,x,y,low,high,smoothed\r\nL1,,0,1,,,1\r\n"));
  guint lines = 0;
  for (const char *c = csv; *c; c++)
    lines += *c == '\n';
  g_assert_cmpuint (lines, ==, 1 + 3 * MANY);

  g_autofree char *png = save (chart, folder, "Loss.PNG", &length, NULL);
  g_assert_cmpmem (png, 4, "\x89PNG", 4);
  /* IHDR: twice the size of 960 x 600. */
  g_assert_cmpuint ((guint8)png[18] * 256 + (guint8)png[19], ==, 1920);
  g_assert_cmpuint ((guint8)png[22] * 256 + (guint8)png[23], ==, 1200);

  acu_plot_clear (plot);
  guint line = acu_plot_add_series (plot, "L1", ACU_SERIES_LINE);
  for (guint i = 0; i < MANY; i++)
    acu_plot_append (plot, line, i, fmod (i * 0.618, 1));
  g_autofree char *svg = save (chart, folder, "Loss.svg", &length, NULL);
  g_assert_nonnull (strstr (svg, "<svg"));
  g_assert_cmpuint (length, <, 200 * 1000);

  g_assert_null (save (chart, folder, "Loss.doc", &length, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_null (save (chart, "/nonexistent", "Loss.svg", &length, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "/nonexistent/Loss.svg"));
  g_rmdir (folder);
}

/* A photo is not overwritten, whatever it is called. */
static void
test_photos (void)
{
  static const struct {
    const char *name;
    const char *data;
  } photos[] = {{"Loss.png", "\x89PNG\r\n\x1a\n"}, {"Loss.csv", "\xff\xd8\xff\xe0"}};
  g_autofree char *folder = g_dir_make_tmp ("acutance-chart-XXXXXX", NULL);
  g_autoptr (AcuPlot) plot = make_plot (3);
  g_autoptr (GtkWidget) chart = g_object_ref_sink (acu_chart_new (plot));
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (photos); i++) {
    g_autofree char *path = g_build_filename (folder, photos[i].name, NULL);
    g_autofree char *kept = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (path, photos[i].data, -1, NULL));
    g_assert_null (save (chart, folder, photos[i].name, &length, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
    g_assert_nonnull (strstr (error->message, path));
    g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
    g_assert_cmpstr (kept, ==, photos[i].data);
    g_unlink (path);
  }
  g_rmdir (folder);
}

/* The chart's menu, by its action, and what is in it: the file is asked for under the chart's name.
 */
static void
test_menu (void)
{
  g_autofree char *folder = g_dir_make_tmp ("acutance-chart-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "Loss.svg", NULL);
  g_autoptr (AcuPlot) plot = make_plot (3);
  GtkWidget *chart = acu_chart_new (plot);
  GtkWidget *window = show (chart);
  GtkMenuButton *button = GTK_MENU_BUTTON (gtk_widget_get_first_child (chart));
  GtkWidget *menu = GTK_WIDGET (gtk_menu_button_get_popover (button));
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_assert_false (gtk_widget_get_visible (menu));
  gtk_widget_activate_action (chart, "chart.menu", NULL);
  g_assert_true (gtk_widget_get_visible (menu));
  gtk_menu_button_popdown (button);
  if (acu_test_has_chooser ()) {
    gtk_widget_activate_action (chart, "chart.save", "s", "svg");
    g_autofree char *proposed = acu_test_choose_file (path);
    g_assert_cmpstr (proposed, ==, "Loss per step.svg");
    while (!g_file_test (path, G_FILE_TEST_EXISTS) && g_get_monotonic_time () < end)
      g_main_context_iteration (NULL, FALSE);
    g_assert_cmpint (g_unlink (path), ==, 0);
  }
  gtk_window_destroy (GTK_WINDOW (window));
  g_rmdir (folder);
}

static gboolean
is_dialog_open (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (window)) {
      gtk_window_destroy (GTK_WINDOW (window));
      return TRUE;
    }
  }
  return FALSE;
}

/* The menu has said what it is to be, so that a name needs no ending; what has the whole name
 * already stays what it is. */
static void
test_ending (void)
{
  g_autofree char *folder = g_dir_make_tmp ("acutance-chart-XXXXXX", NULL);
  g_autofree char *typed = g_build_filename (folder, "fig1", NULL);
  g_autofree char *path = g_build_filename (folder, "fig1.png", NULL);
  g_autoptr (AcuPlot) plot = make_plot (3);
  GtkWidget *chart = acu_chart_new (plot);
  GtkWidget *window = show (chart);
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  if (!acu_test_has_chooser ()) {
    g_test_skip ("there is no chooser to go through");
  } else {
    g_autofree char *bytes = NULL, *kept = NULL;
    gtk_widget_activate_action (chart, "chart.save", "s", "png");
    g_free (acu_test_choose_file (typed));
    while (!g_file_test (path, G_FILE_TEST_EXISTS) && g_get_monotonic_time () < end)
      g_main_context_iteration (NULL, FALSE);
    g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
    g_assert_true (g_str_has_prefix (bytes, "\x89PNG"));

    g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
    gtk_widget_activate_action (chart, "chart.save", "s", "png");
    g_free (acu_test_choose_file (typed));
    while (!is_dialog_open () && g_get_monotonic_time () < end)
      g_main_context_iteration (NULL, FALSE);
    g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
    g_assert_cmpstr (kept, ==, "mine");
    g_assert_cmpint (g_unlink (path), ==, 0);
    g_assert_cmpint (g_get_monotonic_time (), <, end);
  }
  gtk_window_destroy (GTK_WINDOW (window));
  g_rmdir (folder);
}

static void
test_picking (void)
{
  g_autoptr (AcuPlot) plot = acu_plot_new ("Points");
  guint points = acu_plot_add_series (plot, "a", ACU_SERIES_POINTS);
  AcuPlotLayout layout = {.width = 100, .height = 100};
  guint series;
  gsize index;

  acu_plot_append (plot, points, 0, 0);
  acu_plot_append (plot, points, 10, 10);
  layout.x_axis = layout.y_axis = acu_axis_fit (0, 10, 5, ACU_AXIS_DEFAULT);
  g_assert_true (acu_plot_pick (plot, &layout, 95, 8, &series, &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_false (acu_plot_pick (plot, &layout, 50, 50, &series, &index));
}

/* Where the area of @plot ends, of so many pixels. */
static double
find_end (AcuPlot *plot, PangoContext *context, double width)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  const AcuPlotLook look = {.width = width, .height = 200, .reading_series = -1};
  AcuPlotLayout layout;

  acu_plot_paint (plot, cr, context, &look, &layout);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return layout.x + layout.width;
}

/* The name of a rule is not written over points, of which one may be anywhere. */
static void
test_rule_beside_points (void)
{
  g_autoptr (AcuPlot) plot = acu_plot_new ("Bias");
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) name = pango_layout_new (context);
  guint points = acu_plot_add_series (plot, "Bias", ACU_SERIES_POINTS);
  int width;

  acu_plot_append (plot, points, 0, 0);
  acu_plot_append (plot, points, 1, 0);
  acu_plot_add_rule (plot, "none", 0);
  pango_layout_set_text (name, "none", -1);
  pango_layout_get_pixel_size (name, &width, NULL);
  /* Written a little smaller than this. */
  g_assert_cmpfloat (find_end (plot, context, 400) + 0.8 * width, <=, 400);
  g_object_unref (context);
}

#define SIDE 300

/* @plot as it is drawn. (transfer full) */
static cairo_surface_t *
paint (AcuPlot *plot)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_t *cr = cairo_create (surface);
  const AcuPlotLook look = {.width = SIDE, .height = SIDE, .reading_series = -1};
  AcuPlotLayout layout;

  acu_plot_paint (plot, cr, context, &look, &layout);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_object_unref (context);
  return surface;
}

/* A plot with a rule called @name at 0, to whose right end a line comes, if @is_led; nothing else
 * is in its way. */
static cairo_surface_t *
paint_ruled (const char *name, gboolean is_led)
{
  g_autoptr (AcuPlot) plot = acu_plot_new ("Agreement");
  guint line = acu_plot_add_series (plot, "SRCC", ACU_SERIES_LINE_POINTS);

  if (is_led) {
    acu_plot_append (plot, line, 0, 1);
    acu_plot_append (plot, line, 6, 0.1);
    acu_plot_append (plot, line, 7, -0.1);
    acu_plot_append (plot, line, 8, 0.1);
    acu_plot_append (plot, line, 9, -0.1);
    acu_plot_append (plot, line, 10, 0.1);
  }
  acu_plot_add_rule (plot, name, 0);
  return paint (plot);
}

/* What is elsewhere in @a and @b. */
static cairo_rectangle_int_t
find_difference (cairo_surface_t *a, cairo_surface_t *b)
{
  int stride = cairo_image_surface_get_stride (a);
  int left = SIDE, right = -1, top = SIDE, bottom = -1;

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      if (memcmp (cairo_image_surface_get_data (a) + y * stride + 4 * x,
                  cairo_image_surface_get_data (b) + y * stride + 4 * x, 4) != 0) {
        left = MIN (left, x);
        right = MAX (right, x);
        top = MIN (top, y);
        bottom = MAX (bottom, y);
      }
  return (cairo_rectangle_int_t){left, top, right - left + 1, bottom - top + 1};
}

static gboolean
has_ink (cairo_surface_t *surface, int y, int from, int to)
{
  const guint8 *row =
      cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

  for (int x = from; x < to; x++)
    if (row[4 * x + 3] > 0)
      return TRUE;
  return FALSE;
}

/* Whether a line goes through the words in the middle of @surface. */
static gboolean
is_struck_through (cairo_surface_t *surface)
{
  int first = SIDE, last = 0;

  for (int y = SIDE / 5; y < SIDE * 4 / 5; y++)
    if (has_ink (surface, y, SIDE / 2, SIDE / 2 + 40) &&
        !has_ink (surface, y, SIDE - 40, SIDE - 20)) {
      first = MIN (first, y);
      last = MAX (last, y);
    }
  g_assert_cmpint (first, <, last);
  for (int y = first; y <= last; y++)
    if (has_ink (surface, y, SIDE - 40, SIDE - 20))
      return TRUE;
  return FALSE;
}

/* The name of a rule is at its right end, unless a line is there and not at the other; what says
 * that there is nothing yet is not struck through. */
static void
test_rule_among_lines (void)
{
  cairo_surface_t *led = paint_ruled ("before", TRUE), *led_unnamed = paint_ruled ("", TRUE);
  cairo_surface_t *free = paint_ruled ("before", FALSE), *unnamed = paint_ruled ("", FALSE);
  cairo_rectangle_int_t name = find_difference (led, led_unnamed);

  g_assert_cmpint (name.width, >, 0);
  g_assert_cmpint (name.x + name.width, <, SIDE / 2);
  name = find_difference (free, unnamed);
  g_assert_cmpint (name.width, >, 0);
  g_assert_cmpint (name.x, >, SIDE / 2);
  g_assert_false (is_struck_through (unnamed));
  cairo_surface_destroy (led);
  cairo_surface_destroy (led_unnamed);
  cairo_surface_destroy (free);
  cairo_surface_destroy (unnamed);
}

/* A photo of @n patches of one pixel, a row of a thousand after the other, of which every hundredth
 * scores 90 and all others 10. (transfer full) */
static AcuPatchMap *
make_map (guint n)
{
  g_autofree AcuPatch *patches = g_new (AcuPatch, n);
  g_autofree float *scores = g_new (float, n);

  for (guint i = 0; i < n; i++) {
    patches[i] = (AcuPatch){(int)i / 1000, (int)i % 1000};
    scores[i] = i % 100 == 0 ? 90 : 10;
  }
  AcuScoreDetails details = {.width = 1000,
                             .height = 100,
                             .side = 1,
                             .n_patches = n,
                             .patches = patches,
                             .scores = scores};
  char *faults[] = {NULL};
  AcuScorerInfo scorer = {.model = (char *)"m", .score_max = 100, .faults = faults};
  return acu_patch_map_new (&details, &scorer);
}

/* The viewer's chart, of one patch and of very many, alone and beside its folder. */
static void
test_patches (void)
{
  static const struct {
    guint n;
    const char *alone, *beside;
  } cases[] = {
      {1, "Scores of 1 patch: median 90, worst 90, best 90",
       "Scores of 1 patch: median 90, worst 90, best 90. In its folder, with 2 photos scored, the "
       "median is 50"},
      {MANY, "Scores of 100000 patches: median 10, worst 10, best 90",
       "Scores of 100000 patches: median 10, worst 10, best 90. In its folder, with 2 photos "
       "scored, the median is 50"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuPatchMap) map = make_map (cases[i].n);
    AcuPatchHistogram folder = {.max = 100, .n_photos = 2, .n_patches = cases[i].n};
    GtkWidget *chart = acu_patch_chart_new ();
    GtkWidget *window = show (chart);

    folder.counts[ACU_PATCH_BINS / 2 - 1] = cases[i].n;
    acu_patch_chart_set_map (ACU_PATCH_CHART (chart), map);
    gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, cases[i].alone);
    g_assert_true (acu_patch_chart_set_folder (ACU_PATCH_CHART (chart), &folder));
    gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, cases[i].beside);

    /* However many patches there are, what is drawn are as many bars. */
    GtkSnapshot *snapshot = gtk_snapshot_new ();
    GTK_WIDGET_GET_CLASS (chart)->snapshot (chart, snapshot);
    g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
    g_assert_cmpint (gsk_render_node_get_node_type (node), ==, GSK_CONTAINER_NODE);
    g_assert_cmpuint (gsk_container_node_get_n_children (node), <, 60);
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/chart/sizes", test_sizes);
  g_test_add_func ("/chart/reading", test_reading);
  g_test_add_func ("/chart/saving", test_saving);
  g_test_add_func ("/chart/photos", test_photos);
  g_test_add_func ("/chart/menu", test_menu);
  g_test_add_func ("/chart/ending", test_ending);
  g_test_add_func ("/chart/picking", test_picking);
  g_test_add_func ("/chart/rule-beside-points", test_rule_beside_points);
  g_test_add_func ("/chart/rule-among-lines", test_rule_among_lines);
  g_test_add_func ("/chart/patches", test_patches);
  return g_test_run ();
}

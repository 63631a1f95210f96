#include "app/views/charts/chart.h"

#include "app/imaging/output-place.h"
#include "app/text/whole-file.h"
#include "app/views/charts/plot-painter.h"
#include "app/views/charts/plot-text.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/thread-task.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIN_WIDTH      220
#define NATURAL_WIDTH  420
#define MIN_HEIGHT     170
#define NATURAL_HEIGHT 240

/* Of a saved chart. */
#define SAVED_WIDTH  960
#define SAVED_HEIGHT 600

/* A plot that grows is described anew this often: a summary is longer to make than a point. */
#define DESCRIBE_INTERVAL_MS 500

struct _AcuChart {
  GtkWidget parent_instance;

  AcuPlot *plot;
  AcuPlotLayout layout;
  GtkWidget *menu_button;
  GtkFileChooserNative *chooser;
  char *format; /* that is saved: the ending of its files */
  guint describe_source;

  int reading_series; /* -1: none */
  gsize reading_index;
  double reading_x; /* of that point */
};

enum { POINT_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuChart, acu_chart, GTK_TYPE_WIDGET)

/* Words for a screen reader. */

static void
describe (AcuChart *self)
{
  g_autofree char *summary = acu_plot_dup_summary (self->plot);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  acu_plot_get_title (self->plot),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary, -1);
}

static gboolean
describe_cb (gpointer data)
{
  AcuChart *self = data;

  self->describe_source = 0;
  if (self->reading_series < 0)
    describe (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (AcuChart *self)
{
  if (self->reading_series >= 0) {
    const AcuSeries *series = acu_plot_get_n_series (self->plot) > (guint)self->reading_series
                                  ? acu_plot_get_series (self->plot, self->reading_series)
                                  : NULL;
    /* Where points were thinned out meanwhile, another one is closest to what is read. */
    if (series &&
        (self->reading_index >= series->n || series->x[self->reading_index] != self->reading_x))
      self->reading_index =
          acu_plot_find_at (self->plot, (guint)self->reading_series, self->reading_x);
    if (!series || self->reading_index >= series->n)
      self->reading_series = -1;
    else
      self->reading_x = series->x[self->reading_index];
  }
  if (!self->describe_source)
    self->describe_source = g_timeout_add (DESCRIBE_INTERVAL_MS, describe_cb, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Reading. */

static void
read_point (AcuChart *self, int series, gsize index, gboolean aloud)
{
  if (self->reading_series == series && self->reading_index == index)
    return;

  self->reading_series = series;
  self->reading_index = index;
  if (series >= 0)
    self->reading_x = acu_plot_get_series (self->plot, (guint)series)->x[index];
  if (series < 0) {
    describe (self);
  } else if (aloud) {
    g_autofree char *text = acu_plot_dup_reading (self->plot, series, index);
    acu_announce (GTK_WIDGET (self), text);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
is_readable (AcuChart *self, int series)
{
  const AcuSeries *s = acu_plot_get_series (self->plot, series);

  return s && !s->is_of && s->n > 0;
}

/* The readable series after @series, or before it; @series where there is no other. */
static int
find_series (AcuChart *self, int series, int step)
{
  int n = acu_plot_get_n_series (self->plot);

  for (int i = 1; i <= n; i++) {
    int other = ((series + step * i) % n + n) % n;
    if (is_readable (self, other))
      return other;
  }
  return series;
}

typedef enum { READ_POINT, READ_TENTH, READ_END, READ_SERIES, READ_LEAVE } ReadStep;

static gboolean
read_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AcuChart *self = ACU_CHART (widget);
  int kind, direction;

  g_variant_get (arguments, "(ii)", &kind, &direction);
  if (kind == READ_LEAVE) {
    if (self->reading_series < 0)
      return FALSE;
    read_point (self, -1, 0, TRUE);
    return TRUE;
  }
  if (acu_plot_is_empty (self->plot))
    return FALSE;

  int series = self->reading_series;
  gsize index = G_MAXSIZE;
  if (series < 0) {
    series = find_series (self, -1, 1);
    if (series < 0)
      return FALSE;
    index = acu_plot_find_next (self->plot, series, G_MAXSIZE, kind != READ_END || direction < 0);
  } else {
    double x = acu_plot_get_series (self->plot, series)->x[self->reading_index];
    if (kind == READ_SERIES) {
      series = find_series (self, series, direction);
      index = acu_plot_find_at (self->plot, series, x);
    } else if (kind == READ_END) {
      index = acu_plot_find_next (self->plot, series, G_MAXSIZE, direction < 0);
    } else if (kind == READ_TENTH) {
      double place = acu_axis_place (&self->layout.x_axis, x) + direction / 10.0;
      index = acu_plot_find_at (self->plot, series, acu_axis_value (&self->layout.x_axis, place));
    } else {
      index = acu_plot_find_next (self->plot, series, self->reading_index, direction > 0);
    }
  }
  if (index != G_MAXSIZE)
    read_point (self, series, index, TRUE);
  return TRUE;
}

static gboolean
activate_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AcuChart *self = ACU_CHART (widget);

  if (self->reading_series < 0)
    return FALSE;
  g_signal_emit (self, signals[POINT_ACTIVATED], 0, (guint)self->reading_series,
                 (guint64)self->reading_index);
  return TRUE;
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, AcuChart *self)
{
  guint series;
  gsize index;

  if (acu_plot_pick (self->plot, &self->layout, x, y, &series, &index))
    read_point (self, series, index, FALSE);
  else
    read_point (self, -1, 0, FALSE);
}

static void
leave_cb (AcuChart *self)
{
  read_point (self, -1, 0, FALSE);
}

static void
released_cb (GtkGestureClick *gesture, int n, double x, double y, AcuChart *self)
{
  guint series;
  gsize index;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (acu_plot_pick (self->plot, &self->layout, x, y, &series, &index)) {
    read_point (self, series, index, TRUE);
    activate_cb (GTK_WIDGET (self), NULL, NULL);
  }
}

gboolean
acu_chart_get_reading (AcuChart *self, guint *series, gsize *index)
{
  g_return_val_if_fail (ACU_IS_CHART (self), FALSE);

  if (self->reading_series < 0)
    return FALSE;
  *series = self->reading_series;
  *index = self->reading_index;
  return TRUE;
}

/* Saving. */

typedef struct {
  AcuPlot *plot;
  GFile *file;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->plot);
  g_object_unref (saving->file);
  g_free (saving);
}

/* What @file is saved as by its ending.  FALSE: it has none of them. */
static gboolean
find_format (GFile *file, AcuPlotFormat *format)
{
  static const struct {
    const char *ending;
    AcuPlotFormat format;
  } formats[] = {{".svg", ACU_PLOT_SVG}, {".png", ACU_PLOT_PNG}, {".csv", ACU_PLOT_CSV}};
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].ending)) {
      *format = formats[i].format;
      return TRUE;
    }
  return FALSE;
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;
  AcuPlotFormat format;

  if (!find_format (saving->file, &format)) {
    g_autofree char *name = g_file_get_basename (saving->file);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                             _ ("%s: a chart is saved as .svg, .png or .csv"), name);
    return;
  }

  g_autofree char *path = g_file_get_path (saving->file);
  if (path && !acu_output_place_check (path, &error)) {
    g_task_return_error (task, error);
    return;
  }

  g_autoptr (GBytes) bytes = acu_plot_render (saving->plot, format, SAVED_WIDTH, SAVED_HEIGHT);
  gsize size;
  const char *data_of_file = g_bytes_get_data (bytes, &size);
  /* What is on another machine is as whole as its file system keeps it. */
  if (path ? acu_whole_file_replace (path, data_of_file, size, &error)
           : g_file_replace_contents (saving->file, data_of_file, size, NULL, FALSE,
                                      G_FILE_CREATE_NONE, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
acu_chart_save_async (AcuChart *self,
                      GFile *file,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (ACU_IS_CHART (self) && G_IS_FILE (file));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Saving *saving = g_new (Saving, 1);
  saving->plot = acu_plot_copy (self->plot);
  saving->file = g_object_ref (file);
  g_task_set_task_data (task, saving, saving_free);
  acu_thread_task_run (task, save_in_thread);
}

gboolean
acu_chart_save_finish (AcuChart *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
complain (AcuChart *self, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!GTK_IS_WINDOW (root))
    return;
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (root), _ ("The chart was not saved"), text);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!acu_chart_save_finish (ACU_CHART (source), result, &error))
    complain (ACU_CHART (source), error->message);
}

/* @file with the ending of what was asked for, where its name has none. (transfer full) */
static GFile *
add_ending (AcuChart *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *whole = g_strdup_printf ("%s.%s", name, self->format);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  AcuPlotFormat format;

  return find_format (file, &format) || !folder ? g_object_ref (file)
                                                : g_file_get_child (folder, whole);
}

static void
chosen_cb (AcuChart *self, int response)
{
  g_autoptr (GFile) chosen = response == GTK_RESPONSE_ACCEPT
                                 ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
                                 : NULL;
  g_autoptr (GFile) file = chosen ? add_ending (self, chosen) : NULL;

  g_clear_object (&self->chooser);
  if (!file)
    return;
  /* The chooser has asked about the name that was chosen, and about no other. */
  if (!g_file_equal (file, chosen) && g_file_query_exists (file, NULL)) {
    g_autofree char *path = g_file_get_parse_name (file);
    g_autofree char *text = g_strdup_printf (_ ("%s is there already."), path);
    complain (self, text);
    return;
  }
  acu_chart_save_async (self, file, NULL, saved_cb, NULL);
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuChart *self = ACU_CHART (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *name = g_strdup_printf ("%s.%s", acu_plot_get_title (self->plot),
                                           g_variant_get_string (parameter, NULL));

  if (self->chooser || !GTK_IS_WINDOW (root))
    return;
  g_free (self->format);
  self->format = g_variant_dup_string (parameter, NULL);
  g_strdelimit (name, "/\\:", '-');
  self->chooser = gtk_file_chooser_native_new (_ ("Save the chart"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
save_to_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  acu_chart_save_async (ACU_CHART (widget), file, NULL, saved_cb, NULL);
}

static void
menu_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (ACU_CHART (widget)->menu_button));
}

/* The widget. */

static void
acu_chart_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
acu_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuChart *self = ACU_CHART (widget);
  GtkRequisition size;

  gtk_widget_get_preferred_size (self->menu_button, &size, NULL);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation place = {rtl ? 0 : width - size.width, 0, size.width, size.height};
  gtk_widget_size_allocate (self->menu_button, &place, -1);
}

static void
acu_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AcuChart *self = ACU_CHART (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA text = acu_get_text_colour (widget);
  AcuPlotLook look = {
      .width = width,
      .height = height,
      .dark = text.red + text.green + text.blue > 1.5,
      .right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
      .reserved = gtk_widget_get_width (self->menu_button) + 6,
      .reading_series = self->reading_series,
      .reading_index = self->reading_index,
  };
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  acu_plot_paint (self->plot, cr, gtk_widget_get_pango_context (widget), &look, &self->layout);
  cairo_destroy (cr);
  gtk_widget_snapshot_child (widget, self->menu_button, snapshot);
}

static void
acu_chart_dispose (GObject *object)
{
  AcuChart *self = ACU_CHART (object);

  g_clear_handle_id (&self->describe_source, g_source_remove);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->menu_button, gtk_widget_unparent);
  G_OBJECT_CLASS (acu_chart_parent_class)->dispose (object);
}

static void
acu_chart_finalize (GObject *object)
{
  g_clear_object (&ACU_CHART (object)->plot);
  g_free (ACU_CHART (object)->format);
  G_OBJECT_CLASS (acu_chart_parent_class)->finalize (object);
}

static void
acu_chart_init (AcuChart *self)
{
  static const struct {
    const char *title;
    const char *format;
  } items[] = {
      {N_ ("Save as SVG…"), "svg"},
      {N_ ("Save as PNG…"), "png"},
      {N_ ("Save the numbers as CSV…"), "csv"},
  };
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->reading_series = -1;
  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[i].title), NULL);
    g_menu_item_set_action_and_target (item, "chart.save", "s", items[i].format);
    g_menu_append_item (menu, item);
  }
  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (self->menu_button, _ ("Save this chart"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Save this chart"), -1);
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_add_css_class (self->menu_button, "chart-menu");
  gtk_widget_set_parent (self->menu_button, GTK_WIDGET (self));

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
acu_chart_class_init (AcuChartClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  static const struct {
    guint key;
    int kind;
    int direction;
  } keys[] = {
      {GDK_KEY_Left, READ_POINT, -1},    {GDK_KEY_Right, READ_POINT, 1},
      {GDK_KEY_KP_Left, READ_POINT, -1}, {GDK_KEY_KP_Right, READ_POINT, 1},
      {GDK_KEY_Page_Up, READ_TENTH, -1}, {GDK_KEY_Page_Down, READ_TENTH, 1},
      {GDK_KEY_Home, READ_END, -1},      {GDK_KEY_End, READ_END, 1},
      {GDK_KEY_Up, READ_SERIES, -1},     {GDK_KEY_Down, READ_SERIES, 1},
      {GDK_KEY_Escape, READ_LEAVE, 0},
  };

  G_OBJECT_CLASS (class)->dispose = acu_chart_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_chart_finalize;
  widget_class->measure = acu_chart_measure;
  widget_class->size_allocate = acu_chart_size_allocate;
  widget_class->snapshot = acu_chart_snapshot;
  gtk_widget_class_set_css_name (widget_class, "chart");
  /* A picture's children are hidden from screen readers, and the menu is one. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "chart.save", "s", save_action);
  gtk_widget_class_install_action (widget_class, "chart.save-to", "s", save_to_action);
  gtk_widget_class_install_action (widget_class, "chart.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "chart.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "chart.menu",
                                       NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, read_cb, "(ii)", keys[i].kind,
                                  keys[i].direction);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, activate_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, activate_cb, NULL);

  signals[POINT_ACTIVATED] =
      g_signal_new ("point-activated", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT64);
}

GtkWidget *
acu_chart_new (AcuPlot *plot)
{
  g_return_val_if_fail (ACU_IS_PLOT (plot), NULL);

  AcuChart *self = g_object_new (ACU_TYPE_CHART, NULL);
  self->plot = g_object_ref (plot);
  g_signal_connect_object (plot, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  describe (self);
  return GTK_WIDGET (self);
}

AcuPlot *
acu_chart_get_plot (AcuChart *self)
{
  g_return_val_if_fail (ACU_IS_CHART (self), NULL);

  return self->plot;
}

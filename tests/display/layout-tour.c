#include "tests/display/layout-tour.h"

#include "tests/display/application-run.h"
#include "tests/display/layout-checks.h"

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

/* Waiting. */

void
acu_tour_wait_for (AcuTour *tour, AcuTourCondition condition, gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  while (!condition (tour, data)) {
    if (g_get_monotonic_time () > end)
      g_error ("What is to come after “%s” does not come", tour->view);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
}

static const char *
get_title (GtkWidget *window)
{
  const char *title = GTK_IS_WINDOW (window) ? gtk_window_get_title (GTK_WINDOW (window)) : NULL;

  return title ? title : G_OBJECT_TYPE_NAME (window);
}

static void
count_cb (GdkFrameClock *clock, guint *count)
{
  (*count)++;
}

/* Until what has changed is laid out and drawn, and what follows from that as well. */
void
acu_tour_settle (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  guint n_frames = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_cb), &n_frames);

  for (guint wanted = 1; wanted <= 2; wanted++) {
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
    while (n_frames < wanted) {
      if (g_get_monotonic_time () > end)
        g_error ("“%s” is not drawn: %u of 2 frames in %d s, %s", get_title (window), n_frames,
                 PATIENCE_SECONDS, gtk_widget_get_mapped (window) ? "shown" : "not shown");
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
  }
  g_signal_handler_disconnect (clock, handler);
}

GtkWidget *
acu_tour_find (GtkWidget *widget, GType type)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = acu_tour_find (child, type);
    if (found)
      return found;
  }
  return NULL;
}

gboolean
acu_tour_is_shown (AcuTour *tour, gconstpointer type)
{
  GType known = g_type_from_name (type);

  return known && acu_tour_find (GTK_WIDGET (tour->window), known);
}

gboolean
acu_tour_is_enabled (AcuTour *tour, gconstpointer action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (tour->window), action);
}

GtkWindow *
acu_tour_find_window (AcuTour *tour)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (window != tour->window && gtk_widget_get_mapped (GTK_WIDGET (window)))
      return window;
  }
  return NULL;
}

gboolean
acu_tour_has_window (AcuTour *tour, gconstpointer data)
{
  return acu_tour_find_window (tour) != NULL;
}

static gboolean
has_no_window (AcuTour *tour, gconstpointer data)
{
  return acu_tour_find_window (tour) == NULL;
}

static gboolean
is_mapped (AcuTour *tour, gconstpointer widget)
{
  return gtk_widget_get_mapped ((GtkWidget *)widget);
}

static gboolean
is_unmapped (AcuTour *tour, gconstpointer widget)
{
  return !gtk_widget_get_mapped ((GtkWidget *)widget);
}

void
acu_tour_act (AcuTour *tour, const char *action, const char *parameter)
{
  acu_tour_wait_for (tour, acu_tour_is_enabled, action);
  acu_test_activate (tour->window, action, parameter);
}

/* Looking. */

void
acu_tour_tell_fault (AcuTour *tour, const char *description)
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
check (AcuTour *tour, GtkWidget *window)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < MAX_FRAMES; i++) {
    g_ptr_array_set_size (faults, 0);
    acu_layout_check (window, tour->is_pseudo ? tour->names : NULL, found_cb, faults);
    if (faults->len == 0)
      return;
    acu_tour_settle (window);
  }
  for (guint i = 0; i < faults->len; i++)
    acu_tour_tell_fault (tour, g_ptr_array_index (faults, i));
}

void
acu_tour_look_at_size (
    AcuTour *tour, GtkWidget *window, int width, int height, const char *language)
{
  g_autofree char *circumstances = g_strdup_printf ("%d x %d, %s", width, height, language);

  tour->circumstances = circumstances;
  /* What is left out of a narrow window is so once it has become narrower: in a few steps, as by a
   * pointer. */
  for (int more = 0; more < 8; more++) {
    gtk_window_set_default_size (GTK_WINDOW (window), width, height + more % 2);
    acu_tour_settle (window);
    if (gtk_widget_get_width (window) == width && gtk_widget_get_height (window) == height)
      break;
  }
  acu_tour_settle (window);
  if (gtk_widget_get_width (window) != width || gtk_widget_get_height (window) != height) {
    g_autofree char *widest = acu_layout_dup_widest (window, width);
    g_autofree char *text =
        g_strdup_printf ("the window is %d x %d: %s", gtk_widget_get_width (window),
                         gtk_widget_get_height (window), widest);
    acu_tour_tell_fault (tour, text);
  }
  check (tour, window);
  tour->circumstances = "afterwards";
}

static void
list_menus (GtkWidget *widget, GPtrArray *menus)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_MENU_BUTTON (widget) && gtk_widget_is_sensitive (widget))
    g_ptr_array_add (menus, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    list_menus (child, menus);
}

void
acu_tour_look_at_menus (AcuTour *tour, GtkWidget *window)
{
  g_autoptr (GPtrArray) menus = g_ptr_array_new ();

  list_menus (window, menus);
  for (guint i = 0; i < menus->len; i++) {
    GtkMenuButton *button = g_ptr_array_index (menus, i);
    gtk_menu_button_popup (button);
    GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
    tour->circumstances = "menu";
    acu_tour_wait_for (tour, is_mapped, popover);
    acu_tour_settle (window);
    check (tour, popover);
    gtk_menu_button_popdown (button);
    acu_tour_wait_for (tour, is_unmapped, popover);
  }
  tour->circumstances = "afterwards";
}

/* Looks at @window as it is now, in every size and direction. */
void
acu_tour_look (AcuTour *tour, GtkWidget *window, const char *view)
{
  tour->view = view;
  tour->n_views++;
  for (guint i = FIRST_SIZE; i < G_N_ELEMENTS (sizes); i++)
    acu_tour_look_at_size (tour, window, sizes[i].width, sizes[i].height,
                           tour->is_pseudo ? "longer" : "left to right");
  /* From right to left lengths are the same ones: what is different shows in one language.  What
   * menus say does not depend on the window's size. */
  if (tour->is_pseudo) {
    acu_tour_look_at_menus (tour, window);
    return;
  }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  for (guint i = FIRST_SIZE; i < G_N_ELEMENTS (sizes); i++)
    acu_tour_look_at_size (tour, window, sizes[i].width, sizes[i].height, "right to left");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Opens what is folded in @widget.  Only where words are those of the sources: cards of models, and
 * settings of programs, are in English everywhere. */
void
acu_tour_unfold (AcuTour *tour, GtkWidget *widget)
{
  if (tour->is_pseudo || !gtk_widget_get_mapped (widget))
    return;
  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  else if (GTK_IS_EXPANDER (widget))
    gtk_expander_set_expanded (GTK_EXPANDER (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    acu_tour_unfold (tour, child);
}

void
acu_tour_look_at_dialog (AcuTour *tour, const char *view)
{
  acu_tour_wait_for (tour, acu_tour_has_window, NULL);
  GtkWidget *window = GTK_WIDGET (acu_tour_find_window (tour));
  acu_tour_settle (window);
  acu_tour_look (tour, window, view);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Looks at a window whose size is the toolkit's business, as it comes. */
void
acu_tour_look_at_message (AcuTour *tour, const char *view)
{
  acu_tour_wait_for (tour, acu_tour_has_window, NULL);
  GtkWidget *window = GTK_WIDGET (acu_tour_find_window (tour));
  tour->view = view;
  tour->circumstances = "as it comes";
  tour->n_views++;
  acu_tour_settle (window);
  check (tour, window);
  if (gtk_widget_get_height (window) > MAX_HEIGHT)
    acu_tour_tell_fault (tour, "the window is too high");
  /* Who asks is told that nothing was answered. */
  if (ADW_IS_MESSAGE_DIALOG (window))
    gtk_window_close (GTK_WINDOW (window));
  else
    gtk_window_destroy (GTK_WINDOW (window));
  acu_tour_wait_for (tour, has_no_window, NULL);
}

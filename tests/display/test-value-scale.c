/* The scale of continuous answers: what digits, steps and the mouse make of it, and that it grows
 * to where the keys point, whatever the direction of the text. */
#include "app/views/label/value-scale.h"

#include <math.h>

/* The child of @widget, or of its children, that style sheets call @name. */
static GtkWidget *
find (GtkWidget *widget, const char *name)
{
  GtkWidget *found = NULL;

  if (g_str_equal (gtk_widget_get_css_name (widget), name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, name);
  return found;
}

/* In a window, with a size. */
static AcuValueScale *
show (GtkWidget **window)
{
  AcuValueScale *scale = ACU_VALUE_SCALE (acu_value_scale_new ());

  *window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (*window), 600, 100);
  gtk_window_set_child (GTK_WINDOW (*window), GTK_WIDGET (scale));
  gtk_window_present (GTK_WINDOW (*window));
  while (gtk_widget_get_width (find (GTK_WIDGET (scale), "scale")) == 0)
    g_main_context_iteration (NULL, TRUE);
  return scale;
}

/* Until what has changed is laid out. */
static void
settle (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gint64 frame = gdk_frame_clock_get_frame_counter (clock);

  while (gdk_frame_clock_get_frame_counter (clock) < frame + 3) {
    gtk_widget_queue_draw (widget);
    g_main_context_iteration (NULL, TRUE);
  }
}

static double
get_left (GtkWidget *widget, GtkWidget *window)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, window, &bounds));
  return (double)bounds.origin.x;
}

/* A scale may begin below zero; the sign is a minus. */
static void
test_negative (void)
{
  g_autoptr (AcuValueScale) scale = ACU_VALUE_SCALE (g_object_ref_sink (acu_value_scale_new ()));

  acu_value_scale_set_range (scale, -100, 0);
  acu_value_scale_step (scale, -1);
  gtk_test_accessible_assert_property (find (GTK_WIDGET (scale), "scale"),
                                       GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "\u200e−51");
}

/* The key of “more” is the right one, and “excellent” is on the right. */
static void
check_direction (void)
{
  GtkWidget *window;
  AcuValueScale *scale = show (&window);
  GtkWidget *range = find (GTK_WIDGET (scale), "scale");
  GtkWidget *slider = find (range, "slider");
  GtkWidget *grades = gtk_widget_get_next_sibling (range);
  double before;

  settle (window);
  before = get_left (slider, window);
  acu_value_scale_step (scale, 20);
  settle (window);
  g_assert_cmpfloat (get_left (slider, window), >, before);
  g_assert_cmpfloat (get_left (gtk_widget_get_first_child (grades), window), <,
                     get_left (gtk_widget_get_last_child (grades), window));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_directions (void)
{
  check_direction ();
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  check_direction ();
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_values (void)
{
  g_autoptr (AcuValueScale) scale = ACU_VALUE_SCALE (g_object_ref_sink (acu_value_scale_new ()));

  /* It suggests nothing. */
  g_assert_true (isnan (acu_value_scale_get_value (scale)));
  acu_value_scale_step (scale, 1);
  g_assert_cmpfloat (acu_value_scale_get_value (scale), ==, 51);
  acu_value_scale_step (scale, 80);
  g_assert_cmpfloat (acu_value_scale_get_value (scale), ==, 100);

  /* Digits make a number of their own; what leaves the scale begins anew. */
  acu_value_scale_type (scale, 7);
  acu_value_scale_type (scale, 3);
  g_assert_cmpfloat (acu_value_scale_get_value (scale), ==, 73);
  acu_value_scale_type (scale, 9);
  g_assert_cmpfloat (acu_value_scale_get_value (scale), ==, 9);
  g_assert_true (acu_value_scale_untype (scale));
  g_assert_true (isnan (acu_value_scale_get_value (scale)));
  g_assert_false (acu_value_scale_untype (scale));
  acu_value_scale_type (scale, 1);
  acu_value_scale_type (scale, 0);
  acu_value_scale_type (scale, 0);
  g_assert_cmpfloat (acu_value_scale_get_value (scale), ==, 100);

  /* A first digit may lie below the scale. */
  acu_value_scale_set_range (scale, 20, 40);
  g_assert_true (isnan (acu_value_scale_get_value (scale)));
  acu_value_scale_type (scale, 3);
  g_assert_true (isnan (acu_value_scale_get_value (scale)));
  acu_value_scale_type (scale, 5);
  g_assert_cmpfloat_with_epsilon (acu_value_scale_get_value (scale), 35, 1e-9);
  acu_value_scale_reset (scale);
  g_assert_true (isnan (acu_value_scale_get_value (scale)));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value-scale/values", test_values);
  g_test_add_func ("/value-scale/negative", test_negative);
  g_test_add_func ("/value-scale/directions", test_directions);
  return g_test_run ();
}

#include "app/views/shared/side-buttons.h"

/* As GDK numbers them. */
#define BACK    8
#define FORWARD 9

/* Nothing else takes it for a click. */
static void
pressed_cb (GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* Not before: what is under the pointer may go then, which the toolkit does not expect of what is
 * pressed. */
static void
released_cb (GtkGestureSingle *gesture)
{
  gboolean is_back = gtk_gesture_single_get_current_button (gesture) == BACK;

  gtk_widget_activate_action (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)),
                              is_back ? "win.back" : "win.forward", NULL);
}

static void
add_button (GtkWidget *widget, guint button)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), button);
  /* Before anything on it takes them for a click. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect (gesture, "pressed", G_CALLBACK (pressed_cb), NULL);
  g_signal_connect (gesture, "released", G_CALLBACK (released_cb), NULL);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (gesture));
}

void
acu_side_buttons_attach (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  add_button (widget, BACK);
  add_button (widget, FORWARD);
}

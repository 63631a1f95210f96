#include "app/views/header-reveal.h"

#include <math.h>

/* Pixels at the upper edge that bring the head; of a screen the pointer cannot leave there, a few
 * are enough. */
#define EDGE 4

/* A pointer that strays from the head for less than this, milliseconds, has not left it. */
#define DELAY 300

struct _AcuHeaderReveal {
  GObject parent_instance;

  GtkWindow *window;
  GtkOverlay *overlay;
  GtkBox *column; /* the head and what is below it, but in full screen, when the revealer has the
                     head */
  GtkRevealer *revealer;
  AdwHeaderBar *header;
  double y;              /* of the pointer, from the upper edge; INFINITY where it is elsewhere */
  GtkWidget *last_focus; /* outside the head; weak */
  guint hiding;          /* the timeout */
};

G_DEFINE_FINAL_TYPE (AcuHeaderReveal, acu_header_reveal, G_TYPE_OBJECT)

static gboolean
has_focus (AcuHeaderReveal *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  return focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->header));
}

/* The focus that a click leaves behind keeps nothing on the screen; an open menu does, and so does
 * a focus that is seen. */
static gboolean
is_in_use (AcuHeaderReveal *self)
{
  return has_focus (self) && (gtk_widget_get_native (gtk_window_get_focus (self->window)) !=
                                  GTK_NATIVE (self->window) ||
                              gtk_window_get_focus_visible (self->window));
}

static gboolean
is_wanted (AcuHeaderReveal *self)
{
  int height = gtk_revealer_get_reveal_child (self->revealer)
                   ? gtk_widget_get_height (GTK_WIDGET (self->header))
                   : 0;

  return !gtk_window_is_fullscreen (self->window) || self->y < MAX (height, EDGE) ||
         is_in_use (self);
}

/* Keys go on where they went before: what is not seen has no use for them. */
static void
give_focus_back (AcuHeaderReveal *self)
{
  if (gtk_window_get_focus (self->window) && !has_focus (self))
    return;
  if (!self->last_focus || !gtk_widget_get_mapped (self->last_focus) ||
      !gtk_widget_grab_focus (self->last_focus))
    gtk_widget_child_focus (GTK_WIDGET (self->column), GTK_DIR_TAB_FORWARD);
}

static void
hide (AcuHeaderReveal *self)
{
  give_focus_back (self);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static gboolean
hide_cb (gpointer data)
{
  AcuHeaderReveal *self = data;

  self->hiding = 0;
  if (!is_wanted (self))
    hide (self);
  return G_SOURCE_REMOVE;
}

static void
update (AcuHeaderReveal *self)
{
  if (is_wanted (self)) {
    g_clear_handle_id (&self->hiding, g_source_remove);
    gtk_widget_set_visible (GTK_WIDGET (self->revealer), TRUE);
    gtk_revealer_set_reveal_child (self->revealer, TRUE);
  } else if (gtk_revealer_get_reveal_child (self->revealer) && self->hiding == 0) {
    self->hiding = g_timeout_add (DELAY, hide_cb, self);
  }
}

/* What a revealer does not show it still tells of to screen readers. */
static void
revealed_cb (AcuHeaderReveal *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->revealer),
                          gtk_revealer_get_reveal_child (self->revealer) ||
                              gtk_revealer_get_child_revealed (self->revealer));
}

/* Over the content, or above it. */
static void
place (AcuHeaderReveal *self, gboolean is_over)
{
  g_autoptr (GtkWidget) header = g_object_ref (GTK_WIDGET (self->header));

  if (is_over == (gtk_revealer_get_child (self->revealer) == header))
    return;
  if (is_over) {
    gtk_box_remove (self->column, header);
    gtk_revealer_set_child (self->revealer, header);
  } else {
    gtk_revealer_set_child (self->revealer, NULL);
    gtk_box_prepend (self->column, header);
  }
  give_focus_back (self);
}

static void
fullscreened_cb (AcuHeaderReveal *self)
{
  gboolean is_full = gtk_window_is_fullscreen (self->window);

  place (self, is_full);
  adw_header_bar_set_show_start_title_buttons (self->header, !is_full);
  adw_header_bar_set_show_end_title_buttons (self->header, !is_full);
  update (self);
}

static void
motion_cb (AcuHeaderReveal *self, double x, double y)
{
  self->y = y;
  update (self);
}

static void
leave_cb (AcuHeaderReveal *self)
{
  self->y = INFINITY;
  update (self);
}

/* A finger is nowhere before it touches. */
static void
touched_cb (AcuHeaderReveal *self, int n, double x, double y)
{
  motion_cb (self, x, y);
}

static void
focus_cb (AcuHeaderReveal *self)
{
  if (gtk_window_get_focus (self->window) && !has_focus (self))
    g_set_weak_pointer (&self->last_focus, gtk_window_get_focus (self->window));
  update (self);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  GtkWindow *window = GTK_WINDOW (widget);

  if (!gtk_window_is_fullscreen (window))
    return FALSE;
  gtk_window_unfullscreen (window);
  return TRUE;
}

static void
acu_header_reveal_dispose (GObject *object)
{
  AcuHeaderReveal *self = ACU_HEADER_REVEAL (object);

  g_clear_handle_id (&self->hiding, g_source_remove);
  g_clear_weak_pointer (&self->last_focus);
  G_OBJECT_CLASS (acu_header_reveal_parent_class)->dispose (object);
}

static void
acu_header_reveal_init (AcuHeaderReveal *self)
{
  self->y = INFINITY;
}

static void
acu_header_reveal_class_init (AcuHeaderRevealClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_header_reveal_dispose;
}

static void
listen (AcuHeaderReveal *self, GtkEventController *controller)
{
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->overlay), controller);
}

AcuHeaderReveal *
acu_header_reveal_new (GtkWindow *window, GtkOverlay *overlay, AdwHeaderBar *header)
{
  g_return_val_if_fail (GTK_IS_WINDOW (window) && GTK_IS_OVERLAY (overlay), NULL);
  g_return_val_if_fail (ADW_IS_HEADER_BAR (header), NULL);

  AcuHeaderReveal *self = g_object_new (ACU_TYPE_HEADER_REVEAL, NULL);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *touch = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->window = window;
  self->overlay = overlay;
  self->column = GTK_BOX (gtk_overlay_get_child (overlay));
  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  self->header = header;
  gtk_widget_set_valign (GTK_WIDGET (self->revealer), GTK_ALIGN_START);
  gtk_overlay_add_overlay (overlay, GTK_WIDGET (self->revealer));
  g_signal_connect_object (self->revealer, "notify::child-revealed", G_CALLBACK (revealed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (touch), TRUE);
  g_signal_connect_object (motion, "enter", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (touch, "pressed", G_CALLBACK (touched_cb), self, G_CONNECT_SWAPPED);
  listen (self, motion);
  listen (self, GTK_EVENT_CONTROLLER (touch));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  g_signal_connect_object (window, "notify::fullscreened", G_CALLBACK (fullscreened_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::focus-widget", G_CALLBACK (focus_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::focus-visible", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  fullscreened_cb (self);
  return self;
}

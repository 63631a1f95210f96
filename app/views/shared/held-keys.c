#include "app/views/shared/held-keys.h"

typedef struct {
  GtkWidget *widget; /* owns this */
  AcuHeldKeyFunc is_idle;
  GtkWidget *window;            /* that the widget is in, or NULL */
  GtkEventController *releases; /* of the window, while there is one */
  guint code;                   /* of the key that was pressed last, while it is down; else 0 */
} HeldKeys;

static gboolean
key_pressed_cb (
    HeldKeys *self, guint key, guint code, GdkModifierType state, GtkEventController *controller)
{
  guint held = self->code;
  GdkEvent *event = gtk_event_controller_get_current_event (controller);

  self->code = code;
  return held == code && self->is_idle (self->widget, event) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

/* Where a key is let go of does not matter: the header may have the focus, and of what happens
 * while another window has the keyboard nothing is heard. */
static void
let_go (HeldKeys *self)
{
  self->code = 0;
}

static void
root_changed_cb (HeldKeys *self)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);

  if (self->window) {
    g_signal_handlers_disconnect_by_func (self->window, let_go, self);
    gtk_widget_remove_controller (self->window, self->releases);
  }
  let_go (self);
  g_set_weak_pointer (&self->window, GTK_IS_WINDOW (root) ? GTK_WIDGET (root) : NULL);
  if (!self->window)
    return;
  self->releases = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->releases, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->releases, "key-released", G_CALLBACK (let_go), self);
  gtk_widget_add_controller (self->window, self->releases);
  g_signal_connect_swapped (self->window, "notify::is-active", G_CALLBACK (let_go), self);
}

static void
held_keys_free (gpointer data, GClosure *closure)
{
  HeldKeys *self = data;

  g_clear_weak_pointer (&self->window);
  g_free (self);
}

void
acu_held_keys_attach (GtkWidget *widget, AcuHeldKeyFunc is_idle)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && is_idle);

  HeldKeys *self = g_new0 (HeldKeys, 1);
  *self = (HeldKeys){.widget = widget, .is_idle = is_idle};

  GtkEventController *presses = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (presses, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (presses, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (widget, presses);
  g_signal_connect_data (widget, "notify::root", G_CALLBACK (root_changed_cb), self, held_keys_free,
                         G_CONNECT_SWAPPED);
  root_changed_cb (self);
}
